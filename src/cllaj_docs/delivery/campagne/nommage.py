"""The name of an operator's folder: ``2025-117-mission-locale-d-exempleville``, safe on any file system.

Small ASCII letters, digits and hyphens: two names that differ by case alone cannot be, no name ends with a dot or a
space, and none is reserved by Windows, since each has a number, a hyphen and an operator.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from cllaj_docs.domain.dossier import Dossier

LONGUEUR_MAX = 80
"""Characters: three names as long still fit in the 260 of a Windows path."""

_NUMERO_MAX = 40
_SANS_NUMERO = "sans-numero"
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}
)


def folder_name(dossier: Dossier) -> str:
    """Name the folder of a dossier: the number of its convention, else of its decision, and its operator.

    The name depends on nothing but the dossier, so that the next run finds the same folder.
    """
    number = dossier.convention.numero if dossier.convention else dossier.decision.numero if dossier.decision else ""
    head = _shorten(number, _NUMERO_MAX) or _SANS_NUMERO
    return f"{head}-{_shorten(dossier.porteur.nom, LONGUEUR_MAX - len(head) - 1) or 'operateur'}"


def _shorten(text: str, room: int) -> str:
    """Write a text with the letters of a name. One cut short, or without any such letter, ends with its fingerprint."""
    apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = "".join(character for character in apart if not unicodedata.combining(character)).lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(name) <= room and (name or not text.strip()):
        return name
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{name[: room - len(mark) - 1].rstrip('-')}-{mark}".strip("-")
