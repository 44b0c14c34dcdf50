"""The checker of templates, given hostile ones, finds what is wrong: never a traceback, never without end.

Any template whatever, made by chance, is read as well.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest
from hostile import html_templates, word_files, word_templates
from hostile.case import Case, Printed, Refused
from hostile.running import Runner, judge
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering.word.packages import cell, paragraph, row, run, table, word_file

from cllaj_docs.delivery.gabarit.worlds import worlds
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.rendering.checking.check import check_html, check_word

COMMAND = ("gabarits", "verifier", "gabarits")
BOUND = 45.0
"""Seconds of processor: a folder is checked by rendering every sample with it."""

FOLDER = TemplateFolder()
TEMPLATES = (*word_templates.CASES, *word_files.CASES, *html_templates.CASES)
ONE_IN = 40
READ_WHEN_PRINTED = {"html-charte-font-no-font"}
"""Templates whose fault is in a font: it is refused when a document is printed, which the checker does not do."""


def checked(rank: int, case: Case) -> object:
    """A case as a template to check; one in forty is not slow."""
    told = isinstance(case.outcome, Refused) and case.name not in READ_WHEN_PRINTED
    outcome = Refused(4, "erreur") if told else Printed()
    marks = [pytest.mark.slow] if rank % ONE_IN or case.seconds > 8 else []
    return pytest.param(replace(case, command=COMMAND, outcome=outcome, seconds=BOUND), marks=marks, id=case.name)


@pytest.mark.parametrize("case", [checked(rank, case) for rank, case in enumerate(TEMPLATES)])
def test_a_hostile_template_is_told(runner: Runner, case: Case) -> None:
    answer, folder = runner.run(case)
    if isinstance(case.outcome, Refused):
        judge(case, answer, folder)
    else:
        assert (answer.forbidden, answer.crash, answer.code) == ([], "", 0)


NAMES = ["porteur", "convention", "montant", "nom", "p", "x", "loop", "regime", "decision", "date", "inconnu"]
SIGNS = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{%p",
    "{%tr",
    "{{p",
    "{%-",
    "-%}",
    "=",
    "==",
    "|",
    ".",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "“",
    "«",
    "1",
    "-",
    "*",
    "**",
    "%",
    "~",
    "+",
    "<",
    "&",
    "é",
    "_",
    "__class__",
]
STATEMENTS = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "in",
    "endfor",
    "set",
    "macro",
    "endmacro",
    "call",
    "endcall",
    "filter",
    "with",
    "include",
    "raw",
    "endraw",
]
OTHERS = ["is", "not", "none", "and", "or", "euros", "de", "join", "map", "markdown", "defined"]
WORDS = st.sampled_from([*NAMES, *SIGNS, *STATEMENTS, *OTHERS]) | st.text(max_size=3)
SOURCES = st.lists(WORDS, max_size=25).map(" ".join) | st.lists(WORDS, max_size=25).map("".join)


def in_xml(text: str) -> str:
    """A text without what XML cannot hold: such a file is refused before its tags are read."""
    return escape("".join(sign for sign in text if sign.isprintable() or sign in "\t\n"), quote=False)


@settings(max_examples=40)
@given(st.lists(SOURCES, min_size=1, max_size=4), st.booleans())
def test_any_word_template_is_read(sources: list[str], in_table: bool) -> None:
    texts = [in_xml(source) for source in sources]
    halves = [paragraph(run(text[: len(text) // 2]), run(text[len(text) // 2 :])) for text in texts]
    blocks = [table(row(*(cell(half) for half in halves)))] if in_table else halves
    told = check_word("convention.docx", word_file(*blocks), worlds("convention"), FOLDER.word_filters)
    assert all(remarque.explication and remarque.fichier == "convention.docx" for remarque in told.remarques)


@settings(max_examples=40)
@given(st.lists(SOURCES, min_size=1, max_size=4))
def test_any_html_template_is_read(sources: list[str]) -> None:
    body = "\n".join(f"<p>{in_xml(source)}</p>" for source in sources)
    source = f'<article class="document">\n{body}\n</article>'
    told = check_html("convention.html", {**FOLDER.html_sources, "convention.html": source}, worlds("convention"))
    assert all(remarque.explication for remarque in told.remarques)


@settings(max_examples=40)
@given(st.text(max_size=200) | SOURCES)
def test_any_text_is_read_as_a_template(source: str) -> None:
    told = check_html("convention.html", {**FOLDER.html_sources, "convention.html": source}, worlds("convention"))
    assert all(remarque.explication for remarque in told.remarques)


@settings(max_examples=40)
@given(st.binary(max_size=200), st.integers(0, 4000))
def test_a_damaged_word_file_is_told(noise: bytes, at: int) -> None:
    content = word_files.GOOD[:at] + noise + word_files.GOOD[at + len(noise) :]
    told = check_word("convention.docx", content, worlds("convention"), FOLDER.word_filters)
    assert all(remarque.explication for remarque in told.remarques)
