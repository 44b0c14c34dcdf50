"""Engines that are programs: a browser that stays, an office that takes files in one go; their time and memory."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.pdf.chromium import Browser
from benchmarks.pdf.libreoffice import convert
from benchmarks.pdf.worker import Measure, memory_of


def browser(setting: Mapping[str, Any]) -> tuple[Measure, Callable[[], int], Callable[[], None]]:
    """Open a browser; its time and memory are those of all its processes."""
    opened = Browser(setting["program"])
    tagged = setting["tagged"]

    def measure(folder: Path, rank: int, count: int) -> tuple[list[float], list[float], bytes]:
        wall, cpu, content = [], [], b""
        page = (folder / "seul.html").read_text(encoding="utf-8")
        for one in range(rank, rank + count):
            path = folder / "navigateur.html"
            path.write_text(page.replace("</title>", f" ({one})</title>", 1), encoding="utf-8")
            cpu_start, start = _seconds_of(opened.process.pid), time.perf_counter()
            content = opened.print_page(path, tagged=tagged)
            wall.append(time.perf_counter() - start)
            cpu.append(_seconds_of(opened.process.pid) - cpu_start)
        return wall, cpu, content

    return measure, lambda: sum(map(memory_of, family_of(opened.process.pid))), opened.close


def office(setting: Mapping[str, Any]) -> tuple[Measure, Callable[[], int], Callable[[], None]]:
    """Prepare an office with a profile of its own; its processor time is what each file adds to that of one."""
    profile = tempfile.TemporaryDirectory()
    program, tagged = setting["program"], setting["tagged"]

    def measure(folder: Path, _rank: int, count: int) -> tuple[list[float], list[float], bytes]:
        before = _seconds_of_children()
        convert(program, Path(profile.name), folder / "word.docx", 0, tagged=tagged)
        alone = _seconds_of_children()
        wall, content = convert(program, Path(profile.name), folder / "word.docx", count, tagged=tagged)
        added = (_seconds_of_children() - alone) - (alone - before)
        return wall, [added / count] * count, content

    return measure, lambda: resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, profile.cleanup


def _seconds_of_children() -> float:
    """Seconds of processor of the processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def family_of(process: int) -> list[int]:
    """List a process and all those that it has given birth to, that still live."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [process]
    for one in found:
        found.extend(parents.get(one, []))
    return found


def _seconds_of(process: int) -> float:
    """Seconds of processor of a process and of its family, those that have ended included."""
    ticks = sum(
        sum(map(int, fields[11:15])) for fields in map(_stat, family_of(process)) if fields
    )  # utime, stime, cutime, cstime
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """Read the fields of a process after its name, from its state on; none when it has gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
