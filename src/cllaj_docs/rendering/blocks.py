"""What a document says, block by block, read back from its file: to hold two formats of it against each other."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HTML_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "li", "td", "th", "caption", "figcaption"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_SKIPPED = frozenset({"header", "footer", "svg", "style"})
_RANK = re.compile(r"\d+[.)] ")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or a cell: its text, white space folded. ``heading`` is known of HTML only."""

    text: str
    heading: bool = False

    @property
    def key(self) -> str:
        """What is compared: without the rank of a list, which Word may write, and whatever the apostrophes."""
        return _RANK.sub("", self.text, count=1).translate(_MARKS)


def word_blocks(content: bytes) -> list[Block]:
    """Give the paragraphs of the body of a Word file, those of its tables too, in reading order."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    texts = (" ".join(_word_text(paragraph).split()) for paragraph in root.iter(f"{_W}p"))
    return [Block(text) for text in texts if text]


def _word_text(paragraph: etree._Element) -> str:
    nodes = paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
    return "".join((node.text or "") if node.tag == f"{_W}t" else " " for node in nodes)


def html_blocks(page: str) -> list[Block]:
    """Give the blocks of the article of a page of ours, in reading order, without what runs on every page."""
    article = re.search(r"<article\b.*</article>", page, re.DOTALL)
    if article is None:
        return []
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(article[0].encode(), parser)
    blocks: list[Block] = []
    rest = _gather(root, "", blocks)
    return [block for block in (*blocks, Block(_folded(rest))) if block.text]


def _gather(element: etree._Element, opened: str, blocks: list[Block]) -> str:
    """Add the text of an element to what is open; a block closes what was open before it, and what it holds."""
    tag: object = element.tag  # a function, for a comment
    if tag in _SKIPPED or not isinstance(tag, str):
        return opened
    if tag in _HTML_BLOCKS:
        blocks.append(Block(_folded(opened)))
        opened = ""
    opened += " " if tag == "br" else element.text or ""
    for child in element:
        opened = _gather(child, opened, blocks) + (child.tail or "")
    if tag in _HTML_BLOCKS:
        blocks.append(Block(_folded(opened), heading=tag in _HEADINGS))
        return ""
    return opened


def _folded(text: str) -> str:
    return " ".join(text.split())


def sections(blocks: list[Block], titles: frozenset[str]) -> Iterator[tuple[str, Block]]:
    """Give each block with the heading that it stands under; ``titles`` are the keys of the headings."""
    title = ""
    for block in blocks:
        if block.key in titles:
            title = block.text
        yield title, block
