"""From a part of a Word file to Jinja source, with the place of each tag and what surrounds what it prints.

In the source the code of each tag is on a line of its own: the line is the tag's number, so that any failure, of Jinja
or of a value, leads back to the tag without a cost to the render. Jinja's delimiters are control characters, so no
static text can be taken for a tag. Long stretches of markup are put aside while Jinja reads the source, since it looks
for its tags a character at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cllaj_docs.rendering.word.breaks import break_text, has_breaks
from cllaj_docs.rendering.word.cells import is_instruction, prepare_cells
from cllaj_docs.rendering.word.dashes import join_texts
from cllaj_docs.rendering.word.environment import BLOCK, COMMENT, VARIABLE
from cllaj_docs.rendering.word.escaping import escape_attribute, escape_text
from cllaj_docs.rendering.word.gathering import gather
from cllaj_docs.rendering.word.levels import has_level, raise_levels, split_runs, without_section
from cllaj_docs.rendering.word.markup import (
    DECLARATION,
    End,
    Marker,
    Start,
    Text,
    Token,
    end_of,
    is_start,
    parse,
    write,
)
from cllaj_docs.rendering.word.spots import (
    ATTRIBUTE,
    COLOUR,
    FIELD,
    IDENTIFIER,
    NAMESPACES,
    NUMBER,
    PARAGRAPH,
    PLAIN,
    RAW,
    RUN,
    TEXT,
    WORD_NAMESPACE,
    Place,
    Spot,
)
from cllaj_docs.rendering.word.statements import check_statements
from cllaj_docs.rendering.word.structure import mark_structure
from cllaj_docs.rendering.word.tags import Tag

_KINDS = {"r": RUN, "p": PARAGRAPH, "tr": RAW, "tc": RAW}
_ATTRIBUTES = {("w:gridSpan", "w:val"): NUMBER, ("w:shd", "w:fill"): COLOUR}
_FOLD = "\x04"
_FOLDED = re.compile(f"{_FOLD}([0-9]+){_FOLD}")
_LONG_ENOUGH_TO_FOLD = 32
_OPENED_AGAIN = frozenset({"w:hyperlink", "w:ins", "w:smartTag", "w:r"})


_STEPS: tuple[tuple[Callable[[list[Token]], list[Token]], Callable[[Tag], bool]], ...] = (
    (join_texts, lambda tag: bool(tag.dash_before or tag.dash_after)),
    (split_runs, lambda tag: tag.level == "r"),
    (prepare_cells, is_instruction),
    (raise_levels, has_level),
)
"""What moves tags, in order, each with the tags that it is for: without one, it has nothing to do."""


class PreparedPart(NamedTuple):
    """A part made ready for Jinja: its name, its source, and the spot of each line that holds a tag.

    ``folded`` are the stretches of markup that its source names by their ranks (``unfold``).
    """

    name: str
    source: str
    folded: tuple[str, ...]
    spots: dict[int, Spot]

    def unfold(self, text: str) -> str:
        """Put the markup that was put aside back in a text of the source."""
        return _FOLDED.sub(lambda found: self.folded[int(found[1])], text)

    def holds(self, mark: str) -> bool:
        """Whether a mark stands in the part."""
        return any(mark in text for text in (self.source, *self.folded))


def prepare(content: bytes, name: str) -> PreparedPart | None:
    """Prepare a part, or return ``None`` when nothing in it depends on data. Raises ``TemplateError``."""
    tokens = parse(content, name)
    gathered = gather(tokens, name)
    if gathered is tokens and not any(map(_is_alive, tokens)) and not any(map(_is_broken, tokens, tokens[1:])):
        return None
    check_statements(_all_tags(gathered))
    return prepare_tokens(gathered, name)


def prepare_tokens(gathered: list[Token], name: str) -> PreparedPart:
    """Prepare a part whose tags are gathered. Raises ``TemplateError`` on a tag that its place does not allow."""
    tags = [token for token in gathered if isinstance(token, Tag)]
    tokens = gathered
    for step, is_meant in _STEPS:
        if any(map(is_meant, tags)):
            tokens = step(tokens)
    tokens = mark_structure(tokens)
    _declare_namespaces(tokens)
    writer = _Writer(tokens)
    writer.write()
    return PreparedPart(name, DECLARATION + "".join(writer.parts), tuple(writer.folded), writer.spots)


def _is_alive(token: Token) -> bool:
    """Whether a token depends on data, or on its neighbours: the number of a drawing does."""
    if isinstance(token, Start):
        return token.name == "wp:docPr" or any(isinstance(value, tuple) for value in token.attributes.values())
    return isinstance(token, Tag)


def _is_broken(token: Token, following: Token) -> bool:
    """Whether a text holds line breaks or tabs as characters, which become Word's own."""
    return is_start(token, "w:t") and isinstance(following, Text) and has_breaks(following.content)


