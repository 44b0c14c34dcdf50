"""A finding: something that a person must settle, or at least know, before a document leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Gravite = Literal["bloquant", "alerte"]

NomDocument = Literal[
    "convention", "demande-avance", "bilan-intermediaire", "demande-solde", "bilan-final", "bilan-final-diffusable"
]

CONVENTION: tuple[NomDocument, ...] = ("convention",)
DEMANDES: tuple[NomDocument, ...] = ("demande-avance", "demande-solde")
AVANCE: tuple[NomDocument, ...] = ("demande-avance",)
SOLDE: tuple[NomDocument, ...] = ("demande-solde",)
BILAN: tuple[NomDocument, ...] = ("bilan-final", "bilan-final-diffusable")
DIFFUSABLE: tuple[NomDocument, ...] = ("bilan-final-diffusable",)
INTERMEDIAIRE: tuple[NomDocument, ...] = ("bilan-intermediaire",)
SUIVI: tuple[NomDocument, ...] = (*INTERMEDIAIRE, *BILAN)


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
