"""A Word file is read as Word shows it, whatever wrote it."""

from __future__ import annotations

import io
import zipfile

import pytest
from word_files import CORE, TYPES, W, cell, paragraph, rels, table, word_file

from cllaj_docs.errors import OutputError
from cllaj_docs.rendering.reading.passage import Comment, Revision
from cllaj_docs.rendering.reading.word import read_word

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINK = f'<Relationship Id="rId9" Type="{_OFFICE}/header" Target="header1.xml"/>'

HIDDEN, SHOWN = "<w:vanish/>", '<w:vanish w:val="0"/>'
SMALL, SECRET = '<w:sz w:val="1"/>', '<w:rStyle w:val="Secret"/>'


def said(*blocks: str) -> list[str]:
    return [passage.text for passage in read_word(word_file(*blocks)).passages]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(code: str, result: str) -> str:
    marks = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate", "end"))
    begin, separate, end = marks
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{separate}{run(result)}{end}"


def test_runs_rows_and_signs() -> None:
    assert said(
        paragraph("Entre ", "le Dépar", "tement"),
        table(cell("Avance") + cell("16 000 €"), cell("Solde") + cell("4 000 €")),
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='3'/></w:tabs></w:pPr></w:p>",
    ) == ["Entre le Département", "Avance | 16 000 €", "Solde | 4 000 €", "a\tb\nc\u2011d"]


def test_tracked_changes_are_read_as_accepted_and_listed() -> None:
    reading = read_word(
        word_file(
            "<w:p><w:r><w:t>Montant : </w:t></w:r>"
            '<w:del w:id="1" w:author="A. Test"><w:r><w:delText>20 000</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="A. Test"><w:r><w:t>30 000</w:t></w:r></w:ins></w:p>',
            '<w:p><w:moveFrom w:id="3"><w:r><w:t>parti</w:t></w:r></w:moveFrom></w:p>',
            '<w:p><w:moveTo w:id="4"><w:r><w:t>parti</w:t></w:r></w:moveTo></w:p>',
        )
    )
    assert [passage.text for passage in reading.passages] == ["Montant : 30 000", "parti"]
    assert reading.revisions[:2] == (
        Revision("suppression", "A. Test", "20 000"),
        Revision("insertion", "A. Test", "30 000"),
    )
    assert len(reading.revisions) == 4


def test_a_deleted_paragraph_mark_joins_paragraphs_and_a_deleted_row_is_gone() -> None:
    joined = '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>un </w:t></w:r></w:p>'
    row = '<w:tr><w:trPr><w:del w:id="2"/></w:trPr>{}</w:tr>'.format(cell("partie"))
    rows = f"<w:tbl><w:tblPr/><w:tblGrid/>{row}<w:tr>{cell('restée')}</w:tr></w:tbl>"
    assert said(joined, paragraph("deux"), rows) == ["un deux", "restée"]
    last = '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>seul</w:t></w:r></w:p>'
    assert said(last) == ["seul"]


def test_hidden_text_is_set_apart() -> None:
    reading = read_word(
        word_file(f"<w:p>{run('vu ')}{run('caché', HIDDEN)}{run('minuscule', SMALL)}{run('montré', SHOWN)}</w:p>")
    )
    assert [passage.text for passage in reading.passages] == ["vu montré"]
    assert [passage.text for passage in reading.hidden] == ["cachéminuscule"]


def test_hidden_by_a_style() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Fils"><w:name w:val="Fils"/><w:basedOn w:val="Secret"/></w:style>'
        '<w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    links = rels(_LINK, f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>')
    reading = read_word(
        word_file(
            '<w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Titre</w:t></w:r></w:p>',
            '<w:p><w:pPr><w:pStyle w:val="Fils"/></w:pPr><w:r><w:t>secret</w:t></w:r></w:p>',
            f"<w:p>{run('mot', SECRET)}</w:p>",
            extra={"word/styles.xml": styles, "word/_rels/document.xml.rels": links},
        )
    )
    assert [(passage.text, passage.level) for passage in reading.passages] == [("Titre", 1)]
    assert [passage.text for passage in reading.hidden] == ["secret", "mot"]


