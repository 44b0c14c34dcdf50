"""Dossiers for tests: small, right in every respect, and grown step by step along the life of a file.

``build(regime, etape, changes)`` gives the dossier of a regime at a step. ``changes`` maps a path, spelled as findings
spell it (``paiements[0].date``), to the value to put there; ``ABSENT`` takes the key away. Nothing here is a default of
the house: a test changes the one value that it is about, and sees that one value at work.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.porteur import CodeRegime, NatureEpci

Etape = Literal["candidature", "votee", "redigee", "signee", "payee", "achevee"]
"""Application approved, granted, convention written, signed, avance paid, report in."""

REGIMES: tuple[CodeRegime, ...] = get_args(CodeRegime)
NATURES: tuple[NatureEpci, ...] = get_args(NatureEpci)
ETAPES: tuple[Etape, ...] = get_args(Etape)

ABSENT: Any = object()
"""The value of a change that takes a key away."""

IBAN_PRIVE = "FR2400000000000000000TEST04"
IBAN_BANQUE_DE_FRANCE = "FR0530001000000000000TEST34"
IBAN_TRESOR = "FR3910071000000000000TEST62"

VARIANTES: Mapping[str, tuple[CodeRegime, Mapping[str, Any]]] = {
    "association": ("association", {}),
    "mission_locale_association": ("mission_locale_association", {}),
    "gip_prive": ("mission_locale_gip", {}),
    "gip_public": (
        "mission_locale_gip",
        {"porteur.comptabilite": "publique", "porteur.compte.iban": IBAN_BANQUE_DE_FRANCE},
    ),
    **{nature: ("epci", {"porteur.nature": nature}) for nature in NATURES},
}
"""Every kind of operator that has words, pieces or references of its own: its regime, and what to change to get it."""

PRIVEES = ("association", "mission_locale_association")
PUBLIQUES = tuple(name for name in VARIANTES if name not in PRIVEES)


def build(
    regime: CodeRegime = "association", etape: Etape = "achevee", changes: Mapping[str, Any] | None = None
) -> Dossier:
    """Build a dossier; it raises ``DossierError`` when the changes make it wrong."""
    return Dossier.parse(describe(regime, etape, changes))


def build_variante(name: str, etape: Etape = "achevee", changes: Mapping[str, Any] | None = None) -> Dossier:
    """Build a dossier of one of ``VARIANTES``."""
    regime, own = VARIANTES[name]
    return build(regime, etape, {**own, **(changes or {})})


def describe(
    regime: CodeRegime = "association", etape: Etape = "achevee", changes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give the plain data of a dossier, that the caller may change."""
    data: dict[str, Any] = {
        "appel": "pas-de-calais-2025",
        "departement": {"reference": "pas-de-calais", "signataire": _DEPARTEMENT_SIGNATAIRE},
        "porteur": _ORGANISME | _PORTEURS[regime],
        "projet": _PROJET,
    }
    reached = ETAPES.index(etape)
    if reached >= ETAPES.index("votee"):
        data["decision"] = _DECISION
    if reached >= ETAPES.index("redigee"):
        data["convention"] = _CONVENTION
    if reached >= ETAPES.index("signee"):
        data["convention"] = _CONVENTION | {"date_signature": "2025-09-15", "date_notification": "2025-09-18"}
    if reached >= ETAPES.index("payee"):
        data["paiements"] = [_AVANCE]
        data["suivi"] = _SUIVI
    if reached >= ETAPES.index("achevee"):
        data["bilan"] = _BILAN
    data = copy.deepcopy(data)
    for path, value in (changes or {}).items():
        _put(data, path, value)
    return data


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *way, last = [int(step[1:-1]) if step[0] == "[" else step for step in re.findall(r"[^.\[\]]+|\[\d+\]", path)]
    part: Any = data
    for step in way:
        part = part.setdefault(step, {}) if isinstance(part, dict) else part[step]
    if value is ABSENT:
        del part[last]
    else:
        part[last] = value


