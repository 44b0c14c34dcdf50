"""Commands on a campaign: ``campagne modele``, ``generer``, ``suivi`` and ``consolider``."""

from __future__ import annotations

import argparse

from cllaj_docs.delivery.arguments import FrenchParser
from cllaj_docs.delivery.campagne.consolider import add_consolider
from cllaj_docs.delivery.campagne.generation import add_generer
from cllaj_docs.delivery.campagne.modele import add_modele
from cllaj_docs.delivery.campagne.suivi import add_suivi


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
