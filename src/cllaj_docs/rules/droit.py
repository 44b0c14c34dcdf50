"""Legal references as dated data: which texts a convention cites, on the day it is signed.

The law moves between two conventions: a reference has a validity, and the set is chosen at the day of signature. Where
the tool's source is not the text itself, ``certitude`` says so and a finding asks a person to read it again; what they
find wrong, they correct in the dossier (``convention.references_corrigees``).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.rules.regime import Categorie, Regime, find_regime
from cllaj_docs.rules.validite import Validite

Certitude = Literal["lue", "a_confirmer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Validite):
    """A text to cite: ``texte`` follows « Vu », ``citation`` stands in a clause; ``None``: not used there."""

    code: str
    pour: frozenset[Categorie]
    source: str
    certitude: Certitude
    texte: str | None = None
    citation: str | None = None


@cache
def all_references() -> tuple[Reference, ...]:
    """Give every reference of ``data/droit.toml``, in the order in which they are cited."""
    rows = read_shipped("rules", "droit.toml")["references"]
    return tuple(Reference(**row | {"pour": frozenset(row["pour"])}) for row in rows)


def find_references(regime: Regime, day: datetime.date) -> tuple[Reference, ...]:
    """Give the references that concern a regime and hold on a day."""
    return tuple(
        reference for reference in all_references() if reference.pour & regime.categories and reference.is_valid(day)
    )


def day_of_law(dossier: Dossier) -> datetime.date:
    """Give the day whose law applies: the signature, else the vote, else the end of the call."""
    if dossier.convention and dossier.convention.date_signature:
        return dossier.convention.date_signature
    return dossier.decision.date if dossier.decision else dossier.appel.ouverture.fin


def used_references(dossier: Dossier) -> tuple[Reference, ...]:
    """Give the references of this dossier as staff have corrected them, less the visas that they set aside.

    A visa set aside may still be cited in a clause: it then has no ``texte``.
    """
    convention = dossier.convention
    aside = convention.visas_ecartes if convention else ()
    corrected = {row.code: row for row in convention.references_corrigees} if convention else {}
    used = []
    for found in find_references(find_regime(dossier.porteur), day_of_law(dossier)):
        own = corrected.get(found.code)
        texte = (own and own.texte) or found.texte
        citation = (own and own.citation) or found.citation
        if found.code in aside:
            texte = None
        if own or texte != found.texte:
            found = replace(  # noqa: PLW2901 - the same reference, as staff have corrected it
                found, texte=texte, citation=citation, certitude="lue" if own else found.certitude
            )
        if texte or citation:
            used.append(found)
    return tuple(used)


def cited_references(dossier: Dossier) -> tuple[Reference, ...]:
    """Give the references that the convention of this dossier cites after « Vu »."""
    return tuple(reference for reference in used_references(dossier) if reference.texte)
