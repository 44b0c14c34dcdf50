"""Zip archives of .xlsx and .ods: opened under bounds, members read as streams."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import IO, Self

from cllaj_docs.errors import WorkbookError
from cllaj_docs.reporting.bounds import MAX_MEMBER, MAX_MEMBERS, MAX_RATIO, MAX_WHOLE, RATIO_FLOOR

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Excel writes for .xls, and for .xlsx behind a password
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
"""What the standard library raises on a damaged archive."""


class Stream:
    """A member that is read piece by piece, never past the size that the directory gives, which was checked."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._member.close()

    def read(self, size: int = -1) -> bytes:
        """Read that many bytes, fewer at the end. Raises ``WorkbookError`` on damage."""
        try:
            return self._member.read(size)
        except DAMAGE:
            raise damaged() from None


class Archive:
    """An archive whose directory was checked. Raises ``WorkbookError`` when it is no archive, or out of bounds."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_COMPOUND):
            raise WorkbookError(
                "ancien format .xls, ou classeur protégé par un mot de passe : "
                "enregistrez-le en .xlsx, sans mot de passe"
            )
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except DAMAGE:
            raise WorkbookError("ce fichier n’est ni un classeur .xlsx ni un classeur .ods, ou il est abîmé") from None
        self._members = {entry.filename: entry for entry in self._zip.infolist()}
        self._check()

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_MEMBERS or len(self._members) != len(entries):
            raise WorkbookError("cette archive contient trop de fichiers, ou deux fois le même : refusée")
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise WorkbookError("ce classeur est protégé par un mot de passe : retirez-le")
            if entry.compress_type not in _METHODS:
                raise damaged()
            trap = entry.file_size > RATIO_FLOOR and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
            if trap or entry.file_size > MAX_MEMBER:
                raise WorkbookError("ce classeur se déplie comme un piège, ou il est bien trop gros : refusé")

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def open(self, name: str) -> Stream:
        """Give a member as a stream, to close. Raises ``WorkbookError`` when it is missing or damaged."""
        if name not in self._members:
            raise damaged()
        try:
            return Stream(self._zip.open(self._members[name]))
        except DAMAGE:
            raise damaged() from None

    def read(self, name: str) -> bytes:
        """Read a member whole, within ``MAX_WHOLE``."""
        with self.open(name) as stream:
            content = stream.read(MAX_WHOLE + 1)
        if len(content) > MAX_WHOLE:
            raise WorkbookError("une partie de ce classeur est bien trop grosse : refusé")
        return content


def damaged() -> WorkbookError:
    """Make the error of a file that cannot be read to its end."""
    return WorkbookError("ce classeur est abîmé : ouvrez-le dans un tableur et enregistrez-le à nouveau")
