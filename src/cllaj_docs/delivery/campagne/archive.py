"""Everything of a campaign in one zip file: the same files give the same bytes, whenever and wherever."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from cllaj_docs.delivery.output import writing_whole

ARCHIVE = "campagne.zip"

_BORN = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o644 << 16


def write_archive(path: Path, folder: Path, names: Iterable[str]) -> None:
    """Write files of a folder into a zip file, one after the other. Raises ``OutputError``, and nothing is left then.

    They are stored as they are: documents are compressed already.
    """
    with writing_whole(path) as stream, ZipFile(stream, "w", ZIP_STORED) as archive:
        for name in names:
            source = folder / name
            entry = ZipInfo(name, _BORN)
            entry.create_system, entry.external_attr = _UNIX, _MODE
            entry.file_size = source.stat().st_size
            with source.open("rb") as content, archive.open(entry, "w") as place:
                shutil.copyfileobj(content, place)
