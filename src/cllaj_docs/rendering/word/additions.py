"""What the values of one render add to the package: pictures, links, and the parts of other documents.

A render without such values adds nothing, and costs nothing here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cllaj_docs.rendering.word.escaping import escape_attribute
from cllaj_docs.rendering.word.markup import DECLARATION
from cllaj_docs.rendering.word.package import (
    CONTENT_TYPES,
    HYPERLINK,
    IMAGE,
    RELATION_TYPES,
    Package,
    Relation,
    relations_part,
)

if TYPE_CHECKING:
    from cllaj_docs.rendering.word.values import Image

_RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NUMBER = re.compile(r"\d{1,9}$")


@dataclass(slots=True)
class Additions:
    """New parts and relations of one document, over those of its template.

    ``inserted`` is XML to put before the last end tag of a part, or before the first element of a name: new styles,
    lists and notes. ``identifiers`` remember, under any key, what this render has given out.
    """

    package: Package
    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[Relation]] = field(default_factory=dict)
    inserted: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    identifiers: dict[Hashable, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_used(self) -> bool:
        """Whether there is anything to add."""
        return bool(self.relations or self.inserted)

    def picture(self, part: str, image: Image) -> str:
        """Add a picture, once, and return the identifier by which ``part`` leads to it."""
        name = self._medium(image.content, f"word/media/image.{image.extension}", f"image/{image.extension}")
        return self.relate(part, IMAGE, name)

    def _medium(self, content: bytes, wanted: str, kind: str) -> str:
        """Add a part that leads nowhere, once for the same content, and return its name."""
        if (content, kind) not in self.identifiers:
            name = self.identifiers[content, kind] = self.free_name(wanted)
            self.parts[name] = content
            self.types[name] = kind
        return self.identifiers[content, kind]

    def link(self, part: str, address: str) -> str:
        """Return the identifier by which ``part`` leads to an address."""
        return self.relate(part, HYPERLINK, address, external=True)

    def relate(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        """Return the identifier of a relation, added unless there is one."""
        key = ("relation", part, kind, target, external)
        if key not in self.identifiers:
            taken = (relation.identifier for relation in self.package.relations.get(part, ()))
            numbers = (int(found[0]) for name in taken if (found := _NUMBER.search(name)))
            identifier = f"rId{self.count(f'relation of {part}', max(numbers, default=0))}"
            self.identifiers[key] = identifier
            self.relations.setdefault(part, []).append(Relation(identifier, kind, target, external))
        return self.identifiers[key]

    def free_name(self, wanted: str) -> str:
        """Return a name for a new part, numbered from what is wanted: ``word/media/image.png`` gives ``image1.png``."""
        stem, _, extension = wanted.rpartition(".")
        stem = stem.rstrip("0123456789")
        number = 1
        while (name := f"{stem}{number}.{extension}") in self.package.contents or name in self.parts:
            number += 1
        return name

    def insert(self, part: str, xml: str, before: str = "") -> None:
        """Put XML before the last end tag of a part, or before its first element of a name."""
        self.inserted.setdefault(part, []).append((xml, before))

    def count(self, kind: str, last: int) -> int:
        """Return the next number of a kind, after the ``last`` that the template uses."""
        self._counts[kind] = self._counts.get(kind, last) + 1
        return self._counts[kind]

    def own_part(self, kind: str, empty: str) -> str:
        """Return the part of a kind (``styles``, ``numbering``…) of the document; make it, ``empty``, if need be."""
        name = self.package.related(self.package.main, kind)
        if name is None:
            folder = self.package.main.rpartition("/")[0]
            name = f"{folder}/{kind}.xml"
            if name not in self.parts:
                self.parts[name] = (DECLARATION + empty).encode()
                self.types[name] = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
                self.relate(self.package.main, f"{RELATION_TYPES}{kind}", name)
        return name

    def content(self, part: str) -> bytes:
        """Return a part of the template, or one that was added."""
        return self.parts.get(part) or self.package.contents[part]

    def copy(self, source: Package, part: str) -> str:
        """Copy a part of another package, with all that it leads to, once; return its new name."""
        if part not in source.relations:
            return self._medium(source.contents[part], part, source.content_type(part))
        key = (source.contents[part], part)
        if key not in self.identifiers:
            name = self.identifiers[key] = self.free_name(part)
            self.parts[name] = source.contents[part]
            self.types[name] = source.content_type(part)
            own = [
                relation if relation.external else relation._replace(target=self.copy(source, relation.target))
                for relation in source.relations.get(part, ())
                if relation.external or relation.target in source.contents
            ]
            if own:
                self.relations[name] = own
        return self.identifiers[key]

    def apply(self, rendered: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return all the parts that differ from the template's: those that were rendered, changed or added."""
        changed = {**rendered, **self.parts}
        for part, pieces in self.inserted.items():
            content = changed.get(part) or self.package.contents[part]
            for wanted in sorted({before for _, before in pieces}, reverse=True):  # what has a place, then the rest
                content = _before(content, "".join(xml for xml, before in pieces if before == wanted), wanted)
            changed[part] = content
        for part, relations in self.relations.items():
            name = relations_part(part)
            present = self.package.contents.get(name)
            written = "".join(_write_relation(part, relation) for relation in relations)
            if present is None:
                changed[name] = (
                    f'{DECLARATION}<Relationships xmlns="{_RELATIONS_NAMESPACE}">{written}</Relationships>'.encode()
                )
            else:
                changed[name] = _before_end(present, written)
        if self.types:
            changed[CONTENT_TYPES] = _before_end(self.package.contents[CONTENT_TYPES], "".join(self._write_types()))
        return changed

    def _write_types(self) -> Iterable[str]:
        for name, kind in self.types.items():
            if self.package.content_type(name) != kind:
                yield f'<Override PartName="/{escape_attribute(name)}" ContentType="{escape_attribute(kind)}"/>'


def _write_relation(part: str, relation: Relation) -> str:
    mode = ' TargetMode="External"' if relation.external else ""
    folder = part.rpartition("/")[0]
    target = relation.target if relation.external else posixpath.relpath(f"/{relation.target}", f"/{folder}")
    return (
        f'<Relationship Id="{relation.identifier}" Type="{relation.kind}" Target="{escape_attribute(target)}"{mode}/>'
    )


_LAST_END = re.compile(rb"</[^>]*>\s*\Z")
_EMPTY_ROOT = re.compile(rb"<([\w:]+)([^<>]*)/>\s*\Z")


def _before(content: bytes, xml: str, name: str) -> bytes:
    """Put XML before the first element of a name, or before the end when there is none."""
    first = re.search(rb"<%b[\s/>]" % name.encode(), content) if name else None
    if first is None:
        return _before_end(content, xml)
    return content[: first.start()] + xml.encode() + content[first.start() :]


def _before_end(content: bytes, xml: str) -> bytes:
    """Put XML before the end tag of the root of a part."""
    if end := _LAST_END.search(content):
        return content[: end.start()] + xml.encode() + content[end.start() :]
    return _EMPTY_ROOT.sub(lambda root: b"<%b%b>%b</%b>" % (root[1], root[2], xml.encode(), root[1]), content)
