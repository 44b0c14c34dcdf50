"""Finds the tags of a part, and gathers those that Word has cut over several runs.

What follows a cut tag joins the run in which the tag starts, as docxtpl does, whenever the XML in between can be taken
out whole; else each text stays in its run. Bookmarks and comment anchors in between are kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cllaj_docs.rendering.word.markup import End, Start, Text, Token, is_neutral
from cllaj_docs.rendering.word.spots import Place
from cllaj_docs.rendering.word.tags import OTHER_BREAK, PARAGRAPH_BREAK, Report, Tag, find_tags, refuse

CARRIERS = frozenset({"w:t", "w:instrText", "m:t", "a:t"})
"""The elements whose text Word cuts in several pieces as it likes."""

PRECIOUS = frozenset(
    {"w:drawing", "w:pict", "w:object", "w:tbl", "w:sectPr", "w:fldChar", "w:fldSimple"}
    | {"w:footnoteReference", "w:endnoteReference", "w:commentReference", "w:tc", "w:tr", "mc:AlternateContent"}
)
"""Elements that a tag never takes out by being cut around them."""

_ANCHORS = frozenset(
    {"w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:permStart", "w:permEnd"}
)
_BREAKS = frozenset({"w:br", "w:cr", "w:tab"})
REMOVED = frozenset({"w:del", "w:moveFrom"})
"""What a tracked change takes away: its text is no more part of the document, nor are its tags."""


class _Stream:
    """The text of all the elements of one name, in order: what a tag may be cut over.

    ``tokens`` are those of its pieces, -1 for a break.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.tokens: list[int] = []
        self.paragraphs: list[int] = []

    def add(self, piece: str, token: int, paragraph: int) -> None:
        self.pieces.append(piece)
        self.tokens.append(token)
        self.paragraphs.append(paragraph)


class _Edit(NamedTuple):
    """A tag that starts in a text token and ends in one: positions inside their texts."""

    first: int
    start: int
    last: int
    stop: int
    tag: Tag | Text | None


class _Texts:
    """What a first walk through a part reads; a paragraph is its rank, 0 outside paragraphs."""

    def __init__(self) -> None:
        self.streams: list[_Stream] = []
        self.paragraphs: list[list[str]] = [[]]
        self.attributes: list[tuple[Start, str, int]] = []


def gather(tokens: list[Token], part: str, report: Report = refuse) -> list[Token]:
    """Replace each tag of a part by one token; return the same list when there is none in its texts, nor an escape.

    Reports a tag that does not end.
    """
    texts = _walk(tokens)
    for start, name, paragraph in texts.attributes:
        start.attributes[name] = _split_attribute(str(start.attributes[name]), texts, part, paragraph, report)
    edits = [edit for stream in texts.streams for edit in _find(stream, texts, part, report)]
    if not edits:
        return tokens
    edits.sort(key=lambda edit: (edit.first, edit.start))
    return _drop_anchors_after_runs(_apply(tokens, edits))


def _walk(tokens: Sequence[Token]) -> _Texts:  # noqa: C901 - one walk
    """Read the texts of a part, by stream, and the attributes that bear tags."""
    texts = _Texts()
    carried = {name: _Stream() for name in CARRIERS}
    elements: list[str] = [""]
    paragraphs = [0]
    removed = 0
    for index, token in enumerate(tokens):
        if isinstance(token, End):
            name = elements.pop()
            if name == "w:p":
                paragraphs.pop()
                _break(carried, PARAGRAPH_BREAK)
            elif name in REMOVED:
                removed -= 1
        elif isinstance(token, Start):
            name = token.name
            elements.append(name)
            if name == "w:p":
                texts.paragraphs.append([])
                paragraphs.append(len(texts.paragraphs) - 1)
                _break(carried, PARAGRAPH_BREAK)
            elif name in _BREAKS:
                _break(carried, OTHER_BREAK)
            elif name in REMOVED:
                removed += 1
            for key, value in token.attributes.items():
                if "{" in value or "_}" in value:
                    texts.attributes.append((token, key, paragraphs[-1]))
        elif isinstance(token, Text) and not removed:
            _read(token, elements[-1], index, paragraphs[-1], texts, carried)
    texts.streams += carried.values()
    return texts


