"""What a document carries beside its text: the data of the dossier that it shows, for the programs that read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cllaj_docs.domain.dossier import Dossier

if TYPE_CHECKING:
    from cllaj_docs.rendering.pdf import Attachment

NAME = "dossier.json"
DESCRIPTION = "Données du dossier que montre ce document, à relire par un programme"


def as_attachment(dossier: Dossier) -> Attachment:
    """Give the file that a PDF carries; ``dossier`` is the part of it that the document shows.

    ``Dossier.from_json`` reads it back equal. What the document may not show is absent from it, and a document that
    needs it says so: the data of a final report have no account, hence make no request for payment.
    """
    from cllaj_docs.rendering.pdf import Attachment

    return Attachment(NAME, dossier.to_json().encode(), "application/json", DESCRIPTION)
