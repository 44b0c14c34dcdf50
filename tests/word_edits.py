"""What people do to a Word file once it is generated, on the XML of its parts."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree
from word_faults import BODY, W


def rewrite(content: bytes, changes: Mapping[str, Callable[[etree._Element], None] | bytes]) -> bytes:
    """Change parts of a Word file: by a function of its root, or for other bytes; a new name is a new part."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            part = archive.read(name)
            change = changes.get(name)
            if callable(change):
                root = etree.fromstring(part)
                change(root)
                part = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            out.writestr(name, change if isinstance(change, bytes) else part)
        for name, change in changes.items():
            if name not in archive.namelist() and isinstance(change, bytes):
                out.writestr(name, change)
    return output.getvalue()


def edit_body(content: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """Change the body."""
    return rewrite(content, {BODY: change})


def replace_text(content: bytes, old: str, new: str, part: str = BODY) -> bytes:
    """Write a text for another that is there, in the XML of a part, at its first place."""

    def change(root: etree._Element) -> None:
        for node in root.iter(f"{W}t"):
            if node.text and old in node.text:
                node.text = node.text.replace(old, new, 1)
                return
        raise AssertionError(f"{old} is not there")

    return rewrite(content, {part: change})


def paragraphs(root: etree._Element) -> list[etree._Element]:
    """Give the paragraphs of the body that say something, those of tables left out."""
    body = root.find(f"{W}body")
    assert body is not None
    return [one for one in body.iterchildren(f"{W}p") if said(one)]


def said(element: etree._Element) -> str:
    """Give the characters of an element."""
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def new_paragraph(text: str, like: etree._Element | None = None) -> etree._Element:
    """Make a paragraph, with the properties of another."""
    made = etree.Element(f"{W}p")
    if like is not None and (properties := like.find(f"{W}pPr")) is not None:
        made.append(copy.deepcopy(properties))
    made.append(new_run(text))
    return made


def new_run(text: str) -> etree._Element:
    """Make a run."""
    run = etree.Element(f"{W}r")
    node = etree.SubElement(run, f"{W}t")
    node.text = text
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


def split_runs(root: etree._Element) -> None:
    """Cut every text in two runs, as Word does for its spelling marks, with bookmarks and proof marks between."""
    for rank, run in enumerate(list(root.iter(f"{W}r"))):
        node = run.find(f"{W}t")
        if node is None or len(run.findall(f"{W}t")) != 1 or not node.text or len(node.text) < 2:
            continue
        other = copy.deepcopy(run)
        half = len(node.text) // 2
        node.text, first = node.text[:half], node.text[half:]
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        second = other.find(f"{W}t")
        assert second is not None
        second.text = first
        second.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.set(f"{W}rsidR", f"{rank:08X}")
        marks = [etree.Element(f"{W}proofErr", {f"{W}type": "spellStart"})]
        marks.append(etree.Element(f"{W}bookmarkStart", {f"{W}id": str(rank), f"{W}name": f"_GoBack{rank}"}))
        marks.append(etree.Element(f"{W}bookmarkEnd", {f"{W}id": str(rank)}))
        run.addnext(other)
        for mark in marks:
            run.addnext(mark)
