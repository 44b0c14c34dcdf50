"""The commands on a document that comes back, ``comparer``, ``lire``, ``verifier``: arguments, words, exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cllaj_docs.delivery.arguments import FrenchParser, add_day, add_templates
from cllaj_docs.delivery.exit_codes import BLOCKED, DONE
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.documents import LIVRES
from cllaj_docs.errors import DossierError, OutputError, UsageError

if TYPE_CHECKING:
    from cllaj_docs.delivery.toolkit import Toolkit
    from cllaj_docs.domain.dossier import Dossier

_FORMATS = ("texte", "json", "html")
_SOURCE = "fichier .toml ou .json, ou dossier d’une campagne,"
_LARGEST = 64 * 2**20
"""Bytes of a file that is read; those of the package are a thousand times smaller."""


def add_commands(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``comparer``, ``lire`` and ``verifier`` to the command line."""
    _add_comparer(commands)
    _add_lire(commands)
    _add_verifier(commands)


def _add_comparer(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    text = "compare un document modifié après coup à ce que donne son dossier"
    parser = commands.add_parser(
        "comparer",
        help=text,
        description=text,
        epilog="Code de retour : 0 rien ne change, ou la forme seulement ; 1 une valeur protégée ou une clause change, "
        "ou c’est un autre document ; 3 dossier fautif ; 4 gabarit fautif ; 5 fichier illisible.",
    )
    _add_file(parser)
    parser.add_argument("--dossier", metavar="DOSSIER", type=Path, required=True, help=f"{_SOURCE} dont il doit venir")
    parser.add_argument(
        "--document",
        metavar="DOCUMENT",
        choices=list(LIVRES),
        help=f"parmi : {', '.join(LIVRES)} (par défaut : celui auquel le fichier ressemble)",
    )
    add_templates(parser)
    add_day(parser, "celui que porte le fichier")
    parser.add_argument(
        "--format", metavar="FORMAT", choices=_FORMATS, default="texte", help=f"{', '.join(_FORMATS)} (texte)"
    )
    _add_output(parser)
    parser.set_defaults(command=comparer)


def _add_lire(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    text = "redonne les données que porte un document Word ou PDF"
    parser = commands.add_parser(
        "lire",
        help=text,
        description=text,
        epilog="Le dossier rendu est celui que montre le document : le reste n’y est pas. Code de retour : 0 fait ; "
        "3 données illisibles ; 5 fichier illisible, ou qui n’en porte pas.",
    )
    _add_file(parser)
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        choices=("toml", "json"),
        help="toml, json (celui du fichier écrit, sinon toml)",
    )
    _add_output(parser)
    parser.set_defaults(command=lire)


def _add_verifier(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    text = "dit si un document Word ou PDF montre encore ce que donnent ses données"
    parser = commands.add_parser(
        "verifier",
        help=text,
        description=text,
        epilog="Code de retour : 0 rien n’a été touché ; 1 un écart ; 2 le document ne porte pas de données "
        "et aucun dossier n’est donné ; 3 dossier ou données fautifs ; 4 gabarit fautif ; 5 fichier illisible.",
    )
    _add_file(parser)
    parser.add_argument("--dossier", metavar="DOSSIER", type=Path, help=f"{_SOURCE} dont le document doit venir")
    add_templates(parser)
    parser.add_argument(
        "--format", metavar="FORMAT", choices=("texte", "json"), default="texte", help="texte, json (texte)"
    )
    _add_output(parser)
    parser.set_defaults(command=verifier)


def _add_file(parser: FrenchParser) -> None:
    parser.add_argument("fichier", metavar="FICHIER", type=Path, help="document Word (.docx) ou PDF")


def _add_output(parser: FrenchParser) -> None:
    parser.add_argument("-o", "--sortie", metavar="FICHIER", type=Path, help="écrit dans un fichier, non à l’écran")


def comparer(options: argparse.Namespace) -> int:
    """Print or write a comparison. Code 1 when a protected value or a clause is touched."""
    from cllaj_docs.delivery.comparaison.ecran import to_json, to_text
    from cllaj_docs.delivery.comparaison.page import to_page
    from cllaj_docs.delivery.comparaison.rapport import hold

    toolkit, dossier = _open(options.gabarits, options.dossier)
    content = read_file(options.fichier)
    with _named(options.fichier):
        rapport = hold(toolkit, dossier, content, options.document, date=options.date)
    writer = {"texte": to_text, "json": to_json, "html": to_page}[options.format]
    _write(writer(rapport, options.fichier.name), options.sortie)
    return BLOCKED if rapport.blocks else DONE


def lire(options: argparse.Namespace) -> int:
    """Print or write the data of a document, as a dossier that this version reads."""
    from cllaj_docs.delivery.comparaison.origine import read_dossier, read_seal

    content = read_file(options.fichier)
    with _named(options.fichier):
        sceau = read_seal(content)
        if sceau is None:
            raise OutputError(
                "ce document ne porte pas de données : c’est une version à publier, ou un programme les a retirées"
            )
        dossier = read_dossier(sceau)
    ending = "" if options.sortie is None else options.sortie.suffix.lower()
    as_json = (options.format or ending.removeprefix(".")) == "json"
    _write(dossier.to_json() + "\n" if as_json else dossier.to_toml(), options.sortie)
    return DONE


def verifier(options: argparse.Namespace) -> int:
    """Tell what a document is made from, and what no longer is so. Code 1 when anything differs."""
    from cllaj_docs.delivery.comparaison.ecran import verification_to_json, verification_to_text
    from cllaj_docs.delivery.comparaison.verification import verify
    from cllaj_docs.delivery.toolkit import Toolkit

    toolkit, dossier = Toolkit(options.gabarits), None
    if options.dossier is not None:
        toolkit, dossier = _open(options.gabarits, options.dossier)
    content = read_file(options.fichier)
    with _named(options.fichier):
        verification = verify(toolkit, content, dossier)
    writer = verification_to_json if options.format == "json" else verification_to_text
    _write(writer(verification, options.fichier.name), options.sortie)
    return BLOCKED if verification.blocks else DONE


def _open(gabarits: Path | None, path: Path) -> tuple[Toolkit, Dossier]:
    """Open the dossier that a document must come from; in the folder of a campaign, also the report on all of them."""
    from cllaj_docs.delivery.campagne.consolider import open_campaign
    from cllaj_docs.delivery.toolkit import Toolkit
    from cllaj_docs.domain.dossier import Dossier

    if path.is_dir():
        return open_campaign(path, gabarits)
    return Toolkit(gabarits), Dossier.load(path)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Put the name of a file before what is said of it."""
    try:
        yield
    except (OutputError, UsageError) as error:
        raise type(error)(f"{path} : {error}") from error
    except DossierError as error:
        raise DossierError(error.resume, error.fautes, source=str(path)) from error


def _write(text: str, path: Path | None) -> None:
    """Write to a file, and name it; to the screen without one."""
    if path is None:
        sys.stdout.write(text)
    else:
        print(write_whole(path, text.encode()))


def read_file(path: Path) -> bytes:
    """Read a file that somebody gave. Raises ``OutputError`` when it cannot be, or is too large to be ours."""
    try:
        if path.stat().st_size > _LARGEST:
            raise OutputError(f"{path} : ce fichier est trop gros pour être un de ces documents")
        return path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path} : lecture impossible ({error.strerror}), vérifiez le nom et vos droits") from None
