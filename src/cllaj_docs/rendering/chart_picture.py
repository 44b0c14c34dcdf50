"""The picture of a chart, for Word: a PNG with a palette, drawn in a fortieth of the time that a general one takes.

A final report holds one chart, and drawing it as any picture took longer than all the rest of the document. Texts
never lie on a bar, so each colour of text is a scale from white to itself and the whole is one byte a pixel.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

try:
    from isal.isal_zlib import compress
except ImportError:  # no build of it for this kind of machine
    from zlib import compress

from zlib import crc32

from PIL import Image, ImageColor, ImageDraw, ImageFont

from cllaj_docs.rendering.chart import (
    MM_PER_INCH,
    MM_PER_POINT,
    STROKE,
    BarChart,
    Drawing,
    Line,
    Rect,
    Text,
    TextStyle,
    lay_out,
)

RESOLUTION = 200
"""Dots per inch of the picture: fine enough for paper, and light enough for a message."""

_SHADES = 64
"""Shades of a colour of text, from white to itself: what the edges of letters are made of."""

_TEXTS_KEPT = 256
"""Drawn texts that a painter keeps: labels and small figures are those of most charts."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_INCHES_PER_METRE = 1000 / MM_PER_INCH
_EIGHT_BITS, _PALETTE = 8, 3
_PER_METRE = 1
_LEVEL = 1


class _DrawnText(NamedTuple):
    """A text as shades (0 for white), where its letters are, and the place of its corner from its anchor."""

    shades: Image.Image
    letters: Image.Image
    x: int
    y: int


class ChartPainter:
    """Draws charts with the fonts and the colours of a charter; may serve many threads at once.

    ``charte`` is ``charte.toml``, ``fonts`` are font files by style.
    """

    def __init__(self, charte: Mapping[str, Any], fonts: Mapping[TextStyle, bytes]) -> None:
        self._charte = charte
        self._em = _exact_pixels(float(charte["taille"]["tableau"]) * MM_PER_POINT)
        self._fonts = fonts
        self._drawn = lru_cache(maxsize=_TEXTS_KEPT)(self._draw)

    def paint(self, chart: BarChart) -> bytes:
        """Draw a chart as a PNG picture at ``RESOLUTION``; ``lay_out`` gives its size in millimetres."""
        drawing = lay_out(chart, self._charte)
        inks = {colour: rank * _SHADES for rank, colour in enumerate(_text_colours(drawing))}
        solid = {colour: len(inks) * _SHADES + rank for rank, colour in enumerate(_solid_colours(drawing))}
        width, height = _pixels(drawing.width_mm), _pixels(drawing.height_mm)
        # One column more: the byte that opens each line of a PNG, 0 for a line that is written as it is.
        canvas = Image.new("L", (width + 1, height), 0)
        for shape in drawing.shapes:
            if isinstance(shape, Text):
                self._paint_text(canvas, shape, inks[shape.fill])
        draw = ImageDraw.Draw(canvas)
        for shape in drawing.shapes:
            if isinstance(shape, Rect | Line):
                _paint_shape(draw, shape, solid)
        palette = [*(shade for colour in inks for shade in _shades(colour)), *map(_rgb, solid)]
        return _png(width, height, palette, canvas.tobytes())

    def _paint_text(self, canvas: Image.Image, text: Text, ink: int) -> None:
        if not text.content:
            return
        drawn = self._drawn(text.style, text.content, "rs" if text.anchor == "end" else "ls")
        shades = drawn.shades.point([min(shade + ink, 255) for shade in range(256)]) if ink else drawn.shades
        canvas.paste(shades, (1 + _pixels(text.x) + drawn.x, _pixels(text.y) + drawn.y), drawn.letters)

    def _draw(self, style: TextStyle, content: str, anchor: str) -> _DrawnText:
        """Draw a text once for all the charts that say it."""
        # A font of its own: one cannot serve two threads at once. The basic engine of Pillow is always there, where the
        # better one depends on the machine's libraries.
        data = BytesIO(self._fonts[style])
        font = ImageFont.truetype(data, self._em, layout_engine=ImageFont.Layout.BASIC)
        left, top, right, bottom = font.getbbox(content, anchor=anchor)
        x, y = int(left) - 1, int(top) - 1
        mask = Image.new("L", (int(right) - x + 2, int(bottom) - y + 2), 0)
        ImageDraw.Draw(mask).text((-x, -y), content, 255, font, anchor)
        shades = mask.point([level * (_SHADES - 1) // 255 for level in range(256)])
        return _DrawnText(shades, shades.point([0] + [255] * 255), x, y)


def _text_colours(drawing: Drawing) -> tuple[str, ...]:
    return tuple(dict.fromkeys(shape.fill for shape in drawing.shapes if isinstance(shape, Text)))


def _solid_colours(drawing: Drawing) -> tuple[str, ...]:
    bars = [shape for shape in drawing.shapes if isinstance(shape, Rect)]
    axes = [shape.stroke for shape in drawing.shapes if isinstance(shape, Line)]
    return tuple(dict.fromkeys([*(bar.fill for bar in bars), *(bar.stroke for bar in bars), *axes]))


def _paint_shape(draw: ImageDraw.ImageDraw, shape: Rect | Line, solid: Mapping[str, int]) -> None:
    stroke = max(1, _pixels(STROKE))
    if isinstance(shape, Line):
        x = 1 + _pixels(shape.x)
        draw.line((x, _pixels(shape.top), x, _pixels(shape.bottom)), solid[shape.stroke], stroke)
        return
    left, top = 1 + _pixels(shape.x), _pixels(shape.y)
    right, bottom = 1 + _pixels(shape.x + shape.width), _pixels(shape.y + shape.height)
    box = (left, top, max(left, right - 1), max(top, bottom - 1))
    draw.rectangle(box, solid[shape.fill], solid[shape.stroke], stroke)


def _shades(colour: str) -> Iterator[tuple[int, int, int]]:
    """Give the shades of a colour, white first."""
    last = _SHADES - 1
    red, green, blue = _rgb(colour)
    for rank in range(_SHADES):
        yield (
            255 - (255 - red) * rank // last,
            255 - (255 - green) * rank // last,
            255 - (255 - blue) * rank // last,
        )


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def _png(width: int, height: int, palette: list[tuple[int, int, int]], lines: bytes) -> bytes:
    """Write a picture of one byte a pixel; each of its ``lines`` is opened by a zero. Source: W3C, PNG, 3rd edition."""
    per_metre = round(RESOLUTION * _INCHES_PER_METRE)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">2I5B", width, height, _EIGHT_BITS, _PALETTE, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">2IB", per_metre, per_metre, _PER_METRE)),
            _chunk(b"PLTE", b"".join(map(bytes, palette))),
            _chunk(b"IDAT", compress(lines, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc32(kind + content))


def _exact_pixels(millimetres: float) -> float:
    return millimetres * RESOLUTION / MM_PER_INCH


def _pixels(millimetres: float) -> int:
    return round(_exact_pixels(millimetres))
