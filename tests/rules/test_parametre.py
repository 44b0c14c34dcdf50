"""Thresholds of law are dated and sourced."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from dossiers import build

from cllaj_docs.rules.parametre import parametre, used_parametre


def test_the_threshold_above_which_a_convention_is_needed() -> None:
    found = parametre("seuil_convention", datetime.date(2025, 7, 7))
    assert found is not None
    assert (found.valeur, found.unite) == (Decimal(23000), "euros par an et par autorité")
    assert "2001-495" in found.source


def test_a_day_before_the_law_has_no_threshold() -> None:
    assert parametre("seuil_convention", datetime.date(2001, 6, 9)) is None
    assert parametre("seuil_convention", datetime.date(2001, 6, 10)) is not None


def test_an_unknown_threshold_is_a_fault_of_the_package() -> None:
    with pytest.raises(LookupError, match="seuil_inconnu"):
        parametre("seuil_inconnu", datetime.date(2025, 1, 1))


def test_a_dossier_corrects_a_value_and_no_other() -> None:
    own = {"convention.parametres_corriges": [{"code": "recours_mois", "valeur": 4, "source": "relu"}]}
    corrected, usual = build("association", "signee", own), build("association", "signee")
    found = used_parametre(corrected, "recours_mois")
    assert found is not None
    assert (found.valeur, found.source, found.certitude) == (Decimal(4), "relu", "lue")
    assert used_parametre(corrected, "seuil_chambre") == used_parametre(usual, "seuil_chambre")
    kept = used_parametre(usual, "recours_mois")
    assert kept is not None
    assert (kept.valeur, kept.certitude) == (Decimal(2), "a_confirmer")


def test_a_correction_does_not_bring_a_law_forward() -> None:
    own = {"convention.parametres_corriges": [{"code": "seuil_convention", "valeur": 1, "source": "relu"}]}
    dossier = build("association", "signee", own)
    assert used_parametre(dossier, "seuil_convention", datetime.date(2001, 6, 9)) is None
