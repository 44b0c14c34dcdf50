"""The journal of a campaign: what was produced, and from what. One line of JSON for each file, only ever appended.

::

    {"etat": "ecriture", "fichiers": ["2025-117-exemple/convention.docx"]}
    {"etat": "fait", "fichier": "2025-117-exemple/convention.docx", "document": "convention", "format": "docx",
     "sha256": "…", "le": "2026-04-02T08:15:00+00:00",
     "source": {"dossier": "…", "gabarits": "…", "version": "0.1.0", "date": "2026-04-02"}}

A file is in its place before its line is written, and a line tells beforehand which known files are about to be
replaced. So whenever the process is killed, what ``read_journal`` gives is what is on disk; a last line cut short says
nothing. Lines are forced to the disk in batches: after a power failure the last ones may be missing, or tell of a file
that the disk lost, which its fingerprint shows, and the next run makes these files again.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from cllaj_docs.delivery.campagne.empreinte import Source
from cllaj_docs.delivery.output import unwritable
from cllaj_docs.errors import OutputError

JOURNAL = "journal.jsonl"
DOSSIER = "dossier"
"""The ``document`` of a ``dossier.json``."""

_BATCH = 256
"""Lines between two times that the disk is waited for."""

_LIGNE_MAX = 1_000_000
_NAME = re.compile(r"[a-z0-9-]+/[a-z0-9-]+\.[a-z]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Production:
    """A file of a campaign: where it is (``2025-117-exemple/convention.docx``), its bytes' fingerprint, its source.

    ``document`` is a name of ``DOCUMENTS``, or ``dossier``; ``le`` says when it was written, in UTC.
    """

    fichier: str
    document: str
    format: str
    sha256: str
    source: Source
    le: str

    @property
    def dossier(self) -> str:
        """The name of the folder that the file is in: one for each application."""
        return self.fichier.partition("/")[0]


def read_journal(folder: Path) -> dict[str, Production]:
    """Give the last thing known of each file of a campaign, by its path in ``folder``; empty without a journal.

    Raises ``OutputError`` when the journal cannot be read, or is none.
    """
    path = folder / JOURNAL
    known: dict[str, Production] = {}
    try:
        with path.open("rb") as stream:
            for rank, line in enumerate(iter(lambda: stream.readline(_LIGNE_MAX), b""), start=1):
                if line.endswith(b"\n"):
                    _apply(known, line, path, rank)
                elif len(line) == _LIGNE_MAX:
                    raise _refused(path, rank)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise OutputError(f"{path} : lecture impossible ({error.strerror}), vérifiez vos droits") from None
    return known


def _apply(known: dict[str, Production], line: bytes, path: Path, rank: int) -> None:
    try:
        data = json.loads(line)
        if data["etat"] == "ecriture":
            for fichier in data["fichiers"]:
                known.pop(fichier, None)
        else:
            production = _production(data)
            known[production.fichier] = production
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refused(path, rank) from None


def _production(data: Mapping[str, object]) -> Production:
    """Read a line « fait ». Raises ``ValueError``, ``KeyError`` or ``TypeError`` on anything else."""
    fields = {name: data[name] for name in ("fichier", "document", "format", "sha256", "le")}
    source = data["source"]
    if data["etat"] != "fait" or not isinstance(source, dict):
        raise ValueError
    given = Source(**source)
    texts = (*fields.values(), given.dossier, given.gabarits, given.version, given.date or "")
    if not all(isinstance(text, str) for text in texts) or not _NAME.fullmatch(str(fields["fichier"])):
        raise ValueError
    return Production(**fields, source=given)  # type: ignore[arg-type]


def _refused(path: Path, rank: int) -> OutputError:
    return OutputError(
        f"{path} : ligne {rank} illisible, ce n’est pas un journal de campagne : rendez-lui son contenu, ou "
        "supprimez ce fichier, et tout sera produit de nouveau"
    )


class Journal:
    """The journal of a folder, open to be continued: see ``open_journal``."""

    def __init__(self, path: Path, stream: BinaryIO, known: dict[str, Production]) -> None:
        self._path = path
        self._stream = stream
        self._waiting = 0
        self.known = known

    def announce(self, fichiers: Iterable[str]) -> None:
        """Say that files are about to be replaced: until they are recorded, nothing is known of them."""
        replaced = [fichier for fichier in fichiers if self.known.pop(fichier, None)]
        if replaced:
            self._append({"etat": "ecriture", "fichiers": replaced})

    def record(self, fichier: str, document: str, format_: str, sha256: str, source: Source) -> None:
        """Say that a file is in its place."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        production = Production(fichier, document, format_, sha256, source, now)
        self.known[fichier] = production
        self._append({"etat": "fait", **asdict(production)})

    def flush(self) -> None:
        """Wait until what was said is on the disk. Raises ``OutputError``."""
        try:
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise unwritable(self._path, error) from None
        self._waiting = 0

    def _append(self, data: Mapping[str, object]) -> None:
        """Add a line at once, or nothing of it."""
        line = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        end = self._stream.tell()
        try:
            written = self._stream.write(line)
            if written != len(line):
                raise OSError(None, "disque plein")  # noqa: TRY301 - told as any other failure to write
        except OSError as error:
            self._cut(end)
            raise unwritable(self._path, error) from None
        self._waiting += 1
        if self._waiting >= _BATCH:
            self.flush()

    def _cut(self, end: int) -> None:
        """Take back a line that went in part; if even that fails, a line cut short says nothing."""
        try:
            self._stream.truncate(end)
        except OSError:
            return


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """Open the journal of a folder, made if need be; the caller holds the folder. Raises ``OutputError``.

    A last line that a killed run cut short is taken off.
    """
    known = read_journal(folder)
    path = folder / JOURNAL
    try:
        stream = path.open("ab", buffering=0)
    except OSError as error:
        raise unwritable(path, error) from None
    with stream:
        try:
            stream.truncate(_end_of_last_line(path))
            stream.seek(0, os.SEEK_END)
        except OSError as error:
            raise unwritable(path, error) from None
        journal = Journal(path, stream, known)
        yield journal
        journal.flush()


def _end_of_last_line(path: Path) -> int:
    """Give the size of a file up to its last end of line."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        start = max(0, size - _LIGNE_MAX)
        stream.seek(start)
        return start + stream.read().rfind(b"\n") + 1
