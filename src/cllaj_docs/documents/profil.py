"""The profile of the youths as a report prints it: one table, trait by trait, with the share of each category."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from cllaj_docs.documents.effectif import Compte, read_compte
from cllaj_docs.domain.bilan import Bilan
from cllaj_docs.domain.profil import Profil
from cllaj_docs.french.figures import pourcentage
from cllaj_docs.rules.diffusion import Diffusion, total_of

ABSENT = "–"


@dataclass(frozen=True, slots=True)
class CaseProfil:
    """A count and its share of the total."""

    effectif: Annotated[str, "nombre de jeunes, tel qu’il s’imprime"]
    part: Annotated[str, "part du total, telle qu’elle s’imprime"]


@dataclass(frozen=True, slots=True)
class LigneProfil:
    """A label, then all youths and those with an ASE path."""

    libelle: Annotated[str, "libellé de la ligne"]
    tous: Annotated[CaseProfil, "tous les jeunes"]
    ase: Annotated[CaseProfil, "jeunes ayant eu un parcours ASE"]


@dataclass(frozen=True, slots=True)
class TraitProfil:
    """A trait: the line of its total, then a line for each category."""

    total: Annotated[LigneProfil, "ligne du total"]
    lignes: Annotated[tuple[LigneProfil, ...], "une ligne par catégorie"]


@dataclass(frozen=True, slots=True)
class TableauProfil:
    """Every trait that the operator kept. ``avec_ase``: some were also kept for youths with an ASE path."""

    traits: Annotated[tuple[TraitProfil, ...], "tableaux par trait"]
    avec_ase: Annotated[bool, "des tableaux sont aussi donnés pour les jeunes ASE"]


def read_profil(bilan: Bilan, diffusion: Diffusion) -> TableauProfil | None:
    """Give the profile as a version prints it; ``None`` when the operator kept none."""
    if bilan.profil is None or not bilan.profil.repartitions:
        return None
    traits = []
    for name, title, repartition in bilan.profil.repartitions:
        codes = tuple(categorie.code for categorie in repartition.categories)
        labels = [f"{title} (jeunes logés)" if name == "logement_obtenu" else title]
        labels += [categorie.libelle for categorie in repartition.categories]
        sides = (_read_side(bilan, diffusion, key, name, codes) for key in ("profil", "profil_ase"))
        total, *lines = (LigneProfil(*line) for line in zip(labels, *sides, strict=True))
        traits.append(TraitProfil(total, tuple(lines)))
    return TableauProfil(tuple(traits), avec_ase=bool(bilan.profil_ase and bilan.profil_ase.repartitions))


def _read_side(bilan: Bilan, diffusion: Diffusion, key: str, name: str, codes: tuple[str, ...]) -> list[CaseProfil]:
    """Give the total, then each category; dashes for a table that was not kept."""
    profil: Profil | None = getattr(bilan, key)
    repartition = getattr(profil, name, None)
    if repartition is None:
        return [CaseProfil(ABSENT, ABSENT)] * (len(codes) + 1)
    total = read_compte(diffusion, total_of(bilan, key, name), repartition.total)
    counts = [read_compte(diffusion, f"{key}.{name}.{code}", getattr(repartition, code)) for code in codes]
    return [CaseProfil(count.texte, _share(count, total)) for count in (total, *counts)]


def _share(count: Compte, total: Compte) -> str:
    """Write a share; one that is hidden, or of a hidden total, would give the other back."""
    if count.valeur is None or not total.valeur:
        return ABSENT
    return pourcentage(Decimal(count.valeur) / total.valeur)
