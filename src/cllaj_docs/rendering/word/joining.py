"""Texts joined by ``~`` in a template, within bounds: Jinja joins them with no limit, and counts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import markup_join

from cllaj_docs.rendering.word import limits
from cllaj_docs.rendering.word.operations import Meter


class JoiningCodeGenerator(CodeGenerator):
    """Jinja's code generator, which has the environment join texts (``concatenate``)."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Write ``~``."""
        self.write("environment.concatenate(context, (")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


def join(values: Sequence[Any], meter: Meter) -> str:
    """Join texts and count the result. Raises ``LimitError`` on one that is too long."""
    limits.check_junction(values, "")
    result: str = markup_join(values)
    meter.charge(len(result))
    return result
