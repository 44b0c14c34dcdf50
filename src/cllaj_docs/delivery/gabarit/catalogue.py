"""The catalogue in files: a workbook, or a page to print in Word, HTML and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from cllaj_docs.delivery.gabarit.champs import ALWAYS, Entree, list_fields
from cllaj_docs.delivery.gabarit.filtres import Filtre, list_filters
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.documents import TypeDocument

TEMPLATE = "champs"
"""The template of the page to print."""

_NOTHING = "–"
_COLUMNS = (
    ("Champ", 44),
    ("À écrire", 56),
    ("Sens", 60),
    ("Sorte", 26),
    ("Exemple", 44),
    ("Présence", 40),
    ("Boucle", 44),
)
_FILTER_COLUMNS = (("Filtre", 44), ("À écrire", 56), ("Sens", 60), ("Ce qui s’imprime", 26), ("Gabarits", 44))


@dataclass(frozen=True, slots=True)
class _Boucle:
    titre: str
    champs: tuple[Entree, ...]


@dataclass(frozen=True, slots=True)
class _Partie:
    titre: str
    boucles: tuple[_Boucle, ...]


@dataclass(frozen=True, slots=True)
class _Document:
    titre: str
    parties: tuple[_Partie, ...]


def write_workbook(documents: Sequence[TypeDocument]) -> bytes:
    """Write one sheet for each document, and one for the filters."""
    from cllaj_docs.reporting.workbook import new_book, write_table

    with new_book("Champs des gabarits", "Ce que les gabarits peuvent imprimer") as book:
        for document in documents:
            rows = [
                (one.nom, one.ecriture, one.sens, one.sorte, one.exemple, one.presence, _loops(one))
                for one in list_fields(document)
            ]
            write_table(book, document.nom, _COLUMNS, rows)
        filters = [(one.nom, one.ecriture, one.sens, one.exemple, one.formats) for one in list_filters()]
        write_table(book, "filtres", _FILTER_COLUMNS, filters)
    return book.output.getvalue()


def write_page(documents: Sequence[TypeDocument], ending: str) -> bytes:
    """Write the page to print: ``docx``, ``html`` or ``pdf``."""
    folder = TemplateFolder()
    values = page_values(documents)
    if ending == "docx":
        return folder.word_template(folder.word_file(TEMPLATE)).render(values)
    page = folder.html_template(folder.html_file(TEMPLATE)).render(values)
    return page.encode() if ending == "html" else folder.pdf_renderer().render(page, date=None, attachments=())


def page_values(documents: Sequence[TypeDocument]) -> dict[str, Any]:
    """Give the values of the page to print."""
    return {
        "titre": "Champs des gabarits",
        "reference": "cllaj-docs",
        "auteur": "cllaj-docs",
        "empreinte": "",
        "sujet": ", ".join(document.titre for document in documents),
        "documents": tuple(_Document(document.titre, _parts(list_fields(document))) for document in documents),
        "filtres": tuple(_shown(one) for one in list_filters()),
    }


def _parts(entries: Sequence[Entree]) -> tuple[_Partie, ...]:
    """Gather fields under their headings, and those of a loop under the loop."""
    by_part: dict[str, list[Entree]] = {}
    for entry in entries:
        by_part.setdefault(entry.partie, []).append(entry)
    return tuple(
        _Partie(
            title,
            tuple(
                _Boucle(f"Dans la boucle {loops}" if loops else "", tuple(_readable(entry) for entry in own))
                for loops, own in groupby(rows, key=_loops)
            ),
        )
        for title, rows in by_part.items()
    )


def _loops(entry: Entree) -> str:
    """Write the loops that a field stands in, the outermost first."""
    return " ".join(f"{{% {loop} %}}" for loop in entry.boucles)


def _readable(entry: Entree) -> Entree:
    """Leave no cell empty, and say when a field is known only where it is not always."""
    presence = "" if entry.presence == ALWAYS else entry.presence
    return replace(entry, ecriture=entry.ecriture or entry.nom, exemple=entry.exemple or _NOTHING, presence=presence)


def _shown(one: Filtre) -> Filtre:
    return replace(one, exemple=one.exemple or _NOTHING)
