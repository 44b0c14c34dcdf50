"""The sandbox in which Word templates run: strict, escaping, closed to whatever could reach Python or the machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import StrictUndefined, Undefined, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.values import Image, Paragraphs

DRAW = "_dessiner"
"""Name, in the context of a render, of the function that places a picture and gives its XML."""

MAX_RANGE = 10_000

_METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        [
            "capitalize",
            "count",
            "endswith",
            "find",
            "isdigit",
            "join",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "title",
            "upper",
        ]
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
    date: frozenset({"isoformat", "isoweekday", "strftime", "weekday"}),
    Decimal: frozenset({"is_signed", "is_zero"}),
    LoopContext: frozenset({"changed", "cycle"}),
}
"""Methods that a template may call: they read, and make nothing huge of something small."""

_FORBIDDEN = re.compile("[\x00-\x06\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, save the marks of docxtpl's listings: \\a (paragraph), \\f (page)."""

_BREAKS = {
    "\r\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}
_BREAK = re.compile("\r\n|\n|\t")


class WordEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for the parts of a Word file; ``filters`` are added to Jinja's own."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, filters: Mapping[str, Callable[..., Any]], *, trusted: bool) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=to_xml, cache_size=0)
        self.filters |= {**filters, "_bloc": to_blocks}
        self.globals["range"] = _bounded_range
        self._trusted = trusted

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse whatever starts with an underscore, and what Jinja's sandbox refuses."""
        return not attr.startswith("_") and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow Jinja's functions, the methods of ``_METHODS``, and those of a host that owns its templates."""
        if isinstance(obj, Undefined) or obj in self.globals.values():
            return True
        if isinstance(obj, BuiltinMethodType | MethodType):
            kinds = (names for kind, names in _METHODS.items() if isinstance(obj.__self__, kind))
            if any(obj.__name__ in names for names in kinds):
                return True
        return self._trusted and super().is_safe_callable(obj)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute with numbers; refuse to repeat or to format a text, and huge powers."""
        numbers = all(isinstance(value, int | float | Decimal) for value in (left, right))
        if not numbers or operator == "**":
            raise SecurityError(f"operator {operator}")
        return super().call_binop(context, operator, left, right)


def _bounded_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > MAX_RANGE:
        raise ValueError(f"range() donne plus de {MAX_RANGE} nombres")
    return numbers


@pass_context
def to_xml(context: Context, value: Any) -> Any:
    """Write a value as the content of a ``w:t``: escaped, whole, with its line breaks; or refuse it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _text_to_xml(value)
    if value is None:
        raise TemplateError("cette valeur n’est pas connue : testez-la avec « is not none »")
    if isinstance(value, Image):
        return context[DRAW](value)
    if isinstance(value, Paragraphs):
        raise TemplateError("ce filtre donne des paragraphes entiers : écrivez la balise {{p … }}")
    if isinstance(value, Undefined) or hasattr(value, "__html__"):
        return value
    return _text_to_xml(str(value))


@pass_context
def to_blocks(context: Context, value: Any) -> Any:
    """Write a value that stands in place of a whole paragraph, row or run."""
    if isinstance(value, Paragraphs):
        return Markup(value.xml)  # noqa: S704 - WordprocessingML made by our own code
    return to_xml(context, value)


def _text_to_xml(text: str) -> Markup:
    found = _FORBIDDEN.search(text)
    if found:
        raise TemplateError(f"cette valeur contient un caractère qui ne s’imprime pas (U+{ord(found[0]):04X})")
    escaped = str(escape(text))
    if _BREAK.search(escaped):
        escaped = _BREAK.sub(lambda found: _BREAKS[found[0]], escaped)
    return Markup(escaped)  # noqa: S704 - escaped on the line above
