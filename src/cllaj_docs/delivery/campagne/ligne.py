"""What became of one application: a line of the summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cllaj_docs.delivery.campagne.fiche import Fiche
from cllaj_docs.errors import Faute
from cllaj_docs.rules.constat import Constat

Statut = Literal["produit", "à jour", "retenu", "manque", "échec"]
FAIT: tuple[Statut, ...] = ("produit", "à jour")
"""What is said of a document that is on disk as it should be: made by this run, or by an earlier one."""


@dataclass(frozen=True, slots=True)
class Etat:
    """What became of a document, in one format; held back, missing or lost, it is in none. ``code`` is an exit code."""

    document: str
    format: str
    statut: Statut
    raison: str = ""
    code: int = 0

    @property
    def fichier(self) -> str:
        """The name of its file."""
        return f"{self.document}.{self.format}"


@dataclass(frozen=True, slots=True)
class Ligne:
    """An application and what became of it. At fault, it has ``fautes`` and nothing else; lost, it has no ``fiche``.

    ``anciens`` are the documents that an earlier run made, and that this one neither made again nor removed.
    """

    lieu: str
    fiche: Fiche | None = None
    etats: tuple[Etat, ...] = ()
    constats: tuple[Constat, ...] = ()
    anciens: tuple[str, ...] = ()
    fautes: tuple[Faute, ...] = ()
