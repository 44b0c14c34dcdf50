"""Numbers of the articles and annexes of a convention: they follow the regime, and every document cites the same."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

from cllaj_docs.rules.regime import Regime


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
    communication: int


_Numbers = TypeVar("_Numbers", Articles, Annexes)


def number_articles(regime: Regime) -> Articles:
    """Give the articles their numbers from 1, without those that do not concern the regime."""
    return _number(Articles, regime)


def number_annexes(regime: Regime) -> Annexes:
    """Give the annexes their numbers from 1, without those that do not concern the regime."""
    return _number(Annexes, regime)


def _number(kind: type[_Numbers], regime: Regime) -> _Numbers:
    """Give the fields of a class their numbers in the order they are declared."""
    names = [field.name for field in fields(kind)]
    kept = [name for name in names if regime.associatif or name != "engagement_republicain"]
    return kind(**{name: kept.index(name) + 1 if name in kept else None for name in names})  # type: ignore[arg-type]
