"""What a render needs to know of each tag: where it stands in the template, and what it prints into."""

from __future__ import annotations

from typing import NamedTuple

IDENTIFIER = "\x06"
"""Stands for the number of a drawing, which is given after a render: no template and no value can write it."""

# What a tag prints into.
TEXT = 0  # the text of a run
RUN = 1  # {{r … }}, between runs
PARAGRAPH = 2  # {{p … }}, between paragraphs
PLAIN = 3  # any other text: a formula, a property of the file
ATTRIBUTE = 4
FIELD = 5  # the code of a Word field
NUMBER = 6  # a number of columns
COLOUR = 7
RAW = 8  # {{tr … }} and {{tc … }}, between rows or cells

WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = {
    "xmlns:r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "xmlns:wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xmlns:a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xmlns:pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
"""What values may need: declared on the root of each part, where Word does not already do so."""


class Place(NamedTuple):
    """A tag of a template: its part (``word/document.xml``), its paragraph (rank from 1, text), and itself as written.

    ``rank`` is ``None`` outside paragraphs: in a core property, say.
    """

    part: str
    rank: int | None
    text: str
    tag: str

    @property
    def expression(self) -> str:
        """What is between the braces: the name of the value, as a reader of the template knows it."""
        inside = self.tag.strip("{}%#- ")
        level, _, rest = inside.partition(" ")
        return (rest.strip() if level in ("p", "r", "tr", "tc") and rest else inside) or self.tag


class Spot(NamedTuple):
    """A tag, and what surrounds it: the properties of its run and paragraph, and the elements between the two, as XML.

    ``opening`` and ``closing`` are those elements; ``opening`` is ``None`` when the paragraph cannot be cut there.
    """

    place: Place
    kind: int = PLAIN
    run_properties: str = ""
    paragraph_properties: str = ""
    opening: str | None = None
    closing: str = ""
