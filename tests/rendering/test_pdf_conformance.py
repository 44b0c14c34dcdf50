"""The PDF as an archive that everybody can read: what a validator says of it, and that the validator can say no."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import page
import pypdfium2
import pytest

from cllaj_docs.rendering.pdf import Attachment, PdfRenderer, html_to_pdf

DATE = datetime.date(2025, 9, 1)
DATA = Attachment("dossier.json", b'{"numero": "2025-000"}', "application/json", "Les données du dossier")
SOURCE = Attachment(
    "dossier édité.toml", "numéro = 1".encode(), "application/toml", "Le dossier tel que saisi", "Source"
)


def faults(pdf: bytes) -> set[str]:
    """The rules that a file breaks, of PDF/A-3a and of PDF/UA-1."""
    reports = (page.validate_pdf_bytes(pdf, profile=profile) for profile in ("3a", "ua1"))
    return {failure.rule_id for report in reports for failure in report.failures}


def objects_of(pdf: bytes) -> str:
    """Everything in a file that is not the content of a page or of a font, unpacked, with one kind of spaces."""
    streams = re.findall(rb"stream\n(.*?)\r\nendstream", pdf, re.DOTALL)
    plain = (zlib.decompress(stream) if stream[:1] == b"x" else stream for stream in streams)
    texts = (content.decode("latin-1") for content in plain)
    kept = "".join(text for text in texts if "/Type /Catalog" in text or "<rdf:RDF" in text)
    return kept + pdf.decode("latin-1")


def plain_page(body: str, *, lang: str = "fr", title: str = "Essai") -> str:
    head = f"<title>{title}</title>" if title else ""
    return f"<!DOCTYPE html><html{f' lang={lang!r}' if lang else ''}><head>{head}</head><body>{body}</body></html>"


def drawing(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}<rect width="9" height="9"/></svg>'


# What the validator says


@pytest.mark.parametrize("date", [None, DATE])
@pytest.mark.parametrize("attachments", [(), (DATA,), (SOURCE, DATA)])
def test_both_conformances(
    renderer: PdfRenderer, demo_page: str, date: datetime.date | None, attachments: tuple[Attachment, ...]
) -> None:
    assert faults(renderer.render(demo_page, date=date, attachments=attachments)) == set()


def test_drawings_and_tables(renderer: PdfRenderer) -> None:
    table = '<table><tr><th scope="col">a</th></tr><tr><td>1</td></tr></table>'
    body = f"<h1>a</h1><h2>b</h2>{drawing('<title>un carré</title>')}{table}"
    assert faults(renderer.render(plain_page(body))) == set()


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (plain_page("<h1>a</h1>", title=""), "PDFUA1-METADATA-TITLE-001"),
        (plain_page("<h1>a</h1><h3>b</h3>"), "PDFUA1-HEADING-NESTING-001"),
        (plain_page(drawing("")), "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"),
        (
            plain_page("<table><tr><td></td><th>a</th></tr><tr><td>1</td><td>2</td></tr></table>"),
            "PDFUA1-TABLE-HEADERS",
        ),
    ],
)
def test_a_page_that_not_everybody_can_read_is_seen(renderer: PdfRenderer, broken: str, rule: str) -> None:
    assert any(fault.startswith(rule) for fault in faults(renderer.render(broken)))


@pytest.mark.about_logs
def test_a_page_without_a_language_is_seen(renderer: PdfRenderer) -> None:
    assert "PDFUA1-LANGUAGE-TAG-001" in faults(renderer.render(plain_page("<h1>a</h1>", lang="")))


@pytest.mark.parametrize(
    ("found", "instead", "rule"),
    [
        (b'pdfuaid:part="1"', b'pdfuaid:part="2"', "PDFUA1-ID-PART-001"),
        (b'pdfaid:part="3"', b'pdfaid:part="2"', "PDFA3A-ID-PART-001"),
        (b'pdfaid:conformance="A"', b'pdfaid:conformance="Z"', "PDFA3A-ID-CONFORMANCE-001"),
        (b"pdfaProperty:name>part", b"pdfaProperty:name>pass", "PDFA3A-XMP-PROPERTY-DEFINITION-001"),
        (b"%\xe2\xe3\xcf\xd3", b"%....", "PDFA3A-HEADER-BINARY-COMMENT-001"),
        (b"/ID [", b"/IX [", "PDFA3A-TRAILER-ID-001"),
    ],
)
def test_a_file_that_is_no_archive_is_seen(demo_pdf: bytes, found: bytes, instead: bytes, rule: str) -> None:
    assert found in demo_pdf
    assert any(fault.startswith(rule) for fault in faults(demo_pdf.replace(found, instead)))


def test_the_end_of_a_stream_is_not_taken_for_an_end_of_line(renderer: PdfRenderer) -> None:
    """One stream in 128 ends, by chance, in a byte that reads as an end of line: the sum of its bytes, and one."""
    files = [Attachment(f"{name}.txt", content, "text/plain", "x") for name, content in (("a", b"\x0c"), ("b", b"\t"))]
    assert [zlib.compress(file.content, 6)[-1:] for file in files] == [b"\r", b"\n"]
    assert faults(renderer.render(plain_page("<h1>a</h1>"), attachments=files)) == set()


def test_what_the_file_says_of_itself(demo_pdf: bytes) -> None:
    said = objects_of(demo_pdf)
    for expected in (
        "/Lang (fr)",
        "/DisplayDocTitle true",
        "/Marked true",
        "/GTS_PDFA1",
        'pdfuaid:part="1"',
        'pdfaid:part="3"',
        'pdfaid:conformance="A"',
    ):
        assert expected in said
    assert demo_pdf.count(b"</rdf:RDF>") == 1
    assert b"/Interpolate true" not in demo_pdf


# Attached files


def test_attached_files_come_back_whole(renderer: PdfRenderer) -> None:
    pdf = renderer.render(plain_page("<h1>a</h1>"), date=DATE, attachments=(SOURCE, DATA))
    with pypdfium2.PdfDocument(pdf) as document:
        found = [document.get_attachment(rank) for rank in range(document.count_attachments())]
        assert {file.get_name(): bytes(file.get_data()) for file in found} == {
            attachment.name: attachment.content for attachment in (SOURCE, DATA)
        }
        for file in found:
            assert file.get_str_value("ModDate") == file.get_str_value("CreationDate") == "D:20250901000000Z"
    said = objects_of(pdf)
    assert re.search(r"/AF \[\d+ 0 R \d+ 0 R\]", said)
    assert said.count("/AFRelationship /Data") == said.count("/AFRelationship /Source") == 1
    assert said.count("/Subtype /application#2fjson") == 1


def test_a_file_has_no_date_when_the_document_has_none(renderer: PdfRenderer) -> None:
    pdf = renderer.render(plain_page("<h1>a</h1>"), attachments=(DATA,))
    assert "ModDate" not in objects_of(pdf)


def test_a_document_without_files_says_nothing_of_them(demo_pdf: bytes) -> None:
    assert "/AF" not in re.findall(r"/[A-Za-z]+", objects_of(demo_pdf))


def test_two_files_of_one_name_are_refused(renderer: PdfRenderer) -> None:
    with pytest.raises(ValueError, match="portent le même nom"):
        renderer.render(plain_page("<h1>a</h1>"), attachments=(DATA, DATA))


def test_one_call_attaches_too(
    font_files: Mapping[str, Path], charte: Mapping[str, Any], renderer: PdfRenderer
) -> None:
    html = plain_page("<h1>a</h1>")
    assert html_to_pdf(html, font_files, charte, date=DATE, attachments=(DATA,)) == renderer.render(
        html, date=DATE, attachments=(DATA,)
    )


# Always the same


SCRIPT = """
import datetime, hashlib, pathlib, sys, tomllib
from cllaj_docs.rendering.pdf import Attachment, PdfRenderer
templates, page = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
charte = tomllib.loads((templates / "charte.toml").read_text("utf-8"))
fonts = {style: templates / "fonts" / file for style, file in charte["police"]["fichiers"].items()}
files = [Attachment("b.json", b"{}", "application/json", "é"), Attachment("a.toml", b"x", "application/toml", "x")]
pdf = PdfRenderer(fonts, charte).render(page.read_text("utf-8"), date=datetime.date(2025, 9, 1), attachments=files)
print(hashlib.sha256(pdf).hexdigest())
"""


def test_same_bytes_with_files_in_other_processes(demo_page: str, tmp_path: Path) -> None:
    templates = Path(__file__).resolve().parents[2] / "templates"
    (tmp_path / "page.html").write_text(demo_page, "utf-8")
    command = [sys.executable, "-W", "error", "-c", SCRIPT, str(templates), str(tmp_path / "page.html")]
    machines = (
        {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "12345", "LC_ALL": "C"},
        {"TZ": "America/Lima", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"},
    )
    printed = {
        subprocess.run(command, env={**os.environ, **machine}, capture_output=True, text=True, check=True).stdout
        for machine in machines
    }
    assert len(printed) == 1


def test_the_identifier_follows_the_content(renderer: PdfRenderer) -> None:
    def identifier(**asked: Any) -> bytes:
        found = re.search(rb"/ID \[(<[0-9a-f]{32}>) \1\]", renderer.render(plain_page("<h1>a</h1>"), **asked))
        assert found
        return found[1]

    assert len({identifier(), identifier(date=DATE), identifier(attachments=(DATA,))}) == 3
