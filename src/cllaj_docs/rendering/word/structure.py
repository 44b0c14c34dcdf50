"""Marks what only a render can know: tables whose columns depend on data, and cells and stories that may end up empty.

A mark is a control character, which neither a template nor a value can hold; ``tables.py`` reads them after a render.
Most templates have none, and then cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from cllaj_docs.rendering.word.markup import End, Marker, Start, Token
from cllaj_docs.rendering.word.tags import Tag

TABLE_START = "\x0e"
TABLE_END = "\x0f"
CELL_END = "\x05"
"""Stands before the end of a cell, or of a story, that may end up empty: Word refuses one without a paragraph."""

_STORIES = frozenset({"w:hdr", "w:ftr", "w:footnote", "w:endnote", "w:comment", "w:txbxContent"})
_TRANSPARENT = frozenset({"w:sdt", "w:sdtContent", "w:customXml"})
_PROPERTIES = frozenset({"w:tcPr", "w:sdtPr", "w:sdtEndPr", "w:customXmlPr"})

_LONGEST_SPAN = 5  # digits
_OPENERS = frozenset({"if", "for", "macro", "call", "filter", "with", "block"})
_CLOSERS = frozenset(f"end{opener}" for opener in _OPENERS)


class _Table:
    """A table that is being read. ``depth`` counts the Jinja blocks around it; columns are in grid units.

    ``width`` and ``cells`` are those of the row that is being read.
    """

    def __init__(self, start: int, depth: int) -> None:
        self.start = start
        self.depth = depth
        self.columns = self.width = self.cells = 0
        self.has_row = self.depends = False


class _Cell:
    """A cell or a story that is being read; ``is_full`` when some of it is always there, whatever the data.

    A cell must end with a paragraph, so its other blocks do not count; ``ends_well`` when its last one is a paragraph.
    """

    def __init__(self, name: str, depth: int) -> None:
        self.name = name
        self.depth = depth
        self.is_full = self.has_other = self.ends_well = False


class _Walk:
    """The state of the walk through a part: the open elements, tables and cells, and the Jinja blocks around."""

    def __init__(self) -> None:
        self.out: list[Token] = []
        self.names = [""]
        self.tables: list[_Table] = []
        self.cells: list[_Cell] = []
        self.depth = 0


def mark_structure(tokens: Sequence[Token]) -> list[Token]:
    """Put marks around the tables that depend on data, and at the end of the cells that may be empty."""
    walk = _Walk()
    for token in tokens:
        if isinstance(token, Start):
            _enter(walk, token)
        elif isinstance(token, End):
            _leave(walk, token)
        else:
            if isinstance(token, Tag):
                _see_tag(walk, token)
            walk.out.append(token)
    return [token for token in walk.out if not isinstance(token, Marker) or token.character]


def _enter(walk: _Walk, token: Start) -> None:
    name = token.name
    if walk.cells and name not in _TRANSPARENT and name not in _PROPERTIES and _parent(walk) == walk.cells[-1].name:
        _see_block(walk.cells[-1], name, walk.depth)
    walk.names.append(name)
    if name == "w:tc" or name in _STORIES:
        walk.cells.append(_Cell(name, walk.depth))
    if name == "w:tbl":
        walk.tables.append(_Table(len(walk.out), walk.depth))
        walk.out.append(Marker(""))  # filled when the table turns out to depend on data
    elif walk.tables:
        _measure(walk.tables[-1], token, walk.depth)
    walk.out.append(token)


def _parent(walk: _Walk) -> str:
    """Return the name of the element around, beyond those that only group blocks."""
    rank = -1
    while walk.names[rank] in _TRANSPARENT:
        rank -= 1
    return walk.names[rank]


def _see_block(cell: _Cell, name: str, depth: int) -> None:
    """See a block of a cell or of a story."""
    if name == "w:p" or cell.name != "w:tc":
        cell.is_full = cell.is_full or depth == cell.depth
    cell.ends_well = name == "w:p"
    cell.has_other = cell.has_other or name != "w:p"


def _measure(table: _Table, token: Start, depth: int) -> None:
    """Count what a start tag adds to the grid of a table, or to the row that is being read."""
    if token.name == "w:gridCol":
        table.columns += 1
    elif token.name == "w:tr":
        table.width = table.cells = 0
        table.has_row = table.has_row or depth == table.depth
    elif token.name == "w:tc":
        table.width += 1
        table.cells += 1
    elif token.name in ("w:gridSpan", "w:gridBefore", "w:gridAfter"):
        value = token.attributes.get("w:val", "")
        if isinstance(value, str) and value.isdecimal() and len(value) <= _LONGEST_SPAN:
            table.width += int(value) - (token.name == "w:gridSpan")
        else:
            table.depends = True


def _leave(walk: _Walk, token: End) -> None:
    walk.names.pop()
    if walk.cells and token.name == walk.cells[-1].name:
        cell = walk.cells.pop()
        if not cell.is_full or (cell.name == "w:tc" and cell.has_other and not cell.ends_well):
            walk.out.append(Marker(CELL_END))
        if walk.tables and walk.depth != cell.depth:  # a block that ends in another cell may repeat some of a row
            walk.tables[-1].depends = True
    walk.out.append(token)
    if token.name == "w:tr" and walk.tables:
        table = walk.tables[-1]
        table.depends = table.depends or table.width < table.columns or table.cells > table.columns
    elif token.name == "w:tbl":
        table = walk.tables.pop()
        if table.depends or not table.has_row:
            walk.out[table.start] = Marker(TABLE_START)
            walk.out.append(Marker(TABLE_END))


def _see_tag(walk: _Walk, tag: Tag) -> None:
    """Count the block that a tag opens or closes, and see what it does to the cell or the row that it stands in."""
    parent = _parent(walk)
    if tag.delimiter == "{%":
        word = tag.code.split(maxsplit=1)[0].partition("(")[0] if tag.code else ""
        walk.depth += (word in _OPENERS) - (word in _CLOSERS)
    elif walk.cells and parent == walk.cells[-1].name:
        walk.cells[-1].has_other, walk.cells[-1].ends_well = True, False
    if walk.tables and (parent == "w:tr" or tag.level == "tc"):
        walk.tables[-1].depends = True
