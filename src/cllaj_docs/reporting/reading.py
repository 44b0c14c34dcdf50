"""A filled table in, facts out. What cannot be read is said all at once, and no row is left out in silence.

Columns are found by their names, wherever they are and however they are spelled. What the operator added is not read as
facts, but it goes through the guard (``rules.donnee_personnelle``), as free texts and identifiers do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from cllaj_docs.domain.colonne import Feuille, feuilles
from cllaj_docs.domain.tableau import Releve, Reperage, Tableau
from cllaj_docs.errors import FauteCellule, WorkbookError
from cllaj_docs.reporting.bounds import MAX_FAULTS, MAX_HEADER_ROW
from cllaj_docs.reporting.columns import AIDES, column_place, find_header, find_sheet, header_faults
from cllaj_docs.reporting.delimited import CsvWorkbook
from cllaj_docs.reporting.files import Source, open_workbook
from cllaj_docs.reporting.sheet import KEPT, Notes, SheetReading, shown
from cllaj_docs.reporting.values import Row, Value, Workbook
from cllaj_docs.rules.donnee_personnelle import Nature, natures_of_cell, natures_of_header

REQUISES = ("JEUNES", "EVENEMENTS")
"""Sheets without which nothing can be counted."""


def read_tableau(source: Source, territoires: Sequence[str] = ()) -> Releve:
    """Read a filled table: .xlsx, .ods, or .csv files (one for each sheet).

    ``territoires`` are those of the call; without any, every name is taken. Raises ``WorkbookError`` with every fault,
    and ``OutputError`` when a file cannot be read.
    """
    name = str(source) if not isinstance(source, bytes | dict) else None
    reading = _Reading(territoires)
    try:
        reading.read(open_workbook(source))
    except WorkbookError as error:
        raise WorkbookError(error.message, error.fautes, source=error.source or name, autres=error.autres) from None
    return reading.releve()


class _Reading:
    """One reading, that gathers facts and faults sheet after sheet."""

    def __init__(self, territoires: Sequence[str]) -> None:
        self.territoires = territoires
        self.facts: dict[str, tuple[Any, ...]] = {}
        self.faults: list[FauteCellule] = []
        self.others = 0
        self.notes = Notes()
        self.added: list[Reperage] = []

    def read(self, workbook: Workbook) -> None:
        in_words = isinstance(workbook, CsvWorkbook)
        for rank, (name, rows) in enumerate(workbook.sheets(), start=1):
            sheet = find_sheet(name, in_words=in_words)
            if sheet is None:
                place = name.upper() if name.upper() in AIDES else f"n° {rank}"  # its name may be someone's
                if place not in AIDES:
                    self.added.append(Reperage(place, "", (), 0))
                self._guard_added_sheet(place, rows, workbook)
            elif sheet in self.facts:
                self.fault(FauteCellule(sheet, 0, "", "cette feuille est là deux fois : gardez-en une"))
            else:
                self._read_sheet(feuilles()[sheet], rows, workbook)
        for sheet in REQUISES:
            if sheet not in self.facts:
                self.fault(FauteCellule(sheet, 0, "", "feuille absente ou vide : repartez du formulaire"))
        if self.faults:
            count = len(self.faults) + self.others
            many = f"{count} fautes" if count > 1 else "1 faute"
            order = list(feuilles())
            faults = sorted(self.faults, key=lambda fault: (order.index(fault.feuille), fault.ligne))
            raise WorkbookError(f"{many} dans le tableau, à corriger :", faults, autres=self.others)

    def fault(self, fault: FauteCellule) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(fault)
        else:
            self.others += 1

    def _read_sheet(self, feuille: Feuille, rows: Iterator[Row], workbook: Workbook) -> None:
        first = list(_until(rows, MAX_HEADER_ROW))
        decoded = {number: [workbook.decode(cell) for cell in cells] for number, cells in first}
        header = find_header(feuille, decoded)
        if header is None:
            if any(value is not None for cells in decoded.values() for _, value in cells):
                message = f"ligne des noms de colonnes introuvable dans les {MAX_HEADER_ROW} premières lignes"
                self.fault(FauteCellule(feuille.nom, 0, "", message))
                self.facts[feuille.nom] = ()
            return
        for fault in header_faults(feuille, header):
            self.fault(fault)
        for position, name in header.added.items():
            self.added.append(Reperage(feuille.nom, column_place(position), (), 0))
            for nature in natures_of_header(name):
                self.notes.personal.add(feuille.nom, header.number, column_place(position), nature)
        sheet = SheetReading(feuille, header, workbook, self.territoires, self.notes, self.fault)
        data = chain((row for row in first if row[0] > header.number), rows)
        self.facts[feuille.nom] = tuple(sheet.read(data))

    def _guard_added_sheet(self, name: str, rows: Iterator[Row], workbook: Workbook) -> None:
        """Look for personal things in a sheet that is none of the form's, whose first row may name columns."""
        judged: dict[Value, tuple[Nature, ...]] = {}
        for rank, (number, cells) in enumerate(rows):
            for position, value in map(workbook.decode, cells):
                if value not in judged:
                    if len(judged) > KEPT:
                        judged.clear()
                    judged[value] = natures_of_cell(shown(value))
                heads = natures_of_header(value) if rank == 0 and isinstance(value, str) else ()
                for nature in {*judged[value], *heads}:
                    self.notes.personal.add(name, number, column_place(position), nature)

    def releve(self) -> Releve:
        return Releve(
            tableau=Tableau(
                jeunes=self.facts["JEUNES"],
                evenements=self.facts["EVENEMENTS"],
                actions=self.facts.get("ACTIONS"),
                logements=self.facts.get("LOGEMENTS"),
            ),
            formules=self.notes.formulas.as_tuple(),
            personnelles=self.notes.personal.as_tuple(),
            ajoutees=tuple(self.added),
            sans_fait=self.notes.empty.as_tuple(),
        )


def _until(rows: Iterator[Row], last: int) -> Iterator[Row]:
    """Give rows up to a number. The row after it is given too, if it had to be read."""
    for row in rows:
        yield row
        if row[0] >= last:
            return
