"""Filled tables in .ods, read row by row (OpenDocument 1.3, part 3, 9.1 and 19)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cllaj_docs.reporting.archive import Archive, damaged
from cllaj_docs.reporting.bounds import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from cllaj_docs.reporting.values import (
    BOOLEANS,
    EPOCH_1900,
    Cell,
    CellError,
    Formula,
    Plain,
    Row,
    Sheet,
    Value,
    iso_date,
)
from cllaj_docs.reporting.xml import stream

if TYPE_CHECKING:
    from lxml.etree import _Element

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

_DURATION = re.compile(r"-?PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})(?:[.,][0-9]+)?S)?")
_NUMBERS = ("float", "percentage", "currency")


class OdsWorkbook:
    """A workbook in .ods. Raises ``WorkbookError`` when it is not one, or is out of bounds."""

    epoch = EPOCH_1900

    def __init__(self, archive: Archive) -> None:
        if "content.xml" not in archive:
            raise damaged()
        self._archive = archive

    def sheets(self) -> Iterator[Sheet]:
        """Give the sheets in their order: one reading of the file for all of them."""
        with self._archive.open("content.xml") as source:
            elements = stream(source, f"{_TABLE}table-row", opening=(f"{_TABLE}table",))
            opened = [element for element in _first(elements) if element.tag == f"{_TABLE}table"]
            count = 0
            while opened:
                count += 1
                if count > MAX_SHEETS:
                    raise damaged()
                name = opened.pop().get(f"{_TABLE}name", "")
                rows = _rows(elements, opened)
                yield name, rows
                for _ in rows:
                    pass

    @staticmethod
    def decode(cell: Cell) -> Cell:
        """Give a cell as it is: it was read out of the tree."""
        return cell

    def hidden_rows(self) -> Iterator[tuple[str, int]]:
        """Give the rows that a filter, or a person, hides: « collapse » and « filter » (19.749)."""
        with self._archive.open("content.xml") as source:
            name, number = "", 0
            for element in stream(source, f"{_TABLE}table-row", opening=(f"{_TABLE}table",)):
                if element.tag == f"{_TABLE}table":
                    name, number = element.get(f"{_TABLE}name", ""), 0
                    continue
                times = _repeated(element, "rows")
                if element.get(f"{_TABLE}visibility", "visible") != "visible" and _cells(element):
                    yield from ((name, number + rank) for rank in range(1, times + 1))
                number += times


def _first(elements: Iterator[_Element]) -> Iterator[_Element]:
    first = next(elements, None)
    if first is not None:
        yield first


def _rows(elements: Iterator[_Element], opened: list[_Element]) -> Iterator[Row]:
    """Read rows until the next table opens, which goes to ``opened``. Repeated rows are given as many times."""
    number = 0
    for element in elements:
        if element.tag == f"{_TABLE}table":
            opened.append(element)
            return
        times = _repeated(element, "rows")
        cells = _cells(element)
        if cells and number + times > MAX_ROWS:
            raise damaged()
        if cells:
            yield from ((number + rank, cells) for rank in range(1, times + 1))
        number += times


def _cells(row: _Element) -> list[Cell]:
    cells: list[Cell] = []
    rank = 0
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = _repeated(cell, "columns")
        value = _value(cell)
        if value is not None:
            cells += [(rank + again, value) for again in range(min(times, MAX_COLUMNS + 1))]
        rank += times
    return cells


def _repeated(element: _Element, what: str) -> int:
    written = element.get(f"{_TABLE}number-{what}-repeated", "1")
    if not re.fullmatch("[0-9]{1,8}", written):
        raise damaged()
    return int(written)


def _value(cell: _Element) -> Value:
    read = _plain(cell)
    return Formula(read) if cell.get(f"{_TABLE}formula") is not None else read


def _plain(cell: _Element) -> Plain | None:
    kind = cell.get(f"{_OFFICE}value-type")
    if cell.get(f"{_CALC}value-type") == "error":
        return CellError("")
    if kind in _NUMBERS:
        return _number(cell.get(f"{_OFFICE}value", ""))
    if kind == "date":
        written = cell.get(f"{_OFFICE}date-value", "")
        return iso_date(written) or written
    if kind == "time":
        return _duration(cell.get(f"{_OFFICE}time-value", ""))
    if kind == "boolean":
        written = cell.get(f"{_OFFICE}boolean-value", "")
        return BOOLEANS.get(written, written)
    return cell.get(f"{_OFFICE}string-value") or _text(cell) or None


def _number(written: str) -> int | float:
    try:
        number = float(written)
    except ValueError:
        raise damaged() from None
    return int(number) if number.is_integer() else number


def _duration(written: str) -> datetime.timedelta | str:
    found = _DURATION.fullmatch(written)
    if not found:
        return written
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _text(cell: _Element) -> str:
    """Join the paragraphs of a cell, without its note (6.1)."""
    return "\n".join(_paragraph(element) for element in cell.iterchildren(f"{_TEXT}p"))


def _paragraph(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            parts.append(" " * (int(count) if re.fullmatch("[0-9]{1,5}", count) else 1))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag != f"{_OFFICE}annotation" and isinstance(child.tag, str):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
