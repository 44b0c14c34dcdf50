"""The planned budget and the financial report: balanced, and large enough for what is granted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cllaj_docs.domain.budget import Budget
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.french.figures import euros
from cllaj_docs.rules.constat import Constat, constat
from cllaj_docs.rules.liquidation import ZERO


def _balanced(dossier: Dossier) -> Iterator[Constat]:
    codes = ("BUDGET_DESEQUILIBRE", "BUDGET_CONTRIBUTIONS_DESEQUILIBREES")
    yield from _balanced_budget(dossier.projet.budget, codes, "projet.budget")
    if dossier.bilan:
        codes = ("COMPTE_RENDU_DESEQUILIBRE", "COMPTE_RENDU_CONTRIBUTIONS_DESEQUILIBREES")
        yield from _balanced_budget(dossier.bilan.compte_rendu, codes, "bilan.compte_rendu")


def _granted_within_budget(dossier: Dossier) -> Iterator[Constat]:
    if dossier.decision is None:
        return
    budget = dossier.projet.budget
    if dossier.decision.montant > budget.total_charges:
        message = (
            f"le montant accordé ({euros(dossier.decision.montant)}) dépasse le coût de l’action "
            f"({euros(budget.total_charges)})"
        )
        yield constat("FINANCEMENT_SUPERIEUR_AU_COUT", message, "decision.montant")
    expected = sum((line.montant for line in budget.produits if line.rubrique == "74-departement"), ZERO)
    if expected < dossier.decision.montant:
        message = (
            f"le budget prévoit {euros(expected)} du Département, la décision accorde "
            f"{euros(dossier.decision.montant)} : demandez un budget à jour"
        )
        yield constat("BUDGET_SANS_SUBVENTION", message, "projet.budget.produits")


def _balanced_budget(budget: Budget, codes: tuple[str, str], place: str) -> Iterator[Constat]:
    pairs = (
        (codes[0], "les charges", budget.total_charges, "les produits", budget.total_produits),
        (
            codes[1],
            "les emplois des contributions volontaires",
            budget.contributions_charges,
            "leurs ressources",
            budget.contributions_produits,
        ),
    )
    for code, left_name, left, right_name, right in pairs:
        if left != right:
            message = (
                f"{left_name} ({euros(left)}) et {right_name} ({euros(right)}) ne s’équilibrent pas : "
                f"écart de {euros(abs(left - right))}"
            )
            yield constat(code, message, place)


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _balanced,
    _granted_within_budget,
)
