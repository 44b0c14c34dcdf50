"""The operator's Markdown: nothing is lost, nothing becomes markup, and HTML says what Word says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it.rules_core import inline

from cllaj_docs.rendering.markdown import parse, text_of, to_html, to_word
from cllaj_docs.rendering.markdown.parse import (
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_INLINE_DEPTH,
    _Parser,
    _Reader,
)
from cllaj_docs.rendering.markdown.tree import Heading, Link, Paragraph, Text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = {
    *("Normal", "Heading1", "Heading2", "Heading3", "Heading4", "ListBullet", "ListNumber", "Hyperlink"),
    *("Tableau", "Cellule", "CelluleEntete", "CelluleMontant"),
}


def word_tree(xml: str) -> etree._Element:
    return etree.fromstring(f'<w:body xmlns:w="{W}">{xml}</w:body>')


def word_text(xml: str) -> str:
    """Every character that Word prints, paragraphs and cells apart by spaces."""
    parts: list[str] = []
    for element in word_tree(xml).iter():
        name = etree.QName(element).localname
        parts.append(element.text or "" if name == "t" else "")
        parts.append(" " if name in {"tab", "br", "p"} else "")
    return "".join(parts)


def html_text(page: str) -> str:
    """Every character that a browser prints, the numbers of lists included."""
    root = html.fragment_fromstring(page, create_parent="body")

    def texts(element: html.HtmlElement) -> Iterator[str]:
        if element.tag in {"br", "p", "li", "td", "th", "h2", "h3", "h4", "h5", "h6"}:
            yield " "
        if element.tag == "li" and (parent := element.getparent()) is not None and parent.tag == "ol":
            yield f"{int(parent.get('start', '1')) + list(parent).index(element)}. "
        yield element.text or ""
        for child in element:
            yield from texts(child)
            yield child.tail or ""

    return "".join(texts(root))


def squeezed(text: str) -> str:
    return "".join(text.split())


MARKDOWN = st.text(st.sampled_from('abcdeéœ&’ \u202f\u00a0\n\n*_[]()#>|-`~!<>"\\:.10\t'), max_size=120) | st.lists(
    st.sampled_from(
        [
            *("# a", "## b", "- c", "  - d", "1. e", "7) f", "> g", "| h | i |", "|---|--:|", "| j | k | l |", "```"),
            *("", "mot *mot* **mot**", "[m](http://n.o)", "![p](q.png)", "[r](ftp://s 't')", "[u]: v", "    w", "x\\"),
        ]
    ),
    max_size=14,
).map("\n".join)


@given(MARKDOWN)
@settings(max_examples=300)
@example("| a |\n|---|\n| b | c |")
@example("- \n  ---")
@example("1. # a\n   > b")
def test_html_and_word_print_the_text_of_the_tree(source: str) -> None:
    tree = parse(source)
    expected = squeezed(text_of(tree))
    assert squeezed(html_text(to_html(tree))) == expected
    assert squeezed(word_text(to_word(tree))) == expected


# Without what a link, a number or a character reference hides on purpose: the letters must all come out, in order.
LETTERS = st.text(st.sampled_from('abcdefghéœ \n\n*_[]()#>|-`~!<"\\\t'), max_size=150)


@given(LETTERS)
@settings(max_examples=300)
@example("[Remarque](x)\n\n[note]: importante 'titre'")
@example("|a|b|\n|-|-|\n|c|d|e|f|\n|\\|g|h|")
@example("```py\na\n```")
@example("![a](b 'c')")
@example("<b>a</b> <a@b>")
def test_no_letter_is_lost(source: str) -> None:
    def letters(text: str) -> list[str]:
        return [character for character in text if character.isalpha()]

    assert letters(text_of(parse(source))) == letters(source)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=150)
def test_any_text_is_written_or_refused_in_french(source: str) -> None:
    try:
        tree = parse(source)
    except ValueError as refusal:
        assert "caractère qui ne s’imprime pas" in str(refusal)  # noqa: PT017
    else:
        word_tree(to_word(tree))
        html.fragment_fromstring(to_html(tree), create_parent="body")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<script>x</script> & <b>y</b>", "<p>&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;y&lt;/b&gt;</p>"),
        ("<div>\nx\n</div>", "<p>&lt;div&gt; x &lt;/div&gt;</p>"),
        ("<https://a.b>", "<p>&lt;https://a.b&gt;</p>"),
        ("https://a.b", "<p>https://a.b</p>"),
        ("[x](https://a.b/é?c=d&e)", '<p><a href="https://a.b/%C3%A9?c=d&amp;e">x</a></p>'),
        ("[x](HTTPS://a.b)", '<p><a href="HTTPS://a.b">x</a></p>'),
        ("[x](mailto:a@b.c)", '<p><a href="mailto:a@b.c">x</a></p>'),
        ("[](https://a.b)", '<p><a href="https://a.b">https://a.b</a></p>'),
        ("[x](javascript:alert(1))", "<p>x (javascript:alert(1))</p>"),
        ("[x](fiche.pdf 'La fiche')", "<p>x (fiche.pdf, La fiche)</p>"),
        ("![plan](https://a.b/c.png)", "<p>plan (https://a.b/c.png)</p>"),
        ("[note]: texte", "<p>[note]: texte</p>"),
        ("    indenté", "<p>indenté</p>"),
        ("a\\\nb  \nc\nd", "<p>a<br>b<br>c d</p>"),
        ("12. a\n13. b", '<ol start="12" style="counter-reset: list-item 11">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("- a\n\n- b", "<ul>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul>"),
        ("```\n a\n\nb\n```", '<p class="code"><code> a<br><br>b</code></p>'),
        ("#\n\n# a", "<h4>a</h4>"),
    ],
)
def test_html(source: str, expected: str) -> None:
    assert to_html(parse(source)) == expected


def test_table_in_html() -> None:
    page = to_html(parse("| | n |\n|:-:|--:|\n| a | 1 | b |\n| c |"))
    assert page.split("\n")[2] == '<tr><td class="centre"></td><th scope="col" class="montant">n</th></tr>'
    assert '<tr><th scope="row" class="centre">a</th><td class="montant">1 | b</td></tr>' in page
    assert '<tr><th scope="row" class="centre">c</th><td class="montant"></td></tr>' in page


def test_headings_follow_the_outline_without_a_gap() -> None:
    tree = parse("### a\n\n##### b\n\n#### c\n\n# d")
    assert [block.level for block in tree if isinstance(block, Heading)] == [1, 2, 2, 1]
    assert re.findall(r"<h(\d)", to_html(tree, niveau=3)) == ["3", "4", "4", "3"]
    assert re.findall(r"Heading(\d)", to_word(tree, niveau=3)) == ["2", "3", "3", "2"]
    deep = parse("\n\n".join("#" * level + " a" for level in range(1, 7)))
    assert re.findall(r"<h(\d)", to_html(deep)) == ["4", "5", "6", "6", "6", "6"]
    assert re.findall(r"Heading(\d)", to_word(deep)) == ["3", "4", "4", "4", "4", "4"]


def test_soft_breaks_join_the_words_of_a_paragraph() -> None:
    assert parse("un\ndeux") == (Paragraph((Text("un deux"),)),)
    assert parse("[un\ndeux](https://a.b 'c')") == (Paragraph((Link("https://a.b", "c", (Text("un deux"),)),)),)


def test_word_uses_the_styles_of_the_dialect() -> None:
    source = (
        "# t\n\np *i* **g** `c` [l](https://a.b)\n\n- a\n  - b\n\n1. c\n\n> d\n\n| e | f |\n|---|--:|\n| g | h |\n\n---"
    )
    root = word_tree(to_word(parse(source)))
    used = {str(e.get(f"{{{W}}}val")) for name in ("pStyle", "rStyle", "tblStyle") for e in root.iter(f"{{{W}}}{name}")}
    assert used <= STYLES
    assert {"Heading3", "ListBullet", "ListNumber", "Hyperlink", "Tableau", "CelluleEntete", "CelluleMontant"} <= used


def test_word_lists() -> None:
    xml = to_word(parse("- a\n  - b\n\n    suite\n\n5. c\n   1. d"))
    bullets = re.findall(r'<w:ilvl w:val="(\d)"/><w:numId w:val="1"/>', xml)
    assert bullets == ["0", "1"]
    indents = {}
    for paragraph in word_tree(xml):
        indent = paragraph.find(f".//{{{W}}}ind")
        text = word_text(etree.tostring(paragraph, encoding="unicode")).strip()
        indents[text] = "" if indent is None else indent.get(f"{{{W}}}left")
    assert indents == {"a": "", "b": "", "suite": "757", "5. c": "", "1. d": "757"}
    assert '<w:t xml:space="preserve">5.</w:t></w:r><w:r><w:tab/></w:r>' in xml


def test_word_table_repeats_its_header_and_never_splits_a_row() -> None:
    root = word_tree(to_word(parse("| a | b |\n|---|---|\n| c | d |\n\n| e |\n|---|")))
    flags = [[etree.QName(flag).localname for flag in properties] for properties in root.iter(f"{{{W}}}trPr")]
    assert flags == [["cantSplit", "tblHeader"], ["cantSplit"], ["cantSplit", "tblHeader"]]
    # Two tables that touch are one for Word: a paragraph stands between, and after the last.
    assert [etree.QName(block).localname for block in root] == ["tbl", "p", "tbl", "p"]
    for table in root.iter(f"{{{W}}}tbl"):
        columns = len(table.findall(f"{{{W}}}tblGrid/{{{W}}}gridCol"))
        assert {len(row.findall(f"{{{W}}}tc")) for row in table.iter(f"{{{W}}}tr")} == {columns}


def test_a_word_table_is_told_by_the_heading_above_it_and_by_its_columns() -> None:
    tables = ("| a & b | |\n|-|-|\n| c | d |", "| | |\n|-|-|\n| e | f |", "> | *g* h | i |\n> |-|-|")
    source = "\n\n".join(('# Bilan & "suites"', *tables))
    root = word_tree(to_word(parse(source)))
    said = [
        [str(node.get(f"{{{W}}}val")) for node in table.iter(f"{{{W}}}tblCaption", f"{{{W}}}tblDescription")]
        for table in root.iter(f"{{{W}}}tbl")
    ]
    looks = [
        (str(look.get(f"{{{W}}}val")), look.get(f"{{{W}}}firstRow"), look.get(f"{{{W}}}firstColumn"))
        for look in root.iter(f"{{{W}}}tblLook")
    ]
    assert said == [
        ['Bilan & "suites"', "Colonnes\u00a0: a & b"],
        ['Bilan & "suites"'],
        ["Tableau", "Colonnes\u00a0: g h, i"],
    ]
    assert looks == [("04A0", "1", "1"), ("0480", "0", "1"), ("0420", "1", "0")]
    assert len(list(root.iter(f"{{{W}}}tblHeader"))) == 2


def test_word_link_is_a_field_that_no_address_can_break() -> None:
    xml = to_word(parse('[texte](<https://a.b/"x\\y z> "un \\"titre\\"")'))
    code = word_tree(xml).findtext(f".//{{{W}}}instrText")
    assert code == ' HYPERLINK "https://a.b/%22x%5Cy%20z" \\o "un \\"titre\\"" '
    assert re.findall('fldCharType="(.*?)"', xml) == ["begin", "separate", "end"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a" * (MAX_CHARACTERS + 1), "le texte compte 100\u202f001 caractères, pour 100\u202f000 au plus"),
        ("> " * (MAX_DEPTH + 1) + "a", "plus de 8 listes ou citations"),
        (" ".join("-" for _ in range(2000)) + " a", "plus de 8 listes ou citations"),
        ("*a **a " * MAX_INLINE_DEPTH + "a" + "** a*" * MAX_INLINE_DEPTH, "plus de 20 mises en valeur"),
        ("|" + "a|" * (MAX_COLUMNS + 1) + "\n|" + "-|" * (MAX_COLUMNS + 1), "plus de 63 colonnes"),
        ("|a|b|\n|-|-|\n" + "|a\n" * (MAX_CELLS // 2), "plus de 10\u202f000 cases"),
        ("a\x00b", "(U+0000)"),
        ("a\x92b", "(U+0092)"),
        ("a\ud800b", "(U+D800)"),
        ("a &#12; b", "(U+000C)"),
        ("[a](https://b.c '&#12;')", "(U+000C)"),
    ],
)
def test_refusals(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse(source)


def test_the_deepest_lists_allowed_are_written() -> None:
    source = "- " * MAX_DEPTH + "a"
    assert word_text(to_word(parse(source))).strip() == "a"
    assert html_text(to_html(parse(source))).strip() == "a"


class PlainReading(_Parser):
    """The same dialect, with every inline read by markdown-it."""

    def __init__(self) -> None:
        super().__init__()
        self.core.ruler.at("inline", inline)


@given(MARKDOWN)
@example("une ligne\n\tla suite ")
@example("fin de ligne  \nsuite")
@example("- un\n  deux\n- trois ! &eacute;")
@example("| a | b |\n|---|---|\n| c\\|d | e |")
def test_a_text_without_marks_is_read_as_the_common_rules_read_it(source: str) -> None:
    common = _Reader(PlainReading().parse(source)).blocks()
    assert _Reader(_Parser().parse(source)).blocks() == common
