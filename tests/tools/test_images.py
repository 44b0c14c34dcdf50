"""The pictures of the documentation: every page, in order, on one sheet."""

from __future__ import annotations

from rendered import Rendered

from cllaj_docs.documents import DOCUMENTS
from tools.images import IMAGES, ROOT, pages, sheet


def test_every_page_is_on_the_sheet() -> None:
    drawn = pages(Rendered()("complet", "convention", "pdf"), 20)
    assert len(drawn) > 5
    whole = sheet(drawn)
    shown = (8, 8, 8 + drawn[0].width, 8 + drawn[0].height)
    assert whole.crop(shown).tobytes() == drawn[0].convert("RGB").tobytes()
    assert whole.height > 2 * drawn[0].height


def test_the_documentation_shows_every_document() -> None:
    page = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")
    for document in DOCUMENTS:
        for name in (f"{document}.png", f"{document}-planche.png"):
            assert f"](images/{name})" in page
            assert (IMAGES / name).is_file()
    assert len(list(IMAGES.iterdir())) == page.count("](images/")
