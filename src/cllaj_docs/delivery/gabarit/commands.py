"""Commands on templates: ``gabarits champs``, ``copier``, ``verifier``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cllaj_docs.delivery.arguments import FrenchParser
from cllaj_docs.delivery.exit_codes import BAD_TEMPLATE, DONE
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.documents import LIVRES, TypeDocument
from cllaj_docs.errors import OutputError, TemplateError, UsageError
from cllaj_docs.french.agreement import compte
from cllaj_docs.rendering.word.comments import Note, comment

if TYPE_CHECKING:
    from cllaj_docs.delivery.gabarit.champs import Entree
    from cllaj_docs.rendering.checking.findings import Remarque


_PAGES = ("docx", "html", "pdf")
_AUTHOR = "cllaj-docs"
_ANNOTATED = "-annote"
_BODY = "word/document.xml"


def add_commands(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``gabarits`` and its commands to the command line."""
    text = "gabarits à modifier : champs possibles, copies, vérification"
    gabarits = commands.add_parser("gabarits", help=text, description=text)
    own = gabarits.add_subparsers(
        title="commandes", metavar="COMMANDE", required=True, parser_class=FrenchParser, dest="COMMANDE"
    )
    _add_champs(own)
    _add_copier(own)
    _add_verifier(own)


def _add_champs(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    text = "liste les champs et les filtres qu’un gabarit peut employer"
    parser = commands.add_parser("champs", help=text, description=text)
    parser.add_argument(
        "documents", metavar="DOCUMENT", nargs="*", help=f"parmi : {', '.join(LIVRES)} (par défaut : tous)"
    )
    parser.add_argument("--cherche", metavar="MOT", help="ne garde que les champs où ce mot se trouve")
    parser.add_argument(
        "-o", "--sortie", metavar="FICHIER", type=Path, help="écrit un .xlsx, ou une page .docx, .html ou .pdf"
    )
    parser.set_defaults(command=champs)


def _add_copier(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    text = "copie les gabarits livrés dans un dossier, pour les modifier"
    parser = commands.add_parser("copier", help=text, description=text)
    parser.add_argument("dossier", metavar="DIR", type=Path, help="dossier des copies, fait au besoin")
    parser.add_argument(
        "--html", action="store_true", help="copie aussi les gabarits HTML, dont les PDF et les pages sont tirés"
    )
    parser.add_argument(
        "--regime",
        metavar="REGIME",
        help="fait des copies qui ne servent qu’à un régime, par exemple epci",
    )
    parser.add_argument("--remplacer", action="store_true", help="remplace les fichiers qui existent déjà")
    parser.set_defaults(command=copier)


def _add_verifier(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    text = "vérifie des gabarits : balises, champs, conditions, et ce qu’ils disent d’autre que ceux livrés"
    parser = commands.add_parser("verifier", help=text, description=text)
    parser.add_argument(
        "dossier", metavar="DIR", type=Path, nargs="?", help="dossier de vos gabarits (par défaut : ceux livrés)"
    )
    parser.add_argument("--json", action="store_true", help="écrit les remarques en JSON, pour un programme")
    parser.add_argument(
        "--annoter", action="store_true", help="écrit une copie des gabarits Word, les remarques dans la marge"
    )
    parser.add_argument(
        "-o", "--sortie", metavar="DIR", type=Path, default=Path("sorties"), help="dossier des copies (sorties)"
    )
    parser.set_defaults(command=verifier)


# --- champs


def champs(options: argparse.Namespace) -> int:
    """Print the catalogue, or write it to a file whose ending tells the format."""
    documents = [_document(nom) for nom in options.documents or LIVRES]
    if options.sortie is not None:
        print(write_whole(options.sortie, _catalogue(documents, options.sortie)))
        return DONE
    from cllaj_docs.delivery.gabarit.champs import list_fields
    from cllaj_docs.delivery.gabarit.filtres import list_filters

    for document in documents:
        _print_fields(document, list_fields(document), (options.cherche or "").casefold())
    wanted = (options.cherche or "").casefold()
    filters = [one for one in list_filters() if wanted in f"{one.nom} {one.sens}".casefold()]
    if filters:
        print("Filtres")
    for one in filters:
        print(f"  {one.nom:<18} {one.sens}{f' – {one.ecriture} donne {one.exemple}' if one.exemple else ''}")
    return DONE


def _document(nom: str) -> TypeDocument:
    if nom not in LIVRES:
        raise UsageError(f"document inconnu : « {nom} » ; documents possibles : {', '.join(LIVRES)}")
    return LIVRES[nom]


def _catalogue(documents: Sequence[TypeDocument], path: Path) -> bytes:
    from cllaj_docs.delivery.gabarit.catalogue import write_page, write_workbook

    ending = path.suffix.lower().removeprefix(".")
    if ending == "xlsx":
        return write_workbook(documents)
    if ending not in _PAGES:
        raise UsageError(f"{path} : donnez un nom en .xlsx, {', '.join(f'.{page}' for page in _PAGES)}")
    return write_page(documents, ending)


def _print_fields(document: TypeDocument, entries: Iterable[Entree], wanted: str) -> None:
    """Print the fields of a document under their headings, a loop before what stands in it."""
    print(f"{document.titre} ({document.nom})")
    part = ""
    loops: tuple[str, ...] = ()
    for entry in entries:
        if wanted not in f"{entry.nom} {entry.sens} {entry.ecriture}".casefold():
            continue
        if entry.partie != part:
            part, loops = entry.partie, ()
            print(f"\n  {part}")
        if entry.boucles != loops:
            loops = entry.boucles
            print("    " + (" ".join(f"{{% {loop} %}}" for loop in loops) or "hors de la boucle :"))
        example = f" – ex. : {entry.exemple}" if entry.exemple else ""
        print(f"    {entry.ecriture or entry.nom}")
        print(f"        {entry.sens} ({entry.sorte}), {entry.presence}{example}")
    print()


# --- copier


def copier(options: argparse.Namespace) -> int:
    """Copy the shipped templates and the charter, all or nothing."""
    from cllaj_docs.delivery.gabarit.fichiers import shipped_files

    files = shipped_files(html=options.html, regime=options.regime)
    present = [name for name in files if (options.dossier / name).exists()]
    if present and not options.remplacer:
        raise OutputError(
            f"{options.dossier} contient déjà {', '.join(present)} : rien n’est copié "
            "(« --remplacer » écrase ces fichiers et les changements que vous y avez faits)"
        )
    for name, path in files.items():
        print(write_whole(options.dossier / name, path.read_bytes()))
    print(
        f"{compte(len(files), 'fichier copié', 'fichiers copiés')}. Modifiez-les, supprimez ceux qui ne changent pas,"
    )
    print(f"puis : cllaj-docs gabarits verifier {options.dossier}")
    return DONE


# --- verifier


def verifier(options: argparse.Namespace) -> int:
    """Print what is to say about templates. Code 4 when a document would fail or print what it must not."""
    from cllaj_docs.delivery.gabarit.verification import check_templates

    remarques = check_templates(options.dossier)
    errors = sum(remarque.gravite == "erreur" for remarque in remarques)
    if options.json:
        summary = {"erreurs": errors, "alertes": len(remarques) - errors}
        print(json.dumps({**summary, "remarques": [asdict(one) for one in remarques]}, ensure_ascii=False, indent=2))
    else:
        for remarque in remarques:
            print(f"{remarque}\n")
        print(_summary(len(remarques), errors))
    if options.annoter and options.dossier is not None:
        for path in _annotate(options.dossier, remarques, options.sortie):
            if not options.json:
                print(path)
    return BAD_TEMPLATE if errors else DONE


def _summary(total: int, errors: int) -> str:
    if not total:
        return "Aucune remarque : ces gabarits sont bons."
    return f"{compte(errors, 'erreur')}, {compte(total - errors, 'alerte')}."


def _annotate(own: Path, remarques: Sequence[Remarque], folder: Path) -> Iterable[Path]:
    """Write a copy of each Word template that something is said of, with it in the margin."""
    for name in dict.fromkeys(one.fichier for one in remarques if one.fichier.endswith(".docx")):
        path = own / name
        notes = [_note(one) for one in remarques if one.fichier == name]
        try:
            content = comment(path.read_bytes(), notes, _AUTHOR)
        except TemplateError:
            continue  # no Word file at all, which is what its remark says
        yield write_whole(folder / f"{path.stem}{_ANNOTATED}{path.suffix}", content)


def _note(remarque: Remarque) -> Note:
    """Write a finding as a comment; one that stands outside the body says where."""
    in_body = remarque.partie == _BODY
    where = "" if in_body or remarque.partie is None else "En-tête, pied de page ou propriété : "
    head = f"{remarque.gravite.capitalize()} : {where}{remarque.explication}"
    about = f"Balise : {remarque.balise}" if remarque.balise else ""
    advice = f"→ {remarque.remede}" if remarque.remede else ""
    return Note(remarque.rang if in_body else None, tuple(line for line in (head, about, advice) if line))
