"""Two documents held against each other: what differs is found where it is, and nothing else is."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.rendering.comparing.compare import compare
from cllaj_docs.rendering.comparing.difference import Difference
from cllaj_docs.rendering.reading.passage import Partie, Passage, Reading

CLAUSES = (
    "Article 1 – Objet",
    "La présente convention fixe les conditions de la subvention.",
    "Le Département verse 20\u202f000,00\xa0€ le 1er\xa0septembre 2025.",
    "L’Association remet son bilan avant le 30\xa0novembre 2026.",
    "Le tribunal administratif de Lille connaît des litiges.",
    "Fait à Arras, le ……………………………",
)


def reading(*texts: str, partie: Partie = "corps") -> Reading:
    return Reading(tuple(Passage(text, partie, f"paragraphe {rank}") for rank, text in enumerate(texts, start=1)))


def found(*texts: str, known: dict[str, str] | None = None) -> tuple[Difference, ...]:
    return compare(reading(*CLAUSES), reading(*texts), known).differences


def changed(rank: int, *texts: str) -> tuple[Difference, ...]:
    return found(*CLAUSES[:rank], *texts, *CLAUSES[rank + 1 :])


def test_nothing_differs() -> None:
    comparison = compare(reading(*CLAUSES), reading(*CLAUSES))
    assert (comparison.differences, comparison.resemblance) == ((), 1.0)
    assert compare(Reading(()), Reading(())).differences == ()


def test_a_value_changes() -> None:
    (one,) = changed(2, CLAUSES[2].replace("20\u202f000", "30\u202f000"))
    assert (one.nature, one.gravite, one.place) == ("modifie", "protege", "paragraphe 3")
    assert [(value.sorte, value.before, value.after) for value in one.values] == [
        ("montant", "20\u202f000,00\xa0€", "30\u202f000,00\xa0€")
    ]
    assert (one.expected, one.read) == (CLAUSES[2], CLAUSES[2].replace("20\u202f000", "30\u202f000"))


def test_a_value_is_named_by_who_knows_it() -> None:
    text = CLAUSES[2].replace("20\u202f000", "30\u202f000")
    (one,) = found(*CLAUSES[:2], text, *CLAUSES[3:], known={"20\u202f000,00\xa0€": "montant accordé"})
    assert one.values[0].label == "montant accordé"


@pytest.mark.parametrize(
    ("rank", "text", "nature"),
    [
        (2, "Le Département verse 20000 € le 01/09/2025.", "ecriture"),
        (2, "Le Département verse vingt mille euros le 1er septembre 2025.", "ecriture"),
        (3, "L’Association remet son bilan avant le 30 novembre 2026.", "espaces"),
        (3, "L’Association  remet son bilan\navant le 30 novembre 2026.", "espaces"),
        (3, "L'Association remet son bilan avant le 30\xa0novembre 2026.", "typographie"),
        (0, "Article 1 - Objet", "typographie"),
        (5, "Fait à Arras, le 6 octobre 2025", "rempli"),
        (5, "Fait à Arras, le 6 octobre 2025 ………", "rempli"),
    ],
)
def test_what_only_looks_otherwise_is_of_form(rank: int, text: str, nature: str) -> None:
    (one,) = changed(rank, text)
    assert (one.nature, one.gravite) == (nature, "forme")


@pytest.mark.parametrize("text", ["L’Asso\u00adciation remet son bilan avant le 30\xa0novembre 2026.\u200b"])
def test_what_nobody_sees_is_nothing(text: str) -> None:
    assert changed(3, text) == ()


def test_figures_that_run_together_are_other_figures() -> None:
    (one,) = compare(reading("articles 1 et 1 2"), reading("articles 1 et 12")).differences
    assert (one.nature, one.gravite) == ("modifie", "clause")


def test_clauses_added_and_gone() -> None:
    (gone,) = changed(3)
    assert (gone.nature, gone.gravite, gone.place, gone.expected_place) == ("supprime", "protege", "", "paragraphe 4")
    (come,) = changed(4, CLAUSES[4], "Le silence vaut accord de tous.")
    assert (come.nature, come.gravite, come.read) == ("ajoute", "clause", "Le silence vaut accord de tous.")


def test_a_clause_that_moved() -> None:
    (one,) = found(*CLAUSES[:1], CLAUSES[4], *CLAUSES[1:4], *CLAUSES[5:])
    assert (one.nature, one.gravite, one.expected_place, one.place) == (
        "deplace", "clause", "paragraphe 5", "paragraphe 2",
    )  # fmt: skip


def test_a_clause_that_moved_and_changed() -> None:
    other = CLAUSES[3].replace("2026", "2027")
    (one,) = found(other, *CLAUSES[:3], *CLAUSES[4:])
    assert (one.nature, one.gravite) == ("deplace", "protege")
    assert [(value.before, value.after) for value in one.values] == [("30\xa0novembre 2026", "30\xa0novembre 2027")]


def test_paragraphs_cut_and_joined() -> None:
    (cut,) = changed(3, "L’Association remet son bilan", "avant le 30\xa0novembre 2026.")
    assert (cut.nature, cut.gravite) == ("coupe", "forme")
    (joined,) = found(*CLAUSES[:3], f"{CLAUSES[3]} {CLAUSES[4]}", CLAUSES[5])
    assert (joined.nature, joined.gravite) == ("reuni", "forme")
    (both,) = changed(3, "L’Association remet son bilan final", "avant le 30\xa0novembre 2026.")
    assert (both.nature, both.gravite) == ("modifie", "clause")


def test_a_dotted_line_does_not_hide_another_change() -> None:
    (one,) = changed(5, "Fait à Calais, le 6 octobre 2025")
    assert (one.nature, one.gravite) == ("modifie", "clause")


def test_parts_do_not_mix() -> None:
    one, other = reading("même texte de longueur honnête"), reading("même texte de longueur honnête", partie="pied")
    assert [(each.nature, each.partie) for each in compare(one, other).differences] == [
        ("supprime", "corps"),
        ("ajoute", "pied"),
    ]


def test_a_hidden_text_is_told() -> None:
    hidden = Reading(reading(*CLAUSES).passages, hidden=(Passage("piège"),))
    (one,) = compare(reading(*CLAUSES), hidden).differences
    assert (one.nature, one.gravite) == ("cache", "clause")
    assert compare(hidden, hidden).differences == ()


def test_documents_of_any_size_are_compared_in_bounded_work() -> None:
    """Thousands of passages with nothing in common, and as many that are all the same: the bound is the effort."""
    many = reading(*(f"passage {rank}" for rank in range(8_000)))
    others = reading(*(f"autre {rank} texte" for rank in range(8_000)))
    assert len(compare(many, others).differences) >= 8_000
    same = compare(reading(*["le même"] * 8_000), reading(*["tout autre"] * 7_999)).differences
    assert len(same) >= 8_000


WORDS = st.sampled_from(
    ["le", "bilan", "20 €", "avance", "1er mai 2025", "n° 12", "solde", ";", "’", "….", "….", "…………"]
)
JOINED = ("coupe", "reuni")
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), max_size=8)


@given(TEXTS, TEXTS)
def test_differences_give_both_documents_back(left: list[str], right: list[str]) -> None:
    """What is told as expected and as read, with what is the same, is all of each document: nothing is passed over."""
    comparison = compare(reading(*left), reading(*right))
    expected, read = Counter("".join(left)), Counter("".join(right))
    for one in comparison.differences:
        expected.subtract(one.expected if one.nature not in JOINED else one.read)
        read.subtract(one.read)
    assert {sign for sign in {*expected, *read} if expected[sign] != read[sign]} <= set(" \n")
    assert bool(comparison.differences) == (left != right)
