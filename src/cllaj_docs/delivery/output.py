"""A rendered document, and files that are written whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cllaj_docs.errors import OutputError


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered document: its bytes, the name of its file (``convention.docx``) and its media type."""

    content: bytes = field(repr=False)
    filename: str
    media_type: str

    def save(self, folder: str | Path) -> Path:
        """Write the file into a folder, made if need be, and give its path. Raises ``OutputError``.

        An existing file of that name is replaced at once: no reader ever sees half a document.
        """
        return write_whole(Path(folder) / self.filename, self.content)


def write_whole(path: Path, content: bytes, *, durable: bool = True) -> Path:
    """Write beside the place, then rename. Raises ``OutputError`` and leaves nothing partial behind.

    A process that is killed leaves the file as it was, and what stood beside it to ``sweep``. ``durable`` also waits
    for the disk, so that a power failure changes nothing to that.
    """
    with writing_whole(path, durable=durable) as stream:
        stream.write(content)
    return path


@contextmanager
def writing_whole(path: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """Give a stream beside the place, which takes it after the block. Raises and leaves as ``write_whole`` does."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as stream:
                yield stream
                stream.flush()
                if durable:
                    os.fsync(stream.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> OutputError:
    """Say that a file cannot be written, and why."""
    reason = error.strerror or str(error)
    return OutputError(f"{path} : écriture impossible ({reason}), vérifiez le dossier, vos droits et la place")


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Make a hidden folder for the time of the block. Raises ``OutputError``; ``sweep`` takes what a kill leaves."""
    path = folder / f".brouillon.{secrets.token_hex(8)}"
    try:
        path.mkdir(parents=True)
    except OSError as error:
        raise unwritable(path, error) from None
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


_BESIDE = re.compile(r"\..+\.[0-9a-f]{16}", re.DOTALL)


def sweep(folder: Path) -> None:
    """Remove what killed processes left beside their files; no other process may be writing in the folder.

    Raises ``OutputError``.
    """
    try:
        for path in [path for path in folder.iterdir() if _BESIDE.fullmatch(path.name)]:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    except OSError as error:
        raise unwritable(folder, error) from None
