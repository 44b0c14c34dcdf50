"""The rubrics of the compte rendu financier, read from ``data/plan_comptable.toml`` with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from cllaj_docs.domain.shipped import read_shipped

Cote = Literal["charges", "produits"]


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A rubric: its code, label and side; ``groupe`` is the heading it stands under; ``valorisee`` if in kind."""

    code: str
    libelle: str
    cote: Cote
    groupe: str
    valorisee: bool

    @property
    def compte(self) -> str | None:
        """The two figures of its account in the plan, ``None`` for a heading that is no account."""
        return self.code[:2] if self.code[:2] in comptes() else None


FONDS_DEDIES = "68-fonds-dedies"
"""What was received and not spent at the end (account 689): it balances the accounts, but is no expense."""


@cache
def comptes() -> Mapping[str, str]:
    """Read the labels of the accounts of two figures."""
    return MappingProxyType(dict(read_shipped("domain", "plan_comptable.toml")["comptes"]))


@cache
def rubriques() -> Mapping[str, Rubrique]:
    """Read the rubrics in their printed order. Codes are unique over both sides."""
    rows = read_shipped("domain", "plan_comptable.toml")["rubriques"]
    return MappingProxyType({row["code"]: Rubrique(**row) for row in rows})
