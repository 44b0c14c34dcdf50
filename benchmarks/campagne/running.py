"""A command from its birth to its end: seconds by the clock, of processor, and the memory of its processes together."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pdf.worker import memory_of

_CHECKOUT = Path(__file__).resolve().parents[2]
_EVERY = 0.05  # seconds


class CommandFailedError(Exception):
    """A command that did not end well: its last words."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds and bytes. ``peak`` adds up the most that each process has held; ``cpu`` counts them all.

    ``said`` is what the command printed.
    """

    wall: float
    cpu: float
    peak: int
    said: str = ""


def run_command(command: Sequence[str | Path]) -> Spent:
    """Run a command and measure it. Raises ``CommandFailedError``."""
    environment = {**os.environ, "PYTHONPATH": str(_CHECKOUT)}
    peaks: dict[int, int] = {}
    done = threading.Event()
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=_CHECKOUT)
        watch = threading.Thread(target=_watch, args=(process.pid, peaks, done))
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        done.set()
        watch.join()
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailedError(said.rpartition("\n")[2] or f"code de sortie {process.returncode}")
    return Spent(wall, usage.ru_utime + usage.ru_stime, sum(peaks.values()), said)


def _watch(pid: int, peaks: dict[int, int], done: threading.Event) -> None:
    """Note the most that a process and those that it started have held, until told to stop."""
    while not done.wait(_EVERY):
        for one in family(pid):
            peaks[one] = max(peaks.get(one, 0), memory_of(one))


def family(pid: int) -> Iterator[int]:
    """Give a process and those that it started, and theirs."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="ascii").split()
        except OSError:  # it has just ended
            continue
        for child in children:
            yield from family(int(child))
