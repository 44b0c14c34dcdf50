"""What is refused before it is read: archives that are traps, parts that lead outside, files that are no Word file."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from rendering.word.packages import (
    BODY_PART,
    NAMESPACES,
    RELATIONS,
    WML,
    Relation,
    archive,
    names,
    paragraph,
    read,
    rels,
    texts,
    word_file,
)

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word import SubDocument, WordTemplate, markup
from cllaj_docs.rendering.word import archive as zips

GOOD = word_file(paragraph("{{ x }}"), header=paragraph("y"))
DTD = '<!DOCTYPE a [<!ENTITY b "c">]>'


def refused(content: bytes) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        WordTemplate(content)
    return caught.value


def document(xml: str) -> bytes:
    return word_file(parts={BODY_PART: xml})


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"%PDF-1.7", b"x" * 1000, GOOD[:-30], GOOD[: len(GOOD) // 2], GOOD[30:-1]]
)
def test_a_file_that_is_no_archive(content: bytes) -> None:
    refused(content)


def test_an_archive_that_is_no_word_file() -> None:
    refused(archive({"a.txt": "bonjour"}))
    refused(archive({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>"}))


@pytest.mark.parametrize("kind", ["document.macroEnabled.main+xml", "template.main+xml"])
def test_a_word_file_of_another_kind(kind: str) -> None:
    types = read(GOOD, "[Content_Types].xml").replace("document.main+xml", kind)
    assert ".docx" in refused(word_file(paragraph("x"), parts={"[Content_Types].xml": types.encode()})).message


def test_a_word_file_in_the_strict_format() -> None:
    relations = read(GOOD, "_rels/.rels").replace(RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    assert "strict" in refused(word_file(paragraph("x"), parts={"_rels/.rels": relations.encode()})).message


def test_macros() -> None:
    error = refused(word_file(paragraph("x"), parts={"word/vbaProject.bin": b"x"}))
    assert error.partie == "word/vbaProject.bin"


def test_an_archive_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "piège" in refused(word_file(paragraph("x"), parts={"word/media/a.bmp": b"0" * 5_000_000})).message
    monkeypatch.setattr(zips, "MAX_UNPACKED", 1000)
    refused(GOOD)


def test_an_archive_of_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_MEMBERS", 5)
    refused(GOOD)


def test_a_file_that_is_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_ARCHIVE", 1000)
    refused(GOOD)


def test_two_members_of_one_name() -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr(BODY_PART, "<w/>")
    refused(out.getvalue())


def test_a_member_that_lies_about_its_size_or_content() -> None:
    at = GOOD.rindex(b"PK\x01\x02" + GOOD[GOOD.rindex(b"PK\x01\x02") + 4 :][:1])
    size = at + 24
    lying = GOOD[:size] + struct.pack("<I", struct.unpack_from("<I", GOOD, size)[0] - 1) + GOOD[size + 4 :]
    refused(lying)
    checksum = at + 16
    refused(GOOD[:checksum] + b"\0\0\0\0" + GOOD[checksum + 4 :])


def test_a_member_under_a_password() -> None:
    at = GOOD.rindex(b"PK\x01\x02") + 8
    assert "mot de passe" in refused(GOOD[:at] + b"\x01\x00" + GOOD[at + 2 :]).message


@pytest.mark.parametrize("part", ["word/styles.xml", BODY_PART, "[Content_Types].xml", "_rels/.rels", "word/theme.xml"])
def test_entities_in_any_part(part: str) -> None:
    assert refused(word_file(paragraph("x"), parts={part: f"{DTD}<a/>".encode()})).partie == part


@pytest.mark.parametrize("xml", ["<a>", "", "<a></b>", "<a>&b;</a>", "\x00", "<a b='1' b='2'/>"])
def test_a_part_that_is_no_xml(xml: str) -> None:
    assert refused(word_file(paragraph("x"), parts={"word/styles.xml": xml.encode()})).partie == "word/styles.xml"


def test_elements_without_end_inside_one_another() -> None:
    deep = "<w:p>" * 1000 + "</w:p>" * 1000
    assert refused(document(f"<w:document {NAMESPACES}><w:body>{deep}</w:body></w:document>")).partie == BODY_PART


def test_too_many_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_ELEMENTS", 5)
    assert "trop grosse" in refused(GOOD).message


def test_too_many_tags() -> None:
    refused(word_file(paragraph("{{ x }}" * 60_000)))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://exemple.invalid/x.dotm"),
        ("attachedTemplate", r"\\serveur\partage\x.dotm"),
        ("attachedTemplate", "file://serveur/partage/x.dotm"),
        ("attachedTemplate", "file:////serveur/partage/x.dotm"),
        ("image", "http://exemple.invalid/x.png"),
        ("image", "file:///C:/x.png"),
        ("oleObject", "http://exemple.invalid/x"),
        ("subDocument", "autre.docx"),
        ("frame", "http://exemple.invalid/x"),
        ("hyperlink", "javascript:alert(1)"),
        ("inconnu", "http://exemple.invalid/x"),
    ],
)
@pytest.mark.parametrize("trusted", [False, True])
def test_what_would_be_fetched_from_outside(kind: str, target: str, trusted: bool) -> None:
    content = word_file(paragraph("x"), relations=[Relation("rId9", kind, target, external=True)])
    with pytest.raises(TemplateError, match="hors de lui-même") as caught:
        WordTemplate(content, trusted=trusted)
    assert target in caught.value.message


def test_what_a_header_would_fetch() -> None:
    link = rels([Relation("rId1", "image", "http://exemple.invalid/x", external=True)])
    content = word_file(paragraph("x"), header=paragraph("y"), parts={"word/_rels/header1.xml.rels": link})
    assert refused(content).partie == "word/header1.xml"


@pytest.mark.parametrize(
    "target", ["https://exemple.invalid/?a=1&amp;b", "mailto:a@exemple.invalid", "annexe.docx", "#b"]
)
def test_a_link_that_a_reader_follows_stays(target: str) -> None:
    content = word_file(paragraph("{{ x }}"), relations=[Relation("rId9", "hyperlink", target, external=True)])
    assert read(WordTemplate(content).render({"x": 1}), "word/_rels/document.xml.rels").count(target) == 1


@pytest.mark.parametrize(
    "target",
    ["file:///C:/Users/x/Normal.dotm", r"C:\Users\x\Normal.dotm", "file:///Users/x/Normal.dotm", "Normal.dotm"],
)
def test_the_model_on_its_author_s_disk_is_forgotten(target: str) -> None:
    """Word writes it in most files; nobody else has it, and it tells the author's name."""
    settings = f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:attachedTemplate r:id="rId1"/></w:settings>'
    types = read(GOOD, "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/word/settings.xml" ContentType="{WML}.settings+xml"/></Types>'
    )
    content = word_file(
        paragraph("{{ x }}"),
        header=paragraph("y"),
        relations=[Relation("rId8", "settings", "settings.xml")],
        parts={
            "[Content_Types].xml": types.encode(),
            "word/settings.xml": settings,
            "word/_rels/settings.xml.rels": rels([Relation("rId1", "attachedTemplate", target, external=True)]),
        },
    )
    out = WordTemplate(content).render({"x": 1})
    assert "attachedTemplate" not in read(out, "word/settings.xml") + read(out, "word/_rels/settings.xml.rels")
    assert "w:zoom" in read(out, "word/settings.xml")
    assert texts(out) == ["1"]


