"""From an HTML page to a PDF that is an archive, read aloud, and the same every time: PDF/A-3a and PDF/UA-1.

WeasyPrint is imported when the first PDF is asked for, and not before: it takes half a second that Word and HTML need
not pay. Fonts and style sheets are read once per ``PdfRenderer``. Nothing is ever fetched: fonts come from the caller,
styles from the page, pictures are drawn in it.
"""

from __future__ import annotations

import datetime
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.pdf.archive import VARIANT, Attachment, finisher
from cllaj_docs.rendering.pdf.collector import collector_waiting
from cllaj_docs.rendering.pdf.engine import import_weasyprint
from cllaj_docs.rendering.pdf.glyphs import characters_of

FONT_SCHEME = "police:"
"""Scheme of the only addresses that are served, with ``EMBEDDED``: the fonts given to the renderer."""

EMBEDDED = "data:image/png;base64,"
"""How a picture inside a page begins."""

COLOURS = "sRGB2014"
"""Colours of every page: the profile of that name which comes with WeasyPrint, that of the ICC for sRGB."""

_FACES: Mapping[str, str] = {
    "normal": "font-weight: 400; font-style: normal",
    "gras": "font-weight: 700; font-style: normal",
    "italique": "font-weight: 400; font-style: italic",
    "gras_italique": "font-weight: 700; font-style: italic",
}

# What only paged media know: the header and the footer of a document leave the text for the margins of every page.
# ``crisp-edges`` keeps PDF readers from smoothing pictures, which an archive forbids (ISO 19005-3, 6.2.8).
_OWN_STYLE = """
html { image-rendering: crisp-edges }
.document > header { position: running(entete) }
.document > footer { display: block; position: running(pied) }
.page::before { content: counter(page) }
.pages::before { content: counter(pages) }
@page { @top-left { content: element(entete); width: 100% } @bottom-left { content: element(pied); width: 100% } }
"""

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_MAX_STYLE_SHEETS = 16

# Characters that ask for no glyph: white space, soft hyphen, joiners, marks of direction, variation selectors.
_UNDRAWN = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufe0e\ufe0f\ufeff")

ONE_AT_A_TIME = Lock()
"""Held while a page is laid out: WeasyPrint enters Pango without Python's own lock, and eight threads make GLib report
a corrupted list. A campaign that wants more cores runs more processes."""


@dataclass(frozen=True, slots=True)
class _Engine:
    """WeasyPrint with our fonts loaded.

    ``colours`` is the profile of the colours that pages are written in, which an archive carries; ``own_sheet`` names
    the fonts and places the running header and footer; ``characters`` are those that every font of the charter draws.
    """

    weasyprint: Any
    font_config: Any
    colours: bytes
    fetcher: Callable[[str], Any]
    own_sheet: Any
    characters: frozenset[str]
    style_sheets: dict[str, Any]


class PdfRenderer:
    """Fonts and style sheets, loaded at the first document and kept; safe to share between threads.

    ``fonts`` are font files by style: ``normal``, ``gras``, ``italique``, ``gras_italique``.
    ``charte`` is ``charte.toml``: it names the family that the style sheets ask for.
    """

    def __init__(self, fonts: Mapping[str, Path], charte: Mapping[str, Any]) -> None:
        self._fonts = dict(fonts)
        self._family = str(charte["police"]["famille"])
        self._engine: _Engine | None = None

    def render(self, html: str, *, date: datetime.date | None = None, attachments: Sequence[Attachment] = ()) -> bytes:
        """Return the PDF of a page; the same page, date, files and fonts give the same bytes, whatever the clock.

        Title, author, subject and language are those of the page; ``date`` is kept as its date of creation, and as
        that of the files that it carries, ``attachments``, whose names differ. Raises
        ``TemplateError`` when the page asks for an address, or holds a character that the fonts do not have, and
        ``OutputError`` when the system lacks a library.
        """
        with ONE_AT_A_TIME, collector_waiting():
            if self._engine is None:
                self._engine = _load(self._fonts, self._family)
            return _written(self._engine, html, date, finisher(attachments, date))


def html_to_pdf(
    html: str,
    fonts: Mapping[str, Path],
    charte: Mapping[str, Any],
    *,
    date: datetime.date | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return the PDF of one page, as ``PdfRenderer.render`` does; for several pages, keep a renderer."""
    return PdfRenderer(fonts, charte).render(html, date=date, attachments=attachments)


def _load(fonts: Mapping[str, Path], family: str) -> _Engine:
    """Import WeasyPrint, and give it the fonts of the charter under their family's name."""
    alone = not _is_loaded("libfontconfig")
    weasyprint = import_weasyprint()
    from cllaj_docs.rendering.pdf.shortcuts import new_fonts

    contents = {style: path.read_bytes() for style, path in fonts.items()}
    characters = frozenset.intersection(*map(characters_of, contents.values())) | _UNDRAWN
    fetcher = _Fetcher(contents)
    font_config = new_fonts(family, fonts, alone=alone)
    rules = "" if font_config else _font_faces(family, contents)
    font_config = font_config or weasyprint.text.fonts.FontConfiguration()
    own_sheet = weasyprint.CSS(string=rules + _OWN_STYLE, font_config=font_config, url_fetcher=fetcher)
    colours = files("weasyprint.pdf").joinpath(f"{COLOURS}.icc").read_bytes()
    return _Engine(weasyprint, font_config, colours, fetcher, own_sheet, characters, {})


def _font_faces(family: str, styles: Iterable[str]) -> str:
    """Write the rules that have WeasyPrint ask for the fonts of a family."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; {_FACES[style]}; src: url({FONT_SCHEME}{style}) }}' for style in styles
    )


def _is_loaded(library: str) -> bool:
    """Tell whether the process has loaded a library of the system; where that cannot be known, it may have."""
    try:
        return library in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True


@dataclass(slots=True)
class _Colours:
    """The profile of the colours, as WeasyPrint wants one.

    Its own is read at each document, written differently the second time, and its file is left open.
    ``pdf_reference`` is where WeasyPrint notes the place of the profile in the file that it is writing.
    """

    content: bytes
    name: str = COLOURS
    components: tuple[str, str, str] = ("r", "g", "b")
    pdf_reference: bytes | None = None


class _Fetcher:
    """Serve the fonts given and the pictures inside the page, and nothing else.

    WeasyPrint calls it with an address, and asks what to do on errors.
    """

    _fail_on_errors = True

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        self._fonts = fonts

    def __call__(self, url: str) -> Any:
        from weasyprint.urls import URLFetcherResponse

        if url.startswith(EMBEDDED):
            return URLFetcherResponse(url, b64decode(url.removeprefix(EMBEDDED)))
        font = self._fonts.get(url.removeprefix(FONT_SCHEME)) if url.startswith(FONT_SCHEME) else None
        if font is None:
            raise TemplateError("Un document ne va chercher aucune adresse : retirez-la du gabarit", balise=url[:200])
        return URLFetcherResponse(url, font)


def _written(engine: _Engine, html: str, date: datetime.date | None, finish: Callable[[Any, Any], None]) -> bytes:
    from weasyprint.urls import FatalURLFetchingError

    from cllaj_docs.rendering.pdf.shortcuts import lay_out

    _check_characters(engine, html)
    page, css = _without_style(html)
    try:
        sheets = [*([_style_sheet(engine, css)] if css else []), engine.own_sheet]
        options = {"pdf_variant": VARIANT, "output_intent": COLOURS}
        document = lay_out(
            page,
            engine.font_config,
            engine.fetcher,
            color_profiles={COLOURS: _Colours(engine.colours)},
            stylesheets=sheets,
            **options,
        )
        if date is not None:
            document.metadata.created = document.metadata.modified = date.isoformat()
        written: bytes = document.write_pdf(finisher=finish, **options)
    except FatalURLFetchingError as error:
        raise error.__cause__ or error from None
    return written


def _check_characters(engine: _Engine, html: str) -> None:
    """Refuse a character that the fonts cannot draw: a box would be printed, or a font of this machine borrowed."""
    if missing := sorted(set(html) - engine.characters):
        shown = ", ".join(f"« {character} » (U+{ord(character):04X})" for character in missing[:5])
        raise TemplateError(f"La police de la charte ne sait pas écrire {shown} : remplacez ce caractère")


def _without_style(html: str) -> tuple[str, str]:
    """Take its style sheet out of a page: it is the same for all pages of a template, and is parsed but once."""
    found = _STYLE.search(html)
    if found is None:
        return html, ""
    return html[: found.start()] + html[found.end() :], found[1]


def _style_sheet(engine: _Engine, css: str) -> Any:
    """Return a style sheet parsed, from those that are kept; a caller has a few, so that forgetting all is enough."""
    if css not in engine.style_sheets:
        if len(engine.style_sheets) >= _MAX_STYLE_SHEETS:
            engine.style_sheets.clear()
        engine.style_sheets[css] = engine.weasyprint.CSS(
            string=css, font_config=engine.font_config, url_fetcher=engine.fetcher
        )
    return engine.style_sheets[css]
