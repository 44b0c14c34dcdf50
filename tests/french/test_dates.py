from __future__ import annotations

import datetime
from datetime import date
from typing import Any

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from cllaj_docs.french import (
    date_courte,
    date_longue,
    duree_en_mois,
    jour_date_longue,
    mois_annee,
    parse_date,
    periode,
)

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("jour", "longue", "courte", "avec_jour", "mois"),
    [
        (date(2025, 9, 1), "1er~septembre 2025", "01/09/2025", "lundi 1er~septembre 2025", "septembre 2025"),
        (date(2026, 8, 31), "31~août 2026", "31/08/2026", "lundi 31~août 2026", "août 2026"),
        (date(2025, 12, 21), "21~décembre 2025", "21/12/2025", "dimanche 21~décembre 2025", "décembre 2025"),
        (date(2024, 2, 29), "29~février 2024", "29/02/2024", "jeudi 29~février 2024", "février 2024"),
    ],
)
def test_dates(jour: date, longue: str, courte: str, avec_jour: str, mois: str) -> None:
    assert date_longue(jour) == longue.replace("~", NBSP)
    assert date_courte(jour) == courte
    assert jour_date_longue(jour) == avec_jour.replace("~", NBSP)
    assert mois_annee(jour) == mois


@given(st.dates(min_value=date(1000, 1, 1)))
def test_names_agree_with_cldr_save_for_the_first(jour: date) -> None:
    expected = format_date(jour, "full", locale="fr_FR")
    if jour.day == 1:
        expected = expected.replace(" 1 ", " 1er ", 1)
    assert jour_date_longue(jour).replace(NBSP, " ") == expected


@pytest.mark.parametrize(
    "function",
    [date_longue, date_courte, jour_date_longue, mois_annee, lambda d: periode(d, d), lambda d: duree_en_mois(d, d)],
)
@pytest.mark.parametrize("wrong", [datetime.datetime(2025, 9, 1, 12, 0, tzinfo=datetime.UTC), "2025-09-01", None])
def test_only_a_day_is_a_date(function: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match="date attendue"):
        function(wrong)


@pytest.mark.parametrize(
    ("debut", "fin", "texte"),
    [
        (date(2025, 9, 1), date(2026, 8, 31), "du 1er~septembre 2025 au 31~août 2026"),
        (date(2026, 3, 3), date(2026, 4, 5), "du 3~mars au 5~avril 2026"),
        (date(2026, 8, 1), date(2026, 8, 31), "du 1er au 31~août 2026"),
        (date(2025, 3, 3), date(2026, 3, 3), "du 3~mars 2025 au 3~mars 2026"),
        (date(2026, 3, 3), date(2026, 3, 3), "le 3~mars 2026"),
    ],
)
def test_periode(debut: date, fin: date, texte: str) -> None:
    assert periode(debut, fin) == texte.replace("~", NBSP)


def test_a_period_ends_after_it_starts() -> None:
    for function in (periode, duree_en_mois):
        with pytest.raises(ValueError, match="à l’envers"):
            function(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("debut", "fin", "mois"),
    [
        (date(2025, 9, 1), date(2026, 8, 31), 12),
        (date(2025, 9, 1), date(2025, 9, 30), 1),
        (date(2024, 2, 1), date(2024, 2, 29), 1),
        (date(2025, 9, 15), date(2026, 3, 14), 6),
        (date(2025, 1, 1), date(2027, 12, 31), 36),
        (date(2025, 1, 31), date(2025, 2, 27), 1),
        (date(2025, 12, 1), date(2025, 12, 31), 1),
        (date(9999, 12, 1), date(9999, 12, 31), 1),
    ],
)
def test_duree_en_mois(debut: date, fin: date, mois: int) -> None:
    assert duree_en_mois(debut, fin) == mois


@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        (date(2025, 9, 1), date(2026, 8, 30)),
        (date(2025, 9, 1), date(2026, 9, 1)),
        (date(2025, 9, 1), date(2025, 9, 1)),
        (date(2025, 2, 1), date(2025, 2, 27)),
    ],
)
def test_a_part_of_a_month_has_no_count(debut: date, fin: date) -> None:
    with pytest.raises(ValueError, match="nombre entier de mois"):
        duree_en_mois(debut, fin)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.integers(min_value=1, max_value=240))
def test_months_from_the_first_of_a_month_are_whole(start: date, months: int) -> None:
    debut = start.replace(day=1)
    years, month = divmod(debut.month - 1 + months, 12)
    fin = date(debut.year + years, month + 1, 1) - datetime.timedelta(days=1)
    assert duree_en_mois(debut, fin) == months


@pytest.mark.parametrize(
    ("texte", "jour"),
    [
        ("1er septembre 2025", date(2025, 9, 1)),
        ("1er\u00a0septembre 2025", date(2025, 9, 1)),
        ("  1er   septembre\n2025 ", date(2025, 9, 1)),
        ("3 septembre 2025", date(2025, 9, 3)),
        ("1 septembre 2025", date(2025, 9, 1)),
        ("31 aout 2026", date(2026, 8, 31)),
        ("31 AOÛT 2026", date(2026, 8, 31)),
        ("3 fe\u0301vrier 2026", date(2026, 2, 3)),
        ("lundi 1er septembre 2025", date(2025, 9, 1)),
        ("Lundi, 1er septembre 2025", date(2025, 9, 1)),
        ("2025-09-03", date(2025, 9, 3)),
        ("03/09/2025", date(2025, 9, 3)),
        ("3/9/2025", date(2025, 9, 3)),
        ("03.09.2025", date(2025, 9, 3)),
        ("03-09-2025", date(2025, 9, 3)),
        ("03/09/25", date(2025, 9, 3)),
        ("03/09/00", date(2000, 9, 3)),
        ("03/09/68", date(2068, 9, 3)),
        ("03/09/69", date(1969, 9, 3)),
        ("03/09/99", date(1999, 9, 3)),
    ],
)
def test_parse_date(texte: str, jour: date) -> None:
    assert parse_date(texte) == jour


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("", "n’est pas une date"),
        ("septembre 2025", "n’est pas une date"),
        ("2er septembre 2025", "n’est pas une date"),
        ("01septembre 2025", "n’est pas une date"),
        ("1 september 2025", "n’est pas une date"),
        ("20250903", "n’est pas une date"),
        ("45903", "n’est pas une date"),
        ("03/09", "n’est pas une date"),
        ("03/09/025", "n’est pas une date"),
        ("03/09-2025", "n’est pas une date"),
        ("2025-9-3", "n’est pas une date"),
        ("٠٣/٠٩/٢٠٢٥", "n’est pas une date"),
        ("demain 3 septembre 2025", "n’est pas une date"),
        ("31/09/2025", "n’existe pas"),
        ("29 février 2025", "n’existe pas"),
        ("00/09/2025", "n’existe pas"),
        ("09/25/2025", "n’existe pas"),
        ("0000-01-01", "n’existe pas"),
        ("mardi 1er septembre 2025", "est un lundi"),
        ("1" * 1000, "trop long"),
    ],
)
def test_unreadable_dates(texte: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_date(texte)


def test_parse_date_takes_text() -> None:
    with pytest.raises(TypeError, match="texte attendu"):
        parse_date(date(2025, 9, 1))  # type: ignore[arg-type]


@settings(max_examples=300)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_form_comes_back(jour: date) -> None:
    for written in (date_longue(jour), date_courte(jour), jour_date_longue(jour), jour.isoformat()):
        assert parse_date(written) == jour
