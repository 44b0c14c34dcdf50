"""Write a Markdown tree as WordprocessingML: paragraphs and tables of a document's body, in its own styles.

Style ids: Normal, Heading2 to Heading4, ListBullet (numbered by ``numId`` 1), ListNumber, Tableau, Cellule,
CelluleEntete, CelluleMontant, and the character style Hyperlink. The prefix ``w`` must be bound where the text goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from cllaj_docs.rendering.markdown.to_html import DEFAULT_LEVEL, href
from cllaj_docs.rendering.markdown.tree import (
    Block,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Inline,
    LineBreak,
    Link,
    OrderedList,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    inline_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Where the text of a list stands, in twentieths of a point: as in the styles of the shipped templates.
_INDENT = 397  # 7 mm, first level
_STEP = 360  # 6.35 mm, each further level, and each quotation
_BULLET_HANGING = 198  # 3.5 mm from the bullet to the text
_NUMBER_HANGING = 312  # 5.5 mm from the number to the text

_TEXT_WIDTH = 9411
"""Width of a page's text in twentieths of a point (166 mm): only a hint, Word fits the columns to their content."""

_DEEPEST_HEADING = 4
_BULLET = '<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>'
_QUOTE = '<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="auto"/></w:pBdr>'
_TEXT = '<w:t xml:space="preserve">'
_TAB = f"</w:t><w:tab/>{_TEXT}"
_SPACER = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
_UNTITLED = "Tableau"
_FIRST_ROW, _FIRST_COLUMN, _NO_VERTICAL_BANDS = 0x0020, 0x0080, 0x0400  # of w:tblLook
_CELL_STYLES = {"gauche": "Cellule", "centre": "Cellule", "droite": "CelluleMontant"}
_CELL_JUSTIFIED = {"gauche": "", "centre": '<w:jc w:val="center"/>', "droite": '<w:jc w:val="right"/>'}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: inside how many lists and quotations, and under which heading level."""

    niveau: int
    lists: int = 0
    quotes: int = 0

    @property
    def indent(self) -> int:
        """Where the text stands, from the margin."""
        in_lists = _INDENT + _STEP * (self.lists - 1) if self.lists else 0
        return in_lists + _STEP * self.quotes


@dataclass(frozen=True, slots=True)
class _Marks:
    """The character formatting of a run."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    link: bool = False

    def xml(self) -> str:
        """Write the run's properties, in the order that the schema asks for."""
        if self is _PLAIN:
            return ""
        parts = [
            '<w:rStyle w:val="Hyperlink"/>' if self.link else "",
            "<w:b/><w:bCs/>" if self.bold else "",
            "<w:i/><w:iCs/>" if self.italic else "",
            "<w:noProof/>" if self.code else "",
        ]
        return f"<w:rPr>{''.join(parts)}</w:rPr>" if any(parts) else ""


_PLAIN = _Marks()


def to_word(blocks: Iterable[Block], *, niveau: int = DEFAULT_LEVEL) -> str:
    """Write blocks as ``w:p`` and ``w:tbl`` elements; ``niveau`` is the HTML level of a first heading (4: Heading3).

    A table is always followed by a paragraph, so that Word neither joins it to a next one nor ends a cell with it.
    """
    return "".join(_blocks(blocks, _Place(niveau)))


def _blocks(blocks: Iterable[Block], place: _Place) -> Iterator[str]:
    title = _UNTITLED
    for block in blocks:
        match block:
            case Paragraph(children):
                yield _paragraph(_properties("Normal", place), children)
            case Heading(level, children):
                title = _one_line(children) or _UNTITLED
                rank = min(place.niveau + level - 2, _DEEPEST_HEADING)
                yield _paragraph(_properties(f"Heading{rank}", place), children)
            case BulletList() | OrderedList():
                yield from _list(block, replace(place, lists=place.lists + 1))
            case Table():
                yield _table(block, place, title)
                yield _SPACER
            case Quote(inner):
                yield from _blocks(inner, replace(place, quotes=place.quotes + 1))
            case CodeBlock(lines):
                code = _Marks(code=True).xml()
                runs = "<w:r><w:br/></w:r>".join(_run(line, code) for line in lines)
                yield f"<w:p>{_properties('Normal', place)}{runs}</w:p>"
            case Rule():
                yield f"<w:p>{_properties('Normal', place, border=_RULE)}</w:p>"


def _list(block: BulletList | OrderedList, place: _Place) -> Iterator[str]:
    """Write the items of a list: the first paragraph of each carries the mark, what follows is indented under it."""
    first = block.start if isinstance(block, OrderedList) else 1
    for number, item in enumerate(block.items, first):
        head, *rest = item or (Paragraph(()),)
        if not isinstance(head, Paragraph):
            head, rest = Paragraph(()), list(item)
        if isinstance(block, OrderedList):
            mark = f'<w:r><w:t xml:space="preserve">{number}.</w:t></w:r><w:r><w:tab/></w:r>'
            styled = place.lists == 1 and not place.quotes
            properties = _properties("ListNumber", place, hanging=_NUMBER_HANGING, styled=styled)
        else:
            mark = ""
            numbering = _BULLET.format(level=place.lists - 1)
            styled = not place.quotes
            properties = _properties("ListBullet", place, hanging=_BULLET_HANGING, styled=styled, numbering=numbering)
        yield _paragraph(properties, head.children, before=mark)
        yield from _blocks(rest, place)


