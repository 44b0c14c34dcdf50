"""``campagne generer``: what staff type, read and open."""

from __future__ import annotations

import io
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from campaign_runs import dossier, files, untrue, write_folder
from lxml import etree

from cllaj_docs.delivery.campagne import tache
from cllaj_docs.delivery.campagne.executeur import open_executor, usual_workers
from cllaj_docs.delivery.campagne.journal import read_journal
from cllaj_docs.delivery.campagne.production import DELAI
from cllaj_docs.delivery.campagne.progression import Progression, describe
from cllaj_docs.delivery.campagne.recapitulatif import proof
from cllaj_docs.delivery.cli import main
from cllaj_docs.errors import OutputError, UsageError
from cllaj_docs.rules.campagne import Montants, compute_montants, total

SHEETS = ["CAMPAGNE", "OPÉRATEURS", "DOCUMENTS", "CONSTATS", "FAUTES"]


def generer(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        code = main(["campagne", "generer", *map(str, arguments)])
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out.replace("\u00a0", " "), err.replace("\u00a0", " ")


def read_sheets(content: bytes) -> dict[str, list[list[str]]]:
    """The cells of a workbook, sheet by sheet; a formula fails."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [
            sheet.get("name", "") for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{space}sheet")
        ]
        sheets = {}
        for rank, name in enumerate(names, start=1):
            tree = etree.fromstring(archive.read(f"xl/worksheets/sheet{rank}.xml"))
            assert not list(tree.iter(f"{space}f"))
            sheets[name] = [["".join(map(str, cell.itertext())) for cell in row] for row in tree.iter(f"{space}row")]
    return sheets


def test_a_campaign_in_one_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = write_folder(tmp_path / "dossiers", 4)
    (source / "faux.toml").write_text("[porteur]\n", encoding="utf-8")
    (source / "lisez-moi.txt").write_text("rien")
    options = ("--executeur", "fils", "--documents", "convention", "-f", "docx", "--zip", "-o", tmp_path / "envoi")
    code, out, err = generer(capsys, source, *options)
    assert code == 3
    assert "5 candidatures lues, 4 documents produits, 0 document déjà à jour." in out
    assert "vérifié" in out
    assert "recapitulatif.xlsx" in out
    assert "campagne.zip" in out
    assert "1 candidature en faute" in err
    assert "faux.toml" in err
    assert "porteur" in err
    assert "\r" not in err
    assert len(read_journal(tmp_path / "envoi")) == 8


def test_processes_are_the_default(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = write_folder(tmp_path / "dossiers", 3)
    code, out, _ = generer(capsys, source, "-o", tmp_path / "envoi", "-f", "docx", "--travailleurs", "2")
    assert code == 0
    assert "6 documents produits" in out
    code, out, _ = generer(capsys, source, "-o", tmp_path / "envoi", "-f", "docx", "--executeur", "fils")
    assert code == 0
    assert "0 document produit, 6 documents déjà à jour" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--documents", "avenant"), "avenant"),
        (("-f", "odt"), "odt"),
        (("--travailleurs", "0"), "de 1 à 1024"),
        (("--executeur", "ray"), "exécuteur inconnu"),
        (("--executeur", "dask://"), "exécuteur inconnu"),
        (("--date", "hier"), "n’est pas une date"),
    ],
)
def test_a_wrong_argument_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    source = write_folder(tmp_path / "dossiers", 1)
    code, out, err = generer(capsys, source, "-o", tmp_path / "envoi", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not (tmp_path / "envoi").exists()


def test_a_source_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = generer(capsys, tmp_path / "absent", "-o", tmp_path / "envoi")
    assert (code, out) == (5, "")
    assert "absent" in err


def test_the_summary_says_what_was_done(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = write_folder(tmp_path / "dossiers", 3)
    (source / "0001.json").write_text(
        dossier(
            1, "redigee", {"porteur.nom": "=1+1 Toit", "decision.montant": "19999.99", "projet.titre": "@SUM(A1)"}
        ).to_json(),
        encoding="utf-8",
    )
    (source / "faux.toml").write_text("[porteur]\n", encoding="utf-8")
    options = ("--executeur", "fils", "-f", "html", "--documents", "convention", "demande-avance")
    generer(capsys, source, "-o", tmp_path / "envoi", *options)
    sheets = read_sheets((tmp_path / "envoi/recapitulatif.xlsx").read_bytes())
    assert list(sheets) == SHEETS
    operators = sheets["OPÉRATEURS"]
    assert [row[0] for row in operators[1:]] == [
        "2025-0000-organisme-d-essai",
        "2025-0001-1-1-toit",
        "2025-0002-organisme-d-essai",
        "Total",
    ]
    assert [cell for cell in operators[2] if cell.startswith("=")] == ["=1+1 Toit"]
    assert operators[2][5:8] == ["19999.99", "15999.99", "4000"]
    assert operators[-1][-4:-1] == ["59999.99", "47999.99", "12000"]
    assert any("demande-avance (manque)" in cell and "convention.date_signature" in cell for cell in operators[2])
    assert ["2025-0001-1-1-toit", "demande-avance"] in [row[:2] for row in sheets["DOCUMENTS"]]
    assert {"Candidatures lues", "Candidatures en faute"} <= {row[0] for row in sheets["CAMPAGNE"] if row}
    assert any("vérifié" in cell and "=" in cell for row in sheets["CAMPAGNE"] for cell in row)
    assert all("faux.toml" in row[0] for row in sheets["FAUTES"][1:])
    assert len(sheets["FAUTES"]) > 1


def test_the_proof_can_fail() -> None:
    assert "vérifié" in proof(Montants(Decimal("3.00"), Decimal("2.40"), Decimal("0.60")))
    assert proof(Montants(Decimal("3.00"), Decimal("2.40"), Decimal("0.61"))).startswith("ÉCART")


def test_amounts_come_from_the_rules() -> None:
    montants = [compute_montants(dossier(rank, "payee", {"decision.montant": f"1{rank}.05"})) for rank in range(5)]
    found = total(one for one in montants if one)
    assert found.prouve
    assert found.accorde == Decimal("60.25")
    assert found.verse == Decimal(5) * Decimal("16000.00")
    assert compute_montants(dossier(0, "candidature")) is None


class Terminal(io.StringIO):
    """A stream that someone watches."""

    def isatty(self) -> bool:
        return True


def test_progress_is_for_a_terminal_alone() -> None:
    file, terminal = io.StringIO(), Terminal()
    for stream in (file, terminal):
        progression = Progression(stream, 2)
        progression(1, 4)
        progression(2, 8)
        progression.close()
    assert file.getvalue() == ""
    assert "[2/2] 8\u00a0documents produits" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((10, 40, 40, 2.0), "[10/40] 40 documents produits, 20 par seconde, reste 6 s"),
        ((1, 1, 100, 4.0), "[1/100] 1 document produit, 0 par seconde, reste 7 min"),
        ((1, 1, 1000, 20.0), "[1/1000] 1 document produit, 0 par seconde, reste 5 h 33"),
        ((3, 0, None, 1.0), "[3] 0 document produit, 0 par seconde"),
    ],
)
def test_progress_says_the_count_the_rate_and_what_is_left(
    given: tuple[int, int, int | None, float], said: str
) -> None:
    assert re.sub(r"\s", " ", describe(*given)) == said


def test_executors_have_names() -> None:
    assert 1 <= usual_workers() <= (os.cpu_count() or 1)
    assert usual_workers("dask://127.0.0.1:1") == 64
    with open_executor("fils", 1)() as executor:
        assert executor.submit(len, "abc").result() == 3
    with open_executor("processus", 1)() as executor:
        assert executor.submit(os.getpid).result() != os.getpid()
        assert executor.submit(multiprocessing.parent_process).done() in (True, False)
    with pytest.raises(UsageError, match="exécuteur inconnu"):
        open_executor("ray", 1)


def test_dask_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(OutputError, match=r"cllaj-docs\[dask\]"), open_executor("dask://127.0.0.1:1", 1)():
        pass


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\n"
        "from cllaj_docs.delivery.campagne.executeur import open_executor\n"
        "if __name__ == '__main__':\n"
        "    with open_executor('processus', 2)() as executor:\n"
        "        print(*{executor.submit(os.getpid).result() for _ in range(8)}, flush=True)\n"
        "        executor.submit(time.sleep, 60)\n"
        "        time.sleep(60)\n"
    )
    path = tmp_path / "parent.py"
    path.write_text(script)
    with subprocess.Popen([sys.executable, path], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
        parent.communicate(timeout=30)  # ends when no process holds the pipe: none is left
    assert workers


def generer_within(room: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run ``campagne generer`` where no file may grow over so many bytes."""
    code = (
        "import resource, signal, sys\n"
        "from cllaj_docs.delivery.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)\n"
        "sys.exit(main(['campagne', 'generer', *sys.argv[2:], '--executeur', 'fils', '-f', 'html']))"
    )
    command = [sys.executable, "-c", code, str(room), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_file_that_grows_too_big_is_one_error(tmp_path: Path) -> None:
    source, folder = write_folder(tmp_path / "dossiers", 6), tmp_path / "envoi"
    done = generer_within(25_000, source, "-o", folder)
    assert done.returncode == 5
    assert re.fullmatch(r"[^\n]*écriture impossible[^\n]*\n", done.stderr)
    assert not list(untrue(folder))
    assert not [name for name in files(folder) if "/." in name or name.endswith("xlsx")]


@pytest.mark.parametrize("room", [100, 1_000, 3_000, 6_000])
def test_a_summary_that_has_no_room_is_one_error(capsys: pytest.CaptureFixture[str], tmp_path: Path, room: int) -> None:
    source, folder = write_folder(tmp_path / "dossiers", 6), tmp_path / "envoi"
    assert generer(capsys, source, "-o", folder, "--executeur", "fils", "-f", "html")[0] == 0
    before = files(folder)
    done = generer_within(room, source, "-o", folder)
    assert done.returncode == 5
    assert re.fullmatch(r"[^\n]*récapitulatif[^\n]*écriture impossible[^\n]*\n", done.stderr.replace("recap", "récap"))
    assert files(folder) == before


def test_ctrl_c_ends_a_run_without_a_trace(tmp_path: Path) -> None:
    source, folder = write_folder(tmp_path / "dossiers", 60), tmp_path / "envoi"
    # Ctrl-C is heard even when the tests themselves run in the background, where shells have it ignored.
    line = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from cllaj_docs.delivery.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", line, "campagne", "generer", str(source), "-o", str(folder), "-f", "docx"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while process.poll() is None and len(read_journal(folder)) < 5:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors == "Interrompu\u00a0: les fichiers déjà annoncés sont complets.\n"
    assert not list(untrue(folder))
    assert not [name for name in files(folder) if "/." in name]


def hang_on_the_second() -> None:
    """Have this worker never end one application."""
    real = tache.produce

    def produce(given: tache.Tache) -> object:
        while given.candidature.lieu.endswith("0001.json"):
            time.sleep(3600)
        return real(given)

    tache.produce = produce  # type: ignore[assignment]


def test_an_application_that_never_ends_is_stopped_and_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_folder(tmp_path / "dossiers", 4)
    options = ("-f", "html", "--documents", "demande-avance", "--travailleurs", 2, "--delai", 10)
    with monkeypatch.context() as patched:
        context = multiprocessing.get_context("spawn")
        patched.setattr(
            "cllaj_docs.delivery.campagne.executeur._processes",
            lambda workers: ProcessPoolExecutor(workers, context, hang_on_the_second),
        )
        code, out, err = generer(capsys, source, "-o", tmp_path / "envoi", *options)
    assert code == 5
    assert "4 candidatures lues, 3 documents produits" in out
    assert f"{source / '0001.json'} : " in err
    assert "pas fini après 10 secondes, abandonné : cherchez dans ce dossier ou vos gabarits" in err
    assert "laissez plus de temps (« --delai »)" in err
    assert not list(untrue(tmp_path / "envoi"))
    sheets = read_sheets((tmp_path / "envoi" / "recapitulatif.xlsx").read_bytes())
    assert sum("échec" in row for row in sheets["DOCUMENTS"]) == 1
    code, out, _ = generer(capsys, source, "-o", tmp_path / "envoi", *options)
    assert (code, "1 document produit, 3 documents déjà à jour" in out) == (0, True)


@pytest.mark.parametrize("given", ["0", "-3", "deux", "100000"])
def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, given: str) -> None:
    code, _, err = generer(capsys, tmp_path, "-o", tmp_path / "envoi", "--delai", given)
    assert code == 2
    assert "n’est pas un nombre de secondes" in err or "--delai" in err


def test_the_help_tells_the_usual_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert f"({DELAI:.0f})" in " ".join(generer(capsys, "--help")[1].split())
