"""The programs that judge documents: Chromium, Java and LibreOffice, and what npm brings to the first two.

``tools/conformance`` installs them. Each run gets a folder of its own, for its files and its settings, so that two runs
know nothing of each other; none reaches the network.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

MODULES = Path(__file__).parent / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
NU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE = 300
"""Seconds given to a program: far above what it needs, so that only one that hangs is stopped."""


def find(*names: str) -> str:
    """Return the path of the first program that is there."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise FileNotFoundError(f"Il manque {names[0]} : lancez « make conformance », qui l’installe.")
    return found


def run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, which is also its home: no setting of the machine changes what it says."""
    environment = {"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=_PATIENCE, check=False
    )
