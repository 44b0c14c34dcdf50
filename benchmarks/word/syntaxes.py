"""The equivalent document in the tags of each peer: the same parts, the same runs, other brackets."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from benchmarks.word.equivalent import MARK, ROWS, Equivalent, marks_in, write_parts
from benchmarks.word.merge_fields import to_merge_fields
from benchmarks.word.texts import W

Place = Literal["rows around", "inside cells", "second row"]


@dataclass(frozen=True, slots=True)
class Brackets:
    """How tags are written in plain text; ``{}`` stands for the name.

    ``place`` is where a loop over rows is said: in rows of their own around the row, at both ends of its cells, or by a
    second row whose tags are ``second``.
    """

    champ: str
    colonne: str
    si: str
    fin: str
    place: Place
    loop: tuple[str, str] = ("", "")
    second: str = ""


BRACKETS: Mapping[str, Brackets] = {
    "jinja": Brackets(
        champ="{{{{ {} }}}}",
        colonne="{{{{ ligne.{} }}}}",
        si="{{%p if {} %}}",
        fin="{{%p endif %}}",
        place="rows around",
        loop=(f"{{%tr for ligne in {ROWS} %}}", "{%tr endfor %}"),
    ),
    "mustache": Brackets(
        champ="{{{}}}",
        colonne="{{{}}}",
        si="{{#{}}}",
        fin="{{/{}}}",
        place="inside cells",
        loop=(f"{{#{ROWS}}}", f"{{/{ROWS}}}"),
    ),
    "plus": Brackets(
        champ="+++= {}+++",
        colonne="+++= $ligne.{}+++",
        si="+++IF {}+++",
        fin="+++END-IF+++",
        place="rows around",
        loop=(f"+++FOR ligne IN {ROWS}+++", "+++END-FOR ligne+++"),
    ),
    "carbone": Brackets(
        champ="{{d.{}}}",
        colonne=f"{{{{d.{ROWS}[i].{{}}}}}}",
        second=f"{{{{d.{ROWS}[i+1].{{}}}}}}",
        si="{{d.{}:ifEQ(true):showBegin}}",
        fin="{{d.{}:showEnd}}",
        place="second row",
    ),
}
"""Ways of writing tags in the text. Merge fields are the one way that is not text."""


def write_template(document: Equivalent, syntax: str) -> bytes:
    """Write the equivalent document as a template: ``syntax`` is one of ``BRACKETS``, or ``mergefield``."""
    return write_parts(
        {
            name: _write_part(content, syntax) if re.search(rb"\xee\x80\x80", content) else content
            for name, content in document.parts.items()
        }
    )


def _write_part(content: bytes, syntax: str) -> bytes:
    root = etree.fromstring(content)
    if syntax == "mergefield":
        to_merge_fields(root)
    else:
        _to_brackets(root, BRACKETS[syntax])
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _to_brackets(root: etree._Element, brackets: Brackets) -> None:
    for row in [row for row in root.iter(f"{W}tr") if marks_in(row, "colonne")]:
        _say_loop(row, brackets)
    _write_tags(root, brackets, brackets.colonne)


def _write_tags(element: etree._Element, brackets: Brackets, colonne: str) -> None:
    forms = {"champ": brackets.champ, "colonne": colonne, "si": brackets.si, "fin": brackets.fin}

    def tag(found: re.Match[str]) -> str:
        return forms[found["kind"]].format(found["name"])

    for node in element.iter(f"{W}t"):
        node.text = MARK.sub(tag, node.text or "")


def _say_loop(row: etree._Element, brackets: Brackets) -> None:
    """Say, as the peer wants it, that a row is repeated."""
    start, end = brackets.loop
    texts = list(row.iter(f"{W}t"))
    if brackets.place == "rows around":
        row.addprevious(_row_that_says(row, start))
        row.addnext(_row_that_says(row, end))
    elif brackets.place == "inside cells":
        texts[0].text = start + (texts[0].text or "")
        texts[-1].text = (texts[-1].text or "") + end
    else:
        second = copy.deepcopy(row)
        _write_tags(second, brackets, brackets.second)
        row.addnext(second)


def _row_that_says(model: etree._Element, text: str) -> etree._Element:
    """Make a row whose first cell holds a text, and the others none."""
    row = copy.deepcopy(model)
    first, *others = row.iter(f"{W}t")
    first.text = text
    for node in others:
        node.text = ""
    return row
