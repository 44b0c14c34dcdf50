"""What WeasyPrint does again at each line, box and document, done once: the same pages, byte for byte.

Each shortcut leans on the inside of WeasyPrint, so it is taken only with the versions that it was read against; with
any other, pages are made the plain way, equal and slower. Documents of a host that uses WeasyPrint beside us are left
alone: ours are known by their fonts.

This module imports WeasyPrint: it is itself imported once ``engine.import_weasyprint`` has done it the short way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint
from cssselect2 import ElementWrapper
from tinyhtml5 import inputstream
from weasyprint.css import ComputedStyle, StyleFor
from weasyprint.css.tokens import Pending
from weasyprint.document import Document
from weasyprint.layout import preferred
from weasyprint.text import line_break
from weasyprint.text.fonts import font_features, get_font_description

from cllaj_docs.rendering.pdf.fonts import OwnFonts
from cllaj_docs.rendering.pdf.tree import read_plain

READ_AGAINST = frozenset({"70.0"})
"""Versions of WeasyPrint whose inside was read when these shortcuts were written."""


class Fonts(OwnFonts):
    """The fonts of our documents, with what is worth keeping from one document to the next."""

    def __init__(self, family: str, files: Mapping[str, Path], *, alone: bool) -> None:
        super().__init__(family, files, alone=alone)
        self.known_styles = _KnownStyles()


def new_fonts(family: str, files: Mapping[str, Path], *, alone: bool) -> Fonts | None:
    """Give the fonts of our documents: see ``OwnFonts``. ``None`` if this version of WeasyPrint is not known."""
    if weasyprint.__version__ not in READ_AGAINST:
        return None
    inputstream.characters_until_regex = _Expressions()
    line_break.Layout.setup = _set_up
    line_break._font_style_cache_key = _strut_key
    preferred.split_first_line = _split_first_line
    return Fonts(family, files, alone=alone)


def lay_out(page: str, fonts: Any, url_fetcher: Any, **options: Any) -> Any:
    """Give the ``weasyprint.Document`` of a page, as ``weasyprint.HTML.render`` does."""
    if type(fonts) is not Fonts:
        return weasyprint.HTML(string=page, url_fetcher=url_fetcher).render(font_config=fonts, **options)
    root = read_plain(page)
    if root is None:
        source = weasyprint.HTML(string=page, url_fetcher=url_fetcher)
    else:
        notes = _IN_LINE.search(page) is not None or any(map(_asks_for_notes, options["stylesheets"]))
        source = _PlainPage(root, url_fetcher, notes=notes)
    profiles = options.pop("color_profiles")
    return _Document._render(source, fonts, None, profiles, {**weasyprint.DEFAULT_OPTIONS, **options})


# Parsing: pages that are plain enough are read as XML. For the others, tinyhtml5 keeps its regular expressions under
# other names than it looks for them, and makes them again for each word. And each element has five styles for the notes
# that it might have, of which the pages of most templates have none.

_IN_LINE = re.compile(r"\sstyle=")
_OF_NOTES = frozenset({"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"})


class _PlainPage(weasyprint.HTML):  # type: ignore[misc]
    """A page whose tree is known, and names no address that others are relative to."""

    def __init__(self, root: Element, url_fetcher: Any, *, notes: bool) -> None:
        self._notes = notes
        self.base_url = None
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        sheets = super()._ua_stylesheets(forms)
        return list(sheets) if self._notes else list(map(_without_notes, sheets))


@lru_cache(16)
def _asks_for_notes(sheet: Any) -> bool:
    """Tell whether a style sheet makes notes of anything, or leaves it open with a variable."""
    matcher = sheet.matcher
    by_name = (
        matcher.id_selectors,
        matcher.class_selectors,
        matcher.lower_local_name_selectors,
        matcher.namespace_selectors,
    )
    groups = chain(*(names.values() for names in by_name), (matcher.lang_attr_selectors, matcher.other_selectors))
    declarations = chain.from_iterable(payload[0] for *_, payload in chain.from_iterable(groups))
    return any(
        isinstance(value, Pending) or "note" in str(value)
        for name, value, _ in declarations
        if name in ("float", "position")
    )


@lru_cache(16)
def _without_notes(sheet: Any) -> Any:
    """Give a style sheet of WeasyPrint without its rules for the notes of any element."""
    copied = copy(sheet)
    copied.matcher = copy(sheet.matcher)
    copied.matcher.other_selectors = [
        (test, specificity, order, pseudo, payload)
        for test, specificity, order, pseudo, payload in sheet.matcher.other_selectors
        if pseudo not in _OF_NOTES
    ]
    return copied


class _Expressions(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """Expressions that match characters (``True``) or all others (``False``), made at the first demand."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, among = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        made = self[key] = re.compile(f"[{'' if among else '^'}{listed}]+")
        return made


