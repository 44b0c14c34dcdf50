"""What every document of a grant shows: the parts of the dossier, and how its two parties are called."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any

from cllaj_docs.documents.document import given
from cllaj_docs.documents.phrase import Personne, adresse, adresse_lignes, fait_le, personne
from cllaj_docs.documents.presence import Selon
from cllaj_docs.documents.texte import Seuils, Textes, find_seuils, find_textes
from cllaj_docs.domain.appel import Appel, TrancheAge
from cllaj_docs.domain.convention import Convention
from cllaj_docs.domain.decision import Decision
from cllaj_docs.domain.departement import Departement, EnTete
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import Euros, Part
from cllaj_docs.domain.porteur import Association, Epci, MissionLocaleAssociation, MissionLocaleGip, Porteur
from cllaj_docs.domain.projet import Projet
from cllaj_docs.french.agreement import Designation
from cllaj_docs.rules.echeancier import Echeancier, compute_echeancier
from cllaj_docs.rules.regime import Regime, find_regime


@dataclass(frozen=True, slots=True)
class Logos:
    """The pictures of the letterhead: those of the charter, which ``delivery`` puts there; ``None`` without one."""

    departement: Annotated[object | None, "logo du Département"] = None
    etat: Annotated[object | None, "logo de l’État"] = None
    operateur: Annotated[object | None, "logo de l’opérateur"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexte:
    """Values of every template. Names are those of the dossier; what is added is computed or worded here.

    ``titre``, ``reference``, ``auteur`` and ``sujet`` are the document's properties; ``montant`` is in euros and
    ``part`` the share of the planned expenses that it pays for; ``empreinte`` is for ``delivery`` to fill in;
    ``comptable_porteur`` is the public accountant of the operator, with the article, ``None`` for private accounts.
    """

    titre: Annotated[str, "titre du document"]
    reference: Annotated[str, "référence du document : « Convention n° … »"]
    auteur: Annotated[str, "organisme qui émet le document"]
    sujet: Annotated[str, "objet du document : le titre du projet"]
    logos: Annotated[Logos, "logos de l’en-tête, tels que la charte les nomme"]
    empreinte: Annotated[str, "empreinte du document : de ses données, de ses gabarits, de sa date et de la version"]
    en_tete: Annotated[EnTete, "coordonnées de l’en-tête, celles de la charte avant celles du dossier"]
    appel: Annotated[Appel, "l’appel à projets"]
    departement: Annotated[Departement, "le Département"]
    porteur: Annotated[
        Association | MissionLocaleAssociation | MissionLocaleGip | Epci, "l’opérateur, selon son régime"
    ]
    projet: Annotated[Projet, "la candidature retenue"]
    decision: Annotated[Decision, "la délibération qui accorde"]
    convention: Annotated[Convention, "la convention"]
    regime: Annotated[Regime, "le régime de l’opérateur"]
    operateur: Annotated[Designation, "comment le document nomme l’opérateur"]
    contribution: Annotated[Designation, "comment le document nomme l’aide"]
    textes: Annotated[Textes, "références juridiques que les clauses citent"]
    seuils: Annotated[Seuils, "seuils et délais de la loi"]
    public: Annotated[TrancheAge, "âges des jeunes visés"]
    montant: Annotated[Euros, "montant accordé"]
    part: Annotated[Part | None, "part des dépenses prévues que l’aide finance ; absente si rien n’est prévu"]
    echeancier: Annotated[Echeancier, "avance et solde"]
    adresse_departement: Annotated[str, "adresse du Département, sur une ligne"]
    adresse_departement_lignes: Annotated[tuple[str, ...], "adresse du Département, ligne par ligne"]
    adresse_tribunal: Annotated[str, "adresse du tribunal, sur une ligne"]
    adresse_porteur: Annotated[str, "adresse de l’opérateur, sur une ligne"]
    adresse_porteur_lignes: Annotated[tuple[str, ...], "adresse de l’opérateur, ligne par ligne"]
    signataire_departement: Annotated[Personne, "qui signe pour le Département"]
    signataire_porteur: Annotated[Personne, "qui signe pour l’opérateur"]
    comptable_porteur: Annotated[
        str | None,
        "comptable public de l’opérateur, avec l’article",
        Selon(toujours=("comptable_public",), jamais=("comptes_prives",)),
    ]
    lieu: Annotated[str, "commune où le document est fait"]
    fait_le: Annotated[str, "« le 1er octobre 2025 », ou des pointillés"]

    def as_mapping(self) -> Mapping[str, Any]:
        """Give the values by name, without copying them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def common_values(
    dossier: Dossier, date: datetime.date | None, *, titre: str, auteur: str, lieu: str
) -> dict[str, Any]:
    """Compute the values of ``Contexte`` for a dossier that has its decision and its convention.

    ``auteur`` is the body that issues the document, ``lieu`` the commune where it is signed.
    """
    decision, convention = given(dossier.decision), given(dossier.convention)
    regime = find_regime(dossier.porteur)
    planned = dossier.projet.budget.total_charges
    own, service = convention.signataires, dossier.departement.service
    return {
        "titre": titre,
        "reference": f"Convention n°\u00a0{convention.numero}",
        "auteur": auteur,
        "sujet": dossier.projet.titre,
        "logos": Logos(),
        "empreinte": "",
        "en_tete": EnTete(courriel=service.courriel, telephone=service.telephone),
        "appel": dossier.appel,
        "departement": dossier.departement,
        "porteur": dossier.porteur,
        "projet": dossier.projet,
        "decision": decision,
        "convention": convention,
        "regime": regime,
        "operateur": regime.operateur,
        "contribution": regime.contribution,
        "textes": find_textes(dossier),
        "seuils": find_seuils(dossier),
        "public": dossier.projet.public or dossier.appel.ages,
        "montant": decision.montant,
        "part": decision.montant / planned if planned else None,
        "echeancier": compute_echeancier(decision.montant, dossier.appel.taux_avance),
        "adresse_departement": adresse(dossier.departement.adresse),
        "adresse_departement_lignes": adresse_lignes(dossier.departement.adresse),
        "adresse_tribunal": adresse(dossier.departement.tribunal.adresse),
        "adresse_porteur": adresse(dossier.porteur.adresse),
        "adresse_porteur_lignes": adresse_lignes(dossier.porteur.adresse),
        "signataire_departement": personne(own.departement or dossier.departement.signataire),
        "signataire_porteur": personne(own.porteur or dossier.porteur.representant),
        "comptable_porteur": _accountant(dossier.porteur, regime),
        "lieu": lieu,
        "fait_le": fait_le(date),
    }


def _accountant(porteur: Porteur, regime: Regime) -> str | None:
    """Name the public accountant of the operator, by the operator's name when the dossier does not know it."""
    if not regime.comptable_public:
        return None
    named: str | None = getattr(porteur, "comptable", None)
    return named or f"le comptable public {regime.operateur.du}"
