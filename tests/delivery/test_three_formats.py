"""Word, HTML and PDF say the same thing: block by block, part by part, amount by amount, for every sample."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from itertools import pairwise

import pytest
from document_text import docx_blocks, fold, html_blocks, part_text, pdf_pages, squeeze, without_rank
from lxml import etree, html
from rendered import CASES, Rendered

AMOUNT = re.compile(r"−?\d[\d\s]*,\d\d\s€")
MARKS = re.compile(r"[•◦▪–]|\d+\.")
"""What opens an item of a list: PDF shows it, HTML leaves it to the browser."""

every_case = pytest.mark.parametrize(("sample", "document"), CASES)


@every_case
def test_word_and_html_say_the_same_block_by_block(rendered: Rendered, sample: str, document: str) -> None:
    word = [without_rank(block) for block in docx_blocks(rendered(sample, document, "docx"))]
    assert word == [without_rank(block) for block in html_blocks(rendered(sample, document, "html"))]


@every_case
def test_word_and_html_have_the_same_running_lines(rendered: Rendered, sample: str, document: str) -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(sample, document, "docx"))) as archive:
        header, footer = (part_text(archive.read(f"word/{name}1.xml")) for name in ("header", "footer"))
        assert "<w:titlePg/>" in archive.read("word/document.xml").decode()  # none above the letterhead
    in_html = running_lines(rendered(sample, document, "html"))
    assert (squeeze(header), re.sub(r"page\d+sur\d+$", "pagesur", squeeze(footer))) == in_html


@every_case
def test_pdf_says_what_html_says_and_nothing_else(rendered: Rendered, sample: str, document: str) -> None:
    """What no block accounts for is what pages repeat or draw: marks of lists, headers of cut tables, a chart."""
    body, content = pdf_body(rendered, sample, document), rendered(sample, document, "html")
    spans = locate(html_blocks(content), body)
    ends = [(0, 0), *spans, (len(body), len(body))]
    left = "\n".join(body[end:start] for (_, end), (start, _) in pairwise(ends))
    for text in sorted({*header_rows(content), *drawn_texts(content)}, key=len, reverse=True):
        left = left.replace(text, "")
    assert not MARKS.sub("", left).split()


@every_case
def test_each_part_has_the_same_words_and_amounts(rendered: Rendered, sample: str, document: str) -> None:
    """A part is an article, an annex, a section: what a heading of the second level opens."""
    body, content = pdf_body(rendered, sample, document), rendered(sample, document, "html")
    headings = [without_rank(fold(text_of(node))) for node in html.fromstring(content.decode()).iterfind(".//h2")]
    assert len(headings) > 3
    in_html = html_blocks(content)
    spans = locate(in_html, body)
    in_word = [without_rank(block) for block in docx_blocks(rendered(sample, document, "docx"))]
    places = places_of(headings, [without_rank(block) for block in in_html])
    assert places == places_of(headings, in_word)
    headers = header_rows(content)
    for start, end in pairwise([0, *places, len(in_html)]):
        expected = [squeeze(amount) for block in in_html[start:end] for amount in AMOUNT.findall(block)]
        assert [squeeze(amount) for block in in_word[start:end] for amount in AMOUNT.findall(block)] == expected
        printed = body[spans[start][0] : spans[end][0] if end < len(spans) else len(body)]
        locate(expected, printed)
        written = "".join(map(squeeze, in_html[start:end]))
        assert without(headers, printed).count("€") == without(headers, written).count("€")


def test_most_documents_show_amounts(rendered: Rendered) -> None:
    for sample, document in (case.values for case in CASES):
        assert any(AMOUNT.search(block) for block in html_blocks(rendered(str(sample), str(document), "html")))


# --- what the PDF says -----------------------------------------------------------------------------------------------


def pdf_body(rendered: Rendered, sample: str, document: str) -> str:
    """Give the text of a PDF, squeezed, without the lines that each page repeats; the first page has no header."""
    header, footer = running_lines(rendered(sample, document, "html"))
    pages = [squeeze(page) for page in pdf_pages(rendered(sample, document, "pdf"))]
    body = ""
    for number, page in enumerate(pages, 1):
        start, end = header if number > 1 else "", f"{footer.removesuffix('sur')}{number}sur{len(pages)}"
        assert start in page
        assert page.endswith(end)
        body += page.removesuffix(end).replace(start, "", 1)
    assert header not in pages[0]
    return body


def running_lines(page: bytes) -> tuple[str, str]:
    """Give the header and the footer of the pages, squeezed, without the page numbers."""
    body = html.fromstring(page.decode())
    header, footer = (body.find(f".//{name}") for name in ("header", "footer"))
    assert header is not None
    assert footer is not None
    return squeeze(text_of(header)), squeeze(text_of(footer))


def locate(blocks: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Find blocks one after the other in a squeezed text: give where each begins and ends."""
    spans, place = [], 0
    for block in map(squeeze, blocks):
        found = text.find(block, place)
        assert found >= 0, f"« {block} » does not follow « {text[max(0, place - 80) : place]} »"
        place = found + len(block)
        spans.append((found, place))
    return spans


def header_rows(content: bytes) -> list[str]:
    """Give the header rows that a PDF repeats where a page cuts a table, squeezed."""
    return [squeeze(text_of(row)) for row in html.fromstring(content.decode()).iterfind(".//thead/tr")]


def drawn_texts(content: bytes) -> list[str]:
    """Give what each drawing shows, squeezed: its texts one after the other, as they are drawn."""
    drawings = html.fromstring(content.decode()).iterfind(".//svg")
    return [squeeze("".join(map(text_of, drawing.iterfind(".//text")))) for drawing in drawings]


def text_of(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def without(texts: Iterable[str], whole: str) -> str:
    for text in texts:
        whole = whole.replace(text, "")
    return whole


def places_of(headings: Iterable[str], blocks: list[str]) -> list[int]:
    """Give the rank of each heading among the blocks, in their order."""
    places, start = [], 0
    for heading in headings:
        start = blocks.index(heading, start) + 1
        places.append(start - 1)
    return places
