"""The characters that a font can draw, read in its ``cmap`` table.

Read here rather than by fontTools, whose import costs more than a page of PDF. The layout is that of the OpenType
specification, chapter « cmap »: big-endian, offsets from the head of the table that holds them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from cllaj_docs.errors import TemplateError

_SIGNATURES = frozenset({b"\x00\x01\x00\x00", b"OTTO", b"true"})

_UNICODE, _WINDOWS = 0, 3
_SEGMENTS, _RUNS = 4, 12
_FORMATS: Mapping[tuple[int, int], int] = {
    (_WINDOWS, 10): _RUNS,
    (_UNICODE, 4): _RUNS,
    (_WINDOWS, 1): _SEGMENTS,
    (_UNICODE, 3): _SEGMENTS,
}
"""Format of the sub-tables that map Unicode, by (platform, encoding), the fullest first: one of them says it all."""


def characters_of(font: bytes) -> frozenset[str]:
    """Return the characters that a TrueType or OpenType font maps to a glyph of its own.

    Raises ``TemplateError`` when the file is not such a font.
    """
    try:
        kind, subtable = _unicode_subtable(_table(font, b"cmap"))
        codes = _codes_of_runs(subtable) if kind == _RUNS else _codes_of_segments(subtable)
        return frozenset(map(chr, chain.from_iterable(codes)))
    except (struct.error, ValueError) as error:
        raise TemplateError("Une police de la charte n’est pas lisible : donnez un fichier TTF ou OTF") from error


def _table(font: bytes, wanted: bytes) -> bytes:
    """Give a table of the font; ``ValueError`` when the file is not a font or lacks it."""
    if font[:4] not in _SIGNATURES:
        raise ValueError(font[:4])
    (count,) = struct.unpack_from(">H", font, 4)
    for rank in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * rank)
        if tag == wanted:
            return font[offset : offset + length]
    raise ValueError(wanted)


def _unicode_subtable(cmap: bytes) -> tuple[int, bytes]:
    """Give the format of the fullest Unicode sub-table, and the table from there on."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    found = {}
    for rank in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", cmap, 4 + 8 * rank)
        found[platform, encoding] = cmap[offset:]
    for place, kind in _FORMATS.items():
        if place in found and struct.unpack_from(">H", found[place]) == (kind,):
            return kind, found[place]
    raise ValueError(sorted(found))


def _codes_of_runs(subtable: bytes) -> Iterator[Iterable[int]]:
    """Read format 12: runs of code points whose glyphs follow each other."""
    (count,) = struct.unpack_from(">L", subtable, 12)
    for first, last, glyph in struct.iter_unpack(">LLL", subtable[16 : 16 + 12 * count]):
        yield range(first + (glyph == 0), last + 1)


def _codes_of_segments(subtable: bytes) -> Iterator[Iterable[int]]:
    """Read format 4: segments of the first 65 536 code points, whose glyphs follow each other or are in an array."""
    (double_count,) = struct.unpack_from(">H", subtable, 6)
    count = double_count // 2
    lasts, firsts, deltas, offsets = (
        struct.unpack_from(f">{count}H", subtable, 14 + rank * double_count + (2 if rank else 0)) for rank in range(4)
    )
    for rank, (first, last, delta, offset) in enumerate(zip(firsts, lasts, deltas, offsets, strict=True)):
        if offset == 0:
            yield (code for code in range(first, last + 1) if (code + delta) & 0xFFFF)
            continue
        # The offset counts from its own place, which is in the last of the four arrays.
        place = 16 + 3 * double_count + 2 * rank + offset
        glyphs = struct.unpack_from(f">{last - first + 1}H", subtable, place)
        yield (code for code, glyph in zip(range(first, last + 1), glyphs, strict=True) if glyph)
