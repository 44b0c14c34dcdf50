"""One application of a campaign, wherever it comes from: a row of a workbook, a file of a folder."""

from __future__ import annotations

from dataclasses import dataclass, field

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import DossierError, Faute


@dataclass(frozen=True, slots=True)
class Candidature:
    """An application. Without ``dossier`` it is at fault, and ``fautes`` says why, or it is a file still to be read.

    ``lieu`` says where it stands, as staff look for it: « campagne.xlsx, ligne 12 » or « dossiers/arras.toml ». The
    path of each fault names the column, or the key of the file. ``fichier`` are the bytes of the file that ``lieu``
    names.
    """

    lieu: str
    dossier: Dossier | None = None
    fautes: tuple[Faute, ...] = ()
    fichier: bytes | None = field(default=None, repr=False)

    def lue(self) -> Candidature:
        """Give this application as read: with its dossier, or with its faults."""
        if self.fichier is None:
            return self
        try:
            return Candidature(self.lieu, Dossier.read(self.fichier, self.lieu))
        except DossierError as error:
            return Candidature(self.lieu, None, error.fautes or (Faute("", error.resume),))
