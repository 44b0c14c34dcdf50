"""The financial report: planned against done, with the gaps in euros and in per cent.

Source: arrêté du 11 octobre 2006, art. 3 (gaps between the provisional budget and the realisation, in euros and in
per cent); layout of the Cerfa 15059.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cllaj_docs.domain.bilan import CompteRendu
from cllaj_docs.domain.budget import Budget, Ligne
from cllaj_docs.domain.plan_comptable import Cote, rubriques

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Ecart:
    """Euros planned and done under one label."""

    libelle: str
    prevu: Decimal
    realise: Decimal

    @property
    def ecart(self) -> Decimal:
        """Done less planned, in euros: negative when less was spent than planned."""
        return self.realise - self.prevu

    @property
    def taux(self) -> Decimal | None:
        """The gap as a share of what was planned; ``None`` when nothing was planned."""
        return self.ecart / self.prevu if self.prevu else None


@dataclass(frozen=True, slots=True)
class GroupeEcart:
    """Lines under one heading of the Cerfa (« Charges directes »). ``valorise``: contributions in kind."""

    libelle: str
    lignes: tuple[Ecart, ...]
    valorise: bool


@dataclass(frozen=True, slots=True)
class TableauEcart:
    """One side of the report. ``total`` leaves the contributions in kind out; ``total_valorise`` is theirs."""

    cote: Cote
    groupes: tuple[GroupeEcart, ...]
    total: Ecart
    total_valorise: Ecart


def compute_ecarts(cote: Cote, budget: Budget, compte_rendu: CompteRendu) -> TableauEcart:
    """Join budget and accounts rubric by rubric, in the order of the Cerfa: a rubric of either side appears."""
    prevues, realisees = _by_rubrique(budget, cote), _by_rubrique(compte_rendu, cote)
    groupes: dict[str, list[Ecart]] = {}
    valorises = set()
    for code, rubrique in rubriques().items():
        if code not in prevues and code not in realisees:
            continue
        line = Ecart(
            libelle=label_rubrique(realisees.get(code) or prevues[code]),
            prevu=prevues[code].montant if code in prevues else ZERO,
            realise=realisees[code].montant if code in realisees else ZERO,
        )
        groupes.setdefault(rubrique.groupe, []).append(line)
        if rubrique.valorisee:
            valorises.add(rubrique.groupe)
    found = tuple(GroupeEcart(label, tuple(lines), label in valorises) for label, lines in groupes.items())
    return TableauEcart(
        cote=cote,
        groupes=found,
        total=_sum(f"Total des {cote}", [group for group in found if not group.valorise]),
        total_valorise=_sum("Total des contributions volontaires", [group for group in found if group.valorise]),
    )


def _by_rubrique(budget: Budget, cote: Cote) -> dict[str, Ligne]:
    lignes = budget.charges if cote == "charges" else budget.produits
    return {ligne.rubrique: ligne for ligne in lignes}


def label_rubrique(ligne: Ligne) -> str:
    """Label a line: its rubric, and what the operator adds to it."""
    libelle = rubriques()[ligne.rubrique].libelle
    return f"{libelle} ({ligne.precision})" if ligne.precision else libelle


def _sum(libelle: str, groupes: list[GroupeEcart]) -> Ecart:
    lines = [line for group in groupes for line in group.lignes]
    return Ecart(libelle, sum((line.prevu for line in lines), ZERO), sum((line.realise for line in lines), ZERO))
