"""What is printed of a run."""

import json
from dataclasses import replace

import pytest

from benchmarks.__main__ import main
from benchmarks.word import report
from benchmarks.word.results import Growth, Measure, Results
from benchmarks.word.suite import QUICK

OURS = Measure("cllaj-docs", "0.1.0", "here", "convention livrée", 0.0005, 0.0004, 0.0005, 0.1, 30_000_000, 20_000)
DOCXTPL = replace(OURS, engine="docxtpl", version="0.20.2", median=0.04, fastest=0.039, cpu=0.04, cold=0.14)
CARBONE = replace(OURS, engine="carbone", family="npm", median=0.012, document="document équivalent", cold=0.16)
RESULTS = Results(
    plan=QUICK,
    tags=55,
    paragraphs=324,
    measures=(
        OURS,
        DOCXTPL,
        replace(OURS, document="document équivalent"),
        CARBONE,
        replace(CARBONE, engine="docx-templates", fault="paragraphe 3, attendu «\u00a0un\u00a0», obtenu rien"),
    ),
    skipped={"docxtemplater": "node n’est pas sur ce poste"},
    growths=(Growth("cllaj-docs", (10, 100, 1000), (0.001, 0.0019, 0.0109)),),
    alone={
        "flat": {"held": [50_000_000] * 9 + [50_100_000]},
        "batch": {
            "values": {"wall": 0.62, "cpu": 0.6, "system": 0.1},
            "dossier": {"wall": 1.9, "cpu": 1.8, "system": 0.1},
            "texts": {"wall": 1.3, "cpu": 1.2, "system": 0.1},
        },
        "threads": {"same": True, "distinct": True},
        "cache": {"cold": 0.081},
    },
)


def line_about(name: str, written: str) -> str:
    return next(line for line in written.splitlines() if name in line)


def test_each_engine_has_a_row_under_one_header() -> None:
    written = report.write(RESULTS)
    assert written.count("Médiane  Minimum  Processeur") == 1
    row = line_about("docxtpl  ", written)
    assert row.split()[3:8] == ["0.20.2", "40,0", "39,0", "40,0", "140"]
    assert line_about("cllaj-docs  ", written).endswith("80\u00a0×")


def test_a_missing_engine_is_named_with_the_reason() -> None:
    assert "Absent\u00a0: docxtemplater, node n’est pas sur ce poste." in report.write(RESULTS)


def test_an_engine_that_loses_text_has_no_figure() -> None:
    written = report.write(RESULTS)
    row = line_about("docx-templates ", written)
    assert row.endswith("échec")
    assert "Échec\u00a0: docx-templates, document équivalent\u00a0: paragraphe 3" in written
    assert "docx-templates, le plus rapide" not in written


def test_goals_say_whether_they_are_reached() -> None:
    written = report.write(RESULTS)
    assert "✓ Convention livrée\u00a0: 80\u00a0× docxtpl (objectif\u00a0: au moins 60)" in written
    assert "✓ Document équivalent\u00a0: 24\u00a0× carbone, le plus rapide de npm" in written
    assert "✓ À froid, document équivalent\u00a0: 100 ms (carbone 160)" in written
    assert "81,0 ms" in line_about("gabarit compilé gardé", written)
    assert "0,600 s de processeur" in line_about("1\u202f000 conventions", written)
    slow = replace(RESULTS, measures=(replace(OURS, median=0.001), DOCXTPL))
    assert "✗ Convention livrée\u00a0: 40\u00a0× docxtpl" in report.write(slow)


def test_a_trial_that_failed_is_told_and_changes_the_exit_code() -> None:
    failed = replace(RESULTS, alone={**RESULTS.alone, "threads": {"fault": "TemplateError"}})
    assert "Échec\u00a0: TemplateError" in report.write(failed)
    assert failed.ours_failed
    assert not RESULTS.ours_failed
    assert replace(RESULTS, measures=(replace(OURS, fault="vide"),)).ours_failed


@pytest.mark.parametrize(
    ("seconds", "linear"), [((0.001, 0.0019, 0.0109), True), ((0.001, 0.0019, 0.09), False), ((0.01, 0.01, 0.01), True)]
)
def test_growth_is_judged_on_what_a_row_costs(seconds: tuple[float, ...], linear: bool) -> None:
    assert report.is_linear(Growth("x", (10, 100, 1000), seconds)) is linear


def test_the_cost_of_a_row_is_what_it_adds() -> None:
    assert Growth("x", (10, 110), (1.0, 2.0)).per_row() == (0.01,)


def test_every_figure_goes_to_json() -> None:
    read = json.loads(json.dumps(report.as_json(RESULTS)))
    assert read["measures"][1]["engine"] == "docxtpl"
    assert read["measures"][1]["median"] == 0.04
    assert read["skipped"] == RESULTS.skipped


def test_an_unknown_suite_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["excel"])
    assert "suites possibles\u00a0: word" in capsys.readouterr().err
