"""The equivalent document: the shipped convention with plain tags only, which every peer knows how to write.

Peers have neither our filters nor our conditions inside a sentence. So the convention of a sample is rendered once
with a mark around each value, and the marks become tags: a value that is printed gets one where it first appears (about
sixty), the rows of the budget become one loop, a paragraph becomes conditional, and another one, that must not
show, follows it. All that is left of the template's own logic is its text.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from benchmarks.word import convention
from benchmarks.word.texts import W, read_texts
from cllaj_docs.rendering.word import WordTemplate

LOOP = "ligne in budget_charges"
"""The loop over table rows that the document keeps."""

SHOWN, HIDDEN = "affiche", "masque"
"""The conditions: one true, one false."""

ROWS = "lignes"

_OPEN, _MIDDLE, _CLOSE = "\ue000", "\ue001", "\ue002"  # for private use: no text of a dossier holds them
_SHORTEST = 12  # figures, ranks and short words stay text: some sixty tags are left
_LONGEST_NAME = 40  # of a merge field, in Word

_TAG = re.compile(r"\{%\w*\s+(?P<word>for|endfor)\b\s*(?P<loop>.*?)\s*%\}|\{\{(?![pr]\s)\s*(?P<value>.*?)\s*\}\}")
_MARKED = re.compile(f"{_OPEN}(?P<name>[^{_MIDDLE}]*){_MIDDLE}(?P<value>[^{_CLOSE}]*){_CLOSE}")
_TAGGED = re.compile(r"word/(document|header\d*|footer\d*)\.xml", re.ASCII)
_PROPERTIES = "docProps/core.xml"  # plain in the equivalent document: few peers read its tags
_BODY = "word/document.xml"

MARK = re.compile(f"{_OPEN}(?P<kind>[a-z]+):(?P<name>\\w+){_CLOSE}")
"""What stands for a tag in the parts of a document. Kinds: ``champ``, ``colonne``, ``si``, ``fin``."""


def mark(kind: str, name: str) -> str:
    """Write the mark of a tag."""
    return f"{_OPEN}{kind}:{name}{_CLOSE}"


def marks_in(element: etree._Element, kind: str) -> list[str]:
    """Name the tags of a kind inside an element, in order."""
    text = "".join(str(piece) for piece in element.itertext())
    return [found["name"] for found in MARK.finditer(text) if found["kind"] == kind]


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The document: its parts with marks for tags, the values of the tags, and the text that every engine must give."""

    parts: Mapping[str, bytes]
    champs: Mapping[str, str]
    lignes: tuple[Mapping[str, str], ...]
    texts: tuple[str, ...]

    def values(self) -> dict[str, Any]:
        """Give the values by name, as JSON can hold them."""
        return {**self.champs, ROWS: [dict(ligne) for ligne in self.lignes], SHOWN: True, HIDDEN: False}

    def count_paragraphs(self, rows: int) -> int:
        """Count the paragraphs that say something once the loop has that many rows."""
        return len(self.texts) + (rows - len(self.lignes)) * len(self.lignes[0])


def grow(values: Mapping[str, Any], rows: int) -> dict[str, Any]:
    """Give the same values with that many table rows."""
    model = values[ROWS][0]
    return {**values, ROWS: [{name: f"{text} {rank}" for name, text in model.items()} for rank in range(rows)]}


@cache
def build_equivalent() -> Equivalent:
    """Build the document from the shipped convention. Raises ``ValueError`` when it has lost the loop that is kept."""
    template = convention.template_path().read_bytes()
    marked = {name: _rewrite(_TAG, _marking(), name, content) for name, content in read_parts(template).items()}
    marking = WordTemplate(write_parts(marked), _marking_filters())
    rendered = read_parts(marking.render(convention.build_values()))
    champs: dict[str, str] = {}
    cells: list[tuple[str, str]] = []
    plain = {name: _rewrite(_MARKED, _value_of, name, content) for name, content in rendered.items()}
    settle = _settling(champs, cells)
    parts = {
        **plain,
        **{name: _rewrite(_MARKED, settle, name, rendered[name]) for name in filter(_TAGGED.fullmatch, rendered)},
    }
    body = etree.fromstring(parts[_BODY])
    width = _keep_one_row(body)
    _add_conditions(body)
    return Equivalent(
        parts={**parts, _BODY: etree.tostring(body, encoding="UTF-8", xml_declaration=True, standalone=True)},
        champs=champs,
        lignes=tuple(dict(cells[start : start + width]) for start in range(0, len(cells), width)),
        texts=read_texts(write_parts(plain)),
    )