_ORGANISME: dict[str, Any] = {
    "nom": "Organisme d’essai",
    "siret": "99900011000018",
    "adresse": {"voie": "1 rue de l’Essai", "code_postal": "62999", "commune": "Exempleville"},
    "representant": {
        "civilite": "Mme",
        "prenom": "Camille",
        "nom": "Exemple",
        "qualite": "Présidente",
        "habilitation": {"nature": "statuts", "date": "2019-03-02"},
    },
    "compte": {"titulaire": "ORGANISME D'ESSAI", "iban": IBAN_PRIVE, "bic": "EXMPFRPP"},
}

_ASSOCIATION = {
    "rna": "W629990001",
    "declaration": {"nature": "decision", "organe": "du sous-préfet de Lens", "date": "1998-05-04"},
}

_COMPTE_PUBLIC = {"titulaire": "Organisme d’essai", "iban": IBAN_BANQUE_DE_FRANCE, "bic": "EXMPFRPP"}

_PORTEURS: Mapping[CodeRegime, dict[str, Any]] = {
    "association": {"regime": "association", **_ASSOCIATION},
    "mission_locale_association": {"regime": "mission_locale_association", **_ASSOCIATION},
    "mission_locale_gip": {
        "regime": "mission_locale_gip",
        "convention_constitutive": "2012-06-30",
        "arrete_approbation": {"nature": "arrete", "organe": "du préfet du Pas-de-Calais", "date": "2012-09-01"},
        "comptabilite": "privee",
    },
    "epci": {
        "regime": "epci",
        "nature": "communaute_d_agglomeration",
        "arrete_creation": {"nature": "arrete", "organe": "du préfet du Pas-de-Calais", "date": "2000-12-20"},
        "comptable": "le responsable du service de gestion comptable d’Exempleville",
        "compte": _COMPTE_PUBLIC,
    },
}

_DEPARTEMENT_SIGNATAIRE = {
    "civilite": "M.",
    "prenom": "Dominique",
    "nom": "Fictif",
    "qualite": "Président",
    "habilitation": {"nature": "deliberation", "organe": "du Conseil départemental", "date": "2021-07-01"},
}

_PROJET: dict[str, Any] = {
    "titre": "Un toit à portée de bus",
    "date_candidature": "2025-05-02",
    "territoires": ["Arrageois"],
    "description": "Aller vers les jeunes des villages.",
    "actions": [
        {
            "type": "permanence",
            "code": "P1",
            "intitule": "Permanence du bourg",
            "commune": "Modèle-lès-Prés",
            "rural": True,
            "frequence": "deux fois par mois",
        },
        {"type": "atelier", "code": "A1", "intitule": "Mon premier bail", "seances": 10},
    ],
    "cibles": {
        "contacts": {"tous": 400},
        "jeunes_recus": {"ase": 30, "tous": 150},
        "jeunes_accompagnes": {"ase": 20, "tous": 80},
        "jeunes_loges": {"ase": 8, "tous": 30},
        "jeunes_actions_nouvelles": {"ase": 12, "tous": 90},
    },
    "budget": {
        "charges": [
            {"rubrique": "64", "montant": "24000.00"},
            {"rubrique": "62-deplacements", "montant": "1000.00"},
            {"rubrique": "86-benevolat", "montant": "3000.00"},
        ],
        "produits": [
            {"rubrique": "74-departement", "montant": "20000.00"},
            {"rubrique": "74-etat", "montant": "5000.00"},
            {"rubrique": "87-benevolat", "montant": "3000.00"},
        ],
    },
}

_DECISION: dict[str, Any] = {
    "numero": "2025-118",
    "date": "2025-07-07",
    "executoire_le": "2025-07-10",
    "montant": "20000.00",
    "engagement": "EJ-117",
    "imputation": {"exercice": 2025, "chapitre": "65", "nature": "65748", "fonction": "428"},
    "autres_subventions": [],
}

