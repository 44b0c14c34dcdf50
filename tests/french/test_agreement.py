from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from cllaj_docs.french import Designation, Genre, accorde, compte, pluriel


@pytest.mark.parametrize(
    ("nombre", "texte"),
    [
        (0, "jeune reçu"),
        (1, "jeune reçu"),
        (1.5, "jeune reçu"),
        (Decimal("1.99"), "jeune reçu"),
        (-1, "jeune reçu"),
        (2, "jeunes reçus"),
        (Decimal("2.5"), "jeunes reçus"),
        (-2, "jeunes reçus"),
        (10**400, "jeunes reçus"),
    ],
)
def test_plural_starts_at_two(nombre: Any, texte: str) -> None:
    assert pluriel(nombre, "jeune reçu") == texte


@pytest.mark.parametrize(
    ("singulier", "au_pluriel"),
    [
        ("jeune reçu", "jeunes reçus"),
        ("jeune ASE accompagné", "jeunes ASE accompagnés"),
        ("jeune ayant accédé au logement", "jeunes ayant accédé au logement"),
        ("jeune reçu en permanence", "jeunes reçus en permanence"),
        ("jeune reçu physiquement", "jeunes reçus physiquement"),
        ("jeune non reçu", "jeunes non reçus"),
        ("permanence ou atelier", "permanences ou ateliers"),
        ("contact par téléphone", "contacts par téléphone"),
        ("contact (appel entrant)", "contacts (appels entrants)"),
        ("chef d’équipe", "chefs d’équipe"),
        ("chef d'équipe", "chefs d'équipe"),
        ("mission locale", "missions locales"),
        ("acteur local", "acteurs locaux"),
        ("réseau social", "réseaux sociaux"),
        ("bail glissant", "baux glissants"),
        ("travail", "travaux"),
        ("détail", "détails"),
        ("festival", "festivals"),
        ("bal", "bals"),
        ("carnaval", "carnavals"),
        ("bilan final", "bilans finals"),
        ("journal", "journaux"),
        ("bureau", "bureaux"),
        ("lieu", "lieux"),
        ("vœu", "vœux"),
        ("pneu bleu", "pneus bleus"),
        ("bijou", "bijoux"),
        ("trou", "trous"),
        ("mois", "mois"),
        ("prix", "prix"),
        ("nez", "nez"),
        ("EPCI", "EPCI"),
        ("CLLAJ", "CLLAJ"),
        ("chef-lieu", "chefs-lieux"),
        ("procès-verbal", "procès-verbaux"),
        ("vice-président", "vice-présidents"),
        ("sous-location", "sous-locations"),
        ("acteur médico-social", "acteurs médico-sociaux"),
        ("rendez-vous", "rendez-vous"),
        ("arc-en-ciel", "arcs-en-ciel"),
        ("chef-d’œuvre", "chefs-d’œuvre"),
        ("lieu-dit", "lieux-dits"),
        ("porte-parole", "porte-parole"),
        ("après-midi", "après-midi"),
        ("Président", "Présidents"),
        ("Monsieur", "Messieurs"),
        ("tout autre organisme", "tous autres organismes"),
        ("1er adjoint", "1ers adjoints"),
    ],
)
def test_plural_by_rule(singulier: str, au_pluriel: str) -> None:
    assert pluriel(2, singulier) == au_pluriel
    assert pluriel(1, singulier) == singulier


def test_a_given_plural_is_taken_as_it_is() -> None:
    assert pluriel(2, "jeune reçu en permanence et logé", "jeunes reçus en permanence et logés").endswith("logés")
    assert pluriel(1, "œil", "yeux") == "œil"


def test_compte() -> None:
    assert compte(37, "jeune reçu") == "37\u00a0jeunes reçus"
    assert compte(0, "jeune reçu") == "0\u00a0jeune reçu"
    assert compte(Decimal("1.5"), "poste") == "1,5\u00a0poste"
    assert compte(1234, "contact") == "1\u202f234\u00a0contacts"
    assert compte(2, "cheval de trait", "chevaux de trait") == "2\u00a0chevaux de trait"


def test_misuse_of_numbers() -> None:
    with pytest.raises(TypeError, match="nombre illisible"):
        pluriel("2", "jeune")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="nombre illisible"):
        pluriel(True, "jeune")
    with pytest.raises(ValueError, match="fini"):
        pluriel(float("nan"), "jeune")
    with pytest.raises(TypeError, match="virgule flottante"):
        compte(1.5, "poste")  # type: ignore[arg-type]


@pytest.mark.parametrize("mots", ["le jeune", "la permanence", "l’atelier", "un jeune", "une action", "Cette action"])
def test_an_article_is_refused_rather_than_bungled(mots: str) -> None:
    with pytest.raises(ValueError, match="sans article"):
        pluriel(2, mots)
    with pytest.raises(ValueError, match="sans article"):
        accorde(mots, "f")


