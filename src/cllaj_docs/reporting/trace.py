"""The trace of a count, as .xlsx: each figure, the rows behind it, the months, the findings. Pseudonyms only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from cllaj_docs.domain.tableau import FEUILLES, Evenement, Fait
from cllaj_docs.french.dates import mois_annee, periode
from cllaj_docs.reporting.workbook import Book, Columns, new_book, write_titles
from cllaj_docs.rules.comptage import Chiffre, Comptage
from cllaj_docs.rules.constat import Constat
from cllaj_docs.rules.donnee_personnelle import natures_of_identifier

_ROWS = 1_048_575
"""Rows of a sheet after the names of columns."""

NON_AFFICHE = "non affiché"
"""What stands for an identifier that gives someone away."""


def write_trace(comptage: Comptage, constats: Sequence[Constat], sujet: str) -> bytes:
    """Write where each figure comes from. ``sujet`` names the action; no text of the table is copied."""
    with new_book("Trace des indicateurs", sujet) as book:
        figures = (*comptage.chiffres, *comptage.complements)
        _write_figures(book, comptage, figures, sujet)
        _write_months(book, comptage)
        _write_table(book, "CONSTATS", _FINDINGS, (_finding(constat) for constat in constats))
        _write_table(book, "LIGNES", _BEHIND, (row for figure in figures for row in _rows_behind(figure)))
    return book.output.getvalue()


_FINDINGS = (("Gravité", 12), ("Constat", 26), ("Où", 50), ("Ce qui est constaté", 100))
_BEHIND = (("Chiffre", 38), ("Feuille", 14), ("Ligne", 8), ("Jeune", 16))
_FIGURES = (("Chiffre", 44), ("Ce qu’il compte", 50), ("Valeur", 12), ("Lignes du tableau", 18))
_MONTHS = (
    ("Mois", 18),
    ("Contacts", 14),
    ("Jeunes reçus", 14),
    ("Nouveaux jeunes", 16),
    ("Jeunes accompagnés", 20),
    ("Jeunes logés", 14),
    ("Jeunes des actions nouvelles", 28),
)


def _write_figures(book: Book, comptage: Comptage, figures: Sequence[Chiffre], sujet: str) -> None:
    sheet = book.workbook.add_worksheet("CHIFFRES")
    sheet.write_string(0, 0, "Indicateurs comptés depuis le tableau de reporting", book.formats["titre"])
    sheet.write_string(1, 0, f"{sujet}, {periode(comptage.periode.debut, comptage.periode.fin)}")
    write_titles(book, sheet, 3, _FIGURES)
    for rank, figure in enumerate(figures, start=4):
        sheet.write_string(rank, 0, figure.chemin)
        sheet.write_string(rank, 1, figure.libelle)
        _write_count(book, sheet, rank, 2, figure.valeur)
        _write_count(book, sheet, rank, 3, len(figure.preuves))
    sheet.freeze_panes(4, 0)


def _write_months(book: Book, comptage: Comptage) -> None:
    sheet = book.workbook.add_worksheet("MOIS")
    write_titles(book, sheet, 0, _MONTHS)
    for rank, mois in enumerate(comptage.mois, start=1):
        sheet.write_string(rank, 0, mois_annee(mois.debut))
        counts = (mois.contacts, mois.jeunes_recus, mois.nouveaux_jeunes, mois.jeunes_accompagnes)
        for position, count in enumerate((*counts, mois.jeunes_loges, mois.jeunes_actions_nouvelles), start=1):
            _write_count(book, sheet, rank, position, count)
    sheet.freeze_panes(1, 1)


def _write_table(book: Book, name: str, columns: Columns, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows on a sheet, and on others of the same name when they are more than a sheet can hold."""
    part = 1
    while True:
        sheet = book.workbook.add_worksheet(name if part == 1 else f"{name} {part}")
        write_titles(book, sheet, 0, columns)
        count = 0
        for count, row in enumerate(islice(rows, _ROWS), start=1):
            for position, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(count, position, value)
                else:
                    sheet.write_string(count, position, value)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        sheet.freeze_panes(1, 0)
        if count < _ROWS:
            return
        part += 1


def _write_count(book: Book, sheet: Any, row: int, position: int, count: int | None) -> None:
    if count is None:
        sheet.write_string(row, position, "non connu")
    else:
        sheet.write_number(row, position, count, book.formats["nombre"])


def _finding(constat: Constat) -> tuple[str, ...]:
    return (constat.gravite, constat.code, constat.chemin, constat.message)


def _rows_behind(figure: Chiffre) -> Iterator[tuple[Any, ...]]:
    for fact in figure.preuves:
        yield figure.chemin, FEUILLES[type(fact)], fact.ligne, _pseudonym(fact)


def _pseudonym(fact: Fait) -> str:
    youth = getattr(fact, "id_jeune", None)
    if youth is None:
        return "anonyme" if isinstance(fact, Evenement) else ""
    return _shown(youth)


def _shown(identifier: str) -> str:
    return NON_AFFICHE if natures_of_identifier(identifier) else identifier
