"""The charter of a folder put in a Word template when it is read: its colours and its font, wherever the old ones are.

A template that was built here bears the charter it was built with: its theme, named ``Charte``, holds each colour at a
place of its own (``THEME_COLORS``) and the font. What bears one of these colours or this font, in the styles as in what
staff added in Word, takes the new one; all else is left as it is. A template with a theme of its own is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cllaj_docs.rendering.word.archive import pack, write_archive, write_prefix
from cllaj_docs.rendering.word.package import Package, read_package

if TYPE_CHECKING:
    from lxml.etree import _Element

THEME_NAME = "Charte"

THEME_COLORS: Mapping[str, str] = {
    "dk1": "texte",
    "lt1": "",
    "dk2": "principale",
    "lt2": "fond_encadre",
    "accent1": "principale",
    "accent2": "secondaire",
    "accent3": "cible",
    "accent4": "filet",
    "accent5": "fond_entete",
    "accent6": "resultat",
    "hlink": "principale",
    "folHlink": "secondaire",
}
"""The twelve places of a theme, and the colour of the charter in each; white where it is empty."""

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_GENERIC_FAMILIES = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"})
_FONT_ATTRIBUTES = tuple(f"{_W}{name}" for name in ("ascii", "hAnsi", "eastAsia", "cs"))


def word_color(color: str) -> str:
    """Write a colour of the charter (``#14426b``) as Word does (``14426B``)."""
    return color.removeprefix("#").upper()


def word_families(families: list[str] | tuple[str, ...]) -> str:
    """Write the fonts that may stand for that of the charter, less the generic names, which only CSS knows."""
    return ",".join(name for name in families if name not in _GENERIC_FAMILIES)


def apply_charte(content: bytes, charte: Mapping[str, Any]) -> bytes:
    """Give a Word template the colours and the font of a charter. Raises ``TemplateError`` when it is no Word file.

    ``charte`` has ``couleur``, by name (``#14426b``), and ``police`` with ``famille`` and ``secours``.
    """
    package = read_package(content)
    theme = _charter_theme(package)
    if theme is None:
        return content
    change = _Change(theme, charte)
    changed = {
        name: written
        for name, part in package.contents.items()
        if name.endswith(".xml") and change.concerns(part) and (written := change.apply(part)) is not None
    }
    if not changed:
        return content
    members = {**package.members, **{name: pack(name, part) for name, part in changed.items()}}
    return write_archive(write_prefix([]), members.values())


def _charter_theme(package: Package) -> _Element | None:
    """Give the theme of a template when it is that of a charter."""
    names = (name for name in package.contents if package.content_type(name) == _THEME_TYPE)
    themes = (_parse(package.contents[name]) for name in names)
    return next((theme for theme in themes if theme.get("name") == THEME_NAME), None)


class _Change:
    """What a new charter changes: old colours by the new ones, old font by the new one."""

    def __init__(self, theme: _Element, charte: Mapping[str, Any]) -> None:
        new = {key: word_color(color) for key, color in charte["couleur"].items()}
        self._places = {place: new[key] for place, key in THEME_COLORS.items() if key}
        self._colors: dict[str, str] = {}
        for place, color in self._places.items():
            old = theme.find(f".//{_A}clrScheme/{_A}{place}/{_A}srgbClr")
            if old is not None:
                self._colors.setdefault(old.get("val", "").upper(), color)
        font = theme.find(f".//{_A}minorFont/{_A}latin")
        self._old_font = "" if font is None else font.get("typeface", "")
        self._font = str(charte["police"]["famille"])
        self._families = word_families(charte["police"]["secours"])

    def concerns(self, part: bytes) -> bool:
        """Whether a part may hold something to change: most do not, and are not parsed."""
        text = part.upper()
        return any(old.encode() in text for old in (*self._colors, self._old_font.upper()) if old)

    def apply(self, part: bytes) -> bytes | None:
        """Give a part its new colours and font; ``None`` when there is nothing to change in it, or no way to."""
        from lxml import etree

        try:
            root = _parse(part)
        except etree.XMLSyntaxError:  # nested beyond reason: the engine refuses it, and says where
            return None
        changes = [
            (element, name, value)
            for element in root.iter(etree.Element)
            for name, value in self._attributes(element)
            if element.get(name) != value
        ]
        for element, name, value in changes:
            element.set(name, value)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True) if changes else None

    def _attributes(self, element: _Element) -> Iterator[tuple[str, str]]:
        """Give the attributes of an element that the charter rules, with what they must be."""
        tag = element.tag
        if tag == f"{_A}srgbClr":
            parent = element.getparent()
            place = "" if parent is None else str(parent.tag).removeprefix(_A)
            yield "val", self._places.get(place) or self._new(element.get("val", ""))
        elif tag == f"{_A}latin" and element.get("typeface") == self._old_font:
            yield "typeface", self._font
        elif tag == f"{_W}rFonts":
            yield from ((name, self._font) for name in _FONT_ATTRIBUTES if element.get(name) == self._old_font)
        elif tag == f"{_W}font" and element.get(f"{_W}name") == self._old_font:
            yield f"{_W}name", self._font
        elif tag == f"{_W}altName" and self._families and self._names_old_font(element.getparent()):
            yield f"{_W}val", self._families
        else:  # texts, borders and shadings
            for name in (f"{_W}val",) if tag == f"{_W}color" else (f"{_W}color", f"{_W}fill"):
                yield from ((name, self._new(color)) for color in (element.get(name),) if color)

    def _new(self, color: str) -> str:
        return self._colors.get(color.upper(), color)

    def _names_old_font(self, element: _Element | None) -> bool:
        return element is not None and element.get(f"{_W}name") == self._old_font


def _parse(part: bytes) -> _Element:
    from lxml import etree

    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
