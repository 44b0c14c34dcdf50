"""Names of folders: safe everywhere, the same at each run, and different for different operators."""

from __future__ import annotations

import re

import pytest
from dossiers import build
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.delivery.campagne.nommage import LONGUEUR_MAX, folder_name


def name(numero: str, nom: str) -> str:
    return folder_name(build("association", "redigee", {"convention.numero": numero, "porteur.nom": nom}))


@pytest.mark.parametrize(
    ("numero", "nom", "expected"),
    [
        ("2025-117", "Mission locale d’Exempleville", "2025-117-mission-locale-d-exempleville"),
        ("2025/117", "Œuvre & Foyer : l'Été", "2025-117-oeuvre-foyer-l-ete"),
        ("CON", "NUL.", "con-nul"),
        ("..\\..", "../../etc", None),
        ("n° 4", "A" * 300, None),
    ],
)
def test_a_name_is_readable(numero: str, nom: str, expected: str | None) -> None:
    found = name(numero, nom)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", found)
    assert len(found) <= LONGUEUR_MAX
    assert expected in (None, found)


def test_the_decision_stands_for_a_convention_that_is_not_written() -> None:
    assert folder_name(build("association", "votee", {"porteur.nom": "Le Toit"})) == "2025-118-le-toit"
    assert folder_name(build("association", "candidature", {"porteur.nom": "Le Toit"})) == "sans-numero-le-toit"


def test_names_cut_short_stay_apart() -> None:
    assert name("1", "A" * 290 + "b") != name("1", "A" * 290 + "c")
    assert name("1", "住宅") != name("1", "宅住")


@given(st.text('aA1. -/\\:*?"<>|é’', min_size=1, max_size=120).filter(str.strip))
def test_any_operator_has_a_safe_name(nom: str) -> None:
    found = name("7", f"x{nom}")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", found)
    assert len(found) <= LONGUEUR_MAX
