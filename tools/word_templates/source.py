"""Read a source of the template dialect as a tree in which Jinja statements are nested like elements.

What is read is not the file but what the HTML engine makes of it (``to_html_source``): checked, and with its static
text polished. So the two engines print the same characters by construction, and the dialect is checked in one place.
Includes are replaced by what they include.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from jinja2 import Environment, TemplateSyntaxError

from cllaj_docs.errors import TemplateError
from cllaj_docs.french.typography import polish
from cllaj_docs.rendering.html_source import to_html_source


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the source's file name, and a line of it from 1."""

    document: str
    ligne: int


@dataclass(frozen=True, slots=True)
class Text:
    """Static characters."""

    content: str


@dataclass(frozen=True, slots=True)
class Expression:
    """``{{ code }}``."""

    code: str
    place: Place


@dataclass(frozen=True, slots=True)
class Assignment:
    """``{% set … %}``; ``code`` starts with ``set``."""

    code: str
    place: Place


@dataclass(frozen=True, slots=True)
class Branch:
    """A statement (``if x``, ``elif y``, ``else``, ``for a in b``) and what it governs."""

    opening: str
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """A whole ``{% if %}…{% endif %}`` or ``{% for %}…{% endfor %}``; ``kind`` is ``if`` or ``for``."""

    kind: str
    branches: tuple[Branch, ...]
    place: Place

    @property
    def is_exhaustive(self) -> bool:
        """Whether one of the branches is always taken: there is an ``else``, which a loop may have too."""
        return self.branches[-1].opening == "else"

    def with_children(self, children: Sequence[Sequence[Node]]) -> Control:
        """Give each branch other children."""
        branches = (replace(b, children=tuple(c)) for b, c in zip(self.branches, children, strict=True))
        return replace(self, branches=tuple(branches))


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the dialect; ``kind`` is its class, of which it has one at most (``""`` when none)."""

    tag: str
    attributes: Mapping[str, str]
    children: tuple[Node, ...]
    place: Place

    @property
    def kind(self) -> str:
        """Its class."""
        return self.attributes.get("class", "")


Node = Text | Expression | Assignment | Control | Element

_TAG = re.compile(
    r"""\{\{(?P<expression>(?:"[^"]*"|'[^']*'|(?!\}\}).)*)\}\}"""
    r"""|\{%(?P<statement>(?:"[^"]*"|'[^']*'|(?!%\}).)*)%\}"""
    r"""|\{\#(?P<comment>.*?)\#\}""",
    re.DOTALL,
)
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_INCLUDE = re.compile(r"""include\s+(?:"([^"]+)"|'([^']+)')""")
_CONTINUES = {"elif": ("if",), "else": ("if", "for")}
_CLOSES = {"endif": "if", "endfor": "for"}
_LAID_OUT = {"groupe": "tbody", "rangee": "tr", "case": "td"}
"""What the HTML engine calls the parts of a table that only lays things out, which it writes as ``div``."""

_BLOCKS = {
    "cartouche": "table",
    "signatures": "table",
    "article": "section",
    "annexe": "section",
    "insecable": "section",
}
"""What else it writes as ``div``, by its class: that table, and a section without a heading."""


def is_document(source: str) -> bool:
    """Tell whether a source is a document to build, not a fragment to include nor the page around documents."""
    bare = re.sub(r"\{#.*?#\}|<!--.*?-->", "", source, flags=re.DOTALL).lstrip("\ufeff \t\r\n")
    return bool(re.match(r"<article\b", bare))


def read(path: Path) -> Element:
    """Read a document's source, includes replaced; returns its root.

    Raises ``TemplateError`` with the file, the line and what the dialect allows.
    """
    (root,) = (node for node in _read(path, ()) if isinstance(node, Element))
    return root


def fault(message: str, place: Place, tag: str | None = None) -> NoReturn:
    """Raise the ``TemplateError`` of something that stands at ``place``."""
    raise TemplateError(message, document=place.document, ligne=place.ligne, balise=tag)


def is_blank(node: Node) -> bool:
    """Whether a node is only white space between blocks."""
    return isinstance(node, Text) and not node.content.strip(" \t\r\n\f")


# Reading


def _read(path: Path, opened: tuple[str, ...]) -> tuple[Node, ...]:
    """Read a source and what it includes; ``opened`` are the sources that lead to it."""
    html = to_html_source(path.name, path.read_text(encoding="utf-8"), polish, whole=not opened)
    _check_jinja(path.name, html)
    nodes = _Reader(path.name).read(html)
    return tuple(_with_includes(nodes, path, (*opened, path.name)))


def _check_jinja(document: str, html: str) -> None:
    """Refuse what Jinja cannot read, and what XML would not let stand in a Word template as it is written."""
    try:
        Environment(autoescape=True).parse(html)
    except TemplateSyntaxError as error:
        raise TemplateError(
            f"Jinja ne comprend pas cette ligne, corrigez sa syntaxe : {error.message}",
            document=document,
            ligne=error.lineno,
        ) from error
    for found in _TAG.finditer(html):
        if found["comment"] is None and re.search("[<&]", found[0]):
            fault(
                "Une balise Jinja ne contient ni « < » ni « & » : tournez la condition autrement (« > », « and »)",
                Place(document, 1 + html.count("\n", 0, found.start())),
                _WHITE.sub(" ", found[0]),
            )


def _with_includes(nodes: Sequence[Node], path: Path, opened: tuple[str, ...]) -> Iterator[Node]:
    """Replace each include, wherever it is, by the nodes of its file."""
    for node in nodes:
        match node:
            case Assignment(code, place) if code.startswith("include"):
                yield from _read(_included(code, place, path, opened), opened)
            case Element():
                yield replace(node, children=tuple(_with_includes(node.children, path, opened)))
            case Control():
                yield node.with_children([tuple(_with_includes(b.children, path, opened)) for b in node.branches])
            case _:
                yield node


def _included(code: str, place: Place, path: Path, opened: tuple[str, ...]) -> Path:
    found = _INCLUDE.fullmatch(code)
    if not found:
        fault("Un fichier inclus est nommé entre guillemets, sans rien d’autre", place, f"{{% {code} %}}")
    name = found[1] or found[2]
    target = path.with_name(name)
    if name in opened:
        fault(f"Le fichier « {name} » s’inclut lui-même : retirez l’une des inclusions", place)
    if Path(name).name != name or not target.is_file():
        fault(f"Le fichier inclus « {name} » n’existe pas à côté de celui-ci", place)
    return target


@dataclass(slots=True)
class _Open:
    """What is being read: an element, or one branch of a statement (``opening``) with those before it."""

    place: Place
    tag: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    opening: str = ""
    before: tuple[Branch, ...] = ()
    children: list[Node] = field(default_factory=list)


class _Reader:
    """Build the tree of one source from the events of the XML parser."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._stack = [_Open(Place(document, 1))]
        self._text = ""
        self._line = 1
        self._strip_next = False

    def read(self, html: str) -> tuple[Node, ...]:
        """Return the nodes of a source. Its lines are those of the file."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda tag, attributes: self._start(tag, attributes, parser.CurrentLineNumber)
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = lambda data: self._characters(data, parser.CurrentLineNumber)
        try:
            parser.Parse(f"<source>{html.replace('<br>', '<br/>')}</source>".encode(), True)
        except expat.ExpatError as error:
            fault("Le gabarit n’est pas du XML bien formé", Place(self._document, error.lineno))
        source = self._stack[0].children[0]
        return source.children if isinstance(source, Element) else ()

    def _characters(self, data: str, line: int) -> None:
        if not self._text:
            self._line = line
        self._text += data

    def _start(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self._flush()
        self._stack.append(_Open(Place(self._document, line), tag, attributes))

    def _end(self, tag: str) -> None:
        self._flush()
        top = self._stack.pop()
        if top.opening:
            opening = top.opening.split(maxsplit=1)[0]
            fault(f"« {opening} » n’est pas fermé dans <{tag}>", top.place, f"{{% {top.opening} %}}")
        self._strip_next = False
        self._add(_element(top))

    def _add(self, node: Node) -> None:
        self._stack[-1].children.append(node)

    def _flush(self) -> None:
        """Cut the text that has been read into static pieces and Jinja."""
        pending, self._text, end = self._text, "", 0
        for found in _TAG.finditer(pending):
            self._static(pending[end : found.start()], found[0][2] == "-", pending, end)
            place = Place(self._document, self._line + pending.count("\n", 0, found.start()))
            self._strip_next = found[0][-3] == "-"
            end = found.end()
            if found["expression"] is not None:
                self._add(Expression(_code(found["expression"]), place))
            elif found["statement"] is not None:
                self._statement(_code(found["statement"]), place)
        self._static(pending[end:], False, pending, end)

    def _static(self, content: str, strip_end: bool, pending: str, start: int) -> None:
        """Add a static text, without the white space that a dash in the tags beside it takes away."""
        if stray := _STRAY.search(content):
            place = Place(self._document, self._line + pending.count("\n", 0, start + stray.start()))
            fault("Une balise Jinja est coupée, ou n’est pas fermée dans l’élément où elle s’ouvre", place, stray[0])
        if self._strip_next and content:
            content = content.lstrip()
        if strip_end:
            content = content.rstrip()
        if content:
            self._strip_next = False
            self._add(Text(content))

    def _statement(self, code: str, place: Place) -> None:
        keyword = code.split(maxsplit=1)[0] if code else ""
        top = self._stack[-1]
        if keyword in {"if", "for"}:
            self._stack.append(_Open(place, opening=code))
        elif keyword in {"set", "include"}:
            self._add(Assignment(code, place))
        elif keyword in _CONTINUES and _kind(top) in _CONTINUES[keyword]:
            self._stack[-1] = _Open(top.place, opening=code, before=_branches(top))
        elif keyword in _CLOSES and _kind(top) == _CLOSES[keyword]:
            self._stack.pop()
            self._add(Control(_kind(top), _branches(top), top.place))
        else:
            fault("Cette instruction n’est pas permise, ou ne répond à rien dans cet élément", place, f"{{% {code} %}}")


def _code(raw: str) -> str:
    """Clean what is inside a Jinja tag: no white space control, one line."""
    return _WHITE.sub(" ", raw.removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+")).strip()


def _kind(opened: _Open) -> str:
    """Return ``if`` or ``for``, by the first branch of a statement."""
    first = opened.before[0].opening if opened.before else opened.opening
    return first.split(maxsplit=1)[0] if first else ""


def _branches(opened: _Open) -> tuple[Branch, ...]:
    return (*opened.before, Branch(opened.opening, tuple(opened.children)))


def _element(opened: _Open) -> Element:
    """Make an element, under its name in the dialect when the HTML engine gave it another."""
    words = str(opened.attributes.get("class", "")).split()
    tag = opened.tag
    if tag == "div" and words and words[0] in _LAID_OUT:
        tag, words = _LAID_OUT[words[0]], words[1:]
    elif tag == "div":
        tag = _BLOCKS.get(words[0], tag) if words else "section"
    if len(words) > 1:
        fault(f"<{tag}> porte plusieurs classes : gardez-en une", opened.place)
    attributes = {**opened.attributes, "class": words[0]} if words else {**opened.attributes, "class": ""}
    return Element(tag, attributes, tuple(opened.children), opened.place)
