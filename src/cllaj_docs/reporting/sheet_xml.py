"""Rows of a sheet of .xlsx and texts that its cells share, as the file writes them (ECMA-376, part 1, 18.3 and 18.4).

What spreadsheet programs usually write is cut by one regular expression, several times as fast as a tree. A part that
is written otherwise (prefixes, comments, cells without an address) is read as a tree. Both give the same: where the
expression has not accounted for every row, every cell, every text, the writing is not ordinary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from cllaj_docs.reporting.archive import Archive, Stream, damaged
from cllaj_docs.reporting.xml import stream

if TYPE_CHECKING:
    from lxml.etree import _Element

SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # « strict » files
)

RawCell: TypeAlias = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""Nothing, letters of the column, style, type, formula element, value, text of its own: empty where absent, all as XML
writes them. The first place is that of the number when the same expression finds a row.
"""


class RawRow(NamedTuple):
    """A row: its number from 1, its cells from left to right."""

    number: int
    cells: list[RawCell]


def read_rows(archive: Archive, part: str) -> Iterator[RawRow]:
    """Read the rows of a sheet. Raises ``WorkbookError`` when it is damaged or beyond measure."""
    return _read(archive, part, ordinary_rows, tree_rows)


def read_texts(archive: Archive, part: str) -> Iterator[bytes]:
    """Read the texts that cells share, escaped as XML. Raises ``WorkbookError`` as ``read_rows`` does."""
    return _read(archive, part, ordinary_texts, tree_texts)


def _read(
    archive: Archive,
    part: str,
    ordinary: Callable[[Stream], Iterator[_Item]],
    tree: Callable[[Stream], Iterator[_Item]],
) -> Iterator[_Item]:
    """Read a part the fast way for as long as it is ordinary, then as a tree from the item that comes next."""
    done = 0
    try:
        with archive.open(part) as source:
            for item in ordinary(source):
                yield item
                done += 1
    except UnusualError:
        with archive.open(part) as source:
            yield from islice(tree(source), done, None)


class UnusualError(Exception):
    """A part that is not written the ordinary way."""


_Item = TypeVar("_Item")
_CHUNK = 2**18
_LONGEST = 2**22
"""Bytes of what comes before the rows, or of a row, that is still ordinary."""

_ATTRIBUTES = rb"(?: [^<>']*)?"
_ORDINARY_CELL = re.compile(
    rb'<row(?: [^<>\']*?)? r="([0-9]{1,7})"[^<>\']*>'
    rb'|<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="([A-Za-z]{1,9})")?'
    rb"(?:/>|>(<f" + _ATTRIBUTES + rb"(?:/>|>[^<>]*</f>))?"
    rb"(?:<v" + _ATTRIBUTES + rb">([^<>]*)</v>|<v/>|<is><t" + _ATTRIBUTES + rb">([^<>]*)</t></is>)?</c>)"
)
"""A row that opens, or a whole cell."""

_ORDINARY_TEXT = re.compile(rb"<si>(?:<t" + _ATTRIBUTES + rb">([^<>]*)</t>|<t/>)</si>")


def ordinary_rows(source: Stream) -> Iterator[RawRow]:
    """Cut rows out of the bytes. Raises ``UnusualError`` where that would not be sure."""
    number, cells = 0, list[RawCell]()
    for piece in _pieces(source, b"<sheetData>", b"</row>", b"</sheetData>"):
        found = _ORDINARY_CELL.findall(piece)
        if len(found) != piece.count(b"<row") + piece.count(b"<c"):
            raise UnusualError
        for cell in found:
            if cell[0]:
                if cells:
                    yield RawRow(number, cells)
                number, cells = int(cell[0]), []
            else:
                cells.append(cell)
    if cells:
        yield RawRow(number, cells)


def ordinary_texts(source: Stream) -> Iterator[bytes]:
    """Cut shared texts out of the bytes. Raises ``UnusualError`` where that would not be sure."""
    for piece in _pieces(source, b"<si>", b"</si>", b"</sst>"):
        found = _ORDINARY_TEXT.findall(piece)
        if len(found) != piece.count(b"<si"):
            raise UnusualError
        yield from found


def _pieces(source: Stream, opening: bytes, unit: bytes, closing: bytes) -> Iterator[bytes]:
    """Give what is from ``opening`` to ``closing``, in pieces that end with a whole ``unit``."""
    left, inside = b"", False
    while chunk := source.read(_CHUNK):
        left += chunk
        if b"<!" in left or b"\0" in left or len(left) > _LONGEST:  # a comment may hide anything, as may UTF-16
            raise UnusualError
        start = 0 if inside else left.find(opening)
        if start < 0:
            continue
        data, ended, _ = left[start:].partition(closing)
        if ended:
            yield data
            return
        inside = True
        whole, found, rest = data.rpartition(unit)
        yield whole + found
        left = rest
    raise UnusualError


def tree_rows(source: Stream) -> Iterator[RawRow]:
    """Read rows out of the tree, whatever the writing. Rows and cells without an address follow the one before."""
    number = 0
    for row in stream(source, *(f"{{{space}}}row" for space in SPACES)):
        number = _whole(row.get("r")) or number + 1
        cells: list[RawCell] = []
        rank = 0
        for cell in row.iterchildren("{*}c"):
            letters = re.match("[A-Z]{1,3}", cell.get("r", ""))
            rank = column_rank(letters[0]) if letters else rank + 1
            cells.append(_raw_cell(cell, rank))
        if cells:
            yield RawRow(number, cells)


def tree_texts(source: Stream) -> Iterator[bytes]:
    """Read shared texts out of the tree, whatever the writing."""
    return (_escape(rich_text(item)) for item in stream(source, *(f"{{{space}}}si" for space in SPACES)))


def _raw_cell(cell: _Element, rank: int) -> RawCell:
    inline, value = cell.find("{*}is"), cell.find("{*}v")
    parts = (
        "",
        column_letters(rank),
        str(_whole(cell.get("s")) or ""),
        cell.get("t", ""),
        "" if cell.find("{*}f") is None else "<f/>",
        "" if value is None else value.text or "",
        "" if inline is None else rich_text(inline),
    )
    return tuple(_escape(part) for part in parts)  # type: ignore[return-value]


def _escape(text: str) -> bytes:
    return text.replace("&", "&amp;").encode()


def rich_text(element: _Element) -> str:
    """Join the runs of a text, without its phonetic reading (18.4.8)."""
    return "".join(
        text.text or ""
        for text in element.iterdescendants("{*}t")
        if not any(parent.tag.endswith("}rPh") for parent in text.iterancestors())
    )


def _whole(text: str | None) -> int:
    if text is None:
        return 0
    if not re.fullmatch("[0-9]{1,7}", text):
        raise damaged()
    return int(text)


def column_rank(letters: str) -> int:
    """Give the rank of a column, from 1: 1 for « A », 27 for « AA »."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - ord("A") + 1
    return rank


def column_letters(rank: int) -> str:
    """Give the letters of a column by its rank, from 1."""
    letters = ""
    while rank > 0:
        rank, rest = divmod(rank - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
