"""The operator's Markdown has the same structure in HTML and in Word: levels, marks, numbers, emphasis, cells, links.

Each format is read back by itself into the same plain outline; the outlines are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from cllaj_docs.rendering.markdown import parse, to_html, to_word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INDENT, _STEP = 397, 360  # of the first level of lists, and of each further one, in twentieths of a point


@dataclass(frozen=True)
class Run:
    """Characters, how they are shown, and where they lead; a line break is a run of « \\n »."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True)
class Block:
    """A heading (« h4 »), a paragraph, an item (« - », « 3. »), or a cell; ``depth`` is how many lists it stands in."""

    kind: str
    depth: int
    runs: tuple[Run, ...]


def merged(runs: list[Run]) -> tuple[Run, ...]:
    """Join neighbours that look alike, fold spaces, and drop what is empty: formats cut runs as they please."""
    found: list[Run] = []
    for run in runs:
        if (
            found
            and found[-1].text != "\n" != run.text
            and found[-1] == Run(found[-1].text, run.bold, run.italic, run.link)
        ):
            found[-1] = Run(found[-1].text + run.text, run.bold, run.italic, run.link)
        elif run.text:
            found.append(run)
    return tuple(found)


# --- HTML ------------------------------------------------------------------------------------------------------------


def outline_of_html(page: str) -> list[Block]:
    return list(_html_blocks(html.fragment_fromstring(page, create_parent="body"), 0))


def _html_blocks(parent: etree._Element, depth: int) -> Iterator[Block]:
    for element in parent:
        match element.tag:
            case "ul" | "ol":
                for rank, item in enumerate(element, int(element.get("start", "1"))):
                    yield from _html_item(item, "-" if element.tag == "ul" else f"{rank}.", depth + 1)
            case "table":
                cells = [(cell, part.tag == "thead") for part in element for cell in part.iter("td", "th")]
                for cell, is_head in cells:
                    shown = "tête" if is_head else "case"
                    yield Block(f"{shown} {cell.get('class', 'gauche')}", depth, merged(list(_html_runs(cell))))
            case _:
                kind = element.tag if element.tag[1:].isdigit() else "p"
                yield Block(kind, depth, merged(list(_html_runs(element))))


def _html_item(item: etree._Element, mark: str, depth: int) -> Iterator[Block]:
    """Give the item's own words under its mark, then the blocks that follow in it."""
    blocks = [child for child in item if child.tag in {"p", "ul", "ol", "table", "h4", "h5", "h6"}]
    if not blocks:
        yield Block(mark, depth, merged(list(_html_runs(item))))
        return
    first = blocks[0]
    if first.tag == "p":
        yield Block(mark, depth, merged(list(_html_runs(first))))
        blocks = blocks[1:]
    else:
        inline = html.Element("li")
        inline.text = (item.text or "").strip("\n")
        inline.extend([child for child in item if child not in blocks])
        for child in inline:
            child.tail = (child.tail or "").rstrip("\n")
        yield Block(mark, depth, merged(list(_html_runs(inline))))
    rest = html.Element("div")
    rest.extend(blocks)
    yield from _html_blocks(rest, depth)


def _html_runs(element: etree._Element, bold: bool = False, italic: bool = False, link: str = "") -> Iterator[Run]:
    yield Run(element.text or "", bold, italic, link)
    for child in element:
        if child.tag == "br":
            yield Run("\n")
        else:
            inner = (bold or child.tag == "strong", italic or child.tag == "em", child.get("href", link))
            yield from _html_runs(child, *inner)
        yield Run(child.tail or "", bold, italic, link)


# --- Word ------------------------------------------------------------------------------------------------------------


def outline_of_word(xml: str) -> list[Block]:
    root = etree.fromstring(f'<w:body xmlns:w="{W[1:-1]}">{xml}</w:body>')
    found = []
    for element in root:
        if element.tag == f"{W}tbl":
            found += [_word_cell(cell, row) for row in element.iter(f"{W}tr") for cell in row.iter(f"{W}tc")]
        elif (style := element.find(f"{W}pPr/{W}pStyle")) is not None:
            found.append(_word_block(element, str(style.get(f"{W}val"))))
    return found


def _word_cell(cell: etree._Element, row: etree._Element) -> Block:
    head = row.find(f"{W}trPr/{W}tblHeader") is not None
    justified = cell.find(f".//{W}jc")
    written = "" if justified is None else str(justified.get(f"{W}val"))
    side = {"": "gauche", "center": "centre", "right": "montant"}[written]
    return Block(f"{'tête' if head else 'case'} {side}", 0, merged(list(_word_runs(cell))))


