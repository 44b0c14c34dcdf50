"""Figures and tables of the benchmarks."""

import pytest

from benchmarks.table import count, figure, ratio, table


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.3421, "0,342"),
        (2.3, "2,30"),
        (46.23, "46,2"),
        (341.6, "342"),
        (1234.5, "1\u202f234"),
        (0, "0,000"),
    ],
)
def test_a_figure_has_three_digits_and_french_marks(value: float, written: str) -> None:
    assert figure(value) == written


def test_a_count_is_written_in_groups_of_three() -> None:
    assert count(10_000) == "10\u202f000"


def test_a_ratio_says_times() -> None:
    assert (ratio(72.4), ratio(3.42)) == ("72\u00a0×", "3,4\u00a0×")


def test_columns_are_aligned_on_the_side_that_is_asked() -> None:
    written = table(("Moteur", "ms"), [("docxtpl", "46,2"), ("carbone", "8")], "<>")
    assert written.splitlines() == [
        "Moteur     ms",
        "───────  ────",
        "docxtpl  46,2",
        "carbone     8",
    ]


def test_no_line_ends_with_spaces() -> None:
    assert all(line == line.rstrip() for line in table(("Moteur", "Note"), [("docxtpl", "")], "<<").splitlines())


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        table(("Moteur", "ms"), [("docxtpl",)], "<>")
