"""XML as a flat list of tokens: what the preparation of a template cuts, moves and writes back.

Prefixes and attributes stay as they were written. Comments and processing instructions are left out, as Word does when
it saves. Nothing that could make the reader work without limit gets through: no DTD, so no entity, and a bounded depth.

Tokens are plain classes: a template has ten thousand of them, and a process that makes one document has no time to lose
on what ``dataclass`` writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn
from xml.parsers import expat

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.bounds import MAX_DEPTH, MAX_ELEMENTS, MAX_XML
from cllaj_docs.rendering.word.escaping import escape_attribute, escape_text
from cllaj_docs.rendering.word.spots import NAMESPACES, WORD_NAMESPACE
from cllaj_docs.rendering.word.tags import Tag

_USUAL = {WORD_NAMESPACE: "w", **{namespace: name.partition(":")[2] for name, namespace in NAMESPACES.items()}}

_FIRST_NAMES = frozenset({f"{WORD_NAMESPACE} document", f"{WORD_NAMESPACE} body"})
_FIRST_ELEMENTS = 64
"""Elements of different names before which the body of a document has begun."""

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Start:
    """A start tag; an attribute that bears Jinja is a tuple of texts and tags."""

    __slots__ = ("attributes", "name")

    def __init__(self, name: str, attributes: dict[str, str | tuple[str | Tag, ...]]) -> None:
        self.name = name
        self.attributes = attributes


class End:
    """An end tag: all those of one name may be one token."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Text:
    """Characters, as they read: entities are resolved."""

    __slots__ = ("content",)

    def __init__(self, content: str) -> None:
        self.content = content


class Marker:
    """A control character of ours, which XML cannot hold and which the last step of a render replaces."""

    __slots__ = ("character",)

    def __init__(self, character: str) -> None:
        self.character = character


Token = Start | End | Text | Marker | Tag


def check_xml(content: bytes, part: str) -> None:
    """Refuse what is not well-formed, and what declares entities. Raises ``TemplateError``."""
    _feed(expat.ParserCreate(namespace_separator=" "), content, part)


def check_root(content: bytes, part: str) -> None:
    """Refuse a document that has no body. Raises ``TemplateError``; the part is well-formed XML."""
    names: set[str] = set()

    def start(name: str, _: object) -> None:
        names.add(name)
        if names >= _FIRST_NAMES or len(names) >= _FIRST_ELEMENTS:
            raise _EnoughError

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    with suppress(_EnoughError):
        parser.Parse(content, True)
    if not names >= _FIRST_NAMES:
        raise TemplateError("Ce fichier n’est pas un document Word : il n’a pas de texte", partie=part)


class _EnoughError(Exception):
    """What was looked for has been read: the rest of the part need not be."""


