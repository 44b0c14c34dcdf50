"""Counts of a report as a version of it prints them: exact, « moins de 5 », « non publié », or « non connu »."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from cllaj_docs.domain.field import Part
from cllaj_docs.french.figures import nombre
from cllaj_docs.rules.diffusion import Diffusion
from cllaj_docs.rules.indicateur import Mesure, Realisation
from cllaj_docs.rules.secret import Masque

NON_CONNU = "non connu"
NON_PUBLIE = "non publié"


@dataclass(frozen=True, slots=True)
class Compte:
    """A count. ``valeur`` is ``None`` when it is not known, and when it is hidden: ``masque`` then says why.

    ``seuil`` is the smallest count that the version prints, ``None`` in the exact one.
    """

    valeur: Annotated[int | None, "le nombre ; absent s’il n’est pas connu, ou pas publié"]
    masque: Annotated[Masque | None, "pourquoi il n’est pas publié"] = None
    seuil: Annotated[int | None, "plus petit nombre publié ; absent dans la version exacte"] = None

    @property
    def texte(self) -> Annotated[str, "ce qui s’imprime : le nombre, « moins de 5 », « non publié » ou « non connu »"]:
        """What a table or a chart prints."""
        if self.valeur is not None:
            return nombre(self.valeur)
        return self.mention or NON_CONNU

    @property
    def mention(self) -> Annotated[str | None, "ce qui s’imprime à la place d’un nombre qui n’est pas publié"]:
        """What is printed in place of a hidden count; ``None`` when it is not hidden."""
        if self.masque is None:
            return None
        return f"moins de\u00a0{self.seuil}" if self.masque == "petit" else NON_PUBLIE


def read_compte(diffusion: Diffusion, chemin: str, valeur: int | None) -> Compte:
    """Give the count that stands at a path of ``bilan`` as a version prints it."""
    masque = diffusion.masques.get(chemin)
    return Compte(valeur) if masque is None else Compte(None, masque, diffusion.seuil)


@dataclass(frozen=True, slots=True)
class Resultat:
    """A target and what was reached. ``taux`` is the share of the target (1 is reached), ``None`` without both."""

    cible: Annotated[int | None, "cible ; absente si aucune n’est fixée"]
    obtenu: Annotated[Compte, "résultat"]
    taux: Annotated[Part | None, "résultat rapporté à la cible"]


@dataclass(frozen=True, slots=True)
class LigneIndicateur:
    """A line of the table of indicators. ``ase_inconnu`` is ``None`` for contacts, that no path is asked for.

    ``libelle`` is short, for tables; ``intitule`` is in the words of the call.
    """

    code: Annotated[str, "code de l’indicateur"]
    rang: Annotated[int, "rang de l’indicateur, à partir de 1"]
    libelle: Annotated[str, "ce qui est compté, en bref"]
    intitule: Annotated[str, "ce qui est compté, dans les mots de l’appel"]
    definition: Annotated[str, "définition de l’indicateur"]
    tous: Annotated[Resultat, "tous les jeunes"]
    ase: Annotated[Resultat, "jeunes ayant eu un parcours ASE"]
    ase_inconnu: Annotated[Compte | None, "jeunes dont le parcours ASE n’est pas connu ; absent pour les contacts"]

    @property
    def inconnu(self) -> Annotated[str, "le même, tel qu’il s’imprime"]:
        """How many youths have a path that is not known, as the table prints it."""
        return "–" if self.ase_inconnu is None else self.ase_inconnu.texte


def read_indicateurs(realisations: tuple[Realisation, ...], diffusion: Diffusion) -> tuple[LigneIndicateur, ...]:
    """Give the lines of the five indicators as a version prints them."""
    return tuple(_read_indicateur(realisation, diffusion) for realisation in realisations)


def _read_indicateur(realisation: Realisation, diffusion: Diffusion) -> LigneIndicateur:
    code = realisation.indicateur.code
    place = f"indicateurs.{code}"
    inconnu = realisation.ase_inconnu
    return LigneIndicateur(
        code=code,
        rang=realisation.rang,
        libelle=realisation.indicateur.libelle_court or realisation.indicateur.libelle,
        intitule=realisation.indicateur.libelle,
        definition=realisation.indicateur.definition,
        tous=_read_resultat(realisation.tous, diffusion, f"{place}.tous"),
        ase=_read_resultat(realisation.ase, diffusion, f"{place}.ase"),
        ase_inconnu=None if inconnu is None else read_compte(diffusion, f"{place}.ase_inconnu", inconnu),
    )


def _read_resultat(mesure: Mesure, diffusion: Diffusion, chemin: str) -> Resultat:
    obtenu = read_compte(diffusion, chemin, mesure.resultat)
    return Resultat(mesure.cible, obtenu, None if obtenu.masque else mesure.taux)
