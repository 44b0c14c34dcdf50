"""What a run finds: figures by engine and by document, in seconds and bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.word.contenders import OURS

Document = Literal["convention livrée", "document équivalent"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: renders by engine, cold starts, renders in the long run, table rows, files, threads."""

    warmup: int
    repeats: int
    cold: int
    renders: int
    sizes: tuple[int, ...]
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Measure:
    """An engine on a document, in seconds and bytes; ``fault`` tells in French why it did not do the job.

    ``median`` and ``fastest`` are those of a warm render by the wall clock, ``cpu`` its median processor time; ``cold``
    is a whole process; ``peak`` the most memory that the process of the warm renders held; ``size`` that of the file.
    """

    engine: str
    version: str
    family: str
    document: Document
    median: float = 0.0
    fastest: float = 0.0
    cpu: float = 0.0
    cold: float = 0.0
    peak: int = 0
    size: int = 0
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """Processor seconds of a render by number of table rows, or the fault that made it worthless."""

    engine: str
    sizes: tuple[int, ...]
    cpu: tuple[float, ...]
    fault: str | None = None

    def per_row(self) -> tuple[float, ...]:
        """Seconds that each row adds, from a size to the next: the same everywhere when growth is linear."""
        steps = zip(self.sizes, self.sizes[1:], self.cpu, self.cpu[1:], strict=False)
        return tuple((after - before) / (more - fewer) for fewer, more, before, after in steps)


@dataclass(frozen=True, slots=True)
class Results:
    """All the figures of a run."""

    plan: Plan
    tags: int
    paragraphs: int
    measures: tuple[Measure, ...]
    skipped: Mapping[str, str]
    growths: tuple[Growth, ...]
    alone: Mapping[str, Mapping[str, Any]]

    @property
    def ours_failed(self) -> bool:
        """Whether our engine did not give the right document."""
        ours = [measure.fault for measure in self.measures if measure.engine == OURS.name]
        ours += [growth.fault for growth in self.growths if growth.engine == OURS.name]
        return any(ours) or any("fault" in trial for trial in self.alone.values())

    def find(self, engine: str, document: Document) -> Measure | None:
        """Give the measure of an engine that did the job on a document."""
        found = (one for one in self.measures if (one.engine, one.document) == (engine, document) and not one.fault)
        return next(found, None)
