"""Errors that say where something stands in a template."""

from __future__ import annotations

from collections.abc import Iterable

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.spots import Place

_LONGEST_QUOTE = 240


def fault(message: str, place: Place) -> TemplateError:
    """Make the error of something that stands at ``place``."""
    error = TemplateError(message)
    put(error, place)
    return error


def put(error: TemplateError, place: Place) -> None:
    """Give an error its place."""
    error.partie, error.ligne = place.part, place.rank
    error.paragraphe, error.balise = _quote(place) or None, place.tag or None


def nearest(name: str, known: Iterable[str]) -> str:
    """End a message about an unknown name with the known one that is most like it, if any."""
    import difflib

    close = difflib.get_close_matches(name, [other for other in known if other != name], n=1, cutoff=0.6)
    return f", voulez-vous dire « {close[0]} » ?" if close else ""


def _quote(place: Place) -> str:
    """Return the text of a paragraph; of a long one, what stands around the tag."""
    text = " ".join(place.text.split())
    if len(text) <= _LONGEST_QUOTE:
        return text
    at = max(text.find(place.tag[:_LONGEST_QUOTE]), 0)
    start = max(0, min(at - _LONGEST_QUOTE // 3, len(text) - _LONGEST_QUOTE))
    end = start + _LONGEST_QUOTE
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
