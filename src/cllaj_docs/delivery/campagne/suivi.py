"""``campagne suivi``: for each operator, what was produced, signed, paid, what is due and when, and who is late."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cllaj_docs.delivery.arguments import FrenchParser, day
from cllaj_docs.delivery.campagne.releve import Operateur, read_operateurs
from cllaj_docs.delivery.exit_codes import DONE
from cllaj_docs.delivery.output import write_whole
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.french.agreement import compte
from cllaj_docs.french.dates import date_longue
from cllaj_docs.french.figures import euros
from cllaj_docs.rules.campagne import compute_montants
from cllaj_docs.rules.echeance import Echeance, EtatEcheance, compute_echeances

SUIVI, AGENDA = "suivi.xlsx", "echeances.ics"

_TITRE = "Suivi de la campagne"
_ORDER: tuple[EtatEcheance, ...] = ("en retard", "à venir", "en attente", "fait en retard", "fait")

_OPERATEURS = (
    ("Dossier", 38), ("Opérateur", 40), ("Convention", 16), ("Décidée le", 13), ("Signée le", 13), ("Notifiée le", 13),
    ("Montant accordé", 17), ("Déjà versé", 17), ("Bilan remis le", 14), ("En retard", 40), ("Prochaine échéance", 36),
    ("Le", 13), ("Documents produits", 44), ("À savoir", 50),
)  # fmt: skip
_ECHEANCES = (
    ("Date", 13), ("État", 15), ("Jours de retard", 10), ("Opérateur", 40), ("Convention", 16), ("Échéance", 32),
    ("Fait le", 13), ("Montant", 16), ("D’où vient la date", 46), ("Dossier", 38),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Situation:
    """An operator and what is due of it, on a day."""

    operateur: Operateur
    echeances: tuple[Echeance, ...]
    au: datetime.date

    @property
    def nom(self) -> str:
        """The operator's name, or that of its folder when its dossier cannot be read."""
        return self.operateur.dossier.porteur.nom if self.operateur.dossier else self.operateur.nom

    @property
    def convention(self) -> str:
        """The number of its convention, if there is one."""
        dossier = self.operateur.dossier
        return dossier.convention.numero if dossier and dossier.convention else ""

    def en(self, *etats: EtatEcheance) -> list[Echeance]:
        """List what is in these states, the soonest first."""
        found = [echeance for echeance in self.echeances if echeance.etat(self.au) in etats]
        return sorted(found, key=lambda echeance: echeance.date or datetime.date.max)


def add_suivi(commands: argparse._SubParsersAction[FrenchParser]) -> None:
    """Add ``campagne suivi`` to the commands of a campaign."""
    text = "dit, pour chaque opérateur, ce qui est produit, signé, payé, dû, et qui est en retard"
    parser = commands.add_parser("suivi", help=text, description=text)
    parser.add_argument("campagne", metavar="DIR", type=Path, help="dossier produit par « campagne generer »")
    parser.add_argument("--au", metavar="AAAA-MM-JJ", type=day, help="jour du suivi (aujourd’hui)")
    parser.add_argument("-o", "--sortie", metavar="DIR", type=Path, help="où écrire suivi.xlsx et echeances.ics (DIR)")
    parser.set_defaults(command=suivi)


def suivi(options: argparse.Namespace) -> int:
    """Print the follow-up, and write it as a workbook and its deadlines as a calendar."""
    from cllaj_docs.rendering.agenda import to_ics

    au = options.au or datetime.date.today()  # noqa: DTZ011 - the day of the person who asks
    situations = [
        Situation(operateur, compute_echeances(operateur.dossier) if operateur.dossier else (), au)
        for operateur in read_operateurs(options.campagne)
    ]
    for line in _text(situations, au):
        print(line)
    for situation in situations:
        if situation.operateur.remarque:
            print(situation.operateur.remarque, file=sys.stderr)
    folder = options.sortie or options.campagne
    print(write_whole(folder / SUIVI, to_workbook(situations, au)))
    print(write_whole(folder / AGENDA, to_ics(_TITRE, _reminders(situations), au)))
    return DONE


# --- on the screen ---------------------------------------------------------------------------------------------------


