"""Instructions of a table cell: ``colspan``, ``cellbg``, ``vm`` (merge downwards) and ``hm`` (merge rightwards).

``{% colspan n %}`` and ``{% cellbg couleur %}`` set a property of their cell. In a loop over rows, ``{% vm %}`` merges
the cells of its column and keeps the first text; in a loop over cells, ``{% hm %}`` makes one cell as wide as all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cllaj_docs.rendering.word.faults import fault
from cllaj_docs.rendering.word.markup import End, Marker, Start, Text, Token, children, end_of, is_start
from cllaj_docs.rendering.word.tags import Tag

_MOST_INSTRUCTIONS = 8
_INSTRUCTION = re.compile(r"(colspan|cellbg)\s+(\S.*)|(vm|hm)", re.DOTALL)

# The order that the schema gives to the children of w:tcPr: Word refuses some files that have another.
_PROPERTIES = (
    *("w:cnfStyle", "w:tcW", "w:gridSpan", "w:hMerge", "w:vMerge", "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar"),
    *("w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"),
)


class _Cell:
    """A cell that is being read: where it starts in the output, and its instructions with where they stood."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.instructions: list[tuple[str, str, Tag]] = []


def prepare_cells(tokens: list[Token]) -> list[Token]:
    """Turn the instructions of cells into properties. Raises ``TemplateError`` on one that is in no cell."""
    out: list[Token] = []
    cells: list[_Cell] = []
    for token in tokens:
        instruction = _instruction(token) if isinstance(token, Tag) else None
        if instruction is None or not isinstance(token, Tag):
            if is_start(token, "w:tc"):
                cells.append(_Cell(len(out)))
            out.append(token)
            if isinstance(token, End) and token.name == "w:tc":
                cell = cells.pop()
                if cell.instructions:
                    out[cell.start :] = _prepare(out[cell.start :], cell)
        else:
            name = (instruction[1] or instruction[3]).strip()
            if not cells:
                raise fault(f"« {name} » se place dans une case de tableau", token.place)
            cells[-1].instructions.append((name, instruction[2] or "", token))
            if len(cells[-1].instructions) > _MOST_INSTRUCTIONS:
                raise fault("Cette case porte trop d’instructions", token.place)
            out.append(Marker(name))
    return out


def is_instruction(tag: Tag) -> bool:
    """Whether a tag is for its cell, and not for Jinja."""
    return _instruction(tag) is not None


def _instruction(tag: Tag) -> re.Match[str] | None:
    return _INSTRUCTION.fullmatch(tag.code) if tag.delimiter == "{%" and not tag.level else None


def _prepare(cell: Sequence[Token], found: _Cell) -> list[Token]:
    """Write the instructions of a cell into it."""
    tokens = list(cell)
    names = {name for name, _, _ in found.instructions}
    if "vm" in names:
        tokens = _keep_first_text(tokens, next(tag for name, _, tag in found.instructions if name == "vm"))
    tokens = _without_holes(tokens)
    start = 1
    if not is_start(tokens[start], "w:tcPr"):
        tokens[start:start] = [Start("w:tcPr", {}), End("w:tcPr")]
    end = end_of(tokens, start)
    properties = children(tokens[start + 1 : end])
    for name, code, tag in found.instructions:
        _set_property(properties, name, code, tag)
    tokens[start + 1 : end] = [token for child in sorted(properties, key=_rank) for token in child]
    for name, _, tag in found.instructions:
        if name == "hm":
            tokens = [_statement("if loop.first", tag), *tokens, _statement("endif", tag)]
    return tokens


def _set_property(properties: list[list[Token]], name: str, code: str, tag: Tag) -> None:
    """Set the property that an instruction asks for."""
    if name == "colspan":
        _put(properties, "w:gridSpan", {"w:val": ("", _value(code, tag), "")})
    elif name == "cellbg":
        _put(properties, "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": ("", _value(code, tag), "")})
    elif name == "hm":
        _put(properties, "w:gridSpan", {"w:val": ("", _value(f"{_span(properties)} * loop.length", tag), "")})
    else:
        choice = ("", _statement("if loop.first", tag), "restart", _statement("else", tag), "continue")
        _put(properties, "w:vMerge", {"w:val": (*choice, _statement("endif", tag))})


def _span(properties: Iterable[list[Token]]) -> str:
    """Return the code of how many columns a cell already spans."""
    for child in properties:
        start = child[0]
        if isinstance(start, Start) and start.name == "w:gridSpan":
            value = start.attributes.get("w:val", "1")
            return value if isinstance(value, str) else f"({''.join(_code(piece) for piece in value)})"
    return "1"


def _code(piece: str | Tag) -> str:
    return piece.code if isinstance(piece, Tag) else ""


def _put(properties: list[list[Token]], name: str, attributes: dict[str, str | tuple[str | Tag, ...]]) -> None:
    properties[:] = [child for child in properties if not is_start(child[0], name)]
    properties.append([Start(name, attributes), End(name)])


def _value(code: str, tag: Tag) -> Tag:
    return Tag("{{", code, tag.place)


def _statement(code: str, tag: Tag) -> Tag:
    return Tag("{%", code, tag.place)


def _rank(child: Sequence[Token]) -> int:
    name = child[0].name if isinstance(child[0], Start) else ""
    return _PROPERTIES.index(name) if name in _PROPERTIES else len(_PROPERTIES)


def _keep_first_text(tokens: list[Token], tag: Tag) -> list[Token]:
    """Print the text of a cell in its first row only: from its first text to the end of the one that held the tag."""
    hole = next(i for i, token in enumerate(tokens) if isinstance(token, Marker) and token.character == "vm")
    first = next((i for i in range(hole) if is_start(tokens[i], "w:t")), None)
    end = next((i for i in range(hole, len(tokens)) if isinstance(t := tokens[i], End) and t.name == "w:t"), None)
    if first is None or end is None:
        raise fault("« vm » se place dans un texte de la case", tag.place)
    opening, closing = _statement("if loop.first", tag), _statement("endif", tag)
    return [*tokens[: first + 1], opening, *tokens[first + 1 : end], closing, *tokens[end:]]


def _without_holes(tokens: list[Token]) -> list[Token]:
    """Take out the runs that an instruction has left empty."""
    out: list[Token] = []
    run = -1
    hollow = False
    for token in tokens:
        if is_start(token, "w:r"):
            run, hollow = len(out), False
        if isinstance(token, Marker):  # where an instruction stood
            hollow = True
            continue
        out.append(token)
        if isinstance(token, End) and token.name == "w:r" and run >= 0:
            if hollow and _is_empty_run(out[run:]):
                del out[run:]
            run = -1
    return out


def _is_empty_run(run: Sequence[Token]) -> bool:
    """Whether a run holds nothing but properties and empty texts."""
    inside = 0
    for token in run[1:-1]:
        if is_start(token, "w:rPr"):
            inside += 1
        elif isinstance(token, End) and token.name == "w:rPr":
            inside -= 1
        elif not inside and (isinstance(token, Text | Tag) or (isinstance(token, Start) and token.name != "w:t")):
            return False
    return True
