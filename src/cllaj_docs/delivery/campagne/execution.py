"""Tasks through any ``concurrent.futures.Executor``, results in the order of the tasks, memory bounded by a window.

What an engine loses is tried again. A worker that dies takes with it the tasks of its pool: they are done again one at
a time in a new one, so that the task that kills its worker is known, told, and does not take the others with it. So
they are when a task takes too long, since a process is stopped with its pool.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from cllaj_docs.errors import CllajDocsError, OutputError

_Key = TypeVar("_Key")
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

Ouverture = Callable[[], AbstractContextManager[Executor]]
"""What opens an executor, and opens another when the first one breaks: ``ProcessPoolExecutor`` is one."""

TENTATIVES = 2
"""Times that a task which was lost is tried alone."""

PERTES_DE_SUITE = 5
"""Tasks lost one after the other that mean that no worker works at all."""


@dataclass(frozen=True, slots=True)
class Perte:
    """A task that gave no result: the name of the last error, alone and more than once.

    ``depasse`` tells one that was not done in the time that it had, and is not tried again.
    """

    erreur: str
    depasse: bool = False


def map_in_order(
    work: Callable[[_Task], _Result],
    items: Iterable[tuple[_Key, _Task | None]],
    executor: Executor | Ouverture,
    in_flight: int,
    delai: float | None = None,
) -> Generator[tuple[_Key, _Result | Perte | None], None, None]:
    """Do the tasks of ``items`` and give their results by key, in their order; an item without task passes through.

    No more than ``in_flight`` items are read ahead. An executor that is given open stays open, and is not replaced when
    it breaks. ``delai`` are the seconds that a task has from the moment when all those before it are done, and so when
    it runs: past them it is lost. Processes that were opened here are then stopped, and others opened; another engine
    is left to stop the task itself; threads, which nothing stops, have no bound. Errors of our own tree that ``work``
    raises go through and end the run; so does ``OutputError`` when workers keep dying, or take too long each time.
    """
    with _Engine(work, executor, delai) as engine:
        pending: deque[tuple[_Key, _Task | None, _Handed[_Result] | None]] = deque()
        try:
            for key, task in items:
                pending.append((key, task, None if task is None else engine.submit(task)))
                if len(pending) >= in_flight:
                    yield from _give(engine, pending, 1)
            yield from _give(engine, pending, len(pending))
        finally:
            for _, _, handed in pending:
                if handed is not None:
                    handed.future.cancel()


@dataclass(frozen=True, slots=True)
class _Handed(Generic[_Result]):
    """A task that was handed over, and to which executor."""

    future: Future[_Result]
    executor: Executor


def _give(
    engine: _Engine[_Task, _Result],
    pending: deque[tuple[_Key, _Task | None, _Handed[_Result] | None]],
    count: int,
) -> Iterator[tuple[_Key, _Result | Perte | None]]:
    """Give the results of the first items; of all, once one was lost: nothing new runs beside what is tried alone."""
    while count:
        key, task, handed = pending.popleft()
        count -= 1
        if task is None or handed is None:
            yield key, None
            continue
        result = engine.wait(handed)
        if isinstance(result, Perte):
            count = len(pending)
            result = engine.retry(task, result)
        yield key, result


class _Engine(Generic[_Task, _Result]):
    """An executor that can be replaced, and the count of what it loses."""

    def __init__(
        self, work: Callable[[_Task], _Result], executor: Executor | Ouverture, delai: float | None = None
    ) -> None:
        self._work = work
        self._delai = delai
        self._executor: Executor | None = executor if isinstance(executor, Executor) else None
        self._open: Ouverture | None = None if isinstance(executor, Executor) else executor
        self._opened = ExitStack()
        self._lost = 0

    def __enter__(self) -> _Engine[_Task, _Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def submit(self, task: _Task) -> _Handed[_Result]:
        """Hand a task over; what a broken executor refuses is a task that fails."""
        if self._executor is None and self._open is not None:
            self._executor = self._opened.enter_context(self._open())
        executor = cast(Executor, self._executor)
        try:
            future = executor.submit(self._work, task)
        except BrokenExecutor as error:
            future = Future()
            future.set_exception(error)
        return _Handed(future, executor)

    def wait(self, handed: _Handed[_Result]) -> _Result | Perte:
        """Wait for a result; a broken executor is let go, and the next task opens another one."""
        try:
            found = handed.future.result(None if isinstance(handed.executor, ThreadPoolExecutor) else self._delai)
        except CllajDocsError:
            raise
        except Exception as error:  # engines have errors of their own, and all mean that
            if not handed.future.done():
                self._give_up(handed)
                return Perte(type(error).__name__, depasse=True)
            if isinstance(error, BrokenExecutor) and handed.executor is self._executor:
                self._let_go()
            return Perte(type(error).__name__)
        self._lost = 0
        return found

    def retry(self, task: _Task, perte: Perte) -> _Result | Perte:
        """Try a lost task alone, unless it takes too long. Raises ``OutputError`` when too many are lost in a row."""
        for _ in range(TENTATIVES):
            if perte.depasse:
                break
            found = self.wait(self.submit(task))
            if not isinstance(found, Perte):
                return found
            perte = found
        self._lost += 1
        if self._lost >= PERTES_DE_SUITE:
            said = "n’en finissent pas" if perte.depasse else "s’arrêtent sans cesse"
            raise OutputError(
                f"les travailleurs {said} ({perte.erreur}) : vérifiez la mémoire et leur installation, puis relancez, "
                "la campagne reprendra"
            )
        return perte

    def _give_up(self, handed: _Handed[_Result]) -> None:
        """Stop a task that takes too long, with its worker and those beside it, if they are processes of ours."""
        if self._open is not None and isinstance(handed.executor, ProcessPoolExecutor):
            self._let_go()
        else:
            handed.future.cancel()

    def _let_go(self) -> None:
        if self._open is None:
            raise OutputError(
                "l’exécuteur fourni s’est arrêté : ouvrez-en un autre, puis relancez, la campagne reprendra"
            )
        _end_processes(self._executor)
        self._opened.close()
        self._executor = None


def _end_processes(executor: Executor | None) -> None:
    """End what is left of a pool of processes that broke, or that is to be stopped.

    Python may start a worker at the very moment when the pool breaks; nobody tells it to stop, and closing the pool
    would wait for it without end. So would it for the rest of a result that a killed worker had begun to send, as long
    as this process may still send it: no process may once the pipe is shut here too.
    """
    if isinstance(executor, ProcessPoolExecutor):
        for process in list((executor._processes or {}).values()):
            process.kill()
        results: Any = executor._result_queue
        if results is not None:
            results._writer.close()
