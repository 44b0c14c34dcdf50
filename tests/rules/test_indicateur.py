"""Results against targets: what is not known stays unknown to the last line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from dossiers import ABSENT, build
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.domain import Dossier
from cllaj_docs.rules.indicateur import Mesure, Realisation, compute_realisations

COUNTS = st.none() | st.integers(0, 1_000_000)


def realisations(dossier: Dossier) -> dict[str, Realisation]:
    assert dossier.bilan is not None
    found = compute_realisations(dossier.appel, dossier.projet, dossier.bilan.indicateurs)
    return {realisation.indicateur.code: realisation for realisation in found}


def test_the_five_indicators_in_the_order_of_the_call() -> None:
    dossier = build()
    found = realisations(dossier)
    assert list(found) == [
        "contacts",
        "jeunes_recus",
        "jeunes_accompagnes",
        "jeunes_loges",
        "jeunes_actions_nouvelles",
    ]
    assert [realisation.rang for realisation in found.values()] == [1, 2, 3, 4, 5]
    assert [realisation.indicateur for realisation in found.values()] == list(dossier.appel.indicateurs)


def test_targets_and_results_do_not_cross() -> None:
    found = realisations(build())
    assert (found["contacts"].ase, found["contacts"].tous) == (Mesure(None, 40), Mesure(400, 420))
    assert (found["jeunes_recus"].ase, found["jeunes_recus"].tous) == (Mesure(30, 28), Mesure(150, 155))
    assert (found["jeunes_loges"].ase, found["jeunes_loges"].tous) == (Mesure(8, 9), Mesure(30, 27))
    assert found["jeunes_actions_nouvelles"].tous == Mesure(90, 95)  # the union, not 60 + 50


def test_youths_whose_path_is_unknown_are_apart() -> None:
    found = realisations(build())
    assert found["contacts"].ase_inconnu is None
    assert found["jeunes_recus"].ase_inconnu == 6
    assert found["jeunes_loges"].ase_inconnu == 0


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("contacts.telephone", "contacts"),
        ("contacts.courriel", "contacts"),
        ("jeunes_recus.tous", "jeunes_recus"),
        ("jeunes_loges.tous", "jeunes_loges"),
        ("jeunes_actions_nouvelles.tous", "jeunes_actions_nouvelles"),
    ],
)
def test_what_is_not_known_is_no_zero(path: str, code: str) -> None:
    measure = realisations(build(changes={f"bilan.indicateurs.{path}": ABSENT}))[code].tous
    assert measure.cible is not None
    assert measure.resultat is None
    assert measure.taux is None


def test_zero_is_a_result() -> None:
    none_housed = {"bilan.indicateurs.jeunes_loges.ase": 0}
    measure = realisations(build(changes=none_housed))["jeunes_loges"].ase
    assert (measure.resultat, measure.taux) == (0, Decimal(0))
    nobody_called = {"bilan.indicateurs.contacts": {"telephone": 0, "courriel": 0}}
    assert realisations(build(changes=nobody_called))["contacts"].tous.resultat == 0


@pytest.mark.parametrize(
    ("cible", "resultat", "taux"),
    [
        (80, 82, "1.025"),
        (80, 80, "1"),
        (80, 20, "0.25"),
        (80, 0, "0"),
        (0, 5, None),
        (0, 0, None),
        (None, 5, None),
        (80, None, None),
        (None, None, None),
    ],
)
def test_rate(cible: int | None, resultat: int | None, taux: str | None) -> None:
    found = Mesure(cible, resultat).taux
    assert found == (None if taux is None else Decimal(taux))


@given(COUNTS, COUNTS)
def test_a_rate_needs_a_target_and_a_result(cible: int | None, resultat: int | None) -> None:
    taux = Mesure(cible, resultat).taux
    assert (taux is None) == (resultat is None or not cible)
    if taux is not None and resultat is not None and cible:
        assert (taux >= 1) == (resultat >= cible)
        assert (taux == 0) == (resultat == 0)


def test_a_project_without_target_still_shows_its_results() -> None:
    found = realisations(build(changes={"projet.cibles": ABSENT}))
    assert {realisation.tous.cible for realisation in found.values()} == {None}
    assert found["jeunes_recus"].tous.resultat == 155
