"""What is wrong with a Word file: two validators, what neither looks at, and what a reader of the screen misses.

``openxml-audit`` holds the schemas and rules of Microsoft's Open XML SDK; ``ooxml-integrity`` follows the references
inside a file. Each judges a file on a disk, and so gets one.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import ooxml_integrity
from lxml import etree
from openxml_audit import OpenXmlValidator
from openxml_audit.semantic.constraints import cross_part

BODY, STYLES = "word/document.xml", "word/styles.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_STORY = re.compile(r"word/(document|(header|footer|footnotes|endnotes)\d*)\.xml")
_LANGUAGE = "fr-FR"


def faults(content: bytes) -> list[str]:
    """Tell all that could keep Word from showing a file as it was made."""
    return [*audit_faults(content), *integrity_faults(content), *story_faults(content)]


# The validators


def audit_faults(content: bytes) -> list[str]:
    """Tell what ``openxml-audit`` says, warnings too."""
    with _on_disk(content) as path:
        return [f"{found.part_uri} {found.description}" for found in _auditor().validate(path).errors]


def integrity_faults(content: bytes) -> list[str]:
    """Tell what ``ooxml-integrity`` says, warnings and remarks too."""
    with _on_disk(content) as path:
        return [f"{found.code} {found.message}" for found in ooxml_integrity.check(path)]


@cache
def _auditor() -> OpenXmlValidator:
    """Give the validator, kept because it takes long to make.

    It remembers what it has read of a file by the address of an object, which Python gives again to the next one: now
    and then it would judge a file by the notes of another. The rank of the file is put in place of the address.
    """
    vars(cross_part)["id"] = _rank_of
    return OpenXmlValidator(max_errors=0)


_RANKS = count()


def _rank_of(package: Any) -> int:
    rank: int = vars(package).setdefault("rank_among_files", next(_RANKS))
    return rank


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "document.docx")
        path.write_bytes(content)
        yield path


# What neither of them looks at


def story_faults(content: bytes) -> list[str]:
    """Tell what Word repairs or refuses although the schemas allow it."""
    stories = {name: root for name, root in parts(content).items() if _STORY.fullmatch(name)}
    drawings = [_value(found, "id") for root in stories.values() for found in root.iter(f"{_WP}docPr")]
    return [
        *(f"two drawings bear the number {number}" for number in _repeated(drawings)),
        *(f"{name}: {fault}" for name, root in stories.items() for fault in _faults_of_story(root)),
    ]


def _faults_of_story(root: etree._Element) -> Iterator[str]:
    for cell in root.iter(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{W}p":
            yield "a cell does not end with a paragraph"
    yield from _open_fields(root)
    starts, ends = (list(root.iter(f"{W}bookmark{name}")) for name in ("Start", "End"))
    yield from (f"two bookmarks are named {name}" for name in _repeated(_value(start, f"{W}name") for start in starts))
    if sorted(_value(start, f"{W}id") for start in starts) != sorted(_value(end, f"{W}id") for end in ends):
        yield "a bookmark does not end"


def _open_fields(root: etree._Element) -> Iterator[str]:
    depth = 0
    for mark in root.iter(f"{W}fldChar"):
        kind = _value(mark, f"{W}fldCharType")
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        if depth < 0 or (kind == "separate" and not depth):
            yield f"a field has its « {kind} » without a beginning"
            return
    if depth:
        yield "a field does not end"


# What a reader of the screen needs


def reading_faults(content: bytes) -> list[str]:
    """Tell what keeps a document from being read aloud, or found one's way in."""
    found = parts(content)
    document = found["word/document.xml"]
    return [
        *_faults_of_properties(found["docProps/core.xml"]),
        *_faults_of_language(found),
        *_faults_of_headings(heading_levels(document, found["word/styles.xml"])),
        *(fault for table in document.iter(f"{W}tbl") for fault in _faults_of_table(table)),
        *(
            f"{name}: a drawing has no alternative text"
            for name, root in found.items()
            for drawing in root.iter(f"{_WP}docPr", f"{_PIC}cNvPr")
            if not _value(drawing, "descr").strip()
        ),
    ]


def _faults_of_properties(core: etree._Element) -> Iterator[str]:
    yield from (f"{name} is said twice" for name in _repeated(str(child.tag) for child in core))
    if not (core.findtext(f"{_DC}title") or "").strip():
        yield "the document has no title"
    if core.findtext(f"{_DC}language") != _LANGUAGE:
        yield "the properties do not say the language"


def _faults_of_language(found: Mapping[str, etree._Element]) -> Iterator[str]:
    default = found["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    if default is None or {_value(default, f"{W}{name}") for name in ("val", "eastAsia", "bidi")} != {_LANGUAGE}:
        yield "the styles do not say the language"
    theme = found["word/settings.xml"].find(f"{W}themeFontLang")
    if theme is None or _value(theme, f"{W}val") != _LANGUAGE:
        yield "the settings do not say the language"


def heading_levels(document: etree._Element, styles: etree._Element) -> list[int]:
    """Give the level of each heading, as Word's navigation pane lists them."""
    names = {
        _value(style, f"{W}styleId"): re.fullmatch(r"heading (\d)", _value(style.find(f"{W}name"), f"{W}val"))
        for style in styles.iter(f"{W}style")
    }
    used = (names.get(_value(style, f"{W}val")) for style in document.iter(f"{W}pStyle"))
    return [int(found[1]) for found in used if found]


def _faults_of_headings(levels: list[int]) -> Iterator[str]:
    for above, level in zip([0, *levels], levels, strict=False):
        if level > above + 1:
            yield f"a heading of level {level} follows one of level {above}"


def _faults_of_table(table: etree._Element) -> Iterator[str]:
    if not _value(table.find(f"{W}tblPr/{W}tblCaption"), f"{W}val").strip():
        yield "a table has no title"
    rows = list(table.iterchildren(f"{W}tr"))
    flags = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    has_header = _value(table.find(f"{W}tblPr/{W}tblLook"), f"{W}firstRow") == "1"
    if has_header != flags[0] or flags != sorted(flags, reverse=True):
        yield "the header rows of a table are not those that it shows"
    described = _value(table.find(f"{W}tblPr/{W}tblDescription"), f"{W}val")
    labels = ["".join(map(str, cell.itertext(f"{W}t"))) for cell in rows[0].iterchildren(f"{W}tc")]
    if described and described != f"Colonnes\u00a0: {', '.join(filter(None, labels))}":
        yield f"a table has no such columns: {described}"


# Reading


def parts(content: bytes) -> dict[str, etree._Element]:
    """Give every part of a file that is XML, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}


def _value(element: etree._Element | None, name: str) -> str:
    return "" if element is None else element.get(name) or ""


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]
