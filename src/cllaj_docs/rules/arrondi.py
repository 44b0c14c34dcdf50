"""Rounding of amounts, in one place."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENTIME = Decimal("0.01")


def au_centime(montant: Decimal) -> Decimal:
    """Round to the cent, a half cent upwards: what a comptable expects, where Python would round to even."""
    return montant.quantize(CENTIME, rounding=ROUND_HALF_UP)
