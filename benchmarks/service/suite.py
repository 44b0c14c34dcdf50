"""The run: requests for Word and for PDF, a few at a time, each answer held against the first of its kind."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import httpx2

import cllaj_docs as cd
from benchmarks.service.server import Server, served
from cllaj_docs.delivery.resources import shipped_folder

_HEADERS = {"Content-Type": "application/json"}
_DATE = "2026-10-01"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many requests, one in ``pdf_every`` for a PDF, ``clients`` at a time; memory is read ``readings`` times."""

    requests: int
    pdf_every: int
    clients: int
    readings: int


FULL = Plan(requests=5_000, pdf_every=20, clients=4, readings=10)
QUICK = Plan(requests=400, pdf_every=20, clients=4, readings=4)


@dataclass(frozen=True, slots=True)
class Results:
    """Seconds of each request by format, those that failed or gave another document, bytes held over the run."""

    plan: Plan
    seconds: dict[str, list[float]]
    errors: list[str]
    memory: list[int]
    elapsed: float

    @property
    def growth(self) -> float:
        """Memory at the end over memory at the second reading, when every worker has rendered of all."""
        return self.memory[-1] / self.memory[1]

    @property
    def ours_failed(self) -> bool:
        """Whether something went wrong."""
        return bool(self.errors)


def run(plan: Plan, tell: Callable[[str], None]) -> Results:
    """Serve, ask, and measure."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        return asyncio.run(_run(plan, server, tell))


async def _run(plan: Plan, server: Server, tell: Callable[[str], None]) -> Results:
    content = cd.Dossier.load(shipped_folder("samples") / "complet.toml").to_json()
    results = Results(plan, {"docx": [], "pdf": []}, [], [], 0.0)
    known: dict[str, bytes] = {}
    begun = time.perf_counter()
    tasks = list(_paths(plan))
    async with server.client() as client:
        for rank in range(plan.readings):
            share = iter(tasks[rank :: plan.readings])
            tell(f"service, {rank + 1}/{plan.readings}")
            await asyncio.gather(*(_ask(client, content, share, known, results) for _ in range(plan.clients)))
            results.memory.append(server.memory())
    elapsed = time.perf_counter() - begun
    return Results(plan, results.seconds, results.errors, results.memory, elapsed)


def _paths(plan: Plan) -> Iterator[str]:
    """Name the documents to ask for, all kinds in turn."""
    kinds = cycle(cd.Toolkit().documents)
    for rank in range(plan.requests):
        yield f"{next(kinds)}/{'pdf' if rank % plan.pdf_every == 0 else 'docx'}"


async def _ask(
    client: httpx2.AsyncClient, content: str, paths: Iterator[str], known: dict[str, bytes], results: Results
) -> None:
    for path in paths:
        begun = time.perf_counter()
        try:
            answer = await client.post(f"/documents/{path}?date={_DATE}", content=content, headers=_HEADERS)
        except httpx2.HTTPError as error:
            results.errors.append(f"{path} : {error!r}")
            continue
        results.seconds[path.rpartition("/")[2]].append(time.perf_counter() - begun)
        if answer.status_code != httpx2.codes.OK:
            results.errors.append(f"{path} : {answer.status_code}")
        elif known.setdefault(path, answer.content) != answer.content:
            results.errors.append(f"{path} : un autre document")
