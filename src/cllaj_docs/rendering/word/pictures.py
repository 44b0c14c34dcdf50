"""Pictures of one render: the drawing in the text, and the media, relationship and content type that it needs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from cllaj_docs.rendering.word.package import CONTENT_TYPES
from cllaj_docs.rendering.word.values import EMU_PER_MM, Image

_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MEDIA_TYPES = {"PNG": ("png", "image/png"), "JPEG": ("jpeg", "image/jpeg"), "GIF": ("gif", "image/gif")}
MAX_PIXELS = 50_000_000

_DRAWING = (
    '</w:t></w:r><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="{id}" name="Image {id}" descr={alt}/>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{a}" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    '<a:graphic xmlns:a="{a}"><a:graphicData uri="{pic}"><pic:pic xmlns:pic="{pic}"><pic:nvPicPr>'
    '<pic:cNvPr id="{id}" name="Image {id}" descr={alt}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="{rel}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    '</a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:t xml:space="preserve">'
)
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"


class Pictures:
    """What one render draws. ``parts`` gives the parts to add to the package, or to put in place of the template's."""

    def __init__(self, template: Mapping[str, bytes], first_id: int) -> None:
        self._template = template
        self._next_id = first_id
        self._media: dict[str, bytes] = {}
        self._links: dict[str, list[str]] = {}
        self._types: dict[str, str] = {}

    def drawer(self, part: str) -> Callable[[Image], Markup]:
        """Give the function that draws in a part."""
        return partial(self._draw, part)

    def _draw(self, part: str, image: Image) -> Markup:
        content = image.read()
        ending, (width, height) = _measure(content)
        ident, self._next_id = self._next_id, self._next_id + 1
        name = f"word/media/cllaj-{ident}.{ending}"
        self._media[name] = content
        relation = f"rIdCllaj{ident}"
        self._links.setdefault(part, []).append(
            f'<Relationship Id="{relation}" Type="{_IMAGE}" Target="media/{PurePosixPath(name).name}"/>'
        )
        cx = round(image.width * EMU_PER_MM)
        drawing = _DRAWING.format(
            cx=cx, cy=round(cx * height / width), id=ident, alt=quoteattr(image.alt), rel=relation, a=_A, pic=_PIC
        )
        return Markup(drawing)  # noqa: S704 - the alternative text is quoted above

    def parts(self) -> dict[str, bytes]:
        """Give the media, and the relationships and content types that now name them."""
        if not self._media:
            return {}
        added = dict(self._media)
        for part, links in self._links.items():
            folder, _, name = part.rpartition("/")
            rels = f"{folder}/_rels/{name}.rels"
            before = self._template.get(rels, f'<Relationships xmlns="{_RELS}"></Relationships>'.encode()).decode()
            before = re.sub(r"<Relationships([^>]*)/>", r"<Relationships\1></Relationships>", before)
            added[rels] = before.replace("</Relationships>", "".join(links) + "</Relationships>").encode()
        types = self._template[CONTENT_TYPES].decode()
        for ending, media_type in dict(_MEDIA_TYPES.values()).items():
            used = any(name.endswith(f".{ending}") for name in self._media)
            if used and not re.search(rf'<Default\b[^>]*Extension="{ending}"', types, re.IGNORECASE):
                default = f'<Default Extension="{escape(ending)}" ContentType="{media_type}"/>'
                opening = re.search(r"<Types\b[^>]*>", types)
                place = opening.end() if opening else 0
                types = types[:place] + default + types[place:]
        added[CONTENT_TYPES] = types.encode()
        return added


def _measure(content: bytes) -> tuple[str, tuple[int, int]]:
    """Give the file ending of a picture and its size in pixels. Raises ``ValueError``, in French, for another file."""
    from PIL import Image as Picture
    from PIL import UnidentifiedImageError

    try:
        with Picture.open(io.BytesIO(content), formats=list(_MEDIA_TYPES)) as picture:
            kind, size = str(picture.format), picture.size
    except (UnidentifiedImageError, OSError, ValueError):
        raise ValueError("image illisible : donnez un fichier PNG, JPEG ou GIF") from None
    if size[0] * size[1] > MAX_PIXELS or not all(size):
        raise ValueError("image trop grande : réduisez-la avant de l’insérer")
    return _MEDIA_TYPES[kind][0], size
