"""Workbooks out, by XlsxWriter: the same bytes for the same data; no text becomes a formula or a link."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_BORN = datetime.datetime(1980, 1, 1)  # noqa: DTZ001 - no clock is read: the date that zip archives begin with
_INK, _PAPER, _SOFT = "#1F3864", "#DCE6F1", "#F2F2F2"
_LOOK: dict[str, dict[str, Any]] = {
    "titre": {"bold": True, "font_size": 16, "font_color": _INK},
    "rubrique": {"bold": True, "font_size": 12, "font_color": _INK, "valign": "top"},
    "entete": {"bold": True, "bg_color": _PAPER, "font_color": _INK, "border": 1, "text_wrap": True, "valign": "top"},
    "exemple": {"italic": True, "font_color": "#595959", "bg_color": _SOFT},
    "exemple_date": {"italic": True, "font_color": "#595959", "bg_color": _SOFT, "num_format": "dd/mm/yyyy"},
    "paragraphe": {"text_wrap": True, "valign": "top"},
    "gras": {"bold": True, "text_wrap": True, "valign": "top"},
    "nombre": {"num_format": "#,##0", "valign": "top"},
    "montant": {"num_format": '#,##0.00\u00a0"€"', "valign": "top"},
    "part": {"num_format": "0.0 %", "valign": "top"},
    "date": {"num_format": "dd/mm/yyyy", "valign": "top"},
    "montant_total": {"num_format": '#,##0.00\u00a0"€"', "bold": True, "top": 1},
    "libre": {"locked": False},
    "libre_texte": {"locked": False, "num_format": "@"},
    "libre_date": {"locked": False, "num_format": "dd/mm/yyyy"},
    "libre_long": {"locked": False, "text_wrap": True, "valign": "top"},
    "libre_montant": {"locked": False, "num_format": "#,##0.00 €"},
    "libre_taux": {"locked": False, "num_format": "0.00 %"},
    "a_remplir": {"bg_color": "#FFF2CC"},
    "hors_cas": {"bg_color": "#BFBFBF"},
}

FREEDOMS = dict.fromkeys(
    (
        *("format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows"),
        *("delete_columns", "delete_rows", "sort", "autofilter"),
    ),
    True,
)
"""What a protected sheet allows: its protection, without a password, only keeps names and examples from a slip."""

_A4 = 9

LINE = 15.0
"""Height of a line of text, in points."""


def refusing(kind: str, message: str, **rule: Any) -> dict[str, Any]:
    """Make the control of a cell that refuses what is not expected."""
    return {"validate": kind, "error_title": "Valeur refusée", "error_message": message, "error_type": "stop", **rule}


def warning(kind: str, message: str, **rule: Any) -> dict[str, Any]:
    """Make the control of a cell that asks whether what is not expected is meant."""
    return {"validate": kind, "error_title": "À vérifier", "error_message": message, "error_type": "warning", **rule}


def height(text: str, width: int) -> float:
    """Give the height of a text in points: programs do not fit rows that they did not write."""
    return LINE * max(1, math.ceil(1.1 * len(text) / width))


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook being written, its formats by name, and its bytes once it is closed."""

    workbook: Workbook
    formats: dict[str, Any]
    output: BytesIO


@contextmanager
def new_book(title: str, subject: str, scratch: Path | None = None) -> Iterator[Book]:
    """Make a workbook; its bytes are in ``output`` after the block.

    With a ``scratch`` folder, the rows of each sheet are written from top to bottom and kept in files there: memory
    does not grow with them.
    """
    import xlsxwriter

    output = BytesIO()
    where = {"in_memory": True} if scratch is None else {"constant_memory": True, "tmpdir": str(scratch)}
    options = {**where, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(output, options)
    try:
        workbook.set_properties(
            {"title": title, "subject": subject, "author": "cllaj-docs", "company": "", "created": _BORN}
        )
        yield Book(workbook, {name: workbook.add_format(look) for name, look in _LOOK.items()}, output)
        workbook.close()
    except BaseException:
        _abandon(workbook)
        raise


def _abandon(workbook: Workbook) -> None:
    """Close the files of rows: left to Python, one that a full disk refuses would be told on the error stream."""
    for sheet in workbook.worksheets():
        if sheet.row_data_fh is not None:
            with suppress(OSError):
                sheet.row_data_fh.close()


Columns = Sequence[tuple[str, int]]
"""The columns of a table: titles, and widths in characters."""


def write_titles(book: Book, sheet: Any, row: int, columns: Columns) -> None:
    """Write the titles of a table, over columns of their widths."""
    for position, (title, width) in enumerate(columns):
        sheet.set_column(position, position, width)
        sheet.write_string(row, position, title, book.formats["entete"])


def write_table(
    book: Book,
    name: str,
    columns: Columns,
    rows: Sequence[Sequence[Any]],
    *,
    frozen: int = 1,
    looks: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write a sheet of rows, to be filtered and printed; the first columns, ``frozen``, stay in sight.

    ``looks`` names the format of a column of decimals, by title, where it is not amounts.
    """
    sheet = open_table(book, name, columns, frozen)
    for rank, row in enumerate(rows, start=1):
        for position, value in enumerate(row):
            write_cell(book, sheet, rank, position, value, looks.get(columns[position][0], "montant"))
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def open_table(book: Book, name: str, columns: Columns, frozen: int = 1) -> Any:
    """Add a sheet with the titles of a table, which stay in sight and on each page."""
    sheet = book.workbook.add_worksheet(name)
    write_titles(book, sheet, 0, columns)
    sheet.freeze_panes(1, frozen)
    sheet.repeat_rows(0)
    lay_on_its_side(sheet)
    return sheet


def lay_on_its_side(sheet: Any) -> None:
    """Have a sheet printed on A4, on its side, all its columns on one page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def write_cell(book: Book, sheet: Any, row: int, position: int, value: Any, look: str = "montant") -> None:
    """Write a date, a count, a decimal (an amount, or what ``look`` says) or a text as what it is; ``None`` is empty.

    Excel keeps decimals in binary: an amount is exact to the cent up to many milliards.
    """
    formats = book.formats
    if isinstance(value, datetime.date):
        sheet.write_datetime(row, position, value, formats["date"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, position, float(value), formats[look])
    elif isinstance(value, int):
        sheet.write_number(row, position, value, formats["nombre"])
    elif value is not None:
        sheet.write_string(row, position, value, formats["paragraphe"])
