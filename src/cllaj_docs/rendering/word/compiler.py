"""From prepared source to Python code: what a template may not do is refused, and what it does is measured.

The code that Jinja makes is changed in one thing: each ``{{ }}`` is printed by the printer of its part, which is told
the tag's line, and what has to be weighed is handed to it (``measuring.py``). What is most often done, reading an
attribute and printing a text, is written out in place: a call would cost more than the thing. A part gives bytes, its
static ones encoded once; macros and whatever else Jinja keeps in a name are texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.compiler import Frame

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.archive import write_prefix
from cllaj_docs.rendering.word.balance import loose_block
from cllaj_docs.rendering.word.bounds import STEP_WORK
from cllaj_docs.rendering.word.compiled import Compiled, CompiledPart
from cllaj_docs.rendering.word.environment import WordEnvironment
from cllaj_docs.rendering.word.faults import fault, nearest
from cllaj_docs.rendering.word.joining import JoiningCodeGenerator
from cllaj_docs.rendering.word.measuring import measure
from cllaj_docs.rendering.word.operations import SOUND_FILTER, TEXT_FILTER, WEIGH_FILTER
from cllaj_docs.rendering.word.package import CONTENT_TYPES, read_package
from cllaj_docs.rendering.word.source import PreparedPart, prepare
from cllaj_docs.rendering.word.spots import IDENTIFIER, TEXT, Place
from cllaj_docs.rendering.word.structure import CELL_END, TABLE_START

_REFUSED = (*(nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.ExprStmt),)


_WEIGHINGS = {WEIGH_FILTER: "pese", SOUND_FILTER: "sonde"}


class _WordCodeGenerator(JoiningCodeGenerator):
    """Jinja's code generator, which hands what is printed to the printer of the part."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("imprime = context.printer.print")
        self.writeline("particulier = context.printer.find_special")
        self.writeline("compte = context.printer.meter.charge")
        self.writeline("legers = context.printer.weightless")
        self.writeline("pese = context.printer.weigh")
        self.writeline("sonde = context.printer.sound")
        self.writeline("lis = environment.getattr")
        self.writeline("lus = environment.kinds_read")
        self.writeline("donnees = environment.kinds_of_data")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Print texts and values."""
        if frame.buffer is not None:
            super().visit_Output(node, frame)
            return
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self.writeline(f"yield {child.data.encode()!r}")
            else:
                self.start_write(frame, child)
                self._output_child_pre(child, frame, None)
                self.visit(child, frame)
                self._output_child_post(child, frame, None)
                self.end_write(frame)

    def start_write(self, frame: Frame, node: nodes.Node | None = None) -> None:
        """Begin to print a text: as it is in a list of texts, encoded in what a part gives."""
        super().start_write(frame, node)
        if frame.buffer is None:
            self.write("(")

    def end_write(self, frame: Frame) -> None:
        """End what ``start_write`` began."""
        if frame.buffer is None:
            self.write(").encode()")
        super().end_write(frame)

    def simple_write(self, x: str, frame: Frame, node: nodes.Node | None = None) -> None:
        """Print what a block gives, bytes, in a list of texts."""
        super().simple_write(f"{x}.decode()", frame, node)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible  # printed like any other value, at render time
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write("(t if type(t := " if _is_in_text(node) else "imprime(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        """Close what ``_output_child_pre`` opens: a text with nothing to escape needs no printer."""
        if _is_in_text(node):
            self.write(f") is str and not particulier(t) and (len(t) <= {STEP_WORK} or not compte(len(t)))")
            self.write(" else imprime(t")
        self.write(f", {node.lineno})")
        if _is_in_text(node):
            self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Read an attribute: its name has been checked.

        Hundreds of times a document: a kind of value that was read before, and gives what is data, needs no more care.
        """
        name = repr(node.attr)
        self.write("(v if type(o := ")
        self.visit(node.node, frame)
        self.write(f") in lus and type(v := getattr(o, {name}, missing)) in donnees else lis(o, {name}))")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Hand a value that is to be weighed to the printer; any other filter is Jinja's to write."""
        if node.name == TEXT_FILTER and node.node is not None:
            self.visit(node.node, frame)
            return
        if node.name not in _WEIGHINGS or node.node is None:
            super().visit_Filter(node, frame)
            return
        self.write("(w if type(w := ")
        self.visit(node.node, frame)
        self.write(f") in legers else {_WEIGHINGS[node.name]}(w")
        for weight in node.args:
            self.write(", ")
            self.visit(weight, frame)
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
        for static in tree.find_all(nodes.TemplateData):
            static.data = part.unfold(static.data)
        _check(environment, tree, part)
        loose = loose_block(tree)
        measure(tree)
        _mark_texts(tree, part)
        code = environment.compile(tree, part.name, part.name)
    except TemplateSyntaxError as error:
        raise fault("La syntaxe de cette balise est incorrecte", _place(part, error.lineno)) from error
    except (RecursionError, SyntaxError, ValueError, OverflowError, MemoryError) as error:
        raise TemplateError(
            "Les balises de cette partie sont trop compliquées : coupez-les en plusieurs", partie=part.name
        ) from error
    has_structure = part.holds(CELL_END) or part.holds(TABLE_START)
    return CompiledPart(part.name, code, part.spots, loose, has_structure, part.holds(IDENTIFIER))


def _is_in_text(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Filter) and node.name == TEXT_FILTER


def _mark_texts(tree: nodes.Template, part: PreparedPart) -> None:
    """Mark the values that stand among the text of a run: they are most of what is printed."""
    lines = {line for line, spot in part.spots.items() if spot.kind == TEXT}
    for output in tree.find_all(nodes.Output):
        output.nodes = [
            nodes.Filter(node, TEXT_FILTER, [], [], None, None, lineno=node.lineno)
            if node.lineno in lines and not isinstance(node, nodes.TemplateData)
            else node
            for node in output.nodes
        ]


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
