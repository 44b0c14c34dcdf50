"""One run at a time in a folder. The lock is the system's own: it dies with the process that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cllaj_docs.delivery.output import unwritable
from cllaj_docs.errors import OutputError

VERROU = ".campagne.verrou"
"""The name of the lock file, which stays, empty."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, made if need be, for the time of the block.

    Raises ``OutputError`` when another process holds it, or when it cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / VERROU, fallback_to_soft=False)
        lock.acquire(blocking=False)
    except Timeout:
        message = f"{folder} : une autre production y est en cours, attendez sa fin ou choisissez un autre dossier"
        raise OutputError(message) from None
    except NotImplementedError:
        raise OutputError(f"{folder} : ce disque ne sait pas verrouiller un fichier, choisissez-en un autre") from None
    except OSError as error:
        raise unwritable(folder, error) from None
    try:
        yield
    finally:
        lock.release()
