"""Two small worlds for the tests of the checker, which know no document of ours."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from cllaj_docs.french import Designation
from cllaj_docs.rendering.checking.kinds import Group, ListOf, Row, Scalar, Value, World


def one(nature: str, *values: object, among: tuple[object, ...] = (), none: bool = False) -> Value:
    own = frozenset(values) if values else None
    return Value((Scalar(nature, own, frozenset(among or values) if values else None),), none=none)


def group(fields: Mapping[str, Value], *, none: bool = False, text: bool = False) -> Value:
    return Value((Group("groupe", fields, text=text),), none=none)


def many(item: Value) -> Value:
    return Value((ListOf(item),))


NEVER = Value((), none=True)
TYPES = ("permanence", "atelier", "autre")
KINDS = ("association", "epci")

PERMANENCE = Group("Permanence", {"type": one("texte", "permanence", among=TYPES), "commune": one("texte")})
ATELIER = Group("Atelier", {"type": one("texte", "atelier", among=TYPES), "seances": one("entier")})
AUTRE = Group("Autre", {"type": one("texte", "autre", among=TYPES), "nom": one("texte")})


def world(name: str, kind: str, fields: Mapping[str, Value]) -> World:
    prive = kind == "association"
    values = {
        "montant": one("montant"),
        "taux": one("taux"),
        "jour": one("date"),
        "rang": one("entier"),
        "etp": one("nombre"),
        "visas": many(one("texte")),
        "lignes": many(group({"libelle": one("texte"), "montant": one("montant"), "reste": one("montant", none=True)})),
        "couples": many(Value((Row((one("texte"), one("montant"))),))),
        "actions": many(Value((PERMANENCE, ATELIER, AUTRE))),
        "periode_action": group({"debut": one("date"), "fin": one("date")}),
        "partie": group({"le": one("texte"), "du": one("texte")}, text=True),
        "texte_long": one("markdown"),
        "siret": one("siret"),
        "graphique": one("graphique", none=True),
        "convention": group(
            {
                "numero": one("texte"),
                "montant": one("montant"),
                "signature": one("date", none=True),
                "regle": one("texte", "prorata", "forfait"),
                "imputation": group({"exercice": one("entier"), "operation": one("texte", none=True)}, none=True),
            }
        ),
        "porteur": group({"nom": one("texte"), "regime": one("texte", kind, among=KINDS), **fields}),
        "regime": group({"prive": one("oui_non", prive, among=(True, False))}),
        "numero_republicain": one("entier") if prive else NEVER,
    }
    return World(name, name, Group("document", values))


WORLDS = (
    world("une Association", "association", {"rna": one("texte")}),
    world("une Communauté", "epci", {"comptable": one("texte")}),
)


FILLED = ("whole", "partly", "hardly")


def values(kind: str, filled: str) -> dict[str, Any]:
    """Real values for a world: with all that may be missing, with what holds it but not itself, or without it."""
    whole = filled == "whole"
    imputation = {"exercice": 2025, "operation": "CLLAJ" if whole else None}
    day = datetime.date(2025, 9, 1)
    return {
        "montant": Decimal("20000.00"),
        "taux": Decimal("0.8"),
        "jour": day,
        "rang": 3 if whole else 1,
        "etp": Decimal("0.50"),
        "visas": ("un", "deux"),
        "lignes": tuple(
            {"libelle": name, "montant": Decimal(10), "reste": Decimal(rank) if whole and rank else None}
            for rank, name in enumerate(("loyers", "salaires"))
        ),
        "couples": (("a", Decimal(1)), ("b", Decimal(2))),
        "actions": (
            {"type": "permanence", "commune": "Arras"},
            {"type": "atelier", "seances": 3},
            {"type": "autre", "nom": "x"},
        ),
        "periode_action": SimpleNamespace(debut=day, fin=datetime.date(2026, 8, 31)),
        "partie": Designation("Association", "f"),
        "texte_long": "Un *texte*.",
        "siret": "99900011000018",
        "graphique": None,
        "convention": {
            "numero": "2025-1",
            "montant": Decimal("20000.00"),
            "signature": day if whole else None,
            "regle": "prorata",
            "imputation": None if filled == "hardly" else imputation,
        },
        "porteur": {"nom": "A", "regime": kind, **({"rna": "W1"} if kind == "association" else {"comptable": "c"})},
        "regime": {"prive": kind == "association"},
        "numero_republicain": 12 if kind == "association" else None,
    }
