"""A budget of charges and products, in the rubrics of the Cerfa 15059 (arrêté du 11 octobre 2006).

The rubrics are data (``plan_comptable.py``); here a line only names one. Voluntary contributions in kind (86 and 87)
stand apart: they must balance each other and never count in the expenses that a grant pays for.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from cllaj_docs.domain.field import Euros, Montant, Texte
from cllaj_docs.domain.model import Modele, coherence, readable
from cllaj_docs.domain.plan_comptable import Cote, rubriques
from cllaj_docs.errors import Faute


class Ligne(Modele, title="Ligne de budget"):
    """One line: a rubric of the plan, an amount, and what the operator wishes to add to the label."""

    rubrique: Texte = Field(title="Rubrique", description="Code de la rubrique.", examples=["64", "74-departement"])
    montant: Montant = Field(title="Montant", description="En euros.", examples=["1500.00"])
    precision: Texte | None = Field(None, title="Précision", description="Complète le libellé de la rubrique.")


class Budget(Modele, title="Budget"):
    """Charges and products. Totals are computed, never typed in."""

    charges: tuple[Ligne, ...] = Field(min_length=1, title="Charges", description="Dépenses, une ligne par rubrique.")
    produits: tuple[Ligne, ...] = Field(min_length=1, title="Produits", description="Recettes, une ligne par rubrique.")

    @coherence
    def _charges_on_their_side(self) -> Iterator[Faute]:
        yield from _check_side("charges", self.charges)

    @coherence
    def _produits_on_their_side(self) -> Iterator[Faute]:
        yield from _check_side("produits", self.produits)

    @property
    def total_charges(self) -> Annotated[Euros, "total des charges, hors contributions volontaires en nature"]:
        """Charges in euros, without the voluntary contributions in kind."""
        return _total(self.charges, valorisees=False)

    @property
    def total_produits(self) -> Annotated[Euros, "total des produits, hors contributions volontaires en nature"]:
        """Products in euros, without the voluntary contributions in kind."""
        return _total(self.produits, valorisees=False)

    @property
    def contributions_charges(self) -> Annotated[Euros, "emplois des contributions volontaires en nature (86)"]:
        """Use of the voluntary contributions in kind (86), in euros."""
        return _total(self.charges, valorisees=True)

    @property
    def contributions_produits(self) -> Annotated[Euros, "contributions volontaires en nature (87)"]:
        """Voluntary contributions in kind (87), in euros."""
        return _total(self.produits, valorisees=True)


def _total(lignes: tuple[Ligne, ...], *, valorisees: bool) -> Decimal:
    """Sum the lines in kind, or the others."""
    selected = (ligne.montant for ligne in lignes if rubriques()[ligne.rubrique].valorisee is valorisees)
    return sum(selected, Decimal("0.00"))


def _check_side(cote: Cote, lignes: tuple[Ligne, ...]) -> Iterator[Faute]:
    """Check that each rubric exists, stands on this side of the budget, and is given once."""
    seen: set[str] = set()
    for rank, ligne in readable(lignes, "rubrique"):
        place = f"{cote}[{rank}].rubrique"
        rubrique = rubriques().get(ligne.rubrique)
        if rubrique is None or rubrique.cote != cote:
            codes = ", ".join(code for code, known in rubriques().items() if known.cote == cote)
            yield Faute(
                place,
                f"« {ligne.rubrique} » n’est pas une rubrique de {cote} ; rubriques possibles : {codes}",
            )
        elif ligne.rubrique in seen:
            yield Faute(place, f"la rubrique « {ligne.rubrique} » paraît deux fois : réunissez ses montants")
        seen.add(ligne.rubrique)
