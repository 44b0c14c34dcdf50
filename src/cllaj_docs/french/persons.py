"""Persons: civility, full name, and the office they hold, in the gender of the person.

Source: Imprimerie nationale, Lexique, « titres de civilité » (M., Mme, never « Mr »); circulaire du 21 novembre 2017
relative aux règles de féminisation, Journal officiel of 22 November 2017 (the office agrees with the person).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from cllaj_docs.french.agreement import Genre, accorde
from cllaj_docs.french.elision import elide
from cllaj_docs.french.signs import INSECABLE

Civilite = Literal["M.", "Mme"]

_GENRES: MappingProxyType[str, Genre] = MappingProxyType({"M.": "m", "Mme": "f"})


def genre_de(civilite: Civilite) -> Genre:
    """Give the gender that a civility carries. Raises ``ValueError`` for any other spelling (« Mr », « Madame »)."""
    genre = _GENRES.get(civilite)
    if genre is None:
        raise ValueError(f"civilité inconnue « {civilite} » : écrivez « M. » ou « Mme »")
    return genre


def nom_complet(civilite: Civilite, prenom: str, nom: str) -> str:
    """Write « Mme Camille Exemple », with U+00A0 after the civility so that it never ends a line."""
    genre_de(civilite)
    return f"{civilite}{INSECABLE}{prenom} {nom}"


def fonction(qualite: str, genre: Genre) -> str:
    """Write an office with its article, in the gender of the person: le Président, la Présidente, l’Administratrice.

    ``qualite`` is given without article, masculine or already agreed (see ``accorde``).
    """
    return elide("le" if genre == "m" else "la", accorde(qualite, genre))
