"""Sentences on the accounts, written by rule: totals, greatest gaps, what is carried over, and never why."""

from __future__ import annotations

from decimal import Decimal

from cllaj_docs.domain.bilan import CompteRendu
from cllaj_docs.french.figures import euros, pourcentage
from cllaj_docs.french.signs import MOINS
from cllaj_docs.rules.ecart import Ecart, TableauEcart

ECARTS_CITES = 3
"""How many gaps are named on each side, from the greatest."""


def comment_comptes(charges: TableauEcart, produits: TableauEcart, compte_rendu: CompteRendu) -> tuple[str, ...]:
    """Tell each side against the budget, then its greatest gaps, then what is carried over."""
    sentences = [
        _tell_total("Les charges réalisées", charges.total),
        _tell_gaps("Plus grands écarts de charges", charges),
        _tell_total("Les produits réalisés", produits.total),
        _tell_gaps("Plus grands écarts de produits", produits),
    ]
    if compte_rendu.fonds_dedies:
        sentences.append(
            f"{euros(compte_rendu.fonds_dedies)} reçus et non dépensés à la fin de l’action sont reportés en fonds "
            "dédiés : ils ne comptent pas dans les dépenses réalisées."
        )
    return tuple(sentence for sentence in sentences if sentence)


def _tell_total(sujet: str, total: Ecart) -> str:
    done = f"{sujet} s’élèvent à {euros(total.realise)}"
    if not total.ecart:
        return f"{done}, comme prévu au budget."
    more = "de plus que" if total.ecart > 0 else "de moins que"
    rate = "" if total.taux is None else f" (écart de {_signed_rate(total.taux)})"
    return f"{done}, soit {euros(abs(total.ecart))} {more} le budget{rate}."


def _tell_gaps(titre: str, tableau: TableauEcart) -> str:
    """Name the greatest gaps in euros, contributions in kind left out; equal gaps keep the order of the table."""
    lines = [line for groupe in tableau.groupes if not groupe.valorise for line in groupe.lignes if line.ecart]
    greatest = sorted(lines, key=lambda line: abs(line.ecart), reverse=True)[:ECARTS_CITES]
    named = " ; ".join(f"{_signed(line)} sur « {line.libelle} »" for line in greatest)
    return f"{titre} : {named}." if named else ""


def _signed(line: Ecart) -> str:
    sign = "+" if line.ecart > 0 else MOINS
    rate = "non prévu au budget" if line.taux is None else _signed_rate(line.taux)
    return f"{sign}{euros(abs(line.ecart))} ({rate})"


def _signed_rate(taux: Decimal) -> str:
    return f"{'+' if taux > 0 else ''}{pourcentage(taux)}"
