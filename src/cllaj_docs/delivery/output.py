"""A rendered document, and files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

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


def write_whole(path: Path, content: bytes) -> Path:
    """Write beside the place, then rename. Raises ``OutputError`` and leaves nothing partial behind."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{path} : écriture impossible ({reason}), vérifiez le dossier, vos droits et la place"
        raise OutputError(message) from None
    return path
