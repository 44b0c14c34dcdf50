"""Holds two wordings of a passage against each other: which words changed, and which protected values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cllaj_docs.rendering.comparing.alignment import Effort, match
from cllaj_docs.rendering.comparing.difference import Nature, Operation, Segment, ValueChange
from cllaj_docs.rendering.comparing.values import Token, squeeze

_LONGEST_FILLING = 100
"""Characters that a dotted line may be filled in with."""

_SHORTEST_KEPT = 6
"""Characters of words in common between two changes, under which the three read better as one."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its words."""

    text: str
    tokens: Sequence[Token]

    def between(self, first: int, last: int) -> str:
        """Give the text of words ``first`` to ``last``, that one left out, with the space before them."""
        if first == last:
            return ""
        start = self.tokens[first - 1].end if first else 0
        end = len(self.text) if last == len(self.tokens) else self.tokens[last - 1].end
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Region:
    """Words that changed: the ranks in the expected wording, and in the one that is read."""

    left: int
    left_end: int
    right: int
    right_end: int
    fills: bool = False


def compare_wordings(
    expected: Wording, read: Wording, labels: Mapping[str, str], effort: Effort
) -> tuple[Nature | None, tuple[Segment, ...], tuple[ValueChange, ...]]:
    """Tell how a wording differs, with its pieces and its protected values; ``None`` when nothing does."""
    regions = regions_between(expected, read, effort)
    if not regions:
        return _unworded(expected, read, labels)
    segments = tuple(_segments(regions, expected, read))
    changed = [region for region in regions if not region.fills]
    if not changed:
        return "rempli", segments, ()
    values = tuple(value for region in changed for value in values_of(region, expected, read, labels))
    return "modifie", segments, values


def regions_between(expected: Wording, read: Wording, effort: Effort) -> list[Region]:
    """Give the words that changed, in order."""
    pairs = match([token.key for token in expected.tokens], [token.key for token in read.tokens], effort)
    found: list[Region] = []
    i = j = 0
    for m, n in [*pairs, (len(expected.tokens), len(read.tokens))]:
        if m > i or n > j:
            region = Region(i, m, j, n, _fills(expected, read, (i, m, j, n)))
            if found and not region.fills and not found[-1].fills and _is_thin(expected, found[-1].left_end, i):
                region = Region(found[-1].left, m, found.pop().right, n)
            found.append(region)
        i, j = m + 1, n + 1
    return found


def _is_thin(expected: Wording, start: int, end: int) -> bool:
    """Whether words in common are too few to be shown between two changes."""
    kept = expected.tokens[start:end]
    return all(token.sorte in ("mot", "signe") for token in kept) and sum(map(_length, kept)) < _SHORTEST_KEPT


def _length(token: Token) -> int:
    return token.end - token.start


def _fills(expected: Wording, read: Wording, region: tuple[int, int, int, int]) -> bool:
    """Whether a change is a dotted line filled in, wholly or beside what is left of it."""
    left, left_end, right, right_end = region
    if right == right_end or len(read.between(right, right_end)) > _LONGEST_FILLING:
        return False
    gone = expected.tokens[left:left_end]
    if gone:
        return all(token.sorte == "blanc" for token in gone)
    beside = [*expected.tokens[max(left - 1, 0) : left], *expected.tokens[left : left + 1]]
    return any(token.sorte == "blanc" for token in beside)


def _segments(regions: Sequence[Region], expected: Wording, read: Wording) -> Iterator[Segment]:
    """Give the pieces of a passage in order."""
    position = 0
    for rank, region in enumerate(regions):
        last = len(read.tokens) if rank + 1 == len(regions) else region.right_end
        yield from segments_of(region, expected, read, (position, last))
        position = last


def segments_of(region: Region, expected: Wording, read: Wording, around: tuple[int, int]) -> Iterator[Segment]:
    """Give the pieces of a change, between two words of what is read; what is in both is written as it is read."""
    pieces: tuple[tuple[Operation, str], ...] = (
        ("egal", read.between(around[0], region.right)),
        ("retire", expected.between(region.left, region.left_end)),
        ("ajoute", read.between(region.right, region.right_end)),
        ("egal", read.between(region.right_end, around[1])),
    )
    yield from (Segment(operation, text) for operation, text in pieces if text)


def values_of(region: Region, expected: Wording, read: Wording, labels: Mapping[str, str]) -> Iterator[ValueChange]:
    """Pair the protected values of a change: with one of the same sort, else with any figure."""
    gone = [token for token in expected.tokens[region.left : region.left_end] if token.is_protected]
    come = [
        token for token in read.tokens[region.right : region.right_end] if token.is_protected or token.sorte == "nombre"
    ]
    pairs: list[tuple[Token, Token | None]] = []
    for token in gone:
        same = next((other for other in come if other.sorte == token.sorte), None)
        if same is not None:
            come.remove(same)
        pairs.append((token, same))
    for token, other in pairs:
        if other is None and come:
            other = come.pop(0)  # noqa: PLW2901 - the figure that took its place
        if other is None or other.key != token.key:
            after = None if other is None else _written(other, read)
            yield ValueChange(token.sorte, labels.get(token.key, ""), _written(token, expected), after)
    for token in come:
        if token.is_protected:
            yield ValueChange(token.sorte, labels.get(token.key, ""), None, _written(token, read))


def _written(token: Token, wording: Wording) -> str:
    return wording.text[token.start : token.end]


def _unworded(
    expected: Wording, read: Wording, labels: Mapping[str, str]
) -> tuple[Nature | None, tuple[Segment, ...], tuple[ValueChange, ...]]:
    """Tell apart wordings whose words are the same: a value written otherwise, other signs, other spaces."""
    if expected.text == read.text:
        return None, (), ()
    rewritten = [
        (one, other)
        for one, other in zip(expected.tokens, read.tokens, strict=True)
        if squeeze(_written(one, expected)) != squeeze(_written(other, read)) and one.sorte != "blanc"
    ]
    if rewritten:
        segments = tuple(_rewritten(rewritten, expected, read))
        values = tuple(
            ValueChange(one.sorte, labels.get(one.key, ""), _written(one, expected), _written(other, read))
            for one, other in rewritten
            if one.is_protected
        )
        return "ecriture", segments, values
    same_signs = "".join(expected.text.split()) == "".join(read.text.split())
    whole = Segment("retire", expected.text), Segment("ajoute", read.text)
    return "espaces" if same_signs else "typographie", whole, ()


def _rewritten(pairs: Sequence[tuple[Token, Token]], expected: Wording, read: Wording) -> Iterator[Segment]:
    position = 0
    for one, other in pairs:
        if other.start > position:
            yield Segment("egal", read.text[position : other.start])
        yield Segment("retire", _written(one, expected))
        yield Segment("ajoute", _written(other, read))
        position = other.end
    if read.text[position:]:
        yield Segment("egal", read.text[position:])
