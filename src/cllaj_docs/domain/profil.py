"""The profile of the youths, as an ordinary CLLAJ draws it: tables of counts, never a person.

Categories follow the reporting table that the operator keeps, so that the two join by name. Each youth counts once in
each table, under ``inconnu`` when the trait was not asked or not answered: a table adds up to the youths that it is
about. A category left out of a table that is given counts nobody. Titles of the fields are the labels that documents
print.

Source: traits of the annual survey of CLLAJs (age, household, employment, income, housing found by type) as the press
reports it; limits of the bands chosen here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import Field

from cllaj_docs.domain.field import Effectif
from cllaj_docs.domain.model import Modele

INCONNU = "inconnu"
"""The category of those whose trait is not known; every table has it, and prints it last."""


@dataclass(frozen=True, slots=True)
class Categorie:
    """A line of a table: its key in the dossier, its printed label, and how many youths."""

    code: Annotated[str, "clé de la catégorie dans le dossier"]
    libelle: Annotated[str, "libellé imprimé"]
    effectif: Annotated[int, "nombre de jeunes"]


class Repartition(Modele):
    """Youths by one trait. Each youth counts once."""

    inconnu: Effectif = Field(0, title="Non renseigné", description="Jeunes dont ce trait n’est pas connu.")

    @property
    def categories(self) -> Annotated[tuple[Categorie, ...], "lignes du tableau, dans l’ordre imprimé"]:
        """The lines in printed order, what is not known last."""
        return tuple(Categorie(code, libelle, getattr(self, code)) for code, libelle in _labels(type(self)))

    @property
    def total(self) -> Annotated[int, "nombre de jeunes comptés, traits inconnus compris"]:
        """How many youths the table counts, those whose trait is not known included."""
        return sum(getattr(self, code) for code, _ in _labels(type(self)))


@cache
def _labels(kind: type[Repartition]) -> tuple[tuple[str, str], ...]:
    """Give the categories of a table, in printed order: key and label."""
    labels = {name: str(field.title) for name, field in kind.model_fields.items()}
    return (*((name, label) for name, label in labels.items() if name != INCONNU), (INCONNU, labels[INCONNU]))


def _effectif(title: str) -> int:
    """Declare a category: its title is what documents print."""
    count: int = Field(0, title=title, description="Nombre de jeunes distincts.")
    return count


class Ages(Repartition, title="Âges"):
    """Age at the first event of the period, in years."""

    de_16_a_17: Effectif = _effectif("16-17 ans")
    de_18_a_21: Effectif = _effectif("18-21 ans")
    de_22_a_25: Effectif = _effectif("22-25 ans")
    de_26_a_30: Effectif = _effectif("26-30 ans")


class Sexes(Repartition, title="Sexes"):
    """Sex, as declared."""

    femme: Effectif = _effectif("Femmes")
    homme: Effectif = _effectif("Hommes")


class SituationsFamiliales(Repartition, title="Situations familiales"):
    """Household at the first event of the period."""

    celibataire: Effectif = _effectif("Célibataire sans enfant")
    couple_sans_enfant: Effectif = _effectif("En couple sans enfant")
    couple_avec_enfant: Effectif = _effectif("En couple avec enfant")
    monoparental: Effectif = _effectif("Famille monoparentale")


class SituationsEmploi(Repartition, title="Situations d’emploi"):
    """Main activity at the first event of the period."""

    cdi_temps_plein: Effectif = _effectif("CDI à temps plein")
    cdi_temps_partiel: Effectif = _effectif("CDI à temps partiel")
    cdd_interim: Effectif = _effectif("CDD ou intérim")
    alternance: Effectif = _effectif("Alternance")
    formation: Effectif = _effectif("Formation ou service civique")
    etudes: Effectif = _effectif("Études")
    recherche_emploi: Effectif = _effectif("Recherche d’emploi")
    sans_activite: Effectif = _effectif("Sans activité")


class Ressources(Repartition, title="Ressources"):
    """Resources of the month, in euros, at the first event of the period."""

    aucune: Effectif = _effectif("Aucune ressource")
    moins_de_500: Effectif = _effectif("Moins de 500\u00a0€")
    de_500_a_749: Effectif = _effectif("De 500 à 749\u00a0€")
    de_750_a_999: Effectif = _effectif("De 750 à 999\u00a0€")
    de_1000_a_1299: Effectif = _effectif("De 1\u202f000 à 1\u202f299\u00a0€")
    a_partir_de_1300: Effectif = _effectif("1\u202f300\u00a0€ et plus")


class LogementsEntree(Repartition, title="Logements à l’entrée"):
    """Where the youth lives at the first event of the period."""

    famille: Effectif = _effectif("Chez les parents ou la famille")
    tiers: Effectif = _effectif("Hébergé par un tiers")
    locataire: Effectif = _effectif("Locataire")
    residence: Effectif = _effectif("FJT, résidence sociale ou internat")
    accueil_ase: Effectif = _effectif("Accueil de l’aide sociale à l’enfance")
    hebergement: Effectif = _effectif("Hébergement d’urgence ou d’insertion")
    sans_abri: Effectif = _effectif("Sans abri ou habitat de fortune")
    autre: Effectif = _effectif("Autre situation")


class Orienteurs(Repartition, title="Orientation"):
    """Who sent the youth to the CLLAJ."""

    mission_locale: Effectif = _effectif("Mission locale")
    ase_mds: Effectif = _effectif("Aide sociale à l’enfance ou maison des solidarités")
    siao: Effectif = _effectif("SIAO")
    ccas: Effectif = _effectif("CCAS ou commune")
    bailleur: Effectif = _effectif("Bailleur")
    etablissement: Effectif = _effectif("Établissement scolaire ou de formation")
    employeur: Effectif = _effectif("Employeur")
    spontane: Effectif = _effectif("Venue spontanée")
    autre: Effectif = _effectif("Autre")


class LogementsObtenus(Repartition, title="Logements obtenus"):
    """Housing that the youth got: the last one of the period when there were several."""

    parc_social: Effectif = _effectif("Parc social (HLM)")
    parc_prive: Effectif = _effectif("Parc privé")
    residence: Effectif = _effectif("FJT ou résidence sociale")
    sous_location: Effectif = _effectif("ALT ou sous-location")
    bail_glissant: Effectif = _effectif("Bail glissant")
    colocation: Effectif = _effectif("Colocation")
    hebergement: Effectif = _effectif("Hébergement")
    autre: Effectif = _effectif("Autre")


class Profil(Modele, title="Profil des jeunes"):
    """Tables of counts: the first seven are about the youths received, the last one about those who got housing."""

    tranche_age: Ages | None = Field(None, title="Âge", description="Jeunes reçus, par âge.")
    sexe: Sexes | None = Field(None, title="Sexe", description="Jeunes reçus, par sexe.")
    situation_familiale: SituationsFamiliales | None = Field(
        None, title="Situation familiale", description="Jeunes reçus, par situation familiale."
    )
    situation_emploi: SituationsEmploi | None = Field(
        None, title="Situation d’emploi", description="Jeunes reçus, par activité principale."
    )
    ressources: Ressources | None = Field(
        None, title="Ressources mensuelles", description="Jeunes reçus, par ressources du mois."
    )
    logement_entree: LogementsEntree | None = Field(
        None, title="Logement à l’entrée", description="Jeunes reçus, par logement au premier accueil."
    )
    orienteur: Orienteurs | None = Field(None, title="Orienteur", description="Jeunes reçus, par orienteur.")
    logement_obtenu: LogementsObtenus | None = Field(
        None, title="Logement obtenu", description="Jeunes ayant accédé au logement, par type de logement."
    )

    @property
    def repartitions(
        self,
    ) -> Annotated[
        tuple[tuple[str, str, Repartition], ...], "tableaux donnés, dans l’ordre imprimé : clé, titre, effectifs"
    ]:
        """The tables that are given, in printed order: key, title, counts."""
        found = ((name, str(field.title), getattr(self, name)) for name, field in type(self).model_fields.items())
        return tuple((name, title, table) for name, title, table in found if table is not None)
