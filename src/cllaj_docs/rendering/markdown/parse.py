"""Read Markdown into a tree: CommonMark and tables, less all that would make an operator's words vanish.

What CommonMark does and we refuse, and why:

- raw HTML and ``<http://…>`` print as typed: nothing of a dossier becomes markup;
- ``[nom]: texte`` alone on its line is a *link definition* in CommonMark and disappears: here it is a paragraph;
- four leading spaces make *code* in CommonMark: here they are a paragraph, since texts in TOML are often indented;
- cells beyond the last column of a table disappear in CommonMark: here they join the last one;
- an image is never fetched: its description is printed, and its address after it;
- a link elsewhere than to http, https or mailto is printed as text, its address after it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_block import table as common_table
from markdown_it.tree import SyntaxTreeNode

from cllaj_docs.rendering.markdown.tree import (
    Alignment,
    Block,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Inline,
    LineBreak,
    Link,
    OrderedList,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    inline_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

MAX_CHARACTERS = 100_000
"""Longest text accepted: some forty pages."""

MAX_DEPTH = 8
"""Most lists and quotations inside one another: Word numbers nine levels of a list."""

MAX_INLINE_DEPTH = 20
"""Most emphases inside one another."""

MAX_CELLS = 10_000
"""Most cells in all the tables of a text: short rows are completed, so a few characters could make millions."""

MAX_COLUMNS = 63
"""Most columns of a table that Word opens."""

_PARSER_DEPTH = 100
"""Where markdown-it stops reading without a word: far beyond ``MAX_DEPTH``, so that we always see it coming."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ALLOWED_URL = re.compile(r"(?:https?://[^\s/]|mailto:[^\s])", re.IGNORECASE)
_ALIGNMENTS: dict[object, Alignment] = {"text-align:center": "centre", "text-align:right": "droite"}


def parse(source: str) -> tuple[Block, ...]:
    """Read a Markdown text.

    Raises ``ValueError``, in French, on a text that is too long, too deeply nested, or that holds a character which
    neither Word nor HTML can hold.
    """
    if len(source) > MAX_CHARACTERS:
        found, allowed = _grouped(len(source)), _grouped(MAX_CHARACTERS)
        raise ValueError(f"le texte compte {found} caractères, pour {allowed} au plus : raccourcissez-le")
    _check_printable(source)
    tokens = _parser().parse(source)
    _check_depth(tokens)
    _check_tables(tokens)
    # A character reference such as &#12; may bring in what the source itself did not hold.
    for token in tokens:
        for child in token.children or ():
            _check_printable(child.content + "".join(str(value) for value in child.attrs.values()))
    return _Reader().blocks(SyntaxTreeNode(tokens).children)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _check_printable(text: str) -> None:
    if found := _UNPRINTABLE.search(text):
        raise ValueError(f"le texte contient un caractère qui ne s’imprime pas (U+{ord(found[0]):04X}) : supprimez-le")


def _check_depth(tokens: Sequence[Token]) -> None:
    """Refuse what would exhaust the stack, or be dropped by the parser, before a tree is made of it."""
    depth = 0
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open", "blockquote_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close", "blockquote_close"}:
            depth -= 1
        inner = 0
        for child in token.children or ():
            inner += child.nesting
            if inner > MAX_INLINE_DEPTH:
                raise ValueError(f"le texte imbrique plus de {MAX_INLINE_DEPTH} mises en valeur : simplifiez-le")
        if depth > MAX_DEPTH:
            raise ValueError(
                f"le texte imbrique plus de {MAX_DEPTH} listes ou citations : ramenez-le à quelques niveaux"
            )


def _check_tables(tokens: Sequence[Token]) -> None:
    cells = columns = 0
    for token in tokens:
        if token.type == "tr_open":
            columns = 0
        elif token.type in {"th_open", "td_open"}:
            cells, columns = cells + 1, columns + 1
            if columns > MAX_COLUMNS:
                raise ValueError(f"un tableau compte plus de {MAX_COLUMNS} colonnes : coupez-le en plusieurs")
    if cells > MAX_CELLS:
        raise ValueError(
            f"les tableaux du texte comptent plus de {_grouped(MAX_CELLS)} cases : réduisez-les, ou joignez-les à part"
        )


class _Parser(MarkdownIt):
    """CommonMark without HTML; addresses are kept as typed, and judged by ``_Reader``, which loses none."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "maxNesting": _PARSER_DEPTH})
        self.enable("table")
        self.disable(["autolink", "html_block", "html_inline", "reference", "code"])
        self.block.ruler.at("table", _complete_table, {"alt": ["paragraph", "reference"]})

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's own spelling
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's own spelling
        return url


@cache
def _parser() -> MarkdownIt:
    """Return the one parser: it keeps nothing of a text, so threads share it."""
    return _Parser()


def _complete_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a table, then give its last column the surplus cells that the common rule drops."""
    first = len(state.tokens)
    if not common_table(state, start, end, silent):
        return False
    if silent:
        return True
    tokens = state.tokens[first:]
    columns = sum(token.type == "th_open" for token in tokens)
    cells: list[Token] = []
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(token)
        elif token.type == "tr_close" and len(cells) == columns and cells[-1].map:
            line = cells[-1].map[0]
            surplus = _cells(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])[columns:]
            cells[-1].content = " | ".join([cells[-1].content, *surplus])
    return True


