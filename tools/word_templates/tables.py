"""Tables: captions, header rows that repeat, rows that never split, and the statements between rows and cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tools.word_templates.columns import Columns, colspan, columns
from tools.word_templates.paragraphs import Frame, aligned, gap, hairline, paragraph, tag
from tools.word_templates.runs import Marks, inline, is_inline, statement
from tools.word_templates.source import Assignment, Control, Element, Expression, Node, Text, fault, is_blank
from tools.word_templates.whitespace import collapse
from tools.word_templates.wml import cell_properties, table_properties, twips, w

STYLES = {"": "Tableau", "tableau": "Tableau", "cartouche": "Cartouche", "signatures": "Signatures", "fiche": "Fiche"}
"""The style of a table, by its class."""

WriteBlocks = Callable[[Sequence[Node], Frame], str]

_NAMES = {
    "Cartouche": "En-tête",
    "Signatures": "Signatures",
    "Fiche": "Renseignements",
    "Tableau": "Tableau",
}
"""What a reader of the screen hears of a table that has no caption."""

_GROUPS = ("thead", "tbody", "tfoot")
_SUBHEADING = "intertitre"
_SIGNATURE_HEIGHT = twips(32)
_FIRST_ROW, _FIRST_COLUMN, _NO_VERTICAL_BANDS = 0x0020, 0x0080, 0x0400  # of w:tblLook
_ALIGNMENTS = {"montant": "right", "centre": "center"}


@dataclass(frozen=True, slots=True)
class _Table:
    """What every row of a table needs to know."""

    style: str
    columns: Columns
    frame: Frame
    blocks: WriteBlocks

    @property
    def together(self) -> bool:
        """Whether the rows stay on one page."""
        return self.frame.together or self.style in {"Signatures", "Fiche"}

    @property
    def is_layout(self) -> bool:
        """Whether the table only lays texts out."""
        return self.style in {"Cartouche", "Signatures"}


def table(element: Element, frame: Frame, blocks: WriteBlocks) -> str:
    """Write a table, its caption above it and a gap below; ``blocks`` writes what is in a cell."""
    captions = [node for node in element.children if isinstance(node, Element) and node.tag == "caption"]
    body = [node for node in element.children if node not in captions and not is_blank(node)]
    widths = columns(element, frame.charte.taille["tableau"], frame.charte.text_width)
    made = _Table(STYLES[element.kind], widths, frame, blocks)
    rows = "".join(_rows(body, made, "tbody", frame.keep_next))
    written = [paragraph("Caption", inline(caption.children), frame) for caption in captions]
    grid = w("tblGrid", *(w("gridCol", w=width) for width in made.columns.widths))
    written.append(w("tbl", _properties(element, captions, made), grid, rows))
    below = replace(frame, break_before=False)
    return "".join([*written, gap(below, hairline()) if frame.at_end else gap(below)])


def _properties(element: Element, captions: Sequence[Element], made: _Table) -> str:
    title = (_attribute_text(captions[0].children) if captions else "") or _NAMES[made.style]
    headings = _headings(element)
    by_row = made.style == "Fiche"
    has_header = any(isinstance(node, Element) and node.tag == "thead" for node in element.children)
    return table_properties(
        w("tblStyle", val=made.style),
        w("tblW", w=sum(made.columns.widths), type="dxa"),
        w("tblLayout", type="fixed" if made.columns.fixed else "autofit"),
        w(
            "tblLook",
            val=f"{_NO_VERTICAL_BANDS | _FIRST_ROW * has_header | _FIRST_COLUMN * by_row:04X}",
            firstRow=int(has_header),
            lastRow=0,
            firstColumn=int(by_row),
            lastColumn=0,
            noHBand=0,
            noVBand=1,
        ),
        w("tblCaption", val=title),
        w("tblDescription", val=f"Colonnes : {', '.join(headings)}") if headings else "",
    )


def _headings(element: Element) -> list[str]:
    """Return the static texts of the first header row, none when a value makes one of them."""
    groups = [node for node in element.children if isinstance(node, Element) and node.tag == "thead"]
    rows = [node for group in groups for node in group.children if isinstance(node, Element)]
    cells = [cell for cell in rows[0].children if not is_blank(cell)] if rows else []
    texts = [_static_text(cell.children) if isinstance(cell, Element) else None for cell in cells]
    return [text for text in texts if text] if all(text is not None for text in texts) else []


def _static_text(nodes: Sequence[Node]) -> str | None:
    parts: list[str | None] = []
    for node in collapse(nodes):
        match node:
            case Text(content):
                parts.append(content)
            case Element():
                parts.append(_static_text(node.children))
            case _:
                return None
    return None if None in parts else "".join(filter(None, parts))


def _attribute_text(nodes: Sequence[Node]) -> str:
    """Write a caption for an attribute, where Jinja works too but where a tag can hold no double quote."""
    parts = []
    for node in collapse(nodes):
        match node:
            case Text(content):
                parts.append(content)
            case Element():
                parts.append(_attribute_text(node.children))
            case Expression(code) if not {'"', "'", ">"} & set(code):
                parts.append(f"{{{{ {code} }}}}")
            case _:
                return ""
    return "".join(parts)


# Rows


def _rows(nodes: Sequence[Node], made: _Table, group: str, keep_last: bool) -> Iterator[str]:
    """Write rows and the statements between them.

    A row stays with the next in a header, before a total, and in a table that stays whole; ``keep_last`` is for the
    last one.
    """
    kept = [node for node in nodes if not is_blank(node)]
    for rank, node in enumerate(kept):
        after = kept[rank + 1] if rank + 1 < len(kept) else None
        keep = made.frame.keep_next or made.together or group == "thead" if after else keep_last
        match node:
            case Assignment(code):
                yield _tag_row(statement(code, "tr"), made)
            case Control():
                yield from _control(node, made, group, keep)
            case Element(tag="thead" | "tbody" | "tfoot"):
                before_total = isinstance(after, Element) and after.tag == "tfoot"
                yield from _rows(node.children, made, node.tag, keep or node.tag == "thead" or before_total)
            case Element(tag="tr"):
                yield _row(node, made, group, keep)
            case Element():
                allowed = ", ".join(f"<{name}>" for name in ("caption", *_GROUPS, "tr"))
                fault(f"<{node.tag}> n’a pas sa place dans un tableau, qui ne contient que {allowed}", node.place)


def _control(control: Control, made: _Table, group: str, keep: bool) -> Iterator[str]:
    """Write a statement between rows. The last row of a loop is not known: none of them stays with a total."""
    if control.kind == "for":
        keep = made.frame.keep_next or made.together or group == "thead"
    for branch in control.branches:
        yield _tag_row(statement(branch.opening, "tr"), made)
        yield from _rows(branch.children, made, group, keep)
    yield _tag_row(statement(f"end{control.kind}", "tr"), made)


def _row(row: Element, made: _Table, group: str, keep: bool) -> str:
    properties = w(
        "trPr",
        w("cantSplit"),
        w("trHeight", val=_SIGNATURE_HEIGHT, hRule="atLeast") if made.style == "Signatures" else "",
        w("tblHeader") if group == "thead" else "",
    )
    cells, _ = _cells(row.children, made, row.kind or group, keep or row.kind == _SUBHEADING, 0)
    return w("tr", properties, cells)


def _tag_row(written: str, made: _Table) -> str:
    """Write a row that holds a statement alone, and goes away with it."""
    count = len(made.columns.widths)
    properties = cell_properties(
        w("tcW", w=made.columns.span(0, count), type="dxa"), w("gridSpan", val=count) if count > 1 else ""
    )
    return w("tr", w("trPr", w("cantSplit")), w("tc", properties, tag(written)))


# Cells


def _cells(nodes: Sequence[Node], made: _Table, group: str, keep: bool, column: int) -> tuple[str, int]:
    """Write the cells of a row from ``column``, and the statements between them; return also the next column."""
    parts = []
    for node in nodes:
        match node:
            case Element(tag="th" | "td"):
                parts.append(_cell(node, made, group, keep, column))
                column += colspan(node)
            case Control():
                for branch in node.branches:
                    parts.append(_tag_cell(statement(branch.opening, "tc")))
                    written, column = _cells(branch.children, made, group, keep, column)
                    parts.append(written)
                parts.append(_tag_cell(statement(f"end{node.kind}", "tc")))
            case Assignment(code):
                parts.append(_tag_cell(statement(code, "tc")))
            case Element():
                fault(f"<{node.tag}> n’a pas sa place dans une ligne, qui ne contient que <th> et <td>", node.place)
    return "".join(parts), column


def _tag_cell(written: str) -> str:
    return w("tc", cell_properties(w("tcW", w=0, type="auto")), tag(written))


def _cell(cell: Element, made: _Table, group: str, keep: bool, column: int) -> str:
    span = colspan(cell)
    width = w("tcW", w=made.columns.span(column, span), type="dxa")
    is_total = group == "tfoot" and not made.is_layout
    color = made.frame.charte.couleur
    properties = cell_properties(
        width if made.columns.fixed else w("tcW", w=0, type="auto"),
        w("gridSpan", val=span) if span > 1 else "",
        w("tcBorders", w("top", val="single", sz=12, space=0, color=color["principale"])) if is_total else "",
        w("shd", val="clear", color="auto", fill=color["fond_encadre"]) if group == _SUBHEADING else "",
        w("vAlign", val="bottom") if group == "thead" and not made.is_layout else "",
    )
    style, alignment = _cell_style(cell, made, group, column)
    frame = replace(
        made.frame,
        style=style,
        alignment=alignment,
        marks=Marks(strong=is_total),
        together=False,
        keep_next=keep,
        break_before=False,
        is_cell=True,
    )
    return w("tc", properties, _content(cell, frame, made.blocks))


def _cell_style(cell: Element, made: _Table, group: str, column: int) -> tuple[str, str]:
    """Return the style of a cell's paragraphs, and their alignment when it is not that of the style."""
    if made.is_layout:
        to_the_right = made.style == "Cartouche" and column > 0
        return "Bloc", _ALIGNMENTS.get(cell.kind, "right" if to_the_right else "")
    alignment = _ALIGNMENTS.get(cell.kind, "")
    if group == "thead":
        return "CelluleEntete", alignment
    if cell.tag == "th" or group == _SUBHEADING:
        return "CelluleLibelle", alignment
    return ("CelluleMontant", "") if cell.kind == "montant" else ("Cellule", alignment)


