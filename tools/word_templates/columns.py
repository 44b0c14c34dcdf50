"""The columns of a table: Word wants their widths said, and they depend on what will be printed in them.

Figures take what they need, and texts share what is left by the length of what they hold. The length of a value is
guessed from the filter that writes it, or else from its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tools.word_templates.runs import is_inline
from tools.word_templates.source import Control, Element, Expression, Node, Text
from tools.word_templates.wml import TWIPS_PER_POINT, twips

PADDING = twips(2)
"""White on either side of a cell."""

_LABEL_SHARE = 0.35
_PLAIN, _BOLD = 0.52, 0.57  # width of an average character, in em
_SHORTEST_TEXT, _WIDEST = 5, 60  # of a text, in characters
_USUAL_WORD = 12
_FIGURES, _TEXT = 11, 24  # what an expression prints when nothing is known of it, in characters

_BY_FILTER: Mapping[str, int] = {
    "euros": 12,
    "pourcentage": 8,
    "pourcentage_ou": 8,
    "nombre": 6,
    "nombre_ou": 6,
    "date_longue": 18,
    "siret": 17,
    "iban": 33,
    "telephone": 14,
    "compte": 16,
    "periode": 40,
    "en_lettres": 45,
    "join": 40,
}
_BY_NAME: Mapping[str, int] = {
    "rang": 2,
    "code": 7,
    "numero": 12,
    "libelle": 36,
    "intitule": 36,
    "definition": 60,
    "description": 48,
    "commentaire": 48,
    "rythme": 36,
    "dates": 14,
    "texte": 7,
    "inconnu": 7,
    "seances": 7,
    "participants": 7,
    "effectif": 10,
    "part": 7,
    "ecriture": 48,
    "exemple": 40,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns, in twentieths of a point; not ``fixed`` when a loop makes their number."""

    widths: tuple[int, ...]
    fixed: bool

    def span(self, first: int, count: int) -> int:
        """Return the width of ``count`` columns from ``first``."""
        return sum(self.widths[first : first + count])


@dataclass(frozen=True, slots=True)
class _Cell:
    element: Element
    column: int
    span: int
    is_header: bool


def columns(table: Element, size: float, total: int) -> Columns:
    """Share ``total`` between the columns of a table whose text has ``size`` points."""
    rows = list(_rows(table.children, is_header=False))
    if any(isinstance(child, Control) for row, _ in rows for child in row.children):
        count = max(len(_cells_and_tags(row.children)) for row, _ in rows)
        return Columns(_equal(total, count), fixed=False)
    cells = [cell for row, is_header in rows for cell in _cells(row, is_header)]
    count = max((cell.column + cell.span for cell in cells), default=1)
    if table.kind in {"cartouche", "signatures"} or count == 1:
        return Columns(_equal(total, count), fixed=True)
    if table.kind == "fiche":
        label = round(total * _LABEL_SHARE)
        return Columns((label, *_equal(total - label, count - 1)), fixed=True)
    return Columns(_by_content(cells, count, size, total), fixed=True)


def colspan(cell: Element) -> int:
    """Return how many columns a cell takes."""
    return int(cell.attributes.get("colspan", "1"))


def _rows(nodes: Iterable[Node], *, is_header: bool) -> Iterator[tuple[Element, bool]]:
    for node in nodes:
        match node:
            case Element(tag="tr"):
                yield node, is_header
            case Element(tag="thead" | "tbody" | "tfoot"):
                yield from _rows(node.children, is_header=node.tag == "thead")
            case Control():
                for branch in node.branches:
                    yield from _rows(branch.children, is_header=is_header)


def _cells(row: Element, is_header: bool) -> Iterator[_Cell]:
    column = 0
    for child in row.children:
        if isinstance(child, Element):
            yield _Cell(child, column, colspan(child), is_header)
            column += colspan(child)


def _cells_and_tags(nodes: Sequence[Node]) -> list[Node]:
    """Return the cells of a row that a loop fills, and its statements, each of which has a cell in the template."""
    found: list[Node] = []
    for node in nodes:
        match node:
            case Element():
                found.append(node)
            case Control():
                for branch in node.branches:
                    found += [node, *_cells_and_tags(branch.children)]
                found.append(node)
    return found


