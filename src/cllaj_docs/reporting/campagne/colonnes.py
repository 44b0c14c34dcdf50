"""Where the columns of a sheet of a campaign are: by their names or by the mapping, in any order, beside any others."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cllaj_docs.domain.colonne import plain
from cllaj_docs.errors import FauteCellule, WorkbookError
from cllaj_docs.reporting.campagne.correspondance import CHOIX, NUMERO, Correspondance, field_of
from cllaj_docs.reporting.campagne.plan import CANDIDATURES, CLE, Champ, Feuille, feuilles
from cllaj_docs.reporting.campagne.valeurs import visible
from cllaj_docs.reporting.columns import column_place
from cllaj_docs.reporting.values import Cell, Formula

CHAMP, VALEUR = "champ", "valeur"
"""Columns of the sheets that hold one field a row: its name or its path, and its value."""

_PATH = re.compile(r"[a-z_]+(?:\[[0-9]{1,4}\])?(?:\.[a-z_]+(?:\[[0-9]{1,4}\])?)*")
_NAMES_MAX = 60


@dataclass(slots=True)
class Entete:
    """The row of names: its number, the field and the place of each column, and of those that have a task of their own.

    ``propres`` are the ranks of « numero », « choix », « champ » and « valeur »; ``autres`` are columns of no field.
    """

    ligne: int
    champs: dict[int, tuple[str, Champ]] = field(default_factory=dict)
    propres: dict[str, int] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    autres: dict[int, str] = field(default_factory=dict)

    def place_of(self, chemin: str) -> str | None:
        """Give the place of the column of a field, if it is there."""
        return next((self.places[rank] for rank, (path, _) in self.champs.items() if path == chemin), None)


def find_entete(
    feuille: Feuille, nom: str, rows: Sequence[tuple[int, Sequence[Cell]]], correspondance: Correspondance
) -> Entete | None:
    """Find the row of names among the first ones: the one that holds the most of them. ``nom`` is the sheet's own.

    Raises ``WorkbookError`` when a column is there twice, or when one that the mapping names is absent.
    """
    names = _Names(feuille, correspondance)
    readings = [names.read(number, cells) for number, cells in rows]
    best = max(readings, key=lambda entete: len(entete.champs) + len(entete.propres), default=None)
    if best is None or not (best.champs or best.propres):
        return None
    faults = [*_twice(nom, best), *_absent(feuille, nom, best, correspondance)]
    if faults:
        raise WorkbookError("des colonnes sont à corriger :", faults)
    return best


class _Names:
    """The names that the columns of a sheet may have."""

    def __init__(self, feuille: Feuille, correspondance: Correspondance) -> None:
        self._feuille = feuille
        self._mapped = correspondance.colonnes.get(feuille.nom, {})
        self._elsewhere: set[str | None] = set(self._mapped.values())
        self._ignored = correspondance.ignorees.get(feuille.nom, frozenset())
        self._fields = feuille.ecritures()
        self._own = {plain(CLE): NUMERO, "numero candidature": NUMERO, "candidature": NUMERO}
        if feuille.choix:
            self._own[plain(feuille.choix)] = CHOIX
        if feuille.libre or feuille.reglage:
            self._own |= {CHAMP: CHAMP, VALEUR: VALEUR}

    def read(self, number: int, cells: Sequence[Cell]) -> Entete:
        entete = Entete(number)
        for rank, value in cells:
            inner = value.value if isinstance(value, Formula) else value
            if not isinstance(inner, str) or not inner.strip():
                continue
            name = visible(inner)[:_NAMES_MAX]
            entete.places[rank] = column_place(rank, name)
            meant = self._mapped.get(plain(inner))
            own = meant if meant in (NUMERO, CHOIX) else None if meant else self._own.get(plain(inner))
            champ = self._field(inner, meant)
            if meant is None and self._elsewhere & {own, champ and champ[0]}:
                own = champ = None  # the mapping says that this field is in another column
            if own is not None:
                entete.propres.setdefault(own, rank)
                if entete.propres[own] != rank:
                    entete.champs[rank] = (own, _NOTHING)
            elif champ is not None:
                entete.champs[rank] = champ
            elif plain(inner) not in self._ignored:
                entete.autres[rank] = inner
        return entete

    def _field(self, name: str, meant: str | None) -> tuple[str, Champ] | None:
        """Give the path and the field of a column: as the mapping says, by its name, or by a path of a dossier."""
        if self._feuille.libre or self._feuille.reglage:
            return None
        if meant is None and plain(name) in self._fields:
            champ = self._fields[plain(name)]
            return champ.chemin, champ
        path = meant or name.strip()
        own = next((colonne.champ for colonne in self._feuille.colonnes if colonne.champ.chemin == path), None)
        if own is None and self._feuille.nom == CANDIDATURES and _PATH.fullmatch(path):
            own = field_of(path)
        return None if own is None else (path, own)


_NOTHING = Champ("", (), "", "texte")


def _twice(nom: str, entete: Entete) -> list[FauteCellule]:
    seen: set[str] = set(entete.propres)
    faults = []
    for rank, (chemin, _) in entete.champs.items():
        if chemin in seen:
            faults.append(
                FauteCellule(nom, entete.ligne, entete.places[rank], "ce champ est là deux fois : gardez-en un")
            )
        seen.add(chemin)
    return faults


def _absent(feuille: Feuille, nom: str, entete: Entete, correspondance: Correspondance) -> list[FauteCellule]:
    """List the columns that the mapping names and that are not there."""
    found = {chemin for chemin, _ in entete.champs.values()} | set(entete.propres)
    missing = [path for path in correspondance.colonnes.get(feuille.nom, {}).values() if path not in found]
    message = "la colonne que la correspondance donne pour ce champ est absente : corrigez son nom"
    return [FauteCellule(nom, entete.ligne, path, message) for path in missing]


def other_columns(feuille: Feuille, nom: str, entete: Entete) -> list[str]:
    """Say which columns are not read, with the nearest name that would be."""
    known = [CLE, *(colonne.nom for colonne in feuille.colonnes)]
    said = []
    for rank, name in entete.autres.items():
        near = difflib.get_close_matches(visible(name), known, n=1, cutoff=0.75)
        hint = f" ; vouliez-vous écrire « {near[0]} » ?" if near else ""
        said.append(f"feuille {nom}, colonne {column_place(rank, visible(name)[:_NAMES_MAX])} : non lue{hint}")
    return said


def find_feuille(name: str, correspondance: Correspondance) -> Feuille | None:
    """Give the sheet that a name means, as the mapping says or by its own name."""
    mapped = {plain(given): ours for ours, given in correspondance.feuilles.items()}
    written = plain(name)
    if written in mapped:
        return feuilles()[mapped[written]]
    for feuille in feuilles().values():
        if feuille.nom not in correspondance.feuilles and plain(feuille.nom).removesuffix("s") == written.removesuffix(
            "s"
        ):
            return feuille
    return None
