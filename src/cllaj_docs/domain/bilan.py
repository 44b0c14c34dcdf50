"""The final report: results by indicator, actions carried out, qualitative analysis by *frein*, accounts.

``None`` is « not known », never zero: the call asks for the housing indicator « dans la mesure du possible ».
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from cllaj_docs.domain.budget import Budget
from cllaj_docs.domain.field import Effectif, Etp, Euros, Jour, Markdown, Seuil, Texte
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.domain.personne import Signataire
from cllaj_docs.domain.plan_comptable import FONDS_DEDIES
from cllaj_docs.domain.profil import Profil
from cllaj_docs.errors import Faute


class Contacts(Modele, title="Contacts"):
    """Indicator 1: contacts by telephone and by mail. Contacts are counted, not youths."""

    telephone: Effectif | None = Field(None, title="Contacts téléphoniques", description="Nombre de contacts.")
    courriel: Effectif | None = Field(None, title="Saisies par courriel", description="Nombre de saisies.")
    ase: Effectif | None = Field(None, title="Dont jeunes ASE", description="Contacts de jeunes au parcours ASE.")

    @property
    def tous(self) -> Annotated[int | None, "tous les contacts, téléphone et courriel"]:
        """All contacts, or ``None`` when one of the two counts is not known."""
        if self.telephone is None or self.courriel is None:
            return None
        return self.telephone + self.courriel

    @coherence
    def _ase_within_all(self) -> Iterator[Faute]:
        if self.ase is not None and self.tous is not None and self.ase > self.tous:
            yield Faute("ase", f"les contacts ASE ({self.ase}) dépassent l’ensemble des contacts ({self.tous})")


class Jeunes(Modele, title="Jeunes"):
    """A count of distinct youths: with an ASE path, all, and those whose path is not known."""

    ase: Effectif | None = Field(None, title="Jeunes ASE", description="Jeunes au parcours ASE.")
    tous: Effectif | None = Field(None, title="Tous les jeunes", description="Ensemble des jeunes.")
    ase_inconnu: Effectif = Field(
        0, title="Parcours inconnu", description="Jeunes dont le parcours ASE n’est pas connu."
    )

    @coherence
    def _parts_within_all(self) -> Iterator[Faute]:
        if self.tous is not None and (self.ase or 0) + self.ase_inconnu > self.tous:
            yield Faute(
                "tous",
                f"les jeunes ASE ({self.ase or 0}) et de parcours inconnu ({self.ase_inconnu}) "
                f"dépassent l’ensemble ({self.tous})",
            )


class JeunesLoges(Jeunes, title="Jeunes logés"):
    """Indicator 4. ``situation_connue_…``: for how many of the accompanied youths the outcome is known."""

    situation_connue_ase: Effectif | None = Field(
        None, title="Situation connue (ASE)", description="Jeunes ASE accompagnés dont l’issue est connue."
    )
    situation_connue_tous: Effectif | None = Field(
        None, title="Situation connue (tous)", description="Jeunes accompagnés dont l’issue est connue."
    )

    @coherence
    def _housed_are_known(self) -> Iterator[Faute]:
        for loges, connus, champ in (
            (self.ase, self.situation_connue_ase, "situation_connue_ase"),
            (self.tous, self.situation_connue_tous, "situation_connue_tous"),
        ):
            if loges is not None and connus is not None and connus < loges:
                yield Faute(champ, f"la situation est connue pour {connus} jeunes, moins que les {loges} logés")


class JeunesActions(Jeunes, title="Jeunes des actions nouvelles"):
    """Indicator 5: youths of the new permanences and/or workshops. A union of distinct youths, never a sum."""

    permanences: Effectif | None = Field(None, title="En permanence", description="Jeunes reçus en permanence.")
    ateliers: Effectif | None = Field(None, title="En atelier", description="Jeunes venus en atelier.")

    @coherence
    def _union_of_both(self) -> Iterator[Faute]:
        if self.tous is None or self.permanences is None or self.ateliers is None:
            return
        least, most = max(self.permanences, self.ateliers), self.permanences + self.ateliers
        if not least <= self.tous <= most:
            yield Faute(
                "tous",
                f"{self.tous} jeunes distincts sont impossibles avec {self.permanences} en permanence et "
                f"{self.ateliers} en atelier : le nombre doit être compris entre {least} et {most}",
            )


class Indicateurs(Modele, title="Indicateurs"):
    """Results of the five indicators of the call."""

    contacts: Contacts = Field(title="Contacts", description="Contacts téléphoniques et saisies par courriel.")
    jeunes_recus: Jeunes = Field(title="Jeunes reçus", description="Jeunes reçus physiquement.")
    jeunes_accompagnes: Jeunes = Field(title="Jeunes accompagnés", description="Jeunes accompagnés.")
    jeunes_loges: JeunesLoges = Field(title="Jeunes logés", description="Jeunes ayant accédé au logement.")
    jeunes_actions_nouvelles: JeunesActions = Field(
        title="Jeunes des actions nouvelles", description="Jeunes des permanences et ateliers financés."
    )


class ActionRealisee(Modele, title="Action réalisée"):
    """What became of an action of the project. ``code`` is the project's."""

    code: Texte = Field(title="Code", description="Code de l’action dans le projet.")
    seances: Effectif | None = Field(None, title="Séances tenues", description="Nombre de séances ou de permanences.")
    participants: Effectif | None = Field(None, title="Participants", description="Jeunes distincts.")
    debut: Jour | None = Field(None, title="Ouverture", description="Jour de la première séance.")
    fin: Jour | None = Field(None, title="Fermeture", description="Jour de la dernière séance, si l’action est finie.")
    commentaire: Texte | None = Field(None, title="Commentaire", description="Une phrase.")

    @coherence
    def _dates_in_order(self) -> Iterator[Faute]:
        if self.debut and self.fin and self.fin < self.debut:
            yield Faute("fin", f"la fermeture ({self.fin}) précède l’ouverture ({self.debut})")


