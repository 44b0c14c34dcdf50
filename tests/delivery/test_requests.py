"""The requests, the état liquidatif and the order to give back: what a comptable looks for, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from document_text import fold, html_blocks
from dossiers import ABSENT, VARIANTES, Etape, build_variante

import cllaj_docs as cd
from cllaj_docs import french
from cllaj_docs.domain.paiement import NatureVersement
from cllaj_docs.rules.liquidation import compute_liquidation
from cllaj_docs.rules.piece import find_pieces

SPENT_LESS: Mapping[str, Any] = {
    "bilan.compte_rendu.charges[0].montant": "14000.00",
    "bilan.compte_rendu.produits[0].montant": "10000.00",
}
"""15 000 € spent of 25 000 € planned: 12 000 € are due of 20 000 €."""


def blocks(
    toolkit: cd.Toolkit,
    document: str,
    variante: str = "association",
    changes: Mapping[str, Any] | None = None,
    etape: Etape = "achevee",
) -> list[str]:
    return html_blocks(toolkit.render(build_variante(variante, etape, changes), document, "html").content)


def text(*args: Any, **kwargs: Any) -> str:
    return fold(" ".join(blocks(*args, **kwargs)))


@pytest.mark.parametrize("document", ["demande-avance", "demande-solde"])
@pytest.mark.parametrize("variante", VARIANTES)
def test_the_fields_of_a_request(toolkit: cd.Toolkit, variante: str, document: str) -> None:
    changes = {"decision.code_tiers": "T-4117", "convention.date_notification": "2025-09-18"}
    dossier = build_variante(variante, "achevee", changes)
    shown = text(toolkit, document, variante, changes)
    compte = dossier.porteur.compte
    assert compte
    for value in (
        *("Organisme d’essai", "1 rue de l’Essai", "SIRET 999 000 110 00018", "Code tiers T-4117"),
        *("Direction des Politiques d’Inclusion Durable", "Hôtel du Département", "Montant voté 20 000,00 €"),
        "n° 2025-001, signée le 15 septembre 2025, notifiée le 18 septembre 2025",
        "n° 2025-118 de la Commission permanente du 7 juillet 2025, exécutoire depuis le 10 juillet 2025",
        *("Un toit à portée de bus", "du 1er septembre 2025 au 31 août 2026", "n° EJ-117", "Axe 4"),
        "exercice 2025, chapitre 65, nature 65748, fonction 428",
        "Comptable assignataire le Payeur départemental du Pas-de-Calais",
        *(compte.titulaire, french.iban(compte.iban), compte.bic),
        "certifie exacts les renseignements",
        "est à jour de ses obligations fiscales et sociales",
        *("Fait à Exempleville, le …", "Mme Camille Exemple", "Cachet"),
        *("Cadre réservé à l’administration", "Demande reçue le", "Visa du service SPSLH", "Mandat n°"),
    ):
        assert fold(value) in shown, value
    assert ("RNA W629990001" in shown) == (dossier.porteur.regime in ("association", "mission_locale_association"))
    assert "Je soussignée, Mme Camille Exemple, Présidente, agissant au nom" in shown


@pytest.mark.parametrize("document", ["demande-avance", "demande-solde"])
def test_what_the_departement_has_not_given_is_left_to_it(toolkit: cd.Toolkit, document: str) -> None:
    shown = text(toolkit, document, changes={"decision.engagement": ABSENT, "decision.imputation": ABSENT})
    for label in ("Code tiers", "Engagement juridique", "Imputation"):
        assert f"{label} à compléter par le Département" in shown


def listed(found: list[str], after: str) -> list[str]:
    """Give the items that follow a block, up to the one that ends with a stop."""
    start = next(rank for rank, block in enumerate(found) if block.startswith(after)) + 1
    end = next(rank for rank in range(start, len(found)) if found[rank].endswith("."))
    return [item.rstrip(" ;.") for item in found[start : end + 1]]


@pytest.mark.parametrize(("document", "versement"), [("demande-avance", "avance"), ("demande-solde", "solde")])
@pytest.mark.parametrize("variante", VARIANTES)
def test_the_pieces_of_a_request_are_those_of_the_convention(
    toolkit: cd.Toolkit, variante: str, document: str, versement: NatureVersement
) -> None:
    asked = listed(
        blocks(toolkit, "convention", variante), {"avance": "L’avance, d’un", "solde": "Le solde, d’un"}[versement]
    )
    request = blocks(toolkit, document, variante)
    joined = listed(request, "Pièces jointes par")
    kept = listed(request, "Pièces détenues ou établies")
    assert sorted(joined + kept) == sorted(asked)
    dossier = build_variante(variante, "achevee")
    expected = [fold(piece.libelle) for piece in find_pieces(dossier, versement, "operateur")]
    assert [piece.removesuffix(" (le cas échéant)") for piece in joined] == expected


def test_earlier_payments_are_listed_or_said_to_be_none(toolkit: cd.Toolkit) -> None:
    assert "Versements antérieurs : aucun." in text(toolkit, "demande-avance")
    assert "Avance versée le 6 octobre 2025, mandat n° 4117 16 000,00 €" in text(toolkit, "demande-solde")
    first = text(toolkit, "demande-solde", changes={"paiements": []})
    assert "Versements antérieurs : aucun 0,00 € Solde demandé : montant dû moins déjà versé 20 000,00 €" in first


def test_the_calculation_of_the_avance(toolkit: cd.Toolkit) -> None:
    shown = text(toolkit, "demande-avance")
    assert "Avance 20 000,00 € 80 % 16 000,00 €" in shown
    assert "Montant demandé : 16 000,00 € (seize mille euros)." in shown


@pytest.mark.parametrize(
    ("regle", "line", "du"),
    [
        ("prorata", "Prorata des dépenses : 20 000,00 € × 23 000,00 € ÷ 25 000,00 € 18 400,00 €", "18400"),
        ("plafond", "Plafond au besoin réel : 23 000,00 € − 5 000,00 € 18 000,00 €", "18000"),
        ("forfait", "Forfait : montant maximal 20 000,00 €", "20000"),
    ],
)
def test_the_etat_liquidatif(toolkit: cd.Toolkit, regle: str, line: str, du: str) -> None:
    changes = {
        "convention.regle_solde": regle,
        "bilan.compte_rendu.charges[0].montant": "22000.00",
        "bilan.compte_rendu.produits[0].montant": "18000.00",
    }
    whole = text(toolkit, "demande-solde", changes=changes)
    request, state = whole.split("État liquidatif Établi", maxsplit=1)
    due, net = french.euros(Decimal(du)), french.euros(Decimal(du) - 16000)
    for value in (
        *("Convention n° 2025-001", "Engagement juridique n° EJ-117", "Imputation exercice 2025", "Délibération"),
        *("Plafond de l’appel à projets, par an et par CLLAJ 20 000,00 €", "voté 20 000,00 €"),
        "Dépenses prévues au budget de l’action 25 000,00 €",
        "hors contributions volontaires en nature et reports en fonds dédiés 23 000,00 €",
        "Autres financements reçus, hors fonds propres 5 000,00 €",
        *("Taux de réalisation des dépenses 92 %", line),
        f"Montant dû, dans la limite du montant maximal {due}",
        "Avance du 6 octobre 2025, mandat n° 4117 16 000,00 €",
        *("Total déjà versé 16 000,00 €", f"Net à payer {net}"),
        f"Arrêté le présent état à la somme de {french.montant_en_lettres(Decimal(du) - 16000)} ({net})",
        *("Fait à Arras, le …", "L’ordonnateur", "M. Dominique Fictif", "Service fait certifié"),
    ):
        assert fold(value) in state, value
    assert ("Réduction du montant maximal" in state) == (regle != "forfait")
    assert fold(f"Montant dû, selon l’état liquidatif {due}") in request
    assert fold(f"Solde demandé : montant dû moins déjà versé {net}") in request
    assert fold(f"Montant demandé : {net} ({french.montant_en_lettres(Decimal(du) - 16000)}).") in request
    assert "Ordre de reversement" not in state


def test_spending_more_than_planned_is_not_paid_for(toolkit: cd.Toolkit) -> None:
    more = {
        "bilan.compte_rendu.charges[0].montant": "27000.00",
        "bilan.compte_rendu.produits[1].montant": "8000.00",
    }
    shown = text(toolkit, "demande-solde", changes=more)
    assert "÷ 25 000,00 € 22 400,00 €" in shown
    assert "dans la limite du montant maximal 20 000,00 €" in shown
    assert "Net à payer 4 000,00 €" in shown


def test_the_order_to_give_back(toolkit: cd.Toolkit) -> None:
    whole = text(toolkit, "demande-solde", changes=SPENT_LESS)
    request, order = whole.split("À l’attention de Organisme d’essai", maxsplit=1)
    assert "Net à payer" not in whole
    assert "Aucun versement n’est demandé" in request
    assert "à reverser au Département. Un ordre de reversement est émis à l’encontre de l’Association." in request
    for value in (
        *("Organisme d’essai", "62999 Exempleville", "n° 2025-001", "n° EJ-117", "exercice 2025"),
        "Il a versé 16 000,00 €",
        "l’état liquidatif arrête le montant dû à 12 000,00 €",
        "En application de l’article 15 de la convention et de l’article L. 1617-5 du Code général",
        "4 000,00 € (quatre mille euros).",
        "dans un délai de 6 mois à compter de la réception du titre de recettes",
        "assuré par le Payeur départemental du Pas-de-Calais",
        "figurent sur l’avis des sommes à payer",
        "devant le tribunal administratif de Lille",
        "dans les deux mois qui suivent sa notification",
        *("Fait à Arras, le …", "le Président", "M. Dominique Fictif"),
    ):
        assert fold(value) in order, value
    assert "IBAN" not in order
    article = text(toolkit, "convention", changes=SPENT_LESS).split("Article 15 – ")[1]
    assert article.startswith("Sanctions et reversement")


def test_the_account_to_give_back_to_is_that_of_the_dossier(toolkit: cd.Toolkit) -> None:
    compte = {"titulaire": "Paierie d’essai", "iban": "FR3910071000000000000TEST62", "bic": "TRPUFRP1"}
    shown = text(toolkit, "demande-solde", changes={**SPENT_LESS, "departement.compte_reversement": compte})
    order = shown.split("Ordre de reversement n°")[1]
    assert f"Titulaire du compte Paierie d’essai IBAN {fold(french.iban(compte['iban']))} BIC TRPUFRP1" in order
    assert "avis des sommes à payer" not in order


@pytest.mark.parametrize("variante", VARIANTES)
def test_the_amounts_are_those_of_the_rules_for_every_operator(toolkit: cd.Toolkit, variante: str) -> None:
    dossier = build_variante(variante, "achevee", SPENT_LESS)
    assert dossier.decision
    assert dossier.convention
    assert dossier.bilan
    due = compute_liquidation(
        dossier.decision.montant,
        dossier.convention.regle_solde,
        dossier.projet.budget,
        dossier.bilan.compte_rendu,
        dossier.paiements,
    )
    shown = text(toolkit, "demande-solde", variante, SPENT_LESS)
    assert fold(f"Trop-perçu à reverser {french.euros(due.trop_percu)}") in shown
    assert shown.count(french.montant_en_lettres(due.trop_percu)) == 3  # the request, its état, the order
