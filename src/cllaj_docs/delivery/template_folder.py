"""Templates on disk: what a caller's folder holds comes first, then what is shipped. From files to compiled engines.

A folder of one's own may hold ``<document>.docx``, ``<document>.html`` and the fragments of the latter, ``page.html``,
``style.css`` and ``charte.toml``; each missing file is the shipped one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from cllaj_docs.delivery.letterhead import CHARTE, logo_to_word, read_logos
from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.documents.bilan_final import Graphique
from cllaj_docs.documents.contexte import Logos
from cllaj_docs.errors import OutputError, TemplateError
from cllaj_docs.french.typography import polish

if TYPE_CHECKING:
    from cllaj_docs.rendering.chart import BarChart
    from cllaj_docs.rendering.html import HtmlTemplate
    from cllaj_docs.rendering.markdown import Block
    from cllaj_docs.rendering.pdf import PdfRenderer
    from cllaj_docs.rendering.word import Image, Paragraphs, WordTemplate

_TEXTS_KEPT = 64
"""Markdown texts kept once read, the last ones: a dossier's documents are asked for one after the other, and in Word,
PDF and HTML, so that each of its texts would be read three times and more."""


class TemplateFolder:
    """Where templates are read from. Raises ``OutputError`` when the caller's folder does not exist."""

    def __init__(self, own: str | Path | None = None) -> None:
        self._own = None if own is None else Path(own)
        if self._own is not None and not self._own.is_dir():
            raise OutputError(f"{self._own} : ce dossier de gabarits n’existe pas, vérifiez son nom")
        self._shipped = shipped_folder("templates")

    def word_template(self, document: str) -> WordTemplate:
        """Compile the Word template of a document, with the filters that only Word has."""
        from cllaj_docs.rendering.word import WordTemplate

        return WordTemplate(self._find("docx", f"{document}.docx"), self.word_filters)

    @property
    def word_filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filters that only Word has: what they print is made of paragraphs or pictures."""
        return {"markdown": self._markdown_to_word, "barres": self._bars_to_word, "image": logo_to_word}

    def html_template(self, document: str) -> HtmlTemplate:
        """Compile the HTML template of a document, with the fragments that it includes."""
        from cllaj_docs.rendering.html import HtmlTemplate

        return HtmlTemplate(f"{document}.html", self._html_sources, self.charte, polish=polish, read=self._read)

    def pdf_renderer(self) -> PdfRenderer:
        """Make the renderer that turns pages into PDF with the fonts of the charter."""
        from cllaj_docs.rendering.pdf import PdfRenderer

        return PdfRenderer(self._fonts, self.charte)

    @cached_property
    def charte(self) -> Mapping[str, Any]:
        """The charter: font, colours, sizes, margins. Raises ``TemplateError`` when it is not readable TOML."""
        path = self._find("", CHARTE)
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            raise TemplateError("la charte n’est pas un fichier TOML lisible", document=path.name) from None

    @cached_property
    def logos(self) -> Logos:
        """The logos that the charter names. Raises ``TemplateError`` on one that cannot be used."""
        return read_logos(self.charte, lambda name: self._find("", name).read_bytes())

    @cached_property
    def _fonts(self) -> dict[str, Path]:
        return {style: self._find("fonts", name) for style, name in self.charte["police"]["fichiers"].items()}

    @cached_property
    def _html_sources(self) -> dict[str, str]:
        folders = [self._shipped / "html", *([self._own] if self._own else [])]
        paths = {path.name: path for folder in folders for kind in ("*.html", "*.css") for path in folder.glob(kind)}
        return {name: path.read_text(encoding="utf-8") for name, path in paths.items()}

    def _find(self, shipped_in: str, name: str) -> Path:
        """Give the caller's file of that name, else the shipped one. Raises ``TemplateError`` when there is neither."""
        for path in (*([self._own / name] if self._own else []), self._shipped / shipped_in / name):
            if path.is_file():
                return path
        raise TemplateError("ce gabarit n’existe pas", document=name)

    @cached_property
    def _read(self) -> Callable[[str], tuple[Block, ...]]:
        """Reads a Markdown text into its tree; the last ones are kept."""
        from cllaj_docs.rendering.markdown import parse

        return lru_cache(maxsize=_TEXTS_KEPT)(parse)

    def _markdown_to_word(self, text: str, **options: int) -> Paragraphs:
        """Write an operator's Markdown as Word paragraphs; ``options`` are those of the HTML filter (``niveau``)."""
        from cllaj_docs.rendering.markdown import to_word
        from cllaj_docs.rendering.word import Paragraphs

        return Paragraphs(to_word(self._read(text), **options))

    def _bars_to_word(self, chart: BarChart) -> Image:
        from cllaj_docs.rendering.chart import TextStyle, lay_out, to_png
        from cllaj_docs.rendering.word import Image

        fonts = {style: self._fonts[style].read_bytes() for style in get_args(TextStyle)}
        picture = to_png(chart, self.charte, fonts)
        return Image(picture, width=lay_out(chart, self.charte).width_mm, alt=f"{chart.name()}. {chart.description()}")


def to_engine_values(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Turn what ``documents`` only describes into what ``rendering`` draws: a chart in words into a chart in bars."""
    from cllaj_docs.rendering.chart import BarChart, BarRow

    def convert(value: Any) -> Any:
        if not isinstance(value, Graphique):
            return value
        rows = tuple(BarRow(barre.libelle, barre.valeurs, printed=barre.mentions) for barre in value.barres)
        return BarChart(title=value.titre, alt=value.alternative, series=value.series, rows=rows)

    return {name: convert(value) for name, value in values.items()}
