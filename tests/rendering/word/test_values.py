"""Pictures, other documents, paragraphs of ours and rich text: plain values that bring along what they need."""

from __future__ import annotations

import io
import posixpath
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docxtpl import DocxTemplate, InlineImage, RichText
from lxml import etree
from rendering.word.packages import (
    NAMESPACES,
    Relation,
    W,
    body,
    cell,
    names,
    paragraph,
    read,
    rels,
    row,
    run,
    table,
    texts,
    word_file,
)
from rendering.word.pictures import picture, png

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word import Image, Paragraphs, SubDocument, WordTemplate


def render(*blocks: str, **values: Any) -> bytes:
    return WordTemplate(word_file(*blocks)).render(values)


def check_relations(content: bytes) -> None:
    """Every identifier that a part uses leads to a part that is there, and whose type is known."""
    types = read(content, "[Content_Types].xml")
    for name in names(content):
        if not name.endswith(".xml") or name.startswith("["):
            continue
        used = set(re.findall(r'\sr:(?:id|embed|link|dm|lo|qs|cs)="([^"]+)"', read(content, name)))
        folder, _, file = name.rpartition("/")
        links = f"{folder}/_rels/{file}.rels"
        known = read(content, links) if links in names(content) else ""
        found = {element.get("Id"): element for element in etree.fromstring(known.encode())} if known else {}
        assert len(found) == known.count("<Relationship ")
        assert used <= found.keys()
        for element in found.values():
            target = element.get("Target") or ""
            if element.get("TargetMode") != "External":
                path = posixpath.normpath(f"{folder}/{target}")
                assert path in names(content)
                extension = target.rpartition(".")[2]
                assert f'PartName="/{path}"' in types or f'Extension="{extension}"' in types


# Pictures


@pytest.mark.parametrize(
    ("kind", "extension"), [("PNG", "png"), ("JPEG", "jpeg"), ("GIF", "gif"), ("BMP", "bmp"), ("TIFF", "tiff")]
)
def test_a_picture_of_each_format(kind: str, extension: str) -> None:
    content = render(paragraph("a {{ x }} b"), x=Image(picture(kind), width=50, alt="Un & « deux »"))
    document = docx.Document(io.BytesIO(content))
    (shape,) = document.inline_shapes
    assert (shape.width, shape.height) == (50 * 36_000, 25 * 36_000)
    assert document.part.related_parts["rId2"].content_type == f"image/{extension}"
    assert body(content).count('descr="Un &amp; « deux »"') == 2
    check_relations(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF"])
def test_a_picture_that_says_its_resolution_has_the_size_it_says(kind: str) -> None:
    image = Image(picture(kind, 300, 150, dpi=(300, 300)))
    assert (image.width, image.height) == pytest.approx((25.4, 12.7), rel=0.001)


def test_a_picture_that_does_not_is_shown_at_96_dots_per_inch() -> None:
    assert Image(png(96, 48)).width == pytest.approx(25.4)


def test_the_proportions_follow_the_side_that_is_given() -> None:
    assert Image(png(40, 20), height=10).width == 20
    assert Image(png(40, 20), width=10).height == 5
    assert (Image(png(), 10, height=30).width, Image(png(), 10, height=30).height) == (10, 30)


def test_a_picture_without_words_bears_the_name_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(png())
    assert Image(path).alt == Image(str(path), alt=" ").alt == "logo"
    assert Image(png()).alt == "Image"


@pytest.mark.parametrize(
    "content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n", png()[:20], picture("JPEG")[:30], b"BM", b"II*\0\0"]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="n’est pas une image"):
        Image(content)


@pytest.mark.parametrize("width", [0, -1, 1e9, float("nan")])
def test_a_picture_of_no_size_is_refused(width: float) -> None:
    with pytest.raises(ValueError, match="millimètres"):
        Image(png(), width)


def test_pictures_in_all_parts_share_one_file() -> None:
    image = Image(png(), 10, "x")
    template = word_file(
        paragraph("{%p for i in range(3) %}"),
        paragraph("{{ x }}", "{{ y }}"),
        paragraph("{%p endfor %}"),
        header=paragraph("{{ x }}"),
        footer=paragraph("{{ y }}"),
        footnotes=paragraph("{{ x }}"),
    )
    content = WordTemplate(template).render({"x": image, "y": Image(png(10, 30), 5, "y")})
    assert sum(name.startswith("word/media/") for name in names(content)) == 2
    assert "media/" in read(content, "word/_rels/header1.xml.rels")
    check_relations(content)
    assert len(docx.Document(io.BytesIO(content)).inline_shapes) == 6


