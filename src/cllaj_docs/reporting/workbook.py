"""Workbooks out, by XlsxWriter: the same bytes for the same data; no text becomes a formula or a link."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
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
}


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
    with xlsxwriter.Workbook(output, options) as workbook:
        workbook.set_properties(
            {"title": title, "subject": subject, "author": "cllaj-docs", "company": "", "created": _BORN}
        )
        yield Book(workbook, {name: workbook.add_format(look) for name, look in _LOOK.items()}, output)
