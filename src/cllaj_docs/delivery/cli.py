"""The command line. Each command reads its arguments, asks the toolkit, prints French and returns an exit code.

Codes: 0 done, 1 findings that block, 2 usage, 3 bad data, 4 bad template, 5 file not readable or writable,
141 nobody reads the output any more.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cllaj_docs.delivery import tableau
from cllaj_docs.delivery.arguments import USUAL_FORMATS, FrenchParser, add_output, add_production
from cllaj_docs.delivery.campagne import commands as campagne
from cllaj_docs.delivery.comparaison import commands as comparaison
from cllaj_docs.delivery.exit_codes import BAD_DATA, BLOCKED, DONE, OUTPUT, READER_GONE
from cllaj_docs.delivery.gabarit import commands as gabarit
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.delivery.resources import sample_files, sample_table
from cllaj_docs.delivery.toolkit import MEDIA_TYPES, Toolkit
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import CllajDocsError, DossierError, TemplateError
from cllaj_docs.rules.constat import held_back


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Errors of the tree print one French message, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        try:
            return _run(arguments)
        finally:
            _flush()  # here rather than when Python ends, where nobody catches what goes wrong
    except BrokenPipeError:
        _close_output()
        return READER_GONE
    except OSError as error:
        if error.filename is not None:
            raise
        _close_output()
        print("La sortie ne peut plus être écrite : vérifiez la place libre sur le disque.", file=sys.stderr)
        return OUTPUT


def _run(arguments: Sequence[str] | None) -> int:
    options = build_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except CllajDocsError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrompu : les fichiers déjà annoncés sont complets.", file=sys.stderr)
        return BLOCKED


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a program may start us without any
            stream.flush()


def _close_output() -> None:
    """Let what is left in the buffers go nowhere: Python writes it once more when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def build_parser() -> FrenchParser:
    """Give the parser of the whole command line."""
    parser = FrenchParser(
        prog="cllaj-docs",
        description="Produit la convention, les demandes de versement et le bilan final d’un CLLAJ depuis un dossier.",
        epilog="Pour découvrir : cllaj-docs exemple -o sorties",
    )
    commands = parser.add_subparsers(
        title="commandes", metavar="COMMANDE", required=True, parser_class=FrenchParser, dest="COMMANDE"
    )
    _add_exemple(commands)
    _add_generer(commands)
    _add_controler(commands)
    tableau.add_commands(commands)
    comparaison.add_commands(commands)
    gabarit.add_commands(commands)
    campagne.add_commands(commands)
    _add_schema(commands)
    return parser


_Commands = argparse._SubParsersAction


def _add_exemple(commands: _Commands[FrenchParser]) -> None:
    name = "exemple"
    text = "écrit chaque dossier d’exemple et tous les documents que son avancement permet"
    parser = commands.add_parser(name, help=text, description=text)
    add_output(parser)
    parser.set_defaults(command=exemple)


def _add_generer(commands: _Commands[FrenchParser]) -> None:
    text = "produit des documents depuis un dossier"
    parser = commands.add_parser("generer", help=text, description=text)
    parser.add_argument("dossier", metavar="DOSSIER", type=Path, help="fichier .toml ou .json")
    parser.add_argument(
        "documents",
        metavar="DOCUMENT",
        nargs="*",
        help=f"parmi : {', '.join(DOCUMENTS)} (par défaut : tous ceux que le dossier permet)",
    )
    add_production(parser)
    parser.set_defaults(command=generer)


def _add_controler(commands: _Commands[FrenchParser]) -> None:
    text = "liste les constats sur un dossier et ce qui manque encore à chaque document"
    parser = commands.add_parser("controler", help=text, description=text)
    parser.add_argument("dossier", metavar="DOSSIER", type=Path, help="fichier .toml ou .json")
    parser.set_defaults(command=controler)


def _add_schema(commands: _Commands[FrenchParser]) -> None:
    text = "écrit le schéma JSON d’un dossier, avec titres et descriptions en français"
    parser = commands.add_parser("schema", help=text, description=text)
    parser.set_defaults(command=schema)


# --- commands --------------------------------------------------------------------------------------------------------


