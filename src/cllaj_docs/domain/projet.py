"""The project that was approved: territories, actions, targets, provisional budget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from cllaj_docs.domain.appel import TrancheAge
from cllaj_docs.domain.budget import Budget
from cllaj_docs.domain.field import Effectif, Jour, Markdown, Texte, Vrai
from cllaj_docs.domain.model import Modele, coherence, readable
from cllaj_docs.errors import Faute


class ActionCommune(Modele):
    """What every action has. ``code`` is how the bilan refers to it."""

    code: Texte = Field(title="Code", description="Repère court de l’action, repris dans le bilan.", examples=["P1"])
    intitule: Texte = Field(title="Intitulé", description="Nom de l’action.")
    description: Texte | None = Field(None, title="Description", description="Une phrase.")
    partenaire: Texte | None = Field(None, title="Partenaire", description="Partenaire local de l’action.")


class Permanence(ActionCommune, title="Permanence"):
    """A regular drop-in at a place; ``rural`` ones are what the call asks for first."""

    type: Literal["permanence"] = Field(title="Type", description="« permanence ».")
    commune: Texte = Field(title="Commune", description="Où elle se tient.")
    rural: Vrai = Field(title="Milieu rural", description="true si la commune est en milieu rural.")
    frequence: Texte = Field(title="Fréquence", description="Rythme d’ouverture.", examples=["deux fois par mois"])


class Atelier(ActionCommune, title="Atelier"):
    """A collective workshop."""

    type: Literal["atelier"] = Field(title="Type", description="« atelier ».")
    seances: Effectif = Field(title="Séances prévues", description="Nombre de séances sur la période.")
    lieu: Texte | None = Field(None, title="Lieu", description="Où il se tient.")


class AllerVers(ActionCommune, title="Aller-vers"):
    """Going to meet youths where they are."""

    type: Literal["aller_vers"] = Field(title="Type", description="« aller_vers ».")
    lieux: tuple[Texte, ...] = Field(min_length=1, title="Lieux", description="Lieux visés.")


class Accompagnement(ActionCommune, title="Accompagnement"):
    """A new way of accompanying youths."""

    type: Literal["accompagnement"] = Field(title="Type", description="« accompagnement ».")
    modalite: Texte = Field(title="Modalité", description="En quoi l’accompagnement est nouveau.")


Action = Annotated[Permanence | Atelier | AllerVers | Accompagnement, Field(discriminator="type")]
"""An action of the project: the key ``type`` says which kind it is."""


class Cible(Modele, title="Cible"):
    """What is aimed at, for youths with an ASE path and for all. Left out when the project sets no target."""

    ase: Effectif | None = Field(None, title="Jeunes ASE", description="Cible pour les jeunes au parcours ASE.")
    tous: Effectif | None = Field(None, title="Tous les jeunes", description="Cible pour l’ensemble des jeunes.")

    @coherence
    def _ase_within_all(self) -> Iterator[Faute]:
        if self.ase is not None and self.tous is not None and self.ase > self.tous:
            yield Faute("ase", f"la cible ASE ({self.ase}) dépasse la cible de tous les jeunes ({self.tous})")


class Cibles(Modele, title="Cibles"):
    """Targets, by indicator of the call."""

    contacts: Cible = Field(
        default_factory=Cible, title="Contacts", description="Contacts téléphoniques et saisies par courriel."
    )
    jeunes_recus: Cible = Field(default_factory=Cible, title="Jeunes reçus", description="Jeunes reçus physiquement.")
    jeunes_accompagnes: Cible = Field(
        default_factory=Cible, title="Jeunes accompagnés", description="Jeunes accompagnés."
    )
    jeunes_loges: Cible = Field(
        default_factory=Cible, title="Jeunes logés", description="Jeunes ayant accédé au logement."
    )
    jeunes_actions_nouvelles: Cible = Field(
        default_factory=Cible,
        title="Jeunes des actions nouvelles",
        description="Jeunes des permanences et ateliers financés.",
    )


class Projet(Modele, title="Projet"):
    """The approved application."""

    titre: Texte = Field(title="Titre", description="Titre du projet.")
    numero_dossier: Texte | None = Field(None, title="Numéro de dossier", description="Numéro E-partenaire.")
    date_candidature: Jour = Field(title="Date de candidature", description="Jour du dépôt.", examples=["2025-05-02"])
    territoires: tuple[Texte, ...] = Field(min_length=1, title="Territoires", description="Territoires de l’appel.")
    public: TrancheAge | None = Field(
        None, title="Public", description="Âges visés par le projet ; absents, ce sont ceux de l’appel."
    )
    description: Markdown = Field(title="Description", description="Le projet, en Markdown.")
    actions: tuple[Action, ...] = Field(min_length=1, title="Actions", description="Actions prévues.")
    cibles: Cibles = Field(default_factory=Cibles, title="Cibles", description="Cibles par indicateur.")
    budget: Budget = Field(title="Budget prévisionnel", description="Budget de l’action sur sa période.")

    @coherence
    def _each_action_once(self) -> Iterator[Faute]:
        seen: set[str] = set()
        for rank, action in readable(self.actions, "code"):
            if action.code in seen:
                yield Faute(
                    f"actions[{rank}].code",
                    f"le code « {action.code} » sert déjà : donnez un code par action",
                )
            seen.add(action.code)
