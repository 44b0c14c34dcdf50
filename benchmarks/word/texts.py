"""What a Word document says, and whether that is right: an engine that drops a value is not fast, it has failed."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Sequence

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_READ = re.compile(r"word/(document|header\d*|footer\d*)\.xml", re.ASCII)
_WHITE = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}


def read_texts(content: bytes) -> tuple[str, ...]:
    """Give the text of each paragraph that has some: body, then footers and headers by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(name for name in archive.namelist() if _READ.fullmatch(name))
        roots = [etree.fromstring(archive.read(name)) for name in names]
    paragraphs = (_text(paragraph) for root in roots for paragraph in root.iter(f"{W}p"))
    return tuple(text for text in paragraphs if text)


def find_difference(expected: Sequence[str], found: Sequence[str]) -> str | None:
    """Word the first paragraph that differs, in French; ``None`` when the two documents say the same."""
    for rank, (right, text) in enumerate(itertools.zip_longest(expected, found), start=1):
        if right != text:
            return f"paragraphe {rank}, attendu {_quote(right)}, obtenu {_quote(text)}"
    return None


def _text(paragraph: etree._Element) -> str:
    nodes = paragraph.iter(f"{W}t", *_WHITE)
    return "".join(_WHITE.get(str(node.tag), node.text or "") for node in nodes).strip()


def _quote(text: str | None, width: int = 48) -> str:
    if text is None:
        return "rien"
    return f"«\u00a0{text if len(text) <= width else text[:width] + '…'}\u00a0»"
