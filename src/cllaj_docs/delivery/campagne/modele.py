"""``campagne modele``: the workbook to fill, blank or from dossiers that exist already."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cllaj_docs.delivery.arguments import FrenchParser
from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.fiche import Registre, describe
from cllaj_docs.delivery.campagne.lecture import lire_campagne
from cllaj_docs.delivery.exit_codes import DONE
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.domain.dossier import SHIPPED_PARTS, Dossier
from cllaj_docs.domain.shipped import read_shipped, shipped_names
from cllaj_docs.errors import DossierError, Faute, UsageError

_EXEMPLE = "complet.toml"


def add_modele(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``campagne modele`` to the command line."""
    text = "écrit le classeur de la campagne, à remplir dans Excel ou LibreOffice"
    parser = commands.add_parser("modele", help=text, description=text)
    parser.add_argument(
        "-o",
        "--sortie",
        metavar="C.xlsx",
        type=Path,
        default=Path("campagne.xlsx"),
        help="fichier à écrire (campagne.xlsx)",
    )
    parser.add_argument("--depuis", metavar="DIR", type=Path, help="dossiers, ou classeur, dont le remplir")
    parser.set_defaults(command=modele)


def modele(options: argparse.Namespace) -> int:
    """Write the workbook; one that is there already is not replaced."""
    path: Path = options.sortie
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path} : le classeur s’écrit en .xlsx, par exemple « -o campagne.xlsx »")
    if path.exists():
        raise UsageError(f"{path} : ce fichier existe déjà et n’est pas remplacé : donnez un autre nom, ou déplacez-le")
    print(write_whole(path, ecrire_campagne(_read_whole(options.depuis) if options.depuis else ())))
    return DONE


def ecrire_campagne(dossiers: Sequence[Dossier] = ()) -> bytes:
    """Write the workbook of a campaign: blank, or with dossiers, which are read back equal.

    What all share is that of the first dossier; without any, what is shipped. Raises ``WorkbookError`` when a text is
    longer than a cell can hold.
    """
    from cllaj_docs.reporting.campagne.ecriture import write_campagne

    exemple = Dossier.load(shipped_folder("samples") / _EXEMPLE)
    if dossiers:
        communes = {name: getattr(dossiers[0], name).model_dump() for name in SHIPPED_PARTS}
    else:
        communes = {name: read_shipped("domain", name, f"{shipped_names(name)[-1]}.toml") for name in SHIPPED_PARTS}
    return write_campagne(communes, dossiers, exemple)


def _read_whole(source: Path) -> list[Dossier]:
    """Read dossiers, all of them right. Raises ``DossierError`` with every fault of those that are not."""
    lecture = lire_campagne(source)
    for remarque in lecture.remarques:
        print(remarque, file=sys.stderr)
    registre, dossiers, fautes = Registre(lecture.place), [], []
    for candidature in map(Candidature.lue, lecture):
        found = candidature.fautes
        if candidature.dossier is not None:
            dossiers.append(candidature.dossier)
            found = tuple(registre.repeated(candidature.lieu, describe(candidature.dossier)))
        fautes += [Faute(f"{candidature.lieu}, {faute.chemin}", faute.message) for faute in found]
    if fautes:
        raise DossierError("des candidatures sont à corriger d’abord :", fautes, source=str(source))
    return dossiers
