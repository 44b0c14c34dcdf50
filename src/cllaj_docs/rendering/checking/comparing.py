"""Comparisons and tests: those that never hold, or always do, and those that would fail."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes

from cllaj_docs.rendering.checking.conditions import EQUALS, equality_of
from cllaj_docs.rendering.checking.kinds import BOOLEAN, NUMBERS, TEXTS, Scalar, Value, items_of
from cllaj_docs.rendering.checking.reading import Reader, describe, nearest
from cllaj_docs.rendering.checking.scope import Scope, spell

_ORDERS = frozenset({"lt", "lteq", "gt", "gteq"})
_ORDER_TESTS = frozenset({"lt", "le", "gt", "ge", "lessthan", "greaterthan", "<", "<=", ">", ">="})
_ABOUT_EXISTENCE = frozenset({"defined", "undefined"})
_NONE_IS_FINE = frozenset(
    {"none", "string", "number", "mapping", "sequence", "iterable", "boolean", "integer", "float"}
)
_FAMILIES = (TEXTS, NUMBERS | {"oui_non"}, frozenset({"date"}))
"""Natures that can be compared with one another."""


def read_comparison(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``a == b``, ``a < b < c``, ``a in b``."""
    assert isinstance(node, nodes.Compare)  # noqa: S101 - for the type checker: the table says so
    left_node, left = node.expr, reader.value(node.expr, scope)
    for operand in node.ops:
        right = reader.value(operand.expr, scope)
        if operand.op in _ORDERS:
            left, right = reader.require(left_node, left), reader.require(operand.expr, right)
            _check_order(reader, node, left, right)
        elif operand.op in ("in", "notin"):
            _check_search(reader, node, left, reader.require(operand.expr, right), operand.expr)
        else:
            _check_equality(reader, node, left, right)
        left_node, left = operand.expr, right
    _check_values(reader, node, scope)
    return BOOLEAN


def read_test(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``a is none``, ``a is defined``, ``a is equalto(b)``."""
    assert isinstance(node, nodes.Test)  # noqa: S101 - for the type checker: the table says so
    if node.name not in reader.dialect.tests:
        near = nearest(node.name, reader.dialect.tests)
        hint = f", voulez-vous dire « {near} » ?" if near else ""
        message = f"Le test « {node.name} » n’existe pas{hint}"
        reader.report(
            node, "test_inconnu", node.name, message, f"Écrivez « is {near} »." if near else "Retirez ce test."
        )
    elif node.name in _ABOUT_EXISTENCE:
        _check_existence(reader, node, scope)
        return BOOLEAN
    value = reader.value(node.node, scope)
    arguments = [reader.value(argument, scope) for argument in node.args]
    if node.name in _ORDER_TESTS and arguments:
        _check_order(reader, node, reader.require(node.node, value), arguments[0])
    elif node.name in EQUALS and arguments:
        _check_equality(reader, node, value, arguments[0])
    elif node.name not in _NONE_IS_FINE | EQUALS | {"in", "ne", "!=", "sameas", "true", "false"}:
        reader.require(node.node, value)
    _check_values(reader, node, scope)
    return BOOLEAN


def _check_existence(reader: Reader, node: nodes.Test, scope: Scope) -> None:
    """Report a name that is tested, and never exists: what depends on it would never be printed."""
    found: list[str] = []
    with reader.heard(lambda finding: found.append(finding.code)):
        reader.value(node.node, scope)
    if "nom_inconnu" in found:
        reader.value(node.node, scope)


def _check_order(reader: Reader, node: nodes.Node, left: Value, right: Value) -> None:
    if left.is_any or right.is_any or _are_comparable(left, right):
        return
    message = f"Cette comparaison est impossible : {describe(left.kinds)} et {describe(right.kinds)}"
    reader.report(node, "comparaison_impossible", "", message, "Comparez deux valeurs de même sorte.")


def _check_equality(reader: Reader, node: nodes.Node, left: Value, right: Value) -> None:
    if left.is_any or right.is_any or not left.kinds or not right.kinds or _are_comparable(left, right):
        return
    message = f"Cette comparaison ne tient jamais : {describe(left.kinds)} n’est pas {describe(right.kinds)}"
    reader.report(node, "comparaison_constante", "", message, "Comparez deux valeurs de même sorte.")


def _are_comparable(left: Value, right: Value) -> bool:
    lefts, rights = left.natures, right.natures
    if not lefts or not rights:
        return not lefts and not rights
    return any(lefts & family and rights & family for family in _FAMILIES) or bool(lefts & rights)


def _check_search(reader: Reader, node: nodes.Node, left: Value, right: Value, place: nodes.Node) -> None:
    """Report a search in what is no list or text, and one for what the list never holds."""
    if right.is_any or any(not isinstance(kind, Scalar) for kind in right.kinds) or right.natures <= TEXTS:
        items = items_of(right.kinds)
        if items is not None and not items.is_any and not left.is_any:
            _check_member(reader, node, left, items, place)
        return
    message = f"« {spell(place)} » est {describe(right.kinds)} : rien ne s’y cherche avec « in »"
    reader.report(node, "comparaison_impossible", spell(place), message, "Cherchez dans une liste ou dans un texte.")


def _check_member(reader: Reader, node: nodes.Node, left: Value, items: Value, place: nodes.Node) -> None:
    wanted = [kind.values for kind in left.kinds if isinstance(kind, Scalar) and kind.all_values is None]
    possible = _possible(items)
    for values in wanted:
        for value in values or ():
            if possible is not None and value not in possible:
                _report_value(reader, node, f"{spell(place)} (un élément)", value, possible)


def _check_values(reader: Reader, node: nodes.Node, scope: Scope) -> None:
    """Report a value that a choice never takes, whatever the world: a word misspelt."""
    equality = equality_of(node)
    if equality is None:
        return
    subject, wanted, _ = equality
    possible = _possible(reader.look(subject, scope))
    if possible is not None:
        for value in sorted(wanted - possible - {None}, key=str):
            _report_value(reader, node, spell(subject), value, possible)


def _possible(value: Value) -> frozenset[Any] | None:
    """Give the values that a choice may take in any world; ``None`` when any may come."""
    found: set[Any] = set()
    for kind in value.kinds:
        if not isinstance(kind, Scalar) or kind.all_values is None:
            return None
        found |= kind.all_values
    return frozenset(found) if found else None


def _report_value(reader: Reader, node: nodes.Node, subject: str, value: Any, possible: frozenset[Any]) -> None:
    near = nearest(str(value), map(str, possible))
    known = ", ".join(sorted(map(str, possible)))
    remedy = f"Écrivez « {near} »." if near else f"Choisissez parmi : {known}."
    reader.report(
        node,
        "comparaison_constante",
        f"{subject} {value}",
        f"« {subject} » ne vaut jamais « {value} » ; valeurs possibles : {known}",
        remedy,
    )
