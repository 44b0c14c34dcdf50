"""What both requests for payment share: references, account, pieces to attach, certification."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from cllaj_docs.documents.article import Articles, number_articles
from cllaj_docs.documents.contexte import Contexte, common_values
from cllaj_docs.documents.phrase import commune
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import Euros
from cllaj_docs.domain.paiement import NatureVersement, Paiement
from cllaj_docs.rules.piece import Piece, joined_pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteDemande(Contexte):
    """Values of a request. ``articles`` are those of its convention.

    ``paiements`` were made before it; ``deja_verse`` is their sum, in euros.

    ``pieces_jointes`` come from the operator, ``pieces_departement`` are already with the Département.
    """

    articles: Annotated[Articles, "numéros des articles de la convention"]
    paiements: Annotated[tuple[Paiement, ...], "paiements antérieurs"]
    deja_verse: Annotated[Euros, "total des paiements antérieurs"]
    pieces_jointes: Annotated[tuple[Piece, ...], "pièces que l’opérateur joint"]
    pieces_departement: Annotated[tuple[Piece, ...], "pièces que le Département détient"]


def request_values(
    dossier: Dossier,
    date: datetime.date | None,
    *,
    titre: str,
    versement: NatureVersement,
    paiements: tuple[Paiement, ...],
) -> Mapping[str, Any]:
    """Compute the values of ``ContexteDemande``. The operator issues the request, from its own commune."""
    values = common_values(
        dossier, date, titre=titre, auteur=dossier.porteur.nom, lieu=commune(dossier.porteur.adresse)
    )
    return values | {
        "articles": number_articles(values["regime"]),
        "paiements": paiements,
        "deja_verse": sum((paiement.montant for paiement in paiements), Decimal("0.00")),
        "pieces_jointes": joined_pieces(dossier, versement, "operateur", premier=not paiements),
        "pieces_departement": joined_pieces(dossier, versement, "departement", premier=not paiements),
    }
