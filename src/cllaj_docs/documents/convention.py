"""The convention: parties, visas, articles numbered for the regime, annexes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from cllaj_docs.documents.article import Annexes, Articles, number_annexes, number_articles
from cllaj_docs.documents.contexte import Contexte, common_values
from cllaj_docs.documents.document import COMPTE, CONVENTION, DECISION, TypeDocument, given, without
from cllaj_docs.documents.phrase import acte
from cllaj_docs.documents.presence import Selon
from cllaj_docs.domain.appel import Indicateur
from cllaj_docs.domain.budget import Ligne
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import Euros
from cllaj_docs.domain.plan_comptable import Cote, rubriques
from cllaj_docs.rules.banque import public_bank
from cllaj_docs.rules.droit import cited_references
from cllaj_docs.rules.ecart import label_rubrique
from cllaj_docs.rules.piece import Piece, find_pieces
from cllaj_docs.rules.regime import find_regime


@dataclass(frozen=True, slots=True)
class LigneBudget:
    """A line of the provisional budget: label of the rubric, euros."""

    libelle: Annotated[str, "libellé de la rubrique"]
    montant: Annotated[Euros, "montant prévu"]


@dataclass(frozen=True, slots=True)
class LigneModele:
    """A line of the blank financial report: a rubric, and what the budget plans for it (``None``: nothing)."""

    libelle: Annotated[str, "libellé de la rubrique"]
    montant: Annotated[Euros | None, "montant prévu ; absent si rien n’est prévu"]


@dataclass(frozen=True, slots=True)
class GroupeModele:
    """The rubrics under one heading of the Cerfa."""

    libelle: Annotated[str, "titre du groupe"]
    lignes: Annotated[tuple[LigneModele, ...], "rubriques du groupe"]


@dataclass(frozen=True, slots=True)
class ModeleCompteRendu:
    """One side of the blank financial report: every rubric of the Cerfa, planned amounts filled in."""

    groupes: Annotated[tuple[GroupeModele, ...], "groupes de rubriques, dans l’ordre du Cerfa"]
    total: Annotated[LigneBudget, "total prévu"]


@dataclass(frozen=True, slots=True)
class CibleIndicateur:
    """An indicator of the call, its rank from 1, and what the project aims at (``None``: no target)."""

    rang: Annotated[int, "rang de l’indicateur, à partir de 1"]
    indicateur: Annotated[Indicateur, "l’indicateur de l’appel"]
    ase: Annotated[int | None, "cible pour les jeunes ASE ; absente si aucune n’est fixée"]
    tous: Annotated[int | None, "cible pour tous les jeunes ; absente si aucune n’est fixée"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteConvention(Contexte):
    """Values of the convention. ``visas`` follow « Vu »; pieces are those of the requests, from the same table.

    ``engagements_actions`` are what the operator undertakes to set up, by the kinds of actions of its project;
    ``banque_publique`` keeps the account of a public accountant, ``None`` for another bank; ``cibles_fixees`` when the
    project aims at a number for one indicator at least.
    """

    articles: Annotated[Articles, "numéros des articles"]
    annexes: Annotated[Annexes, "numéros des annexes"]
    visas: Annotated[tuple[str, ...], "textes des visas, sans le « Vu »"]
    declaration_porteur: Annotated[
        str | None, "acte qui a créé ou déclaré l’opérateur", Selon(toujours=("gip", "epci"))
    ]
    pieces_avance: Annotated[tuple[Piece, ...], "pièces à fournir pour l’avance"]
    pieces_solde: Annotated[tuple[Piece, ...], "pièces à fournir pour le solde"]
    budget_charges: Annotated[tuple[LigneBudget, ...], "charges du budget prévisionnel"]
    budget_produits: Annotated[tuple[LigneBudget, ...], "produits du budget prévisionnel"]
    modele_charges: Annotated[ModeleCompteRendu, "charges du compte rendu financier à remplir"]
    modele_produits: Annotated[ModeleCompteRendu, "produits du compte rendu financier à remplir"]
    cibles: Annotated[tuple[CibleIndicateur, ...], "indicateurs et cibles du projet"]
    cibles_fixees: Annotated[bool, "le projet fixe au moins une cible"]
    engagements_actions: Annotated[tuple[str, ...], "ce que l’opérateur met en place, par nature d’action"]
    banque_publique: Annotated[str | None, "banque qui tient le compte du comptable public"]


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
    budget, cibles = dossier.projet.budget, _targets(dossier)
    context = ContexteConvention(
        **values,
        articles=number_articles(regime),
        annexes=number_annexes(regime),
        visas=(
            *(reference.texte for reference in cited_references(dossier) if reference.texte),
            *values["convention"].visas_supplementaires,
        ),
        declaration_porteur=_declaration(dossier),
        pieces_avance=find_pieces(dossier, "avance"),
        pieces_solde=find_pieces(dossier, "solde"),
        budget_charges=_lines(budget.charges),
        budget_produits=_lines(budget.produits),
        modele_charges=_blank("charges", budget.charges, budget.total_charges),
        modele_produits=_blank("produits", budget.produits, budget.total_produits),
        cibles=cibles,
        cibles_fixees=any(cible.ase is not None or cible.tous is not None for cible in cibles),
        engagements_actions=_undertakings(dossier),
        banque_publique=public_bank(given(dossier.porteur.compte).iban),
    )
    return context.as_mapping()


def _lines(lignes: Iterable[Ligne]) -> tuple[LigneBudget, ...]:
    """Label the lines of a budget, in the order of the Cerfa whatever the order of the file."""
    order = list(rubriques())
    ordered = sorted(lignes, key=lambda ligne: order.index(ligne.rubrique))
    return tuple(LigneBudget(label_rubrique(ligne), ligne.montant) for ligne in ordered)


def _blank(cote: Cote, lignes: Iterable[Ligne], total: Decimal) -> ModeleCompteRendu:
    """Lay out every rubric of one side, headings in the order of the Cerfa."""
    planned = {ligne.rubrique: ligne.montant for ligne in lignes}
    groupes: dict[str, list[LigneModele]] = {}
    for code, rubrique in rubriques().items():
        if rubrique.cote == cote:
            groupes.setdefault(rubrique.groupe, []).append(LigneModele(rubrique.libelle, planned.get(code)))
    return ModeleCompteRendu(
        groupes=tuple(GroupeModele(libelle, tuple(rows)) for libelle, rows in groupes.items()),
        total=LigneBudget(f"Total des {cote}", total),
    )


def _undertakings(dossier: Dossier) -> tuple[str, ...]:
    """Word what the project sets up, kind by kind, in the order of the call."""
    actions = dossier.projet.actions
    rural = any(action.type == "permanence" and action.rural for action in actions)
    words = {
        "permanence": f"mettre en place de nouvelles permanences{', notamment en milieu rural' if rural else ''}",
        "atelier": "organiser de nouveaux ateliers collectifs",
        "aller_vers": "développer de nouvelles formes d’aller-vers",
        "accompagnement": "proposer de nouvelles modalités d’accompagnement",
    }
    kinds = {action.type for action in actions}
    return tuple(word for kind, word in words.items() if kind in kinds)


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
    nom="convention",
    titre="Convention",
    besoins=(DECISION, CONVENTION, COMPTE),
    contexte=ContexteConvention,
    build_context=build_context,
    part_shown=without("paiements", "suivi", "bilan"),
)
