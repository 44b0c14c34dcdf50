"""Short phrases: acts, addresses, communes, persons, correct to the space."""

from __future__ import annotations

import datetime
from typing import Any, get_args

import pytest

from cllaj_docs.documents.phrase import (
    POINTILLES,
    acte,
    adresse,
    adresse_lignes,
    commune,
    en_vertu,
    fait_le,
    personne,
)
from cllaj_docs.domain.personne import Acte, Adresse, NatureActe, Signataire

DAY = datetime.date(2025, 4, 1)

ACTES = {
    "deliberation": ("la délibération", "en vertu de la délibération"),
    "arrete": ("l’arrêté", "en vertu de l’arrêté"),
    "decision": ("la décision", "en vertu de la décision"),
    "proces_verbal": ("le procès-verbal", "en vertu du procès-verbal"),
    "statuts": ("les statuts", "en vertu des statuts"),
    "pouvoir": ("le pouvoir", "en vertu du pouvoir"),
    "recepisse": ("le récépissé", "en vertu du récépissé"),
}


@pytest.mark.parametrize("nature", get_args(NatureActe))
def test_every_nature_of_act_is_worded(nature: Any) -> None:
    name, after = ACTES[nature]
    source = Acte(nature=nature, date=DAY)
    assert acte(source) == f"{name} du 1er\u00a0avril 2025"
    assert en_vertu(source) == f"{after} du 1er\u00a0avril 2025"


def test_an_act_says_who_took_it_and_its_number() -> None:
    whole = Acte(nature="deliberation", organe="du conseil d’administration", numero="12", date=DAY)
    assert acte(whole) == "la délibération du conseil d’administration n°\u00a012 du 1er\u00a0avril 2025"
    assert en_vertu(whole) == (
        "en vertu de la délibération du conseil d’administration n°\u00a012 du 1er\u00a0avril 2025"
    )
    assert acte(Acte(nature="arrete", numero="7", date=DAY)) == "l’arrêté n°\u00a07 du 1er\u00a0avril 2025"


def place(commune_: str, complement: str | None = None) -> Adresse:
    return Adresse(voie="1 rue de l’Essai", complement=complement, code_postal="62018", commune=commune_)


def test_address_on_one_line_or_several() -> None:
    whole = place("Arras Cedex 9", "CS\u00a099999")
    assert adresse(whole) == "1 rue de l’Essai, CS\u00a099999, 62018 Arras Cedex 9"
    assert adresse_lignes(whole) == ("1 rue de l’Essai", "CS\u00a099999", "62018 Arras Cedex 9")
    assert adresse_lignes(place("Arras")) == ("1 rue de l’Essai", "62018 Arras")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Arras", "Arras"),
        ("Arras Cedex 9", "Arras"),
        ("ARRAS CEDEX", "ARRAS"),
        ("Lille cedex", "Lille"),
        ("Hénin-Beaumont Cedex\u00a01", "Hénin-Beaumont"),
        ("Le Touquet-Paris-Plage\u00a0Cedex", "Le Touquet-Paris-Plage"),
        ("Saint-Cedexville", "Saint-Cedexville"),
        ("Bois Cedexois", "Bois Cedexois"),
    ],
)
def test_one_signs_at_a_commune_and_not_at_a_cedex(given: str, expected: str) -> None:
    assert commune(place(given)) == expected


def test_day_of_signature_or_a_dotted_line() -> None:
    assert fait_le(DAY) == "le 1er\u00a0avril 2025"
    assert fait_le(None) == f"le {POINTILLES}"


def signatory(civilite: Any, qualite: str, **others: Any) -> Signataire:
    return Signataire(civilite=civilite, prenom="Camille", nom="Exemple", qualite=qualite, **others)


@pytest.mark.parametrize(
    ("civilite", "qualite", "nom", "fonction", "habilite", "soussigne"),
    [
        ("Mme", "Présidente", "Mme\u00a0Camille Exemple", "la Présidente", "habilitée", "soussignée"),
        ("M.", "Président", "M.\u00a0Camille Exemple", "le Président", "habilité", "soussigné"),
        ("Mme", "Administratrice", "Mme\u00a0Camille Exemple", "l’Administratrice", "habilitée", "soussignée"),
        ("M.", "Administrateur", "M.\u00a0Camille Exemple", "l’Administrateur", "habilité", "soussigné"),
        ("Mme", "Maire", "Mme\u00a0Camille Exemple", "la Maire", "habilitée", "soussignée"),
    ],
)
def test_a_person_commands_the_agreement(
    civilite: str, qualite: str, nom: str, fonction: str, habilite: str, soussigne: str
) -> None:
    found = personne(signatory(civilite, qualite))
    assert (found.nom, found.qualite, found.fonction) == (nom, qualite, fonction)
    assert (found.habilite, found.soussigne) == (habilite, soussigne)
    assert found.habilitation is None


def test_a_person_says_by_what_act_they_sign() -> None:
    found = personne(signatory("M.", "Directeur", habilitation=Acte(nature="statuts", date=DAY)))
    assert found.habilitation == "en vertu des statuts du 1er\u00a0avril 2025"
