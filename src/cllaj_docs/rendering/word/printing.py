r"""Prints the values of a template: each tag's value as the XML that its place in the document asks for.

Text is always escaped. Line breaks, tabs, ``\a`` (next paragraph) and ``\f`` (next page) become Word's own. What XML
cannot hold, and what is not known (``None``), is an error that names the tag. Values that are more than text are
printed by ``richness.py``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from types import BuiltinFunctionType, FunctionType, GeneratorType, MethodType
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2.runtime import Undefined
from jinja2.utils import Namespace

from cllaj_docs.rendering.word.bounds import STEP_WORK
from cllaj_docs.rendering.word.breaks import TEXT_START, break_text, has_breaks
from cllaj_docs.rendering.word.escaping import escape_attribute, escape_text
from cllaj_docs.rendering.word.faults import fault
from cllaj_docs.rendering.word.operations import Meter
from cllaj_docs.rendering.word.spots import COLOUR, FIELD, NUMBER, PARAGRAPH, PLAIN, RAW, RUN, TEXT, Spot

if TYPE_CHECKING:
    from cllaj_docs.rendering.word.additions import Additions
    from cllaj_docs.rendering.word.compiled import CompiledPart
    from cllaj_docs.rendering.word.package import Package

_find_special = re.compile("[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]").search
_UNPRINTABLE = re.compile("[\x00-\x06\x08\x0b\x0d-\x1f\ud800-\udfff\ufffe\uffff]")
_UNPRINTABLE_OUTSIDE_RUNS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")
_ADDRESS_SPACE = re.compile(r" at 0x[0-9a-fA-F]+>")
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6}|auto)")
_UNCALLED = (FunctionType, BuiltinFunctionType, MethodType, GeneratorType, Namespace, type)
_MAX_SPAN = 63


class Render:
    """One render: the work that it has done, and what its values add to the package."""

    __slots__ = ("_additions", "_package", "meter")

    def __init__(self, package: Callable[[], Package]) -> None:
        self.meter = Meter()
        self._package = package
        self._additions: Additions | None = None

    @property
    def additions(self) -> Additions:
        """What values add: made when the first of them asks."""
        if self._additions is None:
            from cllaj_docs.rendering.word.additions import Additions

            self._additions = Additions(self._package())
        return self._additions

    @property
    def has_additions(self) -> bool:
        """Whether any value has added something."""
        return self._additions is not None and self._additions.is_used


WriteRich = Callable[[Any, Spot, "PartPrinter"], str | None]


class PartPrinter:
    """Prints the values of one part, in one render.

    ``write_rich`` prints what is more than text, and gives ``None`` for the rest (``richness.py``).
    ``has_markup`` once it printed XML that the template put together, ``has_drawings`` once it printed a drawing.
    """

    __slots__ = ("_spots", "_write_rich", "has_drawings", "has_markup", "meter", "part", "render")

    find_special = staticmethod(_find_special)
    weightless = frozenset({int, bool, float, type(None), Decimal, datetime.date})
    """Types whose values are gone through in no time: the code of a template does not hand them to ``weigh``."""

    def __init__(self, part: CompiledPart, render: Render, write_rich: WriteRich) -> None:
        self._write_rich = write_rich
        self.part = part.name
        self._spots = part.spots
        self.render = render
        self.meter = render.meter
        self.has_markup = False
        self.has_drawings = False

    def print(self, value: Any, line: int) -> str:
        """Return the XML that a value is written as, by the tag of a line. Raises ``TemplateError``."""
        spot = self._spots[line]
        kind = type(value)
        if kind is str and spot.kind == TEXT and not _find_special(value):
            written: str = value
        elif kind is int and spot.kind == TEXT:
            written = str(value)
        else:
            written = self._write(value, spot)
        if len(written) > STEP_WORK:  # shorter ones are paid for by the loops and macros they are in
            self.meter.charge(len(written))
        return written

    def weigh(self, value: Any, items: int, characters: int) -> Any:
        """Return a value, once the work of going through it is counted (``operations.Weight``)."""
        self.meter.weigh(value, items, characters)
        return value

    def sound(self, value: Any) -> Any:
        """Return a value, once the work of going through all that it holds is counted."""
        self.meter.sound(value)
        return value

    def _write(self, value: Any, spot: Spot) -> str:
        """Write any value."""
        if type(value) is str:
            return write_text(value, spot)
        if isinstance(value, Undefined):
            return str(value)  # raises the error of an unknown name
        if value is None:
            name = spot.place.expression
            raise fault(f"« {name} » est vide : donnez-lui une valeur, ou testez-la avec « is not none »", spot.place)
        if not isinstance(value, _UNWRITTEN):
            rich = self._write_rich(value, spot, self)
            if rich is not None:
                return rich
        self.meter.sound(value)
        return write_text(_string(value, spot), spot)


_UNWRITTEN = (int, float)
"""Types that are surely no rich value: most of what is printed besides texts."""


def _string(value: Any, spot: Spot) -> str:
    """Write a value that is no text as Python does; refuse what has no text of its own."""
    text = "" if isinstance(value, _UNCALLED) else str(value)
    if isinstance(value, _UNCALLED) or _ADDRESS_SPACE.search(text):
        raise fault(f"« {spot.place.expression} » n’est pas un texte : écrivez-le avec un filtre", spot.place)
    return text


def write_text(text: str, spot: Spot) -> str:
    """Write a text where a tag stands."""
    if spot.kind == TEXT:
        return write_broken(text, spot, spot.run_properties, spot.opening, spot.closing)
    if spot.kind == RUN:
        return _new_run(text, spot)
    if spot.kind == PARAGRAPH:
        return f"<w:p>{spot.paragraph_properties}{_new_run(text, spot)}</w:p>" if text else ""
    if spot.kind == RAW:
        raise fault("Une ligne ou une case ne s’imprime pas : écrivez « {{ … }} » dans une case", spot.place)
    return _write_plain(text, spot)


def _new_run(text: str, spot: Spot) -> str:
    """Write a text as a run, where ``spot.opening`` and ``spot.closing`` are what stands around it."""
    run = spot.run_properties
    opening = None if spot.opening is None else f"{spot.opening}<w:r>{run}"
    return f"<w:r>{run}{TEXT_START}{write_broken(text, spot, run, opening, f'</w:r>{spot.closing}')}</w:t></w:r>"


def write_broken(text: str, spot: Spot, run: str, opening: str | None, closing: str) -> str:
    """Escape a text, and write its line breaks, tabs, paragraphs and pages as Word does."""
    text = one_kind_of_line_end(text)
    check_characters(text, spot)
    text = escape_text(text)
    return break_text(text, run, spot.paragraph_properties, opening, closing) if has_breaks(text) else text


def _write_plain(text: str, spot: Spot) -> str:
    """Write a text outside runs: nothing there can be broken."""
    text = one_kind_of_line_end(text)
    check_xml_characters(text, spot)
    if spot.kind == PLAIN:
        return escape_text(text)
    if spot.kind == FIELD:
        return escape_text(" ".join(text.split("\n")).replace('"', '\\"'))
    if spot.kind == NUMBER and not (text.isdecimal() and 1 <= int(text) <= _MAX_SPAN):
        raise fault(f"Un nombre de colonnes va de 1 à {_MAX_SPAN}, et non « {text} »", spot.place)
    if spot.kind == COLOUR:
        colour = _COLOUR.fullmatch(text or "auto")
        if colour is None:
            raise fault(f"Une couleur s’écrit avec six chiffres, comme « FFC000 », et non « {text} »", spot.place)
        return colour[1]
    return escape_attribute(text)


def one_kind_of_line_end(text: str) -> str:
    r"""Write the line ends of all systems as ``\n``."""
    return _LINE_ENDS.sub("\n", text) if "\r" in text else text


def check_characters(text: str, spot: Spot) -> None:
    """Refuse what XML cannot hold, save the marks that are replaced by Word's own."""
    if illegal := _UNPRINTABLE.search(text):
        _refuse_character(illegal[0], spot)


def check_xml_characters(text: str, spot: Spot) -> None:
    """Refuse what XML cannot hold."""
    if illegal := _UNPRINTABLE_OUTSIDE_RUNS.search(text):
        _refuse_character(illegal[0], spot)


def _refuse_character(character: str, spot: Spot) -> NoReturn:
    raise fault(
        f"« {spot.place.expression} » contient un caractère que Word ne peut pas écrire (U+{ord(character):04X}) : "
        "retirez-le de la donnée",
        spot.place,
    )
