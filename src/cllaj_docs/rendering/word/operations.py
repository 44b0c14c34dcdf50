"""The filters of Jinja that a Word template may use, under bounds, and what counts the work of a render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, pass_context, pass_environment, pass_eval_context
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.nodes import EvalContext
from jinja2.runtime import Context

from cllaj_docs.rendering.word import limits
from cllaj_docs.rendering.word.bounds import MAX_WORK, STEP_WORK, WEIGHT

LOOP_FILTER = "_parcours"
CHARGE_FILTER = "_charge"
WEIGH_FILTER = "_pese"
SOUND_FILTER = "_sonde"
TEXT_FILTER = "_texte"
"""Filters that the compiler adds to a template; no template can name them, since theirs never start with ``_``."""

Weight = tuple[int, int]
"""What going through ``WEIGHT`` elements of a list costs, then ``WEIGHT`` characters of a text."""

RESULT: Weight = (WEIGHT, WEIGHT)
ADDITION: Weight = (WEIGHT // 2, WEIGHT)
COMPARISON: Weight = (WEIGHT, 1)
SEARCH: Weight = (2 * WEIGHT, 1)
_SOUNDING = 4
_COPY: Weight = (WEIGHT**2, WEIGHT**2)
_CALLS: Weight = (4 * WEIGHT**2, 4 * WEIGHT**2)
_SORT: Weight = (WEIGHT**3, WEIGHT**3)
_WRAP: Weight = (WEIGHT, 4 * WEIGHT**2)
HOST: Weight = (4 * WEIGHT**2, 4 * WEIGHT**2)
"""A filter of the host may read a whole text in Markdown."""

GROWING = frozenset({"center", "format", "indent", "join", "replace", "tojson", "wordwrap", "xmlattr", "pprint"})
"""Filters that may make a long text of a short one."""

NESTING = frozenset({"batch", "slice", "map", "default", "d"})
"""Filters that may put one of their arguments, several times, in what they make."""

_IMMEDIATE = frozenset({"abs", "attr", "count", "d", "default", "first", "float", "last", "length", "round", "safe"})
_WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {
        **dict.fromkeys(("dictsort", "groupby", "max", "min", "pprint", "sort", "tojson", "unique"), _SORT),
        **dict.fromkeys(("batch", "items", "list", "reverse", "slice"), _COPY),
        **dict.fromkeys(("map", "reject", "rejectattr", "select", "selectattr"), _CALLS),
        "wordwrap": _WRAP,
    }
)
_IMMEDIATE_TESTS = frozenset(
    {"boolean", "callable", "defined", "divisibleby", "escaped", "even", "false", "filter", "float", "integer"}
    | {"iterable", "mapping", "none", "number", "odd", "sameas", "sequence", "string", "test", "true", "undefined"}
)

_REFUSED = frozenset({"random", "urlize"})
"""``random`` makes two documents of the same data; ``urlize`` prints HTML."""


class Meter:
    """The work that a render has done."""

    __slots__ = ("done",)

    def __init__(self) -> None:
        self.done = 0

    def weigh(self, value: Any, items: int, characters: int) -> None:
        """Count the work of going through a value: see ``Weight``."""
        if isinstance(value, str):
            self.charge(len(value) * characters // WEIGHT)
        elif hasattr(value, "__len__"):
            self.charge(len(value) * items // WEIGHT)

    def sound(self, value: Any) -> None:
        """Count the work of going through all that a value holds."""
        if isinstance(value, limits.HOLDERS):
            self.charge(_SOUNDING * limits.size_of(value, (MAX_WORK - self.done) // _SOUNDING))

    def turns(self, values: Any, cost: int) -> Iterable[Any]:
        """Return what a loop goes through, once its turns are paid for: ``cost`` is in characters of its body.

        Raises ``LimitError`` on what is no list.
        """
        cost += STEP_WORK
        try:
            self.charge(len(values) * cost)
        except TypeError:
            if values is None:
                message = "cette boucle porte sur une valeur vide : testez-la avant avec « if »"
                raise limits.LimitError(message) from None
            try:
                return self._counted(iter(values), cost)
            except TypeError:
                raise limits.LimitError("cette boucle porte sur une valeur qui n’est pas une liste") from None
        result: Iterable[Any] = values
        return result

    def _counted(self, values: Iterator[Any], cost: int) -> Iterator[Any]:
        for value in values:
            self.charge(cost)
            yield value

    def charge(self, work: int) -> None:
        """Count some work; raise ``WorkError`` when there has been too much."""
        self.done += work
        if self.done > MAX_WORK:
            raise limits.WorkError("le document dépasse la taille permise, ou ses boucles le nombre de tours permis")


def _meter(context: Context) -> Meter:
    meter: Meter = context.printer.meter  # type: ignore[attr-defined]
    return meter


@pass_context
def _loop(context: Context, values: Any, cost: int) -> Iterable[Any]:
    """Return what a loop goes through, once its turns are paid for: ``cost`` is in characters of its body."""
    return _meter(context).turns(values, cost)


@pass_context
def _charge(context: Context, cost: int) -> None:
    """Pay for one run of the body of a macro."""
    _meter(context).charge(cost + STEP_WORK)


def weight_of(name: str) -> Weight | None:
    """Return what a filter costs, ``None`` when it does not go through its value."""
    return None if name in _IMMEDIATE else _WEIGHTS.get(name, RESULT)


def is_immediate_test(name: str) -> bool:
    """Whether a test does not go through its value."""
    return name in _IMMEDIATE_TESTS


def _safe(value: Any) -> Any:
    """Return the value itself: what a template prints is always escaped."""
    return value


def _integer(value: Any, default: int = 0, base: int = 10) -> int:
    limits.check_written([value])
    result: int = JINJA_FILTERS["int"](value, default, base)
    return result


def _with_widths(name: str) -> Callable[..., Any]:
    """Make a filter of Jinja whose numbers are bounded."""
    usual = JINJA_FILTERS[name]
    passed = getattr(usual, "jinja_pass_arg", None)
    skipped = 1 if passed is None else 2  # the value, and before it what Jinja passes

    def bounded(*args: Any, **kwargs: Any) -> Any:
        limits.check_widths([*args[skipped:], *kwargs.values()])
        return limits.check_result(usual(*args, **kwargs))

    if passed is not None:
        bounded.jinja_pass_arg = passed  # type: ignore[attr-defined]
    return bounded


def _format(value: Any, *args: Any, **kwargs: Any) -> Any:
    limits.check_printf(str(value))
    limits.check_written([*args, *kwargs.values()])
    return limits.check_result(JINJA_FILTERS["format"](value, *args, **kwargs))


@pass_eval_context
def _join(context: EvalContext, value: Iterable[Any], d: Any = "", attribute: str | int | None = None) -> Any:
    values = list(value)
    limits.check_junction(values, d)
    return limits.check_result(JINJA_FILTERS["join"](context, values, d, attribute))


@pass_eval_context
def _replace(context: EvalContext, s: Any, old: Any, new: Any, count: int | None = None) -> Any:
    limits.check_replacement(str(s), str(old), str(new))
    return JINJA_FILTERS["replace"](context, s, old, new, count)


def _indent(s: Any, width: int | str = 4, first: bool = False, blank: bool = False) -> Any:
    size = len(width) if isinstance(width, str) else width
    limits.check_widths([size])
    limits.check_size(len(s) + (s.count("\n") + 1) * size)
    return JINJA_FILTERS["indent"](s, width, first, blank)


@pass_environment
def _wordwrap(
    environment: Environment,
    s: Any,
    width: int = 79,
    break_long_words: bool = True,
    wrapstring: str | None = None,
    break_on_hyphens: bool = True,
) -> Any:
    limits.check_widths([width, len(wrapstring or "")])
    limits.check_size(len(s) + (len(s) // max(width, 1) + s.count("\n") + 1) * len(wrapstring or ""))
    return JINJA_FILTERS["wordwrap"](environment, s, width, break_long_words, wrapstring, break_on_hyphens)


@pass_environment
def _sum(environment: Environment, iterable: Iterable[Any], attribute: str | int | None = None, start: Any = 0) -> Any:
    if not isinstance(start, int | float | Decimal | timedelta):
        raise limits.LimitError("« sum » n’additionne que des nombres")
    return JINJA_FILTERS["sum"](environment, iterable, attribute, start)


TEMPLATE_FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        **{name: function for name, function in JINJA_FILTERS.items() if name not in _REFUSED},
        **{name: _with_widths(name) for name in ("batch", "center", "round", "slice", "tojson", "truncate")},
        "format": _format,
        "indent": _indent,
        "int": _integer,
        "join": _join,
        "replace": _replace,
        "safe": _safe,
        "sum": _sum,
        "wordwrap": _wordwrap,
        LOOP_FILTER: _loop,
        CHARGE_FILTER: _charge,
        WEIGH_FILTER: _safe,  # written by the compiler as calls to the printer: here for Jinja, which looks names up
        SOUND_FILTER: _safe,
    }
)
"""What ``|`` may name in a Word template, before the filters of the house and of the caller."""
