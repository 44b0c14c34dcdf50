"""What a run finds: figures by engine and by document, in seconds and bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.pdf.contenders import OURS


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Each engine renders a document ``warmup`` times, then ``renders`` times in each of ``rounds``, where all take turns;
    it is started ``cold`` times; an office, which starts for each batch, converts ``batch`` files once.
    """

    warmup: int
    rounds: int
    renders: int
    cold: int
    batch: int


@dataclass(frozen=True, slots=True)
class Measure:
    """An engine on a document, in seconds and bytes; ``fault`` tells in French why it did not do the job.

    ``median`` is that of a warm render by the wall clock, ``cpu`` its median processor time; ``cold`` and ``cold_cpu``
    are those of a whole process; ``peak`` the most memory that the processes of the warm renders held; ``archive`` and
    ``accessible`` what a validator says of the file, for PDF/A-3a and PDF/UA-1.
    """

    engine: str
    version: str
    asked: str
    document: str
    median: float = 0.0
    cpu: float = 0.0
    cold: float = 0.0
    cold_cpu: float = 0.0
    peak: int = 0
    size: int = 0
    pages: int = 0
    archive: bool = False
    accessible: bool = False
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours over naive WeasyPrint on a document, side by side: the median of the ratios of each round."""

    warm: float
    warm_cpu: float
    cold: float
    cold_cpu: float


@dataclass(frozen=True, slots=True)
class Results:
    """All the figures of a run; ``stages`` are the shares of our time, by document and by stage."""

    plan: Plan
    measures: tuple[Measure, ...]
    pairs: Mapping[str, Pair]
    stages: Mapping[str, Mapping[str, float]]
    skipped: Mapping[str, str]

    @property
    def ours_failed(self) -> bool:
        """Whether our engine did not give a document whole, or one that is no archive, or not for everybody."""
        ours = [measure for measure in self.measures if measure.engine == OURS.name]
        return not ours or any(one.fault or not (one.archive and one.accessible) for one in ours)

    def find(self, engine: str, document: str) -> Measure | None:
        """Give the measure of an engine that did the job on a document."""
        found = (one for one in self.measures if (one.engine, one.document) == (engine, document) and not one.fault)
        return next(found, None)
