"""Aligns the passages of two documents: reworded ones face each other, cut and joined ones too; some have moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isqrt

from cllaj_docs.rendering.comparing.alignment import Effort, match
from cllaj_docs.rendering.comparing.values import Token, clean, squeeze, tokenize
from cllaj_docs.rendering.reading.passage import Passage

_WINDOW = 1600
"""Pairs of passages of a gap that are held against each other; a larger one is cut in windows."""

_PAIR = 150
"""What it costs to hold two passages against each other, however short, in pairs of words."""

_MOST_JOINED = 4
"""Passages that may have become one, or that one may have become."""

_ALIKE = 0.4
_JOINED_ALIKE = 0.75
_SPILT = 24
"""Words that a value may give when it is cut in two."""

_MOVED_ALIKE = 0.75
_MOVED_LENGTH = 12
"""Characters under which the same words elsewhere are not the same passage."""

_MOST_MOVED = 60


@dataclass(slots=True)
class Side:
    """The passages of a document, and what is computed of them when it is asked for."""

    passages: Sequence[Passage]
    references: Sequence[str] = ()
    keys: list[str] = field(init=False)
    _tokens: dict[int, list[Token]] = field(default_factory=dict)
    _bags: dict[int, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = [squeeze(passage.text) for passage in self.passages]

    def text(self, ranks: Sequence[int], joint: str = "\n") -> str:
        """Give the text of passages that follow each other."""
        return joint.join(clean(self.passages[rank].text) for rank in ranks)

    def tokens(self, rank: int) -> list[Token]:
        """Give the words of a passage."""
        if rank not in self._tokens:
            self._tokens[rank] = tokenize(clean(self.passages[rank].text), self.references)
        return self._tokens[rank]

    def bag(self, rank: int) -> Counter[str]:
        """Give the words of a passage without their order; a value counts for what it is, too."""
        if rank not in self._bags:
            tokens = self.tokens(rank)
            text = clean(self.passages[rank].text)
            bag = Counter(token.key for token in tokens)
            for token in tokens:
                if token.sorte == "reference":  # one that changed keeps some of its words
                    bag.update(one.key for one in tokenize(text[token.start : token.end]))
            bag.update(f"\0{token.sorte}" for token in tokens if token.is_protected or token.sorte == "nombre")
            self._bags[rank] = bag
        return self._bags[rank]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Passages that answer to each other, by their ranks; one side is empty when nothing does."""

    expected: tuple[int, ...]
    read: tuple[int, ...]


def align(expected: Side, read: Side, effort: Effort) -> list[Pairing]:
    """Pair the passages of two documents, in order; those that moved come where they are read."""
    pairings: list[Pairing] = []
    i = j = 0
    for m, n in [*match(expected.keys, read.keys, effort), (len(expected.keys), len(read.keys))]:
        pairings += _align_gap(expected, read, range(i, m), range(j, n), effort)
        if m < len(expected.keys):
            pairings.append(Pairing((m,), (n,)))
        i, j = m + 1, n + 1
    return pairings


