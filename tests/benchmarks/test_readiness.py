"""Engines that are missing are skipped by name, with the reason; those that are there need nothing from outside."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from benchmarks.word import readiness
from benchmarks.word.contenders import CONTENDERS, DOCXTPL, MAILMERGE, OURS, Contender
from benchmarks.word.readiness import Ready, Skipped, make_ready

NPM = [contender for contender in CONTENDERS if contender.family == "npm"]


@pytest.fixture
def no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any program that is run fails the test."""

    def refuse(command: Sequence[str], **_: object) -> NoReturn:
        pytest.fail(f"ran {command}")

    monkeypatch.setattr(subprocess, "run", refuse)


def put(contender: Contender, cache: Path) -> Path:
    """Pretend that an earlier run installed an engine."""
    folder = cache / contender.family / contender.name
    for name, version in contender.packages:
        if contender.family == "npm":
            package = folder / "node_modules" / name
            package.mkdir(parents=True)
            (package / "package.json").write_text(json.dumps({"name": name, "version": version}), encoding="utf-8")
        else:
            description = folder / f"{name.replace('-', '_')}-{version}.dist-info"
            description.mkdir(parents=True)
            (description / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n", encoding="utf-8")
    return folder


def put_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Have these programs and no other on the path; each fails."""
    programs = folder / "programs"
    programs.mkdir()
    for name in names:
        (programs / name).write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))


@pytest.mark.usefixtures("no_program")
class TestWithNothingOnThePath:
    @pytest.fixture(autouse=True)
    def _empty_path(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))

    @pytest.mark.parametrize("contender", NPM, ids=lambda contender: contender.name)
    def test_an_npm_engine_is_skipped(self, contender: Contender, tmp_path: Path) -> None:
        put(contender, tmp_path)
        assert make_ready(contender, tmp_path) == Skipped("node n’est pas sur ce poste")

    @pytest.mark.parametrize("contender", [OURS, DOCXTPL], ids=lambda contender: contender.name)
    def test_what_the_environment_holds_is_ready(self, contender: Contender, tmp_path: Path) -> None:
        state = make_ready(contender, tmp_path)
        assert isinstance(state, Ready)
        assert state.version
        assert state.folder is None

    def test_what_was_installed_needs_no_network(self, tmp_path: Path) -> None:
        folder = put(MAILMERGE, tmp_path)
        assert make_ready(MAILMERGE, tmp_path) == Ready(MAILMERGE.packages[0][1], folder)


@pytest.mark.usefixtures("no_program")
def test_node_alone_runs_what_was_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put_on_path(tmp_path, monkeypatch, "node")
    first, second, *_ = NPM
    assert make_ready(first, tmp_path) == Skipped(
        "npm n’est pas sur ce poste, et ce moteur n’a pas encore été installé"
    )
    folder = put(second, tmp_path)
    assert make_ready(second, tmp_path) == Ready(second.packages[0][1], folder)


@pytest.mark.parametrize("contender", [MAILMERGE, NPM[0]], ids=lambda contender: contender.name)
def test_an_installation_that_fails_skips_the_engine(
    contender: Contender, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[Sequence[str]] = []

    def fail(command: Sequence[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 1)

    put_on_path(tmp_path, monkeypatch, "node", "npm")
    monkeypatch.setattr(subprocess, "run", fail)
    state = make_ready(contender, tmp_path)
    assert isinstance(state, Skipped)
    assert "réseau" in state.reason
    assert len(ran) == 1
    assert not any("://" in word for word in ran[0])


def test_another_version_is_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = put(NPM[0], tmp_path) / "node_modules" / NPM[0].packages[0][0] / "package.json"
    package.write_text(json.dumps({"version": "0.0.1"}), encoding="utf-8")
    put_on_path(tmp_path, monkeypatch, "node", "npm")
    assert isinstance(make_ready(NPM[0], tmp_path), Skipped)


def test_peers_go_to_a_folder_that_git_ignores(repository: Path) -> None:
    assert repository / ".cache" / "bench" == readiness.CACHE
    assert ".cache/" in (repository / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_versions_are_pinned() -> None:
    assert all(version for contender in CONTENDERS if contender.family != "here" for _, version in contender.packages)
