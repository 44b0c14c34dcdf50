"""Numbers of the articles and annexes of a convention: they follow the regime, and every document cites the same."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, TypeVar

from cllaj_docs.rules.regime import Regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """Number of each article, in printed order. ``None``: the article does not concern the regime."""

    objet: Annotated[int, "numéro de l’article « Objet »"]
    duree: Annotated[int, "numéro de l’article « Durée »"]
    engagements_operateur: Annotated[int, "numéro de l’article « Engagements de l’opérateur »"]
    engagements_departement: Annotated[int, "numéro de l’article « Engagements du Département »"]
    montant: Annotated[int, "numéro de l’article « Montant »"]
    versement: Annotated[int, "numéro de l’article « Versement »"]
    justificatifs: Annotated[int, "numéro de l’article « Justificatifs et comptabilité »"]
    controle: Annotated[int, "numéro de l’article « Contrôle »"]
    suivi: Annotated[int, "numéro de l’article « Suivi et évaluation »"]
    communication: Annotated[int, "numéro de l’article « Communication »"]
    donnees: Annotated[int, "numéro de l’article « Données personnelles »"]
    engagement_republicain: Annotated[int | None, "numéro de l’article « Contrat d’engagement républicain »"]
    assurance: Annotated[int, "numéro de l’article « Assurance et responsabilité »"]
    modification: Annotated[int, "numéro de l’article « Modification »"]
    sanctions: Annotated[int, "numéro de l’article « Sanctions et reversement »"]
    resiliation: Annotated[int, "numéro de l’article « Résiliation »"]
    incessibilite: Annotated[int, "numéro de l’article « Incessibilité »"]
    litiges: Annotated[int, "numéro de l’article « Litiges »"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annexes:
    """Number of each annex, in printed order. ``None``: the annex does not concern the regime."""

    projet: Annotated[int, "numéro de l’annexe « Le projet et ses actions »"]
    budget: Annotated[int, "numéro de l’annexe « Budget prévisionnel »"]
    indicateurs: Annotated[int, "numéro de l’annexe « Indicateurs et tableau de reporting »"]
    bilan: Annotated[int, "numéro de l’annexe « Modèle du bilan final »"]
    engagement_republicain: Annotated[int | None, "numéro de l’annexe « Contrat d’engagement républicain »"]
    compte: Annotated[int, "numéro de l’annexe « Coordonnées bancaires »"]
    communication: Annotated[int, "numéro de l’annexe « Communication »"]


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
