"""Operations of a template that make something huge of something small, each under a bound.

Each function raises ``LimitError``, in French, rather than compute what would not fit.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from cllaj_docs.rendering.word.bounds import MAX_BITS, MAX_ITEMS, MAX_RANGE, MAX_TEXT, MAX_WIDTH, WEIGHT
from cllaj_docs.rendering.word.values import is_rich

HOLDERS: tuple[type, ...] = (list, tuple, dict, set, frozenset, type({}.keys()), type({}.values()), type({}.items()))
"""Types of values that hold others, and may be compared or written whole."""

_WIDTH = re.compile(r"\d+")
_PRINTF_WIDTH = re.compile(r"%[^a-zA-Z%]*?(\*|\d{4,})")
_LONGEST_DIGITS = 4

SIZED_METHODS = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs"})
"""Methods of a text whose numbers are widths."""


class LimitError(ValueError):
    """A template asks for more than the bounds allow, or for what cannot be; the message is French."""


class WorkError(LimitError):
    """A render has done all the work that it may, or would have to: its template most likely has no end."""


def bounded_range(*bounds: int) -> range:
    """Count as Python does, up to ``MAX_RANGE`` numbers."""
    numbers = range(*bounds)
    if len(numbers) > MAX_RANGE:
        raise LimitError(f"« range » donne plus de {MAX_RANGE} nombres")
    return numbers


def check_widths(values: Iterable[Any]) -> None:
    """Refuse a width, an indent or a precision beyond ``MAX_WIDTH``."""
    for value in values:
        if isinstance(value, int | float | Decimal) and not -MAX_WIDTH <= value <= MAX_WIDTH:
            raise LimitError(f"une largeur ou une précision de {value:.6g} est trop grande")


def check_size(length: int) -> None:
    """Refuse a text of more than ``MAX_TEXT`` characters."""
    if length > MAX_TEXT:
        raise LimitError("le texte obtenu est trop long")


def check_result(value: Any) -> Any:
    """Return what a template has computed, unless it is too big."""
    if isinstance(value, str | bytes):
        check_size(len(value))
    elif isinstance(value, list | tuple):
        if len(value) > MAX_ITEMS:
            raise LimitError("la liste obtenue est trop longue")
    elif isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise LimitError("le nombre obtenu est trop grand")
    return value


def size_of(value: Any, most: int = MAX_ITEMS) -> int:
    """Count what a value holds, at any depth: one for an element, and for ``WEIGHT`` characters of a text.

    Raises ``WorkError`` beyond ``most``.
    """
    total, waiting = 0, [value]
    while waiting:
        held = waiting.pop()
        total += WEIGHT + len(held)
        if isinstance(held, dict):
            waiting += (key for key in held if isinstance(key, tuple))
            held = held.values()
        for item in held:
            if isinstance(item, str):
                total += len(item) // WEIGHT
            elif isinstance(item, int):
                total += item.bit_length() // (4 * WEIGHT)
            elif isinstance(item, HOLDERS):
                waiting.append(item)
        if total > most:
            raise WorkError("cette valeur en contient trop d’autres, les unes dans les autres")
    return total


def add(left: Any, right: Any) -> Any:
    """Add numbers, or put texts or lists together."""
    return check_result(left + right)


def multiply(left: Any, right: Any) -> Any:
    """Multiply numbers, or repeat a text or a list."""
    for repeated, times in ((left, right), (right, left)):
        if isinstance(repeated, str | bytes | list | tuple) and isinstance(times, int):
            limit = MAX_TEXT if isinstance(repeated, str | bytes) else MAX_ITEMS
            if len(repeated) * times > limit:
                raise LimitError("la répétition demandée est trop longue")
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > MAX_BITS:
        raise LimitError("le nombre obtenu est trop grand")
    return left * right


def power(left: Any, right: Any) -> Any:
    """Raise a number to a power."""
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > MAX_BITS:
        raise LimitError("la puissance demandée est trop grande")
    return left**right


def modulo(left: Any, right: Any) -> Any:
    """Take a remainder, or format a text as ``printf`` does."""
    if isinstance(left, str):
        check_printf(left)
        check_written(right.values() if isinstance(right, dict) else right if isinstance(right, tuple) else [right])
        return check_result(left % right)
    return left % right


def check_printf(text: str) -> None:
    """Refuse a ``%`` format that asks for a width of more than three digits, or takes it from the data."""
    if _PRINTF_WIDTH.search(text):
        raise LimitError("ce format demande une largeur trop grande")


def check_written(values: Iterable[Any]) -> None:
    """Refuse numbers that have too many digits to be written in full, and values that hold too much."""
    for value in values:
        if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) > MAX_WIDTH:
            raise LimitError("ce nombre a trop de chiffres")
        if isinstance(value, HOLDERS):
            size_of(value)


def check_strftime(text: str) -> None:
    """Refuse a date format with a width."""
    if re.search(r"%[^a-zA-Z%]*\d{3,}", text):
        raise LimitError("ce format de date demande une largeur trop grande")


def check_replacement(text: str, old: str, new: str) -> None:
    """Refuse a replacement whose result would be too long."""
    found = text.count(old) if old else len(text) + 1
    check_size(len(text) + found * max(len(new) - len(old), 0))


def check_junction(values: Sequence[Any], separator: Any) -> None:
    """Refuse a junction whose result would be too long, and one of what is no text."""
    total = len(str(separator)) * len(values)
    check_size(total)
    for value in values:
        if isinstance(value, str):
            total += len(value)
            check_size(total)
        elif isinstance(value, int):
            total += value.bit_length() // 3 + 1
            check_size(total)
        elif isinstance(value, HOLDERS):
            size_of(value)
        elif is_rich(value):
            raise LimitError("une image, un texte enrichi et des paragraphes s’écrivent seuls dans leur balise")


def check_format(value: Any, specification: str) -> None:
    """Refuse a format of ``str.format`` whose width does not fit."""
    check_written([value])
    if isinstance(value, datetime.date | datetime.time):
        check_strftime(specification)
    elif any(len(digits) > _LONGEST_DIGITS for digits in _WIDTH.findall(specification)):
        raise LimitError("ce format demande une largeur trop grande")
