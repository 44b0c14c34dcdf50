"""What WeasyPrint does again at each line, box and document, done once: the same pages, byte for byte.

Each shortcut leans on the inside of WeasyPrint, so it is taken only with the versions that it was read against; with
any other, pages are made the plain way, equal and slower. Documents of a host that uses WeasyPrint beside us are left
alone: ours are known by their fonts.

This module imports WeasyPrint: it is itself imported once ``engine.import_weasyprint`` has done it the short way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import weasyprint
from weasyprint.css import ComputedStyle, StyleFor
from weasyprint.document import Document
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration, font_features, get_font_description

READ_AGAINST = frozenset({"70.0"})
"""Versions of WeasyPrint whose inside was read when these shortcuts were written."""


class Fonts(FontConfiguration):  # type: ignore[misc]
    """The fonts of our documents, with what is worth keeping from one document to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.known_styles = _KnownStyles()


def new_fonts() -> Any:
    """Give an empty set of fonts, of the kind that takes the shortcuts if this version of WeasyPrint is known."""
    if weasyprint.__version__ not in READ_AGAINST:
        return FontConfiguration()
    line_break.Layout.setup = _set_up
    line_break._font_style_cache_key = _strut_key
    return Fonts()


def lay_out(source: Any, fonts: Any, **options: Any) -> Any:
    """Lay a ``weasyprint.HTML`` out, as its own ``render`` does."""
    if type(fonts) is not Fonts:
        return source.render(font_config=fonts, **options)
    profiles = options.pop("color_profiles")
    return _Document._render(source, fonts, None, profiles, {**weasyprint.DEFAULT_OPTIONS, **options})


# Text: WeasyPrint describes the font, the language and the features to Pango again for each line that it measures or
# draws. They are those of the style, described once for it. (What it attaches to each line is also never freed.)


@dataclass(slots=True, frozen=True)
class _TextSetting:
    """What Pango is told of a style: pointers, and metrics in pixels for the styles that draw lines along the text."""

    context: Any
    font: Any
    language: Any
    features: bytes
    metrics: Any


_plain_set_up = line_break.Layout.setup
_plain_strut_key = line_break._font_style_cache_key


def _set_up(layout: Any, style: Any) -> None:
    """Do what ``Layout.setup`` does."""
    if type(style.font_config) is not Fonts or style["text_decoration_line"] != "none":
        _plain_set_up(layout, style)
        return
    try:
        setting = style.text_setting
    except AttributeError:
        setting = style.text_setting = _text_setting(style)
    pango, ffi = line_break.pango, line_break.ffi
    layout.style, layout.first_line_direction, layout.language = style, 0, setting.language
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = ffi.gc(pango.pango_layout_new(setting.context), line_break.gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, setting.font)
    if setting.features:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(setting.features))
        pango.pango_layout_set_attributes(layout.layout, attributes)


def _text_setting(style: Any) -> _TextSetting:
    pango, ffi = line_break.pango, line_break.ffi
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), line_break.gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
    name = style["font_language_override"]
    name = style["lang"] if name == "normal" else line_break.LST_TO_ISO.get(name.lower(), name)
    if name:
        language = pango.pango_language_from_string(line_break.unicode_to_char_p(name)[0])
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    features = font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    written = ",".join(f"{name} {value}" for name, value in features.items())
    return _TextSetting(context, get_font_description(style), language, written.encode(), None)


def _strut_key(style: Any, include_size: bool = False) -> str:  # noqa: FBT001, FBT002 - the arguments of WeasyPrint
    """Do what ``_font_style_cache_key`` does: name what the height of an empty line depends on."""
    if not include_size or type(style.font_config) is not Fonts:
        return str(_plain_strut_key(style, include_size))
    try:
        key: str = style.strut_key
    except AttributeError:
        key = style.strut_key = _plain_strut_key(style, include_size)
    return key


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

    declared: Any = None
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
            below[key] = _KnownStyle(declared)
        return below[key]


def _identity(value: Any) -> Any:
    """Tell a declared value from the others: by its address, or by itself if it is a text, such as the language."""
    if type(value) is tuple and all(type(part) is str for part in value):
        return value
    return id(value)


class _PageSizes(dict[str, Any]):
    """Sizes of the first page, known late: values that were computed from them are not for another document."""

    reads = 0

    def __getitem__(self, name: str) -> Any:
        self.reads += 1
        return super().__getitem__(name)


class _Style(ComputedStyle):  # type: ignore[misc]
    """A style whose values may be known already."""

    known: _KnownStyle

    def __missing__(self, name: str) -> Any:
        values = self.known.values
        if name in values:
            value = self[name] = values[name]
            return value
        reads = self.initial_page_sizes.reads
        value = super().__missing__(name)
        if name not in _COMPUTED_APART and self.initial_page_sizes.reads == reads:
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
            style.known = self.font_config.known_styles.of(style, parent and parent.known)


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
