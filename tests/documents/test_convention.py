"""The convention: articles and annexes numbered for the regime, visas, budget, targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

import pytest
from dossiers import ABSENT, PRIVEES, PUBLIQUES, VARIANTES, build_variante

from cllaj_docs.documents.article import Annexes, Articles
from cllaj_docs.documents.convention import DOCUMENT
from cllaj_docs.rules.droit import cited_references


def context(
    variante: str = "association", changes: Mapping[str, Any] | None = None, etape: Any = "signee"
) -> Mapping[str, Any]:
    return DOCUMENT.build_context(build_variante(variante, etape, changes), None)


@pytest.mark.parametrize("variante", VARIANTES)
@pytest.mark.parametrize(("name", "kind"), [("articles", Articles), ("annexes", Annexes)])
def test_numbers_follow_one_another_in_the_order_of_the_text(variante: str, name: str, kind: type) -> None:
    numbers = asdict(context(variante)[name])
    assert list(numbers) == [field.name for field in fields(kind)]
    printed = [number for number in numbers.values() if number is not None]
    assert printed == list(range(1, len(printed) + 1))
    left_out = [part for part, number in numbers.items() if number is None]
    assert left_out == ([] if variante in PRIVEES else ["engagement_republicain"])


@pytest.mark.parametrize("variante", VARIANTES)
def test_what_follows_the_engagement_republicain_moves_up(variante: str) -> None:
    articles, annexes = context(variante)["articles"], context(variante)["annexes"]
    assert (articles.objet, articles.donnees) == (1, 11)
    expected = (12, 13, 18, 5, 6) if variante in PRIVEES else (None, 12, 17, None, 5)
    found = (
        articles.engagement_republicain,
        articles.assurance,
        articles.litiges,
        annexes.engagement_republicain,
        annexes.compte,
    )
    assert found == expected


@pytest.mark.parametrize("variante", VARIANTES)
def test_visas_are_the_law_of_the_day_then_those_added(variante: str) -> None:
    changes = {
        "convention.visas_ecartes": ["casf"],
        "convention.visas_supplementaires": ["le règlement départemental", "la charte locale"],
    }
    visas = context(variante, changes)["visas"]
    cited = [reference.texte for reference in cited_references(build_variante(variante, "signee", changes))]
    assert visas == (*cited, "le règlement départemental", "la charte locale")
    assert not any("action sociale et des familles" in visa for visa in visas)
    assert any("action sociale et des familles" in visa for visa in context(variante)["visas"])


def test_visas_change_with_the_year_of_signature() -> None:
    def articles_on_grants(signed: str) -> list[str]:
        changes = {"convention.date_signature": signed, "convention.date_notification": signed}
        numbers = ("L.\u00a03312-7", "L.\u00a01612-25")
        return [number for number in numbers for visa in context(changes=changes)["visas"] if number in visa]

    assert articles_on_grants("2025-12-31") == ["L.\u00a03312-7"]
    assert articles_on_grants("2026-01-01") == ["L.\u00a01612-25"]


@pytest.mark.parametrize("variante", PUBLIQUES)
def test_no_visa_of_a_public_body_speaks_of_subvention(variante: str) -> None:
    assert not [visa for visa in context(variante)["visas"] if "subvention" in visa or "républicain" in visa]


def test_the_act_that_made_the_operator() -> None:
    assert context("association")["declaration_porteur"] == "la décision du sous-préfet de Lens du 4\u00a0mai 1998"
    assert context("association", {"porteur.declaration": ABSENT})["declaration_porteur"] is None
    assert context("gip_prive")["declaration_porteur"] == (
        "l’arrêté du préfet du Pas-de-Calais du 1er\u00a0septembre 2012"
    )
    assert context("metropole")["declaration_porteur"] == (
        "l’arrêté du préfet du Pas-de-Calais du 20\u00a0décembre 2000"
    )


def test_the_budget_is_printed_in_the_order_of_the_cerfa_whatever_the_file() -> None:
    changes = {
        "projet.budget.charges": [
            {"rubrique": "86-benevolat", "montant": "3000.00"},
            {"rubrique": "ind-fixes", "montant": "500.00"},
            {"rubrique": "64", "montant": "24000.00", "precision": "un mi-temps"},
            {"rubrique": "60", "montant": "500.00"},
        ]
    }
    values = context(changes=changes)
    assert [(ligne.libelle, ligne.montant) for ligne in values["budget_charges"]] == [
        ("Achats", Decimal("500.00")),
        ("Charges de personnel (un mi-temps)", Decimal("24000.00")),
        ("Charges fixes de fonctionnement", Decimal("500.00")),
        ("Personnel bénévole", Decimal("3000.00")),
    ]
    assert [ligne.libelle for ligne in values["budget_produits"]] == [
        "Subventions\u00a0: État",
        "Subventions\u00a0: Département",
        "Bénévolat",
    ]


def test_targets_in_the_order_of_the_call() -> None:
    values = context(changes={"projet.cibles.jeunes_loges": ABSENT, "projet.cibles.jeunes_recus": {"ase": 0}})
    assert [(cible.rang, cible.indicateur.code, cible.ase, cible.tous) for cible in values["cibles"]] == [
        (1, "contacts", None, 400),
        (2, "jeunes_recus", 0, None),
        (3, "jeunes_accompagnes", 20, 80),
        (4, "jeunes_loges", None, None),
        (5, "jeunes_actions_nouvelles", 12, 90),
    ]


def test_the_court() -> None:
    assert context()["adresse_tribunal"] == "5 rue Geoffroy-Saint-Hilaire, CS 62039, 59014 Lille Cedex"
