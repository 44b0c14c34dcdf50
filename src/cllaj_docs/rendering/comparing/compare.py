"""Holds a document that was read against the one that is expected, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cllaj_docs.rendering.comparing.alignment import Effort
from cllaj_docs.rendering.comparing.difference import Comparison, Difference, Gravite, Nature, Segment, ValueChange
from cllaj_docs.rendering.comparing.passages import Pairing, Side, align, moved
from cllaj_docs.rendering.comparing.values import Token, clean, squeeze, tokenize
from cllaj_docs.rendering.comparing.wording import Wording, compare_wordings
from cllaj_docs.rendering.reading.passage import Partie, Passage, Reading

EFFORT = 20_000_000
"""Pairs of words and passages that a comparison may look at: a few seconds."""

_PARTIES: tuple[Partie, ...] = ("corps", "entete", "pied", "note", "zone")
_FORMS: frozenset[Nature] = frozenset({"coupe", "reuni", "ecriture", "typographie", "espaces", "rempli"})


def compare(expected: Reading, read: Reading, known: Mapping[str, str] | None = None) -> Comparison:
    """Compare two documents. ``known`` are values of the expected one as they are written, with what they are."""
    references, labels = known_tokens(known or {})
    effort = Effort(EFFORT)
    ours, theirs = expected.by_part(), read.by_part()
    differences: list[Difference] = []
    for partie in _PARTIES:
        sides = Side(ours.get(partie, ()), references), Side(theirs.get(partie, ()), references)
        differences += _Part(partie, *sides, labels, effort).differences()
    differences += _hidden(expected, read)
    return Comparison(tuple(differences), resemblance(expected, read))


def resemblance(expected: Reading, read: Reading) -> float:
    """Tell how much of two documents is common, from 0 to 1: the words of each, wherever they stand."""
    ours, theirs = _words(expected), _words(read)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def _words(reading: Reading) -> Counter[str]:
    """Count the passages of a document, each for its length."""
    return Counter(word for passage in reading.passages for word in _runs(squeeze(passage.text)))


def _runs(text: str, length: int = 12) -> Iterator[str]:
    """Cut a text in runs that begin where its own letters say, so that a change moves but few of them."""
    start = 0
    for position, character in enumerate(text):
        if position - start >= length and character in "aeiou":
            yield text[start:position]
            start = position
    yield text[start:]


def known_tokens(known: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Part the values that are known by the way they are written from those that are but references."""
    references: list[str] = []
    labels: dict[str, str] = {}
    for written, label in known.items():
        tokens = tokenize(clean(written))
        if len(tokens) == 1 and tokens[0].is_protected:
            labels.setdefault(tokens[0].key, label)
        else:
            references.append(clean(written))
            labels.setdefault("".join(written.split()), label)
    return sorted(set(references), key=lambda written: (-len(written), written)), labels


@dataclass(slots=True)
class _Part:
    """The comparison of one part."""

    partie: Partie
    expected: Side
    read: Side
    labels: Mapping[str, str]
    effort: Effort

    def differences(self) -> Iterator[Difference]:
        """Give the differences, in the order of the document."""
        pairings = align(self.expected, self.read, self.effort)
        elsewhere = moved(self.expected, self.read, pairings, self.effort)
        arrived = {there: here for here, there in elsewhere.items()}
        headings = _sections(self.expected.passages), _sections(self.read.passages)
        for pairing in pairings:
            if not pairing.read and pairing.expected[0] in elsewhere:
                continue
            if not pairing.expected and pairing.read[0] in arrived:
                pairing = Pairing((arrived[pairing.read[0]],), pairing.read)  # noqa: PLW2901 - as it was before
                found = self._difference(pairing, has_moved=True)
            else:
                found = self._difference(pairing)
            if found is not None:
                heading = headings[0][pairing.expected[0]] if pairing.expected else headings[1][pairing.read[0]]
                yield replace(found, section=heading)

    def _difference(self, pairing: Pairing, *, has_moved: bool = False) -> Difference | None:
        if not pairing.read:
            return self._alone("supprime", pairing)
        if not pairing.expected:
            return self._alone("ajoute", pairing)
        if not has_moved and len(pairing.expected) == len(pairing.read):
            one, other = self.expected.passages[pairing.expected[0]], self.read.passages[pairing.read[0]]
            if one.text == other.text:
                return None
        nature, segments, values = compare_wordings(
            self._wording(self.expected, pairing.expected), self._wording(self.read, pairing.read), self.labels,
            self.effort,
        )  # fmt: skip
        if has_moved:
            if nature in (None, "espaces", "typographie"):
                segments = (Segment("egal", self.read.text(pairing.read)),)
            values = values if nature == "modifie" else ()
            return self._make("deplace", pairing, segments, values)
        if nature in (None, "espaces", "typographie") and len(pairing.expected) != len(pairing.read):
            nature = "coupe" if len(pairing.read) > len(pairing.expected) else "reuni"
            segments = (Segment("egal", self.read.text(pairing.read)),)
        return None if nature is None else self._make(nature, pairing, segments, values)

    def _alone(self, nature: Nature, pairing: Pairing) -> Difference:
        """Tell of a passage that only one of the documents has; its protected values are gone, or come, with it."""
        side, ranks = (self.expected, pairing.expected) if pairing.expected else (self.read, pairing.read)
        text = side.text(ranks)
        protected = [token for rank in ranks for token in side.tokens(rank) if token.is_protected]
        values = tuple(self._value(token, text, gone=nature == "supprime") for token in protected)
        return self._make(nature, pairing, (Segment("retire" if nature == "supprime" else "ajoute", text),), values)

    def _value(self, token: Token, text: str, *, gone: bool) -> ValueChange:
        written = text[token.start : token.end]
        label = self.labels.get(token.key, "")
        return ValueChange(token.sorte, label, written if gone else None, None if gone else written)

    def _make(
        self, nature: Nature, pairing: Pairing, segments: tuple[Segment, ...], values: tuple[ValueChange, ...]
    ) -> Difference:
        gravite: Gravite = "forme" if nature in _FORMS else "protege" if values else "clause"
        places = _place(self.expected, pairing.expected), _place(self.read, pairing.read)
        return Difference(nature, gravite, self.partie, "", *places, segments, values)

    def _wording(self, side: Side, ranks: Sequence[int]) -> Wording:
        if len(ranks) == 1:
            return Wording(side.text(ranks), side.tokens(ranks[0]))
        return Wording(side.text(ranks), tokenize(side.text(ranks, " "), side.references))  # a value may be cut in two


def _place(side: Side, ranks: Sequence[int]) -> str:
    return side.passages[ranks[0]].place if ranks else ""


def _sections(passages: Sequence[Passage]) -> list[str]:
    """Give the heading that each passage stands under, itself for a heading."""
    found: list[str] = []
    heading = ""
    for passage in passages:
        heading = passage.text if passage.level else heading
        found.append(heading)
    return found


def _hidden(expected: Reading, read: Reading) -> Iterator[Difference]:
    """Tell of the texts that nobody sees, and that the expected document does not hide."""
    known = Counter(squeeze(passage.text) for passage in expected.hidden)
    for passage in read.hidden:
        key = squeeze(passage.text)
        if known[key]:
            known[key] -= 1
        elif key:
            segments = (Segment("ajoute", passage.text),)
            yield Difference("cache", "clause", passage.partie, "", "", passage.place, segments)
