"""Holds a file against the documents of a dossier, after making sure that it is one of them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cllaj_docs.delivery.carried_data import Sceau
from cllaj_docs.delivery.comparaison.origine import kind_of, read_seal, read_text
from cllaj_docs.delivery.comparaison.valeurs import known_values
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.documents import LIVRES
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import DossierError
from cllaj_docs.french.figures import siret as siret_ecrit
from cllaj_docs.rendering.comparing.compare import compare, resemblance
from cllaj_docs.rendering.comparing.difference import Comparison
from cllaj_docs.rendering.comparing.streams import compare_streams
from cllaj_docs.rendering.comparing.values import clean, squeeze, tokenize
from cllaj_docs.rendering.reading.passage import Reading

Verdict = Literal["identique", "differences", "autre_document", "autre_dossier"]

_SURELY = 0.6
"""Share of words in common from which a file is surely a document."""

_HARDLY = 0.35
"""Share under which it is surely not."""


_PRINTED = re.compile(r"empreinte\s([0-9A-F]{4}(?:-[0-9A-F]{4}){2})\b")


@dataclass(frozen=True, slots=True)
class Rapport:
    """What a comparison found. ``message`` tells the verdict when the file is another document or of another dossier.

    ``blocks`` when a protected value or a clause is touched, or when the file is not what it is held against.
    """

    document: str
    verdict: Verdict
    message: str
    comparison: Comparison
    reading: Reading = field(repr=False)

    @property
    def blocks(self) -> bool:
        """Whether somebody must look."""
        touched = self.comparison.of("protege") or self.comparison.of("clause")
        return self.verdict.startswith("autre") or bool(touched)


def hold(
    toolkit: Toolkit,
    dossier: Dossier,
    content: bytes,
    document: str | None = None,
    *,
    date: datetime.date | None = None,
) -> Rapport:
    """Hold a Word or PDF file against a document of a dossier: the one that it looks most like, unless one is named.

    Without a ``date``, the day that the file says it bears is taken; its fingerprint is taken as it is printed, for it
    is no part of what the document says. Raises ``OutputError`` when the file cannot be read, ``DossierError`` when the
    dossier does not allow the document.
    """
    read = read_text(content)
    if document is not None:
        toolkit.document_type(document).require(dossier)
    possible = toolkit.possible(dossier)
    if not possible:
        raise DossierError("ce dossier ne permet encore aucun document : voir « cllaj-docs controler »")
    format_, day = kind_of(content), _day(content) if date is None else date.isoformat()
    seals = {nom: Sceau(nom, "", "", day, _printed_fingerprint(read)) for nom in possible}
    expected = {nom: read_text(toolkit.render_sealed(dossier, seals[nom], format_).content) for nom in possible}
    alike = {nom: resemblance(reading, read) for nom, reading in expected.items()}
    nearest = max(possible, key=lambda nom: alike[nom])
    wanted = document or nearest
    message = _not_that_document(document, nearest, alike)
    if message:
        return Rapport(wanted, "autre_document", message, Comparison((), alike[wanted]), read)
    message = _not_that_dossier(dossier, expected[wanted], read)
    if message:
        return Rapport(wanted, "autre_dossier", message, Comparison((), alike[wanted]), read)
    comparison = differences_of(format_, dossier, expected[wanted], read)
    return Rapport(wanted, "differences" if comparison.differences else "identique", "", comparison, read)


def differences_of(format_: str, dossier: Dossier, expected: Reading, read: Reading) -> Comparison:
    """Compare two readings of a format: by passages, or word by word where lines are all that is known of them."""
    comparing = compare_streams if format_ == "pdf" else compare
    return comparing(expected, read, known_values(dossier))


def _day(content: bytes) -> str:
    """Give the day that a file says it bears, ``""`` when it says none."""
    sceau = read_seal(content)
    return sceau.date if sceau is not None else ""


def _printed_fingerprint(read: Reading) -> str:
    """Give the fingerprint that the pages of a document print, ``""`` when they print none."""
    found = (_PRINTED.search(passage.text) for passage in reversed(read.passages))
    return next((one[1] for one in found if one), "")


def _not_that_document(document: str | None, nearest: str, alike: Mapping[str, float]) -> str:
    """Say that a file is another document, or none; ``""`` when it is the one."""
    if alike[nearest] < _HARDLY:
        named = f"ce n’est pas {_named(document)}" if document else "ce n’est aucun des documents de ce dossier"
        return f"{named} : {alike[nearest]:.0%} des mots seulement sont les mêmes".replace("%", "\u00a0%")
    if document is None or nearest == document or alike[document] >= _SURELY > alike[nearest]:
        return ""
    if alike[document] < _HARDLY or (alike[nearest] > 0.99 and alike[document] < alike[nearest]):  # noqa: PLR2004 - all but
        return (
            f"ce n’est pas {_named(document)} : ce fichier est plutôt {_named(nearest)} "
            f"(relancez avec « --document {nearest} »)"
        )
    return ""


def _named(document: str) -> str:
    return f"le document « {document} » ({LIVRES[document].titre})"


def _not_that_dossier(dossier: Dossier, expected: Reading, read: Reading) -> str:
    """Say that a file is about another grant, when all that names this one is absent from it."""
    names = {
        "convention n°\u00a0{}": dossier.convention.numero if dossier.convention else "",
        "SIRET {}": siret_ecrit(dossier.porteur.siret),
        "{}": dossier.porteur.nom,
    }
    ours, theirs = _all_said(expected), _all_said(read)
    shown = {form: name for form, name in names.items() if name and squeeze(name) in ours}
    if not shown or any(squeeze(name) in theirs for name in shown.values()):
        return ""
    wanted = ", ".join(form.format(name) for form, name in shown.items())
    others = [one for one in _sirets(read) if one not in _sirets(expected)]
    held = f" ; il porte le SIRET {siret_ecrit(others[0])}" if others else ""
    return f"ce n’est pas un document de ce dossier : rien n’y nomme {wanted}{held}"


def _all_said(reading: Reading) -> str:
    return "\n".join(squeeze(passage.text) for passage in reading.passages)


def _sirets(reading: Reading) -> list[str]:
    found = (token for passage in reading.passages for token in tokenize(clean(passage.text)))
    return list(dict.fromkeys(token.key for token in found if token.sorte == "siret"))
