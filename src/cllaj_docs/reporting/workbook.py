"""Workbooks out, by XlsxWriter: the same bytes for the same data; no text becomes a formula or a link."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
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
