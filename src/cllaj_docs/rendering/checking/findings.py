"""What is found wrong with a template: while it is read (``Finding``), and as it is told (``Remarque``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Gravite = Literal["erreur", "alerte"]

Report = Callable[["Finding"], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a tag, known by its line in a sheet. ``subject`` is the name or the words at fault."""

    sheet: str
    line: int
    code: str
    subject: str
    message: str
    remedy: str
    gravity: Gravite = "erreur"


@dataclass(frozen=True, slots=True)
class Remarque:
    """A finding as it is told: an ``erreur`` would fail or print what must not be, an ``alerte`` deserves a look.

    ``fichier`` is the template's; ``partie`` the part of a Word file (``word/document.xml``), ``None`` in HTML;
    ``rang`` the paragraph's in the part, or the line in HTML, from 1; ``texte`` is that paragraph or line. What is not
    known is ``None``.
    """

    fichier: str
    code: str
    gravite: Gravite
    explication: str
    remede: str
    partie: str | None = None
    rang: int | None = None
    texte: str | None = None
    balise: str | None = None

    def __str__(self) -> str:
        word = "paragraphe" if self.partie else "ligne"
        places = (
            self.fichier,
            self.partie if self.partie not in (None, "word/document.xml") else None,
            f"{word} {self.rang}" if self.rang else None,
        )
        head = f"{self.gravite.capitalize()} – {', '.join(place for place in places if place)}"
        lines = [
            head,
            f"  {self.explication}",
            f"  Balise : {self.balise}" if self.balise else "",
            f"  {word.capitalize()} : « {_shortened(self.texte)} »" if self.texte else "",
            f"  → {self.remede}" if self.remede else "",
        ]
        return "\n".join(line for line in lines if line)


_LONGEST_QUOTE = 160


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE].rstrip()}…"
