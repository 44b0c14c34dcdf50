"""Values that are more than text: pictures, other documents, and paragraphs made by code of ours.

They need no template object: they are plain values, which any number of renders may share. docxtpl's ``RichText``,
``RichTextParagraph`` and ``Listing`` are known by their type's name, so that docxtpl need not be there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cllaj_docs.rendering.word.pictures import measure

_EMU_PER_MM = 36_000
_LARGEST_SIDE = 10_000
_LARGEST_PICTURE = 32 * 2**20


@dataclass(frozen=True, slots=True, init=False)
class Image:
    """A picture, printed by ``{{ }}``: PNG, JPEG, GIF, BMP or TIFF.

    ``width`` and ``height`` are in millimetres; the one that is missing follows the proportions, and when both are the
    picture has the size that its own resolution gives it. ``alt`` says what it shows to those who do not see it; else
    they are told the name of the file.
    Raises ``ValueError``, in French, when the bytes are no such picture.
    """

    content: bytes = field(repr=False)
    width: float
    height: float
    alt: str
    extension: str

    def __init__(
        self,
        source: bytes | str | Path,
        width: float | None = None,
        alt: str = "",
        *,
        height: float | None = None,
    ) -> None:
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
        if len(content) > _LARGEST_PICTURE:
            raise ValueError("cette image est trop lourde : réduisez-la")
        own = measure(content)
        if width is None:
            width = own.width if height is None else own.width * height / own.height
        if height is None:
            height = own.height * width / own.width
        if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
            raise ValueError("une image mesure entre 0 et 10 000 millimètres de côté")
        default = "Image" if isinstance(source, bytes) else Path(source).stem
        object.__setattr__(self, "content", content)
        object.__setattr__(self, "width", width)
        object.__setattr__(self, "height", height)
        object.__setattr__(self, "alt", alt.strip() or default)
        object.__setattr__(self, "extension", own.extension)

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height in EMU, the unit of drawings."""
        return round(self.width * _EMU_PER_MM), round(self.height * _EMU_PER_MM)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Paragraphs and tables as WordprocessingML, made by code of ours, never by a user: printed by ``{{p … }}``.

    The prefixes ``w``, ``r``, ``wp``, ``a`` and ``pic`` are bound where it goes.
    """

    xml: str = field(repr=False)


@dataclass(frozen=True, slots=True, init=False)
class SubDocument:
    """A whole Word file, whose body is printed by ``{{p … }}`` with what it needs: styles, lists, pictures, notes.

    It is not a template: its text is printed as it is.
    """

    content: bytes = field(repr=False)
    name: str

    def __init__(self, source: bytes | str | Path) -> None:
        object.__setattr__(self, "content", source if isinstance(source, bytes) else Path(source).read_bytes())
        object.__setattr__(self, "name", "" if isinstance(source, bytes) else Path(source).name)


Docxtpl = Literal["RichText", "RichTextParagraph", "Listing", "refused", ""]

_KINDS: dict[str, Docxtpl] = {
    "RichText": "RichText",
    "RichTextParagraph": "RichTextParagraph",
    "Listing": "Listing",
    "InlineImage": "refused",
    "Subdoc": "refused",
}


def docxtpl_kind(kind: type) -> Docxtpl:
    """Tell which value of docxtpl a type is, or comes from; ``""`` for any other type."""
    for parent in kind.__mro__:
        if parent.__module__.partition(".")[0] == "docxtpl" and parent.__name__ in _KINDS:
            return _KINDS[parent.__name__]
    return ""


def is_rich(value: object) -> bool:
    """Whether a value is more than text, so that it cannot be joined to one."""
    return isinstance(value, Image | Paragraphs | SubDocument) or docxtpl_kind(type(value)) not in ("", "Listing")
