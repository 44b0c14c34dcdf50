"""What a value of a template may be: a scalar, a list, a group of named values; and whether it is known at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

TEXTS = frozenset({"texte", "markdown", "siren", "siret", "rna", "iban", "bic", "telephone"})
NUMBERS = frozenset({"entier", "nombre", "montant", "taux"})


@dataclass(frozen=True, slots=True)
class Nature:
    """A kind of scalar: how messages name it, and the filter that prints it (``""`` when it prints by itself).

    ``exact`` tells what a document must not lose: amounts, dates, numbers of bodies and accounts.
    """

    name: str
    filter: str = ""
    exact: bool = False


NATURES: Mapping[str, Nature] = {
    "texte": Nature("un texte"),
    "markdown": Nature("un texte long", "markdown"),
    "entier": Nature("un nombre entier"),
    "nombre": Nature("un nombre", "nombre"),
    "montant": Nature("un montant", "euros", exact=True),
    "taux": Nature("un taux", "pourcentage", exact=True),
    "date": Nature("une date", "date_longue", exact=True),
    "oui_non": Nature("vrai ou faux"),
    "siren": Nature("un SIREN", "siren", exact=True),
    "siret": Nature("un SIRET", "siret", exact=True),
    "rna": Nature("un numéro RNA", exact=True),
    "iban": Nature("un IBAN", "iban", exact=True),
    "bic": Nature("un BIC", exact=True),
    "telephone": Nature("un numéro de téléphone", "telephone"),
    "graphique": Nature("un graphique", "barres"),
    "logo": Nature("un logo", "image"),
    "image": Nature("une image"),
    "blocs": Nature("des paragraphes"),
}
"""``image`` and ``blocs`` are what filters make: they are printed, but joined to no text."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without parts. ``values`` are those that it may have, ``all_values`` those of every world.

    Both are ``None`` when any may come.
    """

    nature: str
    values: frozenset[Any] | None = None
    all_values: frozenset[Any] | None = None


@dataclass(frozen=True, slots=True)
class ListOf:
    """Any number of values of a kind."""

    item: Value


@dataclass(frozen=True, slots=True)
class Row:
    """A fixed number of values."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Named values. ``text``: it prints by itself in a Word template. ``open``: other names may be read too."""

    name: str
    fields: Mapping[str, Value]
    text: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """What a template calls: a macro, a method, ``range``. ``gives`` is its result, ``name`` how messages name it."""

    name: str
    gives: Value
    body: Any = None


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that nothing is known of: whatever is done with it is right."""


Kind = Scalar | ListOf | Row | Group | Function | Anything


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression may give. No ``kinds``: it is never known.

    ``none``: it may be ``None``; ``missing``: its name may not exist. ``path`` is where it stands in the values of the
    document (``projet.actions[].code``), ``""`` for what the template computes.
    """

    kinds: tuple[Kind, ...]
    none: bool = False
    missing: bool = False
    path: str = ""

    @property
    def is_any(self) -> bool:
        """Whether nothing is known of it."""
        return any(isinstance(kind, Anything) for kind in self.kinds)

    @property
    def natures(self) -> frozenset[str]:
        """The natures of its scalars."""
        return frozenset(kind.nature for kind in self.kinds if isinstance(kind, Scalar))

    def known(self) -> Value:
        """Give the value once it is known to be there."""
        return replace(self, none=False, missing=False) if self.none or self.missing else self

    def at(self, path: str) -> Value:
        """Give the value with the place where it was read."""
        return self if self.path == path else replace(self, path=path)


ANY = Value((Anything(),))
NEVER = Value((), none=True)
"""``None``."""


def scalar(nature: str, *values: Any) -> Value:
    """Make the value of a scalar, one of the given ones if there are any."""
    return Value((Scalar(nature, frozenset(values) if values else None),))


TEXT, INTEGER, BOOLEAN, BLOCKS = scalar("texte"), scalar("entier"), Value((Scalar("oui_non"),)), scalar("blocs")


def either(*values: Value) -> Value:
    """Give what may be one value or another."""
    first, *others = values
    if all(other == first for other in others):
        return first
    kinds = tuple(dict.fromkeys(kind for value in values for kind in value.kinds))
    paths = {value.path for value in values}
    return Value(
        kinds,
        none=any(value.none for value in values),
        missing=any(value.missing for value in values),
        path=paths.pop() if len(paths) == 1 else "",
    )


@dataclass(frozen=True, slots=True)
class World:
    """Circumstances in which a template is rendered: their name in messages, and the values by name.

    ``family`` names several worlds at once.
    """

    name: str
    family: str
    values: Group = field(repr=False)


def find(group: Group, path: str) -> Value | None:
    """Find the value at a path (``projet.actions[].code``), if there is one."""
    value = Value((group,))
    for step in path.split("."):
        name = step.removesuffix("[]")
        found = [kind.fields[name] for kind in value.kinds if isinstance(kind, Group) and name in kind.fields]
        if not found:
            return None
        value = either(*found)
        if step.endswith("[]"):
            items = items_of(value.kinds)
            if items is None:
                return None
            value = items
    return value


def items_of(kinds: Iterable[Kind]) -> Value | None:
    """Give what a loop over some kinds goes through; ``None`` when one is no list."""
    items: list[Value] = []
    for kind in kinds:
        if isinstance(kind, ListOf):
            items.append(kind.item)
        elif isinstance(kind, Row):
            items += kind.items
        elif isinstance(kind, Anything):
            items.append(ANY)
        elif isinstance(kind, Scalar) and kind.nature in TEXTS:
            items.append(TEXT)
        else:
            return None
    return either(*items) if items else ANY
