"""From prepared source to Python code: what a template may not do is refused, and what it does is measured.

The code that Jinja makes is changed in one thing: each ``{{ }}`` is printed by the printer of its part, which is told
the tag's line. Loops, macros and searches pay for their work through filters that are added to the tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.archive import write_prefix
from cllaj_docs.rendering.word.balance import is_balanced
from cllaj_docs.rendering.word.bounds import STEP_WORK
from cllaj_docs.rendering.word.compiled import Compiled, CompiledPart
from cllaj_docs.rendering.word.environment import WordEnvironment
from cllaj_docs.rendering.word.faults import fault, nearest
from cllaj_docs.rendering.word.operations import (
    CHARGE_FILTER,
    LOOP_FILTER,
    SEARCH_WEIGHT,
    WEIGH_FILTER,
    weight_of,
)
from cllaj_docs.rendering.word.package import CONTENT_TYPES, read_package
from cllaj_docs.rendering.word.source import PreparedPart, prepare
from cllaj_docs.rendering.word.spots import IDENTIFIER, Place
from cllaj_docs.rendering.word.structure import CELL_END, TABLE_START

_REFUSED = (*(nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.ExprStmt),)
_SEARCHES = ("in", "notin")
_TEMPORARY = "cllaj_bloc"


class _WordCodeGenerator(CodeGenerator):
    """Jinja's code generator, which hands what is printed to the printer of the part."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("imprime = context.printer.print")
        self.writeline("lis = environment.read")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible  # printed like any other value, at render time
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write("imprime(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write(f", {node.lineno})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Read an attribute: its name has been checked."""
        self.write("lis(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Join texts (``~``) within bounds."""
        self.write("environment.concatenate(context, (")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Print what ``{% call %}`` returns like any other value."""
        call_frame, macro_ref = self.macro_body(node, frame)
        self.writeline("caller = ")
        self.macro_def(macro_ref, call_frame)
        self.start_write(frame, node)
        self.write("imprime(")
        self.visit_Call(node.call, frame, forward_caller=True)
        self.write(f", {node.lineno})")
        self.end_write(frame)


WordEnvironment.code_generator_class = _WordCodeGenerator


def compile_template(content: bytes, environment: WordEnvironment) -> Compiled:
    """Read, check and compile a Word file. Raises ``TemplateError``, with the tag when one is at fault."""
    package = read_package(content)
    prepared = (prepare(package.contents[name], name) for name in package.rendered_parts())
    parts = tuple(_compile(environment, part) for part in prepared if part is not None)
    rendered = {part.name for part in parts}
    others = [member for name, member in package.members.items() if name not in {CONTENT_TYPES, *rendered}]
    return Compiled(write_prefix([package.members[CONTENT_TYPES], *others]), parts)


def _compile(environment: WordEnvironment, part: PreparedPart) -> CompiledPart:
    """Compile a part."""
    try:
        tree = environment.parse(part.source, part.name, part.name)
        _check(environment, tree, part)
        balanced = is_balanced(tree)
        _measure(tree, looping=False)
        code = environment.compile(tree, part.name, part.name)
    except TemplateSyntaxError as error:
        raise fault("La syntaxe de cette balise est incorrecte", _place(part, error.lineno)) from error
    except (RecursionError, SyntaxError, ValueError, OverflowError, MemoryError) as error:
        raise TemplateError(
            "Les balises de cette partie sont trop compliquées : coupez-les en plusieurs", partie=part.name
        ) from error
    has_structure = CELL_END in part.source or TABLE_START in part.source
    return CompiledPart(part.name, code, part.spots, balanced, has_structure, IDENTIFIER in part.source)


def _place(part: PreparedPart, line: int) -> Place:
    """Return the place of the tag of a line, or of the last one before it."""
    lines = [at for at in part.spots if at <= line] or [min(part.spots)]
    return part.spots[max(lines)].place


def _check(environment: WordEnvironment, tree: nodes.Template, part: PreparedPart) -> None:
    """Refuse what a template may not use, before any render."""
    for node in tree.find_all((nodes.Filter, nodes.Test, nodes.Getattr, *_REFUSED)):
        if isinstance(node, nodes.Filter):
            _check_name("Le filtre", node.name, environment.filters, part, node.lineno)
        elif isinstance(node, nodes.Test):
            _check_name("Le test", node.name, environment.tests, part, node.lineno)
        elif not isinstance(node, nodes.Getattr):
            raise fault("Cette instruction n’est pas permise dans un gabarit", _place(part, node.lineno))
        elif node.attr.startswith("_"):
            message = f"« {node.attr} » ne se lit pas dans un gabarit : un nom n’y commence jamais par « _ »"
            raise fault(message, _place(part, node.lineno))


def _check_name(label: str, name: str, known: Iterable[str], part: PreparedPart, line: int) -> None:
    if name not in known or name.startswith("_"):
        public = [other for other in known if not other.startswith("_")]
        raise fault(f"{label} « {name} » n’existe pas{nearest(name, public)}", _place(part, line))


def _measure(node: nodes.Node, *, looping: bool) -> None:
    """Add what counts the work, in place; inside a loop or a macro, filters and searches count too."""
    for field, value in node.iter_fields():
        if isinstance(value, list):
            value[:] = [replaced for child in value for replaced in _measured(child, looping)]
        elif isinstance(value, nodes.Node):
            inside = looping or isinstance(node, nodes.Macro | nodes.CallBlock)
            setattr(node, field, _measured(value, inside)[0])


def _measured(node: Any, looping: bool) -> list[Any]:
    """Return a node, or the nodes to put in its place, with what counts the work of it."""
    if not isinstance(node, nodes.Node):
        return [node]
    repeats = isinstance(node, nodes.For | nodes.Macro | nodes.CallBlock)
    _measure(node, looping=looping or repeats)
    if isinstance(node, nodes.For):
        cost = _cost(node.body)
        node.iter = _filter(_expression(node.iter), LOOP_FILTER, node.lineno, _constant(cost, node))
        if node.recursive:
            node.body.insert(0, _charge(node, cost))
    elif isinstance(node, nodes.Macro | nodes.CallBlock):
        node.body.insert(0, _charge(node, _cost(node.body)))
    elif isinstance(node, nodes.Filter) and looping and node.node is not None and weight_of(node.name):
        node.node = _filter(node.node, WEIGH_FILTER, node.lineno, _constant(weight_of(node.name), node))
    elif isinstance(node, nodes.Operand) and looping and node.op in _SEARCHES:
        node.expr = _filter(node.expr, WEIGH_FILTER, node.lineno, _constant(SEARCH_WEIGHT, node))
    elif isinstance(node, nodes.FilterBlock):
        return _as_value(node.body, node.filter, None, node.lineno)
    elif isinstance(node, nodes.AssignBlock) and node.filter is not None:
        return _as_value(node.body, node.filter, node.target, node.lineno)
    return [node]


def _cost(body: Iterable[nodes.Node]) -> int:
    """Count the characters that a body writes once, at most; what its loops write is counted by them.

    A value counts for ``STEP_WORK``; a longer one is counted when it is printed.
    """
    total = 0
    for node in body:
        if isinstance(node, nodes.Output):
            data = (child.data for child in node.nodes if isinstance(child, nodes.TemplateData))
            total += sum(map(len, data)) + STEP_WORK * len(node.nodes)
        elif isinstance(node, nodes.If):
            branches = [node.body, *(branch.body for branch in node.elif_), node.else_]
            total += max(_cost(branch) for branch in branches)
        elif not isinstance(node, nodes.For | nodes.Macro | nodes.CallBlock):
            total += _cost(node.iter_child_nodes())
    return total


def _expression(node: nodes.Node) -> nodes.Expr:
    assert isinstance(node, nodes.Expr)  # noqa: S101 - for the type checker: Jinja declares less than it gives
    return node


def _filter(value: nodes.Expr, name: str, line: int, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(value, name, list(arguments), [], None, None, lineno=line)


def _constant(value: int, node: nodes.Node) -> nodes.Const:
    return nodes.Const(value, lineno=node.lineno)


def _charge(node: nodes.Stmt, cost: int) -> nodes.ExprStmt:
    value = _filter(_constant(cost, node), CHARGE_FILTER, node.lineno)
    return nodes.ExprStmt(value, lineno=node.lineno)


def _as_value(body: list[nodes.Node], filters: nodes.Filter, target: nodes.Node | None, line: int) -> list[nodes.Node]:
    """Write a filtered block as a block kept in a name, then that name filtered: so that the result is printed.

    Jinja would write what the filters return as it is, escaped or not.
    """
    innermost = filters
    while isinstance(innermost.node, nodes.Filter):
        innermost = innermost.node
    name = f"{_TEMPORARY}_{line}"
    innermost.node = nodes.Name(name, "load", lineno=line)
    kept = nodes.AssignBlock(nodes.Name(name, "store", lineno=line), None, body, lineno=line)
    if target is not None:
        return [kept, nodes.Assign(target, filters, lineno=line)]
    return [kept, nodes.Output([filters], lineno=line)]
