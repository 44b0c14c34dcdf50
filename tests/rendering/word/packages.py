"""Word files made from scratch for tests: the parts that are given, and the few that a package cannot do without."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{RELATIONS}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
STYLES = (
    f"<w:styles {NAMESPACES}>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="Police"><w:name w:val="Default Paragraph Font"/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="Tableau"><w:name w:val="Normal Table"/></w:style>'
    "</w:styles>"
)
BODY_PART = "word/document.xml"


def run(text: str, properties: str = "") -> str:
    """A run, with properties such as ``<w:b/>``."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{inside}<w:t>{text}</w:t></w:r>"


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of runs; a content that is no XML is a plain run."""
    runs = "".join(piece if piece.startswith("<") else run(piece) for piece in content)
    inside = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inside}{runs}</w:p>"


def cell(*content: str, properties: str = '<w:tcW w:w="1000" w:type="dxa"/>') -> str:
    """A cell of paragraphs; a content that is no XML is a paragraph."""
    inside = "".join(piece if piece.startswith("<") else paragraph(piece) for piece in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str) -> str:
    """A row of cells; a cell that is no XML is a text."""
    return f"<w:tr>{''.join(piece if piece.startswith('<') else cell(piece) for piece in cells)}</w:tr>"


def table(*rows: str, widths: Iterable[int] = (1000, 1000)) -> str:
    """A table of rows."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def core(**properties: str) -> str:
    """Core properties: ``title``, ``subject``, ``creator``, ``description``…"""
    inside = "".join(f"<dc:{name}>{value}</dc:{name}>" for name, value in properties.items())
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{inside}</cp:coreProperties>"
    )


@dataclass(frozen=True)
class Relation:
    """What the document leads to, besides what ``word_file`` adds by itself."""

    identifier: str
    kind: str
    target: str
    external: bool = False

    def xml(self) -> str:
        kind = self.kind if ":" in self.kind else f"{RELATIONS}/{self.kind}"
        mode = ' TargetMode="External"' if self.external else ""
        return f'<Relationship Id="{self.identifier}" Type="{kind}" Target="{self.target}"{mode}/>'


@dataclass
class _Builder:
    """The parts of a file, their types, and the relations of the document."""

    files: dict[str, bytes | str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def story(self, kind: str, content: str) -> None:
        """Add a header, a footer, or a part of notes whose note 2 has this content."""
        name = f"word/{kind}1.xml"
        self.types[name] = f"{WML}.{kind}+xml"
        self.relations.append(Relation(f"rId{kind}", kind, f"{kind}1.xml"))
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        if root == kind:
            author = ' w:author="A"' if kind == "comments" else ""
            content = f'<w:{kind[:-1]} w:id="2"{author}>{content}</w:{kind[:-1]}>'
        self.files[name] = f"<w:{root} {NAMESPACES}>{content}</w:{root}>"


def word_file(
    *body: str,
    properties: str | None = None,
    relations: Iterable[Relation] = (),
    parts: Mapping[str, bytes | str] | None = None,
    namespaces: str = NAMESPACES,
    **stories: str,
) -> bytes:
    """Make a Word file. ``stories`` are ``header``, ``footer``, ``footnotes``, ``endnotes`` and ``comments``.

    ``parts`` are added as they are, or replace those that are made here.
    """
    builder = _Builder(relations=[Relation("rId1", "styles", "styles.xml"), *relations])
    builder.types = {BODY_PART: f"{WML}.document.main+xml", "word/styles.xml": f"{WML}.styles+xml"}
    links = [Relation("rId1", "officeDocument", BODY_PART)]
    for kind, content in stories.items():
        builder.story(kind, content)
    if properties is not None:
        builder.files["docProps/core.xml"] = properties
        builder.types["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
        links.append(Relation("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"))
    section = "".join(
        f'<w:{kind}Reference w:type="default" r:id="rId{kind}"/>' for kind in ("header", "footer") if kind in stories
    )
    blocks = f"{''.join(body)}<w:sectPr>{section}</w:sectPr>"
    return archive(
        {
            "[Content_Types].xml": _types(builder.types),
            "_rels/.rels": rels(links),
            BODY_PART: f"<w:document {namespaces}><w:body>{blocks}</w:body></w:document>",
            "word/_rels/document.xml.rels": rels(builder.relations),
            "word/styles.xml": STYLES,
            **builder.files,
            **(parts or {}),
        }
    )


def archive(files: Mapping[str, bytes | str]) -> bytes:
    """Zip files; a text part gets its XML declaration."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name, content in files.items():
            info = ZipInfo(name, (2024, 5, 6, 7, 8, 10))
            target.writestr(info, DECLARATION + content if isinstance(content, str) else content, ZIP_DEFLATED)
    return out.getvalue()


def _types(types: Mapping[str, str]) -> str:
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def rels(relations: Iterable[Relation]) -> str:
    """A relationships part."""
    inside = "".join(relation.xml() for relation in relations)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


# Reading


def names(content: bytes) -> list[str]:
    """The names of the parts of a file, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        assert source.testzip() is None
        return source.namelist()


def read(content: bytes, part: str = BODY_PART) -> str:
    """A part of a Word file, as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return source.read(part).decode()


def body(content: bytes) -> str:
    """The content of the body of a Word file, without its last section."""
    found = re.search(r"<w:body>(.*)<w:sectPr", read(content), re.DOTALL)
    assert found
    return found[1]


def texts(content: bytes, part: str = BODY_PART) -> list[str]:
    """The text of each paragraph of a part, with ``\\n`` for a line break, ``\\t`` for a tab, ``\\f`` for a page."""
    return [paragraph_text(p) for p in etree.fromstring(read(content, part).encode()).iter(f"{W}p")]


def paragraph_text(element: etree._Element) -> str:
    """The text of one paragraph."""
    pieces = []
    for child in element.iter(f"{W}t", f"{W}br", f"{W}tab"):
        if child.tag == f"{W}t":
            pieces.append(child.text or "")
        else:
            pieces.append("\t" if child.tag == f"{W}tab" else "\f" if child.get(f"{W}type") == "page" else "\n")
    return "".join(pieces)


def canonical(content: bytes, part: str = BODY_PART) -> str:
    """A part, without what shows nothing: namespaces, empty texts and runs, the order of properties, plain patterns."""
    root = etree.fromstring(read(content, part).encode())
    for element in list(root.iter(f"{W}t", f"{W}tcPr", f"{W}rPr", f"{W}shd", f"{W}body")):
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)  # type: ignore[call-overload]
        if element.tag == f"{W}shd":
            element.set(f"{W}val", element.get(f"{W}val") or "clear")
        if element.tag in (f"{W}tcPr", f"{W}rPr"):
            element[:] = sorted(element, key=lambda child: str(child.tag))
        parent = element.getparent()
        if element.tag == f"{W}t" and not element.text and parent is not None:
            parent.remove(element)
    for element in list(root.iter(f"{W}r")):
        parent = element.getparent()
        if parent is not None and all(child.tag == f"{W}rPr" for child in element):
            parent.remove(element)
    xml = etree.tostring(root, method="c14n").decode()
    return re.sub(r' xmlns:\w+="[^"]*"|</?w:body>', "", xml)
