"""The text of every document of every sample, kept under ``goldens`` so that a change of words is seen in the diff.

``make goldens`` (``python tests/golden.py``) writes them again; ``test_goldens.py`` compares. The text is that of the
HTML, which ``test_documents.py`` holds against Word and PDF. One line for a block, rows of tables on one line: ``#``
opens a heading, ``-`` or a number an item, ``|`` parts cells. Non-breaking spaces are kept: they are part of the text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

GOLDENS = Path(__file__).resolve().parent / "goldens"

_FINGERPRINT = re.compile(r"empreinte\s[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}")
"""What changes with any template: it is no text to review."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HOLDERS = ("article", "section", "div", "ul", "ol", "blockquote", "figure")


def golden(sample: str, document: str) -> Path:
    """Where the text of a document of a sample is kept."""
    return GOLDENS / sample / f"{document}.txt"


def golden_text(content: bytes) -> str:
    """Give the text of an HTML document, one line for each block."""
    body = html.fromstring(content.decode()).find(".//article")
    assert body is not None
    lines = (re.sub("[ \t\r\n]+", " ", line).strip(" ") for line in _blocks(body))
    return "".join(f"{_FINGERPRINT.sub('empreinte …', line)}\n" for line in lines if line)


def _blocks(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag, kind = str(child.tag), child.get("class", "")
        if tag in ("header", "footer"):
            yield f"[{'en-tête' if tag == 'header' else 'pied'}] {_text(child)}"
        elif tag in _HEADINGS:
            yield f"{'#' * int(tag[1])} {_text(child)}"
        elif tag == "table" or kind in ("cartouche", "signatures"):
            yield from _table(child)
        elif tag == "li":
            rank = f"{1 + len(list(child.itersiblings('li', preceding=True)))}." if element.tag == "ol" else "-"
            yield from _item(child, rank)
        elif tag in _HOLDERS:
            yield from _blocks(child)
        elif tag == "svg":
            yield f"[graphique] {' '.join(map(str, child.itertext()))}"
        else:
            yield f"> {_text(child)}" if kind == "encadre" else _text(child)


def _item(item: etree._Element, mark: str) -> Iterator[str]:
    """Write an item, and what it holds after its own words."""
    held = [child for child in item if child.tag in (*_HOLDERS, "p", "table")]
    own = (item.text or "") + "".join(_text(child) + (child.tail or "") for child in item if child not in held)
    yield f"{mark} {own}"
    for child in held:
        yield from _blocks(child) if child.tag in _HOLDERS else [_text(child)]


def _table(table: etree._Element) -> Iterator[str]:
    for caption in table.iter("caption"):
        yield f"[tableau] {_text(caption)}"
    for row in (part for part in table.iter() if part.tag == "tr" or "rangee" in str(part.get("class", "")).split()):
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(cell: etree._Element) -> str:
    parts = [child for child in cell if child.tag in ("p", "ul", "ol")]
    return " / ".join(filter(None, map(_text, parts))) if parts else _text(cell)


def _text(element: etree._Element) -> str:
    """Give the words of an element on one line; a line break parts words, a picture is what it says."""
    if element.tag == "br":
        return " / "
    if element.tag == "img":
        return f"[image] {element.get('alt')}"
    own = element.text or ""
    written = own + "".join(_text(child) + (child.tail or "") for child in element)
    return re.sub("[ \t\r\n]+", " ", written).strip(" ") if element.tag not in _INLINE else written


_INLINE = ("strong", "em", "a", "span", "sup", "code", "wbr")


def main() -> None:
    """Write the text of every document of every sample, and take away what no document gives any more."""
    from rendered import CASES, Rendered

    rendered, written = Rendered(), set()
    for sample, document in (case.values for case in CASES):
        path, text = golden(str(sample), str(document)), golden_text(rendered(str(sample), str(document), "html"))
        written.add(path)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(GOLDENS)}\n")
    for path in set(GOLDENS.rglob("*.txt")) - written:
        path.unlink()


if __name__ == "__main__":
    main()
