"""Every Word document of every sample, as Word and a reader of the screen take it."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_text import W, fold
from lxml import html
from rendered import CASES, Rendered
from word_faults import BODY, STYLES, faults, heading_levels, parts, reading_faults

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "docx"
DEEPEST_HEADING = 4
"""Of an operator's text in Word: HTML has one level more."""


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_every_document_is_valid(rendered: Rendered, sample: str, document: str) -> None:
    assert faults(rendered(sample, document, "docx")) == []


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_every_document_can_be_read_aloud(rendered: Rendered, sample: str, document: str) -> None:
    assert reading_faults(rendered(sample, document, "docx")) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_every_template_is_valid_as_staff_open_it(path: Path) -> None:
    assert faults(path.read_bytes()) == []


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_headings_and_header_rows_are_those_of_html(rendered: Rendered, sample: str, document: str) -> None:
    found = parts(rendered(sample, document, "docx"))
    article = html.fromstring(rendered(sample, document, "html").decode()).find(".//article")
    assert article is not None
    levels = [int(str(heading.tag)[1]) - 1 for heading in article.iter("h2", "h3", "h4", "h5", "h6")]
    assert heading_levels(found[BODY], found[STYLES]) == [min(level, DEEPEST_HEADING) for level in levels]
    rows = (row for row in found[BODY].iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None)
    texts = [[fold("".join(map(str, cell.itertext(f"{W}t")))) for cell in row.iter(f"{W}tc")] for row in rows]
    heads = (row for head in article.iter("thead") for row in head.iter("tr"))
    assert texts == [cells for row in heads if any(cells := [fold("".join(map(str, cell.itertext()))) for cell in row])]
