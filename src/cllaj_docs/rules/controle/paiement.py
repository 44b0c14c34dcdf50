"""What was paid: within the vote, once, in time, after the report, and as due."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.paiement import Paiement
from cllaj_docs.french.dates import date_longue
from cllaj_docs.french.figures import euros
from cllaj_docs.rules.constat import Constat, constat
from cllaj_docs.rules.echeancier import compute_echeancier
from cllaj_docs.rules.liquidation import ZERO, compute_liquidation


def _paid_within_vote(dossier: Dossier) -> Iterator[Constat]:
    """Hold Σ paid + asked within the vote. The solde asked is what is due less what is paid: it never exceeds it."""
    if dossier.decision is None:
        return
    paid = sum((paiement.montant for paiement in dossier.paiements), ZERO)
    asked = (
        ZERO if _avances(dossier) else compute_echeancier(dossier.decision.montant, dossier.appel.taux_avance).avance
    )
    if paid + asked > dossier.decision.montant:
        message = (
            f"déjà payé {euros(paid)} et avance à demander {euros(asked)} : plus que le montant voté "
            f"({euros(dossier.decision.montant)})"
        )
        yield constat("DEPASSEMENT_VOTE", message, "paiements")


def _avance_paid_once(dossier: Dossier) -> Iterator[Constat]:
    if dossier.decision is None:
        return
    avances, expected = (
        _avances(dossier),
        compute_echeancier(dossier.decision.montant, dossier.appel.taux_avance).avance,
    )
    if avances:
        message = f"l’avance a été payée le {date_longue(avances[0].date)} : n’en renvoyez pas la demande"
        yield constat("AVANCE_DEJA_PAYEE", message, "paiements")
        if sum((paiement.montant for paiement in avances), ZERO) != expected:
            message = f"l’avance payée n’est pas celle de la convention ({euros(expected)})"
            yield constat("AVANCE_DIFFERENTE", message, "paiements")
    elif dossier.bilan:
        message = "aucune avance n’est renseignée : le solde portera sur tout le montant dû"
        yield constat("AVANCE_NON_PAYEE", message, "paiements")


def _each_mandat_once(dossier: Dossier) -> Iterator[Constat]:
    seen: set[str] = set()
    for rank, paiement in enumerate(dossier.paiements):
        if paiement.mandat in seen:
            message = f"le mandat « {paiement.mandat} » paraît deux fois : un versement est compté en double"
            yield constat("MANDAT_EN_DOUBLE", message, f"paiements[{rank}].mandat")
        seen.add(paiement.mandat)


def _paid_during_the_convention(dossier: Dossier) -> Iterator[Constat]:
    convention = dossier.convention
    for rank, paiement in enumerate(dossier.paiements):
        if convention and paiement.date > convention.duree.fin:
            message = f"ce paiement suit la fin de la convention ({date_longue(convention.duree.fin)})"
            yield constat("PAIEMENT_HORS_CONVENTION", message, f"paiements[{rank}].date")


def _solde_after_report(dossier: Dossier) -> Iterator[Constat]:
    for rank, paiement in enumerate(dossier.paiements):
        if paiement.nature != "solde":
            continue
        if dossier.bilan is None:
            message = "un solde a été payé sans bilan : joignez le bilan ou corrigez la nature du paiement"
        elif paiement.date < dossier.bilan.date:
            message = (
                f"le solde a été payé le {date_longue(paiement.date)}, avant le bilan "
                f"({date_longue(dossier.bilan.date)})"
            )
        else:
            continue
        yield constat("SOLDE_AVANT_BILAN", message, f"paiements[{rank}]")


def _paid_as_due(dossier: Dossier) -> Iterator[Constat]:
    decision, convention, bilan = dossier.decision, dossier.convention, dossier.bilan
    if decision is None or convention is None or bilan is None:
        return
    liquidation = compute_liquidation(
        decision.montant, convention.regle_solde, dossier.projet.budget, bilan.compte_rendu, dossier.paiements
    )
    if liquidation.trop_percu:
        message = f"trop-perçu de {euros(liquidation.trop_percu)} : un ordre de reversement remplace le paiement"
        yield constat("TROP_PERCU", message, "bilan.compte_rendu")
    elif liquidation.net_a_payer and any(paiement.nature == "solde" for paiement in dossier.paiements):
        message = f"un solde est payé, mais il reste {euros(liquidation.net_a_payer)} à payer selon la convention"
        yield constat("SOLDE_DIFFERENT", message, "paiements")


def _avances(dossier: Dossier) -> tuple[Paiement, ...]:
    return tuple(paiement for paiement in dossier.paiements if paiement.nature == "avance")


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _paid_within_vote,
    _avance_paid_once,
    _each_mandat_once,
    _paid_during_the_convention,
    _solde_after_report,
    _paid_as_due,
)
