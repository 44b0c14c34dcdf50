"""The table of a run and its goals, in French, for a terminal."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from benchmarks.reporting.contenders import OPENPYXL, OURS, PANDAS, PANDAS_CALAMINE
from benchmarks.reporting.suite import Results
from benchmarks.table import count, figure, ratio, table

_MB = 1e-6
SECONDS, MEGABYTES = 3, 400
"""What a table of 10 000 youths and 100 000 events may take."""

_LINEAR = 1.5
"""How much dearer than in the smaller table an event may become before growth is no longer called linear."""


def write(results: Results) -> str:
    """Write the table, what was left out of it, the growth of ours, and the goals."""
    plan = results.plan
    blocks = [
        f"Tableau de reporting de {count(plan.youths)} jeunes et {count(plan.events)} événements : lire et compter",
        table(("Bibliothèque", "Version", "Horloge", "Processeur", "Mémoire", "Temps"), list(_rows(results)), "<<>>>>"),
        "\n".join(_notes(results)),
        _growths(results),
        "Objectifs\n" + "\n".join(f"  {line}" for line in _goals(results)),
    ]
    return "\n\n".join(block for block in blocks if block)


def as_json(results: Results) -> dict[str, Any]:
    """Give every figure as JSON can hold it: seconds and bytes."""
    return {"machine": platform.machine(), "python": platform.python_version(), **asdict(results)}


def _rows(results: Results) -> Iterator[tuple[str, ...]]:
    ours = results.find(OURS.name)
    yield "", "", "s", "s", "Mo", "cllaj-docs = 1"
    for one in sorted(results.measures, key=lambda one: (one.fault is not None, one.cpu)):
        if one.fault:
            yield one.engine, one.version, "échec", "", "", ""
        else:
            times = ratio(one.cpu / ours.cpu) if ours else ""
            yield one.engine, one.version, figure(one.wall), figure(one.cpu), figure(one.peak * _MB), times


def _notes(results: Results) -> Iterator[str]:
    rounds = f"{results.plan.rounds} passages à tour de rôle" if results.plan.rounds > 1 else "un passage"
    yield f"Médiane de {rounds}, chacun dans un processus neuf, importations comprises."
    yield "Temps : rapport des temps de processeur, moins sensible aux voisins de la machine."
    yield "Tous trouvent les mêmes indicateurs. Seul cllaj-docs dit aussi chaque cellule illisible avec sa place, passe"
    yield "les textes au crible des données personnelles, donne les lignes de chaque chiffre, le profil, les mois."
    for name, reason in results.skipped.items():
        yield f"Absent : {name}, {reason}."
    for one in results.measures:
        if one.fault:
            yield f"Échec : {one.engine} : {one.fault}."


def _growths(results: Results) -> str:
    header = ("Événements (cllaj-docs)", *(count(one.events) for one in results.growths))
    rows = [
        ("Processeur (s)", *(figure(one.cpu) for one in results.growths)),
        ("Mémoire (Mo)", *(figure(one.peak * _MB) for one in results.growths)),
    ]
    return table(header, rows, "<" + ">" * len(results.growths))


def is_linear(results: Results) -> bool:
    """Whether an event of the largest table costs about what it costs in the one before, the start left out."""
    first, *_, before, last = (results.growths[0], *results.growths)
    if before is first:
        return True
    cost = (before.cpu - first.cpu) / (before.events - first.events)
    return (last.cpu - before.cpu) / (last.events - before.events) <= cost * _LINEAR


def _goals(results: Results) -> Iterator[str]:
    ours = results.find(OURS.name)
    if ours is None:
        return
    yield _goal(f"{figure(ours.wall)} s", f"moins de {SECONDS} s", ours.wall < SECONDS)
    yield _goal(f"{figure(ours.peak * _MB)} Mo", f"moins de {MEGABYTES} Mo", ours.peak * _MB < MEGABYTES)
    for rival in (OPENPYXL, PANDAS, PANDAS_CALAMINE):
        other = results.find(rival.name)
        if other:
            yield _goal(
                f"{rival.name} : {ratio(other.cpu / ours.cpu)} notre temps", "au moins 1", other.cpu >= ours.cpu
            )
    largest = results.growths[-1]
    yield _goal(f"jusqu’à {count(largest.events)} événements", "temps proportionnel", is_linear(results))


def _goal(what: str, aim: str, reached: bool) -> str:
    return f"{'✓' if reached else '✗'} {what} ({aim})"
