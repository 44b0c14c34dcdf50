"""The law as clauses cite it: references and figures that hold on the day of the convention, by code.

A field is a code of ``rules/data`` with underscores; it is ``None`` where the text does not concern the operator, or
does not hold on that day, and the clause then does without.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.rules.droit import used_references
from cllaj_docs.rules.parametre import used_parametre


@dataclass(frozen=True, slots=True, kw_only=True)
class Textes:
    """References with their article (« l’article L. 1611-4 du Code général des collectivités territoriales »)."""

    cgct_controle: str | None = None
    cgct_reversement: str | None = None
    cgct_titre: str | None = None
    casf_secret: str | None = None
    commerce_commissaire: str | None = None
    juridictions_controle: str | None = None
    justice_recours: str | None = None
    loi_subventions: str | None = None
    loi_excedent: str | None = None
    loi_engagement_republicain: str | None = None
    decret_comptabilite_publique: str | None = None
    arrete_compte_rendu: str | None = None
    donnees_personnelles: str | None = None
    referentiel_enfance: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seuils:
    """Figures of law: euros for ``seuil_…``, whole months for ``…_mois``."""

    seuil_commissaire: Decimal | None = None
    seuil_chambre: Decimal | None = None
    compte_rendu_mois: int | None = None
    restitution_mois: int | None = None
    recours_mois: int | None = None


def find_textes(dossier: Dossier) -> Textes:
    """Give the references that clauses may cite for this dossier."""
    return Textes(**{row.code.replace("-", "_"): row.citation for row in used_references(dossier) if row.citation})


def find_seuils(dossier: Dossier) -> Seuils:
    """Give the figures of law for this dossier."""
    found = {field.name: used_parametre(dossier, field.name) for field in fields(Seuils)}
    values = {name: row.valeur for name, row in found.items() if row}
    return Seuils(**{name: int(value) if name.endswith("_mois") else value for name, value in values.items()})  # type: ignore[arg-type]
