"""The bounded search for what two sequences have in common."""

from __future__ import annotations

import itertools
from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.rendering.comparing.alignment import Effort, match

SEQUENCES = st.lists(st.integers(0, 6), max_size=40)


@given(SEQUENCES, SEQUENCES)
def test_pairs_are_equal_and_grow(left: list[int], right: list[int]) -> None:
    pairs = match(left, right, Effort(10**6))
    assert all(left[i] == right[j] for i, j in pairs)
    for (i, j), (m, n) in itertools.pairwise(pairs):
        assert i < m
        assert j < n


@given(SEQUENCES, SEQUENCES)
def test_small_ones_are_matched_as_much_as_can_be(left: list[int], right: list[int]) -> None:
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    assert len(match(left, right, Effort(10**6))) >= sum(block.size for block in blocks)


def test_a_large_change_in_large_sequences_costs_little() -> None:
    left = list(range(100_000))
    right = [*range(50_000), *range(200_000, 300_000), *range(50_000, 100_000)]
    assert len(match(left, right, Effort(10**6))) == 100_000
    assert match([0] * 50_000 + [1], [2] * 50_000, Effort(10**6)) == []


def test_without_effort_only_the_ends_are_matched() -> None:
    assert match("abXcd", "abYcd", Effort(0)) == [(0, 0), (1, 1), (3, 3), (4, 4)]
