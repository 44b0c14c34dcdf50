"""Every Word document, opened by LibreOffice and printed as PDF, says all that it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conformance.office import to_pdf
from document_text import docx_blocks, pdf_pages, squeeze
from lxml import etree
from rendered import CASES, Rendered
from word_faults import W, parts
from word_files import paragraph, word_file


@pytest.fixture(scope="session")
def printed(rendered: Rendered) -> dict[str, bytes]:
    cases = (case.values for case in CASES)
    return to_pdf({f"{sample} {name}": rendered(str(sample), str(name), "docx") for sample, name in cases})


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_nothing_is_lost(printed: dict[str, bytes], rendered: Rendered, sample: str, document: str) -> None:
    assert lost(rendered(sample, document, "docx"), printed[f"{sample} {document}"]) == []


def lost(word: bytes, pdf: bytes) -> list[str]:
    """Give the paragraphs of a Word file that a PDF does not say, in the same order, running lines left out."""
    running = re.compile("|".join(running_lines(word)) or "(?!)")
    text = "".join(running.sub("", squeeze(page)) for page in pdf_pages(pdf))
    missing, place = [], 0
    for block in docx_blocks(word):
        found = text.find(squeeze(block), place)
        if found < 0:
            missing.append(block)
        else:
            place = found + len(squeeze(block))
    return missing


def running_lines(word: bytes) -> Iterator[str]:
    """Give, as patterns, the header and the footer of a Word file; a field in them prints a number."""
    for name, root in parts(word).items():
        if re.fullmatch(r"word/(header|footer)\d+\.xml", name) and (pattern := "".join(_pieces(root))):
            yield pattern


def _pieces(root: etree._Element) -> Iterator[str]:
    in_field = False
    for node in root.iter(f"{W}t", f"{W}fldChar"):
        if node.tag == f"{W}fldChar":
            in_field = node.get(f"{W}fldCharType") != "end"
            if not in_field:
                yield r"\d+"
        elif not in_field:
            yield re.escape(squeeze(node.text or ""))


def test_a_text_that_is_not_printed_is_seen() -> None:
    hidden = paragraph("Deux").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    word = word_file(paragraph("Un"), hidden, paragraph("Trois"), header="En-tête")
    assert lost(word, to_pdf({"essai": word})["essai"]) == ["Deux"]


def test_a_text_in_another_order_is_seen() -> None:
    word, other = (word_file(*map(paragraph, order)) for order in (("Un", "Deux"), ("Deux", "Un")))
    assert lost(word, to_pdf({"essai": other})["essai"]) == ["Deux"]


def test_a_file_that_is_cut_gives_nothing(rendered: Rendered) -> None:
    assert to_pdf({"essai": rendered("complet", "convention", "docx")[:2000]}) == {}
