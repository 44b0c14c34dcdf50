"""``python -m tools.images``: draw every document of the complete sample, for the documentation.

Each document gives two pictures in ``docs/images``: its first page, and all its pages on one sheet.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

import cllaj_docs as cd

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "complet.toml"
IMAGES = ROOT / "docs" / "images"
SIGNED_ON = datetime.date(2027, 1, 19)

_POINTS_PER_INCH = 72
_PAGE_DPI, _SHEET_DPI = 84, 36
_IN_A_ROW = 5
_GAP = 8  # pixels between the pages of a sheet
_COLOURS = 32  # of a picture: text and a few tints need no more
_GREY = (214, 214, 214)


def main() -> int:
    """Draw the pictures again."""
    toolkit, dossier = cd.Toolkit(), cd.Dossier.load(SAMPLE)
    IMAGES.mkdir(parents=True, exist_ok=True)
    for document in toolkit.possible(dossier):
        content = toolkit.render(dossier, document, "pdf", date=SIGNED_ON).content
        _save(pages(content, _PAGE_DPI)[0], IMAGES / f"{document}.png")
        _save(sheet(pages(content, _SHEET_DPI)), IMAGES / f"{document}-planche.png")
        print(f"{document} : dessiné.")
    return 0


def pages(content: bytes, dpi: int) -> list[Image.Image]:
    """Draw the pages of a PDF."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.render(scale=dpi / _POINTS_PER_INCH).to_pil() for page in document]


def sheet(drawn: Sequence[Image.Image]) -> Image.Image:
    """Lay pages out in rows, on a grey ground."""
    width, height = max(page.width for page in drawn) + _GAP, max(page.height for page in drawn) + _GAP
    rows = [drawn[first : first + _IN_A_ROW] for first in range(0, len(drawn), _IN_A_ROW)]
    whole = Image.new("RGB", (width * len(rows[0]) + _GAP, height * len(rows) + _GAP), _GREY)
    for down, row in enumerate(rows):
        for across, page in enumerate(row):
            whole.paste(page, (_GAP + across * width, _GAP + down * height))
    return whole


def _save(picture: Image.Image, path: Path) -> None:
    """Write a picture with few colours: a repository keeps each version of it."""
    picture.convert("RGB").quantize(_COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
