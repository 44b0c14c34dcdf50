"""A document says what it was made from: ``lire`` gives its data back, ``verifier`` finds whatever was touched."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from pypdfium2 import raw
from rendered import CASES, DATE, Rendered
from word_edits import edit_body, replace_text, rewrite
from word_faults import W, faults

import cllaj_docs as cd
from cllaj_docs.delivery.carried_data import NAMESPACE
from cllaj_docs.delivery.cli import main
from cllaj_docs.delivery.comparaison.origine import read_dossier, read_seal
from cllaj_docs.delivery.comparaison.verification import verify
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.errors import DossierError, OutputError, UsageError
from cllaj_docs.rendering.reading.pdf import read_pdf
from cllaj_docs.rendering.reading.word import read_word
from cllaj_docs.rendering.word.carrying import carry, make_carrier

CARRYING = [case for case in CASES if DOCUMENTS[str(case.values[1])].carries_data]
PART = "customXml/itemDonnees.xml"
FINGERPRINT = re.compile(r"empreinte\s([0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4})")


# --- what is carried


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize(("sample", "document"), CARRYING)
def test_the_data_of_a_document_are_those_that_it_shows(
    rendered: Rendered, sample: str, document: str, kind: str
) -> None:
    sceau = read_seal(rendered(sample, document, kind))
    assert sceau
    assert (sceau.document, sceau.version, sceau.day) == (document, cd.__version__, DATE)
    assert read_dossier(sceau) == DOCUMENTS[document].part_shown(rendered.dossier(sample))


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_a_dossier_comes_back_from_toml(rendered: Rendered, sample: str, document: str) -> None:
    shown = DOCUMENTS[document].part_shown(rendered.dossier(sample))
    assert cd.Dossier.from_toml(shown.to_toml()) == shown


def test_toml_is_for_people(rendered: Rendered) -> None:
    text = rendered.dossier("complet").to_toml()
    assert 'synthese = """\n' in text
    assert re.search(r"^date = \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert re.search(r"^montant = 19999\.99$", text, re.MULTILINE)


def test_what_toml_cannot_say_is_refused(rendered: Rendered) -> None:
    data = json.loads(rendered.dossier("association").to_json())
    data["departement"]["tribunal"]["site"] = None
    with pytest.raises(DossierError, match="prenez JSON"):
        cd.Dossier.parse(data).to_toml()


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_the_same_fingerprint_is_printed_in_every_format(rendered: Rendered, sample: str, document: str) -> None:
    word = " ".join(passage.text for passage in read_word(rendered(sample, document, "docx")).passages)
    pdf = " ".join(passage.text for passage in read_pdf(rendered(sample, document, "pdf")).passages)
    page = rendered(sample, document, "html").decode()
    printed = {*FINGERPRINT.findall(word), *FINGERPRINT.findall(pdf), *FINGERPRINT.findall(page)}
    assert len(printed) == 1
    sceau = read_seal(rendered(sample, document, "docx"))
    if sceau:
        assert printed == {sceau.empreinte}


def test_the_fingerprint_follows_data_date_and_templates(
    rendered: Rendered, toolkit: cd.Toolkit, tmp_path: Path
) -> None:
    dossier = rendered.dossier("association")

    def printed(toolkit: cd.Toolkit, dossier: cd.Dossier, **options: Any) -> str:
        page = toolkit.render(dossier, "convention", "html", **options).content.decode()
        return str(FINGERPRINT.findall(page)[0])

    data = json.loads(dossier.to_json())
    data["convention"]["numero"] = "2025-EX-999"
    (tmp_path / "charte.toml").write_text("# rien ne change, sinon le fichier\n", encoding="utf-8")
    found = [
        printed(toolkit, dossier),
        printed(toolkit, dossier, date=DATE),
        printed(toolkit, cd.Dossier.parse(data)),
        printed(cd.Toolkit(tmp_path), dossier),
    ]
    assert len(set(found)) == len(found)
    assert printed(cd.Toolkit(), dossier) == found[0]


def test_the_fingerprint_of_a_report_to_publish_is_of_what_it_shows(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    """Were it drawn from the exact counts, trying them all would give those that are hidden."""
    dossier = rendered.dossier("complet")
    data = json.loads(dossier.to_json())
    data["porteur"]["compte"]["titulaire"] = "AUTRE TITULAIRE"
    other = toolkit.render(cd.Dossier.parse(data), "bilan-final-diffusable", "docx", date=DATE).content
    assert other == rendered("complet", "bilan-final-diffusable", "docx")
    assert read_seal(other) is None
    assert read_seal(rendered("complet", "bilan-final-diffusable", "pdf")) is None


@pytest.mark.parametrize("document", ["convention", "bilan-final"])
def test_a_word_file_with_its_data_is_sound(rendered: Rendered, document: str) -> None:
    content = rendered("complet", document, "docx")
    assert faults(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist().count(PART) == 1


def test_a_template_made_of_a_document_forgets_the_data_of_that_one(rendered: Rendered) -> None:
    """Whatever the program that saved it has named the part."""
    content = rendered("complet", "convention", "docx")
    renamed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(renamed, "w") as out:
        for name in archive.namelist():
            part = archive.read(name).replace(b"itemDonnees.xml", b"item4.xml")
            out.writestr(name.replace("itemDonnees.xml", "item4.xml"), part)
    for given_one in (content, renamed.getvalue()):
        carrier = make_carrier(given_one, NAMESPACE)
        assert read_seal(carrier) is None
        again = carry(carrier, NAMESPACE, {"document": "x"}, b'{"a": 1}')
        sceau = read_seal(again)
        assert sceau
        assert sceau.donnees == b'{"a": 1}'
        assert faults(again) == []


# --- what is touched


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize(("sample", "document"), CARRYING)
def test_what_was_not_touched_is_whole(
    rendered: Rendered, toolkit: cd.Toolkit, sample: str, document: str, kind: str
) -> None:
    verification = verify(toolkit, rendered(sample, document, kind), rendered.dossier(sample))
    assert not verification.blocks
    assert verification.constatations == ()
    assert verification.rapport.comparison.differences == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([case.values for case in CARRYING]), st.data())
def test_a_single_character_is_found_in_word(
    rendered: Rendered, toolkit: cd.Toolkit, case: tuple[str, str], data: st.DataObject
) -> None:
    sample, document = case

    def change(root: etree._Element) -> None:
        nodes = [node for node in root.iter(f"{W}t") if (node.text or "").strip()]
        node = data.draw(st.sampled_from(nodes))
        text = node.text or ""
        place = data.draw(st.sampled_from([rank for rank, sign in enumerate(text) if not sign.isspace()]))
        other = data.draw(st.sampled_from([sign for sign in "a7,’-é" if sign != text[place]]))
        node.text = text[:place] + other + text[place + 1 :]

    content = edit_body(rendered(sample, document, "docx"), change)
    verification = verify(toolkit, content)
    assert verification.blocks
    assert 1 <= len(verification.rapport.comparison.differences) <= 2  # one that is moved to pieces of a value


_STREAM = re.compile(rb"(\d+) 0 obj\n<<(.*?)>>\nstream\n(.*?)\r\nendstream", re.DOTALL)


def with_one_glyph_changed(pdf: bytes, rank: int) -> bytes:
    """Show a glyph of the first page twice, in place of the next: as an incremental update, as editors write."""
    for found in _STREAM.finditer(pdf):
        try:
            content = zlib.decompress(found[3])
        except zlib.error:
            continue
        glyphs = list(re.finditer(rb"<([0-9a-f]{4})>-?[0-9]*<([0-9a-f]{4})>", content))
        glyphs = [one for one in glyphs if one[1] != one[2]]
        if b" Tf" in content and len(glyphs) > rank:
            one = glyphs[rank]
            changed = content[: one.start(2)] + one[1] + content[one.end(2) :]
            return with_object(pdf, int(found[1]), changed)
    raise AssertionError("no page with text")


def with_object(pdf: bytes, number: int, stream: bytes) -> bytes:
    """Append a revision of a PDF in which an object is another stream."""
    return with_body(pdf, number, b"<</Length %d>>\nstream\n%b\nendstream" % (len(stream), stream))


def with_body(pdf: bytes, number: int, content: bytes, more: bytes = b"") -> bytes:
    """Append a revision of a PDF in which an object is another; ``more`` goes to its trailer."""
    trailer = re.search(rb"/Root (\d+ 0 R)", pdf)
    size = re.findall(rb"/Size (\d+)", pdf)
    previous = re.findall(rb"startxref\n(\d+)", pdf)
    assert trailer
    head = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    body = b"%d 0 obj\n%b\nendobj\n" % (number, content)
    place = len(head)
    table = len(head) + len(body)
    entry = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    last = b"trailer\n<</Size %b /Root %b /Prev %b%b>>\nstartxref\n%d\n%%%%EOF\n" % (
        size[-1],
        trailer[1],
        previous[-1],
        more,
        table,
    )
    return head + body + entry + last


@pytest.mark.parametrize("rank", [0, 5, 23])
@pytest.mark.parametrize("document", ["convention", "demande-solde"])
def test_a_single_glyph_is_found_in_a_pdf(rendered: Rendered, toolkit: cd.Toolkit, document: str, rank: int) -> None:
    original = rendered("complet", document, "pdf")
    content = with_one_glyph_changed(original, rank)
    assert read_pdf(content).passages != read_pdf(original).passages
    verification = verify(toolkit, content)
    assert verification.blocks
    assert verification.rapport.comparison.differences


def test_a_revision_that_changes_nothing_seen_still_reads(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    """A signature is one: objects are added after the end of the file."""
    original = rendered("complet", "convention", "pdf")
    size = int(re.findall(rb"/Size (\d+)", original)[-1])
    signed = with_object(original, size, b"une signature").replace(
        b"/Size %d /Root" % size, b"/Size %d /Root" % (size + 1)
    )
    assert signed != original
    assert read_seal(signed) == read_seal(original)
    assert not verify(toolkit, signed).blocks


def test_data_that_were_changed_are_told(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    content = rendered("complet", "convention", "docx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(PART).replace(b"19999.99", b"18000.00")
    verification = verify(toolkit, rewrite(content, {PART: part}))
    assert "les données jointes ont été changées" in verification.constatations[0].message
    assert verification.rapport.comparison.of("protege")


def test_a_dossier_that_went_on_is_told_field_by_field(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    data = json.loads(rendered.dossier("complet").to_json())
    data["convention"]["date_limite_bilan"] = "2026-12-15"
    verification = verify(toolkit, rendered("complet", "convention", "docx"), cd.Dossier.parse(data))
    assert [one.message.partition("\xa0:")[0] for one in verification.constatations] == ["convention.date_limite_bilan"]
    assert verification.blocks
    assert verification.rapport.verdict == "identique"


def test_what_the_document_does_not_show_may_change(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    data = json.loads(rendered.dossier("complet").to_json())
    data["paiements"] = []
    assert not verify(toolkit, rendered("complet", "convention", "docx"), cd.Dossier.parse(data)).blocks


def test_another_dossier_is_told_as_such(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    verification = verify(toolkit, rendered("complet", "convention", "pdf"), rendered.dossier("epci"))
    assert [one.sujet for one in verification.constatations] == ["dossier"]
    assert "d’un autre dossier" in verification.constatations[0].message


def test_another_template_and_another_version_are_told(rendered: Rendered, toolkit: cd.Toolkit, tmp_path: Path) -> None:
    (tmp_path / "charte.toml").write_text("# rien ne change, sinon le fichier\n", encoding="utf-8")
    verification = verify(cd.Toolkit(tmp_path), rendered("complet", "convention", "docx"))
    assert [one.sujet for one in verification.constatations] == ["gabarits"]
    assert not verification.blocks
    old = rewrite(rendered("complet", "convention", "docx"), {PART: _older})
    assert "version" in [one.sujet for one in verify(toolkit, old).constatations]


def _older(root: etree._Element) -> None:
    root.set("version", "0.0.1")


def test_a_document_to_publish_needs_its_dossier(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    for kind in ("docx", "pdf"):
        content = rendered("complet", "bilan-final-diffusable", kind)
        with pytest.raises(UsageError, match="--dossier"):
            verify(toolkit, content)
        dossier = rendered.dossier("complet")
        verification = verify(toolkit, toolkit.render(dossier, "bilan-final-diffusable", kind).content, dossier)
        assert not verification.blocks
        assert verification.rapport.document == "bilan-final-diffusable"


# --- what is hostile


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ('{"appel": 1}', DossierError, "ne se relisent pas"),
        ("[" * 100_000, DossierError, "ne se relisent pas"),
        ("pas du JSON", DossierError, "ne se relisent pas"),
        ('{"a": ' + "9" * 100_000 + "}", DossierError, "ne se relisent pas"),
        (random.Random(0).randbytes(9 * 2**19).hex(), OutputError, "trop grosses"),  # noqa: S311 - what no compression shortens
    ],
)
def test_data_that_anybody_wrote_are_refused_in_french(
    rendered: Rendered, toolkit: cd.Toolkit, text: str, error: type[Exception], message: str
) -> None:
    part = f'<donnees xmlns="{NAMESPACE}" document="convention">{text}</donnees>'.encode()
    content = rewrite(rendered("complet", "convention", "docx"), {PART: part})
    with pytest.raises(error, match=message):
        verify(toolkit, content)


@pytest.mark.parametrize("attribute", ['document="../../etc"', 'document="convention" date="hier"', ""])
def test_an_origin_that_anybody_wrote(rendered: Rendered, toolkit: cd.Toolkit, attribute: str) -> None:
    text = rendered.dossier("complet").to_json().replace("&", "&amp;").replace("<", "&lt;")
    part = f'<donnees xmlns="{NAMESPACE}" {attribute}>{text}</donnees>'.encode()
    content = rewrite(rendered("complet", "convention", "docx"), {PART: part})
    if "date" in attribute:
        assert verify(toolkit, content).blocks
    else:
        with pytest.raises(OutputError, match=r"ne dit pas ce qu’il est|n’est pas un document de cet outil"):
            verify(toolkit, content)


@pytest.mark.parametrize("content", [b"%PDF-1.7\nrien", b"%PDF-1.7\n" + b"1 0 obj\n<<>>\n" * 1000])
def test_what_is_no_pdf(content: bytes) -> None:
    with pytest.raises(OutputError, match="PDF"):
        read_pdf(content)


def test_a_pdf_of_another_is_read_without_data() -> None:
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(200, 200)
    stream = io.BytesIO()
    blank.save(stream)
    assert read_seal(stream.getvalue()) is None


# --- the commands


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    return code, *capsys.readouterr()


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_lire_gives_the_dossier_back(
    capsys: pytest.CaptureFixture[str], rendered: Rendered, tmp_path: Path, kind: str
) -> None:
    path, out = tmp_path / f"convention.{kind}", tmp_path / "dossier.toml"
    path.write_bytes(rendered("association", "convention", kind))
    code, printed, _ = run(capsys, "lire", path)
    assert code == 0
    assert cd.Dossier.from_toml(printed) == rendered.dossier("association")
    assert run(capsys, "lire", path, "--format", "json", "-o", tmp_path / "dossier.json")[0] == 0
    assert run(capsys, "lire", path, "-o", out)[0] == 0
    assert cd.Dossier.load(out) == cd.Dossier.load(tmp_path / "dossier.json") == rendered.dossier("association")


def test_lire_says_that_there_is_nothing(
    capsys: pytest.CaptureFixture[str], rendered: Rendered, tmp_path: Path
) -> None:
    path = tmp_path / "bilan.docx"
    path.write_bytes(rendered("complet", "bilan-final-diffusable", "docx"))
    code, out, err = run(capsys, "lire", path)
    assert (code, out) == (5, "")
    assert "ne porte pas de données" in err


def test_verifier_tells_it(
    capsys: pytest.CaptureFixture[str], rendered: Rendered, samples: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "convention.docx"
    path.write_bytes(rendered("complet", "convention", "docx"))
    code, out, _ = run(capsys, "verifier", path, "--dossier", samples["complet"])
    assert code == 0
    assert "rien n’a été touché" in out
    path.write_bytes(replace_text(rendered("complet", "convention", "docx"), "19\u202f999,99", "19\u202f999,98"))
    code, out, _ = run(capsys, "verifier", path)
    assert code == 1
    assert "19\u202f999,98" in out
    code, out, _ = run(capsys, "verifier", path, "--format", "json")
    data = json.loads(out)
    assert (code, data["conforme"], data["texte"]["comptes"]["protege"]) == (1, False, 1)
    assert data["origine"]["document"] == "convention"


# --- what says the same and looks otherwise


def drawn_over(pdf: bytes, draw: Callable[[pypdfium2.PdfPage], None]) -> bytes:
    """Draw something on the first page of a PDF, and save it anew."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        draw(page)
        page.gen_content()
        saved = io.BytesIO()
        document.save(saved)
    return saved.getvalue()


def _patch(page: pypdfium2.PdfPage) -> None:
    """Hide a line of text under a white patch."""
    patch = raw.FPDFPageObj_CreateNewRect(70, 640, 300, 14)
    raw.FPDFPageObj_SetFillColor(patch, 255, 255, 255, 255)
    raw.FPDFPath_SetDrawMode(patch, raw.FPDF_FILLMODE_WINDING, False)
    raw.FPDFPage_InsertObject(page, patch)


def _strike_out(page: pypdfium2.PdfPage) -> None:
    """Draw a line through a text."""
    line = raw.FPDFPageObj_CreateNewRect(70, 646, 300, 1)
    raw.FPDFPageObj_SetFillColor(line, 0, 0, 0, 255)
    raw.FPDFPath_SetDrawMode(line, raw.FPDF_FILLMODE_WINDING, False)
    raw.FPDFPage_InsertObject(page, line)


def _stick_a_note(page: pypdfium2.PdfPage) -> None:
    raw.FPDFPage_CloseAnnot(raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_FREETEXT))


def _leave(_: pypdfium2.PdfPage) -> None:
    """Change nothing: the file is only saved by another program."""


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (_patch, "page 1\u00a0: un trait, une image ou un cache"),
        (_strike_out, "page 1\u00a0: un trait, une image ou un cache"),
        (_stick_a_note, "page 1\u00a0: une annotation"),
        (_leave, ""),
    ],
)
def test_what_is_drawn_on_a_page_is_found(
    rendered: Rendered, toolkit: cd.Toolkit, draw: Callable[[pypdfium2.PdfPage], None], told: str
) -> None:
    verification = verify(toolkit, drawn_over(rendered("complet", "demande-solde", "pdf"), draw))
    assert verification.rapport.verdict == "identique"
    assert verification.blocks == bool(told)
    assert [one.message.startswith(told) for one in verification.constatations] == [True] * bool(told)


def test_another_title_is_found_in_a_pdf(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    original = rendered("complet", "convention", "pdf")
    number = re.findall(rb"/Info (\d+) 0 R", original)[-1]
    content = with_body(original, int(number), b"<</Title (Autre titre)>>", b" /Info %b 0 R" % number)
    verification = verify(toolkit, content)
    assert verification.blocks
    assert "titre\u00a0: «\u00a0Convention de subvention" in verification.constatations[0].message
    assert "«\u00a0Autre titre\u00a0» lu" in verification.constatations[0].message


def test_another_title_is_found_in_word(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    original = rendered("complet", "convention", "docx")

    def change(root: etree._Element) -> None:
        (title,) = (one for one in root if str(one.tag).endswith("}title"))
        title.text = "Autre titre"

    verification = verify(toolkit, rewrite(original, {"docProps/core.xml": change}))
    assert verification.blocks
    assert [one.sujet for one in verification.constatations] == ["proprietes"]


def test_another_picture_is_found_in_word(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 100), "white").save(picture, "PNG")
    content = rewrite(rendered("complet", "bilan-final", "docx"), {"word/media/image1.png": picture.getvalue()})
    verification = verify(toolkit, content)
    assert verification.blocks
    assert [one.sujet for one in verification.constatations] == ["image"]
    assert "n’est plus celle" in verification.constatations[0].message


SHAPE = (
    '<w:r xmlns:w="{0}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:rect style="position:absolute;width:90pt;'
    'height:12pt" fillcolor="white" stroked="f"/></w:pict></w:r>'
)


@pytest.mark.parametrize("what", ["la même image", "une forme"])
def test_a_drawing_that_is_added_is_found_in_word(rendered: Rendered, toolkit: cd.Toolkit, what: str) -> None:
    """A patch over a figure, or the chart once more over another."""

    def change(root: etree._Element) -> None:
        (drawing,) = root.iter(f"{W}drawing")
        run = drawing.getparent()
        assert run is not None
        added = etree.fromstring(SHAPE.format(W[1:-1])) if what == "une forme" else copy.deepcopy(run)
        run.addnext(added)

    verification = verify(toolkit, edit_body(rendered("complet", "bilan-final", "docx"), change))
    assert verification.blocks
    assert [one.sujet for one in verification.constatations] == ["image"]
    assert "a été ajoutée" in verification.constatations[0].message


@pytest.mark.parametrize("mark", ['<w:strike xmlns:w="{0}"/>', '<w:color xmlns:w="{0}" w:val="ffffff"/>'])
def test_a_text_struck_out_or_written_in_white_is_found(rendered: Rendered, toolkit: cd.Toolkit, mark: str) -> None:
    def change(root: etree._Element) -> None:
        run = next(run for run in root.iter(f"{W}r") if "19\u202f999,99" in "".join(map(str, run.itertext())))
        properties = run.find(f"{W}rPr")
        if properties is None:
            properties = etree.Element(f"{W}rPr")
            run.insert(0, properties)
        properties.append(etree.fromstring(mark.format(W[1:-1])))

    verification = verify(toolkit, edit_body(rendered("complet", "convention", "docx"), change))
    assert verification.blocks
    assert verification.rapport.comparison.of("protege")
    assert "cache" in {one.nature for one in verification.rapport.comparison.differences}


def test_lire_writes_what_the_name_of_the_file_says(rendered: Rendered, tmp_path: Path) -> None:
    path = tmp_path / "convention.pdf"
    path.write_bytes(rendered("complet", "convention", "pdf"))
    for name in ("dossier.json", "dossier.toml", "dossier.txt"):
        assert main(["lire", str(path), "-o", str(tmp_path / name)]) == 0
    texts = [(tmp_path / name).read_text("utf-8") for name in ("dossier.json", "dossier.toml", "dossier.txt")]
    assert cd.Dossier.from_json(texts[0]) == cd.Dossier.from_toml(texts[1])
    assert texts[2] == texts[1]
