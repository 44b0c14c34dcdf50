"""The run: the plain loop before and after ours, ours with one and two processes, then once more with nothing to do."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from benchmarks.campagne.dossiers import DOCUMENTS, write_dossiers
from benchmarks.campagne.running import CommandFailedError, Spent, run_command

Tell = Callable[[str], None]

OURS, PLAIN = "cllaj-docs", {"docx": "boucle docxtpl", "pdf": "boucle WeasyPrint"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How many dossiers ours makes into Word and into PDF, and how many of them the plain loops make, twice."""

    docx: int
    pdf: int
    plain_docx: int
    plain_pdf: int


FULL = Plan(docx=1000, pdf=200, plain_docx=25, plain_pdf=5)
QUICK = Plan(docx=200, pdf=12, plain_docx=5, plain_pdf=1)


@dataclass(frozen=True, slots=True)
class Measure:
    """A way of making a campaign. ``processes`` work, one more reads and writes when there are any.

    ``documents`` were made in ``spent``; ``fault`` says in French why it is worth nothing.
    """

    engine: str
    format: str
    processes: int
    documents: int
    spent: Spent
    fault: str | None = None

    @property
    def rate(self) -> float:
        """Documents by second of the clock."""
        return self.documents / self.spent.wall if self.spent.wall else 0.0


@dataclass(frozen=True, slots=True)
class Results:
    """All the figures of a run: ``plain`` by format, ours, ours on a quarter of the dossiers, ours once more."""

    plan: Plan
    plain: Mapping[str, Measure]
    ours: tuple[Measure, ...]
    quarter: Measure
    again: Measure

    @property
    def ours_failed(self) -> bool:
        """Whether ours did not do a job."""
        return any(one.fault for one in (*self.ours, self.quarter, self.again))

    def find(self, format_: str, processes: int) -> Measure | None:
        """Give what ours did with so many processes."""
        found = (one for one in self.ours if (one.format, one.processes) == (format_, processes) and not one.fault)
        return next(found, None)


def run(plan: Plan, tell: Tell) -> Results:
    """Measure everything. ``tell`` hears, in French, of each step that begins."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        tell("écriture des dossiers")
        docx = write_dossiers(place / "docx", plan.docx)
        quarter = write_dossiers(place / "quart", max(1, plan.docx // 4))
        pdf = write_dossiers(place / "pdf", plan.pdf)
        sources = {"docx": (docx, plan.docx, plan.plain_docx), "pdf": (pdf, plan.pdf, plan.plain_pdf)}
        ours, plain = [], {}
        for format_, (source, count, sample) in sources.items():
            tell(f"boucle simple, {format_}")
            before = _plain(format_, source, place / f"{format_}-avant", sample)
            for processes in (1, 2):
                tell(f"campagne, {format_}, {processes} processus")
                ours.append(_ours(format_, source, place / f"{format_}-{processes}", count, processes))
            tell(f"boucle simple, {format_}, de nouveau")
            plain[format_] = _mean(before, _plain(format_, source, place / f"{format_}-apres", sample))
        tell("campagne, docx, un quart des dossiers")
        small = _ours("docx", quarter, place / "docx-quart", max(1, plan.docx // 4), 2)
        tell("campagne, docx, de nouveau")
        again = _ours("docx", docx, place / "docx-2", plan.docx, 2)
    return Results(plan, plain, tuple(ours), small, again)


def _ours(format_: str, source: Path, target: Path, count: int, processes: int) -> Measure:
    """Run the command that staff runs, and count what it left."""
    options = ["-f", format_, "--travailleurs", str(processes), "--malgre-constats", "-o", str(target)]
    command = [sys.executable, "-m", "cllaj_docs", "campagne", "generer", str(source), *options]
    return _measure(OURS, format_, processes, count, target, [*command, "--documents", *DOCUMENTS])


def _plain(format_: str, source: Path, target: Path, count: int) -> Measure:
    command = [sys.executable, "-m", "benchmarks.campagne.plain", format_, str(source), str(target), str(count)]
    whole = _measure(PLAIN[format_], format_, 1, count, target, command)
    if whole.fault:
        return whole
    return replace(whole, spent=replace(whole.spent, **json.loads(whole.spent.said)))


def _measure(engine: str, format_: str, processes: int, count: int, target: Path, command: list[str]) -> Measure:
    asked = count * len(DOCUMENTS)
    try:
        spent = run_command(command)
    except CommandFailedError as error:
        return Measure(engine, format_, processes, asked, Spent(0, 0, 0), str(error))
    made = sum(path.stat().st_size > 0 for path in target.glob(f"*/*.{format_}"))
    fault = None if made == asked else f"{made} documents au lieu de {asked}"
    return Measure(engine, format_, processes, asked, spent, fault)


def _mean(before: Measure, after: Measure) -> Measure:
    spent = Spent(
        fmean((before.spent.wall, after.spent.wall)),
        fmean((before.spent.cpu, after.spent.cpu)),
        max(before.spent.peak, after.spent.peak),
    )
    return Measure(before.engine, before.format, 1, before.documents, spent, before.fault or after.fault)
