"""What a Markdown text is made of, once read: blocks that hold inlines.

Every value is frozen and holds only strings, integers and tuples of others, so a tree may be shared between threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Alignment = Literal["gauche", "centre", "droite"]


@dataclass(frozen=True, slots=True)
class Text:
    """Characters printed as they are."""

    content: str


@dataclass(frozen=True, slots=True)
class Code:
    """Characters printed as they are and never corrected by a spelling checker."""

    content: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A new line inside a paragraph, asked for by two spaces or a backslash at the end of a line."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Italics."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an address that has been allowed: http, https or mailto. ``title`` is the tooltip, often empty."""

    url: str
    title: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` counts from 1 and never skips one, whatever the number of ``#`` in the source."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list with bullets: one tuple of blocks an item. A tight list has no blank line between its items."""

    items: tuple[tuple[Block, ...], ...]
    tight: bool


@dataclass(frozen=True, slots=True)
class OrderedList:
    """A numbered list; ``start`` is the number of its first item."""

    items: tuple[tuple[Block, ...], ...]
    tight: bool
    start: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    children: tuple[Inline, ...]
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one heading row, then rows of as many cells."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation, set apart."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines printed as they are, their leading spaces kept."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""


Inline: TypeAlias = Text | Code | LineBreak | Emphasis | Strong | Link
Block: TypeAlias = Paragraph | Heading | BulletList | OrderedList | Table | Quote | CodeBlock | Rule


def text_of(blocks: Iterable[Block]) -> str:
    """Return what a reader sees: one line a block, an item or a row, cells apart by tabs, numbers included."""
    return "\n".join(_lines(blocks))


def inline_text(children: Iterable[Inline]) -> str:
    """Return the characters of inlines, with a new line for each line break."""
    parts: list[str] = []
    for child in children:
        match child:
            case Text(content) | Code(content):
                parts.append(content)
            case LineBreak():
                parts.append("\n")
            case Emphasis(children=inner) | Strong(children=inner) | Link(children=inner):
                parts.append(inline_text(inner))
    return "".join(parts)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines that ``text_of`` joins."""
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield inline_text(children)
            case BulletList(items):
                yield from (line for item in items for line in _lines(item))
            case OrderedList(items, _, start):
                yield from (f"{number}.\t{text_of(item)}" for number, item in enumerate(items, start))
            case Table(header, rows):
                yield from ("\t".join(inline_text(cell.children) for cell in row) for row in (header, *rows))
            case Quote(inner):
                yield from _lines(inner)
            case CodeBlock(lines):
                yield from lines
            case Rule():
                pass
