"""A finding: something that a person must settle, or at least know, before a document leaves.

What each code means is data (``data/constat.toml``): its gravity, the documents that it concerns, what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cllaj_docs.domain.shipped import read_shipped

Gravite = Literal["bloquant", "alerte"]

NomDocument = Literal[
    "convention", "demande-avance", "bilan-intermediaire", "demande-solde", "bilan-final", "bilan-final-diffusable"
]


@dataclass(frozen=True, slots=True)
class Constat:
    """A finding of ``check``.

    ``code`` is stable from one version to the next; ``gravite`` is ``bloquant`` (the ``documents`` must not be sent as
    they are) or ``alerte`` (to be known); ``message`` is French; ``chemin`` is the field to look at.
    """

    code: str
    gravite: Gravite
    message: str
    chemin: str
    documents: tuple[NomDocument, ...]

    def __str__(self) -> str:
        return f"[{self.gravite}] {self.code} — {self.chemin} : {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NatureConstat:
    """What a code means, in French: ``sens`` says what was found and ``remede`` what to do; ``theme`` is a heading."""

    code: str
    theme: str
    gravite: Gravite
    documents: tuple[NomDocument, ...]
    sens: str
    remede: str


@cache
def natures_of_constats() -> Mapping[str, NatureConstat]:
    """Give what each code of ``data/constat.toml`` means, by code."""
    return {
        code: NatureConstat(code=code, theme=theme["titre"], **row | {"documents": tuple(row["documents"])})
        for theme in read_shipped("rules", "constat.toml").values()
        for code, row in theme["constats"].items()
    }


def constat(code: str, message: str, chemin: str) -> Constat:
    """Make a finding: its gravity and the documents that it concerns are those of its code."""
    nature = natures_of_constats()[code]
    return Constat(code, nature.gravite, message, chemin, nature.documents)


def held_back(constats: Sequence[Constat], documents: Iterable[str]) -> dict[str, tuple[Constat, ...]]:
    """Give, for each of these documents that must not be sent, the blocking findings that hold it back."""
    blocking = [one for one in constats if one.gravite == "bloquant"]
    found = {document: tuple(one for one in blocking if document in one.documents) for document in documents}
    return {document: constats for document, constats in found.items() if constats}
