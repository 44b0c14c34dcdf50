"""What sets the two engines apart for who reads a template: their filters, tests, functions, methods and statements."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cllaj_docs.rendering.checking.kinds import ANY, INTEGER, TEXT, Function, Group, ListOf, Value, scalar


@dataclass(frozen=True, slots=True)
class Dialect:
    """One engine. ``methods`` are those that a template may call, by the type of the value.

    ``in_word``: groups that have a text print by themselves, numbers and dates print raw, operators work on texts.
    """

    in_word: bool
    filters: frozenset[str]
    tests: frozenset[str]
    functions: Mapping[str, Value]
    methods: Mapping[type, frozenset[str]] = field(repr=False)


FUNCTIONS: Mapping[str, Value] = {
    "range": Value((Function("range", Value((ListOf(INTEGER),))),)),
    "dict": Value((Function("dict", Value((Group("dict", {}, open=True),))),)),
    "cycler": Value((Function("cycler", ANY),)),
    "joiner": Value((Function("joiner", Value((Function("joiner", TEXT),))),)),
    "namespace": Value((Function("namespace", ANY),)),
}
"""What engines give to templates to call; each gives only some of them."""

PYTHON_TYPES: Mapping[str, type] = {
    "date": datetime.date,
    "entier": int,
    "oui_non": bool,
    "nombre": Decimal,
    "montant": Decimal,
    "taux": Decimal,
}
"""Of each nature that is no text, the type that an engine is given."""

DATE_PARTS = {"year": INTEGER, "month": INTEGER, "day": INTEGER}
"""What can be read in a date."""

LOOP = {
    **dict.fromkeys(("index", "index0", "revindex", "revindex0", "length", "depth", "depth0"), INTEGER),
    **dict.fromkeys(("first", "last"), scalar("oui_non")),
    "cycle": Value((Function("loop.cycle", TEXT),)),
    "changed": Value((Function("loop.changed", scalar("oui_non")),)),
}
"""What can be read in ``loop``, besides ``previtem`` and ``nextitem``."""
