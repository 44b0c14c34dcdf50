"""The law as clauses cite it: references and figures that hold on the day of the convention, by code.

A field is a code of ``rules/data`` with underscores; it is ``None`` where the text does not concern the operator, or
does not hold on that day, and the clause then does without.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import Euros
from cllaj_docs.rules.droit import used_references
from cllaj_docs.rules.parametre import used_parametre


@dataclass(frozen=True, slots=True, kw_only=True)
class Textes:
    """References with their article (« l’article L. 1611-4 du Code général des collectivités territoriales »)."""

    cgct_controle: Annotated[str | None, "article du CGCT sur le contrôle des organismes subventionnés"] = None
    cgct_reversement: Annotated[str | None, "article du CGCT qui interdit de reverser une subvention"] = None
    cgct_titre: Annotated[str | None, "article du CGCT sur le titre de recettes"] = None
    casf_secret: Annotated[str | None, "article du CASF sur le secret professionnel"] = None
    commerce_commissaire: Annotated[str | None, "article du Code de commerce sur le commissaire aux comptes"] = None
    juridictions_controle: Annotated[str | None, "article du Code des juridictions financières sur le contrôle"] = None
    justice_recours: Annotated[str | None, "article du Code de justice administrative sur le délai de recours"] = None
    loi_subventions: Annotated[str | None, "article de loi sur le compte rendu financier d’une subvention"] = None
    loi_excedent: Annotated[str | None, "article de loi sur l’excédent que garde une association"] = None
    loi_engagement_republicain: Annotated[str | None, "article de loi sur le contrat d’engagement républicain"] = None
    decret_comptabilite_publique: Annotated[str | None, "décret sur la gestion budgétaire et comptable publique"] = None
    arrete_compte_rendu: Annotated[str | None, "arrêté sur le compte rendu financier"] = None
    donnees_personnelles: Annotated[str | None, "règlement sur les données personnelles"] = None
    referentiel_enfance: Annotated[str | None, "référentiel sur les données de la protection de l’enfance"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seuils:
    """Figures of law: euros for ``seuil_…``, whole months for ``…_mois``."""

    seuil_commissaire: Annotated[Euros | None, "subventions à partir desquelles il faut un commissaire aux comptes"] = (
        None
    )
    seuil_chambre: Annotated[
        Euros | None, "concours à partir duquel la chambre régionale des comptes peut contrôler"
    ] = None
    compte_rendu_mois: Annotated[int | None, "délai du compte rendu financier, en mois"] = None
    restitution_mois: Annotated[int | None, "délai de restitution après un manquement, en mois"] = None
    recours_mois: Annotated[int | None, "délai de recours, en mois"] = None


def find_textes(dossier: Dossier) -> Textes:
    """Give the references that clauses may cite for this dossier."""
    return Textes(**{row.code.replace("-", "_"): row.citation for row in used_references(dossier) if row.citation})


def find_seuils(dossier: Dossier) -> Seuils:
    """Give the figures of law for this dossier."""
    found = {field.name: used_parametre(dossier, field.name) for field in fields(Seuils)}
    values = {name: row.valeur for name, row in found.items() if row}
    return Seuils(**{name: int(value) if name.endswith("_mois") else value for name, value in values.items()})  # type: ignore[arg-type]
