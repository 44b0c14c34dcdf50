"""The final report: synthesis, indicators against targets, actions, qualitative analysis by frein, accounts.

One report, two versions. The contractual one is exact, for the Département alone: the solde depends on it. The one
that may be published hides small counts and whatever would give them back, and names neither contact nor signatory.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any

from cllaj_docs.documents.commentaire import comment, detail_indicateurs
from cllaj_docs.documents.commentaire_action import comment_actions
from cllaj_docs.documents.commentaire_compte import comment_comptes
from cllaj_docs.documents.contexte import Contexte, common_values
from cllaj_docs.documents.document import BILAN, CONVENTION, DECISION, TypeDocument, given, without
from cllaj_docs.documents.effectif import LigneIndicateur, Resultat, read_compte, read_indicateurs
from cllaj_docs.documents.phrase import Personne, commune, personne
from cllaj_docs.documents.profil import TableauProfil, read_profil
from cllaj_docs.domain.bilan import ActionRealisee, Bilan
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import Part
from cllaj_docs.domain.projet import Accompagnement, AllerVers, Atelier, Permanence
from cllaj_docs.french.agreement import compte
from cllaj_docs.french.dates import date_courte
from cllaj_docs.french.figures import nombre
from cllaj_docs.rules.diffusion import EXACTE, Diffusion, compute_diffusion
from cllaj_docs.rules.ecart import TableauEcart, compute_ecarts
from cllaj_docs.rules.indicateur import compute_realisations

GRAPHIQUE_TITRE = "Cibles et résultats, en nombre de jeunes"
ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Barre:
    """A group of bars: one label, and for each series a value, or what is written in place of a bar."""

    libelle: Annotated[str, "libellé du groupe de barres"]
    valeurs: Annotated[tuple[int | None, ...], "une valeur par série"]
    mentions: Annotated[tuple[str | None, ...], "ce qui s’écrit à la place d’une barre, par série"] = (None, None)


@dataclass(frozen=True, slots=True)
class Graphique:
    """A chart to draw, in words and numbers only: ``alternative`` says what it shows to those who cannot see it."""

    titre: Annotated[str, "titre du graphique"]
    alternative: Annotated[str, "ce que montre le graphique, en mots"]
    series: Annotated[tuple[str, ...], "noms des séries"]
    barres: Annotated[tuple[Barre, ...], "groupes de barres"]


@dataclass(frozen=True, slots=True)
class SuiviAction:
    """An action of the project and what became of it, in the words that tables print."""

    code: Annotated[str, "code de l’action"]
    intitule: Annotated[str, "nom de l’action"]
    nature: Annotated[str, "nature de l’action"]
    lieu: Annotated[str, "où elle se tient"]
    rythme: Annotated[str, "rythme ou nombre de séances prévues"]
    partenaire: Annotated[str, "partenaire"]
    dates: Annotated[str, "dates de la première et de la dernière séance"]
    seances: Annotated[str, "nombre de séances tenues"]
    participants: Annotated[str, "nombre de participants"]
    commentaire: Annotated[str, "commentaire"]


@dataclass(frozen=True, slots=True)
class Version:
    """Which report this is: ``mention`` opens it; ``publique`` tells the one that may be published."""

    titre: Annotated[str, "titre de cette version"]
    mention: Annotated[str, "mention qui ouvre le bilan"]
    publique: Annotated[bool, "version à publier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteBilan(Contexte):
    """Values of the final report.

    ``graphique`` is ``None`` when there is nothing to draw, ``profil`` when the operator kept none. ``part_prevue`` and
    ``part_realisee`` are the grant as a share of the planned and of the real products, ``None`` when there is none.
    In the public version ``bilan`` holds no count: only what is printed is there to be printed.
    """

    version: Annotated[Version, "contractuelle ou diffusable"]
    bilan: Annotated[Bilan, "le bilan final"]
    signataire_bilan: Annotated[Personne, "qui signe le bilan"]
    lignes_indicateurs: Annotated[tuple[LigneIndicateur, ...], "indicateurs : cibles et résultats"]
    commentaires: Annotated[tuple[str, ...], "commentaire écrit de chaque indicateur"]
    precisions: Annotated[tuple[str, ...], "précisions écrites sur les indicateurs"]
    graphique: Annotated[Graphique | None, "graphique des cibles et des résultats ; absent s’il n’y a rien à tracer"]
    graphique_titre: Annotated[str, "titre du graphique"]
    profil: Annotated[TableauProfil | None, "profil des jeunes ; absent si aucun tableau n’est tenu"]
    suivi_actions: Annotated[tuple[SuiviAction, ...], "actions prévues et réalisées"]
    commentaires_actions: Annotated[tuple[str, ...], "commentaire écrit des actions"]
    charges: Annotated[TableauEcart, "charges prévues et réalisées"]
    produits: Annotated[TableauEcart, "produits prévus et réalisés"]
    commentaires_comptes: Annotated[tuple[str, ...], "commentaire écrit des comptes"]
    part_prevue: Annotated[Part | None, "part des produits prévus que l’aide représente"]
    part_realisee: Annotated[Part | None, "part des produits réalisés que l’aide représente"]


def build_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values that the contractual report shows. The operator issues it, from its own commune."""
    version = Version(
        titre="Bilan final de l’action – version contractuelle",
        mention="Version contractuelle – diffusion restreinte",
        publique=False,
    )
    return _build(dossier, date, version, EXACTE)


