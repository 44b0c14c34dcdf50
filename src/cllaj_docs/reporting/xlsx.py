"""Filled tables in .xlsx, read row by row: sheets, texts, styles, then cells (ECMA-376, part 1, chapter 18)."""

from __future__ import annotations

import datetime
import posixpath
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cllaj_docs.errors import WorkbookError
from cllaj_docs.reporting.archive import Archive, damaged
from cllaj_docs.reporting.bounds import MAX_SHEETS, MAX_STRING_BYTES, MAX_STRINGS
from cllaj_docs.reporting.sheet_xml import RawCell, column_rank, hidden_rows, read_rows, read_texts
from cllaj_docs.reporting.values import (
    BOOLEANS,
    EPOCH_1900,
    EPOCH_1904,
    Cell,
    CellError,
    Formula,
    Plain,
    Sheet,
    iso_date,
    serial_date,
)
from cllaj_docs.reporting.xml import read_part

if TYPE_CHECKING:
    from lxml.etree import _Element

_EXACT = 2**53
_RANK_DIGITS = 9
_STYLE, _KIND = re.compile(rb' s="([0-9]{1,7})"'), re.compile(rb' t="([^"]*)"')
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Built-in number formats that show a date or a time (18.8.30)."""

_NOT_A_PATTERN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile("&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class XlsxWorkbook:
    """A workbook in .xlsx. Raises ``WorkbookError`` when it is not one, or is out of bounds."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._part = _main_part(archive)
        root = read_part(archive, self._part)
        properties = root.find("{*}workbookPr")
        modern = properties is None or properties.get("date1904", "0") not in ("1", "true")
        self.epoch = EPOCH_1900 if modern else EPOCH_1904
        self._relations = _relations(archive, self._part)
        self._forms: dict[tuple[bytes, bytes], tuple[int, int, bytes]] = {}
        self._parts = self._find_sheets(root)
        self._shared_texts = self._read_shared_texts()
        self._date_styles = self._read_date_styles()

    def _find_sheets(self, root: _Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            reference = next((value for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")
            kind, target = self._relations.get(str(reference), ("", ""))
            if kind == "worksheet":
                found[sheet.get("name", "")] = target
        if not found or len(found) > MAX_SHEETS:
            raise damaged()
        return found

    def sheets(self) -> Iterator[Sheet]:
        """Give the sheets in their order."""
        return ((name, read_rows(self._archive, part)) for name, part in self._parts.items())

    def decode(self, cell: RawCell) -> Cell:
        """Read a cell of a row. Raises ``WorkbookError`` when it is damaged."""
        letters, attributes, formula, value = cell
        rank, style, kind = self._forms.get((letters, attributes)) or self._read_form(letters, attributes)
        read = self._shared_text(value) if kind == b"s" else self._plain(style, kind, _unescape(value))
        return rank, Formula(read) if formula else read

    def hidden_rows(self) -> Iterator[tuple[str, int]]:
        """Give the rows that a filter, or a person, hides."""
        return ((name, number) for name, part in self._parts.items() for number in hidden_rows(self._archive, part))

    def _read_form(self, letters: bytes, attributes: bytes) -> tuple[int, int, bytes]:
        """Give the rank of a column, from 0, and the style and the type of a cell; few are ever met."""
        style, kind = _STYLE.search(attributes), _KIND.search(attributes)
        form = column_rank(letters.decode()) - 1, int(style[1]) if style else 0, kind[1] if kind else b""
        self._forms[letters, attributes] = form
        return form

    def _plain(self, style: int, kind: bytes, written: str) -> Plain | None:
        """Read a value by the type of its cell (18.18.11)."""
        if not written:
            return None
        match kind:
            case b"str" | b"inlineStr":
                read: Plain = _unescape_characters(written)
            case b"b":
                read = BOOLEANS.get(written, written)
            case b"e":
                read = CellError(written)
            case b"d":
                read = iso_date(written) or written
            case _:
                read = self._number(style, written)
        return read

    def _shared_text(self, value: bytes) -> str | None:
        if not value:
            return None
        rank = int(value) if value.isdigit() and len(value) <= _RANK_DIGITS else len(self._shared_texts)
        if rank >= len(self._shared_texts):
            raise damaged()
        return self._shared_texts[rank] or None

    def _number(self, style: int, written: str) -> Plain:
        try:
            number = float(written)
        except ValueError:
            raise damaged() from None
        if style in self._date_styles:
            if 0 <= number < 1:
                return datetime.timedelta(days=number)
            return serial_date(number, self.epoch) or number
        return int(number) if abs(number) < _EXACT and number.is_integer() else number

    def _read_shared_texts(self) -> list[str]:
        texts: list[str] = []
        part = self._related("sharedStrings")
        if part is None:
            return texts
        size = 0
        for written in read_texts(self._archive, part):
            texts.append(_text(written))
            size += len(written)
            if len(texts) > MAX_STRINGS or size > MAX_STRING_BYTES:
                raise WorkbookError("ce classeur contient bien trop de textes : refusé")
        return texts

    def _read_date_styles(self) -> frozenset[int]:
        """Ranks of the cell styles that show a date or a time."""
        part = self._related("styles")
        if part is None:
            return frozenset()
        root = read_part(self._archive, part)
        formats = {row.get("numFmtId"): row.get("formatCode", "") for row in root.iterfind("{*}numFmts/{*}numFmt")}
        dated = {str(code) for code in _DATE_FORMATS} | {code for code, shown in formats.items() if _shows_date(shown)}
        styles = root.iterfind("{*}cellXfs/{*}xf")
        return frozenset(rank for rank, style in enumerate(styles) if style.get("numFmtId") in dated)

    def _related(self, kind: str) -> str | None:
        return next((target for found, target in self._relations.values() if found == kind), None)


def _main_part(archive: Archive) -> str:
    found = (target for kind, target in _relations(archive, "").values() if kind == "officeDocument")
    part = next(found, None)
    if part is None:
        raise damaged()
    return part


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Give the parts that a part refers to: last word of the type, and name, by identifier."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source not in archive:
        raise damaged()
    relations = {}
    for row in read_part(archive, source).iterfind("{*}Relationship"):
        target = row.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if row.get("TargetMode") != "External":
            relations[row.get("Id", "")] = (row.get("Type", "").rpartition("/")[2], whole)
    return relations


def _shows_date(pattern: str) -> bool:
    """Tell whether a number format shows a date or a time: it has a day, a month, a year, an hour or a second."""
    return bool(re.search("[dmyhsjaDMYHSJA]", _NOT_A_PATTERN.sub("", pattern.replace("General", ""))))


def _unescape(written: bytes) -> str:
    """Read what XML escapes."""
    try:
        text = written.decode()
    except UnicodeDecodeError:
        raise damaged() from None
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    if entity[3]:
        return _ENTITIES[entity[3]]
    code = int(entity[1], 16) if entity[1] else int(entity[2])
    return chr(code) if code <= sys.maxunicode else ""


def _text(written: bytes) -> str:
    return _unescape_characters(_unescape(written))


def _unescape_characters(text: str) -> str:
    """Read the characters that XML cannot hold, which these files write « _x000D_ » (22.9.2.19)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
