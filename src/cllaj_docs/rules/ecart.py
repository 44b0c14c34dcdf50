"""The financial report: planned against done, with the gaps in euros and in per cent.

Source: arrêté du 11 octobre 2006, art. 3 (gaps between the provisional budget and the realisation, in euros and in
per cent); layout of the Cerfa 15059.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Annotated

from cllaj_docs.domain.bilan import CompteRendu
from cllaj_docs.domain.budget import Budget, Ligne
from cllaj_docs.domain.field import Euros, Part
from cllaj_docs.domain.plan_comptable import Cote, Rubrique, comptes, rubriques

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Ecart:
    """Euros planned and done under one label."""

    libelle: Annotated[str, "libellé de la ligne"]
    prevu: Annotated[Euros, "montant prévu"]
    realise: Annotated[Euros, "montant réalisé"]

    @property
    def ecart(self) -> Annotated[Euros, "réalisé moins prévu"]:
        """Done less planned, in euros: negative when less was spent than planned."""
        return self.realise - self.prevu

    @property
    def taux(self) -> Annotated[Part | None, "écart rapporté au prévu ; absent si rien n’était prévu"]:
        """The gap as a share of what was planned; ``None`` when nothing was planned."""
        return self.ecart / self.prevu if self.prevu else None


@dataclass(frozen=True, slots=True)
class CompteEcart:
    """An account of the plan (« 60 – Achats »): its sum, and its lines when it has others than itself."""

    total: Annotated[Ecart, "somme du compte"]
    lignes: Annotated[tuple[Ecart, ...], "lignes du compte"]

    @property
    def detaille(self) -> Annotated[bool, "le compte s’imprime au-dessus de ses lignes"]:
        """Tell whether the account is printed above its lines; if not, its only line says it all."""
        return self.lignes != (self.total,)


@dataclass(frozen=True, slots=True)
class GroupeEcart:
    """Accounts under one heading of the Cerfa (« Charges directes »). ``valorise``: contributions in kind."""

    libelle: Annotated[str, "titre du groupe"]
    comptes: Annotated[tuple[CompteEcart, ...], "comptes du groupe"]
    valorise: Annotated[bool, "contributions en nature"]

    @property
    def lignes(self) -> Annotated[tuple[Ecart, ...], "lignes du groupe, compte par compte"]:
        """Every line, account by account."""
        return tuple(line for compte in self.comptes for line in compte.lignes)


@dataclass(frozen=True, slots=True)
class TableauEcart:
    """One side of the report. ``total`` leaves the contributions in kind out; ``total_valorise`` is theirs."""

    cote: Annotated[Cote, "« charges » ou « produits »"]
    groupes: Annotated[tuple[GroupeEcart, ...], "groupes de comptes, dans l’ordre du Cerfa"]
    total: Annotated[Ecart, "total, hors contributions en nature"]
    total_valorise: Annotated[Ecart, "total des contributions en nature"]


def compute_ecarts(cote: Cote, budget: Budget, compte_rendu: CompteRendu) -> TableauEcart:
    """Join budget and accounts rubric by rubric, in the order of the Cerfa: a rubric of either side appears."""
    prevues, realisees = _by_rubrique(budget, cote), _by_rubrique(compte_rendu, cote)
    used = [rubrique for code, rubrique in rubriques().items() if code in prevues or code in realisees]
    found = tuple(
        GroupeEcart(label, tuple(_comptes(list(of_group), prevues, realisees)), valorise)
        for (label, valorise), of_group in groupby(used, key=lambda rubrique: (rubrique.groupe, rubrique.valorisee))
    )
    return TableauEcart(
        cote=cote,
        groupes=found,
        total=_sum(f"Total des {cote}", [group for group in found if not group.valorise]),
        total_valorise=_sum("Total des contributions volontaires", [group for group in found if group.valorise]),
    )


def _comptes(
    used: list[Rubrique], prevues: Mapping[str, Ligne], realisees: Mapping[str, Ligne]
) -> Iterator[CompteEcart]:
    """Gather rubrics by account; one that is no account stands alone."""
    for account, of_account in groupby(used, key=lambda rubrique: rubrique.compte or rubrique.code):
        gathered = list(of_account)
        lines = tuple(_line(rubrique, prevues, realisees) for rubrique in gathered)
        if [rubrique.code for rubrique in gathered] == [account]:
            alone = lines[0]
            if account in comptes():
                alone = Ecart(f"{account} – {alone.libelle}", alone.prevu, alone.realise)
            yield CompteEcart(alone, (alone,))
        else:
            yield CompteEcart(_add(f"{account} – {comptes()[account]}", lines), lines)


def _line(rubrique: Rubrique, prevues: Mapping[str, Ligne], realisees: Mapping[str, Ligne]) -> Ecart:
    """Join one rubric; the words that the operator adds in the report come before those of the budget."""
    prevue, realisee = prevues.get(rubrique.code), realisees.get(rubrique.code)
    said = realisee or prevue
    return Ecart(
        libelle=label_rubrique(said) if said else rubrique.libelle,
        prevu=prevue.montant if prevue else ZERO,
        realise=realisee.montant if realisee else ZERO,
    )


def _by_rubrique(budget: Budget, cote: Cote) -> dict[str, Ligne]:
    lignes = budget.charges if cote == "charges" else budget.produits
    return {ligne.rubrique: ligne for ligne in lignes}


def label_rubrique(ligne: Ligne) -> str:
    """Label a line: its rubric, and what the operator adds to it."""
    libelle = rubriques()[ligne.rubrique].libelle
    return f"{libelle} ({ligne.precision})" if ligne.precision else libelle


def _sum(libelle: str, groupes: list[GroupeEcart]) -> Ecart:
    return _add(libelle, [line for group in groupes for line in group.lignes])


def _add(libelle: str, lines: Sequence[Ecart]) -> Ecart:
    return Ecart(libelle, sum((line.prevu for line in lines), ZERO), sum((line.realise for line in lines), ZERO))
