"""The applications of a folder: one dossier file each, ``.toml`` or ``.json``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.domain.source import read_content
from cllaj_docs.errors import OutputError

_ENDINGS = (".toml", ".json")


def list_dossiers(folder: Path) -> list[Path]:
    """List the dossier files of a folder, in the order of their names. Raises ``OutputError``."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS and path.name[0] != ".")
    except OSError as error:
        raise OutputError(f"{folder} : dossier illisible ({error.strerror}), vérifiez son nom et vos droits") from None


def open_dossiers(folder: Path) -> Iterator[Candidature]:
    """Give the dossiers of a folder one by one, as files that are still to be read. Raises ``OutputError``."""
    return (Candidature(str(path), fichier=read_content(path)) for path in list_dossiers(folder))
