"""What a campaign says of an application beside its documents: its folder, its operator, its numbers, its amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cllaj_docs.delivery.campagne.nommage import folder_name
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import Faute
from cllaj_docs.rules.campagne import Montants, compute_montants
from cllaj_docs.rules.regime import find_regime

CONVENTION, DEMANDE = "convention.numero", "projet.numero_dossier"
"""Fields whose number is that of one application only."""


@dataclass(frozen=True, slots=True)
class Fiche:
    """``nom`` names the folder, ``regime`` is in words, ``numeros`` are by field.

    There are no ``montants`` as long as nothing is decided.
    """

    nom: str
    operateur: str
    siret: str
    regime: str
    numeros: Mapping[str, str]
    montants: Montants | None


def describe(dossier: Dossier) -> Fiche:
    """Say what a campaign keeps of a dossier."""
    convention = dossier.convention.numero if dossier.convention else None
    numeros = {DEMANDE: dossier.projet.numero_dossier, CONVENTION: convention}
    return Fiche(
        folder_name(dossier),
        dossier.porteur.nom,
        dossier.porteur.siret,
        find_regime(dossier.porteur).libelle,
        {chemin: numero for chemin, numero in numeros.items() if numero is not None},
        compute_montants(dossier),
    )


class Registre:
    """The applications of a campaign as they come: what two of them bear is a fault of the one that comes last.

    ``noms`` gives the place of each by the name of its folder. ``place`` names a field as its source does: its column.
    """

    def __init__(self, place: Callable[[str], str] = str) -> None:
        self._place = place
        self._numeros: dict[tuple[str, str], str] = {}
        self.noms: dict[str, str] = {}

    def enter(self, lieu: str, fiche: Fiche) -> tuple[Faute, ...]:
        """Write an application down, and give what another bears already: a number, or the name of its folder."""
        return tuple(self.repeated(lieu, fiche)) or tuple(self._twice(lieu, fiche))

    def repeated(self, lieu: str, fiche: Fiche) -> Iterator[Faute]:
        """Give the numbers of an application that another bears already."""
        for chemin, numero in fiche.numeros.items():
            first = self._numeros.setdefault((chemin, numero), lieu)
            if first != lieu:
                message = f"ce numéro est déjà celui d’une autre candidature ({first}) : corrigez l’un des deux"
                yield Faute(self._place(chemin), message)

    def _twice(self, lieu: str, fiche: Fiche) -> Iterator[Faute]:
        """Refuse an application whose folder is another's: most often the same row, twice."""
        first = self.noms.setdefault(fiche.nom, lieu)
        if first != lieu:
            message = f"même numéro et même opérateur que {first} : donnez à chacune le sien, ou supprimez le doublon"
            yield Faute(self._place(CONVENTION if CONVENTION in fiche.numeros else "porteur.nom"), message)
