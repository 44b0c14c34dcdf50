"""Reads a Word file as its reader sees it: body, headers, footers, notes, text boxes; tracked changes accepted.

Whoever saved it: Word, LibreOffice or another program, « strict » Open XML too. Nothing outside the file is looked at.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from cllaj_docs.errors import OutputError, TemplateError
from cllaj_docs.rendering.reading.markup import read_element, read_xml, refuse
from cllaj_docs.rendering.reading.passage import Comment, Partie, Property, Reading
from cllaj_docs.rendering.reading.story import Reference, Story, read_story
from cllaj_docs.rendering.reading.styles import Styles, read_styles
from cllaj_docs.rendering.word.archive import Member, read_archive

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (
    (b"%PDF-", "ce fichier est un PDF, pas un document Word"),
    (b"{\\rtf", "ce fichier est au format RTF : ouvrez-le dans Word et enregistrez-le au format .docx"),
    (b"<", "ce fichier est une page HTML ou XML, pas un document Word"),
)
_PROPERTIES: Mapping[str, Property] = {
    "title": "titre",
    "creator": "auteur",
    "subject": "sujet",
    "keywords": "mots-clés",
}
_PARTS: Mapping[str, Partie] = {"header": "entete", "footer": "pied", "footnotes": "note", "endnotes": "note"}


def read_word(content: bytes) -> Reading:
    """Read a Word file. Raises ``OutputError`` when it is none, or cannot be read."""
    members = open_word(content)
    root = _relations(members, "")
    main = next((target for kind, target in root.values() if kind == "officeDocument"), "")
    if main not in members:
        raise OutputError("ce fichier n’est pas un document Word : enregistrez-le au format .docx")
    related = _relations(members, main)
    named = dict(related.values())
    styles = read_styles(_unpacked(members, named.get("styles")))
    even = _has_even_pages(_unpacked(members, named.get("settings")))
    body = _read_part(members, main, styles, "corps")
    around = [
        _read_part(members, target, styles, _PARTS[kind])
        for kind, target in _shown(body.references, related, even=even)
    ]
    notes = [
        _in_order(read_story(_unpacked(members, named[kind]), styles, "note"), body.notes[kind])
        for kind in ("footnotes", "endnotes")
        if named.get(kind) in members
    ]
    comments = read_story(_unpacked(members, named.get("comments")), styles, "note")
    stories = [body, *_distinct(around), *notes]
    return Reading(
        passages=tuple(passage for story in stories for passage in story.passages),
        hidden=tuple(passage for story in stories for passage in story.hidden),
        revisions=tuple(revision for story in stories for revision in story.revisions),
        comments=tuple(_comments(comments, body.anchors)),
        properties=_properties(_unpacked(members, dict(root.values()).get("core-properties"))),
        drawings=tuple(sorted(drawing for story in stories for drawing in story.drawings)),
    )


def _read_part(members: Mapping[str, Member], name: str, styles: Styles, partie: Partie) -> Story:
    """Read a part, and name its drawings by what they show: the digest of a picture, ``forme`` for what is none."""
    story = read_story(_unpacked(members, name), styles, partie)
    related = _relations(members, name) if story.drawings else {}
    pictures = {identifier: target for identifier, (kind, target) in related.items() if kind == "image"}
    drawn = (_unpacked(members, pictures.get(identifier)) for identifier in story.drawings)
    return replace(story, drawings=tuple(sha256(content).hexdigest() if content else "forme" for content in drawn))


def read_carried(content: bytes, namespace: str) -> tuple[Mapping[str, str], str] | None:
    """Give the data that a Word file carries under a namespace: attributes and text of its one element, if any.

    Whoever saved the file may have renamed the part. Raises ``OutputError`` when the file is no Word file.
    """
    members = open_word(content)
    for name in sorted(name for name in members if name.startswith("customXml/") and name.endswith(".xml")):
        part = _unpacked(members, name)
        if namespace.encode() in part and (found := read_element(part, namespace)) is not None:
            return found
    return None


def open_word(content: bytes) -> Mapping[str, Member]:
    """Open the archive of a Word file, by names of parts. Raises ``OutputError`` when it is none."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise OutputError("ce document est protégé par un mot de passe : retirez-le dans Word, puis enregistrez")
        raise OutputError("ce document est dans l’ancien format .doc : enregistrez-le au format .docx")
    for start, message in _OTHERS:
        if content.lstrip()[:8].startswith(start):
            raise OutputError(message)
    try:
        members = {member.name: member for member in read_archive(content)}
    except TemplateError as error:
        raise OutputError(_without_template(error.message)) from error
    if "[Content_Types].xml" not in members:
        raise OutputError("ce fichier n’est pas un document Word : enregistrez-le au format .docx")
    return members


