"""The convention: signed, notified, within the period of the call, with its targets."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.french.agreement import compte
from cllaj_docs.french.dates import date_longue
from cllaj_docs.rules.constat import Constat, constat
from cllaj_docs.rules.parametre import used_parametre
from cllaj_docs.rules.piece import all_pieces
from cllaj_docs.rules.regime import find_regime


def _notified(dossier: Dossier) -> Iterator[Constat]:
    convention = dossier.convention
    if convention and convention.date_signature and convention.date_notification is None:
        message = "la convention est signée mais pas notifiée : le délai de versement de l’avance ne court pas"
        yield constat("NOTIFICATION_ABSENTE", message, "convention.date_notification")


def _period_of_the_call(dossier: Dossier) -> Iterator[Constat]:
    convention, periode = dossier.convention, dossier.appel.periode
    if convention and not periode.contains(convention.periode_action):
        message = (
            f"la période de l’action sort de celle de l’appel (du {date_longue(periode.debut)} au "
            f"{date_longue(periode.fin)})"
        )
        yield constat("ACTION_HORS_APPEL", message, "convention.periode_action")


def _signed_in_time(dossier: Dossier) -> Iterator[Constat]:
    convention = dossier.convention
    if convention and convention.date_signature and convention.date_signature > convention.periode_action.fin:
        message = "la convention est signée après la fin de l’action qu’elle finance"
        yield constat("SIGNATURE_TARDIVE", message, "convention.date_signature")


def _republican_engagement_in_time(dossier: Dossier) -> Iterator[Constat]:
    subscribed: datetime.date | None = getattr(dossier.porteur, "contrat_engagement", None)
    if subscribed is None:
        return
    signed = dossier.convention.date_signature if dossier.convention else None
    if not any(row.code == "engagement-republicain" and row.is_valid(subscribed) for row in all_pieces()):
        message = (
            f"le contrat d’engagement républicain serait souscrit le {date_longue(subscribed)}, avant qu’il existe : "
            "vérifiez cette date"
        )
    elif signed and subscribed > signed:
        message = (
            f"le contrat d’engagement républicain est souscrit le {date_longue(subscribed)}, après la signature de la "
            "convention : la subvention le suppose souscrit"
        )
    else:
        return
    yield constat("ENGAGEMENT_REPUBLICAIN_DATE", message, "porteur.contrat_engagement")


def _report_within_the_legal_delay(dossier: Dossier) -> Iterator[Constat]:
    """Hold the deadline of a private body within the months that follow the end of the (civil) year of the action."""
    convention, delay = dossier.convention, used_parametre(dossier, "compte_rendu_mois")
    if convention is None or delay is None or not find_regime(dossier.porteur).prive:
        return
    months, year = int(delay.valeur), convention.periode_action.fin.year + 1
    if convention.date_limite_bilan >= datetime.date(year + months // 12, months % 12 + 1, 1):
        message = (
            f"le bilan est attendu plus de {compte(months, 'mois', 'mois')} après la fin de l’année où l’action "
            "s’achève : vérifiez que l’exercice de l’opérateur le permet"
        )
        yield constat("COMPTE_RENDU_TARDIF", message, "convention.date_limite_bilan")


def _targets_set(dossier: Dossier) -> Iterator[Constat]:
    cibles = dossier.projet.cibles
    for indicateur in dossier.appel.indicateurs:
        cible = getattr(cibles, indicateur.code)
        if cible.ase is None and cible.tous is None:
            message = f"aucune cible pour « {indicateur.libelle} » : le solde dépend des objectifs fixés"
            yield constat("CIBLE_ABSENTE", message, f"projet.cibles.{indicateur.code}")


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _notified,
    _period_of_the_call,
    _signed_in_time,
    _republican_engagement_in_time,
    _report_within_the_legal_delay,
    _targets_set,
)
