"""What a dossier is: its shapes, and the validation of each field where the field is declared.

The parts of a dossier that a host may name in its types; ``Euros`` and ``Part`` mark the amounts and the shares that a
host computes, so that templates know how to print them.
"""

from cllaj_docs.domain.appel import Appel, Indicateur
from cllaj_docs.domain.bilan import Bilan, Frein
from cllaj_docs.domain.budget import Budget, Ligne
from cllaj_docs.domain.convention import Convention
from cllaj_docs.domain.decision import Decision
from cllaj_docs.domain.departement import Departement
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import Euros, Part
from cllaj_docs.domain.paiement import Paiement
from cllaj_docs.domain.porteur import Porteur
from cllaj_docs.domain.projet import Action, Projet

__all__ = [
    "Action",
    "Appel",
    "Bilan",
    "Budget",
    "Convention",
    "Decision",
    "Departement",
    "Dossier",
    "Euros",
    "Frein",
    "Indicateur",
    "Ligne",
    "Paiement",
    "Part",
    "Porteur",
    "Projet",
]
