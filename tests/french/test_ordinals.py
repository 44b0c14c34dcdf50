from __future__ import annotations

from typing import Any

import pytest

from cllaj_docs.french import ordinal, ordinal_en_lettres


@pytest.mark.parametrize(
    ("n", "genre", "texte"),
    [(1, "m", "1er"), (1, "f", "1re"), (2, "m", "2e"), (2, "f", "2e"), (21, "m", "21e"), (1000, "m", "1\u202f000e")],
)
def test_ordinal(n: int, genre: Any, texte: str) -> None:
    assert ordinal(n, genre) == texte


@pytest.mark.parametrize(
    ("n", "lettres"),
    [
        (1, "premier"),
        (2, "deuxième"),
        (3, "troisième"),
        (4, "quatrième"),
        (5, "cinquième"),
        (6, "sixième"),
        (8, "huitième"),
        (9, "neuvième"),
        (10, "dixième"),
        (11, "onzième"),
        (17, "dix-septième"),
        (19, "dix-neuvième"),
        (20, "vingtième"),
        (21, "vingt et unième"),
        (30, "trentième"),
        (35, "trente-cinquième"),
        (71, "soixante et onzième"),
        (80, "quatre-vingtième"),
        (81, "quatre-vingt-unième"),
        (91, "quatre-vingt-onzième"),
        (100, "centième"),
        (101, "cent-unième"),
        (200, "deux-centième"),
        (201, "deux-cent-unième"),
        (1000, "millième"),
        (2000, "deux-millième"),
        (80_000, "quatre-vingt-millième"),
        (1_000_000, "millionième"),
    ],
)
def test_ordinal_en_lettres(n: int, lettres: str) -> None:
    assert ordinal_en_lettres(n) == lettres
    if n > 1:
        assert ordinal_en_lettres(n, "f") == lettres


def test_feminine_of_the_first() -> None:
    assert ordinal_en_lettres(1, "f") == "première"


def test_no_ordinal_keeps_a_mark_of_the_cardinal() -> None:
    for n in range(2, 3000):
        written = ordinal_en_lettres(n)
        assert written.endswith("ième")
        for wrong in ("sième", "eième", "fième", "qième"):
            allowed = wrong == "sième" and written.endswith("troisième")
            assert allowed or not written.endswith(wrong), written


@pytest.mark.parametrize("function", [ordinal, ordinal_en_lettres])
def test_misuse(function: Any) -> None:
    for out_of_range in (0, -1, 1_000_001):
        with pytest.raises(ValueError, match="rang impossible"):
            function(out_of_range)
    for wrong in (True, "1", 1.0):
        with pytest.raises(TypeError, match="rang illisible"):
            function(wrong)
    with pytest.raises(ValueError, match="genre inconnu"):
        function(1, "n")
