"""A folder of templates file by file: which document each is for, and in which regimes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cllaj_docs.delivery.charte import CHARTE
from cllaj_docs.delivery.gabarit.worlds import ALL, REGIMES
from cllaj_docs.delivery.template_folder import Format, TemplateFolder
from cllaj_docs.documents import DOCUMENTS, LIVRES, TypeDocument
from cllaj_docs.errors import UsageError
from cllaj_docs.rendering.checking.findings import Remarque

TEMPLATES = tuple(dict.fromkeys(document.nom_gabarit for document in LIVRES.values()))
"""Names of the shipped templates, in the order of the documents."""

_SHARED = ("page.html", "style.css", CHARTE)
_PICTURES = (".png", ".jpg", ".jpeg")
_FONTS = (".ttf", ".otf")
_OLD_WORD = (".doc", ".dot", ".dotx", ".docm", ".odt", ".rtf")


@dataclass(frozen=True, slots=True)
class Gabarit:
    """A template on disk: its format, its name, the regimes and, among ``documents``, those that use it."""

    format: Format
    nom: str
    regimes: frozenset[str]
    path: Path
    documents: tuple[TypeDocument, ...] = ALL


def own_files(own: Path) -> list[Path]:
    """List the files of a folder, less those that are hidden and those that Word keeps while it edits."""
    return sorted(path for path in own.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))


def templates_of(folder: TemplateFolder, documents: tuple[TypeDocument, ...] = ALL) -> list[Gabarit]:
    """List the templates to check: those of the caller's folder, else the shipped ones.

    A fragment or a style sheet of the caller's concerns every HTML template.
    """
    found: dict[Path, tuple[Format, str, set[str]]] = {}
    for nom in names_of(documents):
        for regime in sorted(REGIMES):
            for format_, path in folder.files(nom, regime).items():
                if is_own(folder, format_, path):
                    found.setdefault(path, (format_, nom, set()))[2].add(regime)
    return [
        Gabarit(format_, nom, frozenset(regimes), path, documents) for path, (format_, nom, regimes) in found.items()
    ]


def names_of(documents: Sequence[TypeDocument]) -> tuple[str, ...]:
    """Name the templates of some documents, each once."""
    return tuple(dict.fromkeys(document.nom_gabarit for document in documents))


def absent_files(folder: TemplateFolder, documents: Sequence[TypeDocument]) -> Iterator[Remarque]:
    """Tell of the documents that cannot be made in some format, for want of a template."""
    said: dict[Format, str] = {"docx": "en Word", "html": "en HTML ni en PDF"}
    for nom in names_of(documents):
        formats = [set(folder.files(nom, regime)) for regime in sorted(REGIMES)]
        for format_, without in said.items():
            lacking = [regime for regime, found in zip(sorted(REGIMES), formats, strict=True) if format_ not in found]
            if lacking:
                regimes = "" if len(lacking) == len(REGIMES) else f" ({', '.join(lacking)})"
                yield Remarque(
                    fichier=f"{nom}.{format_}",
                    code="gabarit_absent",
                    gravite="alerte" if any(formats) else "erreur",
                    explication=f"Ce gabarit n’existe pas{regimes} : le document ne peut être produit {without}.",
                    remede="Ajoutez-le au dossier des gabarits, si ce format doit servir.",
                )


def is_own(folder: TemplateFolder, format_: Format, path: Path) -> bool:
    """Whether a template is the caller's, or depends on a file of theirs; without a folder, all are."""
    if folder.own is None or path.parent == folder.own:
        return True
    return format_ == "html" and any(_is_shared(name) for name in own_files(folder.own))


def _is_shared(path: Path) -> bool:
    """Whether a file is a part of every page: a fragment, a style sheet, the page itself."""
    return path.suffix == ".css" or path.name == "page.html" or (path.suffix == ".html" and path.name[0] == "_")


def stray_files(own: Path, documents: Sequence[TypeDocument] = ALL) -> Iterator[Remarque]:
    """Tell of the files that no document uses: a name misspelt is a template that is never read."""
    names = names_of(documents)
    known = [f"{nom}.{ending}" for nom in names for ending in ("docx", "html")]
    known += [f"{nom}.{regime}.{ending}" for nom in names for regime in sorted(REGIMES) for ending in ("docx", "html")]
    for path in own_files(own):
        name, ending = path.name, path.suffix.lower()
        fragment = name.startswith("_") and ending == ".html"
        if name in known or name in _SHARED or fragment or ending in (*_PICTURES, *_FONTS):
            continue
        near = difflib.get_close_matches(name, [*known, *_SHARED], n=1, cutoff=0.5)
        remedy = f"Renommez-le « {near[0]} », ou sortez-le du dossier." if near else "Sortez-le du dossier."
        if ending in _OLD_WORD:
            remedy = "Enregistrez-le au format .docx, sous le nom d’un document."
        yield Remarque(
            fichier=name,
            code="fichier_inconnu",
            gravite="alerte",
            explication="Ce fichier ne sert à aucun document.",
            remede=remedy,
        )


def shipped_files(*, html: bool, regime: str | None = None) -> dict[str, Path]:
    """Give the shipped files that staff may edit, by the name of their copy: Word, charter and, if asked, HTML.

    ``regime`` gives copies that serve it alone, of the documents of one operator. Raises ``UsageError`` when there is
    none of that name.
    """
    if regime is not None and regime not in REGIMES:
        raise UsageError(f"régime inconnu : « {regime} » ; régimes possibles : {', '.join(sorted(REGIMES))}")
    shipped = TemplateFolder()
    suffix = f".{regime}" if regime else ""
    names = names_of([*DOCUMENTS.values()]) if regime else TEMPLATES
    files = {f"{nom}{suffix}.docx": shipped.word_file(nom) for nom in names}
    if html:
        files |= {f"{nom}{suffix}.html": shipped.html_file(nom) for nom in names}
        sources = sorted(shipped.html_file(TEMPLATES[0]).parent.iterdir())
        files |= {path.name: path for path in sources if path.name in _SHARED or path.name[0] == "_"}
    charte = shipped.html_file(TEMPLATES[0]).parent.parent / CHARTE
    return {**files, CHARTE: charte}
