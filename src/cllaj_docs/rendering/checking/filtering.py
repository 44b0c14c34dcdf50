"""Filters: unknown ones, those that are given another kind of value than they take, and what they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from jinja2 import nodes
from jinja2.filters import FILTERS as JINJA_FILTERS

from cllaj_docs.rendering.checking.kinds import (
    ANY,
    INTEGER,
    NATURES,
    NUMBERS,
    TEXT,
    TEXTS,
    Group,
    Kind,
    ListOf,
    Row,
    Scalar,
    Value,
    either,
    items_of,
)
from cllaj_docs.rendering.checking.names import part_of
from cllaj_docs.rendering.checking.printing import check_items
from cllaj_docs.rendering.checking.reading import Reader, describe, nearest
from cllaj_docs.rendering.checking.scope import Scope, spell
from cllaj_docs.rendering.checking.signatures import INTERVAL, SIGNATURES, Signature

_OF_TEXTS = frozenset(
    {"capitalize", "center", "e", "escape", "forceescape", "format", "indent", "lower", "replace", "safe", "string"}
    | {"striptags", "title", "trim", "truncate", "upper", "urlencode", "wordwrap"}
)
_OF_NUMBERS = frozenset({"abs", "float", "int", "round"})


def read_filter(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``value|filter(…)``."""
    assert isinstance(node, nodes.Filter)  # noqa: S101 - for the type checker: the table says so
    known = node.name in reader.dialect.filters
    if known and node.name in ("default", "d"):
        return _default(reader, node, scope)
    if known and node.name == "attr":
        return _read_attribute(reader, node, scope)
    value = TEXT if node.node is None else reader.value(node.node, scope)
    _read_arguments(reader, node, scope)
    if not known:
        _report_unknown(reader, node)
        return ANY
    signature = SIGNATURES.get(node.name)
    return _apply_jinja(reader, node, value) if signature is None else _apply(reader, node, signature, value)


def _apply_jinja(reader: Reader, node: nodes.Filter, value: Value) -> Value:
    """Apply a filter of Jinja."""
    if node.node is not None:
        value = reader.require(node.node, value)
    if node.name in _OF_TEXTS:
        return _text_filter(reader, node, value)
    if node.name in _OF_NUMBERS:
        return _number_filter(reader, node, value)
    return _list_filter(reader, node, value)


def _read_arguments(reader: Reader, node: nodes.Filter, scope: Scope) -> None:
    for argument in node.args:
        reader.value(argument, scope)
    for named in node.kwargs:
        reader.value(named.value, scope)


def _read_attribute(reader: Reader, node: nodes.Filter, scope: Scope) -> Value:
    """Read ``value|attr("name")`` as ``value.name``."""
    name = node.args[0].value if node.args and isinstance(node.args[0], nodes.Const) else None
    if not isinstance(name, str) or node.node is None:
        return ANY
    return reader.value(nodes.Getattr(node.node, name, "load", lineno=node.lineno), scope)


def _report_unknown(reader: Reader, node: nodes.Filter) -> None:
    name = node.name
    if name in JINJA_FILTERS:
        reader.refuse(node, name, f"Le filtre « {name} » n’est pas permis dans un gabarit")
        return
    near = nearest(name, reader.dialect.filters)
    hint = f", voulez-vous dire « {near} » ?" if near else ""
    remedy = f"Écrivez « |{near} »." if near else "Cherchez le bon filtre dans la liste des filtres."
    reader.report(node, "filtre_inconnu", name, f"Le filtre « {name} » n’existe pas{hint}", remedy)


def _default(reader: Reader, node: nodes.Filter, scope: Scope) -> Value:
    """Read ``default``: it stands for what does not exist, and for what is not known when it is told so."""
    unknown: list[str] = []
    with reader.heard(lambda finding: unknown.append(finding.code)):
        value = reader.value(node.node, scope)
    if "nom_inconnu" in unknown and node.node is not None:
        reader.value(node.node, scope)
    _read_arguments(reader, node, scope)
    other = reader.look(node.args[0], scope) if node.args else TEXT
    arguments = [*node.args[1:], *(named.value for named in node.kwargs if named.key == "boolean")]
    for_none = any(isinstance(argument, nodes.Const) and argument.value for argument in arguments)
    kept = replace(value, missing=False, none=value.none and not for_none)
    return either(kept, other) if kept.kinds else other


def _apply(reader: Reader, node: nodes.Filter, signature: Signature, value: Value) -> Value:
    """Apply a filter of the house."""
    if node.node is not None and not (signature.none and not value.missing):
        value = reader.require(node.node, value)
    wrong = [kind for kind in value.kinds if not _takes(signature, Value((kind,)), value)]
    if wrong and not value.is_any:
        _report_wrong(reader, node, describe_natures(signature.takes), Value(tuple(wrong)))
    return signature.gives


