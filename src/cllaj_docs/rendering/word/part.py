"""One XML part of a template, prepared and compiled once.

docxtpl's own ``patch_xml`` turns the part into a Jinja source: it gathers tags that Word splits over several runs, and
gives ``{%p``, ``{%tr``, ``{%tc`` and ``{%r`` their meaning. One paragraph then stands on one line, so that a Jinja line
number is the rank of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from types import TracebackType
from typing import Any, cast

from jinja2 import Template, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.environment import DRAW, WordEnvironment
from cllaj_docs.rendering.word.values import Image

_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_XML = re.compile(r"<[^>]*>")
_PRINTED = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_INSIDE_TEXT = re.compile(r"<(?!w:t[ >])[^>]*>\s*\Z")
_LISTING = re.compile("[\a\f]")


class TemplatePart:
    """A part such as ``word/document.xml``. ``is_dynamic`` is false when it holds no tag: it is then kept as it is."""

    def __init__(self, name: str, content: bytes, environment: WordEnvironment, document: str) -> None:
        self.name = name
        self._document = document
        text = content.decode("utf-8-sig")
        self.is_dynamic = "{{" in _XML.sub("", text) or "{%" in _XML.sub("", text)
        if self.is_dynamic:
            self._source = _to_jinja(text)
            self._lines = self._source.split("\n")
            self._makes_cells = bool(re.search(r"\{%\s*(tc|colspan|hm)\b", _XML.sub("", text)))
            self._template = self._compile(environment)

    def _compile(self, environment: WordEnvironment) -> Template:
        try:
            code = environment.compile(self._source, self.name, self.name)
            return environment.template_class.from_code(environment, code, environment.make_globals(None))
        except TemplateSyntaxError as error:
            raise self._fault("la syntaxe de cette balise est incorrecte", error.lineno, str(error.message)) from error

    def render(self, context: Mapping[str, Any], draw: Callable[[Image], Any]) -> bytes:
        """Give the part with its tags replaced. Raises ``TemplateError`` with the place."""
        try:
            text = self._template.render({**context, DRAW: draw})
        except Exception as error:
            raise self._explained(error) from error
        text = text.replace("\n<w:p", "<w:p")
        if _LISTING.search(text) or self._makes_cells:
            text = _finish(text, rectangular=self._makes_cells)
        return text.encode()

    def _explained(self, error: Exception) -> TemplateError:
        line = _line_of(error.__traceback__, self.name)
        if isinstance(error, TemplateError):
            return self._fault(error.message, line)
        if isinstance(error, UndefinedError):
            names = re.findall(r"'([^']*)'", str(error.message))
            name = names[-1] if names else None
            return self._fault(f"la donnée « {name} » n’existe pas", line, name)
        if isinstance(error, SecurityError):
            return self._fault("un gabarit n’appelle que des filtres : cette opération est refusée", line)
        reason = f" : {error}" if isinstance(error, ValueError | TypeError) else ""
        return self._fault(f"cette balise ne peut pas être calculée{reason}", line)

    def _fault(self, message: str, line: int | None, about: str | None = None) -> TemplateError:
        """Make an error; ``line`` counts paragraphs from 1 once what stands before the first is set apart."""
        source = self._lines[line - 1] if line and line <= len(self._lines) else ""
        tags = [tag for tag in _TAG.findall(source) if about is None or about in tag]
        text = unescape(_XML.sub("", source)).strip().replace("|_bloc", "")
        return TemplateError(
            message,
            document=self._document,
            partie=self.name,
            paragraphe=text[:200] or None,
            balise=tags[0].replace("|_bloc", "") if tags else None,
            ligne=max(line - 1, 1) if line else None,
        )


def _to_jinja(text: str) -> str:
    """Turn a part into a Jinja source, one paragraph a line."""
    from docxtpl import DocxTemplate

    without_breaks = text.replace("\r\n", " ").replace("\n", " ")
    patched = cast("str", DocxTemplate.patch_xml(None, without_breaks))
    return _PARAGRAPH.sub("\n<w:p", _mark_blocks(patched))


def _mark_blocks(source: str) -> str:
    """Pass what is printed outside a ``w:t`` through ``_bloc``: there alone may whole paragraphs stand."""

    def mark(found: re.Match[str]) -> str:
        before = _TAG.sub("", source[max(0, found.start() - 2_000) : found.start()])
        outside = _INSIDE_TEXT.search(before) is not None
        return f"{{{{({found[1]})|_bloc}}}}" if outside else found[0]

    return _PRINTED.sub(mark, source)


def _finish(text: str, *, rectangular: bool) -> str:
    """Split paragraphs at the marks of listings, and give tables whose cells were repeated the columns they need."""
    from docxtpl import DocxTemplate
    from lxml import etree

    if _LISTING.search(text):
        text = cast("str", DocxTemplate.resolve_listing(None, text))
    if not rectangular:
        return text
    declaration, _, body = text.rpartition("?>")
    tree = DocxTemplate.fix_tables(None, body)
    return (f"{declaration}?>" if declaration else "") + etree.tostring(tree, encoding="unicode")


def _line_of(traceback: TracebackType | None, name: str) -> int | None:
    line = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == name:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
