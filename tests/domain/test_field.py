"""Each type of field, on both sides of what it accepts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from cllaj_docs.domain import field
from cllaj_docs.domain.field import (
    LIGNE_MAX,
    MONTANT_MAX,
    TEXTE_MAX,
    Bic,
    CodePostal,
    Courriel,
    Effectif,
    Iban,
    Jour,
    Markdown,
    Montant,
    MontantPositif,
    Rna,
    Siren,
    Siret,
    Taux,
    Telephone,
    Texte,
    Vrai,
)


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refuse(kind: Any, value: Any) -> str:
    """Give the first message about a value that must be refused."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    return str(caught.value.errors()[0]["msg"]).replace("\u00a0", " ")


# --- numbers of bodies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (Siren, "226200012", "226200012"),  # the Département itself
        (Siren, "226 200 012", "226200012"),
        (Siren, " 226\u00a0200\u202f012 ", "226200012"),
        (Siret, "99900011000018", "99900011000018"),
        (Siret, "999 000 110 00018", "99900011000018"),
        (Siret, "999.000.110-00018", "99900011000018"),
        (Siret, "35600000000048", "35600000000048"),  # La Poste, head office: Luhn holds
        (Siret, "35600000049837", "35600000049837"),  # La Poste, a post office: sum of the digits is a multiple of 5
        (Rna, "W629990001", "W629990001"),
        (Rna, "w 62 999 0001", "W629990001"),
    ],
)
def test_a_number_is_kept_compact(kind: Any, given: str, kept: str) -> None:
    assert read(kind, given) == kept


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Siren, "226200013", "SIREN faux"),
        (Siren, "22620001", "9 chiffres"),
        (Siren, "2262000122", "9 chiffres"),
        (Siren, "22620001A", "9 chiffres"),
        (Siret, "99900011000019", "SIRET faux"),
        (Siret, "99900011100017", "SIRET faux"),  # the whole passes Luhn, the SIREN inside it does not
        (Siret, "35600000049838", "SIRET faux"),  # La Poste: neither rule holds
        (Siret, "99900022749837", "SIRET faux"),  # the exception is La Poste's alone
        (Siret, "9990001100001", "14 chiffres"),
        (Siret, "999000110", "14 chiffres"),
        (Siret, "٩٩٩٠٠٠١١٠٠٠٠١٨", "14 chiffres"),  # digits of another script
        (Siret, "９９９０００１１００００１８", "14 chiffres"),
        (Rna, "629990001", "W suivi de 9 chiffres"),
        (Rna, "W62999000", "W suivi de 9 chiffres"),
        (Rna, "W6299900011", "W suivi de 9 chiffres"),
        (Rna, "X629990001", "W suivi de 9 chiffres"),
    ],
)
def test_a_wrong_number_says_what_would_be_right(kind: Any, value: str, said: str) -> None:
    assert said in refuse(kind, value)


# --- accounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "FR7600000123450000000000192",
        "FR76 0000 0123 4500 0000 0000 192",
        "fr54 0000 0123 45ex empl e000 536",  # letters in the account, small ones in the file
        "FR1420041010050500013M02606",  # the usual published example
        "BE68 5390 0754 7034",
        "DE89370400440532013000",
    ],
)
def test_an_iban_is_accepted(value: str) -> None:
    assert read(Iban, value) == value.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("FR7700000123450000000000192", "clé de contrôle"),  # mod 97 of the IBAN
        ("FR7600000123450000000000129", "clé de contrôle"),
        ("FR4900000123450000000000193", "clé du RIB"),  # mod 97 is right, the key of the RIB is not
        ("FR760000012345000000000019", "27 caractères"),
        ("FR76000001234500000000001922", "27 caractères"),
        ("FR7600000A23450000000000192", "27 caractères"),  # no letter in the code of the bank
        ("BE68539007547035", "clé de contrôle"),
        ("XX00", "clé de contrôle"),
    ],
)
def test_a_wrong_iban_is_refused(value: str, said: str) -> None:
    assert said in refuse(Iban, value)


def test_the_key_of_a_rib_is_computed_from_its_letters() -> None:
    # 20041 01005 0500013M026, key 06: the account of the published IBAN above. M is worth 4.
    assert field.cle_rib("20041", "01005", "0500013M026") == 6
    assert field.cle_rib("20041", "01005", "05000134026") == 6
    assert field.cle_rib("00000", "12345", "00000000001") == 92


@pytest.mark.parametrize("value", ["BDFEFRPP", "BDFEFRPPXXX", "bdfefrppcct", "EXMPFR21XXX"])
def test_a_bic_is_accepted(value: str) -> None:
    assert read(Bic, value) == value.upper()


@pytest.mark.parametrize("value", ["BDFEFRP", "BDFEFRPPXX", "BDFEFRPPXXXX", "1DFEFRPP", "BDFE1RPP"])
def test_a_wrong_bic_is_refused(value: str) -> None:
    assert "8 ou 11 caractères" in refuse(Bic, value)


