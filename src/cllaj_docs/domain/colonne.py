"""Sheets and columns of the reporting table, as data: names, kinds, values, notes (``data/tableau.toml``).

The blank form, the reading of a filled one and its error messages all come from here.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from cllaj_docs.domain.profil import Profil
from cllaj_docs.domain.shipped import read_shipped

TypeColonne = Literal[
    "identifiant", "texte", "liste", "oui_non", "date", "annee", "entier", "duree", "territoire", "code_insee"
]

EXEMPLE = "EXEMPLE"
"""The identifier of the row that shows how to fill the form; reading skips it."""

_THOUSANDS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}\b)")
_SIGNS = str.maketrans({"œ": "oe", "æ": "ae", "<": " moins de ", "≤": " au plus ", "≥": " plus de ", ">": " plus de "})


def plain(text: str) -> str:
    """Reduce a text to what people mean by it: no accents, capitals, punctuation nor superfluous spaces.

    ``_`` and ``-`` are spaces: « Id jeune », « id_jeune » and « ID-Jeune » are one name. A text of signs alone (« ? »)
    stays as it is.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().replace(">=", "≥")).translate(_SIGNS)
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return _THOUSANDS.sub("", " ".join(re.findall(r"[a-z0-9]+", letters))) or " ".join(letters.split())


@dataclass(frozen=True, slots=True)
class Valeur:
    """One value of a list: its code in the facts, and what the drop-down list shows."""

    code: str
    libelle: str
    synonymes: tuple[str, ...] = ()

    @property
    def ecritures(self) -> Iterator[str]:
        """Every way to write it, reduced by ``plain``."""
        return (plain(text) for text in (self.code, self.libelle, *self.synonymes))


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column. ``champ`` is the field of the fact; ``requise`` says whether the column, or each cell, must be there.

    ``repartition`` is the profile table that counts its values.
    """

    nom: str
    champ: str
    type: TypeColonne
    note: str
    requise: Literal["colonne", "cellule"] | None = None
    valeurs: tuple[Valeur, ...] = ()
    exemple: str | int | datetime.date | None = None
    minimum: int | None = None
    maximum: int | None = None
    synonymes: tuple[str, ...] = ()
    repartition: str | None = None


@dataclass(frozen=True, slots=True)
class Feuille:
    """One sheet. ``cle`` is the column that names a row."""

    nom: str
    titre: str
    cle: str
    colonnes: tuple[Colonne, ...]
    synonymes: tuple[str, ...] = ()

    def colonne(self, champ: str) -> Colonne:
        """Give the column of a field."""
        return next(colonne for colonne in self.colonnes if colonne.champ == champ)


@cache
def feuilles() -> Mapping[str, Feuille]:
    """Give the sheets by name, in the order of the form."""
    return {row["nom"]: _sheet(row) for row in read_shipped("domain", "tableau.toml")["feuilles"]}


def _sheet(row: Mapping[str, Any]) -> Feuille:
    return Feuille(
        nom=row["nom"],
        titre=row["titre"],
        cle=row["cle"],
        colonnes=tuple(_column(column) for column in row["colonnes"]),
        synonymes=tuple(row.get("synonymes", ())),
    )


def _column(row: Mapping[str, Any]) -> Colonne:
    titles = _titles(row["repartition"]) if "repartition" in row else {}
    values = tuple(
        Valeur(code, value.get("libelle", titles.get(code, code)), tuple(value.get("synonymes", ())))
        for value in row.get("valeurs", ())
        for code in (value["code"],)
    )
    rest = {key: value for key, value in row.items() if key not in {"valeurs", "synonymes", "champ"}}
    synonyms = tuple(row.get("synonymes", ()))
    return Colonne(champ=row.get("champ", row["nom"]), valeurs=values, synonymes=synonyms, **rest)


def _titles(repartition: str) -> Mapping[str, str]:
    """Give the labels of a profile table by code."""
    (table,) = (kind for kind in get_args(Profil.model_fields[repartition].annotation) if kind is not type(None))
    return {code: str(field.title) for code, field in table.model_fields.items()}
