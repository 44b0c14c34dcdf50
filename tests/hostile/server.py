"""Runs commands of the house in processes that are watched: one fork for each, from a process that is warm already.

``python -m hostile.server`` reads requests on its input, a line of JSON each, and answers by a line of JSON. In the
child the processor time and the memory are bounded by the kernel, and an audit hook notes what a command has no reason
to do: reach the network, start a program, open the lure, write outside ``sorties``. Libraries in C pass no hook: so
that the lure is also an address where this process listens.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cllaj_docs as cd
from cllaj_docs.delivery import cli
from cllaj_docs.delivery.resources import sample_files

WALL = 60
"""Seconds by the clock after which a command is said to hang, whatever the processor time that it took."""

_MEGABYTE = 2**20
_FORBIDDEN = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}
    | {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "ctypes.dlopen"}
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_LIBRARY = "bibliotheque"
_FONTS = str(Path(tempfile.gettempdir(), "weasyprint-"))
"""Where WeasyPrint hands fonts to Pango."""


def main() -> None:
    """Answer requests until the input ends."""
    _warm_up()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    for line in sys.stdin:
        answer = _run_apart(json.loads(line))
        if select.select([listener], [], [], 0)[0]:
            listener.accept()[0].close()
            answer["forbidden"].append("the lure was reached")
        print(json.dumps(answer), flush=True)


def _warm_up() -> None:
    """Load all that documents and the checker need, so that each command only pays for itself."""
    for path in (path for path in sample_files() if path.stem in ("complet", "epci")):
        dossier = cd.Dossier.load(path)
        for document in cd.Toolkit().possible(dossier):
            for kind in ("docx", "html", "pdf"):
                cd.render(dossier, document, kind)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        cli.main(["gabarits", "copier", folder, "--html"])
        cli.main(["gabarits", "verifier", folder])


def _run_apart(request: dict[str, Any]) -> dict[str, Any]:
    """Run a request in a child, and give what it answers; a child that is killed has an answer too."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        answer = _answer(request)
        with os.fdopen(writing, "w") as stream:
            json.dump(answer, stream)
        os._exit(0)
    os.close(writing)
    written = _read_within(reading, child)
    _, status, usage = os.wait4(child, 0)
    answer = json.loads(written) if written else {"forbidden": [], "code": None, "out": "", "err": ""}
    if not written:
        answer["crash"] = f"killed by signal {status & 0x7F}"
    answer["seconds"] = usage.ru_utime + usage.ru_stime
    answer["megabytes"] = usage.ru_maxrss / 1024 - answer.pop("before", 0)
    return answer


def _read_within(reading: int, child: int) -> str:
    """Read what a child writes; kill it when it hangs."""
    limit = time.monotonic() + WALL
    pieces: list[bytes] = []
    with os.fdopen(reading, "rb", buffering=0) as stream:
        while True:
            if not select.select([stream], [], [], max(0, limit - time.monotonic()))[0]:
                os.kill(child, signal.SIGKILL)
                return ""
            piece = stream.read(65536)
            if not piece:
                return b"".join(pieces).decode()
            pieces.append(piece)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked, in the child: under limits, in the folder of the case."""
    before = _status("VmRSS")
    os.chdir(request["folder"])
    seconds, memory = int(request["seconds"]) + 1, _status("VmSize") + request["megabytes"]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory * _MEGABYTE, memory * _MEGABYTE))
    forbidden: list[str] = []
    sys.addaudithook(_watch(forbidden, request["lure"], Path.cwd() / "sorties"))
    out, err = io.StringIO(), io.StringIO()
    answer: dict[str, Any] = {"before": before, "forbidden": forbidden}
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            answer["code"] = _run(request["command"])
        except SystemExit as stop:
            answer["code"] = stop.code
        except BaseException:
            answer["code"], answer["crash"] = None, traceback.format_exc()[-3000:]
    return {**answer, "out": out.getvalue(), "err": err.getvalue()}


def _run(command: list[str]) -> int:
    """Run the command line; or, with the templates that are warm already, the library."""
    if command[0] != _LIBRARY:
        return cli.main(command)
    try:
        dossier = cd.Dossier.load(command[1])
        for document in cd.Toolkit().possible(dossier):
            for kind in command[2:]:
                cd.render(dossier, document, kind).save("sorties")
    except cd.CllajDocsError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _watch(forbidden: list[str], lure: str, out: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """Make the hook that notes what must not be done."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN:
            forbidden.append(f"{event} {arguments!r}"[:300])
        elif event == "open" and isinstance(arguments[0], str | bytes):
            path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - no disk is read here
            writes = isinstance(arguments[2], int) and arguments[2] & _WRITES
            if path == lure or (writes and not path.startswith((f"{out}{os.sep}", _FONTS))):
                forbidden.append(f"open {path}")

    return hook


def _status(name: str) -> int:
    """Read a size of this process, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) // 1024


if __name__ == "__main__":
    main()