def _word_block(paragraph: etree._Element, style: str) -> Block:
    indent = paragraph.find(f"{W}pPr/{W}ind")
    left = 0 if indent is None else int(str(indent.get(f"{W}left")))
    depth = (left - _INDENT) // _STEP + 1 if left else 0
    runs = list(_word_runs(paragraph))
    if style == "ListBullet":
        level = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
        assert level is not None
        return Block("-", int(str(level.get(f"{W}val"))) + 1, merged(runs))
    if style == "ListNumber":
        number, tab, *rest = runs
        assert tab.text == "\t"
        return Block(number.text, depth or 1, merged(rest))
    if found := re.fullmatch(r"Heading(\d)", style):
        return Block(f"h{int(found[1]) + 1}", depth, merged(runs))
    return Block("p", depth, merged(runs))


def _word_runs(element: etree._Element) -> Iterator[Run]:
    link = ""
    for run in element.iter(f"{W}r"):
        for child in run:
            if child.tag == f"{W}instrText":
                address = re.search(r'HYPERLINK "([^"]*)"', child.text or "")
                link = address[1] if address else ""
            elif child.tag == f"{W}fldChar" and child.get(f"{W}fldCharType") == "end":
                link = ""
            elif child.tag in {f"{W}t", f"{W}tab", f"{W}br"}:
                text = {f"{W}tab": "\t", f"{W}br": "\n"}.get(child.tag, child.text or "")
                if text == "\n":
                    yield Run("\n")
                else:
                    yield Run(text, run.find(f"{W}rPr/{W}b") is not None, run.find(f"{W}rPr/{W}i") is not None, link)


# --- what both say ---------------------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("abcé’"), min_size=1, max_size=6)
INLINE = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        inner.map(lambda text: f"*{text}*"),
        inner.map(lambda text: f"**{text}**"),
        inner.map(lambda text: f"[{text}](https://a.b/c)"),
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map("\\\n".join),
    ),
    max_leaves=4,
)


@st.composite
def lists(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """Lines of a list: bullets or numbers from any start, with lists and second paragraphs inside."""
    start = draw(st.none() | st.integers(0, 120))
    lines = []
    for rank in range(draw(st.integers(1, 3))):
        mark = "- " if start is None else f"{start + rank}. "
        inside = [draw(WORDS)]
        if draw(st.booleans()):
            inside += ["", draw(WORDS)]
        if depth < 2 and draw(st.booleans()):
            inside += ["", *draw(lists(depth=depth + 1))]
        lines += [mark + inside[0], *(" " * len(mark) + line if line else "" for line in inside[1:])]
    return lines


@st.composite
def tables(draw: st.DrawFn) -> list[str]:
    sides = draw(st.lists(st.sampled_from([":--", ":-:", "--:", "---"]), min_size=1, max_size=4))
    rows = [[draw(WORDS) for _ in sides] for _ in range(draw(st.integers(1, 4)))]
    written = ["| " + " | ".join(cells) + " |" for cells in (rows[0], sides, *rows[1:])]
    return ["", *written, ""]


BLOCKS = st.one_of(
    INLINE.map(lambda text: [text]),
    st.tuples(st.integers(1, 6), WORDS).map(lambda heading: ["#" * heading[0] + " " + heading[1]]),
    lists(),
    tables(),
)
SOURCES = st.lists(BLOCKS, min_size=1, max_size=6).map(
    lambda blocks: "\n\n<!-- -->\n\n".join("\n".join(block) for block in blocks)
)


@settings(max_examples=150)
@given(SOURCES, st.integers(3, 5))
@example("1. a\n2. b\n\ntexte\n\n1. c", 4)
@example("- a\n  1. b\n  2. c\n\n     d\n- e", 4)
@example("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |", 4)
@example("a\\\nb **c *d*** [*e*](mailto:f@g.h)", 4)
def test_html_and_word_have_the_same_structure(source: str, niveau: int) -> None:
    tree = parse(source)
    assert outline_of_word(to_word(tree, niveau=niveau)) == [
        Block(f"h{min(int(block.kind[1:]), 5)}", block.depth, block.runs) if block.kind[1:].isdigit() else block
        for block in outline_of_html(to_html(tree, niveau=niveau))
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1. a\n2. b\n\nx\n\n1. c", [("1.", 1), ("2.", 1), ("p", 0), ("1.", 1)]),
        ("3. a\n4. b", [("3.", 1), ("4.", 1)]),
        ("- a\n  - b\n    - c\n- d", [("-", 1), ("-", 2), ("-", 3), ("-", 1)]),
        ("1. a\n   1. b\n   2. c\n2. d", [("1.", 1), ("1.", 2), ("2.", 2), ("2.", 1)]),
        ("- a\n\n  b\n- c", [("-", 1), ("p", 1), ("-", 1)]),
        ("## a\n\n#### b\n\n# c", [("h4", 0), ("h5", 0), ("h4", 0)]),
        (
            "| a | b |\n|:-:|--:|\n| c | d |",
            [("tête centre", 0), ("tête montant", 0), ("case centre", 0), ("case montant", 0)],
        ),
    ],
)
def test_outlines(source: str, expected: list[tuple[str, int]]) -> None:
    tree = parse(source)
    for outline in (outline_of_html(to_html(tree)), outline_of_word(to_word(tree))):
        assert [(block.kind, block.depth) for block in outline] == expected
