"""The filters that every template may use, in Word as in HTML: one table, one spelling.

An engine adds to them what depends on its format (``markdown``, ``barres``) and what its caller gives. A value that a
filter cannot print raises ``TypeError`` or ``ValueError`` in French; the engine adds its place in the template.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol

from cllaj_docs import french


class Interval(Protocol):
    """Anything with a first and a last day."""

    @property
    def debut(self) -> datetime.date:
        """First day, included."""

    @property
    def fin(self) -> datetime.date:
        """Last day, included."""


def periode(interval: Interval) -> str:
    """« du 1er septembre 2025 au 31 août 2026 »."""
    return french.periode(interval.debut, interval.fin)


def nombre_ou(value: int | Decimal | None, absent: str) -> str:
    """Print a number, or the given words when it is not known: never a blank, never a zero in its place."""
    return absent if value is None else french.nombre(value)


def pourcentage_ou(value: Decimal | None, absent: str) -> str:
    """Print a share as a percentage, or the given words when it cannot be computed."""
    return absent if value is None else french.pourcentage(value)


def minuscule(text: str) -> str:
    """Lower the first letter, for a title inside a sentence."""
    return text[:1].lower() + text[1:]


def majuscule(text: str) -> str:
    """Raise the first letter, for a word that opens a sentence."""
    return text[:1].upper() + text[1:]


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "a": french.a,
        "accorde": french.accorde,
        "compte": french.compte,
        "date_courte": french.date_courte,
        "date_longue": french.date_longue,
        "de": french.de,
        "en_lettres": french.montant_en_lettres,
        "euros": french.euros,
        "iban": french.iban,
        "majuscule": majuscule,
        "minuscule": minuscule,
        "nombre": french.nombre,
        "nombre_en_lettres": french.nombre_en_lettres,
        "nombre_ou": nombre_ou,
        "ordinal": french.ordinal,
        "periode": periode,
        "pluriel": french.pluriel,
        "pourcentage": french.pourcentage,
        "pourcentage_ou": pourcentage_ou,
        "siren": french.siren,
        "siret": french.siret,
        "telephone": french.telephone,
    }
)
