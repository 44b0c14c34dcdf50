"""One measure in a process of its own: a job in JSON on the standard input, its figures in JSON on the standard output.

It imports as little as it can before the engine: a cold start is measured from outside on this very program. Its job
and its answer are also those of ``node/driver.mjs``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.word.engines import load


def main() -> None:
    """Do the job that is on the standard input."""
    job = json.load(sys.stdin)
    if job["task"] == "repeat":
        answer = repeat(job)
    else:
        from benchmarks.word import trials

        answer = trials.TRIALS[job["task"]](job)
    json.dump(answer, sys.stdout)


def read_values(job: dict[str, Any]) -> dict[str, Any] | None:
    """Read the values of a job; ``None`` when the template is the shipped convention."""
    if job["values"] is None:
        return None
    values: dict[str, Any] = json.loads(Path(job["values"]).read_text(encoding="utf-8"))
    return values


def repeat(job: dict[str, Any]) -> dict[str, Any]:
    """Render ``warmup`` times, then ``repeats`` times with a watch in hand; write the last document to ``output``.

    Gives the seconds of each render by the wall clock (``wall``) and by the processor time of the process (``cpu``),
    and the most memory that the process has held, in bytes (``peak``).
    """
    cache = Path(job["cache"]) if job.get("cache") else None
    render = load(job["engine"], Path(job["template"]), read_values(job), cache)
    content = b""
    for _ in range(job["warmup"]):
        content = render()
    wall: list[float] = []
    cpu: list[float] = []
    for _ in range(job["repeats"]):
        cpu_start, start = time.process_time(), time.perf_counter()
        content = render()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - cpu_start)
    Path(job["output"]).write_bytes(content)
    return {"wall": wall, "cpu": cpu, "peak": memory("VmHWM")}


def memory(line: str) -> int:
    """Bytes held by this process: ``VmHWM`` is the most it has held, ``VmRSS`` what it holds; 0 where Linux is not.

    ``getrusage`` would do for the first, but its figure starts at that of the process that gave birth to this one.
    """
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0
    found = next(row for row in status.read_text(encoding="ascii").splitlines() if row.startswith(f"{line}:"))
    return int(found.split()[1]) * 1024


if __name__ == "__main__":
    main()
