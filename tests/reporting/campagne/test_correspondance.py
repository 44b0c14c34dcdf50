"""Another system's export: its columns, words, days and numbers are told in a file, which is itself checked."""

from __future__ import annotations

from typing import Any

import pytest
from campaigns import as_csv_files, faults, read
from tables import grids_as_xlsx

from cllaj_docs.errors import DossierError, WorkbookError
from cllaj_docs.reporting.campagne.correspondance import read_correspondance

EXPORT: list[list[Any]] = [
    [
        *(
            "Dossier",
            "Raison sociale",
            "Statut",
            "N° SIRET",
            "RNA",
            "Rue",
            "CP",
            "Ville",
            "Civ.",
            "Prénom du représentant",
        ),
        *("Nom du représentant", "Fonction", "Projet", "Déposé le", "Secteur", "Résumé", "Action 1", "Action 2"),
        *("Dépenses", "Recettes", "Avis du comité", "Humeur"),
    ],
    [
        *(
            "D-1",
            "Toit d’Essai",
            "LOI 1901",
            "99900055700010",
            "W629990005",
            "1 rue X",
            "62000",
            "Arras",
            "Mme",
            "Camille",
        ),
        *("Exemple", "Présidente", "Un toit", "05/02/2025", "ARRAGEOIS", "Texte.", "Accueil", None),
        *("1,500.50", "1,500.50", "favorable", "bonne"),
    ],
    [
        *("D-2", "Autre Toit", "LOI 1901", "999000557000", "W629990005", "1 rue X", "62000", "Arras", "Mme", "Camille"),
        *("Exemple", "Présidente", "Un toit", "05/02/2025", "ARRAGEOIS", "Texte.", "Accueil", "Suivi"),
        *("1,500.50", "1,500.50", "réservé", "bonne"),
    ],
]

MAPPING = """
dates = "mm/jj/aaaa"
nombres = { decimale = ".", milliers = "," }

[feuilles]
CANDIDATURES = "Export"

[colonnes.CANDIDATURES]
numero = "Dossier"
"projet.numero_dossier" = "N° interne"
"porteur.nom" = "Raison sociale"
"porteur.regime" = "Statut"
"porteur.siret" = "N° SIRET"
"porteur.rna" = "RNA"
"porteur.adresse.voie" = "Rue"
"porteur.adresse.code_postal" = "CP"
"porteur.adresse.commune" = "Ville"
"porteur.representant.civilite" = "Civ."
"porteur.representant.prenom" = "Prénom du représentant"
"porteur.representant.nom" = "Nom du représentant"
"porteur.representant.qualite" = "Fonction"
"projet.titre" = "Projet"
"projet.date_candidature" = "Déposé le"
"projet.territoires" = "Secteur"
"projet.description" = "Résumé"
"projet.actions[0].intitule" = "Action 1"
"projet.actions[1].intitule" = "Action 2"
"projet.budget.charges[0].montant" = "Dépenses"
"projet.budget.produits[0].montant" = "Recettes"

[constantes.CANDIDATURES]
"appel.reference" = "pas-de-calais-2025"
"departement.reference" = "pas-de-calais"
"departement.signataire.civilite" = "Mme"
"departement.signataire.prenom" = "Claude"
"departement.signataire.nom" = "Fictif"
"departement.signataire.qualite" = "Directrice"
"projet.actions[0].type" = "atelier"
"projet.actions[0].code" = "A1"
"projet.actions[0].seances" = 3
"projet.actions[1].type" = "atelier"
"projet.actions[1].code" = "A2"
"projet.actions[1].seances" = 4
"projet.budget.charges[0].rubrique" = "64-remunerations"
"projet.budget.produits[0].rubrique" = "74-departement"

[valeurs.CANDIDATURES."porteur.regime"]
"Loi 1901" = "association"

[valeurs.CANDIDATURES."projet.territoires"]
Arrageois = "Arrageois"

[ignorees]
CANDIDATURES = ["Avis du comité"]
""".replace('"projet.numero_dossier" = "N° interne"\n', "")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_of_one_sheet_makes_whole_dossiers(form: str) -> None:
    grids = {"Export": EXPORT}
    source = grids_as_xlsx(grids) if form == "xlsx" else as_csv_files(grids)
    applications, said = read(source, MAPPING)
    first = applications[0].dossier
    assert first is not None
    assert (first.porteur.regime, first.porteur.nom) == ("association", "Toit d’Essai")
    assert str(first.projet.date_candidature) == "2025-05-02"
    assert first.projet.territoires == ("Arrageois",)
    assert [action.code for action in first.projet.actions] == ["A1"]
    assert str(first.projet.budget.total_charges) == "1500.50"
    assert first.departement.tribunal.nom == "le tribunal administratif de Lille"
    assert said == ["feuille Export, colonne Humeur (V)\u00a0: non lue"]
    assert [(ligne, cell) for ligne, cell, _ in faults(applications)] == [
        (3, "feuille Export, ligne 3, colonne N° SIRET (D)")
    ]


