"""What a document is to the rest of the house: a name, what it needs of a dossier, and the values that it shows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.model import Modele
from cllaj_docs.errors import DossierError, Faute

_Part = TypeVar("_Part")
_Modele = TypeVar("_Modele", bound=Modele)


@dataclass(frozen=True, slots=True)
class Besoin:
    """A part of the dossier that a document cannot do without: its path, and how to ask for it.

    ``chemin`` is dotted (``convention.date_signature``); ``demande`` follows « il manque » in a message. A part that is
    absent is missing, and so is a list that is empty.
    """

    chemin: str
    demande: str


DECISION = Besoin("decision", "la décision d’attribution (délibération, date, montant)")
CONVENTION = Besoin("convention", "la convention (numéro, dates, durée, règle du solde)")
SIGNATURE = Besoin("convention.date_signature", "la date de signature de la convention")
COMPTE = Besoin("porteur.compte", "le compte bancaire de l’opérateur (titulaire, IBAN, BIC)")
SUIVI = Besoin("suivi", "le suivi, compté depuis le tableau (cllaj-docs reporting calculer)")
BILAN = Besoin("bilan", "le bilan final (indicateurs, analyse, compte rendu financier)")


@dataclass(frozen=True, slots=True)
class Without:
    """Leaves optional parts of a dossier out, by their dotted paths: they are as if they were not known."""

    chemins: tuple[str, ...]

    def __call__(self, dossier: Dossier) -> Dossier:
        """Give the dossier without them."""
        for chemin in self.chemins:
            dossier = _emptied(dossier, *chemin.split("."))
        return dossier


def without(*chemins: str) -> Without:
    """Make what leaves parts of a dossier out."""
    return Without(chemins)


def _emptied(part: _Modele, name: str, *below: str) -> _Modele:
    """Put the default of a field in its place; a part that is absent already stays absent."""
    value = getattr(part, name)
    if below:
        value = value and _emptied(value, *below)
    else:
        value = type(part).model_fields[name].get_default(call_default_factory=True)
    return part.model_copy(update={name: value})


@dataclass(frozen=True, slots=True)
class TypeDocument:
    """A kind of document. Its templates bear its name (``<nom>.docx``, ``<nom>.html``), or the one in ``gabarit``.

    ``nom`` is made of lower-case letters without accents, figures and hyphens; ``titre`` is French.

    ``build_context(dossier, date)`` gives the values of the template by name; it is called only when nothing is
    missing. ``date`` is the day written in « Fait à …, le … », or ``None`` for a dotted line. ``contexte`` is the
    dataclass of these values; ``fixes`` are those that no dossier changes, by path (``None``: withheld).

    ``part_shown`` gives the dossier without what the document must not show: its values are computed from that alone,
    and its file carries that as data. So a document never carries more than it may show, nor shows what it does not
    carry, and the data of a file make the same file again. A document to be published computes with counts that it must
    not show: its file carries no data at all (``carries_data``).
    """

    nom: str
    titre: str
    besoins: tuple[Besoin, ...]
    contexte: type[Any]
    build_context: Callable[[Dossier, datetime.date | None], Mapping[str, Any]]
    part_shown: Callable[[Dossier], Dossier]
    gabarit: str | None = None
    carries_data: bool = True
    fixes: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def nom_gabarit(self) -> str:
        """The name of its templates."""
        return self.gabarit or self.nom

    def missing(self, dossier: Dossier) -> tuple[Faute, ...]:
        """List what the dossier still lacks for this document, in the order of its life."""
        return tuple(
            Faute(besoin.chemin, f"il manque {besoin.demande}")
            for besoin in self.besoins
            if _at(dossier, besoin.chemin) in (None, ())
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
