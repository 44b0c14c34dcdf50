"""The sentences on the accounts: totals, greatest gaps, what is carried over."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.documents.commentaire_compte import comment_comptes
from cllaj_docs.domain.bilan import CompteRendu
from cllaj_docs.domain.budget import Budget, Ligne
from cllaj_docs.french import polish
from cllaj_docs.rules.ecart import compute_ecarts

Sides = dict[str, str]


def lines(amounts: Sides) -> tuple[Ligne, ...]:
    return tuple(Ligne(rubrique=code, montant=Decimal(amount)) for code, amount in amounts.items())


def told(planned: tuple[Sides, Sides], done: tuple[Sides, Sides]) -> list[str]:
    budget = Budget(charges=lines(planned[0]), produits=lines(planned[1]))
    accounts = CompteRendu(charges=lines(done[0]), produits=lines(done[1]), commentaire_ecarts="x")
    charges, produits = (compute_ecarts(cote, budget, accounts) for cote in ("charges", "produits"))
    found = comment_comptes(charges, produits, accounts)
    assert [polish(text) for text in found] == list(found)
    return [text.replace("\u00a0", "_").replace("\u202f", "_") for text in found]


def test_more_and_less_than_planned() -> None:
    planned = ({"64": "20000", "61": "1000", "62-banque": "10"}, {"74-etat": "21010"})
    done = ({"64": "19000", "61": "1250", "60": "5.50"}, {"74-etat": "20255.50"})
    assert told(planned, done) == [
        "Les charges réalisées s’élèvent à 20_255,50_€, soit 754,50_€ de moins que le budget (écart de −3,6_%).",
        "Plus grands écarts de charges_: −1_000,00_€ (−5_%) sur «_64 – Charges de personnel_»_; +250,00_€ (+25_%) sur "
        "«_61 – Services extérieurs_»_; −10,00_€ (−100_%) sur «_Services bancaires, autres_».",
        "Les produits réalisés s’élèvent à 20_255,50_€, soit 754,50_€ de moins que le budget (écart de −3,6_%).",
        "Plus grands écarts de produits_: −754,50_€ (−3,6_%) sur «_Subventions_: État_».",
    ]


def test_as_planned_and_nothing_planned() -> None:
    assert told(({"64": "10"}, {"74-etat": "10"}), ({"64": "10"}, {"74-etat": "10"})) == [
        "Les charges réalisées s’élèvent à 10,00_€, comme prévu au budget.",
        "Les produits réalisés s’élèvent à 10,00_€, comme prévu au budget.",
    ]
    nothing = ({"64": "0"}, {"74-etat": "0"})
    assert told(nothing, ({"64": "0", "60": "7"}, {"74-etat": "7"})) == [
        "Les charges réalisées s’élèvent à 7,00_€, soit 7,00_€ de plus que le budget.",
        "Plus grands écarts de charges_: +7,00_€ (non prévu au budget) sur «_60 – Achats_».",
        "Les produits réalisés s’élèvent à 7,00_€, soit 7,00_€ de plus que le budget.",
        "Plus grands écarts de produits_: +7,00_€ (non prévu au budget) sur «_Subventions_: État_».",
    ]


def test_contributions_in_kind_make_no_gap() -> None:
    planned = ({"64": "10", "86-benevolat": "500"}, {"74-etat": "10", "87-benevolat": "500"})
    done = ({"64": "10", "86-benevolat": "900"}, {"74-etat": "10", "87-benevolat": "900"})
    assert len(told(planned, done)) == 2


def test_what_is_carried_over_is_told() -> None:
    planned = ({"64": "1000"}, {"74-departement": "1000"})
    done = ({"64": "800", "68-fonds-dedies": "200"}, {"74-departement": "1000"})
    assert told(planned, done)[-1] == (
        "200,00_€ reçus et non dépensés à la fin de l’action sont reportés en fonds dédiés_: "
        "ils ne comptent pas dans les dépenses réalisées."
    )


AMOUNTS = st.integers(0, 5_000_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))
CHARGES = st.dictionaries(st.sampled_from(["60", "61", "62", "63", "64", "65"]), AMOUNTS, min_size=1)


@given(planned=CHARGES, done=CHARGES)
def test_gaps_are_read_back_from_the_greatest(planned: Sides, done: Sides) -> None:
    sentences = told((planned, {"74-etat": "1"}), (done, {"74-etat": "1"}))
    gaps = {code: Decimal(done.get(code, "0")) - Decimal(planned.get(code, "0")) for code in {**planned, **done}}
    greatest = sorted((abs(gap) for gap in gaps.values() if gap), reverse=True)[:3]
    named = [text for text in sentences if text.startswith("Plus grands écarts de charges")]
    assert bool(named) == bool(greatest)
    if named:
        found = re.findall(r"([+−])([\d_]+,\d\d)_€ \([^)]+\) sur «_(\d\d) – ", named[0])
        amounts = [Decimal(amount.replace("_", "").replace(",", ".")) for _, amount, _ in found]
        assert amounts == greatest
        for (sign, _, code), amount in zip(found, amounts, strict=True):
            assert gaps[code] == (amount if sign == "+" else -amount)
    total = sum(gaps.values())
    assert ("de plus que" in sentences[0], "de moins que" in sentences[0]) == (total > 0, total < 0)


@pytest.mark.parametrize("amount", ["0.01", "1234567.89"])
def test_amounts_are_written_to_the_cent(amount: str) -> None:
    (text, *_) = told(({"64": "0"}, {"74-etat": "0"}), ({"64": amount}, {"74-etat": amount}))
    assert re.search(r"s’élèvent à ([\d_]+,\d\d)_€", text)
