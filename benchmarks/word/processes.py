"""Each measure in a fresh process: engines do not warm each other up, and memory is that of one engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.word.contenders import Contender
from benchmarks.word.readiness import Ready

_DRIVER = Path(__file__).resolve().parent / "node" / "driver.mjs"
_CHECKOUT = _DRIVER.parents[3]
_PATIENCE = 1800  # seconds

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Python keeps what it has compiled, as it does once installed: the first start, which does not count, writes it."""


class EngineFailedError(Exception):
    """An engine that stopped on an error: its last words."""


@dataclass(frozen=True, slots=True)
class Task:
    """An engine on a template: ``values`` is a JSON file, or ``None`` for the shipped convention and its own values."""

    contender: Contender
    ready: Ready
    template: Path
    values: Path | None
    output: Path

    def job(self, task: str, **options: Any) -> dict[str, Any]:
        """Word a job on that template, as workers read it."""
        return {
            "task": task,
            "engine": self.contender.name,
            "packages": str(self.ready.folder or ""),
            "template": str(self.template),
            "values": None if self.values is None else str(self.values),
            "output": str(self.output),
            **options,
        }


def do_job(task: Task, name: str, **options: Any) -> dict[str, Any]:
    """Have a fresh process do a job and give its answer. Raises ``EngineFailedError``."""
    done = _launch(task, task.job(name, **options))
    answer: dict[str, Any] = json.loads(done)
    return answer


def time_cold_start(task: Task, cache: Path | None = None) -> float:
    """Seconds by the wall clock from the birth of a process to its end: import, load, render one document, write it.

    ``cache`` is the folder where our engine keeps its compiled template from a process to the next.
    """
    job = task.job("repeat", warmup=0, repeats=1, cache=None if cache is None else str(cache))
    start = time.perf_counter()
    _launch(task, job)
    return time.perf_counter() - start


def _launch(task: Task, job: dict[str, Any]) -> str:
    if task.contender.family == "npm":
        command = ["node", str(_DRIVER)]
    else:
        command = [sys.executable, "-c", "from benchmarks.word.worker import main; main()"]
    return run_fresh(command, job["packages"], json.dumps(job))


def run_fresh(command: Sequence[str], packages: str = "", given: str = "") -> str:
    """Run a command in a process of its own, which sees this checkout and a folder of packages; give what it prints.

    Raises ``EngineFailedError``.
    """
    paths = [str(_CHECKOUT), *([packages] if packages else [])]
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            encoding="utf-8",
            env={**_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(paths)},
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise EngineFailedError(f"pas de réponse en {_PATIENCE // 60} minutes") from None
    if done.returncode:
        raise EngineFailedError(_last_words(done.stderr) or f"code de sortie {done.returncode}")
    return done.stdout


def _last_words(errors: str) -> str:
    """Give the line that says what went wrong: Python's last one, and for node the first that names an error."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    named = [line for line in lines if "Error" in line.partition(":")[0]]
    return (named or lines or [""])[-1][:160]