def test_a_sheet_that_stands_alone_may_bear_any_name() -> None:
    mapping = MAPPING.replace('CANDIDATURES = "Export"', "")
    assert read(grids_as_xlsx({"Feuille 1": EXPORT}), mapping)[0][0].dossier is not None


def test_a_column_that_the_mapping_names_must_be_there() -> None:
    mapping = MAPPING.replace('"N° SIRET"', '"SIRET du siège"')
    with pytest.raises(WorkbookError, match=r"feuille Export, ligne 1, colonne porteur\.siret"):
        read(grids_as_xlsx({"Export": EXPORT}), mapping)


def test_every_fault_of_a_mapping_has_its_key() -> None:
    with pytest.raises(DossierError) as refused:
        read_correspondance(
            """
            date = "jj/mm/aaaa"
            dates = "jj/mm"
            nombres = { decimale = ",", milliers = ",", devise = "€" }
            [feuilles]
            CANDIDATURE = "Export"
            ACTIONS = ""
            [colonnes.CANDIDATURES]
            "porteur.nmo" = "Nom"
            "porteur.nom" = "Raison"
            "porteur.sigle" = "RAISON"
            "porteur.siret" = 3
            [colonnes.BUDGETS]
            montants = "Montant"
            [constantes.CANDIDATURES]
            "projet.territoires" = ["Artois"]
            [valeurs.CANDIDATURES."porteur.regime"]
            "Loi 1901" = "association"
            "LOI-1901" = "epci"
            "Autre" = 1.5
            [ignorees]
            CANDIDATURES = "Avis"
            """
        )
    assert [faute.chemin for faute in refused.value.fautes] == [
        "date",
        "dates",
        "nombres.devise",
        "nombres",
        "feuilles.CANDIDATURE",
        "feuilles.ACTIONS",
        "colonnes.CANDIDATURES.porteur.nmo",
        "colonnes.CANDIDATURES.porteur.sigle",
        "colonnes.CANDIDATURES.porteur.siret",
        "colonnes.BUDGETS.montants",
        "constantes.CANDIDATURES.projet.territoires",
        "valeurs.CANDIDATURES.porteur.regime.LOI-1901",
        "valeurs.CANDIDATURES.porteur.regime.Autre",
        "ignorees.CANDIDATURES",
    ]
    said = str(refused.value)
    assert "vouliez-vous écrire «\u00a0porteur.nom\u00a0»" in said
    assert "vouliez-vous écrire «\u00a0CANDIDATURES\u00a0»" in said


def test_a_constant_that_is_wrong_is_said_on_each_row() -> None:
    mapping = MAPPING.replace('"projet.actions[0].seances" = 3', '"projet.actions[0].seances" = "trois"')
    found = faults(read(grids_as_xlsx({"Export": EXPORT[:2]}), mapping)[0])
    assert [message.partition("\u00a0:")[0] for _, _, message in found] == ["constante de la correspondance"]
