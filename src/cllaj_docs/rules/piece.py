"""The pieces of a payment, from one table: the convention's article lists them, the request attaches the same.

Whatever the convention lists as a justification becomes a mandatory piece for the comptable (CGCT, art. D. 1617-19
and its annex): so both must come from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from cllaj_docs.domain.paiement import NatureVersement
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.rules.regime import Categorie, Regime

Fournisseur = Literal["operateur", "departement"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece: who provides it, for which payments, and whether only « le cas échéant »."""

    code: str
    libelle: str
    versements: frozenset[NatureVersement]
    fournie_par: Fournisseur
    pour: frozenset[Categorie]
    eventuelle: bool = False


@cache
def all_pieces() -> tuple[Piece, ...]:
    """Give every piece of ``data/piece.toml``, in the order in which they are listed."""
    rows = read_shipped("rules", "piece.toml")["pieces"]
    sets = ("versements", "pour")
    return tuple(Piece(**row | {key: frozenset(row[key]) for key in sets}) for row in rows)


def find_pieces(
    regime: Regime, versement: NatureVersement, fournie_par: Fournisseur | None = None
) -> tuple[Piece, ...]:
    """Give the pieces of a payment for a regime, of one provider or of both."""
    return tuple(
        piece
        for piece in all_pieces()
        if versement in piece.versements and piece.pour & regime.categories and fournie_par in (None, piece.fournie_par)
    )
