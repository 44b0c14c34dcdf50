"""The text of a document as a reader finds it, block by block, whatever its format. White space is folded."""

from __future__ import annotations

import io
import re
import zipfile

import pypdfium2
from lxml import etree, html

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "caption", "figcaption")


def fold(text: str) -> str:
    """Fold every kind of space to one ordinary space."""
    return " ".join(text.split())


def squeeze(text: str) -> str:
    """Drop spaces and hyphens: what a PDF gives of them depends on its lines (a hyphen that ends one is dropped)."""
    return re.sub("[\\s\u00ad\ufffe\x02-]", "", text)


def html_blocks(content: bytes) -> list[str]:
    """Give the text of each block of the body, in reading order, without the running header and footer."""
    tree = html.fromstring(content.decode())
    body = tree.find(".//article")
    assert body is not None
    texts: list[str] = []
    rest = _gather(body, "", texts)
    return [text for text in map(fold, [*texts, rest]) if text]


def _gather(element: etree._Element, open_text: str, texts: list[str]) -> str:
    """Add the text of an element to ``open_text``; a block closes what was open before it, and what it holds."""
    if element.tag in ("header", "footer", "svg"):
        return open_text
    block = element.tag in _BLOCKS
    if block:
        texts.append(open_text)
        open_text = ""
    open_text += " " if element.tag == "br" else element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            open_text = _gather(child, open_text, texts)
        open_text += child.tail or ""
    if block:
        texts.append(open_text)
        return ""
    return open_text


def docx_blocks(content: bytes) -> list[str]:
    """Give the text of each paragraph of the body, tables included, in reading order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    texts = (fold(_paragraph(paragraph)) for paragraph in root.iter(f"{W}p"))
    return [text for text in texts if text]


def part_text(content: bytes) -> str:
    """Give the text of another part, a header or a footer, on one line."""
    return fold(" ".join(map(_paragraph, etree.fromstring(content).iter(f"{W}p"))))


def _paragraph(paragraph: etree._Element) -> str:
    nodes = paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
    return "".join((node.text or "") if node.tag == f"{W}t" else " " for node in nodes)


def pdf_pages(content: bytes) -> list[str]:
    """Give the text of each page."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [str(page.get_textpage().get_text_bounded()) for page in document]
    finally:
        document.close()


def pdf_text(content: bytes) -> str:
    """Give the text of all pages, one after the other."""
    return "\n".join(pdf_pages(content))


def without_rank(text: str) -> str:
    """Drop the rank that opens an item of an ordered list: Word writes it in the text, HTML does not."""
    return re.sub(r"^\d+\. ", "", text)