def _cells(line: str) -> list[str]:
    """Cut a row of a table at its bars, those after a backslash apart."""
    parts = re.split(r"(?<!\\)\|", line.strip())
    if parts and not parts[0]:
        parts.pop(0)
    if parts and not parts[-1]:
        parts.pop()
    return [part.strip().replace("\\|", "|") for part in parts]


class _Reader:
    """Turn markdown-it's nodes into ours; keeps the levels of the headings that are open."""

    def __init__(self) -> None:
        self._open_levels: list[int] = []

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
        found = (self._block(node) for node in nodes)
        return tuple(block for block in found if block is not None)

    def _block(self, node: SyntaxTreeNode) -> Block | None:
        block: Block | None
        match node.type:
            case "paragraph":
                block = Paragraph(_inlines_of(node))
            case "heading":
                block = self._heading(node)
            case "bullet_list":
                block = BulletList(self._items(node), _is_tight(node))
            case "ordered_list":
                block = OrderedList(self._items(node), _is_tight(node), int(node.attrs.get("start", 1)))
            case "table":
                block = _table(node)
            case "blockquote":
                block = Quote(self.blocks(node.children))
            case "fence":
                block = _code_block(node)
            case "hr":
                block = Rule()
            case _:
                raise ValueError(f"construction Markdown inconnue : {node.type}")
        return block

    def _heading(self, node: SyntaxTreeNode) -> Block | None:
        """Give a heading the level of its place in the outline: a reader by ear is lost by a skipped level."""
        children = _inlines_of(node)
        if not inline_text(children).strip():
            return None
        level = int(node.tag[1:])
        while self._open_levels and self._open_levels[-1] >= level:
            self._open_levels.pop()
        self._open_levels.append(level)
        return Heading(len(self._open_levels), children)

    def _items(self, node: SyntaxTreeNode) -> tuple[tuple[Block, ...], ...]:
        return tuple(self.blocks(item.children) for item in node.children)


def _is_tight(node: SyntaxTreeNode) -> bool:
    """Tell whether the paragraphs of a list's items are hidden, as markdown-it says it."""
    return all(block.hidden for item in node.children for block in item.children if block.type == "paragraph")


def _code_block(node: SyntaxTreeNode) -> CodeBlock:
    """Read the lines between two ```, and the words after the first: they are the operator's too."""
    head = (node.info.strip(),) if node.info.strip() else ()
    return CodeBlock(head + tuple(node.content.removesuffix("\n").split("\n")))


def _table(node: SyntaxTreeNode) -> Table:
    rows = [tuple(_cell(cell) for cell in row.children) for part in node.children for row in part.children]
    return Table(rows[0], tuple(rows[1:]))


def _cell(node: SyntaxTreeNode) -> Cell:
    return Cell(_inlines_of(node), _ALIGNMENTS.get(node.attrs.get("style"), "gauche"))


def _inlines_of(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    """Read the inlines of a node whose only child, if any, is markdown-it's ``inline``."""
    return _merged(inline for child in node.children for leaf in child.children for inline in _inline(leaf))


def _children(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    return _merged(inline for child in node.children for inline in _inline(child))


def _inline(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    found: tuple[Inline, ...]
    match node.type:
        case "text":
            found = (Text(node.content),)
        case "softbreak":
            found = (Text(" "),)
        case "hardbreak":
            found = (LineBreak(),)
        case "code_inline":
            found = (Code(node.content),)
        case "em":
            found = (Emphasis(_children(node)),)
        case "strong":
            found = (Strong(_children(node)),)
        case "link":
            found = _link(node)
        case "image":
            found = (*_children(node), *_address(node, str(node.attrs.get("src", "")), _children(node)))
        case _:
            raise ValueError(f"construction Markdown inconnue : {node.type}")
    return found


def _link(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    url, children = str(node.attrs.get("href", "")), _children(node)
    if not _ALLOWED_URL.match(url):
        return (*children, *_address(node, url, children))
    return (Link(url, str(node.attrs.get("title", "")), children or (Text(url),)),)


def _address(node: SyntaxTreeNode, url: str, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Print the address and the title that a link or an image cannot carry, unless they repeat its text."""
    shown = inline_text(children)
    parts = [part for part in (url, str(node.attrs.get("title", ""))) if part and part != shown]
    if not parts:
        return ()
    address = ", ".join(parts)
    return (Text(f" ({address})" if shown else address),)


def _merged(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Join neighbouring texts, and drop the empty ones that markdown-it leaves around markup."""
    merged: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and merged and isinstance(previous := merged[-1], Text):
            merged[-1] = Text(previous.content + inline.content)
        elif inline != Text(""):
            merged.append(inline)
    return tuple(merged)
