"""What every document of a grant shows: the parts of the dossier, and how its two parties are called."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from cllaj_docs.documents.document import given
from cllaj_docs.documents.phrase import Personne, adresse, adresse_lignes, fait_le, personne
from cllaj_docs.documents.texte import Seuils, Textes, find_seuils, find_textes
from cllaj_docs.domain.appel import Appel, TrancheAge
from cllaj_docs.domain.convention import Convention
from cllaj_docs.domain.decision import Decision
from cllaj_docs.domain.departement import Departement
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.porteur import Association, Epci, MissionLocaleAssociation, MissionLocaleGip, Porteur
from cllaj_docs.domain.projet import Projet
from cllaj_docs.french.agreement import Designation
from cllaj_docs.rules.echeancier import Echeancier, compute_echeancier
from cllaj_docs.rules.regime import Regime, find_regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexte:
    """Values of every template. Names are those of the dossier; what is added is computed or worded here.

    ``titre``, ``reference``, ``auteur`` and ``sujet`` are the document's properties; ``montant`` is in euros and
    ``part`` the share of the planned expenses that it pays for;
    ``comptable_porteur`` is the public accountant of the operator, with the article, ``None`` for private accounts.
    """

    titre: str
    reference: str
    auteur: str
    sujet: str
    appel: Appel
    departement: Departement
    porteur: Association | MissionLocaleAssociation | MissionLocaleGip | Epci
    projet: Projet
    decision: Decision
    convention: Convention
    regime: Regime
    operateur: Designation
    contribution: Designation
    textes: Textes
    seuils: Seuils
    public: TrancheAge
    montant: Decimal
    part: Decimal | None
    echeancier: Echeancier
    adresse_departement: str
    adresse_departement_lignes: tuple[str, ...]
    adresse_porteur: str
    adresse_porteur_lignes: tuple[str, ...]
    signataire_departement: Personne
    signataire_porteur: Personne
    comptable_porteur: str | None
    lieu: str
    fait_le: str

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
    own = convention.signataires
    return {
        "titre": titre,
        "reference": f"Convention n°\u00a0{convention.numero}",
        "auteur": auteur,
        "sujet": dossier.projet.titre,
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
