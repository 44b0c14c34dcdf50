from __future__ import annotations

import pytest

from cllaj_docs.french import Genre, fonction, genre_de, nom_complet


def test_nom_complet() -> None:
    assert nom_complet("Mme", "Camille", "Exemple") == "Mme\u00a0Camille Exemple"
    assert nom_complet("M.", "Camille", "Exemple") == "M.\u00a0Camille Exemple"


def test_genre_de() -> None:
    assert genre_de("M.") == "m"
    assert genre_de("Mme") == "f"


@pytest.mark.parametrize("civilite", ["Mr", "M", "Madame", "mme", ""])
def test_other_civilities_are_refused(civilite: str) -> None:
    with pytest.raises(ValueError, match="civilité inconnue"):
        genre_de(civilite)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="civilité inconnue"):
        nom_complet(civilite, "Camille", "Exemple")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("qualite", "genre", "attendu"),
    [
        ("Président", "m", "le Président"),
        ("Président", "f", "la Présidente"),
        ("Présidente", "f", "la Présidente"),
        ("Administrateur", "f", "l’Administratrice"),
        ("Administrateur", "m", "l’Administrateur"),
        ("Élu délégué", "f", "l’Élue déléguée"),
        ("Directeur général des services", "f", "la Directrice générale des services"),
        ("Premier vice-président", "f", "la Première vice-présidente"),
        ("Haut fonctionnaire", "m", "le Haut fonctionnaire"),
        ("Maire", "f", "la Maire"),
    ],
)
def test_fonction(qualite: str, genre: Genre, attendu: str) -> None:
    assert fonction(qualite, genre) == attendu


def test_fonction_checks_the_gender() -> None:
    with pytest.raises(ValueError, match="genre inconnu"):
        fonction("Président", "x")  # type: ignore[arg-type]
