"""Any text in a dossier comes out whole in all its documents, in the three formats, or is an error of the house.

``tests/hostile`` chooses its texts; here chance does. A text is held against a harmless one of the same field: it must
be found as often, in each document and each format.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache

import pytest
from document_text import docx_blocks, html_blocks, pdf_text, squeeze
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from rendered import DATE
from text_fields import TextField, free_texts, marked, with_texts

import cllaj_docs as cd
from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.errors import DossierError, TemplateError

SAMPLES = ("association", "complet", "epci", "mission-locale-gip")
AGREED = ".qualite"
"""The office of a person is printed in the gender of the person."""

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NO_CHARACTERS = "".join(map(chr, range(0xFDD0, 0xFDF0))) + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=TURNING + NO_CHARACTERS
) | st.sampled_from("&<>\"'{}%#=+-@|\\/[]()*_`~^$€«»’ \u00a0\u202f\u00ad\u200b")
LINES = st.text(CHARACTERS, min_size=1, max_size=40)
WORDS = st.text(st.characters(categories=["L", "N", "Zs"]) | st.sampled_from(" ,;:?'’«»%€"), min_size=1, max_size=40)
"""Texts that Markdown leaves as they are."""

PIECES = ("**", "*", "_", "`", "# ", "- ", "1. ", "> ", "[a](b)", "![a](http://b)", "<b>", "\n", "\n\n", "  \n", "\\")
MARKS = (
    "&amp;",
    "[a]: b",
    "```\n",
    "    ",
    "---\n",
    "é",
    "mot ",
    "{{ x }}",
    "]]>",
    "\t",
    "~~",
    "| a |\n|---|\n| b | c |\n",
)
MARKDOWN = st.lists(st.sampled_from(PIECES + MARKS), min_size=1, max_size=25).map("".join)


@cache
def sample(name: str) -> cd.Dossier:
    return cd.Dossier.load(next(path for path in sample_files() if path.stem == name))


@cache
def fields_of(name: str) -> tuple[TextField, ...]:
    return tuple(field for field in free_texts(sample(name)) if not field.path.endswith(AGREED))


@cache
def toolkit() -> cd.Toolkit:
    return cd.Toolkit()


def written(dossier: cd.Dossier, kinds: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Give all the text of each document that a dossier allows."""
    return {
        (document, kind): text_of(kind, toolkit().render(dossier, document, kind, date=DATE).content)
        for document in toolkit().possible(dossier)
        for kind in kinds
    }


def text_of(kind: str, content: bytes) -> str:
    if kind == "pdf":
        return pdf_text(content)
    if kind == "html":
        body = html.document_fromstring(content.decode()).find("body")
        assert body is not None
        return "".join(map(str, body.itertext()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)]
        return " ".join(without_folding(archive.read(name)) for name in names)


def without_folding(part: bytes) -> str:
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    root = html.etree.fromstring(part)
    return " ".join("".join(text.text or "" for text in paragraph.iter(f"{w}t")) for paragraph in root.iter(f"{w}p"))


def folded(text: str) -> str:
    """Fold the spaces that HTML folds; no-break spaces are characters like others."""
    return " ".join(filter(None, re.split("[ \t\n\r]+", text)))


def counts(texts: Mapping[tuple[str, str], str], expected: Mapping[str, str]) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for (document, kind), whole in texts.items():
        alike = squeeze if kind == "pdf" else folded
        text = alike(whole)
        found |= {(document, kind, path): text.count(alike(one)) for path, one in expected.items()}
    return found


@cache
def usual(name: str, kinds: tuple[str, ...]) -> dict[tuple[str, str, str], int]:
    texts = marked(fields_of(name), lambda _: "texte d’essai")
    return counts(written(cd.Dossier.parse(with_texts(sample(name), texts)), kinds), texts)


@settings(max_examples=20)
@given(data=st.data(), name=st.sampled_from(SAMPLES))
def test_any_text_comes_out_whole_in_word_and_html(data: st.DataObject, name: str) -> None:
    fields = fields_of(name)
    lines, words = (data.draw(st.lists(texts, min_size=1, max_size=8)) for texts in (LINES, WORDS))
    ranks = {field: rank for rank, field in enumerate(fields)}
    given = marked(fields, lambda field: (pool := words if field.is_markdown else lines)[ranks[field] % len(pool)])
    dossier = cd.Dossier.parse(with_texts(sample(name), given))
    assert counts(written(dossier, ("docx", "html")), given) == usual(name, ("docx", "html"))


@pytest.mark.slow
@settings(max_examples=8)
@given(WORDS)
def test_any_text_comes_out_whole_in_pdf_or_is_an_error(text: str) -> None:
    """A PDF repeats its header: a text is there at least as often as in the page that it is made of."""
    texts = marked(fields_of("epci"), lambda _: text)
    try:
        found = counts(written(cd.Dossier.parse(with_texts(sample("epci"), texts)), ("pdf",)), texts)
    except TemplateError as error:
        if "police de la charte" in error.message:
            return
        raise
    wanted = usual("epci", ("html",))
    assert {place for place, count in found.items() if count < wanted[place[0], "html", place[2]]} == set()


@settings(max_examples=20)
@given(MARKDOWN)
def test_any_markdown_says_the_same_in_word_and_html_or_is_an_error(text: str) -> None:
    changes = {field.path: text for field in fields_of("complet") if field.is_markdown}
    try:
        dossier = cd.Dossier.parse(with_texts(sample("complet"), changes))
        word, page = (toolkit().render(dossier, "bilan-final", kind, date=DATE).content for kind in ("docx", "html"))
    except (DossierError, TemplateError):
        return
    in_word, in_page = (
        squeeze("".join(map(without_rank, blocks))) for blocks in (docx_blocks(word), html_blocks(page))
    )
    assert in_word == in_page


def without_rank(block: str) -> str:
    """Drop the rank that opens an item of an ordered list: Word writes it in the text, a browser draws it."""
    return re.sub(r"^\d+\.( |$)", "", block)
