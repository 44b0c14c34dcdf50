"""An interval of days, both ends included."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from pydantic import Field

from cllaj_docs.domain.field import Jour
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.errors import Faute


class Periode(Modele, title="Période"):
    """From ``debut`` to ``fin``, both included."""

    debut: Jour = Field(title="Premier jour", description="Premier jour compris.", examples=["2025-09-01"])
    fin: Jour = Field(title="Dernier jour", description="Dernier jour compris.", examples=["2026-08-31"])

    @coherence
    def _ends_in_order(self) -> Iterator[Faute]:
        if self.fin < self.debut:
            yield Faute("fin", f"la fin ({self.fin}) précède le début ({self.debut}) : corrigez l’une des deux dates")

    def contains(self, other: datetime.date | Periode) -> bool:
        """Tell whether a day, or a whole other period, lies inside this one."""
        if isinstance(other, Periode):
            return self.debut <= other.debut and other.fin <= self.fin
        return self.debut <= other <= self.fin
