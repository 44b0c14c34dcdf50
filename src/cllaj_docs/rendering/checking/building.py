"""Values that a template makes: constants, lists, texts put together, sums, choices."""

from __future__ import annotations

from dataclasses import replace

from jinja2 import nodes

from cllaj_docs.rendering.checking.kinds import (
    ANY,
    BOOLEAN,
    NEVER,
    NUMBERS,
    TEXT,
    TEXTS,
    Group,
    ListOf,
    Row,
    Scalar,
    Value,
    either,
    scalar,
)
from cllaj_docs.rendering.checking.printing import check_joined
from cllaj_docs.rendering.checking.reading import Reader, describe
from cllaj_docs.rendering.checking.scope import Scope, key_of, spell

_NATURES = {str: "texte", bool: "oui_non", int: "entier", float: "nombre"}
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "floordiv": "//", "mod": "%", "pow": "**"}


def read_constant(_reader: Reader, node: nodes.Node, _scope: Scope) -> Value:
    """Read a text, a number, ``true``, ``none``."""
    value = getattr(node, "value", None)
    if value is None:
        return NEVER
    nature = _NATURES.get(type(value))
    return scalar(nature, value) if nature else ANY


def read_list(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``[a, b]``."""
    assert isinstance(node, nodes.List)  # noqa: S101 - for the type checker: the table says so
    items = [reader.value(item, scope) for item in node.items]
    return Value((ListOf(either(*items) if items else ANY),))


def read_tuple(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``(a, b)``."""
    assert isinstance(node, nodes.Tuple)  # noqa: S101 - for the type checker: the table says so
    return Value((Row(tuple(reader.value(item, scope) for item in node.items)),))


def read_dict(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``{"a": b}``."""
    assert isinstance(node, nodes.Dict)  # noqa: S101 - for the type checker: the table says so
    fields = {}
    for pair in node.items:
        reader.value(pair.key, scope)
        value = reader.value(pair.value, scope)
        if isinstance(pair.key, nodes.Const):
            fields[str(pair.key.value)] = value
    return Value((Group("dict", fields, open=True),))


def read_concat(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``a ~ b``."""
    assert isinstance(node, nodes.Concat)  # noqa: S101 - for the type checker: the table says so
    for part in node.nodes:
        check_joined(reader, part, reader.value(part, scope))
    return TEXT


def read_choice(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``a if b else c``."""
    assert isinstance(node, nodes.CondExpr)  # noqa: S101 - for the type checker: the table says so
    reader.value(node.test, scope)
    truth = reader.decide(node.test, scope)
    branches = []
    if truth is not False:
        branches.append(reader.value(node.expr1, reader.assume(node.test, True, scope)))
    if node.expr2 is None:
        message = "Cette condition ne donne rien quand elle est fausse"
        reader.report(node, "valeur_absente", spell(node.test), message, "Ajoutez « else » et ce qu’il faut écrire.")
    elif truth is not True:
        branches.append(reader.value(node.expr2, reader.assume(node.test, False, scope)))
    return either(*branches) if branches else ANY


def read_both(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``a and b``, ``a or b``: one of the two values, the first when it settles the matter."""
    assert isinstance(node, nodes.And | nodes.Or)  # noqa: S101 - for the type checker: the table says so
    left = reader.value(node.left, scope)
    goes_on = isinstance(node, nodes.And)
    truth = reader.decide(node.left, scope)
    if truth is not None and truth is not goes_on:
        return left
    right = reader.value(node.right, reader.assume(node.left, goes_on, scope))
    if isinstance(node, nodes.Or):
        return either(left.known(), right) if left.kinds else right
    return either(left, right)


def read_not(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``not a``."""
    assert isinstance(node, nodes.Not)  # noqa: S101 - for the type checker: the table says so
    reader.value(node.node, scope)
    return BOOLEAN


def read_sign(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``-a``."""
    assert isinstance(node, nodes.UnaryExpr)  # noqa: S101 - for the type checker: the table says so
    return replace(reader.needed(node.node, scope), path="")


def read_operation(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``a + b``, ``a * b`` and the like."""
    assert isinstance(node, nodes.BinExpr)  # noqa: S101 - for the type checker: the table says so
    if isinstance(node, nodes.Sub) and _is_hyphen(reader, node, scope):
        return ANY
    left, right = reader.needed(node.left, scope), reader.needed(node.right, scope)
    operator = type(node).__name__.lower()
    if left.is_any or right.is_any:
        return ANY
    if operator == "pow" and not reader.dialect.in_word:
        reader.refuse(node, "**", "Les puissances ne sont pas permises dans un gabarit")
        return ANY
    natures = _results(operator, left.natures, right.natures)
    if natures:
        return Value(tuple(Scalar(nature) for nature in sorted(natures)))
    if _works_on_texts(reader, operator, left, right):
        return TEXT
    sign = _SIGNS.get(operator, operator)
    message = f"« {sign} » ne va pas entre {describe(left.kinds)} et {describe(right.kinds)}"
    reader.report(node, "operation_impossible", sign, message, "Pour joindre des textes, écrivez « ~ ».")
    return ANY


def _is_hyphen(reader: Reader, node: nodes.Sub, scope: Scope) -> bool:
    """Tell of a name that is written with a hyphen: « convention.date-signature »."""
    key, right = key_of(node.left), node.right
    while isinstance(right, nodes.Filter) and right.node is not None:
        right = right.node
    if key is None or not isinstance(right, nodes.Name):
        return False
    joined = f"{key[-1]}_{right.name}"
    meant: nodes.Expr = nodes.Name(joined, "load", lineno=node.lineno)
    if isinstance(node.left, nodes.Getattr | nodes.Getitem):
        meant = nodes.Getattr(node.left.node, joined, "load", lineno=node.lineno)
    told: list[str] = []
    with reader.heard(lambda finding: told.append(finding.code)):
        reader.value(meant, scope)
    if "nom_inconnu" in told:
        return False
    written, better = f"{spell(node.left)}-{right.name}", spell(meant)
    message = f"« {written} » se lit comme une soustraction"
    reader.report(node, "nom_inconnu", written, message, f"Écrivez « {better} ».")
    return True


def _works_on_texts(reader: Reader, operator: str, left: Value, right: Value) -> bool:
    """Whether an operator joins texts or lists, repeats or formats a text."""
    if operator == "add":
        lists = all(isinstance(kind, ListOf | Row) for kind in (*left.kinds, *right.kinds))
        return lists or (_all(left, TEXTS) and _all(right, TEXTS))
    if not reader.dialect.in_word:
        return False
    return (operator == "mod" and _all(left, TEXTS)) or (
        operator == "mul" and _all(left, TEXTS) and _all(right, {"entier"})
    )


def _all(value: Value, natures: frozenset[str] | set[str]) -> bool:
    return bool(value.natures) and value.natures <= natures and all(isinstance(kind, Scalar) for kind in value.kinds)


def _results(operator: str, lefts: frozenset[str], rights: frozenset[str]) -> set[str]:
    """Give the natures of a computation on numbers; nothing when it is not one."""
    if not lefts or not rights or not (lefts | rights) <= NUMBERS:
        if operator == "sub" and lefts == rights == {"date"}:
            return {"nombre"}
        return set()
    return {_result(operator, left, right) for left in lefts for right in rights}


def _result(operator: str, left: str, right: str) -> str:
    if operator in ("floordiv", "mod"):
        return "entier" if left == right == "entier" else "nombre"
    if operator == "div":
        if left == "montant":
            return "taux" if right == "montant" else "montant"
        return "taux" if left == right == "taux" else "nombre"
    if "montant" in (left, right):
        return "montant"
    if left == right:
        return left
    return "taux" if operator == "mul" and "taux" in (left, right) and "entier" not in (left, right) else "nombre"
