"""The run: every engine on the equivalent document, ours and docxtpl on the shipped convention, then ours alone."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from lxml import etree

from benchmarks.word import convention
from benchmarks.word.contenders import CONTENDERS, DOCXTPL, OURS, Contender
from benchmarks.word.equivalent import Equivalent, build_equivalent
from benchmarks.word.processes import EngineFailedError, Task, do_job, time_cold_start
from benchmarks.word.readiness import CACHE, Ready, Skipped, make_ready
from benchmarks.word.results import Document, Growth, Measure, Plan, Results
from benchmarks.word.syntaxes import write_template
from benchmarks.word.texts import find_difference, read_texts

FULL = Plan(warmup=100, repeats=200, cold=7, renders=10_000, sizes=(10, 100, 1_000, 10_000), files=1_000, threads=16)
QUICK = Plan(warmup=20, repeats=50, cold=3, renders=1_000, sizes=(10, 100, 1_000), files=1_000, threads=16)


def run(plan: Plan, tell: Callable[[str], None], cache: Path = CACHE) -> Results:
    """Measure everything. ``tell`` hears, in French, of each step that begins."""
    tell("préparation des moteurs")
    states = {contender: make_ready(contender, cache) for contender in CONTENDERS}
    ready = {contender: state for contender, state in states.items() if isinstance(state, Ready)}
    equivalent = build_equivalent()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        values = folder / "values.json"
        values.write_text(json.dumps(equivalent.values()), encoding="utf-8")
        tasks = {contender: _equivalent_task(contender, state, folder, values) for contender, state in ready.items()}
        shipped = {contender: _shipped_task(contender, ready[contender], folder) for contender in (OURS, DOCXTPL)}
        told = _expected_of_convention(shipped[DOCXTPL])
        measured = {
            **{task: _measure(task, "convention livrée", told, plan, tell) for task in shipped.values()},
            **{task: _measure(task, "document équivalent", equivalent.texts, plan, tell) for task in tasks.values()},
        }
        measures = _add_cold_starts(measured, plan, tell)
        growths = tuple(_measure_growth(tasks[one], equivalent, plan, tell) for one in (OURS, DOCXTPL))
        alone = _measure_alone(shipped[OURS], plan, tell)
        alone["cache"] = _start_from_cache(tasks[OURS], plan, folder / "compilés")
    return Results(
        plan=plan,
        tags=len(equivalent.champs),
        paragraphs=len(equivalent.texts),
        measures=measures,
        skipped={contender.name: state.reason for contender, state in states.items() if isinstance(state, Skipped)},
        growths=growths,
        alone=alone,
    )


def _equivalent_task(contender: Contender, ready: Ready, folder: Path, values: Path) -> Task:
    template = folder / f"{contender.syntax}.docx"
    template.write_bytes(write_template(build_equivalent(), contender.syntax))
    return Task(contender, ready, template, values, folder / f"{contender.name}.docx")


def _shipped_task(contender: Contender, ready: Ready, folder: Path) -> Task:
    return Task(contender, ready, convention.template_path(), None, folder / f"{contender.name}-convention.docx")


def _expected_of_convention(reference: Task) -> tuple[str, ...] | None:
    """Read what docxtpl says with the shipped convention, which our engine promises to give; ``None`` if it failed."""
    try:
        do_job(reference, "repeat", warmup=0, repeats=1)
    except EngineFailedError:
        return None
    return read_texts(reference.output.read_bytes())


def _measure(
    task: Task, document: Document, expected: Sequence[str] | None, plan: Plan, tell: Callable[[str], None]
) -> Measure:
    contender = task.contender
    tell(f"{contender.name}, {document}")
    named = Measure(contender.name, task.ready.version, contender.family, document)
    try:
        answer = do_job(task, "repeat", warmup=plan.warmup, repeats=plan.repeats)
        content = task.output.read_bytes()
        difference = None if expected is None else find_difference(expected, read_texts(content))
    except EngineFailedError as error:
        return replace(named, fault=str(error))
    except (zipfile.BadZipFile, etree.XMLSyntaxError):
        return replace(named, fault="le fichier produit n’est pas un document Word lisible")
    if difference is not None:
        return replace(named, fault=difference)
    return replace(
        named,
        median=median(answer["wall"]),
        fastest=min(answer["wall"]),
        cpu=median(answer["cpu"]),
        peak=answer["peak"],
        size=len(content),
    )


def _add_cold_starts(measured: Mapping[Task, Measure], plan: Plan, tell: Callable[[str], None]) -> tuple[Measure, ...]:
    """Start each sound engine in turn, round after round, so that a busy moment of the machine falls on all alike.

    The first round does not count: it puts the files in the memory of the system.
    """
    sound = [task for task, measure in measured.items() if not measure.fault]
    tell("démarrages à froid")
    rounds = [{task: time_cold_start(task) for task in sound} for _ in range(1 + plan.cold)][1:]
    return tuple(
        replace(measure, cold=median(one[task] for one in rounds)) if task in sound else measure
        for task, measure in measured.items()
    )


def _measure_growth(task: Task, equivalent: Equivalent, plan: Plan, tell: Callable[[str], None]) -> Growth:
    """Time tables that grow."""
    engine = task.contender.name
    tell(f"{engine}, tableaux de {plan.sizes[0]} à {plan.sizes[-1]} rangées")
    try:
        answer = do_job(task, "growth", sizes=plan.sizes)
    except EngineFailedError as error:
        return Growth(engine, plan.sizes, (), str(error))
    whole = answer["paragraphs"] == [equivalent.count_paragraphs(size) for size in plan.sizes]
    return Growth(engine, plan.sizes, tuple(answer["cpu"]), None if whole else "des rangées manquent")


def _measure_alone(task: Task, plan: Plan, tell: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    """Put our engine through what is asked of it alone."""
    trials = {
        "flat": ("mémoire dans la durée", {"renders": plan.renders}),
        "batch": (f"{plan.files} conventions en fichiers", {"documents": plan.files}),
        "threads": (f"{plan.threads} fils", {"documents": 8 * plan.threads, "threads": plan.threads}),
    }
    answers: dict[str, dict[str, Any]] = {}
    for name, (label, options) in trials.items():
        tell(f"{task.contender.name}, {label}")
        try:
            answers[name] = do_job(task, name, **options)
        except EngineFailedError as error:
            answers[name] = {"fault": str(error)}
    return answers


def _start_from_cache(task: Task, plan: Plan, cache: Path) -> dict[str, Any]:
    """Start our engine cold on a template that an earlier process has compiled, and kept."""
    try:
        time_cold_start(task, cache)
        return {"cold": median(time_cold_start(task, cache) for _ in range(plan.cold))}
    except EngineFailedError as error:
        return {"fault": str(error)}
