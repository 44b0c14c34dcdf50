"""The suite on the reporting table: every counter that is here finds the same figures, and the report tells them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.reporting.contenders import CONTENDERS, OURS
from benchmarks.reporting.counting import COUNTERS, count_ours
from benchmarks.reporting.report import as_json, is_linear, write
from benchmarks.reporting.suite import Growth, Measure, Plan, Results
from benchmarks.reporting.table import write_table

PLAN = Plan(youths=10, events=100, rounds=1, sizes=(10, 100))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "table.xlsx"
    write_table(path, 50, 700)
    return path


def test_each_contender_has_its_counter() -> None:
    assert [contender.name for contender in CONTENDERS] == list(COUNTERS)


def test_the_table_has_something_to_count(table: Path) -> None:
    figures = count_ours(table)
    assert all(figures.values()), figures
    assert figures["jeunes_recus.tous"] <= 50


def results(*measures: Measure, growths: tuple[Growth, ...] = ()) -> Results:
    return Results(
        PLAN, measures, {"openpyxl": "hors d’atteinte"}, growths or (Growth(10, 0.1, 1), Growth(100, 0.2, 2))
    )


def test_the_report_tells_who_is_faster_and_who_failed() -> None:
    found = results(
        Measure(OURS.name, "0.1", 1.0, 1.0, 80_000_000),
        Measure("pandas", "3.1", 4.0, 3.5, 150_000_000),
        Measure("pandas et calamine", "3.1", fault="ses chiffres ne sont pas les nôtres"),
    )
    text = write(found)
    assert "3,5\u00a0×" in text
    assert "✓ 1,00 s" in text
    assert "échec" in text
    assert "Absent\u00a0: openpyxl, hors d’atteinte." in text
    assert json.loads(json.dumps(as_json(found)))["measures"][0]["engine"] == OURS.name
    assert not found.ours_failed
    assert results(Measure(OURS.name, "0.1", fault="panne")).ours_failed


def test_growth_is_linear_when_an_event_costs_the_same() -> None:
    small, middle = Growth(10, 0.1, 1), Growth(100, 1.0, 1)
    assert is_linear(results(growths=(small, middle, Growth(1000, 10.0, 1))))
    assert not is_linear(results(growths=(small, middle, Growth(1000, 20.0, 1))))
