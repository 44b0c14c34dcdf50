"""Killed at any moment, a campaign leaves whole files and a true journal; resumed, it ends as if undisturbed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from campaign_runs import documents, files, untrue, write_folder

from cllaj_docs.delivery.campagne.archive import ARCHIVE
from cllaj_docs.delivery.campagne.journal import JOURNAL, read_journal
from cllaj_docs.delivery.campagne.recapitulatif import RECAPITULATIF
from cllaj_docs.delivery.campagne.verrou import VERROU

MOMENTS = 20
COUNT = 60
SUMMARIES = (RECAPITULATIF, ARCHIVE)

pytestmark = pytest.mark.slow


def command(source: Path, folder: Path, executor: str, *more: str) -> list[str | Path]:
    line = "import sys; from cllaj_docs.delivery.cli import main; sys.exit(main())"
    options = ("--executeur", executor, "--travailleurs", "2", "-f", "docx", "--zip")
    return [sys.executable, "-c", line, "campagne", "generer", source, "-o", folder, *options, *more]


def finish(source: Path, folder: Path, executor: str, *more: str) -> None:
    """Run to the end."""
    subprocess.run(command(source, folder, executor, *more), stdout=subprocess.DEVNULL, check=True)


def kill_at(source: Path, folder: Path, executor: str, lines: int, seconds: float, *more: str) -> None:
    """Kill a run some time after its journal has reached a number of lines."""
    with subprocess.Popen(
        command(source, folder, executor, *more), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        journal = folder / JOURNAL
        while process.poll() is None and count_lines(journal) < lines:
            time.sleep(0.001)
        time.sleep(seconds)
        process.kill()
        process.stdout.read()  # until every worker has ended too


def count_lines(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


@pytest.mark.parametrize(("executor", "kills"), [("processus", MOMENTS), ("fils", MOMENTS // 2)])
def test_killed_at_any_moment_then_resumed(tmp_path: Path, executor: str, kills: int) -> None:
    source = write_folder(tmp_path / "dossiers", COUNT)
    finish(source, tmp_path / "entier", executor)
    whole = files(tmp_path / "entier")
    lines = count_lines(tmp_path / "entier" / JOURNAL)
    moments = random.Random(7)  # noqa: S311 - chance, not secrets
    reached = set()
    for rank in range(kills):
        # Half of the kills fall on a run that starts from nothing, half on one that resumes.
        place = tmp_path / ("repris" if rank % 2 else f"neuf-{rank}")
        done = count_lines(place / JOURNAL)
        kill_at(
            source, place, executor, done + moments.randrange(lines) // (1 + 4 * (rank % 2)), moments.uniform(0, 0.01)
        )
        found = documents(place)
        assert found.items() <= whole.items()  # each file is the right one, whole
        assert set(read_journal(place)) <= set(found)
        assert not list(untrue(place))
        assert {name: content for name, content in files(place).items() if name in SUMMARIES}.items() <= whole.items()
        reached.add(len(found))
    assert len(reached) > kills // 2  # the moments did fall in the middle
    for place in (tmp_path / "repris", tmp_path / "neuf-0", tmp_path / "neuf-2"):
        finish(source, place, executor)
        assert files(place) == whole
        assert [path.name for path in place.rglob(".*")] == [VERROU]
        assert not list(untrue(place))


def test_killed_while_it_replaces_what_it_made(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "dossiers", COUNT)
    dates = [("--date", "2026-04-02"), ("--date", "2026-04-03")]
    wholes = []
    for date in dates:
        finish(source, tmp_path / date[1], "fils", *date)
        wholes.append(files(tmp_path / date[1]))
    place, moments, mixed = tmp_path / "refait", random.Random(8), 0  # noqa: S311 - chance, not secrets
    finish(source, place, "fils", *dates[0])
    for rank in range(1, MOMENTS // 2):
        done = count_lines(place / JOURNAL)
        date = dates[rank % 2]
        kill_at(source, place, "fils", done + moments.randrange(2 * COUNT), moments.uniform(0, 0.01), *date)
        found = documents(place)
        assert all(content in (whole[name] for whole in wholes) for name, content in found.items())
        assert not list(untrue(place))
        mixed += found.items() not in (whole.items() for whole in wholes)
    assert mixed
    finish(source, place, "fils", *dates[0])
    assert files(place) == wholes[0]
    assert not list(untrue(place))
