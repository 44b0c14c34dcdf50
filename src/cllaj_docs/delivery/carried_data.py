"""What a document carries beside its text: the data of the dossier that it shows, and what it was made from.

A document is sealed by a short fingerprint, which its footer prints: of its data, its date, its templates and the
version of the package. The same in Word, PDF and HTML, it tells at a glance whether two of them say the same.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from cllaj_docs.domain.dossier import Dossier

if TYPE_CHECKING:
    from cllaj_docs.rendering.pdf import Attachment

NAME = "dossier.json"
DESCRIPTION = "Données du dossier que montre ce document, à relire par un programme"
SEAL_NAME = "origine.json"
SEAL_DESCRIPTION = "Document, version, gabarits et date dont ce fichier est fait"
NAMESPACE = "urn:cllaj-docs:donnees:1"
"""Of the custom XML part of a Word file."""

_FIGURES = 12
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Sceau:
    """What a document was made from.

    ``document`` is its name, ``version`` that of the package, ``gabarits`` the fingerprint of its templates (SHA-256,
    hexadecimal), ``date`` the day that it bears (``AAAA-MM-JJ``, ``""`` for a dotted line); ``donnees`` are its data,
    as JSON in UTF-8, empty when it carries none. ``empreinte`` is what its footer prints: « 3F9A-07C1-22BE ».
    """

    document: str
    version: str
    gabarits: str
    date: str
    empreinte: str
    donnees: bytes = b""

    @property
    def day(self) -> datetime.date | None:
        """The day that the document bears."""
        return datetime.date.fromisoformat(self.date) if self.date else None

    def origin(self) -> dict[str, str]:
        """Give all but the data."""
        return {name: getattr(self, name) for name in ORIGIN}


ORIGIN = ("document", "version", "gabarits", "date", "empreinte")


def seal(document: str, version: str, gabarits: str, date: str, content: bytes, *, carries: bool) -> Sceau:
    """Seal a document. ``content`` is its data, or what it shows when its data must not leave the house."""
    return Sceau(
        document, version, gabarits, date,
        fingerprint(document, version, gabarits, date, content),
        content if carries else b"",
    )  # fmt: skip


def fingerprint(document: str, version: str, gabarits: str, date: str, content: bytes) -> str:
    """Give the short fingerprint of what a document is made from."""
    found = hashlib.sha256("\0".join((document, version, gabarits, date, "")).encode())
    found.update(content)
    figures = found.hexdigest()[:_FIGURES].upper()
    return "-".join(figures[start : start + _GROUP] for start in range(0, _FIGURES, _GROUP))


def as_data(dossier: Dossier) -> bytes:
    """Write the part of a dossier that a document shows; ``Dossier.from_json`` reads it back equal.

    What the document may not show is absent from it, and a document that needs it says so: the data of a final report
    have no account, hence make no request for payment. Fields are in the order of the models: this is written for each
    document, and alphabetical order would cost three times as much.
    """
    return _writer().dump_json(dossier)


@cache
def _writer() -> TypeAdapter[Dossier]:
    return TypeAdapter(Dossier)


def as_attachments(sceau: Sceau) -> tuple[Attachment, ...]:
    """Give the files that a PDF carries; none when it may not carry its data."""
    if not sceau.donnees:
        return ()
    from cllaj_docs.rendering.pdf import Attachment

    origin = json.dumps(sceau.origin(), ensure_ascii=False, indent=1).encode()
    return (
        Attachment(NAME, sceau.donnees, "application/json", DESCRIPTION),
        Attachment(SEAL_NAME, origin, "application/json", SEAL_DESCRIPTION),
    )