def test_a_document_to_insert_is_under_the_same_bounds() -> None:
    trap = word_file(paragraph("x"), relations=[Relation("rId9", "image", "http://exemple.invalid/x", external=True)])
    template = WordTemplate(word_file(paragraph("{{p x }}")))
    with pytest.raises(TemplateError, match="hors de lui-même") as caught:
        template.render({"x": SubDocument(trap)})
    assert caught.value.balise == "{{p x }}"


def test_a_path_and_bytes_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(GOOD)
    assert WordTemplate(path).render({"x": 1}) == WordTemplate(str(path)).render({"x": 1})
    assert WordTemplate(path).render({"x": 1}) == WordTemplate(GOOD).render({"x": 1})


def test_parts_that_no_data_changes_are_copied_as_they_are_packed() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(stored, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    out = WordTemplate(stored.getvalue()).render({"x": 1})
    with zipfile.ZipFile(io.BytesIO(out)) as result:
        assert result.getinfo("word/styles.xml").compress_type == zipfile.ZIP_STORED
        assert {info.date_time for info in result.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(names(out)) == set(names(GOOD))
    assert names(out)[0] == "[Content_Types].xml"
    assert read(out, "word/header1.xml") == read(GOOD, "word/header1.xml")
    assert RELATIONS in read(out, "_rels/.rels")


def test_the_compression_of_python_writes_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    template = WordTemplate(word_file(paragraph("{{ x }}")))
    content = template.render({"x": "é & <" * 1000})
    monkeypatch.setattr(zips, "compress", zlib.compress)
    monkeypatch.setattr(zips, "crc32", zlib.crc32)
    other = template.render({"x": "é & <" * 1000})
    assert names(other) == names(content)
    assert all(read(other, name) == read(content, name) for name in names(content))
