"""A bank account: that of the operator to pay, or that where the Département is paid back."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cllaj_docs.domain.field import Bic, Iban, Texte
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.errors import Faute


class Compte(Modele, title="Compte bancaire"):
    """A bank account. The holder must be the body that is paid, to the letter."""

    titulaire: Texte = Field(title="Titulaire", description="Titulaire, exactement comme sur le RIB.")
    iban: Iban = Field(title="IBAN", description="Avec ou sans espaces.")
    bic: Bic = Field(title="BIC", description="8 ou 11 caractères.")
    domiciliation: Texte | None = Field(None, title="Domiciliation", description="Agence qui tient le compte.")

    @coherence
    def _same_country(self) -> Iterator[Faute]:
        if self.iban[:2] != self.bic[4:6]:
            yield Faute(
                "bic",
                f"le pays du BIC ({self.bic[4:6]}) n’est pas celui de l’IBAN ({self.iban[:2]}) : "
                "recopiez les deux depuis le même RIB",
            )
