"""The run: requests for Word and for PDF, a few at a time, each answer held against the first of its kind."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx2

import cllaj_docs as cd
from benchmarks.service.server import Server, served
from cllaj_docs.delivery.resources import shipped_folder

_HEADERS = {"Content-Type": "application/json"}
_DATE = "2026-10-01"
_FORMATS = ("docx", "pdf")


@dataclass(frozen=True, slots=True)
class Plan:
    """``requests`` that are measured, one in ``pdf_every`` for a PDF, ``clients`` at a time.

    Before them, ``warming`` requests for each document in each format, so that every worker has made them all. Memory
    is read then, and ``readings`` times more over the run.
    """

    requests: int
    pdf_every: int
    clients: int
    readings: int
    warming: int


FULL = Plan(requests=5_000, pdf_every=20, clients=4, readings=10, warming=8)
QUICK = Plan(requests=400, pdf_every=20, clients=4, readings=4, warming=4)


@dataclass(slots=True)
class Results:
    """What was seen: seconds of each request by format, what went wrong, bytes held when warm and over the run."""

    plan: Plan
    seconds: dict[str, list[float]] = field(default_factory=lambda: {format_: [] for format_ in _FORMATS})
    errors: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    resident: int = 0
    elapsed: float = 0.0

    @property
    def growth(self) -> float:
        """The most memory that was held since the service was warm, over what it held then."""
        return max(self.memory) / self.memory[0]

    @property
    def ours_failed(self) -> bool:
        """Whether something went wrong."""
        return bool(self.errors)


def run(plan: Plan, tell: Callable[[str], None]) -> Results:
    """Serve, ask, and measure."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        return asyncio.run(_run(plan, server, tell))


async def _run(plan: Plan, server: Server, tell: Callable[[str], None]) -> Results:
    results = Results(plan)
    async with server.client() as client:
        load = _Load(client, cd.Dossier.load(shipped_folder("samples") / "complet.toml").to_json(), results)
        tell("service, mise en route")
        await load.ask(_warming(plan), measured=False)
        results.memory.append(server.memory())
        paths, begun = list(_paths(plan)), time.perf_counter()
        for rank in range(plan.readings):
            tell(f"service, {rank + 1}/{plan.readings}")
            share = len(paths) * rank // plan.readings, len(paths) * (rank + 1) // plan.readings
            await load.ask(paths[slice(*share)])
            results.memory.append(server.memory())
        results.elapsed = time.perf_counter() - begun
        results.resident = server.resident()
    return results


def _warming(plan: Plan) -> list[str]:
    """Name every document in every format, several times over."""
    return [f"{kind}/{format_}" for format_ in _FORMATS for kind in cd.Toolkit().documents] * plan.warming


def _paths(plan: Plan) -> Iterator[str]:
    """Name the documents to ask for: in each format, all kinds in turn."""
    kinds = {format_: cycle(cd.Toolkit().documents) for format_ in _FORMATS}
    for rank in range(plan.requests):
        format_ = "pdf" if rank % plan.pdf_every == 0 else "docx"
        yield f"{next(kinds[format_])}/{format_}"


class _Load:
    """Clients that ask for documents of one dossier, and know what each was the first time."""

    def __init__(self, client: httpx2.AsyncClient, content: str, results: Results) -> None:
        self._client = client
        self._content = content
        self._results = results
        self._known: dict[str, bytes] = {}

    async def ask(self, paths: list[str], *, measured: bool = True) -> None:
        """Ask for documents, as many at a time as there are clients; note what goes wrong, and the times."""
        left = iter(paths)
        await asyncio.gather(*(self._ask_in_turn(left, measured=measured) for _ in range(self._results.plan.clients)))

    async def _ask_in_turn(self, paths: Iterator[str], *, measured: bool) -> None:
        for path in paths:
            begun = time.perf_counter()
            fault = await self._fault(path)
            if fault:
                self._results.errors.append(f"{path} : {fault}")
            elif measured:
                self._results.seconds[path.rpartition("/")[2]].append(time.perf_counter() - begun)

    async def _fault(self, path: str) -> str | None:
        """Ask for a document, and tell what is wrong with the answer."""
        address = f"/documents/{path}?date={_DATE}"
        try:
            answer = await self._client.post(address, content=self._content, headers=_HEADERS)
        except httpx2.HTTPError as error:
            return repr(error)
        if answer.status_code != httpx2.codes.OK:
            return str(answer.status_code)
        if self._known.setdefault(path, answer.content) != answer.content:
            return "un autre document"
        return None
