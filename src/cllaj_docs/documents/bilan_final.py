"""The final report: synthesis, indicators against targets, actions, qualitative analysis by frein, accounts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cllaj_docs.documents.commentaire import comment
from cllaj_docs.documents.contexte import Contexte, common_values
from cllaj_docs.documents.document import BILAN, CONVENTION, DECISION, TypeDocument, given, without
from cllaj_docs.documents.phrase import Personne, commune, personne
from cllaj_docs.domain.bilan import ActionRealisee, Bilan
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.projet import Accompagnement, AllerVers, Atelier, Permanence
from cllaj_docs.rules.ecart import TableauEcart, compute_ecarts
from cllaj_docs.rules.indicateur import Realisation, compute_realisations

GRAPHIQUE_TITRE = "Cibles et résultats, en nombre de jeunes"


@dataclass(frozen=True, slots=True)
class Barre:
    """A group of bars: one label, one value for each series."""

    libelle: str
    valeurs: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Graphique:
    """A chart to draw, in words and numbers only: ``alternative`` says what it shows to those who cannot see it.

    ``absents`` says, for each series, what to write in place of a bar that has no value.
    """

    titre: str
    alternative: str
    series: tuple[str, ...]
    absents: tuple[str, ...]
    barres: tuple[Barre, ...]


@dataclass(frozen=True, slots=True)
class SuiviAction:
    """An action of the project and what became of it; ``realisee`` is ``None`` when the report does not speak of it."""

    action: Permanence | Atelier | AllerVers | Accompagnement
    realisee: ActionRealisee | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteBilan(Contexte):
    """Values of the final report.

    ``graphique`` is ``None`` when there is nothing to draw; ``part_produits`` is the grant as a share of the planned
    products, ``None`` when none was planned.
    """

    bilan: Bilan
    signataire_bilan: Personne
    realisations: tuple[Realisation, ...]
    commentaires: tuple[str, ...]
    graphique: Graphique | None
    graphique_titre: str
    suivi_actions: tuple[SuiviAction, ...]
    charges: TableauEcart
    produits: TableauEcart
    part_produits: Decimal | None


def build_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values that the report shows. The operator issues it, from its own commune."""
    bilan = given(dossier.bilan)
    values = common_values(
        dossier,
        date,
        titre="Bilan final de l’action",
        auteur=dossier.porteur.nom,
        lieu=commune(dossier.porteur.adresse),
    )
    budget, compte_rendu = dossier.projet.budget, bilan.compte_rendu
    realisations = compute_realisations(dossier.appel, dossier.projet, bilan.indicateurs)
    realisees = {realisee.code: realisee for realisee in bilan.actions}
    context = ContexteBilan(
        **values,
        bilan=bilan,
        signataire_bilan=personne(bilan.signataire) if bilan.signataire else values["signataire_porteur"],
        realisations=realisations,
        commentaires=tuple(comment(realisation) for realisation in realisations),
        graphique=_draw(realisations),
        graphique_titre=GRAPHIQUE_TITRE,
        suivi_actions=tuple(SuiviAction(action, realisees.get(action.code)) for action in dossier.projet.actions),
        charges=compute_ecarts("charges", budget, compte_rendu),
        produits=compute_ecarts("produits", budget, compte_rendu),
        part_produits=values["montant"] / budget.total_produits if budget.total_produits else None,
    )
    return context.as_mapping()


def _draw(realisations: tuple[Realisation, ...]) -> Graphique | None:
    """Draw the counts of youths, ASE and all. Contacts are of another scale and stay in the table.

    ``None`` when there is nothing to draw: no target and no known result.
    """
    barres = tuple(
        Barre(f"{_SHORT_LABELS[realisation.indicateur.code]} ({label})", (mesure.cible, mesure.resultat))
        for realisation in realisations
        if realisation.indicateur.code in _SHORT_LABELS
        for label, mesure in (("ASE", realisation.ase), ("tous", realisation.tous))
        if mesure.cible is not None or mesure.resultat is not None
    )
    if not barres:
        return None
    return Graphique(
        titre=GRAPHIQUE_TITRE,
        alternative="pour chaque indicateur, la cible et le résultat, pour les jeunes ASE et pour tous les jeunes",
        series=("Cible", "Résultat"),
        absents=("non fixée", "non connu"),
        barres=barres,
    )


_SHORT_LABELS: Mapping[str, str] = {
    "jeunes_recus": "Jeunes reçus",
    "jeunes_accompagnes": "Jeunes accompagnés",
    "jeunes_loges": "Jeunes logés",
    "jeunes_actions_nouvelles": "Actions nouvelles",
}
"""Labels of the bars, by indicator; the contacts are not drawn."""


DOCUMENT = TypeDocument(
    nom="bilan-final",
    titre="Bilan final",
    besoins=(DECISION, CONVENTION, BILAN),
    build_context=build_context,
    part_shown=without("paiements", "porteur.compte"),
)
