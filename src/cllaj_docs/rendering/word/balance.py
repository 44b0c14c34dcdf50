"""Tells, once, whether all that a template may write is well-formed XML.

A block of Jinja may hold any stretch of XML that leaves open what was open: whole elements, or the end of a paragraph
and the start of the next. When all blocks do, so does the document, whichever are taken and how often. Else a render
has to check what it wrote: some data may make it wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinja2 import nodes

_ELEMENT = re.compile(r"<(/?)([^\s/>]+)(?:[^>\"]|\"[^\"]*\")*?(/?)>")


def is_balanced(tree: nodes.Template) -> bool:
    """Whether each block of a template leaves open the elements that it found open."""
    bodies: list[Iterable[nodes.Node]] = []
    for node in tree.find_all((nodes.If, nodes.For, nodes.Macro, nodes.CallBlock, nodes.AssignBlock, nodes.Block)):
        bodies.append(getattr(node, "body"))  # noqa: B009 - each of these has one, which their base class has not
        if isinstance(node, nodes.If | nodes.For):
            bodies.append(node.else_)
    if any(True for _ in tree.find_all(nodes.FilterBlock)):
        return False
    return all(_is_neutral(_written(body)) for body in bodies)


def _written(body: Iterable[nodes.Node]) -> str:
    """Return the static text of a body, without that of its own blocks."""
    parts = []
    for node in body:
        if isinstance(node, nodes.Output):
            parts += [child.data for child in node.nodes if isinstance(child, nodes.TemplateData)]
        elif isinstance(node, nodes.With | nodes.Scope | nodes.ScopedEvalContextModifier):
            parts.append(_written(node.body))
    return "".join(parts)


def _is_neutral(xml: str) -> bool:
    closed: list[str] = []
    opened: list[str] = []
    for closing, name, empty in _ELEMENT.findall(xml):
        if closing:
            if opened:
                if opened.pop() != name:
                    return False
            else:
                closed.append(name)
        elif not empty:
            opened.append(name)
    return opened == closed[::-1]
