"""The act that grants: the deliberation, its amount, the budget year that it commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.french.dates import date_longue
from cllaj_docs.french.figures import euros
from cllaj_docs.rules.constat import Constat, constat
from cllaj_docs.rules.liquidation import ZERO
from cllaj_docs.rules.parametre import used_parametre


def _enforceable_act(dossier: Dossier) -> Iterator[Constat]:
    decision, convention = dossier.decision, dossier.convention
    if decision is None or convention is None or convention.date_signature is None:
        return
    if decision.executoire_le is None:
        message = "la convention est signée mais la date exécutoire de la délibération n’est pas renseignée"
    elif decision.executoire_le > convention.date_signature:
        message = (
            f"la convention est signée le {date_longue(convention.date_signature)}, avant que la délibération soit "
            f"exécutoire ({date_longue(decision.executoire_le)})"
        )
    else:
        return
    yield constat("DELIBERATION_NON_EXECUTOIRE", message, "decision.executoire_le")


def _same_amount(dossier: Dossier) -> Iterator[Constat]:
    decision, convention = dossier.decision, dossier.convention
    if decision and convention and convention.montant != decision.montant:
        given = euros(convention.montant) if convention.montant else "absent"
        message = f"le montant de la convention ({given}) n’est pas celui de la décision ({euros(decision.montant)})"
        yield constat("MONTANT_DIFFERENT", message, "convention.montant")


def _cumulated_grants(dossier: Dossier) -> Iterator[Constat]:
    decision = dossier.decision
    if decision is None:
        return
    place = "decision.autres_subventions"
    if decision.autres_subventions is None:
        message = "indiquez les autres subventions du Département cette année (liste vide s’il n’y en a aucune)"
        yield constat("CUMUL_INCONNU", message, place)
        return
    seuil = used_parametre(dossier, "seuil_convention", decision.date)
    total = decision.montant + sum((autre.montant for autre in decision.autres_subventions), ZERO)
    if seuil and decision.montant <= seuil.valeur < total:
        message = (
            f"avec les autres subventions de l’année, le total atteint {euros(total)} et dépasse "
            f"{euros(seuil.valeur)} : chaque versement doit s’appuyer sur une convention"
        )
        yield constat("CUMUL_23000", message, place)


def _budget_year(dossier: Dossier) -> Iterator[Constat]:
    imputation = dossier.decision.imputation if dossier.decision else None
    signed = dossier.convention.date_signature if dossier.convention else None
    if imputation and signed and imputation.exercice != signed.year:
        message = (
            f"l’imputation porte sur l’exercice {imputation.exercice}, la convention est signée en {signed.year} : "
            "vérifiez l’engagement juridique"
        )
        yield constat("EXERCICE_DIFFERENT", message, "decision.imputation.exercice")


def _budget_year_of_the_solde(dossier: Dossier) -> Iterator[Constat]:
    imputation = dossier.decision.imputation if dossier.decision else None
    bilan = dossier.bilan
    if imputation and bilan and bilan.date.year > imputation.exercice:
        message = (
            f"le solde vient en {bilan.date.year} sur un engagement de l’exercice {imputation.exercice} : "
            "vérifiez que le reste à payer a été reporté"
        )
        yield constat("EXERCICE_CLOS", message, "decision.imputation.exercice")


def _engagement_known(dossier: Dossier) -> Iterator[Constat]:
    decision, convention = dossier.decision, dossier.convention
    if decision and convention and convention.date_signature and not (decision.engagement and decision.imputation):
        message = "le numéro d’engagement juridique ou l’imputation manque : la demande laissera la place à compléter"
        yield constat("ENGAGEMENT_ABSENT", message, "decision.engagement")


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _enforceable_act,
    _same_amount,
    _cumulated_grants,
    _budget_year,
    _budget_year_of_the_solde,
    _engagement_known,
)
