"""A document of one's own: the Département certifies what it has paid.

Nothing of the package changes: a dataclass says what the templates may print, a function computes it, and a
``TypeDocument`` puts them together with what the document needs and what it may show.

::

    python examples/attestation/attestation.py samples/complet.toml
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import cllaj_docs as cd
from cllaj_docs.domain import Euros, Paiement

GABARITS = Path(__file__).parent / "gabarits"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteAttestation(cd.Contexte):
    """What the attestation shows beside what every document does. The texts are those of the catalogue of fields."""

    paiements: Annotated[tuple[Paiement, ...], "versements faits, dans l’ordre"]
    total: Annotated[Euros, "somme des versements"]


def build_context(dossier: cd.Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    """Compute the values. Only called when nothing is missing."""
    values = cd.common_values(
        dossier,
        date,
        titre="Attestation de versement",
        auteur=dossier.departement.nom,
        lieu=dossier.departement.commune_signature,
    )
    total = sum((paiement.montant for paiement in dossier.paiements), Decimal("0.00"))
    return ContexteAttestation(**values, paiements=dossier.paiements, total=total).as_mapping()


ATTESTATION = cd.TypeDocument(
    nom="attestation-versement",
    titre="Attestation de versement",
    besoins=(
        cd.Besoin("decision", "la décision d’attribution"),
        cd.Besoin("convention", "la convention"),
        cd.Besoin("paiements", "un versement au moins"),
    ),
    contexte=ContexteAttestation,
    build_context=build_context,
    # What the document does not show, it does not carry either.
    part_shown=cd.without("porteur.compte", "porteur.contact", "suivi", "bilan"),
)


def make_toolkit() -> cd.Toolkit:
    """Give a toolkit that knows the attestation beside the documents of the grant."""
    return cd.Toolkit(templates=GABARITS, documents=[ATTESTATION])


def main(arguments: list[str]) -> int:
    """Check the templates, then write the attestation of each dossier in Word and PDF."""
    toolkit = make_toolkit()
    remarques = cd.check_templates(toolkit)
    for remarque in remarques:
        print(remarque)
    try:
        for path in arguments:
            dossier = cd.Dossier.load(path)
            for format_ in ("docx", "pdf"):
                print(toolkit.render(dossier, "attestation-versement", format_).save("sorties"))
    except cd.CllajDocsError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
