"""Target against result, as horizontal bars grouped by indicator: a vector here, a picture in ``chart_picture``.

One layout computes rectangles, lines and texts in millimetres; each format only draws them, so that both say the same.
What is unknown is said to be unknown, and never drawn as zero. The two colours of the charter differ in lightness, and
every bar is outlined in the darker one, so that the chart still reads when printed in black and white.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNKNOWN = "non connu"
"""What is printed in place of a value that is ``None``."""

Number = int | Decimal
TextStyle = Literal["normal", "gras", "italique"]

_MAX_SERIES = 2
_MAX_ROWS = 40
_LARGEST = 10**15
_DECIMALS = 6

# Lengths in millimetres.
MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72
STROKE = 0.2
_BAR = 4.6
_BAR_GAP = 0.7
_GROUP_GAP = 3.4
_GUTTER = 3.0
_SWATCH = 3.2
_SHORTEST_BAR = 0.5

_LABEL_SHARE = 0.36  # of the whole width
_SHORTEST_SPAN_SHARE = 0.4  # of the width left to bars and values

# Lengths in em. The widths are those of Source Sans 3, rounded up: a text is never wider than estimated.
_LINE_HEIGHT = 1.25
_BASELINE = 0.33  # from the middle of a line of capitals or figures down to its baseline
_NARROW, _COMMON, _CAPITAL, _WIDE = 0.36, 0.56, 0.68, 1.0
_NARROW_CHARACTERS = frozenset(" ,.:;'’!|()[]{}/\\-ijlftrI\u00a0\u202f")
_WIDE_CHARACTERS = frozenset("mwMW%@œŒæÆ…—")


@dataclass(frozen=True, slots=True)
class BarRow:
    """One indicator: its label and a value for each series, ``None`` when it is not known.

    ``printed`` replaces what is written at the end of a bar wherever it is not ``None``: a value that secrecy hides is
    ``None`` among the values, and says so here.
    """

    label: str
    values: tuple[Number | None, ...]
    printed: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class BarChart:
    """What to draw: ``series`` are the names in the key (one or two), ``unit`` follows each value (``"%"``, ``"€"``).

    ``title`` names the chart and ``alt`` says in a sentence what it shows, for those who do not see it. Raises
    ``ValueError``, in French, on rows that do not match the series, and on values that have no bar: negative, or
    beyond what the end of a bar can say.
    """

    title: str
    alt: str
    series: tuple[str, ...]
    rows: tuple[BarRow, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= _MAX_SERIES:
            raise ValueError("un graphique porte une ou deux séries : l’objectif et le résultat")
        if not 1 <= len(self.rows) <= _MAX_ROWS:
            raise ValueError(f"un graphique porte de 1 à {_MAX_ROWS} lignes, et non {len(self.rows)}")
        for row in self.rows:
            if len(row.values) != len(self.series) or len(row.printed) > len(self.series):
                raise ValueError(f"« {row.label} » : il faut une valeur par série du graphique")
            for value in row.values:
                if value is not None and not _is_drawable(value):
                    raise ValueError(f"« {row.label} » : une barre ne peut pas montrer {value}")

    def value_text(self, row: BarRow, rank: int) -> str:
        """Return what is written at the end of the bar of a series."""
        printed = row.printed[rank] if rank < len(row.printed) else None
        value = row.values[rank]
        if printed is not None:
            return printed
        if value is None:
            return UNKNOWN
        return _figures(value) + (f"\u00a0{self.unit}" if self.unit else "")

    def name(self) -> str:
        """Return the short alternative text: what the chart is and what it shows."""
        return f"{self.title}\u00a0: {self.alt}" if self.alt else self.title

    def description(self) -> str:
        """Return the long alternative text: every value, in words."""
        rows = (
            f"{row.label}\u00a0: "
            + ", ".join(f"{name} {self.value_text(row, rank)}" for rank, name in enumerate(self.series))
            for row in self.rows
        )
        return "\u202f; ".join(rows) + "."


def _is_drawable(value: Number) -> bool:
    """Tell whether a value has a bar: finite, not negative, and of a size that can be written at its end."""
    number = Decimal(value)
    return number.is_finite() and 0 <= number < _LARGEST and number == round(number, _DECIMALS)


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar, or a swatch of the key: millimetres from the top left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str


@dataclass(frozen=True, slots=True)
class Line:
    """The axis that the bars start from: a vertical line, in millimetres."""

    x: float
    top: float
    bottom: float
    stroke: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text that starts (or ends) at ``x``, on the baseline ``y``; ``size`` is one em. All in millimetres."""

    x: float
    y: float
    size: float
    content: str
    fill: str
    style: TextStyle = "normal"
    anchor: Literal["start", "end"] = "start"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart laid out: its size in millimetres and what to draw, from back to front."""

    width_mm: float
    height_mm: float
    shapes: tuple[Rect | Line | Text, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things go, in millimetres: labels end at ``labels``, bars start at ``origin`` and span at most ``span``.

    ``largest`` is the value of a bar of full span; ``em`` the size of every text.
    """

    width: float
    em: float
    labels: float
    origin: float
    span: float
    largest: Number
    colour: Mapping[str, str]

    def bar_width(self, value: Number) -> float:
        """Return the length of a bar; one that is not zero is always seen."""
        if not value:
            return 0.0
        return max(_SHORTEST_BAR, float(Decimal(value) / Decimal(self.largest)) * self.span)


