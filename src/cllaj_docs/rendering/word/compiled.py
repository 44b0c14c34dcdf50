"""A template once compiled: all that a render needs, in plain values, so that it can be kept and read back."""

from __future__ import annotations

import marshal
from types import CodeType
from typing import NamedTuple

from cllaj_docs.rendering.word.archive import Prefix
from cllaj_docs.rendering.word.spots import Place, Spot


class CompiledPart(NamedTuple):
    """A part that depends on data: the code of its template, and the spot of each line that holds a tag.

    ``loose`` is the line of the first block that may leave it ill-formed, 0 when none does. ``has_structure`` when
    tables or cells are to be finished after a render, and ``has_drawings`` when drawings are to be numbered.
    """

    name: str
    code: CodeType
    spots: dict[int, Spot]
    loose: int
    has_structure: bool
    has_drawings: bool


class Compiled(NamedTuple):
    """A template: what no render changes, already written, and the parts that depend on data."""

    prefix: Prefix
    parts: tuple[CompiledPart, ...]


def dump(compiled: Compiled) -> bytes:
    """Write a compiled template as bytes that this version of Python can read back."""
    parts = [
        (*part[:2], [(line, tuple(spot.place), *spot[1:]) for line, spot in part.spots.items()], *part[3:])
        for part in compiled.parts
    ]
    return marshal.dumps((tuple(compiled.prefix), parts))


def load(content: bytes) -> Compiled:
    """Read a compiled template back. Only ever on bytes that ``dump`` wrote: they hold code."""
    prefix, parts = marshal.loads(content)  # noqa: S302 - kept where nobody else can write: see cache.py
    return Compiled(
        Prefix(*prefix),
        tuple(
            CompiledPart(name, code, {line: Spot(Place(*place), *spot) for line, place, *spot in spots}, *flags)
            for name, code, spots, *flags in parts
        ),
    )
