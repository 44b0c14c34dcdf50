"""French: values in, text out. Figures, letters, dates, ordinals, agreement, elision, spacing, persons.

The lowest floor: it imports nothing of the project, reads no locale, no clock and no setting, and holds no state.
Misuse raises ``TypeError`` or ``ValueError`` with a French message.
"""

from __future__ import annotations

from cllaj_docs.french.agreement import Designation, Genre, accorde, compte, pluriel
from cllaj_docs.french.dates import (
    date_courte,
    date_longue,
    duree_en_mois,
    jour_date_longue,
    mois_annee,
    parse_date,
    periode,
)
from cllaj_docs.french.elision import a, de, elidable, elide, que
from cllaj_docs.french.figures import centimes, euros, iban, nombre, pourcentage, siren, siret, telephone
from cllaj_docs.french.letters import montant_en_lettres, nombre_en_lettres, parse_amount, parse_number
from cllaj_docs.french.ordinals import ordinal, ordinal_en_lettres
from cllaj_docs.french.persons import Civilite, fonction, genre_de, nom_complet
from cllaj_docs.french.typography import polish

__all__ = [
    "Civilite",
    "Designation",
    "Genre",
    "a",
    "accorde",
    "centimes",
    "compte",
    "date_courte",
    "date_longue",
    "de",
    "duree_en_mois",
    "elidable",
    "elide",
    "euros",
    "fonction",
    "genre_de",
    "iban",
    "jour_date_longue",
    "mois_annee",
    "montant_en_lettres",
    "nom_complet",
    "nombre",
    "nombre_en_lettres",
    "ordinal",
    "ordinal_en_lettres",
    "parse_amount",
    "parse_date",
    "parse_number",
    "periode",
    "pluriel",
    "polish",
    "pourcentage",
    "que",
    "siren",
    "siret",
    "telephone",
]
