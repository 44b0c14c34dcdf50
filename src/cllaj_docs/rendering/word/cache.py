"""Compiled templates kept in a folder, for programs that live for one document only.

What is kept is code, so it is read back only from a folder and a file that nobody but this user can write. The key says
all that the code depends on: the template, the filters it was checked against, and the versions of what compiled it.
A folder that cannot be written is no fault: the template is compiled again next time.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import jinja2

from cllaj_docs.errors import OutputError
from cllaj_docs.rendering.word.compiled import Compiled, dump, load

_DIGEST = sha256().digest_size
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_HAS_OWNERS = hasattr(os, "geteuid")
"""Without owners of files, nothing tells whose they are: nothing is kept."""

_ENGINE = Path(__file__).parent


def cache_key(template: bytes, filters: Iterable[str], *, trusted: bool) -> str:
    """Return the name under which a compiled template is kept."""
    key = sha256(template)
    versions = (sys.implementation.cache_tag or "", MAGIC_NUMBER.hex(), jinja2.__version__)
    for word in (*versions, *sorted(filters), str(trusted)):
        key.update(f"\0{word}".encode())
    for module in sorted(_ENGINE.glob("*.py")):
        key.update(module.read_bytes())
    return key.hexdigest()


def read_compiled(folder: Path, key: str) -> Compiled | None:
    """Return a compiled template, or ``None`` when it is not there, not whole, or not surely ours.

    Raises ``OutputError`` when another user could write in the folder.
    """
    if not _HAS_OWNERS:
        return None
    _check_folder(folder)
    try:
        descriptor = os.open(folder / key, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not _is_ours(os.fstat(descriptor), stat.S_ISREG):
            return None
        content = file.read()
    if sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
        return None  # half written
    return load(content[_DIGEST:])


def keep_compiled(folder: Path, key: str, compiled: Compiled) -> None:
    """Keep a compiled template: written aside, then put in place whole."""
    if not _HAS_OWNERS:
        return
    content = dump(compiled)
    aside = folder / f"{key}.{os.getpid()}"
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sha256(content).digest() + content)
        aside.replace(folder / key)
    except OSError:
        return


def _check_folder(folder: Path) -> None:
    """Make the folder if need be; refuse one that another user could write in."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.lstat()
    except OSError as error:
        raise OutputError(f"{folder} : ce dossier de cache n’est pas utilisable, donnez-en un autre") from error
    if not _is_ours(state, stat.S_ISDIR):
        raise OutputError(
            f"{folder} : d’autres utilisateurs peuvent écrire dans ce dossier de cache, "
            "donnez-en un qui n’appartienne qu’à vous"
        )


def _is_ours(state: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether a file or a folder belongs to this user, who alone can write in it."""
    return is_kind(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & _OTHERS_WRITE
