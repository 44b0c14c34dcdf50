"""Cross-checks of a dossier, in the order in which a comptable reads a file: act, convention, account, amounts, report.

Each check is one small generator in the table ``CHECKS`` of its module. A field that is wrong by itself never reaches
this point (the domain refuses it); here each value is possible, but together they would stop a payment or mislead a
reader. Source of the list: décret n° 2012-1246, art. 19 and 20 (what a public accountant verifies), and the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import localcontext

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import CALCUL_EXACT
from cllaj_docs.rules.constat import Constat
from cllaj_docs.rules.controle import acte, bilan, budget, compte, convention, droit, paiement, signataire, texte

MODULES = (acte, convention, signataire, droit, compte, budget, paiement, bilan, texte)

CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = tuple(rule for module in MODULES for rule in module.CHECKS)


def check(dossier: Dossier) -> tuple[Constat, ...]:
    """Give every finding, blocking or not, in the order of ``CHECKS``. Parts not there yet are not judged."""
    with localcontext(CALCUL_EXACT):
        return tuple(constat for rule in CHECKS for constat in rule(dossier))
