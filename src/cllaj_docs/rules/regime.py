"""The regime of an operator: its words, and the categories that visas, clauses and pieces are chosen by.

Four regimes are four tables of ``data/regime.toml``, not branches: what applies « to associations » or « to public
accounts » names a category, and a regime lists the categories it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Annotated, Any, Literal

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

    code: Annotated[CodeRegime, "code du régime"]
    libelle: Annotated[str, "forme de l’opérateur : « association »"]
    titre_convention: Annotated[str, "titre de la convention pour ce régime"]
    operateur: Annotated[Designation, "comment le document nomme l’opérateur"]
    contribution: Annotated[Designation, "comment le document nomme l’aide"]
    categories: Annotated[frozenset[Categorie], "catégories dont l’opérateur relève"]
    competence: Annotated[str | None, "compétence au titre de laquelle une communauté agit, sans article"] = None

    @property
    def prive(self) -> Annotated[bool, "organisme de droit privé"]:
        """A private body: loi n° 2000-321, art. 9-1 and 10, and CGCT, art. L. 1611-4 apply."""
        return "prive" in self.categories

    @property
    def associatif(self) -> Annotated[bool, "association : RNA, contrat d’engagement républicain"]:
        """An association: RNA, contrat d'engagement républicain."""
        return "associatif" in self.categories

    @property
    def mission_locale(self) -> Annotated[bool, "mission locale, quelle que soit sa forme"]:
        """A mission locale (Code du travail, art. L. 5314-1), whatever its legal form."""
        return "mission_locale" in self.categories

    @property
    def comptable_public(self) -> Annotated[bool, "comptes tenus par un comptable public"]:
        """Accounts kept by a public accountant, who countersigns the statement of expenses."""
        return "comptable_public" in self.categories


def find_regime(porteur: Porteur) -> Regime:
    """Give the regime of an operator, with the words of its own nature (a community) or accounts (a GIP)."""
    choices = tuple((field, getattr(porteur, field)) for field in _rows()[porteur.regime].get("variantes", ()))
    regime = _regime(porteur.regime, choices)
    own: str | None = getattr(porteur, "competence", None)
    return replace(regime, competence=own) if own else regime


@dataclass(frozen=True, slots=True)
class CasRegime:
    """A regime, and the values of the operator's fields that its words depend on (``{"nature": "metropole"}``).

    ``famille`` names the party whatever these values: « une Communauté ».
    """

    regime: Regime
    champs: Mapping[str, str]
    famille: Designation


@cache
def all_cases() -> tuple[CasRegime, ...]:
    """Give every case of every regime, in the order of the table."""
    cases = []
    for code, row in _rows().items():
        fields = row.get("variantes", {})
        for values in product(*fields.values()):
            choices = tuple(zip(fields, values, strict=True))
            famille = Designation(**row["operateur"])
            cases.append(CasRegime(_regime(code, choices), MappingProxyType(dict(choices)), famille))
    return tuple(cases)


def _rows() -> Mapping[CodeRegime, Mapping[str, Any]]:
    rows: Mapping[CodeRegime, Mapping[str, Any]] = read_shipped("rules", "regime.toml")  # type: ignore[assignment]
    return rows


@cache
def _regime(code: CodeRegime, choices: tuple[tuple[str, str], ...]) -> Regime:
    row = dict(_rows()[code])
    chosen = dict(choices)
    for field, variants in row.pop("variantes", {}).items():
        variant = variants[chosen[field]]
        row = row | {key: value for key, value in variant.items() if key != "categories"}
        row["categories"] = [*row["categories"], *variant.get("categories", [])]
    return Regime(
        code=code,
        libelle=row["libelle"],
        titre_convention=row["titre_convention"],
        operateur=Designation(**row["operateur"]),
        contribution=Designation(**row["contribution"]),
        categories=frozenset(["tous", *row["categories"]]),
        competence=row.get("competence"),
    )
