"""Holds a file against the documents of a dossier, after making sure that it is one of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cllaj_docs.delivery.comparaison.valeurs import known_values
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import DossierError, OutputError
from cllaj_docs.french.figures import siret as siret_ecrit
from cllaj_docs.rendering.comparing.compare import compare, resemblance
from cllaj_docs.rendering.comparing.difference import Comparison
from cllaj_docs.rendering.comparing.values import clean, squeeze, tokenize
from cllaj_docs.rendering.reading.passage import Reading
from cllaj_docs.rendering.reading.word import read_word

Verdict = Literal["identique", "differences", "autre_document", "autre_dossier"]

_SURELY = 0.6
"""Share of words in common from which a file is surely a document."""

_HARDLY = 0.35
"""Share under which it is surely not."""


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
    """Hold a Word file against a document of a dossier: the one that it looks most like, unless one is named.

    Raises ``OutputError`` when the file cannot be read, ``DossierError`` when the dossier does not allow the document.
    """
    read = read_word(content)
    if not read.passages:
        raise OutputError("ce document ne contient aucun texte : vérifiez que c’est le bon fichier")
    if document is not None:
        toolkit.document_type(document).require(dossier)
    possible = toolkit.possible(dossier)
    if not possible:
        raise DossierError("ce dossier ne permet encore aucun document : voir « cllaj-docs controler »")
    expected = {nom: read_word(toolkit.render(dossier, nom, date=date).content) for nom in possible}
    alike = {nom: resemblance(reading, read) for nom, reading in expected.items()}
    nearest = max(possible, key=lambda nom: alike[nom])
    wanted = document or nearest
    message = _not_that_document(document, nearest, alike)
    if message:
        return Rapport(wanted, "autre_document", message, Comparison((), alike[wanted]), read)
    message = _not_that_dossier(dossier, expected[wanted], read)
    if message:
        return Rapport(wanted, "autre_dossier", message, Comparison((), alike[wanted]), read)
    comparison = compare(expected[wanted], read, known_values(dossier))
    return Rapport(wanted, "differences" if comparison.differences else "identique", "", comparison, read)


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
    return f"le document « {document} » ({DOCUMENTS[document].titre})"


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
