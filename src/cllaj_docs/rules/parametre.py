"""Thresholds of law, dated and sourced (``data/parametre.toml``)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from cllaj_docs.domain.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class Parametre:
    """A value of law with its unit, its source and the days on which it holds (``None``: open)."""

    code: str
    valeur: Decimal
    unite: str
    source: str
    debut: datetime.date | None = None
    fin: datetime.date | None = None


def parametre(code: str, day: datetime.date) -> Parametre:
    """Give the value that holds on a day. Raises ``LookupError`` when the data holds none: a fault of the package."""
    for row in read_shipped("rules", "parametre.toml")["parametres"]:
        found = Parametre(**row)
        if found.code == code and (found.debut or day) <= day <= (found.fin or day):
            return found
    raise LookupError(f"no value of {code} on {day}")
