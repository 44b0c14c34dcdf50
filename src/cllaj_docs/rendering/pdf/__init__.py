"""PDF: from an HTML page to an archive that everybody can read, by WeasyPrint."""

from __future__ import annotations

from cllaj_docs.rendering.pdf.archive import Attachment, Relationship
from cllaj_docs.rendering.pdf.renderer import PdfRenderer, html_to_pdf

__all__ = ["Attachment", "PdfRenderer", "Relationship", "html_to_pdf"]
