from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.french import centimes, euros, iban, nombre, pourcentage, siren, siret, telephone

FINE, NBSP, MOINS = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("montant", "texte"),
    [
        (20000, f"20{FINE}000,00{NBSP}€"),
        (Decimal("16000.5"), f"16{FINE}000,50{NBSP}€"),
        (Decimal("0.01"), f"0,01{NBSP}€"),
        (0, f"0,00{NBSP}€"),
        (Decimal("-0.00"), f"0,00{NBSP}€"),
        (999, f"999,00{NBSP}€"),
        (1000, f"1{FINE}000,00{NBSP}€"),
        (Decimal("999999999.99"), f"999{FINE}999{FINE}999,99{NBSP}€"),
        (Decimal("-1234.5"), f"{MOINS}1{FINE}234,50{NBSP}€"),
        (Decimal("12.500"), f"12,50{NBSP}€"),
        (Decimal("2E+4"), f"20{FINE}000,00{NBSP}€"),
    ],
)
def test_euros(montant: Decimal | int, texte: str) -> None:
    assert euros(montant) == texte


@pytest.mark.parametrize("montant", [0.1, 20000.0, True, "20000", None])
def test_euros_refuses_what_is_not_exact(montant: Any) -> None:
    with pytest.raises(TypeError, match="virgule flottante"):
        euros(montant)


@pytest.mark.parametrize("montant", ["0.125", "2.345", "199.999", "1E-9"])
def test_euros_never_rounds(montant: str) -> None:
    with pytest.raises(ValueError, match="plus fin que le centime"):
        euros(Decimal(montant))


@pytest.mark.parametrize("montant", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_euros_refuses_what_is_not_finite(montant: str) -> None:
    with pytest.raises(ValueError, match="fini"):
        euros(Decimal(montant))


@pytest.mark.parametrize("montant", ["1E+999999", "1E-999999", "1E+31"])
def test_absurd_sizes_are_refused_at_once(montant: str) -> None:
    with pytest.raises(ValueError, match="hors de toute mesure"):
        euros(Decimal(montant))
    with pytest.raises(ValueError, match="hors de toute mesure"):
        nombre(Decimal(montant))


def test_centimes() -> None:
    assert centimes(Decimal("12.5")) == 1250
    assert centimes(-3) == -300
    assert centimes(Decimal("0.01")) == 1


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_euros_agrees_with_cldr(montant: Decimal) -> None:
    assert euros(montant) == format_currency(montant, "EUR", locale="fr_FR")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_euros_can_be_read_back(montant: Decimal) -> None:
    plain = euros(montant).removesuffix(f"{NBSP}€").replace(FINE, "").replace(",", ".").replace(MOINS, "-")
    assert Decimal(plain) == montant


@pytest.mark.parametrize(
    ("valeur", "decimales", "texte"),
    [
        (0, None, "0"),
        (37, None, "37"),
        (1234567, None, f"1{FINE}234{FINE}567"),
        (Decimal("1.50"), None, "1,5"),
        (Decimal("100"), None, "100"),
        (Decimal("1E+3"), None, f"1{FINE}000"),
        (Decimal("0E+5"), None, "0"),
        (Decimal("0E+99"), None, "0"),
        (Decimal("-0E-5"), None, "0"),
        (Decimal("-0.25"), None, f"{MOINS}0,25"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.125"), 2, f"{MOINS}0,13"),
        (Decimal("-0.004"), 2, "0,00"),
        (Decimal("0.5"), 0, "1"),
        (12, 1, "12,0"),
    ],
)
def test_nombre(valeur: Decimal | int, decimales: int | None, texte: str) -> None:
    assert nombre(valeur, decimales) == texte


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_nombre_agrees_with_cldr(valeur: Decimal) -> None:
    assert nombre(valeur) == format_decimal(valeur, locale="fr_FR", decimal_quantization=False)


@pytest.mark.parametrize("decimales", [-1, 13, True])
def test_nombre_refuses_an_impossible_count_of_decimals(decimales: int) -> None:
    with pytest.raises(ValueError, match="nombre de décimales"):
        nombre(1, decimales)
    with pytest.raises(ValueError, match="nombre de décimales"):
        pourcentage(1, decimales)


@pytest.mark.parametrize(
    ("taux", "decimales", "texte"),
    [
        ("0.8", 1, f"80{NBSP}%"),
        ("0.80", 1, f"80{NBSP}%"),
        ("0.925", 1, f"92,5{NBSP}%"),
        ("0.9255", 1, f"92,6{NBSP}%"),
        ("0.0005", 1, f"0,1{NBSP}%"),
        ("0.00049", 1, f"0{NBSP}%"),
        ("-0.00049", 1, f"0{NBSP}%"),
        ("-0.125", 0, f"{MOINS}13{NBSP}%"),
        ("1", 1, f"100{NBSP}%"),
        ("12.5", 1, f"1{FINE}250{NBSP}%"),
        ("0.333333", 2, f"33,33{NBSP}%"),
        ("0", 1, f"0{NBSP}%"),
    ],
)
def test_pourcentage(taux: str, decimales: int, texte: str) -> None:
    assert pourcentage(Decimal(taux), decimales) == texte


def test_pourcentage_refuses_a_float() -> None:
    with pytest.raises(TypeError, match="taux"):
        pourcentage(0.8)  # type: ignore[arg-type]


@given(st.integers(min_value=0, max_value=10_000))
def test_pourcentage_agrees_with_cldr_on_whole_rates(percent: int) -> None:
    taux = Decimal(percent).scaleb(-2)
    assert pourcentage(taux) == format_percent(taux, locale="fr_FR")


@pytest.mark.parametrize(
    ("function", "texte", "attendu"),
    [
        (iban, "FR7630001007941234567890185", "FR76 3000 1007 9412 3456 7890 185"),
        (iban, "fr76 3000 1007 9412 3456 7890 185", "FR76 3000 1007 9412 3456 7890 185"),
        (siren, "123456789", "123 456 789"),
        (siret, "12345678900012", "123 456 789 00012"),
        (siret, "123 456 789\u00a000012", "123 456 789 00012"),
        (telephone, "0321000000", "03 21 00 00 00"),
        (telephone, "03.21.00.00.00", "03 21 00 00 00"),
        (telephone, "+33 3 21 00 00 00", "03 21 00 00 00"),
        (telephone, "+33 (0)3 21 00 00 00", "03 21 00 00 00"),
        (telephone, "0033321000000", "03 21 00 00 00"),
    ],
)
def test_identifiers(function: Any, texte: str, attendu: str) -> None:
    written = function(texte)
    assert written == attendu.replace(" ", NBSP)
    assert function(written) == written


@pytest.mark.parametrize(
    ("function", "texte"),
    [
        (iban, "FR76"),
        (iban, "7630001007941234567890185"),
        (iban, ""),
        (siren, "12345678"),
        (siren, "٣٢٣٤٥٦٧٨٩"),
        (siret, "1234567890001"),
        (siret, "1234567890001A"),
        (telephone, "321000000"),
        (telephone, "0021000000"),
        (telephone, "+32 2 123 45 67"),
    ],
)
def test_malformed_identifiers(function: Any, texte: str) -> None:
    with pytest.raises(ValueError, match="illisible"):
        function(texte)
    with pytest.raises(TypeError, match="donnez un texte"):
        function(12345678900012)
