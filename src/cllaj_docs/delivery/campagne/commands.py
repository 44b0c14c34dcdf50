"""Commands on a campaign: ``campagne modele``, ``generer``, ``suivi`` and ``consolider``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from cllaj_docs.delivery.arguments import FrenchParser
from cllaj_docs.delivery.campagne.consolider import add_consolider, render_consolidation
from cllaj_docs.delivery.campagne.generer import add_generer
from cllaj_docs.delivery.campagne.lecture import lire_campagne
from cllaj_docs.delivery.campagne.modele import add_modele, ecrire_campagne
from cllaj_docs.delivery.campagne.suivi import add_suivi
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.delivery.resources import sample_campaign


def add_commands(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``campagne`` and its commands to the command line."""
    text = "une campagne entière : le classeur des candidatures, et ce qui en sort"
    campagne = commands.add_parser("campagne", help=text, description=text)
    own = campagne.add_subparsers(
        title="commandes", metavar="COMMANDE", required=True, parser_class=FrenchParser, dest="COMMANDE"
    )
    add_modele(own)
    add_generer(own)
    add_suivi(own)
    add_consolider(own)


def write_sample(folder: Path) -> Iterator[Path]:
    """Write the workbook of the sample campaign, and the report of the Département that its final reports make."""
    dossiers = [candidature.dossier for candidature in lire_campagne(sample_campaign()) if candidature.dossier]
    yield write_whole(folder / "campagne.xlsx", ecrire_campagne(dossiers))
    for name, content in render_consolidation(dossiers).items():
        yield write_whole(folder / name, content)
