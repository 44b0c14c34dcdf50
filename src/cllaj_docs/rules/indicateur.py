"""The five indicators of the call: target against result, for youths with an ASE path and for all.

What is not known stays ``None`` to the last line: it is never counted as zero, and gives no rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from cllaj_docs.domain.appel import Appel, Indicateur
from cllaj_docs.domain.bilan import Indicateurs
from cllaj_docs.domain.field import Part
from cllaj_docs.domain.projet import Projet


@dataclass(frozen=True, slots=True)
class Mesure:
    """A count aimed at and a count reached; ``None`` where no target was set, or where the result is not known."""

    cible: Annotated[int | None, "cible ; absente si aucune n’est fixée"]
    resultat: Annotated[int | None, "résultat ; absent s’il n’est pas connu"]

    @property
    def taux(self) -> Annotated[Part | None, "résultat rapporté à la cible"]:
        """Result as a share of the target (1 is the target reached); ``None`` without both, or for a target of 0."""
        if self.resultat is None or not self.cible:
            return None
        return Decimal(self.resultat) / self.cible


@dataclass(frozen=True, slots=True)
class Realisation:
    """One indicator, its two measures. ``ase_inconnu``: youths whose ASE path is not known (``None`` for contacts)."""

    indicateur: Annotated[Indicateur, "l’indicateur de l’appel"]
    rang: Annotated[int, "rang de l’indicateur, à partir de 1"]
    ase: Annotated[Mesure, "jeunes ayant eu un parcours ASE"]
    tous: Annotated[Mesure, "tous les jeunes"]
    ase_inconnu: Annotated[int | None, "jeunes dont le parcours ASE n’est pas connu ; absent pour les contacts"]


def compute_realisations(appel: Appel, projet: Projet, resultats: Indicateurs) -> tuple[Realisation, ...]:
    """Lay results against targets, in the order of the call. Ranks count from 1."""
    realisations = []
    for rang, indicateur in enumerate(appel.indicateurs, start=1):
        cible, resultat = getattr(projet.cibles, indicateur.code), getattr(resultats, indicateur.code)
        realisations.append(
            Realisation(
                indicateur=indicateur,
                rang=rang,
                ase=Mesure(cible.ase, resultat.ase),
                tous=Mesure(cible.tous, resultat.tous),
                ase_inconnu=getattr(resultat, "ase_inconnu", None),
            )
        )
    return tuple(realisations)
