"""Reporting tables for tests: rows as plain dictionaries, written in each of the formats that operators use.

``SHEETS`` maps a sheet to its rows; a row maps the name of a column to what is typed in its cell. Pseudonyms only.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any, TypeAlias
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from cllaj_docs.domain.appel import RegleComptage
from cllaj_docs.domain.colonne import feuilles
from cllaj_docs.domain.periode import Periode

Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]

PERIODE = Periode(debut=datetime.date(2025, 9, 1), fin=datetime.date(2026, 8, 31))
REGLE = RegleComptage()
COLUMNS: Mapping[str, list[str]] = {
    name: [column.nom for column in feuille.colonnes] for name, feuille in feuilles().items()
}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def small_table() -> dict[str, list[dict[str, Any]]]:
    """A table that a person can count: each test changes the one cell that it is about."""
    return {
        "JEUNES": [
            {"id_jeune": "J-0001", "annee_naissance": 2005, "sexe": "F", "parcours_ase": "oui",
             "date_debut_accomp": day("2025-09-15")},
            {"id_jeune": "J-0002", "annee_naissance": 2003, "sexe": "H", "parcours_ase": "non",
             "date_debut_accomp": day("2025-06-01"), "date_fin_accomp": day("2025-12-01"),
             "motif_fin_accomp": "accès à un logement"},
            {"id_jeune": "J-0003", "tranche_age": "18-21", "parcours_ase": "inconnu"},
            {"id_jeune": "J-0004", "parcours_ase": "oui",
             "date_debut_accomp": day("2024-01-01"), "date_fin_accomp": day("2025-08-31")},
        ],
        "EVENEMENTS": [
            {"id_evt": "E-1", "date": day("2025-09-02"), "id_jeune": "J-0001", "type": "contact_tel",
             "sens": "entrant"},
            {"id_evt": "E-2", "date": day("2025-09-03"), "type": "contact_tel", "sens": "entrant"},
            {"id_evt": "E-3", "date": day("2025-09-03"), "id_jeune": "J-0002", "type": "contact_mail",
             "sens": "entrant"},
            {"id_evt": "E-4", "date": day("2025-09-03"), "id_jeune": "J-0002", "type": "contact_mail",
             "sens": "sortant"},
            {"id_evt": "E-5", "date": day("2025-09-15"), "id_jeune": "J-0001", "type": "entretien_accomp"},
            {"id_evt": "E-6", "date": day("2025-10-01"), "id_jeune": "J-0001", "type": "visite_permanence",
             "id_action": "P1"},
            {"id_evt": "E-7", "date": day("2025-10-08"), "id_jeune": "J-0002", "type": "participation_atelier",
             "id_action": "A1"},
            {"id_evt": "E-8", "date": day("2025-10-08"), "id_jeune": "J-0001", "type": "participation_atelier",
             "id_action": "A1"},
            {"id_evt": "E-9", "date": day("2026-08-31"), "id_jeune": "J-0003", "type": "visite_permanence",
             "id_action": "P2"},
            {"id_evt": "E-10", "date": day("2026-09-01"), "id_jeune": "J-0004", "type": "accueil_physique"},
            {"id_evt": "E-11", "date": day("2026-03-01"), "id_jeune": "J-0004", "type": "aller_vers"},
        ],
        "ACTIONS": [
            {"id_action": "P1", "type": "permanence", "financee_par_convention": "oui"},
            {"id_action": "P2", "type": "permanence", "financee_par_convention": "non"},
            {"id_action": "A1", "type": "atelier", "financee_par_convention": "oui"},
        ],
        "LOGEMENTS": [
            {"id_acces": "L-1", "id_jeune": "J-0002", "date_acces": day("2025-11-30"), "type": "parc privé",
             "autonome": "oui"},
            {"id_acces": "L-2", "id_jeune": "J-0001", "date_acces": day("2025-08-31")},
        ],
    }  # fmt: skip


def grid(rows: Rows, sheet: str, columns: Sequence[str] | None = None) -> list[list[Any]]:
    """Give a sheet as rows of cells, names of columns first."""
    names = list(columns or COLUMNS[sheet])
    return [names, *([row.get(name) for name in names] for row in rows[sheet])]


def as_xlsx(rows: Rows, columns: Mapping[str, Sequence[str]] | None = None) -> bytes:
    return grids_as_xlsx({sheet: grid(rows, sheet, (columns or {}).get(sheet)) for sheet in rows})


def grids_as_xlsx(grids: Mapping[str, Sequence[Sequence[Any]]], options: Mapping[str, Any] | None = None) -> bytes:
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, **(options or {})}) as book:
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in grids.items():
            sheet = book.add_worksheet(name)
            for rank, row in enumerate(cells):
                for position, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(rank, position, value, dated)
                    elif value is not None:
                        sheet.write(rank, position, value)
    return output.getvalue()


def as_csv(rows: Rows, separator: str = ";", encoding: str = "utf-8") -> dict[str, bytes]:
    files = {}
    for sheet in rows:
        text = StringIO(newline="")
        writer = csv.writer(text, delimiter=separator)
        writer.writerows([_french(value) for value in row] for row in grid(rows, sheet))
        files[sheet] = text.getvalue().encode(encoding)
    return files


def _french(value: Any) -> str:
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def as_ods(rows: Rows) -> bytes:
    return grids_as_ods({sheet: grid(rows, sheet) for sheet in rows})


def grids_as_ods(grids: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    tables = "".join(
        f'<table:table table:name={quoteattr(name)}><table:table-column table:number-columns-repeated="1024"/>'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in cells)
        + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="1024"/></table:table-row></table:table>'
        for name, cells in grids.items()
    )
    return ods_of(f"<office:spreadsheet>{tables}</office:spreadsheet>")


def ods_of(spreadsheet: str) -> bytes:
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in names.items())
    content = f"<office:document-content{spaces}><office:body>{spreadsheet}</office:body></office:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, datetime.date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}">'
            f"<text:p>{_french(value)}</text:p></table:table-cell>"
        )
    if isinstance(value, int | float):
        typed = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {typed}><text:p>{value}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def zipped(members: Mapping[str, bytes]) -> bytes:
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def sheet_xlsx(data: str, texts: str = "", spaces: str = "") -> bytes:
    """The smallest workbook whose one sheet, EVENEMENTS, is written by hand: ``data`` is its ``sheetData``."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = '<Relationship Id="{}" Type="' + office + '/{}" Target="{}"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    strings = f'<sst xmlns="{main}">{texts}</sst>'
    return zipped(
        {
            "_rels/.rels": relations.format(relation.format("r1", "officeDocument", "xl/workbook.xml")).encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                '<sheet name="EVENEMENTS" sheetId="1" r:id="r1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": relations.format(
                relation.format("r1", "worksheet", "worksheets/sheet1.xml")
                + relation.format("r2", "sharedStrings", "sharedStrings.xml")
            ).encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"{spaces}>{data}</worksheet>'.encode(),
            "xl/sharedStrings.xml": strings.encode(),
        }
    )
