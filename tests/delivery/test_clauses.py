"""The clauses of the convention: what each kind of operator reads, and what it never reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from document_text import fold, html_blocks
from dossiers import ABSENT, PRIVEES, PUBLIQUES, VARIANTES, Etape, build_variante
from rendered import CASES, Rendered

import cllaj_docs as cd

EPCI = ("communaute_de_communes", "communaute_d_agglomeration", "communaute_urbaine", "metropole")
COMPTABLE_PUBLIC = ("gip_public", *EPCI)

CLAUSES: Mapping[str, tuple[str, ...]] = {
    # words of a clause -> who reads it
    "initié, défini et mis en œuvre par": PRIVEES,
    "n’attend aucune contrepartie directe": PRIVEES,
    "troisième alinéa de l’article L. 1611-4": PRIVEES,
    "peut être contrôlée par les délégués du Département": PRIVEES,
    "conforme à l’arrêté du 11 octobre 2006": PRIVEES,
    "un compte rendu financier est remis dans les six mois qui suivent la fin de l’exercice": PRIVEES,
    "rapport du commissaire aux comptes si les subventions publiques reçues dans l’exercice dépassent 153 000,00 €": (
        PRIVEES
    ),
    "inscrite en fonds dédiés": PRIVEES,
    "sept engagements du contrat d’engagement républicain": PRIVEES,
    "qui ne dépasse pas six mois": PRIVEES,
    "excédent raisonnable": PRIVEES,
    "en cas de dissolution": PRIVEES,
    "statuts, de dirigeants, de siège": PRIVEES,
    "inscrite au répertoire national des associations": PRIVEES,
    "Le concours du Département dépassant 1 500,00 €, la chambre régionale": (*PRIVEES, "gip_prive", "gip_public"),
    "dans le cadre de l’objet fixé par sa convention constitutive": ("gip_prive", "gip_public"),
    "régi par la loi n° 2011-525": ("gip_prive", "gip_public"),
    "conformément à sa convention constitutive": ("gip_prive",),
    "visé par le comptable public du Groupement": ("gip_public",),
    "et pour lequel le Département et": PUBLIQUES,
    "elle n’est pas le prix d’une prestation rendue au Département": PUBLIQUES,
    "sans l’accord écrit du Département. Article 4": PUBLIQUES,
    "tenu par la Banque de France": COMPTABLE_PUBLIC,
    "état récapitulatif établi selon ces rubriques": COMPTABLE_PUBLIC,
    "Les versements sont effectués sur le compte bancaire": (*PRIVEES, "gip_prive"),
    "émet un titre de recettes": EPCI,
    "La chambre régionale des comptes peut examiner": EPCI,
    "compétence en matière de politique du logement et du cadre de vie": ("communaute_de_communes",),
    "compétence en matière d’équilibre social de l’habitat": ("communaute_d_agglomeration", "communaute_urbaine"),
    "compétence en matière de politique locale de l’habitat": ("metropole",),
    "article L. 5214-16": ("communaute_de_communes",),
    "article L. 5216-5": ("communaute_d_agglomeration",),
    "article L. 5215-20": ("communaute_urbaine",),
    "article L. 5217-2": ("metropole",),
    # and what everybody reads
    "Il n’est pas révisable à la hausse": tuple(VARIANTES),
    "La convention dure plus longtemps que l’action": tuple(VARIANTES),
    "Si l’avance n’a pas été versée, ses pièces accompagnent celles du solde": tuple(VARIANTES),
    "agissant en vertu de la délibération n° 2025-118 de la Commission permanente": tuple(VARIANTES),
    "sous forme pseudonymisée": tuple(VARIANTES),
    "article L. 221-6 du Code de l’action sociale": tuple(VARIANTES),
    "pendant 12 mois à compter du versement du solde": tuple(VARIANTES),
    "dans les deux mois qui suivent sa notification": tuple(VARIANTES),
    "Les parties recherchent d’abord un règlement amiable": tuple(VARIANTES),
    "par lettre recommandée avec avis de réception": tuple(VARIANTES),
    "En cas de force majeure": tuple(VARIANTES),
    "approuvé et signé par les mêmes autorités": tuple(VARIANTES),
    "relevant de crédits issus du conventionnement": tuple(VARIANTES),
}


def text(toolkit: cd.Toolkit, variante: str, changes: Mapping[str, Any] | None = None, etape: Etape = "signee") -> str:
    dossier = build_variante(variante, etape, changes)
    return fold(" ".join(html_blocks(toolkit.render(dossier, "convention", "html").content)))


@pytest.mark.parametrize("variante", VARIANTES)
def test_each_kind_of_operator_reads_its_own_clauses(toolkit: cd.Toolkit, variante: str) -> None:
    shown = text(toolkit, variante)
    for clause, readers in CLAUSES.items():
        assert (clause in shown) == (variante in readers), clause


@pytest.mark.parametrize("variante", PUBLIQUES)
def test_a_public_body_reads_no_word_of_private_law(toolkit: cd.Toolkit, variante: str) -> None:
    shown = text(toolkit, variante).split("Annexe 1 –")[0]  # then come the rubrics of the Cerfa
    for word in ("subvention", "Subvention", "2000-321", "1611-4", "associati", "RNA", "excédent raisonnable"):
        assert word not in shown.replace("organismes subventionnés", ""), word


@pytest.mark.parametrize(
    ("regle", "clause"),
    [
        ("prorata", "multiplié par les dépenses réalisées et divisé par les dépenses prévues"),
        ("plafond", "diminuées des autres financements reçus, hors fonds propres"),
        ("forfait", "Le montant est forfaitaire"),
    ],
)
def test_the_rule_of_the_solde_is_the_one_that_is_computed(toolkit: cd.Toolkit, regle: str, clause: str) -> None:
    shown = text(toolkit, "association", {"convention.regle_solde": regle})
    assert clause in shown
    kept = "ne conserve aucune part non consommée" if regle == "plafond" else "l’emploie à une action de même objet"
    assert kept in shown


def test_figures_and_references_corrected_by_staff_are_printed(toolkit: cd.Toolkit) -> None:
    changes = {
        "convention.parametres_corriges": [
            {"code": "seuil_commissaire", "valeur": "160000", "source": "relu"},
            {"code": "seuil_chambre", "valeur": "20000", "source": "relu"},
            {"code": "recours_mois", "valeur": "4", "source": "relu"},
        ],
        "convention.references_corrigees": [{"code": "cgct-controle", "citation": "l’article L. 9999-9 du Code relu"}],
    }
    shown = text(toolkit, "association", changes)
    assert shown.count("160 000,00 €") == 2  # the clause, and the piece
    assert "153 000,00 €" not in shown
    assert "la chambre régionale des comptes" not in shown  # 20 000 € do not exceed 20 000 €
    assert "dans les quatre mois qui suivent sa notification" in shown
    assert "En application de l’article L. 9999-9 du Code relu, l’Association" in shown


def test_what_the_project_does_not_do_is_not_promised(toolkit: cd.Toolkit) -> None:
    shown = text(toolkit, "association")
    assert "nouvelles permanences, notamment en milieu rural" in shown
    assert "nouveaux ateliers collectifs" in shown
    assert "aller-vers, comme" not in shown
    only = {"projet.actions": [{"type": "aller_vers", "code": "V1", "intitule": "Marché", "lieux": ["Marché"]}]}
    shown = text(toolkit, "association", only)
    assert "développer de nouvelles formes d’aller-vers, comme décrit à l’annexe 1" in shown
    assert "nouvelles permanences, " not in shown.split("Article 3")[1].split("informer au fil")[0]
    assert "poursuivre les cibles" in shown
    assert "poursuivre les cibles" not in text(toolkit, "association", {"projet.cibles": ABSENT})


def test_the_power_of_a_community_is_dated_and_its_delegate_says_so(toolkit: cd.Toolkit) -> None:
    act = {"nature": "deliberation", "organe": "du conseil communautaire", "numero": "7", "date": "2025-06-26"}
    shown = text(toolkit, "metropole", {"porteur.representant.habilitation": {**act, "executoire_le": "2025-07-01"}})
    assert "du conseil communautaire n° 7 du 26 juin 2025, exécutoire depuis le 1er juillet 2025, ci-après" in shown
    assert "par délégation" not in shown
    delegate = {"departement.signataire.habilitation": {"nature": "arrete", "date": "2025-03-17"}}
    assert "Pour le Département et par délégation," in text(toolkit, "metropole", delegate)


def test_the_grant_is_charged_where_the_decision_says_or_where_it_will(toolkit: cd.Toolkit) -> None:
    assert "La dépense est imputée sur l’exercice 2025, chapitre 65, nature 65748" in text(toolkit, "association")
    later = text(toolkit, "association", {"decision.imputation": ABSENT})
    assert "dans les conditions fixées par la délibération d’attribution" in later


@pytest.mark.parametrize("variante", VARIANTES)
def test_the_blank_report_holds_every_rubric_and_what_is_planned(toolkit: cd.Toolkit, variante: str) -> None:
    from cllaj_docs.domain.plan_comptable import rubriques

    blocks = html_blocks(toolkit.render(build_variante(variante, "signee"), "convention", "html").content)
    start = blocks.index("Compte rendu financier (modèle)")
    model = blocks[start:]
    places = [model.index(fold(rubrique.libelle)) for rubrique in rubriques().values() if rubrique.cote == "charges"]
    assert len(places) == len([rubrique for rubrique in rubriques().values() if rubrique.cote == "charges"])
    assert model[model.index("Charges de personnel") + 1] == "24 000,00 €"
    assert model[model.index("Total des charges") + 1] == "25 000,00 €"
    assert model[model.index("Achats") + 1] != "0,00 €"  # nothing planned is left blank


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_articles_are_contracted(rendered: Rendered, sample: str, document: str) -> None:
    """« à le Groupement », « de le Payeur » are never French."""
    shown = fold(" ".join(html_blocks(rendered(sample, document, "html"))))
    assert not re.search(r"\b(?:[àÀ]|[dD]e) les? [A-ZÉ]|\bde du\b|\bà au\b", shown)
