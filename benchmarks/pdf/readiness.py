"""Making an engine available: Typst as the peers of the Word engine are, programs when the machine has them."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

from benchmarks.pdf.contenders import Contender
from benchmarks.word import contenders as word
from benchmarks.word.readiness import CACHE, Ready, Skipped
from benchmarks.word.readiness import make_ready as make_package_ready

_VERSION = re.compile(r"\d+(\.\d+)+")


def make_ready(contender: Contender, cache: Path = CACHE) -> Ready | Skipped:
    """Make an engine available; nothing is fetched when it already is."""
    if contender.family == "here":
        return Ready(metadata.version(contender.package), None)
    if contender.family == "pip":
        package = word.Contender(contender.package, "pip", ((contender.package, contender.version),), "")
        return make_package_ready(package, cache)
    if not shutil.which(contender.package):
        return Skipped(f"{contender.package} n’est pas sur ce poste (make conformance l’installe)")
    return _try(contender.package)


def _try(program: str) -> Ready | Skipped:
    """Ask a program for its version: a name on the path may lead nowhere."""
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True, timeout=60, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return Skipped(f"{program} ne se lance pas sur ce poste")
    found = _VERSION.search(done.stdout)
    return Ready(found[0] if found else "?", None)
