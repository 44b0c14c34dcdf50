"""A page of ours written in Typst: the same text, headings, lists, tables and drawings, in the same font and size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

_HEAD = """\
#set document(title: {title}, author: {author})
#set text(font: {family}, size: 9.5pt, lang: "fr")
#set page(
  paper: "a4",
  margin: (x: 20mm, y: 22mm),
  header: [{header}],
  footer: [{footer} #context counter(page).display() sur #context counter(page).final().first()],
)
#set table(stroke: 0.5pt)
"""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_WRAPPED = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "blockquote": "quote"}
_BLOCKS = {"p", "div", "section", "article", "main", "figcaption", "caption", "li"}


def write_typst(page: str, family: str) -> str:
    """Write the page; ``family`` is the name of its font."""
    tree = html.document_fromstring(page)
    article = tree.find(".//article")
    running = {name: _text(tree.find(f".//{name}")) for name in ("header", "footer")}
    head = _HEAD.format(
        title=_string(_text(tree.find(".//title"))),
        author=_string(str(tree.xpath("string(//meta[@name='author']/@content)"))),
        family=_string(family),
        header=_inline(running["header"]),
        footer=_inline(re.sub(r"\s*sur\s*$", " ", running["footer"])),
    )
    return head + "".join(_content(article))


def _text(element: Any) -> str:
    return " ".join(element.text_content().split()) if element is not None else ""


def _string(text: str) -> str:
    """Write a text as a string of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _inline(text: str) -> str:
    """Write a text in the flow, whatever its characters; white space is folded."""
    folded = re.sub(r"[ \t\n]+", " ", text)
    return f"#{_string(folded)};" if folded.strip() else folded


def _content(element: Any) -> Iterator[str]:
    """Write what an element holds."""
    yield _inline(element.text or "")
    for child in element:
        yield "".join(_element(child))
        yield _inline(child.tail or "")


def _element(element: Any) -> Iterator[str]:
    tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if tag in ("header", "footer", "style", ""):
        return
    inside = "".join(_content(element)).strip()
    if tag in _HEADINGS:
        yield f"\n\n#heading(level: {_HEADINGS[tag]})[{inside}]\n\n"
    elif tag in _WRAPPED:
        yield f"#{_WRAPPED[tag]}[{inside}]"
    elif tag == "br":
        yield "#linebreak();"
    elif tag in ("ul", "ol"):
        items = ", ".join(f"[{''.join(_content(item)).strip()}]" for item in element if item.tag == "li")
        yield f"\n\n#{'list' if tag == 'ul' else 'enum'}({items})\n\n"
    elif tag == "table":
        yield from _table(element)
    elif tag == "svg":
        drawing = etree.tostring(element, encoding="unicode", with_tail=False)
        alternative = json.dumps(_text(element)[:200], ensure_ascii=False)
        yield f'\n\n#image(bytes({_string(drawing)}), format: "svg", width: 100%, alt: {alternative})\n\n'
    elif tag in _BLOCKS:
        yield f"\n\n{inside}\n\n"
    else:
        yield inside


def _table(element: Any) -> Iterator[str]:
    """Write a table, its caption before it; the rows of its head are repeated."""
    for caption in element.iter("caption"):
        yield f"\n\n{''.join(_content(caption)).strip()}\n\n"
    rows = list(element.iter("tr"))
    columns = max((sum(int(cell.get("colspan", 1)) for cell in row) for row in rows), default=1)
    head = [row for row in rows if row.getparent().tag == "thead"]
    cells = [f"table.header({', '.join(cell for row in head for cell in _cells(row, columns))})"] if head else []
    cells += [cell for row in rows if row not in head for cell in _cells(row, columns)]
    yield f"\n\n#table(columns: {columns}, {', '.join(cells)})\n\n"


def _cells(row: Any, columns: int) -> Iterator[str]:
    """Write the cells of a row, and those that it lacks."""
    filled = 0
    for cell in row:
        span = int(cell.get("colspan", 1))
        filled += span
        yield f"table.cell(colspan: {span})[{''.join(_content(cell)).strip()}]"
    yield from ["[]"] * (columns - filled)
