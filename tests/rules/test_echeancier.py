"""The avance is a rate, the solde what is left: together they are the amount, to the cent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.domain.field import MONTANT_MAX
from cllaj_docs.rules.arrondi import au_centime
from cllaj_docs.rules.echeancier import compute_echeancier

MONTANTS = st.decimals("0.01", MONTANT_MAX, places=2)
TAUX = st.decimals("0.0001", 1, places=4)


@pytest.mark.parametrize(
    ("montant", "taux", "avance", "solde"),
    [
        ("20000.00", "0.80", "16000.00", "4000.00"),
        ("19999.99", "0.80", "15999.99", "4000.00"),  # a rate of its own would give a solde of 3 999.998
        ("19999.97", "0.80", "15999.98", "3999.99"),
        ("0.05", "0.50", "0.03", "0.02"),  # half a cent goes up; Python alone would round to even
        ("10.01", "0.50", "5.01", "5.00"),
        ("0.01", "0.50", "0.01", "0.00"),
        ("0.01", "0.40", "0.00", "0.01"),
        ("20000.00", "1", "20000.00", "0.00"),
        ("999999999.99", "0.80", "799999999.99", "200000000.00"),
    ],
)
def test_split(montant: str, taux: str, avance: str, solde: str) -> None:
    echeancier = compute_echeancier(Decimal(montant), Decimal(taux))
    assert (str(echeancier.avance), str(echeancier.solde)) == (avance, solde)
    assert (echeancier.montant, echeancier.taux_avance) == (Decimal(montant), Decimal(taux))


@given(MONTANTS, TAUX)
def test_nothing_is_lost_nor_made(montant: Decimal, taux: Decimal) -> None:
    echeancier = compute_echeancier(montant, taux)
    assert echeancier.avance + echeancier.solde == montant
    assert echeancier.taux_avance + echeancier.taux_solde == 1
    assert echeancier.avance >= 0
    assert echeancier.solde >= 0
    assert {echeancier.avance.as_tuple().exponent, echeancier.solde.as_tuple().exponent} == {-2}


@given(MONTANTS, TAUX)
def test_avance_is_the_nearest_cent_and_half_a_cent_goes_up(montant: Decimal, taux: Decimal) -> None:
    gap = Fraction(compute_echeancier(montant, taux).avance) - Fraction(montant) * Fraction(taux)
    assert -Fraction(1, 200) < gap <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.005", "0.01"), ("0.0049999", "0.00"), ("2.345", "2.35"), ("1", "1.00")]
)
def test_au_centime(exact: str, rounded: str) -> None:
    assert str(au_centime(Decimal(exact))) == rounded
