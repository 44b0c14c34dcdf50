"""Templates and data drawn at random, rendered by docxtpl and by us: the same texts, tables and formatting."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise
from typing import Any

from docxtpl import Listing, RichText
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rendering.word.packages import W, cell, paragraph, read, row, run, table, word_file
from rendering.word.test_parity import rendered_by_docxtpl

from cllaj_docs.rendering.word import WordTemplate

Draw = Callable[[st.SearchStrategy[Any]], Any]

VALUES = st.sampled_from(["A", "é", "x & <y>", "a\nb", "t\tt", "p\aq", " s ", "f\fg", 3])
CONTEXTS = st.fixed_dictionaries(
    {
        "a": VALUES,
        "b": VALUES,
        "l": st.lists(VALUES, min_size=1, max_size=3),
        "o": st.booleans(),
        "n": st.integers(0, 4),
        "riche": st.builds(lambda text: RichText(text, bold=True), VALUES),
        "liste": st.builds(Listing, VALUES),
    }
)
EXPRESSIONS = st.sampled_from(
    ["a", "b", "a|upper", "a ~ '-' ~ b", "'%s !' % a", "a if o else 'non'", "l|length", "n * 2", "liste", "l|last"]
)
CONDITIONS = st.sampled_from(["o", "not o", "n > 2", "n == 1 or o", "a in l", "l|length < 3"])
WORDS = st.sampled_from(["Texte ", "un", "  deux  ", " é & ", "l’an ", " fin.", " "])
FORMATS = st.sampled_from(["", "<w:b/>", "<w:i/>"])
PLACES = st.sampled_from(["", '<w:jc w:val="center"/>', '<w:pStyle w:val="Titre1"/>'])
PROOF = '<w:proofErr w:type="spellStart"/>'


@st.composite
def sentences(draw: Draw, depth: int = 2) -> str:
    """Words, values, conditions and loops inside a paragraph."""
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.integers(0, 4 if depth else 1))
        if kind == 0:
            pieces.append(draw(WORDS))
        elif kind == 1:
            pieces.append(f"{{{{ {draw(EXPRESSIONS)} }}}}")
        elif kind == 2:
            yes, no = draw(sentences(depth - 1)), draw(sentences(depth - 1))
            pieces.append(f"{{% if {draw(CONDITIONS)} %}}{yes}{{% else %}}{no}{{% endif %}}")
        elif kind == 3:
            pieces.append(f"{{% for x in l %}}{{{{ x }}}}{draw(sentences(depth - 1))}{{% endfor %}}")
        else:
            pieces.append("{# remarque #}")
    return "".join(pieces)


@st.composite
def lines(draw: Draw, text: str) -> str:
    """A paragraph of one format, its text cut over several runs, as Word cuts it."""
    edges = [0, *sorted(draw(st.sets(st.integers(1, max(len(text) - 1, 1)), max_size=4))), len(text)]
    bold = draw(FORMATS)
    pieces = (text[start:end].replace("&", "&amp;").replace("<", "&lt;") for start, end in pairwise(edges))
    runs = (run(piece, bold).replace("<w:t>", '<w:t xml:space="preserve">') for piece in pieces if piece)
    return paragraph(PROOF.join(runs), properties=draw(PLACES))


SENTENCES = sentences().flatmap(lines)
RICH = st.sampled_from(["{{r riche }}", "{{ liste }}", "{% if o %}{{ liste }}{% endif %}"]).flatmap(lines)


@st.composite
def blocks(draw: Draw, depth: int = 2) -> str:
    """Paragraphs and tables, some of them held by a condition or a loop."""
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.integers(0, 3 if depth else 1))
        if kind == 0:
            pieces.append(draw(SENTENCES))
        elif kind == 1:
            pieces.append(draw(RICH))
        elif kind == 2:
            opening, closing = draw(
                st.sampled_from([("for x in l", "endfor"), ("if o", "endif"), ("if n > 2", "endif")])
            )
            inside = draw(blocks(depth - 1))
            pieces += [draw(lines(f"{{%p {opening} %}}")), inside, draw(lines(f"{{%p {closing} %}}"))]
        else:
            pieces.append(draw(tables(depth - 1)))
    return "".join(pieces)


@st.composite
def tables(draw: Draw, depth: int) -> str:
    """A table of a first row, and of rows that a condition or a loop holds."""
    count = draw(st.integers(1, 3))
    rows = [row(*(cell(draw(SENTENCES)) for _ in range(count)))]
    for _ in range(draw(st.integers(0, 2))):
        opening, closing = draw(st.sampled_from([("for x in l", "endfor"), ("if o", "endif")]))
        inside = [cell(draw(blocks(depth)), draw(SENTENCES)) if depth else cell(draw(SENTENCES)) for _ in range(count)]
        if closing == "endfor" and draw(st.booleans()):
            inside[0] = cell("{% vm %}Tout {{ x }}")
        if draw(st.booleans()):
            inside[-1] = cell("{% cellbg 'FFC000' %}{{ a }}")
        for content in (f"{{%tr {opening} %}}", None, f"{{%tr {closing} %}}"):
            others = [""] * (count - 1)
            rows.append(row(*inside) if content is None else row(cell(draw(lines(content))), *others))
    return table(*rows, widths=(1000,) * count)


def shape(content: bytes) -> list[object]:
    """What a reader sees of a body: paragraphs with their stretches of one format, rows, cells and their properties."""
    seen: list[object] = []
    for element in etree.fromstring(read(content).encode()).iter(f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tcPr"):
        if element.tag == f"{W}p":
            properties = element.find(f"{W}pPr")
            seen.append((_canonical(properties), _stretches(element)))
        elif element.tag == f"{W}tcPr":
            seen.append(sorted(map(_canonical, element)))
        else:
            seen.append(etree.QName(element).localname)
    return seen


def _stretches(element: etree._Element) -> list[tuple[str, str]]:
    """The text of a paragraph, cut where its format changes."""
    pieces = []
    for part in element.iter(f"{W}t", f"{W}br", f"{W}tab"):
        text = part.text or "" if part.tag == f"{W}t" else f"[{etree.QName(part).localname} {part.get(f'{W}type')}]"
        parent = part.getparent()
        pieces += [(_canonical(None if parent is None else parent.find(f"{W}rPr")), text)] if text else []
    return [(form, "".join(text for _, text in group)) for form, group in groupby(pieces, key=lambda piece: piece[0])]


def _canonical(element: etree._Element | None) -> str:
    return "" if element is None else etree.tostring(element, method="c14n").decode()


@given(blocks(), CONTEXTS)
def test_any_template_gives_what_docxtpl_gives(content: str, values: dict[str, Any]) -> None:
    template = word_file(content, paragraph("fin"))
    assert shape(WordTemplate(template).render(values)) == shape(rendered_by_docxtpl(template, values))
