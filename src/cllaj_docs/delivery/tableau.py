"""Commands on the reporting table: ``reporting vierge``, ``calculer``, ``verifier``."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cllaj_docs.delivery.arguments import FrenchParser, add_output, day
from cllaj_docs.delivery.exit_codes import BLOCKED, DONE
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.periode import Periode
from cllaj_docs.errors import DossierError, Faute, UsageError
from cllaj_docs.french.dates import periode as periode_ecrite

if TYPE_CHECKING:
    from cllaj_docs.domain.tableau import Releve
    from cllaj_docs.rules.comptage import Chiffre, Comptage, Difference
    from cllaj_docs.rules.constat import Constat


DEFAULT_CALL = "pas-de-calais-2025"
FORM, TRACE, PARTS, DOSSIER = "tableau-reporting.xlsx", "trace-indicateurs.xlsx", "indicateurs.toml", "dossier.json"


def add_commands(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``reporting`` and its commands to the command line."""
    text = "tableau de reporting de l’opérateur : formulaire, indicateurs avec leurs lignes, recomptage"
    reporting = commands.add_parser("reporting", help=text, description=text)
    own = reporting.add_subparsers(
        title="commandes", metavar="COMMANDE", required=True, parser_class=FrenchParser, dest="COMMANDE"
    )
    text = "écrit le formulaire vierge, à remplir dans Excel ou LibreOffice"
    parser = own.add_parser("vierge", help=text, description=text)
    parser.add_argument(
        "--dossier", metavar="DOSSIER", type=Path, help="pour la période et les définitions de l’action"
    )
    add_output(parser)
    parser.set_defaults(command=vierge)
    text = "compte les indicateurs d’un tableau rempli, avec la trace de chaque chiffre"
    parser = own.add_parser("calculer", help=text, description=text)
    _add_table(parser)
    parser.add_argument("--jusqu-au", metavar="AAAA-MM-JJ", type=day, help="dernier jour compté (fin de l’action)")
    add_output(parser)
    parser.add_argument("--malgre-constats", action="store_true", help="compte malgré un constat bloquant")
    parser.set_defaults(command=calculer)
    text = "recompte les chiffres du bilan et du suivi d’un dossier, et dit ce qui diffère"
    parser = own.add_parser("verifier", help=text, description=text)
    _add_table(parser)
    parser.set_defaults(command=verifier)


def _add_table(parser: FrenchParser) -> None:
    parser.add_argument(
        "tableau", metavar="TABLEAU", nargs="+", help="classeur .xlsx ou .ods, dossier de fichiers .csv ou ces fichiers"
    )
    parser.add_argument("--dossier", metavar="DOSSIER", type=Path, required=True, help="fichier .toml ou .json")


def vierge(options: argparse.Namespace) -> int:
    """Write the blank form, for a dossier or for the shipped call."""
    from cllaj_docs.domain.appel import Appel
    from cllaj_docs.domain.shipped import read_shipped
    from cllaj_docs.reporting.form import write_form

    if options.dossier is None:
        appel = Appel.model_validate(read_shipped("domain", "appel", f"{DEFAULT_CALL}.toml"))
        content = write_form(appel)
    else:
        dossier = Dossier.load(options.dossier)
        content = write_form(dossier.appel, _period(dossier))
    path = options.sortie if options.sortie.suffix.lower() == ".xlsx" else options.sortie / FORM
    print(write_whole(path, content))
    return DONE


@dataclass(frozen=True, slots=True)
class _Count:
    """A table that was read and counted for a dossier, and what was found in it."""

    comptage: Comptage
    constats: tuple[Constat, ...]

    @property
    def blocked(self) -> bool:
        """Whether a finding blocks."""
        return any(constat.gravite == "bloquant" for constat in self.constats)


def calculer(options: argparse.Namespace) -> int:
    """Print the indicators; write their trace, the parts of the dossier, and the dossier with them."""
    dossier = Dossier.load(options.dossier)
    whole = _period(dossier)
    period = _up_to(whole, options.jusqu_au)
    count = _count(dossier, _read(dossier, options.tableau), period)
    _tell_findings(count.constats)
    if count.blocked and not options.malgre_constats:
        print("Retenu : corrigez le tableau (« --malgre-constats » passe outre).", file=sys.stderr)
        return BLOCKED
    _tell_figures(count.comptage)
    for name, content in _files(dossier, count, complete=period == whole).items():
        print(write_whole(options.sortie / name, content))
    return DONE


def verifier(options: argparse.Namespace) -> int:
    """Count again what the dossier says, and list what differs. Code 1 when anything does, or when a finding blocks."""
    dossier = Dossier.load(options.dossier)
    if dossier.bilan is None and dossier.suivi is None:
        faute = Faute("bilan.indicateurs", "il manque les chiffres à vérifier (bilan ou suivi)")
        raise DossierError("rien à vérifier :", [faute], source=str(options.dossier))
    releve = _read(dossier, options.tableau)
    count = _count(dossier, releve, _period(dossier))
    _tell_findings(count.constats)
    differences = [*_report_differences(dossier, count.comptage), *_follow_up_differences(dossier, releve)]
    for difference in differences:
        print(difference)
    if not differences:
        print("Les chiffres du dossier sont ceux du tableau.")
    return BLOCKED if differences or count.blocked else DONE


