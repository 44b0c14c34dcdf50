"""From the rows of one application to its dossier, each value knowing the cell that it came from."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import DossierError, Faute, place
from cllaj_docs.reporting.campagne.attente import Ligne
from cllaj_docs.reporting.campagne.colonnes import Entete
from cllaj_docs.reporting.campagne.plan import CANDIDATURES, COMMUNES, PARTICULARITES, Feuille, feuilles
from cllaj_docs.reporting.campagne.valeurs import Lu

_STEP = re.compile(r"([^.\[\]]+)(?:\[([0-9]+)\])?")
_ITEM = re.compile(r".*?\[[0-9]+\]")
_QUOTED_LEAST = 2


@dataclass(frozen=True, slots=True)
class Lieux:
    """Where sheets and columns are in the file: its own names of sheets, and their rows of names."""

    noms: Mapping[str, str]
    entetes: Mapping[str, Entete]

    def place(self, feuille: str, ligne: int = 0, chemin: str = "") -> str:
        """Name the cell of a field, as far as it is there."""
        entete = self.entetes.get(feuille)
        colonne = entete.place_of(chemin) if entete and chemin else None
        if entete and chemin in entete.propres:
            colonne = entete.places[entete.propres[chemin]]
        own = (item.nom for item in feuilles()[feuille].colonnes if item.champ.chemin == chemin)
        return place(self.noms.get(feuille, feuille), ligne, colonne or next(own, ""))


@dataclass(slots=True)
class Assemblage:
    """An application being put together: values by the whole path of their field, and the cells they came from.

    ``origines`` are rows and paths in them: a cell is named when there is something to say of it. ``elements`` are the
    items of lists that have a value.
    """

    lieux: Lieux
    valeurs: dict[str, Lu] = field(default_factory=dict)
    origines: dict[str, tuple[Ligne, str]] = field(default_factory=dict)
    elements: set[str] = field(default_factory=set)
    parties: dict[str, tuple[str, int]] = field(default_factory=dict)
    lignes: dict[str, int] = field(default_factory=dict)
    retires: set[str] = field(default_factory=set)
    fautes: list[Faute] = field(default_factory=list)
    muets: set[str] = field(default_factory=set)

    def add(self, ligne: Ligne) -> None:
        """Add a row: a part, an item of a list, or any field."""
        feuille = feuilles()[ligne.feuille]
        self.lignes.setdefault(ligne.feuille, ligne.numero)
        prefix = self._prefix(ligne, feuille)
        if prefix is None:
            return
        for chemin, message in ligne.fautes:
            self.fautes.append(Faute(self._cell(ligne, chemin), message))
            self.muets.add(_join(prefix, chemin))
        for chemin, value in ligne.valeurs.items():
            self._put(_join(prefix, chemin), value, ligne, chemin)

    def _cell(self, ligne: Ligne, chemin: str) -> str:
        """Name the cell of a field in a row; in a sheet of any field, the column of values."""
        if feuilles()[ligne.feuille].libre:
            return place(self.lieux.noms.get(ligne.feuille, ligne.feuille), ligne.numero, chemin)
        return self.lieux.place(ligne.feuille, ligne.numero, chemin)

    def _prefix(self, ligne: Ligne, feuille: Feuille) -> str | None:
        """Give the path of the part that a row holds; ``None`` when another row holds it already."""
        if not ligne.partie or feuille.reglage:
            self.parties.setdefault(ligne.partie, (ligne.feuille, ligne.numero))
            return ligne.partie
        if ligne.partie.endswith("[]"):
            chemin = ligne.partie.removesuffix("[]")
            rank = 0
            while f"{chemin}[{rank}]" in self.elements:
                rank += 1
            self.elements.add(f"{chemin}[{rank}]")
            self.parties[f"{chemin}[{rank}]"] = (ligne.feuille, ligne.numero)
            return f"{chemin}[{rank}]"
        if ligne.partie in self.parties and self.parties[ligne.partie][0] == feuille.nom:
            first = self.parties[ligne.partie][1]
            where = place(self.lieux.noms.get(feuille.nom, feuille.nom), ligne.numero)
            self.fautes.append(
                Faute(where, f"cette candidature a déjà une telle ligne (ligne {first}) : gardez-en une")
            )
            return None
        self.parties[ligne.partie] = (ligne.feuille, ligne.numero)
        return ligne.partie

    def _put(self, chemin: str, value: Lu | None, ligne: Ligne, own: str) -> None:
        if chemin in self.valeurs:
            first = self._cell(*self.origines[chemin])
            self.fautes.append(Faute(self._cell(ligne, own), f"déjà donné ({first}) : gardez-en un"))
        elif value is None:
            self.retires.add(chemin)
        else:
            self.valeurs[chemin] = value
            self.origines[chemin] = (ligne, own)
            item = _ITEM.match(chemin)
            if item:
                self.elements.add(item[0])
        if feuilles()[ligne.feuille].libre and chemin.split(".", maxsplit=1)[0] not in COMMUNES:
            self.parties.setdefault(chemin.rpartition(".")[0], (PARTICULARITES, 0))

    # --- the dossier -----------------------------------------------------------------------------------------------

    def dossier(self, communes: Mapping[str, Any]) -> tuple[Dossier | None, tuple[Faute, ...]]:
        """Give the dossier, or every fault of its rows, each with its cell."""
        data = {name: copy.deepcopy(part) for name, part in communes.items()}
        for chemin in self.retires:
            _take_away(data, chemin)
        for chemin in self.parties:
            if chemin and not _ITEM.fullmatch(chemin):
                _set(data, chemin, {}, keep=True)
        for chemin, value in self.valeurs.items():
            if value == [] and self._has_items(chemin):
                self.fautes.append(
                    Faute(self._cell(*self.origines[chemin]), "« aucune », alors que des lignes en donnent : videz")
                )
            else:
                _set(data, chemin, value, keep=value == [])
        try:
            read = Dossier.parse(_lists(data))
        except DossierError as error:
            self.fautes += (self._told(faute) for faute in error.fautes if faute.chemin not in self.muets)
            return None, tuple(dict.fromkeys(self.fautes))
        return (None, tuple(self.fautes)) if self.fautes else (read, ())

    def _has_items(self, chemin: str) -> bool:
        return any(other.startswith(f"{chemin}[") for other in self.parties)

    def _told(self, faute: Faute) -> Faute:
        """Say the fault of a dossier where staff will mend it, without what the cell holds."""
        message = re.sub(r" \([0-9]+er? de la liste\)$", "", faute.message)
        value = self.valeurs.get(faute.chemin)
        texts = [value] if isinstance(value, str) else []
        for base, given in self.valeurs.items():
            if faute.chemin.startswith(f"{base}[") and isinstance(given, list):
                texts += given
        for text in texts:
            if len(text.strip()) >= _QUOTED_LEAST:
                message = message.replace(f"« {text.strip()} »", "« … »")
        return Faute(self._where(faute.chemin), message)

    def _where(self, chemin: str) -> str:
        """Name the cell where a field of the dossier is, or should be."""
        for path in (chemin, re.sub(r"\[[0-9]+\]$", "", chemin)):
            if path in self.origines:
                return self._cell(*self.origines[path])
        parts = sorted((part for part in self.parties if part and _is_in(chemin, part)), key=len)
        if parts and self.parties[parts[-1]][0] != PARTICULARITES:
            feuille, ligne = self.parties[parts[-1]]
            if not feuilles()[feuille].reglage:
                return self.lieux.place(feuille, ligne, chemin[len(parts[-1]) + 1 :])
        return self.expected(chemin)

    def expected(self, chemin: str) -> str:
        """Name the sheet, and the column, that would hold a field which no row gives."""
        template = re.sub(r"\[[0-9]+\]", "[]", chemin)
        for feuille in feuilles().values():
            for partie in feuille.parties.values():
                relative = template.removeprefix(partie).removeprefix(".") if _is_in(template, partie) else None
                if relative is not None and any(c.champ.chemin == relative for c in feuille.colonnes):
                    ligne = 0 if feuille.repetee or feuille.reglage else self.lignes.get(feuille.nom, 0)
                    return self.lieux.place(feuille.nom, ligne, relative)
        for feuille in feuilles().values():
            if any(partie.removesuffix("[]") == template for partie in feuille.parties.values() if partie):
                return self.lieux.place(feuille.nom)
        near = (
            feuille.nom
            for feuille in feuilles().values()
            for partie in feuille.parties.values()
            for colonne in feuille.colonnes
            if _is_in(_join(partie, colonne.champ.chemin), template)
        )
        nom = next(near, CANDIDATURES)
        return self.lieux.place(nom, 0 if feuilles()[nom].reglage else self.lignes.get(nom, 0))

    # --- what the campaign shares ------------------------------------------------------------------------------------

    def shared(self) -> tuple[dict[str, Any], list[Faute]]:
        """Give what the rows put together, lists closed, and what could not be read."""
        data: dict[str, Any] = {}
        for chemin, value in self.valeurs.items():
            _set(data, chemin, value)
        return _lists(data), list(self.fautes)

    def told(self, fautes: Iterable[Faute], partie: str) -> list[Faute]:
        """Say faults of a shared part where staff will mend them."""
        whole = (Faute(_join(partie, faute.chemin), faute.message) for faute in fautes)
        return [self._told(faute) for faute in whole if faute.chemin not in self.muets]


def _join(prefix: str, chemin: str) -> str:
    return f"{prefix}.{chemin}".strip(".")


def _is_in(chemin: str, part: str) -> bool:
    return not part or chemin == part or chemin.startswith((f"{part}.", f"{part}["))


def _steps(chemin: str) -> Iterable[str | int]:
    for name, rank in _STEP.findall(chemin):
        yield name
        if rank:
            yield int(rank)


def _set(data: dict[str, Any], chemin: str, value: Any, *, keep: bool = False) -> None:
    """Put a value under its path; lists are made as tables by rank, which ``_lists`` closes."""
    steps = list(_steps(chemin))
    table: Any = data
    for step in steps[:-1]:
        below = table.get(step)
        if isinstance(below, list):
            below = dict(enumerate(below))
        table[step] = below if isinstance(below, dict) else {}
        table = table[step]
    if keep:
        table.setdefault(steps[-1], value)
    else:
        table[steps[-1]] = value


def _take_away(data: dict[str, Any], chemin: str) -> None:
    """Say that a field is not known, nor the parts that it leaves without any that is."""
    *above, last = _steps(chemin)
    tables: list[Any] = [data]
    for step in above:
        below = tables[-1].get(step)
        if not isinstance(below, dict):
            return
        tables.append(below)
    tables[-1][last] = None
    for table, step in zip(reversed(tables[1:-1]), reversed(above[1:]), strict=True):
        if any(value is not None for value in table[step].values()):
            return
        table[step] = None


def _lists(value: Any) -> Any:
    """Turn tables by rank into lists, in the order of the ranks; those that nothing filled are left out."""
    if not isinstance(value, dict):
        return value
    closed = {key: _lists(below) for key, below in value.items()}
    if closed and all(isinstance(key, int) for key in closed):
        return [closed[key] for key in sorted(closed)]
    return closed
