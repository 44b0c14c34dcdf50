"""The report: in time, with figures that agree with one another, on a first page that holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.french.agreement import compte
from cllaj_docs.french.dates import date_longue
from cllaj_docs.french.figures import euros, nombre
from cllaj_docs.rules.constat import Constat, constat

INDICATEURS_ASE = ("jeunes_recus", "jeunes_accompagnes", "jeunes_loges")
"""Indicators that the call counts for youths with an ASE path; contacts and new actions count all youths."""

SYNTHESE_LIGNES = 12
"""Lines of the synthesis that the first page holds in Word, beside a long letterhead, the title and the table."""

_LIGNE = 95
"""Characters of a printed line of running text."""

_INTERLIGNE = Decimal("0.4")
"""White below a paragraph, in lines."""


def _report_in_time(dossier: Dossier) -> Iterator[Constat]:
    bilan, convention = dossier.bilan, dossier.convention
    if bilan is None or convention is None:
        return
    if bilan.date > convention.date_limite_bilan:
        message = f"le bilan est remis après la date limite ({date_longue(convention.date_limite_bilan)})"
        yield constat("BILAN_TARDIF", message, "bilan.date")
    if bilan.date < convention.periode_action.fin:
        message = f"le bilan est daté d’avant la fin de l’action ({date_longue(convention.periode_action.fin)})"
        yield constat("BILAN_ANTICIPE", message, "bilan.date")


def _coherent_indicators(dossier: Dossier) -> Iterator[Constat]:
    if dossier.bilan is None:
        return
    resultats = dossier.bilan.indicateurs
    for low, high, reason in (
        ("jeunes_loges", "jeunes_accompagnes", "un jeune logé est d’ordinaire accompagné"),
        ("jeunes_actions_nouvelles", "jeunes_recus", "un jeune venu en permanence ou en atelier est reçu"),
    ):
        for focus, label in (("ase", "jeunes ASE"), ("tous", "jeunes")):
            small, large = getattr(getattr(resultats, low), focus), getattr(getattr(resultats, high), focus)
            if small is not None and large is not None and small > large:
                message = f"{small} {label} pour « {low} », plus que {large} pour « {high} » : {reason}"
                yield constat("INDICATEUR_INCOHERENT", message, f"bilan.indicateurs.{low}.{focus}")


def _known_indicators(dossier: Dossier) -> Iterator[Constat]:
    if dossier.bilan is None:
        return
    for indicateur in dossier.appel.indicateurs:
        resultat = getattr(dossier.bilan.indicateurs, indicateur.code)
        focus = "ase" if indicateur.code in INDICATEURS_ASE else "tous"
        if getattr(resultat, focus) is None:
            message = f"« {indicateur.libelle} » n’est pas connu : le bilan l’écrira « non connu »"
            yield constat("INDICATEUR_INCONNU", message, f"bilan.indicateurs.{indicateur.code}")


def _profile_adds_up(dossier: Dossier) -> Iterator[Constat]:
    bilan = dossier.bilan
    if bilan is None:
        return
    for key, focus in (("profil", "tous"), ("profil_ase", "ase")):
        profil = getattr(bilan, key)
        for name, title, repartition in profil.repartitions if profil else ():
            code = "jeunes_loges" if name == "logement_obtenu" else "jeunes_recus"
            known = getattr(getattr(bilan.indicateurs, code), focus)
            if known is not None and repartition.total != known:
                message = (
                    f"le tableau « {title} » compte {compte(repartition.total, 'jeune')}, l’indicateur {known} : "
                    "rangez les autres sous « inconnu », ou corrigez l’indicateur"
                )
                yield constat("PROFIL_INCOHERENT", message, f"bilan.{key}.{name}")


def _synthesis_on_one_page(dossier: Dossier) -> Iterator[Constat]:
    if dossier.bilan is None:
        return
    blocks = [line for line in dossier.bilan.synthese.splitlines() if line.strip()]
    lines = sum((-(-len(block) // _LIGNE) + _INTERLIGNE for block in blocks), Decimal(0))
    if lines > SYNTHESE_LIGNES:
        message = (
            f"la synthèse occupe environ {nombre(lines, 0)} lignes : au-delà de {SYNTHESE_LIGNES}, elle risque de "
            "déborder de la première page, raccourcissez-la"
        )
        yield constat("SYNTHESE_LONGUE", message, "bilan.synthese")


def _carried_over(dossier: Dossier) -> Iterator[Constat]:
    kept = dossier.bilan.compte_rendu.fonds_dedies if dossier.bilan else 0
    if kept:
        message = (
            f"{euros(kept)} sont reportés en fonds dédiés : ils ne comptent pas dans les dépenses réalisées, et le "
            "Département décide de leur emploi ou de leur reversement"
        )
        yield constat("FONDS_DEDIES", message, "bilan.compte_rendu.charges")


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _report_in_time,
    _coherent_indicators,
    _known_indicators,
    _profile_adds_up,
    _synthesis_on_one_page,
    _carried_over,
)
