"""Reading names: variables, the fields of a group, the items of a list, the parts of a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from jinja2 import nodes

from cllaj_docs.rendering.checking.dialect import DATE_PARTS, PYTHON_TYPES
from cllaj_docs.rendering.checking.kinds import (
    ANY,
    BOOLEAN,
    INTEGER,
    TEXT,
    Anything,
    Function,
    Group,
    Kind,
    ListOf,
    Row,
    Scalar,
    Value,
    either,
    items_of,
)
from cllaj_docs.rendering.checking.reading import Reader, describe, nearest
from cllaj_docs.rendering.checking.scope import Scope, attribute_of, key_of, spell

REFUSED = "refused"
"""The body of a method that can be seen and not called."""

_DEEPEST = 4
_WORD = re.compile(r"[^\W_]+")
_GIVES_BOOLEAN = ("is", "startswith", "endswith")
_GIVES_INTEGER = frozenset({"count", "find", "rfind", "index", "rindex", "weekday", "isoweekday", "bit_length"})


def read_name(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read a variable."""
    assert isinstance(node, nodes.Name)  # noqa: S101 - for the type checker: the table says so
    name = node.name
    found = scope.facts.get((name,)) or scope.names.get(name) or reader.dialect.functions.get(name)
    if found is None:
        _report_unknown(reader, node, name, scope.names, scope)
        return ANY
    reader.note(found.path)
    return found


def read_part(reader: Reader, node: nodes.Node, scope: Scope) -> Value:
    """Read ``a.b`` or ``a["b"]``, ``a[0]``, ``a[1:]``."""
    assert isinstance(node, nodes.Getattr | nodes.Getitem)  # noqa: S101 - for the type checker
    name = attribute_of(node)
    if name is not None:
        return _read_field(reader, node, name, scope)
    assert isinstance(node, nodes.Getitem)  # noqa: S101 - for the type checker
    owner = reader.needed(node.node, scope)
    reader.value(node.arg, scope)
    if isinstance(node.arg, nodes.Slice):
        return owner
    items = items_of(kind for kind in owner.kinds if not (isinstance(kind, Group) and kind.open))
    if items is None:
        message = f"« {spell(node.node)} » est {describe(owner.kinds)}, et n’a pas de rang"
        reader.report(node, "nom_inconnu", spell(node), message, "Écrivez le nom d’un champ après un point.")
        return ANY
    return items.at(f"{owner.path}[]" if owner.path else "")


def _read_field(reader: Reader, node: nodes.Getattr | nodes.Getitem, name: str, scope: Scope) -> Value:
    key = key_of(node)
    if key is not None and key in scope.facts:
        settled = scope.facts[key]
        reader.note(settled.path)
        return settled
    owner = reader.needed(node.node, scope)
    if name.startswith("_"):
        message = f"« {name} » ne se lit pas dans un gabarit : un nom n’y commence jamais par « _ »"
        reader.refuse(node, name, message)
        return ANY
    found = [part for kind in owner.kinds if (part := part_of(reader, kind, name)) is not None]
    if not found:
        _report_unknown(reader, node, name, _names_in(owner.kinds), scope)
        return ANY
    if len(found) < len(owner.kinds):
        _report_partial(reader, node, name, owner)
    path = f"{owner.path}.{name}" if owner.path else ""
    reader.note(path)
    return either(*found).at(path)


def part_of(reader: Reader, kind: Kind, name: str) -> Value | None:
    """Give what a name reads in a kind of value; ``None`` when there is nothing of that name."""
    if isinstance(kind, Anything):
        return ANY
    if isinstance(kind, Group):
        return kind.fields.get(name) or (ANY if kind.open else None)
    if isinstance(kind, Scalar) and kind.nature == "date" and name in DATE_PARTS:
        return DATE_PARTS[name]
    python = _python_type(kind)
    if python is None or not callable(getattr(python, name, None)):
        return None
    methods = reader.dialect.methods.items()
    allowed = any(issubclass(python, owner) and name in names for owner, names in methods)
    return Value((Function(name, _result(name), None if allowed else REFUSED),))


def _python_type(kind: Kind) -> type | None:
    if isinstance(kind, ListOf | Row):
        return tuple
    return PYTHON_TYPES.get(kind.nature, str) if isinstance(kind, Scalar) else None


