"""The sandbox in which HTML templates run: strict, escaping, closed, and measured.

A template calls nothing but filters and the few read-only methods below, prints nothing but text and whole numbers,
and is told the name of what it misses. Whatever it does is paid for in units of work, as in Word templates
(``word/bounds.py``): each render has a limited amount of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from functools import partial
from types import BuiltinMethodType, MappingProxyType, MethodType
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, UndefinedError, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word import limits
from cllaj_docs.rendering.word.bounds import STEP_WORK
from cllaj_docs.rendering.word.environment import MissingNameError
from cllaj_docs.rendering.word.joining import JoiningCodeGenerator, join
from cllaj_docs.rendering.word.measuring import measure
from cllaj_docs.rendering.word.operations import (
    ADDITION,
    LOOP_FILTER,
    RESULT,
    SOUND_FILTER,
    TEMPLATE_FILTERS,
    WEIGH_FILTER,
    Meter,
)

JINJA_FILTERS = frozenset(
    {"abs", "batch", "capitalize", "count", "dictsort", "first", "groupby", "int", "items", "join", "last", "length"}
    | {"list", "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse", "select", "selectattr"}
    | {"slice", "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper"}
)
"""The filters of Jinja that a template may use. Not ``safe``, which prints raw HTML; nor ``default``, which hides what
is missing; nor ``random``, which makes two documents of one dossier."""

SAFE_METHODS: Mapping[type, frozenset[str]] = MappingProxyType(
    {
        str: frozenset(
            {"capitalize", "count", "endswith", "find", "isdigit", "join", "lower", "lstrip", "partition", "replace"}
            | {"removeprefix", "removesuffix", "rstrip", "split", "startswith", "strip", "title", "upper"}
        ),
        dict: frozenset({"get", "items", "keys", "values"}),
        list: frozenset({"count", "index"}),
        tuple: frozenset({"count", "index"}),
        date: frozenset({"isoformat", "isoweekday", "weekday"}),
        Decimal: frozenset({"is_signed", "is_zero"}),
        LoopContext: frozenset({"changed", "cycle"}),
    }
)
"""The methods that a template may call: they read, change nothing, and make nothing huge of something small."""

MAX_RANGE = 1000
"""Longest ``range()`` in a template."""

METER = "_compteur"
"""The name under which a render keeps what counts its work; no template can write it."""

_PRINTED = "_imprime"
_LONGEST_NUMBER = 1000
"""Digits of a number that is printed."""

# What XML cannot hold, and what HTML forbids besides: the C1 controls, and code points that are no character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


TOP = missing
"""What owns the variables of a template: no value does."""


class _Missing(StrictUndefined):
    """What an unknown name gives: nothing can be done with it but ask whether it is defined."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        named = partial(MissingNameError, name=name, owner=obj)
        super().__init__(hint, obj, name, exc if exc is SecurityError else named)  # type: ignore[arg-type]


class HtmlEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with the doors closed; ``filters`` are all that templates may use beside ``JINJA_FILTERS``.

    A render is given a ``Meter`` under the name ``METER``.
    """

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    code_generator_class = JoiningCodeGenerator

    def __init__(self, loader: BaseLoader, filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(
            undefined=_Missing,
            autoescape=True,
            loader=loader,
            extensions=[_PrintGuard],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            optimized=False,  # nothing of a template is computed before its render, where it is measured
        )
        self.globals = {"range": _bounded_range}
        self.filters = {name: TEMPLATE_FILTERS[name] for name in JINJA_FILTERS} | {**filters, **_OF_THE_ENGINE}

    def _generate(self, source: nodes.Template, *arguments: Any, **options: Any) -> str:
        measure(source)
        return super()._generate(source, *arguments, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse whatever starts with an underscore, and what Jinja's sandbox refuses."""
        return not attr.startswith("_") and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow the methods of ``SAFE_METHODS`` and ``range``; what does not exist says so itself."""
        if obj is _bounded_range or isinstance(obj, Undefined):
            return True
        if not isinstance(obj, BuiltinMethodType | MethodType):
            return False
        kinds = (names for kind, names in SAFE_METHODS.items() if isinstance(obj.__self__, kind))
        return any(obj.__name__ in names for names in kinds)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a method for a template, if it may, and count what it goes through and what it gives."""
        meter: Meter = context[METER]
        meter.charge(2 * STEP_WORK)
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if isinstance(owner, str) and self.is_safe_callable(obj):
            meter.weigh(owner, *RESULT)
            if name == "replace" and len(args) > 1:
                limits.check_replacement(owner, str(args[0]), str(args[1]))
            elif name == "join" and args:
                args = (list(args[0]), *args[1:])
                limits.check_junction(args[0], owner)
        result = super().call(context, obj, *args, **kwargs)
        meter.weigh(result, *RESULT)
        return result

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute a sum, a product or a remainder within bounds; refuse to repeat or to format a text, and powers."""
        numbers = all(isinstance(value, int | Decimal) for value in (left, right))
        if operator == "**" or not (numbers or operator == "+"):
            raise SecurityError(f"operator {operator}")
        result = _OPERATIONS[operator](left, right)
        meter: Meter = context[METER]
        meter.weigh(result, *ADDITION)
        return result

    @staticmethod
    def concatenate(context: Context, values: Sequence[Any]) -> str:
        """Compute ``~`` within bounds."""
        return join(values, context[METER])


_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {"+": limits.add, "*": limits.multiply, "%": limits.modulo}
)


@pass_context
def _loop(context: Context, values: Any, cost: int) -> Iterable[Any]:
    """Return what a loop goes through, once its turns are paid for."""
    meter: Meter = context[METER]
    return meter.turns(values, cost)


@pass_context
def _weigh(context: Context, value: Any, items: int, characters: int) -> Any:
    """Return a value, once the work of going through it is counted."""
    context[METER].weigh(value, items, characters)
    return value


@pass_context
def _sound(context: Context, value: Any) -> Any:
    """Return a value, once the work of going through all that it holds is counted."""
    context[METER].sound(value)
    return value


def _bounded_range(*bounds: int) -> range:
    """Count as Python does, up to ``MAX_RANGE`` numbers."""
    numbers = range(*bounds)
    if len(numbers) > MAX_RANGE:
        raise ValueError(f"range() donne plus de {MAX_RANGE} nombres")
    return numbers


class _PrintGuard(Extension):
    """Pass each ``{{ expression }}`` through ``_printed``, with the expression as its author wrote it."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Rewrite ``{{ expression }}`` as ``{{ (expression)|_imprime("expression") }}``, on the same line."""
        expression: list[Token] = []
        line = 0
        for token in stream:
            if token.type == "variable_begin":
                expression, line = [], token.lineno
                yield token
                yield Token(line, "lparen", "(")
            elif token.type == "variable_end":
                yield Token(line, "rparen", ")")
                yield Token(line, "pipe", "|")
                yield Token(line, "name", _PRINTED)
                yield Token(line, "lparen", "(")
                yield Token(line, "string", _written(expression))
                yield Token(line, "rparen", ")")
                yield token
            else:
                expression.append(token)
                yield token


def _written(tokens: Iterable[Token]) -> str:
    """Write an expression back from its tokens: spaces only between two words."""
    text, after_word = "", False
    for token in tokens:
        value = f'"{token.value}"' if token.type == "string" else str(token.value)
        is_word = token.type in {"name", "integer", "float", "string"}
        text += f" {value}" if is_word and after_word else value
        after_word = is_word
    return f"{{{{ {text} }}}}"


@pass_context
def _printed(context: Context, value: object, expression: str) -> object:
    """Return a value that is fit for print; raise ``TemplateError``, naming the expression, for any other."""
    if isinstance(value, Undefined):
        return str(value)  # raises MissingNameError
    if value is None:
        raise TemplateError("Cette valeur n’est pas connue : testez-la avec « is not none »", balise=expression)
    plain = isinstance(value, str | int) and not isinstance(value, bool)
    if not plain or (isinstance(value, Enum) and not isinstance(value, StrEnum)):
        kind = _FRENCH_KINDS.get(type(value), "une valeur composée")
        raise TemplateError(f"Cette balise donne {kind} : écrivez-la avec un filtre", balise=expression)
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_NUMBER:
        raise TemplateError("Cette balise donne un nombre qui a trop de chiffres", balise=expression)
    text = str(value)
    context[METER].charge(len(text))
    if found := _UNPRINTABLE.search(text):
        code = f"U+{ord(found[0]):04X}"
        raise TemplateError(f"Cette valeur contient un caractère qui ne s’imprime pas ({code})", balise=expression)
    return value


_OF_THE_ENGINE: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {_PRINTED: _printed, LOOP_FILTER: _loop, WEIGH_FILTER: _weigh, SOUND_FILTER: _sound}
)
"""Filters that the engine adds to a template. No author may write them: their names start with ``_``."""


_FRENCH_KINDS: Mapping[type, str] = {
    bool: "vrai ou faux",
    date: "une date",
    Decimal: "un nombre décimal",
    float: "un nombre décimal",
    list: "une liste",
    tuple: "une liste",
}
