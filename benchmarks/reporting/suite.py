"""The run: every contender on the table that is asked for, in turns, then ours on tables that grow."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.reporting.contenders import CONTENDERS, OURS
from benchmarks.reporting.table import write_table
from benchmarks.word.contenders import Contender
from benchmarks.word.processes import EngineFailedError, run_fresh
from benchmarks.word.readiness import CACHE, Ready, Skipped, make_ready


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: youths and events of the table, rounds, and events of the tables that grow."""

    youths: int
    events: int
    rounds: int
    sizes: tuple[int, ...]


FULL = Plan(youths=10_000, events=100_000, rounds=5, sizes=(10_000, 100_000, 1_000_000))
QUICK = Plan(youths=10_000, events=100_000, rounds=1, sizes=(10_000, 100_000))


@dataclass(frozen=True, slots=True)
class Measure:
    """A contender: seconds by the wall clock and of processor, bytes held, or the fault that made it worthless."""

    engine: str
    version: str
    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """Ours on a table of so many events."""

    events: int
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True)
class Results:
    """All the figures of a run."""

    plan: Plan
    measures: tuple[Measure, ...]
    skipped: Mapping[str, str]
    growths: tuple[Growth, ...]

    @property
    def ours_failed(self) -> bool:
        """Whether our own count failed."""
        return any(one.fault for one in self.measures if one.engine == OURS.name)

    def find(self, engine: str) -> Measure | None:
        """Give the measure of a contender that did the job."""
        return next((one for one in self.measures if one.engine == engine and not one.fault), None)


def run(plan: Plan, tell: Callable[[str], None], cache: Path = CACHE) -> Results:
    """Measure everything. ``tell`` hears, in French, of each step that begins."""
    tell("préparation des bibliothèques de tableur")
    states = {contender: make_ready(contender, cache) for contender in CONTENDERS}
    ready = {contender: state for contender, state in states.items() if isinstance(state, Ready)}
    with tempfile.TemporaryDirectory() as name:
        tell(f"tableau de {plan.youths} jeunes et {plan.events} événements")
        table = Path(name) / "table.xlsx"
        write_table(table, plan.youths, plan.events)
        answers = _count_in_turns(plan, ready, table, tell)
        growths = tuple(_grow(size, Path(name), ready[OURS], tell) for size in plan.sizes)
    return Results(
        plan=plan,
        measures=tuple(_measure(contender, ready[contender], found, answers) for contender, found in answers.items()),
        skipped={contender.name: state.reason for contender, state in states.items() if isinstance(state, Skipped)},
        growths=growths,
    )


def _count_in_turns(
    plan: Plan, ready: Mapping[Contender, Ready], table: Path, tell: Callable[[str], None]
) -> dict[Contender, list[dict[str, object]] | str]:
    """Let each count once a round, so that a busy moment of the machine falls on all alike; or give its fault."""
    answers: dict[Contender, list[dict[str, object]] | str] = {contender: [] for contender in ready}
    for rank in range(plan.rounds):
        tell(f"tour {rank + 1} sur {plan.rounds}")
        for contender, state in ready.items():
            found = answers[contender]
            if isinstance(found, str):
                continue
            try:
                found.append(_count(contender, state, table))
            except EngineFailedError as error:
                answers[contender] = str(error)
    return answers


def _count(contender: Contender, ready: Ready, table: Path) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks.reporting.worker", contender.name, str(table)]
    answer: dict[str, object] = json.loads(run_fresh(command, str(ready.folder or "")))
    return answer


def _measure(
    contender: Contender,
    ready: Ready,
    found: list[dict[str, object]] | str,
    answers: Mapping[Contender, list[dict[str, object]] | str],
) -> Measure:
    version = ready.version
    if isinstance(found, str):
        return Measure(contender.name, version, fault=found)
    ours = answers[OURS]
    if isinstance(ours, list) and ours and found[0]["figures"] != ours[0]["figures"]:
        return Measure(contender.name, version, fault="ses chiffres ne sont pas les nôtres")
    wall, cpu = (median(float(str(answer[key])) for answer in found) for key in ("wall", "cpu"))
    return Measure(contender.name, version, wall, cpu, max(int(str(answer["peak"])) for answer in found))


def _grow(events: int, folder: Path, ready: Ready, tell: Callable[[str], None]) -> Growth:
    tell(f"{OURS.name}, {events} événements")
    table = folder / f"{events}.xlsx"
    write_table(table, max(1, events // 10), events)
    answer = _count(OURS, ready, table)
    table.unlink()
    return Growth(events, float(str(answer["cpu"])), int(str(answer["peak"])))
