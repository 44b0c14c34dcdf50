"""WordprocessingML written as strings: the few lines that every part is made with."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

TWIPS_PER_POINT = 20
TWIPS_PER_MILLIMETRE = 1440 / 25.4

_PARAGRAPH_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs"),
    *("spacing", "ind", "contextualSpacing", "jc", "outlineLvl"),
)
_RUN_ORDER = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "noProof", "color", "sz", "szCs", "u", "vertAlign", "lang"),
    "numSpacing",
)
_TABLE_ORDER = (
    *("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"),
    *("tblCaption", "tblDescription"),
)
_CELL_ORDER = ("tcW", "gridSpan", "tcBorders", "shd", "vAlign")


def w(name: str, /, *children: str, **attributes: object) -> str:
    """Write an element of the namespace ``w``, its attributes in the same one."""
    written = "".join(f' w:{key}="{attribute(str(value))}"' for key, value in attributes.items())
    content = "".join(children)
    return f"<w:{name}{written}>{content}</w:{name}>" if content else f"<w:{name}{written}/>"


def attribute(value: str) -> str:
    """Escape the value of an attribute."""
    return escape(value, {'"': "&quot;"})


def text(content: str) -> str:
    """Write characters. Their spaces are kept: what stands beside a Jinja tag is known at rendering only."""
    return f'<w:t xml:space="preserve">{escape(content)}</w:t>'


def twips(millimetres: float) -> int:
    """Convert millimetres to twentieths of a point."""
    return round(millimetres * TWIPS_PER_MILLIMETRE)


def half_points(points: float) -> int:
    """Convert a font size in points to Word's half-points."""
    return round(points * 2)


def paragraph_properties(*children: str) -> str:
    """Write ``w:pPr``, its children in the order of the schema; nothing when there are none."""
    return _properties("pPr", _PARAGRAPH_ORDER, children)


def run_properties(*children: str) -> str:
    """Write ``w:rPr``, its children in the order of the schema; nothing when there are none."""
    return _properties("rPr", _RUN_ORDER, children)


def table_properties(*children: str) -> str:
    """Write ``w:tblPr``, its children in the order of the schema."""
    return _properties("tblPr", _TABLE_ORDER, children)


def cell_properties(*children: str) -> str:
    """Write ``w:tcPr``, its children in the order of the schema."""
    return _properties("tcPr", _CELL_ORDER, children)


def _properties(name: str, order: tuple[str, ...], children: Iterable[str]) -> str:
    """Sort one-element strings by the name of their element: the schema is a sequence, and Word holds to it."""

    def rank(child: str) -> int:
        return order.index(child[child.index(":") + 1 :].replace("/", " ").replace(">", " ").split(" ", 1)[0])

    kept = sorted(filter(None, children), key=rank)
    return w(name, *kept) if kept else ""
