"""What reading a document gives, whatever its format: passages, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Partie = Literal["corps", "entete", "pied", "note", "zone"]
"""Where a passage stands: the body, a header, a footer, a note, a text box."""

Property = Literal["titre", "auteur", "sujet", "mots-clés"]
"""What the properties of a file say of it, beside its pages."""

CELL_MARK = " | "
"""What parts the cells of a row in its text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a row of a table with its cells parted by ``CELL_MARK``: what a reader sees of it.

    ``place`` tells where it stands in its part (« paragraphe 12 », « tableau 2, ligne 3 »). ``level`` is that of a
    heading, 0 for what is none.
    """

    text: str
    partie: Partie = "corps"
    place: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change, read as if it were accepted: ``nature`` is what it does, ``text`` its first words."""

    nature: Literal["insertion", "suppression"]
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A note in the margin: its author, what it says, and the passage that it is about."""

    author: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a document says. ``hidden`` are the texts that are in the file and that nobody sees, or struck out.

    ``properties`` are its title, author, subject and keywords. ``drawings`` are digests of the pictures that a Word
    file shows, in no order, ``forme`` for a drawing that is none.
    """

    passages: tuple[Passage, ...]
    hidden: tuple[Passage, ...] = ()
    revisions: tuple[Revision, ...] = ()
    comments: tuple[Comment, ...] = ()
    properties: Mapping[Property, str] = field(default_factory=dict)
    drawings: tuple[str, ...] = ()

    def by_part(self) -> Mapping[Partie, tuple[Passage, ...]]:
        """Give the passages of each part, in reading order."""
        found: dict[Partie, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.partie, []).append(passage)
        return {partie: tuple(passages) for partie, passages in found.items()}