def test_fields_show_their_result_and_page_numbers_are_named() -> None:
    assert said(f"<w:p>{run('page ')}{field(' PAGE ', '7')}{run(' sur ')}{field('NUMPAGES', '9')}</w:p>") == [
        "page [page] sur [pages]"
    ]
    assert said(f"<w:p>{field('REF montant', '20 000 €')}</w:p>") == ["20 000 €"]
    assert said('<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>') == ["[page]"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    start = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    assert said(start, paragraph("la suite se lit")) == ["la suite se lit"]


def test_content_controls_links_and_text_boxes() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>encadré</w:t></w:r></w:p></w:txbxContent>"
    alternate = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )
    reading = read_word(
        word_file(
            "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>"
            + paragraph("contrôlé")
            + "</w:sdtContent></w:sdt>",
            f"<w:p><w:hyperlink w:anchor='a'>{run('lien')}</w:hyperlink>{alternate}</w:p>",
        )
    )
    assert [(one.text, one.partie) for one in reading.passages] == [
        ("contrôlé", "corps"),
        ("encadré", "zone"),
        ("lien", "corps"),
    ]


def test_notes_and_comments() -> None:
    types = TYPES.replace(
        "</Types>",
        "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            f'wordprocessingml.{name}+xml"/>'
            for name in ("footnotes", "comments")
        )
        + "</Types>",
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2">{paragraph("seconde")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("première")}</w:footnote>'
        f'<w:footnote w:id="7">{paragraph("jamais appelée")}</w:footnote></w:footnotes>'
    )
    comments = (
        f'<w:comments {W}><w:comment w:id="4" w:author="Relecteur">{paragraph("à voir")}</w:comment></w:comments>'
    )
    links = rels(
        _LINK,
        f'<Relationship Id="rId1" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/>',
        f'<Relationship Id="rId2" Type="{_OFFICE}/comments" Target="/word/comments.xml"/>',
    )
    reading = read_word(
        word_file(
            '<w:p><w:r><w:t>texte</w:t><w:footnoteReference w:id="1"/><w:footnoteReference w:id="2"/></w:r>'
            '<w:r><w:commentReference w:id="4"/></w:r></w:p>',
            extra={
                "[Content_Types].xml": types,
                "word/footnotes.xml": notes,
                "word/comments.xml": comments,
                "word/_rels/document.xml.rels": links,
            },
        )
    )
    assert [(one.text, one.partie) for one in reading.passages] == [
        ("texte", "corps"),
        ("première", "note"),
        ("seconde", "note"),
    ]
    assert reading.comments == (Comment("Relecteur", "à voir", "texte"),)


def test_strict_files_and_other_prefixes() -> None:
    body = (
        '<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>strict</x:t>'
        "</x:r></x:p></x:body></x:document>"
    )
    root = rels(
        '<Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"'
        ' Target="word/document.xml"/>'
    )
    content = word_file(extra={"word/document.xml": body, "_rels/.rels": root})
    assert [passage.text for passage in read_word(content).passages] == ["strict"]


ARCHIVE = io.BytesIO()
with zipfile.ZipFile(ARCHIVE, "w") as _archive:
    _archive.writestr("a.txt", "rien")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "n’est pas un document Word"),
        (b"bonjour", "n’est pas un document Word"),
        (b"%PDF-1.7\n", "est un PDF"),
        (b"{\\rtf1 }", "RTF"),
        (b"<html></html>", "page HTML"),
        (OLE, "ancien format .doc"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (ARCHIVE.getvalue(), "n’est pas un document Word"),
        (word_file(extra={"word/document.xml": "<w:document"}), "abîmé"),
        (word_file(extra={"word/document.xml": "<workbook/>"}), "abîmé"),
        (word_file(extra={"word/document.xml": '<!DOCTYPE d [<!ENTITY a "aaa">]><d>&a;</d>'}), "abîmé"),
        (word_file(extra={"word/document.xml": "<a>" * 300 + "</a>" * 300}), "abîmé"),
        (word_file(extra={"word/header1.xml": "x" * 50_000_000}), "piège"),
        (word_file(paragraph("coupé"))[:-40], "n’est pas un document Word"),
        (word_file(extra={"docProps/core.xml": CORE, "word/document.xml": b"\xff\xfe\x00"}), "abîmé"),
    ],
)
def test_what_is_no_word_file_is_said_in_french(content: bytes, message: str) -> None:
    with pytest.raises(OutputError, match=message):
        read_word(content)
