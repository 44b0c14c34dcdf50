"""The theme part: the charter's colours and font, so that they are what Word offers to whoever edits a template."""

from __future__ import annotations

from cllaj_docs.rendering.word.charte import THEME_COLORS, THEME_NAME
from tools.word_templates.charte import Charte

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"

_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="6350">{_FILL}</a:ln>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"


def theme(charte: Charte) -> str:
    """Write the part. Shapes get plain fills and lines, three of each since the format wants three."""
    colors = "".join(
        f'<a:{place}><a:srgbClr val="{charte.couleur[name] if name else "FFFFFF"}"/></a:{place}>'
        for place, name in THEME_COLORS.items()
    )
    font = f'<a:latin typeface="{charte.famille}"/><a:ea typeface=""/><a:cs typeface=""/>'
    return (
        f'<a:theme xmlns:a="{_A}" name="{THEME_NAME}"><a:themeElements>'
        f'<a:clrScheme name="Charte">{colors}</a:clrScheme>'
        f'<a:fontScheme name="Charte"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Charte"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{_LINE * 3}</a:lnStyleLst><a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
