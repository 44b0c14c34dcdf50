"""Tells, once, whether all that a template may write is well-formed XML, and which block may make it otherwise.

A block of Jinja may hold any stretch of XML that leaves open what was open: whole elements, or the end of a paragraph
and the start of the next. When all blocks do, so does the document, whichever are taken and how often. Else a render
has to check what it wrote: some data may make it wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinja2 import nodes

_BLOCKS = (nodes.If, nodes.For, nodes.Macro, nodes.CallBlock, nodes.AssignBlock, nodes.Block, nodes.FilterBlock)
_ELEMENT = re.compile(r"<(/?)([^\s/>]+)(?:[^>\"]|\"[^\"]*\")*?(/?)>")


def loose_block(tree: nodes.Template) -> int:
    """Return the line of the first block that does not leave open the elements that it found open; 0 if none."""
    for node in tree.find_all(_BLOCKS):
        if isinstance(node, nodes.FilterBlock):
            return node.lineno
        bodies = [getattr(node, "body"), getattr(node, "else_", ())]  # noqa: B009 - which their base class has not
        if not all(_is_neutral(_written(body)) for body in bodies):
            return node.lineno
    return 0


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
