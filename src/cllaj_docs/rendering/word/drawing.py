"""The XML of a picture that stands in a line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cllaj_docs.rendering.word.escaping import escape_attribute
from cllaj_docs.rendering.word.spots import IDENTIFIER, NAMESPACES

if TYPE_CHECKING:
    from cllaj_docs.rendering.word.values import Image


def drawing(image: Image, relation: str) -> str:
    """Write a picture, which ``relation`` leads to; its number is given after the render."""
    across, down = image.extent
    names = f'name="Image" descr="{escape_attribute(image.alt)}"'
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="{IDENTIFIER}" {names}/>'
        "<wp:cNvGraphicFramePr><a:graphicFrameLocks "
        f'xmlns:a="{NAMESPACES["xmlns:a"]}" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic xmlns:a="{NAMESPACES["xmlns:a"]}"><a:graphicData uri="{NAMESPACES["xmlns:pic"]}">'
        f'<pic:pic xmlns:pic="{NAMESPACES["xmlns:pic"]}"><pic:nvPicPr><pic:cNvPr id="0" {names}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )
