"""The two requests: what was paid before them, and the état liquidatif."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from dossiers import Etape, build

from cllaj_docs.documents import DOCUMENTS


def context(nom: str, etape: Etape = "achevee", changes: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    return DOCUMENTS[nom].build_context(build("association", etape, changes), None)


def payment(nature: str, montant: str, date: str = "2025-10-06") -> dict[str, str]:
    return {"nature": nature, "montant": montant, "date": date, "mandat": "7"}


@pytest.mark.parametrize("etape", ["signee", "payee", "achevee"])
def test_nothing_was_paid_before_the_avance_even_when_it_is_printed_again(etape: Etape) -> None:
    values = context("demande-avance", etape)
    assert values["paiements"] == ()
    assert str(values["deja_verse"]) == "0.00"
    assert values["echeancier"].avance == Decimal(16000)


def test_the_solde_deducts_every_avance() -> None:
    values = context("demande-solde", changes={"paiements": [payment("avance", "10000"), payment("avance", "6000")]})
    assert [paiement.montant for paiement in values["paiements"]] == [Decimal(10000), Decimal(6000)]
    assert values["deja_verse"] == values["liquidation"].deja_verse == Decimal(16000)
    assert values["liquidation"].net_a_payer == Decimal(4000)


def test_the_solde_is_the_same_once_it_is_paid() -> None:
    """A request that is printed again must not deduct itself."""
    avance, solde = payment("avance", "16000"), payment("solde", "4000", "2026-11-20")
    before = context("demande-solde", changes={"paiements": [avance]})
    after = context("demande-solde", changes={"paiements": [avance, solde]})
    assert after["liquidation"] == before["liquidation"]
    assert after["paiements"] == before["paiements"]


def test_without_avance_the_solde_is_the_whole() -> None:
    values = context("demande-solde", changes={"paiements": []})
    assert values["paiements"] == ()
    assert values["liquidation"].net_a_payer == Decimal(20000)


@pytest.mark.parametrize(("regle", "du"), [("prorata", "12000.00"), ("plafond", "10000.00"), ("forfait", "20000.00")])
def test_the_rule_of_the_convention_is_applied(regle: str, du: str) -> None:
    less = {
        "convention.regle_solde": regle,
        "bilan.compte_rendu.charges[0].montant": "14000.00",
        "bilan.compte_rendu.produits[0].montant": "10000.00",
    }
    liquidation = context("demande-solde", changes=less)["liquidation"]
    assert (liquidation.regle, str(liquidation.du)) == (regle, du)
    assert liquidation.net_a_payer - liquidation.trop_percu == Decimal(du) - 16000
    assert min(liquidation.net_a_payer, liquidation.trop_percu) == 0


def test_the_objectives_stand_beside_the_solde() -> None:
    values = context("demande-solde")
    assert [ligne.rang for ligne in values["lignes_indicateurs"]] == [1, 2, 3, 4, 5]
    assert values["lignes_indicateurs"][3].ase.obtenu.valeur == 9
    assert values["bilan"] is not None
