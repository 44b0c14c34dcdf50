"""Checks of a final report beyond its amounts: a profile that adds up, a first page that holds, texts fit to be read.

The operator's texts are never changed: what they tell that they should not is said here, by its place and its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from cllaj_docs.domain.bilan import Bilan
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.model import Modele
from cllaj_docs.french.agreement import compte
from cllaj_docs.french.figures import euros, nombre
from cllaj_docs.french.letters import nombre_en_lettres
from cllaj_docs.rules.constat import (
    BILAN,
    CONVENTION,
    DIFFUSABLE,
    INTERMEDIAIRE,
    SOLDE,
    Constat,
    Gravite,
    NomDocument,
)
from cllaj_docs.rules.diffusion import find_seuil
from cllaj_docs.rules.donnee_personnelle import NATURES, natures_of_text

SYNTHESE_LIGNES = 12
"""Lines of the synthesis that the first page holds in Word, beside a long letterhead, the title and the table."""

_LIGNE = 95
"""Characters of a printed line of running text."""

_INTERLIGNE = Decimal("0.4")
"""White below a paragraph, in lines."""


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
                yield Constat("PROFIL_INCOHERENT", "alerte", message, f"bilan.{key}.{name}", BILAN)


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
        yield Constat("SYNTHESE_LONGUE", "alerte", message, "bilan.synthese", BILAN)


def _carried_over(dossier: Dossier) -> Iterator[Constat]:
    kept = dossier.bilan.compte_rendu.fonds_dedies if dossier.bilan else 0
    if kept:
        message = (
            f"{euros(kept)} sont reportés en fonds dédiés : ils ne comptent pas dans les dépenses réalisées, et le "
            "Département décide de leur emploi ou de leur reversement"
        )
        yield Constat("FONDS_DEDIES", "alerte", message, "bilan.compte_rendu.charges", (*SOLDE, *BILAN))


def _texts_name_nobody(dossier: Dossier) -> Iterator[Constat]:
    for path, text in free_texts(dossier.bilan) if dossier.bilan else ():
        yield from _naming("TEXTE_PERSONNEL", "bloquant", (path, text), BILAN)


def _follow_up_names_nobody(dossier: Dossier) -> Iterator[Constat]:
    text = dossier.suivi.commentaire if dossier.suivi else None
    if text:
        yield from _naming("TEXTE_PERSONNEL_SUIVI", "bloquant", ("suivi.commentaire", text), INTERMEDIAIRE)


def _project_names_nobody(dossier: Dossier) -> Iterator[Constat]:
    """Ask for a reading of the project only: it may name those who carry it."""
    for name in ("description", "actions"):
        for path, text in _texts(getattr(dossier.projet, name), f"projet.{name}"):
            yield from _naming("TEXTE_PERSONNEL_PROJET", "alerte", (path, text), CONVENTION)


def _naming(
    code: str, gravite: Gravite, place: tuple[str, str], documents: tuple[NomDocument, ...]
) -> Iterator[Constat]:
    path, text = place
    natures = natures_of_text(text)
    if natures:
        kinds = " et ".join(NATURES[nature] for nature in natures)
        message = f"ce texte semble contenir {kinds} : aucun jeune ne doit y être désigné, relisez-le"
        yield Constat(code, gravite, message, path, documents)


def _texts_tell_no_small_count(dossier: Dossier) -> Iterator[Constat]:
    """Find in the operator's own words the counts that the published version hides everywhere else."""
    bilan = dossier.bilan
    if bilan is None:
        return
    seuil = find_seuil(bilan)
    small = _small_counts(seuil)
    for path, text in free_texts(bilan):
        if small.search(text):
            message = (
                f"ce texte donne un effectif inférieur à {seuil}, et la version diffusable le publiera tel quel : "
                "écrivez « quelques jeunes », ou retirez le nombre"
            )
            yield Constat("TEXTE_PETIT_EFFECTIF", "alerte", message, path, DIFFUSABLE)


def _small_counts(seuil: int) -> re.Pattern[str]:
    """Make what finds « 3 jeunes », « trois jeunes », « un seul jeune »: « un jeune » alone may be any youth."""
    numbers = [word for number in range(2, seuil) for word in (str(number), nombre_en_lettres(number))]
    many = "|".join(map(re.escape, numbers))
    return re.compile(
        rf"(?<![\w,.-])(?:(?:{many}|1)\s+(?:\w+\s+)?(?:jeunes?|mineure?s?|majeure?s?|filles?|garçons?)"
        r"|une? seule? (?:jeune|mineure?|majeure?|fille|garçon))\b",
        re.IGNORECASE,
    )


def free_texts(bilan: Bilan) -> Iterator[tuple[str, str]]:
    """Give the texts that the operator writes in a report, with their paths; neither the signatory nor the budget."""
    for name in ("synthese", "actions", "analyse", "moyens_humains", "communication"):
        yield from _texts(getattr(bilan, name), f"bilan.{name}")
    for name in ("commentaire_ecarts", "cles_repartition"):
        yield from _texts(getattr(bilan.compte_rendu, name), f"bilan.compte_rendu.{name}")


def _texts(part: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, str):
        yield path, part
    elif isinstance(part, tuple):
        for rank, item in enumerate(part):
            yield from _texts(item, f"{path}[{rank}]")
    elif isinstance(part, Modele):
        for name in type(part).model_fields:
            if name != "code":
                yield from _texts(getattr(part, name), f"{path}.{name}")


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _profile_adds_up,
    _synthesis_on_one_page,
    _carried_over,
    _texts_name_nobody,
    _follow_up_names_nobody,
    _project_names_nobody,
    _texts_tell_no_small_count,
)
