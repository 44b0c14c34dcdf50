"""The mapping file: another system's export, told in the words of our workbook. Its columns are data, not code.

::

    dates = "jj/mm/aaaa"
    nombres = { decimale = ",", milliers = " " }

    [feuilles]
    CANDIDATURES = "Export"                       # our sheet = its name there

    [colonnes.CANDIDATURES]
    "porteur.nom" = "Raison sociale"              # our field = its column there

    [constantes.CANDIDATURES]
    "appel.reference" = "pas-de-calais-2025"      # what no column says

    [valeurs.CANDIDATURES."porteur.regime"]
    "MISSION LOCALE" = "mission_locale_association"

    [ignorees]
    CANDIDATURES = ["Avis du comité"]             # columns that are known, and not read
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from cllaj_docs.domain.colonne import plain
from cllaj_docs.domain.source import read_toml
from cllaj_docs.errors import DossierError, Faute
from cllaj_docs.reporting.campagne.plan import CANDIDATURES, Feuille, dossier_fields, feuilles
from cllaj_docs.reporting.campagne.valeurs import USUELLE, Ecriture, day_pattern

NUMERO = "numero"
"""How a mapping names the column of the application's number, which every sheet has."""

CHOIX = "choix"
"""How it names the column that says what a row holds, in the sheets that have one."""

_KEYS = ("dates", "nombres", "feuilles", "colonnes", "constantes", "valeurs", "ignorees")
_RANK = re.compile(r"\[[0-9]{1,4}\]")
_LONGEST = 300
_SIGNS = {"decimale": (",", "."), "milliers": (" ", ".", ",", "’", "'", "\u00a0", "\u202f", "")}


@dataclass(frozen=True, slots=True)
class Correspondance:
    """A mapping that was checked: for each of our sheets, names, constants and words by field."""

    ecriture: Ecriture = USUELLE
    feuilles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    colonnes: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    constantes: Mapping[str, Mapping[str, str | int | bool]] = field(default_factory=lambda: MappingProxyType({}))
    valeurs: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=lambda: MappingProxyType({}))
    ignorees: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    def ecriture_of(self, feuille: str, chemin: str) -> Ecriture:
        """Give how a field of a sheet is written there."""
        mots = self.valeurs.get(feuille, {}).get(chemin)
        return (
            self.ecriture
            if mots is None
            else Ecriture(self.ecriture.dates, self.ecriture.decimale, self.ecriture.milliers, mots)
        )


def read_correspondance(text: str, source: str | None = None) -> Correspondance:
    """Read a mapping. Raises ``DossierError`` with every fault, each with the key where it is."""
    data = read_toml(text, source)
    reading = _Reading(data)
    read = reading.read()
    if reading.fautes:
        count = len(reading.fautes)
        many = f"{count} fautes" if count > 1 else "1 faute"
        raise DossierError(f"{many} dans la correspondance, à corriger :", reading.fautes, source=source)
    return read