def build_public_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values that the version to be published shows."""
    diffusion = compute_diffusion(dossier.projet, given(dossier.bilan))
    version = Version(
        titre="Bilan final de l’action – version diffusable",
        mention=f"Version diffusable : les effectifs inférieurs à {diffusion.seuil} ne sont pas publiés, sauf zéro, "
        "ni ceux qui permettraient de les calculer.",
        publique=True,
    )
    return _build(dossier, date, version, diffusion)


def _build(dossier: Dossier, date: datetime.date | None, version: Version, diffusion: Diffusion) -> Mapping[str, Any]:
    bilan = given(dossier.bilan)
    values = common_values(
        dossier, date, titre=version.titre, auteur=dossier.porteur.nom, lieu=commune(dossier.porteur.adresse)
    )
    budget, compte_rendu = dossier.projet.budget, bilan.compte_rendu
    lignes = read_indicateurs(compute_realisations(dossier.appel, dossier.projet, bilan.indicateurs), diffusion)
    realisees = {realisee.code: (rank, realisee) for rank, realisee in enumerate(bilan.actions)}
    suivis = [(action, realisees.get(action.code)) for action in dossier.projet.actions]
    charges, produits = (compute_ecarts(cote, budget, compte_rendu) for cote in ("charges", "produits"))
    context = ContexteBilan(
        **values,
        version=version,
        bilan=_without_counts(bilan) if version.publique else bilan,
        signataire_bilan=personne(bilan.signataire) if bilan.signataire else values["signataire_porteur"],
        lignes_indicateurs=lignes,
        commentaires=tuple(comment(ligne) for ligne in lignes),
        precisions=detail_indicateurs(bilan.indicateurs, diffusion),
        graphique=_draw(lignes),
        graphique_titre=GRAPHIQUE_TITRE,
        profil=read_profil(bilan, diffusion),
        suivi_actions=tuple(_follow(action, found, diffusion) for action, found in suivis),
        commentaires_actions=comment_actions([(action, found[1] if found else None) for action, found in suivis]),
        charges=charges,
        produits=produits,
        commentaires_comptes=comment_comptes(charges, produits, compte_rendu),
        part_prevue=_share(values["montant"], budget.total_produits),
        part_realisee=_share(values["montant"], compte_rendu.total_produits),
    )
    return context.as_mapping()


def _share(part: Decimal, total: Decimal) -> Decimal | None:
    return part / total if total else None


def _without_counts(bilan: Bilan) -> Bilan:
    """Leave out the exact counts, so that no template, ours or another, can print one."""
    return bilan.model_copy(update={"indicateurs": None, "actions": (), "profil": None, "profil_ase": None})


# --- actions ---------------------------------------------------------------------------------------------------------


def _follow(
    action: Permanence | Atelier | AllerVers | Accompagnement,
    found: tuple[int, ActionRealisee] | None,
    diffusion: Diffusion,
) -> SuiviAction:
    """Write an action of the project and what the report says of it; ``found`` is its rank in the report and itself."""
    nature, lieu, rythme = _describe(action)
    rank, realisee = found or (None, ActionRealisee(code=action.code, commentaire="action sans compte rendu"))
    participants = read_compte(diffusion, f"actions[{rank}].participants", realisee.participants)
    return SuiviAction(
        code=action.code,
        intitule=action.intitule,
        nature=nature,
        lieu=lieu,
        rythme=rythme,
        partenaire=action.partenaire or ABSENT,
        dates=_dates(realisee),
        seances="non connu" if realisee.seances is None else nombre(realisee.seances),
        participants=participants.texte,
        commentaire=realisee.commentaire or ABSENT,
    )


def _describe(action: Permanence | Atelier | AllerVers | Accompagnement) -> tuple[str, str, str]:
    """Give what an action is, where it takes place and at what pace."""
    match action:
        case Permanence():
            kind = "permanence en milieu rural" if action.rural else "permanence"
            return kind, action.commune, action.frequence
        case Atelier():
            return "atelier collectif", action.lieu or ABSENT, compte(action.seances, "séance prévue")
        case AllerVers():
            return "aller-vers", ", ".join(action.lieux), ABSENT
        case Accompagnement():
            return "accompagnement", ABSENT, action.modalite


def _dates(realisee: ActionRealisee) -> str:
    """« du 08/09/2025 au 31/08/2026 », « depuis le 08/09/2025 », « jusqu’au 31/08/2026 »."""
    debut, fin = (date_courte(day) if day else None for day in (realisee.debut, realisee.fin))
    if debut and fin:
        return f"du\u00a0{debut} au\u00a0{fin}"
    if debut or fin:
        return f"depuis le\u00a0{debut}" if debut else f"jusqu’au\u00a0{fin}"
    return ABSENT


# --- chart -----------------------------------------------------------------------------------------------------------


def _draw(lignes: tuple[LigneIndicateur, ...]) -> Graphique | None:
    """Draw the counts of youths, ASE and all. Contacts are of another scale and stay in the table.

    ``None`` when there is nothing to draw: no target and no known result.
    """
    barres = tuple(
        _bar(f"{_SHORT_LABELS[ligne.code]} ({label})", resultat)
        for ligne in lignes
        if ligne.code in _SHORT_LABELS
        for label, resultat in (("ASE", ligne.ase), ("tous", ligne.tous))
        if resultat.cible is not None or resultat.obtenu.valeur is not None or resultat.obtenu.masque
    )
    if not barres:
        return None
    return Graphique(
        titre=GRAPHIQUE_TITRE,
        alternative="pour chaque indicateur, la cible et le résultat, pour les jeunes ASE et pour tous les jeunes",
        series=("Cible", "Résultat"),
        barres=barres,
    )


def _bar(libelle: str, resultat: Resultat) -> Barre:
    cible, obtenu = resultat.cible, resultat.obtenu
    return Barre(
        libelle,
        (cible, obtenu.valeur),
        ("non fixée" if cible is None else None, obtenu.texte if obtenu.valeur is None else None),
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
    contexte=ContexteBilan,
    build_context=build_context,
    part_shown=without("paiements", "porteur.compte", "suivi"),
    fixes=MappingProxyType({"version.publique": False}),
)

DOCUMENT_DIFFUSABLE = TypeDocument(
    nom="bilan-final-diffusable",
    titre="Bilan final, version diffusable",
    besoins=(DECISION, CONVENTION, BILAN),
    contexte=ContexteBilan,
    build_context=build_public_context,
    part_shown=without("paiements", "porteur.compte", "porteur.contact", "suivi"),
    gabarit=DOCUMENT.nom,
    carries_data=False,
    fixes=MappingProxyType(
        {"version.publique": True, **dict.fromkeys(("bilan.indicateurs", "bilan.profil", "bilan.profil_ase"))}
    ),
)
