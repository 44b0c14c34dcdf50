"""What a document is to the rest of the house: a name, what it needs of a dossier, and the values that it shows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import DossierError, Faute

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Besoin:
    """A part of the dossier that a document cannot do without: its path, and how to ask for it."""

    chemin: str
    demande: str


DECISION = Besoin("decision", "la décision d’attribution (délibération, date, montant)")
CONVENTION = Besoin("convention", "la convention (numéro, dates, durée, règle du solde)")
SIGNATURE = Besoin("convention.date_signature", "la date de signature de la convention")
BILAN = Besoin("bilan", "le bilan final (indicateurs, analyse, compte rendu financier)")


@dataclass(frozen=True, slots=True)
class TypeDocument:
    """A kind of document. ``nom`` is also the name of its templates (``templates/html/<nom>.html``).

    ``build_context(dossier, date)`` gives the values of the template by name; it is called only when nothing is
    missing. ``date`` is the day written in « Fait à …, le … », or ``None`` for a dotted line.
    """

    nom: str
    titre: str
    besoins: tuple[Besoin, ...]
    build_context: Callable[[Dossier, datetime.date | None], Mapping[str, Any]]

    def missing(self, dossier: Dossier) -> tuple[Faute, ...]:
        """List what the dossier still lacks for this document, in the order of its life."""
        return tuple(
            Faute(besoin.chemin, f"il manque {besoin.demande}")
            for besoin in self.besoins
            if _at(dossier, besoin.chemin) is None
        )

    def require(self, dossier: Dossier) -> None:
        """Raise ``DossierError`` with all that is missing, when anything is."""
        fautes = self.missing(dossier)
        if fautes:
            raise DossierError(f"le document « {self.nom} » ne peut pas encore être produit :", fautes)


def given(part: _Part | None) -> _Part:
    """Narrow an optional part that ``TypeDocument.require`` has found present."""
    if part is None:
        raise LookupError("build_context called before require")
    return part


def _at(part: Any, chemin: str) -> Any:
    """Follow a dotted path; ``None`` as soon as a part is absent."""
    for name in chemin.split("."):
        part = getattr(part, name, None)
    return part
