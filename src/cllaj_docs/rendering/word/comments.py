"""Notes in the margin of a Word file, as its reader would write them: one comment beside each paragraph noted.

Nothing else of the file changes. Word has comments in the body only: a note on a header stands beside its first
paragraph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cllaj_docs.rendering.word.additions import Additions
from cllaj_docs.rendering.word.archive import pack, write_archive, write_prefix
from cllaj_docs.rendering.word.escaping import escape_attribute, escape_text
from cllaj_docs.rendering.word.markup import DECLARATION, End, Start, Token, end_of, is_start, parse, write
from cllaj_docs.rendering.word.package import CONTENT_TYPES, read_package
from cllaj_docs.rendering.word.spots import WORD_NAMESPACE

_EMPTY = f'<w:comments xmlns:w="{WORD_NAMESPACE}"/>'
_IDENTIFIER = re.compile(rb'<w:comment\b[^>]*\bw:id="(\d{1,9})"')
_TAG = re.compile(r"\{[{%#](?:p|tr|tc|r)?\s*(.*?)\s*[}%#]\}")
_XML_CANNOT_HOLD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Note:
    """What a comment says, line by line, beside the paragraph of a rank from 1 (``None``: the first of all)."""

    rank: int | None
    lines: tuple[str, ...]


def comment(content: bytes, notes: Sequence[Note], author: str) -> bytes:
    """Return a copy of a Word file with notes in its margin. Raises ``TemplateError`` when it is no Word file."""
    package = read_package(content)
    additions = Additions(package)
    part = additions.own_part("comments", _EMPTY)
    taken = [int(number) for number in _IDENTIFIER.findall(additions.content(part))]
    numbered = list(enumerate(notes, start=max(taken, default=-1) + 1))
    additions.insert(part, "".join(_write_comment(number, note, author) for number, note in numbered))
    anchors: dict[int, list[int]] = defaultdict(list)
    for number, note in numbered:
        anchors[note.rank or 1].append(number)
    body = _anchored(parse(package.contents[package.main], package.main), anchors)
    changed = additions.apply({package.main: (DECLARATION + (write(body) or "")).encode()})
    members = {name: member for name, member in package.members.items() if name not in changed}
    packed = {**members, **{name: pack(name, new) for name, new in changed.items()}}
    return write_archive(write_prefix([packed.pop(CONTENT_TYPES)]), packed.values())


def _write_comment(number: int, note: Note, author: str) -> str:
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape_text(_plain(line))}</w:t></w:r></w:p>' for line in note.lines
    )
    named = f'w:author="{escape_attribute(author)}" w:initials="{escape_attribute(author[:1].upper())}"'
    return f'<w:comment w:id="{number}" {named}>{paragraphs or "<w:p/>"}</w:comment>'


def _plain(text: str) -> str:
    """Write tags without their braces: in a template, even a comment that held one would be read as a tag."""
    return _XML_CANNOT_HOLD.sub("\ufffd", _TAG.sub(r"\1", text).replace("{", "").replace("}", ""))


def _anchored(tokens: Sequence[Token], anchors: dict[int, list[int]]) -> list[Token]:
    """Put the ends of comments around the content of their paragraphs; those of no paragraph go to the last."""
    starts = [index for index, token in enumerate(tokens) if is_start(token, "w:p")]
    before: dict[int, list[Token]] = defaultdict(list)
    for rank, numbers in anchors.items():
        start = starts[min(rank, len(starts)) - 1]
        end = end_of(tokens, start)
        first = start + 1
        if is_start(tokens[first], "w:pPr"):
            first = end_of(tokens, first) + 1
        before[first] += (token for number in numbers for token in _empty("w:commentRangeStart", number))
        before[end] += (token for number in numbers for token in _reference(number))
    out: list[Token] = []
    for index, token in enumerate(tokens):
        out += before.get(index, ())
        out.append(token)
    return out


def _empty(name: str, number: int) -> Iterable[Token]:
    return (Start(name, {"w:id": str(number)}), End(name))


def _reference(number: int) -> Iterable[Token]:
    run = (Start("w:r", {}), *_empty("w:commentReference", number), End("w:r"))
    return (*_empty("w:commentRangeEnd", number), *run)
