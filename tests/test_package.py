"""The package as it is installed: built through the sdist, put in a clean environment, used from a neutral folder.

Nothing is fetched. The clean environment holds our wheel alone and sees the libraries of the running one through a
``.pth`` line. Python does not read the ``.pth`` files of a folder that it got in this way, so the editable install of
the checkout stays out of sight.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]

# One worker for the whole module: the wheel is built once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]

USE_AS_A_LIBRARY = """
import importlib.metadata, json, pathlib, sys

import cllaj_docs
from cllaj_docs.delivery.resources import sample_files, shipped_folder

sample = next(path for path in sample_files() if path.name == "association.toml")
dossier = cllaj_docs.Dossier.load(sample)
paths = [cllaj_docs.render(dossier, "convention", kind).save("bibliotheque") for kind in ("docx", "html", "pdf")]
print(json.dumps({
    "package": cllaj_docs.__file__,
    "templates": str(shipped_folder("templates")),
    "sample": str(sample),
    "version": importlib.metadata.version("cllaj-docs"),
    "written": [str(path) for path in paths],
}))
"""


@dataclass(frozen=True)
class Installation:
    """A clean environment that holds our wheel, and a neutral folder to work in."""

    environment: Path
    folder: Path

    def run(self, *command: str | Path) -> str:
        """Run a program of the environment from the neutral folder; give what it printed."""
        program, *arguments = command
        return run([self.environment / "bin" / program, *arguments], self.folder)


def run(command: Sequence[str | Path], folder: Path) -> str:
    """Run a program with nothing of our settings in its environment; a failure shows what it printed."""
    bare = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "PIP_NO_INDEX": "1"}
    done = subprocess.run(command, cwd=folder, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sdist and of the wheel made from it."""
    folder = tmp_path_factory.mktemp("built")
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, REPOSITORY], folder)
    return folder


@pytest.fixture(scope="module")
def in_the_wheel(built: Path) -> set[str]:
    """Names of the files inside the wheel."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installation(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel, installed."""
    (wheel,) = built.glob("*.whl")
    environment = tmp_path_factory.mktemp("installed") / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    (site_packages,) = environment.glob("lib/python*/site-packages")
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site_packages / "libraries.pth").write_text("\n".join(sorted(libraries)), encoding="utf-8")
    folder = tmp_path_factory.mktemp("neutral")
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"), "--disable-pip-version-check"]
    run([*pip, "install", "--no-index", "--no-deps", wheel], folder)
    return Installation(environment, folder)


def files_of(folder: str) -> set[str]:
    """Files of a folder of the checkout, as paths from its top."""
    top = REPOSITORY / folder
    return {path.relative_to(REPOSITORY).as_posix() for path in top.rglob("*") if path.is_file()}


@pytest.mark.parametrize("folder", ["templates", "samples"])
def test_every_template_font_and_sample_is_in_the_wheel(in_the_wheel: set[str], folder: str) -> None:
    expected = {f"cllaj_docs/{name}" for name in files_of(folder)}
    assert expected
    assert expected <= in_the_wheel


def test_data_typing_mark_and_licences_are_in_the_wheel(in_the_wheel: set[str]) -> None:
    data = {name.removeprefix("src/") for name in files_of("src/cllaj_docs/domain/data")}
    assert data | {"cllaj_docs/py.typed", "cllaj_docs/templates/fonts/LICENCE-SourceSans3.md"} <= in_the_wheel
    licences = {name.partition(".dist-info/licenses/")[2] for name in in_the_wheel}
    assert {"LICENSE", "templates/fonts/LICENCE-SourceSans3.md"} <= licences


def test_nothing_else_is_in_the_wheel(in_the_wheel: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in in_the_wheel} == {"cllaj_docs"}
    assert not [name for name in in_the_wheel if name.endswith((".pyc", "~", ".bak"))]


def test_the_sdist_holds_what_the_wheel_needs_and_no_environment(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"src", "templates", "samples", "pyproject.toml", "README.md", "LICENSE"} <= tops
    assert not tops & {".venv", "sorties", "tests", "tools", "benchmarks", ".git"}


def test_the_installed_package_renders_every_format(installation: Installation) -> None:
    told = json.loads(installation.run("python", "-I", "-W", "error", "-c", USE_AS_A_LIBRARY))
    for what in ("package", "templates", "sample"):
        assert Path(told[what]).is_relative_to(installation.environment), what
    assert told["version"] == tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    starts = {Path(name).suffix: (installation.folder / name).read_bytes()[:5] for name in told["written"]}
    assert starts[".docx"].startswith(b"PK\x03\x04")
    assert starts[".html"].lower() == b"<!doc"
    assert starts[".pdf"] == b"%PDF-"


def test_the_readme_example_runs(installation: Installation) -> None:
    """The lines of the README, word for word, beside the samples that it names."""
    (samples,) = installation.environment.glob("lib/python*/site-packages/cllaj_docs/samples")
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (code,) = (block for block in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "Dossier.load" in block)
    (installation.folder / "samples").symlink_to(samples)
    printed = installation.run("python", "-I", "-W", "error", "-c", code)
    assert "[alerte]" in printed
    assert (installation.folder / "sorties" / "convention.docx").stat().st_size > 10_000


def test_strict_types_for_a_host(installation: Installation) -> None:
    """mypy reads the installed package alone, as a host's does: ``py.typed``, and no word of the checkout."""
    shutil.copy(REPOSITORY / "tests" / "host.py", installation.folder)
    python = installation.environment / "bin" / "python"
    settings = ["--config-file", os.devnull, "--cache-dir", os.devnull, "--python-executable", str(python)]
    printed = run([sys.executable, "-m", "mypy", "--strict", *settings, "host.py"], installation.folder)
    assert "no issues found in 1 source file" in printed


def test_types_that_a_host_gets_wrong_are_seen(installation: Installation) -> None:
    wrong = "import cllaj_docs as cd\nfaux: int = cd.render(cd.Dossier.load('a'), 'convention').content\n"
    (installation.folder / "faux.py").write_text(wrong, encoding="utf-8")
    python = installation.environment / "bin" / "python"
    settings = ["--config-file", os.devnull, "--cache-dir", os.devnull, "--python-executable", str(python)]
    with pytest.raises(AssertionError, match='has type "bytes", variable has type "int"'):
        run([sys.executable, "-m", "mypy", "--strict", *settings, "faux.py"], installation.folder)


def test_the_installed_command_line_renders(installation: Installation) -> None:
    (sample,) = installation.environment.glob("lib/python*/site-packages/cllaj_docs/samples/association.toml")
    installation.run("cllaj-docs", "generer", sample, "convention", "-f", "html", "-o", "commande")
    assert [path.suffix for path in (installation.folder / "commande").iterdir()] == [".html"]


def test_the_installed_package_answers_python_dash_m(installation: Installation) -> None:
    assert "generer" in installation.run("python", "-m", "cllaj_docs", "--help")
