"""Pages of the fields that templates may print, one for each document, and of the filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from cllaj_docs.delivery.gabarit.champs import Entree, list_fields
from cllaj_docs.delivery.gabarit.filtres import list_filters
from cllaj_docs.documents import DOCUMENTS, TypeDocument
from tools.site.markdown import code, table, text


def fields_pages() -> Mapping[str, str]:
    """Give a page for each document, by file name, and that of the filters."""
    pages = {f"champs-{document.nom}.md": _fields_page(document) for document in DOCUMENTS.values()}
    return {**pages, "filtres.md": _filters_page()}


def _fields_page(document: TypeDocument) -> str:
    parts = [
        f"# Champs : {document.titre.lower()}",
        f"Ce qu’un gabarit de `{document.nom}` peut imprimer. La même liste s’écrit en Word ou en classeur : "
        f"`cllaj-docs gabarits champs {document.nom} -o champs.xlsx`.",
    ]
    for part, entries in groupby(list_fields(document), key=lambda entry: entry.partie):
        parts += [f"## {part}", *_tables(entries)]
    return "\n\n".join(parts) + "\n"


def _tables(entries: Iterator[Entree]) -> Iterator[str]:
    """Write the fields of a part, those of each loop together."""
    for loops, own in groupby(entries, key=lambda entry: entry.boucles):
        if loops:
            yield "Dans la boucle " + ", ".join(code(f"{{% {loop} %}}") for loop in loops) + " :"
        rows = ((code(entry.ecriture or entry.nom), _meaning(entry), text(entry.exemple)) for entry in own)
        yield table(("Balise", "Sens", "Exemple"), rows)


def _meaning(entry: Entree) -> str:
    return f"{text(entry.sens)} ({text(entry.sorte)}), {text(entry.presence)}"


def _filters_page() -> str:
    rows = (
        (code(one.nom), text(one.sens), code(one.ecriture), text(one.exemple), one.formats) for one in list_filters()
    )
    return "\n\n".join(
        [
            "# Filtres",
            "Un filtre met une valeur en forme : `{{ convention.montant|euros }}`. Un montant, un taux ou une date "
            "sans filtre est une faute, que `gabarits verifier` signale.",
            table(("Filtre", "Sens", "Écriture", "Donne", "Gabarits"), rows),
            "",
        ]
    )
