"""The load on the service, in its short form: no error, every document as it should be, memory that stays."""

from __future__ import annotations

import pytest

from benchmarks.service import report, suite


@pytest.mark.slow
@pytest.mark.xdist_group("service")
def test_a_short_load() -> None:
    results = suite.run(suite.Plan(requests=96, pdf_every=8, clients=4, readings=4), tell=lambda _: None)
    assert results.errors == []
    assert {kind: len(seconds) for kind, seconds in results.seconds.items()} == {"docx": 84, "pdf": 12}
    assert results.growth < 1.5
    written = report.write(results)
    assert "Objectifs\n  ✓ aucune erreur" in written
    assert report.as_json(results)["seconds"].keys() == {"docx", "pdf"}


def test_errors_are_told() -> None:
    plan = suite.Plan(requests=3, pdf_every=1, clients=1, readings=2)
    results = suite.Results(plan, {"docx": [], "pdf": [0.1, 0.2, 0.3]}, ["convention/pdf : 503"], [100, 100, 120], 1.0)
    written = report.write(results)
    assert results.ours_failed
    assert "✗ aucune erreur" in written
    assert "✗ mémoire stable" in written
    assert "convention/pdf" in written


@pytest.mark.parametrize(("rank", "expected"), [(50, 50.5), (99, 99.01)])
def test_percentiles(rank: int, expected: float) -> None:
    assert report.percentile([*range(1, 101)], rank) == pytest.approx(expected)
    assert report.percentile([3.0], rank) == 3.0
