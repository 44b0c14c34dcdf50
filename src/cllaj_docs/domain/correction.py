"""What staff settle for one convention over the shipped tables of law and pieces: corrected, set aside or added.

The codes are those of ``rules/data``; a code that no table knows is told by ``rules.controle``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from cllaj_docs.domain.field import MontantPositif, Texte
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.domain.paiement import NatureVersement
from cllaj_docs.errors import Faute

Fournisseur = Literal["operateur", "departement"]


class ReferenceCorrigee(Modele, title="Référence corrigée"):
    """A legal reference read again: what the convention writes in place of the shipped words."""

    code: Texte = Field(title="Code", description="Code de la référence.", examples=["cgct-controle"])
    texte: Texte | None = Field(None, title="Texte", description="Ce qui suit « Vu », avec l’article.")
    citation: Texte | None = Field(None, title="Citation", description="Ce qu’une clause cite, avec l’article.")

    @coherence
    def _says_something(self) -> Iterator[Faute]:
        if self.texte is None and self.citation is None:
            yield Faute("texte", "donnez le texte du visa, la citation des clauses, ou les deux")


class ParametreCorrige(Modele, title="Paramètre corrigé"):
    """A threshold or a delay of law read again."""

    code: Texte = Field(title="Code", description="Code du paramètre.", examples=["seuil_commissaire"])
    valeur: MontantPositif = Field(title="Valeur", description="Dans l’unité du paramètre.", examples=["153000.00"])
    source: Texte = Field(title="Source", description="Où cette valeur a été lue, et quand.")


class PieceEcartee(Modele, title="Pièce écartée"):
    """A shipped piece that this convention does not ask for."""

    code: Texte = Field(title="Code", description="Code de la pièce.", examples=["sirene"])
    versements: tuple[NatureVersement, ...] = Field(
        ("avance", "solde"), min_length=1, title="Versements", description="Versements concernés."
    )


class PieceSupplementaire(Modele, title="Pièce supplémentaire"):
    """A piece that this convention asks for besides: the comptable will then want it."""

    libelle: Texte = Field(
        title="Libellé", description="Sans article ni point final.", examples=["attestation de démarrage de l’action"]
    )
    versements: tuple[NatureVersement, ...] = Field(
        min_length=1, title="Versements", description="Versements concernés."
    )
    fournie_par: Fournisseur = Field("operateur", title="Fournie par", description="« operateur » ou « departement ».")
