"""What every test obeys: no network, and no log line of level WARNING or above (warnings are errors by pyproject).

WeasyPrint and fontTools tell what went wrong with a document in their logs only (an unknown property, a missing glyph):
a log line is a fault of the document. A test that is about a log says so with ``@pytest.mark.about_logs``.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from filelock import FileLock
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parents[1]

# Properties are judged on their outcome: a deadline per example only measures how busy the machine is.
# In CI the examples are the same at each run: a landing is judged on its change; chance explores on our own machines.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


@contextmanager
def fail_on_logs(item: pytest.Item) -> Iterator[None]:
    """Fail when anything at WARNING or above is logged, by any logger, in any thread, whether it propagates or not."""
    usual = logging.getLogRecordFactory()
    heard: list[str] = []

    def listen(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = usual(*args, **kwargs)
        if record.levelno >= logging.WARNING:
            heard.append(f"{record.name} ({record.levelname}): {record.getMessage()}")
        return record

    logging.setLogRecordFactory(listen)
    try:
        yield
    finally:
        logging.setLogRecordFactory(usual)
    if heard and item.get_closest_marker("about_logs") is None:
        pytest.fail("logged during the test:\n" + "\n".join(heard), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Listen while fixtures are made: those of a module often render the document that its tests look at."""
    with fail_on_logs(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Listen while the test runs."""
    with fail_on_logs(item):
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse connections and name look-ups; sockets inside the machine's kernel (``AF_UNIX``) stay.

    ``pytest.fail`` raises outside the ``Exception`` tree: a library that goes on after a failed fetch cannot hide it.
    """
    usual = socket.socket.connect

    def refuse(*args: object, **_: object) -> NoReturn:
        pytest.fail(f"network reached during a test: {args}")

    def connect(self: socket.socket, address: Any, /) -> None:
        if self.family != socket.AF_UNIX:
            refuse(address)
        usual(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample dossiers."""
    return REPOSITORY / "samples"


@pytest.fixture(scope="session")
def discovery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``cllaj-docs exemple`` writes: the command is run once, whatever the number of workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "decouverte"
    with FileLock(shared / "decouverte.lock"):
        if not folder.is_dir():
            made = shared / "decouverte-en-cours"
            command = [sys.executable, "-m", "cllaj_docs", "exemple", "-o", str(made)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, "")
            made.rename(folder)
    return folder
