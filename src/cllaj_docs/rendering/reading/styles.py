"""What the styles of a Word file tell of a text: that it is a heading, or that it is not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cllaj_docs.rendering.reading.markup import read_xml

_HEADING = re.compile(r"(?:heading|titre) ([1-9])", re.IGNORECASE)
_LONGEST_CHAIN = 32


@dataclass(frozen=True, slots=True)
class Styles:
    """Levels of headings, and the styles whose text is hidden, by identifier."""

    levels: Mapping[str, int] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


def read_styles(content: bytes) -> Styles:
    """Read the part of the styles; an empty one has none. Raises ``OutputError`` when it is no XML."""
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    vanish: dict[str, bool] = {}
    current = ""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal current
        value = attributes.get("w:val", "")
        if name == "w:style":
            current = attributes.get("w:styleId", "")
        elif name == "w:name" and (found := _HEADING.fullmatch(value)):
            levels[current] = int(found[1])
        elif name == "w:basedOn":
            based[current] = value
        elif name == "w:vanish":
            vanish[current] = is_on(attributes)

    if content:
        read_xml(content, start)
    known = {*based, *vanish}
    return Styles(levels, frozenset(style for style in known if _is_hidden(style, based, vanish)))


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether a property that is there is on."""
    return attributes.get("w:val", "1") not in ("0", "false", "off")


def _is_hidden(style: str, based: Mapping[str, str], vanish: Mapping[str, bool]) -> bool:
    """Whether a style, or the nearest that it is based on and that says so, hides its text."""
    for _ in range(_LONGEST_CHAIN):
        if style in vanish:
            return vanish[style]
        if style not in based:
            return False
        style = based[style]
    return False
