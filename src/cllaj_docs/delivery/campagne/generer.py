"""``campagne generer``: the documents of every application of a campaign."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cllaj_docs.delivery.arguments import USUAL_FORMATS, FrenchParser, add_production
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.french.agreement import compte

if TYPE_CHECKING:
    from cllaj_docs.delivery.campagne.production import Compte

_MOST_WORKERS = 1024  # more is a typing mistake
_DAY = 86_400  # seconds


def add_generer(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``campagne generer`` to the commands of a campaign."""
    text = "produit les documents de toutes les candidatures, ou ce qu’il en reste à produire"
    parser = commands.add_parser("generer", help=text, description=text)
    parser.add_argument(
        "entree",
        metavar="ENTREE",
        type=Path,
        help="classeur de la campagne (.xlsx, .ods, .csv), ou dossier de fichiers .toml ou .json",
    )
    parser.add_argument(
        "--correspondance", metavar="C.toml", type=Path, help="colonnes et valeurs de l’export d’un autre logiciel"
    )
    parser.add_argument(
        "--documents",
        metavar="DOCUMENT",
        nargs="+",
        action="extend",
        choices=list(DOCUMENTS),
        default=[],
        help=f"parmi : {', '.join(DOCUMENTS)} (par défaut : tous ceux que chaque dossier permet)",
    )
    add_production(parser)
    parser.add_argument(
        "--executeur",
        metavar="NOM",
        default="processus",
        help="processus, fils, ou dask://adresse:port d’une grappe Dask (processus)",
    )
    parser.add_argument(
        "--travailleurs",
        metavar="N",
        type=_count_of("travailleurs", _MOST_WORKERS),
        help="nombre de processus ou de fils (un par processeur)",
    )
    parser.add_argument(
        "--delai",
        metavar="S",
        type=_count_of("secondes", _DAY),
        help="secondes laissées à chaque candidature avant d’arrêter son processus (300)",
    )
    parser.add_argument("--zip", action="store_true", help="écrit aussi le tout dans campagne.zip")
    parser.set_defaults(command=generer)


def _count_of(what: str, most: int) -> Callable[[str], int]:
    """Make what reads an option that counts something, from 1 to ``most``."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 0 < int(text) <= most:
            raise argparse.ArgumentTypeError(f"« {text} » n’est pas un nombre de {what} : donnez-en de 1 à {most}")
        return int(text)

    return read


def generer(options: argparse.Namespace) -> int:
    """Produce what is left of a campaign, and say what was done. The code is that of the worst that happened."""
    from cllaj_docs.delivery.campagne.executeur import open_executor, usual_workers
    from cllaj_docs.delivery.campagne.lecture import lire_campagne
    from cllaj_docs.delivery.campagne.production import DELAI, produce_campaign
    from cllaj_docs.delivery.campagne.progression import Progression
    from cllaj_docs.delivery.campagne.tache import Commande

    workers = options.travailleurs or usual_workers(options.executeur)
    executor = open_executor(options.executeur, workers)
    commande = Commande(
        documents=tuple(nom for nom in DOCUMENTS if nom in options.documents),
        formats=tuple(dict.fromkeys(options.formats or USUAL_FORMATS)),
        gabarits=options.gabarits,
        date=options.date,
        malgre_constats=options.malgre_constats,
    )
    lecture = lire_campagne(options.entree, options.correspondance)
    for remarque in lecture.remarques:
        print(remarque, file=sys.stderr)
    progression = Progression(sys.stderr, lecture.nombre)
    try:
        compte_ = produce_campaign(
            lecture,
            options.sortie,
            commande,
            executor,
            en_vol=max(8, 4 * workers),
            delai=options.delai or DELAI,
            archive=options.zip,
            tell=progression,
        )
    finally:
        progression.close()
    _tell(compte_, options)
    return compte_.code


def _tell(compte_: Compte, options: argparse.Namespace) -> None:
    """Print what was done, and on the error stream what was not."""
    from cllaj_docs.delivery.campagne.archive import ARCHIVE
    from cllaj_docs.delivery.campagne.recapitulatif import RECAPITULATIF, proof

    etats = compte_.etats
    lines = (
        compte(compte_.candidatures, "candidature lue", "candidatures lues"),
        compte(etats.get("produit", 0), "document produit", "documents produits"),
        f"{compte(etats.get('à jour', 0), 'document')} déjà à jour",
    )
    print(f"{', '.join(lines)}.")
    print(f"{proof(compte_.montants)}.")
    for nom in compte_.laissees:
        print(f"Laissé : {options.sortie / nom}, sa candidature n’est plus dans la campagne.")
    print(options.sortie / RECAPITULATIF)
    if options.zip:
        print(options.sortie / ARCHIVE)
    for statut, said in (
        ("retenu", compte(etats.get("retenu", 0), "document retenu", "documents retenus")),
        ("manque", compte(etats.get("manque", 0), "document pas encore possible", "documents pas encore possibles")),
        ("échec", compte(etats.get("échec", 0), "échec")),
    ):
        if statut in etats:
            more = " (« --malgre-constats » passe outre)" if statut == "retenu" else ""
            print(f"{said} : voir {RECAPITULATIF}{more}", file=sys.stderr)
    if compte_.fautes:
        print(compte(compte_.fautes, "candidature en faute", "candidatures en faute"), file=sys.stderr)
    for message in compte_.messages:
        print(f"  - {message}", file=sys.stderr)
