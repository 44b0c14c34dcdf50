"""The suite on a whole campaign: the plain loop says the same as ours, and the report tells ratios and faults."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.campagne.dossiers import DOCUMENTS, write_dossiers
from benchmarks.campagne.plain import docxtpl
from benchmarks.campagne.report import as_json, write
from benchmarks.campagne.running import CommandFailedError, Spent, run_command
from benchmarks.campagne.suite import QUICK, Measure, Results
from benchmarks.word.texts import find_difference, read_texts
from cllaj_docs.delivery.campagne.lecture import lire_campagne
from cllaj_docs.delivery.template_folder import TemplateFolder, to_engine_values
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.documents import DOCUMENTS as KINDS
from cllaj_docs.domain.dossier import Dossier

PLAIN = Measure("boucle docxtpl", "docx", 1, 20, Spent(2.0, 2.0, 100))
OURS = Measure("cllaj-docs", "docx", 1, 800, Spent(4.0, 4.0, 100))
_FINGERPRINT = re.compile("[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}")  # which the footer prints
PDF = Measure("cllaj-docs", "pdf", 1, 40, Spent(20.0, 20.0, 100))


def results(*changes: Measure) -> Results:
    ours = (OURS, replace(OURS, processes=2, spent=Spent(2.0, 4.0, 120)), PDF, *changes)
    plain = {"docx": PLAIN, "pdf": replace(PLAIN, engine="boucle WeasyPrint", format="pdf")}
    return Results(QUICK, plain, ours, replace(OURS, documents=200), replace(OURS, spent=Spent(0.5, 0.5, 100)))


def test_dossiers_are_all_different_and_right(tmp_path: Path) -> None:
    paths = sorted(write_dossiers(tmp_path / "d", 3).iterdir())
    dossiers = [Dossier.load(path) for path in paths]
    assert len({one.to_json() for one in dossiers}) == 3
    assert all(one.lue().dossier is not None for one in lire_campagne(tmp_path / "d")), "a campaign takes them all"
    assert all(not KINDS[name].missing(one) for one in dossiers for name in DOCUMENTS)


@pytest.mark.parametrize("name", ["convention", "demande-avance", "demande-solde"])
def test_the_plain_loop_says_the_same_as_ours(tmp_path: Path, name: str) -> None:
    [path] = write_dossiers(tmp_path / "d", 1).iterdir()
    dossier, folder = Dossier.load(path), TemplateFolder()
    ours = read_texts(Toolkit().render(dossier, name, "docx").content)
    [seal] = {found[0] for text in ours for found in [_FINGERPRINT.search(text)] if found}
    values = {**to_engine_values(KINDS[name].build_context(dossier, None)), "logos": folder.logos, "empreinte": seal}
    assert find_difference(ours, read_texts(docxtpl(folder)(name, dossier, values))) is None


def test_the_plain_loop_makes_every_document(tmp_path: Path) -> None:
    source = write_dossiers(tmp_path / "d", 2)
    spent = run_command([sys.executable, "-m", "benchmarks.campagne.plain", "docx", source, tmp_path / "out", "1"])
    assert sorted(path.name for path in tmp_path.glob("out/00000/*")) == sorted(f"{name}.docx" for name in DOCUMENTS)
    assert 0 < json.loads(spent.said)["cpu"] <= spent.cpu
    assert spent.peak > 10_000_000


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(CommandFailedError, match="perdu"):
        run_command([sys.executable, "-c", "raise SystemExit('perdu')"])


def test_memory_counts_the_processes_that_a_command_starts() -> None:
    inner = "import time; x = bytearray(150_000_000); time.sleep(0.5)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    assert run_command([sys.executable, "-c", outer]).peak > 150_000_000


def test_the_report_tells_the_ratios() -> None:
    written = write(results(replace(PDF, processes=2, spent=Spent(10.0, 20.0, 100)))).replace("\u00a0", " ")
    assert "✓ Word, deux processus contre la boucle : 40 ×" in written
    assert "✓ PDF, deux processus contre un : 2,0 ×" in written
    assert "✓ Mémoire pour quatre fois plus de dossiers : 1,2 ×" in written
    assert "Échec" not in written


def test_the_report_tells_what_failed() -> None:
    found = results(replace(PDF, processes=2, fault="39 documents au lieu de 40"))
    assert found.ours_failed
    written = write(found).replace("\u00a0", " ")
    assert "Échec : cllaj-docs, pdf, 2 processus : 39 documents au lieu de 40." in written
    assert "PDF, deux processus" not in written


def test_figures_are_json() -> None:
    assert json.loads(json.dumps(as_json(results())))["ours"][0]["spent"]["wall"] == 4.0


def test_the_suite_is_known() -> None:
    done = subprocess.run([sys.executable, "-m", "benchmarks", "--help"], capture_output=True, text=True, check=True)
    assert "campagne" in done.stdout
