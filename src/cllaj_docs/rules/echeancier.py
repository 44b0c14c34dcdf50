"""What is paid when: an avance at the signature, a solde after the report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from cllaj_docs.domain.field import Euros, Part
from cllaj_docs.rules.arrondi import au_centime


@dataclass(frozen=True, slots=True)
class Echeancier:
    """Amounts in euros; ``avance + solde == montant``, always. ``taux_avance`` is a share (0.80 for 80 %)."""

    montant: Annotated[Euros, "montant accordé"]
    taux_avance: Annotated[Part, "part de l’avance"]
    avance: Annotated[Euros, "montant de l’avance"]
    solde: Annotated[Euros, "montant du solde : ce qui reste après l’avance"]

    @property
    def taux_solde(self) -> Annotated[Part, "part du solde"]:
        """The share left to the solde."""
        return 1 - self.taux_avance


def compute_echeancier(montant: Decimal, taux_avance: Decimal) -> Echeancier:
    """Split a granted amount: avance rounded half-up to the cent, solde the remainder and never a rate of its own.

    Source: the call, « une avance de 80 % versée dès signature », then « un solde ». 19 999,99 € gives 15 999,99 €
    and 4 000,00 €.
    """
    avance = au_centime(montant * taux_avance)
    return Echeancier(montant=montant, taux_avance=taux_avance, avance=avance, solde=montant - avance)
