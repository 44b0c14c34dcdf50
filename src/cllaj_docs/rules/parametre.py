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


def parametre(code: str, day: datetime.date) -> Parametre | None:
    """Give the value that holds on a day, ``None`` when the law sets none on that day.

    Raises ``LookupError`` when the data knows no such code: a fault of the package.
    """
    rows = [row for row in read_shipped("rules", "parametre.toml")["parametres"] if row["code"] == code]
    if not rows:
        raise LookupError(f"no threshold named {code}")
    known = (Parametre(**row) for row in rows)
    return next((found for found in known if (found.debut or day) <= day <= (found.fin or day)), None)
