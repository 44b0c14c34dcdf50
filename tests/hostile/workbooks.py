"""Reporting tables: archives and XML that are traps, cells of any kind, formulas, and what is written back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from hostile.case import Case, Files, Lure, Printed, Refused
from hostile.samples import COMPLETE
from tables import COLUMNS, as_csv, as_ods, as_xlsx, small_table

from cllaj_docs.reporting.sheet_xml import column_letters

TRACE = ("calculer", "--malgre-constats", "--dossier", "dossier.json", "-o", "sorties")

SHEET, BOOK, STRINGS, STYLES = (
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml",
)  # fmt: skip
LAUGHS = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@cache
def good() -> bytes:
    return as_xlsx(small_table())


@cache
def good_ods() -> bytes:
    return as_ods(small_table())


def case(name: str, make: Callable[[Lure], Files], outcome: Refused | Printed, table: str, **bounds: float) -> Case:
    """Make a case of a table that is counted."""

    def files(lure: Lure) -> Files:
        return {"dossier.json": COMPLETE, **make(lure)}

    command = ("reporting", TRACE[0], table, *TRACE[1:])
    return Case(f"tableau-{name}", files, command, outcome, **bounds)  # type: ignore[arg-type]


def xlsx_case(name: str, make: Callable[[], bytes], outcome: Refused | Printed, **bounds: float) -> Case:
    return case(f"xlsx-{name}", lambda _: {"t.xlsx": make()}, outcome, "t.xlsx", **bounds)


def changed(archive: bytes, changes: Mapping[str, Callable[[bytes], bytes] | bytes]) -> bytes:
    """An archive with some of its members changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in [*source.namelist(), *(name for name in changes if name not in source.namelist())]:
            change = changes.get(name)
            if change is None or not isinstance(change, bytes):
                content = source.read(name)
                target.writestr(name, content if change is None else change(content))
            else:
                target.writestr(name, change)
    return out.getvalue()


def with_sheet(rows: str) -> bytes:
    """The good table with other rows in its first sheet, that of youths."""
    return changed(good(), {SHEET: f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()})


def row(rank: int | str, *cells: str) -> str:
    return f'<row r="{rank}">{"".join(cells)}</row>'


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = row(1, *(cell(f"{column_letters(rank)}1", name) for rank, name in enumerate(COLUMNS["JEUNES"], 1)))
ASE = column_letters(COLUMNS["JEUNES"].index("parcours_ase") + 1)
BIRTH = column_letters(COLUMNS["JEUNES"].index("annee_naissance") + 1)


def youth(*cells: str) -> str:
    return row(2, cell("A2", "J-0001"), *cells)


def with_rows(*rows: str) -> bytes:
    return with_sheet(HEAD + "".join(rows))


def replaced(part: str, old: str, new: str) -> Callable[[], bytes]:
    return lambda: changed(good(), {part: lambda content: content.replace(old.encode(), new.encode())})


def dtd(part: str, declared: str) -> Callable[[], bytes]:
    """The good table with a DTD before the root of a part."""

    def put(content: bytes) -> bytes:
        return re.sub(rb"(<\?xml[^>]*\?>)?\s*", lambda found: found[0] + declared.encode(), content, count=1)

    return lambda: changed(good(), {part: put})


def flagged() -> bytes:
    content = good()
    at = content.rindex(b"PK\x01\x02") + 8
    return content[:at] + b"\x01\x00" + content[at + 2 :]


def twice() -> bytes:
    other = "xl/workbooj.xml"
    assert len(other) == len(BOOK)
    return changed(good(), {other: b"<a/>"}).replace(other.encode(), BOOK.encode())


