"""The service as it is deployed: a process of its own, spoken to over the loopback of this machine."""

from __future__ import annotations

import os
import re
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
_ADDRESS = re.compile(r"http://127\.0\.0\.1:[1-9]\d*")
_OWN = ("Anonymous", "Swap")


@dataclass(frozen=True, slots=True)
class Server:
    """A service that runs: its process, and its address."""

    pid: int
    address: str

    def client(self) -> httpx2.AsyncClient:
        """Make a client of it. Nothing of the environment is used: no proxy stands between them."""
        return httpx2.AsyncClient(base_url=self.address, timeout=_PATIENCE, trust_env=False)

    def memory(self) -> int:
        """Bytes that the server and all its workers hold of their own, swapped out or not.

        What they map from files is left out: its share depends on who else runs, and it does not grow.
        """
        return sum(_held(pid, *_OWN) for pid in family(self.pid))

    def resident(self) -> int:
        """Bytes that they hold with the libraries that they map, counted once for each of them."""
        return sum(_held(pid, "Rss") for pid in family(self.pid))


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Run the service on a free port until the block ends; what it says goes to a file of a folder."""
    said = folder / "service.log"
    command = [sys.executable, "-m", "uvicorn", "--factory", _FACTORY, "--host", "127.0.0.1", "--port", "0"]
    with (
        said.open("wb") as output,
        subprocess.Popen([*command, "--no-access-log"], cwd=_CHECKOUT, stdout=output, stderr=output) as process,
    ):
        try:
            yield Server(process.pid, _address(said, process))
        finally:
            process.terminate()


def _address(said: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait until the service tells where it listens."""
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if found := _ADDRESS.search(said.read_text("utf-8", "replace")):
            return found[0]
        time.sleep(0.05)
    raise RuntimeError(f"le service ne répond pas : {said.read_text('utf-8', 'replace').strip()}")


def _held(pid: int, *kinds: str) -> int:
    """Bytes of memory of these kinds (``smaps_rollup``); 0 for a process that has just ended."""
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.partition(":")[0] in kinds)


def workers() -> int:
    """How many workers the service starts on this machine."""
    return os.cpu_count() or 1