def test_a_picture_beside_those_of_the_template() -> None:
    own = Relation("rId7", "image", "media/image1.png")
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="D"/><a:blip r:embed="rId7"/></wp:inline></w:drawing></w:r>'
    )
    types = read(word_file(), "[Content_Types].xml").replace(
        "<Override", '<Default Extension="png" ContentType="image/png"/><Override', 1
    )
    parts = {"word/media/image1.png": png(3, 3), "[Content_Types].xml": types.encode()}
    content = WordTemplate(word_file(paragraph(drawing, "{{ x }}"), relations=[own], parts=parts)).render(
        {"x": Image(png())}
    )
    assert {"word/media/image1.png", "word/media/image2.png"} <= set(names(content))
    assert "/word/media" not in read(content, "[Content_Types].xml")
    check_relations(content)


def test_a_picture_given_by_a_filter_keeps_its_run() -> None:
    template = WordTemplate(
        word_file(paragraph(run("a {{ x|image }} b", "<w:b/>"))), {"image": lambda _: Image(png(), 10)}
    )
    content = template.render({"x": 1})
    assert texts(content) == ["a  b"]
    assert body(content).count("<w:rPr><w:b/></w:rPr>") == 2


@pytest.mark.parametrize("tag", ["{{r x }}", "{{p x }}"])
def test_a_picture_in_place_of_a_run_or_a_paragraph(tag: str) -> None:
    content = render(paragraph(tag), paragraph("fin"), x=Image(png(), 10))
    assert len(docx.Document(io.BytesIO(content)).inline_shapes) == 1
    assert texts(content) == ["", "fin"]


@pytest.mark.parametrize(
    "block",
    ["<w:p><w:r><w:instrText>{{ x }}</w:instrText></w:r></w:p>", '<w:p><w:hyperlink w:anchor="{{ x }}"/></w:p>'],
)
def test_a_picture_where_there_is_no_text_is_refused(block: str) -> None:
    with pytest.raises(TemplateError, match="dans le texte"):
        render(block, x=Image(png()))


def test_a_picture_of_docxtpl_is_refused_and_says_what_to_give() -> None:
    template = word_file(paragraph("{{ x }}"))
    with pytest.raises(TemplateError, match="Image"):
        WordTemplate(template).render({"x": InlineImage(DocxTemplate(io.BytesIO(template)), io.BytesIO(png()))})


# Paragraphs


def test_paragraphs_take_the_place_of_their_own() -> None:
    blocks = Paragraphs(paragraph("un &amp; deux") + table(row("a")) + paragraph("trois"))
    assert texts(render(paragraph("{{p x }}"), paragraph("fin"), x=blocks)) == ["un & deux", "a", "trois", "fin"]


@pytest.mark.parametrize("tag", ["{{ x }}", "{{r x }}", "a {{ x }} b"])
@pytest.mark.parametrize("value", [Paragraphs("<w:p/>"), SubDocument(word_file())], ids=["paragraphs", "document"])
def test_paragraphs_elsewhere_are_refused_and_say_how_to_write_the_tag(tag: str, value: object) -> None:
    with pytest.raises(TemplateError, match=r"écrivez «\u00a0\{\{p x \}\}\u00a0»"):
        render(paragraph(tag), x=value)


def test_paragraphs_may_use_the_usual_prefixes_even_when_the_template_does_not() -> None:
    only_w = NAMESPACES.split(" xmlns:r")[0]
    drawing = '<w:p><w:r><w:drawing><wp:inline><a:blip r:embed="rId1"/><pic:pic/></wp:inline></w:drawing></w:r></w:p>'
    template = WordTemplate(word_file(paragraph("{{p x }}"), namespaces=only_w))
    etree.fromstring(read(template.render({"x": Paragraphs(drawing)})).encode())


def test_a_cell_whose_last_paragraphs_are_a_table_gets_one_more() -> None:
    content = render(table(row(cell("{{p x }}"))), x=Paragraphs(table(row("a"))))
    assert "</w:tbl><w:p/></w:tc>" in body(content)


def test_a_character_that_xml_cannot_hold_is_refused_in_paragraphs_too() -> None:
    with pytest.raises(TemplateError, match="caractère"):
        render(paragraph("{{p x }}"), x=Paragraphs(paragraph("\x00")))


# Rich text


