"""An engine in a process of its own, which stays: jobs in JSON, a line each, on the standard input; answers likewise.

It imports as little as it can before the engine: a cold start is measured from outside on this very program.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.pdf.engines import load

Measure = Callable[[Path, int, int], tuple[list[float], list[float], bytes]]


def main() -> None:
    """Prepare the engine that the first line names, then do the jobs of the others."""
    setting = json.loads(sys.stdin.readline())
    measure, peak, close = _prepare(setting)
    for line in sys.stdin:
        job = json.loads(line)
        wall, cpu, content = measure(Path(job["folder"]), job["rank"], job["count"])
        if job["output"]:
            Path(job["output"]).write_bytes(content)
        sys.stdout.write(json.dumps({"wall": wall, "cpu": cpu, "peak": peak()}) + "\n")
        sys.stdout.flush()
    close()


def _prepare(setting: Mapping[str, Any]) -> tuple[Measure, Callable[[], int], Callable[[], None]]:
    """Give what measures an engine, what tells the memory that it held at most, in bytes, and what ends it."""
    if setting["program"]:
        from benchmarks.pdf import outside

        return outside.browser(setting) if setting["program"] == "chromium" else outside.office(setting)
    render = load(setting["engine"], Path(setting["fonts"]), setting["packages"])

    def measure(folder: Path, rank: int, count: int) -> tuple[list[float], list[float], bytes]:
        wall, cpu, content = [], [], b""
        for one in range(rank, rank + count):
            cpu_start, start = time.process_time(), time.perf_counter()
            content = render(folder, one)
            wall.append(time.perf_counter() - start)
            cpu.append(time.process_time() - cpu_start)
        return wall, cpu, content

    return measure, lambda: memory_of("self"), lambda: None


def memory_of(process: int | str) -> int:
    """Bytes that a process has held at most (``VmHWM``); 0 when it has gone, or where Linux is not."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = next((row for row in status.splitlines() if row.startswith("VmHWM:")), "VmHWM: 0")
    return int(found.split()[1]) * 1024


if __name__ == "__main__":
    main()
