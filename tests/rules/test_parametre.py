"""Thresholds of law are dated and sourced."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cllaj_docs.rules.parametre import parametre


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
