"""Workbooks of a campaign for tests: written by the house, opened as grids of cells, changed, written again.

``book(dossiers)`` gives the cells of each sheet, its row of names first; ``cell`` finds one by application and name of
column. A test changes the one cell that it is about.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.dossier import SHIPPED_PARTS
from cllaj_docs.reporting.campagne.correspondance import Correspondance, read_correspondance
from cllaj_docs.reporting.campagne.ecriture import write_campagne
from cllaj_docs.reporting.campagne.lecture import Application, LectureCampagne
from cllaj_docs.reporting.files import Source, open_workbook

Grids = dict[str, list[list[Any]]]


def written(dossiers: Sequence[Dossier], exemple: Dossier | None = None) -> bytes:
    """The workbook of some dossiers; what all share is that of the first."""
    communes = {name: getattr(dossiers[0], name).model_dump() for name in SHIPPED_PARTS}
    return write_campagne(communes, dossiers, exemple)


def book(dossiers: Sequence[Dossier]) -> Grids:
    """The same as grids, without its bands, its help and its lists."""
    workbook = open_workbook(written(dossiers))
    grids: Grids = {}
    for name, rows in workbook.sheets():
        width = 0
        grid: list[list[Any]] = []
        for number, cells in rows:
            values = dict(map(workbook.decode, cells))
            width = max(width, *values, 0) if values else width
            while len(grid) < number - 1:
                grid.append([])
            grid.append([values.get(rank) for rank in range(max(values, default=-1) + 1)])
        if name not in ("MODE D’EMPLOI", "LISTES"):
            grids[name] = grid[1:]
    return grids


def put(grids: Grids, sheet: str, row: int, column: str, value: Any) -> None:
    """Change a cell: the ``row``-th row after the names, from 0, of the column of that name."""
    rank = grids[sheet][0].index(column)
    cells = grids[sheet][row + 1]
    cells += [None] * (rank + 1 - len(cells))
    cells[rank] = value


def read(source: Source, correspondance: str | None = None) -> tuple[list[Application], list[str]]:
    """Read a workbook: its applications, and what is said of it."""
    mapping = Correspondance() if correspondance is None else read_correspondance(correspondance)
    reading = LectureCampagne(open_workbook(source), mapping)
    return list(reading.applications()), reading.remarques


def faults(applications: Sequence[Application]) -> list[tuple[int, str, str]]:
    """Row of the application, cell and message of each fault."""
    return [(a.ligne, f.chemin, f.message) for a in applications for f in a.fautes]


def as_csv_files(grids: Grids) -> dict[str, bytes]:
    """One .csv for each sheet, as a French Excel writes them."""
    files = {}
    for name, cells in grids.items():
        text = StringIO(newline="")
        width = max(map(len, cells))
        whole = ([*row, *[None] * (width - len(row))] for row in cells)  # as programs do
        csv.writer(text, delimiter=";").writerows([_french(value) for value in row] for row in whole)
        files[name] = text.getvalue().encode("utf-8-sig")
    return files


def _french(value: Any) -> str:
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return "" if value is None else str(value)
