"""What is due under the three rules of the convention, and what is then paid or given back."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.domain.bilan import CompteRendu
from cllaj_docs.domain.budget import Budget, Ligne
from cllaj_docs.domain.convention import RegleSolde
from cllaj_docs.domain.paiement import Paiement
from cllaj_docs.domain.plan_comptable import rubriques
from cllaj_docs.rules.liquidation import RESSOURCES_PROPRES, Liquidation, compute_liquidation, other_funding

REGLES: tuple[RegleSolde, ...] = get_args(RegleSolde)


def lines(amounts: dict[str, str]) -> tuple[Ligne, ...]:
    return tuple(Ligne(rubrique=code, montant=Decimal(amount)) for code, amount in amounts.items())


def budget(charges: dict[str, str], produits: dict[str, str] | None = None) -> Budget:
    return Budget(charges=lines(charges), produits=lines(produits or {"fonds-propres": "0"}))


def accounts(charges: dict[str, str], produits: dict[str, str] | None = None) -> CompteRendu:
    return CompteRendu(
        charges=lines(charges), produits=lines(produits or {"fonds-propres": "0"}), commentaire_ecarts="Aucun."
    )


def payments(*amounts: str) -> tuple[Paiement, ...]:
    day = datetime.date(2025, 10, 6)
    return tuple(Paiement(nature="avance", montant=Decimal(amount), date=day, mandat="1") for amount in amounts)


def liquidate(
    regle: RegleSolde, prevu: str, realise: str, autres: str = "0", verse: str | None = "16000", montant: str = "20000"
) -> Liquidation:
    return compute_liquidation(
        Decimal(montant).quantize(Decimal("0.01")),
        regle,
        budget({"64": prevu}),
        accounts({"64": realise}, {"74-etat": autres}),
        payments(verse) if verse else (),
    )


def outcome(found: Liquidation) -> tuple[str, str, str]:
    """Due, to pay, to give back: as a document reads them, two places each."""
    return str(found.du), str(found.net_a_payer), str(found.trop_percu)


@pytest.mark.parametrize(("regle", "du"), [("prorata", "16000.00"), ("plafond", "15000.00"), ("forfait", "20000.00")])
def test_what_is_carried_over_opens_no_right(regle: RegleSolde, du: str) -> None:
    """20 000 spent and 5 000 put by of the 25 000 received: the accounts balance, but 20 000 were spent."""
    found = compute_liquidation(
        Decimal("20000.00"),
        regle,
        budget({"64": "25000"}),
        accounts({"64": "20000", "68-fonds-dedies": "5000"}, {"74-departement": "20000", "74-etat": "5000"}),
        payments("16000"),
    )
    assert (str(found.depenses_realisees), str(found.du)) == ("20000.00", du)


@pytest.mark.parametrize(
    ("realise", "du", "net", "trop"),
    [
        ("25000", "20000.00", "4000.00", "0.00"),  # as planned
        ("30000", "20000.00", "4000.00", "0.00"),  # over-spending is the operator's
        ("24999.99", "19999.99", "3999.99", "0.00"),
        ("20000.01", "16000.01", "0.01", "0.00"),
        ("20000", "16000.00", "0.00", "0.00"),  # the avance was just enough
        ("19999.99", "15999.99", "0.00", "0.01"),  # one cent too much
        ("12345.67", "9876.54", "0.00", "6123.46"),
        ("0", "0.00", "0.00", "16000.00"),
    ],
)
def test_prorata(realise: str, du: str, net: str, trop: str) -> None:
    found = liquidate("prorata", "25000", realise)
    assert outcome(found) == (du, net, trop)


def test_prorata_is_rounded_once_and_half_up() -> None:
    assert liquidate("prorata", "2", "1", montant="0.01", verse=None).du == Decimal("0.01")
    # Rounding the rate first (66.67 %) would give 13 334.00.
    assert str(liquidate("prorata", "3", "2").du) == "13333.33"


def test_prorata_ignores_other_funding() -> None:
    assert liquidate("prorata", "25000", "25000", autres="24000").du == Decimal(20000)


@pytest.mark.parametrize(
    ("realise", "autres", "du", "net", "trop"),
    [
        ("25000", "5000", "20000.00", "4000.00", "0.00"),
        ("25000", "5000.01", "19999.99", "3999.99", "0.00"),
        ("25000", "10000", "15000.00", "0.00", "1000.00"),
        ("30000", "5000", "20000.00", "4000.00", "0.00"),  # the need is greater than the grant
        ("5000", "8000", "0.00", "0.00", "16000.00"),  # others paid for everything: never a negative amount
        ("0", "0", "0.00", "0.00", "16000.00"),
    ],
)
def test_plafond(realise: str, autres: str, du: str, net: str, trop: str) -> None:
    found = liquidate("plafond", "25000", realise, autres)
    assert outcome(found) == (du, net, trop)


@pytest.mark.parametrize(("realise", "autres"), [("25000", "0"), ("0", "0"), ("90000", "90000"), ("10", "5000")])
def test_forfait_is_due_whatever_was_spent(realise: str, autres: str) -> None:
    assert outcome(liquidate("forfait", "25000", realise, autres)) == ("20000.00", "4000.00", "0.00")


@pytest.mark.parametrize(("regle", "du"), [("prorata", "20000"), ("plafond", "0"), ("forfait", "20000")])
def test_nothing_planned(regle: RegleSolde, du: str) -> None:
    found = liquidate(regle, "0", "0")
    assert found.taux_realisation is None
    assert found.du == Decimal(du)


def test_all_payments_count_and_none_is_needed() -> None:
    plan, done = budget({"64": "25000"}), accounts({"64": "25000"})
    found = compute_liquidation(Decimal("20000.00"), "forfait", plan, done, payments("10000", "6000", "5000"))
    assert found.deja_verse == Decimal(21000)
    assert outcome(found) == ("20000.00", "0.00", "1000.00")
    none = compute_liquidation(Decimal("20000.00"), "forfait", plan, done, ())
    assert str(none.deja_verse) == "0.00"
    assert outcome(none) == ("20000.00", "20000.00", "0.00")


def test_contributions_in_kind_are_no_expense() -> None:
    found = compute_liquidation(
        Decimal("20000.00"),
        "prorata",
        budget({"64": "25000", "86-benevolat": "9000"}),
        accounts({"64": "20000", "86-benevolat": "14000"}),
        (),
    )
    assert (found.depenses_prevues, found.depenses_realisees) == (Decimal(25000), Decimal(20000))
    assert found.du == Decimal(16000)
    assert found.taux_realisation == Decimal("0.8")
    assert found.reduction == Decimal(4000)


def test_other_funding_is_neither_this_grant_nor_own_money_nor_in_kind() -> None:
    produits = {"74-departement": "20000", "fonds-propres": "3000", "74-etat": "4000", "74-commune": "500"}
    assert other_funding(accounts({"64": "1"}, produits | {"75-dons": "20", "87-benevolat": "900"})) == Decimal(4520)


def test_own_resources_are_rubrics_of_products() -> None:
    assert {rubriques()[code].cote for code in RESSOURCES_PROPRES} == {"produits"}


AMOUNTS = st.integers(0, 10_000_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))
GRANTS = st.integers(1, 3_000_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))


@given(st.sampled_from(REGLES), GRANTS, AMOUNTS, AMOUNTS, AMOUNTS, st.none() | GRANTS)
def test_invariants(regle: RegleSolde, montant: str, prevu: str, realise: str, autres: str, verse: str | None) -> None:
    found = liquidate(regle, prevu, realise, autres, verse, montant)
    assert 0 <= found.du <= found.montant
    assert found.net_a_payer >= 0
    assert found.trop_percu >= 0
    assert 0 in (found.net_a_payer, found.trop_percu)
    assert found.net_a_payer - found.trop_percu == found.du - found.deja_verse
    assert found.reduction == found.montant - found.du
    # A document prints cents: nothing finer may come out.
    assert {value.as_tuple().exponent for value in (found.du, found.net_a_payer, found.trop_percu)} == {-2}


@given(st.sampled_from(REGLES), GRANTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_spending_more_never_makes_less_due(
    regle: RegleSolde, montant: str, prevu: str, autres: str, one: str, other: str
) -> None:
    less, more = sorted((one, other), key=Decimal)
    assert (
        liquidate(regle, prevu, less, autres, None, montant).du
        <= liquidate(regle, prevu, more, autres, None, montant).du
    )