@pytest.mark.parametrize("ampersand", ["&", "&amp;"])
def test_a_link_of_rich_text_is_given_by_its_address(ampersand: str) -> None:
    text = RichText("un lien", url_id=f"https://exemple.invalid/?a=1{ampersand}b=2", underline=True)
    content = render(paragraph("{{r x }}"), paragraph("{{r x }}"), x=text)
    assert texts(content) == ["un lien", "un lien"]
    links = read(content, "word/_rels/document.xml.rels")
    assert links.count('Target="https://exemple.invalid/?a=1&amp;b=2" TargetMode="External"') == 1
    check_relations(content)


def test_a_link_of_the_template_may_be_used_again_and_another_is_refused() -> None:
    own = Relation("rId9", "hyperlink", "https://exemple.invalid/", external=True)
    template = WordTemplate(word_file(paragraph("{{r x }}"), relations=[own]))
    assert 'r:id="rId9"' in read(template.render({"x": RichText("a", url_id="rId9")}))
    with pytest.raises(TemplateError, match="url_id"):
        template.render({"x": RichText("a", url_id="rId10")})


def test_rich_text_that_is_no_xml_is_refused() -> None:
    with pytest.raises(TemplateError, match="texte enrichi"):
        render(paragraph("{{r x }}"), x=RichText("a", color='"><w:p>'))


# Other documents


def annex() -> bytes:
    """A document with all that has to be brought along: styles, lists, a picture, a link, a table, a section."""
    document = docx.Document()
    document.add_heading("Annexe", 1)
    document.add_paragraph("puce", style="List Bullet")
    for text in ("un", "deux"):
        document.add_paragraph(text, style="List Number")
    document.add_picture(io.BytesIO(png()), width=360_000)
    linked = document.add_paragraph("voir ")
    identifier = document.part.relate_to("https://exemple.invalid/", f"{RELATION}/hyperlink", is_external=True)
    link = etree.SubElement(linked._p, qn("w:hyperlink"), {qn("r:id"): identifier})
    link.append(linked.add_run("le site")._r)
    document.add_table(1, 2, style="Light Grid Accent 1").cell(0, 0).text = "case {{ x }} & <y>"
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.sections[0].header.paragraphs[0].text = "en-tête de l'annexe"
    document.add_section()
    document.add_paragraph("fin de l'annexe")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_document_comes_with_its_styles_lists_pictures_and_links() -> None:
    annexe = SubDocument(annex())
    content = render(paragraph("avant"), paragraph("{{p x }}"), paragraph("entre"), paragraph("{{p x }}"), x=annexe)
    check_relations(content)
    document = docx.Document(io.BytesIO(content))
    said = [(p.text, p.style.name if p.style else "") for p in document.paragraphs]
    whole = [
        ("Annexe", "Heading 1"),
        ("puce", "List Bullet"),
        ("un", "List Number"),
        ("deux", "List Number"),
        ("", "Normal"),
        ("voir le site", "Normal"),
        ("", "Normal"),
        ("", "Normal"),
        ("fin de l'annexe", "Normal"),
    ]
    assert [(text, style) for text, style in said if text not in ("avant", "entre")] == whole * 2
    assert [t.style.name if t.style else "" for t in document.tables] == ["Light Grid Accent 1"] * 2
    assert document.tables[0].cell(0, 0).text == "case {{ x }} & <y>"
    assert len(document.inline_shapes) == 2
    assert sum(name.startswith("word/media/") for name in names(content)) == 1
    assert "headerReference" not in body(content)
    numbers = re.findall(r'<wp:docPr id="(\d+)"', read(content))
    assert len(set(numbers)) == 2


def test_a_style_that_the_template_has_is_used_under_its_own_identifier() -> None:
    """Word tells styles apart by their name: here ``heading 1`` is ``Titre1``, there ``Heading1``."""
    content = render(paragraph("{{p x }}"), x=SubDocument(annex()))
    assert 'w:val="Titre1"' in body(content)
    assert read(content, "word/styles.xml").count('w:val="heading 1"') == 1


def test_lists_start_again_each_time() -> None:
    content = render(paragraph("{{p x }}"), paragraph("{{p x }}"), x=SubDocument(annex()))
    numbering = etree.fromstring(read(content, "word/numbering.xml").encode())
    kinds = [etree.QName(child).localname for child in numbering]
    assert kinds == sorted(kinds)  # all the models, then the lists
    used = [
        next((e.get(f"{W}val") for e in p.iter(f"{W}numId")), None)
        for p in etree.fromstring(read(content).encode()).iter(f"{W}p")
    ]
    lists = [number for number in used if number]
    assert len(lists) == 6
    assert len(set(lists)) == 4
    defined = {element.get(f"{W}numId") for element in numbering.iter(f"{W}num")}
    assert set(lists) <= defined


