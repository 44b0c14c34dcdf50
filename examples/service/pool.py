"""Processes that render, so that the event loop only waits.

Rendering is work of the processor, a PDF half a second of it: in a thread it would hold the loop's own lock, and only
another process uses another core. Workers are started anew (``spawn``): nothing of the server's threads is copied.
"""

from __future__ import annotations

import asyncio
import datetime
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeVar

import cllaj_docs as cd

_Result = TypeVar("_Result")


class BusyError(Exception):
    """The queue is full, or a worker has just died: to be asked again later."""


class TooLongError(Exception):
    """A document has taken more than its time."""


@dataclass(frozen=True, slots=True)
class State:
    """What a dossier allows: its findings, and what each document still lacks, by name."""

    constats: tuple[cd.Constat, ...]
    manques: dict[str, tuple[cd.Faute, ...]]


class RenderingPool:
    """``workers`` processes, ``queue`` requests that may wait or run at once, ``seconds`` of time for each."""

    def __init__(self, *, workers: int | None = None, queue: int = 64, seconds: float = 30.0) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._queue = queue
        self._seconds = seconds
        self._asked = 0
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"))

    def close(self) -> None:
        """Stop the workers, once they have done what they were doing."""
        self._executor.shutdown(cancel_futures=True)

    async def render(self, content: bytes, document: str, format_: str, date: datetime.date | None) -> cd.Document:
        """Render a document of a dossier in JSON. Raises what the library does, ``BusyError`` or ``TooLongError``."""
        return await self._do(render, content, document, format_, date)

    async def examine(self, content: bytes) -> State:
        """Tell the state of a dossier written in JSON. Raises as ``render`` does."""
        return await self._do(examine, content)

    async def _do(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        if self._asked >= self._queue:
            raise BusyError
        self._asked += 1
        executor = self._executor
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, _timed, self._seconds, work, *arguments)
        except BrokenProcessPool:
            if executor is self._executor:
                self._executor = self._start()
            raise BusyError from None
        finally:
            self._asked -= 1


# --- in a worker


def _timed(seconds: float, work: Callable[..., _Result], *arguments: object) -> _Result:
    with _at_most(seconds):
        return work(*arguments)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Interrupt the block after so many seconds: a worker works in its main thread, which hears signals."""

    def interrupt(*_: object) -> None:
        raise TooLongError

    usual = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)


def render(content: bytes, document: str, format_: str, date: datetime.date | None) -> cd.Document:
    """Render a document; templates are compiled at the first one of each kind, and kept by the worker."""
    return cd.render(_read(content), document, format_, date=date)


def examine(content: bytes) -> State:
    """Tell what a dossier allows."""
    dossier = _read(content)
    documents = cd.Toolkit().documents
    return State(cd.check(dossier), {nom: document.missing(dossier) for nom, document in documents.items()})


def _read(content: bytes) -> cd.Dossier:
    try:
        return cd.Dossier.from_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        message = "le texte n’est pas en UTF-8 : enregistrez-le dans ce codage"
        raise cd.DossierError(message, (cd.Faute("", message),)) from None
