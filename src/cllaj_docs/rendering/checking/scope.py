"""The names that a place of a template sees, and what the conditions around it have settled about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from cllaj_docs.rendering.checking.kinds import NEVER, Value, either

Key = tuple[str, ...]
"""A name and the attributes read from it: ``("decision", "imputation", "exercice")``."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Names, and facts: what a condition says of an expression, which overrides what is read there."""

    names: Mapping[str, Value] = field(default_factory=dict)
    facts: Mapping[Key, Value] = field(default_factory=dict)

    def bind(self, bound: Mapping[str, Value]) -> Scope:
        """Give some names other values; what was settled about them before is forgotten."""
        facts = {key: value for key, value in self.facts.items() if key[0] not in bound}
        return Scope({**self.names, **bound}, facts)

    def settle(self, key: Key, value: Value) -> Scope:
        """Add a fact. What is settled below it, about a value that it replaces, is forgotten."""
        facts = {other: known for other, known in self.facts.items() if other[: len(key)] != key}
        return Scope(self.names, {**facts, key: value})


def key_of(node: nodes.Node | None) -> Key | None:
    """Give the key of an expression that only reads names: ``a.b`` or ``a["b"]``; ``None`` for any other."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    attribute = attribute_of(node)
    owner = key_of(node.node) if isinstance(node, nodes.Getattr | nodes.Getitem) and attribute is not None else None
    return None if owner is None or attribute is None else (*owner, attribute)


def attribute_of(node: nodes.Node | None) -> str | None:
    """Give the name that an expression reads in another, if it is written there."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.arg.value
    return None


def spell(node: nodes.Node | None) -> str:
    """Write an expression for a message: names as they are, anything else in a word."""
    key = key_of(node)
    if key is not None:
        return ".".join(key)
    if isinstance(node, nodes.Filter):
        return f"{spell(node.node)}|{node.name}"
    if isinstance(node, nodes.Const):
        return repr(node.value) if not isinstance(node.value, str) else f'"{node.value}"'
    return "…"


def join(scopes: Iterable[Scope]) -> Scope:
    """Give what is seen after branches: names that only some of them give may not exist."""
    first, *others = scopes
    if not others:
        return first
    all_scopes = (first, *others)
    names = first.names
    if any(other.names is not names for other in others):
        names = {name: _joined(name, all_scopes) for scope in all_scopes for name in scope.names}
    shared = [key for key in first.facts if all(key in other.facts for other in others)]
    return Scope(names, {key: either(*(scope.facts[key] for scope in all_scopes)) for key in shared})


def _joined(name: str, scopes: tuple[Scope, ...]) -> Value:
    first = scopes[0].names.get(name)
    if first is not None and all(scope.names.get(name) is first for scope in scopes):
        return first
    found = [scope.names[name] for scope in scopes if name in scope.names]
    value = either(*found) if found else NEVER
    return value if len(found) == len(scopes) else replace(value, missing=True)
