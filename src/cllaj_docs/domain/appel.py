"""The call for projects: ceiling, rates, dates, public, territories and indicators, all given as data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, Strict

from cllaj_docs.domain.field import MontantPositif, Taux, Texte
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.domain.periode import Periode
from cllaj_docs.errors import Faute

CodeIndicateur = Literal["contacts", "jeunes_recus", "jeunes_accompagnes", "jeunes_loges", "jeunes_actions_nouvelles"]
"""The five indicators of the call; also the keys of ``projet.cibles`` and of ``bilan.indicateurs``."""

Age = Annotated[int, Strict(), Field(ge=0, le=120)]
Duree = Annotated[int, Strict(), Field(ge=1, le=1_000)]


class TrancheAge(Modele, title="Tranche d’âge"):
    """Ages of the public, both included, in years."""

    minimum: Age = Field(title="Âge minimum", description="En années révolues.", examples=[16])
    maximum: Age = Field(title="Âge maximum", description="En années révolues.", examples=[30])

    @coherence
    def _ages_in_order(self) -> Iterator[Faute]:
        if self.maximum < self.minimum:
            yield Faute("maximum", f"l’âge maximum ({self.maximum}) est inférieur au minimum ({self.minimum})")


class Indicateur(Modele, title="Indicateur"):
    """One indicator of the call and the definition that the convention prints."""

    code: CodeIndicateur = Field(title="Code", description="Clé de l’indicateur dans les cibles et dans le bilan.")
    libelle: Texte = Field(title="Libellé", description="Ce qui est compté, dans les mots de l’appel.")
    libelle_court: Texte | None = Field(
        None, title="Libellé court", description="Pour les tableaux ; absent, c’est le libellé."
    )
    unite: Texte = Field(title="Unité", description="Unité au singulier.", examples=["contact", "jeune"])
    definition: Texte = Field(title="Définition", description="Définition imprimée dans la convention.")


class Modalites(Modele, title="Modalités"):
    """What the Département chooses and the call leaves open: delays, notice, copies. Printed in the convention."""

    exemplaires: Duree = Field(2, title="Exemplaires", description="Nombre d’exemplaires originaux.")
    mise_en_demeure_jours: Duree = Field(
        30, title="Mise en demeure", description="Délai laissé après une mise en demeure, en jours."
    )
    preavis_resiliation_mois: Duree = Field(
        2, title="Préavis de résiliation", description="Préavis d’une résiliation, en mois."
    )
    conservation_pieces_annees: Duree = Field(
        10, title="Conservation des pièces", description="Durée de conservation des justificatifs, en années."
    )
    delai_paiement_jours: Duree = Field(
        60,
        title="Délai de paiement",
        description="De la notification pour l’avance, de la demande complète pour le solde, en jours.",
    )
    conservation_donnees_mois: Duree = Field(
        12,
        title="Conservation des données",
        description="Conservation du tableau de reporting et de sa table de correspondance après le solde, en mois.",
    )
    reversement_mois: Duree = Field(
        6, title="Délai de reversement", description="Délai de remboursement d’une somme indue, en mois."
    )


class RegleComptage(Modele, title="Règle de comptage"):
    """How the reporting table is counted, where the call leaves it open. Must agree with the printed definitions."""

    sens: tuple[Literal["entrant", "sortant"], ...] = Field(
        ("entrant",), min_length=1, title="Sens des contacts", description="Contacts qui comptent."
    )
    entretiens_minimum: Annotated[int, Strict(), Field(ge=0, le=100)] = Field(
        0,
        title="Entretiens d’accompagnement",
        description="Nombre d’entretiens de la période à partir duquel un jeune compte comme accompagné.",
    )


class Appel(Modele, title="Appel à projets"):
    """A call for projects. Shipped calls are named (``"pas-de-calais-2025"``); a dossier may also give one whole."""

    reference: Texte = Field(title="Référence", description="Nom court de l’appel.", examples=["pas-de-calais-2025"])
    intitule: Texte = Field(title="Intitulé", description="Intitulé de l’appel à projets.")
    axe: Texte = Field(title="Axe", description="Axe du programme départemental.")
    cadre: Texte = Field(title="Cadre", description="Programme du Département dans lequel s’inscrit l’appel.")
    plan: Texte | None = Field(
        None, title="Plan", description="Plan dont les jeunes sont un public prioritaire, avec l’article."
    )
    credits: Texte = Field(title="Origine des crédits", description="Crédits de l’État mentionnés en communication.")
    plafond: MontantPositif = Field(
        title="Plafond",
        description="Montant maximal par an et par CLLAJ, en euros.",
        examples=[Decimal("20000.00")],
    )
    taux_avance: Taux = Field(title="Taux de l’avance", description="Part versée à la signature (0.80 pour 80 %).")
    periode: Periode = Field(title="Période de l’opération", description="Douze mois de l’opération.")
    ouverture: Periode = Field(title="Ouverture de l’appel", description="Jours où une candidature est recevable.")
    ages: TrancheAge = Field(title="Âges du public", description="Âges des jeunes visés.")
    territoires: tuple[Texte, ...] = Field(
        min_length=1, title="Territoires", description="Territoires départementaux éligibles."
    )
    suivi: tuple[Texte, ...] = Field(
        min_length=1,
        title="Destinataires du suivi",
        description="À qui l’opérateur signale au fil de l’eau les nouvelles actions, avec l’article.",
        examples=["le Chef SLISL"],
    )
    definition_ase: Texte = Field(
        title="Définition du parcours ASE", description="Qui compte comme jeune ayant eu un parcours ASE."
    )
    indicateurs: tuple[Indicateur, ...] = Field(
        min_length=5,
        max_length=5,
        title="Indicateurs",
        description="Les cinq indicateurs de l’appel, dans son ordre.",
    )
    modalites: Modalites = Field(
        default_factory=Modalites, title="Modalités", description="Délais et préavis de la convention."
    )
    comptage: RegleComptage = Field(
        default_factory=RegleComptage, title="Comptage", description="Règles de comptage du tableau de reporting."
    )
    source: Texte = Field(title="Source", description="Document d’où viennent ces valeurs.")

    @coherence
    def _each_indicator_once(self) -> Iterator[Faute]:
        if len({indicateur.code for indicateur in self.indicateurs}) != len(self.indicateurs):
            yield Faute(
                "indicateurs",
                "un indicateur est donné deux fois : chacun des cinq codes doit paraître une fois",
            )

    def indicateur(self, code: CodeIndicateur) -> Indicateur:
        """Give the indicator of that code."""
        return next(indicateur for indicateur in self.indicateurs if indicateur.code == code)
