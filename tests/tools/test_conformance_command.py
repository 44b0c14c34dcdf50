"""``tools/conformance`` on machines that lack something: one message in French that says what to do, and no more."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAMS = ("chromium", "java", "soffice", "npm")
NEEDED = ("bash", "cat", "cut", "dirname", "id", "sha256sum")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The command and what it reads, in a place of its own, with a folder of the only programs that it may run."""
    for path in ("tools/conformance", "tools/packages.sh", "tests/conformance/package.json"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / path, tmp_path / path)
    (tmp_path / "bin").mkdir()
    for name in NEEDED:
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def install(checkout: Path, name: str, script: str = "") -> None:
    """Put a program in the folder; without a script it succeeds and says nothing."""
    path = checkout / "bin" / name
    path.write_text(f"#!{checkout}/bin/bash\n{script}\n", "utf-8")
    path.chmod(0o755)


def run(checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "bin" / "bash", checkout / "tools" / "conformance"],
        env={"PATH": str(checkout / "bin"), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_what_is_missing_is_asked_for_at_once(checkout: Path) -> None:
    install(checkout, "java")
    install(checkout, "chromium", "exit 127")  # a name on the PATH that leads nowhere
    done = run(checkout)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "Il manque sur ce poste ce qui sert à vérifier les documents. "
        "Paquets à installer\u00a0: chromium libreoffice-writer-nogui libreoffice-calc-nogui npm.",
        "Lancez (ou faites lancer par votre service informatique) la commande suivante, puis recommencez\u00a0:",
        "    sudo apt-get update && sudo apt-get install chromium libreoffice-writer-nogui libreoffice-calc-nogui npm",
    ]


def test_libreoffice_without_calc_is_not_enough(checkout: Path) -> None:
    for name in ("chromium", "java", "npm"):
        install(checkout, name)
    install(checkout, "soffice", 'if [ "$1" != --version ]; then echo "Error: source file could not be loaded"; fi')
    assert "installer\u00a0: libreoffice-calc-nogui." in run(checkout).stderr


def test_any_of_the_browsers_will_do(checkout: Path) -> None:
    for name in ("google-chrome", *PROGRAMS[1:3]):
        install(checkout, name)
    assert "installer\u00a0: npm." in run(checkout).stderr


def test_a_network_that_fails_is_told(checkout: Path) -> None:
    for name in PROGRAMS:
        install(checkout, name, 'if [ "$1" != --version ] && [ "$1" != -version ]; then echo réseau >&2; exit 1; fi')
    done = run(checkout)
    assert done.returncode == 1
    first, *rest = done.stderr.splitlines()
    assert first == "réseau"
    assert " ".join(rest) == (
        "L’installation de ce que npm apporte n’a pas abouti (détail ci-dessus)\u00a0: "
        "vérifiez l’accès au réseau, puis recommencez."
    )


def test_modules_are_installed_once_and_again_when_a_version_changes(checkout: Path) -> None:
    modules = checkout / "tests" / "conformance" / "node_modules"
    modules.mkdir()
    for name in PROGRAMS:
        install(checkout, name, 'if [ "$1" = install ]; then echo "$@" >>"$(dirname "$0")/../calls"; fi')
    assert [run(checkout).returncode for _ in range(2)] == [0, 0]
    package = checkout / "tests" / "conformance" / "package.json"
    package.write_text(package.read_text("utf-8").replace("4.", "5."), "utf-8")
    assert run(checkout).returncode == 0
    calls = (checkout / "calls").read_text("utf-8").splitlines()
    assert len(calls) == 2
    assert {"--no-package-lock", "--ignore-scripts"} <= set(calls[0].split())


def test_versions_are_exact_and_no_address_is_kept() -> None:
    folder = REPOSITORY / "tests" / "conformance"
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert not list(folder.glob("*lock*"))
