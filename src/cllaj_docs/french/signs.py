"""The characters that French typography needs and a keyboard does not give.

Source: Imprimerie nationale, « Lexique des règles typographiques en usage », entries « espacements » and
« apostrophe »; code points from Unicode.
"""

from __future__ import annotations

FINE = "\u202f"
"""Narrow no-break space: between thousands, and before ; ! ?"""

INSECABLE = "\u00a0"
"""No-break space: before : € %, inside « », after n° and M."""

APOSTROPHE = "\u2019"
"""Typographic apostrophe: ’"""

MOINS = "\u2212"
"""Minus sign: −, wider than a hyphen and never cut from its number by a line end."""

POINTS_DE_SUSPENSION = "\u2026"
"""Ellipsis in one character: …"""