def _takes(signature: Signature, value: Value, whole: Value) -> bool:
    (kind,) = value.kinds
    if value.is_any:
        return True
    if isinstance(kind, Group):
        days = (kind.fields.get(name) for name in ("debut", "fin"))
        interval = all(day is not None and day.natures == {"date"} and not day.none for day in days)
        return (INTERVAL in signature.takes and interval) or (kind.text and bool(signature.takes & TEXTS))
    if not isinstance(kind, Scalar):
        return False
    computed = not whole.path and kind.nature in ("texte", "nombre", "entier")
    return kind.nature in signature.takes or (computed and _could_be(kind.nature, signature.takes))


def _could_be(nature: str, takes: frozenset[str]) -> bool:
    """Whether a value that a template has computed may be what a filter takes."""
    return bool(takes & (TEXTS if nature == "texte" else NUMBERS))


def describe_natures(natures: frozenset[str]) -> str:
    """Name what a filter takes: « un montant », « un texte »."""
    if natures >= TEXTS:
        return NATURES["texte"].name
    words = [NATURES[nature].name for nature in NATURES if nature in natures]
    return " ou ".join([*words, *(["une période"] if INTERVAL in natures else [])])


def _report_wrong(reader: Reader, node: nodes.Filter, expected: str, value: Value) -> None:
    name, subject = node.name, spell(node.node)
    better = next((NATURES[nature].filter for nature in value.natures if NATURES[nature].filter), "")
    fits = better and better != name and better in reader.dialect.filters
    reader.report(
        node,
        "filtre_inadapte",
        f"{subject}|{name}",
        f"Le filtre « {name} » attend {expected}, et « {subject} » est {describe(value.kinds)}",
        f"Écrivez « {subject}|{better} »." if fits else "Retirez ce filtre, ou prenez-en un autre.",
    )


def _text_filter(reader: Reader, node: nodes.Filter, value: Value) -> Value:
    wrong = tuple(kind for kind in value.kinds if not _is_texts(kind))
    if wrong and not value.is_any:
        _report_wrong(reader, node, "un texte", Value(wrong))
    return TEXT


def _is_texts(kind: object) -> bool:
    if isinstance(kind, Group):
        return kind.text
    return isinstance(kind, Scalar) and kind.nature in TEXTS | {"entier"}


def _number_filter(reader: Reader, node: nodes.Filter, value: Value) -> Value:
    natures = NUMBERS | (TEXTS if node.name in ("int", "float") else frozenset())
    wrong = tuple(kind for kind in value.kinds if not (isinstance(kind, Scalar) and kind.nature in natures))
    if wrong and not value.is_any:
        _report_wrong(reader, node, "un nombre", Value(wrong))
        return ANY
    return INTEGER if node.name == "int" else replace(value, path="")


def _list_filter(reader: Reader, node: nodes.Filter, value: Value) -> Value:
    """Apply a filter of Jinja that goes through a list; another one gives what nothing is known of."""
    handler = _LIST_FILTERS.get(node.name)
    if handler is None or value.is_any:
        return ANY
    items = items_of(value.kinds)
    if items is None:
        if all(isinstance(kind, Group) and kind.open for kind in value.kinds):
            return ANY
        _report_wrong(reader, node, "une liste", value)
        return ANY
    return handler(reader, node, value, items.at(f"{value.path}[]" if value.path else ""))


def _attribute(reader: Reader, node: nodes.Filter, items: Value) -> Value:
    """Read the attribute that a filter names: « attribute="montant" », or its first argument."""
    name = _attribute_name(node)
    if name is None:
        return items
    value = items
    for step in name.split("."):
        found = [part for kind in value.kinds if (part := part_of(reader, kind, step)) is not None]
        if not found:
            known = {field for kind in value.kinds if isinstance(kind, Group) for field in kind.fields}
            near = nearest(step, known)
            hint = f", voulez-vous dire « {near} » ?" if near else ""
            message = f"« {step} » n’existe pas dans les éléments de « {spell(node.node)} »{hint}"
            remedy = f"Écrivez « {near} »." if near else "Cherchez le bon nom dans la liste des champs."
            reader.report(node, "nom_inconnu", f"{spell(node.node)} {name}", message, remedy)
            return ANY
        value = either(*found).at(f"{value.path}.{step}" if value.path else "")
        reader.note(value.path)
    return value


def _attribute_name(node: nodes.Filter) -> str | None:
    named = [item.value for item in node.kwargs if item.key == "attribute"]
    first = node.args[:1] if node.name in ("selectattr", "rejectattr", "groupby", "sum") else []
    if node.name == "join":
        first = node.args[1:2]
    for given in (*named, *first):
        if isinstance(given, nodes.Const) and isinstance(given.value, str):
            return given.value
    return None