@pytest.mark.parametrize(
    ("mot", "feminin"),
    [
        ("représenté", "représentée"),
        ("représenté par", "représentée par"),
        ("dénommé", "dénommée"),
        ("ci-après dénommé", "ci-après dénommée"),
        ("dûment habilité", "dûment habilitée"),
        ("légalement représenté", "légalement représentée"),
        ("soussigné", "soussignée"),
        ("né le 3 mars", "née le 3 mars"),
        ("ci-joint", "ci-jointe"),
        ("élu", "élue"),
        ("délégué", "déléguée"),
        ("Président", "Présidente"),
        ("Président du conseil d’administration", "Présidente du conseil d’administration"),
        ("Président-directeur général", "Présidente-directrice générale"),
        ("Directeur", "Directrice"),
        ("Directeur général", "Directrice générale"),
        ("Directeur général adjoint des services", "Directrice générale adjointe des services"),
        ("Vice-président", "Vice-présidente"),
        ("Vice-président délégué au logement", "Vice-présidente déléguée au logement"),
        ("Premier vice-président", "Première vice-présidente"),
        ("1er vice-président", "1re vice-présidente"),
        ("Co-président", "Co-présidente"),
        ("Administrateur", "Administratrice"),
        ("adjoint", "adjointe"),
        ("Conseiller départemental", "Conseillère départementale"),
        ("Trésorier", "Trésorière"),
        ("Coordonnateur", "Coordonnatrice"),
        ("Payeur départemental", "Payeuse départementale"),
        ("Chef de service", "Cheffe de service"),
        ("Sous-préfet", "Sous-préfète"),
        ("Maire", "Maire"),
        ("Secrétaire général", "Secrétaire générale"),
        ("Gérant", "Gérante"),
        ("Porteur", "Porteuse"),
        ("bailleur social", "bailleresse sociale"),
        ("bénéficiaire", "bénéficiaire"),
        ("public", "publique"),
        ("actif", "active"),
        ("nombreux", "nombreuse"),
        ("professionnel", "professionnelle"),
        ("mineur", "mineure"),
        ("complet", "complète"),
        ("bon", "bonne"),
        ("soumis", "soumise"),
        ("DGS", "DGS"),
        ("Présidente", "Présidente"),
        ("Directrice générale", "Directrice générale"),
        ("représentée", "représentée"),
        ("Cheffe de service", "Cheffe de service"),
    ],
)
def test_feminine(mot: str, feminin: str) -> None:
    assert accorde(mot, "f") == feminin
    assert accorde(mot, "m") == mot
    assert accorde(feminin, "f") == feminin


@pytest.mark.parametrize(
    ("mot", "genre", "attendu"),
    [
        ("représenté", "m", "représentés"),
        ("représenté", "f", "représentées"),
        ("dénommé ensemble", "f", "dénommées ensemble"),
        ("Directeur général", "m", "Directeurs généraux"),
        ("Directeur général", "f", "Directrices générales"),
        ("soumis", "m", "soumis"),
    ],
)
def test_plural_of_an_agreement(mot: str, genre: Genre, attendu: str) -> None:
    assert accorde(mot, genre, 2) == attendu
    assert accorde(mot, genre, 1) != attendu or mot == attendu


def test_unknown_gender() -> None:
    with pytest.raises(ValueError, match="genre inconnu"):
        accorde("représenté", "n")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="genre inconnu"):
        Designation("Association", "x")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="désignation vide"):
        Designation(" ", "f")


@pytest.mark.parametrize(
    ("designation", "formes"),
    [
        (
            Designation("Association", "f"),
            "l’Association|de l’Association|à l’Association|une Association|cette Association|elle|elle|représentée",
        ),
        (
            Designation("Groupement", "m"),
            "le Groupement|du Groupement|au Groupement|un Groupement|ce Groupement|il|lui|représenté",
        ),
        (
            Designation("Communauté d’agglomération", "f"),
            "la Communauté d’agglomération|de la Communauté d’agglomération|à la Communauté d’agglomération"
            "|une Communauté d’agglomération|cette Communauté d’agglomération|elle|elle|représentée",
        ),
        (
            Designation("Organisme", "m"),
            "l’Organisme|de l’Organisme|à l’Organisme|un Organisme|cet Organisme|il|lui|représenté",
        ),
        (
            Designation("Établissement", "m"),
            "l’Établissement|de l’Établissement|à l’Établissement|un Établissement|cet Établissement|il|lui|représenté",
        ),
        (
            Designation("Département", "m"),
            "le Département|du Département|au Département|un Département|ce Département|il|lui|représenté",
        ),
        (
            Designation("Haut-Commissariat", "m"),
            "le Haut-Commissariat|du Haut-Commissariat|au Haut-Commissariat|un Haut-Commissariat"
            "|ce Haut-Commissariat|il|lui|représenté",
        ),
        (
            Designation("Hanse", "f", elidable=True),
            "l’Hanse|de l’Hanse|à l’Hanse|une Hanse|cette Hanse|elle|elle|représentée",
        ),
    ],
)
def test_designation(designation: Designation, formes: str) -> None:
    d = designation
    assert "|".join((d.le, d.du, d.au, d.un, d.ce, d.il, d.lui, d.accorde("représenté"))) == formes
    assert str(d) == d.mot


def test_designation_opens_a_sentence() -> None:
    association, groupement = Designation("Association", "f"), Designation("Groupement", "m")
    assert [association.Le, association.Du, association.Au, association.Ce, association.Il] == [
        *("L’Association", "De l’Association", "À l’Association", "Cette Association", "Elle"),
    ]
    assert [groupement.Le, groupement.Du, groupement.Au, groupement.Ce, groupement.Il] == [
        *("Le Groupement", "Du Groupement", "Au Groupement", "Ce Groupement", "Il"),
    ]


def test_designation_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Designation("Association", "f").mot = "Groupement"  # type: ignore[misc]
