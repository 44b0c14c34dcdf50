"""A Word paragraph, and what its place in the document asks of it."""

from __future__ import annotations

from dataclasses import dataclass

from tools.word_templates.charte import Charte
from tools.word_templates.numbering import Numbering
from tools.word_templates.runs import PLAIN, Marks
from tools.word_templates.wml import paragraph_properties, text, w


@dataclass(frozen=True, slots=True)
class Frame:
    """Where blocks stand, and what that asks of their paragraphs.

    ``style``, ``alignment`` and ``marks`` are those of a plain paragraph: a cell has its own. ``together``: all but the
    last stay on the page of the next; ``keep_next``: the last too; ``break_before``: the first starts a page;
    ``after_list``: the first follows a list; ``at_end``: nothing follows the last on its page.
    """

    charte: Charte
    numbering: Numbering
    style: str = "Normal"
    alignment: str = ""
    marks: Marks = PLAIN
    together: bool = False
    keep_next: bool = False
    break_before: bool = False
    after_list: bool = False
    at_end: bool = False
    is_repeated: bool = False
    is_cell: bool = False


def paragraph(style: str, runs: str, frame: Frame, *properties: str) -> str:
    """Write a paragraph that keeps its place in the page as ``frame`` asks; ``properties`` are added to its own."""
    settled = paragraph_properties(
        w("pStyle", val=style) if style != "Normal" else "",
        w("keepNext") if frame.keep_next else "",
        w("pageBreakBefore") if frame.break_before else "",
        *properties,
    )
    return w("p", settled, runs)


def gap(frame: Frame, *properties: str) -> str:
    """Write an empty paragraph, as low as the style of gaps says."""
    return paragraph("Espace", "", frame, *properties)


def hairline() -> str:
    """Write the spacing of an empty paragraph that must be there and not be seen."""
    return w("spacing", line=20, lineRule="exact")


def tag(written: str) -> str:
    """Write a paragraph that holds a Jinja tag alone, and goes away with it when the document is made."""
    return w("p", paragraph_properties(w("pStyle", val="Balise")), w("r", text(written)))


def aligned(alignment: str) -> str:
    """Write the alignment of a paragraph, when it is not that of its style."""
    return w("jc", val=alignment) if alignment else ""
