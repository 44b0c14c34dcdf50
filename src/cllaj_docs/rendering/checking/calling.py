"""Calls: of macros, of the few functions that an engine gives, of the methods that read a value."""

from __future__ import annotations

from jinja2 import nodes

from cllaj_docs.rendering.checking.kinds import ANY, Anything, Function, Group, Value, either
from cllaj_docs.rendering.checking.names import REFUSED, part_of
from cllaj_docs.rendering.checking.reading import Reader, nearest
from cllaj_docs.rendering.checking.scope import Scope, attribute_of, spell


def read_call(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``a(b, c=d)``."""
    assert isinstance(node, nodes.Call)  # noqa: S101 - for the type checker: the table says so
    called = _called(reader, node, scope)
    for argument in (*node.args, *(named.value for named in node.kwargs)):
        reader.value(argument, scope)
    if called is None:
        return ANY
    results = []
    for kind in called.kinds:
        if isinstance(kind, Anything):
            results.append(ANY)
        elif not isinstance(kind, Function) or kind.body == REFUSED:
            _refuse_call(reader, node)
            return ANY
        elif kind.name == "namespace":
            results.append(_namespace(reader, node, scope))
        else:
            _check_format(reader, node, kind)
            results.append(kind.gives if kind.body is None else reader.call_macro(kind, node, scope))
    return either(*results) if results else ANY


def _called(reader: Reader, node: nodes.Call, scope: Scope) -> Value | None:
    """Give what is called; ``None`` when it does not exist, which is told."""
    function, name = node.node, attribute_of(node.node)
    if name is None or name.startswith("_") or not isinstance(function, nodes.Getattr | nodes.Getitem):
        return reader.value(function, scope)
    owner = reader.look(function.node, scope)
    absent = owner.kinds and all(part_of(reader, kind, name) is None for kind in owner.kinds)
    known = {field for kind in owner.kinds if isinstance(kind, Group) for field in kind.fields}
    if absent and not nearest(name, known):
        reader.value(function.node, scope)
        _refuse_call(reader, node)
        return None
    return reader.value(function, scope)


def _refuse_call(reader: Reader, node: nodes.Call) -> None:
    name = spell(node.node)
    reader.refuse(node, f"{name}()", f"« {name}(…) » est refusé : un gabarit n’appelle que des filtres")


def _namespace(reader: Reader, node: nodes.Call, scope: Scope) -> Value:
    """Make a namespace: its names are those that it is given, and those that are set later."""
    fields = {named.key: reader.look(named.value, scope) for named in node.kwargs}
    return Value((Group("namespace", fields, open=True),))


def _check_format(reader: Reader, node: nodes.Call, function: Function) -> None:
    """Report a format that reads the inside of its values, which the sandbox refuses."""
    text = node.node.node if isinstance(node.node, nodes.Getattr) else None
    if function.name == "format" and isinstance(text, nodes.Const) and "._" in str(text.value):
        reader.refuse(node, str(text.value), "Ce format lit l’intérieur d’une valeur, ce qui est refusé")
