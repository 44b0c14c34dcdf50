"""Who signs, and by which power."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.personne import Signataire
from cllaj_docs.french.dates import date_longue
from cllaj_docs.rules.constat import Constat, constat


def _empowered_signatory(dossier: Dossier) -> Iterator[Constat]:
    for signatory, place in _signatories(dossier):
        if signatory.habilitation is None:
            message = "l’acte qui habilite le signataire n’est pas renseigné : la convention ne le citera pas"
            yield constat("HABILITATION_ABSENTE", message, f"{place}.habilitation")


def _power_of_the_day(dossier: Dossier) -> Iterator[Constat]:
    """Refuse a signature given before the act that allows it."""
    signed = dossier.convention.date_signature if dossier.convention else None
    for signatory, place in _signatories(dossier):
        act = signatory.habilitation
        if act and signed and (act.executoire_le or act.date) > signed:
            message = (
                f"la convention est signée le {date_longue(signed)}, avant que l’acte qui habilite le signataire "
                f"produise ses effets ({date_longue(act.executoire_le or act.date)})"
            )
            yield constat("HABILITATION_POSTERIEURE", message, f"{place}.habilitation")


def _enforceable_power(dossier: Dossier) -> Iterator[Constat]:
    """Ask a community for the day on which the deliberation that allows its signature became enforceable."""
    signatory, place = _operator_signatory(dossier)
    act = signatory.habilitation
    if dossier.porteur.regime == "epci" and act and act.nature == "deliberation" and act.executoire_le is None:
        message = (
            "le jour où la délibération qui habilite le signataire est devenue exécutoire n’est pas renseigné : "
            "demandez-la avec son accusé de réception en préfecture"
        )
        yield constat("HABILITATION_EXECUTOIRE_INCONNUE", message, f"{place}.habilitation")


def _report_signed_with_power(dossier: Dossier) -> Iterator[Constat]:
    """Ask for the power of a person who signs the report and is neither the representative nor the signatory."""
    signatory = dossier.bilan.signataire if dossier.bilan else None
    if signatory is None or signatory.habilitation is not None:
        return
    usual = (dossier.porteur.representant, _operator_signatory(dossier)[0])
    if all((signatory.prenom, signatory.nom) != (other.prenom, other.nom) for other in usual):
        message = "le bilan est signé par une autre personne que le représentant : joignez son pouvoir"
        yield constat("POUVOIR_ABSENT", message, "bilan.signataire.habilitation")


def _signatories(dossier: Dossier) -> Iterator[tuple[Signataire, str]]:
    """Give who signs for each party, and where the dossier says so."""
    yield _operator_signatory(dossier)
    own = dossier.convention.signataires.departement if dossier.convention else None
    if own:
        yield own, "convention.signataires.departement"
    else:
        yield dossier.departement.signataire, "departement.signataire"


def _operator_signatory(dossier: Dossier) -> tuple[Signataire, str]:
    """Give who signs the convention for the operator, and where the dossier says so."""
    own = dossier.convention.signataires.porteur if dossier.convention else None
    if own:
        return own, "convention.signataires.porteur"
    return dossier.porteur.representant, "porteur.representant"


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _empowered_signatory,
    _power_of_the_day,
    _enforceable_power,
    _report_signed_with_power,
)