class _Reading:
    """One reading of a mapping, that gathers its faults."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.fautes: list[Faute] = []

    def read(self) -> Correspondance:
        for key in self._data:
            if key not in _KEYS:
                self.fautes.append(
                    Faute(key, f"clé inconnue{_nearest(key, _KEYS)} ; clés possibles : {', '.join(_KEYS)}")
                )
        return Correspondance(
            ecriture=self._read_writing(),
            feuilles=MappingProxyType(dict(self._read_sheets())),
            colonnes=MappingProxyType(dict(self._read_columns())),
            constantes=MappingProxyType(dict(self._read_constants())),
            valeurs=MappingProxyType(dict(self._read_values())),
            ignorees=MappingProxyType(dict(self._read_ignored())),
        )

    def _fault(self, *steps: str, message: str) -> None:
        self.fautes.append(Faute(".".join(steps), message))

    def _read_writing(self) -> Ecriture:
        dates, signs = self._data.get("dates", ""), self._table("nombres")
        if dates:
            try:
                day_pattern(dates) if isinstance(dates, str) else day_pattern("")
            except ValueError:
                self._fault("dates", message="écrivez jj, mm et aaaa une fois chacun, par exemple « jj/mm/aaaa »")
                dates = ""
        for name, sign in signs.items():
            if name not in _SIGNS:
                self._fault("nombres", name, message="clé inconnue ; clés possibles : decimale, milliers")
            elif sign not in _SIGNS[name]:
                self._fault("nombres", name, message="un signe est attendu : virgule, point ou espace")
        decimale, milliers = signs.get("decimale", ""), signs.get("milliers", "")
        if decimale and decimale == milliers:
            self._fault("nombres", message="un même signe ne peut séparer les milliers et les décimales")
        return Ecriture(dates, str(decimale), str(milliers))

    def _table(self, *steps: str) -> Mapping[str, Any]:
        found: Any = self._data
        for step in steps:
            found = found.get(step, {})
        if isinstance(found, Mapping):
            return found
        self._fault(*steps, message="une table est attendue, avec ses propres clés")
        return {}

    def _sheets_of(self, key: str) -> Iterator[Feuille]:
        for name in self._table(key):
            if name in feuilles():
                yield feuilles()[name]
            else:
                self._fault(key, name, message=f"feuille inconnue{_nearest(name, feuilles())}")

    def _read_sheets(self) -> Iterator[tuple[str, str]]:
        for feuille in self._sheets_of("feuilles"):
            name = self._data["feuilles"][feuille.nom]
            if isinstance(name, str) and name.strip():
                yield feuille.nom, name
            else:
                self._fault("feuilles", feuille.nom, message="le nom de la feuille est attendu, entre guillemets")

    def _read_columns(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        for feuille in self._sheets_of("colonnes"):
            columns: dict[str, str] = {}
            for chemin, name in self._table("colonnes", feuille.nom).items():
                if not isinstance(name, str) or not name.strip():
                    self._fault("colonnes", feuille.nom, chemin, message="le nom d’une colonne est attendu")
                elif plain(name) in columns:
                    message = "cette colonne sert déjà pour un autre champ : donnez-la une fois"
                    self._fault("colonnes", feuille.nom, chemin, message=message)
                elif self._known(feuille, "colonnes", chemin):
                    columns[plain(name)] = chemin
            yield feuille.nom, MappingProxyType(columns)

    def _known(self, feuille: Feuille, key: str, chemin: str) -> bool:
        """Tell whether a sheet has a field, and say so when it has not."""
        own = {colonne.champ.chemin for colonne in feuille.colonnes}
        special = {NUMERO, *([CHOIX] if feuille.choix else [])} if key != "constantes" or feuille.choix else {NUMERO}
        whole = feuille.nom == CANDIDATURES and field_of(chemin) is not None
        if chemin in own | special or whole:
            return True
        known = sorted(own | special | (set(dossier_fields()) if feuille.nom == CANDIDATURES else set()))
        self._fault(key, feuille.nom, chemin, message=f"champ inconnu{_nearest(chemin, known)}")
        return False

    def _read_constants(self) -> Iterator[tuple[str, Mapping[str, str | int | bool]]]:
        for feuille in self._sheets_of("constantes"):
            given = self._table("constantes", feuille.nom)
            kept: dict[str, str | int | bool] = {}
            for chemin, value in given.items():
                if not self._known(feuille, "constantes", chemin):
                    continue
                if isinstance(value, Mapping | list):
                    self._fault("constantes", feuille.nom, chemin, message="une seule valeur est attendue")
                else:
                    kept[chemin] = value if isinstance(value, str | int) else str(value)
            yield feuille.nom, MappingProxyType(kept)

    def _read_values(self) -> Iterator[tuple[str, Mapping[str, Mapping[str, str]]]]:
        for feuille in self._sheets_of("valeurs"):
            fields = {}
            for chemin in self._table("valeurs", feuille.nom):
                if self._known(feuille, "valeurs", chemin):
                    fields[chemin] = MappingProxyType(dict(self._read_words(feuille.nom, chemin)))
            yield feuille.nom, MappingProxyType(fields)

    def _read_words(self, feuille: str, chemin: str) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for word, meaning in self._table("valeurs", feuille, chemin).items():
            if plain(word) in seen:
                message = "cette valeur est donnée deux fois, aux accents ou aux majuscules près"
                self._fault("valeurs", feuille, chemin, word[:_LONGEST], message=message)
            elif not isinstance(meaning, str | int):
                self._fault("valeurs", feuille, chemin, word[:_LONGEST], message="un texte est attendu")
            else:
                yield plain(word), ("oui" if meaning else "non") if isinstance(meaning, bool) else str(meaning)
            seen.add(plain(word))

    def _read_ignored(self) -> Iterator[tuple[str, frozenset[str]]]:
        for feuille in self._sheets_of("ignorees"):
            names = self._data["ignorees"][feuille.nom]
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                yield feuille.nom, frozenset(plain(name) for name in names)
            else:
                self._fault("ignorees", feuille.nom, message="une liste de noms de colonnes est attendue")


def field_of(chemin: str) -> Any:
    """Give the field of a path of a dossier, ranks in its lists or not; ``None`` when there is none."""
    return dossier_fields().get(_RANK.sub("[]", chemin))


def _nearest(written: str, known: Any) -> str:
    near = difflib.get_close_matches(written, list(known), n=1)
    return f" ; vouliez-vous écrire « {near[0]} » ?" if near else ""
