"""From what the caller names to a workbook: a file .xlsx or .ods, files .csv or their folder, or bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, TypeAlias

from cllaj_docs.errors import OutputError, WorkbookError
from cllaj_docs.reporting.archive import Archive
from cllaj_docs.reporting.bounds import MAX_FILE, MAX_SHEETS
from cllaj_docs.reporting.delimited import CsvWorkbook
from cllaj_docs.reporting.ods import OdsWorkbook
from cllaj_docs.reporting.values import Workbook
from cllaj_docs.reporting.xlsx import XlsxWorkbook

Source: TypeAlias = str | Path | bytes | Mapping[str, bytes] | Iterable[str | Path]
"""A file .xlsx or .ods, or its bytes; a folder of .csv, their paths, or their bytes by name of sheet."""

_PIECE = 2**20
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def open_workbook(source: Source) -> Workbook:
    """Open a table. Raises ``OutputError`` when a file cannot be read, ``WorkbookError`` when it is no table."""
    if isinstance(source, bytes):
        return _open_archive(source)
    if isinstance(source, Mapping):
        return CsvWorkbook(source)
    paths = _paths(source)
    contents = {path: _read(path) for path in paths}
    archives = [path for path, content in contents.items() if path.suffix.lower() != ".csv"]
    if not archives:
        return CsvWorkbook({path.stem: content for path, content in contents.items()})
    if len(paths) > 1:
        raise WorkbookError("donnez un seul classeur .xlsx ou .ods, ou bien des fichiers .csv seulement")
    return _open_archive(contents[archives[0]])


def _paths(source: str | Path | Iterable[str | Path]) -> list[Path]:
    given = [source] if isinstance(source, str | Path) else list(source)
    paths = [Path(one) for one in given]
    if len(paths) == 1 and paths[0].is_dir():
        folder = paths[0]
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
        if not paths:
            raise OutputError(f"{folder} : ce dossier ne contient aucun fichier .csv")
    if len(paths) > MAX_SHEETS or not paths:
        raise WorkbookError(f"de 1 à {MAX_SHEETS} fichiers sont attendus")
    return paths


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = _read_within(stream, MAX_FILE + 1)
    except FileNotFoundError:
        raise OutputError(f"{path} : ce fichier n’existe pas, vérifiez son nom et son dossier") from None
    except (OSError, ValueError):  # ValueError: a name that no file can have
        raise OutputError(f"{path} : fichier illisible, vérifiez son nom et vos droits d’accès") from None
    if len(content) > MAX_FILE:
        raise WorkbookError(f"fichier de plus de {MAX_FILE // 2**20} Mo : ce n’est pas un tableau", source=str(path))
    return content


def _read_within(stream: IO[bytes], most: int) -> bytes:
    """Read a file up to a size, piece by piece: asking for all of it at once would take that memory at once."""
    pieces, left = [], most
    while left and (piece := stream.read(min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _open_archive(content: bytes) -> Workbook:
    archive = Archive(content)
    if "mimetype" in archive and archive.read("mimetype").decode("latin-1").startswith(_SPREADSHEET):
        return OdsWorkbook(archive)
    return XlsxWorkbook(archive)
