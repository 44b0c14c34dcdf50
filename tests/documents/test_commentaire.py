"""The sentences on the results: agreement, targets, what is not known, and every indicator of the call."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.documents.commentaire import comment
from cllaj_docs.domain.appel import CodeIndicateur, Indicateur
from cllaj_docs.french import polish
from cllaj_docs.rules.indicateur import Mesure, Realisation

CODES: tuple[CodeIndicateur, ...] = get_args(CodeIndicateur)
COUNTS = st.none() | st.integers(min_value=0, max_value=10_000)


def told(
    code: CodeIndicateur,
    tous: tuple[int | None, int | None],
    ase: tuple[int | None, int | None],
    inconnu: int | None = 0,
) -> str:
    """Comment (target, result) of all and of ASE youths; no-break spaces are written ``_``."""
    indicateur = Indicateur.model_construct(code=code, libelle="x", unite="jeune", definition="x")
    text = comment(Realisation(indicateur, 1, ase=Mesure(*ase), tous=Mesure(*tous), ase_inconnu=inconnu))
    return text.replace("\u00a0", "_").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("code", "tous", "ase", "inconnu", "expected"),
    [
        (
            "jeunes_recus",
            (40, 37),
            (8, 8),
            6,
            "37_jeunes ont été reçus sur les 40_prévus, soit 92,5_% de l’objectif. "
            "Parmi eux, 8 ont eu un parcours ASE sur les 8_prévus, soit 100_% de l’objectif. "
            "Le parcours de 6_jeunes n’est pas connu.",
        ),
        (
            "jeunes_accompagnes",
            (1, 1),
            (1, 0),
            1,
            "1_jeune a été accompagné, pour 1_prévu, soit 100_% de l’objectif. "
            "Aucun n’a eu de parcours ASE, pour 1_prévu. Le parcours d’un jeune n’est pas connu.",
        ),
        (
            "contacts",
            (500, 1522),
            (50, 1),
            None,
            "1_522_contacts ont été reçus, pour 500_prévus, soit 304,4_% de l’objectif. "
            "Parmi eux, 1 vient d’un jeune ayant eu un parcours ASE sur les 50_prévus, soit 2_% de l’objectif.",
        ),
        (
            "jeunes_loges",
            (10, None),
            (None, None),
            0,
            "Le nombre de jeunes ayant accédé à un logement n’est pas connu (10_prévus). "
            "La part des parcours ASE n’est pas connue.",
        ),
        (
            "jeunes_actions_nouvelles",
            (None, 0),
            (0, 3),
            0,
            "Aucun jeune n’est venu dans les actions nouvelles_; aucune cible n’était fixée. "
            "Parmi eux, 3 ont eu un parcours ASE, pour aucun prévu.",
        ),
    ],
)
def test_sentences(
    code: CodeIndicateur,
    tous: tuple[int | None, int | None],
    ase: tuple[int | None, int | None],
    inconnu: int | None,
    expected: str,
) -> None:
    assert told(code, tous, ase, inconnu) == expected


@given(st.sampled_from(CODES), st.tuples(COUNTS, COUNTS), st.tuples(COUNTS, COUNTS), COUNTS)
def test_every_figure_is_told_and_nothing_else(
    code: CodeIndicateur, tous: tuple[int | None, int | None], ase: tuple[int | None, int | None], inconnu: int | None
) -> None:
    text = told(code, tous, ase, inconnu)
    assert "None" not in text
    figures = {int(found.replace("_", "")) for found in re.findall(r"\d+(?:_\d{3})*(?![\d,_]*_?%)", text)}
    known = {count for count in (*tous, *ase, inconnu) if count is not None}
    assert figures <= known | {1}
    for mesure in (tous, ase):
        if mesure[1]:
            assert mesure[1] in figures
    assert text.endswith(".")
    assert polish(text) == text