# --- how to reach somebody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["62000", "01000", "97400", "98800"])
def test_a_postal_code_is_accepted(value: str) -> None:
    assert read(CodePostal, value) == value


@pytest.mark.parametrize("value", ["6200", "620000", "00100", "99000", "62 000", "2A000", "F-62000", "٦٢٠٠٠"])
def test_a_wrong_postal_code_is_refused(value: str) -> None:
    assert "5 chiffres" in refuse(CodePostal, value)


@pytest.mark.parametrize("value", ["a@b.fr", "prenom.nom+cllaj@ml-fictiville.example", "o'brien&fils@a.b.example"])
def test_a_mail_address_is_accepted(value: str) -> None:
    assert read(Courriel, value) == value


@pytest.mark.parametrize(
    "value", ["a@b", "a.fr", "a@@b.fr", "a b@c.fr", "<a@b.fr>", "a@b..fr", "a@.fr", "a@b.fr,", "a@b.fr\\", '"a"@b.fr']
)
def test_a_wrong_mail_address_is_refused(value: str) -> None:
    assert "nom@domaine.fr" in refuse(Courriel, value)


@pytest.mark.parametrize(
    "value",
    ["03 53 01 00 12", "0353010012", "03.53.01.00.12", "03-53-01-00-12", "+33353010012", "+33 (0)3 53 01 00 12"],
)
def test_a_telephone_is_kept_as_ten_digits(value: str) -> None:
    assert read(Telephone, value) == "0353010012"


@pytest.mark.parametrize("value", ["3949", "00 53 01 00 12", "03 53 01 00 1", "03 53 01 00 123", "+32 2 123 45 67"])
def test_a_wrong_telephone_is_refused(value: str) -> None:
    assert "10 chiffres" in refuse(Telephone, value)


# --- amounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (20000, "20000.00"),
        (Decimal("20000.0"), "20000.00"),
        ("20000", "20000.00"),
        ("19999.99", "19999.99"),
        (Decimal("0.01"), "0.01"),
        (Decimal("1E+3"), "1000.00"),
        (Decimal("0.10000000000000000000000000000000"), "0.10"),
        (MONTANT_MAX, "999999999.99"),
        (0, "0.00"),
        (Decimal("-0.00"), "0.00"),
    ],
)
def test_an_amount_always_has_two_places(given: Any, kept: str) -> None:
    assert str(read(Montant, given)) == kept


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (20000.0, "nombre inexact"),
        (0.1, "nombre inexact"),
        (float("nan"), "nombre inexact"),
        (True, "nombre inexact"),
        ("20 000", "sans espace"),
        ("20000,00", "avec un point"),
        ("20.000,00", "avec un point"),
        ("1e3", "nombre illisible"),
        ("0x10", "nombre illisible"),
        ("1_000", "nombre illisible"),
        ("٢٠٠٠", "nombre illisible"),
        ("NaN", "nombre illisible"),
        ("", "nombre illisible"),
        ("20000.", "nombre illisible"),
        ("1" * 13, "nombre illisible"),
        (Decimal("0.001"), "le centime"),
        (Decimal("1E-400"), "le centime"),
        ("19999.995", "le centime"),
    ],
)
def test_an_amount_is_exact_and_to_the_cent(value: Any, said: str) -> None:
    assert said in refuse(Montant, value)


