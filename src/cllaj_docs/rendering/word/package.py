"""A Word file as a package: its parts, their types, and what they lead to.

Nothing in it may lead outside: a link that a reader clicks is the one exception, since it fetches nothing by itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.archive import Member, pack, read_archive
from cllaj_docs.rendering.word.fields import check_fields
from cllaj_docs.rendering.word.markup import check_root, check_xml

CONTENT_TYPES = "[Content_Types].xml"
RELATION_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
OFFICE_DOCUMENT = f"{RELATION_TYPES}officeDocument"
HYPERLINK = f"{RELATION_TYPES}hyperlink"
IMAGE = f"{RELATION_TYPES}image"
CORE_PROPERTIES = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_ATTACHED_TEMPLATE = f"{RELATION_TYPES}attachedTemplate"
_RENDERED = tuple(f"{RELATION_TYPES}{name}" for name in ("header", "footer", "footnotes", "endnotes", "comments"))
_STRICT = "http://purl.oclc.org/ooxml/"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OWN_DISK = r"/(?!/)|[A-Za-z]:/|[^:/]+$"
_LINK = r"(?i:(?:https?|mailto|tel|ftp|file):|(?![A-Za-z][A-Za-z0-9+.-]+:))"
_UNSEEN = "[\x00-\x20\x7f-\xa0]"
_XML_TYPE = re.compile(r"[+/]xml\Z")
_PROGRAMS = frozenset(
    {"activexcontrolbinary", "afchunk", "attachedtoolbars", "control", "extensibility", "frame", "keymapcustomizations"}
    | {"oleobject", "subdocument", "vbaproject", "webextension", "webextensiontaskpanes", "wordvbadata"}
)
"""Last words of the kinds of relation that lead to a program, or to a document of another program."""

_WORKBOOKS = (".xlsx", ".xlsb")
"""What a chart keeps of its figures: the only package that may be inside another."""

_ATTACHED = rb"<w:attachedTemplate\b[^>]*/>|<w:attachedTemplate\b[^>]*>\s*</w:attachedTemplate>"
_RELATIONSHIP = rb"<(?:\w+:)?Relationship\b[^>]*?/attachedTemplate[^>]*?/>"


class Relation(NamedTuple):
    """What a part leads to: ``target`` is a part's name, or an address when it is ``external``."""

    identifier: str
    kind: str
    target: str
    external: bool


class Package(NamedTuple):
    """The parts of a Word file, in the order of its archive; ``main`` is the name of the document itself."""

    contents: Mapping[str, bytes]
    members: Mapping[str, Member]
    defaults: Mapping[str, str]
    overrides: Mapping[str, str]
    relations: Mapping[str, tuple[Relation, ...]]
    main: str

    def content_type(self, part: str) -> str:
        """Return the media type of a part."""
        return self.overrides.get(part) or self.defaults.get(part.rpartition(".")[2].lower(), "")

    def related(self, part: str, kind: str) -> str | None:
        """Return the part of a kind (``styles``, ``numbering``…) that a part leads to, if any."""
        wanted = f"{RELATION_TYPES}{kind}"
        targets = (relation.target for relation in self.relations.get(part, ()) if relation.kind == wanted)
        return next((target for target in targets if target in self.contents), None)

    def rendered_parts(self) -> Iterator[str]:
        """Give the parts whose tags a render replaces: the document first, then what surrounds it."""
        yield self.main
        seen = {self.main}
        own = self.relations.get(self.main, ())
        root = self.relations.get("", ())
        for relation in (*own, *(relation for relation in root if relation.kind == CORE_PROPERTIES)):
            wanted = relation.kind in (*_RENDERED, CORE_PROPERTIES) and relation.target in self.contents
            if wanted and relation.target not in seen:
                seen.add(relation.target)
                yield relation.target


