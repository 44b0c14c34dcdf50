"""The shortcuts through WeasyPrint: the same files as without them, and nothing changed for a host."""

from __future__ import annotations

import gc
import re
import shutil
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_reading import POINT, fonts_of, pages_of, structure_of

from cllaj_docs.errors import CllajDocsError, TemplateError
from cllaj_docs.rendering.pdf import PdfRenderer, collector, shortcuts
from cllaj_docs.rendering.pdf.renderer import _OWN_STYLE

Make = Callable[[], PdfRenderer]


@pytest.fixture
def make_plain(font_files: Mapping[str, Path], charte: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make renderers that take no shortcut, as with a WeasyPrint that nobody here has read."""

    def make() -> PdfRenderer:
        with monkeypatch.context() as patch:
            patch.setattr(shortcuts, "READ_AGAINST", frozenset())
            renderer = PdfRenderer(font_files, charte)
            renderer.render(page("<p>a</p>"))
        assert renderer._engine
        assert type(renderer._engine.font_config) is not shortcuts.Fonts
        return renderer

    return make


FAMILY = "html { font-family: 'Source Sans 3' }"


def page(body: str, style: str = "", lang: str = "fr") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<title>t</title>\n'
        f"<style>\n{FAMILY}\n{style}\n</style>\n</head>\n"
        f"<body>{body}</body>\n</html>\n"
    )


LINES = "Le Département attribue à l’Association une contribution de 20\u202f000,00\u00a0€ pour l’action. " * 3
ROWS = "".join(f"<tr><td>{rank} jeunes reçus</td><td>{rank * 111},50</td></tr>" for rank in range(24))
BODIES = (
    f"<h1>Titre</h1><p>{LINES}</p>",
    f"<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>{ROWS}</tbody></table>",
    "<ul><li>un<ol><li>deux</li></ol></li></ul><ol><li>trois</li></ol>",
    '<p style="color: #123456; margin: 3px">a</p><p style="font-size: 20px">b <a href="#x">c</a></p><p id="x">d</p>',
    '<p lang="en">Whatever</p><div class="large">w <span class="barre">x</span></div><p class="pied">n</p>',
    '<p>a\u00adb extra\u00adordinaire\u00adment</p><p class="etroit">anticonstitutionnellement</p>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title><rect width="9" height="9"/></svg>',
    "<p>sans fin<br>suite<wbr>coupée<p>encore",
    "<table><tr><td>sans corps</table>",
)
STYLES = (
    "",
    "p { font-variant-numeric: tabular-nums; letter-spacing: 1px } a { text-decoration: underline overline }",
    ".large { width: 50vw; font-size: 2vw; line-height: 1.5em } .large span { margin: 1em } @page { size: A5 }",
    "p::before { content: '§ ' } li::marker { color: #14426b } p::first-letter { font-size: 2em }",
    ".pied { float: footnote } .barre { text-decoration: line-through; word-spacing: 4px } .etroit { width: 30px }",
    "p { hyphens: auto; text-align: justify } .etroit { overflow-wrap: break-word; white-space: pre-wrap }",
    "body { font: italic bold 9px 'Source Sans 3'; overflow: hidden } @page { @top-right { content: counter(page) } }",
)
PAGES = [page(body, style) for style in STYLES for body in BODIES]


def test_the_version_installed_is_one_that_was_read() -> None:
    """If this fails: read ``shortcuts.py`` against the new WeasyPrint, then add its version to ``READ_AGAINST``."""
    assert metadata.version("weasyprint") in shortcuts.READ_AGAINST


def test_same_files_as_without(renderer: PdfRenderer, make_plain: Make, demo_page: str) -> None:
    plain = make_plain()
    for rank, html in enumerate((demo_page, *PAGES, demo_page)):
        assert renderer.render(html) == plain.render(html), rank
    assert renderer._engine
    assert type(renderer._engine.font_config) is shortcuts.Fonts


def test_no_document_shows_in_the_next(font_files: Mapping[str, Path], charte: Mapping[str, Any]) -> None:
    """Pages whose styles share their sheet, not the size of their page, nor what they ask first."""
    style = STYLES[2] + "@page grande { size: A3 } .premiere { page: grande }"
    bodies = (BODIES[4], f'<div class="premiere">{BODIES[4]}</div>', f'<div class="premiere large">{BODIES[0]}</div>')
    alone = [PdfRenderer(font_files, charte).render(page(body, style)) for body in bodies]
    shared = PdfRenderer(font_files, charte)
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
        assert [shared.render(page(bodies[rank], style)) for rank in order] == [alone[rank] for rank in order]


def test_a_known_value_is_the_one_that_would_be_computed(
    font_files: Mapping[str, Path], charte: Mapping[str, Any], demo_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = PdfRenderer(font_files, charte)
    renderer.render(demo_page)
    known = shortcuts._Style.__missing__
    served = 0

    def checked(style: Any, name: str) -> Any:
        nonlocal served
        if name in style.known.values:
            served += 1
            fresh = style.copy()
            assert fresh[name] == style.known.values[name], name
        return known(style, name)

    monkeypatch.setattr(shortcuts._Style, "__missing__", checked)
    for html in (*PAGES, demo_page, *PAGES[::-2]):
        renderer.render(html)
    assert served > 10_000


def test_styles_are_known_from_one_document_to_the_next_and_in_bounds(
    font_files: Mapping[str, Path], charte: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = PdfRenderer(font_files, charte)
    expected = renderer.render(PAGES[0])
    assert renderer._engine
    known = renderer._engine.font_config.known_styles
    first = known._count
    assert renderer.render(page(f"<h1>Autre</h1><p>{LINES[:70]}</p>"))
    assert 0 < known._count == first
    monkeypatch.setattr(shortcuts, "_MAX_STYLES", 10)
    for rank in range(5):
        renderer.render(page(f'<p style="margin: {rank}px">a</p>'))
        assert known._count < 100
    assert renderer.render(PAGES[0]) == expected


NAIVE = """
import pathlib, sys
import weasyprint
page, target = map(pathlib.Path, sys.argv[1:])
weasyprint.HTML(string=page.read_text("utf-8")).write_pdf(target, pdf_variant="pdf/ua-1")
"""


def test_same_pages_as_weasyprint_alone(
    renderer: PdfRenderer, demo_page: str, charte: Mapping[str, Any], tmp_path: Path
) -> None:
    """Untouched, in a process of its own: text and number of pages, and what a screen reader finds."""
    faces = "".join(
        f'@font-face {{ font-family: "{charte["police"]["famille"]}"; src: url({path.as_uri()}); '
        f"font-weight: {700 if 'Bold' in path.name else 400}; "
        f"font-style: {'italic' if 'It' in path.name else 'normal'} }}"
        for path in sorted((Path(__file__).resolve().parents[2] / "templates" / "fonts").glob("*.ttf"))
    )
    html = demo_page.replace("</head>", f"<style>{faces}{_OWN_STYLE}</style></head>")
    source, target = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(html, "utf-8")
    subprocess.run([sys.executable, "-c", NAIVE, str(source), str(target)], check=True)
    ours, naive = renderer.render(demo_page), target.read_bytes()
    assert pages_of(ours) == pages_of(naive)
    assert list(structure_of(ours)) == list(structure_of(naive))


HOST = """
import hashlib, sys
from pathlib import Path
if sys.argv[1:]:
    from cllaj_docs.rendering.pdf import PdfRenderer
    fonts = {style: Path(sys.argv[1]) for style in ("normal", "gras", "italique", "gras_italique")}
    PdfRenderer(fonts, {"police": {"famille": "Charte"}}).render("<html lang=fr><title>t</title><p>a</p>")
import weasyprint
html = weasyprint.HTML(string=sys.stdin.read())
options = {"presentational_hints": True, "pdf_forms": True, "pdf_identifier": b"x"}
print(hashlib.sha256(html.write_pdf(**options)).hexdigest())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems import WeasyPrint their own way")
def test_a_host_finds_weasyprint_as_it_is(font_files: Mapping[str, Path]) -> None:
    body = f'<p align="right">a <b>b</b></p><input value="v"><a style="font-kerning: none">c</a><img src="{POINT}">'
    printed = {
        subprocess.run(
            [sys.executable, "-c", HOST, *arguments], input=page(body), capture_output=True, text=True, check=True
        ).stdout
        for arguments in ((), (font_files["normal"],))
    }
    assert len(printed) == 1
    assert re.fullmatch(r"[0-9a-f]{64}\n", printed.pop())


# The fonts: those of the charter, whatever the machine has


@pytest.mark.parametrize("family", ["serif", "Arial", "'DejaVu Sans', monospace", "Police absente"])
def test_no_font_of_the_machine_is_borrowed(renderer: PdfRenderer, family: str) -> None:
    body = f'<p style="font-family: {family}">Texte <b>gras</b> <i>penché</i></p>'
    names = set(fonts_of(renderer.render(page(body))))
    assert names == {"Source-Sans-3,", "Source-Sans-3-Bold", "Source-Sans-3-Italic"}


def test_a_font_of_a_template_is_refused(renderer: PdfRenderer) -> None:
    with pytest.raises(TemplateError, match="police d’un document est celle de la charte"):
        renderer.render(page("<p>a</p>", "@font-face { font-family: x; src: local(Arial) }"))


def test_fonts_are_found_under_any_path(
    font_files: Mapping[str, Path], charte: Mapping[str, Any], renderer: PdfRenderer, tmp_path: Path
) -> None:
    folder = tmp_path / "polices d’été & <co>" / "ici"
    folder.mkdir(parents=True)
    moved = {style: Path(shutil.copy(path, folder)) for style, path in font_files.items()}
    winding = {style: folder / ".." / "ici" / path.name for style, path in moved.items()}
    assert PdfRenderer(winding, charte).render(PAGES[0]) == renderer.render(PAGES[0])


def test_a_file_that_is_no_font_is_named(
    font_files: Mapping[str, Path], charte: Mapping[str, Any], tmp_path: Path
) -> None:
    broken = tmp_path / "police.ttf"
    broken.write_bytes(font_files["normal"].read_bytes()[:40_000])
    with pytest.raises(CllajDocsError, match="police"):
        PdfRenderer({**font_files, "gras": broken}, charte).render(PAGES[0])


@pytest.mark.parametrize(
    ("css", "notes"),
    [
        ("p { float: left; position: relative } .note { color: red }", False),
        ("p { position: running(note) }", True),  # cautious, for the word is said
        (".pied { float: footnote }", True),
        ("#a { float: f\\6f otnote }", True),
        ("p:lang(fr) { position: note(bas) }", True),
        ("@media print { * { float: var(--place) } }", True),
        ("[lang] { position: var(--place, static) }", True),
    ],
)
def test_notes_are_seen_in_a_style_sheet(renderer: PdfRenderer, css: str, notes: bool) -> None:
    renderer.render(PAGES[0])
    assert renderer._engine
    assert shortcuts._asks_for_notes(renderer._engine.weasyprint.CSS(string=css)) is notes


# The words of cells


@pytest.fixture(scope="module")
def text_style(renderer: PdfRenderer) -> Any:
    """The style of a text in the font of the charter."""
    from weasyprint.css import ComputedStyle, InitialStyle

    renderer.render(PAGES[0])
    assert renderer._engine
    fonts = renderer._engine.font_config
    style = ComputedStyle(None, {}, None, InitialStyle(fonts), None, fonts, {"box": None, "area": None})
    style.update(font_family=(renderer._family,), lang="fr", font_kerning="normal")
    return style


WORDS = st.text(alphabet="abé-–’.,%(«»\u00a0\u202f/1\u00ad€!?;:x\u200b\u0301'\"", min_size=1, max_size=7)


@settings(max_examples=400)
@given(
    st.lists(WORDS | st.sampled_from(["jeunes", "a", "1er", "l’été,"]), min_size=1, max_size=4).map(" ".join),
    st.sampled_from([{}, {"overflow_wrap": "break-word"}, {"letter_spacing": 2}, {"word_spacing": 3}]),
)
def test_a_word_is_as_wide_as_if_it_were_measured(text_style: Any, text: str, changes: Mapping[str, Any]) -> None:
    style = text_style.copy()
    style.update(changes)
    style.known_words = text_style.__dict__.setdefault(str(changes), {})
    for asked in (text, text + " encore", text):
        found = shortcuts._split_first_line(asked, style, None, 0, 0, minimum=True)
        expected = shortcuts._plain_split(asked, style, None, 0, 0, minimum=True)
        assert tuple(found[2:4]) == tuple(expected[2:4])


@pytest.mark.parametrize(
    "changes",
    [{"white_space": "pre"}, {"hyphens": "auto"}, {"word_break": "break-all"}, {"overflow_wrap": "anywhere"}],
)
def test_styles_that_cut_words_measure_them_each_time(text_style: Any, changes: Mapping[str, Any]) -> None:
    style = text_style.copy()
    style.update(changes)
    assert shortcuts._known_words(style) is None
    assert shortcuts._known_words(text_style.copy()) == {}


# The collector


@pytest.fixture
def usual_collector() -> Iterator[tuple[int, int, int]]:
    usual = gc.get_threshold()
    yield usual
    gc.enable()
    gc.set_threshold(*usual)


def test_the_collector_waits_and_comes_back(usual_collector: tuple[int, int, int]) -> None:
    class Knot:
        def __init__(self) -> None:
            self.itself = self

    with collector.collector_waiting():
        assert gc.get_threshold() == (500_000, *usual_collector[1:])
        knot = weakref.ref(Knot())
        assert knot() is not None
    assert gc.get_threshold() == usual_collector
    assert knot() is None


def test_it_comes_back_after_an_error(usual_collector: tuple[int, int, int]) -> None:
    with pytest.raises(ZeroDivisionError), collector.collector_waiting():
        raise ZeroDivisionError
    assert gc.get_threshold() == usual_collector


@pytest.mark.parametrize("theirs", [(0, 10, 10), (600_000, 10, 10)])
@pytest.mark.usefixtures("usual_collector")
def test_a_host_that_collects_less_already_is_left_alone(theirs: tuple[int, int, int]) -> None:
    gc.set_threshold(*theirs)
    with collector.collector_waiting():
        assert gc.get_threshold() == theirs
    assert gc.get_threshold() == theirs


@pytest.mark.usefixtures("usual_collector")
def test_a_host_that_changes_it_meanwhile_keeps_its_own() -> None:
    with collector.collector_waiting():
        gc.set_threshold(900, 5, 5)
    assert gc.get_threshold() == (900, 5, 5)
    gc.disable()
    with collector.collector_waiting():
        assert gc.get_threshold() == (900, 5, 5)
    assert not gc.isenabled()


def test_memory_does_not_grow(renderer: PdfRenderer) -> None:
    """Objects of Python; those of Pango go with them."""
    for _ in range(2):
        renderer.render(PAGES[1])
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(3):
        renderer.render(PAGES[1])
    gc.collect()
    assert len(gc.get_objects()) <= before + 50
