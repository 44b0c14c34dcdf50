"""Every finding: one dossier that raises it, and next to it one that does not."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from types import ModuleType
from typing import Any, get_args

import pytest
from dossiers import (
    ABSENT,
    ETAPES,
    IBAN_BANQUE_DE_FRANCE,
    IBAN_PRIVE,
    IBAN_TRESOR,
    VARIANTES,
    Etape,
    build,
    build_variante,
)
from field_paths import leads_to_a_field

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.appel import CodeIndicateur
from cllaj_docs.french.typography import polish
from cllaj_docs.rules import controle, vraisemblance
from cllaj_docs.rules.constat import Constat, Gravite, NomDocument, natures_of_constats
from cllaj_docs.rules.controle import check
from cllaj_docs.rules.droit import used_references

CONVENTION: NomDocument = "convention"
AVANCE: NomDocument = "demande-avance"
SOLDE: NomDocument = "demande-solde"
BILAN: NomDocument = "bilan-final"
DIFFUSABLE: NomDocument = "bilan-final-diffusable"

# Stable from one version to the next: programs that read the findings rely on these words. The path is ``None`` where
# it depends on the dossier: each essai says it.
CODES: Mapping[str, tuple[Gravite, tuple[NomDocument, ...], str | None]] = {
    "DELIBERATION_NON_EXECUTOIRE": ("bloquant", (AVANCE, SOLDE), "decision.executoire_le"),
    "MONTANT_DIFFERENT": ("bloquant", (CONVENTION, AVANCE, SOLDE), "convention.montant"),
    "CUMUL_INCONNU": ("alerte", (CONVENTION,), "decision.autres_subventions"),
    "CUMUL_23000": ("alerte", (CONVENTION, AVANCE, SOLDE), "decision.autres_subventions"),
    "EXERCICE_DIFFERENT": ("alerte", (AVANCE, SOLDE), "decision.imputation.exercice"),
    "EXERCICE_CLOS": ("alerte", (SOLDE,), "decision.imputation.exercice"),
    "ENGAGEMENT_ABSENT": ("alerte", (AVANCE, SOLDE), "decision.engagement"),
    "NOTIFICATION_ABSENTE": ("alerte", (AVANCE, SOLDE), "convention.date_notification"),
    "ACTION_HORS_APPEL": ("alerte", (CONVENTION,), "convention.periode_action"),
    "SIGNATURE_TARDIVE": ("alerte", (CONVENTION, AVANCE, SOLDE), "convention.date_signature"),
    "HABILITATION_ABSENTE": ("alerte", (CONVENTION,), None),
    "HABILITATION_POSTERIEURE": ("bloquant", (CONVENTION, AVANCE, SOLDE), None),
    "HABILITATION_EXECUTOIRE_INCONNUE": ("alerte", (CONVENTION,), None),
    "ENGAGEMENT_REPUBLICAIN_DATE": ("alerte", (CONVENTION, AVANCE), "porteur.contrat_engagement"),
    "COMPTE_RENDU_TARDIF": ("alerte", (CONVENTION,), "convention.date_limite_bilan"),
    "DROIT_A_RELIRE": ("alerte", (CONVENTION,), "convention.references_verifiees_le"),
    "DROIT_CHANGE": ("alerte", (CONVENTION,), "convention.date_signature"),
    "VISA_INCONNU": ("alerte", (CONVENTION,), None),
    "CORRECTION_INCONNUE": ("alerte", (CONVENTION, AVANCE, SOLDE), None),
    "CIBLE_ABSENTE": ("alerte", (CONVENTION,), None),
    "TITULAIRE_DIFFERENT": ("bloquant", (CONVENTION, AVANCE, SOLDE), "porteur.compte.titulaire"),
    "COMPTE_INATTENDU": ("alerte", (AVANCE, SOLDE), "porteur.compte.iban"),
    "BUDGET_DESEQUILIBRE": ("bloquant", (CONVENTION, BILAN, DIFFUSABLE), "projet.budget"),
    "BUDGET_CONTRIBUTIONS_DESEQUILIBREES": ("bloquant", (CONVENTION, BILAN, DIFFUSABLE), "projet.budget"),
    "COMPTE_RENDU_DESEQUILIBRE": ("bloquant", (SOLDE, BILAN, DIFFUSABLE), "bilan.compte_rendu"),
    "COMPTE_RENDU_CONTRIBUTIONS_DESEQUILIBREES": ("bloquant", (SOLDE, BILAN, DIFFUSABLE), "bilan.compte_rendu"),
    "FINANCEMENT_SUPERIEUR_AU_COUT": ("bloquant", (CONVENTION,), "decision.montant"),
    "BUDGET_SANS_SUBVENTION": ("alerte", (CONVENTION,), "projet.budget.produits"),
    "DEPASSEMENT_VOTE": ("bloquant", (AVANCE, SOLDE), "paiements"),
    "AVANCE_DEJA_PAYEE": ("alerte", (AVANCE,), "paiements"),
    "AVANCE_DIFFERENTE": ("alerte", (SOLDE,), "paiements"),
    "AVANCE_NON_PAYEE": ("alerte", (SOLDE,), "paiements"),
    "MANDAT_EN_DOUBLE": ("alerte", (SOLDE,), None),
    "PAIEMENT_HORS_CONVENTION": ("alerte", (AVANCE, SOLDE), None),
    "SOLDE_AVANT_BILAN": ("bloquant", (SOLDE,), None),
    "BILAN_TARDIF": ("alerte", (SOLDE, BILAN, DIFFUSABLE), "bilan.date"),
    "BILAN_ANTICIPE": ("alerte", (SOLDE, BILAN, DIFFUSABLE), "bilan.date"),
    "TROP_PERCU": ("alerte", (SOLDE,), "bilan.compte_rendu"),
    "SOLDE_DIFFERENT": ("alerte", (SOLDE,), "paiements"),
    "POUVOIR_ABSENT": ("alerte", (SOLDE, BILAN, DIFFUSABLE), "bilan.signataire.habilitation"),
    "INDICATEUR_INCOHERENT": ("alerte", (BILAN, DIFFUSABLE), None),
    "INDICATEUR_INCONNU": ("alerte", (SOLDE, BILAN, DIFFUSABLE), None),
    "PROFIL_INCOHERENT": ("alerte", (BILAN, DIFFUSABLE), None),
    "SYNTHESE_LONGUE": ("alerte", (BILAN, DIFFUSABLE), "bilan.synthese"),
    "FONDS_DEDIES": ("alerte", (SOLDE, BILAN, DIFFUSABLE), "bilan.compte_rendu.charges"),
    "TEXTE_PERSONNEL": ("bloquant", (BILAN, DIFFUSABLE), None),
    "TEXTE_PERSONNEL_SUIVI": ("bloquant", ("bilan-intermediaire",), "suivi.commentaire"),
    "TEXTE_PERSONNEL_PROJET": ("alerte", (CONVENTION,), None),
    "TEXTE_PETIT_EFFECTIF": ("alerte", (DIFFUSABLE,), None),
}


@dataclass(frozen=True)
class Essai:
    """A dossier and all the findings that it must give: their codes in order, and paths where they depend on it."""

    etape: Etape
    changes: Mapping[str, Any]
    constats: tuple[str, ...]
    variante: str = "association"
    chemins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def dossier(self) -> Dossier:
        return build_variante(self.variante, self.etape, self.changes)


PAYEE = ("AVANCE_DEJA_PAYEE",)

# A report of 2026 on a budget of 2025: every dossier that goes to its end has it. Left out of the essais that do not
# name it.
PASSING = "EXERCICE_CLOS"


def solde(montant: str, date: str = "2026-11-20") -> dict[str, str]:
    return {"nature": "solde", "montant": montant, "date": date, "mandat": "5002"}


def avance(montant: str, mandat: str = "4117", date: str = "2025-10-06") -> dict[str, str]:
    return {"nature": "avance", "montant": montant, "date": date, "mandat": mandat}


def signed_in_2026(day: str, exercice: int = 2026) -> dict[str, Any]:
    return {
        "convention.date_signature": day,
        "convention.date_notification": day,
        "convention.references_verifiees_le": day,
        "decision.imputation.exercice": exercice,
    }


def voted_with_another_grant(montant: str) -> dict[str, Any]:
    return {
        "appel": {"reference": "pas-de-calais-2025", "plafond": "25000.00"},
        "decision.montant": montant,
        "decision.autres_subventions": [{"objet": "Foyer", "montant": "0.01"}],
        "projet.budget.produits[0].montant": "25000.00",
        "projet.budget.produits[1].montant": "0",
    }


def named(nom: str, titulaire: str) -> dict[str, str]:
    return {"porteur.nom": nom, "porteur.compte.titulaire": titulaire}


OTHER_SIGNATORY = {"civilite": "M.", "prenom": "Sacha", "nom": "Modèle", "qualite": "Directeur"}
EMPOWERED = {**OTHER_SIGNATORY, "habilitation": {"nature": "pouvoir", "date": "2025-09-01"}}

ACT = [
    Essai("signee", {"decision.executoire_le": ABSENT}, ("DELIBERATION_NON_EXECUTOIRE",)),
    Essai("signee", {"decision.executoire_le": "2025-09-16"}, ("DELIBERATION_NON_EXECUTOIRE",)),
    Essai("signee", {"decision.executoire_le": "2025-09-15"}, ()),
    Essai("redigee", {"decision.executoire_le": ABSENT}, (), variante="communaute_urbaine"),
    Essai("signee", {"convention.montant": "19999.99"}, ("MONTANT_DIFFERENT",)),
    Essai("redigee", {"convention.montant": "0.01"}, ("MONTANT_DIFFERENT",), variante="communaute_urbaine"),
    Essai("signee", {"convention.montant": "20000.00"}, ()),
    Essai("votee", {"decision.autres_subventions": ABSENT}, ("CUMUL_INCONNU",)),
    Essai("votee", {"decision.autres_subventions": [{"objet": "Foyer", "montant": "3000.01"}]}, ("CUMUL_23000",)),
    Essai("votee", {"decision.autres_subventions": [{"objet": "Foyer", "montant": "3000.00"}]}, ()),
    Essai(
        "votee",
        {"decision.autres_subventions": [{"objet": objet, "montant": "1500.01"} for objet in ("Foyer", "Mobilité")]},
        ("CUMUL_23000",),
    ),
    Essai("votee", voted_with_another_grant("23000.00"), ("CUMUL_23000",)),
    Essai("votee", voted_with_another_grant("23000.01"), ()),  # a convention is needed by itself
    Essai("signee", {"decision.imputation.exercice": 2026}, ("EXERCICE_DIFFERENT",)),
    Essai("redigee", {"decision.imputation.exercice": 2026}, (), variante="communaute_urbaine"),
    Essai("achevee", {}, (PASSING, *PAYEE)),
    Essai(
        "achevee",
        {"bilan.date": "2026-01-02", "convention.periode_action.fin": "2026-01-01"},
        (PASSING, *PAYEE),
    ),
    Essai(
        "achevee",
        {
            "bilan.date": "2025-12-31",
            "convention.periode_action.fin": "2025-12-31",
            "convention.date_limite_bilan": "2026-06-30",
        },
        PAYEE,
    ),
    Essai("signee", {"decision.engagement": ABSENT}, ("ENGAGEMENT_ABSENT",)),
    Essai("signee", {"decision.imputation": ABSENT}, ("ENGAGEMENT_ABSENT",)),
    Essai("redigee", {"decision.engagement": ABSENT, "decision.imputation": ABSENT}, (), variante="communaute_urbaine"),
]

ARRETE = {"nature": "arrete", "date": "2025-09-15"}
DELIBERATION = {"nature": "deliberation", "organe": "du conseil communautaire", "date": "2025-06-26"}


def corrected(name: str, **row: str) -> dict[str, Any]:
    return {f"convention.{name}": [row]}


LETTER = [
    Essai("signee", {"convention.date_notification": ABSENT}, ("NOTIFICATION_ABSENTE",)),
    Essai("signee", {"convention.date_notification": "2025-09-15"}, ()),
    Essai(
        "signee",
        {"departement.signataire.habilitation": {**ARRETE, "date": "2025-09-16"}},
        ("HABILITATION_POSTERIEURE",),
        chemins={"HABILITATION_POSTERIEURE": ("departement.signataire.habilitation",)},
    ),
    Essai("signee", {"departement.signataire.habilitation": ARRETE}, ()),
    Essai(
        "signee",
        {"departement.signataire.habilitation": {**ARRETE, "executoire_le": "2025-09-16"}},
        ("HABILITATION_POSTERIEURE",),
        chemins={"HABILITATION_POSTERIEURE": ("departement.signataire.habilitation",)},
    ),
    Essai(
        "signee",
        {"porteur.representant.habilitation": {**DELIBERATION, "date": "2025-09-16"}},
        ("HABILITATION_POSTERIEURE",),
        chemins={"HABILITATION_POSTERIEURE": ("porteur.representant.habilitation",)},
    ),
    Essai(
        "candidature",
        {"porteur.representant.habilitation": DELIBERATION},
        ("HABILITATION_EXECUTOIRE_INCONNUE",),
        variante="communaute_de_communes",
        chemins={"HABILITATION_EXECUTOIRE_INCONNUE": ("porteur.representant.habilitation",)},
    ),
    Essai(
        "candidature",
        {"porteur.representant.habilitation": {**DELIBERATION, "executoire_le": "2025-06-26"}},
        (),
        variante="communaute_de_communes",
    ),
    Essai("candidature", {"porteur.representant.habilitation": DELIBERATION}, ()),  # of an association's board
    Essai("signee", {"porteur.contrat_engagement": "2025-09-16"}, ("ENGAGEMENT_REPUBLICAIN_DATE",)),
    Essai("signee", {"porteur.contrat_engagement": "2025-09-15"}, ()),
    Essai("candidature", {"porteur.contrat_engagement": "2022-01-01"}, ("ENGAGEMENT_REPUBLICAIN_DATE",)),
    Essai("candidature", {"porteur.contrat_engagement": "2022-01-02"}, ()),
    Essai(
        "signee",
        {"convention.date_limite_bilan": "2027-07-01", "convention.duree.fin": "2027-12-31"},
        ("COMPTE_RENDU_TARDIF",),
    ),
    Essai("signee", {"convention.date_limite_bilan": "2027-06-30", "convention.duree.fin": "2027-12-31"}, ()),
    Essai(
        "signee",
        {"convention.date_limite_bilan": "2027-07-01", "convention.duree.fin": "2027-12-31"},
        (),
        variante="gip_public",
    ),
    *(
        Essai(
            "signee",
            corrected(name, code="code-inconnu", **row),
            ("CORRECTION_INCONNUE",),
            chemins={"CORRECTION_INCONNUE": (f"convention.{name}[0].code",)},
        )
        for name, row in (
            ("references_corrigees", {"texte": "le Code"}),
            ("parametres_corriges", {"valeur": "1", "source": "relu"}),
            ("pieces_ecartees", {}),
        )
    ),
    Essai("signee", corrected("references_corrigees", code="casf", texte="le Code"), ()),
    Essai("signee", corrected("parametres_corriges", code="recours_mois", valeur="4", source="relu"), ()),
    Essai("signee", corrected("pieces_ecartees", code="sirene"), ()),
    Essai(
        "signee",
        {"convention.periode_action.debut": "2025-08-31", "convention.duree.debut": "2025-08-31"},
        ("ACTION_HORS_APPEL",),
    ),
    Essai("signee", {"convention.periode_action.fin": "2026-09-01"}, ("ACTION_HORS_APPEL",)),
    Essai("signee", {"convention.periode_action": {"debut": "2025-10-01", "fin": "2026-06-30"}}, ()),
    Essai("signee", signed_in_2026("2026-09-01"), ("SIGNATURE_TARDIVE",)),
    Essai("signee", signed_in_2026("2026-08-31"), ()),
    Essai(
        "signee",
        {"porteur.representant.habilitation": ABSENT},
        ("HABILITATION_ABSENTE",),
        chemins={"HABILITATION_ABSENTE": ("porteur.representant.habilitation",)},
    ),
    Essai(
        "candidature",
        {"departement.signataire.habilitation": ABSENT},
        ("HABILITATION_ABSENTE",),
        chemins={"HABILITATION_ABSENTE": ("departement.signataire.habilitation",)},
    ),
    Essai(
        "signee",
        {"convention.signataires.porteur": OTHER_SIGNATORY},
        ("HABILITATION_ABSENTE",),
        chemins={"HABILITATION_ABSENTE": ("convention.signataires.porteur.habilitation",)},
    ),
    Essai(
        "signee",
        {"convention.signataires.departement": OTHER_SIGNATORY},
        ("HABILITATION_ABSENTE",),
        chemins={"HABILITATION_ABSENTE": ("convention.signataires.departement.habilitation",)},
    ),
    Essai(
        "signee",
        {"porteur.representant.habilitation": ABSENT, "convention.signataires.porteur": EMPOWERED},
        (),
    ),
    Essai(
        "signee",
        {"departement.signataire.habilitation": ABSENT, "convention.signataires.departement": EMPOWERED},
        (),
    ),
    Essai("signee", {"convention.references_verifiees_le": ABSENT}, ("DROIT_A_RELIRE",)),
    Essai(
        "signee",
        {
            "convention.references_verifiees_le": ABSENT,
            "convention.references_corrigees": [
                {"code": reference.code, "texte": reference.texte or "le texte", "citation": "le texte"}
                for reference in used_references(build("association", "signee"))
                if reference.certitude == "a_confirmer"
            ],
            "convention.parametres_corriges": [{"code": "recours_mois", "valeur": 2, "source": "relu"}],
        },
        (),
    ),
    Essai("redigee", {}, ("DROIT_CHANGE",)),
    Essai("redigee", {}, (), variante="communaute_urbaine"),
    Essai("signee", {}, ()),
    Essai("redigee", {"decision.date": "2026-01-05", "decision.executoire_le": "2026-01-06"}, ("DROIT_A_RELIRE",)),
    Essai(
        "redigee",
        {
            "decision.date": "2026-01-05",
            "decision.executoire_le": "2026-01-06",
            "convention.references_verifiees_le": "2026-01-01",
        },
        (),
    ),
    Essai("redigee", {"convention.visas_ecartes": ["cgct-attribution-2025"]}, ()),
    Essai(
        "redigee",
        {
            "convention.periode_action.fin": "2025-12-15",
            "convention.date_limite_bilan": "2025-12-20",
            "convention.duree.fin": "2025-12-31",
        },
        (),
    ),
    Essai(
        "signee",
        {"convention.visas_ecartes": ["casf", "loi-inventee"]},
        ("VISA_INCONNU",),
        chemins={"VISA_INCONNU": ("convention.visas_ecartes[1]",)},
    ),
    Essai("signee", {"convention.visas_ecartes": ["casf"]}, ()),
    Essai(
        "candidature",
        {"projet.cibles.jeunes_loges": ABSENT},
        ("CIBLE_ABSENTE",),
        chemins={"CIBLE_ABSENTE": ("projet.cibles.jeunes_loges",)},
    ),
    Essai(
        "candidature",
        {"projet.cibles": ABSENT},
        ("CIBLE_ABSENTE",) * 5,
        chemins={"CIBLE_ABSENTE": tuple(f"projet.cibles.{code}" for code in get_args(CodeIndicateur))},
    ),
    Essai("candidature", {"projet.cibles.jeunes_loges": {"ase": 0}}, ()),
]

ACCOUNT = [
    Essai("candidature", {"porteur.compte.titulaire": "Organisme d’essais"}, ("TITULAIRE_DIFFERENT",)),
    Essai("candidature", named("Toit & Moi", "TOIT MOI"), ("TITULAIRE_DIFFERENT",)),
    Essai("candidature", named("Grand Calais Terres & Mers", "GRAND CALAIS TERRES ET MERS"), ()),
    Essai("candidature", named("L’Œuvre d’Hénin-Beaumont", "L'OEUVRE D HENIN BEAUMONT"), ()),
    Essai("candidature", named("Association « Élan »", "ASSOCIATION  ELAN"), ()),
    Essai("candidature", {"porteur.compte": ABSENT}, ()),
    Essai("candidature", {"porteur.compte.iban": IBAN_BANQUE_DE_FRANCE}, ("COMPTE_INATTENDU",)),
    Essai("candidature", {"porteur.compte.iban": IBAN_TRESOR}, ("COMPTE_INATTENDU",), variante="gip_prive"),
    Essai("candidature", {"porteur.compte.iban": IBAN_PRIVE}, ("COMPTE_INATTENDU",), variante="gip_public"),
    Essai("candidature", {"porteur.compte.iban": IBAN_PRIVE}, ("COMPTE_INATTENDU",), variante="metropole"),
    Essai("candidature", {"porteur.compte.iban": IBAN_TRESOR}, (), variante="metropole"),
    Essai("candidature", {"porteur.compte.iban": IBAN_TRESOR}, (), variante="gip_public"),
]

AMOUNTS = [
    Essai("candidature", {"projet.budget.charges[1].montant": "1000.01"}, ("BUDGET_DESEQUILIBRE",)),
    Essai("candidature", {"projet.budget.charges[2].montant": "2999.99"}, ("BUDGET_CONTRIBUTIONS_DESEQUILIBREES",)),
    Essai("achevee", {"bilan.compte_rendu.produits[1].montant": "5000.01"}, ("COMPTE_RENDU_DESEQUILIBRE", *PAYEE)),
    Essai(
        "achevee",
        {"bilan.compte_rendu.produits[2].montant": "0"},
        ("COMPTE_RENDU_CONTRIBUTIONS_DESEQUILIBREES", *PAYEE),
    ),
    Essai(
        "votee",
        {
            "projet.budget.charges[0].montant": "18999.99",
            "projet.budget.produits[0].montant": "20000.00",
            "projet.budget.produits[1].montant": "0",
        },
        ("BUDGET_DESEQUILIBRE", "FINANCEMENT_SUPERIEUR_AU_COUT"),
    ),
    Essai("votee", {"projet.budget.charges[0].montant": "19000", "projet.budget.produits[1].montant": "0"}, ()),
    Essai(
        "votee",
        {"projet.budget.produits[0].montant": "19999.99", "projet.budget.produits[1].montant": "5000.01"},
        ("BUDGET_SANS_SUBVENTION",),
    ),
    Essai(
        "votee",
        {"projet.budget.produits[0].montant": "20000.01", "projet.budget.produits[1].montant": "4999.99"},
        (),
    ),
    Essai(
        "achevee",
        {"paiements": [avance("16000"), solde("4000.01")]},
        ("DEPASSEMENT_VOTE", *PAYEE, "TROP_PERCU"),
    ),
    Essai("achevee", {"paiements": [avance("16000"), solde("4000")]}, PAYEE),
    Essai("achevee", {"paiements": [solde("4000.01")]}, ("DEPASSEMENT_VOTE", "AVANCE_NON_PAYEE", "SOLDE_DIFFERENT")),
    Essai("achevee", {"paiements": [solde("4000")]}, ("AVANCE_NON_PAYEE", "SOLDE_DIFFERENT")),
    Essai("achevee", {"paiements": [avance("16000"), solde("3999.99")]}, (*PAYEE, "SOLDE_DIFFERENT")),
    Essai("payee", {}, PAYEE),
    Essai("signee", {}, ()),
    Essai("payee", {"paiements": [avance("15999.99")]}, (*PAYEE, "AVANCE_DIFFERENTE")),
    Essai("payee", {"paiements": [avance("10000"), avance("6000", "4118")]}, PAYEE),
    Essai(
        "payee",
        {"paiements": [avance("10000"), avance("6000")]},
        (*PAYEE, "MANDAT_EN_DOUBLE"),
        chemins={"MANDAT_EN_DOUBLE": ("paiements[1].mandat",)},
    ),
    Essai(
        "payee",
        {"paiements": [avance("16000", date="2027-03-01")]},
        (*PAYEE, "PAIEMENT_HORS_CONVENTION"),
        chemins={"PAIEMENT_HORS_CONVENTION": ("paiements[0].date",)},
    ),
    Essai("payee", {"paiements": [avance("16000", date="2027-02-28")]}, PAYEE),
    Essai("achevee", {"paiements": []}, ("AVANCE_NON_PAYEE",)),
]

REPORT = [
    Essai(
        "payee",
        {"paiements": [avance("16000"), solde("1000")]},
        (*PAYEE, "SOLDE_AVANT_BILAN"),
        chemins={"SOLDE_AVANT_BILAN": ("paiements[1]",)},
    ),
    Essai(
        "achevee",
        {"paiements": [solde("1000", "2026-10-14"), avance("16000")]},
        (*PAYEE, "SOLDE_AVANT_BILAN", "SOLDE_DIFFERENT"),
        chemins={"SOLDE_AVANT_BILAN": ("paiements[0]",)},
    ),
    Essai("achevee", {"paiements": [avance("16000"), solde("4000", "2026-10-15")]}, PAYEE),
    Essai("achevee", {"bilan.signataire": OTHER_SIGNATORY}, ("POUVOIR_ABSENT", *PAYEE)),
    Essai("achevee", {"bilan.signataire": EMPOWERED}, PAYEE),
    Essai("achevee", {"bilan.signataire": {**OTHER_SIGNATORY, "prenom": "Camille", "nom": "Exemple"}}, PAYEE),
    Essai(
        "achevee",
        {"bilan.signataire": OTHER_SIGNATORY, "convention.signataires.porteur": EMPOWERED},
        PAYEE,
    ),
    Essai("achevee", {"bilan.date": "2026-12-01"}, (*PAYEE, "BILAN_TARDIF")),
    Essai("achevee", {"bilan.date": "2026-11-30"}, PAYEE),
    Essai("achevee", {"bilan.date": "2026-08-30"}, (*PAYEE, "BILAN_ANTICIPE")),
    Essai("achevee", {"bilan.date": "2026-08-31"}, PAYEE),
    Essai(
        "achevee",
        {
            "bilan.compte_rendu.charges[0].montant": "18999.99",
            "bilan.compte_rendu.produits[0].montant": "14999.99",
        },
        (*PAYEE, "TROP_PERCU"),
    ),
    Essai(
        "achevee",
        {
            "bilan.compte_rendu.charges[0].montant": "19000",
            "bilan.compte_rendu.produits[0].montant": "15000",
        },
        PAYEE,
    ),
    Essai(
        "achevee",
        {
            "convention.regle_solde": "forfait",
            "bilan.compte_rendu.charges[0].montant": "0",
            "bilan.compte_rendu.charges[1].montant": "0",
            "bilan.compte_rendu.produits[0].montant": "0",
            "bilan.compte_rendu.produits[1].montant": "0",
        },
        PAYEE,
    ),
    Essai(
        "achevee",
        {"bilan.indicateurs.jeunes_loges.ase": 22, "bilan.indicateurs.jeunes_loges.situation_connue_ase": 22},
        (*PAYEE, "INDICATEUR_INCOHERENT"),
        chemins={"INDICATEUR_INCOHERENT": ("bilan.indicateurs.jeunes_loges.ase",)},
    ),
    Essai(
        "achevee",
        {"bilan.indicateurs.jeunes_loges.tous": 83, "bilan.indicateurs.jeunes_loges.situation_connue_tous": 83},
        (*PAYEE, "INDICATEUR_INCOHERENT"),
        chemins={"INDICATEUR_INCOHERENT": ("bilan.indicateurs.jeunes_loges.tous",)},
    ),
    Essai(
        "achevee",
        {"bilan.indicateurs.jeunes_actions_nouvelles.ase": 29},
        (*PAYEE, "INDICATEUR_INCOHERENT"),
        chemins={"INDICATEUR_INCOHERENT": ("bilan.indicateurs.jeunes_actions_nouvelles.ase",)},
    ),
    Essai(
        "achevee",
        {"bilan.indicateurs.jeunes_recus.tous": 94},
        (*PAYEE, "INDICATEUR_INCOHERENT"),
        chemins={"INDICATEUR_INCOHERENT": ("bilan.indicateurs.jeunes_actions_nouvelles.tous",)},
    ),
    Essai("achevee", {"bilan.indicateurs.jeunes_actions_nouvelles.ase": 28}, PAYEE),
    Essai("achevee", {"bilan.indicateurs.jeunes_recus.tous": 95}, PAYEE),
    Essai("achevee", {"bilan.indicateurs.jeunes_accompagnes.tous": ABSENT}, PAYEE),
    Essai(
        "achevee",
        {"bilan.indicateurs.contacts.telephone": ABSENT},
        (*PAYEE, "INDICATEUR_INCONNU"),
        chemins={"INDICATEUR_INCONNU": ("bilan.indicateurs.contacts",)},
    ),
    Essai(
        "achevee",
        {"bilan.indicateurs.jeunes_loges.ase": ABSENT},
        (*PAYEE, "INDICATEUR_INCONNU"),
        chemins={"INDICATEUR_INCONNU": ("bilan.indicateurs.jeunes_loges",)},
    ),
    # The fifth indicator of the call counts every youth of the new actions, not those with an ASE path.
    Essai(
        "achevee",
        {"bilan.indicateurs.jeunes_actions_nouvelles.tous": ABSENT},
        (*PAYEE, "INDICATEUR_INCONNU"),
        chemins={"INDICATEUR_INCONNU": ("bilan.indicateurs.jeunes_actions_nouvelles",)},
    ),
    Essai("achevee", {"bilan.indicateurs.jeunes_actions_nouvelles.ase": ABSENT}, PAYEE),
    Essai("achevee", {"bilan.indicateurs.contacts.ase": ABSENT}, PAYEE),
    Essai("achevee", {"bilan.indicateurs.jeunes_loges.ase": 0}, PAYEE),  # zero is known
    Essai("achevee", {"suivi.commentaire": "Le jeune né le 3 mars 2007."}, (*PAYEE, "TEXTE_PERSONNEL_SUIVI")),
    Essai("achevee", {"suivi.commentaire": "La salle ouvre le 3 mars 2026."}, PAYEE),
    Essai(
        "achevee",
        {"projet.description": "Porté par Mme Spécimen."},
        (*PAYEE, "TEXTE_PERSONNEL_PROJET"),
        chemins={"TEXTE_PERSONNEL_PROJET": ("projet.description",)},
    ),
    Essai("achevee", {"projet.description": "Porté par la Présidente."}, PAYEE),
]


def profil(key: str, name: str, **counts: int) -> dict[str, Any]:
    return {f"bilan.{key}": {name: counts}}


WORDS = [
    Essai(
        "achevee",
        profil("profil", "sexe", femme=80, homme=74),
        (*PAYEE, "PROFIL_INCOHERENT"),
        chemins={"PROFIL_INCOHERENT": ("bilan.profil.sexe",)},
    ),
    Essai("achevee", profil("profil", "sexe", femme=80, homme=74, inconnu=1), PAYEE),
    Essai("achevee", profil("profil", "logement_obtenu", parc_social=27), PAYEE),
    Essai(
        "achevee",
        profil("profil", "logement_obtenu", parc_social=27) | profil("profil_ase", "logement_obtenu", parc_social=8),
        (*PAYEE, "PROFIL_INCOHERENT"),
        chemins={"PROFIL_INCOHERENT": ("bilan.profil_ase.logement_obtenu",)},
    ),
    Essai(
        "achevee",
        {"bilan.indicateurs.jeunes_recus.tous": ABSENT, **profil("profil", "sexe", femme=80)},
        PAYEE,
    ),
    Essai("achevee", {"bilan.synthese": "Un mot. " * 150}, (*PAYEE, "SYNTHESE_LONGUE")),
    Essai("achevee", {"bilan.synthese": "- un point\n" * 9}, (*PAYEE, "SYNTHESE_LONGUE")),
    Essai("achevee", {"bilan.synthese": "- un point\n" * 8}, PAYEE),
    Essai(
        "achevee",
        {
            "bilan.compte_rendu.charges": [
                {"rubrique": "64", "montant": "24000.00"},
                {"rubrique": "68-fonds-dedies", "montant": "1000.00"},
                {"rubrique": "86-benevolat", "montant": "2500.00"},
            ]
        },
        (*PAYEE, "FONDS_DEDIES"),
    ),
    Essai(
        "achevee",
        {"bilan.analyse.freins[0].resultat": "Camille DUPONT a un logement."},
        (*PAYEE, "TEXTE_PERSONNEL"),
        chemins={"TEXTE_PERSONNEL": ("bilan.analyse.freins[0].resultat",)},
    ),
    Essai(
        "achevee",
        {"bilan.synthese": "Écrire à jeune@exemple.example."},
        (*PAYEE, "TEXTE_PERSONNEL"),
        chemins={"TEXTE_PERSONNEL": ("bilan.synthese",)},
    ),
    *(
        Essai(
            "achevee",
            {"bilan.actions[0].commentaire": text},
            (*PAYEE, "TEXTE_PETIT_EFFECTIF"),
            chemins={"TEXTE_PETIT_EFFECTIF": ("bilan.actions[0].commentaire",)},
        )
        for text in (
            "Il est venu 3 jeunes.",
            "Quatre jeunes sont venus.",
            "Trois autres jeunes sont venus.",
            "Un seul jeune est venu.",
            "1 jeune est venu.",
            "Deux mineurs.",
        )
    ),
    *(
        Essai("achevee", {"bilan.actions[0].commentaire": text}, PAYEE)
        for text in (
            "Il est venu 5 jeunes.",
            "Un jeune sur trois est venu.",
            "Vingt-trois jeunes sont venus.",
            "Il est venu 13 jeunes, puis 1,3 jeune par jour.",
            "Trois séances, quatre partenaires.",
        )
    ),
    Essai(
        "achevee",
        {"bilan.seuil_diffusion": 11, "bilan.analyse.mise_en_oeuvre": "Dix jeunes sont venus."},
        (*PAYEE, "TEXTE_PETIT_EFFECTIF"),
        chemins={"TEXTE_PETIT_EFFECTIF": ("bilan.analyse.mise_en_oeuvre",)},
    ),
]

ESSAIS = [*ACT, *LETTER, *ACCOUNT, *AMOUNTS, *REPORT, *WORDS]


def describe_essai(essai: Essai) -> str:
    changed = ", ".join(essai.changes) or "rien"
    return f"{essai.variante}-{essai.etape}-{changed}-{'+'.join(essai.constats) or 'aucun'}"


@pytest.mark.parametrize("essai", ESSAIS, ids=describe_essai)
def test_findings(essai: Essai) -> None:
    found = [constat for constat in check(essai.dossier) if constat.code in essai.constats or constat.code != PASSING]
    assert [constat.code for constat in found] == list(essai.constats)
    for constat in found:
        gravite, documents, chemin = CODES[constat.code]
        assert (constat.gravite, constat.documents) == (gravite, documents)
        assert constat.chemin in essai.chemins.get(constat.code, (chemin,))
        assert leads_to_a_field(Dossier, constat.chemin), constat.chemin
        assert constat.message == constat.message.strip(" .")
        assert constat.message == polish(constat.message)
        assert "None" not in constat.message


def codes_in_the_source(*modules: ModuleType) -> set[str]:
    """Read the codes in the source of the checks: whole literals, so that a code can be searched for."""
    literals = (
        node.value
        for module in modules
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Constant)
    )
    return {text for text in literals if isinstance(text, str) and re.fullmatch(r"[A-Z]+(_[A-Z0-9]+)+|FORMULE", text)}


def test_every_code_is_tried_and_stable() -> None:
    tried = {code for essai in ESSAIS for code in essai.constats}
    assert tried == set(CODES) == codes_in_the_source(*controle.MODULES)


def test_what_each_code_means_is_written_once() -> None:
    natures = natures_of_constats()
    assert set(natures) == codes_in_the_source(*controle.MODULES, vraisemblance)
    for code, (gravite, documents, _) in CODES.items():
        assert (natures[code].gravite, natures[code].documents) == (gravite, documents)
    for nature in natures.values():
        assert nature.gravite in get_args(Gravite)
        assert set(nature.documents) <= set(get_args(NomDocument))
        for text in (nature.theme, nature.sens, nature.remede):
            assert text == polish(text)
            assert "'" not in text
        assert nature.sens.endswith(".")
        assert nature.remede.endswith(".")


def touched(essai: Essai) -> set[str]:
    """The fields that an essai changes, lists taken whole; itself when it changes none."""
    return {re.sub(r"\[.*", "", path) for path in essai.changes} or {"rien"}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_neighbour_without_it(code: str) -> None:
    """A dossier next to it: one that changes the same field, or that changes nothing either, and is not found."""
    fields = set().union(*(touched(essai) for essai in ESSAIS if code in essai.constats))
    assert [essai for essai in ESSAIS if code not in essai.constats and touched(essai) & fields]


def test_every_check_is_in_the_table() -> None:
    def judges_a_dossier(function: Any) -> bool:
        annotations = inspect.get_annotations(function)
        return annotations == {"dossier": "Dossier", "return": "Iterator[Constat]"}

    items = [item for module in controle.MODULES for item in vars(module).values()]
    written = {item.__name__ for item in items if inspect.isfunction(item) and judges_a_dossier(item)}
    assert written == {rule.__name__ for rule in controle.CHECKS}
    assert len(controle.CHECKS) == len(written)


@pytest.mark.parametrize("variante", VARIANTES)
def test_a_right_dossier_raises_nothing_but_the_passing_of_time(variante: str) -> None:
    passing = {"DROIT_CHANGE", "AVANCE_DEJA_PAYEE", PASSING}
    for etape in ETAPES:
        found = {constat.code for constat in check(build_variante(variante, etape))}
        assert found <= passing, etape
        assert found == set() or etape not in ("candidature", "votee", "signee")


LATE_PARTS: tuple[dict[str, Any], ...] = (
    {"decision": ABSENT},
    {"convention": ABSENT, "paiements": ABSENT},
    {"bilan": ABSENT},
)


@pytest.mark.parametrize("kept", list(product([True, False], repeat=len(LATE_PARTS))))
def test_parts_that_are_not_there_are_not_judged(kept: tuple[bool, ...]) -> None:
    changes: dict[str, Any] = {}
    for part, keep in zip(LATE_PARTS, kept, strict=True):
        changes |= {} if keep else part
    about_payments = {"AVANCE_DEJA_PAYEE", "AVANCE_NON_PAYEE", PASSING}
    found = {constat.code for constat in check(build("association", "achevee", changes))}
    assert found <= (about_payments if kept[0] else set())


def constat_of(code: str, dossier: Dossier) -> Constat:
    [found] = [constat for constat in check(dossier) if constat.code == code]
    return found


def test_messages_name_what_they_judge() -> None:
    cumul = {"decision.autres_subventions": [{"objet": "Foyer", "montant": "3000.01"}]}
    message = constat_of("CUMUL_23000", build("association", "votee", cumul)).message
    assert "23\u202f000,01\u00a0€" in message
    assert "23\u202f000,00\u00a0€" in message

    unread = build("association", "signee", {"convention.references_verifiees_le": ABSENT})
    message = constat_of("DROIT_A_RELIRE", unread).message
    cited = used_references(unread)
    unsure = [reference.code for reference in cited if reference.certitude == "a_confirmer"]
    assert f"Légifrance {', '.join(unsure)}, recours_mois\u202f;" in message

    passing = constat_of("DROIT_CHANGE", build("association", "redigee")).message
    assert "cgct-attribution-2025 vaut jusqu’au 31\u00a0décembre 2025" in passing

    early = constat_of("BILAN_ANTICIPE", build("association", "achevee", {"bilan.date": "2026-08-30"})).message
    assert "31\u00a0août 2026" in early
    late = constat_of("BILAN_TARDIF", build("association", "achevee", {"bilan.date": "2026-12-01"})).message
    assert "30\u00a0novembre 2026" in late

    twice = constat_of("AVANCE_DIFFERENTE", build("association", "payee", {"paiements": [avance("1")]})).message
    assert "16\u202f000,00\u00a0€" in twice


def test_a_finding_reads_on_one_line() -> None:
    constat = constat_of("AVANCE_DEJA_PAYEE", build("association", "payee"))
    assert str(constat) == (
        "[alerte] AVANCE_DEJA_PAYEE — paiements\u00a0: l’avance a été payée le 6\u00a0octobre 2025\u00a0: "
        "n’en renvoyez pas la demande"
    )
