"""Filled tables in .csv, one file for each sheet: « ; », « , » or tabulation, UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import StringIO
from itertools import islice

from cllaj_docs.errors import FauteCellule, WorkbookError
from cllaj_docs.reporting.bounds import MAX_COLUMNS, MAX_HEADER_ROW, MAX_ROWS
from cllaj_docs.reporting.values import EPOCH_1900, Cell, Row, Sheet

_SEPARATORS = (";", ",", "\t")


class CsvWorkbook:
    """Files by the name of their sheet. Raises ``WorkbookError`` when one is not a text."""

    epoch = EPOCH_1900

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._texts = {sheet: _decode(content, sheet) for sheet, content in files.items()}

    def sheets(self) -> Iterator[Sheet]:
        """Give the sheets in the order of the files."""
        return ((sheet, _rows(text, sheet)) for sheet, text in self._texts.items())

    @staticmethod
    def decode(cell: Cell) -> Cell:
        """Give a cell as it is: all of them are texts."""
        return cell

    @staticmethod
    def hidden_rows() -> Iterator[tuple[str, int]]:
        """Give nothing: a text hides no row."""
        return iter(())


def _decode(content: bytes, sheet: str) -> str:
    """Read the bytes of a spreadsheet program: what is not UTF-8 is Windows-1252, which every French Excel writes."""
    encodings = (
        ("utf-16",) if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ("utf-8-sig", "cp1252")
    )
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    fault = FauteCellule(sheet, 0, "", "enregistrez ce fichier au format CSV UTF-8")
    raise WorkbookError("ce fichier n’est pas un texte lisible :", [fault])


def _separator(text: str) -> str:
    """Choose the separator that cuts the most of the first rows to one and the same width, then the widest ones."""

    def regular(separator: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        with suppress(csv.Error):
            widths.update(len(cells) for cells in islice(_reader(text, separator), MAX_HEADER_ROW) if len(cells) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(_SEPARATORS, key=regular)


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)


def _rows(text: str, sheet: str) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(_reader(text, _separator(text)), start=1):
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                fault = FauteCellule(sheet, number, "", f"au plus {MAX_ROWS} lignes et {MAX_COLUMNS} colonnes")
                raise WorkbookError("ce fichier est trop grand :", [fault])
            if any(cells):
                yield number, [(rank, cell) for rank, cell in enumerate(cells) if cell]
    except csv.Error:
        message = "guillemet mal placé ou jamais fermé après cette ligne : la suite du fichier serait perdue"
        raise WorkbookError("ce fichier CSV est illisible :", [FauteCellule(sheet, number, "", message)]) from None
