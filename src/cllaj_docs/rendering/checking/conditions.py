"""What conditions settle: whether one is always true or false in a world, and what it tells of the values it is about.

A condition is only decided by what sets a world apart from the others: a branch that no world ever takes is read
all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jinja2 import nodes

from cllaj_docs.rendering.checking.kinds import NUMBERS, TEXTS, Group, Kind, Scalar, Value
from cllaj_docs.rendering.checking.scope import Scope, attribute_of, join, key_of

Look = Callable[[nodes.Node, Scope], Value]
"""Gives the value of an expression, without a word on what is wrong with it."""

EQUALS = frozenset({"eq", "equalto", "=="})
DIFFERS = frozenset({"ne", "!="})
_PRESENT = frozenset({"string", "number", "mapping", "sequence", "iterable", "boolean", "integer", "float"})
_MAY_BE_EMPTY = TEXTS | NUMBERS


def decide(node: nodes.Node, scope: Scope, look: Look) -> bool | None:
    """Tell whether a condition is always true or always false; ``None`` when it depends on the data."""
    if isinstance(node, nodes.Const):
        return bool(node.value)
    if isinstance(node, nodes.Not):
        inner = decide(node.node, scope, look)
        return None if inner is None else not inner
    if isinstance(node, nodes.And | nodes.Or):
        return _decide_both(node, scope, look)
    if isinstance(node, nodes.Test) and node.name == "none":
        value = look(node.node, scope)
        return True if not value.kinds and not value.missing else None
    if isinstance(node, nodes.Compare | nodes.Test):
        return _decide_equality(node, scope, look)
    return _decide_truth(look(node, scope))


def _decide_both(node: nodes.And | nodes.Or, scope: Scope, look: Look) -> bool | None:
    settles = isinstance(node, nodes.Or)
    left = decide(node.left, scope, look)
    if left is settles:
        return settles
    right = decide(node.right, assume(node.left, not settles, scope, look), look)
    if right is settles:
        return settles if left is not None else None
    return None if left is None or right is None else not settles


def _decide_truth(value: Value) -> bool | None:
    if value.missing:
        return None
    if not value.kinds:
        return False
    truths = {_truth(kind) for kind in value.kinds} | ({False} if value.none else set())
    return truths.pop() if len(truths) == 1 else None


def _truth(kind: Kind) -> bool | None:
    if isinstance(kind, Scalar) and kind.nature == "oui_non" and kind.values is not None and len(kind.values) == 1:
        return bool(next(iter(kind.values)))
    return None


def _decide_equality(node: nodes.Compare | nodes.Test, scope: Scope, look: Look) -> bool | None:
    equality = equality_of(node)
    if equality is None:
        return None
    subject, wanted, equal = equality
    value = look(subject, scope)
    scalars = [kind for kind in value.kinds if isinstance(kind, Scalar) and kind.values is not None]
    if value.missing or not value.kinds or len(scalars) < len(value.kinds):
        return None
    if any(kind.all_values is not None and not wanted & kind.all_values for kind in scalars):
        return None  # a value that no world has: told elsewhere
    if not any(wanted & (kind.values or frozenset()) for kind in scalars):
        return not equal
    if not value.none and all((kind.values or frozenset()) <= wanted for kind in scalars):
        return equal
    return None


def equality_of(node: nodes.Node) -> tuple[nodes.Node, frozenset[Any], bool] | None:
    """Read « a == "b" », « a in ["b", "c"] », « a is equalto "b" » and their contraries.

    Gives the subject, the values that it is held against, and whether it must be one of them.
    """
    if isinstance(node, nodes.Test):
        if node.name not in EQUALS | DIFFERS | {"in"} or len(node.args) != 1:
            return None
        subject, operator, other = node.node, "in" if node.name == "in" else "eq", node.args[0]
        equal = node.name not in DIFFERS
    elif isinstance(node, nodes.Compare) and len(node.ops) == 1:
        subject, operator, other = node.expr, node.ops[0].op, node.ops[0].expr
        equal = operator in ("eq", "in")
        if isinstance(subject, nodes.Const) and operator in ("eq", "ne"):
            subject, other = other, subject
    else:
        return None
    wanted = constants_of(other) if operator in ("in", "notin") else _constant(other)
    return None if wanted is None or operator not in ("eq", "ne", "in", "notin") else (subject, wanted, equal)


def _constant(node: nodes.Node) -> frozenset[Any] | None:
    return frozenset({node.value}) if isinstance(node, nodes.Const) else None


def constants_of(node: nodes.Node) -> frozenset[Any] | None:
    """Give the values of a list that is written in a template, when all are constants."""
    if not isinstance(node, nodes.List | nodes.Tuple):
        return None
    values = [item.value for item in node.items if isinstance(item, nodes.Const)]
    return frozenset(values) if len(values) == len(node.items) else None


def assume(node: nodes.Node, truth: bool, scope: Scope, look: Look) -> Scope:
    """Give what is seen where a condition is known to be true, or false."""
    if isinstance(node, nodes.Not):
        return assume(node.node, not truth, scope, look)
    if isinstance(node, nodes.And | nodes.Or):
        return _assume_both(node, truth, scope, look)
    if isinstance(node, nodes.Test):
        return _assume_test(node, truth, scope, look)
    if isinstance(node, nodes.Compare):
        return _assume_equality(node, truth, scope, look)
    return _restrict(node, _truthy if truth else _falsy, scope, look)


def _assume_both(node: nodes.And | nodes.Or, truth: bool, scope: Scope, look: Look) -> Scope:
    one = truth is isinstance(node, nodes.Or)  # one side is enough
    if not one:
        return assume(node.right, truth, assume(node.left, truth, scope, look), look)
    left = assume(node.left, truth, scope, look)
    right = assume(node.right, truth, assume(node.left, not truth, scope, look), look)
    return join([left, right])


def _assume_test(node: nodes.Test, truth: bool, scope: Scope, look: Look) -> Scope:
    if node.name == "none":
        return _restrict(node.node, _unknown if truth else Value.known, scope, look)
    if node.name in ("defined", "undefined"):
        exists = truth is (node.name == "defined")
        return _restrict(node.node, _existing, scope, look) if exists else scope
    if node.name in _PRESENT and truth:
        return _restrict(node.node, Value.known, scope, look)
    return _assume_equality(node, truth, scope, look)


def _assume_equality(node: nodes.Compare | nodes.Test, truth: bool, scope: Scope, look: Look) -> Scope:
    equality = equality_of(node)
    if equality is None:
        return scope
    subject, wanted, equal = equality
    if wanted == {None}:
        return _restrict(subject, _unknown if truth is equal else Value.known, scope, look)
    if truth is not equal:
        return _restrict(subject, lambda value: _other_than(value, wanted), scope, look)
    return _restrict(subject, lambda value: _among(value, wanted), scope, look)


Restriction = Callable[[Value], Value]
"""From a value to what is left of it; nothing at all (no kind, not ``None``) when it is impossible."""


def _restrict(node: nodes.Node, restriction: Restriction, scope: Scope, look: Look) -> Scope:
    """Settle what is left of a value, and of the group that it was read in: one among several may be ruled out."""
    key = key_of(node)
    if key is None:
        return scope
    attribute, owner = attribute_of(node), key[:-1]
    if attribute is not None and isinstance(node, nodes.Getattr | nodes.Getitem):
        group = look(node.node, scope)
        kept = tuple(kind for kind in group.kinds if not _is_ruled_out(kind, attribute, restriction))
        if 0 < len(kept) < len(group.kinds):
            scope = scope.settle(owner, replace(group, kinds=kept))
    value = look(node, scope)
    left = restriction(value)
    return scope.settle(key, left) if left.kinds or left.none else scope


def _is_ruled_out(kind: Kind, attribute: str, restriction: Restriction) -> bool:
    if not isinstance(kind, Group) or attribute not in kind.fields:
        return False
    left = restriction(kind.fields[attribute])
    return not left.kinds and not left.none


def _truthy(value: Value) -> Value:
    return replace(_among(value, frozenset({True}), only="oui_non"), none=False, missing=False)


def _falsy(value: Value) -> Value:
    kinds = tuple(kind for kind in value.kinds if not _is_never_empty(kind))
    return _among(replace(value, kinds=kinds), frozenset({False}), only="oui_non", none=value.none)


def _is_never_empty(kind: Kind) -> bool:
    if isinstance(kind, Scalar):
        return kind.nature not in _MAY_BE_EMPTY and kind.nature != "oui_non"
    return isinstance(kind, Group)


def _unknown(value: Value) -> Value:
    return replace(value, kinds=(), none=True, missing=False) if value.none else value


def _existing(value: Value) -> Value:
    return replace(value, missing=False)


def _among(value: Value, wanted: frozenset[Any], *, only: str = "", none: bool = False) -> Value:
    """Keep of each scalar the wanted values; ``only`` is the nature that it is about."""
    kinds: list[Kind] = []
    for kind in value.kinds:
        if isinstance(kind, Scalar) and kind.values is not None and (not only or kind.nature == only):
            values = kind.values & wanted
            if values:
                kinds.append(replace(kind, values=values))
        else:
            kinds.append(kind)
    return replace(value, kinds=tuple(kinds), none=none)


def _other_than(value: Value, unwanted: frozenset[Any]) -> Value:
    """Take of each scalar the unwanted values; ``None`` may be left."""
    kinds: list[Kind] = []
    for kind in value.kinds:
        if isinstance(kind, Scalar) and kind.values is not None:
            values = kind.values - unwanted
            if values:
                kinds.append(replace(kind, values=values))
        else:
            kinds.append(kind)
    return replace(value, kinds=tuple(kinds), none=value.none and None not in unwanted)
