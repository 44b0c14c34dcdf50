"""The documents of a grant, in the order of its life. Each module says what it needs and what it shows."""

from collections.abc import Mapping
from types import MappingProxyType

from cllaj_docs.documents import (
    bilan_departemental,
    bilan_final,
    bilan_intermediaire,
    convention,
    demande_avance,
    demande_solde,
)
from cllaj_docs.documents.document import TypeDocument

DOCUMENTS: Mapping[str, TypeDocument] = MappingProxyType(
    {
        document.nom: document
        for document in (
            convention.DOCUMENT,
            demande_avance.DOCUMENT,
            bilan_intermediaire.DOCUMENT,
            demande_solde.DOCUMENT,
            bilan_final.DOCUMENT,
            bilan_final.DOCUMENT_DIFFUSABLE,
        )
    }
)

CAMPAGNE: Mapping[str, TypeDocument] = MappingProxyType(
    {document.nom: document for document in (bilan_departemental.DOCUMENT, bilan_departemental.DOCUMENT_DIFFUSABLE)}
)
"""The documents of a campaign, which are made from many dossiers; each describes its values for one."""

LIVRES: Mapping[str, TypeDocument] = MappingProxyType({**DOCUMENTS, **CAMPAGNE})
"""All documents whose templates are shipped."""

__all__ = ["CAMPAGNE", "DOCUMENTS", "LIVRES", "TypeDocument"]
