"""The size of a picture, read in its first bytes: format, pixels, and dots per inch where it says so.

Only the header is read: nothing is ever decoded, so a small file cannot unfold into a huge picture.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

_USUAL_DPI = 96.0
_MM_PER_INCH = 25.4
_INCHES_PER_METRE = 0.0254
_CM_PER_INCH = 2.54

# Markers of a JPEG that carry its size: start of frame, in any of its codings.
_JPEG_MARKER, _JPEG_JFIF = 0xFF, 0xE0
_TIFF_RATIONAL = 5
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_TIFF_TYPES = {3: "H", 4: "I", 5: "II"}
_TIFF_WIDTH, _TIFF_HEIGHT, _TIFF_ACROSS, _TIFF_DOWN, _TIFF_UNIT = 256, 257, 282, 283, 296


class Measure(NamedTuple):
    """A picture's extension (also the end of its media type), and its size in millimetres."""

    extension: str
    width: float
    height: float


def measure(content: bytes) -> Measure:
    """Measure a PNG, JPEG, GIF, BMP or TIFF picture. Raises ``ValueError``, in French, on anything else."""
    for magic, extension, read in _FORMATS:
        if content.startswith(magic):
            try:
                width, height, across, down = read(content)
            except (struct.error, IndexError, KeyError, ZeroDivisionError):
                break
            if not width or not height:
                break
            across, down = (dpi if dpi > 1 else _USUAL_DPI for dpi in (across, down))
            return Measure(extension, width / across * _MM_PER_INCH, height / down * _MM_PER_INCH)
    raise ValueError("ce fichier n’est pas une image PNG, JPEG, GIF, BMP ou TIFF lisible")


_Size = tuple[int, int, float, float]
"""Width and height in pixels, then dots per inch across and down, 0 where the file does not say."""


def _png(content: bytes) -> _Size:
    width, height = struct.unpack_from(">II", content, 16)
    across = down = 0.0
    position = 8
    while position + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        if kind == b"pHYs":
            per_x, per_y, unit = struct.unpack_from(">IIB", content, position + 8)
            if unit == 1:
                across, down = per_x * _INCHES_PER_METRE, per_y * _INCHES_PER_METRE
        if kind in (b"pHYs", b"IDAT", b"IEND"):
            break
        position += length + 12
    return width, height, across, down


def _jpeg(content: bytes) -> _Size:
    across = down = 0.0
    for marker, start in _jpeg_segments(content):
        if marker == _JPEG_JFIF and content.startswith(b"JFIF\0", start + 2):
            unit, per_x, per_y = struct.unpack_from(">BHH", content, start + 9)
            factor = {1: 1.0, 2: _CM_PER_INCH}.get(unit, 0.0)
            across, down = per_x * factor, per_y * factor
        elif marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, start + 3)
            return width, height, across, down
    raise IndexError


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Give each marker, and where its length stands."""
    position = 2
    while position < len(content):
        if content[position] != _JPEG_MARKER:
            raise IndexError
        marker = content[position + 1]
        position += 1
        if marker == _JPEG_MARKER:
            continue
        position += 1
        if marker not in _JPEG_ALONE:
            yield marker, position
            position += struct.unpack_from(">H", content, position)[0]


def _gif(content: bytes) -> _Size:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height, 0.0, 0.0


def _bmp(content: bytes) -> _Size:
    width, height = struct.unpack_from("<ii", content, 18)
    per_x, per_y = struct.unpack_from("<ii", content, 38)
    return abs(width), abs(height), per_x * _INCHES_PER_METRE, per_y * _INCHES_PER_METRE


def _tiff(content: bytes) -> _Size:
    order = "<" if content[:2] == b"II" else ">"
    (start,) = struct.unpack_from(f"{order}I", content, 4)
    (count,) = struct.unpack_from(f"{order}H", content, start)
    entries: dict[int, float] = {}
    for rank in range(count):
        at = start + 2 + 12 * rank
        name, kind, number = struct.unpack_from(f"{order}HHI", content, at)
        if kind not in _TIFF_TYPES or number != 1:
            continue
        if kind == _TIFF_RATIONAL:
            (at,) = struct.unpack_from(f"{order}I", content, at + 8)
            above, below = struct.unpack_from(f"{order}II", content, at)
            entries[name] = above / below
        else:
            entries[name] = struct.unpack_from(f"{order}{_TIFF_TYPES[kind]}", content, at + 8)[0]
    factor = {2: 1.0, 3: _CM_PER_INCH}.get(int(entries.get(_TIFF_UNIT, 2)), 0.0)
    across, down = (entries.get(name, 0.0) * factor for name in (_TIFF_ACROSS, _TIFF_DOWN))
    return int(entries[_TIFF_WIDTH]), int(entries[_TIFF_HEIGHT]), across, down


_FORMATS: tuple[tuple[bytes, str, Callable[[bytes], _Size]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png", _png),
    (b"\xff\xd8\xff", "jpeg", _jpeg),
    (b"GIF87a", "gif", _gif),
    (b"GIF89a", "gif", _gif),
    (b"BM", "bmp", _bmp),
    (b"II*\0", "tiff", _tiff),
    (b"MM\0*", "tiff", _tiff),
)
