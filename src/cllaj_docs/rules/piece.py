"""The pieces of a payment, from one table: the convention's article lists them, the request attaches the same.

Whatever the convention lists as a justification becomes a mandatory piece for the comptable (CGCT, art. D. 1617-19
and its annex): so both must come from here, with what staff set aside or add for one convention.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated

from cllaj_docs.domain.correction import Fournisseur
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.paiement import NatureVersement
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.french.figures import euros
from cllaj_docs.rules.droit import day_of_law
from cllaj_docs.rules.parametre import used_parametre
from cllaj_docs.rules.regime import Categorie, find_regime
from cllaj_docs.rules.validite import Validite


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Validite):
    """A piece: who provides it, for which payments, and whether only « le cas échéant ».

    ``apres_versement``: it answers to an earlier payment, and falls away when there was none. ``seuil`` is the code of
    the threshold that ``libelle`` prints in place of ``{seuil}``.
    """

    code: Annotated[str, "code de la pièce"]
    libelle: Annotated[str, "nom de la pièce, sans article ni point"]
    versements: Annotated[frozenset[NatureVersement], "versements qu’elle justifie"]
    fournie_par: Annotated[Fournisseur, "qui la fournit : « operateur » ou « departement »"]
    pour: Annotated[frozenset[Categorie], "catégories d’opérateurs concernées"]
    source: Annotated[str, "texte qui la demande"]
    eventuelle: Annotated[bool, "demandée seulement le cas échéant"] = False
    apres_versement: Annotated[bool, "répond d’un versement antérieur, et tombe s’il n’y en a pas eu"] = False
    seuil: Annotated[str | None, "code du seuil que le libellé imprime"] = None


@cache
def all_pieces() -> tuple[Piece, ...]:
    """Give every piece of ``data/piece.toml``, in the order in which they are listed."""
    rows = read_shipped("rules", "piece.toml")["pieces"]
    sets = ("versements", "pour")
    return tuple(Piece(**row | {key: frozenset(row[key]) for key in sets}) for row in rows)


def find_pieces(
    dossier: Dossier, versement: NatureVersement, fournie_par: Fournisseur | None = None
) -> tuple[Piece, ...]:
    """Give the pieces that the convention asks for a payment, of one provider or of both."""
    return tuple(
        piece
        for piece in _asked_for(dossier)
        if versement in piece.versements and fournie_par in (None, piece.fournie_par)
    )


def joined_pieces(
    dossier: Dossier, versement: NatureVersement, fournie_par: Fournisseur, *, premier: bool
) -> tuple[Piece, ...]:
    """Give the pieces of a request. ``premier``: nothing was paid before, so that those of the avance come as well."""
    wanted = {versement, "avance"} if premier else {versement}
    return tuple(
        piece
        for piece in _asked_for(dossier)
        if piece.versements & wanted and piece.fournie_par == fournie_par and not (premier and piece.apres_versement)
    )


def _asked_for(dossier: Dossier) -> Iterator[Piece]:
    """Give the pieces for the regime on the day of law, as this convention has settled them."""
    convention = dossier.convention
    aside = convention.pieces_ecartees if convention else ()
    regime, day = find_regime(dossier.porteur), day_of_law(dossier)
    for row in all_pieces():
        dropped = frozenset(versement for own in aside if own.code == row.code for versement in own.versements)
        piece = replace(row, versements=row.versements - dropped) if dropped else row
        if piece.versements and piece.pour & regime.categories and piece.is_valid(day):
            yield from _with_threshold(piece, dossier)
    for own in convention.pieces_supplementaires if convention else ():
        yield Piece(
            code=own.libelle,
            libelle=own.libelle,
            versements=frozenset(own.versements),
            fournie_par=own.fournie_par,
            pour=frozenset(["tous"]),
            source="convention",
        )


def _with_threshold(piece: Piece, dossier: Dossier) -> Iterator[Piece]:
    """Print the threshold in the label; without one on that day the piece is not asked for."""
    if piece.seuil is None:
        yield piece
    elif found := used_parametre(dossier, piece.seuil):
        yield replace(piece, libelle=piece.libelle.format(seuil=euros(found.valeur)))
