"""Logos: read under bounds, laid on white, the same bytes each time."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageFile

from cllaj_docs.rendering.logo import HEAVIEST, read_logo


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (400, 100), color: Any = None) -> bytes:
    written = BytesIO()
    Image.new(mode, size, color).save(written, kind)
    return written.getvalue()


def decoded(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "mode", "color", "shown"),
    [
        ("PNG", "RGB", (20, 66, 107), (20, 66, 107)),
        ("PNG", "RGBA", (20, 66, 107, 0), (255, 255, 255)),  # transparent: paper shows
        ("PNG", "LA", (0, 0), (255, 255, 255)),
        ("PNG", "L", 0, (0, 0, 0)),
        ("PNG", "1", 1, (255, 255, 255)),
        ("PNG", "P", 0, (0, 0, 0)),
        ("JPEG", "RGB", (255, 255, 255), (255, 255, 255)),
        ("JPEG", "CMYK", (0, 0, 0, 0), (255, 255, 255)),
        ("JPEG", "L", 255, (255, 255, 255)),
    ],
)
def test_every_kind_of_picture_comes_out_plain(kind: str, mode: str, color: Any, shown: tuple[int, int, int]) -> None:
    logo = read_logo(picture(kind, mode, color=color), "Un logo", 40)
    made = decoded(logo.content)
    assert (made.format, made.mode) == ("PNG", "RGB")
    assert made.getpixel((0, 0)) == shown
    assert made.info == {}  # no profile, no date, no words of the program that drew it
    assert (logo.largeur_mm, logo.hauteur_mm) == (40, 10)


def test_no_more_pixels_than_print_asks_for_and_never_more_than_there_are() -> None:
    large = decoded(read_logo(picture(size=(4000, 1000)), "Un logo", 40).content)
    assert large.size == (472, 118)  # 300 dots per inch
    assert decoded(read_logo(picture(size=(40, 10)), "Un logo", 40).content).size == (40, 10)


def test_the_same_file_gives_the_same_bytes() -> None:
    source = picture("JPEG", size=(900, 300), color=(1, 2, 3))
    assert read_logo(source, "a", 30) == read_logo(source, "a", 30)


def test_a_photograph_lying_on_its_side_is_put_upright() -> None:
    written, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (100, 400)).save(written, "JPEG", exif=exif)
    logo = read_logo(written.getvalue(), "a", 40)
    assert logo.hauteur_mm == 10


def test_what_it_says_is_escaped_and_never_empty() -> None:
    logo = read_logo(picture(), ' Logo "bleu" & <rond> ', 40)
    assert 'alt="Logo &#34;bleu&#34; &amp; &lt;rond&gt;"' in logo.html
    assert 'style="width: 40mm; height: 10mm"' in logo.html
    with pytest.raises(ValueError, match="texte de remplacement"):
        read_logo(picture(), " \u00a0", 40)


def bomb() -> bytes:
    """A PNG of a few bytes that says it holds 100 000 × 100 000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "n’est pas une image PNG ou JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "n’est pas une image PNG ou JPEG"),
        (picture("GIF"), "n’est pas une image PNG ou JPEG"),
        (picture()[:60], "n’est pas une image PNG ou JPEG"),
        (picture("JPEG")[:300], "n’est pas une image PNG ou JPEG"),
        (bomb(), "n’est pas une image|trop grande"),
        (picture("PNG", "1", (5001, 5000), 0), "trop grande"),
        (picture() + b"\0" * HEAVIEST, "trop lourd"),
        (picture(size=(100, 401)), "40\u00a0mm de haut"),
    ],
    ids=["vide", "svg", "gif", "png coupé", "jpeg coupé", "bombe", "trop de points", "lourd", "haut"],
)
@pytest.mark.parametrize("lenient", [False, True])
def test_what_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, source: bytes, message: str, lenient: bool
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # WeasyPrint asks for it when it is imported
    with pytest.raises(ValueError, match=message):
        read_logo(source, "Un logo", 10)


@pytest.mark.parametrize("width", [0, -1, 80.1, float("inf"), float("nan")])
def test_a_width_that_no_letterhead_holds(width: float) -> None:
    with pytest.raises(ValueError, match="80\u00a0mm de large"):
        read_logo(picture(), "Un logo", width)
