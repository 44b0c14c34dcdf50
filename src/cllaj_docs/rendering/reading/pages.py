"""Looks at the pages of a PDF: what its text does not tell, a drawing, a patch over a figure, a note stuck on.

A page is drawn small, and the two drawings compared with some tolerance: another machine may place a letter a hair
further. Annotations are not drawn, but counted: a signature that shows on a page is one, and changes nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cllaj_docs.rendering.reading.pdf import opened

if TYPE_CHECKING:
    from PIL.Image import Image

_SCALE = 0.5
"""Of 72 dots per inch."""

_TOLERANCE = 48
"""Difference of lightness, of 255, that is still none."""


def changed_pages(expected: bytes, content: bytes) -> tuple[int, ...]:
    """Give the numbers of the pages that do not look as expected. Raises ``OutputError`` when a file cannot be read."""
    with opened(expected) as document:
        ours = [_picture(page) for page in document]
    with opened(content) as document:
        theirs = len(document)
        changed = [
            rank for rank, (page, ours_) in enumerate(zip(document, ours, strict=False), 1) if _differ(page, ours_)
        ]
    return (*changed, *range(min(len(ours), theirs) + 1, max(len(ours), theirs) + 1))


def annotated_pages(content: bytes) -> tuple[int, ...]:
    """Give the numbers of the pages that bear an annotation, links and signatures apart. Raises ``OutputError``."""
    with opened(content) as document:
        document.init_forms()
        return tuple(number for number in range(1, len(document) + 1) if _is_annotated(document, document[number - 1]))


def _picture(page: Any) -> Image:
    bitmap = page.render(scale=_SCALE, grayscale=True, draw_annots=False, may_draw_forms=False)
    return bitmap.to_pil().copy()  # type: ignore[no-any-return]


def _differ(page: Any, ours: Image) -> bool:
    """Whether a page looks otherwise; one of another size does, and is not drawn: it may be as large as it says."""
    from PIL import ImageChops

    if any(abs(length * _SCALE - drawn) > 1 for length, drawn in zip(page.get_size(), ours.size, strict=True)):
        return True
    theirs = _picture(page)
    return theirs.size != ours.size or bool(max(ImageChops.difference(theirs, ours).tobytes()) > _TOLERANCE)


def _is_annotated(document: Any, page: Any) -> bool:
    from pypdfium2 import raw

    for rank in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, rank)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        form = raw.FPDFAnnot_GetFormFieldType(document.formenv, annotation) if kind == raw.FPDF_ANNOT_WIDGET else None
        raw.FPDFPage_CloseAnnot(annotation)
        if kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP) and form != raw.FPDF_FORMFIELD_SIGNATURE:
            return True
    return False