def exemple(options: argparse.Namespace) -> int:
    """Write each shipped sample, and every document that its stage allows, in every format."""
    toolkit = Toolkit()
    jobs = [(path, Dossier.load(path)) for path in sample_files()]
    total = sum(len(toolkit.possible(dossier)) for _, dossier in jobs) * len(MEDIA_TYPES)
    done = 0
    for path, dossier in jobs:
        folder = options.sortie / path.stem
        write_whole(folder / "dossier.toml", path.read_bytes())
        for document in toolkit.possible(dossier):
            for format_ in MEDIA_TYPES:
                done += 1
                saved = toolkit.render(dossier, document, format_).save(folder)
                print(f"[{done}/{total}] {saved}")
        for saved in tableau.write_sample(dossier, sample_table(path), folder):
            print(saved)
    for saved in campagne.write_sample(options.sortie / "campagne"):
        print(saved)
    print(f"{total} documents écrits dans {options.sortie} : ouvrez par exemple {options.sortie}/complet.")
    return DONE


def generer(options: argparse.Namespace) -> int:
    """Write the documents asked for, or all that the dossier allows; those that a finding blocks are held back."""
    dossier = Dossier.load(options.dossier)
    toolkit = Toolkit(templates=options.gabarits)
    wanted = options.documents or list(toolkit.possible(dossier))
    _require_all(toolkit, dossier, wanted)
    if not wanted:
        print("Aucun document n’est encore possible : voir « cllaj-docs controler ».", file=sys.stderr)
        return BAD_DATA
    held = {} if options.malgre_constats else held_back(Toolkit.check(dossier), wanted)
    formats = tuple(dict.fromkeys(options.formats or USUAL_FORMATS))
    tasks = [(document, format_) for document in wanted if document not in held for format_ in formats]
    if set(formats) - {"docx"}:
        _warn_of_other_words(toolkit, dossier, dict(tasks), options.date)
    for rank, (document, format_) in enumerate(tasks, start=1):
        saved = toolkit.render(dossier, document, format_, date=options.date).save(options.sortie)
        print(f"[{rank}/{len(tasks)}] {saved}")
    for document, constats in held.items():
        print(f"Retenu : {document} (« --malgre-constats » passe outre)", file=sys.stderr)
        for constat in constats:
            print(f"  - {constat}", file=sys.stderr)
    return BLOCKED if held else DONE


def _warn_of_other_words(
    toolkit: Toolkit, dossier: Dossier, documents: Iterable[str], date: datetime.date | None
) -> None:
    """Say, before anything is written, where a Word template of one's own and the PDF would not say the same."""
    for document in documents:
        try:
            remarques = toolkit.compare_formats(dossier, document, date=date)
        except TemplateError as error:  # of a format that may not be asked for
            print(f"Attention : {document}, le Word et le PDF ne peuvent pas être comparés : {error}", file=sys.stderr)
            continue
        if remarques:
            print(f"Attention : {document}, le Word et le PDF ne disent pas la même chose.", file=sys.stderr)
        for remarque in remarques:
            print(remarque, file=sys.stderr)


def _require_all(toolkit: Toolkit, dossier: Dossier, documents: Sequence[str]) -> None:
    """Refuse before anything is written: every missing part of every document asked for, in one error."""
    errors = []
    for document in documents:
        try:
            toolkit.document_type(document).require(dossier)
        except DossierError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        fautes = dict.fromkeys(faute for error in errors for faute in error.fautes)
        raise DossierError("des documents demandés ne peuvent pas encore être produits :", fautes)


def controler(options: argparse.Namespace) -> int:
    """Print the findings, then what each document still lacks. Code 1 when a finding blocks."""
    dossier = Dossier.load(options.dossier)
    constats = Toolkit.check(dossier)
    for constat in sorted(constats, key=lambda constat: constat.gravite != "bloquant"):
        print(constat)
    if not constats:
        print("Aucun constat.")
    print()
    for document in DOCUMENTS.values():
        missing = document.missing(dossier)
        print(f"{document.nom} : {'possible' if not missing else 'pas encore'}")
        for faute in missing:
            print(f"  - {faute}")
    return BLOCKED if any(constat.gravite == "bloquant" for constat in constats) else DONE


def schema(_options: argparse.Namespace) -> int:
    """Print the JSON Schema of a dossier."""
    print(json.dumps(Toolkit.schema(), ensure_ascii=False, indent=2))
    return DONE
