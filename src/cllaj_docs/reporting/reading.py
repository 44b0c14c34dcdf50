"""A filled table in, facts out. What cannot be read is said all at once, and no row is left out in silence.

Columns are found by their names, wherever they are and however they are spelled. What the operator added is not read as
facts, but it goes through the guard (``rules.donnee_personnelle``), as free texts and identifiers do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from cllaj_docs.domain.colonne import EXEMPLE, Colonne, Feuille, feuilles
from cllaj_docs.domain.tableau import FAITS, Releve, Reperage, Tableau
from cllaj_docs.errors import FauteCellule, WorkbookError
from cllaj_docs.reporting.bounds import MAX_FAULTS, MAX_HEADER_ROW
from cllaj_docs.reporting.cells import Fact, UnreadableError, cell_reader
from cllaj_docs.reporting.columns import AIDES, Header, column_place, find_header, find_sheet, header_faults
from cllaj_docs.reporting.delimited import CsvWorkbook
from cllaj_docs.reporting.files import Source, open_workbook
from cllaj_docs.reporting.values import CellError, Formula, Plain, Row, Value, Workbook
from cllaj_docs.rules.donnee_personnelle import (
    Nature,
    is_opaque,
    natures_of_cell,
    natures_of_header,
    natures_of_identifier,
)

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


class _Notes:
    """Places that have something in common, grouped by column: a few rows are kept, all are counted."""

    KEPT = 20

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], tuple[list[int], list[int]]] = {}

    def add(self, feuille: str, ligne: int, colonne: str, nature: str = "") -> None:
        rows, count = self._found.setdefault((feuille, colonne, nature), ([], [0]))
        count[0] += 1
        if len(rows) < self.KEPT:
            rows.append(ligne)

    def as_tuple(self) -> tuple[Reperage, ...]:
        return tuple(
            Reperage(feuille, colonne, tuple(rows), count, nature)
            for (feuille, colonne, nature), (rows, (count,)) in self._found.items()
        )


class _Reading:
    """One reading, that gathers facts and faults sheet after sheet."""

    def __init__(self, territoires: Sequence[str]) -> None:
        self.territoires = territoires
        self.facts: dict[str, tuple[Any, ...]] = {}
        self.faults: list[FauteCellule] = []
        self.others = 0
        self.formulas, self.personal, self.empty = _Notes(), _Notes(), _Notes()
        self.added: list[Reperage] = []

    def read(self, workbook: Workbook) -> None:
        in_words = isinstance(workbook, CsvWorkbook)
        for name, rows in workbook.sheets():
            sheet = find_sheet(name, in_words=in_words)
            if sheet is None:
                if name.upper() not in AIDES:
                    self.added.append(Reperage(name, "", (), 0))
                self._guard_added_sheet(name, rows)
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
        header = find_header(feuille, first)
        if header is None:
            if first:
                message = f"ligne des noms de colonnes introuvable dans les {MAX_HEADER_ROW} premières lignes"
                self.fault(FauteCellule(feuille.nom, 0, "", message))
                self.facts[feuille.nom] = ()
            return
        (named,) = (row for row in first if row.number == header.number)
        for fault in header_faults(feuille, header, named):
            self.fault(fault)
        for position, name in header.added.items():
            self.added.append(Reperage(feuille.nom, column_place(position), (), 0))
            for nature in natures_of_header(name):
                self.personal.add(feuille.nom, header.number, column_place(position), nature)
        sheet = _SheetReading(self, feuille, header, workbook)
        data = chain((row for row in first if row.number > header.number), rows)
        self.facts[feuille.nom] = tuple(fact for row in data if (fact := sheet.read_row(row)) is not None)

    def _guard_added_sheet(self, name: str, rows: Iterator[Row]) -> None:
        """Look for personal things in a sheet that is none of the form's, whose first row may name columns."""
        guard = _Guard(self.personal)
        for rank, row in enumerate(rows):
            for position, value in enumerate(row.cells):
                if rank == 0 and isinstance(value, str):
                    for nature in natures_of_header(value):
                        self.personal.add(name, row.number, column_place(position), nature)
                guard.look(name, row.number, position, value)

    def releve(self) -> Releve:
        return Releve(
            tableau=Tableau(
                jeunes=self.facts["JEUNES"],
                evenements=self.facts["EVENEMENTS"],
                actions=self.facts.get("ACTIONS"),
                logements=self.facts.get("LOGEMENTS"),
            ),
            formules=self.formulas.as_tuple(),
            personnelles=self.personal.as_tuple(),
            ajoutees=tuple(self.added),
            sans_fait=self.empty.as_tuple(),
        )


def _until(rows: Iterator[Row], last: int) -> Iterator[Row]:
    """Give rows up to a number. The row after it is given too, if it had to be read."""
    for row in rows:
        yield row
        if row.number >= last:
            return


class _Guard:
    """Looks at cells that no column of the form explains; each writing is judged once."""

    def __init__(self, notes: _Notes) -> None:
        self._notes = notes
        self._judged: dict[Value, tuple[Nature, ...]] = {None: ()}

    def look(self, sheet: str, row: int, position: int, value: Value) -> None:
        natures = self._judged.get(value)
        if natures is None:
            if len(self._judged) > _KEPT:
                self._judged = {None: ()}
            natures = self._judged[value] = natures_of_cell(_shown(value))
        for nature in natures:
            self._notes.add(sheet, row, column_place(position), nature)


