"""One count in a process of its own: a contender and a table on the command line, its figures in JSON on the output."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.reporting.counting import COUNTERS
from benchmarks.word.worker import memory


def main() -> None:
    """Count once, imports included: an operator counts a table a few times a year, never twice in one process."""
    name, path = sys.argv[1:]
    cpu, start = time.process_time(), time.perf_counter()
    figures = COUNTERS[name](Path(path))
    wall = time.perf_counter() - start
    answer = {"wall": wall, "cpu": time.process_time() - cpu, "peak": memory("VmHWM"), "figures": figures}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
