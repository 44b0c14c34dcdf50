"""The table of a run, in French, for a terminal."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from statistics import quantiles
from typing import Any

from benchmarks.service.server import workers
from benchmarks.service.suite import Results
from benchmarks.table import count, figure, table

_MB = 1e-6
_STEADY = 1.05
"""Growth of memory that is still called none: what the allocator keeps for the next document."""


def write(results: Results) -> str:
    """Write the table, what it measures, and the goals."""
    plan = results.plan
    held = f"au plus {figure(results.growth)} fois celle du service en route"
    lines = [
        f"Service web sur 127.0.0.1 : {count(plan.requests)} demandes, {plan.clients} à la fois, "
        f"{workers()} processus de rendu",
        "",
        table(
            ("Format", "Demandes", "p50", "p99", "Plus long"), [("", "", "ms", "ms", "ms"), *_rows(results)], "<>>>>"
        ),
        "",
        "Temps vu du client, attente comprise : tous les documents du dossier complet, dans l’ordre.",
        f"Débit : {figure(plan.requests / results.elapsed)} documents par seconde.",
        "Mémoire propre du serveur et de tous les processus de rendu, en route puis au fil des demandes : "
        f"{', '.join(figure(one * _MB) for one in results.memory)} Mo.",
        f"Avec les bibliothèques, comptées pour chacun : {figure(results.resident * _MB)} Mo à la fin.",
        "",
        "Objectifs",
        f"  {_mark(not results.errors)} aucune erreur, chaque document identique au premier de sa sorte",
        f"  {_mark(results.growth < _STEADY)} mémoire stable ({held})",
        *(f"    {error}" for error in results.errors[:5]),
    ]
    return "\n".join(lines)


def as_json(results: Results) -> dict[str, Any]:
    """Give the figures as JSON can hold them: seconds and bytes."""
    return {
        "machine": platform.machine(),
        "python": platform.python_version(),
        "requests": results.plan.requests,
        "clients": results.plan.clients,
        "elapsed": results.elapsed,
        "memory": results.memory,
        "growth": results.growth,
        "resident": results.resident,
        "errors": results.errors,
        "seconds": {kind: {"p50": percentile(one, 50), "p99": percentile(one, 99)} for kind, one in _kinds(results)},
    }


def _rows(results: Results) -> Iterator[tuple[str, ...]]:
    for kind, seconds in _kinds(results):
        times = (percentile(seconds, 50), percentile(seconds, 99), max(seconds))
        yield kind, count(len(seconds)), *(figure(one * 1000) for one in times)


def _kinds(results: Results) -> Iterator[tuple[str, list[float]]]:
    return ((kind, seconds) for kind, seconds in results.seconds.items() if seconds)


def percentile(seconds: Sequence[float], rank: int) -> float:
    """Give the time that so many requests in a hundred do not exceed."""
    return quantiles(seconds, n=100, method="inclusive")[rank - 1] if len(seconds) > 1 else seconds[0]


def _mark(kept: bool) -> str:
    return "✓" if kept else "✗"