def lay_out(chart: BarChart, charte: Mapping[str, Any]) -> Drawing:
    """Place a chart over the width of a page's text; its height follows from its rows. ``charte`` is ``charte.toml``.

    Raises ``ValueError``, in French, when the texts at the ends of the bars leave no room for the bars.
    """
    frame = _frame(chart, charte)
    shapes: list[Rect | Line | Text] = []
    y = 0.0
    for rank, name in enumerate(chart.series):
        shapes += _key(frame, chart, rank, name, y)
        y += frame.em * 1.5
    top = y = y + _GROUP_GAP / 2
    for row in chart.rows:
        height = _row_height(frame, chart, row)
        shapes += _row(frame, chart, row, y + height / 2)
        y += height + _GROUP_GAP
    y -= _GROUP_GAP / 2
    shapes.append(Line(frame.origin, top - _GROUP_GAP / 2, y, frame.colour["secondaire"]))
    return Drawing(frame.width, round(y + STROKE, 2), tuple(shapes))


def to_svg(chart: BarChart, charte: Mapping[str, Any], *, ident: str = "graphique") -> str:
    """Draw a chart as an SVG element to stand in an HTML page; ``ident`` must be unique in that page.

    The title is the whole short alternative text, since it is what a tagged PDF keeps.
    """
    drawing = lay_out(chart, charte)
    width, height = _length(drawing.width_mm), _length(drawing.height_mm)
    families = ", ".join([charte["police"]["famille"], *charte["police"]["secours"]])
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="graphique" role="img" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}" font-family="{escape(families)}"'
        f' aria-labelledby="{escape(ident)}-titre" aria-describedby="{escape(ident)}-description">',
        f'<title id="{escape(ident)}-titre">{escape(chart.name(), quote=False)}</title>',
        f'<desc id="{escape(ident)}-description">{escape(chart.description(), quote=False)}</desc>',
        *(_svg_shape(shape) for shape in drawing.shapes),
        "</svg>",
    ]
    return "\n".join(lines)


def _frame(chart: BarChart, charte: Mapping[str, Any]) -> _Frame:
    page, em = charte["page"], float(charte["taille"]["tableau"]) * MM_PER_POINT
    width = float(page["largeur"] - page["marge_gauche"] - page["marge_droite"])
    labels = width * _LABEL_SHARE
    room = width - labels - 2 * _GUTTER
    largest = max((value for row in chart.rows for value in row.values if value), default=1)
    # The longest bars that still leave, on every line, room for the text at their end.
    span = room
    for row in chart.rows:
        for rank, value in enumerate(row.values):
            text = chart.value_text(row, rank)
            left = room - _width(text, em)
            if left < room * _SHORTEST_SPAN_SHARE:
                raise ValueError(f"« {text} » est trop long pour le bout d’une barre : abrégez-le")
            if value:
                span = min(span, left / float(Decimal(value) / Decimal(largest)))
    return _Frame(width, em, labels, labels + _GUTTER, span, largest, charte["couleur"])


def _key(frame: _Frame, chart: BarChart, rank: int, name: str, y: float) -> list[Rect | Line | Text]:
    """Draw a line of the key above the bars: the swatch of a series, and its name."""
    fill, stroke = _colours(frame, chart, rank)
    left = frame.origin + _SWATCH + _GUTTER / 2
    shown = _wrapped(name, frame.width - left, frame.em)
    if len(shown) > 1:
        raise ValueError(f"« {name} » est trop long pour la légende du graphique : abrégez-le")
    return [
        Rect(frame.origin, y + (frame.em - _SWATCH) / 2, _SWATCH, _SWATCH, fill, stroke),
        Text(left, y + frame.em * (0.5 + _BASELINE), frame.em, name, frame.colour["texte"]),
    ]


