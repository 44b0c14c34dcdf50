"""Making an engine available: found where an earlier run put it, else installed, else skipped with the reason.

Peers go to ``.cache/bench`` in the checkout, which git ignores: they are no dependency of the project. Each npm peer
has a folder of its own, since npm takes away from a folder what the last command did not name. Where packages come
from is the business of pip and npm as the machine sets them up.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from benchmarks.word.contenders import Contender

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "bench"
_PATIENCE = 180  # seconds, for an installation


@dataclass(frozen=True, slots=True)
class Ready:
    """An engine that can run: its version, and the folder of its packages (``None``: the environment itself)."""

    version: str
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """An engine that cannot run here, and why, in French."""

    reason: str


def make_ready(contender: Contender, cache: Path = CACHE) -> Ready | Skipped:
    """Make an engine available; nothing is fetched when it already is."""
    if contender.family == "here":
        return Ready(metadata.version(contender.packages[0][0]), None)
    if contender.family == "npm" and not shutil.which("node"):
        return Skipped("node n’est pas sur ce poste")
    folder = cache / contender.family / contender.name
    if not _is_installed(contender, folder):
        reason = _install(contender, folder)
        if reason is not None:
            return Skipped(reason)
    return Ready(contender.packages[0][1], folder)


def _is_installed(contender: Contender, folder: Path) -> bool:
    return all(_installed_version(contender, folder, name) == version for name, version in contender.packages)


def _installed_version(contender: Contender, folder: Path, package: str) -> str | None:
    if contender.family == "pip":
        found = metadata.distributions(name=package, path=[str(folder)])
        return next((distribution.version for distribution in found), None)
    description = folder / "node_modules" / package / "package.json"
    if not description.is_file():
        return None
    version: str = json.loads(description.read_text(encoding="utf-8"))["version"]
    return version


def _install(contender: Contender, folder: Path) -> str | None:
    """Install the packages of an engine in its folder; the reason in French when that fails, else ``None``."""
    program = shutil.which("npm") if contender.family == "npm" else sys.executable
    if not program:
        return "npm n’est pas sur ce poste, et ce moteur n’a pas encore été installé"
    folder.mkdir(parents=True, exist_ok=True)
    command = _pip(contender, folder) if contender.family == "pip" else _npm(program, contender, folder)
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return "son installation n’a pas abouti : vérifiez l’accès au réseau"
    if done.returncode or not _is_installed(contender, folder):
        return "son installation n’a pas abouti : vérifiez l’accès au réseau"
    return None


def _pip(contender: Contender, folder: Path) -> list[str]:
    """Write pip's command. Dependencies are those of the project already: lxml is not taken twice."""
    options = [
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-deps",
        "--upgrade",
        "--target",
        str(folder),
    ]
    return [sys.executable, "-m", "pip", "install", *options, *(f"{name}=={v}" for name, v in contender.packages)]


def _npm(npm: str, contender: Contender, folder: Path) -> list[str]:
    options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    return [npm, "install", *options, *(f"{name}@{version}" for name, version in contender.packages)]