def read_parts(content: bytes) -> dict[str, bytes]:
    """Read the parts of a Word file, in the order of the archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """Write a Word file as Word does: every part deflated."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def _marking_filters() -> convention.Filters:
    def repere(value: object, name: str) -> str:
        return f"{_OPEN}{name}{_MIDDLE}{value}{_CLOSE}"

    return {**convention.own_filters(), "repere": repere}


def _rewrite(tags: re.Pattern[str], new: Callable[[re.Match[str]], str], part: str, content: bytes) -> bytes:
    """Rewrite what is found in a part that holds tags; any other part stays."""
    if part == _PROPERTIES or _TAGGED.fullmatch(part):
        return tags.sub(new, content.decode()).encode()
    return content


def _marking() -> Callable[[re.Match[str]], str]:
    """Have each value print its mark, but for those of the loops that are not kept."""
    loops: list[str] = []

    def rewrite(found: re.Match[str]) -> str:
        if found["word"] == "for":
            loops.append(found["loop"])
        elif found["word"] == "endfor":
            loops.pop()
        elif not loops or loops == [LOOP]:
            return f"{{{{ ({found['value']})|repere('{'.' * len(loops)}{_name(found['value'])}') }}}}"
        return found[0]

    return rewrite


def _name(expression: str) -> str:
    """Name a value after its expression, as every peer can: ASCII letters first, then figures and underscores."""
    letters = unicodedata.normalize("NFKD", expression).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"\W+", "_", letters).strip("_")[:_LONGEST_NAME]
    return name if name[:1].isalpha() else f"valeur_{name}"


def _value_of(found: re.Match[str]) -> str:
    return found["value"]


def _settling(champs: dict[str, str], cells: list[tuple[str, str]]) -> Callable[[re.Match[str]], str]:
    """Turn marked values into tags, adding each to ``champs`` or, in order, to ``cells``."""

    def settle(found: re.Match[str]) -> str:
        name, value = found["name"], html.unescape(found["value"])
        if name.startswith("."):
            cells.append((name[1:], value))
            return mark("colonne", name[1:])
        if len(value) < _SHORTEST or name in champs or value in champs.values():
            return found["value"]
        champs[name] = value
        return mark("champ", name)

    return settle


def _keep_one_row(body: etree._Element) -> int:
    """Keep the first row of the loop and give its number of cells."""
    rows = [row for row in body.iter(f"{W}tr") if marks_in(row, "colonne")]
    if not rows:
        raise ValueError(f"the shipped convention has no table rows made by {{% for {LOOP} %}}")
    for row in rows[1:]:
        parent = row.getparent()
        if parent is not None:
            parent.remove(row)
    return len(marks_in(rows[0], "colonne"))


def _add_conditions(body: etree._Element) -> None:
    """Put the last paragraph that prints a value under a true condition, and one more under a false condition."""
    paragraph = [block for block in body.iterfind(f"{W}body/{W}p") if marks_in(block, "champ")][-1]
    never = _paragraph("Ce paragraphe ne doit pas paraître.")
    paragraph.addprevious(_paragraph(mark("si", SHOWN)))
    after = [_paragraph(mark("fin", SHOWN)), _paragraph(mark("si", HIDDEN)), never, _paragraph(mark("fin", HIDDEN))]
    for block in reversed(after):
        paragraph.addnext(block)


def _paragraph(text: str) -> etree._Element:
    paragraph = etree.Element(f"{W}p")
    etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = text
    return paragraph
