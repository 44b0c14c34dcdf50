"""The sandbox in which Word templates run: strict, escaping, closed, and measured.

A template reads the data it is given; it calls filters, Jinja's own globals and the reading methods of texts, lists,
dictionaries, dates and numbers, and nothing else. ``trusted`` opens the methods of the host's own objects; the bounds
stay. Whatever a template does is paid for in units of work (``bounds.py``), which each render has a limited amount of.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import BuiltinMethodType, MappingProxyType, MethodType
from typing import Any, Protocol

from jinja2 import StrictUndefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment, SandboxedEscapeFormatter, SandboxedFormatter
from jinja2.utils import Cycler, Joiner, Namespace, missing
from markupsafe import Markup

from cllaj_docs.rendering.word import limits
from cllaj_docs.rendering.word.bounds import STEP_WORK, WEIGHT
from cllaj_docs.rendering.word.joining import join
from cllaj_docs.rendering.word.operations import ADDITION, RESULT, TEMPLATE_FILTERS, Meter

BLOCK = ("\x02%", "%\x02")
VARIABLE = ("\x02{", "}\x02")
COMMENT = ("\x02#", "#\x02")
"""Jinja's delimiters: what XML cannot hold, so what no template and no value can write."""

_TEXT_METHODS = frozenset(
    {"capitalize", "casefold", "count", "endswith", "find", "format", "index", "isalnum", "isalpha", "isdecimal"}
    | {"isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper", "join", "lower", "lstrip", "partition"}
    | {"removeprefix", "removesuffix", "replace", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "split"}
    | {"splitlines", "startswith", "strip", "swapcase", "title", "upper", "striptags", "unescape"}
    | limits.SIZED_METHODS
)
_DATE_METHODS = frozenset(
    {"date", "isocalendar", "isoformat", "isoweekday", "replace", "strftime", "time", "timestamp", "weekday"}
    | {"total_seconds", "utcoffset", "tzname"}
)
_NUMBER_METHODS = frozenset(
    {"as_integer_ratio", "bit_length", "compare", "copy_abs", "copy_negate", "is_finite", "is_infinite", "is_integer"}
    | {"is_nan", "is_signed", "is_zero", "normalize", "quantize", "to_integral_value"}
)

SAFE_METHODS: Mapping[type, frozenset[str]] = MappingProxyType(
    {
        str: _TEXT_METHODS,
        dict: frozenset({"get", "items", "keys", "values"}),
        MappingProxyType: frozenset({"get", "items", "keys", "values"}),
        list: frozenset({"count", "index"}),
        tuple: frozenset({"count", "index"}),
        datetime.date: _DATE_METHODS,
        datetime.time: _DATE_METHODS,
        datetime.timedelta: _DATE_METHODS,
        Decimal: _NUMBER_METHODS,
        int: _NUMBER_METHODS,
        float: _NUMBER_METHODS,
    }
)
"""The methods that any template may call: they read, and change nothing."""

_DICT_ATTRIBUTES = frozenset(dir(dict))
_PLAIN = frozenset({str, int, bool, type(None), Decimal, datetime.date, float, tuple, list, dict})
_OPAQUE = frozenset(
    {"function", "builtin_function_or_method", "method", "method-wrapper", "method_descriptor", "wrapper_descriptor"}
    | {"module", "type", "code", "frame", "traceback", "generator", "coroutine", "async_generator", "getset_descriptor"}
)
"""Types, by name, of which a template reads nothing at all: they lead to the internals of Python."""


class MissingNameError(UndefinedError):
    """A template uses a ``name`` that does not exist; ``owner`` is the value it was asked of, or ``missing``."""

    def __init__(self, message: str | None = None, *, name: str | None = None, owner: object = missing) -> None:
        super().__init__(message)
        self.name = name
        self.owner = owner


