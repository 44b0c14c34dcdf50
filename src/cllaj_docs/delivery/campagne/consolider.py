"""``campagne consolider``: the final reports of a campaign summed into one report of the Département."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import localcontext
from pathlib import Path
from typing import Any

from cllaj_docs.delivery.arguments import USUAL_FORMATS, FrenchParser, add_day, add_formats, add_templates
from cllaj_docs.delivery.campagne.releve import Operateur, read_operateurs
from cllaj_docs.delivery.exit_codes import BAD_DATA, DONE
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.delivery.toolkit import MEDIA_TYPES, Toolkit
from cllaj_docs.documents.bilan_departemental import of_campaign
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import CALCUL_EXACT
from cllaj_docs.errors import DossierError, Faute

CLASSEUR = "xlsx"
FORMATS = (*MEDIA_TYPES, CLASSEUR)
_USUAL = (*USUAL_FORMATS, CLASSEUR)


def add_consolider(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``campagne consolider`` to the commands of a campaign."""
    text = "réunit les bilans finals d’une campagne en un bilan départemental"
    parser = commands.add_parser("consolider", help=text, description=text)
    parser.add_argument("campagne", metavar="DIR", type=Path, help="dossier produit par « campagne generer »")
    add_formats(parser, FORMATS, _USUAL)
    parser.add_argument(
        "--diffusable", action="store_true", help="masque les petits effectifs : la version que l’on publie"
    )
    add_templates(parser)
    add_day(parser)
    parser.add_argument("-o", "--sortie", metavar="DIR", type=Path, help="où écrire le bilan (DIR)")
    parser.set_defaults(command=consolider)


def consolider(options: argparse.Namespace) -> int:
    """Write the report of the Département; what could not be read of the campaign is said, and is an error of data."""
    operateurs = list(read_operateurs(options.campagne))
    for operateur in operateurs:
        if operateur.remarque:
            print(operateur.remarque, file=sys.stderr)
    dossiers = _dossiers(operateurs)
    formats = tuple(dict.fromkeys(options.formats or _USUAL))
    contents = render_consolidation(
        dossiers, formats, date=options.date, diffusable=options.diffusable, gabarits=options.gabarits
    )
    folder = options.sortie or options.campagne
    for name, content in contents.items():
        print(write_whole(folder / name, content))
    return DONE if len(dossiers) == len(operateurs) else BAD_DATA


def render_consolidation(
    dossiers: Sequence[Dossier],
    formats: Sequence[str] = _USUAL,
    *,
    date: datetime.date | None = None,
    diffusable: bool = False,
    gabarits: Path | None = None,
) -> Mapping[str, bytes]:
    """Give the report by name of file. Raises ``DossierError`` when no dossier has a convention."""
    kind = of_campaign(dossiers, diffusable=diffusable)
    first = _first(dossiers)
    toolkit = Toolkit(gabarits, documents=[kind])
    contents = {}
    for format_ in formats:
        if format_ == CLASSEUR:
            with localcontext(CALCUL_EXACT):
                content = to_workbook(kind.build_context(first, date))
        else:
            content = toolkit.render(first, kind.nom, format_, date=date).content
        contents[f"{kind.nom}.{format_}"] = content
    return contents


def open_campaign(folder: Path, gabarits: Path | None = None) -> tuple[Toolkit, Dossier]:
    """Open the folder of a campaign to hold its reports against it: a toolkit that makes them, and of which dossier.

    Raises ``OutputError`` when it is no such folder, ``DossierError`` when nothing can be made of it.
    """
    dossiers = _dossiers(list(read_operateurs(folder)))
    kinds = [of_campaign(dossiers), of_campaign(dossiers, diffusable=True)]
    return Toolkit(gabarits, documents=kinds), _first(dossiers)


def _dossiers(operateurs: Sequence[Operateur]) -> list[Dossier]:
    return [operateur.dossier for operateur in operateurs if operateur.dossier is not None]


def _first(dossiers: Sequence[Dossier]) -> Dossier:
    """Give the first dossier that is part of a report. Raises ``DossierError`` when none is."""
    first = next((dossier for dossier in dossiers if dossier.decision and dossier.convention), None)
    if first is None:
        faute = Faute("convention", "aucune candidature de la campagne n’a de convention")
        raise DossierError("rien à consolider :", [faute])
    return first


