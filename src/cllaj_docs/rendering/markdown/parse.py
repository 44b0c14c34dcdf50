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
from markdown_it.token import Token

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
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore

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

# What makes an inline more than a text; two spaces at the end of a line ask for a new one.
_MARKED = re.compile(r"[\\`*_\[\]!&]|  \n")
_LINE_END = re.compile(r"\x20?\n[ \t]*")

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
    if "&" in source:  # a character reference such as &#12; may bring in what the source itself did not hold
        for token in tokens:
            for child in token.children or ():
                _check_printable(child.content + "".join(str(value) for value in child.attrs.values()))
    return _Reader(tokens).blocks()


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
        self.core.ruler.at("inline", _read_inlines)

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's own spelling
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's own spelling
        return url


@cache
def _parser() -> MarkdownIt:
    """Return the one parser: it keeps nothing of a text, so threads share it."""
    return _Parser()


def _read_inlines(state: StateCore) -> None:
    """Read what paragraphs, headings and cells hold. Most of it has no mark: it is its own text, lines joined."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if _MARKED.search(token.content):
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        else:
            token.children = [Token("text", "", 0, content=_LINE_END.sub(" ", token.content))]


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
    """Turn markdown-it's tokens into our tree; keeps the levels of the headings that are open.

    Tokens come in the order of the text, each construction between an opening and a closing one (``nesting`` 1 and -1).
    Each method is called once an opening token has been taken, and takes all up to the closing one.
    """

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = iter(tokens)
        self._open_levels: list[int] = []
        self._tight = True

    def blocks(self) -> tuple[Block, ...]:
        """Read the blocks that stand side by side."""
        found = []
        for token in self._tokens:
            if token.nesting < 0:
                break
            block = self._block(token)
            if block is not None:
                found.append(block)
        return tuple(found)

    def _block(self, token: Token) -> Block | None:
        block: Block | None
        match token.type:
            case "paragraph_open":
                self._tight = self._tight and token.hidden
                block = Paragraph(self._inlines())
            case "heading_open":
                block = self._heading(token)
            case "bullet_list_open":
                block = BulletList(*self._items())
            case "ordered_list_open":
                block = OrderedList(*self._items(), int(token.attrs.get("start", 1)))
            case "table_open":
                block = self._table()
            case "blockquote_open":
                block = Quote(self.blocks())
            case "fence":
                block = _code_block(token)
            case "hr":
                block = Rule()
            case _:
                raise ValueError(f"construction Markdown inconnue : {token.type}")
        return block

    def _heading(self, token: Token) -> Block | None:
        """Give a heading the level of its place in the outline: a reader by ear is lost by a skipped level."""
        children = self._inlines()
        if not inline_text(children).strip():
            return None
        level = int(token.tag[1:])
        while self._open_levels and self._open_levels[-1] >= level:
            self._open_levels.pop()
        self._open_levels.append(level)
        return Heading(len(self._open_levels), children)

    def _items(self) -> tuple[tuple[tuple[Block, ...], ...], bool]:
        """Read the items of a list, and whether it is tight: markdown-it hides the paragraphs of its items then."""
        items, tight = [], True
        around = self._tight
        for token in self._tokens:
            if token.nesting < 0:
                break
            self._tight = True
            items.append(self.blocks())
            tight = tight and self._tight
        self._tight = around
        return tuple(items), tight

    def _table(self) -> Table:
        rows: list[list[Cell]] = []
        for token in self._tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type in {"th_open", "td_open"}:
                rows[-1].append(Cell(self._inlines(), _ALIGNMENTS.get(token.attrs.get("style"), "gauche")))
        header, *others = map(tuple, rows)
        return Table(header, tuple(others))

    def _inlines(self) -> tuple[Inline, ...]:
        """Read what a paragraph, a heading or a cell holds."""
        children: Iterable[Token] = ()
        for token in self._tokens:
            if token.nesting < 0:
                break
            children = token.children or ()
        return _inlines(iter(children))


def _code_block(token: Token) -> CodeBlock:
    """Read the lines between two ```, and the words after the first: they are the operator's too."""
    head = (token.info.strip(),) if token.info.strip() else ()
    return CodeBlock(head + tuple(token.content.removesuffix("\n").split("\n")))


def _inlines(tokens: Iterator[Token]) -> tuple[Inline, ...]:
    """Read inlines, up to a closing token; join neighbouring texts, and drop the empty ones around markup."""
    found: list[Inline] = []
    texts: list[str] = []
    for token in tokens:
        if token.nesting < 0:
            break
        for inline in (token.content,) if token.type == "text" else _inline(token, tokens):
            if isinstance(inline, str):
                texts.append(inline)
                continue
            _close_text(texts, found)
            found.append(inline)
    _close_text(texts, found)
    return tuple(found)


def _close_text(texts: list[str], found: list[Inline]) -> None:
    text = "".join(texts)
    texts.clear()
    if text:
        found.append(Text(text))


def _inline(token: Token, tokens: Iterator[Token]) -> tuple[Inline | str, ...]:
    """Read one inline; a plain text is given as it is."""
    found: tuple[Inline | str, ...]
    match token.type:
        case "softbreak":
            found = (" ",)
        case "hardbreak":
            found = (LineBreak(),)
        case "code_inline":
            found = (Code(token.content),)
        case "em_open":
            found = (Emphasis(_inlines(tokens)),)
        case "strong_open":
            found = (Strong(_inlines(tokens)),)
        case "link_open":
            found = _link(token, _inlines(tokens))
        case "image":
            shown = _inlines(iter(token.children or ()))
            found = (*_opened(shown), *_address(token, str(token.attrs.get("src", "")), shown))
        case _:
            raise ValueError(f"construction Markdown inconnue : {token.type}")
    return found


def _link(token: Token, children: tuple[Inline, ...]) -> tuple[Inline | str, ...]:
    url = str(token.attrs.get("href", ""))
    if not _ALLOWED_URL.match(url):
        return (*_opened(children), *_address(token, url, children))
    return (Link(url, str(token.attrs.get("title", "")), children or (Text(url),)),)


def _opened(children: Iterable[Inline]) -> tuple[Inline | str, ...]:
    """Give the texts among inlines as they are, to be joined to their new neighbours."""
    return tuple(child.content if isinstance(child, Text) else child for child in children)


def _address(token: Token, url: str, children: tuple[Inline, ...]) -> tuple[str, ...]:
    """Print the address and the title that a link or an image cannot carry, unless they repeat its text."""
    shown = inline_text(children)
    parts = [part for part in (url, str(token.attrs.get("title", ""))) if part and part != shown]
    if not parts:
        return ()
    address = ", ".join(parts)
    return (f" ({address})" if shown else address,)
