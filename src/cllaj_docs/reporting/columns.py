"""Where the columns of a sheet are: found by their names, in any order, beside any that the operator added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cllaj_docs.domain.colonne import Colonne, Feuille, feuilles, plain
from cllaj_docs.errors import FauteCellule
from cllaj_docs.reporting.sheet_xml import column_letters
from cllaj_docs.reporting.values import Cell, Formula, Value

AIDES = ("AIDE", "LISTES")
"""Sheets of the form that hold no fact."""

_RECOGNISED = 2
"""Names of columns that a row must hold at least to be the row of names."""


@dataclass(frozen=True, slots=True)
class Header:
    """The row of names: rank of each known column by its field, added ones with their name, known ones found twice.

    Ranks count from 0.
    """

    number: int
    known: Mapping[str, int]
    added: Mapping[int, str]
    twice: tuple[str, ...]


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


def find_header(feuille: Feuille, rows: Mapping[int, Sequence[Cell]]) -> Header | None:
    """Find the row of names among the first rows, by number: the one that holds the most of them."""
    recognised = {number: _recognise(feuille, cells) for number, cells in rows.items()}
    number = max(recognised, key=lambda number: len(recognised[number]), default=0)
    known = recognised.get(number, {})
    if len(known) < _RECOGNISED:
        return None
    added = {position: _name(value) for position, value in rows[number] if value is not None and position not in known}
    by_field = {colonne.champ: position for position, colonne in reversed(known.items())}
    twice = tuple(colonne.nom for position, colonne in known.items() if by_field[colonne.champ] != position)
    return Header(number, by_field, added, twice)


def header_faults(feuille: Feuille, header: Header) -> list[FauteCellule]:
    """List the columns that are missing, and those that are there twice."""
    faults = [
        FauteCellule(feuille.nom, header.number, nom, "cette colonne est là deux fois : gardez-en une")
        for nom in header.twice
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


def _recognise(feuille: Feuille, cells: Sequence[Cell]) -> dict[int, Colonne]:
    writings = {
        plain(name): colonne
        for colonne in feuille.colonnes
        for name in (*colonne.synonymes, colonne.champ, colonne.nom)
    }
    found = ((position, writings.get(plain(_name(value)))) for position, value in cells)
    return {position: colonne for position, colonne in found if colonne}


def _name(value: Value) -> str:
    inner = value.value if isinstance(value, Formula) else value
    return inner if isinstance(inner, str) else ""