@pytest.mark.parametrize("value", [-1, Decimal("-0.01"), "-5", Decimal("1E+400"), 10**9, Decimal("1000000000.00")])
def test_an_amount_has_bounds(value: Any) -> None:
    refuse(Montant, value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_an_amount_is_a_number(value: Decimal) -> None:
    refuse(Montant, value)
    refuse(Taux, value)


def test_some_amounts_must_be_more_than_zero() -> None:
    assert str(read(MontantPositif, "0.01")) == "0.01"
    refuse(MontantPositif, 0)
    refuse(MontantPositif, Decimal("-0.00"))


@pytest.mark.parametrize(("value", "accepted"), [("0.80", True), (1, True), (0, False), ("1.01", False), (-1, False)])
def test_a_rate_is_a_share(value: Any, accepted: bool) -> None:
    if accepted:
        assert read(Taux, value) == Decimal(value)
    else:
        refuse(Taux, value)


def test_a_rate_is_exact() -> None:
    assert "nombre inexact" in refuse(Taux, 0.8)


# --- counts and yes or no --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, 1, 1_000_000])
def test_a_count_is_a_whole_number(value: int) -> None:
    assert read(Effectif, value) == value


@pytest.mark.parametrize("value", [-1, 1_000_001, True, "3", 3.0, Decimal(3), 10**400])
def test_a_count_is_nothing_else(value: Any) -> None:
    refuse(Effectif, value)


@pytest.mark.parametrize("value", [1, 0, "true", "oui", None])
def test_yes_or_no_is_not_guessed(value: Any) -> None:
    refuse(Vrai, value)
    assert read(Vrai, True) is True


# --- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2025-09-01", datetime.date(2025, 9, 1)),
        (datetime.date(2024, 2, 29), datetime.date(2024, 2, 29)),
        ("1800-01-01", datetime.date(1800, 1, 1)),
        ("2200-12-31", datetime.date(2200, 12, 31)),
    ],
)
def test_a_day_is_read(given: Any, kept: datetime.date) -> None:
    assert read(Jour, given) == kept


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime.datetime(2025, 9, 1), "date avec une heure"),  # noqa: DTZ001 - what TOML gives for a local time
        (datetime.datetime(2025, 9, 1, tzinfo=datetime.UTC), "date avec une heure"),
        (datetime.time(12, 0), "date illisible"),
        (1756684800, "date illisible"),  # a count of seconds, which pydantic would take for a day
        (Decimal("1756684800"), "date illisible"),
        ("1756684800", "date illisible"),
        (True, "date illisible"),
        (None, "date illisible"),
        ("01/09/2025", "année-mois-jour"),
        ("2025-9-1", "année-mois-jour"),
        ("20250901", "année-mois-jour"),
        ("2025-09-01T00:00:00", "année-mois-jour"),
        ("2025-09-01\n", "année-mois-jour"),
        ("2025-W36-1", "année-mois-jour"),
        ("٢٠٢٥-٠٩-٠١", "année-mois-jour"),
        ("2025-02-29", "n’existe pas"),
        ("2025-02-30", "n’existe pas"),
        ("2025-13-01", "n’existe pas"),
        ("2025-00-10", "n’existe pas"),
        ("0000-01-01", "n’existe pas"),
    ],
)
def test_a_day_is_a_day_of_the_calendar_and_nothing_else(value: Any, said: str) -> None:
    assert said in refuse(Jour, value)


@pytest.mark.parametrize("value", ["1799-12-31", "2201-01-01", "0025-09-01"])
def test_a_day_of_another_age_is_a_slip(value: str) -> None:
    refuse(Jour, value)


# --- texts -----------------------------------------------------------------------------------------------------------

PLAIN = "L’Œuvre d’Exempleville : 5\u202f000 € & <plus> {{ x }} — « déjà » ½ …"


def test_a_text_keeps_every_character() -> None:
    assert read(Texte, PLAIN) == PLAIN
    assert read(Markdown, f"{PLAIN}\n\n\t- {PLAIN}") == f"{PLAIN}\n\n\t- {PLAIN}"


def test_a_text_loses_the_spaces_around_it() -> None:
    assert read(Texte, " \u00a0Essai\u202f\n") == "Essai"


@pytest.mark.parametrize("kind", [Texte, Markdown])
@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\x9f", "\ufffe", "\uffff"]
)
def test_a_character_that_xml_cannot_hold_is_refused(kind: Any, character: str) -> None:
    assert f"U+{ord(character):04X} en position 4" in refuse(kind, f"abc{character}d")


@pytest.mark.parametrize("kind", [Texte, Markdown])
@pytest.mark.parametrize("character", [*"\u202a\u202b\u202c\u202d\u202e", *"\u2066\u2067\u2068\u2069"])
def test_a_mark_that_turns_the_text_over_is_refused(kind: Any, character: str) -> None:
    assert f"U+{ord(character):04X}" in refuse(kind, f"abc{character}d")


@pytest.mark.parametrize("kind", [Texte, Markdown])
@pytest.mark.parametrize("value", ["a\ud800b", "\udfff"])
def test_half_a_character_is_refused(kind: Any, value: str) -> None:
    refuse(kind, value)


@pytest.mark.parametrize("value", ["a\nb", "a\tb", "a\rb", "a\r\nb", "a\u2028b", "a\u2029b"])
def test_a_name_stands_on_one_line(value: str) -> None:
    assert "une seule ligne" in refuse(Texte, value)


@pytest.mark.parametrize("kind", [Texte, Markdown])
@pytest.mark.parametrize("value", ["", " ", "\n\t ", "\u00a0", "\u200b", "\u00ad\u2060", " \u200b\u202f\u200b "])
def test_an_empty_text_is_refused_however_it_is_empty(kind: Any, value: str) -> None:
    refuse(kind, value)


@pytest.mark.parametrize("value", ["-", "=", "&", "0", "😀"])
def test_one_visible_character_is_enough(value: str) -> None:
    assert read(Texte, value) == value


@pytest.mark.parametrize(("kind", "longest"), [(Texte, LIGNE_MAX), (Markdown, TEXTE_MAX)])
def test_a_text_has_a_longest_length(kind: Any, longest: int) -> None:
    assert len(read(kind, "é" * longest)) == longest
    refuse(kind, "é" * (longest + 1))


@pytest.mark.parametrize("value", [62000, Decimal("1.5"), True, None, b"a", ["a"], datetime.date(2025, 9, 1)])
def test_a_text_is_never_made_of_something_else(value: Any) -> None:
    refuse(Texte, value)
