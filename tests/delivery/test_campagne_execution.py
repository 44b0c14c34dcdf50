"""Tasks through executors: in order, few at a time, and a task that kills its worker alone is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cllaj_docs.delivery.campagne.execution import PERTES_DE_SUITE, Perte, map_in_order
from cllaj_docs.errors import OutputError, TemplateError

POISON = -1


def double(number: int) -> int:
    if number == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def double_once_killed(task: tuple[int, str]) -> int:
    """Die the first time that the file is not there."""
    number, mark = task
    if number == 5 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def double_or_hang(number: int) -> int:
    if number == POISON:
        time.sleep(3600)
    return number * 2


def slowly(number: int) -> int:
    time.sleep(0.002 * (number % 5))
    return number


def refuse(number: int) -> int:
    if number == 3:
        raise TemplateError("gabarit en faute")
    return number


def stumble(number: int) -> int:
    if number == 3:
        raise RuntimeError("engine lost it")
    return number


def processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))


def items(numbers: Any) -> Iterator[tuple[int, int]]:
    return ((number, number) for number in numbers)


def test_results_come_in_order_whatever_the_workers_do() -> None:
    found = list(map_in_order(slowly, items(range(40)), lambda: ThreadPoolExecutor(4), 8))
    assert found == [(number, number) for number in range(40)]


def test_an_item_without_task_passes_in_its_place() -> None:
    given = ((number, None if number % 3 else number) for number in range(9))
    found = list(map_in_order(slowly, given, lambda: ThreadPoolExecutor(2), 4))
    assert found == [(number, None if number % 3 else number) for number in range(9)]


def test_no_more_is_read_than_the_window() -> None:
    read = []

    def source() -> Iterator[tuple[int, int]]:
        for number in range(100):
            read.append(number)
            yield number, number

    for done, (number, _) in enumerate(map_in_order(slowly, source(), lambda: ThreadPoolExecutor(2), 5), start=1):
        assert number == done - 1
        assert len(read) <= done + 4
    assert len(read) == 100


def test_an_executor_that_is_given_stays_open() -> None:
    with ThreadPoolExecutor(1) as executor:
        assert len(list(map_in_order(slowly, items(range(3)), executor, 2))) == 3
        assert executor.submit(slowly, 1).result() == 1


def test_an_error_of_ours_ends_the_run_and_what_waits_is_called_off() -> None:
    handed: list[Future[int]] = []
    start = threading.Event()

    class Watched(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            future = super().submit(fn, *args, **kwargs)
            handed.append(future)
            return future

    def wait_or_refuse(number: int) -> int:
        return refuse(number) if number <= 3 else int(start.wait(10))

    with Watched(1) as executor:
        results = map_in_order(wait_or_refuse, items(range(50)), executor, 8)
        assert [next(results) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]
        with pytest.raises(TemplateError):
            next(results)
        start.set()
    assert len(handed) < 50
    assert any(future.cancelled() for future in handed)


def test_a_task_that_an_engine_keeps_losing_is_told_and_the_others_go() -> None:
    found = list(map_in_order(stumble, items(range(6)), lambda: ThreadPoolExecutor(2), 3))
    assert found == [(n, Perte("RuntimeError") if n == 3 else n) for n in range(6)]


@pytest.mark.parametrize("places", [(4,), (0, 7), (9, 10, 19)])
def test_a_task_that_kills_its_worker_is_told_and_the_others_go(places: tuple[int, ...]) -> None:
    numbers = [POISON if rank in places else rank for rank in range(20)]
    found = [result for _, result in map_in_order(double, items(numbers), processes, 6)]
    assert found == [Perte("BrokenProcessPool") if n == POISON else n * 2 for n in numbers]


def test_a_worker_killed_once_costs_nothing(tmp_path: Path) -> None:
    given = ((number, (number, str(tmp_path / "killed"))) for number in range(12))
    assert [result for _, result in map_in_order(double_once_killed, given, processes, 6)] == [*range(0, 24, 2)]


def test_workers_that_all_die_end_the_run() -> None:
    results = map_in_order(double, items([POISON] * 30), processes, 4)
    with pytest.raises(OutputError, match="s’arrêtent sans cesse"):
        list(results)
    assert PERTES_DE_SUITE < 30


def test_an_executor_that_is_given_and_breaks_ends_the_run() -> None:
    with processes() as executor, pytest.raises(OutputError, match="s’est arrêté"):
        list(map_in_order(double, items([1, POISON, 3]), executor, 2))


@pytest.mark.parametrize("places", [(0,), (3, 4), (9, 19)])
def test_a_task_that_never_ends_is_stopped_and_the_others_go(places: tuple[int, ...]) -> None:
    opened: list[ProcessPoolExecutor] = []

    def watched() -> ProcessPoolExecutor:
        opened.append(processes())
        return opened[-1]

    numbers = [POISON if rank in places else rank for rank in range(20)]
    found = [result for _, result in map_in_order(double_or_hang, items(numbers), watched, 6, 3)]
    assert found == [Perte("TimeoutError", depasse=True) if n == POISON else n * 2 for n in numbers]
    assert len(opened) == 1 + sum(place < 19 for place in places)
    assert not multiprocessing.active_children()  # none is left behind, stuck


def test_tasks_that_never_end_one_after_the_other_end_the_run() -> None:
    with pytest.raises(OutputError, match="n’en finissent pas"):
        list(map_in_order(double_or_hang, items([POISON] * 30), processes, 4, 2))


def test_another_engine_is_left_with_what_never_ends() -> None:
    class Engine(Executor):
        """One that runs each task at once, but never the third."""

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            future: Future[Any] = Future()
            if args != (3,):
                future.set_result(fn(*args, **kwargs))
            return future

    found = list(map_in_order(slowly, items(range(6)), Engine(), 3, 0.05))
    assert found == [(n, Perte("TimeoutError", depasse=True) if n == 3 else n) for n in range(6)]


def test_threads_are_waited_for() -> None:
    assert list(map_in_order(slowly, items(range(5)), lambda: ThreadPoolExecutor(1), 2, 0.0001)) == [
        (number, number) for number in range(5)
    ]


def test_an_error_of_time_that_a_task_raises_is_one_like_any_other() -> None:
    def late(_: int) -> int:
        raise TimeoutError

    assert list(map_in_order(late, items([1]), lambda: ThreadPoolExecutor(1), 2, 60)) == [(1, Perte("TimeoutError"))]