def _properties(
    style: str, place: _Place, *, hanging: int = 0, styled: bool = False, numbering: str = "", border: str = ""
) -> str:
    """Write a paragraph's properties, in the order that the schema asks for.

    ``styled`` tells that the style or the numbering already puts the paragraph where it stands.
    """
    border = border or (_QUOTE if place.quotes else "")
    hang = f' w:hanging="{hanging}"' if hanging else ""
    indent = f'<w:ind w:left="{place.indent}"{hang}/>' if place.indent and not styled else ""
    return f'<w:pPr><w:pStyle w:val="{style}"/>{numbering}{border}{indent}</w:pPr>'


def _paragraph(properties: str, children: Iterable[Inline], *, before: str = "") -> str:
    return f"<w:p>{properties}{before}{_runs(children, _PLAIN)}</w:p>"


def _table(table: Table, place: _Place, title: str) -> str:
    """Write a table; a reader of the screen hears of it by the heading above it, then by its columns.

    Where a column has no heading, the first cell of each row is one, as in HTML.
    """
    width = (_TEXT_WIDTH - place.indent) // len(table.header)
    columns = f'<w:gridCol w:w="{width}"/>' * len(table.header)
    labels = [label for cell in table.header if (label := _one_line(cell.children))]
    rows = [_row(table.header, width, header=bool(labels)), *(_row(row, width) for row in table.rows)]
    by_row = len(labels) < len(table.header)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Tableau"/>'
        f'<w:tblW w:w="{width * len(table.header)}" w:type="dxa"/>'
        f"{_table_properties(place, labels, by_row=by_row, title=title)}"
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _table_properties(place: _Place, labels: list[str], *, by_row: bool, title: str) -> str:
    """Write what follows the width of a table, in the order that the schema asks for."""
    indent = f'<w:tblInd w:w="{place.indent}" w:type="dxa"/>' if place.indent else ""
    look = _NO_VERTICAL_BANDS | _FIRST_ROW * bool(labels) | _FIRST_COLUMN * by_row
    columns = f"Colonnes\u00a0: {', '.join(labels)}"
    description = f"<w:tblDescription w:val={quoteattr(columns)}/>" if labels else ""
    return (
        f'{indent}<w:tblLook w:val="{look:04X}" w:firstRow="{bool(labels):d}" w:lastRow="0" w:firstColumn="{by_row:d}"'
        f' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val={quoteattr(title)}/>{description}'
    )


def _one_line(children: Iterable[Inline]) -> str:
    return " ".join(inline_text(children).split())


def _row(cells: Iterable[Cell], width: int, *, header: bool = False) -> str:
    flags = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{flags}</w:trPr>{''.join(_cell(cell, width, header) for cell in cells)}</w:tr>"


def _cell(cell: Cell, width: int, header: bool) -> str:
    style = "CelluleEntete" if header else _CELL_STYLES[cell.alignment]
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{_CELL_JUSTIFIED[cell.alignment]}</w:pPr>'
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(properties, cell.children)}</w:tc>'


def _runs(children: Iterable[Inline], marks: _Marks) -> str:
    parts = []
    properties = marks.xml()
    for child in children:
        match child:
            case Text(content):
                parts.append(_run(content, properties))
            case Code(content):
                parts.append(_run(content, replace(marks, code=True).xml()))
            case LineBreak():
                parts.append("<w:r><w:br/></w:r>")
            case Emphasis(inner):
                parts.append(_runs(inner, replace(marks, italic=True)))
            case Strong(inner):
                parts.append(_runs(inner, replace(marks, bold=True)))
            case Link(url, title, inner):
                parts.append(_link(url, title, _runs(inner, replace(marks, link=True))))
    return "".join(parts)


def _run(content: str, properties: str) -> str:
    """Write characters, a tab as Word's own element: as a character it would print as a space."""
    if not content:
        return ""
    text = escape(content)
    if "\t" in text:
        text = text.replace("\t", _TAB)
    return f"<w:r>{properties}{_TEXT}{text}</w:t></w:r>"


def _link(url: str, title: str, runs: str) -> str:
    """Write a link as a HYPERLINK field, which needs no relationship in the package."""
    code = f' HYPERLINK "{href(url)}" ' + (f"\\o {_field_string(title)} " if title else "")
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _field_string(text: str) -> str:
    """Quote an argument of a field as Word reads it: backslashes and quotation marks after a backslash."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
