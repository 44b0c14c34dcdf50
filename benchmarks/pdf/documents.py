"""The four documents of a sample dossier, written to files as each engine takes them."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pdf.letters import letters_of_page
from benchmarks.pdf.typst_source import write_typst
from cllaj_docs.delivery.carried_data import NAME, as_data
from cllaj_docs.delivery.resources import font_files, shipped_folder
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.domain.dossier import Dossier

SAMPLE = "complet"
NAMES = ("convention", "demande-avance", "demande-solde", "bilan-final")
SIGNED_ON = datetime.date(2026, 12, 1)

FONTS = {
    "SourceSans3-Regular.ttf": "font-weight: 400; font-style: normal",
    "SourceSans3-Bold.ttf": "font-weight: 700; font-style: normal",
    "SourceSans3-It.ttf": "font-weight: 400; font-style: italic",
    "SourceSans3-BoldIt.ttf": "font-weight: 700; font-style: italic",
}

# What our engine adds to the pages of its templates, and that every other engine of pages needs too: without it the
# running header and footer would be printed once.
_RUNNING = """
.document > header { position: running(entete) }
.document > footer { display: block; position: running(pied) }
.page::before { content: counter(page) }
.pages::before { content: counter(pages) }
@page { @top-left { content: element(entete); width: 100% } @bottom-left { content: element(pied); width: 100% } }
"""


@dataclass(frozen=True, slots=True)
class Inputs:
    """A document in files: ``page.html`` for us, ``seul.html`` for other engines of pages, Word, Typst, its data."""

    name: str
    folder: Path
    letters: Counter[str]


def write_inputs(folder: Path) -> tuple[Inputs, ...]:
    """Write the four documents in folders of their own."""
    dossier = Dossier.load(shipped_folder("samples") / f"{SAMPLE}.toml")
    return tuple(_write(folder / name, name, dossier) for name in NAMES)


def _write(folder: Path, name: str, dossier: Dossier) -> Inputs:
    folder.mkdir()
    toolkit, family = Toolkit(), str(TemplateFolder().charte["police"]["famille"])
    page = toolkit.render(dossier, name, "html", date=SIGNED_ON).content.decode()
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "seul.html").write_text(alone(page, family), encoding="utf-8")
    (folder / "word.docx").write_bytes(toolkit.render(dossier, name, "docx", date=SIGNED_ON).content)
    (folder / "source.typ").write_text(write_typst(page, family), encoding="utf-8")
    (folder / NAME).write_bytes(as_data(DOCUMENTS[name].part_shown(dossier)))
    return Inputs(name, folder, letters_of_page(page))


def alone(page: str, family: str) -> str:
    """Give a page that needs nothing beside it but the files of its fonts."""
    files = font_files()
    faces = "\n".join(
        f'@font-face {{ font-family: "{family}"; {style}; src: url({files[name].as_uri()}) }}'
        for name, style in FONTS.items()
    )
    return page.replace("</head>", f"<style>{faces}{_RUNNING}</style>\n</head>", 1)
