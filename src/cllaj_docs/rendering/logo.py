"""A logo of the letterhead: a picture file read under bounds, made plain, and the same in Word, HTML and PDF.

An archive wants no transparency to work out and no profile of colours of its own, and a letter needs no more pixels
than paper shows: so the picture is laid on white, in RGB, at the resolution of print, once for all documents.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from base64 import b64encode
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from PIL.Image import Image

HEAVIEST = 5 * 2**20
"""Heaviest file, in bytes."""

MOST_PIXELS = 25_000_000
"""Largest picture, in pixels: it is refused before it is decoded."""

WIDEST_MM = 80
TALLEST_MM = 40
"""Largest logo on paper, in millimetres: a letterhead holds two of them."""

_DOTS_PER_MM = 300 / 25.4
_WHITE = (255, 255, 255)
_PNG_HEADER = 33
"""Bytes of a PNG up to the end of its header."""

_SAMPLES = {2: 3, 4: 2, 6: 4}
"""Samples of a pixel, by kind of colours, where there are several."""

_PIECE = 2**16


@dataclass(frozen=True)
class Logo:
    """A picture to print: PNG bytes, what it says to those who do not see it, and its size in millimetres."""

    content: bytes = field(repr=False)
    alternative: str
    largeur_mm: float
    hauteur_mm: float

    @property
    def html(self) -> Markup:
        """The picture inside the page: nothing is fetched."""
        address = f"data:image/png;base64,{b64encode(self.content).decode()}"
        style = f"width: {self.largeur_mm:g}mm; height: {self.hauteur_mm:g}mm"
        return Markup('<img alt="{}" style="{}" src="{}">').format(escape(self.alternative), style, address)


def read_logo(source: bytes, alternative: str, largeur_mm: float) -> Logo:
    """Read a PNG or JPEG file; its height follows its width. Raises ``ValueError``, in French, when it is of no use."""
    if len(source) > HEAVIEST:
        raise ValueError(f"ce fichier est trop lourd : {HEAVIEST // 2**20} Mo au plus")
    if not alternative.strip():
        raise ValueError("ce logo n’a pas de texte de remplacement : dites ce qu’il montre")
    if not 0 < largeur_mm <= WIDEST_MM:
        raise ValueError(f"un logo mesure au plus {WIDEST_MM} mm de large")
    if not _is_whole(source):
        raise _unreadable()
    picture = _open(source)
    hauteur_mm = round(largeur_mm * picture.height / picture.width, 2)
    if not 0 < hauteur_mm <= TALLEST_MM:
        raise ValueError(f"un logo mesure au plus {TALLEST_MM} mm de haut : réduisez sa largeur")
    dots = (max(1, round(largeur_mm * _DOTS_PER_MM)), max(1, round(hauteur_mm * _DOTS_PER_MM)))
    if picture.width > dots[0]:
        picture = picture.resize(dots)
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return Logo(written.getvalue(), alternative.strip(), largeur_mm, hauteur_mm)


def _is_whole(source: bytes) -> bool:
    """Tell a whole file from one that was cut: Pillow fills in what is missing once WeasyPrint has asked it to."""
    if not source.startswith(b"\x89PNG"):
        return b"\xff\xd9" in source[source.rfind(b"\xff\xda") :]
    return b"IEND" in source and _has_all_rows(source)


def _has_all_rows(source: bytes) -> bool:
    """Tell whether a PNG holds as many pixels as its header says, one interlaced apart (PNG, 11.2.2 and 11.2.4)."""
    if len(source) < _PNG_HEADER:
        return False
    width, height, depth, colours, _, _, interlaced = struct.unpack_from(">IIBBBBB", source, 16)
    if interlaced or width * height > MOST_PIXELS:
        return True  # the latter is refused for its size
    expected: int = height * (1 + (width * depth * _SAMPLES.get(colours, 1) + 7) // 8)
    inflater = zlib.decompressobj()
    position, found = 8, 0
    try:
        while position + 12 <= len(source) and found < expected:
            length, kind = struct.unpack_from(">I4s", source, position)
            packed = source[position + 8 : position + 8 + length] if kind == b"IDAT" else b""
            while packed and found < expected:
                found += len(inflater.decompress(packed, _PIECE))
                packed = inflater.unconsumed_tail
            position += length + 12
    except zlib.error:
        return False
    return found >= expected


def _unreadable() -> ValueError:
    return ValueError("ce fichier n’est pas une image PNG ou JPEG lisible")


def _too_large() -> ValueError:
    return ValueError(f"cette image est trop grande : {MOST_PIXELS // 10**6} millions de points au plus")


def _open(source: bytes) -> Image:
    """Decode a picture, upright, on white and in RGB. Its size is known, and bounded, before it is decoded."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():  # Pillow only warns of the picture that we refuse below
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(source), formats=("PNG", "JPEG"))
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (OSError, SyntaxError, ValueError):
        raise _unreadable() from None
    if opened.width * opened.height > MOST_PIXELS:
        raise _too_large()
    try:
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError):
        raise _unreadable() from None
    plain = Image.new("RGB", upright.size, _WHITE)
    plain.paste(upright, mask=upright.getchannel("A"))
    return plain
