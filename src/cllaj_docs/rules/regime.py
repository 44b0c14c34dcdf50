"""The regime of an operator: its words, and the categories that visas, clauses and pieces are chosen by.

Four regimes are four tables of ``data/regime.toml``, not branches: what applies « to associations » or « to public
accounts » names a category, and a regime lists the categories it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cllaj_docs.domain.porteur import CodeRegime, Porteur
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.french.agreement import Designation

Categorie = Literal[
    "tous",
    "prive",
    "public",
    "associatif",
    "mission_locale",
    "gip",
    "epci",
    "comptes_prives",
    "comptable_public",
    "communaute_de_communes",
    "communaute_d_agglomeration",
    "communaute_urbaine",
    "metropole",
]


@dataclass(frozen=True, slots=True)
class Regime:
    """How documents speak of an operator, and what applies to it.

    ``operateur`` is the party (« l’Association »), ``contribution`` the grant (« la subvention » for a private body,
    « la participation financière » for a public one). ``competence`` is what a community acts under, without article.
    """

    code: CodeRegime
    libelle: str
    titre_convention: str
    operateur: Designation
    contribution: Designation
    categories: frozenset[Categorie]
    competence: str | None = None

    @property
    def prive(self) -> bool:
        """A private body: loi n° 2000-321, art. 9-1 and 10, and CGCT, art. L. 1611-4 apply."""
        return "prive" in self.categories

    @property
    def associatif(self) -> bool:
        """An association: RNA, contrat d'engagement républicain."""
        return "associatif" in self.categories

    @property
    def mission_locale(self) -> bool:
        """A mission locale (Code du travail, art. L. 5314-1), whatever its legal form."""
        return "mission_locale" in self.categories

    @property
    def comptable_public(self) -> bool:
        """Accounts kept by a public accountant, who countersigns the statement of expenses."""
        return "comptable_public" in self.categories


def find_regime(porteur: Porteur) -> Regime:
    """Give the regime of an operator, with the words of its own nature (a community) or accounts (a GIP)."""
    row: dict[str, Any] = dict(read_shipped("rules", "regime.toml")[porteur.regime])
    for field, variants in row.pop("variantes", {}).items():
        variant = variants[getattr(porteur, field)]
        row = row | {key: value for key, value in variant.items() if key != "categories"}
        row["categories"] = [*row["categories"], *variant.get("categories", [])]
    return Regime(
        code=porteur.regime,
        libelle=row["libelle"],
        titre_convention=row["titre_convention"],
        operateur=Designation(**row["operateur"]),
        contribution=Designation(**row["contribution"]),
        categories=frozenset(["tous", *row["categories"]]),
        competence=getattr(porteur, "competence", None) or row.get("competence"),
    )