# --- as a workbook ---------------------------------------------------------------------------------------------------

_Table = tuple[str, Sequence[tuple[str, int]], list[Sequence[Any]]]


def to_workbook(values: Mapping[str, Any]) -> bytes:
    """Write the same report as .xlsx: totals, shares, what could not be summed, actions, obstacles, amounts."""
    from cllaj_docs.reporting.workbook import new_book, write_table

    with new_book(values["titre"], values["sujet"]) as book:
        cover = book.workbook.add_worksheet("BILAN")
        cover.set_column(0, 0, 120)
        cover.write_string(0, 0, values["titre"], book.formats["titre"])
        lines = (
            values["sujet"],
            values["reference"],
            values["mention"],
            "",
            *values["synthese"],
            "",
            *values["preuves"],
        )
        for row, line in enumerate(lines, start=1):
            cover.write_string(row, 0, line, book.formats["paragraphe"])
        for name, columns, rows in _tables(values):
            counted = [tuple(map(_as_count, row)) for row in rows]
            write_table(book, name, columns, counted, looks={"Part du total": "part"})
    return book.output.getvalue()


def _tables(values: Mapping[str, Any]) -> Iterator[_Table]:
    """Give the sheets: name, columns, rows."""
    names = (("Indicateur", 44), ("Tous les jeunes", 16), ("Bilans", 10), ("Parcours ASE", 16), ("Bilans (ASE)", 12))
    indicateurs = values["indicateurs"]
    yield "INDICATEURS", (*names, ("ASE inconnu", 14), ("Définition", 90)), [
        (
            *(one.intitule, one.tous.compte.texte, one.tous.rapports, one.ase.compte.texte, one.ase.rapports),
            *(one.inconnu, one.definition),
        )
        for one in indicateurs
    ]  # fmt: skip
    shares = (("Indicateur", 44), ("Opérateur", 50), ("Tous les jeunes", 18), ("Part du total", 14))
    yield "PARTS", (*shares, ("Parcours ASE", 18), ("ASE inconnu", 18)), [
        (one.intitule, part.operateur, part.tous, part.part, part.ase, part.inconnu)
        for one in indicateurs
        for part in one.parts
    ]  # fmt: skip
    missing = (("Opérateur", 50), ("Ce qui n’est pas additionné", 60), ("Pourquoi", 60))
    yield "NON ADDITIONNÉ", missing, [(one.operateur, one.objet, one.raison) for one in values["non_sommes"]]
    actions = (("Nature", 26), ("Prévues", 10), ("Menées", 10), ("Séances tenues", 44))
    yield "ACTIONS", actions, [(one.nature, one.prevues, one.menees, one.seances) for one in values["actions"]]
    obstacles = (("Famille", 32), ("Opérateur", 40), ("Frein", 44), ("Public", 36))
    yield "FREINS", (*obstacles, ("Levier", 60), ("Résultat", 60), ("Proposition", 60)), [
        (
            *(famille.titre, cite.operateur, cite.frein.obstacle, cite.frein.public),
            *(cite.frein.levier, cite.frein.resultat, cite.frein.proposition),
        )
        for famille in values["familles"]
        for cite in famille.freins
    ]  # fmt: skip
    money = (("Opérateur", 50), ("Accordé", 16), ("Déjà versé", 16), ("Dû", 16), ("Reste à payer", 16))
    totals = values["totaux"]
    yield "MONTANTS", (*money, ("Trop-perçu", 16)), [
        *((one.operateur, one.accorde, one.verse, one.du, one.reste, one.trop_percu) for one in values["comptes"]),
        ("Total", totals.accorde, totals.verse, totals.du, totals.reste, totals.trop_percu),
    ]  # fmt: skip


def _as_count(value: Any) -> Any:
    """Make a number of a count that is printed in figures, « 1 275 »; « moins de 5 » stays a text."""
    figures = value.replace("\u202f", "") if isinstance(value, str) else ""
    return int(figures) if figures.isdecimal() and figures.isascii() else value
