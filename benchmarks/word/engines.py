"""The Python engines behind one shape: a template and values in, a function that makes the document out.

Each is used as its users use it, in its safest mode, and imports no more than it needs: cold starts are measured.
Ours is compiled once, which is its point; docxtpl and docx-mailmerge2 open their template again at each document, since
they write the document in the template itself.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Render = Callable[[], bytes]

YES, NO = "oui", "non"
"""What a condition holds for docx-mailmerge2: merge fields are texts."""


def load(engine: str, template: Path, values: Mapping[str, Any] | None, cache: Path | None = None) -> Render:
    """Prepare an engine on a template. Without values, the template is the shipped convention and has its own.

    ``cache`` is where our engine, which alone can, keeps its compiled template.
    """
    return _ours(template, values, cache) if engine == "cllaj-docs" else PEERS[engine](template, values)


def _ours(template: Path, values: Mapping[str, Any] | None, cache: Path | None) -> Render:
    from cllaj_docs.rendering.word import WordTemplate

    if values is not None:
        compiled, given = WordTemplate(template, cache_dir=cache), values
    else:
        from benchmarks.word import convention

        compiled = WordTemplate(template, convention.own_filters(), cache_dir=cache)
        given = convention.build_values()
    return lambda: compiled.render(given)


def _docxtpl(template: Path, values: Mapping[str, Any] | None) -> Render:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

    environment = Environment(autoescape=True)
    if values is None:
        from benchmarks.word import convention

        environment.filters.update(convention.docxtpl_filters())
        values = convention.build_values()
    given = dict(values)

    def render() -> bytes:
        document = DocxTemplate(template)
        document.render(given, environment, autoescape=True)
        output = io.BytesIO()
        document.save(output)
        return output.getvalue()

    return render


def _mailmerge(template: Path, values: Mapping[str, Any] | None) -> Render:
    mailmerge = importlib.import_module("mailmerge")  # only there once installed, and untyped
    options = mailmerge.MailMergeOptions(merge_if_fields=True)
    fields = _as_fields(values or {})

    def render() -> bytes:
        with mailmerge.MailMerge(template, options=options) as document:
            document.merge(**fields)
            output = io.BytesIO()
            document.write(output)
        return output.getvalue()

    return render


def _as_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Word the values as merge fields: conditions are words, and rows go by the name of their first column."""
    fields: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list):
            fields[next(iter(value[0]))] = value
        else:
            fields[name] = (YES if value else NO) if isinstance(value, bool) else value
    return fields


PEERS: Mapping[str, Callable[[Path, Mapping[str, Any] | None], Render]] = {
    "docxtpl": _docxtpl,
    "docx-mailmerge2": _mailmerge,
}