# Text: WeasyPrint describes the font, the language and the features to Pango again for each line that it measures or
# draws. They are those of the style, described once for it. (What it attaches to each line is also never freed.)


@dataclass(slots=True, frozen=True)
class _TextSetting:
    """What Pango is told of a style, and where lines along its text stand, in pixels."""

    context: Any
    font: Any
    language: Any
    features: bytes
    lines: dict[str, float | None]


_plain_set_up = line_break.Layout.setup
_plain_strut_key = line_break._font_style_cache_key
_plain_split = line_break.split_first_line


def _set_up(layout: Any, style: Any) -> None:
    """Do what ``Layout.setup`` does."""
    if type(style.font_config) is not Fonts:
        _plain_set_up(layout, style)
        return
    try:
        setting = style.text_setting
    except AttributeError:
        setting = style.text_setting = _text_setting(style)
    pango, ffi = line_break.pango, line_break.ffi
    vars(layout).update(setting.lines, style=style, first_line_direction=0, language=setting.language)
    layout.layout = ffi.gc(pango.pango_layout_new(setting.context), line_break.gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, setting.font)
    if setting.features:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(setting.features))
        pango.pango_layout_set_attributes(layout.layout, attributes)


def _text_setting(style: Any) -> _TextSetting:
    pango, ffi = line_break.pango, line_break.ffi
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), line_break.gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
    name = style["font_language_override"]
    name = style["lang"] if name == "normal" else line_break.LST_TO_ISO.get(name.lower(), name)
    if name:
        language = pango.pango_language_from_string(line_break.unicode_to_char_p(name)[0])
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    font = get_font_description(style)
    drawn = style["text_decoration_line"] != "none"
    lines = _lines(context, font, language) if drawn else dict.fromkeys(_LINES[:3])
    features = font_features(*(style[name] for name in _FEATURES))
    written = ",".join(f"{name} {value}" for name, value in features.items())
    return _TextSetting(context, font, language, written.encode(), lines)


def _lines(context: Any, font: Any, language: Any) -> dict[str, float | None]:
    """Ask Pango where lines along a text stand."""
    pango = line_break.pango
    metrics = line_break.ffi.gc(
        pango.pango_context_get_metrics(context, font, language), pango.pango_font_metrics_unref
    )
    return {name: line_break.FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(metrics) for name in _LINES}


_LINES = ("ascent", "underline_position", "strikethrough_position", "underline_thickness", "strikethrough_thickness")
_FEATURES = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)


def _strut_key(style: Any, include_size: bool = False) -> str:
    """Do what ``_font_style_cache_key`` does: name what the height of an empty line depends on."""
    if not include_size or type(style.font_config) is not Fonts:
        return str(_plain_strut_key(style, include_size))
    try:
        key: str = style.strut_key
    except AttributeError:
        key = style.strut_key = _plain_strut_key(style, include_size)
    return key


# Tables: the width of a cell is that of its longest word, and each of its words is measured, as many times as it is
# written. It is measured once for each style.

_SURE_ENDS = frozenset(",.;:!?)»’%€")
"""Marks after which a space lets a line end, whatever letter follows (UAX 14), as after letters and digits."""


def _split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    """Do what ``split_first_line`` does, for a caller that reads but the place of the next line, and the width."""
    word = _first_word(text) if max_width == 0 and minimum and type(style.font_config) is Fonts else ""
    words = _known_words(style) if word else None
    if words is None:
        return _plain_split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    if word not in words:
        words[word] = _plain_split(text, style, context, max_width, justification_spacing, is_line_start, minimum)[2:4]
    return (None, None, *words[word], None, None)


def _first_word(text: str) -> str:
    """Give the word that stands alone on the narrowest first line, when what follows it has no say in that."""
    word, _, rest = text.partition(" ")
    sure = word and (word[-1].isalnum() or word[-1] in _SURE_ENDS) and rest and rest[0].isalpha() and rest[0] < "\u0250"
    return word if sure and "\u00ad" not in text and "\n" not in text else ""


