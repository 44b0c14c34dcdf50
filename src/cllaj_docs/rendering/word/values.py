"""Values that a Word template can print besides text: a picture, and blocks already written in WordprocessingML."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

EMU_PER_MM = 36_000
"""English metric units, in which DrawingML measures (ECMA-376, part 1, 20.1.10.16)."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture to stand in a line: its bytes or its path, ``width`` in millimetres, ``alt`` for those who do not see.

    Its height follows from the picture itself. Raises ``ValueError``, in French, without an alternative text.
    """

    source: bytes | str | Path = field(repr=False)
    width: float
    alt: str

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("une image a besoin d’un texte de remplacement (alt) pour qui ne la voit pas")

    def read(self) -> bytes:
        """Give the bytes of the picture."""
        return self.source if isinstance(self.source, bytes) else Path(self.source).read_bytes()


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Paragraphs and tables in WordprocessingML, made by our own code; ``{{p … }}`` puts them in place of its own."""

    xml: str = field(repr=False)