def _all_tags(tokens: Iterable[Token]) -> Iterator[Tag]:
    """Give the tags of a part in order, those of attributes too; without comments and the instructions of cells."""
    for token in tokens:
        if isinstance(token, Start):
            for value in token.attributes.values():
                if isinstance(value, tuple):
                    yield from (piece for piece in value if isinstance(piece, Tag) and piece.delimiter != "{#")
        elif isinstance(token, Tag) and token.delimiter != "{#" and not is_instruction(token):
            yield token


def _declare_namespaces(tokens: Sequence[Token]) -> None:
    root = tokens[0]
    if isinstance(root, Start) and root.attributes.get("xmlns:w") == WORD_NAMESPACE:
        root.attributes = {**NAMESPACES, **root.attributes}


class _Writer:
    """Write tokens as Jinja source, keeping track of the paragraph, the run, and the elements in between."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.parts: list[str] = []
        self.folded: list[str] = []
        self.spots: dict[int, Spot] = {}
        self._tokens = tokens
        self._static: list[str] = []  # what was written since the last tag
        self._line = DECLARATION.count("\n") + 1
        self._open: list[str] = []
        self._paragraphs: list[tuple[int, int]] = []  # depth, and rank of the start tag
        self._runs: list[int] = []  # rank of the start tag
        self._chain: list[str | None] = []  # the start tag of each open element, None when it cannot be repeated

    def write(self) -> None:
        """Write all the tokens."""
        tokens = self._tokens
        index, count = 0, len(tokens)
        while index < count:
            token = tokens[index]
            if isinstance(token, Start):
                following = tokens[index + 1] if index + 1 < count else None
                if isinstance(following, End):
                    self._start(token, index, "/>")
                    self._leave(token.name)
                    index += 1
                else:
                    self._start(token, index, ">")
            elif isinstance(token, End):
                self._static.append(f"</{token.name}>")
                self._leave(token.name)
            elif isinstance(token, Text):
                self._static.append(self._text(token))
            elif isinstance(token, Marker):
                self._static.append(token.character)
            else:
                self._tag(token, self._level_spot(token) if token.level else self._spot(token.place))
            index += 1
        self._end_static()

    def _text(self, token: Text) -> str:
        """Write static text; its line breaks and tabs too become Word's own, as docxtpl writes them."""
        text = escape_text(token.content)
        if has_breaks(text) and self._open[-1:] == ["w:t"]:
            spot = self._spot(Place("", None, "", ""))
            if spot.kind == TEXT:
                return break_text(text, spot.run_properties, spot.paragraph_properties, spot.opening, spot.closing)
        return text

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self._line += text.count("\n")

    def _end_static(self) -> None:
        """Write what is static since the last tag, its markup put aside from the first ``<`` to the last ``>``.

        What a dash of Jinja may take, the white space at its ends, stays in the source.
        """
        text = "".join(self._static)
        self._static.clear()
        start, end = text.find("<"), text.rfind(">") + 1
        if 0 <= start < end - _LONG_ENOUGH_TO_FOLD:
            self._add(f"{text[:start]}{_FOLD}{len(self.folded)}{_FOLD}{text[end:]}")
            self.folded.append(text[start:end])
        else:
            self._add(text)

    def _start(self, token: Start, index: int, end: str) -> None:
        name = token.name
        if name == "w:p":
            self._paragraphs.append((len(self._open), index))
        elif name == "w:r":
            self._runs.append(index)
        attributes = token.attributes
        if name == "w:t" and _bears_tag(self._tokens, index):
            attributes = {**attributes, "xml:space": "preserve"}
        written = None if name == "wp:docPr" else _start_tag(name, attributes)
        if written is None:
            self._attributes(name, attributes)
        else:
            self._static.append(written)
        self._static.append(end)
        self._open.append(name)
        self._chain.append(f"{written}>" if written is not None and name in _OPENED_AGAIN else None)

    def _attributes(self, name: str, attributes: Mapping[str, str | tuple[str | Tag, ...]]) -> None:
        """Write the start of an element whose attributes depend on data."""
        self._static.append(f"<{name}")
        for key, value in attributes.items():
            self._static.append(f' {key}="')
            if name == "wp:docPr" and key == "id":
                self._static.append(IDENTIFIER)
            elif isinstance(value, str):
                self._static.append(escape_attribute(value))
            else:
                self._attribute(value, _ATTRIBUTES.get((name, key), ATTRIBUTE))
            self._static.append('"')

    def _leave(self, name: str) -> None:
        self._open.pop()
        self._chain.pop()
        if name == "w:p":
            self._paragraphs.pop()
        elif name == "w:r":
            self._runs.pop()

    def _attribute(self, pieces: Iterable[str | Tag], kind: int) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                self._static.append(escape_attribute(piece))
            else:
                self._tag(piece, Spot(piece.place, kind))

    def _tag(self, tag: Tag, spot: Spot) -> None:
        self._end_static()
        if tag.delimiter == "{#":
            self._add(f"{COMMENT[0]}{tag.dash_before} {tag.dash_after}{COMMENT[1]}")
            return
        opening, closing = VARIABLE if tag.delimiter == "{{" else BLOCK
        self._add(f"{opening}{tag.dash_before}\n")
        self.spots[self._line] = spot
        self._add(f"{tag.code} {tag.dash_after}{closing}")

    def _level_spot(self, tag: Tag) -> Spot:
        """Tell what a tag that stands in place of an element prints into."""
        if tag.level == "r" and self._paragraphs:
            between = slice(self._paragraphs[-1][0] + 1, None)
            return Spot(tag.place, RUN, tag.run_properties, self._paragraph(), *self._around(between))
        paragraph = tag.paragraph_properties if tag.level == "p" else self._paragraph()
        return Spot(tag.place, _KINDS[tag.level], tag.run_properties, paragraph, "")

    def _spot(self, place: Place) -> Spot:
        """Tell what a tag that stands here, among elements or in a text, prints into."""
        inside = self._open[-1] if self._open else ""
        if inside == "w:instrText":
            return Spot(place, FIELD)
        if inside != "w:t" or not self._runs or not self._paragraphs:
            return Spot(place, PLAIN)
        run = _properties(self._tokens, self._runs[-1], "w:rPr")
        opening, closing = self._around(slice(self._paragraphs[-1][0] + 1, -1))
        if not closing:
            opening = None
        return Spot(place, TEXT, run, self._paragraph(), None if opening is None else opening + run, closing)

    def _around(self, elements: slice) -> tuple[str | None, str]:
        """Return what opens and what closes some of the open elements; ``None`` when one cannot be opened again."""
        chain = [start for start in self._chain[elements] if start is not None]
        if len(chain) < len(self._chain[elements]):
            return None, ""
        return "".join(chain), "".join(f"</{name}>" for name in reversed(self._open[elements]))

    def _paragraph(self) -> str:
        return _properties(self._tokens, self._paragraphs[-1][1], "w:pPr") if self._paragraphs else ""


def _start_tag(name: str, attributes: Mapping[str, str | tuple[str | Tag, ...]]) -> str | None:
    """Write a start tag but for its end, or return ``None`` when an attribute depends on data."""
    if not attributes:
        return f"<{name}"
    written = [f"<{name}"]
    for key, value in attributes.items():
        if not isinstance(value, str):
            return None
        written.append(f'{key}="{escape_attribute(value)}"')
    return " ".join(written)


def _properties(tokens: Sequence[Token], index: int, name: str) -> str:
    """Return the properties that follow a start tag, as XML: what a value that is cut in several repeats."""
    if index + 1 >= len(tokens) or not is_start(tokens[index + 1], name):
        return ""
    properties = tokens[index + 1 : end_of(tokens, index + 1) + 1]
    return write(without_section(properties)) or ""


def _bears_tag(tokens: Sequence[Token], index: int) -> bool:
    """Whether the text that starts at ``index`` holds a tag."""
    while not isinstance(tokens[index], (Tag, End)):
        index += 1
    return isinstance(tokens[index], Tag)
