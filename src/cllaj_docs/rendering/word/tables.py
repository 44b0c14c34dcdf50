"""After a render: tables whose number of cells depended on data get a grid that fits, and no cell is left empty.

Only what ``structure.py`` marked is looked at. The width of a table stays: new columns take their share of it, and
what removed ones leave goes to the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cllaj_docs.rendering.word.structure import CELL_END, TABLE_END, TABLE_START

_TABLE_MARKS = re.compile(f"[{TABLE_START}{TABLE_END}]")
_PIECES = re.compile(
    r"<(/?)w:(tbl|tr|tc|tblGrid|trPr)(?=[\s/>])[^>]*?(/?)>"
    r"|<w:(gridSpan|gridBefore|gridAfter)\s[^>]*?w:val=\"(\d{1,5})\"[^>]*?>"
)
_COLUMN = re.compile(r"<w:gridCol\b[^>]*?(?:/>|>\s*</w:gridCol>)")
_WIDTH = re.compile(r"(\sw:w=\")([^\"]*)(\")")
_EMPTY = "<w:p/>"
_PARAGRAPH_ENDS = ("</w:p>", _EMPTY)
_GROUP_ENDS = ("</w:sdtContent>", "</w:sdt>", "</w:customXml>")
_MOST_COLUMNS = 1000
"""Columns beyond which a table is left as it is: Word itself stops at 63."""


def finish_structure(xml: str) -> str:
    """Replace the marks of a rendered part: fit tables, drop those without a row, end each cell with a paragraph."""
    if TABLE_START in xml:
        xml = _fit_tables(xml)
    if CELL_END in xml:
        *cells, rest = xml.split(CELL_END)
        xml = "".join([*(cell if _ends_with_paragraph(cell) else cell + _EMPTY for cell in cells), rest])
    return xml


def _ends_with_paragraph(xml: str) -> bool:
    """Whether some XML ends with a paragraph, or with the ends of groups whose last block is one."""
    end = len(xml)
    while closed := next((group for group in _GROUP_ENDS if xml.endswith(group, 0, end)), None):
        end -= len(closed)
    return xml.endswith(_PARAGRAPH_ENDS, 0, end)


def _fit_tables(xml: str) -> str:
    """Fit each marked table, inner ones first."""
    stack: list[list[str]] = [[]]
    end = 0
    for mark in _TABLE_MARKS.finditer(xml):
        stack[-1].append(xml[end : mark.start()])
        end = mark.end()
        if mark[0] == TABLE_START:
            stack.append([])
        else:
            table = _fit("".join(stack.pop()))
            stack[-1].append(table)
    stack[-1].append(xml[end:])
    return "".join(stack[-1])


@dataclass(slots=True)
class _Row:
    """A row of the table itself: where its content starts, its properties, and the columns that it covers."""

    body: int
    width: int = 0
    has_after: bool = False
    properties: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Grid:
    """What is read of a table: the stretch of its grid, and its rows."""

    start: int = 0
    end: int = 0
    rows: list[_Row] = field(default_factory=list)


def _fit(table: str) -> str:
    """Give a table the grid that its rows ask for."""
    grid = _read(table)
    if not grid.rows:
        return ""
    columns = _COLUMN.findall(table[grid.start : grid.end])
    widest = max(row.width for row in grid.rows)
    if widest > _MOST_COLUMNS:
        return table
    edits = [_padding(table, row, widest - row.width) for row in grid.rows if row.width < widest and not row.has_after]
    if widest != len(columns) and grid.end:
        fitted = _widen(columns, widest) if widest > len(columns) else _narrow(columns, widest)
        edits.insert(0, (grid.start, grid.end, f"<w:tblGrid>{''.join(fitted)}</w:tblGrid>"))
    pieces, end = [], 0
    for start, stop, xml in edits:
        pieces += [table[end:start], xml]
        end = stop
    return "".join([*pieces, table[end:]])


def _read(table: str) -> _Grid:  # noqa: C901 - one walk
    """Read the grid and the rows of a table, not of those inside it."""
    grid, depth = _Grid(), 0
    for piece in _PIECES.finditer(table):
        closing, name, empty, span, value = piece.groups()
        if name == "tbl":
            depth += -1 if closing else 1
        elif depth != 1:
            continue
        elif span and grid.rows:
            grid.rows[-1].width += int(value) - (span == "gridSpan")
            grid.rows[-1].has_after = grid.rows[-1].has_after or span == "gridAfter"
        elif name == "tblGrid":
            if closing or empty:
                grid.end = piece.end()
            if not closing:
                grid.start = piece.start()
        elif name == "tr" and not closing:
            grid.rows.append(_Row(piece.end()))
        elif name == "trPr" and not closing and grid.rows:
            grid.rows[-1].properties = (piece.start(), piece.end())
        elif name == "tc" and not closing and grid.rows:
            grid.rows[-1].width += 1
    return grid


def _padding(table: str, row: _Row, missing: int) -> tuple[int, int, str]:
    """Say in a row's properties that its last columns are left out, so that the table stays rectangular.

    Gives the stretch of the table to replace, and by what.
    """
    mark = f'<w:gridAfter w:val="{missing}"/>'
    start, end = row.properties
    if not end:
        return row.body, row.body, f"<w:trPr>{mark}</w:trPr>"
    if table[end - 2] == "/":
        return start, end, f"<w:trPr>{mark}</w:trPr>"
    return end, end, mark


def _widen(columns: list[str], count: int) -> list[str]:
    """Add columns, each as wide as the mean, and shrink the others: the table keeps its width."""
    widths = [_width(column) for column in columns]
    total = sum(widths)
    if not total:
        return [*columns, *["<w:gridCol/>"] * (count - len(columns))]
    mean = total / count
    share = len(columns) / count
    scaled = [_with_width(column, int(width * share)) for column, width in zip(columns, widths, strict=True)]
    return [*scaled, *[f'<w:gridCol w:w="{int(mean)}"/>'] * (count - len(columns))]


def _narrow(columns: list[str], count: int) -> list[str]:
    """Take the last columns away, and share their width among the others."""
    removed = sum(_width(column) for column in columns[count:])
    extra = int(removed / count) if count else 0
    return [_with_width(column, int(_width(column) + extra)) for column in columns[:count]]


def _width(column: str) -> float:
    found = _WIDTH.search(column)
    try:
        return float(found[2]) if found else 0.0
    except ValueError:
        return 0.0


def _with_width(column: str, width: int) -> str:
    return _WIDTH.sub(lambda found: f"{found[1]}{width}{found[3]}", column)
