"""The sentences on the actions: how many were held, where, in how many sessions, and what the report does not say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.documents.commentaire_action import Suivi, comment_actions
from cllaj_docs.domain.bilan import ActionRealisee
from cllaj_docs.domain.projet import Accompagnement, AllerVers, Atelier, Permanence
from cllaj_docs.french import polish

SEANCES = st.none() | st.integers(0, 400)


def permanence(rural: bool = False) -> Permanence:
    return Permanence(type="permanence", code="P", intitule="x", commune="x", rural=rural, frequence="x")


def atelier(seances: int = 10) -> Atelier:
    return Atelier(type="atelier", code="A", intitule="x", seances=seances)


def done(seances: int | None, **more: Any) -> ActionRealisee:
    return ActionRealisee(code="x", seances=seances, **more)


def told(*suivis: Suivi) -> list[str]:
    found = comment_actions(suivis)
    assert [polish(text) for text in found] == list(found)
    return [text.replace("\u00a0", "_").replace("\u202f", "_") for text in found]


@pytest.mark.parametrize(
    ("suivis", "expected"),
    [
        (
            [(permanence(rural=rank < 2), done(10)) for rank in range(5)],
            "5_permanences ont été tenues, dont 2 en milieu rural, en 50_séances.",
        ),
        (
            [(permanence(rural=True), done(1)) for _ in range(2)],
            "2_permanences ont été tenues, toutes en milieu rural, en 2_séances.",
        ),
        (
            [(permanence(), done(1)), (permanence(), done(0))],
            "1_permanence a été tenue, hors du milieu rural, en 1_séance. 1_permanence prévue n’a pas été tenue.",
        ),
        ([(permanence(rural=True), done(21))], "1_permanence a été tenue, en milieu rural, en 21_séances."),
        (
            [(permanence(), done(3)), (permanence(), done(None, participants=8))],
            "2_permanences ont été tenues, dont aucune en milieu rural_; "
            "le nombre de séances n’est pas entièrement connu.",
        ),
        ([(permanence(), done(0))], "Aucune permanence n’a été tenue."),
        ([(permanence(), None)], "Le bilan ne dit pas si 1_permanence prévue a eu lieu."),
        (
            [(permanence(), done(None)), (permanence(), None), (permanence(), done(0)), (permanence(), done(0))],
            "Aucune permanence n’a été tenue. Le bilan ne dit pas si 2_permanences prévues ont eu lieu.",
        ),
        (
            [(permanence(), done(2)), (permanence(), done(0)), (permanence(), done(0))],
            "1_permanence a été tenue, hors du milieu rural, en 2_séances. 2_permanences prévues n’ont pas été tenues.",
        ),
        ([(atelier(8), done(7))], "1_atelier collectif a été mené, en 7_séances sur les 8_prévues."),
        (
            [(atelier(8), done(9)), (atelier(1), done(1))],
            "2_ateliers collectifs ont été menés, en 10_séances pour 9_prévues.",
        ),
        ([(atelier(1), done(1))], "1_atelier collectif a été mené, en 1_séance pour 1_prévue."),
        ([(atelier(0), done(3))], "1_atelier collectif a été mené, en 3_séances."),
        (
            [(AllerVers(type="aller_vers", code="V", intitule="x", lieux=("x",)), done(31))],
            "1_démarche d’aller-vers a été menée, en 31_séances.",
        ),
        (
            [(Accompagnement(type="accompagnement", code="S", intitule="x", modalite="x"), done(2))] * 2,
            "2_modalités d’accompagnement ont été mises en œuvre, en 4_séances.",
        ),
    ],
)
def test_sentences(suivis: list[Suivi], expected: str) -> None:
    assert told(*suivis) == [expected]


def test_each_kind_has_its_sentence_in_the_order_of_the_call() -> None:
    both = told((atelier(), done(1)), (permanence(), done(1)))
    assert [text.split("_")[1].split()[0] for text in both] == ["permanence", "atelier"]
    assert told() == []


def test_a_day_of_opening_tells_that_it_took_place() -> None:
    opened = done(None, debut="2025-10-01")
    assert told((permanence(), opened))[0].startswith("1_permanence a été tenue")


@given(st.lists(st.tuples(st.booleans(), SEANCES), min_size=1, max_size=9))
def test_permanences_are_counted_back(planned: list[tuple[bool, int | None]]) -> None:
    (text,) = told(*((permanence(rural), done(seances)) for rural, seances in planned))
    held = [(rural, seances) for rural, seances in planned if seances]
    dropped = sum(seances == 0 for _, seances in planned)
    silent = sum(seances is None for _, seances in planned)
    found = re.search(r"(\d+)_permanences? (?:a|ont) été tenues?", text)
    assert (int(found[1]) if found else 0) == len(held)
    assert ("Aucune permanence" in text) == (not held and dropped > 0)
    found = re.search(r"(\d+)_permanences? prévues? n’(?:a|ont) pas", text)
    assert (int(found[1]) if found else 0) == (dropped if held else 0)
    found = re.search(r"ne dit pas si (\d+)_", text)
    assert (int(found[1]) if found else 0) == silent
    if held:
        rural = sum(is_rural for is_rural, _ in held)
        said = re.search(r"dont (\d+|aucune) en milieu rural", text)
        if said:
            assert (0 if said[1] == "aucune" else int(said[1])) == rural
        else:
            assert rural == (0 if "hors du milieu rural" in text else len(held))
        sessions = re.search(r"en (\d+(?:_\d{3})*)_séances?\b", text)
        assert sessions
        assert int(sessions[1].replace("_", "")) == sum(seances or 0 for _, seances in held)
