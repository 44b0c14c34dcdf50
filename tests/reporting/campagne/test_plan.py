"""The sheets of a campaign: every field of a dossier has its place, and every word its meaning."""

from __future__ import annotations

import re

import pytest

from cllaj_docs.domain.colonne import plain
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.reporting.campagne.plan import PARTICULARITES, dossier_fields, feuilles
from cllaj_docs.reporting.campagne.valeurs import _READERS

SHEETS = [feuille for feuille in feuilles().values() if not feuille.libre]


def test_every_field_of_a_dossier_has_a_column_or_is_known_to_be_rare() -> None:
    columns = {
        f"{partie}.{colonne.champ.chemin}".strip(".")
        for feuille in SHEETS
        for partie in feuille.parties.values()
        for colonne in feuille.colonnes
    }
    assert columns <= set(dossier_fields())
    rare = set(dossier_fields()) - columns
    assert {re.sub(r"\[\].*", "", chemin) for chemin in rare} == {
        "convention.references_corrigees",
        "convention.parametres_corriges",
        "convention.pieces_ecartees",
        "convention.pieces_supplementaires",
    }


@pytest.mark.parametrize("feuille", SHEETS, ids=lambda feuille: feuille.nom)
def test_names_of_columns_are_told_apart(feuille: object) -> None:
    assert isinstance(feuille, type(SHEETS[0]))
    names = [plain(colonne.nom) for colonne in feuille.colonnes]
    assert len(set(names)) == len(names) > 0
    for colonne in feuille.colonnes:
        assert feuille.ecritures()[plain(colonne.nom)] == colonne.champ
        assert feuille.ecritures().get(plain(colonne.champ.chemin)) in (colonne.champ, None)  # « nom » may be several


@pytest.mark.parametrize("feuille", SHEETS, ids=lambda feuille: feuille.nom)
def test_all_parts_of_a_sheet_have_the_same_columns(feuille: object) -> None:
    assert isinstance(feuille, type(SHEETS[0]))
    for partie in feuille.parties.values():
        for colonne in feuille.colonnes:
            assert f"{partie}.{colonne.champ.chemin}".strip(".") in dossier_fields()


def test_words_of_a_list_are_told_apart_and_none_is_idle() -> None:
    fields = [colonne.champ for feuille in SHEETS for colonne in feuille.colonnes]
    for champ in fields:
        words = [plain(word) for pair in champ.choix.items() for word in {pair[0], pair[1]} if champ.forme == "choix"]
        assert len({plain(label) for label in champ.choix.values()}) == len(champ.choix) or champ.forme == "rubrique"
        assert all(words)
    used = {code for champ in dossier_fields().values() for code in champ.choix}
    assert set(read_shipped("domain", "libelle.toml")) <= used


def test_every_kind_of_cell_is_read() -> None:
    formes = {champ.forme for champ in dossier_fields().values()}
    assert formes - set(_READERS) == {"date", "montant", "taux", "decimal", "entier", "chiffres"}


def test_the_sheet_of_any_field_has_no_column_of_its_own() -> None:
    assert feuilles()[PARTICULARITES].colonnes == ()
