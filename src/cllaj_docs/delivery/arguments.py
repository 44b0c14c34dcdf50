"""Arguments of the command line, in French: argparse speaks English in its usage, its titles and its errors."""

from __future__ import annotations

import argparse
import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from cllaj_docs.delivery.exit_codes import USAGE
from cllaj_docs.delivery.toolkit import MEDIA_TYPES

USUAL_FORMATS = ("docx", "pdf")

_ERRORS = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"argument inconnu : \1"),
    (r"argument (.*): expected one argument", r"\1 attend une valeur"),
    (r"argument (.*): expected at least one argument", r"\1 attend au moins une valeur"),
    (
        r"argument (.*): invalid choice: (.*) \(choose from (.*)\)",
        r"\1 : \2 n’est pas possible ; valeurs possibles : \3",
    ),
    (r"argument (.*): not allowed with argument (.*)", r"\1 ne va pas avec \2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 est ambigu : \2"),
    (r"argument (.*?): (.*)", r"\1 : \2"),
)


class FrenchFormatter(argparse.RawDescriptionHelpFormatter):
    """Help with « usage : » and a wide enough column for the options."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32, width=100)

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        """Open the usage line in French."""
        super().add_usage(usage, actions, groups, "usage : " if prefix is None else prefix)  # type: ignore[arg-type]


class FrenchParser(argparse.ArgumentParser):
    """An argument parser whose every word is French. Errors exit with code 2."""

    def __init__(self, **options: object) -> None:
        options.setdefault("formatter_class", FrenchFormatter)
        super().__init__(**options, add_help=False, allow_abbrev=False)  # type: ignore[arg-type]
        self._positionals.title = "arguments"
        self._optionals.title = "options"
        self.add_argument("-h", "--aide", "--help", action="help", help="affiche cette aide")

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where the help is, then exit with code 2."""
        self.exit(USAGE, f"{self.prog} : {_translate(message)}\nVoir « {self.prog} --aide ».\n")


def _translate(message: str) -> str:
    for pattern, french in _ERRORS:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, french, message, flags=re.DOTALL)
    return message


def add_output(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where to write."""
    parser.add_argument(
        "-o", "--sortie", metavar="DIR", type=Path, default=Path("sorties"), help="dossier d’écriture (sorties)"
    )


def add_production(parser: argparse.ArgumentParser) -> None:
    """Let a command that produces documents be told in which formats, where, from which templates and of which day."""
    add_formats(parser, tuple(MEDIA_TYPES), USUAL_FORMATS)
    add_output(parser)
    add_templates(parser)
    add_day(parser)
    parser.add_argument(
        "--malgre-constats",
        action="store_true",
        help="produit aussi les documents qu’un constat bloquant retient",
    )


def add_formats(parser: argparse.ArgumentParser, formats: Sequence[str], usual: Sequence[str]) -> None:
    """Let a command be told formats, as ``formats``; ``None`` stands for the usual ones."""
    by_default = f"{', '.join(usual[:-1])} et {usual[-1]}"
    parser.add_argument(
        "-f",
        "--format",
        dest="formats",
        metavar="FORMAT",
        action="append",
        choices=list(formats),
        help=f"{', '.join(formats)} ; à répéter (par défaut : {by_default})",
    )


def add_templates(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where the caller's templates are."""
    parser.add_argument("--gabarits", metavar="DIR", type=Path, help="dossier de vos gabarits, avant ceux livrés")


def add_day(parser: argparse.ArgumentParser, by_default: str = "une ligne pointillée") -> None:
    """Let a command be told the day of its documents."""
    parser.add_argument(
        "--date",
        metavar="AAAA-MM-JJ",
        type=day,
        help=f"jour écrit dans « Fait à …, le … » (par défaut : {by_default})",
    )


def day(text: str) -> datetime.date:
    """Read an argument that is a day."""
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas une date : écrivez année-mois-jour") from None
