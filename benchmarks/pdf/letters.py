"""What a PDF says, and whether that is all of the document: an engine that drops a value is not fast, it has failed.

Engines break lines and pages, repeat headers and order columns each in its own way: letters and digits are counted,
whatever their order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from html import unescape

import pypdfium2

_UNSEEN = re.compile(r"<(head|header|footer|svg)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def letters_of(text: str) -> Counter[str]:
    """Count the letters and digits of a text; ligatures count for their letters."""
    return Counter(character for character in unicodedata.normalize("NFKC", text) if character.isalnum())


def letters_of_page(page: str) -> Counter[str]:
    """Count what the body of an HTML page says, drawings and running lines apart."""
    return letters_of(unescape(_TAG.sub(" ", _UNSEEN.sub(" ", page))))


def letters_of_pdf(pdf: bytes) -> Counter[str]:
    """Count what all pages of a PDF say."""
    with pypdfium2.PdfDocument(pdf) as document:
        return letters_of("".join(page.get_textpage().get_text_bounded() for page in document))


def count_pages(pdf: bytes) -> int:
    """Count the pages of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def find_loss(expected: Counter[str], found: Counter[str]) -> str | None:
    """Word in French what a document lacks; ``None`` when it says everything."""
    lost = expected - found
    if not lost:
        return None
    shown = ", ".join(f"{count} «\u00a0{character}\u00a0»" for character, count in lost.most_common(3))
    return f"il manque {lost.total()} lettres ou chiffres sur {expected.total()} ({shown}…)"
