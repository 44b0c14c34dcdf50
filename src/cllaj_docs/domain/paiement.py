"""A payment already made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cllaj_docs.domain.field import Jour, MontantPositif, Texte
from cllaj_docs.domain.model import Modele

NatureVersement = Literal["avance", "solde"]


class Paiement(Modele, title="Paiement"):
    """What the comptable has paid, with the number of the mandat."""

    nature: NatureVersement = Field(title="Nature", description="« avance » ou « solde ».")
    montant: MontantPositif = Field(title="Montant", description="Montant payé, en euros.", examples=["16000.00"])
    date: Jour = Field(title="Date", description="Date du paiement.")
    mandat: Texte = Field(title="Mandat", description="Numéro du mandat.")
