"""The XML of a finished document, event by event, under bounds: a file that comes back may come from anyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn
from xml.parsers import expat

from cllaj_docs.errors import OutputError
from cllaj_docs.rendering.word.bounds import MAX_DEPTH, MAX_ELEMENTS, MAX_XML

WORD = "w"
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": WORD,
    "http://purl.oclc.org/ooxml/wordprocessingml/main": WORD,
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
}
"""The namespaces that are read, ordinary and « strict », and the prefixes that they are known by here."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]


def read_xml(content: bytes, start: Start, end: End | None = None, text: Callable[[str], None] | None = None) -> None:
    """Call ``start(name, attributes)``, ``end(name)`` and ``text(characters)`` for all that a part holds.

    Names are ``w:p``, with the prefixes above whatever those of the file; other namespaces give bare names. Raises
    ``OutputError`` on what is not XML, declares entities, or is out of bounds.
    """
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            refuse()
        start(_known(name), {_known(key): value for key, value in attributes.items()})

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(_known(name))

    parser = _parser()
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    if text is not None:
        parser.CharacterDataHandler = text
    _parse(parser, content)


def read_element(content: bytes, namespace: str) -> tuple[dict[str, str], str] | None:
    """Give the attributes and the text of the root of a part, when it is the one element of a namespace."""
    roots: list[tuple[str, dict[str, str]]] = []
    pieces: list[str] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: roots.append((name, attributes))
    parser.CharacterDataHandler = pieces.append
    _parse(parser, content)
    if len(roots) != 1 or roots[0][0].rpartition(" ")[0] != namespace:
        return None
    return roots[0][1], "".join(pieces)


def _parser() -> expat.XMLParserType:
    """Make a reader that knows no entity."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = lambda *_: refuse()
    return parser


def _parse(parser: expat.XMLParserType, content: bytes) -> None:
    if len(content) > MAX_XML or content.count(b"<") > 2 * MAX_ELEMENTS:
        raise OutputError("ce document est trop gros pour être relu : retirez-en ce qui n’y a pas sa place")
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, UnicodeDecodeError):
        refuse()


def _known(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(namespace)
    return f"{prefix}:{local}" if prefix else local


def refuse() -> NoReturn:
    """Refuse a file whose content is not what its ending says."""
    raise OutputError("ce document est abîmé : ouvrez-le dans Word et enregistrez-le à nouveau") from None
