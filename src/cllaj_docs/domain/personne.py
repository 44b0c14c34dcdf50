"""Persons who sign, the acts that empower them, and postal addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from cllaj_docs.domain.field import CodePostal, Jour, Texte
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.errors import Faute

Civilite = Literal["M.", "Mme"]

NatureActe = Literal["deliberation", "arrete", "decision", "proces_verbal", "statuts", "pouvoir", "recepisse"]


class Adresse(Modele, title="Adresse"):
    """A French postal address."""

    voie: Texte = Field(title="Voie", description="Numéro et nom de la voie.", examples=["1 rue de l’Exemple"])
    complement: Texte | None = Field(None, title="Complément", description="Bâtiment, boîte postale, lieu-dit.")
    code_postal: CodePostal = Field(title="Code postal", description="Cinq chiffres.", examples=["62000"])
    commune: Texte = Field(title="Commune", description="Commune, avec « Cedex » s’il y a lieu.", examples=["Arras"])


class Acte(Modele, title="Acte"):
    """A dated act that gives somebody the right to sign, or a body its existence."""

    nature: NatureActe = Field(title="Nature de l’acte", description="Délibération, arrêté, décision, statuts…")
    organe: Texte | None = Field(
        None,
        title="Organe",
        description="Qui a pris l’acte, avec son article contracté.",
        examples=["du conseil d’administration", "du préfet du Pas-de-Calais"],
    )
    numero: Texte | None = Field(None, title="Numéro", description="Numéro de l’acte, s’il en a un.")
    date: Jour = Field(title="Date", description="Date de l’acte.", examples=["2025-06-12"])
    executoire_le: Jour | None = Field(
        None,
        title="Exécutoire le",
        description="Jour où l’acte d’un organisme public est devenu exécutoire (transmission et publication).",
    )

    @coherence
    def _enforceable_after_the_act(self) -> Iterator[Faute]:
        if self.executoire_le is not None and self.executoire_le < self.date:
            yield Faute(
                "executoire_le",
                f"cette date ({self.executoire_le}) précède l’acte ({self.date}) : corrigez l’une des deux",
            )


class Signataire(Modele, title="Signataire"):
    """A person who signs for a party. Signatories are data, never code: people change office."""

    civilite: Civilite = Field(title="Civilité", description="« M. » ou « Mme » : elle règle les accords.")
    prenom: Texte = Field(title="Prénom", description="Prénom usuel.")
    nom: Texte = Field(title="Nom", description="Nom de famille.")
    qualite: Texte = Field(
        title="Qualité",
        description="Fonction telle qu’elle doit être imprimée, accordée.",
        examples=["Présidente", "Directeur"],
    )
    habilitation: Acte | None = Field(
        None,
        title="Habilitation",
        description="Acte qui donne le droit de signer (délégation, délibération, statuts).",
    )

    @coherence
    def _quality_without_article(self) -> Iterator[Faute]:
        if re.match(r"(?i)(le|la|les|un|une)\s|l['’]", self.qualite):
            yield Faute("qualite", "écrivez la qualité sans article : « Présidente », et non « la Présidente »")
