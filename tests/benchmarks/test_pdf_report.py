"""What is printed of a run of the PDF engines."""

import json
from dataclasses import replace

from benchmarks.pdf import report
from benchmarks.pdf.results import Measure, Pair, Results
from benchmarks.pdf.suite import QUICK

OURS = Measure(
    "cllaj-docs",
    "0.1.0",
    "PDF/A-3a",
    "convention",
    0.4,
    0.39,
    0.6,
    0.58,
    80_000_000,
    125_000,
    16,
    archive=True,
    accessible=True,
)
NAIVE = replace(OURS, engine="WeasyPrint", version="70.0", asked="", median=0.5, archive=False, accessible=False)
TYPST = replace(NAIVE, engine="Typst", version="0.15.0", median=0.06)
RESULTS = Results(
    plan=QUICK,
    measures=(NAIVE, OURS, TYPST, replace(TYPST, engine="Chromium", fault="il manque 3 lettres ou chiffres")),
    pairs={"convention": Pair(0.81, 0.78, 0.7, 0.61)},
    stages={"convention": {"styles": 0.084, "reste": 0.916}},
    skipped={"LibreOffice": "soffice n’est pas sur ce poste"},
)


def line_about(name: str, written: str) -> str:
    return next(line for line in written.splitlines() if name in line)


def test_engines_stand_from_the_fastest_to_the_slowest_and_those_that_failed_last() -> None:
    written = report.write(RESULTS)
    rows = [line.split()[1] for line in written.splitlines() if line.startswith("convention  ")]
    assert rows == ["Typst", "cllaj-docs", "WeasyPrint", "Chromium"]
    assert line_about("cllaj-docs  ", written).split()[2:] == [
        *("0.1.0", "400", "390", "600", "580", "80,0", "125", "16", "oui", "oui", "0,80")
    ]
    assert line_about("Typst  ", written).endswith("non   non       0,12")
    assert line_about("Chromium  ", written).endswith("échec")
    assert "Échec\u00a0: Chromium, convention\u00a0: il manque 3 lettres ou chiffres." in written


def test_what_is_asked_and_what_is_missing_is_told() -> None:
    written = report.write(RESULTS)
    assert "cllaj-docs\u00a0: PDF/A-3a." in written
    assert "Absent\u00a0: LibreOffice, soffice n’est pas sur ce poste." in written


def test_goals_say_whether_they_are_reached() -> None:
    written = report.write(RESULTS)
    assert "✓ convention, à chaud\u00a0: 0,81 à l’horloge, 0,78 de processeur (objectif\u00a0: au plus 1,0)" in written
    assert "✗ convention, à froid\u00a0: 0,70 à l’horloge, 0,61 de processeur (objectif\u00a0: au plus 0,65)" in written


def test_stages_are_shares() -> None:
    written = report.write(RESULTS)
    assert line_about("styles", written).split() == ["styles", "8\u00a0%"] or "8\u00a0%" in line_about(
        "styles", written
    )
    assert "Où passe notre temps" not in report.write(replace(RESULTS, stages={}))


def test_ours_fails_when_it_is_no_archive_or_loses_text() -> None:
    assert not RESULTS.ours_failed
    for broken in (replace(OURS, archive=False), replace(OURS, accessible=False), replace(OURS, fault="vide")):
        assert replace(RESULTS, measures=(NAIVE, broken)).ours_failed
    assert replace(RESULTS, measures=(NAIVE,)).ours_failed


def test_every_figure_goes_to_json() -> None:
    read = json.loads(json.dumps(report.as_json(RESULTS)))
    assert read["measures"][1]["engine"] == "cllaj-docs"
    assert read["measures"][1]["cold_cpu"] == 0.58
    assert read["pairs"]["convention"] == {"warm": 0.81, "warm_cpu": 0.78, "cold": 0.7, "cold_cpu": 0.61}
