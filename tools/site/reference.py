"""Reference pages: the findings by code, the columns of the reporting table, the commands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby

from cllaj_docs.delivery.cli import build_parser
from cllaj_docs.domain.colonne import Colonne, feuilles
from cllaj_docs.rules.constat import NatureConstat, natures_of_constats
from tools.site.markdown import code, table, text

_TYPES = {
    "identifiant": "identifiant",
    "texte": "texte",
    "liste": "une valeur de la liste",
    "oui_non": "oui ou non",
    "date": "date",
    "annee": "année",
    "entier": "nombre entier",
    "duree": "durée",
    "territoire": "territoire de l’appel",
    "code_insee": "code Insee de la commune",
}

_REQUIRED = {None: "facultative", "colonne": "la colonne doit être là", "cellule": "chaque ligne la remplit"}


def findings_page() -> str:
    """Write what each code means, theme by theme."""
    parts = [
        "# Les constats, code par code",
        "Un constat **bloquant** retient les documents qu’il concerne : `--malgre-constats` passe outre, en "
        "connaissance de cause. Une **alerte** se lit, et n’empêche rien. Un code ne change jamais. "
        "`cllaj-docs controler` et `cllaj-docs reporting` les affichent avec les valeurs et la place du dossier.",
    ]
    for theme, natures in groupby(natures_of_constats().values(), key=lambda nature: nature.theme):
        parts += [f"## {theme}", *(_finding(nature) for nature in natures)]
    return "\n\n".join(parts) + "\n"


def _finding(nature: NatureConstat) -> str:
    documents = ", ".join(code(document) for document in nature.documents)
    kind = "Bloquant" if nature.gravite == "bloquant" else "Alerte"
    lines = [text(nature.sens), f"**Que faire** : {text(nature.remede)}", f"*{kind}, pour : {documents}.*"]
    return "\n\n".join([f"### {nature.code} {{ #{nature.code.lower().replace('_', '-')} }}", *lines])


def table_page() -> str:
    """Write the sheets and columns of the reporting table."""
    parts = [
        "# Le tableau, colonne par colonne",
        "Une ligne, un fait. L’ordre des colonnes est libre, et une colonne de plus n’empêche rien : elle n’est pas "
        "lue. Une valeur s’écrit comme dans la liste déroulante, sans égard aux majuscules ni aux accents.",
    ]
    for feuille in feuilles().values():
        rows = [
            (code(colonne.nom), _kind(colonne), _REQUIRED[colonne.requise], text(colonne.note))
            for colonne in feuille.colonnes
        ]
        parts += [f"## {feuille.nom}", text(f"{feuille.titre}.")]
        parts.append(table(("Colonne", "Ce que l’on y écrit", "Présence", "Précisions"), rows))
    return "\n\n".join(parts) + "\n"


def _kind(colonne: Colonne) -> str:
    values = ", ".join(text(valeur.libelle) for valeur in colonne.valeurs)
    return f"{_TYPES[colonne.type]}{f' : {values}' if values else ''}"


def commands_page() -> str:
    """Write the help of every command, as the terminal shows it."""
    parts = [
        "# Les commandes",
        "Codes de retour : 0 fait, 1 constat bloquant, 2 mauvaise commande, 3 dossier fautif ou incomplet, 4 gabarit "
        "fautif, 5 fichier illisible ou impossible à écrire.",
    ]
    for parser in _leaves(build_parser()):
        parts += [f"## {parser.prog}", f"```text\n{parser.format_help().strip()}\n```"]
    return "\n\n".join(parts) + "\n"


def _leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Give the parsers of the commands that do something, in the order of the help."""
    choices = [
        below
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for below in action.choices.values()
    ]
    if not choices:
        yield parser
    for below in choices:
        yield from _leaves(below)
