"""What is not a matter of one document: growth with the rows of a table, memory in the long run, batches, threads."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.word import convention
from benchmarks.word.engines import load
from benchmarks.word.equivalent import grow
from benchmarks.word.texts import read_texts
from benchmarks.word.worker import memory, read_values
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.rendering.word import WordTemplate

_AT_LEAST, _AT_MOST = 3, 50
_LONG_ENOUGH = 1.0  # second: a size is measured again until then

Answer = dict[str, Any]


def growth(job: Mapping[str, Any]) -> Answer:
    """Time the equivalent document with ``sizes`` table rows; ``paragraphs`` counts those that say something.

    Gives the median processor time of each size, in seconds: on a shared machine, that of the wall says little of a
    render that lasts.
    """
    values = read_values(dict(job)) or {}
    times: list[float] = []
    paragraphs: list[int] = []
    for size in job["sizes"]:
        render = load(job["engine"], Path(job["template"]), grow(values, size))
        paragraphs.append(len(read_texts(render())))
        times.append(_median_cpu(render))
    return {"cpu": times, "paragraphs": paragraphs}


def _median_cpu(render: Callable[[], bytes]) -> float:
    samples: list[float] = []
    while len(samples) < _AT_LEAST or (sum(samples) < _LONG_ENOUGH and len(samples) < _AT_MOST):
        start = time.process_time()
        render()
        samples.append(time.process_time() - start)
    return median(samples)


def flat(job: Mapping[str, Any]) -> Answer:
    """Render the convention ``renders`` times and look at the memory ten times on the way, in bytes."""
    render = load("cllaj-docs", convention.template_path(), None)
    held: list[int] = []
    for _ in range(10):
        for _ in range(job["renders"] // 10):
            render()
        held.append(memory("VmRSS"))
    return {"held": held}


def batch(job: Mapping[str, Any]) -> Answer:
    """Write ``documents`` conventions to files, one after the other, three times: values ready, texts, dossier.

    ``texts`` are values whose long text differs each time, so that nothing read of a document serves the next. Gives
    seconds, by the wall clock and of processor: one thread does it all, so one core is all that it takes. ``system`` is
    the part of the latter that the system takes to make files, which changes with the disk.
    """
    template = WordTemplate(convention.template_path(), convention.own_filters())
    values, dossier, toolkit = convention.build_values(), convention.load_dossier(), Toolkit()

    def from_values(rank: int) -> bytes:
        return template.render(convention.another(values, rank))

    own = [convention.with_own_text(values, rank) for rank in range(job["documents"])]

    def from_own_text(rank: int) -> bytes:
        return template.render(own[rank])

    def from_dossier(_: int) -> bytes:
        return toolkit.render(dossier, "convention", "docx", date=convention.SIGNED_ON).content

    return {
        "values": _write_batch(job["documents"], from_values),
        "texts": _write_batch(job["documents"], from_own_text),
        "dossier": _write_batch(job["documents"], from_dossier),
    }


def _write_batch(documents: int, make: Callable[[int], bytes]) -> Answer:
    make(0)
    with tempfile.TemporaryDirectory() as folder:
        before, wall = os.times(), time.perf_counter()
        for rank in range(documents):
            Path(folder, f"convention-{rank:04}.docx").write_bytes(make(rank))
        after = os.times()
        user, system = after.user - before.user, after.system - before.system
        return {"wall": time.perf_counter() - wall, "cpu": user + system, "system": system}


def threads(job: Mapping[str, Any]) -> Answer:
    """Render from ``threads`` threads at once, each document with its values, and compare the bytes with one thread."""
    template = WordTemplate(convention.template_path(), convention.own_filters())
    values = convention.build_values()
    given = [convention.another(values, rank) for rank in range(job["documents"])]
    alone = [template.render(one) for one in given]
    with ThreadPoolExecutor(job["threads"]) as pool:
        together = list(pool.map(template.render, given))
    return {"same": alone == together, "distinct": len(set(alone)) == len(alone)}


TRIALS: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
    "growth": growth,
    "flat": flat,
    "batch": batch,
    "threads": threads,
}
