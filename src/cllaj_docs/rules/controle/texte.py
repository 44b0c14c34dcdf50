"""The operator's own words: they must name nobody, and tell no count that the published version hides.

They are never changed: what they tell that they should not is said here, by its place and its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cllaj_docs.domain.bilan import Bilan
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.model import Modele
from cllaj_docs.french.letters import nombre_en_lettres
from cllaj_docs.rules.constat import Constat, constat
from cllaj_docs.rules.diffusion import find_seuil
from cllaj_docs.rules.donnee_personnelle import NATURES, natures_of_text


def _texts_name_nobody(dossier: Dossier) -> Iterator[Constat]:
    for path, text in free_texts(dossier.bilan) if dossier.bilan else ():
        yield from _naming("TEXTE_PERSONNEL", path, text)


def _follow_up_names_nobody(dossier: Dossier) -> Iterator[Constat]:
    text = dossier.suivi.commentaire if dossier.suivi else None
    if text:
        yield from _naming("TEXTE_PERSONNEL_SUIVI", "suivi.commentaire", text)


def _project_names_nobody(dossier: Dossier) -> Iterator[Constat]:
    """Ask for a reading of the project only: it may name those who carry it."""
    for name in ("description", "actions"):
        for path, text in _texts(getattr(dossier.projet, name), f"projet.{name}"):
            yield from _naming("TEXTE_PERSONNEL_PROJET", path, text)


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
            yield constat("TEXTE_PETIT_EFFECTIF", message, path)


def _naming(code: str, path: str, text: str) -> Iterator[Constat]:
    natures = natures_of_text(text)
    if natures:
        kinds = " et ".join(NATURES[nature] for nature in natures)
        message = f"ce texte semble contenir {kinds} : aucun jeune ne doit y être désigné, relisez-le"
        yield constat(code, message, path)


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
    _texts_name_nobody,
    _follow_up_names_nobody,
    _project_names_nobody,
    _texts_tell_no_small_count,
)
