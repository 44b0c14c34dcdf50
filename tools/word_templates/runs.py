"""Inline content as Word runs: text and Jinja that bear the same formatting share one run, so no tag is ever cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NoReturn
from urllib.parse import quote

from tools.word_templates.source import Assignment, Control, Element, Expression, Node, Text, fault
from tools.word_templates.whitespace import collapse
from tools.word_templates.wml import run_properties, text, w

INLINE = ("strong", "em", "br", "a", "span", "sup")
"""The elements that a text may hold."""

_TYPOGRAPHIC = re.compile("[‘’“”]")
_FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The formatting of a run, over that of its paragraph's style."""

    strong: bool = False
    emphasis: bool = False
    superscript: bool = False
    style: str = ""

    def xml(self) -> str:
        """Write the run's properties."""
        return run_properties(
            w("rStyle", val=self.style) if self.style else "",
            w("b") + w("bCs") if self.strong else "",
            w("i") + w("iCs") if self.emphasis else "",
            w("vertAlign", val="superscript") if self.superscript else "",
        )


PLAIN = Marks()
"""No formatting but the paragraph's."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters or Jinja (``markup`` is empty) or a Word element, with its formatting."""

    marks: Marks
    content: str
    markup: str = ""


def inline(nodes: Sequence[Node], marks: Marks = PLAIN) -> str:
    """Write the inline content of a paragraph. ``TemplateError`` when an element is not an inline one."""
    return "".join(_runs(_pieces(collapse(nodes), marks)))


def expression(code: str, level: str = "") -> str:
    """Write ``{{ code }}``, or ``{{p code }}`` when ``level`` is ``p``."""
    return f"{{{{{level} {_code(code)} }}}}"


def statement(code: str, level: str = "") -> str:
    """Write ``{% code %}``, or ``{%p code %}``, ``{%tr code %}``, ``{%tc code %}``."""
    return f"{{%{level} {_code(code)} %}}"


def is_inline(node: Node) -> bool:
    """Whether a node belongs in a text, rather than among blocks; a statement says so by what it governs."""
    match node:
        case Text(content):
            return bool(content.strip(" \t\r\n\f"))
        case Expression():
            return True
        case Element(tag=tag):
            return tag in INLINE
        case Control(branches=branches):
            return any(is_inline(child) for branch in branches for child in branch.children)
        case _:
            return False


def _code(code: str) -> str:
    """Write the typographic quotes of Jinja's strings as escapes: docxtpl makes straight ones of them."""
    return _TYPOGRAPHIC.sub(lambda found: f"\\u{ord(found[0]):04x}", code)


def _pieces(nodes: Iterable[Node], marks: Marks) -> Iterator[_Piece]:
    for node in nodes:
        match node:
            case Text(content):
                yield _Piece(marks, content)
            case Expression(code):
                yield _Piece(marks, expression(code))
            case Assignment(code):
                yield _Piece(marks, statement(code))
            case Control():
                for branch in node.branches:
                    yield _Piece(marks, statement(branch.opening))
                    yield from _pieces(branch.children, marks)
                yield _Piece(marks, statement(f"end{node.kind}"))
            case Element():
                yield from _element(node, marks)


def _element(element: Element, marks: Marks) -> Iterator[_Piece]:
    match element.tag:
        case "br":
            yield _Piece(marks, "", w("br"))
        case "strong":
            yield from _pieces(element.children, replace(marks, strong=True))
        case "em":
            yield from _pieces(element.children, replace(marks, emphasis=True))
        case "sup":
            yield from _pieces(element.children, replace(marks, superscript=True))
        case "span" if element.kind in _FIELDS:
            yield from _field(_FIELDS[element.kind], [_Piece(marks, "1")], marks)
        case "span":
            yield from _pieces(element.children, replace(marks, style="Champ" if element.kind == "champ" else ""))
        case "a":
            link = replace(marks, style="Hyperlink")
            yield from _field(f'HYPERLINK "{_address(element)}"', _pieces(element.children, link), marks)
        case _:
            _refuse(element)


def _refuse(element: Element) -> NoReturn:
    allowed = ", ".join(f"<{tag}>" for tag in INLINE)
    fault(f"<{element.tag}> n’a pas sa place dans un texte, qui ne contient que {allowed}", element.place)


def _address(link: Element) -> str:
    return quote(link.attributes["href"], safe="%/:=&?~#+!$,;'@()*")


def _field(code: str, shown: Iterable[_Piece], marks: Marks) -> Iterator[_Piece]:
    """Write a field: for a link too, which then needs no relationship to an outside address."""
    yield _Piece(marks, "", w("fldChar", fldCharType="begin"))
    yield _Piece(marks, "", f'<w:instrText xml:space="preserve"> {code.replace("&", "&amp;")} </w:instrText>')
    yield _Piece(marks, "", w("fldChar", fldCharType="separate"))
    yield from shown
    yield _Piece(marks, "", w("fldChar", fldCharType="end"))


def _runs(pieces: Iterable[_Piece]) -> Iterator[str]:
    """Write one run for all the characters and Jinja that touch under the same formatting."""
    for (marks, is_markup), group in groupby(pieces, key=lambda piece: (piece.marks, bool(piece.markup))):
        if is_markup:
            yield from (w("r", marks.xml(), piece.markup) for piece in group)
        elif content := "".join(piece.content for piece in group):
            yield w("r", marks.xml(), text(content))
