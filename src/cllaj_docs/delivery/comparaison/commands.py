"""The command ``comparer``: arguments, files, words on the screen, exit codes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cllaj_docs.delivery.arguments import FrenchParser, day
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.errors import OutputError

EXIT_DONE = 0
EXIT_DIFFERENT = 1

_FORMATS = ("texte", "json", "html")
_LARGEST = 64 * 2**20
"""Bytes of a file that is read; those of the package are a thousand times smaller."""


def add_commands(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``comparer`` to the command line."""
    text = "compare un document modifié dans Word à ce que donne son dossier"
    parser = commands.add_parser(
        "comparer",
        help=text,
        description=text,
        epilog="Code de retour : 0 rien ne change, ou la forme seulement ; 1 une valeur protégée ou une clause change, "
        "ou c’est un autre document ; 3 dossier fautif ; 4 gabarit fautif ; 5 fichier illisible.",
    )
    parser.add_argument("fichier", metavar="FICHIER", type=Path, help="document Word (.docx)")
    parser.add_argument("--dossier", metavar="DOSSIER", type=Path, required=True, help="fichier .toml ou .json")
    parser.add_argument(
        "--document",
        metavar="DOCUMENT",
        choices=list(DOCUMENTS),
        help=f"parmi : {', '.join(DOCUMENTS)} (par défaut : celui auquel le fichier ressemble)",
    )
    parser.add_argument("--gabarits", metavar="DIR", type=Path, help="dossier de vos gabarits, avant ceux livrés")
    parser.add_argument("--date", metavar="AAAA-MM-JJ", type=day, help="jour écrit dans « Fait à …, le … »")
    parser.add_argument(
        "--format", metavar="FORMAT", choices=_FORMATS, default="texte", help=f"{', '.join(_FORMATS)} (texte)"
    )
    parser.add_argument("-o", "--sortie", metavar="FICHIER", type=Path, help="écrit dans un fichier, non à l’écran")
    parser.set_defaults(command=comparer)


def comparer(options: argparse.Namespace) -> int:
    """Print or write a comparison. Code 1 when a protected value or a clause is touched."""
    from cllaj_docs.delivery.comparaison.ecran import to_json, to_text
    from cllaj_docs.delivery.comparaison.page import to_page
    from cllaj_docs.delivery.comparaison.rapport import hold
    from cllaj_docs.delivery.toolkit import Toolkit
    from cllaj_docs.domain.dossier import Dossier

    dossier = Dossier.load(options.dossier)
    content = read_file(options.fichier)
    try:
        rapport = hold(Toolkit(options.gabarits), dossier, content, options.document, date=options.date)
    except OutputError as error:
        raise OutputError(f"{options.fichier} : {error}") from error
    writer = {"texte": to_text, "json": to_json, "html": to_page}[options.format]
    written = writer(rapport, options.fichier.name)
    if options.sortie is not None:
        print(write_whole(options.sortie, written.encode()))
    else:
        sys.stdout.write(written)
    return EXIT_DIFFERENT if rapport.blocks else EXIT_DONE


def read_file(path: Path) -> bytes:
    """Read a file that somebody gave. Raises ``OutputError`` when it cannot be, or is too large to be ours."""
    try:
        if path.stat().st_size > _LARGEST:
            raise OutputError(f"{path} : ce fichier est trop gros pour être un de ces documents")
        return path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path} : lecture impossible ({error.strerror}), vérifiez le nom et vos droits") from None
