"""The Département: identity block, signatory, service, comptable and court. Shipped as data, always overridable."""

from __future__ import annotations

from pydantic import Field

from cllaj_docs.domain.compte import Compte
from cllaj_docs.domain.field import Courriel, Siren, Telephone, Texte
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.personne import Adresse, Signataire


class Service(Modele, title="Service"):
    """The service that instructs the file and receives the requests."""

    direction: Texte = Field(title="Direction", description="Direction de rattachement.")
    nom: Texte = Field(title="Service", description="Nom complet du service.")
    sigle: Texte = Field(title="Sigle", description="Sigle du service.", examples=["SPSLH"])
    courriel: Courriel | None = Field(None, title="Courriel", description="Adresse du service.")
    telephone: Telephone | None = Field(None, title="Téléphone", description="Téléphone du service.")


class EnTete(Modele, title="En-tête"):
    """What the letterhead of the service says beyond its name: a setting of the folder of templates."""

    adresse: tuple[Texte, ...] = Field(
        (),
        max_length=6,
        title="Adresse",
        description="Lignes de l’adresse du service, avant celle du siège.",
    )
    courriel: Courriel | None = Field(None, title="Courriel", description="Adresse du service, avant celle du dossier.")
    telephone: Telephone | None = Field(
        None, title="Téléphone", description="Téléphone du service, avant celui du dossier."
    )
    site: Texte | None = Field(None, title="Site", description="Site à consulter.")
    suivi_par: Texte | None = Field(None, title="Affaire suivie par", description="Personne qui suit le dossier.")


class Tribunal(Modele, title="Tribunal"):
    """The administrative court that hears disputes."""

    nom: Texte = Field(title="Nom", description="Nom complet, avec l’article.", examples=["le tribunal administratif"])
    adresse: Adresse = Field(title="Adresse", description="Adresse du greffe.")
    site: Texte | None = Field(None, title="Site", description="Site de dépôt des recours.")


class Departement(Modele, title="Département"):
    """The Département that grants. ``comptable`` is the public accountant who pays, as data, never guessed."""

    reference: Texte | None = Field(
        None, title="Référence", description="Nom du département livré dont les valeurs servent de base."
    )
    nom: Texte = Field(title="Nom", description="Nom complet.", examples=["Département du Pas-de-Calais"])
    siren: Siren | None = Field(None, title="SIREN", description="Neuf chiffres.")
    assemblee: Texte = Field(
        "Conseil départemental",
        title="Assemblée",
        description="Assemblée délibérante, telle qu’elle est imprimée.",
    )
    adresse: Adresse = Field(title="Adresse", description="Adresse du siège.")
    commune_signature: Texte = Field(title="Commune de signature", description="Où la convention est faite.")
    service: Service = Field(title="Service", description="Service instructeur.")
    signataire: Signataire = Field(title="Signataire", description="Qui signe pour le Département.")
    comptable: Texte = Field(
        title="Comptable assignataire",
        description="Comptable public qui paie, avec l’article.",
        examples=["le Payeur départemental"],
    )
    compte_reversement: Compte | None = Field(
        None,
        title="Compte de reversement",
        description="Compte du comptable où reverser une somme indue ; absent, l’avis des sommes à payer le donne.",
    )
    tribunal: Tribunal = Field(title="Tribunal", description="Tribunal compétent en cas de litige.")
    delegue_donnees: Courriel | None = Field(
        None, title="Délégué à la protection des données", description="Adresse du délégué du Département."
    )
    source: Texte | None = Field(None, title="Source", description="D’où viennent ces valeurs, et quand les relire.")
