"""The archive: the parts of a Word template, always in the same order, with the same dates."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools.word_templates.blocks import blocks
from tools.word_templates.charte import Charte
from tools.word_templates.numbering import Numbering
from tools.word_templates.paragraphs import Frame
from tools.word_templates.runs import inline
from tools.word_templates.source import Element, Node, fault, read
from tools.word_templates.styles import styles
from tools.word_templates.theme import theme
from tools.word_templates.wml import R, W, attribute, paragraph_properties, twips, w

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OLDEST_DATE = (1980, 1, 1, 0, 0, 0)
_EDGE_DISTANCE = twips(10)
"""From the edge of the page to its header and footer."""

_PARTS: Mapping[str, tuple[str, str]] = {
    # part -> its content type, its kind of relationship with the document
    "word/styles.xml": (f"{_TYPES}.wordprocessingml.styles+xml", "styles"),
    "word/settings.xml": (f"{_TYPES}.wordprocessingml.settings+xml", "settings"),
    "word/numbering.xml": (f"{_TYPES}.wordprocessingml.numbering+xml", "numbering"),
    "word/fontTable.xml": (f"{_TYPES}.wordprocessingml.fontTable+xml", "fontTable"),
    "word/theme/theme1.xml": (f"{_TYPES}.theme+xml", "theme"),
    "word/header1.xml": (f"{_TYPES}.wordprocessingml.header+xml", "header"),
    "word/footer1.xml": (f"{_TYPES}.wordprocessingml.footer+xml", "footer"),
}
_DOCUMENT_TYPE = f"{_TYPES}.wordprocessingml.document.main+xml"
_PROPERTIES: Mapping[str, tuple[str, str]] = {
    "docProps/core.xml": (
        "application/vnd.openxmlformats-package.core-properties+xml",
        f"{_PACKAGE}/relationships/metadata/core-properties",
    ),
    "docProps/app.xml": (f"{_TYPES}.extended-properties+xml", f"{_RELATIONS}/extended-properties"),
}


def build(source: Path, charte: Charte) -> bytes:
    """Build the Word template of a source: the same bytes each time. ``TemplateError`` when the source is at fault."""
    return _archive(parts(read(source), charte))


def members(archive: bytes) -> dict[str, bytes]:
    """Return the parts of an archive: two are the same template when these are, however they were compressed."""
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def parts(root: Element, charte: Charte) -> dict[str, bytes]:
    """Write every part of a document, in the order of the archive."""
    numbering = Numbering()
    frame = Frame(charte, numbering, at_end=True)
    running = _running(root)
    body = blocks([child for child in root.children if not _is_running(child)], frame)
    written = {f"word/{tag}1.xml": _running_part(element) for tag, element in running.items()}
    written |= {
        "word/styles.xml": styles(charte),
        "word/settings.xml": _settings(),
        "word/numbering.xml": numbering.xml(charte.couleur["principale"]),
        "word/fontTable.xml": _font_table(charte),
        "word/theme/theme1.xml": theme(charte),
    }
    names = [name for name in _PARTS if name in written]
    identifiers = {name: f"rId{rank}" for rank, name in enumerate(names, 1)}
    document = w("body", body, _section(charte, identifiers))
    ordered = {
        "[Content_Types].xml": _content_types(names),
        "_rels/.rels": _relationships(
            [("word/document.xml", f"{_RELATIONS}/officeDocument"), *((n, k) for n, (_, k) in _PROPERTIES.items())]
        ),
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}">{document}</w:document>',
        "word/_rels/document.xml.rels": _relationships(
            [(name.removeprefix("word/"), f"{_RELATIONS}/{_PARTS[name][1]}") for name in names]
        ),
        **{name: written[name] for name in names},
        "docProps/core.xml": _core_properties(),
        "docProps/app.xml": _app_properties(),
    }
    return {name: (_DECLARATION + content).encode() for name, content in ordered.items()}


def _archive(written: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in written.items():
            entry = ZipInfo(name, _OLDEST_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, content)
    return buffer.getvalue()


# Headers, footers and the page

_RUNNING = {"header": ("hdr", "Header"), "footer": ("ftr", "Footer")}


def _is_running(node: Node) -> bool:
    return isinstance(node, Element) and node.tag in _RUNNING


def _running(root: Element) -> dict[str, Element]:
    """Return the header and the footer of a document, those that it has."""
    found: dict[str, Element] = {}
    for child in root.children:
        if isinstance(child, Element) and child.tag in _RUNNING:
            if child.tag in found:
                fault(f"Un document a un seul <{child.tag}>", child.place)
            found[child.tag] = child
    return {tag: found[tag] for tag in _RUNNING if tag in found}


def _running_part(element: Element) -> str:
    name, style = _RUNNING[element.tag]
    content = w("p", paragraph_properties(w("pStyle", val=style)), inline(element.children))
    return f'<w:{name} xmlns:w="{W}" xmlns:r="{R}">{content}</w:{name}>'


def _section(charte: Charte, identifiers: Mapping[str, str]) -> str:
    """Write the page. The first one has no header: the letterhead stands there."""
    page = charte.page
    references = "".join(
        f'<w:{tag}Reference w:type="{kind}" r:id="{identifiers[f"word/{tag}1.xml"]}"/>'
        for tag, kinds in (("header", ("default",)), ("footer", ("default", "first")))
        for kind in kinds
        if f"word/{tag}1.xml" in identifiers
    )
    return w(
        "sectPr",
        references,
        w("pgSz", w=twips(page["largeur"]), h=twips(page["hauteur"])),
        w(
            "pgMar",
            top=twips(page["marge_haute"]),
            right=twips(page["marge_droite"]),
            bottom=twips(page["marge_basse"]),
            left=twips(page["marge_gauche"]),
            header=_EDGE_DISTANCE,
            footer=_EDGE_DISTANCE,
            gutter=0,
        ),
        w("cols", space=708),
        w("titlePg"),
    )


# The other parts


def _settings() -> str:
    """Word 2013 and later, French separators; nothing that asks to check, update or convert when it opens."""
    uri = "http://schemas.microsoft.com/office/word"
    flags = {
        "compatibilityMode": 15,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
        "differentiateMultirowTableHeaders": 1,
    }
    settings = [
        w("zoom", percent=100),
        w("defaultTabStop", val=twips(12.5)),
        w("characterSpacingControl", val="doNotCompress"),
        w("compat", *(w("compatSetting", name=name, uri=uri, val=value) for name, value in flags.items())),
        w("themeFontLang", val="fr-FR"),
        w("decimalSymbol", val=","),
        w("listSeparator", val=";"),
    ]
    return f'<w:settings xmlns:w="{W}">{"".join(settings)}</w:settings>'


def _font_table(charte: Charte) -> str:
    """Name the font and those that may stand for it, for a machine that does not have it."""
    font = w(
        "font",
        w("altName", val=charte.secours) if charte.secours else "",
        w("charset", val="00"),
        w("family", val="swiss"),
        w("pitch", val="variable"),
        name=charte.famille,
    )
    return f'<w:fonts xmlns:w="{W}">{font}</w:fonts>'


def _core_properties() -> str:
    """Write the properties that every context fills in. No date: the clock is not read."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:title>{{ titre }}</dc:title><dc:subject>{{ sujet }}</dc:subject><dc:creator>{{ auteur }}</dc:creator>"
        "<dc:language>fr-FR</dc:language></cp:coreProperties>"
    )


def _app_properties() -> str:
    return (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>"
    )


def _content_types(names: list[str]) -> str:
    types = {"word/document.xml": _DOCUMENT_TYPE}
    types |= {name: _PARTS[name][0] for name in names} | {name: kind for name, (kind, _) in _PROPERTIES.items()}
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{rank}" Type="{kind}" Target="{attribute(target)}"/>'
        for rank, (target, kind) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
