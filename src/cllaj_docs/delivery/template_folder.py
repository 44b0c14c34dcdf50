"""Templates on disk: what a caller's folder holds comes first, then what is shipped. From files to compiled engines.

A folder of one's own may hold ``<document>.docx``, ``<document>.html`` and the fragments of the latter, ``page.html``,
``style.css`` and ``charte.toml``; each missing file is the shipped one, and each missing value of the charter too. A
template may be for one regime alone: ``convention.epci.docx`` comes before ``convention.docx``.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from cllaj_docs.delivery.charte import CHARTE, check_charte
from cllaj_docs.delivery.fork import open_after_fork
from cllaj_docs.delivery.letterhead import logo_to_word, read_logos
from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.documents.bilan_final import Graphique
from cllaj_docs.documents.contexte import Logos
from cllaj_docs.domain.departement import EnTete
from cllaj_docs.errors import OutputError, TemplateError
from cllaj_docs.french.typography import polish

if TYPE_CHECKING:
    from cllaj_docs.rendering.chart import BarChart
    from cllaj_docs.rendering.chart_picture import ChartPainter
    from cllaj_docs.rendering.html import HtmlTemplate
    from cllaj_docs.rendering.pdf import PdfRenderer
    from cllaj_docs.rendering.word import Image, Paragraphs, WordTemplate

HEAVIEST_TEXT = 2 * 2**20
"""Heaviest HTML template, style sheet or charter, in bytes: fifty times the longest of those shipped."""

_TEXTS_KEPT = 64
"""Texts in Markdown kept as Word writes them, the last ones: the documents of a dossier repeat them, and reading one
takes as long as the rest of a page."""


_SHARED = ("_*.html", "page.html", "*.css")
"""Files that every HTML template may take something from."""


Format = Literal["docx", "html"]
"""What a template is written in: Word, or the page that a PDF is made of."""


_Value = TypeVar("_Value")


class TemplateFolder:
    """Where templates are read from. Raises ``OutputError`` when the caller's folder does not exist."""

    def __init__(self, own: str | Path | None = None) -> None:
        self.own = None if own is None else Path(own)
        if self.own is not None and not self.own.is_dir():
            raise OutputError(f"{self.own} : ce dossier de gabarits n’existe pas, vérifiez son nom")
        self._shipped = shipped_folder("templates")
        self._read: dict[str, Any] = {}

    def word_file(self, template: str, regime: str | None = None) -> Path:
        """Give the Word template of that name, for a regime. Raises ``TemplateError`` when there is none."""
        return self._find("docx", *_names(template, regime, "docx"))

    def html_file(self, template: str, regime: str | None = None) -> Path:
        """Give the HTML template of that name, for a regime. Raises ``TemplateError`` when there is none."""
        return self._find("html", *_names(template, regime, "html"))

    def files(self, template: str, regime: str) -> dict[Format, Path]:
        """Give the templates of that name, for a regime, by format: Word, then HTML, as far as there are any."""
        finders: dict[Format, Callable[[str, str], Path]] = {"docx": self.word_file, "html": self.html_file}
        found: dict[Format, Path] = {}
        for format_, find in finders.items():
            with suppress(TemplateError):
                found[format_] = find(template, regime)
        return found

    def word_template(self, path: Path, namespace: str | None = None) -> WordTemplate:
        """Compile a Word template, with the filters that only Word has, in the colours of the charter.

        Its documents may carry data under a ``namespace``, when one is given.
        """
        from cllaj_docs.rendering.word import WordTemplate
        from cllaj_docs.rendering.word.carrying import make_carrier

        try:
            content = self._in_own_colors(path)
            source = content if namespace is None else make_carrier(content, namespace)
            template = WordTemplate(source, self.word_filters)
        except OSError as error:
            raise _unreadable(path, error) from None
        except TemplateError as error:
            error.document = error.document or path.name
            raise
        template.name = path.name
        return template

    def fingerprint(self, template: str, regime: str) -> str:
        """Give the fingerprint (SHA-256, hexadecimal) of all that a document is made of, Word and HTML, for a regime.

        A document of the caller's own may have but one of the two. Raises ``OutputError`` when a file cannot be read.
        """
        folders = [self._shipped / "html", *([self.own] if self.own else [])]
        shared = {path.name: path for folder in folders for name in _SHARED for path in folder.glob(name)}
        charters = [folder / CHARTE for folder in (self._shipped, *([self.own] if self.own else []))]
        found = hashlib.sha256()
        for path in (
            *self.files(template, regime).values(),
            *(shared[name] for name in sorted(shared)),
            *filter(Path.is_file, charters),
        ):
            try:
                content = path.read_bytes()
            except OSError as error:
                raise _unreadable(path, error) from None
            found.update(f"{path.name} {len(content)}\n".encode() + content)
        return found.hexdigest()

    def _in_own_colors(self, path: Path) -> bytes:
        """Read a Word template in the colours and the font of the folder's charter: it was built with ours."""
        content = path.read_bytes()
        if self._own_charte is None:
            return content
        from cllaj_docs.rendering.word.charte import apply_charte

        return apply_charte(content, self.charte)

    @property
    def word_filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filters that only Word has: what they print is made of paragraphs or pictures."""
        painter = cache(partial(_make_painter, self.charte, self._fonts))  # only a report needs one
        bars = partial(_bars_to_word, self.charte, painter)
        markdown = lru_cache(_TEXTS_KEPT)(_markdown_to_word)
        return {"markdown": markdown, "barres": bars, "image": logo_to_word}

    def html_template(self, path: Path) -> HtmlTemplate:
        """Compile an HTML template, with the fragments that it includes."""
        from cllaj_docs.rendering.html import HtmlTemplate

        return HtmlTemplate(path.name, self.html_sources, self.charte, polish=polish)

    def pdf_renderer(self) -> PdfRenderer:
        """Make the renderer that turns pages into PDF with the fonts of the charter."""
        from cllaj_docs.rendering.pdf.renderer import ONE_AT_A_TIME, PdfRenderer

        open_after_fork(ONE_AT_A_TIME)
        return PdfRenderer(self._fonts, self.charte)

    @property
    def charte(self) -> Mapping[str, Any]:
        """The charter: font, colours, sizes, margins, letterhead.

        Raises ``TemplateError`` when the folder's own is not readable TOML, or sets what a charter cannot be.
        """
        return self._once("charte", self._read_charte)

    @property
    def en_tete(self) -> EnTete:
        """What the charter sets in the letterhead. Raises ``TemplateError`` like ``charte``."""
        return self._once("en_tete", lambda: EnTete.model_validate(self.charte.get("en_tete", {})))

    @property
    def logos(self) -> Logos:
        """The logos that the charter names. Raises ``TemplateError`` on one that cannot be used."""
        return self._once("logos", lambda: read_logos(self.charte, lambda name: self._find("", name).read_bytes()))

    @property
    def html_sources(self) -> Mapping[str, str]:
        """The HTML sources and the style sheet, by file name. Raises ``TemplateError`` on one that is no text."""
        return self._once("html", self._read_html_sources)

    @property
    def _fonts(self) -> dict[str, Path]:
        return {style: self._find("fonts", name) for style, name in self.charte["police"]["fichiers"].items()}

    def _once(self, name: str, read: Callable[[], _Value]) -> _Value:
        """Read a thing once, without a lock, which a fork would leave shut: two threads may both read it."""
        if name not in self._read:
            self._read[name] = read()
        value: _Value = self._read[name]
        return value

    def _read_charte(self) -> Mapping[str, Any]:
        shipped = _read_toml(self._shipped / CHARTE)
        if self._own_charte is None:
            return shipped
        charte = _over(shipped, _read_toml(self._own_charte))
        check_charte(charte)
        return charte

    @property
    def _own_charte(self) -> Path | None:
        path = self.own / CHARTE if self.own else None
        return path if path is not None and path.is_file() else None

    def _read_html_sources(self) -> Mapping[str, str]:
        folders = [self._shipped / "html", *([self.own] if self.own else [])]
        paths = {path.name: path for folder in folders for kind in ("*.html", "*.css") for path in folder.glob(kind)}
        return {name: _read_text(path) for name, path in paths.items()}

    def _find(self, shipped_in: str, *names: str) -> Path:
        """Give the caller's file of one of these names, else the shipped one; the first name comes first.

        Raises ``TemplateError`` when there is none.
        """
        for folder in (*([self.own] if self.own else []), self._shipped / shipped_in):
            for name in names:
                if (folder / name).is_file():
                    return folder / name
        raise TemplateError("ce gabarit n’existe pas", document=names[-1])


def _make_painter(charte: Mapping[str, Any], fonts: Mapping[str, Path]) -> ChartPainter:
    from cllaj_docs.rendering.chart import TextStyle
    from cllaj_docs.rendering.chart_picture import ChartPainter

    return ChartPainter(charte, {style: fonts[style].read_bytes() for style in get_args(TextStyle)})


def _bars_to_word(charte: Mapping[str, Any], painter: Callable[[], ChartPainter], chart: BarChart) -> Image:
    from cllaj_docs.rendering.chart import lay_out
    from cllaj_docs.rendering.word import Image

    width = lay_out(chart, charte).width_mm
    return Image(painter().paint(chart), width=width, alt=f"{chart.name()}. {chart.description()}")


def _markdown_to_word(text: str, **options: int) -> Paragraphs:
    """Write an operator's Markdown as Word paragraphs; ``options`` are those of the HTML filter (``niveau``)."""
    from cllaj_docs.rendering.markdown import parse, to_word
    from cllaj_docs.rendering.word import Paragraphs

    return Paragraphs(to_word(parse(text), **options))


