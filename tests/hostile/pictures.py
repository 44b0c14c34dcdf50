"""Logos: pictures that are traps, other things than pictures, and names that lead elsewhere."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from hostile.case import Case, Files, Lure, Printed, Refused
from hostile.samples import COMPLETE
from PIL import Image

_FORMATS = ("-f", "docx", "-f", "html", "-f", "pdf")
COMMAND = ("generer", "dossier.json", "demande-avance", *_FORMATS, "--gabarits", "gabarits", "-o", "sorties")

CHARTER = """[logo.departement]
fichier = "{fichier}"
alternative = "{alternative}"
largeur_mm = {largeur}
"""


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *chunks: bytes, rows: int | None = None) -> bytes:
    """A PNG in grey; ``chunks`` stand before the pixels; ``rows`` is how many of them there are."""
    pixels = zlib.compress(bytes((width + 1) * (min(height, 2_000) if rows is None else rows)), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    inside = chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + inside


def saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (120, 40)).save(out, kind, **options)
    return out.getvalue()


def animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (60, 20), (rank, 0, 0)) for rank in range(50)]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def with_archive(picture: bytes) -> bytes:
    """A picture that is also an archive with a page in it."""
    out = io.BytesIO(picture)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("x.html", "<script>1</script>")
    return out.getvalue()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'
GOOD = saved("PNG")
JPEG = saved("JPEG")

REFUSED: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "n’est pas une image"),
    "text": (b"Bonjour", "n’est pas une image"),
    "html": (b"<html><script>1</script></html>", "n’est pas une image"),
    "program": (b"MZ" + bytes(1000), "n’est pas une image"),
    "pixel-bomb": (png(60_000, 60_000), "trop grande"),
    "pixel-bomb-wide": (png(2**31 - 1, 1), "trop grande|n’est pas une image"),
    "pixel-bomb-tall": (png(1, 2**31 - 1), "trop grande|mm de haut|n’est pas une image"),
    "no-pixels": (png(0, 0), "n’est pas une image"),
    "pixels-missing": (png(2_000, 2_000, rows=1), "n’est pas une image"),
    "text-bomb": (png(60, 20, chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(80_000_000)))), "n’est pas une image"),
    "profile-bomb": (png(60, 20, chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(80_000_000)))), "n’est pas une image"),
    "truncated": (GOOD[: len(GOOD) // 2], "n’est pas une image"),
    "truncated-jpeg": (JPEG[: len(JPEG) // 2], "n’est pas une image"),
    "wrong-checksum": (GOOD.replace(b"IDAT", b"IDAX"), "n’est pas une image"),
    "heavy": (GOOD + bytes(6_000_000), "trop lourd"),
    "svg": (SVG.format("<rect width='9' height='9'/>").encode(), "n’est pas une image"),
    "svg-script": (SVG.format("<script>alert(1)</script>").encode(), "n’est pas une image"),
    "svg-entities": (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("&a;").encode(), "n’est pas une image"),
    "svg-external": (SVG.format('<image href="http://127.0.0.1:1/x"/>').encode(), "n’est pas une image"),
    "svg-packed": (zlib.compress(SVG.format("").encode()), "n’est pas une image"),
    "gif": (saved("GIF"), "n’est pas une image"),
    "bmp": (saved("BMP"), "n’est pas une image"),
    "tiff": (saved("TIFF"), "n’est pas une image"),
    "webp": (saved("WEBP"), "n’est pas une image"),
    "icon": (saved("ICO"), "n’est pas une image"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run", "n’est pas une image"),
    "pdf": (b"%PDF-1.7\n%%EOF", "n’est pas une image"),
    "metafile": (b"\xd7\xcd\xc6\x9a" + bytes(100), "n’est pas une image"),
}

KEPT: Mapping[str, bytes] = {
    "png": GOOD,
    "jpeg": JPEG,
    "cmyk": saved("JPEG", "CMYK"),
    "transparent": saved("PNG", "RGBA"),
    "palette": saved("PNG", "P"),
    "sixteen-bits": saved("PNG", "I;16"),
    "one-bit": saved("PNG", "1"),
    "animated": animated(),
    "archive": with_archive(GOOD),
    "page": GOOD + b"<script>alert(1)</script>",
    "exif": saved("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
    "comment": png(60, 20, chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")),
}
"""Pictures that are read, and drawn again: nothing of the file but its pixels goes out."""

NAMES: Mapping[str, tuple[str, str, str]] = {
    "up": ("../secret.txt", "x", "40"),
    "absolute": ("/etc/passwd", "x", "40"),
    "address": ("http://127.0.0.1:1/x.png", "x", "40"),
    "missing": ("absent.png", "x", "40"),
    "null": ("a\\u0000.png", "x", "40"),
    "folder": (".", "x", "40"),
    "no-alternative": ("logo.png", "", "40"),
    "too-wide": ("logo.png", "x", "4000"),
    "not-a-width": ("logo.png", "x", "nan"),
    "endless-width": ("logo.png", "x", "inf"),
    "negative": ("logo.png", "x", "-40"),
    "text-width": ("logo.png", "x", '"40"'),
}


def files_of(content: bytes, name: str = "logo.png", alternative: str = "Logo", width: str = "40") -> Files:
    charter = CHARTER.format(fichier=name, alternative=alternative, largeur=width)
    return {"dossier.json": COMPLETE, "gabarits/charte.toml": charter, "gabarits/logo.png": content}


def refused_case(name: str) -> Case:
    content, says = REFUSED[name]
    return Case(f"logo-{name}", lambda _: files_of(content), COMMAND, Refused(4, f"logo.*{says}"))


def kept_case(name: str) -> Case:
    texts = Printed(("Organisme d’essai",), ("script",))
    return Case(f"logo-{name}", lambda _: files_of(KEPT[name]), COMMAND, texts)


_REFUSED = Refused(4, "charte|logo|absent|gabarit")


def name_case(name: str) -> Case:
    file, alternative, width = NAMES[name]
    return Case(
        f"logo-nom-{name}",
        lambda _: files_of(GOOD, file, alternative, width),
        COMMAND,
        Refused(4, "charte|logo|absent|gabarit"),
    )


def hostile_alternative(_: Lure) -> Files:
    return files_of(GOOD, alternative="<script>alert(1)</script> & {{ 7*7 }}")


CASES = (
    *map(refused_case, REFUSED),
    *map(kept_case, KEPT),
    *map(name_case, NAMES),
    Case("logo-alternative", hostile_alternative, COMMAND, Printed(("Organisme d’essai",))),
)
