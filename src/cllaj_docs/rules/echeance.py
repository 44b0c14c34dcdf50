"""What is due in the life of a grant, when, and whether it is done: the follow-up of a campaign.

Days come from the convention (``date_limite_bilan``, ``duree``) and from the delays that the call leaves to the
Département (``appel.modalites``). A deadline whose start is not known yet has no day: nothing is guessed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cllaj_docs.domain.convention import Convention
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.paiement import NatureVersement, Paiement
from cllaj_docs.rules.echeancier import compute_echeancier
from cllaj_docs.rules.liquidation import ZERO, compute_liquidation

CodeEcheance = Literal["redaction", "signature", "notification", "avance", "bilan", "solde", "reversement", "fin"]

EtatEcheance = Literal["fait", "fait en retard", "en retard", "à venir", "en attente"]


@dataclass(frozen=True, slots=True)
class Echeance:
    """Something due. ``date`` is its last day, ``None`` when it depends on what is not known yet, which ``base`` says.

    ``fait_le`` is when it was done. ``montant`` is what is still to pay, or to pay back, in euros.
    """

    code: CodeEcheance
    libelle: str
    base: str
    date: datetime.date | None = None
    fait_le: datetime.date | None = None
    montant: Decimal | None = None

    def etat(self, au: datetime.date) -> EtatEcheance:
        """Tell where it stands on a day; its last day is not late."""
        if self.code == "fin":
            return "fait" if self.date is not None and self.date < au else "à venir"
        if self.fait_le is not None:
            return "fait en retard" if self.date is not None and self.fait_le > self.date else "fait"
        if self.date is None:
            return "en attente"
        return "en retard" if self.date < au else "à venir"

    def retard(self, au: datetime.date) -> int:
        """Count the days that it is late by on a day, or was when it was done."""
        return 0 if self.date is None or self.code == "fin" else max(((self.fait_le or au) - self.date).days, 0)


def compute_echeances(dossier: Dossier) -> tuple[Echeance, ...]:
    """List what a grant is due to see, in the order of its life. Nothing is due before the decision."""
    if dossier.decision is None:
        return ()
    convention = dossier.convention
    if convention is None:
        return (Echeance("redaction", "Rédaction de la convention", "aucune convention au dossier"),)
    return (
        _signature(convention),
        _notification(convention),
        _avance(dossier, convention),
        _bilan(dossier, convention),
        _settlement(dossier, convention),
        Echeance("fin", "Fin de la convention", "durée de la convention", convention.duree.fin),
    )


def _signature(convention: Convention) -> Echeance:
    return Echeance(
        "signature",
        "Signature de la convention",
        "prise d’effet de la convention",
        convention.duree.debut,
        convention.date_signature,
    )


def _notification(convention: Convention) -> Echeance:
    base = "après la signature" if convention.date_signature else "attend la signature"
    return Echeance("notification", "Notification de la convention", base, None, convention.date_notification)


def _avance(dossier: Dossier, convention: Convention) -> Echeance:
    due = compute_echeancier(dossier.decision.montant, dossier.appel.taux_avance).avance if dossier.decision else ZERO
    paid = tuple(_paid(dossier, "avance"))
    left = max(due - sum((paiement.montant for paiement in paid), ZERO), ZERO)
    delay = dossier.appel.modalites.delai_paiement_jours
    day = convention.date_notification and convention.date_notification + datetime.timedelta(days=delay)
    base = f"{delay} jours après la notification" if day else "attend la notification"
    done = None if left else max((paiement.date for paiement in paid), default=convention.date_signature)
    return Echeance("avance", "Versement de l’avance", base, day, done, left)


def _bilan(dossier: Dossier, convention: Convention) -> Echeance:
    done = dossier.bilan.date if dossier.bilan else None
    return Echeance("bilan", "Remise du bilan final", "date limite du bilan", convention.date_limite_bilan, done)


def _settlement(dossier: Dossier, convention: Convention) -> Echeance:
    """Give the payment of the solde, or the repayment of what was paid too much."""
    if dossier.bilan is None or dossier.decision is None:
        return Echeance("solde", "Versement du solde", "attend le bilan final")
    liquidation = compute_liquidation(
        dossier.decision.montant,
        convention.regle_solde,
        dossier.projet.budget,
        dossier.bilan.compte_rendu,
        dossier.paiements,
    )
    if liquidation.trop_percu:
        base = "délai de l’avis des sommes à payer"
        return Echeance("reversement", "Reversement du trop-perçu", base, montant=liquidation.trop_percu)
    delay = dossier.appel.modalites.delai_paiement_jours
    day = dossier.bilan.date + datetime.timedelta(days=delay)
    paid = [paiement.date for paiement in _paid(dossier, "solde")]
    done = None if liquidation.net_a_payer else max([dossier.bilan.date, *paid])
    base = f"{delay} jours après le bilan, si la demande de solde est complète"
    return Echeance("solde", "Versement du solde", base, day, done, liquidation.net_a_payer)


def _paid(dossier: Dossier, nature: NatureVersement) -> Iterator[Paiement]:
    return (paiement for paiement in dossier.paiements if paiement.nature == nature)
