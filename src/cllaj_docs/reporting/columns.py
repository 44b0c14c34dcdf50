"""Where the columns of a sheet are: found by their names, in any order, beside any that the operator added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cllaj_docs.domain.colonne import Colonne, Feuille, feuilles, plain
from cllaj_docs.errors import FauteCellule
from cllaj_docs.reporting.sheet_xml import column_letters
from cllaj_docs.reporting.values import Formula, Row, Value

AIDES = ("AIDE", "LISTES")
"""Sheets of the form that hold no fact."""

_RECOGNISED = 2
"""Names of columns that a row must hold at least to be the row of names."""


@dataclass(frozen=True, slots=True)
class Header:
    """The row of names: position of each known column by its field, and the added ones with their name, from 0."""

    number: int
    known: Mapping[str, int]
    added: Mapping[int, str]


def find_sheet(name: str, *, in_words: bool) -> str | None:
    """Give the sheet of the form that a name means; ``in_words``, by one word of it (« reporting_jeunes »)."""
    written = plain(name)
    candidates = {
        written.removesuffix("s"),
        *(word.removesuffix("s") for word in (written.split() if in_words else ())),
    }
    for feuille in feuilles().values():
        names = {plain(name).removesuffix("s") for name in (feuille.nom, *feuille.synonymes)}
        if names & candidates:
            return feuille.nom
    return None


def find_header(feuille: Feuille, rows: Sequence[Row]) -> Header | None:
    """Find the row of names among the first rows: the one that holds the most of them."""
    best = max(rows, key=lambda row: len(_recognise(feuille, row)), default=None)
    if best is None or len(_recognise(feuille, best)) < _RECOGNISED:
        return None
    known = _recognise(feuille, best)
    added = {
        position: _name(value)
        for position, value in enumerate(best.cells)
        if value is not None and position not in known
    }
    by_field = {colonne.champ: position for position, colonne in reversed(known.items())}
    return Header(best.number, by_field, added)


def header_faults(feuille: Feuille, header: Header, row: Row) -> list[FauteCellule]:
    """List the columns that are missing, and those that are there twice."""
    twice = [
        colonne for position, colonne in _recognise(feuille, row).items() if header.known[colonne.champ] != position
    ]
    faults = [
        FauteCellule(feuille.nom, header.number, colonne.nom, "cette colonne est là deux fois : gardez-en une")
        for colonne in twice
    ]
    missing = [colonne for colonne in feuille.colonnes if colonne.requise and colonne.champ not in header.known]
    return faults + [
        FauteCellule(feuille.nom, header.number, colonne.nom, "colonne absente : rétablissez-la, même vide")
        for colonne in missing
    ]


def column_place(position: int, name: str = "") -> str:
    """Name a column as staff find it: « date (B) », or its letters alone."""
    letters = column_letters(position + 1)
    return f"{name} ({letters})" if name else letters


def _recognise(feuille: Feuille, row: Row) -> dict[int, Colonne]:
    writings = {
        plain(name): colonne
        for colonne in feuille.colonnes
        for name in (*colonne.synonymes, colonne.champ, colonne.nom)
    }
    found = ((position, writings.get(plain(_name(value)))) for position, value in enumerate(row.cells))
    return {position: colonne for position, colonne in found if colonne}


def _name(value: Value) -> str:
    inner = value.value if isinstance(value, Formula) else value
    return inner if isinstance(inner, str) else ""
