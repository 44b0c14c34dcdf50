"""The Word engine: docxtpl's templates, escaped, strict, sandboxed, and compiled once."""

from cllaj_docs.rendering.word.template import WordTemplate
from cllaj_docs.rendering.word.values import Image, Paragraphs

__all__ = ["Image", "Paragraphs", "WordTemplate"]
