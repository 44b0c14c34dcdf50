"""The operator, under one of four regimes. Each regime has its own class, so that it is asked only for its own pieces.

« Mission locale » is not a legal form: it is carried by an association or by a GIP (Code du travail, art. L. 5314-1).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cllaj_docs.domain.compte import Compte
from cllaj_docs.domain.field import Courriel, Jour, Rna, Siret, Sorte, Telephone, Texte
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.personne import Acte, Adresse, Signataire

CodeRegime = Literal["association", "mission_locale_association", "mission_locale_gip", "epci"]

NatureEpci = Literal["communaute_de_communes", "communaute_d_agglomeration", "communaute_urbaine", "metropole"]


class Contact(Modele, title="Contact"):
    """Whom to call about the file."""

    nom: Texte = Field(title="Nom", description="Nom de la personne ou du service.")
    courriel: Courriel = Field(title="Courriel", description="Adresse de courriel.")
    telephone: Telephone | None = Field(None, title="Téléphone", description="Dix chiffres.")


class Organisme(Modele):
    """What every operator has, whatever its regime."""

    nom: Texte = Field(title="Nom", description="Nom complet, comme sur l’avis de situation SIRENE.")
    sigle: Texte | None = Field(None, title="Sigle", description="Sigle usuel.")
    siret: Siret = Field(title="SIRET", description="Quatorze chiffres, avec ou sans espaces.")
    adresse: Adresse = Field(title="Siège", description="Adresse du siège.")
    representant: Signataire = Field(title="Représentant", description="Représentant légal, qui signe.")
    compte: Compte | None = Field(None, title="Compte bancaire", description="Compte à créditer.")
    contact: Contact | None = Field(None, title="Contact", description="Interlocuteur pour ce dossier.")
    delegue_donnees: Courriel | None = Field(
        None, title="Délégué à la protection des données", description="Adresse du délégué de l’opérateur."
    )

    @property
    def siren(self) -> Annotated[str, Sorte("siren"), "SIREN : les neuf premiers chiffres du SIRET"]:
        """The nine digits of the body, first part of its SIRET."""
        return self.siret[:9]


class OrganismeAssociatif(Organisme):
    """What an association declares to the prefecture (loi du 1er juillet 1901, art. 5)."""

    rna: Rna = Field(title="Numéro RNA", description="W suivi de neuf chiffres.")
    declaration: Acte | None = Field(
        None, title="Déclaration", description="Récépissé de déclaration en préfecture ou parution au JOAFE."
    )
    contrat_engagement: Jour | None = Field(
        None,
        title="Contrat d’engagement républicain",
        description="Date de souscription, si elle précède la convention ; sinon l’annexe signée en tient lieu.",
    )


class Association(OrganismeAssociatif, title="Association"):
    """An association (loi de 1901) that carries a CLLAJ."""

    regime: Literal["association"] = Field(title="Régime", description="« association ».")


class MissionLocaleAssociation(OrganismeAssociatif, title="Mission locale en association"):
    """A mission locale in the form of an association (Code du travail, art. L. 5314-1)."""

    regime: Literal["mission_locale_association"] = Field(title="Régime", description="« mission_locale_association ».")


class MissionLocaleGip(Organisme, title="Mission locale en groupement d’intérêt public"):
    """A mission locale in the form of a groupement d'intérêt public (loi n° 2011-525, art. 98 s.)."""

    regime: Literal["mission_locale_gip"] = Field(title="Régime", description="« mission_locale_gip ».")
    convention_constitutive: Jour = Field(
        title="Convention constitutive", description="Date de la convention constitutive du groupement."
    )
    arrete_approbation: Acte = Field(
        title="Arrêté d’approbation", description="Arrêté qui approuve la convention constitutive."
    )
    comptabilite: Literal["privee", "publique"] = Field(
        title="Comptabilité", description="« privee » ou « publique », selon la convention constitutive."
    )
    comptable: Texte | None = Field(
        None,
        title="Agent comptable",
        description="Agent comptable du groupement à comptabilité publique, avec l’article.",
        examples=["l’agent comptable du groupement"],
    )


class Epci(Organisme, title="Établissement public de coopération intercommunale"):
    """A public body for cooperation between communes with its own taxes (CGCT, art. L. 5211-1 s.)."""

    regime: Literal["epci"] = Field(title="Régime", description="« epci ».")
    nature: NatureEpci = Field(title="Nature", description="Nature de la communauté.")
    arrete_creation: Acte = Field(title="Arrêté de création", description="Arrêté préfectoral de création.")
    comptable: Texte = Field(
        title="Comptable public",
        description="Comptable de la communauté, avec l’article.",
        examples=["le responsable du service de gestion comptable d’Exempleville"],
    )
    competence: Texte | None = Field(
        None,
        title="Compétence",
        description="Compétence au titre de laquelle elle agit, sans article ; absente, celle de sa nature.",
        examples=["équilibre social de l’habitat"],
    )


Porteur = Annotated[Association | MissionLocaleAssociation | MissionLocaleGip | Epci, Field(discriminator="regime")]
"""The operator: the key ``regime`` says which of the four it is."""
