"""Blocks as Word paragraphs: headings, texts, lists, sections, figures, and the Jinja statements between them.

A statement among blocks is a paragraph of its own, ``{%p if … %}``, in the grey style that says so to staff.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tools.word_templates.paragraphs import Frame, aligned, gap, hairline, paragraph, tag
from tools.word_templates.runs import expression, inline, is_inline, statement
from tools.word_templates.source import Assignment, Control, Element, Expression, Node, Text, fault, is_blank
from tools.word_templates.tables import table
from tools.word_templates.wml import text, twips, w

HEADINGS: Mapping[str, str] = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3"}
PARAGRAPHS: Mapping[str, str] = {
    "": "Normal",
    "logo": "Logo",
    "organisme": "Organisme",
    "visa": "Visa",
    "considerant": "Considerant",
    "partie": "Partie",
    "note": "Note",
    "mention": "Mention",
    "centre": "Centre",
    "droite": "Droite",
    "encadre": "Encadre",
    "sous-titre": "SousTitre",
    "destinataire": "Destinataire",
}
"""The style of a paragraph, by its class."""

_ALLOWED = 'h1 à h4, p, ul, ol, table, section, figure et div class="texte"'
_AFTER_LIST = twips(1.5)
"""Above a text that follows a list: what a loop prints last is not known, so its items cannot say it."""

_ALIGNED = {"centre": "center", "droite": "right"}


def blocks(nodes: Sequence[Node], frame: Frame) -> str:
    """Write a run of blocks. ``TemplateError`` on what the dialect does not allow among them."""
    kept = [node for node in nodes if not is_blank(node)]
    shown = [node for node in kept if not isinstance(node, Assignment)]
    ranks = {id(node): rank for rank, node in enumerate(shown)}
    unseen = replace(frame, break_before=False)
    written = []
    for node in kept:
        own = _settled(frame, shown, ranks[id(node)]) if id(node) in ranks else unseen
        if own.break_before and not _starts_with_paragraph(node):
            written.append(gap(own))
            own = replace(own, break_before=False)
        written.append(_block(node, own))
    return "".join(written)


def _settled(frame: Frame, shown: Sequence[Node], rank: int) -> Frame:
    """Return the frame of one block among others: what comes before it and after it decides."""
    before = shown[rank - 1] if rank else None
    after = shown[rank + 1] if rank + 1 < len(shown) else None
    kept = after is not None and (frame.together or _introduces(shown[rank], after))
    return replace(
        frame,
        keep_next=frame.keep_next or kept,
        break_before=frame.break_before and before is None,
        after_list=_is(before, "ul", "ol") if before else frame.after_list,
        at_end=_starts_page(after) if after else frame.at_end,
    )


def _is(node: Node | None, *tags: str) -> bool:
    return isinstance(node, Element) and node.tag in tags


def _introduces(node: Node, after: Node) -> bool:
    """Whether a block must not be cut from the next: a text that ends with a colon, what is above signatures."""
    if isinstance(after, Element) and after.kind == "signatures":
        return True
    return _is(node, "p") and _is(after, "ul", "ol", "table", "div", "figure") and _last_character(node) == ":"


def _last_character(node: Node) -> str:
    match node:
        case Text(content):
            return content.rstrip()[-1:]
        case Element(children=[*_, last]):
            return _last_character(last)
        case _:
            return ""


def _starts_page(node: Node) -> bool:
    match node:
        case Element(tag="section"):
            return node.kind == "annexe"
        case Control():
            return all(any(map(_starts_page, branch.children)) for branch in node.branches)
        case _:
            return False


def _block(node: Node, frame: Frame) -> str:
    match node:
        case Assignment(code):
            return tag(statement(code, "p"))
        case Control():
            return _control(node, frame)
        case Element():
            return _element(node, frame)
        case Expression(code, place):
            fault("Une expression est placée hors d’un paragraphe : mettez-la dans <p>", place, f"{{{{ {code} }}}}")
    raise AssertionError(node)  # the HTML engine refuses text among blocks


def _control(control: Control, frame: Frame) -> str:
    is_loop = control.kind == "for"
    kept = frame.keep_next or (is_loop and frame.together)  # the last turn is not known
    inner = replace(frame, is_repeated=frame.is_repeated or is_loop, keep_next=kept)
    parts = [tag(statement(branch.opening, "p")) + blocks(branch.children, inner) for branch in control.branches]
    return "".join(parts) + tag(statement(f"end{control.kind}", "p"))


def _element(element: Element, frame: Frame) -> str:
    match element.tag:
        case "p":
            written = _text(element, frame)
        case "h1" | "h2" | "h3" | "h4":
            written = _heading(element, frame)
        case "ul" | "ol":
            written = "".join(_list(element, frame))
        case "table":
            written = table(element, frame, blocks)
        case "section":
            written = _section(element, frame)
        case "figure":
            written = "".join(_figure(element, frame))
        case "div":
            written = _value(element)
        case _:
            fault(f"<{element.tag}> n’a pas sa place ici, où le gabarit ne connaît que {_ALLOWED}", element.place)
    return written


def _heading(element: Element, frame: Frame) -> str:
    """Write a heading, without the space above it when it starts a page: Word would keep that."""
    space = w("spacing", before=0) if frame.break_before else ""
    return paragraph(HEADINGS[element.tag], inline(element.children), frame, space)


def _text(element: Element, frame: Frame) -> str:
    """Write a ``p``. In a cell, one that is only aligned keeps the style of the cell, and others its alignment."""
    style, alignment = PARAGRAPHS[element.kind], frame.alignment
    if frame.is_cell and (not element.kind or element.kind in _ALIGNED):
        style, alignment = frame.style, _ALIGNED.get(element.kind, frame.alignment)
    space = w("spacing", before=_AFTER_LIST) if frame.after_list and not frame.is_cell else ""
    return paragraph(style, inline(element.children, frame.marks), frame, aligned(alignment), space)


def _section(section: Element, frame: Frame) -> str:
    starts_page = section.kind == "annexe"
    stays_whole = frame.together or section.kind == "insecable"
    inner = replace(frame, break_before=frame.break_before or starts_page, together=stays_whole)
    return blocks(section.children, inner)


def _starts_with_paragraph(node: Node) -> bool:
    """Whether a block begins, in every case, with one paragraph that can start a page."""
    match node:
        case Control(kind="if") if node.is_exhaustive:
            return all(_first_starts_with_paragraph(branch.children) for branch in node.branches)
        case Element(tag="p" | "h1" | "h2" | "h3" | "h4" | "figure"):
            return True
        case Element(tag="section" | "ul" | "ol"):
            return _first_starts_with_paragraph(node.children)
        case Element(tag="li"):
            return True
        case Element(tag="table"):
            return any(isinstance(child, Element) and child.tag == "caption" for child in node.children)
        case _:
            return False


def _first_starts_with_paragraph(nodes: Sequence[Node]) -> bool:
    shown = [node for node in nodes if not is_blank(node) and not isinstance(node, Assignment)]
    return bool(shown) and _starts_with_paragraph(shown[0])


# Lists


def _list(element: Element, frame: Frame) -> Iterator[str]:
    """Write a list. One that a loop repeats is preceded by what makes Word count anew."""
    if element.tag == "ul":
        yield _items(element.children, frame, "ListBullet", "")
    elif frame.is_repeated:
        number = frame.numbering.restarted()
        start = replace(frame, keep_next=True)
        yield gap(start, _numbered(number, 0), hairline())
        yield _items(element.children, replace(frame, break_before=False), "ListNumber", _numbered(number, 1))
    else:
        yield _items(element.children, frame, "ListNumber", _numbered(frame.numbering.decimal(), 0))


def _numbered(number: int, level: int) -> str:
    return w("numPr", w("ilvl", val=level), w("numId", val=number))


def _items(nodes: Sequence[Node], frame: Frame, style: str, numbered: str) -> str:
    kept = [node for node in nodes if not is_blank(node)]
    parts = []
    for node in kept:
        own = replace(
            frame,
            keep_next=frame.keep_next or (frame.together and node is not kept[-1]),
            break_before=frame.break_before and node is kept[0],
        )
        match node:
            case Assignment(code):
                parts.append(tag(statement(code, "p")))
            case Control():
                inner = replace(own, keep_next=own.keep_next or (node.kind == "for" and frame.together))
                for branch in node.branches:
                    parts += [tag(statement(branch.opening, "p")), _items(branch.children, inner, style, numbered)]
                parts.append(tag(statement(f"end{node.kind}", "p")))
            case Element(tag="li"):
                parts.append(paragraph(style, inline(node.children, frame.marks), own, numbered))
            case Element():
                fault(f"<{node.tag}> n’a pas sa place dans une liste, qui ne contient que <li>", node.place)
    return "".join(parts)


# Values that are blocks


def _figure(element: Element, frame: Frame) -> Iterator[str]:
    """Write the expression in a centred paragraph, its caption under it on the same page."""
    captions = [node for node in element.children if isinstance(node, Element)]
    values = [node for node in element.children if not isinstance(node, Element) and not is_blank(node)]
    if not values or not all(is_inline(node) for node in values) or len(captions) > 1:
        fault("<figure> contient une seule expression, et au plus un <figcaption>", element.place)
    yield paragraph("Figure", inline(values), replace(frame, keep_next=frame.keep_next or bool(captions)))
    for caption in captions:
        yield paragraph("Legende", inline(caption.children), replace(frame, break_before=False))


def _value(element: Element) -> str:
    """Write ``{{p expression }}``, which the value's own paragraphs replace."""
    expressions = [node for node in element.children if isinstance(node, Expression)]
    if element.kind != "texte" or len(expressions) != 1:
        fault('<div class="texte"> contient une seule expression, et rien d’autre', element.place)
    return w("p", w("r", text(expression(expressions[0].code, "p"))))
