"""What a PDF says, read by another engine than the one that wrote it."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# A picture of one point.
POINT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, every space alike."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [re.sub(r"[ \u00a0\u202f]+", " ", page.get_textpage().get_text_bounded()) for page in document]


def structure_of(pdf: bytes) -> Iterator[tuple[str, str]]:
    """The kind and the alternative text of each element of the structure, in reading order."""

    def text(read: Callable[..., int], element: Any) -> str:
        buffer = ctypes.create_string_buffer(4096)
        read(element, buffer, len(buffer))
        return buffer.raw.decode("utf-16-le").partition("\0")[0]

    def walk(element: Any) -> Iterator[tuple[str, str]]:
        yield text(pdfium.FPDF_StructElement_GetType, element), text(pdfium.FPDF_StructElement_GetAltText, element)
        for rank in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, rank):
                yield from walk(child)

    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            tree = pdfium.FPDF_StructTree_GetForPage(page)
            for rank in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                yield from walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, rank))
            pdfium.FPDF_StructTree_Close(tree)


def fonts_of(pdf: bytes) -> Iterator[str]:
    """The name of the font of each text object, without the mark of its subset."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                font = pdfium.FPDFTextObj_GetFont(item)
                buffer = ctypes.create_string_buffer(256)
                pdfium.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
                yield buffer.value.decode().partition("+")[2]
