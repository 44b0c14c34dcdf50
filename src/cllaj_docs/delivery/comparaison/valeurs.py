"""The values of a dossier that money is paid on, as documents write them, with what they are."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.model import Modele
from cllaj_docs.french.dates import date_longue
from cllaj_docs.french.figures import euros
from cllaj_docs.rules.echeancier import compute_echeancier

_PARTS = ("decision", "convention", "paiements", "porteur", "departement", "projet")
_REFERENCES = frozenset(
    {
        *("numero", "numero_dossier", "siret", "siren", "rna", "iban", "bic", "engagement", "code_tiers", "mandat"),
        *("chapitre", "nature", "fonction"),
    }
)
_SHORTEST = 3
"""Characters under which a reference is but a figure among others."""


def known_values(dossier: Dossier) -> dict[str, str]:
    """Give the amounts, dates and references of a dossier by the way they are written; the first of a value names it.

    Those of its decision come first, for a date may be of several things.
    """
    found: dict[str, str] = {}
    for written, label in (*_computed(dossier), *_given(dossier)):
        found.setdefault(written, label)
    return found


def _computed(dossier: Dossier) -> Iterator[tuple[str, str]]:
    if dossier.decision is not None:
        echeancier = compute_echeancier(dossier.decision.montant, dossier.appel.taux_avance)
        yield euros(echeancier.montant), "montant accordé"
        yield euros(echeancier.avance), "avance"
        yield euros(echeancier.solde), "solde"


def _given(dossier: Dossier) -> Iterator[tuple[str, str]]:
    for name in _PARTS:
        part = getattr(dossier, name)
        title = str(Dossier.model_fields[name].title)
        for one in part if isinstance(part, tuple) else (part,):
            if one is not None:
                yield from _leaves(one, title)


def _leaves(part: Modele, title: str) -> Iterator[tuple[str, str]]:
    """Give the leaves of a part; their label is their title, under that of their part."""
    for name, field in type(part).model_fields.items():
        label = f"{title} : {_lowered(str(field.title))}"
        value: Any = getattr(part, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Modele):
                yield from _leaves(one, label)
            elif isinstance(one, datetime.date):
                yield date_longue(one), label
            elif isinstance(one, Decimal) and "taux" not in name:
                yield euros(one), label
            elif isinstance(one, str) and name in _REFERENCES and _is_reference(one):
                yield one, label


def _lowered(title: str) -> str:
    """Begin a title with a small letter, unless it is an acronym."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _is_reference(text: str) -> bool:
    return len(text) >= _SHORTEST and any(character.isdecimal() for character in text)
