"""The tree of a page, read as XML when the page is plain enough for XML and HTML to read the same in it.

HTML reads anything, by rules of its own: it closes what is left open, moves what is misplaced, adds what it thinks is
missing. Our pages leave it nothing of that to do, and an XML reader makes the same tree of them twenty times as fast.
What is plain enough is said here; whatever is not, down to one value on two lines, is left to the rules of HTML
(HTML Living Standard, 13.2, « Parsing HTML documents »).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

_SVG = "{http://www.w3.org/2000/svg}"
_XMLNS = "{http://www.w3.org/2000/xmlns/}xmlns"
_SPACES = " \t\n"

_WHOLE = re.compile(r"<!DOCTYPE html>\s*(<html[ >].*</body>[ \n]*</html>)([ \n]*)", re.DOTALL)
_VOID = re.compile(r"(<(?:br|col|hr|img|meta|wbr)(?:\s[^<>]*)?)(?<!/)>")
# Comments and the like, references that are not XML's, values on several lines, ends of lines that XML changes, and
# elements closed as soon as opened: HTML leaves them open, but for those that are always so and the shapes of drawings.
_OTHERWISE = re.compile(
    r"""<[!?]|&(?!(?:amp|lt|gt|quot|#34|#39);)|="[^"<>]*[\t\n]|='[^'<>]*[\t\n]|\r"""
    r"""|<(?!(?:br|col|hr|img|meta|wbr|circle|ellipse|line|path|polygon|polyline|rect)[\s/])[^<]*/>"""
)
_NAMES = re.compile(r"[a-z][a-z0-9-]*")
# In drawings, HTML gives back their capitals to names of several words: those written here have one, or hyphens.
_NAMES_IN_DRAWINGS = re.compile(
    r"aria-[a-z]+|class|c[xy]|d|fill(-[a-z]+)?|font-[a-z]+|height|id|lang|points|role|r[xy]?|stroke(-[a-z]+)*"
    r"|text-anchor|transform|viewBox|width|[xy][12]?"
)

_VOIDS = frozenset({"br", "col", "hr", "img", "meta", "wbr"})
_IN_LINE = frozenset(
    {"a", "abbr", "b", "br", "code", "em", "i", "img", "q", "small", "span", "strong", "sub", "sup", "wbr"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SECTIONS = frozenset(
    {"article", "aside", "blockquote", "div", "figcaption", "figure", "footer", "header", "main", "section"}
)
_FLOW = _IN_LINE | _HEADINGS | _SECTIONS | {"hr", "ol", "p", "table", "ul", f"{_SVG}svg"}
_ROWS = frozenset({"tbody", "tfoot", "thead"})
_SHAPES = frozenset(f"{_SVG}{name}" for name in ("circle", "ellipse", "line", "path", "polygon", "polyline", "rect"))
_DRAWN = _SHAPES | {f"{_SVG}desc", f"{_SVG}g", f"{_SVG}text", f"{_SVG}title"}

_INSIDE: Mapping[str, frozenset[str]] = {
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title"}),
    "title": frozenset(),
    **dict.fromkeys(("body", "li", "td", "th", "caption", *_SECTIONS), _FLOW),
    **dict.fromkeys(("p", *_HEADINGS, *(_IN_LINE - _VOIDS)), _IN_LINE),
    **dict.fromkeys(_VOIDS, frozenset()),
    **dict.fromkeys(("ol", "ul"), frozenset({"li"})),
    "table": _ROWS | {"caption", "colgroup"},
    "colgroup": frozenset({"col"}),
    **dict.fromkeys(_ROWS, frozenset({"tr"})),
    "tr": frozenset({"td", "th"}),
    **dict.fromkeys((f"{_SVG}svg", f"{_SVG}g"), _DRAWN),
    **dict.fromkeys((*_SHAPES, f"{_SVG}desc", f"{_SVG}text", f"{_SVG}title"), frozenset()),
}
"""Elements that may stand inside each, such that HTML neither moves nor closes nor adds any."""

_WITHOUT_TEXT = frozenset({"html", "head", "table", "colgroup", "tr", *_ROWS, *_VOIDS})
"""Elements out of which HTML moves the text that they hold, white space apart."""


def read_plain(page: str) -> Element | None:
    """Give the tree that HTML makes of a page, or ``None`` when it is not plain enough to be read as XML."""
    whole = _WHOLE.fullmatch(page)
    if whole is None or _OTHERWISE.search(page, whole.start(1)):
        return None
    try:
        root = fromstring(_VOID.sub(r"\1/>", whole[1]))  # noqa: S314 - no declaration gets here, hence no entity
    except (ParseError, ValueError):
        return None
    if not all(map(_is_plain, root.iter())) or [child.tag for child in root] != ["head", "body"]:
        return None
    if any(link.find(".//a") is not None for link in root.iter("a")):
        return None
    _arrange(root, whole[2])
    return root


def _is_plain(element: Any) -> bool:
    """Tell whether HTML leaves an element where it stands, with what it holds."""
    tag = element.tag
    inside = _INSIDE.get(tag)
    if inside is None:
        return False
    if tag in _WITHOUT_TEXT and (
        (element.text or "").strip(_SPACES) or any((child.tail or "").strip(_SPACES) for child in element)
    ):
        return False
    kept = _NAMES_IN_DRAWINGS if tag.startswith(_SVG) else _NAMES
    return all(child.tag in inside for child in element) and all(map(kept.fullmatch, element.keys()))


def _arrange(root: Element, after: str) -> None:
    """Put white space where HTML puts it, and tell drawings their name space as HTML does."""
    body = root[1]
    root.text, end, body.tail = None, (body.tail or "") + after, None
    if len(body):
        body[-1].tail = (body[-1].tail or "") + end or None
    else:
        body.text = (body.text or "") + end or None
    for drawing in root.iter(f"{_SVG}svg"):
        drawing.set(_XMLNS, _SVG[1:-1])
