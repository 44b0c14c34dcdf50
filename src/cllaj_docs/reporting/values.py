"""What a cell holds, whatever the file: a text, a number, a day, a time of day, a formula, an error, nothing.

A boolean is the text « vrai » or « faux », as the screen shows it. An empty cell is ``None``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: the last value that the spreadsheet program kept for it, ``None`` when it kept none."""

    value: Plain | None


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value, such as #N/A."""

    code: str


Plain: TypeAlias = str | int | float | datetime.date | datetime.timedelta | CellError
Value: TypeAlias = Plain | Formula | None


Cell: TypeAlias = tuple[int, Value]
"""Rank of the column, from 0, and what the cell holds."""


Row: TypeAlias = tuple[int, Sequence[Any]]
"""Number of a row, from 1, and its cells as the file writes them, which ``Workbook.decode`` reads.

The same writing always says the same thing in the same column: a reader keeps what it made of each.
"""

Sheet: TypeAlias = tuple[str, Iterator[Row]]
"""Name of a sheet, and its rows: to be read before the next sheet is asked for. Reading raises ``WorkbookError`` when
the file is damaged or out of bounds.
"""


class Workbook(Protocol):
    """A file of sheets."""

    @property
    def epoch(self) -> datetime.date:
        """Day zero of the dates that it holds as bare numbers."""

    def sheets(self) -> Iterator[Sheet]:
        """Give the sheets in their order, each to be read before the next is asked for."""

    def decode(self, cell: Any) -> Cell:
        """Read a cell of a row. Raises ``WorkbookError`` when it is damaged."""

    def hidden_rows(self) -> Iterator[tuple[str, int]]:
        """Give the rows that a filter, or a person, hides: name of the sheet, number of the row."""


BOOLEANS = {"0": "faux", "1": "vrai", "false": "faux", "true": "vrai"}
"""Booleans of the files, as texts."""

EPOCH_1900, EPOCH_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
"""Day zero of the serial dates, after 28 February 1900 (before it Excel counts a day that never was)."""

_SERIAL_MAX = 109_574
"""31 December 2199: no date of a table lies further."""


def serial_date(number: float, epoch: datetime.date = EPOCH_1900) -> datetime.date | None:
    """Give the day of a serial date, its time of day left out; ``None`` when the number cannot be one."""
    if not 1 <= number <= _SERIAL_MAX:
        return None
    return epoch + datetime.timedelta(days=int(number))


def iso_date(text: str) -> datetime.date | None:
    """Read « 2025-09-03 », with a time of day or not; ``None`` when it is no day."""
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
