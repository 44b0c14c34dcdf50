"""Families of obstacles: where each *frein* of a final report goes in the report of the Département."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cllaj_docs.domain.bilan import Frein
from cllaj_docs.domain.colonne import plain
from cllaj_docs.domain.shipped import read_shipped

AUTRES = "Autres freins"


@cache
def familles() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the families in their printed order: title, starts of words, reduced by ``plain``."""
    rows = read_shipped("rules", "frein.toml")["familles"]
    return tuple((row["titre"], tuple(plain(mot) for mot in row["mots"])) for row in rows)


def find_famille(frein: Frein) -> str:
    """Give the family of an obstacle: by its title first, then by whom it stops and what was tried."""
    for text in (frein.obstacle, f"{frein.obstacle} {frein.public} {frein.levier}"):
        counts = [(_count(text, mots), titre) for titre, mots in familles()]
        best = max(counts, key=lambda one: one[0])
        if best[0]:
            return best[1]
    return AUTRES


_WHOLE = 4
"""Letters of a word up to which it must be whole: « car » is not the start of « caravane »."""


def _count(text: str, mots: Sequence[str]) -> int:
    written = plain(text)
    ends = {True: r"s?\b", False: ""}
    return sum(len(re.findall(rf"\b{re.escape(mot)}{ends[len(mot) <= _WHOLE]}", written)) for mot in mots)
