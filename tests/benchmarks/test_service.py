"""The load on the service, in its short form: no error, every document as it should be, memory that stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import cllaj_docs as cd
from benchmarks.service import report, server, suite

REPOSITORY = Path(__file__).resolve().parents[2]


# In a process of its own: here, connections are refused, those of the loopback too.
LOAD = """
import json
from benchmarks.service import report, suite
plan = suite.Plan(requests=96, pdf_every=8, clients=4, readings=4, warming=1)
results = suite.run(plan, tell=lambda _: None)
counts = {kind: len(seconds) for kind, seconds in results.seconds.items()}
print(json.dumps([results.errors, counts, report.as_json(results), report.write(results)]))
"""


@pytest.mark.slow
@pytest.mark.xdist_group("service")
def test_a_short_load() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=REPOSITORY, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    errors, counts, figures, written = json.loads(done.stdout)
    assert errors == []
    assert counts == {"docx": 84, "pdf": 12}
    assert len(figures["memory"]) == 5
    assert figures["growth"] < 1.5
    assert figures["resident"] > figures["memory"][-1] > 50_000_000
    assert figures["seconds"].keys() == {"docx", "pdf"}
    assert "Objectifs\n  ✓ aucune erreur" in written


def test_errors_are_told() -> None:
    plan = suite.Plan(requests=3, pdf_every=1, clients=1, readings=2, warming=0)
    results = suite.Results(
        plan, {"docx": [], "pdf": [0.1, 0.2, 0.3]}, ["convention/pdf : 503"], [100, 120, 100], 300, 1.0
    )
    written = report.write(results)
    assert results.ours_failed
    assert "✗ aucune erreur" in written
    assert "✗ mémoire stable" in written
    assert "convention/pdf" in written


@pytest.mark.parametrize(("rank", "expected"), [(50, 50.5), (99, 99.01)])
def test_percentiles(rank: int, expected: float) -> None:
    assert report.percentile([*range(1, 101)], rank) == pytest.approx(expected)
    assert report.percentile([3.0], rank) == 3.0


def test_every_document_is_asked_for_in_both_formats() -> None:
    paths = list(suite._paths(suite.FULL))
    assert len(paths) == 5_000
    assert sum(path.endswith("/pdf") for path in paths) == 250
    assert {*paths} == {f"{kind}/{format_}" for kind in cd.Toolkit().documents for format_ in ("docx", "pdf")}


def test_a_service_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_FACTORY", "examples.service.app:absent")
    with pytest.raises(RuntimeError, match="absent"), server.served(tmp_path):
        pass