class Missing(StrictUndefined):
    """What an unknown name gives: nothing can be done with it but test whether it is defined."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,  # noqa: ARG002 - Jinja's own signature; ours says more
    ) -> None:
        super().__init__(hint, obj, name, partial(MissingNameError, name=name, owner=obj))  # type: ignore[arg-type]


class Printer(Protocol):
    """What a render gives to the code of a part: how to print a value, and what work is left."""

    meter: Meter

    def print(self, value: Any, line: int, /) -> str:
        """Return the XML that a value is written as, by the tag of a line."""


class WordContext(Context):
    """Jinja's context, with the printer of the part that is being rendered."""

    printer: Printer

    def derived(self, locals: dict[str, Any] | None = None) -> WordContext:  # noqa: A002 - Jinja's own name
        """Make the context of a block, which prints as its part does."""
        context = super().derived(locals)
        assert isinstance(context, WordContext)  # noqa: S101 - for the type checker: Jinja makes what it is told to
        context.printer = self.printer
        return context


class WordEnvironment(SandboxedEnvironment):
    """Jinja with the doors closed; ``filters`` are added to those of Jinja that print text or read data."""

    context_class = WordContext
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, filters: Mapping[str, Callable[..., Any]], *, trusted: bool) -> None:
        super().__init__(
            block_start_string=BLOCK[0],
            block_end_string=BLOCK[1],
            variable_start_string=VARIABLE[0],
            variable_end_string=VARIABLE[1],
            comment_start_string=COMMENT[0],
            comment_end_string=COMMENT[1],
            keep_trailing_newline=True,
            optimized=False,  # nothing of a template is computed before its render, where it is measured
            undefined=Missing,
            autoescape=True,
            cache_size=0,
            auto_reload=False,
        )
        self.trusted = trusted
        self.kinds_read: set[type] = set()
        self.kinds_of_data = set(_PLAIN)
        self.globals = {"range": limits.bounded_range, "dict": dict, "cycler": Cycler, "joiner": Joiner}
        self.globals["namespace"] = _Namespace
        self.filters = {**TEMPLATE_FILTERS, **filters}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read ``obj.attribute``: an attribute if there is one, else an item, as Jinja does."""
        kind = type(obj)
        if kind is dict and attribute not in _DICT_ATTRIBUTES:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if not attribute.startswith("_"):
            try:
                value = getattr(obj, attribute)
            except AttributeError:
                pass
            else:
                return self._checked(obj, attribute, value)
        try:
            return obj[attribute]
        except (TypeError, LookupError, AttributeError):
            if attribute.startswith("_"):
                raise SecurityError(attribute) from None
            return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read ``obj[argument]``: an item if there is one, else an attribute, as Jinja does."""
        try:
            return obj[argument]
        except (TypeError, LookupError, AttributeError):
            if not isinstance(argument, str):
                return self.undefined(obj=obj, name=str(argument) if isinstance(argument, int) else "…")
        return self.getattr(obj, str(argument))

    def _checked(self, obj: Any, attribute: str, value: Any) -> Any:
        """Return an attribute that a template may read; of a method, what calls it within bounds."""
        if not self.is_safe_attribute(obj, attribute, value):
            raise SecurityError(attribute)
        self.kinds_read.add(type(obj))
        if isinstance(value, BuiltinMethodType | MethodType) and isinstance(obj, str) and value.__self__ is obj:
            return _TextMethod(self, value) if attribute in _TEXT_METHODS else _Refused(attribute)
        if isinstance(value, BuiltinMethodType):
            allowed = any(isinstance(obj, kind) and attribute in names for kind, names in SAFE_METHODS.items())
            return _Method(value) if allowed else _Refused(attribute)
        if not isinstance(value, MethodType):
            self.kinds_of_data.add(type(value))
        return value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - Jinja's own signature
        """Tell Jinja's own filters (``attr``, ``map(attribute=…)``) what they may read: they come here too."""
        return not attr.startswith("_") and type(obj).__name__ not in _OPAQUE and not isinstance(obj, type)

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell whether a template may call something."""
        owner = obj.__self__ if isinstance(obj, MethodType) else obj
        if isinstance(owner, _CALLED) or any(obj is known for known in self.globals.values()):
            return True
        return self.trusted and not isinstance(obj, _Refused | type) and super().is_safe_callable(obj)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something for a template, if it may, and count it."""
        if isinstance(obj, Missing) or not self.is_safe_callable(obj):
            if isinstance(obj, Missing):
                obj()  # raises the error of an unknown name
            raise SecurityError("call")
        meter = meter_of(context)
        meter.charge(2 * STEP_WORK)
        if isinstance(obj, _Method):
            meter.charge(obj.weight())
        elif isinstance(obj, LoopContext) and args:
            meter.charge(STEP_WORK * _length(args[0]))
        if isinstance(obj, _Method | MethodType):  # what other calls are given is counted when it is used
            for argument in (*args, *kwargs.values()):
                meter.sound(argument)
        result = context.call(obj, *args, **kwargs)
        if isinstance(obj, _Method) or obj is dict:
            meter.weigh(result, *RESULT)
        return result

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute ``+``, ``*``, ``**`` or ``%`` within bounds."""
        result = _OPERATIONS[operator](left, right)
        meter_of(context).weigh(result, *ADDITION)
        return result

    @staticmethod
    def concat(pieces: Iterable[Any]) -> str:
        """Join the texts that a macro has listed, or the bytes that a block gives."""
        return "".join(pieces) if isinstance(pieces, list) else b"".join(pieces).decode()

    @staticmethod
    def concatenate(context: Context, values: Sequence[Any]) -> str:
        """Compute ``~`` within bounds."""
        return join(values, meter_of(context))


_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {"+": limits.add, "*": limits.multiply, "**": limits.power, "%": limits.modulo}
)


def meter_of(context: Context) -> Meter:
    """Return what counts the work of the render that a context belongs to."""
    assert isinstance(context, WordContext)  # noqa: S101 - for the type checker
    return context.printer.meter


def _length(value: Any) -> int:
    return len(value) if hasattr(value, "__len__") else 1


class _Namespace(Namespace):
    """Names that a template may set inside a loop: never written, whatever they hold."""

    def __repr__(self) -> str:
        return "namespace"


class _Method:
    """A reading method of a value, called within bounds."""

    __slots__ = ("_method",)

    def __init__(self, method: BuiltinMethodType | MethodType) -> None:
        self._method = method

    def weight(self) -> int:
        """Return the work of a call: it may go through its whole value."""
        owner = self._method.__self__
        return _length(owner) // (WEIGHT if isinstance(owner, str) else 1)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._method.__name__ == "strftime":
            limits.check_strftime(str(args[0]) if args else "")
        if isinstance(self._method.__self__, Decimal):
            limits.check_written([self._method.__self__, *args])
        return limits.check_result(self._method(*args, **kwargs))


class _TextMethod(_Method):
    """A method of a text, which may make a long text of a short one."""

    __slots__ = ("_environment",)

    def __init__(self, environment: WordEnvironment, method: BuiltinMethodType | MethodType) -> None:
        super().__init__(method)
        self._environment = environment

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        text, name = self._method.__self__, self._method.__name__
        if name == "format":
            return self._format(str(text) if not isinstance(text, Markup) else text, args, kwargs)
        if name in limits.SIZED_METHODS:
            limits.check_widths([*args, *kwargs.values()])
        elif name == "replace" and len(args) > 1:
            limits.check_replacement(str(text), str(args[0]), str(args[1]))
        elif name == "join" and args:
            args = (list(args[0]),)
            limits.check_junction(args[0], text)
        return super().__call__(*args, **kwargs)

    def _format(self, text: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        formatter = (
            _EscapeFormatter(self._environment, escape=text.escape)
            if isinstance(text, Markup)
            else _Formatter(self._environment)
        )
        return type(text)(limits.check_result(formatter.vformat(text, args, kwargs)))


class _Refused:
    """A method that a template may see, since asking is free, but not call."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> None:
        raise SecurityError(self.name)


_CALLED = (_Method, Macro, LoopContext, Cycler, Joiner, BlockReference)
"""What a template may call, or call a method of: its own macros and loops, and the reading methods of values."""


class _Formatter(SandboxedFormatter):
    """``str.format`` with bounded widths."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        limits.check_format(value, format_spec)
        return super().format_field(value, format_spec)


class _EscapeFormatter(SandboxedEscapeFormatter):
    """The same, of a text that is escaped already."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        limits.check_format(value, format_spec)
        return super().format_field(value, format_spec)
