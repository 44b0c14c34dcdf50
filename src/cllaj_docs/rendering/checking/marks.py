"""The tags of a template in the order in which they are read, and the findings about them alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

from cllaj_docs.rendering.checking.findings import Gravite
from cllaj_docs.rendering.checking.printing import Spot

UNKNOWN = "_inconnu"
"""Stands for an expression that could not be read: a name whose value nothing is known of."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the part of a Word file, the paragraph (or the line) and its text, the tag as written."""

    part: str | None = None
    rank: int | None = None
    text: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag. ``code`` is what Jinja reads between the delimiters; ``container`` names the element that it stands in.

    ``flows`` when that element is a paragraph of Word: a block may go from there to another paragraph beside it.
    """

    place: Place
    delimiter: str
    code: str
    container: tuple[int, ...] = ()
    spot: Spot = field(default_factory=Spot)
    flows: bool = False

    def answers(self, opening: Mark) -> bool:
        """Whether a block may go from a tag to this one: what is between them opens and closes what it opens."""
        if self.flows and opening.flows:
            return self.container[:-1] == opening.container[:-1]
        return self.container == opening.container

    @property
    def word(self) -> str:
        """The word that a statement starts with, ``""`` for an expression."""
        return self.code.split(maxsplit=1)[0].partition("(")[0] if self.delimiter == "{%" and self.code else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a tag or a paragraph by itself, whatever the values."""

    place: Place
    code: str
    message: str
    remedy: str
    gravity: Gravite = "erreur"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A template, or a part of one, ready to be read: its tree, and the tag of each line of what was parsed."""

    name: str
    tree: nodes.Template
    marks: Mapping[int, Mark]
    faults: tuple[Fault, ...] = ()
