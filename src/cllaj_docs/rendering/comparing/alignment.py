"""The longest common part of two sequences, in a time that does not grow with the square of their lengths.

Small gaps are searched whole. In a large one, what stands once on each side holds its place (the « patience » method of
Bram Cohen) and cuts it into smaller ones; one that nothing cuts is left unmatched. All the searches of a comparison
share one ``Effort``: when it is spent, what is left is reported as changed, never forgotten.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

_SMALL = 40_000
"""Pairs of elements of a gap that is searched whole."""


class Effort:
    """Work that may still be done, in pairs of elements looked at."""

    def __init__(self, units: int) -> None:
        self._left = units

    def spend(self, units: int) -> bool:
        """Take units off; ``False``, and nothing taken, when there are not enough."""
        if units > self._left:
            return False
        self._left -= units
        return True


def match(left: Sequence[Hashable], right: Sequence[Hashable], effort: Effort) -> list[tuple[int, int]]:
    """Give the pairs of ranks of equal elements, growing on both sides."""
    found: list[tuple[int, int]] = []
    gaps = [(0, len(left), 0, len(right))]
    while gaps:
        i, i_end, j, j_end = gaps.pop()
        while i < i_end and j < j_end and left[i] == right[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and left[i_end - 1] == right[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            found.append((i_end, j_end))
        size = (i_end - i) * (j_end - j)
        if not size:
            continue
        if size <= _SMALL and effort.spend(size):
            found += ((i + m, j + n) for m, n in _common(left[i:i_end], right[j:j_end]))
            continue
        anchors = _anchors(left, right, (i, i_end, j, j_end)) if effort.spend(i_end - i + j_end - j) else []
        if anchors:
            gaps += _between(anchors, (i, i_end, j, j_end))
            found += anchors
    return sorted(found)


def _common(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Search a small gap whole."""
    width = len(right)
    lengths = [[0] * (width + 1)]
    for element in reversed(left):
        below, row = lengths[-1], [0] * (width + 1)
        for n in range(width - 1, -1, -1):
            row[n] = below[n + 1] + 1 if element == right[n] else max(below[n], row[n + 1])
        lengths.append(row)
    lengths.reverse()
    found, m, n = [], 0, 0
    while m < len(left) and n < width:
        if left[m] == right[n]:
            found.append((m, n))
            m, n = m + 1, n + 1
        elif lengths[m + 1][n] >= lengths[m][n + 1]:
            m += 1
        else:
            n += 1
    return found


_Gap = tuple[int, int, int, int]


def _anchors(left: Sequence[Hashable], right: Sequence[Hashable], gap: _Gap) -> list[tuple[int, int]]:
    """Give the pairs of elements that stand once on each side of a gap, the most that keep their order."""
    i, i_end, j, j_end = gap
    here, there = Counter(left[i:i_end]), Counter(right[j:j_end])
    places = {right[n]: n for n in range(j, j_end) if there[right[n]] == 1}
    pairs = [(m, places[left[m]]) for m in range(i, i_end) if here[left[m]] == 1 and left[m] in places]
    return _growing(pairs)


def _growing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest run of pairs whose second ranks grow."""
    tails: list[int] = []
    tail_ranks: list[int] = []
    before: list[int] = []
    for rank, (_, n) in enumerate(pairs):
        place = bisect_left(tails, n)
        before.append(tail_ranks[place - 1] if place else -1)
        tails[place : place + 1] = [n]
        tail_ranks[place : place + 1] = [rank]
    found = []
    rank = tail_ranks[-1] if tail_ranks else -1
    while rank >= 0:
        found.append(pairs[rank])
        rank = before[rank]
    return found[::-1]


def _between(anchors: Sequence[tuple[int, int]], gap: _Gap) -> Iterator[_Gap]:
    i, i_end, j, j_end = gap
    for m, n in (*anchors, (i_end, j_end)):
        yield i, m, j, n
        i, j = m + 1, n + 1
