"""The days on which a row of law holds."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class Validite:
    """Valid from ``debut`` to ``fin``, both included; ``None`` when open on that side."""

    debut: Annotated[datetime.date | None, "premier jour où la ligne vaut"] = None
    fin: Annotated[datetime.date | None, "dernier jour où la ligne vaut"] = None

    def is_valid(self, day: datetime.date) -> bool:
        """Tell whether the row holds on that day."""
        return (self.debut is None or self.debut <= day) and (self.fin is None or day <= self.fin)