def _without_template(message: str) -> str:
    """Speak of a document where the archive speaks of a template."""
    said = message.replace("un gabarit", "un document Word").replace("Ce gabarit", "Ce document")
    return said[:1].lower() + said[1:]


def _unpacked(members: Mapping[str, Member], name: str | None) -> bytes:
    """Unpack a part; one that is not there is empty."""
    if name is None or name not in members:
        return b""
    try:
        return members[name].unpack()
    except TemplateError:
        refuse()


def _relations(members: Mapping[str, Member], part: str) -> dict[str, tuple[str, str]]:
    """Give what a part leads to inside the file: the last word of its kind and its name, by identifier."""
    folder, _, name = part.rpartition("/")
    content = _unpacked(members, posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element == "rel:Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, target.removeprefix("/"))

    if content:
        read_xml(content, start)
    return found


def _has_even_pages(settings: bytes) -> bool:
    """Whether even pages have headers and footers of their own."""
    found = []

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element == "w:evenAndOddHeaders":
            found.append(attributes.get("w:val", "1") not in ("0", "false", "off"))

    if settings:
        read_xml(settings, start)
    return any(found)


def _shown(
    references: Sequence[Reference], related: Mapping[str, tuple[str, str]], *, even: bool
) -> Iterator[tuple[str, str]]:
    """Give the headers, then the footers, that some page shows, each once."""
    known = [one for one in references if one.identifier in related]
    first = any(one.has_first_page for one in known)
    pages = {"default", *(["even"] if even else []), *(["first"] if first else [])}
    shown = [related[one.identifier] for one in known if one.pages in pages]
    for wanted in ("header", "footer"):
        yield from dict.fromkeys((kind, target) for kind, target in shown if kind == wanted)


def _distinct(stories: Iterable[Story]) -> Iterator[Story]:
    """Leave out headers and footers that say what one before them says: some programs make copies of them."""
    seen = set()
    for story in stories:
        said = tuple((passage.partie, passage.text) for passage in story.passages), story.drawings
        if said not in seen or story.hidden:
            seen.add(said)
            yield story


def _in_order(story: Story, order: Iterable[str]) -> Story:
    """Put notes in the order in which the body calls them; those that it never calls are not seen."""
    passages = [passage for wanted in dict.fromkeys(order) for passage in story.owned.get(wanted, ())]
    return replace(story, passages=tuple(passages))


def _properties(content: bytes) -> Mapping[Property, str]:
    """Read the properties of a file; what is not given is not there."""
    found: dict[Property, str] = {}
    current: list[Property] = []

    def start(element: str, _: Mapping[str, str]) -> None:
        if element in _PROPERTIES:
            current.append(_PROPERTIES[element])

    def end(element: str) -> None:
        if element in _PROPERTIES:
            current.pop()

    def text(characters: str) -> None:
        if current:
            found[current[-1]] = found.get(current[-1], "") + characters

    if content:
        read_xml(content, start, end, text)
    return {name: value.strip() for name, value in found.items() if value.strip()}


def _comments(story: Story, anchors: Mapping[str, str]) -> Iterator[Comment]:
    for identifier, passages in story.owned.items():
        said = " ".join(passage.text for passage in passages)
        yield Comment(story.authors.get(identifier, ""), said, anchors.get(identifier, ""))