def _row_height(frame: _Frame, chart: BarChart, row: BarRow) -> float:
    bars = len(chart.series) * (_BAR + _BAR_GAP) - _BAR_GAP
    return max(bars, len(_wrapped(row.label, frame.labels, frame.em)) * frame.em * _LINE_HEIGHT)


def _row(frame: _Frame, chart: BarChart, row: BarRow, middle: float) -> Iterator[Rect | Text]:
    """Draw an indicator around its middle line: its label at the left, a bar and its value for each series."""
    lines = _wrapped(row.label, frame.labels, frame.em)
    for number, line in enumerate(lines):
        y = middle + (number - (len(lines) - 1) / 2) * frame.em * _LINE_HEIGHT + frame.em * _BASELINE
        yield Text(frame.labels, y, frame.em, line, frame.colour["texte"], anchor="end")
    for rank, value in enumerate(row.values):
        offset = (rank - (len(row.values) - 1) / 2) * (_BAR + _BAR_GAP)
        length = 0.0 if value is None else frame.bar_width(value)
        if length:
            yield Rect(frame.origin, middle + offset - _BAR / 2, length, _BAR, *_colours(frame, chart, rank))
        known = value is not None
        yield Text(
            frame.origin + length + _GUTTER / 2,
            middle + offset + frame.em * _BASELINE,
            frame.em,
            chart.value_text(row, rank),
            frame.colour["texte" if known else "secondaire"],
            ("gras" if rank == len(chart.series) - 1 else "normal") if known else "italique",
        )


def _colours(frame: _Frame, chart: BarChart, rank: int) -> tuple[str, str]:
    """Return the fill and the outline of a series: the last one is the result, what stands before it the target."""
    name = "resultat" if rank == len(chart.series) - 1 else "cible"
    return frame.colour[name], frame.colour["resultat"]


def _width(text: str, em: float) -> float:
    """Estimate the width of a text, in the unit of ``em``: never less than its width in the font of the charter."""
    return em * sum(map(_advance, text))


def _advance(character: str) -> float:
    if character in _NARROW_CHARACTERS:
        return _NARROW
    if character in _WIDE_CHARACTERS or ord(character) > 0x2FFF:  # noqa: PLR2004 - ideographs and pictures
        return _WIDE
    return _CAPITAL if character.isupper() else _COMMON


def _wrapped(text: str, room: float, em: float) -> list[str]:
    """Cut a text into lines that fit in ``room``: at its spaces, inside a word only when it alone is too long."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if _width(longer, em) <= room:
            lines[-1] = longer
            continue
        pieces = _pieces(word, room, em)
        lines += pieces if lines[-1] else []
        if not lines[0]:
            lines = pieces
    return lines


def _pieces(word: str, room: float, em: float) -> list[str]:
    """Cut a word into pieces that fit in ``room``."""
    pieces = [""]
    for character in word:
        if pieces[-1] and _width(pieces[-1] + character, em) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _figures(value: Number) -> str:
    """Write a number as French does: a comma, and U+202F between thousands (domain reference, section D)."""
    whole, _, decimals = format(Decimal(value), "f").partition(".")
    grouped = f"{int(whole):,}".replace(",", "\u202f")
    return f"{grouped},{decimals}" if decimals else grouped


def _length(value: float) -> str:
    """Write a length with two decimals at most, so that the same chart is the same text everywhere."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _svg_shape(shape: Rect | Line | Text) -> str:
    match shape:
        case Rect():
            return (
                f'<rect x="{_length(shape.x)}" y="{_length(shape.y)}" width="{_length(shape.width)}"'
                f' height="{_length(shape.height)}" fill="{shape.fill}" stroke="{shape.stroke}"'
                f' stroke-width="{STROKE}"/>'
            )
        case Line():
            return (
                f'<line x1="{_length(shape.x)}" y1="{_length(shape.top)}" x2="{_length(shape.x)}"'
                f' y2="{_length(shape.bottom)}" stroke="{shape.stroke}" stroke-width="{STROKE}"/>'
            )
        case Text():
            extra = {"normal": "", "gras": ' font-weight="bold"', "italique": ' font-style="italic"'}[shape.style]
            extra += ' text-anchor="end"' if shape.anchor == "end" else ""
            return (
                f'<text x="{_length(shape.x)}" y="{_length(shape.y)}" font-size="{_length(shape.size)}"'
                f' fill="{shape.fill}"{extra}>{escape(shape.content, quote=False)}</text>'
            )
