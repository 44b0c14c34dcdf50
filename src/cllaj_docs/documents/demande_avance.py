"""The request for the avance, due from the signature of the convention."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from cllaj_docs.documents.demande import ContexteDemande, request_values
from cllaj_docs.documents.document import COMPTE, CONVENTION, DECISION, SIGNATURE, TypeDocument, without
from cllaj_docs.domain.dossier import Dossier


def build_context(dossier: Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Give the values that the request shows. The avance comes first: no earlier payment is deducted from it."""
    values = request_values(dossier, date, titre="Demande de versement de l’avance", versement="avance", paiements=())
    return ContexteDemande(**values).as_mapping()


DOCUMENT = TypeDocument(
    nom="demande-avance",
    titre="Demande d’avance",
    besoins=(DECISION, CONVENTION, SIGNATURE, COMPTE),
    contexte=ContexteDemande,
    build_context=build_context,
    part_shown=without("paiements", "suivi", "bilan"),
)
