"""The decision that grants: deliberation, amount, budget references. Given, never guessed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, Strict

from cllaj_docs.domain.field import Jour, Montant, MontantPositif, Texte
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.errors import Faute

Exercice = Annotated[int, Strict(), Field(ge=2000, le=2200)]


class Imputation(Modele, title="Imputation"):
    """Where the expense is charged in the budget (M57 codes are typed in, never deduced)."""

    exercice: Exercice = Field(title="Exercice", description="Exercice budgétaire.", examples=[2025])
    chapitre: Texte = Field(title="Chapitre", description="Chapitre budgétaire.", examples=["65"])
    nature: Texte = Field(title="Nature", description="Compte par nature.")
    fonction: Texte = Field(title="Fonction", description="Code fonctionnel.")
    operation: Texte | None = Field(None, title="Opération", description="Opération ou enveloppe.")


class AutreSubvention(Modele, title="Autre subvention"):
    """Another grant of the same Département to the same operator in the same year."""

    objet: Texte = Field(title="Objet", description="Objet de la subvention.")
    montant: Montant = Field(title="Montant", description="Montant accordé dans l’année, en euros.")


class Decision(Modele, title="Décision"):
    """The deliberation and what it grants."""

    numero: Texte = Field(title="Numéro", description="Numéro de la délibération.")
    organe: Texte = Field(
        "la Commission permanente", title="Organe", description="Organe qui a délibéré, avec l’article."
    )
    date: Jour = Field(title="Date", description="Date de la délibération.")
    executoire_le: Jour | None = Field(
        None,
        title="Exécutoire le",
        description="Jour où elle est devenue exécutoire (transmission et publication).",
    )
    montant: MontantPositif = Field(title="Montant accordé", description="En euros.", examples=["20000.00"])
    engagement: Texte | None = Field(None, title="Engagement juridique", description="Numéro d’EJ.")
    code_tiers: Texte | None = Field(None, title="Code tiers", description="Code du tiers dans l’outil financier.")
    imputation: Imputation | None = Field(None, title="Imputation", description="Imputation budgétaire.")
    autres_subventions: tuple[AutreSubvention, ...] | None = Field(
        None,
        title="Autres subventions de l’année",
        description="Autres subventions du Département la même année ; liste vide s’il n’y en a aucune.",
    )

    @coherence
    def _enforceable_after_vote(self) -> Iterator[Faute]:
        if self.executoire_le is not None and self.executoire_le < self.date:
            yield Faute("executoire_le", _before(self.executoire_le, "la délibération", self.date))


def _before(day: datetime.date, what: str, reference: datetime.date) -> str:
    """Say that a day comes too early."""
    return f"cette date ({day}) précède {what} ({reference}) : corrigez l’une des deux"
