"""Adds to the tree of a template what counts its work, in place, before Jinja makes code of it.

Loops and macros pay for each turn. Whatever goes through a value, or copies it, pays for its size: filters, tests,
comparisons, searches and slices. In a template that can put values inside one another, such a value is sounded to the
bottom: forty lists of two, each twice in the next, would print as a thousand billion words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2 import nodes

from cllaj_docs.rendering.word.bounds import STEP_WORK
from cllaj_docs.rendering.word.operations import (
    CHARGE_FILTER,
    COMPARISON,
    GROWING,
    HOST,
    LOOP_FILTER,
    NESTING,
    RESULT,
    SEARCH,
    SOUND_FILTER,
    TEMPLATE_FILTERS,
    WEIGH_FILTER,
    Weight,
    is_immediate_test,
    weight_of,
)

_SEARCHES = ("in", "notin")
_HOLDERS = (nodes.List, nodes.Tuple, nodes.Dict)
_NESTING_NAMES = frozenset({"dict", "varargs", "kwargs"})
_TEMPORARY = "cllaj_bloc"

HOST_WORK = 8 * STEP_WORK
"""What one run of a filter of the host costs, whatever it is given: writing an amount in letters takes as long."""


def measure(tree: nodes.Template) -> None:
    """Add what counts the work of a template."""
    nests = any(map(_nests, tree.find_all((*_HOLDERS, nodes.Mul, nodes.Name, nodes.Filter))))
    _Measure(nests=nests).through(tree, looping=False)


def _nests(node: nodes.Node) -> bool:
    """Whether a node may put a value, several times, inside another one, or repeat it."""
    if isinstance(node, nodes.Name):
        return node.name in _NESTING_NAMES
    if isinstance(node, nodes.Filter):
        return node.name in NESTING and any(not _is_plain(value) for value in _arguments(node))
    return not all(_is_plain(child) for child in node.iter_child_nodes())


def _is_plain(node: nodes.Node) -> bool:
    """Whether a node is a text or a number written in the template."""
    if isinstance(node, nodes.Pair | nodes.Keyword):
        return all(map(_is_plain, node.iter_child_nodes()))
    return isinstance(node, nodes.Const)


def _arguments(node: nodes.Filter | nodes.Test) -> list[nodes.Node]:
    others = (node.dyn_args, node.dyn_kwargs)
    return [*node.args, *node.kwargs, *(value for value in others if value is not None)]


def _is_of_the_host(node: nodes.Filter | nodes.Test) -> bool:
    """Whether a filter is neither Jinja's nor the engine's: what it is given once is no matter."""
    return isinstance(node, nodes.Filter) and node.name not in TEMPLATE_FILTERS and not node.name.startswith("_")


class _Measure:
    """One walk through a tree; ``nests`` when its template can put values inside one another."""

    def __init__(self, *, nests: bool) -> None:
        self._nests = nests

    def through(self, node: nodes.Node, *, looping: bool) -> None:
        """Measure all that a node holds; ``looping`` when it may be run more than once."""
        looping = looping or isinstance(node, nodes.For | nodes.Macro | nodes.CallBlock)
        for field, value in node.iter_fields():
            if isinstance(value, list):
                value[:] = [replaced for child in value for replaced in self._measured(child, looping)]
            elif isinstance(value, nodes.Node):
                setattr(node, field, self._measured(value, looping)[0])

    def _measured(self, node: Any, looping: bool) -> list[Any]:
        """Return a node, or the nodes to put in its place, with what counts the work of it."""
        if not isinstance(node, nodes.Node):
            return [node]
        self.through(node, looping=looping)
        if isinstance(node, nodes.For | nodes.Macro | nodes.CallBlock):
            _count_turns(node)
        elif isinstance(node, nodes.Filter | nodes.Test):
            return [self._filter(node) if looping or not _is_of_the_host(node) else node]
        elif isinstance(node, nodes.Compare):
            self._comparison(node)
        elif isinstance(node, nodes.Getitem):
            return [self._item(node)]
        elif isinstance(node, nodes.Pair):
            node.key = self._sounded(node.key)
        elif isinstance(node, nodes.FilterBlock):
            return self._as_value(node.body, node.filter, None, node.lineno)
        elif isinstance(node, nodes.AssignBlock) and node.filter is not None:
            return self._as_value(node.body, node.filter, node.target, node.lineno)
        return [node]

    def _filter(self, node: nodes.Filter | nodes.Test) -> nodes.Expr:
        """Weigh what a filter or a test goes through, and what a filter makes when that may be longer."""
        if isinstance(node, nodes.Test) and is_immediate_test(node.name):
            return node
        weight = COMPARISON if isinstance(node, nodes.Test) else weight_of(node.name)
        if _is_of_the_host(node):
            weight = HOST
        if weight is None:
            return node
        if node.node is not None:
            node.node = self._weighed(node.node, weight)
        node.args = [self._weighed(value, COMPARISON) for value in node.args]
        for keyword in node.kwargs:
            keyword.value = self._weighed(keyword.value, COMPARISON)
        return _wrap(node, WEIGH_FILTER, RESULT) if node.name in GROWING else node

    def _comparison(self, node: nodes.Compare) -> None:
        """Weigh what is compared, unless one side is written in the template; and what is searched."""
        for operand in node.ops:
            if operand.op in _SEARCHES:
                operand.expr = self._weighed(operand.expr, SEARCH)
        if not any(map(_is_plain, (node.expr, *(operand.expr for operand in node.ops)))):
            node.expr = self._weighed(node.expr, COMPARISON)
            for operand in node.ops:
                operand.expr = self._sounded(operand.expr)

    def _item(self, node: nodes.Getitem) -> nodes.Expr:
        if isinstance(node.arg, nodes.Slice):
            return _wrap(node, WEIGH_FILTER, RESULT)
        node.arg = self._sounded(_expression(node.arg))
        return node

    def _weighed(self, value: nodes.Node, weight: Weight) -> nodes.Expr:
        value = _expression(value)
        return value if _is_plain(value) else self._sounded(_wrap(value, WEIGH_FILTER, weight))

    def _sounded(self, value: nodes.Expr) -> nodes.Expr:
        return _wrap(value, SOUND_FILTER) if self._nests and not _is_plain(value) else value

    def _as_value(
        self, body: list[nodes.Node], filters: nodes.Filter, target: nodes.Node | None, line: int
    ) -> list[nodes.Node]:
        """Write a filtered block as a block kept in a name, then that name filtered: so that the result is printed.

        Jinja would write what the filters return as it is, escaped or not.
        """
        innermost = filters
        while isinstance(innermost.node, nodes.Filter):
            innermost = innermost.node
        name = f"{_TEMPORARY}_{line}"
        innermost.node = self._weighed(nodes.Name(name, "load", lineno=line), weight_of(innermost.name) or RESULT)
        kept = nodes.AssignBlock(nodes.Name(name, "store", lineno=line), None, body, lineno=line)
        if target is not None:
            return [kept, nodes.Assign(target, filters, lineno=line)]
        return [kept, nodes.Output([filters], lineno=line)]


def _count_turns(node: nodes.For | nodes.Macro | nodes.CallBlock) -> None:
    """Make each turn of a loop, and each run of a macro, pay for what it writes."""
    cost = _cost(node.body)
    if isinstance(node, nodes.For):
        node.iter = _wrap(_expression(node.iter), LOOP_FILTER, (cost,))
    if not isinstance(node, nodes.For) or node.recursive:
        charge = _wrap(_constant(cost, node), CHARGE_FILTER)
        node.body.insert(0, nodes.ExprStmt(charge, lineno=node.lineno))


def _cost(body: Iterable[nodes.Node]) -> int:
    """Count the characters that a body writes once, at most; what its loops write is counted by them.

    A value counts for ``STEP_WORK``; a longer one is counted when it is printed.
    """
    total = 0
    for node in body:
        if isinstance(node, nodes.Output):
            data = (child.data for child in node.nodes if isinstance(child, nodes.TemplateData))
            total += sum(map(len, data)) + STEP_WORK * len(node.nodes) + sum(map(_host_work, node.nodes))
        elif isinstance(node, nodes.If):
            branches = [node.body, *(branch.body for branch in node.elif_), node.else_]
            total += max(_cost(branch) for branch in branches)
            total += sum(_host_work(branch.test) for branch in (node, *node.elif_))
        elif isinstance(node, nodes.Assign):
            total += _host_work(node.node)
        elif not isinstance(node, nodes.For | nodes.Macro | nodes.CallBlock):
            total += _cost(node.iter_child_nodes())
    return total


def _host_work(node: nodes.Node) -> int:
    """Count what the filters of the host cost in an expression, the one that is outermost included."""
    used = [*node.find_all(nodes.Filter), *([node] if isinstance(node, nodes.Filter) else [])]
    return HOST_WORK * sum(map(_is_of_the_host, used))


def _expression(node: nodes.Node) -> nodes.Expr:
    assert isinstance(node, nodes.Expr)  # noqa: S101 - for the type checker: Jinja declares less than it gives
    return node


def _wrap(value: nodes.Expr, name: str, weights: Iterable[int] = ()) -> nodes.Filter:
    arguments: list[nodes.Expr] = [_constant(weight, value) for weight in weights]
    return nodes.Filter(value, name, arguments, [], None, None, lineno=value.lineno)


def _constant(value: int, node: nodes.Node) -> nodes.Const:
    return nodes.Const(value, lineno=node.lineno)
