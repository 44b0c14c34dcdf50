"""The profile tables: categories in printed order, what is not known last, totals that add up."""

from __future__ import annotations

from typing import get_args

import pytest
from dossiers import build

from cllaj_docs.domain.profil import INCONNU, Profil, Repartition
from cllaj_docs.french.typography import polish

TABLES = {
    name: next(kind for kind in get_args(field.annotation) if isinstance(kind, type))
    for name, field in Profil.model_fields.items()
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_lists_every_category_once_and_the_unknown_last(name: str) -> None:
    kind = TABLES[name]
    assert issubclass(kind, Repartition)
    counts = {category: rank for rank, category in enumerate(kind.model_fields, start=1)}
    table = kind(**counts)
    assert [categorie.code for categorie in table.categories][-1] == INCONNU
    assert {categorie.code: categorie.effectif for categorie in table.categories} == counts
    assert table.total == sum(counts.values())


@pytest.mark.parametrize("name", TABLES)
def test_labels_are_printed_as_they_are(name: str) -> None:
    labels = [categorie.libelle for categorie in TABLES[name]().categories]
    assert len(set(labels)) == len(labels)
    assert [polish(label) for label in labels] == labels


def test_only_the_tables_that_were_kept_are_shown() -> None:
    profil = {"sexe": {"femme": 80, "homme": 75}, "tranche_age": {"de_18_a_21": 155}}
    bilan = build(changes={"bilan.profil": profil}).bilan
    assert bilan
    assert bilan.profil
    assert [(name, table.total) for name, _, table in bilan.profil.repartitions] == [
        ("tranche_age", 155),
        ("sexe", 155),
    ]
    assert bilan.profil_ase is None
    assert bilan.profil.tranche_age
    assert bilan.profil.tranche_age.de_16_a_17 == 0
