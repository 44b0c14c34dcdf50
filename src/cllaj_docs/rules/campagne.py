"""What a campaign grants: amounts summed operator by operator, and the sum proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.rules.echeancier import compute_echeancier

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Montants:
    """Amounts of one grant, or of several, in euros. ``verse`` is what was already paid."""

    accorde: Decimal = ZERO
    avance: Decimal = ZERO
    solde: Decimal = ZERO
    verse: Decimal = ZERO

    def __add__(self, other: Montants) -> Montants:
        return Montants(
            self.accorde + other.accorde,
            self.avance + other.avance,
            self.solde + other.solde,
            self.verse + other.verse,
        )

    @property
    def prouve(self) -> bool:
        """Whether the advances and the balances make what is granted, to the cent."""
        return self.avance + self.solde == self.accorde


def compute_montants(dossier: Dossier) -> Montants | None:
    """Give the amounts of a grant; ``None`` as long as nothing is decided."""
    if dossier.decision is None:
        return None
    echeancier = compute_echeancier(dossier.decision.montant, dossier.appel.taux_avance)
    verse = sum((paiement.montant for paiement in dossier.paiements), ZERO)
    return Montants(dossier.decision.montant, echeancier.avance, echeancier.solde, verse)


def total(montants: Iterable[Montants]) -> Montants:
    """Sum amounts column by column: the sums are not made from one another, so that ``prouve`` proves something."""
    return sum(montants, Montants())