class Frein(Modele, title="Frein"):
    """An obstacle, whom it stops, what was tried, what came of it, what is proposed."""

    obstacle: Texte = Field(title="Frein", description="L’obstacle rencontré.")
    public: Texte = Field(title="Public concerné", description="Quels jeunes, sans en désigner aucun.")
    levier: Markdown = Field(title="Levier essayé", description="Ce qui a été tenté.")
    resultat: Markdown = Field(title="Résultat", description="Ce qui en est sorti.")
    proposition: Markdown = Field(title="Proposition", description="Ce qui est proposé pour la suite.")


class Analyse(Modele, title="Analyse qualitative"):
    """The qualitative analysis that the call asks for, « visant à lever les freins rencontrés »."""

    mise_en_oeuvre: Markdown = Field(title="Mise en œuvre", description="Déroulement de l’action.")
    partenariats: Markdown | None = Field(None, title="Partenariats", description="Partenaires mobilisés.")
    aller_vers: Markdown | None = Field(None, title="Aller-vers", description="Démarches d’aller-vers.")
    freins: tuple[Frein, ...] = Field(min_length=1, title="Freins", description="Freins rencontrés et leviers essayés.")
    parcours_ase: Markdown | None = Field(None, title="Parcours ASE", description="Jeunes sortant de l’ASE.")
    enseignements: Markdown | None = Field(None, title="Enseignements", description="Ce qui a été appris.")
    perspectives: Markdown | None = Field(None, title="Perspectives", description="Suites envisagées.")


class CompteRendu(Budget, title="Compte rendu financier"):
    """The accounts of the action, on its period, in the rubrics of the budget."""

    commentaire_ecarts: Markdown = Field(title="Commentaire des écarts", description="Explication des écarts.")
    cles_repartition: Markdown | None = Field(
        None, title="Clés de répartition", description="Règles de répartition des charges indirectes."
    )

    @property
    def fonds_dedies(self) -> Annotated[Euros, "reçu et non dépensé, reporté en fonds dédiés"]:
        """What was received and not spent, carried over to a next exercise, in euros."""
        return sum((ligne.montant for ligne in self.charges if ligne.rubrique == FONDS_DEDIES), Decimal("0.00"))

    @property
    def depenses(
        self,
    ) -> Annotated[Euros, "dépenses réelles : charges moins fonds dédiés, hors contributions en nature"]:
        """What was really spent, in euros: charges, less contributions in kind and what is carried over."""
        return self.total_charges - self.fonds_dedies


class Bilan(Modele, title="Bilan final"):
    """The final report of the operator."""

    date: Jour = Field(title="Date", description="Jour où le bilan est remis au Département.")
    signataire: Signataire | None = Field(
        None, title="Signataire", description="Remplace le représentant légal de l’opérateur."
    )
    seuil_diffusion: Seuil | None = Field(
        None,
        title="Seuil de diffusion",
        description="Plus petit effectif publié dans la version diffusable ; absent, c’est l’usage (5).",
        examples=[5, 11],
    )
    etp: Etp | None = Field(
        None,
        title="ETP financés",
        description="Temps de travail financé, en équivalents temps plein.",
        examples=["0.50"],
    )
    synthese: Markdown = Field(title="Synthèse", description="L’essentiel, en quelques phrases.")
    indicateurs: Indicateurs = Field(title="Indicateurs", description="Résultats des cinq indicateurs de l’appel.")
    profil: Profil | None = Field(None, title="Profil des jeunes", description="Effectifs par âge, sexe, situation…")
    profil_ase: Profil | None = Field(
        None, title="Profil des jeunes ASE", description="Mêmes tableaux, pour les seuls jeunes au parcours ASE."
    )
    actions: tuple[ActionRealisee, ...] = Field(min_length=1, title="Actions", description="Ce qui a été fait.")
    analyse: Analyse = Field(title="Analyse qualitative", description="Analyse par frein.")
    moyens_humains: Markdown | None = Field(None, title="Moyens humains", description="Personnes et temps de travail.")
    communication: Markdown | None = Field(None, title="Communication", description="Communication réalisée.")
    compte_rendu: CompteRendu = Field(title="Compte rendu financier", description="Dépenses et recettes réalisées.")

    @coherence
    def _ase_profile_within_profile(self) -> Iterator[Faute]:
        if self.profil_ase is None:
            return
        for name, title, table in self.profil_ase.repartitions:
            whole = None if self.profil is None else getattr(self.profil, name)
            if whole is None:
                yield Faute(
                    f"profil_ase.{name}",
                    f"le tableau « {title} » n’est pas donné pour tous les jeunes : ajoutez-le dans « profil »",
                )
                continue
            for categorie in table.categories:
                limit = getattr(whole, categorie.code)
                if categorie.effectif > limit:
                    yield Faute(
                        f"profil_ase.{name}.{categorie.code}",
                        f"{categorie.effectif} jeunes ASE, plus que {limit} pour tous les jeunes",
                    )
