"""The bank account to be credited."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.rules.banque import public_bank
from cllaj_docs.rules.constat import Constat, constat
from cllaj_docs.rules.regime import find_regime


def _holder_is_operator(dossier: Dossier) -> Iterator[Constat]:
    if dossier.porteur.compte is None:
        return
    titulaire = dossier.porteur.compte.titulaire
    if _plain(titulaire) != _plain(dossier.porteur.nom):
        message = (
            f"le titulaire du compte (« {titulaire} ») n’est pas l’opérateur (« {dossier.porteur.nom} ») : "
            "le comptable refusera le paiement, demandez un RIB au nom exact"
        )
        yield constat("TITULAIRE_DIFFERENT", message, "porteur.compte.titulaire")


def _public_account(dossier: Dossier) -> Iterator[Constat]:
    if dossier.porteur.compte is None:
        return
    iban, regime = dossier.porteur.compte.iban, find_regime(dossier.porteur)
    held_by_state = public_bank(iban) is not None
    if regime.comptable_public and not held_by_state:
        message = "un organisme à comptable public a son compte à la Banque de France ou au Trésor : vérifiez le RIB"
    elif held_by_state and not regime.comptable_public:
        message = (
            "ce compte est tenu par la Banque de France ou le Trésor : vérifiez qu’il est bien celui de l’opérateur"
        )
    else:
        return
    yield constat("COMPTE_INATTENDU", message, "porteur.compte.iban")


def _plain(name: str) -> str:
    """Reduce a name to its letters and digits: a bank writes in capitals, without accents nor punctuation."""
    expanded = name.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("&", " et ")
    letters = unicodedata.normalize("NFKD", expanded.casefold())
    return " ".join(
        "".join(char if char.isalnum() else " " for char in letters if not unicodedata.combining(char)).split()
    )


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _holder_is_operator,
    _public_account,
)
