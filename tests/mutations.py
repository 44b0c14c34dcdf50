"""Templates broken on purpose: each variable misspelt in turn, each filter renamed, each value of a choice misspelt,
each end of a block taken out. A mutation knows where the checker should find it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal

Kind = Literal["variable", "filter", "choice", "end"]

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_STRING = r""""[^"]*"|'[^']*'"""
_TOKEN = re.compile(rf"&\w+;|(?P<string>{_STRING})|(?P<name>[^\W\d]\w*)|(?P<other>[^\w\s])")
_WORDS = frozenset(
    {
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "elif",
        "else",
        "for",
        "set",
        "endif",
        "endfor",
        "include",
        "none",
        "p",
        "tr",
    }
    | {"tc", "r", "true", "false"}
)
_ENDS = re.compile(r"\{%-?(?:p|tr|tc|r)?\s*(endif|endfor)\s*-?%\}")


@dataclass(frozen=True)
class Mutation:
    """A change of a text: ``start:end`` becomes ``written``; ``what`` is what was there."""

    kind: Kind
    start: int
    end: int
    written: str
    what: str

    def apply(self, text: str) -> str:
        return text[: self.start] + self.written + text[self.end :]


def mutations(text: str) -> Iterator[Mutation]:
    """Every mutation of a source: HTML, or the XML of a Word part."""
    for tag in _TAG.finditer(text):
        if _ENDS.fullmatch(tag[0]):
            yield Mutation("end", tag.start(), tag.end(), "", tag[0])
        else:
            yield from _in_tag(tag[0], tag.start())


def _in_tag(tag: str, offset: int) -> Iterator[Mutation]:
    before = ""
    skipped = _defined(tag)
    compares = "==" in tag or "!=" in tag
    for token in _TOKEN.finditer(tag):
        start, end = offset + token.start(), offset + token.end()
        if token["string"] and compares:
            yield Mutation("choice", start, end, token[0][:-2] + token[0][-2] * 2 + token[0][-1], token[0])
        elif token["name"] and token["name"] not in _WORDS:
            if before == "|":
                yield Mutation("filter", start, end, _misspelt(token[0]), token[0])
            elif token.start() not in skipped and not re.match(r"\s*=[^=]", tag[token.end() :]):
                yield Mutation("variable", start, end, _misspelt(token[0]), token[0])
        before = token[0]


def _defined(tag: str) -> set[int]:
    """Where the names that a tag gives stand: they are written, not read."""
    found = re.search(r"\bfor\s+([\w\s,]+?)\s+in\b", tag) or re.search(r"\bset\s+(\w+)\s*=", tag)
    return {found.start(1) + match.start() for match in re.finditer(r"\w+", found[1])} if found else set()


def _misspelt(name: str) -> str:
    """Swap two letters, as a hand does; double one when they are the same, or when the name is too short."""
    for rank in range(len(name) - 1, 0, -1):
        if name[rank] != name[rank - 1] and len(name) > 2:
            return name[: rank - 1] + name[rank] + name[rank - 1] + name[rank + 1 :]
    return name + name[-1]


# --- Word files


def parts_with_tags(content: bytes) -> list[str]:
    """The parts of a Word file that bear tags."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [name for name in archive.namelist() if name.endswith(".xml") and b"{" in archive.read(name)]


def read_part(content: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part).decode()


def with_part(content: bytes, part: str, xml: str) -> bytes:
    """A Word file with another part in place of one."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as written:
        for name in archive.namelist():
            written.writestr(name, xml if name == part else archive.read(name))
    return output.getvalue()


def paragraph_at(xml: str, position: int) -> int | None:
    """The rank, from 1, of the paragraph that a position stands in, ``None`` outside paragraphs."""
    opened: list[int] = []
    count = 0
    for found in re.finditer(r"<w:p(?:\s[^>]*)?>|<w:p(?:\s[^>]*)?/>|</w:p>", xml[:position]):
        if found[0] == "</w:p>":
            opened.pop()
        else:
            count += 1
            if not found[0].endswith("/>"):
                opened.append(count)
    return opened[-1] if opened else None


def opening_of(text: str, end: int) -> int:
    """Where the block starts whose end stands at a position: blocks of a sound template answer to one another."""
    opened: list[int] = []
    for tag in _TAG.finditer(text, 0, end):
        word = re.match(r"\{%-?(?:p|tr|tc|r)?\s*(\w+)", unescape(tag[0]))
        if word and word[1] in ("if", "for"):
            opened.append(tag.start())
        elif word and word[1] in ("endif", "endfor"):
            opened.pop()
    return opened[-1]