def _content(cell: Element, frame: Frame, blocks: WriteBlocks) -> str:
    """Write what is in a cell: one text, or paragraphs and lists. Word wants one paragraph in it at least."""
    texts = [node for node in cell.children if is_inline(node)]
    others = [node for node in cell.children if not is_blank(node) and _holds_blocks(node)]
    if texts and others:
        fault(f"<{cell.tag}> contient à la fois du texte et des paragraphes : mettez ce texte dans <p>", cell.place)
    if not others:
        return paragraph(frame.style, inline(cell.children, frame.marks), frame, aligned(frame.alignment))
    written = blocks(cell.children, frame)
    return written if any(map(_is_always_there, others)) else written + gap(frame, hairline())


def _holds_blocks(node: Node) -> bool:
    match node:
        case Element():
            return not is_inline(node)
        case Control():
            return any(_holds_blocks(child) for branch in node.branches for child in branch.children)
        case _:
            return False


def _is_always_there(node: Node) -> bool:
    """Whether a node gives a paragraph whatever the values are."""
    match node:
        case Element(tag="p" | "li"):
            return True
        case Element(tag="ul" | "ol"):
            return any(map(_is_always_there, node.children))
        case Control(kind="if") if node.is_exhaustive:
            return all(any(map(_is_always_there, branch.children)) for branch in node.branches)
        case _:
            return False
