"""The same campaign on a Dask cluster, though a worker is killed on the way: the same files, none missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from campaign_runs import files, untrue, write_folder

from cllaj_docs.delivery.cli import main

pytestmark = pytest.mark.slow


def test_a_cluster_that_loses_a_worker_gives_the_same_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_folder(tmp_path / "dossiers", 80)
    program = Path(__file__).with_name("dask_campaign.py")
    done = subprocess.run(
        [sys.executable, program, source, tmp_path / "dask"], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("killed ")
    assert (
        main(["campagne", "generer", str(source), "-o", str(tmp_path / "fils"), "-f", "docx", "--executeur", "fils"])
        == 0
    )
    assert "160 documents produits" in capsys.readouterr().out.replace("\u00a0", " ")
    assert files(tmp_path / "dask") == files(tmp_path / "fils")
    assert not list(untrue(tmp_path / "dask"))


def test_a_cluster_that_does_not_answer_is_said(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "dossiers", 1)
    line = "import sys; from cllaj_docs.delivery.cli import main; sys.exit(main())"
    options = ("-o", tmp_path / "envoi", "--executeur", "dask://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-c", line, "campagne", "generer", source, *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 5
    assert "aucune grappe Dask ne répond" in done.stderr
    assert "Traceback" not in done.stderr