NOTED = word_file(
    paragraph("texte", '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:bookmarkStart w:id="0" w:name="b"/>'),
    paragraph('<w:bookmarkEnd w:id="0"/>', '<w:r><w:commentReference w:id="2"/></w:r>'),
    footnotes=paragraph("note de l'annexe"),
    comments=paragraph("commentaire"),
)


@pytest.mark.parametrize("stories", [{}, {"footnotes": paragraph("note {{ y }}")}])
def test_notes_come_along(stories: dict[str, str]) -> None:
    template = word_file(paragraph("{{p x }}"), paragraph("{{p x }}"), **stories)  # type: ignore[arg-type]
    content = WordTemplate(template).render({"x": SubDocument(NOTED), "y": "du corps"})
    check_relations(content)
    part = "word/footnotes1.xml" if stories else "word/footnotes.xml"
    notes = {note.get(f"{W}id"): note for note in etree.fromstring(read(content, part).encode())}
    used = re.findall(r'<w:footnoteReference w:id="(\d+)"', body(content))
    assert len(set(used)) == 2
    assert set(used) <= notes.keys()
    assert texts(content, part).count("note de l'annexe") == 2
    assert "comment" not in body(content)
    if stories:
        assert "note du corps" in texts(content, part)


def test_bookmarks_get_numbers_of_their_own() -> None:
    content = render(paragraph("{{p x }}"), paragraph("{{p x }}"), x=SubDocument(NOTED))
    starts = re.findall(r'<w:bookmarkStart w:id="(\d+)"', body(content))
    assert len(set(starts)) == 2
    assert starts == re.findall(r'<w:bookmarkEnd w:id="(\d+)"', body(content))


def test_charts_come_with_all_that_they_lead_to() -> None:
    chart = '<c:chartSpace xmlns:c="c" xmlns:r="r"><c:externalData r:id="rId1"/></c:chartSpace>'
    types = read(word_file(), "[Content_Types].xml").replace(
        "<Override", '<Default Extension="xlsx" ContentType="application/classeur"/><Override', 1
    )
    inner = word_file(
        paragraph(
            '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="G"/><a:g r:id="rId5"/></wp:inline></w:drawing></w:r>'
        ),
        relations=[Relation("rId5", "chart", "charts/chart1.xml")],
        parts={
            "word/charts/chart1.xml": chart,
            "word/charts/_rels/chart1.xml.rels": rels([Relation("rId1", "package", "../embeddings/a.xlsx")]),
            "word/embeddings/a.xlsx": b"classeur",
            "[Content_Types].xml": types.encode(),
        },
    )
    content = render(paragraph("{{p x }}"), x=SubDocument(inner))
    assert "../embeddings/a1.xlsx" in read(content, "word/charts/_rels/chart1.xml.rels")
    assert read(content, "word/embeddings/a1.xlsx") == "classeur"
    check_relations(content)


def test_prefixes_and_what_may_be_ignored_come_along() -> None:
    prefixes = f'{NAMESPACES} xmlns:w14="urn:w14" xmlns:mc="urn:mc" mc:Ignorable="w14"'
    inner = word_file(
        '<w:p w14:paraId="1"><w:r><w:rPr><w14:glow w14:rad="1"/></w:rPr><w:t>a</w:t></w:r></w:p>', namespaces=prefixes
    )
    content = render(paragraph("{{p x }}"), x=SubDocument(inner))
    assert texts(content) == ["a"]
    assert 'mc:Ignorable="w14"' in body(content)
    assert "paraId" not in body(content)


def test_a_document_in_a_header() -> None:
    template = word_file(paragraph("x"), header=paragraph("{{p x }}"))
    content = WordTemplate(template).render({"x": SubDocument(annex())})
    assert "Annexe" in texts(content, "word/header1.xml")
    check_relations(content)


def test_what_is_no_document_is_told_at_its_tag(tmp_path: Path) -> None:
    path = tmp_path / "annexe.docx"
    path.write_bytes(b"rien")
    with pytest.raises(TemplateError, match=r"annexe\.docx") as caught:
        render(paragraph("{{p x }}"), x=SubDocument(path))
    assert caught.value.balise == "{{p x }}"


def test_a_document_is_not_a_template() -> None:
    assert texts(render(paragraph("{{p x }}"), x=SubDocument(word_file(paragraph("{{ y }}"))), y=1)) == ["{{ y }}"]
