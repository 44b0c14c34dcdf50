"""A folder of templates file by file: which document each is for, and in which regimes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cllaj_docs.delivery.charter import CHARTE
from cllaj_docs.delivery.gabarit.worlds import REGIMES
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.rendering.checking.findings import Remarque

Format = Literal["docx", "html"]

TEMPLATES = tuple(dict.fromkeys(document.nom_gabarit for document in DOCUMENTS.values()))
"""Names of the templates, in the order of the documents."""

_SHARED = ("page.html", "style.css", CHARTE)
_PICTURES = (".png", ".jpg", ".jpeg")
_FONTS = (".ttf", ".otf")
_OLD_WORD = (".doc", ".dot", ".dotx", ".docm", ".odt", ".rtf")


@dataclass(frozen=True, slots=True)
class Gabarit:
    """A template on disk: its format, its name, and the regimes that use it."""

    format: Format
    nom: str
    regimes: frozenset[str]
    path: Path


def own_files(own: Path) -> list[Path]:
    """List the files of a folder, less those that are hidden and those that Word keeps while it edits."""
    return sorted(path for path in own.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))


def templates_of(folder: TemplateFolder) -> list[Gabarit]:
    """List the templates to check: those of the caller's folder, else the shipped ones.

    A fragment or a style sheet of the caller's concerns every HTML template.
    """
    found: dict[Path, tuple[Format, str, set[str]]] = {}
    for nom in TEMPLATES:
        for regime in sorted(REGIMES):
            pair: dict[Format, Path] = {"docx": folder.word_file(nom, regime), "html": folder.html_file(nom, regime)}
            for format_, path in pair.items():
                if is_own(folder, format_, path):
                    found.setdefault(path, (format_, nom, set()))[2].add(regime)
    return [Gabarit(format_, nom, frozenset(regimes), path) for path, (format_, nom, regimes) in found.items()]


def is_own(folder: TemplateFolder, format_: Format, path: Path) -> bool:
    """Whether a template is the caller's, or depends on a file of theirs; without a folder, all are."""
    if folder.own is None or path.parent == folder.own:
        return True
    return format_ == "html" and any(name.suffix in (".html", ".css") for name in own_files(folder.own))


def stray_files(own: Path) -> Iterator[Remarque]:
    """Tell of the files that no document uses: a name misspelt is a template that is never read."""
    known = [f"{nom}.{ending}" for nom in TEMPLATES for ending in ("docx", "html")]
    known += [
        f"{nom}.{regime}.{ending}" for nom in TEMPLATES for regime in sorted(REGIMES) for ending in ("docx", "html")
    ]
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


def shipped_files(*, html: bool) -> dict[str, Path]:
    """Give the shipped files that staff may edit, by the name of their copy: Word, charter and, if asked, HTML."""
    shipped = TemplateFolder()
    files = {path.name: path for path in (shipped.word_file(nom) for nom in TEMPLATES)}
    if html:
        own = {f"{nom}.html" for nom in TEMPLATES}
        sources = shipped.html_file(TEMPLATES[0]).parent.iterdir()
        files |= {path.name: path for path in sorted(sources) if path.name in own | set(_SHARED) or path.name[0] == "_"}
    charte = shipped.html_file(TEMPLATES[0]).parent.parent / CHARTE
    return {**files, CHARTE: charte}
