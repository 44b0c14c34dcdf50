"""Checks a folder of templates: read like code, rendered with every sample, held against what is shipped.

A ``Remarque`` is an ``erreur`` when a document would fail, or print what it must not; an ``alerte`` when it would say
something else than the shipped template, or than its own PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from cllaj_docs.delivery.gabarit.fichiers import (
    Gabarit,
    absent_files,
    stray_files,
    templates_of,
)
from cllaj_docs.delivery.gabarit.lecture import check_template
from cllaj_docs.delivery.gabarit.oublis import forgotten, shortened
from cllaj_docs.delivery.gabarit.reglages import check_settings
from cllaj_docs.delivery.gabarit.textes import DAY, Rendered, compared
from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.delivery.template_folder import Format, TemplateFolder
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.documents import CAMPAGNE, DOCUMENTS
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import OutputError, TemplateError
from cllaj_docs.rendering.checking.findings import Remarque
from cllaj_docs.rendering.word.limits import WorkError

_Read = TypeVar("_Read")


def check_templates(templates: Toolkit | str | Path | None = None) -> tuple[Remarque, ...]:
    """Check the templates of a toolkit, of a folder, or the shipped ones; give all that there is to say, file by file.

    Templates are read again, like code, then rendered with every shipped sample that allows the document.
    Raises ``OutputError`` when the folder does not exist.
    """
    toolkit = templates if isinstance(templates, Toolkit) else Toolkit(templates)
    own = (document for nom, document in toolkit.documents.items() if nom not in DOCUMENTS)
    every = {document.nom: document for document in (*CAMPAGNE.values(), *own)}
    return _Verification(Toolkit(toolkit.templates.own, documents=every.values())).run()


@dataclass
class _Verification:
    """A check under way: what was found so far."""

    toolkit: Toolkit
    remarques: list[Remarque] = field(default_factory=list)
    usable: set[Path] = field(default_factory=set)
    """The templates that samples are rendered with: those that the engines can read, and come to the end of."""

    @property
    def folder(self) -> TemplateFolder:
        """The folder that is checked."""
        return self.toolkit.templates

    def run(self) -> tuple[Remarque, ...]:
        """Check everything, what is cheap and sure first."""
        documents = tuple(self.toolkit.documents.values())
        if self.folder.own is not None:
            self.remarques += stray_files(self.folder.own, documents)
        self._add(absent_files(self.folder, documents))
        if self._attempt(lambda: self.folder.charte) is None or self._attempt(lambda: self.folder.html_sources) is None:
            return tuple(self.remarques)
        self._attempt(lambda: self.folder.logos)
        self._add(check_settings(self.folder))
        templates = templates_of(self.folder, documents)
        for template in templates:
            checked = self._attempt(partial(check_template, self.folder, template))
            if checked is not None:
                self._add(checked.remarques)
                self._add(forgotten(template, checked))
        rendered = list(self._render(templates))
        if self.folder.own is not None:
            self._add(compared(self.folder, rendered))
            self._add(shortened(self.folder, rendered))
        return tuple(sorted(self.remarques, key=_order))

    def _attempt(self, read: Callable[[], _Read], told: str = "") -> _Read | None:
        """Do something; an error becomes a finding, unless one is already told of the same place."""
        try:
            return read()
        except TemplateError as error:
            remarque = _of_error(error, told)
            if _place(remarque) not in {_place(known) for known in self.remarques if known.gravite == "erreur"}:
                self.remarques.append(remarque)
        except OutputError as error:
            self._add([Remarque("", "fichier_illisible", "erreur", f"{error}.", "Vérifiez le fichier et vos droits.")])
        return None

    def _add(self, remarques: Iterable[Remarque]) -> None:
        """Add findings; what is told of a file that several templates include is told once."""
        self.remarques += [remarque for remarque in dict.fromkeys(remarques) if remarque not in self.remarques]

    def _compile(self, template: Gabarit) -> bool:
        """Have the engine read a template, for each document that it serves; tell whether it can."""
        regime = min(template.regimes)
        names = [document.nom for document in template.documents if document.nom_gabarit == template.nom]
        compiled = [
            self._attempt(partial(self.toolkit.compiled_template, name, regime, template.format)) for name in names
        ]
        return None not in compiled

    def _render(self, templates: Sequence[Gabarit]) -> Iterator[Rendered]:
        """Render every sample with the templates that are checked, as far as the engines can read them.

        What is shipped is only rendered to be held against one of them.
        """
        checked = {template.path for template in templates}
        self.usable = {template.path for template in templates if self._compile(template)}
        for path in sample_files():
            dossier = Dossier.load(path)
            for nom in self.toolkit.possible(dossier):
                document = self.toolkit.document_type(nom)
                used = self.folder.files(document.nom_gabarit, dossier.porteur.regime)
                render = partial(self._rendered, dossier, nom, f"dossier d’exemple « {path.stem} »")
                made = {format_: render(format_, used[format_]) for format_ in used if used[format_] in self.usable}
                if any(made.values()):
                    made |= {
                        format_: render(format_, used[format_]) for format_ in used if used[format_] not in checked
                    }
                    page = made.get("html")
                    yield Rendered(dossier, document, made.get("docx"), None if page is None else page.decode())

    def _rendered(self, dossier: Dossier, document: str, told: str, format_: Format, template: Path) -> bytes | None:
        """Render a document; a template that has no end is not tried again with another sample."""

        def render() -> bytes:
            try:
                return self.toolkit.render(dossier, document, format_, date=DAY).content
            except TemplateError as error:
                if isinstance(error.__cause__, WorkError):
                    self.usable.discard(template)
                raise

        return self._attempt(render, told)


def _of_error(error: TemplateError, told: str) -> Remarque:
    """Tell an error of an engine as a finding; ``told`` says what it was doing."""
    what, colon, remedy = error.message.partition(" : ")
    context = f" ({told})" if told else ""
    return Remarque(
        fichier=error.document or "",
        code="moteur" if not told else "rendu",
        gravite="erreur",
        explication=f"{what[:1].upper()}{what[1:]}{context}.",
        remede=f"{remedy[:1].upper()}{remedy[1:]}." if colon else "Comparez au gabarit livré.",
        partie=error.partie,
        rang=error.ligne,
        texte=error.paragraphe,
        balise=error.balise,
    )


def _place(remarque: Remarque) -> tuple[object, ...]:
    return remarque.fichier, remarque.partie, remarque.rang


def _order(remarque: Remarque) -> tuple[object, ...]:
    return remarque.fichier, remarque.partie or "", remarque.rang or 0, remarque.gravite != "erreur"
