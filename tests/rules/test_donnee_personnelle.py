"""The guard: it sees what would name someone, and leaves alone what only looks like it. All persons are fictitious."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.domain.source import read_source, read_toml
from cllaj_docs.rules.donnee_personnelle import (
    natures_of_cell,
    natures_of_header,
    natures_of_identifier,
    natures_of_text,
)


@pytest.mark.parametrize(
    ("text", "natures"),
    [
        ("Camille Exemple a trouvé un studio", ("nom",)),
        ("avec EXEMPLE Camille depuis mars", ("nom",)),
        ("avec Camille EXEMPLE", ("nom",)),
        ("suivi de Jean-Baptiste Spécimen", ("nom",)),
        ("Camille E. a signé", ("nom",)),
        ("Mme Spécimen nous a appelés", ("nom",)),
        ("M. Spécimen", ("nom",)),
        ("écrire à camille.exemple@courriel.example", ("courriel",)),
        ("joignable au 06 00 00 00 00", ("telephone",)),
        ("joignable au 06 12 00 00 00", ("telephone",)),
        ("joignable au +33 6 12 00 00 00", ("telephone",)),
        ("joignable au 0612000000.", ("telephone",)),
        ("NIR 1 05 03 62 041 123 45", ("numero",)),
        ("205036204112345", ("numero",)),
        ("né le 3 mars 1987", ("naissance",)),
        ("née en région, le 03/03/2005", ("naissance",)),
        ("DDN 03/03/05", ("naissance",)),
        ("le jeune du 12/03/2005", ("naissance",)),
        ("habite 12 bis rue des Lilas", ("adresse",)),
        ("Camille Exemple, née le 03/03/2005, 06 12 00 00 00", ("nom", "naissance", "telephone")),
    ],
)
def test_what_names_someone(text: str, natures: tuple[str, ...]) -> None:
    assert natures_of_text(text) == natures


@pytest.mark.parametrize(
    "text",
    [
        "Foyer des marins",
        "Salle Jean Exemple, lycée Camille Spécimen",
        "résidence Pierre Modèle",
        "Permanence à Saint-Pierre Quelquechose",
        "loi du 5 mars 2007 réformant la protection de l’enfance",
        "la convention du 12 mai 2006",
        "réunion du 12/03/2026 à 14 h 30",
        "Mme la Présidente et M. le Maire",
        "Action Logement, Visale et Mission Locale",
        "De Janvier à Mars",
        "SIRET 999 000 557 00010",
        "19 999,99 € pour 263 jeunes",
        "Marie est venue",
        "Bonne Espérance",
        "Le Pas-de-Calais et la Ville de Lens",
    ],
)
def test_what_only_looks_like_it(text: str) -> None:
    assert natures_of_text(text) == ()


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _texts(below, f"{path}.{key}")
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below, path)


@pytest.mark.parametrize(
    "name", ["association", "complet", "epci", "hostile", "mission-locale-association", "mission-locale-gip"]
)
def test_no_qualitative_text_of_a_sample_is_suspected(samples: Path, name: str) -> None:
    data = read_toml(read_source(samples / f"{name}.toml"))
    suspected = [
        path
        for part in ("projet", "bilan")
        for path, text in _texts(data.get(part, {}), part)
        if "signataire" not in path and natures_of_text(text)
    ]
    assert suspected == []


@pytest.mark.parametrize("text", ["camille exemple", "exemple camille", "CAMILLE EXEMPLE"])
def test_a_cell_of_two_words_needs_no_capitals(text: str) -> None:
    assert natures_of_cell(text) == ("nom",)


@pytest.mark.parametrize("text", ["droits, budget", "logement", "aide au logement", "parc social", "garant physique"])
def test_ordinary_cells(text: str) -> None:
    assert natures_of_cell(text) == ()


@pytest.mark.parametrize(
    ("header", "natures"),
    [
        ("Nom", ("nom",)),
        ("NOM_JEUNE", ("nom",)),
        ("Prénom", ("nom",)),
        ("Nom et prénom", ("nom",)),
        ("initiales", ("nom",)),
        ("Date de naissance", ("naissance",)),
        ("né(e) le", ("naissance",)),
        ("Adresse", ("adresse",)),
        ("adresse mail", ("adresse", "courriel")),
        ("Téléphone", ("telephone",)),
        ("N° tél.", ("telephone",)),
        ("e-mail", ("courriel",)),
        ("N° sécu", ("numero",)),
        ("Nationalité", ("sensible",)),
        ("nom du partenaire", ()),
        ("nombre de visites", ()),
        ("commentaire", ()),
        ("adresse de la structure", ()),
        ("ma remarque", ()),
    ],
)
def test_heads_of_added_columns(header: str, natures: tuple[str, ...]) -> None:
    found = natures_of_header(header)
    assert set(natures) <= set(found)
    assert bool(found) is bool(natures)


@pytest.mark.parametrize(
    "identifier", ["J-0001", "J1", "0001", "12", "JEUNE-0001", "CL-000123", "E-000001", "2025-014"]
)
def test_opaque_identifiers(identifier: str) -> None:
    assert natures_of_identifier(identifier) == ()


@pytest.mark.parametrize(
    "identifier", ["CAMILLE", "CE", "CAMILLE-01", "EXEMPLE01", "CE12032005", "CE-120305", "12032005", "CE20050312"]
)
def test_identifiers_that_tell(identifier: str) -> None:
    assert natures_of_identifier(identifier)


@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    natures_of_text(text)
    natures_of_cell(text)
    natures_of_header(text)
    natures_of_identifier(text)
