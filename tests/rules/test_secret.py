"""Statistical secrecy, judged by an attacker: what can a reader tell from the printed table and the sums that bind it?

The attacker shares nothing with the rules: it lists every table that agrees with what is printed. Tables are made of a
few counts (the leaves) and of sums of them, so that listing the leaves lists the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cllaj_docs.rules.secret import Cellule, Masque, Relation, hide

SEUIL = 5


@dataclass(frozen=True)
class Table:
    """Leaves by name, sums by name of what they add up, and what is not printed."""

    leaves: Mapping[str, int]
    sums: Mapping[str, tuple[str, ...]]
    computed: frozenset[str] = frozenset()

    def values(self, leaves: Mapping[str, int]) -> dict[str, int]:
        return {**leaves, **{name: sum(leaves[leaf] for leaf in parts) for name, parts in self.sums.items()}}

    def hidden(self, seuil: int) -> Mapping[str, Masque]:
        cells = {
            name: Cellule(value, imprimee=name not in self.computed) for name, value in self.values(self.leaves).items()
        }
        return hide(cells, [Relation(name, parts) for name, parts in self.sums.items()], seuil)


def possible(table: Table, masques: Mapping[str, Masque], seuil: int) -> dict[str, set[int]]:
    """List, for each cell, the values that a reader must hold possible, up to some more than the largest of them."""
    actual = table.values(table.leaves)
    most = max(actual.values()) + seuil + 1
    allowed = {
        name: {
            value
            for value in range(len(table.leaves) * most + 1)
            if agrees(value, actual[name], name in table.computed, masques.get(name), seuil)
        }
        for name in actual
    }
    found: dict[str, set[int]] = {name: set() for name in actual}
    for leaves in _guesses(table, list(table.leaves), {}, allowed, most):
        for name, value in table.values(leaves).items():
            found[name].add(value)
    return found


def _guesses(
    table: Table, names: list[str], guess: dict[str, int], allowed: Mapping[str, set[int]], most: int
) -> Iterator[dict[str, int]]:
    """Give every value of the leaves that agrees with what is allowed of them and of their sums."""
    for total, parts in table.sums.items():
        so_far = sum(guess.get(part, 0) for part in parts)
        if so_far > max(allowed[total]) or (guess.keys() >= set(parts) and so_far not in allowed[total]):
            return
    if not names:
        yield guess
        return
    for value in sorted(allowed[names[0]]):
        if value <= most:
            yield from _guesses(table, names[1:], {**guess, names[0]: value}, allowed, most)


def agrees(value: int, actual: int, computed: bool, masque: Masque | None, seuil: int) -> bool:
    """Tell whether a value agrees with what is printed of a cell."""
    if masque == "petit":
        return 1 <= value < seuil
    if masque == "complement":
        return value >= seuil
    return computed or masque == "tu" or value == actual


def faults(table: Table, masques: Mapping[str, Masque], seuil: int) -> Iterator[str]:
    """Say which counts the attacker tells."""
    width = min(2, seuil - 2)
    for name, values in possible(table, masques, seuil).items():
        value = table.values(table.leaves)[name]
        if 0 < value < seuil:
            if name not in table.computed and name not in masques:
                yield f"{name} = {value} is printed"
            elif max(values) - min(values) < width:
                yield f"{name} = {value} is known to be in {sorted(values)}"
        elif name in masques and len(values) == 1:
            yield f"{name} = {value} is hidden in vain"


@st.composite
def tables(draw: st.DrawFn) -> Table:
    leaves = {f"x{rank}": draw(st.integers(0, 12)) for rank in range(draw(st.integers(2, 4)))}
    parts = st.lists(st.sampled_from(sorted(leaves)), min_size=2, unique=True).map(tuple)
    sums = {f"s{rank}": draw(parts) for rank in range(draw(st.integers(1, 4)))}
    return Table(leaves, sums, frozenset(draw(st.sets(st.sampled_from([*leaves, *sums]), max_size=2))))


@settings(max_examples=150)
@given(table=tables(), seuil=st.integers(3, 7))
def test_no_reader_can_tell_a_small_count(table: Table, seuil: int) -> None:
    masques = table.hidden(seuil)
    assert list(faults(table, masques, seuil)) == []
    assert not table.computed & set(masques)


@st.composite
def trees(draw: st.DrawFn) -> Table:
    """Two groups of leaves, their sums and the grand total: the shape of « tous = ASE + inconnu + autres »."""
    sizes = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    leaves = {f"x{rank}": draw(st.integers(0, 12)) for rank in range(sum(sizes))}
    names = tuple(leaves)
    sums = {"gauche": names[: sizes[0]], "droite": names[sizes[0] :], "tous": names}
    return Table(leaves, sums, frozenset(draw(st.sets(st.sampled_from([*leaves, *sums]), max_size=2))))


@settings(max_examples=150)
@given(table=trees(), seuil=st.integers(3, 7))
def test_nothing_is_hidden_without_need(table: Table, seuil: int) -> None:
    """Print any one of the cells hidden for others: the attacker tells a small count."""
    masques = table.hidden(seuil)
    for name, masque in masques.items():
        if masque == "complement":
            less = {other: kept for other, kept in masques.items() if other != name}
            assert [fault for fault in faults(table, less, seuil) if "in vain" not in fault], name


@given(table=tables())
def test_the_order_of_the_cells_changes_nothing(table: Table) -> None:
    again = Table(dict(reversed([*table.leaves.items()])), dict(reversed([*table.sums.items()])), table.computed)
    assert again.hidden(SEUIL) == table.hidden(SEUIL)


def test_the_attacker_is_able() -> None:
    """Primary secrecy alone is defeated by a subtraction, and by bands that leave one value only."""
    table = Table({"a": 3, "b": 17}, {"total": ("a", "b")})
    assert list(faults(table, {"a": "petit"}, SEUIL)) == ["a = 3 is known to be in [3]"]
    table = Table({"a": 4, "b": 4, "c": 12}, {"total": ("a", "b", "c")})
    assert len(list(faults(table, {"a": "petit", "b": "petit"}, SEUIL))) == 2
    assert list(faults(table, {}, SEUIL)) == ["a = 4 is printed", "b = 4 is printed"]


@pytest.mark.parametrize(
    ("leaves", "masks"),
    [
        ((3, 17), {"a": "petit", "b": "complement"}),
        ((3, 2, 15), {"a": "petit", "b": "petit"}),
        ((1, 1, 18, 30), {"a": "petit", "b": "petit", "c": "complement"}),
        ((0, 20), {}),
        ((5, 20), {}),
        ((0, 0), {}),
        ((1, 0), {"a": "petit", "total": "petit"}),
        ((1, 1, 1, 1), dict.fromkeys(("a", "b", "c", "d", "total"), "tu")),
    ],
)
def test_a_total_and_its_parts(leaves: tuple[int, ...], masks: Mapping[str, Masque]) -> None:
    names = "abcd"[: len(leaves)]
    assert Table(dict(zip(names, leaves, strict=True)), {"total": tuple(names)}).hidden(SEUIL) == masks


def test_a_difference_that_nobody_prints_is_protected() -> None:
    """All 30, ASE 27: the three others are a subtraction away."""
    table = Table({"ase": 27, "autres": 3}, {"tous": ("ase", "autres")}, frozenset({"autres"}))
    assert table.hidden(SEUIL) == {"ase": "complement"}


def test_a_union_gives_nothing_of_who_came_to_both() -> None:
    leaves = {"permanence_seule": 98, "atelier_seul": 71, "les_deux": 3}
    sums = {"tous": tuple(leaves), "P": ("permanence_seule", "les_deux"), "A": ("atelier_seul", "les_deux")}
    table = Table(leaves, sums, frozenset(leaves))
    assert table.hidden(SEUIL) == {"A": "complement"}
    assert Table({**leaves, "les_deux": 23}, sums, frozenset(leaves)).hidden(SEUIL) == {}


def test_the_cheapest_is_hidden_for_others() -> None:
    cells = {"tous": Cellule(50, cout=9), "a": Cellule(2), "b": Cellule(18, cout=9), "c": Cellule(30, cout=5)}
    assert hide(cells, [Relation("tous", ("a", "b", "c"))], SEUIL) == {"a": "petit", "c": "complement"}


def test_a_count_that_is_not_of_persons_may_be_known() -> None:
    cells = {"tous": Cellule(30), "a": Cellule(27), "reste": Cellule(3, imprimee=False, sensible=False)}
    assert hide(cells, [Relation("tous", ("a", "reste"))], SEUIL) == {}


def test_a_relation_that_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="n’est pas vérifiée"):
        hide({"tous": Cellule(5), "a": Cellule(4)}, [Relation("tous", ("a",))], SEUIL)


@pytest.mark.parametrize("seuil", [5, 11])
def test_a_table_of_two_ways_with_its_margins(seuil: int) -> None:
    leaves = {"a0": 2, "a1": 9, "a2": 12, "b0": 11, "b1": 1, "b2": 8}
    margins = {"a": ("a0", "a1", "a2"), "b": ("b0", "b1", "b2"), **{f"c{n}": (f"a{n}", f"b{n}") for n in range(3)}}
    table = Table(leaves, {**margins, "tous": tuple(leaves)})
    masques = table.hidden(seuil)
    assert list(faults(table, masques, seuil)) == []
    assert len(masques) < len(leaves) + len(table.sums)
