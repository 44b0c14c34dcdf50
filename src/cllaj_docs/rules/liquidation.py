"""What is due once the report is in: the état liquidatif.

The call fixes a ceiling and conditions the solde on the objectives and the report; it gives no rule for under-spending.
The convention chooses one (``convention.regle_solde``), and the three are a table here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated

from cllaj_docs.domain.bilan import CompteRendu
from cllaj_docs.domain.budget import Budget
from cllaj_docs.domain.convention import RegleSolde
from cllaj_docs.domain.field import Euros, Part
from cllaj_docs.domain.paiement import Paiement
from cllaj_docs.rules.arrondi import au_centime

ZERO = Decimal("0.00")

RESSOURCES_PROPRES = ("74-departement", "fonds-propres")
"""Products that are no other funding: this grant itself, and what the operator puts in."""


@dataclass(frozen=True, slots=True)
class Liquidation:
    """All amounts in euros. At most one of ``net_a_payer`` and ``trop_percu`` is more than zero.

    ``taux_realisation`` is a share of the planned expenses (may exceed 1), ``None`` when nothing was planned.
    ``calcule`` is what the rule gives, ``du`` the same within ``montant``.
    """

    montant: Annotated[Euros, "montant maximal accordé"]
    regle: Annotated[RegleSolde, "règle de la convention"]
    depenses_prevues: Annotated[Euros, "dépenses prévues au budget"]
    depenses_realisees: Annotated[Euros, "dépenses réalisées"]
    autres_financements: Annotated[Euros, "autres financements reçus, hors fonds propres"]
    taux_realisation: Annotated[
        Part | None, "part des dépenses prévues qui est réalisée ; absente si rien n’était prévu"
    ]
    calcule: Annotated[Euros, "ce que donne la règle, avant d’être limité au montant maximal"]
    du: Annotated[Euros, "montant dû"]
    deja_verse: Annotated[Euros, "déjà versé"]
    net_a_payer: Annotated[Euros, "reste à payer"]
    trop_percu: Annotated[Euros, "trop-perçu à reverser"]

    @property
    def reduction(self) -> Annotated[Euros, "ce que la sous-réalisation retire au montant accordé"]:
        """What under-spending takes off the granted amount."""
        return self.montant - self.du


def compute_liquidation(
    montant: Decimal,
    regle: RegleSolde,
    budget: Budget,
    compte_rendu: CompteRendu,
    paiements: tuple[Paiement, ...],
) -> Liquidation:
    """Compute what is due, what remains to pay, or what was paid too much. Never a negative payment."""
    prevues, realisees = budget.total_charges, compte_rendu.depenses
    autres = other_funding(compte_rendu)
    calcule = _RULES[regle](montant, prevues, realisees, autres)
    du = min(montant, calcule)
    verse = sum((paiement.montant for paiement in paiements), ZERO)
    return Liquidation(
        montant=montant,
        regle=regle,
        depenses_prevues=prevues,
        depenses_realisees=realisees,
        autres_financements=autres,
        taux_realisation=realisees / prevues if prevues else None,
        calcule=calcule,
        du=du,
        deja_verse=verse,
        net_a_payer=max(du - verse, ZERO),
        trop_percu=max(verse - du, ZERO),
    )


def other_funding(compte_rendu: CompteRendu) -> Decimal:
    """Sum what others paid for the action, in euros: products but this Département's grant and the operator's own."""
    propres = sum((ligne.montant for ligne in compte_rendu.produits if ligne.rubrique in RESSOURCES_PROPRES), ZERO)
    return compte_rendu.total_produits - propres


def _prorata(montant: Decimal, prevues: Decimal, realisees: Decimal, _autres: Decimal) -> Decimal:
    """Give the granted amount in proportion to the expenses, rounded once. Nothing planned: nothing to reduce by."""
    return au_centime(montant * realisees / prevues) if prevues else montant


def _plafond(_montant: Decimal, _prevues: Decimal, realisees: Decimal, autres: Decimal) -> Decimal:
    """Give what the action really needed: expenses less other funding."""
    return max(realisees - autres, ZERO)


def _forfait(montant: Decimal, _prevues: Decimal, _realisees: Decimal, _autres: Decimal) -> Decimal:
    """Give the granted amount, whatever was spent."""
    return montant


_RULES: Mapping[RegleSolde, Callable[[Decimal, Decimal, Decimal, Decimal], Decimal]] = MappingProxyType(
    {"prorata": _prorata, "plafond": _plafond, "forfait": _forfait}
)