def _same(_reader: Reader, _node: nodes.Filter, value: Value, _items: Value) -> Value:
    return value


def _checked_same(reader: Reader, node: nodes.Filter, value: Value, items: Value) -> Value:
    _attribute(reader, node, items)
    return value


def _selected(reader: Reader, node: nodes.Filter, _value: Value, items: Value) -> Value:
    """Keep the elements whose attribute passes a test: what it settles about them is known afterwards."""
    name = _attribute_name(node)
    if name is None:
        return ANY
    scope = Scope({_ELEMENT: items})
    tested: nodes.Expr = nodes.Name(_ELEMENT, "load", lineno=node.lineno)
    element = tested
    for step in name.split("."):
        tested = nodes.Getattr(tested, step, "load", lineno=node.lineno)
    if len(node.args) > 1 and isinstance(node.args[1], nodes.Const):
        arguments = list(node.args[2:])
        tested = nodes.Test(tested, str(node.args[1].value), arguments, [], None, None, lineno=node.lineno)
    reader.value(tested, scope)
    scope = reader.assume(tested, node.name == "selectattr", scope)
    kept = reader.look(element, scope)
    known = scope.facts.get((_ELEMENT, name))
    if known is not None:
        kept = replace(kept, kinds=tuple(_with_field(kind, name, known) for kind in kept.kinds))
    return Value((ListOf(kept),))


def _with_field(kind: Kind, name: str, value: Value) -> Kind:
    return replace(kind, fields={**kind.fields, name: value}) if isinstance(kind, Group) else kind


def _one(_reader: Reader, _node: nodes.Filter, _value: Value, items: Value) -> Value:
    return items


def _one_by_attribute(reader: Reader, node: nodes.Filter, _value: Value, items: Value) -> Value:
    _attribute(reader, node, items)
    return items


def _count(_reader: Reader, _node: nodes.Filter, _value: Value, _items: Value) -> Value:
    return INTEGER


def _join(reader: Reader, node: nodes.Filter, _value: Value, items: Value) -> Value:
    check_items(reader, node, _attribute(reader, node, items))
    return TEXT


def _sum(reader: Reader, node: nodes.Filter, _value: Value, items: Value) -> Value:
    item = _attribute(reader, node, items)
    wrong = tuple(kind for kind in item.kinds if not (isinstance(kind, Scalar) and kind.nature in NUMBERS))
    if item.none:
        message = f"La somme de « {spell(node.node)} » est impossible : un élément peut manquer"
        reader.report(node, "valeur_absente", spell(node), message, "Écartez d’abord ceux qui manquent.")
    elif wrong and not item.is_any:
        _report_wrong(reader, node, "des nombres", Value(wrong))
    return replace(item, path="", none=False)


def _map(reader: Reader, node: nodes.Filter, _value: Value, items: Value) -> Value:
    if any(named.key == "attribute" for named in node.kwargs):
        return Value((ListOf(_attribute(reader, node, items)),))
    if not node.args or not isinstance(node.args[0], nodes.Const):
        return ANY
    applied = nodes.Filter(node.node, str(node.args[0].value), node.args[1:], [], None, None, lineno=node.lineno)
    if applied.name not in reader.dialect.filters:
        _report_unknown(reader, applied)
        return ANY
    signature = SIGNATURES.get(applied.name)
    if signature is not None:
        return Value((ListOf(_apply(reader, applied, signature, items)),))
    if applied.name in _OF_TEXTS:
        return Value((ListOf(_text_filter(reader, applied, items)),))
    return Value((ListOf(ANY),))


def _groups(reader: Reader, node: nodes.Filter, value: Value, items: Value) -> Value:
    return Value((ListOf(Value((Row((_attribute(reader, node, items), value)),))),))


def _batches(_reader: Reader, _node: nodes.Filter, value: Value, _items: Value) -> Value:
    return Value((ListOf(value),))


_ELEMENT = "element"
"""How messages name an element of a list."""

_ListFilter = Callable[[Reader, nodes.Filter, Value, Value], Value]

_LIST_FILTERS: Mapping[str, _ListFilter] = {
    **dict.fromkeys(("list", "reject", "reverse", "select"), _same),
    **dict.fromkeys(("sort", "unique"), _checked_same),
    **dict.fromkeys(("rejectattr", "selectattr"), _selected),
    **dict.fromkeys(("first", "last"), _one),
    **dict.fromkeys(("max", "min"), _one_by_attribute),
    **dict.fromkeys(("count", "length", "wordcount"), _count),
    **dict.fromkeys(("batch", "slice"), _batches),
    "groupby": _groups,
    "join": _join,
    "map": _map,
    "sum": _sum,
}
