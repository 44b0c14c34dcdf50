"""Data that a Word file carries for programs: a custom XML part, which Word and LibreOffice keep when they save.

A template is made ready once, with all that the part needs; a render then only appends the part to its document
(ECMA-376, part 1, 15.2.5 and 15.2.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cllaj_docs.rendering.word.additions import Additions
from cllaj_docs.rendering.word.archive import append, pack, write_archive, write_prefix
from cllaj_docs.rendering.word.escaping import escape_attribute
from cllaj_docs.rendering.word.markup import DECLARATION
from cllaj_docs.rendering.word.package import CONTENT_TYPES, RELATION_TYPES, Package, read_package, relations_part

_PART = "customXml/itemDonnees.xml"
_PROPERTIES = "customXml/itemPropsDonnees.xml"
_KIND = f"{RELATION_TYPES}customXml"
_PROPERTIES_KIND = f"{RELATION_TYPES}customXmlProps"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_IDENTIFIER = "{6C2B8F0E-5D0A-4B55-9C39-3B1C1D6A70E1}"
"""Names our part among the custom XML of a file; any number does, as long as nobody else uses it."""

_NAMESPACE_OF_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_ESCAPES = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"))
_NOT_CHARACTERS = (("\ufffe".encode(), b"\\ufffe"), ("\uffff".encode(), b"\\uffff"))
"""What XML cannot hold at all, and JSON has another way to write. JSON itself has no control character."""


def make_carrier(template: bytes, namespace: str) -> bytes:
    """Return a template whose documents may carry data of a namespace. Raises ``TemplateError`` on what is none.

    One that was itself made from such a document loses the data of that one.
    """
    package = read_package(template)
    package = _without(package, list(_carried_before(package, namespace)))
    additions = Additions(package)
    additions.relate(package.main, _KIND, _PART)
    additions.relate(_PART, _PROPERTIES_KIND, _PROPERTIES)
    additions.parts[_PROPERTIES] = (
        f'{DECLARATION}<ds:datastoreItem ds:itemID="{_IDENTIFIER}" xmlns:ds="{_NAMESPACE_OF_PROPERTIES}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()
    additions.types[_PROPERTIES] = _PROPERTIES_TYPE
    changed = additions.apply({})
    members = {name: member for name, member in package.members.items() if name not in changed}
    packed = {**members, **{name: pack(name, content) for name, content in changed.items()}}
    return write_archive(write_prefix([packed.pop(CONTENT_TYPES)]), packed.values())


def carry(document: bytes, namespace: str, attributes: Mapping[str, str], data: bytes) -> bytes:
    """Put data in a document rendered from a carrier: one element, its attributes and its text, JSON in UTF-8."""
    written = "".join(f' {name}="{escape_attribute(value)}"' for name, value in attributes.items())
    rare = _NOT_CHARACTERS if b"\xef\xbf" in data else ()
    for sign, instead in (*_ESCAPES, *rare):
        if sign in data:
            data = data.replace(sign, instead)
    start = f'{DECLARATION}<donnees xmlns="{namespace}"{written}>'.encode()
    return append(document, pack(_PART, b"%b%b</donnees>" % (start, data)))


def _carried_before(package: Package, namespace: str) -> Iterator[str]:
    """Name the parts of a package that hold data of a namespace."""
    marks = f'"{namespace}"'.encode(), f"'{namespace}'".encode()
    for relation in package.relations.get(package.main, ()):
        if relation.kind == _KIND:
            content = package.contents.get(relation.target, b"")
            if relation.target == _PART or any(mark in content for mark in marks):
                yield relation.target


def _without(package: Package, parts: list[str]) -> Package:
    """Take parts out of a package, with what they lead to and what leads to them."""
    if not parts:
        return package
    led_to = [relation.target for part in parts for relation in package.relations.get(part, ())]
    gone = {*parts, *led_to, *map(relations_part, parts)}
    contents = {name: content for name, content in package.contents.items() if name not in gone}
    links = relations_part(package.main)
    for relation in package.relations[package.main]:
        if relation.target in parts:
            element = re.compile(
                rb'<[^<>]*Relationship\b[^<>]*\bId="%b"[^<>]*>' % re.escape(relation.identifier).encode()
            )
            contents[links] = element.sub(b"", contents[links])
    for name in gone:
        override = re.compile(rb'<[^<>]*Override\b[^<>]*PartName="/%b"[^<>]*>' % re.escape(name).encode())
        contents[CONTENT_TYPES] = override.sub(b"", contents[CONTENT_TYPES])
    members = {name: package.members[name] for name in contents}
    members |= {name: pack(name, contents[name]) for name in (links, CONTENT_TYPES)}
    return read_package(write_archive(write_prefix([members.pop(CONTENT_TYPES)]), members.values()))
