"""Which counts of a report are published: every count is a cell, every sum a relation; an attacker gains nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from dossiers import ABSENT, build
from hypothesis import given, settings
from hypothesis import strategies as st

from cllaj_docs.domain.bilan import Bilan
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.profil import Profil
from cllaj_docs.rules import diffusion as module
from cllaj_docs.rules import secret
from cllaj_docs.rules.diffusion import EXACTE, compute_diffusion, find_seuil
from cllaj_docs.rules.secret import Cellule, Relation

INDICATEURS = "bilan.indicateurs"
QUIET = {f"{INDICATEURS}.jeunes_loges.situation_connue_ase": 15}
"""What leaves no small count anywhere in the report of ``build``, not even by subtraction."""


def hidden(changes: dict[str, Any] | None = None) -> dict[str, str]:
    dossier = build(changes={**QUIET, **(changes or {})})
    assert dossier.bilan
    return dict(compute_diffusion(dossier.projet, dossier.bilan).masques)


def value_at(part: Any, path: str) -> Any:
    for step in re.findall(r"[^.\[\]]+", path):
        part = part[int(step)] if step.isdigit() else getattr(part, step)
    return part


def counts(part: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Every count of persons or contacts of a report, with its path."""
    if isinstance(part, Modele):
        for name in type(part).model_fields:
            if name not in ("seances", "seuil_diffusion"):
                yield from counts(getattr(part, name), f"{path}.{name}" if path else name)
    elif isinstance(part, tuple):
        for rank, item in enumerate(part):
            yield from counts(item, f"{path}[{rank}]")
    elif isinstance(part, int) and not isinstance(part, bool):
        yield path, part


def test_the_exact_version_hides_nothing() -> None:
    assert EXACTE.seuil is None
    assert not EXACTE.masques


def test_large_counts_are_published() -> None:
    assert hidden() == {}


def test_the_threshold_is_the_usual_one_or_that_of_the_report() -> None:
    for changes, seuil in (({}, 5), ({"bilan.seuil_diffusion": 11}, 11)):
        bilan = build(changes=changes).bilan
        assert bilan
        assert find_seuil(bilan) == seuil
    assert "indicateurs.jeunes_loges.ase" not in hidden()
    assert hidden({"bilan.seuil_diffusion": 11})["indicateurs.jeunes_loges.ase"] == "petit"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({f"{INDICATEURS}.jeunes_recus.ase": 4}, {"indicateurs.jeunes_recus.ase": "petit"}),
        ({f"{INDICATEURS}.jeunes_recus.ase": 0}, {}),
        # 155 received, 28 ASE, 124 unknown: three others by subtraction.
        ({f"{INDICATEURS}.jeunes_recus.ase_inconnu": 124}, {"indicateurs.jeunes_recus.ase_inconnu": "complement"}),
        # 60 in permanence and 50 in workshops, 108 in all: two came to both.
        (
            {f"{INDICATEURS}.jeunes_actions_nouvelles.tous": 108},
            {"indicateurs.jeunes_actions_nouvelles.ateliers": "complement"},
        ),
        # 62 in permanence, of whom 60 came to the only one that is reported: two came to another.
        (
            {f"{INDICATEURS}.jeunes_actions_nouvelles.permanences": 62},
            {"actions[0].participants": "complement"},
        ),
        # 82 accompanied, the outcome known for 81: one is without news.
        (
            {f"{INDICATEURS}.jeunes_loges.situation_connue_tous": 81},
            {"indicateurs.jeunes_loges.situation_connue_tous": "complement"},
        ),
        # 15 known, 12 with housing: three known without.
        ({f"{INDICATEURS}.jeunes_loges.ase": 12}, {"indicateurs.jeunes_loges.situation_connue_ase": "complement"}),
        ({f"{INDICATEURS}.contacts.ase": 3}, {"indicateurs.contacts.ase": "petit"}),
        (
            {f"{INDICATEURS}.contacts": {"telephone": 3, "courriel": 300}},
            {"indicateurs.contacts.telephone": "petit", "indicateurs.contacts.courriel": "complement"},
        ),
        (
            {"bilan.profil": {"sexe": {"femme": 2, "homme": 153}}},
            {"profil.sexe.femme": "petit", "profil.sexe.homme": "complement"},
        ),
        # 62 women, 59 of them ASE: three are not.
        (
            {
                f"{INDICATEURS}.jeunes_recus": {"ase": 140, "tous": 155},
                "bilan.profil": {"sexe": {"femme": 62, "homme": 93}},
                "bilan.profil_ase": {"sexe": {"femme": 59, "homme": 81}},
            },
            {"profil_ase.sexe.femme": "complement", "profil_ase.sexe.homme": "complement"},
        ),
    ],
)
def test_what_is_hidden(changes: dict[str, Any], expected: dict[str, str]) -> None:
    assert hidden(changes) == expected


def test_a_profile_that_does_not_add_up_has_a_total_of_its_own() -> None:
    bilan = build(changes={"bilan.profil": {"sexe": {"femme": 80, "homme": 75}, "orienteur": {"siao": 90}}}).bilan
    assert bilan
    assert module.total_of(bilan, "profil", "sexe") == "indicateurs.jeunes_recus.tous"
    assert module.total_of(bilan, "profil", "orienteur") == "profil.orienteur.total"


# --- any report ------------------------------------------------------------------------------------------------------

COUNT = st.integers(0, 8) | st.integers(0, 60)


