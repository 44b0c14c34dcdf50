"""The white space of a paragraph with Jinja in it, against what a browser makes of the rendered text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from tools.word_templates.source import Branch, Control, Element, Expression, Node, Place, Text
from tools.word_templates.whitespace import collapse

PLACE = Place("essai.html", 1)
JINJA = Environment(keep_trailing_newline=True, autoescape=True)


def written(nodes: Sequence[Node]) -> str:
    """Write nodes back as a template, a line break as a bar."""
    parts = []
    for node in nodes:
        match node:
            case Text(content):
                parts.append(content)
            case Expression(code):
                parts.append(f"{{{{ {code} }}}}")
            case Element():
                parts.append("|" if node.tag == "br" else written(node.children))
            case Control():
                parts += [f"{{% {branch.opening} %}}{written(branch.children)}" for branch in node.branches]
                parts.append(f"{{% end{node.kind} %}}")
    return "".join(parts)


def printed(nodes: Sequence[Node]) -> Iterator[str]:
    """Every text that nodes may print, with each condition true or false and loops of several lengths."""
    template = JINJA.from_string(written(nodes))
    for x, y, turns in itertools.product((False, True), (False, True), (0, 1, 3)):
        yield template.render(x=x, y=y, suite=range(turns), valeur="V")


def as_a_browser(text: str) -> str:
    """Collapse white space as HTML does."""
    return re.sub(r" *\| *", "|", re.sub(r"[ \n]+", " ", text)).strip(" ")


def parsed(template: str) -> list[Node]:
    """Read the short notation of the examples: ``x{…}``, ``x{…:…}`` and ``*{…}`` for if, if else and a loop."""
    nodes, rest = _parsed(template)
    assert not rest
    return nodes


def _parsed(rest: str) -> tuple[list[Node], str]:
    nodes: list[Node] = []
    while rest and rest[0] not in "}:":
        if found := re.match(r"([xy*])\{", rest):
            first, rest = _parsed(rest[2:])
            branches = [Branch("for i in suite" if found[1] == "*" else f"if {found[1]}", tuple(first))]
            if rest[0] == ":":
                second, rest = _parsed(rest[1:])
                branches.append(Branch("else", tuple(second)))
            nodes.append(Control("for" if found[1] == "*" else "if", tuple(branches), PLACE))
            rest = rest[1:]
        else:
            nodes.append(Text(rest[0]))
            rest = rest[1:]
    return nodes, rest


@pytest.mark.parametrize(
    "template",
    [
        "  mot \n mot  ",
        "mot x{suite} fin",
        "mot x{ suite} fin",
        "mot x{suite }fin",
        "mot x{ suite } fin",
        "mot x{ suite }",
        "mot x{suite}",
        "x{suite} fin",
        "x{suite } fin",
        " x{ suite } ",
        "mot x{a:b} fin",
        "mot x{ a : b } fin",
        "mot x{a:} fin",
        "mot x{a} y{b} fin",
        "x{a} y{b}",
        "mot x{y{a}} fin",
        "mot x{a y{b} c} fin",
        "mot x{ a} y{ b}.",
        "motx{ (sigle)} fin",
        "mot *{a, }fin",
        "mot *{ a } fin",
        "mot *{a } fin",
        "mot*{ a} fin",
    ],
)
def test_each_space_is_printed_once(template: str) -> None:
    nodes = parsed(template)
    expected = [as_a_browser(text) for text in printed(nodes)]
    assert [text.rstrip(" ") for text in printed(collapse(nodes))] == expected


_TEXTS = st.text(alphabet="ab  \n", min_size=1, max_size=4).map(Text)
_LEAVES = st.one_of(
    _TEXTS, _TEXTS, st.just(Expression("valeur", PLACE)), st.just(Element("br", {"class": ""}, (), PLACE))
)


def _controls(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(children, max_size=4).map(tuple)
    opening = st.sampled_from(("if x", "if y"))
    plain = st.builds(lambda code, body: Control("if", (Branch(code, body),), PLACE), opening, some)
    both = st.builds(
        lambda code, body, other: Control("if", (Branch(code, body), Branch("else", other)), PLACE), opening, some, some
    )
    loop = st.builds(lambda body: Control("for", (Branch("for i in suite", body),), PLACE), some)
    strong = st.builds(lambda body: Element("strong", {"class": ""}, body, PLACE), some)
    return st.one_of(plain, both, loop, strong)


@settings(max_examples=200)
@given(st.lists(st.recursive(_LEAVES, _controls, max_leaves=8), max_size=6))
def test_no_space_is_lost_nor_added(nodes: list[Node]) -> None:
    before, after = list(printed(nodes)), list(printed(collapse(nodes)))
    assert list(map(as_a_browser, after)) == list(map(as_a_browser, before))


@given(st.lists(_LEAVES, max_size=8))
def test_without_statements_it_is_what_a_browser_shows(nodes: list[Node]) -> None:
    assert list(printed(collapse(nodes))) == [as_a_browser(text) for text in printed(nodes)]