def _text(situations: Sequence[Situation], au: datetime.date) -> Iterator[str]:
    late = [situation for situation in situations if situation.en("en retard")]
    yield f"Suivi au {date_longue(au)} : {compte(len(situations), 'opérateur')}, dont {len(late)} en retard."
    for situation in situations:
        yield ""
        yield f"{situation.convention} – {situation.nom}" if situation.convention else situation.nom
        for echeance in sorted(situation.echeances, key=lambda one: (_ORDER.index(one.etat(au)), one.date or au)):
            yield f"  {echeance.etat(au):<14}  {_said(echeance, au)}"
        if not situation.echeances:
            yield "  rien n’est encore dû : aucune décision" if situation.operateur.dossier else "  données illisibles"


def _said(echeance: Echeance, au: datetime.date) -> str:
    parts = [echeance.libelle]
    if echeance.montant:
        parts[0] += f" ({euros(echeance.montant)})"
    if echeance.fait_le is not None:
        parts.append(f"le {date_longue(echeance.fait_le)}")
    elif echeance.date is not None:
        parts.append(f"au plus tard le {date_longue(echeance.date)}")
    else:
        parts.append(echeance.base)
    if echeance.retard(au):
        parts.append(f"{compte(echeance.retard(au), 'jour')} de retard")
    return ", ".join(parts)


# --- as a calendar ---------------------------------------------------------------------------------------------------


def _reminders(situations: Iterable[Situation]) -> Iterator[Any]:
    """Give what is still due, late or not, that has a day."""
    from cllaj_docs.rendering.agenda import Rappel

    for situation in situations:
        for echeance in situation.en("en retard", "à venir"):
            if echeance.date is not None:
                amount = f"Montant : {euros(echeance.montant)}\n" if echeance.montant else ""
                number = f"Convention n° {situation.convention}\n" if situation.convention else ""
                yield Rappel(
                    uid=f"{situation.operateur.nom}.{echeance.code}@campagne.cllaj-docs",
                    jour=echeance.date,
                    titre=f"{echeance.libelle} – {situation.nom}",
                    description=f"{number}{amount}Date : {echeance.base}",
                    categorie="CLLAJ",
                )


# --- as a workbook ---------------------------------------------------------------------------------------------------


def to_workbook(situations: Sequence[Situation], au: datetime.date) -> bytes:
    """Write the follow-up as .xlsx: one row for each operator, then one for each deadline."""
    from cllaj_docs.reporting.workbook import new_book, write_table

    with new_book(_TITRE, f"Au {date_longue(au)}") as book:
        rows: list[Sequence[Any]] = [tuple(_operator(situation)) for situation in situations]
        write_table(book, f"OPÉRATEURS au {au:%d-%m-%Y}", _OPERATEURS, rows, frozen=2)
        dated = [
            (echeance.date or datetime.date.max, situation.nom, tuple(_deadline(situation, echeance)))
            for situation in situations
            for echeance in situation.echeances
        ]
        deadlines = [row for _, _, row in sorted(dated, key=lambda one: one[:2])]
        write_table(book, "ÉCHÉANCES", _ECHEANCES, deadlines, frozen=2)
    return book.output.getvalue()


def _operator(situation: Situation) -> Iterator[Any]:
    dossier, operateur = situation.operateur.dossier, situation.operateur
    montants = compute_montants(dossier) if dossier else None
    late, coming = situation.en("en retard"), situation.en("à venir")
    convention = dossier.convention if dossier else None
    yield operateur.nom
    yield situation.nom
    yield situation.convention
    yield dossier.decision.date if dossier and dossier.decision else None
    yield convention.date_signature if convention else None
    yield convention.date_notification if convention else None
    yield from (montants.accorde, montants.verse) if montants else (None, None)
    yield dossier.bilan.date if dossier and dossier.bilan else None
    yield "\n".join(f"{one.libelle} ({compte(one.retard(situation.au), 'jour')})" for one in late)
    yield coming[0].libelle if coming else ""
    yield coming[0].date if coming else None
    made = {production.document: None for production in operateur.productions}
    yield ", ".join(document for document in DOCUMENTS if document in made)
    yield operateur.remarque


def _deadline(situation: Situation, echeance: Echeance) -> Iterator[Any]:
    yield echeance.date
    yield echeance.etat(situation.au)
    yield echeance.retard(situation.au) or None
    yield situation.nom
    yield situation.convention
    yield echeance.libelle
    yield echeance.fait_le
    yield echeance.montant or None
    yield echeance.base
    yield situation.operateur.nom