_CONVENTION: dict[str, Any] = {
    "numero": "2025-001",
    "periode_action": {"debut": "2025-09-01", "fin": "2026-08-31"},
    "duree": {"debut": "2025-09-01", "fin": "2027-02-28"},
    "date_limite_bilan": "2026-11-30",
    "regle_solde": "prorata",
    "references_verifiees_le": "2025-08-28",
}

_AVANCE: dict[str, Any] = {"nature": "avance", "montant": "16000.00", "date": "2025-10-06", "mandat": "4117"}

_SUIVI: dict[str, Any] = {
    "periode": {"debut": "2025-09-01", "fin": "2025-11-30"},
    "indicateurs": {
        "contacts": {"telephone": 40, "courriel": 22, "ase": 9},
        "jeunes_recus": {"ase": 7, "tous": 31, "ase_inconnu": 2},
        "jeunes_accompagnes": {"ase": 5, "tous": 14},
        "jeunes_loges": {"ase": 1, "tous": 4, "situation_connue_ase": 2, "situation_connue_tous": 6},
        "jeunes_actions_nouvelles": {"ase": 3, "tous": 17, "permanences": 12, "ateliers": 8},
    },
    "contacts_anonymes": 3,
    "mois": [
        {"debut": "2025-09-01", "contacts": 20, "jeunes_recus": 10, "nouveaux_jeunes": 10, "jeunes_accompagnes": 6,
         "jeunes_loges": 1, "jeunes_actions_nouvelles": 5},
        {"debut": "2025-10-01", "contacts": 20, "jeunes_recus": 15, "nouveaux_jeunes": 12, "jeunes_accompagnes": 10,
         "jeunes_loges": 1, "jeunes_actions_nouvelles": 9},
        {"debut": "2025-11-01", "contacts": 22, "jeunes_recus": 16, "nouveaux_jeunes": 9, "jeunes_accompagnes": 14,
         "jeunes_loges": 2, "jeunes_actions_nouvelles": 8},
    ],
    "commentaire": "Deux permanences sont ouvertes ; la troisième attend une salle.",
}  # fmt: skip

_BILAN: dict[str, Any] = {
    "date": "2026-10-15",
    "synthese": "Une année utile.",
    "indicateurs": {
        "contacts": {"telephone": 300, "courriel": 120, "ase": 40},
        "jeunes_recus": {"ase": 28, "tous": 155, "ase_inconnu": 6},
        "jeunes_accompagnes": {"ase": 21, "tous": 82},
        "jeunes_loges": {"ase": 9, "tous": 27, "situation_connue_ase": 18, "situation_connue_tous": 70},
        "jeunes_actions_nouvelles": {"ase": 14, "tous": 95, "permanences": 60, "ateliers": 50},
    },
    "actions": [{"code": "P1", "seances": 22, "participants": 60}],
    "analyse": {
        "mise_en_oeuvre": "Les permanences ont ouvert en octobre.",
        "freins": [
            {
                "obstacle": "Le transport",
                "public": "Jeunes sans permis",
                "levier": "Horaires des bus",
                "resultat": "Moitié moins d’absences",
                "proposition": "Continuer",
            }
        ],
    },
    "compte_rendu": {
        "charges": [
            {"rubrique": "64", "montant": "24000.00"},
            {"rubrique": "62-deplacements", "montant": "1000.00"},
            {"rubrique": "86-benevolat", "montant": "2500.00"},
        ],
        "produits": [
            {"rubrique": "74-departement", "montant": "20000.00"},
            {"rubrique": "74-etat", "montant": "5000.00"},
            {"rubrique": "87-benevolat", "montant": "2500.00"},
        ],
        "commentaire_ecarts": "Moins d’heures de bénévolat que prévu.",
    },
}
