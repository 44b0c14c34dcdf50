"""Word templates: any docxtpl template, compiled once, rendered with values as often as one likes.

::

    template = WordTemplate("convention.docx", filters={"euros": euros})
    document = template.render({"nom": "…"})  # the bytes of a .docx
"""

from __future__ import annotations

from cllaj_docs.rendering.word.template import WordTemplate
from cllaj_docs.rendering.word.values import Image, Paragraphs, SubDocument

__all__ = ["Image", "Paragraphs", "SubDocument", "WordTemplate"]
