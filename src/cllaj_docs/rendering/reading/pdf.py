"""Reads a PDF as its reader sees it, line by line, and the files that it carries; signed ones too.

PDFium reads it, as in Chrome: files that come back may come from anyone. It does one thing at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

from cllaj_docs.errors import OutputError
from cllaj_docs.rendering.reading.passage import Passage, Property, Reading

_LARGEST = 16 * 2**20
"""Bytes of a PDF that is read."""

_MOST_PAGES = 500
_MOST_FILES = 32
_LARGEST_FILE = 8 * 2**20
ONE_AT_A_TIME = Lock()
_PASSWORD = 4  # FPDF_ERR_PASSWORD

_PROPERTIES: Mapping[str, Property] = {
    "Title": "titre",
    "Author": "auteur",
    "Subject": "sujet",
    "Keywords": "mots-clés",
}
_CUT_WORD = re.compile("[\u00ad\ufffe\x02]\\s*")
"""How PDFium gives the hyphen of a word cut at the end of a line, and what follows."""


def read_pdf(content: bytes) -> Reading:
    """Read the pages of a PDF: each line is a passage, its place is its page. Raises ``OutputError``."""
    with opened(content) as document:
        passages = [
            Passage(line, place=f"page {number}")
            for number in range(1, len(document) + 1)
            for line in _lines(document, number)
        ]
        said = {name: str(document.get_metadata_value(key)).strip() for key, name in _PROPERTIES.items()}
    return Reading(tuple(passages), properties={name: value for name, value in said.items() if value})


def read_attachments(content: bytes) -> Mapping[str, bytes]:
    """Give the files that a PDF carries, by name. Raises ``OutputError`` when it cannot be read."""
    with opened(content) as document:
        count = document.count_attachments()
        if count > _MOST_FILES:
            raise OutputError("ce PDF porte trop de fichiers joints pour être un de ces documents")
        found = {}
        for rank in range(count):
            file = document.get_attachment(rank)
            data = bytes(file.get_data())
            if len(data) <= _LARGEST_FILE:
                found[str(file.get_name())] = data
    return found


def is_pdf(content: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return b"%PDF-" in content[:1024]


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """Open a PDF, and keep everybody else out of PDFium meanwhile."""
    if len(content) > _LARGEST:
        raise OutputError("ce PDF est trop gros pour être un de ces documents")
    import pypdfium2

    with ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            if error.err_code == _PASSWORD:
                raise OutputError("ce PDF est protégé par un mot de passe : retirez-le") from error
            raise OutputError("ce fichier n’est pas un PDF lisible : demandez-le à nouveau") from error
        try:
            if len(document) > _MOST_PAGES:
                raise OutputError("ce PDF a trop de pages pour être un de ces documents")
            yield document
        except pypdfium2.PdfiumError as error:
            raise OutputError("ce PDF est abîmé : demandez-le à nouveau") from error
        finally:
            document.close()


def _lines(document: Any, number: int) -> Iterator[str]:
    page = document[number - 1]
    text_page = page.get_textpage()
    text = _CUT_WORD.sub("", str(text_page.get_text_bounded()))
    text_page.close()
    page.close()
    return (line for line in map(str.strip, text.splitlines()) if line)
