"""What a comparison gives: each difference with its place, its words, and the values that money is paid on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cllaj_docs.rendering.comparing.values import Sorte
from cllaj_docs.rendering.reading.passage import Partie

Nature = Literal[
    "modifie", "ajoute", "supprime", "deplace", "coupe", "reuni", "ecriture", "typographie", "espaces", "rempli",
    "cache",
]  # fmt: skip
"""Reworded, new, gone, elsewhere, cut in several, several in one, same value written otherwise, same words with other
signs, other spaces only, a dotted line filled in, a text struck out, or that nobody sees."""

Gravite = Literal["protege", "clause", "forme"]
"""A protected value is touched; the words are; only the way they are set."""

GRAVITES: tuple[Gravite, ...] = ("protege", "clause", "forme")

Operation = Literal["egal", "retire", "ajoute"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a passage: in both documents, in the expected one alone, or in the one that is read alone."""

    operation: Operation
    text: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A protected value that is not what it was; ``None`` where there is none. ``label`` says what it is, if known."""

    sorte: Sorte
    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage that is not as expected.

    ``section`` is the heading that it stands under. ``expected_place`` and ``place`` are where it is in the expected
    document and in the one that is read, ``""`` where it is not there.
    """

    nature: Nature
    gravite: Gravite
    partie: Partie
    section: str
    expected_place: str
    place: str
    segments: tuple[Segment, ...]
    values: tuple[ValueChange, ...] = ()

    @property
    def expected(self) -> str:
        """What the passage should say."""
        return "".join(segment.text for segment in self.segments if segment.operation != "ajoute")

    @property
    def read(self) -> str:
        """What it says."""
        return "".join(segment.text for segment in self.segments if segment.operation != "retire")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences in the order of the document, and how much of the two is common, from 0 to 1."""

    differences: tuple[Difference, ...]
    resemblance: float

    def of(self, gravite: Gravite) -> tuple[Difference, ...]:
        """Give the differences of a gravity."""
        return tuple(one for one in self.differences if one.gravite == gravite)
