"""XML of workbooks, read as a stream: no entity of its own, nothing fetched, bounded memory.

libxml2 itself refuses more than 256 elements inside one another, and texts of more than 10 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cllaj_docs.reporting.archive import Archive, Stream, damaged
from cllaj_docs.reporting.bounds import MAX_ELEMENT

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_part(archive: Archive, name: str) -> _Element:
    """Read a small part whole. Raises ``WorkbookError`` when it is not XML, or declares a DTD."""
    from lxml import etree

    content = archive.read(name)
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise damaged() from None
    if b"<!DOCTYPE" in content:
        raise damaged()
    return root


def stream(source: Stream, *tags: str, opening: tuple[str, ...] = ()) -> Iterator[_Element]:
    """Give the elements of these tags as soon as they are whole, and forget each when the next is asked for.

    Elements of the tags ``opening`` are given when they open. Raises ``WorkbookError`` when the part is not XML, or
    when one element is beyond measure.
    """
    from lxml import etree

    paced = _Paced(source)
    events = ("start", "end") if opening else ("end",)
    declared: bool | None = None
    try:
        for event, element in etree.iterparse(
            paced,
            events=events,
            tag=(*tags, *opening),
            remove_comments=True,
            remove_pis=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        ):
            if declared is None and (declared := bool(element.getroottree().docinfo.doctype)):
                raise damaged()
            opens = element.tag in opening
            if opens == (event == "start"):
                paced.since_last = 0
                yield element
            if event == "end":
                _forget(element)
    except etree.XMLSyntaxError:
        raise damaged() from None


class _Paced:
    """A stream that stops when nothing was found in too many bytes: the tree of what is being read stays small."""

    def __init__(self, source: Stream) -> None:
        self._source = source
        self.since_last = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.since_last += len(piece)
        if self.since_last > MAX_ELEMENT:
            raise damaged()
        return piece


def _forget(element: _Element) -> None:
    """Free an element that was read, and its elder siblings with it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