def _result(name: str) -> Value:
    """Give what a reading method gives, as far as its name tells."""
    if name.startswith(_GIVES_BOOLEAN):
        return BOOLEAN
    if name in _GIVES_INTEGER:
        return INTEGER
    return TEXT if hasattr(str, name) and not hasattr(tuple, name) and "split" not in name else ANY


def _names_in(kinds: Iterable[Kind]) -> set[str]:
    names: set[str] = set()
    for kind in kinds:
        if isinstance(kind, Group):
            names |= kind.fields.keys()
        elif isinstance(kind, Scalar) and kind.nature == "date":
            names |= DATE_PARTS.keys()
    return names


def _report_unknown(reader: Reader, node: nodes.Node, name: str, known: Iterable[str], scope: Scope) -> None:
    written = spell(node)
    if written == "loop":
        message = "« loop » n’existe que dans une boucle"
        reader.report(node, "nom_inconnu", written, message, "Placez cette balise entre « for » et « endfor ».")
        return
    near = nearest(name, known)
    better = _same_words(written, scope) or (
        f"{written.removesuffix(name)}{near}" if near else _elsewhere(written, scope)
    )
    hint = f", voulez-vous dire « {better} » ?" if better else ""
    remedy = f"Écrivez « {better} »." if better else "Cherchez le bon nom dans la liste des champs du document."
    reader.report(node, "nom_inconnu", written, f"« {written} » n’existe pas{hint}", remedy)


def _same_words(written: str, scope: Scope) -> str:
    """Find a field whose path is made of the same words: « numero_convention » for « convention.numero »."""
    words = sorted(_WORD.findall(written))
    paths = (path for path in _paths(scope) if sorted(_WORD.findall(path)) == words)
    return next(paths, "") if len(words) > 1 else ""


def _elsewhere(written: str, scope: Scope) -> str:
    """Find a field of the same last name, or nearly, anywhere in what a template sees."""
    by_last: dict[str, str] = {}
    for path in _paths(scope):
        by_last.setdefault(path.rpartition(".")[2], path)
    last = written.rpartition(".")[2]
    return by_last.get(last) or by_last.get(nearest(last, by_last), "")


def _paths(scope: Scope) -> Iterator[str]:
    """Give the paths of all fields, those nearest to the top and always known first."""
    level = list(scope.names.items())
    for _ in range(_DEEPEST):
        yield from (path for path, value in sorted(level, key=lambda found: found[1].none))
        level = [
            (f"{path}.{field}", replace(part, none=part.none or value.none))
            for path, value in level
            for kind in value.kinds
            if isinstance(kind, Group)
            for field, part in kind.fields.items()
        ]


def _report_partial(reader: Reader, node: nodes.Getattr | nodes.Getitem, name: str, owner: Value) -> None:
    """Report a name that only some of several groups have, and how to tell them apart."""
    groups = [kind for kind in owner.kinds if isinstance(kind, Group)]
    told = _telling_apart([group for group in groups if name in group.fields], groups)
    above = spell(node.node)
    condition = " or ".join(f'{above}.{field} == "{value}"' for field, value in told) or f"{above}.…"
    reader.report(
        node,
        "nom_selon_genre",
        spell(node),
        f"« {spell(node)} » n’existe que dans certains cas",
        f"Placez ce passage entre « {{% if {condition} %}} » et « {{% endif %}} ».",
    )


def _telling_apart(some: list[Group], groups: list[Group]) -> list[tuple[str, str]]:
    """Find the field whose value tells some groups from the others, and its value in each of them."""
    for field in groups[0].fields if groups else ():
        told = [group.fields[field].kinds for group in groups if field in group.fields]
        scalars = [kinds[0] for kinds in told if len(kinds) == 1 and isinstance(kinds[0], Scalar)]
        values = {next(iter(scalar.values)) for scalar in scalars if scalar.values and len(scalar.values) == 1}
        if len(values) == len(groups):
            own = [group.fields[field].kinds[0] for group in some]
            return [(field, value) for kind in own if isinstance(kind, Scalar) for value in kind.values or ()]
    return []