def _known_words(style: Any) -> dict[str, tuple[int | None, float]] | None:
    """Give the words measured in a style; ``None`` for a style that cuts words, or keeps spaces."""
    try:
        known: dict[str, tuple[int | None, float]] | None = style.known_words
    except AttributeError:
        whole = (
            style["white_space"] == "normal"
            and style["hyphens"] != "auto"
            and style["word_break"] == "normal"
            and style["overflow_wrap"] != "anywhere"
        )
        known = style.known_words = {} if whole else None
    return known


# Styles: WeasyPrint computes the values of a style from its declarations and from the style of its parent. All
# documents of a template have the same few dozen styles, and all pages of a document the same twenty.

_MAX_STYLES = 4_000
_COMPUTED_APART = frozenset({"position", "float", "display", "page"})
"""Properties whose computation writes more than their value."""

_PSEUDO_ELEMENTS = frozenset({None, "before", "after"})
"""What is worth remembering among the styles of elements. Of the others, hardly a value is ever asked."""


@dataclass(slots=True, eq=False)
class _KnownStyle:
    """The values known of a style. ``declared`` keeps the declarations alive, since they are known by their address."""

    declared: tuple[Any, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    below: dict[Any, _KnownStyle] = field(default_factory=dict)


class _KnownStyles:
    """A tree of styles, from the root of documents down."""

    def __init__(self) -> None:
        self._top = _KnownStyle()
        self._count = 0

    def forget_if_many(self) -> None:
        if self._count > _MAX_STYLES:
            self.__init__()  # type: ignore[misc]

    def of(self, style: Any, parent: _KnownStyle | None) -> _KnownStyle:
        """Find what is known of a style, or begin to know it."""
        declared = style.cascaded
        key = (
            style.pseudo_type,
            style.base_url,
            *declared,
            *(
                (_identity(value), precedence, layer, *specificity)
                for value, (precedence, layer, specificity) in declared.values()
            ),
        )
        below = (parent or self._top).below
        if key not in below:
            self._count += 1
            below[key] = _KnownStyle(tuple(declared.values()))
        return below[key]


def _identity(value: Any) -> Any:
    """Tell a declared value from the others: by its address, or by itself if it is a text, such as the language."""
    if type(value) is tuple and all(type(part) is str for part in value):
        return value
    return id(value)


class _PageSizes(dict[str, Any]):
    """Sizes of the first page, known late. Once read, any value may come from them, and is not for another document."""

    read = False

    def __getitem__(self, name: str) -> Any:
        self.read = True
        return super().__getitem__(name)


class _Style(ComputedStyle):  # type: ignore[misc]
    """A style whose values may be known already."""

    known: _KnownStyle

    def __missing__(self, name: str) -> Any:
        values = self.known.values
        if name in values:
            value = self[name] = values[name]
            return value
        value = super().__missing__(name)
        if name not in _COMPUTED_APART and not self.initial_page_sizes.read:
            values[name] = value
        return value


class _Styles(StyleFor):  # type: ignore[misc]
    """The styles of a document; those of its pages come while it is laid out."""

    def set_computed_styles(self, element: Any, *args: Any, pseudo_type: Any = None, **named: Any) -> None:
        super().set_computed_styles(element, *args, pseudo_type=pseudo_type, **named)
        self.know(self.get_computed_styles()[element, pseudo_type])

    def know(self, style: Any) -> None:
        parent = style.parent_style
        if type(style) is ComputedStyle and (parent is None or type(parent) is _Style):
            style.__class__ = _Style
            style.known = self.font_config.known_styles.of(style, None if parent is None else parent.known)


class _Document(Document):  # type: ignore[misc]
    """A document whose styles are known from one to the next."""

    @classmethod
    def _build_layout_context(cls, html: Any, font_config: Any, *args: Any) -> Any:
        context = super()._build_layout_context(html, font_config, *args)
        font_config.known_styles.forget_if_many()
        styles = context.style_for
        styles.__class__ = _Styles
        styles.initial_page_sizes = _PageSizes(styles.initial_page_sizes)
        for (_, pseudo_type), style in styles.get_computed_styles().items():
            style.initial_page_sizes = styles.initial_page_sizes
            if pseudo_type in _PSEUDO_ELEMENTS:
                styles.know(style)
        return context
