"""The request for the solde and its état liquidatif: what is due, paid, to pay or to give back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from cllaj_docs.documents.demande import ContexteDemande, request_values
from cllaj_docs.documents.document import BILAN, COMPTE, CONVENTION, DECISION, SIGNATURE, TypeDocument, given
from cllaj_docs.documents.effectif import LigneIndicateur, read_indicateurs
from cllaj_docs.domain.bilan import Bilan
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.paiement import Paiement
from cllaj_docs.rules.diffusion import EXACTE
from cllaj_docs.rules.indicateur import compute_realisations
from cllaj_docs.rules.liquidation import Liquidation, compute_liquidation


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteDemandeSolde(ContexteDemande):
    """Values of the request for the solde; ``lignes_indicateurs`` show the objectives that it depends on."""

    bilan: Annotated[Bilan, "le bilan final"]
    liquidation: Annotated[Liquidation, "calcul du montant dû"]
    lignes_indicateurs: Annotated[tuple[LigneIndicateur, ...], "indicateurs : cibles et résultats"]


def build_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values that the request and its état liquidatif show."""
    bilan = given(dossier.bilan)
    avances = _avances(dossier)
    values = request_values(dossier, date, titre="Demande de versement du solde", versement="solde", paiements=avances)
    context = ContexteDemandeSolde(
        **values,
        bilan=bilan,
        liquidation=compute_liquidation(
            values["montant"],
            values["convention"].regle_solde,
            dossier.projet.budget,
            bilan.compte_rendu,
            avances,
        ),
        lignes_indicateurs=read_indicateurs(
            compute_realisations(dossier.appel, dossier.projet, bilan.indicateurs), EXACTE
        ),
    )
    return context.as_mapping()


def _part_shown(dossier: Dossier) -> Dossier:
    return dossier.model_copy(update={"paiements": _avances(dossier), "suivi": None})


def _avances(dossier: Dossier) -> tuple[Paiement, ...]:
    """Give what was paid before; the payment of the solde itself is not: a request can be printed again afterwards."""
    return tuple(paiement for paiement in dossier.paiements if paiement.nature == "avance")


DOCUMENT = TypeDocument(
    nom="demande-solde",
    titre="Demande de solde",
    besoins=(DECISION, CONVENTION, SIGNATURE, COMPTE, BILAN),
    contexte=ContexteDemandeSolde,
    build_context=build_context,
    part_shown=_part_shown,
)
