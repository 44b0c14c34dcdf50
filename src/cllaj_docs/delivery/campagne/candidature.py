"""One application of a campaign, wherever it was read: a row of a workbook, a file of a folder."""

from __future__ import annotations

from dataclasses import dataclass

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import Faute


@dataclass(frozen=True, slots=True)
class Candidature:
    """An application as read. ``dossier`` is ``None`` when it is at fault, and then ``fautes`` says why.

    ``lieu`` says where it stands, as staff look for it: « campagne.xlsx, ligne 12 » or « dossiers/arras.toml ». The
    path of each fault names the column, or the key of the file.
    """

    lieu: str
    dossier: Dossier | None
    fautes: tuple[Faute, ...] = ()
