"""Tables and figures for people: French marks, columns aligned by eye in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

_FRENCH_MARKS = str.maketrans({",": "\u202f", ".": ","})
_GAP = "  "


def figure(value: float, digits: int = 3) -> str:
    """Write a measure with ``digits`` significant digits, never less than its whole part: ``0,342``, ``1 234``."""
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    places = max(0, digits - whole)
    return f"{value:,.{places}f}".translate(_FRENCH_MARKS)


def count(value: int) -> str:
    """Write a whole number: ``10 000``."""
    return f"{value:,}".translate(_FRENCH_MARKS)


def ratio(value: float) -> str:
    """Write how many times more: ``72 ×``, ``3,4 ×``."""
    return f"{figure(value, 2)}\u00a0×"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], align: str) -> str:
    """Write rows under a header, each column as wide as its widest cell.

    ``align`` has a ``<`` or a ``>`` for each column. Raises ``ValueError`` when a row has not the length of the header.
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        placed = (f"{cell:{side}{width}}" for cell, width, side in zip(cells, widths, align, strict=True))
        return _GAP.join(placed).rstrip()

    rule = _GAP.join("─" * width for width in widths)
    return "\n".join([line(header), rule, *map(line, rows)])