def _names(template: str, regime: str | None, ending: str) -> tuple[str, ...]:
    """Give the names that a template may have, that for its regime first."""
    return (*([f"{template}.{regime}.{ending}"] if regime else []), f"{template}.{ending}")


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(HEAVIEST_TEXT + 1)
        if len(content) > HEAVIEST_TEXT:
            raise TemplateError(f"ce fichier est trop gros : {HEAVIEST_TEXT // 2**20} Mo au plus", document=path.name)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "ce fichier n’est pas du texte en UTF-8 : enregistrez-le dans ce codage"
        raise TemplateError(message, document=path.name) from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} : lecture impossible ({error.strerror}), vérifiez vos droits")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read_text(path))
    except (ValueError, RecursionError):  # TOMLDecodeError is a ValueError, as is a number that is too long
        raise TemplateError("la charte n’est pas un fichier TOML lisible", document=path.name) from None


def _over(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Lay given values over others, table by table."""
    merged = dict(base)
    for key, value in given.items():
        below = merged.get(key)
        merged[key] = _over(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def to_engine_values(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Turn what ``documents`` only describes into what ``rendering`` draws: a chart in words into a chart in bars."""
    from cllaj_docs.rendering.chart import BarChart, BarRow

    def convert(value: Any) -> Any:
        if not isinstance(value, Graphique):
            return value
        rows = tuple(BarRow(barre.libelle, barre.valeurs, printed=barre.mentions) for barre in value.barres)
        return BarChart(title=value.titre, alt=value.alternative, series=value.series, rows=rows)

    return {name: convert(value) for name, value in values.items()}
