"""The run: for each document, every engine in turn, round after round, warm then cold; then where our time goes."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from page import is_pdf_compliant_bytes

from benchmarks.pdf.contenders import CONTENDERS, NAIVE, OURS
from benchmarks.pdf.documents import Inputs, write_inputs
from benchmarks.pdf.letters import count_pages, find_loss, letters_of_pdf
from benchmarks.pdf.readiness import make_ready
from benchmarks.pdf.results import Measure, Pair, Plan, Results
from benchmarks.pdf.sessions import Engine, EngineFailedError, Session, time_cold_start
from benchmarks.word.readiness import CACHE, Ready, Skipped

FULL = Plan(warmup=3, rounds=12, renders=2, cold=7, batch=12)
QUICK = Plan(warmup=1, rounds=4, renders=1, cold=2, batch=4)

Tell = Callable[[str], None]


@dataclass(slots=True)
class _Run:
    """An engine on a document, while it is measured: seconds by the clock and of processor, warm and cold."""

    engine: Engine
    inputs: Inputs
    output: Path
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    cold: list[tuple[float, float]] = field(default_factory=list)
    peak: int = 0
    fault: str | None = None

    @property
    def batched(self) -> bool:
        """Whether the engine takes files in one go, rather than in turn with the others."""
        return self.engine.contender.source == "word"


def run(plan: Plan, tell: Tell, cache: Path = CACHE) -> Results:
    """Measure everything. ``tell`` hears, in French, of each step that begins."""
    tell("préparation des moteurs")
    states = {contender: make_ready(contender, cache) for contender in CONTENDERS}
    engines = [Engine(contender, state) for contender, state in states.items() if isinstance(state, Ready)]
    measures: list[Measure] = []
    pairs: dict[str, Pair] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = write_inputs(folder)
        sessions = {engine: Session(engine) for engine in engines}
        try:
            for inputs in documents:
                runs = [_Run(engine, inputs, inputs.folder / f"{engine.contender.name}.pdf") for engine in engines]
                _warm(runs, sessions, plan, tell)
                _cold(runs, folder, plan, tell)
                measures += map(_measure, runs)
                pairs |= _pair(runs)
        finally:
            for session in sessions.values():
                session.close()
        tell("étapes de nos documents")
        stages = _stages(documents, plan)
    skipped = {contender.name: state.reason for contender, state in states.items() if isinstance(state, Skipped)}
    return Results(plan, tuple(measures), pairs, stages, skipped)


def _warm(runs: Sequence[_Run], sessions: Mapping[Engine, Session], plan: Plan, tell: Tell) -> None:
    tell(f"{runs[0].inputs.name}, à chaud")
    for one in runs:
        _ask(one, sessions[one.engine], 1 if one.batched else plan.warmup, counted=False)
    for rank in range(plan.rounds):
        for one in runs:
            if not one.batched or not rank:
                _ask(one, sessions[one.engine], plan.batch if one.batched else plan.renders)


def _ask(one: _Run, session: Session, count: int, *, counted: bool = True) -> None:
    """Have documents rendered, and note what they took."""
    if one.fault:
        return
    try:
        answer = session.render(one.inputs, count, one.output)
    except EngineFailedError as error:
        one.fault = str(error)
        return
    if counted:
        one.wall += answer["wall"]
        one.cpu += answer["cpu"]
        one.peak = max(one.peak, answer["peak"])


def _cold(runs: Sequence[_Run], folder: Path, plan: Plan, tell: Tell) -> None:
    """Start each sound engine in turn, round after round; the first one, which reads the files, does not count."""
    tell(f"{runs[0].inputs.name}, à froid")
    for rank in range(1 + plan.cold):
        for one in runs:
            if one.fault:
                continue
            try:
                seconds = time_cold_start(one.engine, one.inputs, folder)
            except EngineFailedError as error:
                one.fault = str(error)
            else:
                one.cold += [seconds] if rank else []


def _measure(one: _Run) -> Measure:
    """Sum a run up, and judge what it made."""
    contender = one.engine.contender
    named = Measure(contender.name, one.engine.ready.version, contender.asked, one.inputs.name, fault=one.fault)
    if one.fault:
        return named
    pdf = one.output.read_bytes()
    return replace(
        named,
        median=median(one.wall),
        cpu=median(one.cpu),
        cold=median(seconds for seconds, _ in one.cold),
        cold_cpu=median(seconds for _, seconds in one.cold),
        peak=one.peak,
        size=len(pdf),
        pages=count_pages(pdf),
        archive=is_pdf_compliant_bytes(pdf, profile="3a"),
        accessible=is_pdf_compliant_bytes(pdf, profile="ua1"),
        fault=find_loss(one.inputs.letters, letters_of_pdf(pdf)),
    )


def _pair(runs: Sequence[_Run]) -> dict[str, Pair]:
    """Compare ours with naive WeasyPrint round by round: a busy moment of the machine falls on both."""
    named = {one.engine.contender: one for one in runs if not one.fault}
    if OURS not in named or NAIVE not in named:
        return {}
    ours, naive = named[OURS], named[NAIVE]

    def ratio(mine: Sequence[float], theirs: Sequence[float]) -> float:
        return median(a / b for a, b in zip(mine, theirs, strict=True))

    pair = Pair(
        ratio(ours.wall, naive.wall),
        ratio(ours.cpu, naive.cpu),
        ratio([seconds for seconds, _ in ours.cold], [seconds for seconds, _ in naive.cold]),
        ratio([seconds for _, seconds in ours.cold], [seconds for _, seconds in naive.cold]),
    )
    return {ours.inputs.name: pair}


def _stages(documents: Sequence[Inputs], plan: Plan) -> Mapping[str, Mapping[str, float]]:
    """Have a process of its own watch our stages; none when it fails, which the table of engines then tells."""
    command = [sys.executable, "-m", "benchmarks.pdf.stages", str(plan.rounds), *(str(one.folder) for one in documents)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).resolve().parents[2])
    found: Mapping[str, Mapping[str, float]] = json.loads(done.stdout) if done.returncode == 0 else {}
    return found
