"""A cell into a value of a dossier: exact, or refused with what is expected, never with what was found."""

from __future__ import annotations

import datetime
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from cllaj_docs.domain.field import MONTANT_MAX, Montant
from cllaj_docs.reporting.campagne.plan import Champ, dossier_fields
from cllaj_docs.reporting.campagne.valeurs import Ecriture, day_pattern, join_texts, read_value, split_texts
from cllaj_docs.reporting.cells import UnreadableError
from cllaj_docs.reporting.values import CellError

FIELDS = dossier_fields()
MONTANT, TAUX, DATE = FIELDS["decision.montant"], FIELDS["appel.taux_avance"], FIELDS["decision.date"]
SIRET, TELEPHONE = FIELDS["porteur.siret"], FIELDS["porteur.contact.telephone"]
POSTAL, MANDAT = FIELDS["porteur.adresse.code_postal"], FIELDS["paiements[].mandat"]
REGIME, RURAL = FIELDS["porteur.regime"], FIELDS["projet.actions[].rural"]
RUBRIQUE, SEANCES = FIELDS["projet.budget.charges[].rubrique"], FIELDS["projet.actions[].seances"]
ANGLAIS = Ecriture("mm/jj/aaaa", ".", ",")


def refusal(champ: Champ, value: Any, ecriture: Ecriture | None = None) -> str:
    with pytest.raises(UnreadableError) as refused:
        read_value(champ, value, ecriture or Ecriture())
    return str(refused.value)


@pytest.mark.parametrize(
    ("champ", "typed", "expected"),
    [
        (MONTANT, 16000.1, "16000.10"),
        (MONTANT, 15999.990000000002, "15999.99"),
        (MONTANT, 20000, "20000.00"),
        (MONTANT, "16 000,10 €", "16000.10"),
        (MONTANT, "16\u202f000,1\u00a0€", "16000.10"),
        (MONTANT, "16.000,10", "16000.10"),
        (MONTANT, "16,000.10", "16000.10"),
        (MONTANT, "16000.5", "16000.50"),
        (MONTANT, "16000,125", "16000.125"),
        (TAUX, 0.8, "0.80"),
        (TAUX, "80 %", "0.80"),
        (TAUX, "0,8", "0.80"),
        (TAUX, "0.125", "0.125"),
        (SEANCES, 12, 12),
        (SEANCES, 12.0, 12),
        (SEANCES, "1 200", 1200),
        (DATE, datetime.date(2025, 9, 1), "2025-09-01"),
        (DATE, 45901, "2025-09-01"),
        (DATE, "1er septembre 2025", "2025-09-01"),
        (DATE, "01/09/2025 00:00", "2025-09-01"),
        (SIRET, 99900055700010, "99900055700010"),
        (SIRET, "999 000 557 00010", "999 000 557 00010"),
        (TELEPHONE, 353010078, "0353010078"),
        (POSTAL, 62996, "62996"),
        (POSTAL, "01000", "01000"),
        (MANDAT, 17902, "17902"),
        (MANDAT, "017902", "017902"),
        (REGIME, "EPCI", "epci"),
        (REGIME, "mission locale en association", "mission_locale_association"),
        (RURAL, "OUI", True),
        (RURAL, "faux", False),
        (RUBRIQUE, "64-sociales", "64-sociales"),
        (RUBRIQUE, "64-sociales – Charges sociales", "64-sociales"),
        (RUBRIQUE, "Charges sociales", "64-sociales"),
        (MANDAT, "   ", None),
    ],
)
def test_what_people_type(champ: Champ, typed: Any, expected: Any) -> None:
    read = read_value(champ, typed)
    assert read == expected
    assert type(read) is type(expected)


@pytest.mark.parametrize(
    ("champ", "typed", "said"),
    [
        (MONTANT, "1.234", "ambigu"),
        (MONTANT, "16 00,10", "montant attendu"),
        (MONTANT, "vingt mille", "montant attendu"),
        (MONTANT, datetime.date(2025, 9, 1), "montant attendu"),
        (TAUX, "80 pour cent", "taux attendu"),
        (SEANCES, 12.5, "nombre entier attendu"),
        (DATE, "31/02/2025", "date attendue"),
        (DATE, 20250901, "date attendue"),
        (SIRET, 9900055700010, "14 chiffres attendus"),
        (SIRET, "9,99E+13", "le tableur a abrégé ce numéro"),
        (TELEPHONE, 35301007, "10 chiffres attendus"),
        (POSTAL, 1000, "5 chiffres attendus"),
        (MANDAT, datetime.date(2025, 9, 1), "le tableur en a fait une date"),
        (MANDAT, 17902.5, "le tableur en a fait un nombre"),
        (MANDAT, 10**15, "le tableur en a fait un nombre"),
        (REGIME, "ASBL", "valeur attendue parmi : Association, "),
        (RURAL, "peut-être", "« oui » ou « non » attendu"),
        (RUBRIQUE, "Divers", "rubrique attendue"),
        (MANDAT, CellError("#REF!"), "erreur de calcul"),
    ],
)
def test_what_is_refused_is_not_repeated(champ: Champ, typed: Any, said: str) -> None:
    message = refusal(champ, typed)
    assert said in message
    assert str(typed) not in message


@pytest.mark.parametrize(
    ("champ", "typed", "expected"),
    [
        (MONTANT, "16,000.10", "16000.10"),
        (MONTANT, "1.25", "1.25"),
        (MONTANT, "1,234", "1234.00"),
        (DATE, "09/01/2025", "2025-09-01"),
        (DATE, "09/01/2025 08:30", "2025-09-01"),
    ],
)
def test_what_another_system_writes(champ: Champ, typed: str, expected: str) -> None:
    assert read_value(champ, typed, ANGLAIS) == expected


def test_a_decimal_sign_that_was_not_announced_is_refused() -> None:
    assert "montant attendu" in refusal(MONTANT, "16.000,10", Ecriture(decimale=",", milliers=" "))
    assert "mm/jj/aaaa" in refusal(DATE, "31/12/2025", ANGLAIS)


def test_words_of_another_system() -> None:
    ecriture = Ecriture(mots={"mission locale": "mission_locale_gip", "vrai": "oui"})
    assert read_value(REGIME, "MISSION LOCALE", ecriture) == "mission_locale_gip"
    assert read_value(RURAL, "Vrai", ecriture) is True


@pytest.mark.parametrize("pattern", ["jj/mm", "jj/mm/aaaa jj", ""])
def test_a_pattern_of_days_has_each_part_once(pattern: str) -> None:
    with pytest.raises(ValueError, match=pattern or "^$"):
        day_pattern(pattern)


def test_a_pattern_without_separator() -> None:
    assert read_value(DATE, 20250901, Ecriture(dates="aaaammjj")) == "2025-09-01"


@given(st.decimals(min_value=0, max_value=MONTANT_MAX, places=2))
def test_an_amount_written_as_a_number_comes_back_to_the_cent(amount: Decimal) -> None:
    for typed in (float(amount), f"{amount}".replace(".", ","), f"{amount}"):
        read = read_value(MONTANT, typed)
        assert TypeAdapter(Montant).validate_python(read) == amount


@given(st.lists(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1), min_size=1))
def test_several_texts_in_a_cell_come_back(texts: list[str]) -> None:
    assert split_texts(join_texts(texts)) == texts


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.timedeltas()))
def test_any_cell_is_read_or_refused(value: Any) -> None:
    for champ in (MONTANT, TAUX, SEANCES, DATE, SIRET, POSTAL, MANDAT, REGIME, RURAL, RUBRIQUE):
        with suppress(UnreadableError):
            read_value(champ, value)
