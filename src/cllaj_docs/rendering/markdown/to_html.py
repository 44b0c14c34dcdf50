"""Write a Markdown tree as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

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
)

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_LEVEL = 4
"""HTML level of a first heading: an operator's text stands under an h3 of the document."""

_DEEPEST_HEADING = 6
_CELL_CLASSES = {"gauche": "", "centre": ' class="centre"', "droite": ' class="montant"'}


def to_html(blocks: Iterable[Block], *, niveau: int = DEFAULT_LEVEL) -> str:
    """Write blocks as block-level HTML, one line a block; ``niveau`` is the HTML level (2 to 6) of a first heading."""
    return "\n".join(_block(block, niveau) for block in blocks)


def href(url: str) -> str:
    """Write an address with the ASCII characters that a link may hold."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*")


def _block(block: Block, niveau: int) -> str:
    match block:
        case Paragraph(children):
            html = f"<p>{_inlines(children)}</p>"
        case Heading(level, children):
            tag = f"h{min(niveau + level - 1, _DEEPEST_HEADING)}"
            html = f"<{tag}>{_inlines(children)}</{tag}>"
        case BulletList(items, tight):
            html = f"<ul>\n{_items(items, tight, niveau)}\n</ul>"
        case OrderedList(items, tight, start):
            # The attribute for browsers and screen readers, the style for the layout of the PDF.
            first = f' start="{start}" style="counter-reset: list-item {start - 1}"' if start != 1 else ""
            html = f"<ol{first}>\n{_items(items, tight, niveau)}\n</ol>"
        case Table():
            html = _table(block)
        case Quote(inner):
            html = f"<blockquote>\n{to_html(inner, niveau=niveau)}\n</blockquote>"
        case CodeBlock(lines):
            # Not a pre: its blank lines would be at the mercy of whoever tidies the page.
            code = "<br>".join(escape(line, quote=False) for line in lines)
            html = f'<p class="code"><code>{code}</code></p>'
        case Rule():
            html = "<hr>"
    return html


def _items(items: tuple[tuple[Block, ...], ...], tight: bool, niveau: int) -> str:
    def item(blocks: tuple[Block, ...]) -> str:
        return "\n".join(
            _inlines(block.children) if tight and isinstance(block, Paragraph) else _block(block, niveau)
            for block in blocks
        )

    return "\n".join(f"<li>{item(blocks)}</li>" for blocks in items)


def _table(table: Table) -> str:
    """Write a table. Where a column has no heading, the first cell of each row is one: each cell then has a heading."""
    by_row = not all(cell.children for cell in table.header)
    lines = ['<table class="tableau">', "<thead>", f"<tr>{_heading_cells(table.header)}</tr>", "</thead>"]
    if table.rows:
        rows = ("".join(_cell(cell, by_row and rank == 0) for rank, cell in enumerate(row)) for row in table.rows)
        lines += ["<tbody>", *(f"<tr>{row}</tr>" for row in rows), "</tbody>"]
    return "\n".join([*lines, "</table>"])


def _heading_cells(cells: tuple[Cell, ...]) -> str:
    """Write the first row; an empty heading cell is a plain one, which a screen reader does not announce."""
    return "".join(_cell(cell, bool(cell.children), "col") for cell in cells)


def _cell(cell: Cell, heading: bool, scope: str = "row") -> str:
    tag, attribute = ("th", f' scope="{scope}"') if heading and cell.children else ("td", "")
    return f"<{tag}{attribute}{_CELL_CLASSES[cell.alignment]}>{_inlines(cell.children)}</{tag}>"


def _inlines(children: Iterable[Inline]) -> str:
    return "".join(_inline(child) for child in children)


def _inline(inline: Inline) -> str:
    match inline:
        case Text(content):
            return escape(content, quote=False)
        case Code(content):
            return f"<code>{escape(content, quote=False)}</code>"
        case LineBreak():
            return "<br>"
        case Emphasis(children):
            return f"<em>{_inlines(children)}</em>"
        case Strong(children):
            return f"<strong>{_inlines(children)}</strong>"
        case Link(url, title, children):
            tooltip = f' title="{escape(title)}"' if title else ""
            return f'<a href="{escape(href(url))}"{tooltip}>{_inlines(children)}</a>'
