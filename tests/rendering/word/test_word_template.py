"""The Word engine: docxtpl's dialect, without what docxtpl loses, and closed to what a template must not do."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import docx
import pytest
from document_text import docx_blocks
from docxtpl import DocxTemplate, Listing, RichText
from jinja2 import Environment
from PIL import Image as Picture
from word_files import CORE, cell, paragraph, rels, table, word_file

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word import Image, Paragraphs, WordTemplate


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def render(*blocks: str, **values: Any) -> list[str]:
    return docx_blocks(WordTemplate(word_file(*blocks)).render(values))


def png(width: int = 40, height: int = 20) -> bytes:
    output = io.BytesIO()
    Picture.new("RGB", (width, height), "navy").save(output, "PNG")
    return output.getvalue()


@pytest.mark.parametrize(
    "value",
    [
        "Jeunes & Toit <Lens>",
        "{{ 7*7 }}",
        "{% raw %}",
        "{_{ adjointe }_}",
        "{_% x %_}",
        "]]>",
        "&amp;",
        "l'« œuvre »",
        "x" * 200_000,
    ],
)
def test_no_character_of_a_value_is_lost_or_changed(value: str) -> None:
    assert render(paragraph("avant {{ nom }} après"), paragraph("suite"), nom=value) == [
        f"avant {value} après",
        "suite",
    ]


def test_a_tag_split_over_runs_is_one_tag() -> None:
    assert render(paragraph("a {", "{ n", "om }", "} b"), nom="X") == ["a X b"]


def test_paragraph_row_and_inline_statements() -> None:
    blocks = (
        paragraph("{%p if vrai %}"),
        paragraph("gardé"),
        paragraph("{%p else %}"),
        paragraph("retiré"),
        paragraph("{%p endif %}"),
        table(
            cell("{%tr for ligne in lignes %}"),
            cell("{{ loop.index }}. {{ ligne.nom }}{% if ligne.fin %}, fin{% endif %}"),
            cell("{%tr endfor %}"),
        ),
    )
    lignes = [{"nom": "un", "fin": False}, {"nom": "deux", "fin": True}]
    assert render(*blocks, vrai=True, lignes=lignes) == ["gardé", "1. un", "2. deux, fin"]


def test_repeated_cells_keep_the_table_rectangular() -> None:
    template = WordTemplate(
        word_file(table(cell("{%tc for x in valeurs %}") + cell("{{ x }}") + cell("{%tc endfor %}"), cell("bas")))
    )
    document = part(template.render({"valeurs": ["a", "b", "c"]}), "word/document.xml")
    assert document.count("<w:gridCol") == 3


def test_header_and_properties_are_rendered_too() -> None:
    content = WordTemplate(word_file(paragraph("x"), header="n° {{ n }}", title="Convention {{ n }}")).render(
        {"n": "7 & 8"}
    )
    assert "n° 7 &amp; 8" in part(content, "word/header1.xml")
    assert docx.Document(io.BytesIO(content)).core_properties.title == "Convention 7 & 8"


def test_line_breaks_and_tabs_stay_in_the_run() -> None:
    document = part(WordTemplate(word_file(paragraph("{{ x }}"))).render({"x": "a\nb\tc\r\nd"}), "word/document.xml")
    assert document.count("<w:br/>") == 2
    assert document.count("<w:tab/>") == 1
    assert docx_blocks(word_file(paragraph("a b c d"))) == ["a b c d"]


def test_values_of_docxtpl_are_taken_as_they_are() -> None:
    assert render(paragraph("{{r riche }}"), riche=RichText("gras & <beau>", bold=True)) == ["gras & <beau>"]
    assert render(paragraph("{{ liste }}"), liste=Listing("un\nd&ux")) == ["un d&ux"]
    assert render(paragraph("{{ liste }}"), liste=Listing("un\adeux\ftrois")) == ["un", "deux", "trois"]


@pytest.mark.parametrize(
    "blocks",
    [
        (paragraph("Bonjour {{ nom }}, {{ age }} ans"),),
        (paragraph("{%p for x in liste %}"), paragraph("{{ x }} !"), paragraph("{%p endfor %}"), paragraph("fin")),
        (table(cell("{%tr for x in liste %}"), cell("{{ x }}") + cell("{{ age }}"), cell("{%tr endfor %}")),),
        (paragraph("{% set total = age + 1 %}{{ total }} / {{ liste|join(', ') }}"),),
        (table(cell("{% colspan age %}{{ nom }}"), cell("b")),),
        (table(cell("{% cellbg couleur %}{{ nom }}")),),
        (paragraph("avant"), paragraph("{%- if age > 3 %} suite{% endif %}")),
    ],
)
def test_same_text_as_docxtpl_on_plain_values(blocks: tuple[str, ...]) -> None:
    values = {"nom": "Camille", "age": 20, "liste": ["un", "deux"], "couleur": "FF0000"}
    theirs = DocxTemplate(io.BytesIO(word_file(*blocks)))
    theirs.render(values, Environment(autoescape=True))
    output = io.BytesIO()
    theirs.save(output)
    ours = WordTemplate(word_file(*blocks)).render(values)
    assert docx_blocks(ours) == docx_blocks(output.getvalue())
    for mark in ("<w:gridSpan", "<w:shd", "<w:tr>", "<w:tc>"):
        assert part(ours, "word/document.xml").count(mark) == part(output.getvalue(), "word/document.xml").count(mark)


def test_an_unknown_name_says_where() -> None:
    template = WordTemplate(word_file(paragraph("un"), paragraph("Montant : {{ convention.montnat }} €")))
    with pytest.raises(TemplateError) as caught:
        template.render({"convention": {"montant": 1}})
    error = caught.value
    assert "montnat" in error.message
    assert error.partie == "word/document.xml"
    assert error.paragraphe == "Montant : {{ convention.montnat }} €"
    assert error.balise == "{{ convention.montnat }}"
    assert error.ligne == 2


@pytest.mark.parametrize("text", ["{{ x", "{% if x %}", "{{ x|inconnu }}", "{% fin %}", "{{ x + }}"])
def test_a_wrong_tag_is_refused_when_the_template_is_read(text: str) -> None:
    with pytest.raises(TemplateError) as caught:
        WordTemplate(word_file(paragraph("a"), paragraph(f"{text} {{{{ y }}}}")))
    assert caught.value.partie == "word/document.xml"


@pytest.mark.parametrize("value", [None, "a\x00b", "a\x1bb", "\ud800", "\ufffe"])
def test_what_cannot_be_printed_is_refused_with_its_tag(value: object) -> None:
    with pytest.raises(TemplateError) as caught:
        render(paragraph("Nom : {{ nom }}"), nom=value)
    assert caught.value.balise == "{{ nom }}"


def test_a_filter_explains_itself_in_the_error() -> None:
    with pytest.raises(TemplateError) as caught:
        render(paragraph("{{ x|euros }}"), x=1.5)
    assert caught.value.balise == "{{ x|euros }}"
    assert render(paragraph("{{ x|euros }}"), x=Decimal("20000"))[0] == "20 000,00 €"


@dataclass(frozen=True)
class Hote:
    nom: str = "hôte"

    def action(self) -> str:
        return "appelée"


@pytest.mark.parametrize(
    "expression",
    [
        "x.__class__",
        "x.nom.__class__.__mro__",
        "''.__class__",
        "x.action()",
        "('a' * 1000000000)",
        "(9 ** (9 ** 9))",
        "range(10000000)|list",
        "[].append(1)",
        "self.__init__",
        "cycler.__init__.__globals__",
    ],
)
def test_a_template_reaches_neither_python_nor_the_machine(expression: str) -> None:
    with pytest.raises(TemplateError):
        render(paragraph(f"{{{{ {expression} }}}}"), x=Hote())


def test_a_host_that_owns_its_templates_opens_its_methods() -> None:
    content = word_file(paragraph("{{ x.action() }}"))
    assert docx_blocks(WordTemplate(content, trusted=True).render({"x": Hote()})) == ["appelée"]
    with pytest.raises(TemplateError):
        WordTemplate(word_file(paragraph("{{ x.__class__ }}")), trusted=True).render({"x": Hote()})


def test_pictures_bring_their_parts_along() -> None:
    template = WordTemplate(word_file(paragraph("a {{ un }} b"), paragraph("{{ deux }}"), header="{{ un }}"))
    content = template.render(
        {"un": Image(png(), width=50, alt="Un & « deux »"), "deux": Image(png(10, 30), 20, "Trois")}
    )
    document = docx.Document(io.BytesIO(content))
    assert len(document.inline_shapes) == 2
    assert document.inline_shapes[0].width == 50 * 36_000
    assert document.inline_shapes[0].height == 25 * 36_000
    everything = part(content, "word/document.xml") + part(content, "word/header1.xml")
    idents = [piece.split('"')[0] for piece in everything.split('<wp:docPr id="')[1:]]
    assert len(idents) == len(set(idents)) == 3
    assert 'descr="Un &amp; « deux »"' in everything
    assert "media/" in part(content, "word/_rels/header1.xml.rels")
    assert "image/png" in part(content, "[Content_Types].xml")


def test_a_picture_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="PNG"):
        Image(b"<svg/>", 10, "x")


def test_paragraphs_take_the_place_of_their_own() -> None:
    blocks = Paragraphs(paragraph("un &amp; deux") + paragraph("trois"))
    assert render(paragraph("{{p x }}"), paragraph("fin"), x=blocks) == ["un & deux", "trois", "fin"]
    with pytest.raises(TemplateError, match=r"\{\{p"):
        render(paragraph("{{ x }}"), x=blocks)


def test_same_values_give_the_same_bytes_in_threads() -> None:
    template = WordTemplate(word_file(paragraph("{{ n }}"), paragraph("{{ i }}")))
    picture = Image(png(), 10, "x")
    alone = [template.render({"n": rank, "i": picture}) for rank in range(64)]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda rank: template.render({"n": rank, "i": picture}), range(64)))
    assert together == alone


EXTERNAL = (
    '<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    ' Target="http://exemple.example/x" TargetMode="External"/>'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"%PDF-1.7",
        word_file(paragraph("x"))[:-30],
        word_file(paragraph("x"), extra={"word/_rels/document.xml.rels": rels(EXTERNAL.format("attachedTemplate"))}),
        word_file(paragraph("x"), extra={"word/media/gros.xml": b"0" * 20_000_000}),
        word_file(paragraph("x"), extra={"docProps/core.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + CORE}),
    ],
)
def test_a_file_that_is_no_template_or_a_trap_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateError):
        WordTemplate(content)


def test_a_plain_link_is_kept() -> None:
    links = rels(EXTERNAL.format("hyperlink"))
    content = WordTemplate(word_file(paragraph("x"), extra={"word/_rels/document.xml.rels": links})).render({})
    assert part(content, "word/_rels/document.xml.rels") == links