_KEPT = 200_000
"""Writings that are remembered, so that each is read once."""


def _shown(value: Value) -> str:
    """Write a value as the guard reads it: a number of nine figures may be a telephone that lost its zero."""
    inner = value.value if isinstance(value, Formula) else value
    if isinstance(inner, CellError) or inner is None:
        return ""
    if isinstance(inner, int) and len(str(inner)) == len("612345678"):
        return f"0{inner}"
    return inner if isinstance(inner, str) else str(inner)


class _Known:
    """A column of the form in a sheet: the writings that it is known to say, by what they say.

    ``rank`` is the place of its field in the fact. A column that is not there reads as empty cells.
    """

    def __init__(self, colonne: Colonne, rank: int, position: int | None, read: Callable[[Plain], Fact]) -> None:
        self.colonne = colonne
        self.rank = rank
        self.position = _NOWHERE if position is None else position
        self.place = "" if position is None else column_place(position, colonne.nom)
        self.is_identifier = colonne.type == "identifiant"
        self.read = read
        self.plain: dict[Value, Fact] = {}
        if colonne.requise != "cellule":
            self.plain[None] = None

    def is_example(self, raw: Value) -> bool:
        """Tell whether a cell says that its row shows how to fill the form."""
        return self.is_identifier and isinstance(raw, str) and raw.strip().upper() == EXEMPLE


_NOWHERE = 2**31
"""Past the last column of any row."""


class _SheetReading:
    """Reads the rows of one sheet into facts."""

    def __init__(self, reading: _Reading, feuille: Feuille, header: Header, workbook: Workbook) -> None:
        self._reading = reading
        self._sheet = feuille.nom
        self._kind = FAITS[feuille.nom]
        self._guard = _Guard(reading.personal)
        self._added = tuple(header.added)
        columns = [feuille.colonne(champ) for champ in self._kind._fields[1:]]
        self._known = tuple(
            _Known(
                column, rank, header.known.get(column.champ), cell_reader(column, reading.territoires, workbook.epoch)
            )
            for rank, column in enumerate(columns, start=1)
        )

    def read_row(self, row: Row) -> Any:
        """Give the fact of a row, ``None`` when it has none: faults and notes go to the reading."""
        number, cells = row
        width = len(cells)
        for position in self._added:
            if position < width and cells[position] is not None:
                self._guard.look(self._sheet, number, position, cells[position])
        values: list[Any] = [number]
        unusual: list[tuple[_Known, Value]] = []
        for known in self._known:
            raw = cells[known.position] if known.position < width else None
            if raw in known.plain:
                values.append(known.plain[raw])
            elif known.is_identifier and isinstance(raw, str) and is_opaque(raw):
                values.append(raw)
            else:
                values.append(None)
                unusual.append((known, raw))
        if unusual and not self._read_unusual(row, values, unusual):
            return None
        return self._kind._make(values)

    def _read_unusual(self, row: Row, values: list[Any], unusual: list[tuple[_Known, Value]]) -> bool:
        """Read the cells that take more than a look; ``False`` when the row tells no fact."""
        if self._is_empty(row) or any(known.is_example(raw) for known, raw in unusual):
            return False
        sound = True
        for known, raw in unusual:
            try:
                values[known.rank] = self._read_cell(known, raw, row.number)
            except UnreadableError as unreadable:
                self._reading.fault(FauteCellule(self._sheet, row.number, known.place, str(unreadable)))
                sound = False
        return sound

    def _is_empty(self, row: Row) -> bool:
        """Tell whether no column of the form holds anything; a row that only added columns fill is noted."""
        cells = row.cells
        for known in self._known:
            if known.position < len(cells) and not _is_blank(cells[known.position]):
                return False
        if any(not _is_blank(cells[position]) for position in self._added if position < len(cells)):
            self._reading.empty.add(self._sheet, row.number, "")
        return True

    def _read_cell(self, known: _Known, raw: Value, number: int) -> Fact:
        """Read a writing that was not seen yet in this column, or that is at fault, personal, or a formula."""
        value = self._value(known, raw)
        natures = self._natures(known.colonne, raw, value)
        for nature in natures:
            self._reading.personal.add(self._sheet, number, known.place, nature)
        if isinstance(raw, Formula):
            self._reading.formulas.add(self._sheet, number, known.place)
        elif not natures:
            if len(known.plain) > _KEPT:
                known.plain.clear()
            known.plain[raw] = value
        return value

    def _value(self, known: _Known, raw: Value) -> Fact:
        if isinstance(raw, Formula):
            if raw.value is None:
                raise UnreadableError(
                    "formule sans valeur enregistrée : ouvrez le fichier dans un tableur, puis enregistrez-le"
                )
            raw = raw.value
        value = None if raw is None else known.read(raw)
        if value is None and known.colonne.requise == "cellule":
            raise UnreadableError("cellule vide, à remplir")
        return value

    def _natures(self, colonne: Colonne, raw: Value, value: Fact) -> tuple[Nature, ...]:
        if value is None:
            return ()
        if colonne.type == "identifiant":
            return natures_of_identifier(str(value))
        return natures_of_cell(_shown(raw)) if colonne.type == "texte" else ()


def _is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
