"""The convention: its number, dates, two durations, the rule of its solde, its signatories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from cllaj_docs.domain.correction import ParametreCorrige, PieceEcartee, PieceSupplementaire, ReferenceCorrigee
from cllaj_docs.domain.field import Jour, MontantPositif, Texte
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.domain.periode import Periode
from cllaj_docs.domain.personne import Signataire
from cllaj_docs.errors import Faute

RegleSolde = Literal["prorata", "plafond", "forfait"]
"""What is due when less is spent than planned (``rules.liquidation``). The call is silent: the convention must say."""


class Signataires(Modele, title="Signataires"):
    """Who signs this convention, when it is not the usual signatory of the party."""

    departement: Signataire | None = Field(
        None, title="Pour le Département", description="Remplace le signataire usuel."
    )
    porteur: Signataire | None = Field(None, title="Pour l’opérateur", description="Remplace le représentant légal.")


class Convention(Modele, title="Convention"):
    """The contract. ``periode_action`` and ``duree`` are two durations: the action ends before the contract does."""

    numero: Texte = Field(title="Numéro", description="Numéro de la convention.")
    montant: MontantPositif | None = Field(
        None,
        title="Montant",
        description="Repris de la décision quand il n’est pas donné ; il doit lui être égal.",
    )
    date_signature: Jour | None = Field(
        None,
        title="Date de signature",
        description="Jour de la dernière signature ; absente tant qu’elle manque.",
    )
    date_notification: Jour | None = Field(None, title="Date de notification", description="Jour de la notification.")
    periode_action: Periode = Field(title="Période de l’action", description="Pendant laquelle l’action est menée.")
    duree: Periode = Field(
        title="Durée de la convention",
        description="De la prise d’effet au règlement définitif : contient l’action.",
    )
    date_limite_bilan: Jour = Field(
        title="Date limite du bilan", description="L’appel n’en donne pas : elle est toujours à fixer."
    )
    regle_solde: RegleSolde = Field(
        title="Règle du solde",
        description=(
            "Ce qui est dû si les dépenses sont inférieures au budget : « prorata » des dépenses, "
            "« plafond » au besoin réel, ou « forfait »."
        ),
    )
    mode_signature: Literal["papier", "electronique"] = Field(
        "papier", title="Mode de signature", description="« papier » ou « electronique »."
    )
    signataires: Signataires = Field(
        default_factory=Signataires,
        title="Signataires",
        description="Signataires propres à cette convention.",
    )
    visas_supplementaires: tuple[Texte, ...] = Field(
        (), title="Visas supplémentaires", description="Textes ajoutés aux visas, sans le « Vu »."
    )
    visas_ecartes: tuple[Texte, ...] = Field(
        (), title="Visas écartés", description="Codes des références proposées à ne pas viser."
    )
    references_verifiees_le: Jour | None = Field(
        None,
        title="Références vérifiées le",
        description="Jour où un agent a relu les références juridiques.",
    )
    references_corrigees: tuple[ReferenceCorrigee, ...] = Field(
        (), title="Références corrigées", description="Références écrites autrement que dans la table livrée."
    )
    parametres_corriges: tuple[ParametreCorrige, ...] = Field(
        (),
        title="Paramètres corrigés",
        description="Seuils et délais de la loi qui remplacent ceux de la table livrée.",
    )
    pieces_ecartees: tuple[PieceEcartee, ...] = Field(
        (), title="Pièces écartées", description="Pièces de la table livrée que cette convention ne demande pas."
    )
    pieces_supplementaires: tuple[PieceSupplementaire, ...] = Field(
        (), title="Pièces supplémentaires", description="Pièces que cette convention demande en plus."
    )

    @coherence
    def _action_inside(self) -> Iterator[Faute]:
        if not self.duree.contains(self.periode_action):
            yield Faute(
                "periode_action",
                f"la période de l’action ({self.periode_action.debut} à {self.periode_action.fin}) sort de la durée "
                f"de la convention ({self.duree.debut} à {self.duree.fin}) : allongez la durée ou corrigez la période",
            )

    @coherence
    def _report_after_action(self) -> Iterator[Faute]:
        if self.date_limite_bilan < self.periode_action.fin:
            yield Faute(
                "date_limite_bilan",
                f"le bilan ne peut être dû ({self.date_limite_bilan}) avant la fin de l’action "
                f"({self.periode_action.fin})",
            )

    @coherence
    def _report_inside(self) -> Iterator[Faute]:
        if self.date_limite_bilan > self.duree.fin:
            yield Faute(
                "date_limite_bilan",
                f"le bilan est dû ({self.date_limite_bilan}) après la fin de la convention ({self.duree.fin}) : "
                "allongez la durée de la convention",
            )

    @coherence
    def _notified_after_signature(self) -> Iterator[Faute]:
        if self.date_notification is None:
            return
        if self.date_signature is None:
            yield Faute("date_notification", "une convention notifiée est signée : donnez aussi sa date de signature")
        elif self.date_notification < self.date_signature:
            yield Faute(
                "date_notification",
                f"la notification ({self.date_notification}) précède la signature ({self.date_signature}) : "
                "corrigez l’une des deux dates",
            )

    @coherence
    def _signed_before_the_end(self) -> Iterator[Faute]:
        if self.date_signature is not None and self.date_signature > self.duree.fin:
            yield Faute(
                "date_signature",
                f"la signature ({self.date_signature}) suit la fin de la convention ({self.duree.fin}) : "
                "corrigez l’une des deux dates",
            )
