"""The mid-year report: where the action stands against its targets, month by month, from the reporting table."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from cllaj_docs.documents.bilan_final import Barre, Graphique
from cllaj_docs.documents.commentaire import comment, detail_indicateurs
from cllaj_docs.documents.contexte import Contexte, common_values
from cllaj_docs.documents.document import CONVENTION, DECISION, SUIVI, TypeDocument, given, without
from cllaj_docs.documents.effectif import LigneIndicateur, read_indicateurs
from cllaj_docs.documents.phrase import commune
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.suivi import Suivi
from cllaj_docs.french.dates import mois_annee
from cllaj_docs.rules.diffusion import EXACTE
from cllaj_docs.rules.indicateur import compute_realisations

GRAPHIQUE_TITRE = "Jeunes reçus, mois par mois"


@dataclass(frozen=True, slots=True)
class LigneMois:
    """A month as the table prints it. ``None`` is not known."""

    libelle: Annotated[str, "le mois, en lettres"]
    contacts: Annotated[int, "contacts du mois"]
    jeunes_recus: Annotated[int, "jeunes reçus dans le mois"]
    nouveaux_jeunes: Annotated[int, "jeunes reçus pour la première fois"]
    jeunes_accompagnes: Annotated[int, "jeunes accompagnés dans le mois"]
    jeunes_loges: Annotated[int | None, "jeunes logés dans le mois ; absent s’il n’est pas connu"]
    jeunes_actions_nouvelles: Annotated[
        int | None, "jeunes venus aux actions nouvelles dans le mois ; absent s’il n’est pas connu"
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteBilanIntermediaire(Contexte):
    """Values of the mid-year report. ``complet`` tells that the whole action is counted."""

    suivi: Annotated[Suivi, "ce que le tableau de reporting compte"]
    complet: Annotated[bool, "toute l’action est comptée"]
    lignes_indicateurs: Annotated[tuple[LigneIndicateur, ...], "indicateurs : cibles et résultats"]
    commentaires: Annotated[tuple[str, ...], "commentaire écrit de chaque indicateur"]
    precisions: Annotated[tuple[str, ...], "précisions écrites sur les indicateurs"]
    graphique: Annotated[Graphique, "graphique des jeunes reçus, mois par mois"]
    graphique_titre: Annotated[str, "titre du graphique"]
    lignes_mois: Annotated[tuple[LigneMois, ...], "tableau mois par mois"]


def build_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values that the report shows. The operator issues it, from its own commune."""
    suivi = given(dossier.suivi)
    values = common_values(
        dossier,
        date,
        titre="Bilan intermédiaire de l’action",
        auteur=dossier.porteur.nom,
        lieu=commune(dossier.porteur.adresse),
    )
    results = compute_realisations(dossier.appel, dossier.projet, suivi.indicateurs)
    indicateurs = read_indicateurs(results, EXACTE)
    lignes = tuple(LigneMois(mois_annee(mois.debut), **mois.model_dump(exclude={"debut"})) for mois in suivi.mois)
    context = ContexteBilanIntermediaire(
        **values,
        suivi=suivi,
        complet=suivi.periode.fin == values["convention"].periode_action.fin,
        lignes_indicateurs=indicateurs,
        commentaires=tuple(comment(ligne) for ligne in indicateurs),
        precisions=detail_indicateurs(suivi.indicateurs, EXACTE),
        graphique=_draw(lignes),
        graphique_titre=GRAPHIQUE_TITRE,
        lignes_mois=lignes,
    )
    return context.as_mapping()


def _draw(lignes: tuple[LigneMois, ...]) -> Graphique:
    return Graphique(
        titre=GRAPHIQUE_TITRE,
        alternative="pour chaque mois, le nombre de jeunes reçus, et de ceux qui le sont pour la première fois",
        series=("Jeunes reçus", "Nouveaux jeunes"),
        barres=tuple(Barre(ligne.libelle, (ligne.jeunes_recus, ligne.nouveaux_jeunes)) for ligne in lignes),
    )


DOCUMENT = TypeDocument(
    nom="bilan-intermediaire",
    titre="Bilan intermédiaire",
    besoins=(DECISION, CONVENTION, SUIVI),
    contexte=ContexteBilanIntermediaire,
    build_context=build_context,
    part_shown=without("paiements", "porteur.compte", "bilan", "suivi.profil"),
)
