"""Walks through a template in one world: what each branch, loop and assignment leaves to see to what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import nodes

from cllaj_docs.rendering.checking.dialect import LOOP, Dialect
from cllaj_docs.rendering.checking.expressions import READERS
from cllaj_docs.rendering.checking.findings import Report
from cllaj_docs.rendering.checking.kinds import (
    ANY,
    TEXT,
    Function,
    Group,
    Row,
    Value,
    World,
    either,
    items_of,
)
from cllaj_docs.rendering.checking.marks import UNKNOWN, Sheet
from cllaj_docs.rendering.checking.printing import Spot, check_printed
from cllaj_docs.rendering.checking.reading import Reader, describe, nearest
from cllaj_docs.rendering.checking.scope import Scope, join, spell

_DEEPEST_MACRO = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Macro:
    """A macro and the names that it sees."""

    node: nodes.Macro | nodes.CallBlock
    scope: Scope


class Walk:
    """Reads the sheets of a template in one world. ``seen`` are the places that it went through.

    ``fragments`` are the sheets that may be included, by name.
    """

    def __init__(self, dialect: Dialect, world: World, fragments: Mapping[str, Sheet], report: Report) -> None:
        self.reader = Reader(dialect, report, READERS, self._call_macro)
        self.seen: set[tuple[str, int]] = set()
        self._fragments = fragments
        self._world = world
        self._sheets: list[Sheet] = []
        self._macros: list[_Macro] = []
        self._called: set[int] = set()
        self._visitors: Mapping[type[nodes.Node], Callable[[Any, Scope], Scope]] = {
            nodes.Output: self._output,
            nodes.If: self._if,
            nodes.For: self._for,
            nodes.Assign: self._assign,
            nodes.AssignBlock: self._assign_block,
            nodes.With: self._with,
            nodes.Macro: self._macro,
            nodes.CallBlock: self._call_block,
            nodes.FilterBlock: self._filter_block,
            nodes.Include: self._include,
            nodes.Block: self._body,
            nodes.Scope: self._body,
            nodes.ScopedEvalContextModifier: self._body,
        }

    def run(self, sheet: Sheet, extra: Mapping[str, Value] | None = None) -> None:
        """Read a sheet; ``extra`` are names that it sees besides the values of the world."""
        values = {name: value.at(name) for name, value in self._world.values.fields.items()}
        scope = Scope({**values, **(extra or {}), UNKNOWN: ANY})
        self._macros.clear()
        self._read(sheet, scope)
        self._sheets.append(sheet)
        self.reader.source = sheet.name
        for macro in [macro for macro in self._macros if id(macro.node) not in self._called]:
            self._macro_body(macro, dict.fromkeys((argument.name for argument in macro.node.args), ANY))
        self._sheets.pop()

    def _read(self, sheet: Sheet, scope: Scope) -> Scope:
        self._sheets.append(sheet)
        before, self.reader.source = self.reader.source, sheet.name
        scope = self._visit(sheet.tree.body, scope)
        self.reader.source = before
        self._sheets.pop()
        return scope

    def _visit(self, body: Iterable[nodes.Node], scope: Scope) -> Scope:
        for node in body:
            visitor = self._visitors.get(type(node))
            if visitor is not None:
                scope = visitor(node, scope)
        return scope

    def _value(self, node: nodes.Node | None, scope: Scope) -> Value:
        if node is not None:
            self.seen.add((self.reader.source, node.lineno))
        return self.reader.value(node, scope)

    def _output(self, node: nodes.Output, scope: Scope) -> Scope:
        for child in node.nodes:
            if not isinstance(child, nodes.TemplateData):
                self.reader.printing = True
                value = self._value(child, scope)
                self.reader.printing = False
                mark = self._sheets[-1].marks.get(child.lineno)
                check_printed(self.reader, child, value, mark.spot if mark else Spot())
        return scope

    def _if(self, node: nodes.If, scope: Scope) -> Scope:
        ends: list[Scope] = []
        rest: Scope | None = scope
        for branch in (node, *node.elif_):
            assert rest is not None  # noqa: S101 - for the type checker: the loop ends with it
            self._value(branch.test, rest)
            truth = self.reader.decide(branch.test, rest)
            if truth is not False:
                ends.append(self._visit(branch.body, self.reader.assume(branch.test, True, rest)))
            rest = None if truth is True else self.reader.assume(branch.test, False, rest)
            if rest is None:
                break
        if rest is not None:
            ends.append(self._visit(node.else_, rest))
        names = join(ends).names
        return Scope(
            names, {key: fact for key, fact in scope.facts.items() if names.get(key[0]) is scope.names.get(key[0])}
        )

    def _for(self, node: nodes.For, scope: Scope) -> Scope:
        iterated = self._value(node.iter, scope)
        known = self.reader.require(node.iter, iterated)
        items = items_of(kind for kind in known.kinds)
        if items is None:
            name = spell(node.iter)
            message = f"Cette boucle porte sur « {name} », qui est {describe(known.kinds)}"
            self.reader.report(node.iter, "boucle", name, message, "Une boucle parcourt une liste.")
            items = ANY
        items = items.at(f"{known.path}[]" if known.path else "")
        loop = ANY if node.recursive else Value((Group("loop", {**LOOP, "previtem": items, "nextitem": items}),))
        inside = scope.bind({"loop": loop, **self._targets(node.target, items)})
        if node.test is not None:
            self._value(node.test, inside)
            inside = self.reader.assume(node.test, True, inside)
        self._visit(node.body, inside)
        self._visit(node.else_, scope)
        return scope

    def _targets(self, target: nodes.Node, value: Value) -> dict[str, Value]:
        """Give their values to the names that a loop or an assignment gives."""
        if isinstance(target, nodes.Name):
            return {target.name: value}
        if not isinstance(target, nodes.Tuple):
            return {}
        rows = [kind for kind in value.kinds if isinstance(kind, Row) and len(kind.items) == len(target.items)]
        if not rows and not value.is_any:
            message = f"Chaque élément est {describe(value.kinds)}, et ne donne pas {len(target.items)} valeurs"
            self.reader.report(target, "boucle", "", message, "Donnez un seul nom à l’élément.")
        found: dict[str, Value] = {}
        for rank, item in enumerate(target.items):
            found |= self._targets(item, either(*(row.items[rank] for row in rows)) if rows else ANY)
        return found

    def _assign(self, node: nodes.Assign, scope: Scope) -> Scope:
        value = self._value(node.node, scope)
        if isinstance(node.target, nodes.NSRef):
            self._set_in_namespace(node.target, value, scope)
            return scope
        return scope.bind(self._targets(node.target, value))

    def _set_in_namespace(self, target: nodes.NSRef, value: Value, scope: Scope) -> None:
        """Change a namespace, which its other readers see too."""
        for kind in scope.names.get(target.name, ANY).kinds:
            if isinstance(kind, Group) and isinstance(kind.fields, dict):
                before = kind.fields.get(target.attr)
                kind.fields[target.attr] = value if before is None else either(before, value)

    def _assign_block(self, node: nodes.AssignBlock, scope: Scope) -> Scope:
        self._visit(node.body, scope)
        if node.filter is not None:
            self._value(node.filter, scope)
        return scope.bind(self._targets(node.target, TEXT))

    def _with(self, node: nodes.With, scope: Scope) -> Scope:
        inside = scope
        for target, value in zip(node.targets, node.values, strict=True):
            inside = inside.bind(self._targets(target, self._value(value, scope)))
        self._visit(node.body, inside)
        return scope

    def _body(self, node: nodes.Block | nodes.Scope | nodes.ScopedEvalContextModifier, scope: Scope) -> Scope:
        return self._visit(node.body, scope)

    def _filter_block(self, node: nodes.FilterBlock, scope: Scope) -> Scope:
        self._value(node.filter, scope)
        self._visit(node.body, scope)
        return scope

    # --- macros

    def _macro(self, node: nodes.Macro, scope: Scope) -> Scope:
        for default in node.defaults:
            self._value(default, scope)
        macro = _Macro(node, scope)
        self._macros.append(macro)
        return scope.bind({node.name: Value((Function(node.name, TEXT, macro),))})

    def _call_block(self, node: nodes.CallBlock, scope: Scope) -> Scope:
        caller = Function("caller", TEXT, _Macro(node, scope))
        inside = scope.bind({"caller": Value((caller,))})
        called = node.call.node
        macros = [kind for kind in self.reader.look(called, scope).kinds if isinstance(kind, Function)]
        for function in macros:
            if isinstance(function.body, _Macro):
                body = replace(function.body, scope=function.body.scope.bind({"caller": Value((caller,))}))
                inside = inside.bind({spell(called): Value((Function(function.name, TEXT, body),))})
        self._value(node.call, inside)
        if id(node) not in self._called:
            self._macro_body(_Macro(node, scope), dict.fromkeys((argument.name for argument in node.args), ANY))
        return scope

    def _call_macro(self, function: Function, call: nodes.Call, scope: Scope) -> Value:
        macro = function.body
        if not isinstance(macro, _Macro):
            return function.gives
        names = [argument.name for argument in macro.node.args]
        given = {name: self.reader.look(value, scope) for name, value in zip(names, call.args, strict=False)}
        given |= {named.key: self.reader.look(named.value, scope) for named in call.kwargs if named.key in names}
        unknown = [named.key for named in call.kwargs if named.key not in names]
        if (len(call.args) > len(names) or unknown) and not _takes_more(macro.node):
            near = nearest(unknown[0], names) if unknown else ""
            message = f"La macro « {function.name} » attend : {', '.join(names) or 'rien'}"
            remedy = f"Écrivez « {near}=… »." if near else "Retirez ce qui est de trop."
            self.reader.report(call, "macro", function.name, message, remedy)
        defaults = dict(zip(reversed(names), reversed(macro.node.defaults), strict=False))
        values = {
            name: given.get(name)
            or (self.reader.look(defaults[name], macro.scope) if name in defaults else replace(ANY, missing=True))
            for name in names
        }
        return self._macro_body(macro, values)

    def _macro_body(self, macro: _Macro, values: Mapping[str, Value]) -> Value:
        self._called.add(id(macro.node))
        if len(self._sheets) > _DEEPEST_MACRO:
            return TEXT
        self._sheets.append(self._sheets[-1])
        more = dict.fromkeys(("varargs", "kwargs", "caller"), ANY)
        own = (
            {macro.node.name: Value((Function(macro.node.name, TEXT, macro),))}
            if isinstance(macro.node, nodes.Macro)
            else {}
        )
        names = {**more, **own, **macro.scope.names, **values}
        self._visit(macro.node.body, Scope(names, {}).bind({}))
        self._sheets.pop()
        return TEXT

    # --- fragments

    def _include(self, node: nodes.Include, scope: Scope) -> Scope:
        self.seen.add((self.reader.source, node.lineno))
        wanted = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(wanted, str):
            message = "Le nom d’un fragment inclus s’écrit entre guillemets"
            self.reader.report(node, "fragment_inconnu", "", message, 'Écrivez « {% include "_nom.html" %} ».')
        elif wanted not in self._fragments:
            near = nearest(wanted, self._fragments) or _nearest_fragment(wanted, self._fragments)
            hint = f", voulez-vous dire « {near} » ?" if near else ""
            message = f"Le fragment « {wanted} » est introuvable{hint}"
            remedy = f"Écrivez « {near} »." if near else "Placez ce fichier dans le dossier."
            self.reader.report(node, "fragment_inconnu", wanted, message, remedy)
        elif any(sheet.name == wanted for sheet in self._sheets):
            message = f"Le fragment « {wanted} » s’inclut lui-même"
            self.reader.report(node, "fragment_inconnu", wanted, message, "Retirez cette balise.")
        else:
            self._read(self._fragments[wanted], scope)
        return scope


def _takes_more(node: nodes.Macro | nodes.CallBlock) -> bool:
    """Whether a macro reads what it is given besides its arguments."""
    return any(name.name in ("varargs", "kwargs") for name in node.find_all(nodes.Name))


def _nearest_fragment(wanted: str, known: Iterable[str]) -> str:
    """Names of fragments start with an underscore, which ``nearest`` takes for private."""
    names = {name.lstrip("_"): name for name in known}
    return names.get(nearest(wanted.lstrip("_"), names), "")
