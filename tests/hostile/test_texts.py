"""Every text of a dossier comes out whole wherever a document prints it, or is refused with the name of its field.

A text is held against a harmless one of the same field: it must be found as often, in each document and each format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from document_text import squeeze
from hostile.case import Case, Printed, Refused
from hostile.dossiers import KEPT, LIBRARY, REFUSED, Payload, payload_files
from hostile.running import OUT, Answer, Runner, judge, written_texts
from text_fields import TextField, free_texts, marked, with_texts

from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.domain import Dossier

SAMPLES = ("complet", "epci")
UNDRAWN = re.compile("[\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")
SPACES = "\t\n\r "
Counts = dict[str, dict[tuple[str, str], int]]
"""By sample: how often the text of each field is found in each document, by name of file and path."""

HARMLESS = Payload("harmless", "texte d’essai")
AGREED = ".qualite"
"""The office of a person is printed in the gender of the person: its words change by design."""

UNPRINTED = 40
"""Free texts of a sample that no document prints, at most: notes on where a value comes from, codes."""


@cache
def sample(name: str) -> Dossier:
    return Dossier.load(next(path for path in sample_files() if path.stem == name))


@cache
def fields_of(name: str) -> tuple[TextField, ...]:
    return tuple(field for field in free_texts(sample(name)) if not field.path.endswith(AGREED))


def texts_of(name: str, payload: Payload) -> dict[str, str]:
    return marked(fields_of(name), lambda _: payload.text)


def shown_of(name: str, payload: Payload) -> dict[str, str]:
    return marked(fields_of(name), lambda field: shown_in(field, payload))


def shown_in(field: TextField, payload: Payload) -> str:
    """Give what a document shows of a text in a field."""
    return payload.shown if field.is_markdown and payload.shown is not None else payload.text


def counts(written: Mapping[str, str], texts: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """Count each text in each document. Spaces of our own are folded, and all are dropped from a PDF."""
    found: dict[tuple[str, str], int] = {}
    for name, whole in written.items():
        alike = drawn if name.endswith(".pdf") else folded
        text = alike(whole)
        found |= {(name, path): text.count(alike(expected)) for path, expected in texts.items()}
    return found


def drawn(text: str) -> str:
    """Keep of a text what a PDF draws: marks that show nothing have no glyph, letters and accents may be one glyph."""
    return unicodedata.normalize("NFC", squeeze(UNDRAWN.sub("", text)))


def folded(text: str) -> str:
    """Fold the spaces that HTML folds; no-break spaces are characters like others."""
    return " ".join(piece for piece in text.translate(dict.fromkeys(map(ord, SPACES), " ")).split(" ") if piece)


def run(runner: Runner, name: str, payload: Payload, *kinds: str) -> dict[str, str]:
    """Render every document of a sample whose texts are all changed, apart and watched; give what each says."""
    data = with_texts(sample(name), texts_of(name, payload))
    case, answer, folder = case_and_end(runner, payload, data, Printed(), *kinds)
    judge(case, answer, folder)
    return written_texts(folder / OUT)


def case_and_end(
    runner: Runner, payload: Payload, data: Mapping[str, object], outcome: Printed | Refused, *kinds: str
) -> tuple[Case, Answer, Path]:
    """Run a dossier apart, and give what ``judge`` asks for."""
    case = Case(f"texte-{payload}", lambda _: payload_files(data), (*LIBRARY[:2], *kinds), outcome, seconds=30)
    return case, *runner.run(case)


@pytest.fixture(scope="module")
def harmless(runner: Runner) -> Counts:
    """How often each field is printed, by sample, in each document and format."""
    written = {name: run(runner, name, HARMLESS, "docx", "html") for name in SAMPLES}
    return {name: counts(texts, shown_of(name, HARMLESS)) for name, texts in written.items()}


@pytest.mark.parametrize("name", SAMPLES)
def test_harmless_texts_are_printed_in_word_and_html_alike(harmless: Counts, name: str) -> None:
    word = {(file[:-5], path): count for (file, path), count in harmless[name].items() if file.endswith(".docx")}
    html = {(file[:-5], path): count for (file, path), count in harmless[name].items() if file.endswith(".html")}
    assert word == html
    unprinted = {field.path for field in fields_of(name)} - {path for (_, path), count in word.items() if count}
    assert len(unprinted) <= UNPRINTED, sorted(unprinted)
    assert len(fields_of(name)) > 80


@pytest.mark.parametrize("turn", range(4))
def test_texts_of_all_kinds_come_out_whole_together(runner: Runner, harmless: Counts, turn: int) -> None:
    """Each text stands in a few fields, others at each turn; ``test_each_text_comes_out_whole`` tries them all."""
    fields = fields_of("complet")
    given = {field: KEPT[(rank + 11 * turn) % len(KEPT)] for rank, field in enumerate(fields)}
    data = with_texts(sample("complet"), marked(fields, lambda field: given[field].text))
    case, answer, folder = case_and_end(runner, HARMLESS, data, Printed(), "docx", "html")
    judge(case, answer, folder)
    shown = marked(fields, lambda field: shown_in(field, given[field]))
    assert counts(written_texts(folder / OUT), shown) == harmless["complet"]


@pytest.mark.slow
@pytest.mark.parametrize("payload", KEPT, ids=str)
def test_each_text_comes_out_whole(runner: Runner, harmless: Counts, payload: Payload) -> None:
    written = run(runner, "complet", payload, "docx", "html")
    assert counts(written, shown_of("complet", payload)) == harmless["complet"]


@pytest.mark.slow
@pytest.mark.parametrize("payload", [payload for payload in KEPT if payload.in_pdf][::5], ids=str)
def test_each_text_comes_out_whole_in_pdf(runner: Runner, harmless: Counts, payload: Payload) -> None:
    """A PDF repeats its header: a text is there at least as often as in the page that it is made of."""
    found = counts(run(runner, "epci", payload, "pdf"), shown_of("epci", payload))
    wanted = {(f"{file[:-5]}.pdf", path): count for (file, path), count in harmless["epci"].items()}
    lost = {place for place, count in found.items() if count < wanted[place]}
    assert lost == set()


@pytest.mark.parametrize("payload", [payload for payload in KEPT if not payload.in_pdf], ids=str)
def test_a_pdf_refuses_what_its_font_cannot_draw(runner: Runner, payload: Payload) -> None:
    data = with_texts(sample("epci"), texts_of("epci", payload))
    outcome = Refused(4, r"police de la charte ne sait pas écrire .*U\+")
    judge(*case_and_end(runner, payload, data, outcome, "pdf"))


@pytest.mark.parametrize("payload", REFUSED, ids=str)
def test_what_no_document_can_hold_is_refused_with_its_field(runner: Runner, payload: Payload) -> None:
    fields = fields_of("epci")[: 4_000_000 // len(payload.text)]
    data = with_texts(sample("epci"), {field.path: payload.text for field in fields})
    case, answer, folder = case_and_end(runner, payload, data, Refused(3, "à corriger"), "docx")
    judge(case, answer, folder)
    told = {line.split("\u00a0: ")[0].removeprefix("  - ") for line in answer.err.splitlines()}
    assert {field.path for field in fields} <= told


def test_a_line_ends_nowhere_but_in_long_texts(runner: Runner, harmless: Counts) -> None:
    """Line ends of all systems, in Markdown: what stands before and after them is there, in that order."""
    texts = {
        field.path: f"8{rank:03d}x\r\nun\rdeux\n\n\n\ntrois\u2028quatre\u2029cinq 9{rank:03d}y"
        for rank, field in enumerate(fields_of("epci"))
        if field.is_markdown
    }
    data = with_texts(sample("epci"), texts)
    payload = Payload("line-ends", "")
    case, answer, folder = case_and_end(runner, payload, data, Printed(), "docx", "html")
    judge(case, answer, folder)
    for name, whole in written_texts(folder / OUT).items():
        text = " ".join(whole.split())
        for rank, field in enumerate(fields_of("epci")):
            if field.is_markdown and harmless["epci"][name, field.path]:
                assert f"8{rank:03d}x un deux trois quatre cinq 9{rank:03d}y" in text, (name, field.path)
