"""The command line: exit codes, files, and French on the error stream, never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cllaj_docs.delivery.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


def test_generer_writes_what_is_asked(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    code, out, _ = run(
        capsys, "generer", samples["association"], "convention", "-f", "docx", "-f", "html", "-o", tmp_path
    )
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["convention.docx", "convention.html"]
    assert "[2/2]" in out


def test_generer_writes_all_that_is_possible(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    code, _, _ = run(capsys, "generer", samples["mission-locale-gip"], "-f", "html", "-o", tmp_path)
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["convention.html", "demande-avance.html"]


def test_too_early_lists_what_is_missing(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "generer", samples["association"], "demande-solde", "-o", tmp_path)
    assert code == 3
    assert "convention.date_signature" in err
    assert "bilan" in err
    assert not list(tmp_path.iterdir())


def test_several_documents_too_early_are_one_list(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    code, _, err = run(
        capsys, "generer", samples["association"], "convention", "demande-avance", "bilan-final", "-o", tmp_path
    )
    assert code == 3
    assert err.count("convention.date_signature") == 1
    assert not list(tmp_path.iterdir())


def test_five_planted_faults_list_five(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    text = samples["complet"].read_text(encoding="utf-8")
    for pattern, replacement in (
        (r'(?m)^siret = ".*?"', 'siret = "12345678901234"'),
        (r'(?m)^iban = ".*?"', 'iban = "FR7600000000000000000000000"'),
        (r"(?m)^date_limite_bilan = .*$", "date_limite_bilan = 2025-01-01"),
        (r'(?m)^regle_solde = ".*?"', 'regle_solde = "au-doigt-mouille"'),
        (r"(?m)^date_candidature = .*$", "date_candidature = 2025-06-01"),
    ):
        text, count = re.subn(pattern, replacement, text, count=1)
        assert count == 1, pattern
    wrong = tmp_path / "faux.toml"
    wrong.write_text(text, encoding="utf-8")
    code, out, err = run(capsys, "controler", wrong)
    assert code == 3
    assert not out
    assert "5 fautes" in err
    for chemin in (
        "porteur.siret",
        "porteur.compte.iban",
        "convention.date_limite_bilan",
        "convention.regle_solde",
        "projet.date_candidature",
    ):
        assert len(re.findall(rf"(?m)^  - {re.escape(chemin)}\s:", err)) == 1


def test_controler_says_what_each_document_lacks(capsys: pytest.CaptureFixture[str], samples: dict[str, Path]) -> None:
    code, out, _ = run(capsys, "controler", samples["association"])
    assert code == 0
    assert re.search(r"convention\s: possible", out)
    assert re.search(r"demande-solde\s: pas encore", out)


def test_a_blocking_finding_holds_the_document_back(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    text, count = re.subn(
        r'(?m)^titulaire = ".*?"', 'titulaire = "Quelqu’un d’autre"', samples["complet"].read_text(encoding="utf-8")
    )
    assert count == 1
    blocked = tmp_path / "bloque.toml"
    blocked.write_text(text, encoding="utf-8")
    assert run(capsys, "controler", blocked)[0] == 1
    code, _, err = run(capsys, "generer", blocked, "bilan-final", "demande-solde", "-f", "html", "-o", tmp_path / "a")
    assert code == 1
    assert "TITULAIRE_DIFFERENT" in err
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["bilan-final.html"]
    code, _, _ = run(
        capsys, "generer", blocked, "demande-solde", "-f", "html", "-o", tmp_path / "b", "--malgre-constats"
    )
    assert code == 0
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["demande-solde.html"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "il manque"),
        (("inconnue",), "n’est pas possible"),
        (("generer",), "il manque"),
        (("generer", "a.toml", "-f", "odt"), "n’est pas possible"),
        (("generer", "a.toml", "--date", "32/01/2026"), "n’est pas une date"),
        (("generer", "a.toml", "--date", "2026-02-30"), "n’est pas une date"),
        (("generer", "a.toml", "--inconnu"), "inconnu"),
    ],
)
def test_usage_is_refused_in_french(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert not out
    assert said in err
    assert not re.search(r"required|invalid|expected|unrecognized|choose from|usage:", err)


def test_unknown_document_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "generer", samples["complet"], "facture", "-o", tmp_path)
    assert code == 2
    assert "demande-solde" in err


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "controler", tmp_path / "absent.toml")
    assert code == 5
    assert "n’existe pas" in err


def test_a_folder_that_cannot_be_made(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "occupe").write_text("un fichier")
    code, _, err = run(capsys, "generer", samples["association"], "-f", "html", "-o", tmp_path / "occupe" / "dedans")
    assert code == 5
    assert "écriture impossible" in err


def test_templates_of_ones_own_come_first(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path, repository: Path
) -> None:
    own = tmp_path / "gabarits"
    own.mkdir()
    shutil.copy(repository / "templates" / "html" / "convention.html", own)
    path = own / "convention.html"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Objet de la convention", "Ce que dit la convention"), "utf-8"
    )
    code, _, _ = run(capsys, "generer", samples["association"], "-f", "html", "-o", tmp_path, "--gabarits", own)
    assert code == 0
    assert "Ce que dit la convention" in (tmp_path / "convention.html").read_text(encoding="utf-8")


def test_a_wrong_template_is_code_4(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    own = tmp_path / "gabarits"
    own.mkdir()
    (own / "convention.html").write_text('<article class="document"><p>{{ convention.montnat }}</p></article>', "utf-8")
    code, _, err = run(capsys, "generer", samples["association"], "-f", "html", "-o", tmp_path, "--gabarits", own)
    assert code == 4
    assert "montnat" in err
    assert not (tmp_path / "convention.html").exists()


def test_a_folder_of_templates_that_is_not_there(
    capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "generer", samples["association"], "--gabarits", tmp_path / "absent", "-o", tmp_path)
    assert code == 5
    assert "gabarits" in err


def test_schema_is_json_with_french_titles(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "schema")
    schema = json.loads(out)
    assert code == 0
    assert schema["properties"]["porteur"]["title"] == "Opérateur"
    assert "porteur" in schema["required"]


@pytest.mark.parametrize("command", ["", "generer", "controler", "exemple", "schema"])
def test_help_is_french(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = run(capsys, *command.split(), "--aide")
    assert code == 0
    assert out.startswith(("usage\u00a0:", "usage :"))
    assert not re.search(r"show this|positional|optional arguments|usage:", out)


def test_exemple_writes_each_document_of_each_sample(samples: dict[str, Path], discovery: Path) -> None:
    found = {folder.name: sorted(path.name for path in folder.iterdir()) for folder in discovery.iterdir()}
    assert set(found) == {*samples, "campagne"}
    assert found["campagne"] == [
        *(f"bilan-departemental.{ending}" for ending in ("docx", "pdf", "xlsx")),
        "campagne.xlsx",
    ]
    assert found["association"] == ["convention.docx", "convention.html", "convention.pdf", "dossier.toml"]
    assert len(found["complet"]) == 22
    assert {"tableau-reporting.xlsx", "trace-indicateurs.xlsx", "indicateurs.toml"} <= set(found["complet"])


def test_module_runs_in_a_plain_locale(samples: dict[str, Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cllaj_docs", "controler", samples["association"]],
        env={"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"convention" in done.stdout


def spawn(*arguments: object, stdout: int | None) -> tuple[int, str]:
    """Run the command in a process of its own, its output to a file descriptor; give its code and its errors."""
    command = [sys.executable, "-m", "cllaj_docs", *map(str, arguments)]
    done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", [("schema",), ("--help",), ("gabarits", "champs"), ("gabarits", "champs", "-h")])
def test_a_reader_that_goes_away_ends_the_command_quietly(arguments: tuple[str, ...]) -> None:
    """As « cllaj-docs schema | head »: short outputs fail when they are flushed, long ones while they are written."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        code, err = spawn(*arguments, stdout=writer)
    finally:
        os.close(writer)
    assert err == ""
    assert code == 141 or (code == 0 and arguments[-1] in ("--help", "-h"))  # argparse passes over it by itself


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_output_that_is_full_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        code, err = spawn("schema", stdout=full.fileno())
    assert code == 5
    assert "vérifiez la place libre" in err
    assert "Traceback" not in err
