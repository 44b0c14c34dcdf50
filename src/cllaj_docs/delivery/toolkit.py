"""The door of the library: a dossier and the name of a document in, bytes out.

This is where the floors meet: ``documents`` gives values by name, ``rendering`` turns a template and values into bytes;
neither knows the other. A ``Toolkit`` compiles each template once, and keeps but the last texts that it has read; it
is safe in threads.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Mapping
from decimal import localcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cllaj_docs.delivery.carried_data import as_attachment
from cllaj_docs.delivery.output import Document
from cllaj_docs.delivery.template_folder import TemplateFolder, to_engine_values
from cllaj_docs.documents import DOCUMENTS, TypeDocument
from cllaj_docs.documents.contexte import Logos
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import CALCUL_EXACT
from cllaj_docs.errors import UsageError
from cllaj_docs.rules.constat import Constat
from cllaj_docs.rules.controle import check as check_dossier

if TYPE_CHECKING:
    from cllaj_docs.rendering.html import HtmlTemplate
    from cllaj_docs.rendering.pdf import PdfRenderer
    from cllaj_docs.rendering.word import WordTemplate

MEDIA_TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
"""Media type of each format, in the order in which documents are written."""

_Value = TypeVar("_Value")


class Toolkit:
    """Templates compiled once. ``templates`` names a folder whose files are used before the shipped ones.

    Raises ``OutputError`` when that folder does not exist.
    """

    def __init__(self, templates: str | Path | None = None) -> None:
        self._folder = TemplateFolder(templates)
        self._lock = threading.Lock()
        self._kept: dict[str, Any] = {}

    def render(
        self,
        dossier: Dossier,
        document: str,
        format: str = "docx",  # noqa: A002 - the public name, and the word that everybody uses
        *,
        date: datetime.date | None = None,
    ) -> Document:
        """Render a document of a dossier.

        ``document`` is a name of ``DOCUMENTS`` and ``format`` one of ``MEDIA_TYPES``. ``date`` is the day written in
        « Fait à …, le … »: without it a dotted line is left to the pen, and no clock is read. Raises ``DossierError``
        when the dossier still lacks a part, ``TemplateError`` when a template is at fault, ``UsageError`` for an
        unknown name.
        """
        kind = self.document_type(document)
        if format not in MEDIA_TYPES:
            raise UsageError(f"format inconnu : « {format} » ; formats possibles : {', '.join(MEDIA_TYPES)}")
        kind.require(dossier)
        shown = kind.part_shown(dossier)
        with localcontext(CALCUL_EXACT):
            values = {**to_engine_values(kind.build_context(shown, date)), "logos": self._logos()}
            content = self._write(format, kind, values, shown, date)
        return Document(content=content, filename=f"{kind.nom}.{format}", media_type=MEDIA_TYPES[format])

    def _write(
        self, format_: str, kind: TypeDocument, values: Mapping[str, Any], shown: Dossier, date: datetime.date | None
    ) -> bytes:
        """Hand the values of a document, and the data that it carries, to the engine of a format."""
        if format_ == "docx":
            return self._word(kind.nom_gabarit, shown.porteur.regime).render(values)
        page = self._html(kind.nom_gabarit, shown.porteur.regime).render(values)
        if format_ == "html":
            return page.encode()
        return self._pdf().render(page, date=date, attachments=(as_attachment(shown),) if kind.carries_data else ())

    def _word(self, template: str, regime: str) -> WordTemplate:
        path = self._keep(f"{template} {regime} docx", lambda: self._folder.word_file(template, regime))
        return self._keep(path.name, lambda: self._folder.word_template(path))

    def _html(self, template: str, regime: str) -> HtmlTemplate:
        path = self._keep(f"{template} {regime} html", lambda: self._folder.html_file(template, regime))
        return self._keep(path.name, lambda: self._folder.html_template(path))

    def _pdf(self) -> PdfRenderer:
        return self._keep("pdf", self._folder.pdf_renderer)

    def _logos(self) -> Logos:
        return self._keep("logos", lambda: self._folder.logos)

    def _keep(self, key: str, make: Callable[[], _Value]) -> _Value:
        """Make a thing once, whatever the number of threads that ask for it."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            kept: _Value = self._kept[key]
        return kept

    def possible(self, dossier: Dossier) -> tuple[str, ...]:
        """Name the documents that the dossier already allows, in the order of its life."""
        return tuple(kind.nom for kind in DOCUMENTS.values() if not kind.missing(dossier))

    @staticmethod
    def document_type(document: str) -> TypeDocument:
        """Give what is known of a document. Raises ``UsageError`` when there is none of that name."""
        if document not in DOCUMENTS:
            raise UsageError(f"document inconnu : « {document} » ; documents possibles : {', '.join(DOCUMENTS)}")
        return DOCUMENTS[document]

    @staticmethod
    def check(dossier: Dossier) -> tuple[Constat, ...]:
        """Give the findings on a dossier, blocking or not."""
        return check_dossier(dossier)

    @staticmethod
    def schema() -> dict[str, Any]:
        """Give the JSON Schema (2020-12) of a dossier, with French titles and descriptions."""
        return Dossier.model_json_schema(mode="validation")


@cache
def _default_toolkit() -> Toolkit:
    """Give the toolkit of the shipped templates, compiled once in the life of the process."""
    return Toolkit()


def render(
    dossier: Dossier,
    document: str,
    format: str = "docx",  # noqa: A002 - the public name, and the word that everybody uses
    *,
    date: datetime.date | None = None,
) -> Document:
    """Render a document of a dossier with the shipped templates: see ``Toolkit.render``."""
    return _default_toolkit().render(dossier, document, format, date=date)
