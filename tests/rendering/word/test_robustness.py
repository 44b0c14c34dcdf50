"""Whatever a template is made of, it renders, or it is refused with an error of ours."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rendering.word.packages import BODY_PART, NAMESPACES, cell, paragraph, read, row, table, texts, word_file

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word import WordTemplate
from cllaj_docs.rendering.word.spots import Place
from cllaj_docs.rendering.word.tags import clean, find_tags

SENTENCE = (
    "Bonjour {{ nom|upper }}, "
    "{% if age > 3 and nom != '}}' %}grand{% else %}petit{% endif %} de {{ {'a': age}['a'] }} !"
)
TAGS = [
    "{{ a }}",
    "{%p if a %}",
    "{% if a %}",
    "{% endif %}",
    "{%tr for x in l %}",
    "{%tr endfor %}",
    "{{r a }}",
    "{{p a }}",
]
TAGS += [
    "{%- if a -%}",
    "{%p endif %}",
    "{# x #}",
    "{%tc for x in l %}",
    "{%tc endfor %}",
    "{% colspan 2 %}",
    "{% vm %}",
]
TAGS += [
    "{% hm %}",
    "{% cellbg 'FF0000' %}",
    "{% for x in l %}",
    "{% endfor %}",
    "{#p x #}",
    "{% raw %}",
    "{% endraw %}",
]
TAGS += [
    "{",
    "}",
    "%",
    "{{",
    "}}",
    "{%",
    "'",
    '"',
    "“",
    "texte",
    " ",
    "{%r if a %}",
    "{%r endif %}",
    "{{ rien }}",
    "{_{",
]
PIECES = st.lists(st.sampled_from(TAGS), max_size=4).map("".join)


@given(st.sets(st.integers(1, len(SENTENCE) - 1)))
def test_a_sentence_may_be_cut_anywhere(cuts: set[int]) -> None:
    edges = [0, *sorted(cuts), len(SENTENCE)]
    pieces = [SENTENCE[a:b].replace(">", "&gt;") for a, b in pairwise(edges)]
    content = WordTemplate(word_file(paragraph(*pieces))).render({"nom": "zoé", "age": 4})
    assert texts(content) == ["Bonjour ZOÉ, grand de 4 !"]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@given(
    st.lists(st.lists(PIECES, max_size=3), max_size=6),
    st.lists(st.lists(PIECES, min_size=1, max_size=3), min_size=1, max_size=4),
)
def test_any_template_renders_well_formed_or_is_refused(paragraphs: list[list[str]], rows: list[list[str]]) -> None:
    blocks = [paragraph(*map(escaped, pieces)) for pieces in paragraphs]
    grid = table(*(row(*(cell(paragraph(escaped(piece))) for piece in pieces)) for pieces in rows))
    try:
        content = WordTemplate(word_file(*blocks, grid)).render({"a": "A & <b>", "l": [1, 2]})
    except TemplateError as error:
        assert error.partie == BODY_PART  # noqa: PT017 - either outcome is right
    else:
        root = etree.fromstring(read(content).encode())
        assert "\x05" not in read(content)
        for one in root.iter("{*}tc"):
            assert one[-1].tag.endswith("}p")
        for one in root.iter("{*}tbl"):
            assert next(one.iter("{*}tr"), None) is not None


@given(st.binary(max_size=200), st.integers(0, 10_000))
def test_a_damaged_file_is_refused_or_read(noise: bytes, at: int) -> None:
    whole = word_file(paragraph("{{ x }}"))
    at %= len(whole)
    with suppress(TemplateError):
        WordTemplate(whole[:at] + noise + whole[at + len(noise) :]).render({"x": 1})


@given(st.text("{}%#'\"“”«»‘’()[] \u00a0abpr|.-+_\x1e", max_size=60))
def test_any_text_is_searched_for_tags(text: str) -> None:
    def place_at(_: int, tag: str) -> Place:
        return Place("", None, "", tag)

    try:
        found = list(find_tags(text, place_at))
    except TemplateError:
        return
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[one.start : one.start + 2] in ("{{", "{%", "{#", "{_", "}_", "%_") for one in found)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("x == “a”", 'x == "a"'),
        ("x == ‘a’", "x == 'a'"),
        ("x == “l’an”", 'x == "l’an"'),
        ('x == "l’an"', 'x == "l’an"'),
        ("x == «\u00a0a b\u00a0»", 'x == "a b"'),
        ("x == «a»", 'x == "a"'),
        ('x == "a” and y', 'x == "a" and y'),
        ('x == “a" and y', 'x == "a" and y'),
        ('x == “dit "a"”', 'x == "dit \\"a\\""'),
        ("x\u00a0==\u202f1", "x == 1"),
        ("x\u200b\ufeff.y", "x.y"),
        ("x ==\x1e1", "x == 1"),
        ("x|join('”')", "x|join('”')"),
    ],
)
def test_what_word_types_is_undone(written: str, read_as: str) -> None:
    assert clean(written) == read_as


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'x" * 5000 + "}}",
        "{% if " + "(" * 10_000 + "%}",
        "{{" * 20_000,
        "{%-" * 20_000,
        "{" * 100_000,
        "{{ a }}" * 5000 + "{{",
        "«" * 50_000 + "{{ « }}",
        "{# " * 30_000,
    ],
)
def test_a_text_made_to_be_slow_is_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        WordTemplate(word_file(paragraph(text), paragraph("{% fin %}")))


@pytest.mark.parametrize(
    "blocks",
    [
        "<w:p><w:r><w:t>a</w:t>" * 60 + "</w:r></w:p>" * 60,
        paragraph("{%- if a %}{% endif -%}") * 3000,
        paragraph("<w:bookmarkStart/>" * 20_000, "{{ a"),
        table(*[row("{% vm %}a")] * 1000),
        paragraph("{ ", "{ ") * 10_000,
        paragraph("{{p a }}" * 5000),
        table(row(cell("{% colspan 1 %}" * 5000))),
    ],
)
def test_a_body_made_to_be_slow_is_read_or_refused(blocks: str) -> None:
    with suppress(TemplateError):
        WordTemplate(word_file(blocks, paragraph("{{ a }}"))).render({"a": 1})


@pytest.mark.parametrize("span", ["0", "-1", "99999999", "9" * 5000, "x", ""])
def test_a_cell_of_any_width_is_no_trap(span: str) -> None:
    wide = cell("{{ a }}", properties=f'<w:gridSpan w:val="{span}"/>')
    content = WordTemplate(word_file(table(row(wide, "b"), row("c")))).render({"a": 1})
    assert texts(content) == ["1", "b", "c"]


@pytest.mark.parametrize(
    "misplaced",
    [
        table(cell("{{ a }}"), row("b")),
        table("<w:trPr/>", row("{{ a }}", "b", "c")),
        f"<w:tbl>{cell('{%p if a %}', 'b', '{%p endif %}')}</w:tbl>",
        "<w:tr>{}</w:tr>".format(cell("{% colspan a %}b")),
        "<w:tblGrid/><w:gridCol/><w:p><w:tbl/>{}</w:p>".format("<w:r><w:t>{{ a }}</w:t></w:r>"),
        paragraph("<w:gridSpan w:val='2'/>", "{{ a }}"),
    ],
)
def test_what_stands_where_word_never_puts_it_is_read_or_refused(misplaced: str) -> None:
    with suppress(TemplateError):
        etree.fromstring(read(WordTemplate(word_file(misplaced)).render({"a": 1})).encode())


def test_namespaces_that_are_missing_are_declared() -> None:
    only_w = NAMESPACES.split(" xmlns:r")[0]
    content = WordTemplate(word_file(paragraph("{{ x }}"), namespaces=only_w)).render({"x": 1})
    assert read(content).count("xmlns:r=") == 1
