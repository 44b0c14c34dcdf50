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
"""Filters that the compiler adds to a template; no template can name them, since theirs never start with ``_``."""

SEARCH_WEIGHT = 4
"""What ``in`` costs for ``WEIGHT`` elements of a list."""

_IMMEDIATE = frozenset({"abs", "attr", "count", "d", "default", "first", "float", "int", "length", "round", "safe"})
_COMPARING = frozenset({"dictsort", "groupby", "max", "min", "sort", "tojson", "unique"})

_REFUSED = frozenset({"random", "urlize"})
"""``random`` makes two documents of the same data; ``urlize`` prints HTML."""


class Meter:
    """The work that a render has done."""

    __slots__ = ("done",)

    def __init__(self) -> None:
        self.done = 0

    def charge(self, work: int) -> None:
        """Count some work; raise ``LimitError`` when there has been too much."""
        self.done += work
        if self.done > MAX_WORK:
            raise limits.LimitError("le document dépasse la taille permise, ou ses boucles le nombre de tours permis")


def _meter(context: Context) -> Meter:
    meter: Meter = context.printer.meter  # type: ignore[attr-defined]
    return meter


@pass_context
def _loop(context: Context, values: Any, cost: int) -> Iterable[Any]:
    """Return what a loop goes through, once its turns are paid for: ``cost`` is in characters of its body."""
    meter, cost = _meter(context), cost + STEP_WORK
    try:
        meter.charge(len(values) * cost)
    except TypeError:
        if values is None:
            raise limits.LimitError("cette boucle porte sur une valeur vide : testez-la avant avec « if »") from None
        try:
            return _counted(iter(values), meter, cost)
        except TypeError:
            raise limits.LimitError("cette boucle porte sur une valeur qui n’est pas une liste") from None
    result: Iterable[Any] = values
    return result


def _counted(values: Iterator[Any], meter: Meter, cost: int) -> Iterator[Any]:
    for value in values:
        meter.charge(cost)
        yield value


@pass_context
def _charge(context: Context, cost: int) -> None:
    """Pay for one run of the body of a macro."""
    _meter(context).charge(cost + STEP_WORK)


@pass_context
def _weigh(context: Context, value: Any, factor: int) -> Any:
    """Pay for a filter or a search that goes through a value, inside a loop."""
    if hasattr(value, "__len__"):
        _meter(context).charge(len(value) * (1 if isinstance(value, str) else factor) // WEIGHT)
    return value


def weight_of(name: str) -> int:
    """Return what a filter costs for ``WEIGHT`` elements of a list: some only look at its ends, some compare them."""
    if name in _IMMEDIATE:
        return 0
    return WEIGHT**3 if name in _COMPARING else WEIGHT


def _safe(value: Any) -> Any:
    """Return the value itself: what a template prints is always escaped."""
    return value


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
        "join": _join,
        "replace": _replace,
        "safe": _safe,
        "sum": _sum,
        "wordwrap": _wordwrap,
        LOOP_FILTER: _loop,
        CHARGE_FILTER: _charge,
        WEIGH_FILTER: _weigh,
    }
)
"""What ``|`` may name in a Word template, before the filters of the house and of the caller."""