def write_sample(dossier: Dossier, table: Path | None, folder: Path) -> Iterator[Path]:
    """Write the filled form of a sample, the trace of its figures and the parts that they make."""
    from cllaj_docs.reporting.form import write_form

    if table is None:
        return
    period = _period(dossier)
    releve = _read(dossier, [str(table)])
    yield write_whole(folder / FORM, write_form(dossier.appel, period, releve.tableau))
    files = _files(dossier, _count(dossier, releve, period), complete=True)
    for name in (TRACE, PARTS):
        yield write_whole(folder / name, files[name])


def _period(dossier: Dossier) -> Periode:
    return dossier.convention.periode_action if dossier.convention else dossier.appel.periode


def _up_to(period: Periode, last: datetime.date | None) -> Periode:
    if last is None or last >= period.fin:
        return period
    if last < period.debut:
        written = periode_ecrite(period.debut, period.fin)
        raise UsageError(f"--jusqu-au : ce jour précède l’action ({written})")
    return Periode(debut=period.debut, fin=last)


def _read(dossier: Dossier, table: Sequence[str]) -> Releve:
    from cllaj_docs.reporting.reading import read_tableau

    return read_tableau(table[0] if len(table) == 1 else table, dossier.appel.territoires)


def _count(dossier: Dossier, releve: Releve, period: Periode) -> _Count:
    from cllaj_docs.rules.comptage import compute_comptage
    from cllaj_docs.rules.selection import select
    from cllaj_docs.rules.vraisemblance import Examen, check_tableau

    rule, number = dossier.appel.comptage, _number(dossier)
    selection = select(releve.tableau, period, rule, number)
    comptage = compute_comptage(releve.tableau, period, rule, number)
    return _Count(
        comptage, check_tableau(Examen(releve, selection, period, _period(dossier), dossier.appel.ages, number))
    )


def _number(dossier: Dossier) -> str | None:
    return dossier.convention.numero if dossier.convention else None


def _tell_findings(constats: Iterable[Constat]) -> None:
    for constat in sorted(constats, key=lambda constat: constat.gravite != "bloquant"):
        print(constat, file=sys.stderr)


def _tell_figures(comptage: Comptage) -> None:
    print(f"Indicateurs, {periode_ecrite(comptage.periode.debut, comptage.periode.fin)}")
    for figures in (comptage.chiffres, comptage.complements):
        width = max(len(figure.libelle) for figure in figures)
        for figure in figures:
            print(f"  {figure.libelle:{width}}  {_value(figure)}")
        print()


def _value(figure: Chiffre) -> str:
    return "non connu" if figure.valeur is None else str(figure.valeur)


def _files(dossier: Dossier, count: _Count, *, complete: bool) -> dict[str, bytes]:
    """Make the files of a count; a report is for the whole period (``complete``), a follow-up for any."""
    from cllaj_docs.reporting.part import write_part
    from cllaj_docs.reporting.trace import write_trace

    comptage = count.comptage
    suivi = comptage.as_suivi()
    report = {
        "bilan.indicateurs": comptage.indicateurs,
        "bilan.profil": comptage.profil,
        "bilan.profil_ase": comptage.profil_ase,
    }
    parts = {**(report if complete else {}), "suivi": suivi}
    intro = (
        "# Comptes du tableau de reporting, à recopier dans le dossier : ils remplacent les parties de même nom.\n\n"
    )
    written = "\n".join(write_part(path, part) for path, part in parts.items())
    kept = suivi.model_copy(update={"commentaire": dossier.suivi.commentaire if dossier.suivi else None})
    changes: dict[str, Modele] = {"suivi": kept}
    if dossier.bilan is not None and complete:
        names = {path.removeprefix("bilan."): part for path, part in report.items()}
        changes["bilan"] = dossier.bilan.model_copy(update=names)
    merged = Dossier.from_json(dossier.model_copy(update=changes).to_json())
    return {
        TRACE: write_trace(comptage, count.constats, dossier.projet.titre),
        PARTS: (intro + written).encode(),
        DOSSIER: merged.to_json().encode(),
    }


def _report_differences(dossier: Dossier, comptage: Comptage) -> Iterable[Difference]:
    from cllaj_docs.rules.comptage import compare

    if dossier.bilan is None:
        return
    yield from compare(dossier.bilan.indicateurs, comptage.indicateurs, "bilan.indicateurs")
    for name, counted in (("profil", comptage.profil), ("profil_ase", comptage.profil_ase)):
        told = getattr(dossier.bilan, name)
        if told is not None:
            yield from compare(told, counted, f"bilan.{name}")


def _follow_up_differences(dossier: Dossier, releve: Releve) -> Iterable[Difference]:
    """Count again the period that the follow-up says it covers."""
    from cllaj_docs.rules.comptage import compare, compute_comptage

    if dossier.suivi is None:
        return
    comptage = compute_comptage(releve.tableau, dossier.suivi.periode, dossier.appel.comptage, _number(dossier))
    counted = comptage.as_suivi()
    yield from compare(dossier.suivi, counted, "suivi")
    for rank, (told, month) in enumerate(zip(dossier.suivi.mois, counted.mois, strict=True)):
        yield from compare(told, month, f"suivi.mois[{rank}]")
