"""Rows of a sheet of .xlsx and texts that its cells share, as the file writes them (ECMA-376, part 1, 18.3 and 18.4).

What spreadsheet programs usually write is cut by one regular expression, several times as fast as a tree. A part that
is written otherwise (prefixes, comments, cells without an address) is read as a tree. Both give the same: where the
expression has not accounted for every row, every cell, every text, the writing is not ordinary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from cllaj_docs.reporting.archive import Archive, Stream, damaged
from cllaj_docs.reporting.xml import stream

if TYPE_CHECKING:
    from lxml.etree import _Element

SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # « strict » files
)

RawCell: TypeAlias = tuple[bytes, bytes, bytes, bytes]
"""Letters of the column, attributes of style and type, formula element, value: empty where absent, as XML has them."""


RawRow: TypeAlias = tuple[int, list[RawCell]]
"""Number of a row, from 1, and its cells."""


def read_rows(archive: Archive, part: str) -> Iterator[RawRow]:
    """Read the rows of a sheet. Raises ``WorkbookError`` when the part is damaged or beyond measure."""
    return _read(archive, part, ordinary_rows, tree_rows)


def read_texts(archive: Archive, part: str) -> Iterator[bytes]:
    """Read the texts that cells share, escaped as XML. Raises ``WorkbookError`` as ``read_rows`` does."""
    return _read(archive, part, ordinary_texts, tree_texts)


def hidden_rows(archive: Archive, part: str) -> Iterator[int]:
    """Give the numbers of the rows that a sheet does not show, out of the tags of its rows alone (18.3.1.73)."""
    with archive.open(part) as source:
        left, number = b"", 0
        while chunk := source.read(_CHUNK):
            whole, opened, left = (left + chunk).rpartition(b"<")
            left = opened + left
            if len(left) > _LONGEST:
                raise damaged()
            for attributes in _ROW_TAG.findall(whole):
                written = _ROW_NUMBER.search(attributes)
                number = int(written[1]) if written else number + 1
                if _HIDDEN.search(attributes):
                    yield number


_ROW_TAG = re.compile(rb"<(?:[A-Za-z]+:)?row((?:\s[^<>]*)?)>")
_ROW_NUMBER = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")


def _read(
    archive: Archive,
    part: str,
    ordinary: Callable[[Stream], Iterator[list[_Item]]],
    tree: Callable[[Stream], Iterator[_Item]],
) -> Iterator[_Item]:
    """Read a part the fast way for as long as it is ordinary, then as a tree from the item that comes next."""
    done = 0
    try:
        with archive.open(part) as source:
            for items in ordinary(source):
                yield from items
                done += len(items)
    except UnusualError:
        with archive.open(part) as source:
            yield from islice(tree(source), done, None)


class UnusualError(Exception):
    """A part that is not written the ordinary way."""


_Item = TypeVar("_Item")
_CHUNK = 2**15
_LONGEST = 2**22
"""Bytes of what comes before the rows, or of a row, that is still ordinary."""

_ATTRIBUTES = rb"(?: [^<>'/]*+)?"
_ORDINARY_ROW = re.compile(rb"""[^<>']*<row(?: [^<>']*?)? r="([0-9]{1,7})"[^<>']*>""")
_EMPTY_ROW = re.compile(rb"<row[^<>']*/>")
"""A row that opens, and one that holds nothing."""

_ORDINARY_CELL = re.compile(
    rb"""<c r="([A-Z]{1,3}+)[0-9]{1,7}+"([^<>'/]*+)"""
    rb"(?:/>|>(<f" + _ATTRIBUTES + rb"(?:/>|>[^<>]*+</f>))?"
    rb"(?:<(?:v|is><t)" + _ATTRIBUTES + rb">([^<>]*+)</(?:v>|t></is>)|<v/>)?</c>)"
)
"""A whole cell. Quantifiers that never give back (``*+``) spare the search what cannot match anyway."""

_ORDINARY_TEXT = re.compile(rb"<si>(?:<t" + _ATTRIBUTES + rb">([^<>]*)</t>|<t/>)</si>")


def ordinary_rows(source: Stream) -> Iterator[list[RawRow]]:
    """Cut rows and their cells out of the bytes, several at a time. Raises ``UnusualError`` where it is not sure."""
    for piece in _pieces(source, b"<sheetData>", b"</row>", b"</sheetData>"):
        if piece.count(b"<row") != piece.count(b"</row>"):
            piece = _EMPTY_ROW.sub(b"", piece)  # noqa: PLW2901 - without its empty rows
        rows = piece.removeprefix(b"<sheetData>").split(b"</row>")
        left = rows.pop()
        opened = [_ORDINARY_ROW.match(row) for row in rows]
        cells: list[list[RawCell]] = [_ORDINARY_CELL.findall(row) for row in rows]
        if None in opened or b"<" in left or piece.count(b"<row") != len(rows):
            raise UnusualError
        if sum(map(len, cells)) != piece.count(b"<c"):
            raise UnusualError
        yield [(int(start[1]), found) for start, found in zip(opened, cells, strict=True) if found and start]


def ordinary_texts(source: Stream) -> Iterator[list[bytes]]:
    """Cut shared texts out of the bytes, several at a time. Raises ``UnusualError`` where that would not be sure."""
    for piece in _pieces(source, b"<si>", b"</si>", b"</sst>"):
        found: list[bytes] = _ORDINARY_TEXT.findall(piece)
        if len(found) != piece.count(b"<si"):
            raise UnusualError
        yield found


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
            yield number, cells


def tree_texts(source: Stream) -> Iterator[bytes]:
    """Read shared texts out of the tree, whatever the writing."""
    return (_escape(rich_text(item)) for item in stream(source, *(f"{{{space}}}si" for space in SPACES)))


def _raw_cell(cell: _Element, rank: int) -> RawCell:
    inline, value, kind = cell.find("{*}is"), cell.find("{*}v"), cell.get("t")
    attributes = "".join(f' {name}="{given}"' for name, given in (("s", cell.get("s")), ("t", kind)) if given)
    text = rich_text(inline) if inline is not None else "" if value is None else value.text or ""
    formula = b"" if cell.find("{*}f") is None else b"<f/>"
    return column_letters(rank).encode(), attributes.encode(), formula, _escape(text)


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
