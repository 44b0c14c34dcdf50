"""The tables of data: nothing in them is misspelt, given twice, or reaches nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from itertools import combinations
from typing import Any, get_args

import pytest
from dossiers import NATURES, REGIMES, VARIANTES, build_variante

from cllaj_docs.documents.texte import Seuils, Textes
from cllaj_docs.domain.plan_comptable import rubriques
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.rules.droit import all_references
from cllaj_docs.rules.parametre import Parametre
from cllaj_docs.rules.piece import all_pieces
from cllaj_docs.rules.regime import Categorie, find_regime

CATEGORIES = set(get_args(Categorie))
REACHED = {
    category for name in VARIANTES for category in find_regime(build_variante(name, "candidature").porteur).categories
}

DROIT = read_shipped("rules", "droit.toml")["references"]
PIECES = read_shipped("rules", "piece.toml")["pieces"]
PARAMETRES = read_shipped("rules", "parametre.toml")["parametres"]
BANQUES = read_shipped("rules", "banque.toml")["banques"]
REGIME = read_shipped("rules", "regime.toml")
RUBRIQUES = read_shipped("domain", "plan_comptable.toml")["rubriques"]
SEUILS = read_shipped("rules", "secret.toml")["seuils"]


def test_every_category_is_somebody_s() -> None:
    assert REACHED == CATEGORIES


@pytest.mark.parametrize("row", [*DROIT, *PIECES], ids=lambda row: row["code"])
def test_a_row_is_for_known_categories(row: dict[str, Any]) -> None:
    assert row["pour"]
    assert set(row["pour"]) <= CATEGORIES
    assert len(set(row["pour"])) == len(row["pour"])


@pytest.mark.parametrize("rows", [DROIT, PIECES, RUBRIQUES, SEUILS], ids=["droit", "pieces", "rubriques", "seuils"])
def test_codes_are_unique(rows: list[dict[str, Any]]) -> None:
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes)


def test_the_tables_are_read_whole_and_in_order() -> None:
    assert [reference.code for reference in all_references()] == [row["code"] for row in DROIT]
    assert [piece.code for piece in all_pieces()] == [row["code"] for row in PIECES]
    assert list(rubriques()) == [row["code"] for row in RUBRIQUES]


def test_regimes_and_natures_are_all_there() -> None:
    assert set(REGIME) == set(REGIMES)
    assert set(REGIME["epci"]["variantes"]["nature"]) == set(NATURES)
    assert set(REGIME["mission_locale_gip"]["variantes"]["comptabilite"]) == {"privee", "publique"}


def test_a_regime_is_private_or_public_and_has_one_way_of_accounting() -> None:
    for name in VARIANTES:
        categories = find_regime(build_variante(name, "candidature").porteur).categories
        assert len(categories & {"prive", "public"}) == 1, name
        assert len(categories & {"comptes_prives", "comptable_public"}) == 1, name


@pytest.mark.parametrize("row", DROIT, ids=lambda row: row["code"])
def test_a_reference_follows_vu_or_stands_in_a_clause(row: dict[str, Any]) -> None:
    words = [row[key] for key in ("texte", "citation") if key in row]
    assert words
    for written in words:
        assert re.match(r"(le|la|les|l’)\b", written)
        assert not re.search(r"[\s.;,]$", written)
    assert row["certitude"] in ("lue", "a_confirmer")
    if "debut" in row and "fin" in row:
        assert row["debut"] <= row["fin"]


@pytest.mark.parametrize("row", PIECES, ids=lambda row: row["code"])
def test_a_piece_stands_in_a_list(row: dict[str, Any]) -> None:
    assert row["libelle"][0].islower()
    assert not re.search(r"[\s.;,]$", row["libelle"])
    assert row["fournie_par"] in ("operateur", "departement")
    assert row["versements"]
    assert set(row["versements"]) <= {"avance", "solde"}


@pytest.mark.parametrize("row", PARAMETRES, ids=lambda row: row["code"])
def test_a_threshold_has_a_unit_and_a_source(row: dict[str, Any]) -> None:
    parametre = Parametre(**row)
    assert parametre.valeur > 0
    assert parametre.certitude in ("lue", "a_confirmer")
    if row["code"].endswith("_mois"):
        assert parametre.valeur == int(parametre.valeur)
        assert parametre.unite.startswith("mois")
    else:
        assert parametre.unite.startswith("euros")
    assert parametre.unite.strip()
    assert parametre.source.strip()


@pytest.mark.parametrize("row", [*DROIT, *PARAMETRES, *PIECES, *BANQUES], ids=lambda row: row["code"])
def test_a_row_of_law_has_a_source(row: dict[str, Any]) -> None:
    assert row["source"].strip()
    if "connaissance générale" in row["source"]:
        assert row["certitude"] == "a_confirmer"  # what nobody has read is never passed off as read
    if {"debut", "fin"} <= set(row):
        assert row["debut"] <= row["fin"]


@pytest.mark.parametrize("row", PIECES, ids=lambda row: row["code"])
def test_a_threshold_is_named_and_printed_together(row: dict[str, Any]) -> None:
    assert ("seuil" in row) == ("{" in row["libelle"])
    assert row.get("seuil") in {None, *(parametre["code"] for parametre in PARAMETRES)}


def test_clauses_know_every_citation_and_every_figure_of_law() -> None:
    assert {field.name for field in fields(Textes)} == {
        row["code"].replace("-", "_") for row in DROIT if "citation" in row
    }
    used_by_checks_only = {"seuil_convention"}
    assert {field.name for field in fields(Seuils)} == {row["code"] for row in PARAMETRES} - used_by_checks_only


def test_two_values_of_a_threshold_never_hold_together() -> None:
    for one, other in combinations([Parametre(**row) for row in PARAMETRES], 2):
        if one.code == other.code:
            first, second = sorted((one, other), key=lambda value: str(value.debut or ""))
            assert first.fin is not None
            assert second.debut is not None
            assert first.fin < second.debut


def test_rubrics_of_a_heading_are_of_one_side_and_stand_together() -> None:
    headings = [(rubrique.groupe, rubrique.cote, rubrique.valorisee) for rubrique in rubriques().values()]
    runs = [heading for rank, heading in enumerate(headings) if rank == 0 or headings[rank - 1] != heading]
    assert len({groupe for groupe, _, _ in runs}) == len(runs)


def test_contributions_in_kind_are_classes_86_and_87() -> None:
    for code, rubrique in rubriques().items():
        assert rubrique.cote in ("charges", "produits")
        assert rubrique.valorisee == code.startswith(("86", "87")), code
        if code[0].isdigit():
            side = "charges" if code.startswith(("6", "86")) else "produits"
            assert rubrique.cote == side, code
    assert [code for code, rubrique in rubriques().items() if rubrique.cote == "charges"] == list(rubriques())[
        : sum(rubrique.cote == "charges" for rubrique in rubriques().values())
    ]


def texts(value: Any) -> Iterator[str]:
    """Every text of a table that somebody will read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("code", "pour", "categories"):
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


@pytest.mark.parametrize("table", [DROIT, PIECES, PARAMETRES, BANQUES, REGIME, RUBRIQUES])
def test_texts_are_typeset(table: Any) -> None:
    for text in texts(table):
        assert "'" not in text, text
        assert text == text.strip(), text
        assert "  " not in text, text
        assert not re.search(r"\bn° |\b[LDR]\. \d|« | »", text), f"espace sécable : {text}"
