"""Talking to workers that stay, and timing whole processes from their birth to their end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from benchmarks.pdf.chromium import OPTIONS
from benchmarks.pdf.contenders import Contender
from benchmarks.pdf.documents import Inputs
from benchmarks.pdf.libreoffice import command
from benchmarks.word.readiness import Ready
from cllaj_docs.delivery.resources import shipped_folder

_CHECKOUT = Path(__file__).resolve().parents[2]
_WORKER = (sys.executable, "-c", "from benchmarks.pdf.worker import main; main()")


class EngineFailedError(Exception):
    """An engine that stopped on an error: its last words."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A contender that is ready."""

    contender: Contender
    ready: Ready

    def setting(self) -> dict[str, Any]:
        """Word the engine as workers read it."""
        return {
            "engine": self.contender.name,
            "packages": str(self.ready.folder or ""),
            "program": self.contender.package if self.contender.family == "program" else "",
            "tagged": self.contender.name.endswith("balisé"),
            "fonts": str(shipped_folder("templates") / "fonts"),
        }


class Session:
    """A worker that stays. ``render`` raises ``EngineFailedError`` when it stops."""

    def __init__(self, engine: Engine) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the session
        self._process = subprocess.Popen(
            _WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            env=_environment(),
        )
        self._given, self._answers = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        self._rank = 0
        self._send(engine.setting())

    def render(self, inputs: Inputs, count: int, output: Path | None = None) -> dict[str, Any]:
        """Have a document rendered ``count`` times, the last one written to a file; give its figures."""
        self._send({"folder": str(inputs.folder), "rank": self._rank, "count": count, "output": str(output or "")})
        self._rank += count
        line = self._answers.readline()
        if not line:
            raise EngineFailedError(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Let the worker end."""
        self._given.close()
        self._answers.close()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._given.write(json.dumps(message) + "\n")
            self._given.flush()
        except BrokenPipeError:
            raise EngineFailedError(self._last_words()) from None

    def _last_words(self) -> str:
        self._process.wait(60)
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line.strip()[:160] for line in reversed(lines) if line.strip()), "arrêt sans un mot")


def time_cold_start(engine: Engine, inputs: Inputs, folder: Path) -> tuple[float, float]:
    """Seconds from the birth of a process to its end with one document made: by the clock, and of processor."""
    if engine.contender.family == "program":
        run, job = _program(engine, inputs, folder), ""
    else:
        run = list(_WORKER)
        asked = {"folder": str(inputs.folder), "rank": 0, "count": 1, "output": str(folder / "document.pdf")}
        job = f"{json.dumps(engine.setting())}\n{json.dumps(asked)}\n"
    with tempfile.TemporaryFile() as given:
        given.write(job.encode())
        given.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(
            run, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment()
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise EngineFailedError(f"code de sortie {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime


def _program(engine: Engine, inputs: Inputs, folder: Path) -> list[str]:
    """Write the command of a program for one document. Its profile stays from one to the next."""
    program, tagged = engine.contender.package, engine.contender.name.endswith("balisé")
    profile = folder / engine.contender.name
    if program == "soffice":
        return command(program, profile, folder, [inputs.folder / "word.docx"], tagged=tagged)
    options = [*OPTIONS, f"--user-data-dir={profile}", *([] if tagged else ["--disable-pdf-tagging"])]
    return [program, *options, f"--print-to-pdf={folder / 'document.pdf'}", (inputs.folder / "seul.html").as_uri()]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(_CHECKOUT)}
