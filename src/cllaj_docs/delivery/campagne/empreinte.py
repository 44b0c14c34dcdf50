"""Fingerprints: what a document was made from, in a few figures that say whether it must be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.errors import OutputError

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """What a document was made from. A document is made again when any of this is no longer what it was.

    ``dossier`` and ``gabarits`` are fingerprints (SHA-256, hexadecimal) of the dossier as it came (the bytes of its
    file, else what ``Dossier.to_json`` writes), and of all templates, shipped ones included; ``version`` is that of the
    package; ``date`` the day written in « Fait à …, le … » (``AAAA-MM-JJ``, ``None`` for a dotted line). ``gabarits``
    and ``version`` are empty for the ``dossier.json`` of a folder, which is made from the dossier alone.
    """

    dossier: str
    gabarits: str = ""
    version: str = ""
    date: str | None = None


def digest(content: bytes) -> str:
    """Give the fingerprint of bytes."""
    return hashlib.sha256(content).hexdigest()


def digest_file(path: Path) -> str | None:
    """Give the fingerprint of a file, read piece by piece; ``None`` when it is not there or cannot be read."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                found.update(piece)
    except OSError:
        return None
    return found.hexdigest()


def digest_templates(own: Path | None) -> str:
    """Give the fingerprint of the shipped templates and, if there is one, of the caller's folder.

    Raises ``OutputError`` when a file of theirs cannot be read.
    """
    found = hashlib.sha256()
    for rank, folder in enumerate((shipped_folder("templates"), *([own] if own else []))):
        for path in sorted(_files(folder)):
            content = digest_file(path)
            if content is None:
                raise OutputError(f"{path} : lecture impossible, vérifiez vos droits")
            found.update(f"{rank} {path.relative_to(folder).as_posix()} {content}\n".encode())
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """List the files of a folder of templates, less those that are hidden and those that Word keeps while it edits."""
    return (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))
