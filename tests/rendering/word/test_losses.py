"""What docxtpl loses or spoils in silence, one test for each: here it is kept, or it is an error."""

from __future__ import annotations

import re
from typing import Any

import pytest
from docxtpl import RichText
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rendering.word.packages import (
    body,
    cell,
    core,
    paragraph,
    read,
    row,
    run,
    table,
    texts,
    word_file,
)
from rendering.word.pictures import png

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word import Image, WordTemplate

ONE = WordTemplate(word_file(paragraph("avant {{ x }} après"), paragraph("suite")))


def render(*blocks: str, **values: Any) -> bytes:
    return WordTemplate(word_file(*blocks)).render(values)


@pytest.mark.parametrize("value", ["Jeunes & Toit <Lens>", "&amp;", "]]>", "a < b > c", "<w:p/>", "l'« œuvre »", "𝔸"])
def test_reserved_characters_are_escaped(value: str) -> None:
    assert texts(ONE.render({"x": value})) == [f"avant {value} après", "suite"]


@pytest.mark.parametrize("value", ["{{ 7*7 }}", "{% raw %}", "{# x #}", "{_{ x }_}", "{_% x %_}", "a{{b"])
def test_braces_in_data_stay_what_they_are(value: str) -> None:
    assert texts(ONE.render({"x": value})) == [f"avant {value} après", "suite"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_every_printable_text_comes_out_whole(value: str) -> None:
    assert texts(ONE.render({"x": value})) == [f"avant {value} après", "suite"]


def test_the_rest_of_the_document_follows_a_value_of_twelve_million_characters() -> None:
    value = "abc " * 3_000_000
    content = read(ONE.render({"x": value}))
    assert len(content) > 12_000_000
    assert content.count(value) == 1
    assert "suite" in content


@pytest.mark.parametrize("value", ["a\x00b", "a\x1bb", "\ud800", "\ufffe", "a\x0bb", "\x06", "\x0e"])
def test_a_character_that_xml_cannot_hold_is_refused_with_the_name_of_the_value(value: str) -> None:
    with pytest.raises(TemplateError, match="x\u00a0» contient un caractère") as caught:
        ONE.render({"x": value})
    assert caught.value.balise == "{{ x }}"


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_of_all_systems_are_line_breaks(ends: str) -> None:
    assert texts(ONE.render({"x": f"a{ends}b"})) == ["avant a\nb après", "suite"]


def test_an_undefined_name_is_an_error() -> None:
    with pytest.raises(TemplateError, match="x\u00a0» n’existe pas"):
        ONE.render({})


def test_a_value_that_is_not_known_is_an_error_and_not_the_word_none() -> None:
    with pytest.raises(TemplateError, match="x\u00a0» est vide"):
        ONE.render({"x": None})
    assert texts(render(paragraph("{% if x is none %}rien{% endif %}"), x=None)) == ["rien"]


@pytest.mark.parametrize(
    "condition", ["5 % 3 == 2", "{'a': 1}.a", "'%}' == '%}'", "'}}' != x", "{'a': {'b': 1}}['a']['b'] % 2"]
)
def test_percent_signs_and_braces_stand_in_a_paragraph_tag(condition: str) -> None:
    content = render(paragraph(f"{{%p if {condition} %}}"), paragraph("oui"), paragraph("{%p endif %}"), x="x")
    assert texts(content) == ["oui"]


def test_a_string_may_hold_what_closes_a_tag() -> None:
    assert texts(render(paragraph("{{ '}}' }} {{ {'a': {'b': '%}'}}['a']['b'] }}"))) == ["}} %}"]


def test_an_apostrophe_inside_a_string_stays_typographic() -> None:
    assert texts(render(paragraph('{{ "l’État" }} {{ “l’an” }} {{ «\u00a0ici\u00a0» }}'))) == ["l’État l’an ici"]


def test_an_ampersand_inside_a_tag_is_one_character() -> None:
    assert texts(render(paragraph("{% if x == 'a &amp; b' %}oui{% endif %}"), x="a & b")) == ["oui"]


@pytest.mark.parametrize("letter", ["p", "r", "tr", "tc"])
def test_a_value_may_be_named_like_a_level(letter: str) -> None:
    """docxtpl takes ``{{p + 1 }}`` for a value printed as a paragraph."""
    tags = f"{{{{{letter} + 1 }}}} {{{{{letter} - 1 }}}} {{{{{letter} == 4 }}}} {{{{{letter} if {letter} else 0 }}}}"
    assert texts(render(paragraph(f"{tags} {{{{{letter} |string }}}}"), **{letter: 4})) == ["5 3 True 4 4"]


@pytest.mark.parametrize("marks", ["{_{ a }_}", "{_% b %_}"])
def test_escaped_braces_may_be_cut_over_runs(marks: str) -> None:
    content = render(paragraph("x ", *(run(mark, "<w:b/>" * (at % 2)) for at, mark in enumerate(marks))))
    assert texts(content) == [f"x {marks.replace('_', '')}"]


def test_escaped_braces_leave_tags_alone() -> None:
    assert texts(render(paragraph("{_{{ x }}_} {{ '{_{' }}"), x=1)) == ["{_1_} {_{"]


def test_text_before_a_dash_stays() -> None:
    blocks = (paragraph("un"), paragraph("deux {%- if x %} trois{% endif %}"))
    assert texts(render(*blocks, x=1)) == ["un", "deux trois"]


def test_text_after_a_dash_stays() -> None:
    assert texts(render(paragraph("{% if x -%} un"), paragraph("deux {% endif %}"), x=1)) == ["un", "deux "]


def test_a_dash_does_not_swallow_a_paragraph_tag() -> None:
    blocks = (
        paragraph("un"),
        paragraph("{%p if x %}"),
        paragraph("{%- if x %}deux{% endif -%}"),
        paragraph("{%p endif %}"),
        paragraph("trois"),
    )
    assert texts(render(*blocks, x=1)) == ["un", "deux", "trois"]


def test_what_follows_rich_text_keeps_its_formatting() -> None:
    content = render(paragraph(run("a {{r x }} b", "<w:b/>")), x=RichText("gras"))
    assert body(content).count("<w:rPr><w:b/></w:rPr>") == 2
    assert '<w:t xml:space="preserve">a </w:t>' in body(content)


def test_rich_text_in_an_ordinary_tag_is_not_lost() -> None:
    content = render(paragraph("a {{ x }} b"), x=RichText("gras & <beau>", bold=True))
    assert texts(content) == ["a gras & <beau> b"]
    assert "<w:b/>" in body(content)


@pytest.mark.parametrize("tag", ["{{ 'a ' ~ x }}", "{{ [x, x]|join(', ') }}"])
@pytest.mark.parametrize("value", [RichText("gras"), Image(png(), 10)])
def test_rich_text_joined_to_a_text_is_an_error(tag: str, value: object) -> None:
    """docxtpl writes a run inside a text, which Word does not show."""
    with pytest.raises(TemplateError, match="seuls dans leur balise"):
        render(paragraph(tag), x=value)


def test_paragraphs_put_together_by_a_template_are_not_printed_in_a_text() -> None:
    macro = (paragraph("{%p macro m() %}"), paragraph("a"), paragraph("{%p endmacro %}"))
    with pytest.raises(TemplateError, match="joint à un autre"):
        render(*macro, paragraph("b {{ m() }}"))


@pytest.mark.parametrize("tag", ["{{r x }}", "{{p x }}"])
def test_a_plain_text_in_place_of_a_run_or_a_paragraph_is_not_lost(tag: str) -> None:
    content = render(paragraph(run(tag, "<w:i/>")), paragraph("fin"), x="a & b\nc")
    assert texts(content) == ["a & b\nc", "fin"]
    assert "<w:rPr><w:i/></w:rPr>" in body(content)


def test_two_statements_may_share_a_paragraph_that_goes() -> None:
    blocks = (paragraph("{%p set a = 1 %}{%p if a %}"), paragraph("{{ a }}"), paragraph("{%p endif %}"))
    assert texts(render(*blocks)) == ["1"]


@pytest.mark.parametrize("text", ["{%p if x %}perdu{%p endif %}", "{%p if x %}{{ x }}", "{{ x }} {%p if x %}"])
def test_a_tag_that_would_go_with_its_paragraph_is_an_error(text: str) -> None:
    closing = () if "endif" in text else (paragraph("{%p endif %}"),)
    with pytest.raises(TemplateError, match="prend la place"):
        render(paragraph(text), *closing, x=1)


def test_a_row_with_both_ends_of_a_loop_is_an_error_that_says_why() -> None:
    with pytest.raises(TemplateError, match="prend la place de la ligne"):
        render(table(row("{%tr for a in x %}{{ a }}", "{%tr endfor %}")), x="ab")


def test_a_section_break_stays_when_its_paragraph_goes() -> None:
    section = '<w:sectPr><w:pgSz w:w="1" w:h="2"/></w:sectPr>'
    blocks = (paragraph("{%p if x %}"), paragraph("a"), paragraph("{%p endif %}", properties=section), paragraph("b"))
    assert '<w:pgSz w:w="1" w:h="2"/>' in body(render(*blocks, x=1))


def test_a_cell_that_data_empties_keeps_a_paragraph() -> None:
    """Word refuses a cell without a paragraph."""
    blocks = table(row(cell("{%p if x %}", "a", "{%p endif %}"), "b"))
    assert "</w:tcPr><w:p/></w:tc>" in body(render(blocks, x=0))
    assert texts(render(blocks, x=1)) == ["a", "b"]


def test_a_cell_that_ends_with_a_table_gets_a_paragraph() -> None:
    inner = table(row("x"), widths=(10,))
    content = render(table(row(cell("{%p if x %}", inner, "{%p endif %}"))), x=1)
    assert "</w:tbl><w:p/></w:tc>" in body(content)


@pytest.mark.parametrize("story", ["header", "footer", "footnotes", "endnotes", "comments"])
def test_a_story_that_data_empties_keeps_a_paragraph(story: str) -> None:
    content = paragraph("{%p if x %}") + paragraph("a") + paragraph("{%p endif %}")
    template = WordTemplate(word_file(paragraph("corps"), **{story: content}))  # type: ignore[arg-type]
    assert texts(template.render({"x": 0}), f"word/{story}1.xml") == [""]
    assert texts(template.render({"x": 1}), f"word/{story}1.xml") == ["a"]


def test_a_text_box_that_data_empties_keeps_a_paragraph() -> None:
    inside = paragraph("{%p if x %}") + paragraph("a") + paragraph("{%p endif %}")
    box = f"<w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r>"
    assert "<w:txbxContent><w:p/></w:txbxContent>" in body(render(paragraph(box), x=0))
    assert body(render(paragraph(box), x=1)).count("<w:p>") == 2


def test_a_cell_filled_by_a_content_control_gets_nothing_more() -> None:
    control = "<w:sdt><w:sdtPr><w:rPr><w:b/></w:rPr></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    whole = control.format(paragraph("{{ x }}"))
    part = control.format(paragraph("{%p if x %}") + paragraph("{{ x }}") + paragraph("{%p endif %}"))
    assert texts(render(table(row(cell(whole), cell(part))), x=1)) == ["1", "1"]
    assert texts(render(table(row(cell(whole), cell(part))), x=0)) == ["0", ""]


def test_a_table_without_rows_goes() -> None:
    """Word refuses a table without rows."""
    assert "w:tbl" not in body(
        render(paragraph("a"), table(row("{%tr for a in x %}"), row("{{ a }}"), row("{%tr endfor %}")), x=[])
    )


def test_the_grid_of_a_table_ignores_the_tables_in_its_cells() -> None:
    inner = table(row("1", "2", "3", "4"), widths=(100,) * 4)
    blocks = table(row("{%tc for a in x %}", cell(inner, paragraph("")), "{%tc endfor %}"), widths=(1000, 1000))
    outer = re.search(r"<w:tblGrid>.*?</w:tblGrid>", body(render(blocks, x="a")))
    assert outer
    assert outer[0].count("<w:gridCol") == 1


def test_rows_of_all_lengths_fill_the_grid() -> None:
    blocks = table(
        row("{%tr for a in x %}"),
        row("{%tc for b in range(a) %}", "{{ b }}", "{%tc endfor %}"),
        row("{%tr endfor %}"),
        widths=(3000,),
    )
    root = etree.fromstring(f'<b xmlns:w="w">{body(render(blocks, x=[3, 1, 2]))}</b>'.encode())
    assert [column.get("{w}w") for column in root.iter("{w}gridCol")] == ["1000"] * 3
    for line in root.iter("{w}tr"):
        left_out = sum(int(after.get("{w}val") or 0) for after in line.iter("{w}gridAfter"))
        assert len(line.findall("{w}tc")) + left_out == 3


def test_a_loop_from_a_cell_to_one_of_the_next_row_leaves_the_table_rectangular() -> None:
    content = render(table(row("{% for a in x %}{{ a }}", "b"), row("c", "d{% endfor %}")), x="123")
    assert texts(content) == ["1", "b", "c", "d2", "b", "c", "d3", "b", "c", "d"]
    assert body(content).count("<w:gridCol ") == 3
    assert body(content).count('<w:gridAfter w:val="1"/>') == 2


def test_bookmarks_inside_a_cut_tag_stay() -> None:
    anchor = '<w:bookmarkStart w:id="1" w:name="b"/>'
    content = render(paragraph("{{ x", anchor, " }}", "fin", '<w:bookmarkEnd w:id="1"/>'), x=1)
    assert "<w:bookmarkStart " in body(content)
    assert texts(content) == ["1fin"]


def test_a_tag_cut_around_a_link_does_not_break_the_document() -> None:
    link = '<w:hyperlink w:anchor="a"><w:r><w:t> }} fin</w:t></w:r></w:hyperlink>'
    assert texts(render(paragraph("a {{ x", link, " b"), x=1)) == ["a 1 fin b"]


def test_a_new_paragraph_inside_a_link_closes_and_reopens_it() -> None:
    link = '<w:hyperlink w:anchor="a"><w:r><w:rPr><w:b/></w:rPr><w:t>{{ x }}</w:t></w:r></w:hyperlink>'
    content = render(paragraph(link), x="un\adeux")
    assert texts(content) == ["un", "deux"]
    assert body(content).count("<w:hyperlink") == 2


@pytest.mark.parametrize("tag", ["{{r x }}", "{{ x }}"])
@pytest.mark.parametrize("value", [RichText("un\adeux", bold=True), RichText("un\fdeux"), "un\adeux"])
def test_rich_text_of_several_paragraphs_inside_a_link_does_not_break_the_document(tag: str, value: object) -> None:
    link = f'<w:hyperlink w:anchor="a"><w:r><w:rPr><w:i/></w:rPr><w:t>a {tag} b</w:t></w:r></w:hyperlink>'
    content = render(paragraph(link, "fin"), x=value)
    assert "".join(texts(content)).replace("\f", "") == "a undeux bfin"
    assert body(content).count("<w:hyperlink") == 2


def test_a_link_of_rich_text_stays_in_one_paragraph() -> None:
    text = RichText("voir\a")
    text.add("le site\aici", url_id="https://exemple.invalid")
    assert texts(render(paragraph("{{r x }}"), x=text)) == ["voir\nle site\nici"]


def test_all_stories_are_rendered() -> None:
    stories = ("header", "footer", "footnotes", "endnotes", "comments")
    template = word_file(paragraph("x"), **{story: paragraph(f"{story} {{{{ a }}}}") for story in stories})  # type: ignore[arg-type]
    content = WordTemplate(template).render({"a": "A & B"})
    for story in stories:
        assert texts(content, f"word/{story}1.xml") == [f"{story} A & B"]


def test_properties_are_escaped_once_and_never_cut() -> None:
    template = WordTemplate(word_file(paragraph("x"), properties=core(title="{{ a }}", description="{{ b }}")))
    properties = read(template.render({"a": "A & B", "b": "b" * 1000}), "docProps/core.xml")
    assert "<dc:title>A &amp; B</dc:title>" in properties
    assert "b" * 1000 in properties


def test_drawings_have_different_numbers_in_the_whole_document() -> None:
    static = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="D"/></wp:inline></w:drawing></w:r>'
    template = word_file(
        paragraph("{%p for i in range(3) %}"),
        paragraph(static, "{{ image }}"),
        paragraph("{%p endfor %}"),
        header=paragraph(static, "{{ image }}"),
    )
    content = WordTemplate(template).render({"image": Image(png(), 10, "x")})
    written = read(content) + read(content, "word/header1.xml")
    numbers = re.findall(r'<wp:docPr id="(\d+)"', written)
    assert len(numbers) == len(set(numbers)) == 8


@pytest.mark.parametrize("x", [0, 1])
def test_blocks_that_do_not_answer_each_other_are_an_error_when_they_would_break_the_document(x: int) -> None:
    """docxtpl repairs what it can, and drops what it cannot."""
    template = WordTemplate(word_file(table(row("{% if x %}a", "b")), paragraph("{% endif %}c")))
    if x:
        assert texts(template.render({"x": 1})) == ["a", "b", "c"]
    else:
        with pytest.raises(TemplateError, match="s’ouvre et se ferme"):
            template.render({"x": 0})


def test_a_field_keeps_its_quotes_closed() -> None:
    code = '<w:r><w:instrText> HYPERLINK "{{ x }}" </w:instrText></w:r>'
    assert r'HYPERLINK "a\" \l \"b"' in body(render(paragraph(code), x='a" \\l "b'))


def test_colours_and_spans_are_checked() -> None:
    for tag, value in (("{% cellbg x %}a", "rouge"), ("{% colspan x %}a", 0), ("{% colspan x %}a", "deux")):
        with pytest.raises(TemplateError):
            render(table(row(tag, "b")), x=value)
    assert 'w:fill="FFC000"' in body(render(table(row("{% cellbg x %}a")), x="#FFC000"))
    assert 'w:fill="auto"' in body(render(table(row("{% cellbg x %}a")), x=""))


def test_safe_does_not_switch_escaping_off() -> None:
    assert texts(render(paragraph("{{ x|safe }}"), x="a<w:br/>b")) == ["a<w:br/>b"]


@pytest.mark.parametrize("tag", ["{% filter striptags %}{{ x }}{% endfilter %}", "{{ x|e|truncate(3, True, '') }}"])
def test_a_filter_does_not_let_markup_of_the_data_through(tag: str) -> None:
    (text,) = texts(render(paragraph(tag), x="&<w:p>"))
    assert "w:p" in text or text.startswith("&")