def read_package(content: bytes) -> Package:
    """Read a Word file. Raises ``TemplateError`` when it is none, or holds what a document must not."""
    members = {member.name: member for member in read_archive(content)}
    contents = {name: member.unpack() for name, member in members.items()}
    if CONTENT_TYPES not in contents:
        raise TemplateError("Ce fichier n’est pas un document Word : enregistrez-le au format .docx")
    check_xml(contents[CONTENT_TYPES], CONTENT_TYPES)
    defaults, overrides = _read_types(contents[CONTENT_TYPES])
    for name, part in contents.items():
        _check_part(name, part, overrides.get(name) or defaults.get(name.rpartition(".")[2].lower(), ""))
    relations = {}
    for name in [name for name in contents if name.lower().endswith(".rels")]:
        source = _source(name)
        relations[source] = _read_relations(name, source, contents)
        if any(relation.kind == _ATTACHED_TEMPLATE for relation in relations[source]):
            relations[source] = tuple(other for other in relations[source] if other.kind != _ATTACHED_TEMPLATE)
            for changed, pattern in ((name, _RELATIONSHIP), (source, _ATTACHED)):
                contents[changed] = re.sub(pattern, b"", contents[changed])
                members[changed] = pack(changed, contents[changed])
    if any(relation.kind.startswith(_STRICT) for relation in relations.get("", ())):
        raise TemplateError(
            "Ce gabarit est au format « Open XML strict » : enregistrez-le au format « Document Word (.docx) »"
        )
    main = next((relation.target for relation in relations.get("", ()) if relation.kind == OFFICE_DOCUMENT), "")
    package = Package(contents, members, defaults, overrides, relations, main)
    if main not in contents or package.content_type(main) != _MAIN_TYPE:
        raise TemplateError("Ce fichier n’est pas un document Word ordinaire : enregistrez-le au format .docx")
    check_root(contents[main], main)
    return package


def _check_part(name: str, content: bytes, media_type: str) -> None:
    """Refuse a part that is a program, and XML that nobody should read."""
    if name.lower().endswith("vbaproject.bin") or "vbaproject" in media_type.lower():
        raise TemplateError("Ce gabarit contient des macros : enregistrez-le au format .docx", partie=name)
    if name.lower().endswith((".xml", ".rels")) or _XML_TYPE.search(media_type):
        check_xml(content, name)
        check_fields(content, name)


def relations_part(part: str) -> str:
    """Return the name of the part that says what ``part`` leads to."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _source(relations: str) -> str:
    """Return the part that a relationships part is about, ``""`` for the package."""
    folder, _, name = relations.rpartition("/")
    folder = folder.removesuffix("_rels").removesuffix("/")
    name = name[: -len(".rels")]
    return f"{folder}/{name}" if folder else name


def _elements(content: bytes, name: str) -> Iterator[dict[str, str]]:
    """Give the attributes of the elements of a given local name."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == name:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    return iter(found)


def _read_types(content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Read the media types, by extension and by part."""
    defaults = {
        entry.get("Extension", "").lower(): entry.get("ContentType", "") for entry in _elements(content, "Default")
    }
    overrides = {
        entry.get("PartName", "").removeprefix("/"): entry.get("ContentType", "")
        for entry in _elements(content, "Override")
    }
    return defaults, overrides


def _read_relations(name: str, source: str, contents: Mapping[str, bytes]) -> tuple[Relation, ...]:
    """Read what a part leads to; refuse what would be fetched from outside."""
    folder = source.rpartition("/")[0]
    relations = []
    for entry in _elements(contents[name], "Relationship"):
        kind, target = entry.get("Type", ""), entry.get("Target", "")
        external = entry.get("TargetMode", "").lower() == "external"
        if not external and _is_program(kind, target):
            raise TemplateError(
                f"Ce gabarit contient « {target} », un programme ou le document d’un autre logiciel : "
                "supprimez-le dans Word, ou mettez-en une image à la place",
                partie=source or None,
            )
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target.partition("#")[0])).removeprefix("/")
        elif not _is_harmless(kind, target):
            raise TemplateError(
                f"Ce gabarit va chercher « {target} » hors de lui-même : insérez-y ce contenu ou retirez le lien",
                partie=source or None,
            )
        relations.append(Relation(entry.get("Id", ""), kind, target, external))
    return tuple(relations)


def _is_harmless(kind: str, target: str) -> bool:
    """Tell whether an address may stay: that of a link, or the model on its author's own disk, which is then dropped.

    Word writes the latter in most files (``file:///C:/…/Normal.dotm``); on a server, it would be fetched at opening.
    """
    if kind == _ATTACHED_TEMPLATE:
        path = target.replace("\\", "/")
        path = path[7:] if path.lower().startswith("file://") else path
        return bool(re.match(_OWN_DISK, path))
    return kind == HYPERLINK and bool(re.match(_LINK, re.sub(_UNSEEN, "", target)))


def _is_program(kind: str, target: str) -> bool:
    """Tell whether a part is a program, or what another program would open."""
    name = kind.rpartition("/")[2].lower()
    return name in _PROGRAMS or (name == "package" and not target.lower().endswith(_WORKBOOKS))
