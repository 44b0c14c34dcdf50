"""Thresholds and delays of law, dated and sourced (``data/parametre.toml``), that a dossier may correct."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.rules.droit import Certitude, day_of_law
from cllaj_docs.rules.validite import Validite


@dataclass(frozen=True, slots=True, kw_only=True)
class Parametre(Validite):
    """A value of law with its unit and its source."""

    code: str
    valeur: Decimal
    unite: str
    source: str
    certitude: Certitude


@cache
def all_parametres() -> tuple[Parametre, ...]:
    """Give every value of ``data/parametre.toml``."""
    rows = read_shipped("rules", "parametre.toml")["parametres"]
    return tuple(Parametre(**row | {"valeur": Decimal(row["valeur"])}) for row in rows)


def parametre(code: str, day: datetime.date) -> Parametre | None:
    """Give the value that holds on a day, ``None`` when the law sets none on that day.

    Raises ``LookupError`` when the data knows no such code: a fault of the package.
    """
    rows = [row for row in all_parametres() if row.code == code]
    if not rows:
        raise LookupError(f"no threshold named {code}")
    return next((row for row in rows if row.is_valid(day)), None)


def used_parametre(dossier: Dossier, code: str, day: datetime.date | None = None) -> Parametre | None:
    """Give the value for a dossier: as its staff have corrected it, else that of a day (``day_of_law`` by default)."""
    found = parametre(code, day or day_of_law(dossier))
    corrected = dossier.convention.parametres_corriges if dossier.convention else ()
    for own in corrected:
        if found and own.code == code:
            return replace(found, valeur=own.valeur, source=own.source, certitude="lue")
    return found
