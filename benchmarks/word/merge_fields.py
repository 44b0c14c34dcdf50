"""The tags of the equivalent document as Word's own merge fields, which docx-mailmerge2 fills.

A loop needs nothing but its fields (the row is found by its first one). A condition is an IF field whose text is the
paragraph: Word has none around paragraphs.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

from benchmarks.word.engines import YES
from benchmarks.word.equivalent import MARK
from benchmarks.word.texts import W

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def to_merge_fields(root: etree._Element) -> None:
    """Turn each mark of a part into a field, in place."""
    for run in [run for run in root.iter(f"{W}r") if MARK.search(_text(run))]:
        _split(run)
    for start in [paragraph for paragraph in root.iter(f"{W}p") if _text(paragraph).startswith("si:")]:
        _close_condition(start)


def _split(run: etree._Element) -> None:
    """Put the fields of a run between the runs of its text; the ends of a condition only leave their name."""
    position = 0
    text = _text(run)
    for found in MARK.finditer(text):
        if found["kind"] in {"si", "fin"}:
            _set_text(run, f"{found['kind']}:{found['name']}")
            return
        if found.start() > position:
            run.addprevious(_run_like(run, text[position : found.start()]))
        run.addprevious(_merge_field(found["name"], _run_like(run, f"«{found['name']}»")))
        position = found.end()
    _set_text(run, text[position:])


def _close_condition(start: etree._Element) -> None:
    """Make an IF field of each paragraph up to the end of the condition, and drop the paragraphs that were its ends."""
    name = _text(start).removeprefix("si:")
    for paragraph in list(_until(start, f"fin:{name}")):
        _make_conditional(paragraph, name)
    parent = start.getparent()
    end = next(block for block in start.itersiblings() if _text(block) == f"fin:{name}")
    if parent is not None:
        parent.remove(start)
        parent.remove(end)


def _until(start: etree._Element, end: str) -> Iterator[etree._Element]:
    for block in start.itersiblings():
        if _text(block) == end:
            return
        yield block


def _make_conditional(paragraph: etree._Element, name: str) -> None:
    content = [child for child in paragraph if child.tag in (f"{W}r", f"{W}fldSimple")]
    for node in [node for child in content if child.tag == f"{W}r" for node in child.iter(f"{W}t")]:
        node.tag = f"{W}instrText"
    condition = _merge_field(name, etree.Element(f"{W}r"))
    opening = [_field_end("begin"), _instruction(' IF "'), condition, _instruction(f'" = "{YES}" "')]
    for node in opening:
        content[0].addprevious(node)
    for node in reversed([_instruction('" "" '), _field_end("end")]):
        content[-1].addnext(node)


def _merge_field(name: str, shown: etree._Element) -> etree._Element:
    field = etree.Element(f"{W}fldSimple")
    field.set(f"{W}instr", f" MERGEFIELD {name} ")
    field.append(shown)
    return field


def _field_end(kind: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}fldChar").set(f"{W}fldCharType", kind)
    return run


def _instruction(text: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    node = etree.SubElement(run, f"{W}instrText")
    node.text = text
    node.set(_SPACE, "preserve")
    return run


def _run_like(run: etree._Element, text: str) -> etree._Element:
    made = copy.deepcopy(run)
    made.tail = None
    _set_text(made, text)
    return made


def _set_text(run: etree._Element, text: str) -> None:
    for node in run.iter(f"{W}t"):
        node.text = text


def _text(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))
