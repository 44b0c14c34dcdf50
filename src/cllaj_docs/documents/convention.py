"""The convention: parties, visas, articles numbered for the regime, annexes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

from cllaj_docs.documents.contexte import Contexte, common_values
from cllaj_docs.documents.document import CONVENTION, DECISION, TypeDocument
from cllaj_docs.documents.phrase import acte, adresse
from cllaj_docs.domain.appel import Indicateur
from cllaj_docs.domain.budget import Ligne
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.plan_comptable import rubriques
from cllaj_docs.rules.droit import cited_references
from cllaj_docs.rules.ecart import label_rubrique
from cllaj_docs.rules.piece import Piece, find_pieces
from cllaj_docs.rules.regime import find_regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """Number of each article, in printed order. ``None``: the article does not concern the regime."""

    objet: int
    duree: int
    engagements_operateur: int
    engagements_departement: int
    montant: int
    versement: int
    justificatifs: int
    controle: int
    suivi: int
    communication: int
    donnees: int
    engagement_republicain: int | None
    assurance: int
    modification: int
    sanctions: int
    resiliation: int
    incessibilite: int
    litiges: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Annexes:
    """Number of each annex, in printed order. ``None``: the annex does not concern the regime."""

    projet: int
    budget: int
    indicateurs: int
    bilan: int
    engagement_republicain: int | None
    compte: int


@dataclass(frozen=True, slots=True)
class LigneBudget:
    """A line of the provisional budget: label of the rubric, euros."""

    libelle: str
    montant: Decimal


@dataclass(frozen=True, slots=True)
class CibleIndicateur:
    """An indicator of the call, its rank from 1, and what the project aims at (``None``: no target)."""

    rang: int
    indicateur: Indicateur
    ase: int | None
    tous: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteConvention(Contexte):
    """Values of the convention. ``visas`` follow « Vu »; pieces are those of the requests, from the same table."""

    articles: Articles
    annexes: Annexes
    visas: tuple[str, ...]
    declaration_porteur: str | None
    adresse_tribunal: str
    pieces_avance: tuple[Piece, ...]
    pieces_solde: tuple[Piece, ...]
    budget_charges: tuple[LigneBudget, ...]
    budget_produits: tuple[LigneBudget, ...]
    cibles: tuple[CibleIndicateur, ...]


_Numbers = TypeVar("_Numbers", Articles, Annexes)


def build_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values that the convention shows."""
    regime = find_regime(dossier.porteur)
    values = common_values(
        dossier,
        date,
        titre=regime.titre_convention,
        auteur=dossier.departement.nom,
        lieu=dossier.departement.commune_signature,
    )
    left_out = () if regime.associatif else ("engagement_republicain",)
    context = ContexteConvention(
        **values,
        articles=_number(Articles, left_out),
        annexes=_number(Annexes, left_out),
        visas=(
            *(reference.texte for reference in cited_references(dossier)),
            *values["convention"].visas_supplementaires,
        ),
        declaration_porteur=_declaration(dossier),
        pieces_avance=find_pieces(regime, "avance"),
        adresse_tribunal=adresse(dossier.departement.tribunal.adresse),
        pieces_solde=find_pieces(regime, "solde"),
        budget_charges=_lines(dossier.projet.budget.charges),
        budget_produits=_lines(dossier.projet.budget.produits),
        cibles=_targets(dossier),
    )
    return context.as_mapping()


def _number(kind: type[_Numbers], left_out: Iterable[str]) -> _Numbers:
    """Give the fields of a class their numbers from 1 in the order they are declared, skipping those left out."""
    names = [field.name for field in fields(kind)]
    kept = [name for name in names if name not in left_out]
    return kind(**{name: kept.index(name) + 1 if name in kept else None for name in names})  # type: ignore[arg-type]


def _lines(lignes: Iterable[Ligne]) -> tuple[LigneBudget, ...]:
    """Label the lines of a budget, in the order of the Cerfa whatever the order of the file."""
    order = list(rubriques())
    ordered = sorted(lignes, key=lambda ligne: order.index(ligne.rubrique))
    return tuple(LigneBudget(label_rubrique(ligne), ligne.montant) for ligne in ordered)


def _targets(dossier: Dossier) -> tuple[CibleIndicateur, ...]:
    cibles = dossier.projet.cibles
    return tuple(
        CibleIndicateur(rang, indicateur, getattr(cibles, indicateur.code).ase, getattr(cibles, indicateur.code).tous)
        for rang, indicateur in enumerate(dossier.appel.indicateurs, start=1)
    )


def _declaration(dossier: Dossier) -> str | None:
    """Word the act that gave the operator its existence, when the dossier knows it."""
    porteur = dossier.porteur
    if porteur.regime == "mission_locale_gip":
        return acte(porteur.arrete_approbation)
    if porteur.regime == "epci":
        return acte(porteur.arrete_creation)
    return acte(porteur.declaration) if porteur.declaration else None


DOCUMENT = TypeDocument(
    nom="convention", titre="Convention", besoins=(DECISION, CONVENTION), build_context=build_context
)