def _equal(total: int, count: int) -> tuple[int, ...]:
    first = total - (count - 1) * (total // count)
    return (first, *[total // count] * (count - 1))


def _by_content(cells: Sequence[_Cell], count: int, size: float, total: int) -> tuple[int, ...]:
    """Share the width as a browser does, from the least and the most that each column wants.

    Figures are not cut: they get what they need. Texts get their longest word, then share what is left.
    """
    character = size * TWIPS_PER_POINT
    least, most = [0.0] * count, [0.0] * count
    texts = []
    for column in range(count):
        own = [cell for cell in cells if cell.column == column and cell.span == 1]
        is_figures = any(cell.element.kind == "montant" for cell in own)
        usual = _FIGURES if is_figures else _TEXT
        word = max((_longest_word(cell.element.children, usual) for cell in own), default=0)
        heading = max((_length(cell.element.children, usual) for cell in own if cell.is_header), default=0)
        printed = max((_length(cell.element.children, usual) for cell in own if not cell.is_header), default=0)
        longest = max(heading * _BOLD, printed * _PLAIN) * character
        unbroken = max(word * _BOLD, _SHORTEST_TEXT * _PLAIN) * character
        least[column] = unbroken + 2 * PADDING
        most[column] = max(unbroken, min(longest, _WIDEST * _PLAIN * character)) + 2 * PADDING
        if not is_figures:
            texts.append(column)
    return _fitted(_shared(least, most, texts or list(range(count)), total), total)


def _shared(least: Sequence[float], most: Sequence[float], texts: Sequence[int], total: int) -> list[float]:
    """Give each column its least, then what it wants beyond, as far as the total goes; texts take what is over."""
    wanted = sum(most) - sum(least)
    share = max(0.0, min(1.0, (total - sum(least)) / wanted)) if wanted else 0.0
    widths = [low + (high - low) * share for low, high in zip(least, most, strict=True)]
    over = max(0.0, total - sum(widths))
    weight = sum(widths[column] for column in texts)
    return [width + (over * width / weight if column in texts else 0) for column, width in enumerate(widths)]


def _fitted(widths: Sequence[float], total: int) -> tuple[int, ...]:
    """Scale widths so that they make up the total exactly; the widest takes what rounding leaves."""
    fitted = [int(width * total / sum(widths)) for width in widths]
    fitted[fitted.index(max(fitted))] += total - sum(fitted)
    return tuple(fitted)


def _length(nodes: Iterable[Node], usual: int) -> int:
    """Guess how many characters some content prints: the longest branch, the longest paragraph.

    ``usual`` is for an expression of which nothing is known.
    """
    length = longest = 0
    for node in nodes:
        match node:
            case Text(content):
                length += len(content)
            case Expression(code):
                length += _printed(code, usual)
            case Control():
                length += max(_length(branch.children, usual) for branch in node.branches)
            case Element() if is_inline(node):
                length += _length(node.children, usual)
            case Element():
                longest = max(longest, _length(node.children, usual))
    return max(length, longest)


def _printed(code: str, usual: int) -> int:
    """Guess how many characters an expression prints, its own strings included: a filter often prints one of them."""
    return max(_value(code, usual), *map(len, _strings(code)), 0)


def _value(code: str, usual: int) -> int:
    """Guess how many characters the value of an expression takes, from its last filter or its name."""
    value, *filters = code.split("|")
    name = re.split(r"\W", filters[-1].strip())[0] if filters else ""
    attribute = re.split(r"\W", value.strip())[-1]
    return _BY_FILTER.get(name) or _BY_NAME.get(attribute) or usual


def _strings(code: str) -> list[str]:
    return [found[1:-1] for found in re.findall(r""""[^"]*"|'[^']*'""", code)]


def _longest_word(nodes: Iterable[Node], usual: int) -> int:
    """Return the length of what no line end may cut, as far as it is known or guessed."""
    longest = 0
    for node in nodes:
        match node:
            case Text(content):
                longest = max(longest, *map(len, _words(content)))
            case Expression(code):
                longest = max(longest, min(_value(code, usual), _USUAL_WORD))
                longest = max([longest, *(len(word) for string in _strings(code) for word in _words(string))])
            case Element():
                longest = max(longest, _longest_word(node.children, usual))
            case Control():
                longest = max(longest, *(_longest_word(branch.children, usual) for branch in node.branches))
    return longest


def _words(text: str) -> list[str]:
    return re.split(r"[ \t\r\n-]+", text)
