"""How well two colours are told apart: the contrast ratio of WCAG 2.2, from 1 (the same) to 21 (black on white)."""

from __future__ import annotations

_DARK = 0.04045  # below, a share of light is linear

WHITE = "#ffffff"

TEXT = 4.5
"""Least ratio of a text and what is behind it (success criterion 1.4.3, level AA)."""

GRAPHIC = 3.0
"""Least ratio of what a chart draws and what is behind it (success criterion 1.4.11)."""


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio of two colours written ``#14426b``."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    """Give the relative luminance of a colour in sRGB, from 0 to 1."""
    red, green, blue = (_linear(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    linear: float = share / 12.92 if share <= _DARK else ((share + 0.055) / 1.055) ** 2.4
    return linear
