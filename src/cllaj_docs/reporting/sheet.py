"""Rows of one sheet of the form into facts: each writing of a cell is read once, and what it says is kept.

A writing that is at fault, a formula, or that the guard (``rules.donnee_personnelle``) suspects is looked at each time:
each of its places is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, TypeAlias

from cllaj_docs.domain.colonne import EXEMPLE, Colonne, Feuille
from cllaj_docs.domain.tableau import FAITS, Reperage
from cllaj_docs.errors import FauteCellule, WorkbookError
from cllaj_docs.reporting.archive import damaged
from cllaj_docs.reporting.bounds import MAX_COLUMNS, MAX_ROWS
from cllaj_docs.reporting.cells import Fact, UnreadableError, cell_reader
from cllaj_docs.reporting.columns import Header, column_place
from cllaj_docs.reporting.values import CellError, Formula, Plain, Row, Value, Workbook
from cllaj_docs.rules.donnee_personnelle import Nature, is_opaque, natures_of_cell, natures_of_identifier

KEPT = 200_000
"""Writings that are remembered."""


class Places:
    """Places that have something in common, grouped by column: a few rows are kept, all are counted."""

    SHOWN = 20

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], tuple[list[int], list[int]]] = {}

    def add(self, feuille: str, ligne: int, colonne: str, nature: str = "") -> None:
        """Note one more place."""
        rows, count = self._found.setdefault((feuille, colonne, nature), ([], [0]))
        count[0] += 1
        if len(rows) < self.SHOWN:
            rows.append(ligne)

    def as_tuple(self) -> tuple[Reperage, ...]:
        """Give the places, column by column."""
        return tuple(
            Reperage(feuille, colonne, tuple(rows), count, nature)
            for (feuille, colonne, nature), (rows, (count,)) in self._found.items()
        )


class Notes:
    """What staff must know of how a table was noted (``domain.tableau.Releve``)."""

    def __init__(self) -> None:
        self.formulas, self.personal, self.empty = Places(), Places(), Places()


def shown(value: Value) -> str:
    """Write a value as the guard reads it: a number of nine figures may be a telephone that lost its zero."""
    inner = value.value if isinstance(value, Formula) else value
    if isinstance(inner, CellError) or inner is None:
        return ""
    if isinstance(inner, int) and len(str(inner)) == len("612345678"):
        return f"0{inner}"
    return inner if isinstance(inner, str) else str(inner)


@dataclass(frozen=True, slots=True)
class _Special:
    """What is to be told of each place of a writing: what is expected there, a formula, what the guard saw."""

    place: str
    expected: str = ""
    formula: bool = False
    natures: tuple[Nature, ...] = ()
    example: bool = False


_Said: TypeAlias = tuple[int, Fact, _Special | None]
"""What a writing says: the rank of a field of the fact (0 for none), its value, and what is to be told, if anything."""


class SheetReading:
    """Reads the rows of one sheet. Notes and faults go to those that it is given."""

    def __init__(
        self,
        feuille: Feuille,
        header: Header,
        workbook: Workbook,
        territoires: Sequence[str],
        notes: Notes,
        fault: Callable[[FauteCellule], None],
    ) -> None:
        self._feuille, self._workbook, self._notes, self._fault = feuille, workbook, notes, fault
        self._kind = FAITS[feuille.nom]
        self._columns = {
            header.known[champ]: (rank, colonne, cell_reader(colonne, territoires, workbook.epoch))
            for rank, champ in enumerate(self._kind._fields)
            if champ in header.known
            for colonne in (feuille.colonne(champ),)
        }
        self._required = {
            rank: column_place(position, colonne.nom)
            for position, (rank, colonne, _) in self._columns.items()
            if colonne.requise == "cellule"
        }
        self._key = header.known.get(feuille.colonnes[0].champ, -1)  # the key comes first in the form
        self._kept: dict[Any, _Said] = {}
        self._blank: list[Any] = [None] * len(self._kind._fields)

    def read(self, rows: Iterable[Row]) -> Iterator[Any]:
        """Give the facts of rows; some have none. Raises ``WorkbookError`` when the rows are not in order."""
        keep, blank, make = self._kept.get, self._blank.copy, partial(tuple.__new__, self._kind)
        required = itemgetter(0, *self._required)  # the number of the row is always there
        last = 0
        for row in rows:
            number, cells = row
            if not last < number <= MAX_ROWS:
                raise damaged()
            last = number
            values = blank()
            specials: tuple[tuple[int, _Special], ...] = ()
            for cell in cells:
                said = keep(cell)
                if said is None:
                    said = self._read(cell, number)
                rank, value, special = said
                values[rank] = value
                if special is not None:
                    specials = (*specials, (rank, special))
            values[0] = number
            if specials or None in required(values):
                fact = self._judge(row, values, specials)
                if fact is not None:
                    yield fact
            else:
                yield make(values)

    def _read(self, cell: Any, number: int) -> _Said:
        """Read a writing that was not met yet, and keep what it says, unless no other row will bear it."""
        position, value = self._workbook.decode(cell)
        key = self._key
        if position == key and isinstance(value, str) and is_opaque(value):
            return self._columns[key][0], value, None
        if position >= MAX_COLUMNS:
            message = f"au-delà de la {MAX_COLUMNS}e colonne : effacez"
            fault = FauteCellule(self._feuille.nom, number, column_place(position), message)
            raise WorkbookError("cette feuille est trop large :", [fault])
        known = self._columns.get(position)
        said = self._read_added(position, value) if known is None else self._read_known(position, value, *known)
        if position != key and len(self._kept) < KEPT:
            self._kept[cell] = said
        return said

    def _read_added(self, position: int, value: Value) -> _Said:
        natures = natures_of_cell(shown(value))
        return 0, None, _Special(column_place(position), natures=natures) if natures else None

    def _read_known(
        self, position: int, value: Value, rank: int, colonne: Colonne, read: Callable[[Plain], Fact]
    ) -> _Said:
        if isinstance(value, str) and colonne.type == "identifiant" and is_opaque(value):
            return rank, value, None
        place = column_place(position, colonne.nom)
        formula = isinstance(value, Formula)
        inner = value.value if isinstance(value, Formula) else value
        if formula and inner is None:
            expected = "formule sans valeur enregistrée : ouvrez le fichier dans un tableur, puis enregistrez-le"
            return rank, None, _Special(place, expected)
        try:
            fact = None if inner is None else read(inner)
        except UnreadableError as unreadable:
            return rank, None, _Special(place, str(unreadable))
        example = colonne.type == "identifiant" and fact == EXEMPLE
        natures = () if example else _natures(colonne, inner, fact)
        special = _Special(place, "", formula, natures, example) if formula or natures or example else None
        return rank, fact, special

    def _judge(self, row: Row, values: list[Any], specials: Sequence[tuple[int, _Special]]) -> Any:
        """Tell what a row has that is not ordinary; give its fact if it still has one."""
        sheet, number = self._feuille.nom, row[0]
        if any(special.example for _, special in specials):
            return None
        for _, special in specials:
            for nature in special.natures:
                self._notes.personal.add(sheet, number, special.place, nature)
            if special.formula:
                self._notes.formulas.add(sheet, number, special.place)
            if special.expected:
                self._fault(FauteCellule(sheet, number, special.place, special.expected))
        unread = {rank for rank, special in specials if special.expected}
        if not unread and all(value is None for value in values[1:]):
            self._note_empty(row)
            return None
        for rank, place in self._required.items():
            if values[rank] is None and rank not in unread:
                self._fault(FauteCellule(sheet, number, place, "cellule vide, à remplir"))
                unread.add(rank)
        return None if unread else self._kind._make(values)

    def _note_empty(self, row: Row) -> None:
        """Note a row that only added columns fill."""
        cells = map(self._workbook.decode, row[1])
        if any(position not in self._columns and shown(value).strip() for position, value in cells):
            self._notes.empty.add(self._feuille.nom, row[0], "")


def _natures(colonne: Colonne, value: Value, fact: Fact) -> tuple[Nature, ...]:
    if fact is None:
        return ()
    if colonne.type == "identifiant":
        return natures_of_identifier(str(fact))
    return natures_of_cell(shown(value)) if colonne.type == "texte" else ()