def _align_gap(expected: Side, read: Side, lefts: range, rights: range, effort: Effort) -> Iterator[Pairing]:
    """Pair passages of which none is the same; a gap too large to be searched whole is cut in windows."""
    windows = isqrt(max(len(lefts) * len(rights) - 1, 0) // _WINDOW) + 1
    for rank in range(windows):
        own = lefts[len(lefts) * rank // windows : len(lefts) * (rank + 1) // windows]
        others = rights[len(rights) * rank // windows : len(rights) * (rank + 1) // windows]
        yield from _align_window(expected, read, own, others, effort)


_Step = tuple[int, int]


def _align_window(expected: Side, read: Side, lefts: range, rights: range, effort: Effort) -> list[Pairing]:
    """Find the pairs that keep the most words: a passage with one, with several, or with none."""
    apart = [Pairing((m,), ()) for m in lefts] + [Pairing((), (n,)) for n in rights]
    if not lefts or not rights:
        return apart
    words = sum(len(expected.tokens(m)) for m in lefts), sum(len(read.tokens(n)) for n in rights)
    pairs = len(lefts) * len(rights)
    if not effort.spend(words[0] * len(rights) + words[1] * len(lefts) + _PAIR * pairs):
        return apart
    best: list[list[tuple[float, _Step]]] = [[(0.0, (0, 0))] * (len(rights) + 1) for _ in range(len(lefts) + 1)]
    for m in range(len(lefts), -1, -1):
        for n in range(len(rights), -1, -1):
            choices = [(0.0, (0, 0))]
            if m < len(lefts):
                choices.append((best[m + 1][n][0], (1, 0)))
            if n < len(rights):
                choices.append((best[m][n + 1][0], (0, 1)))
            for step, gain in _gains(expected, read, lefts[m : m + _MOST_JOINED], rights[n : n + _MOST_JOINED]):
                choices.append((gain + best[m + step[0]][n + step[1]][0], step))
            best[m][n] = max(choices)
    return list(_followed(best, lefts, rights))


def _followed(best: Sequence[Sequence[tuple[float, _Step]]], lefts: range, rights: range) -> Iterator[Pairing]:
    m = n = 0
    while m < len(lefts) or n < len(rights):
        over, down = best[m][n][1]
        if not over and not down:  # no gain is left
            over, down = (1, 0) if m < len(lefts) else (0, 1)
        yield Pairing(tuple(lefts[m : m + over]), tuple(rights[n : n + down]))
        m, n = m + over, n + down


def _gains(expected: Side, read: Side, lefts: range, rights: range) -> Iterator[tuple[_Step, float]]:
    """Give what is gained when the first passages of two windows are paired: one with one, one with several."""
    if not lefts or not rights:
        return
    one, other = expected.bag(lefts[0]), read.bag(rights[0])
    alike = _alike(one, other)
    if alike >= _ALIKE:
        yield (1, 1), alike * (one.total() + other.total())
    own, others = (expected, lefts, one), (read, rights, other)
    for flipped, ((near, (rank, *_), first), (far, ranks, _)) in enumerate(((own, others), (others, own))):
        joined, key = far.bag(ranks[0]), far.keys[ranks[0]]
        for count, following in enumerate(ranks[1:], start=2):
            joined, key = joined + far.bag(following), key + far.keys[following]
            if joined.total() > first.total() / _JOINED_ALIKE + _SPILT:
                break
            alike = 1.0 if key == near.keys[rank] else _alike(first, joined)  # a value that was cut is no more one
            if alike >= _JOINED_ALIKE:
                yield ((count, 1) if flipped else (1, count)), alike * (first.total() + joined.total())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Tell how much two bags of words have in common, from 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def moved(expected: Side, read: Side, pairings: Sequence[Pairing], effort: Effort) -> dict[int, int]:
    """Give the passages that are gone from one place and come at another: ranks read, by ranks expected."""
    gone = [pairing.expected[0] for pairing in pairings if not pairing.read]
    come = [pairing.read[0] for pairing in pairings if not pairing.expected]
    places: dict[str, list[int]] = {}
    for rank in reversed(come):
        places.setdefault(read.keys[rank], []).append(rank)
    found: dict[int, int] = {}
    for rank in gone:
        key = expected.keys[rank]
        if len(key) >= _MOVED_LENGTH and places.get(key):
            found[rank] = places[key].pop()
    gone = [rank for rank in gone if rank not in found and len(expected.keys[rank]) >= _MOVED_LENGTH]
    taken = set(found.values())
    come = [rank for rank in come if rank not in taken]
    if len(gone) * len(come) <= _MOST_MOVED**2:
        for rank in gone:
            weight = len(expected.tokens(rank))
            if come and effort.spend((weight + 1) * len(come)):
                alike, nearest = max((_alike(expected.bag(rank), read.bag(other)), other) for other in come)
                if alike >= _MOVED_ALIKE:
                    found[rank] = nearest
                    come.remove(nearest)
    return found
