"""The styles and lists of a Word file, as far as bringing those of another into it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cllaj_docs.rendering.word.markup import Start, Token, children, parse

_LONGEST_NUMBER = 9  # digits
_KEPT = 32
"""Parts remembered once read: a campaign uses the same few again and again."""


@dataclass(frozen=True, slots=True)
class Styles:
    """Styles by identifier, as tokens; and their identifiers by kind and name, which is how Word tells them apart."""

    tokens: Mapping[str, Sequence[Token]]
    identifiers: Mapping[tuple[str, str], str]
    keys: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Numbering:
    """Lists by identifier, as tokens: the abstract ones, and those that paragraphs name."""

    abstracts: Mapping[int, Sequence[Token]]
    lists: Mapping[int, Sequence[Token]]


@lru_cache(maxsize=_KEPT)
def read_styles(content: bytes) -> Styles:
    """Read a styles part."""
    tokens: dict[str, Sequence[Token]] = {}
    identifiers: dict[tuple[str, str], str] = {}
    for child in children(parse(content, "word/styles.xml")[1:-1]):
        start = child[0]
        if isinstance(start, Start) and start.name == "w:style":
            identifier = text_of(start, "w:styleId")
            name = next((text_of(t, "w:val") for t in child if isinstance(t, Start) and t.name == "w:name"), identifier)
            tokens[identifier] = child
            identifiers.setdefault((text_of(start, "w:type"), name.lower()), identifier)
    return Styles(tokens, identifiers, {identifier: key for key, identifier in identifiers.items()})


@lru_cache(maxsize=_KEPT)
def read_numbering(content: bytes) -> Numbering:
    """Read a numbering part."""
    abstracts: dict[int, Sequence[Token]] = {}
    lists: dict[int, Sequence[Token]] = {}
    for child in children(parse(content, "word/numbering.xml")[1:-1]):
        start = child[0]
        if isinstance(start, Start) and start.name == "w:abstractNum":
            abstracts[number_of(start, "w:abstractNumId")] = child
        elif isinstance(start, Start) and start.name == "w:num":
            lists[number_of(start, "w:numId")] = child
    return Numbering(abstracts, lists)


@lru_cache(maxsize=_KEPT)
def read_notes(content: bytes) -> Mapping[str, Sequence[Token]]:
    """Read a part of footnotes or endnotes: notes by identifier, as tokens."""
    notes = {}
    for child in children(parse(content, "word/footnotes.xml")[1:-1]):
        start = child[0]
        if isinstance(start, Start):
            notes[text_of(start, "w:id")] = child
    return notes


def number_of(start: Start, attribute: str) -> int:
    """Return a number among the attributes of an element, 0 when it is none."""
    text = text_of(start, attribute)
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


def text_of(start: Start, attribute: str) -> str:
    """Return an attribute of an element, ``""`` when it has none."""
    value = start.attributes.get(attribute, "")
    return value if isinstance(value, str) else ""
