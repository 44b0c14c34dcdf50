"""The door of the library: a dossier and the name of a document in, bytes out.

This is where the floors meet: ``documents`` gives values by name, ``rendering`` turns a template and values into bytes;
neither knows the other. A ``Toolkit`` compiles each template once, and keeps but the last texts that it has written in
Word; it is safe in threads.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import localcontext
from functools import cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from cllaj_docs.delivery.carried_data import NAMESPACE, Sceau, as_attachments, as_data, seal
from cllaj_docs.delivery.fork import open_after_fork
from cllaj_docs.delivery.letterhead import set_over
from cllaj_docs.delivery.output import Document
from cllaj_docs.delivery.schema import dossier_schema
from cllaj_docs.delivery.template_folder import Format, TemplateFolder, to_engine_values
from cllaj_docs.delivery.version import __version__
from cllaj_docs.documents import DOCUMENTS, TypeDocument
from cllaj_docs.domain.departement import EnTete
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import CALCUL_EXACT
from cllaj_docs.errors import UsageError
from cllaj_docs.rules.constat import Constat
from cllaj_docs.rules.controle import check as check_dossier

if TYPE_CHECKING:
    from cllaj_docs.rendering.checking.findings import Remarque
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


_MAKING = open_after_fork(Lock())
"""Held while something is made that a toolkit keeps."""


class Toolkit:
    """Templates compiled once, for any number of documents, from any number of threads.

    ``templates`` names a folder whose files are used before the shipped ones. ``documents`` are kinds of documents of
    the caller's own, beside those of the grant: their templates are in that folder. ``documents`` of the toolkit are
    all of them by name. A toolkit may be sent to another process, which compiles its own templates.

    Raises ``OutputError`` when the folder does not exist, ``UsageError`` for a document whose name cannot serve.
    """

    def __init__(self, templates: str | Path | None = None, *, documents: Iterable[TypeDocument] = ()) -> None:
        self._folder = TemplateFolder(templates)
        self._own = tuple(documents)
        self.documents: Mapping[str, TypeDocument] = MappingProxyType(_with_own(self._own))
        self._kept: dict[str, Any] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_toolkit, (self._folder.own, self._own))

    @property
    def templates(self) -> TemplateFolder:
        """Where the templates are read from."""
        return self._folder

    def render(
        self,
        dossier: Dossier,
        document: str,
        format: str = "docx",  # noqa: A002 - the public name, and the word that everybody uses
        *,
        date: datetime.date | None = None,
    ) -> Document:
        """Render a document of a dossier.

        ``document`` is a name of ``documents`` and ``format`` is ``docx``, ``pdf`` or ``html``. ``date`` is the day
        written in « Fait à …, le … »: without it a dotted line is left to the pen, and no clock is read. The same
        arguments give the same bytes. Raises ``DossierError`` when the dossier still lacks a part, ``TemplateError``
        when a template is at fault, ``UsageError`` for an unknown name, ``OutputError`` when a template cannot be read
        or, for a PDF, when the system lacks a library.
        """
        kind = self.document_type(document)
        if format not in MEDIA_TYPES:
            raise UsageError(f"format inconnu : « {format} » ; formats possibles : {', '.join(MEDIA_TYPES)}")
        kind.require(dossier)
        shown = kind.part_shown(dossier)
        return self._render(kind, shown, format, date, self._seal(kind, shown, date))

    def render_sealed(self, dossier: Dossier, sceau: Sceau, format_: str) -> Document:
        """Render a document again as its seal says: of the same date, under the fingerprint that it bears.

        Raises as ``render`` does.
        """
        kind = self.document_type(sceau.document)
        kind.require(dossier)
        return self._render(kind, kind.part_shown(dossier), format_, sceau.day, sceau)

    def compiled_template(self, document: str, regime: str, format_: Format) -> WordTemplate | HtmlTemplate:
        """Give the template that a document is made from, in a regime. Raises as ``render`` does."""
        kind = self.document_type(document)
        if format_ == "docx":
            return self._word(kind.nom_gabarit, regime, carries=kind.carries_data)
        return self._html(kind.nom_gabarit, regime)

    def templates_fingerprint(self, kind: TypeDocument, regime: str) -> str:
        """Give the fingerprint of the templates of a document, Word and HTML, for a regime."""
        name = f"{kind.nom_gabarit} {regime} empreinte"
        return self._keep(name, lambda: self._folder.fingerprint(kind.nom_gabarit, regime))

    def _render(
        self, kind: TypeDocument, shown: Dossier, format_: str, date: datetime.date | None, sceau: Sceau | None
    ) -> Document:
        with localcontext(CALCUL_EXACT):
            values = self._with_settings(to_engine_values(kind.build_context(shown, date)))
            sceau = sceau or self._seal_of_page(kind, shown, date, values)
            content = self._write(format_, kind, {**values, "empreinte": sceau.empreinte}, shown, date, sceau)
        return Document(content=content, filename=f"{kind.nom}.{format_}", media_type=MEDIA_TYPES[format_])

    def _seal(self, kind: TypeDocument, shown: Dossier, date: datetime.date | None) -> Sceau | None:
        """Seal a document that carries its data; one that does not is sealed by what it shows, once that is known."""
        return self._sealed(kind, shown, date, as_data(shown)) if kind.carries_data else None

    def _seal_of_page(
        self, kind: TypeDocument, shown: Dossier, date: datetime.date | None, values: Mapping[str, Any]
    ) -> Sceau:
        """Seal a document by what it shows: a fingerprint of data that it hides would help to guess them."""
        values = {**values, "empreinte": ""}
        name, regime = kind.nom_gabarit, shown.porteur.regime
        if "html" in self._keep(f"{name} {regime} formats", lambda: self._folder.files(name, regime)):
            said = self._html(name, regime).render(values)
        else:
            from cllaj_docs.rendering.blocks import word_blocks

            blocks = word_blocks(self._word(name, regime, carries=False).render(values))
            said = "\n".join(block.text for block in blocks)
        return self._sealed(kind, shown, date, said.encode())

    def _sealed(self, kind: TypeDocument, shown: Dossier, date: datetime.date | None, content: bytes) -> Sceau:
        templates = self.templates_fingerprint(kind, shown.porteur.regime)
        day = "" if date is None else date.isoformat()
        return seal(kind.nom, __version__, templates, day, content, carries=kind.carries_data)

    def compare_formats(
        self, dossier: Dossier, document: str, *, date: datetime.date | None = None
    ) -> tuple[Remarque, ...]:
        """Tell where the Word of a document says something else than its PDF, passage by passage.

        There is nothing to tell of shipped templates, and nothing is rendered for it. Raises like ``render``.
        """
        from cllaj_docs.delivery.gabarit.textes import Rendered, compared, has_own

        kind = self.document_type(document)
        if not has_own(self._folder, kind, dossier.porteur.regime):
            return ()
        page = self.render(dossier, document, "html", date=date).content.decode()
        word = self.render(dossier, document, "docx", date=date).content
        return tuple(compared(self._folder, [Rendered(dossier, kind, word, page)]))

    def _write(
        self,
        format_: str,
        kind: TypeDocument,
        values: Mapping[str, Any],
        shown: Dossier,
        date: datetime.date | None,
        sceau: Sceau,
    ) -> bytes:
        """Hand the values of a document, and what it carries, to the engine of a format."""
        if format_ == "docx":
            from cllaj_docs.rendering.word.carrying import carry

            carries = bool(sceau.donnees)
            document = self._word(kind.nom_gabarit, shown.porteur.regime, carries=carries).render(values)
            return carry(document, NAMESPACE, sceau.origin(), sceau.donnees) if carries else document
        page = self._html(kind.nom_gabarit, shown.porteur.regime).render(values)
        if format_ == "html":
            return page.encode()
        return self._pdf().render(page, date=date, attachments=as_attachments(sceau))

    def _word(self, template: str, regime: str, *, carries: bool) -> WordTemplate:
        path = self._keep(f"{template} {regime} docx", lambda: self._folder.word_file(template, regime))
        namespace = NAMESPACE if carries else None
        return self._keep(f"{path.name} {carries}", lambda: self._folder.word_template(path, namespace))

    def _html(self, template: str, regime: str) -> HtmlTemplate:
        path = self._keep(f"{template} {regime} html", lambda: self._folder.html_file(template, regime))
        return self._keep(path.name, lambda: self._folder.html_template(path))

    def _pdf(self) -> PdfRenderer:
        return self._keep("pdf", self._folder.pdf_renderer)

    def _with_settings(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Add what the folder of templates sets: logos, and what the letterhead says of the service."""
        logos = self._keep("logos", lambda: self._folder.logos)
        own = self._keep("en_tete", lambda: self._folder.en_tete)
        return {**values, "logos": logos, "en_tete": set_over(own, values.get("en_tete", EnTete()))}

    def _keep(self, key: str, make: Callable[[], _Value]) -> _Value:
        """Make a thing once, whatever the number of threads that ask for it."""
        if key not in self._kept:
            with _MAKING:
                if key not in self._kept:
                    self._kept[key] = make()
        kept: _Value = self._kept[key]
        return kept

    def possible(self, dossier: Dossier) -> tuple[str, ...]:
        """Name the documents that the dossier already allows, in the order of its life."""
        return tuple(kind.nom for kind in self.documents.values() if not kind.missing(dossier))

    def document_type(self, document: str) -> TypeDocument:
        """Give what is known of a document. Raises ``UsageError`` when there is none of that name."""
        if document not in self.documents:
            names = ", ".join(self.documents)
            raise UsageError(f"document inconnu : « {document} » ; documents possibles : {names}")
        return self.documents[document]

    @staticmethod
    def check(dossier: Dossier) -> tuple[Constat, ...]:
        """Give the findings on a dossier, blocking or not."""
        return check_dossier(dossier)

    @staticmethod
    def schema() -> dict[str, Any]:
        """Give the JSON Schema (2020-12) of a dossier: a title, a description and an example in French for each field.

        Amounts are JSON numbers or texts (``20000.00`` or ``"20000.00"``), both read exactly; texts are what
        ``Dossier.to_json`` writes. What the schema refuses, ``Dossier.from_json`` refuses too.
        """
        return dossier_schema()


_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _with_own(own: Iterable[TypeDocument]) -> dict[str, TypeDocument]:
    """Put a caller's documents after those of the grant, by name."""
    documents = dict(DOCUMENTS)
    for document in own:
        for name in (document.nom, document.nom_gabarit):
            if not _NAME.fullmatch(name):
                raise UsageError(f"« {name} » ne peut nommer un document : lettres sans accent, chiffres et tirets")
        if document.nom in documents:
            raise UsageError(f"un document s’appelle déjà « {document.nom} » : donnez un autre nom au vôtre")
        documents[document.nom] = document
    return documents


def _rebuild_toolkit(templates: Path | None, documents: tuple[TypeDocument, ...]) -> Toolkit:
    """Make a toolkit that came from another process."""
    return Toolkit(templates, documents=documents)


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
