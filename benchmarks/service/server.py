"""The service as it is deployed: a process of its own, spoken to over a socket of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from benchmarks.campagne.running import family

_CHECKOUT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0  # seconds
_FACTORY = "examples.service.app:create_app"


@dataclass(frozen=True, slots=True)
class Server:
    """A service that runs: its process, and where it listens."""

    pid: int
    path: Path

    def client(self) -> httpx2.AsyncClient:
        """Make a client of it."""
        transport = httpx2.AsyncHTTPTransport(uds=str(self.path))
        return httpx2.AsyncClient(transport=transport, base_url="http://service", timeout=_PATIENCE)

    def memory(self) -> int:
        """Bytes that the server and its workers hold, shared pages divided among those who share them."""
        return sum(_held(pid) for pid in family(self.pid))


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Run the service until the block ends; its socket is in a folder."""
    path = folder / "service.sock"
    command = [sys.executable, "-m", "uvicorn", "--factory", _FACTORY, "--uds", str(path), "--log-level", "warning"]
    with subprocess.Popen(command, cwd=_CHECKOUT) as process:
        try:
            _wait_for(path, process)
            yield Server(process.pid, path)
        finally:
            process.terminate()


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                time.sleep(0.05)
            else:
                return
    raise RuntimeError("le service ne répond pas")


def _held(pid: int) -> int:
    """Proportional set size, in bytes; 0 for a process that has just ended."""
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def workers() -> int:
    """How many workers the service starts on this machine."""
    return os.cpu_count() or 1
