"""What a file says that it was made from, read back from it, and its text."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from cllaj_docs.delivery.carried_data import NAME, NAMESPACE, ORIGIN, SEAL_NAME, Sceau
from cllaj_docs.delivery.fork import open_after_fork
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import DossierError, OutputError
from cllaj_docs.rendering.reading.passage import Reading
from cllaj_docs.rendering.reading.pdf import ONE_AT_A_TIME, is_pdf, read_attachments, read_pdf
from cllaj_docs.rendering.reading.word import read_carried, read_word

_LARGEST = 8 * 2**20
"""Bytes of data that are read: a dossier has some ten thousand."""

_LONGEST_ORIGIN = 200

open_after_fork(ONE_AT_A_TIME)


def kind_of(content: bytes) -> str:
    """Tell the format of a file: ``docx`` or ``pdf``; what is neither is read as Word, and refused there."""
    return "pdf" if is_pdf(content) else "docx"


def read_text(content: bytes) -> Reading:
    """Read what a file says. Raises ``OutputError`` when it cannot be read, or says nothing."""
    read = read_pdf(content) if is_pdf(content) else read_word(content)
    if not read.passages:
        raise OutputError("ce document ne contient aucun texte : vérifiez que c’est le bon fichier")
    return read


def read_seal(content: bytes) -> Sceau | None:
    """Read what a file carries; ``None`` when it carries nothing of ours. Raises ``OutputError``."""
    if is_pdf(content):
        files = read_attachments(content)
        data = files.get(NAME, b"")
        origin: Mapping[str, Any] = _read_origin(_decoded(files.get(SEAL_NAME, b"")))
    else:
        origin, text = read_carried(content, NAMESPACE) or ({}, "")
        data = text.encode()
    if not data:
        return None
    if len(data) > _LARGEST:
        raise OutputError("les données jointes à ce document sont trop grosses pour être celles d’un dossier")
    known = {name: origin.get(name, "") for name in ORIGIN}
    if any(not isinstance(value, str) or len(value) > _LONGEST_ORIGIN for value in known.values()):
        known = dict.fromkeys(ORIGIN, "")
    if not _is_day(known["date"]):
        known["date"] = ""
    return Sceau(**known, donnees=data)


def _is_day(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def read_dossier(sceau: Sceau) -> Dossier:
    """Read the data of a file as a dossier. Raises ``DossierError``: whoever sent it may have written anything."""
    try:
        return Dossier.from_json(_decoded(sceau.donnees))
    except DossierError as error:
        raise DossierError(
            f"les données jointes à ce document ne se relisent pas : {error.resume}", error.fautes
        ) from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise OutputError("les données jointes à ce document sont abîmées") from None


def _read_origin(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text) if text and len(text) <= _LARGEST else {}
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