def _read(token: Text, element: str, index: int, paragraph: int, texts: _Texts, carried: Mapping[str, _Stream]) -> None:
    """Read a text: with those of its kind, or alone."""
    if element in CARRIERS:
        carried[element].add(token.content, index, paragraph)
        if element == "w:t":
            texts.paragraphs[paragraph].append(token.content)
    elif "{" in token.content or "_}" in token.content:
        alone = _Stream()
        alone.add(token.content, index, paragraph)
        texts.streams.append(alone)


def _break(carried: dict[str, _Stream], mark: str) -> None:
    """Cut the texts that have begun; two marks of one kind say no more than one."""
    for stream in carried.values():
        if stream.pieces and stream.pieces[-1] != mark:
            stream.add(mark, -1, 0)


def _place_at(texts: _Texts, part: str, paragraph_at: Callable[[int], int]) -> Callable[[int, str], Place]:
    def place_at(position: int, tag: str) -> Place:
        paragraph = paragraph_at(position)
        return Place(part, paragraph or None, "".join(texts.paragraphs[paragraph]) if paragraph else "", tag)

    return place_at


def _find(stream: _Stream, texts: _Texts, part: str, report: Report) -> Iterator[_Edit]:
    """Find the tags of a stream, as edits of the tokens."""
    text = "".join(stream.pieces)
    if "{" not in text and "_}" not in text:
        return
    starts, total = [], 0
    for piece in stream.pieces:
        starts.append(total)
        total += len(piece)

    def piece_at(position: int) -> int:
        return bisect_right(starts, position) - 1

    place_at = _place_at(texts, part, lambda position: stream.paragraphs[piece_at(position)])
    for found in find_tags(text, place_at, report):
        first, last = piece_at(found.start), piece_at(found.end - 1)
        tag = Text(found.tag) if isinstance(found.tag, str) else found.tag
        if isinstance(tag, Tag):
            tag.span = (stream.tokens[first], stream.tokens[last])
        yield _Edit(
            stream.tokens[first], found.start - starts[first], stream.tokens[last], found.end - starts[last], tag
        )


def _split_attribute(
    value: str, texts: _Texts, part: str, paragraph: int, report: Report
) -> str | tuple[str | Tag, ...]:
    """Cut the value of an attribute into texts and tags."""
    pieces: list[str | Tag] = []
    end = 0
    for found in find_tags(value, _place_at(texts, part, lambda _: paragraph), report):
        pieces += [value[end : found.start], *([found.tag] if found.tag else [])]
        end = found.end
    return (*pieces, value[end:]) if end else value


class _Anchors:
    """Anchors taken out of a tag: to be put back after its run. Lives only while tags are gathered."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens


def _apply(tokens: Sequence[Token], edits: Sequence[_Edit]) -> list[Token | _Anchors]:  # noqa: C901 - one walk
    """Put tags in place of the text that they are; ``edits`` are in order."""
    out: list[Token | _Anchors] = []
    index, offset = 0, 0

    def copy(until: int) -> None:
        """Copy what is left of the current token, and the tokens after it, up to one."""
        nonlocal index, offset
        if until > index:
            token = tokens[index]
            if offset and isinstance(token, Text):
                if token.content[offset:]:
                    out.append(Text(token.content[offset:]))
                index += 1
            out.extend(tokens[index:until])
            index, offset = until, 0

    for edit in edits:
        if (edit.first, edit.start) < (index, offset):
            continue  # inside what a tag before it has swallowed
        copy(edit.first)
        content = _content(tokens[edit.first])[offset : edit.start]
        if content:
            out.append(Text(content))
        if edit.tag is not None:
            out.append(edit.tag)
        if edit.last > edit.first:
            between = tokens[edit.first + 1 : edit.last]
            if is_neutral(between, PRECIOUS):
                out.append(_Anchors(_anchors(between)))
            else:
                out.extend(token for token in between if not isinstance(token, Text))
        index, offset = edit.last, edit.stop
    copy(len(tokens))
    return out


def _content(token: Token) -> str:
    return token.content if isinstance(token, Text) else ""


def _anchors(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if isinstance(token, Start | End) and token.name in _ANCHORS]


def _drop_anchors_after_runs(tokens: Sequence[Token | _Anchors]) -> list[Token]:
    """Put the anchors that were taken out of tags after the runs that hold these tags."""
    out: list[Token] = []
    waiting: list[Token] = []
    for token in tokens:
        if isinstance(token, _Anchors):
            waiting += token.tokens
        else:
            out.append(token)
            if waiting and isinstance(token, End) and token.name == "w:r":
                out += waiting
                waiting = []
    return out
