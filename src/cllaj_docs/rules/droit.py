"""Legal references as dated data: which texts a convention cites, on the day it is signed.

The law moves between two conventions: a reference has a validity, and the set is chosen at the day of signature. Where
the tool's source is not the text itself, ``certitude`` says so and a finding asks a person to read it again.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.rules.regime import Categorie, Regime, find_regime


@dataclass(frozen=True, slots=True)
class Reference:
    """A text to cite: ``texte`` follows « Vu »; valid from ``debut`` to ``fin``, both included, ``None`` when open."""

    code: str
    texte: str
    pour: frozenset[Categorie]
    source: str
    certitude: Literal["lue", "a_confirmer"]
    debut: datetime.date | None = None
    fin: datetime.date | None = None

    def is_valid(self, day: datetime.date) -> bool:
        """Tell whether the reference holds on that day."""
        return (self.debut is None or self.debut <= day) and (self.fin is None or day <= self.fin)


@cache
def all_references() -> tuple[Reference, ...]:
    """Give every reference of ``data/droit.toml``, in the order in which they are cited."""
    rows = read_shipped("rules", "droit.toml")["references"]
    return tuple(Reference(**row | {"pour": frozenset(row["pour"])}) for row in rows)


def find_references(regime: Regime, day: datetime.date) -> tuple[Reference, ...]:
    """Give the references that concern a regime and hold on a day."""
    return tuple(
        reference for reference in all_references() if reference.pour & regime.categories and reference.is_valid(day)
    )


def day_of_law(dossier: Dossier) -> datetime.date:
    """Give the day whose law applies: the signature, else the vote, else the end of the call."""
    if dossier.convention and dossier.convention.date_signature:
        return dossier.convention.date_signature
    return dossier.decision.date if dossier.decision else dossier.appel.ouverture.fin


def cited_references(dossier: Dossier) -> tuple[Reference, ...]:
    """Give the references that the convention of this dossier cites, less those that staff set aside."""
    aside = dossier.convention.visas_ecartes if dossier.convention else ()
    found = find_references(find_regime(dossier.porteur), day_of_law(dossier))
    return tuple(reference for reference in found if reference.code not in aside)