def parse(content: bytes, part: str) -> list[Token]:
    """Read a part as tokens. Raises ``TemplateError`` when it is not XML, or XML that no Word file needs."""
    if len(content) > MAX_XML or content.count(b"<") > 2 * MAX_ELEMENTS:
        raise TemplateError("Cette partie du gabarit est trop grosse : allégez le gabarit", partie=part)
    tokens: list[Token] = []
    add = tokens.append
    ends: dict[str, End] = {}
    depth = 0

    def start(name: str, attributes: dict[str, Any]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            _refuse("emboîte trop d’éléments les uns dans les autres", part)
        add(Start(name, attributes))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        add(ends.get(name) or ends.setdefault(name, End(name)))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda content: add(Text(content))
    _feed(parser, content, part)
    return _with_usual_prefixes(_without_indents(tokens))


def _with_usual_prefixes(tokens: list[Token]) -> list[Token]:
    """Give the elements of Word the prefixes that Word gives them, where another program has chosen others."""
    root = tokens[0]
    if not isinstance(root, Start):
        return tokens
    declared = {key: value for key, value in root.attributes.items() if key.partition(":")[0] == "xmlns"}
    wanted = {f"xmlns:{prefix}": namespace for namespace, prefix in _USUAL.items()}
    renamed = {
        key.partition(":")[2]: _USUAL[value]
        for key, value in declared.items()
        if isinstance(value, str) and value in _USUAL and wanted.get(key) != value
    }
    if not renamed or any(f"xmlns:{usual}" in declared for usual in renamed.values()):
        return tokens
    return [_with_prefixes(token, renamed) for token in tokens]


def _with_prefixes(token: Token, prefixes: Mapping[str, str]) -> Token:
    if isinstance(token, End):
        return End(_renamed(token.name, prefixes))
    if isinstance(token, Start):
        attributes = {_renamed_attribute(key, prefixes): value for key, value in token.attributes.items()}
        return Start(_renamed(token.name, prefixes), attributes)
    return token


def _renamed(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{prefixes[prefix]}:{local}" if prefix in prefixes else name


def _renamed_attribute(name: str, prefixes: Mapping[str, str]) -> str:
    """Rename an attribute: one without a prefix is in no namespace, even where elements without a prefix are in one."""
    if name == "xmlns" and "" in prefixes:
        return f"xmlns:{prefixes['']}"
    prefix, _, local = name.partition(":")
    if prefix == "xmlns" and local in prefixes:
        return f"xmlns:{prefixes[local]}"
    return _renamed(name, prefixes) if local else name


def _without_indents(tokens: list[Token]) -> list[Token]:
    """Take out the white space that stands between elements, where XML was laid out for people to read."""
    blanks = [at for at, token in enumerate(tokens) if type(token) is Text and token.content.isspace()]
    indents = {at for at in blanks if not (type(tokens[at - 1]) is Start and type(tokens[at + 1]) is End)}
    return [token for at, token in enumerate(tokens) if at not in indents] if indents else tokens


def _feed(parser: expat.XMLParserType, content: bytes, part: str) -> None:
    parser.StartDoctypeDeclHandler = lambda *_: _refuse("contient une DTD", part)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: an encoding that Python does not know
        raise TemplateError(
            "Cette partie du gabarit n’est pas du XML lisible : enregistrez-le à nouveau avec Word", partie=part
        ) from error


def _refuse(what: str, part: str) -> NoReturn:
    raise TemplateError(
        f"Cette partie du gabarit {what}, ce que Word n’écrit jamais : enregistrez-le à nouveau avec Word", partie=part
    )


def write(tokens: Sequence[Token]) -> str | None:
    """Write tokens as XML, or return ``None`` when they bear Jinja."""
    parts: list[str] = []
    for index, token in enumerate(tokens):
        if isinstance(token, Start):
            parts.append(f"<{token.name}")
            for key, value in token.attributes.items():
                if not isinstance(value, str):
                    return None
                parts.append(f' {key}="{escape_attribute(value)}"')
            parts.append("/>" if index + 1 < len(tokens) and isinstance(tokens[index + 1], End) else ">")
        elif isinstance(token, End):
            if not (index and isinstance(tokens[index - 1], Start)):
                parts.append(f"</{token.name}>")
        elif isinstance(token, Text):
            parts.append(escape_text(token.content))
        else:
            return None
    return "".join(parts)


def end_of(tokens: Sequence[Token], start: int) -> int:
    """Return the index of the end tag that answers to the start tag at ``start``."""
    depth = 0
    for index in range(start, len(tokens)):
        token = tokens[index]
        if isinstance(token, Start):
            depth += 1
        elif isinstance(token, End):
            depth -= 1
            if not depth:
                return index
    raise ValueError("no end tag")


def children(tokens: Sequence[Token]) -> list[list[Token]]:
    """Cut the content of an element into its children."""
    found, index = [], 0
    while index < len(tokens):
        end = end_of(tokens, index) if isinstance(tokens[index], Start) else index
        found.append(list(tokens[index : end + 1]))
        index = end + 1
    return found


def is_start(token: Token, name: str) -> bool:
    """Whether a token opens an element of that name."""
    return isinstance(token, Start) and token.name == name


def is_neutral(tokens: Iterable[Token], kept: frozenset[str]) -> bool:
    """Whether tokens can be taken out: they reopen what they close, and hold none of the elements of ``kept``."""
    closed: list[str] = []
    opened: list[str] = []
    for token in tokens:
        if isinstance(token, Start):
            if token.name in kept:
                return False
            opened.append(token.name)
        elif isinstance(token, End):
            if opened:
                opened.pop()
            else:
                closed.append(token.name)
    return opened == closed[::-1]
