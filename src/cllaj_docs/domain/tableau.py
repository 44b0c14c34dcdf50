"""The reporting table: what the operator notes all year, one row for one fact. No name, no birth date, no address.

Facts are named tuples, since a table holds up to a million of them. ``ligne`` is the row of the sheet, from 1, so that
each figure can be traced. A code is one of the values of the column (``colonne.py``), ``None`` where the cell is empty;
``oui_non`` columns give ``True``, ``False`` or ``None``. Days are days of the calendar, durations are in minutes.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, TypeAlias


class Jeune(NamedTuple):
    """A youth under a pseudonym. ``parcours_ase`` is ``oui``, ``non``, or ``inconnu`` where nothing was noted."""

    ligne: int
    id_jeune: str
    annee_naissance: int | None = None
    tranche_age: str | None = None
    sexe: str | None = None
    territoire: str | None = None
    commune_insee: str | None = None
    zone_rurale: bool | None = None
    parcours_ase: str | None = None
    situation_ase: str | None = None
    situation_familiale: str | None = None
    situation_emploi: str | None = None
    ressources_tranche: str | None = None
    logement_entree: str | None = None
    orienteur: str | None = None
    date_debut_accomp: datetime.date | None = None
    date_fin_accomp: datetime.date | None = None
    motif_fin_accomp: str | None = None


class Evenement(NamedTuple):
    """A contact, a visit or a participation. Without ``id_jeune`` it is anonymous."""

    ligne: int
    id_evt: str | None
    date: datetime.date
    id_jeune: str | None
    type: str
    canal: str | None = None
    sens: str | None = None
    id_action: str | None = None
    lieu: str | None = None
    duree: int | None = None
    themes: str | None = None


class ActionSuivie(NamedTuple):
    """A permanence, a workshop, or another action that events refer to."""

    ligne: int
    id_action: str
    type: str
    intitule: str | None = None
    commune: str | None = None
    rural: bool | None = None
    date_ouverture: datetime.date | None = None
    nouvelle: bool | None = None
    financee_par_convention: bool | None = None
    no_convention: str | None = None
    frequence: str | None = None
    nb_seances: int | None = None
    partenaire: str | None = None
    date_fin: datetime.date | None = None


class Logement(NamedTuple):
    """A youth's entry into housing."""

    ligne: int
    id_acces: str | None
    id_jeune: str
    date_acces: datetime.date
    type: str | None = None
    autonome: bool | None = None
    dispositif: str | None = None
    maintien_3_mois: str | None = None


@dataclass(frozen=True, slots=True)
class Tableau:
    """The whole table. A sheet that is not there is ``None``: what it would tell is not known, never zero."""

    jeunes: tuple[Jeune, ...]
    evenements: tuple[Evenement, ...]
    actions: tuple[ActionSuivie, ...] | None
    logements: tuple[Logement, ...] | None


Fait: TypeAlias = Jeune | Evenement | ActionSuivie | Logement

FAITS: Mapping[str, type[Fait]] = MappingProxyType(
    {"JEUNES": Jeune, "EVENEMENTS": Evenement, "ACTIONS": ActionSuivie, "LOGEMENTS": Logement}
)
"""What a row of each sheet tells."""

FEUILLES: Mapping[type[Fait], str] = MappingProxyType({fait: nom for nom, fait in FAITS.items()})
"""The sheet of each kind of fact."""


@dataclass(frozen=True, slots=True)
class Reperage:
    """Rows of a sheet that have something in common, in one column when ``colonne`` names it.

    ``lignes`` are the first ones, from 1; ``nombre`` counts them all. ``nature`` is what the guard saw there.
    """

    feuille: str
    colonne: str
    lignes: tuple[int, ...]
    nombre: int
    nature: str = ""

    def __str__(self) -> str:
        column = f", colonne {self.colonne}" if self.colonne else ""
        more = self.nombre - len(self.lignes)
        rows = ", ".join(map(str, self.lignes)) + (f" et {more} autre{'s' if more > 1 else ''}" if more else "")
        word = f", ligne{'s' if self.nombre > 1 else ''} " if rows else ""
        return f"feuille {self.feuille}{column}{word}{rows}"


@dataclass(frozen=True, slots=True)
class Releve:
    """A table that was read: its facts, then what staff must know of how they were noted.

    ``formules`` are cells whose last kept value was read; ``personnelles`` what the guard saw; ``ajoutees`` columns and
    sheets that are none of the form's; ``sans_fait`` rows that only added columns fill.
    """

    tableau: Tableau
    formules: tuple[Reperage, ...] = ()
    personnelles: tuple[Reperage, ...] = ()
    ajoutees: tuple[Reperage, ...] = ()
    sans_fait: tuple[Reperage, ...] = ()