REFUSED_XLSX: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "ni un classeur"),
    "no-archive": (lambda: b"Bonjour", "ni un classeur"),
    "xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "ancien format|mot de passe"),
    "truncated": (lambda: good()[: len(good()) // 2], "abîmé"),
    "encrypted": (flagged, "mot de passe"),
    "a-word-file": (lambda: zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}), "abîmé"),
    "bomb": (lambda: changed(good(), {SHEET: b"<worksheet>" + b" " * 60_000_000}), "piège"),
    "bomb-of-strings": (lambda: changed(good(), {STRINGS: b"<sst><si><t>" + b"a" * 60_000_000}), "piège"),
    "twice-a-member": (twice, "deux fois"),
    "many-members": (lambda: changed(good(), {f"m{rank}": b"" for rank in range(10_001)}), "trop de fichiers"),
    "laughs-book": (dtd(BOOK, f"{LAUGHS}]>"), "abîmé"),
    "laughs-styles": (dtd(STYLES, f"{LAUGHS}]>"), "abîmé"),
    "no-sheet": (replaced(BOOK, "<sheet ", "<sheeet "), "abîmé"),
    "sheet-not-closed": (lambda: with_sheet("<row><c></row>"), "abîmé|absente"),
    "sheet-no-xml": (lambda: changed(good(), {SHEET: b"\0\1\2"}), "abîmé"),
    "string-out-of-range": (replaced(SHEET, "<v>0</v>", "<v>999999</v>"), "abîmé"),
    "string-negative": (replaced(SHEET, "<v>0</v>", "<v>-1</v>"), "abîmé"),
    "string-huge": (replaced(SHEET, "<v>0</v>", f"<v>{'9' * 5000}</v>"), "abîmé"),
    "row-too-far": (lambda: with_rows(row(1_048_577, cell("A1048577", "J-1"))), "abîmé|lignes"),
    "row-huge": (lambda: with_rows(row("9" * 400, cell("A2", "J-1"))), "abîmé|lignes"),
    "column-too-far": (lambda: with_rows(row(2, cell("XFD2", "x"))), "200e colonne"),
    "column-huge": (lambda: with_rows(row(2, cell("ZZZZZZZZ2", "x"))), "200e colonne"),
    "text-too-long": (lambda: with_rows(row(2, cell("A2", "a" * 40_000))), "texte démesuré"),
    "identifier-long": (lambda: with_rows(row(2, cell("A2", "a" * 41))), "40 caractères"),
    "element-huge": (lambda: with_sheet(row(1, cell("A1", noise(36_000_000)))), "abîmé"),
    "deep": (lambda: with_sheet("<row>" * 10_000 + "</row>" * 10_000), "abîmé|absente"),
    "birth-not-a-number": (lambda: with_rows(youth(f'<c r="{BIRTH}2"><v>nan</v></c>')), "abîmé|année"),
    "birth-infinite": (lambda: with_rows(youth(f'<c r="{BIRTH}2"><v>1e999</v></c>')), "abîmé|année"),
    "birth-exponent": (lambda: with_rows(youth(f'<c r="{BIRTH}2"><v>1e300</v></c>')), "année"),
    "birth-hexadecimal": (lambda: with_rows(youth(f'<c r="{BIRTH}2"><v>0x7D5</v></c>')), "abîmé|année"),
    "birth-date": (lambda: with_rows(youth(cell(f"{BIRTH}2", "03/02/2005"))), "année"),
    "birth-true": (lambda: with_rows(youth(f'<c r="{BIRTH}2" t="b"><v>1</v></c>')), "année"),
    "birth-text": (lambda: with_rows(youth(cell(f"{BIRTH}2", "deux mille cinq"))), "année"),
    "ase-number": (lambda: with_rows(youth(f'<c r="{ASE}2"><v>12</v></c>')), "valeur attendue"),
    "ase-markup": (lambda: with_rows(youth(cell(f"{ASE}2", "&lt;b&gt;oui&lt;/b&gt;"))), "valeur attendue"),
    "error-cell": (lambda: with_rows(youth(f'<c r="{ASE}2" t="e"><v>#REF!</v></c>')), "erreur de calcul"),
    "formula-without-value": (lambda: with_rows(youth(f'<c r="{ASE}2"><f>1+1</f></c>')), "formule|valeur"),
    "no-header": (lambda: with_sheet(row(1, cell("A1", "x"))), "introuvable"),
}


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def noise(length: int) -> str:
    """A text that does not pack much: it passes the bound on how an archive swells."""
    return "".join(f"{rank:x} " for rank in range(length // 7))


def external(lure: Lure) -> Files:
    """A table with a link to another workbook, and a formula that reads it."""
    link = f"""<externalLink {MAIN}><externalBook xmlns:r="x" r:id="rId1"/></externalLink>"""
    target = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
      Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
      Target="{lure.address}/x.xlsx" TargetMode="External"/></Relationships>"""
    parts = {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": target}
    return {"t.xlsx": changed(good(), {name: part.encode() for name, part in parts.items()})}


def connected(lure: Lure) -> Files:
    """A table whose data connection would fetch an address."""
    part = f'<connections {MAIN}><connection id="1" name="x"><webPr url="{lure.address}"/></connection></connections>'
    return {"t.xlsx": changed(good(), {"xl/connections.xml": part.encode()})}


def external_entity(part: str, address: str) -> Callable[[Lure], Files]:
    def make(lure: Lure) -> Files:
        target = lure.file_address if address == "fichier" else lure.address
        return {"t.xlsx": dtd(part, f'<!DOCTYPE w [<!ENTITY x SYSTEM "{target}">]>')()}

    return make


def formulas(_: Lure) -> Files:
    """Identifiers that a spreadsheet program would take for formulas, and actions likewise."""
    table = small_table()
    for rank, text in enumerate(("=1+1", "+1+1", "@SUM(1)", '=WEBSERVICE("http://127.0.0.1")')):
        table["ACTIONS"].append({"id_action": text, "type": "permanence", "financee_par_convention": "oui"})
        table["EVENEMENTS"].append(
            {"id_evt": f"X-{rank}", "date": table["EVENEMENTS"][0]["date"], "id_jeune": "J-0001",
             "type": "visite_permanence", "id_action": text}
        )  # fmt: skip
    return as_csv(table)


def formula_youth(_: Lure) -> Files:
    table = small_table()
    table["JEUNES"][0]["id_jeune"] = "=cmd|' /C calc'!A0"
    return as_csv(table)


def csv_files(change: Callable[[bytes], bytes]) -> Callable[[Lure], Files]:
    """The good table in .csv, with its sheet of youths changed."""

    def make(_: Lure) -> Files:
        sheets = as_csv(small_table())
        return {f"t/{name}.csv": content for name, content in {**sheets, "JEUNES": change(sheets["JEUNES"])}.items()}

    return make


def ods(old: str, new: str) -> Callable[[Lure], Files]:
    """The good table in .ods, with some of its XML changed."""

    def put(part: bytes) -> bytes:
        assert old.encode() in part
        return part.replace(old.encode(), new.encode(), 1)

    return lambda _: {"t.ods": changed(good_ods(), {"content.xml": put})}


def repeated(what: str, times: str) -> Callable[[Lure], Files]:
    opening = {"rows": "<table:table-row", "columns": "<table:table-cell"}[what]
    return ods(opening, f'{opening} table:number-{what}-repeated="{times}"')


def ods_entities(_: Lure) -> Files:
    """An entity in a cell: what it stands for would be lost."""

    def put(part: bytes) -> bytes:
        return f"{LAUGHS}]>".encode() + part.replace(b"J-0001", b"J-&j;", 1)

    return {"t.ods": changed(good_ods(), {"content.xml": put})}


def in_folder(make: Callable[[Lure], Files]) -> Callable[[Lure], Files]:
    return lambda lure: {f"t/{name}.csv": content for name, content in make(lure).items()}


def blank_rows() -> bytes:
    return with_rows(youth(), "".join(f'<row r="{rank}"/>' for rank in range(3, 1_048_577)))


def wide(content: bytes) -> bytes:
    return content.decode().encode("utf-16")


KEPT = Printed()
"""The trace, the counts and the dossier are written: no formula in them, whatever the table holds."""

OTHERS: Mapping[str, tuple[Callable[[Lure], Files], Refused | Printed, str]] = {
    "xlsx-external-link": (external, KEPT, "t.xlsx"),
    "xlsx-connection": (connected, KEPT, "t.xlsx"),
    "xlsx-utf-16": (lambda _: {"t.xlsx": changed(good(), {SHEET: wide})}, KEPT, "t.xlsx"),
    "xlsx-unseen": (lambda _: {"t.xlsx": with_rows(row(2, cell("A2", "J-\u202e00\u200b01")))}, KEPT, "t.xlsx"),
    "xlsx-control": (lambda _: {"t.xlsx": with_rows(row(2, cell("A2", "J-_x0000_0001")))}, KEPT, "t.xlsx"),
    "csv-formulas": (in_folder(formulas), KEPT, "t"),
    "csv-formula-youth": (in_folder(formula_youth), KEPT, "t"),
    "csv-null": (csv_files(lambda content: content.replace(b"J-0001", b"J-\x000001")), KEPT, "t"),
    "csv-override": (csv_files(lambda content: content.replace(b"J-0003", "J-\u202e0003".encode())), KEPT, "t"),
    "csv-utf-16": (csv_files(wide), KEPT, "t"),
    "csv-utf-16-cut": (csv_files(lambda content: wide(content)[:-1]), Refused(3, "lisible"), "t"),
    "csv-quote": (csv_files(lambda content: content + b'"J-9'), Refused(3, "guillemet"), "t"),
    "csv-binary": (csv_files(lambda _: bytes(range(256)) * 1000), Refused(3, "lisible|introuvable"), "t"),
    "csv-10-megabytes": (
        csv_files(lambda content: content + b"J-9;" + b"a" * 10_000_000),
        Refused(3, "faute|lisible"),
        "t",
    ),
    "csv-many-columns": (csv_files(lambda _: b";" * 100_000), Refused(3, "200 colonnes"), "t"),
    "csv-many-lines": (csv_files(lambda content: content + b"\n" * 2_000_000), Refused(3, "lignes"), "t"),
    "ods-rows-repeated-huge": (repeated("rows", "9" * 300), Refused(3, "lignes|abîmé"), "t.ods"),
    "ods-columns-repeated": (repeated("columns", "1000000000"), Refused(3, "colonne|abîmé"), "t.ods"),
    "ods-columns-negative": (repeated("columns", "-1"), Refused(3, "abîmé"), "t.ods"),
    "ods-entities": (ods_entities, Refused(3, "abîmé"), "t.ods"),
    "ods-spaces": (ods("J-0001", 'J-<text:s text:c="1000000000"/>1'), KEPT, "t.ods"),
    "ods-truncated": (lambda _: {"t.ods": good_ods()[:-100]}, Refused(3, "abîmé"), "t.ods"),
}

LONG: Mapping[str, tuple[Callable[[Lure], Files], Refused | Printed, str]] = {
    "xlsx-million-blank-rows": (lambda _: {"t.xlsx": blank_rows()}, KEPT, "t.xlsx"),
    "ods-rows-repeated": (repeated("rows", "200000"), Refused(3, "faute"), "t.ods"),
}
"""A million rows: read within the bound of a sheet, and so for as long as a sheet may take."""

CASES = (
    *(xlsx_case(name, make, Refused(3, says)) for name, (make, says) in REFUSED_XLSX.items()),
    *(
        case(f"xlsx-entity-{kind}-{part}", external_entity(f"xl/{part}.xml", kind), Refused(3, "abîmé"), "t.xlsx")
        for part in ("workbook", "styles", "worksheets/sheet1", "sharedStrings")
        for kind in ("fichier", "adresse")
    ),
    *(case(name, *described) for name, described in OTHERS.items()),
    *(case(name, *described, seconds=40) for name, described in LONG.items()),
)
