"""HTML templates as sheets: each source with its tags by line, and what the dialect does not allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.checking.blocks import Words
from cllaj_docs.rendering.checking.marks import Fault, Mark, Place, Sheet
from cllaj_docs.rendering.checking.parsing import parse as parse_tags
from cllaj_docs.rendering.checking.printing import Spot
from cllaj_docs.rendering.html_source import read_dialect

WORDS = Words(blocks=("if", "for"), alone=("set", "include"))

_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_STRAY = re.compile(r"\}\}|%\}|#\}|\{\s+[{%]|(?<!\{)\{\s*[a-z_]\w*(?:\.\w+)+(?:\s*\|\s*\w+)?\s*\}(?!\})")
_BLOCK_HOLDERS = frozenset({"div", "figure"})


def read_html(name: str, source: str, filters: Sequence[str], *, whole: bool, dialect: bool = True) -> Sheet:
    """Read a source; ``whole`` tells a document from a fragment, ``dialect`` either from the page around it."""
    text = _COMMENT.sub(lambda found: _blank(found[0]), source)
    lines = source.split("\n")
    faults: list[Fault] = []
    found = list(_find_tags(text, lines, faults))
    faults += _stray_braces(text, lines, [(start, end) for start, end, _ in found])
    elements: list[tuple[tuple[int, ...], str]] = []
    if dialect:
        elements, told = _read_dialect(name, source, lines, whole=whole)
        faults += told
    known = elements if len(elements) == len(found) else [((), "")] * len(found)
    marks = [
        Mark(mark.place, mark.delimiter, mark.code, container, Spot(blocks=not tag or tag in _BLOCK_HOLDERS))
        for (_, _, mark), (container, tag) in zip(found, known, strict=True)
        if mark.delimiter != "{#"
    ]
    sheet = parse_tags(name, marks, WORDS, filters)
    return Sheet(name, sheet.tree, sheet.marks, (*faults, *sheet.faults))


def _blank(text: str) -> str:
    """Replace characters by spaces, and keep the lines."""
    return re.sub(r"[^\n]", " ", text)


def _place(lines: Sequence[str], line: int, tag: str) -> Place:
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return Place(None, line, re.sub(r"<[^>]*>", "", text).strip() or text.strip(), " ".join(tag.split()))


def _find_tags(text: str, lines: Sequence[str], faults: list[Fault]) -> Iterator[tuple[int, int, Mark]]:
    """Find the tags of a source, comments too; tell of those that do not end."""
    position = 0
    while opening := _OPENING.search(text, position):
        start, mark = opening.start(), opening[0]
        end = text.find(_CLOSING[mark], start + 2)
        again = _OPENING.search(text, start + 2, end if end >= 0 else len(text))
        line = text.count("\n", 0, start) + 1
        if end < 0 or (again and mark != "{#"):
            message = f"Cette balise n’est pas fermée : il lui manque « {_CLOSING[mark]} »"
            written = text[start : start + 60].partition("\n")[0].strip()
            faults.append(Fault(_place(lines, line, written), "balise_ouverte", message, "Fermez-la."))
            position = start + 2
            continue
        position = end + 2
        raw = text[start:position]
        code = unescape(raw[2:-2].strip().strip("-+").strip())
        yield start, position, Mark(_place(lines, line, raw), mark, code)


def _stray_braces(text: str, lines: Sequence[str], tags: Sequence[tuple[int, int]]) -> Iterator[Fault]:
    """Tell of braces that are left in the text: they were meant for a tag, and would be printed."""
    rest, end = [], 0
    for start, stop in tags:
        rest += [text[end:start], _blank(text[start:stop])]
        end = stop
    bare = "".join([*rest, text[end:]])
    for found in _STRAY.finditer(bare):
        line = bare.count("\n", 0, found.start()) + 1
        message = f"« {found[0].strip()} » est imprimé tel quel : ce n’est pas une balise"
        remedy = "Écrivez « {{ nom }} », avec deux accolades de chaque côté et sans espace entre elles."
        yield Fault(_place(lines, line, found[0].strip()), "accolades", message, remedy)


def _read_dialect(
    name: str, source: str, lines: Sequence[str], *, whole: bool
) -> tuple[list[tuple[tuple[int, ...], str]], list[Fault]]:
    """Give the element of each tag, in order, and what the dialect does not allow."""
    told: list[TemplateError] = []
    elements = read_dialect(name, source, told, whole=whole)
    return elements, [_fault_of(error, lines) for error in told]


def _fault_of(error: TemplateError, lines: Sequence[str]) -> Fault:
    place = _place(lines, error.ligne, error.balise or "") if error.ligne else Place(tag=error.balise or "")
    what, colon, remedy = error.message.partition(" : ")
    if not colon:
        return Fault(place, "dialecte", error.message, "Comparez au gabarit livré.")
    return Fault(place, "dialecte", what, f"{remedy[:1].upper()}{remedy[1:]}.")


def sheets_of(sources: Mapping[str, str], filters: Sequence[str]) -> dict[str, Sheet]:
    """Read the fragments among sources: those whose root is no article."""
    names = [name for name, source in sources.items() if name.startswith("_") and name.endswith(".html") and source]
    return {name: read_html(name, sources[name], filters, whole=False) for name in names}
