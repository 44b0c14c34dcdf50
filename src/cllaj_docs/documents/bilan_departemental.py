"""The report of the Département on a whole campaign: the final reports summed, and what could not be.

It is made from many dossiers; ``DOCUMENT`` describes its values for one, as those of other documents are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from cllaj_docs.documents.bilan_final import Barre, Graphique
from cllaj_docs.documents.contexte import Logos
from cllaj_docs.documents.document import CONVENTION, DECISION, TypeDocument, without
from cllaj_docs.documents.effectif import NON_CONNU, Compte, read_compte
from cllaj_docs.documents.phrase import adresse_lignes, fait_le
from cllaj_docs.domain.appel import Appel
from cllaj_docs.domain.bilan import Frein
from cllaj_docs.domain.departement import Departement, EnTete
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import Euros, Part
from cllaj_docs.french.agreement import compte, pluriel
from cllaj_docs.french.figures import euros, nombre
from cllaj_docs.rules.campagne import Montants
from cllaj_docs.rules.consolidation import Argent, Consolidation, Exclusion, Somme, consolidate, diffuse
from cllaj_docs.rules.consolidation import Compte as CompteOperateur
from cllaj_docs.rules.diffusion import EXACTE, Diffusion
from cllaj_docs.rules.frein import AUTRES, familles, find_famille

_NATURES = {
    "permanence": "Permanences",
    "atelier": "Ateliers",
    "aller_vers": "Démarches d’aller-vers",
    "accompagnement": "Accompagnements",
}
_NON_SOMME = "–"


@dataclass(frozen=True, slots=True)
class TotalIndicateur:
    """A count of the whole campaign. ``rapports`` are the reports that it is summed over."""

    compte: Annotated[Compte, "total des opérateurs qui le connaissent"]
    rapports: Annotated[int, "nombre de bilans additionnés"]


@dataclass(frozen=True, slots=True)
class PartOperateur:
    """What an operator brings to an indicator, as the table prints it."""

    operateur: Annotated[str, "l’opérateur"]
    tous: Annotated[str, "tous les jeunes, ou pourquoi ce n’est pas additionné"]
    part: Annotated[Part | None, "part de l’opérateur dans le total ; absente si l’un des deux n’est pas imprimé"]
    ase: Annotated[str, "jeunes ayant eu un parcours ASE"]
    inconnu: Annotated[str, "jeunes dont le parcours ASE n’est pas connu"]


@dataclass(frozen=True, slots=True)
class IndicateurDepartement:
    """An indicator of the campaign: its totals, and the share of each operator."""

    rang: Annotated[int, "rang de l’indicateur, à partir de 1"]
    libelle: Annotated[str, "ce qui est compté, en bref"]
    intitule: Annotated[str, "ce qui est compté, dans les mots de l’appel"]
    definition: Annotated[str, "définition de l’indicateur"]
    tous: Annotated[TotalIndicateur, "tous les jeunes"]
    ase: Annotated[TotalIndicateur, "jeunes ayant eu un parcours ASE"]
    inconnu: Annotated[str, "jeunes dont le parcours ASE n’est pas connu, tel qu’il s’imprime"]
    parts: Annotated[tuple[PartOperateur, ...], "ce qu’apporte chaque opérateur"]


@dataclass(frozen=True, slots=True)
class NonSomme:
    """What could not be summed, of whom and why."""

    operateur: Annotated[str, "l’opérateur"]
    objet: Annotated[str, "ce qui n’est pas additionné"]
    raison: Annotated[str, "pourquoi"]


@dataclass(frozen=True, slots=True)
class LigneAction:
    """The actions of a kind, as the table prints them."""

    nature: Annotated[str, "nature des actions"]
    prevues: Annotated[int, "actions prévues aux projets"]
    menees: Annotated[int, "actions menées"]
    seances: Annotated[str, "séances tenues, et pour combien d’actions elles sont connues"]


@dataclass(frozen=True, slots=True)
class FreinCite:
    """An obstacle that an operator tells of."""

    operateur: Annotated[str, "l’opérateur"]
    frein: Annotated[Frein, "le frein, tel que son bilan le dit"]


@dataclass(frozen=True, slots=True)
class FamilleFrein:
    """Obstacles of one family."""

    titre: Annotated[str, "famille de freins"]
    nombre: Annotated[str, "combien d’opérateurs en parlent"]
    freins: Annotated[tuple[FreinCite, ...], "les freins, opérateur par opérateur"]


@dataclass(frozen=True, slots=True)
class LigneCompte:
    """The money of an operator. ``None`` is what its report, not in yet, will settle."""

    operateur: Annotated[str, "l’opérateur"]
    accorde: Annotated[Euros, "montant accordé"]
    verse: Annotated[Euros, "déjà versé"]
    du: Annotated[Euros | None, "montant dû ; absent tant que le bilan n’est pas remis"]
    reste: Annotated[Euros | None, "reste à payer ; absent tant que le bilan n’est pas remis"]
    trop_percu: Annotated[Euros | None, "trop-perçu à reverser ; absent tant que le bilan n’est pas remis"]


@dataclass(frozen=True, slots=True)
class Totaux:
    """The money of all operators; what is due, left to pay and to pay back is that of those whose report is in."""

    accorde: Annotated[Euros, "total accordé"]
    verse: Annotated[Euros, "total déjà versé"]
    du: Annotated[Euros, "total dû, pour les bilans remis"]
    reste: Annotated[Euros, "total qui reste à payer, pour les bilans remis"]
    trop_percu: Annotated[Euros, "total des trop-perçus, pour les bilans remis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteBilanDepartemental:
    """Values of the report on a campaign."""

    titre: Annotated[str, "titre du document"]
    reference: Annotated[str, "référence du document : la période de l’action"]
    auteur: Annotated[str, "organisme qui émet le document"]
    sujet: Annotated[str, "objet du document : l’appel à projets"]
    empreinte: Annotated[str, "empreinte du document ; vide, car ce bilan n’en porte pas"]
    logos: Annotated[Logos, "logos de l’en-tête, tels que la charte les nomme"]
    en_tete: Annotated[EnTete, "coordonnées de l’en-tête, telles que la charte les donne"]
    mention: Annotated[str, "ce que la version permet : diffusion restreinte, ou version diffusable"]
    diffusable: Annotated[bool, "les petits effectifs sont masqués"]
    seuil: Annotated[int, "plus petit effectif publié"]
    appel: Annotated[Appel, "l’appel à projets"]
    departement: Annotated[Departement, "le Département"]
    adresse_departement_lignes: Annotated[tuple[str, ...], "adresse du Département, ligne par ligne"]
    periode: Annotated[str, "période des bilans additionnés : « du 1er septembre 2025 au 31 août 2026 »"]
    synthese: Annotated[tuple[str, ...], "l’essentiel, en quelques phrases"]
    indicateurs: Annotated[tuple[IndicateurDepartement, ...], "les cinq indicateurs"]
    graphique: Annotated[Graphique | None, "jeunes reçus, opérateur par opérateur ; absent sans aucun bilan"]
    graphique_titre: Annotated[str, "titre du graphique"]
    non_sommes: Annotated[tuple[NonSomme, ...], "ce qui n’a pas pu être additionné"]
    actions: Annotated[tuple[LigneAction, ...], "actions par nature"]
    familles: Annotated[tuple[FamilleFrein, ...], "freins par famille"]
    comptes: Annotated[tuple[LigneCompte, ...], "montants, opérateur par opérateur"]
    totaux: Annotated[Totaux, "montants de tous les opérateurs"]
    preuves: Annotated[tuple[str, ...], "vérification des totaux"]
    lieu: Annotated[str, "commune où le document est fait"]
    fait_le: Annotated[str, "« le 1er octobre 2025 », ou des pointillés"]


def build_campaign_context(
    dossiers: Sequence[Dossier], date: datetime.date | None, *, diffusable: bool = False
) -> Mapping[str, Any]:
    """Give the values of the report on the dossiers of a campaign.

    ``diffusable`` hides small counts, and what would give them back. The call and the Département are those of most
    dossiers. Raises ``ValueError`` when none has.
    """
    campagne = consolidate(dossiers)
    diffusion = diffuse(campagne) if diffusable else EXACTE
    departement = campagne.departement
    indicateurs = tuple(_indicators(campagne, diffusion))
    context = ContexteBilanDepartemental(
        titre="Bilan départemental",
        reference=f"Actions menées {campagne.periode}",
        auteur=departement.nom,
        sujet=campagne.appel.intitule,
        empreinte="",
        logos=Logos(),
        en_tete=EnTete(),
        mention="Version diffusable" if diffusable else "Comptes exacts – diffusion restreinte",
        diffusable=diffusable,
        seuil=campagne.seuil,
        appel=campagne.appel,
        departement=departement,
        adresse_departement_lignes=adresse_lignes(departement.adresse),
        periode=campagne.periode,
        synthese=tuple(_summary(campagne, indicateurs)),
        indicateurs=indicateurs,
        graphique=_draw(campagne, diffusion),
        graphique_titre=GRAPHIQUE_TITRE,
        non_sommes=tuple(_not_summed(campagne)),
        actions=tuple(_actions(campagne)),
        familles=tuple(_families(campagne, dossiers)),
        comptes=tuple(_account(compte_) for compte_ in campagne.comptes),
        totaux=_totals(campagne.montants, campagne.argent),
        preuves=tuple(_proofs(campagne)),
        lieu=departement.commune_signature,
        fait_le=fait_le(date),
    )
    return {field.name: getattr(context, field.name) for field in fields(context)}


GRAPHIQUE_TITRE = "Jeunes reçus, opérateur par opérateur"


# --- indicators ------------------------------------------------------------------------------------------------------


def _indicators(campagne: Consolidation, diffusion: Diffusion) -> Iterator[IndicateurDepartement]:
    for rang, indicateur in enumerate(campagne.appel.indicateurs, start=1):
        tous, ase = campagne.somme(indicateur.code, "tous"), campagne.somme(indicateur.code, "ase")
        inconnu = campagne.somme(indicateur.code, "ase_inconnu")
        if tous is None or ase is None:
            raise LookupError("a consolidation has every indicator of its call")
        yield IndicateurDepartement(
            rang=rang,
            libelle=indicateur.libelle_court or indicateur.libelle,
            intitule=indicateur.libelle,
            definition=indicateur.definition,
            tous=_total(tous, diffusion),
            ase=_total(ase, diffusion),
            inconnu=_total(inconnu, diffusion).compte.texte if inconnu else _NON_SOMME,
            parts=tuple(_shares(tous, ase, inconnu, diffusion)),
        )


def _total(somme: Somme, diffusion: Diffusion) -> TotalIndicateur:
    return TotalIndicateur(read_compte(diffusion, somme.cle, somme.total), len(somme.comptees))


def _shares(tous: Somme, ase: Somme, inconnu: Somme | None, diffusion: Diffusion) -> Iterator[PartOperateur]:
    total = read_compte(diffusion, tous.cle, tous.total).valeur
    for rank, part in enumerate(tous.parts):
        own = read_compte(diffusion, f"{tous.cle}[{rank}]", part.valeur)
        yield PartOperateur(
            operateur=part.operateur,
            tous=_printed(tous, rank, diffusion),
            part=Decimal(own.valeur) / total if own.valeur is not None and total else None,
            ase=_printed(ase, rank, diffusion),
            inconnu=_printed(inconnu, rank, diffusion) if inconnu else _NON_SOMME,
        )


def _printed(somme: Somme, rank: int, diffusion: Diffusion) -> str:
    """Write the share of an operator, or why it has none."""
    part = somme.parts[rank]
    if part.valeur is None:
        return NON_CONNU if part.raison == NON_CONNU else "non additionné"
    return read_compte(diffusion, f"{somme.cle}[{rank}]", part.valeur).texte


def _draw(campagne: Consolidation, diffusion: Diffusion) -> Graphique | None:
    """Draw the youths received by each operator that tells them; a count that is hidden has its mention for bar."""
    tous = campagne.somme("jeunes_recus", "tous")
    if tous is None or not tous.comptees:
        return None
    barres = []
    for rank, part in enumerate(tous.parts):
        if part.valeur is not None:
            shown = read_compte(diffusion, f"{tous.cle}[{rank}]", part.valeur)
            barres.append(Barre(part.operateur, (shown.valeur,), (shown.mention,)))
    return Graphique(
        titre=GRAPHIQUE_TITRE,
        alternative="pour chaque opérateur dont le bilan est additionné, le nombre de jeunes reçus",
        series=("Jeunes reçus",),
        barres=tuple(barres),
    )


def _not_summed(campagne: Consolidation) -> Iterator[NonSomme]:
    """Say what is not in the sums, one line for each operator and reason."""
    grouped: dict[tuple[str, str], list[Exclusion]] = {}
    for exclusion in campagne.exclusions:
        grouped.setdefault((exclusion.operateur, exclusion.raison), []).append(exclusion)
    for (operateur, raison), found in grouped.items():
        codes = [exclusion.indicateur for exclusion in found if exclusion.indicateur]
        names = [campagne.appel.indicateur(code) for code in dict.fromkeys(codes)]
        labels = ", ".join((one.libelle_court or one.libelle).lower() for one in names)
        yield NonSomme(operateur, labels or "tous les indicateurs", raison)


# --- words -----------------------------------------------------------------------------------------------------------


def _summary(campagne: Consolidation, indicateurs: Sequence[IndicateurDepartement]) -> Iterator[str]:
    count, reports = len(campagne.operateurs), len(campagne.rapports)
    yield (
        f"{compte(count, 'opérateur')} {pluriel(count, 'a', 'ont')} une convention ; "
        f"{compte(reports, 'bilan final', 'bilans finals')} {pluriel(reports, 'est remis', 'sont remis')}."
    )
    for indicateur in indicateurs:
        if indicateur.tous.rapports:
            yield (
                f"{indicateur.intitule} : {indicateur.tous.compte.texte}, d’après "
                f"{compte(indicateur.tous.rapports, 'bilan')} sur {nombre(reports)} ; dont parcours ASE : "
                f"{indicateur.ase.compte.texte}, d’après {compte(indicateur.ase.rapports, 'bilan')}."
            )
    montants = campagne.montants
    yield f"Montants accordés : {euros(montants.accorde)} ; déjà versés : {euros(montants.verse)}."


def _actions(campagne: Consolidation) -> Iterator[LigneAction]:
    for nature in campagne.natures:
        known = f"{nombre(nature.seances)} (connues pour {compte(nature.seances_connues, 'action')})"
        yield LigneAction(
            _NATURES[nature.type], nature.prevues, nature.menees, known if nature.seances_connues else NON_CONNU
        )


def _families(campagne: Consolidation, dossiers: Sequence[Dossier]) -> Iterator[FamilleFrein]:
    """Gather the obstacles of the reports by family, in the order of the table of families."""
    found: dict[str, list[FreinCite]] = {titre: [] for titre in (*(titre for titre, _ in familles()), AUTRES)}
    reports = [dossier for dossier in dossiers if dossier.decision and dossier.convention and dossier.bilan]
    for name, dossier in zip(campagne.rapports, reports, strict=True):
        for frein in dossier.bilan.analyse.freins if dossier.bilan else ():
            found[find_famille(frein)].append(FreinCite(name, frein))
    for titre, freins in found.items():
        if freins:
            count = len({cite.operateur for cite in freins})
            yield FamilleFrein(titre, f"{compte(count, 'opérateur')} sur {len(reports)}", tuple(freins))


def _account(compte_: CompteOperateur) -> LigneCompte:
    found = compte_.liquidation
    settled = (found.du, found.net_a_payer, found.trop_percu) if found else (None, None, None)
    return LigneCompte(compte_.operateur, compte_.montants.accorde, compte_.montants.verse, *settled)


def _totals(montants: Montants, argent: Argent) -> Totaux:
    return Totaux(montants.accorde, montants.verse, argent.du, argent.reste, argent.trop_percu)


def _proofs(campagne: Consolidation) -> Iterator[str]:
    """Say that the totals agree, or by what they do not."""
    montants, argent = campagne.montants, campagne.argent
    word = "vérifié" if montants.prouve else "ÉCART"
    yield (
        f"Avances + soldes = montants accordés, {word} : {euros(montants.avance)} + {euros(montants.solde)} = "
        f"{euros(montants.accorde)}."
    )
    word = "vérifié" if argent.prouve else "ÉCART"
    yield (
        f"Pour les bilans remis, dû = versé + reste à payer − trop-perçu, {word} : {euros(argent.du)} = "
        f"{euros(argent.verse)} + {euros(argent.reste)} − {euros(argent.trop_percu)}."
    )


# --- kinds of documents ----------------------------------------------------------------------------------------------


def of_campaign(dossiers: Sequence[Dossier], *, diffusable: bool = False) -> TypeDocument:
    """Give the report on a campaign as a document of any of its dossiers: whichever it is made from, it is the same."""

    @cache
    def build(date: datetime.date | None) -> Mapping[str, Any]:
        return build_campaign_context(dossiers, date, diffusable=diffusable)

    kind = DOCUMENT_DIFFUSABLE if diffusable else DOCUMENT
    return replace(kind, build_context=lambda _, date: build(date))


def build_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values of a campaign of one dossier."""
    return build_campaign_context([dossier], date)


def build_published_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values of a campaign of one dossier, small counts hidden."""
    return build_campaign_context([dossier], date, diffusable=True)


DOCUMENT = TypeDocument(
    nom="bilan-departemental",
    titre="Bilan départemental",
    besoins=(DECISION, CONVENTION),
    contexte=ContexteBilanDepartemental,
    build_context=build_context,
    part_shown=without("porteur.compte"),
    carries_data=False,
    fixes={"diffusable": False},
)

DOCUMENT_DIFFUSABLE = TypeDocument(
    nom="bilan-departemental-diffusable",
    titre="Bilan départemental, version diffusable",
    besoins=(DECISION, CONVENTION),
    contexte=ContexteBilanDepartemental,
    build_context=build_published_context,
    part_shown=without("porteur.compte"),
    gabarit="bilan-departemental",
    carries_data=False,
    fixes={"diffusable": True},
)