@st.composite
def youths(draw: st.DrawFn, within: int) -> dict[str, Any]:
    ase, unknown, others = draw(COUNT), draw(COUNT), draw(COUNT)
    found = {"ase": ase, "ase_inconnu": unknown, "tous": ase + unknown + others}
    for name in ("ase", "tous"):
        if draw(st.integers(0, within)) == 0:
            del found[name]
    return found


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(sorted(Profil.model_fields)), unique=True, max_size=3))
    everybody, of_ase = {}, {}
    for name in names:
        (kind,) = (found for found in get_args(Profil.model_fields[name].annotation) if found is not type(None))
        ase = {category: draw(st.integers(0, 7)) for category in kind.model_fields}
        everybody[name] = {category: count + draw(st.integers(0, 7)) for category, count in ase.items()}
        if draw(st.booleans()):
            of_ase[name] = ase
    return {"bilan.profil": everybody, "bilan.profil_ase": of_ase}


@st.composite
def reports(draw: st.DrawFn) -> Bilan:
    permanence, workshop, both = draw(COUNT), draw(COUNT), draw(COUNT)
    union = {"permanences": permanence + both, "ateliers": workshop + both, "tous": permanence + workshop + both}
    loges = draw(youths(4))
    loges |= {
        f"situation_connue_{name}": loges[name] + draw(COUNT)
        for name in ("ase", "tous")
        if draw(st.booleans()) and name in loges
    }
    changes = {
        f"{INDICATEURS}.contacts": {"telephone": draw(COUNT), "courriel": draw(COUNT)},
        f"{INDICATEURS}.jeunes_recus": draw(youths(9)),
        f"{INDICATEURS}.jeunes_accompagnes": draw(youths(9)),
        f"{INDICATEURS}.jeunes_loges": loges,
        f"{INDICATEURS}.jeunes_actions_nouvelles": union,
        "bilan.actions": [{"code": "P1", "participants": draw(COUNT)}, {"code": "A1", "participants": draw(COUNT)}],
        "bilan.seuil_diffusion": draw(st.sampled_from([3, 5, 11])),
        **draw(profiles()),
    }
    bilan = build(changes=changes).bilan
    assert bilan
    return bilan


@pytest.fixture(scope="module")
def gathered() -> Iterator[list[tuple[dict[str, Cellule], list[Relation]]]]:
    """What the rules of secrecy are given, each time that they are asked."""
    kept: list[tuple[dict[str, Cellule], list[Relation]]] = []
    usual = secret.hide

    def listen(cellules: dict[str, Cellule], relations: list[Relation], seuil: int) -> Any:
        kept.append((cellules, relations))
        return usual(cellules, relations, seuil)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "hide", listen)
        yield kept


@settings(max_examples=60)
@given(bilan=reports())
def test_every_count_is_guarded(gathered: list[tuple[dict[str, Cellule], list[Relation]]], bilan: Bilan) -> None:
    """No printed small count, whatever the report; every count is a cell of its own value, and the sums hold."""
    found = compute_diffusion(build().projet, bilan)
    cellules, relations = gathered[-1]
    assert found.seuil
    for path, value in counts(bilan):
        assert cellules[path].valeur == value_at(bilan, path) == value
        assert cellules[path].imprimee
        if 0 < value < found.seuil:
            assert found.masques[path] in ("petit", "tu")
    for relation in relations:
        assert cellules[relation.total].valeur == sum(cellules[part].valeur for part in relation.parts)
    assert set(found.masques) <= {name for name, cellule in cellules.items() if cellule.imprimee}


@settings(max_examples=60)
@given(bilan=reports())
def test_an_attacker_by_subtraction_gains_nothing(
    gathered: list[tuple[dict[str, Cellule], list[Relation]]], bilan: Bilan
) -> None:
    """Deduce all that sums and bounds force, from the printed figures alone: no small count comes out."""
    found = compute_diffusion(build().projet, bilan)
    cellules, relations = gathered[-1]
    assert found.seuil
    least, most = deduce(cellules, relations, dict(found.masques), found.seuil)
    for name, cellule in cellules.items():
        if cellule.sensible and 0 < cellule.valeur < found.seuil:
            assert least[name] < most[name], f"{name} = {cellule.valeur} is given back"
        assert least[name] <= cellule.valeur <= most[name]


def deduce(
    cellules: dict[str, Cellule], relations: list[Relation], masques: dict[str, str], seuil: int
) -> tuple[dict[str, int], dict[str, int]]:
    """Narrow the bounds of each cell by the sums that bind it, until nothing more follows."""
    far = 10_000
    bounds = {"petit": (1, seuil - 1), "complement": (seuil, far), "tu": (0, far)}
    least, most = {}, {}
    for name, cellule in cellules.items():
        known = (cellule.valeur, cellule.valeur) if cellule.imprimee else (0, far)
        least[name], most[name] = bounds[masques[name]] if name in masques else known
    before = None
    while before != (before := (dict(least), dict(most))):
        for relation in relations:
            total, parts = relation.total, relation.parts
            least[total] = max(least[total], sum(least[part] for part in parts))
            most[total] = min(most[total], sum(most[part] for part in parts))
            for part in parts:
                others = [other for other in parts if other != part]
                least[part] = max(least[part], least[total] - sum(most[other] for other in others))
                most[part] = min(most[part], most[total] - sum(least[other] for other in others))
    return least, most


def test_what_is_not_known_is_no_cell() -> None:
    unknown = {f"{INDICATEURS}.jeunes_loges.ase": ABSENT, f"{INDICATEURS}.jeunes_loges.situation_connue_ase": ABSENT}
    assert hidden(unknown) == {}
