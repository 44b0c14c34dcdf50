"""The commands on the reporting table: what they print, what they write, what they refuse, and with which code."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tables import as_csv, as_xlsx, day, small_table

from cllaj_docs.delivery.cli import main
from cllaj_docs.domain import Dossier
from cllaj_docs.domain.bilan import Indicateurs
from cllaj_docs.domain.profil import Profil
from cllaj_docs.domain.suivi import Suivi
from cllaj_docs.reporting.reading import read_tableau
from cllaj_docs.rules.comptage import compute_comptage


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


def sound_rows() -> dict[str, list[dict[str, Any]]]:
    rows = small_table()
    rows["EVENEMENTS"] = [row for row in rows["EVENEMENTS"] if row["id_evt"] not in ("E-10", "E-11")]
    rows["LOGEMENTS"].pop()
    return rows


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tableau.xlsx"
    path.write_bytes(as_xlsx(sound_rows()))
    return path


@pytest.fixture
def sample_table(repository: Path) -> Path:
    return repository / "samples" / "complet-tableau"


class TestVierge:
    def test_the_form_reads_back_empty(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        code, out, _ = run(capsys, "reporting", "vierge", "-o", tmp_path)
        assert (code, out.strip()) == (0, str(tmp_path / "tableau-reporting.xlsx"))
        releve = read_tableau(tmp_path / "tableau-reporting.xlsx")
        assert [*releve.tableau.jeunes, *releve.tableau.evenements, *(releve.tableau.logements or ())] == []
        assert releve.tableau.actions == ()
        assert (releve.personnelles, releve.ajoutees, releve.formules) == ((), (), ())

    def test_under_a_name_and_for_a_dossier(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
    ) -> None:
        path = tmp_path / "mon tableau.xlsx"
        assert run(capsys, "reporting", "vierge", "--dossier", samples["epci"], "-o", path)[0] == 0
        assert read_tableau(path).tableau.logements == ()


class TestCalculer:
    def test_figures_trace_and_parts(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], table: Path, tmp_path: Path
    ) -> None:
        code, out, err = run(capsys, "reporting", "calculer", table, "--dossier", samples["epci"], "-o", tmp_path / "o")
        assert (code, err) == (0, "")
        assert "Jeunes reçus, tous" in out
        assert {path.name for path in (tmp_path / "o").iterdir()} == {
            "trace-indicateurs.xlsx",
            "indicateurs.toml",
            "dossier.json",
        }
        parts = tomllib.loads((tmp_path / "o" / "indicateurs.toml").read_text(encoding="utf-8"))
        dossier = Dossier.load(samples["epci"])
        comptage = compute_comptage(
            read_tableau(table).tableau, dossier.appel.periode, dossier.appel.comptage, dossier.convention.numero  # type: ignore[union-attr]
        )  # fmt: skip
        assert Indicateurs.model_validate(parts["bilan"]["indicateurs"]) == comptage.indicateurs
        assert Profil.model_validate(parts["bilan"]["profil"]) == comptage.profil
        assert Suivi.model_validate(parts["suivi"]) == comptage.as_suivi()

    def test_the_dossier_with_its_counts_gives_the_documents(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], table: Path, tmp_path: Path
    ) -> None:
        run(capsys, "reporting", "calculer", table, "--dossier", samples["mission-locale-gip"], "-o", tmp_path / "o")
        dossier = tmp_path / "o" / "dossier.json"
        code, _, _ = run(capsys, "generer", dossier, "bilan-intermediaire", "-f", "html", "-o", tmp_path / "d")
        assert code == 0
        assert (tmp_path / "d" / "bilan-intermediaire.html").is_file()
        assert run(capsys, "reporting", "verifier", table, "--dossier", dossier)[0] == 0

    def test_up_to_a_day(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], table: Path, tmp_path: Path
    ) -> None:
        base = ("reporting", "calculer", table, "--dossier", samples["epci"], "-o", tmp_path / "o", "--jusqu-au")
        code, out, _ = run(capsys, *base, "2025-09-30")
        assert code == 0
        assert "30\u00a0septembre 2025" in out
        parts = tomllib.loads((tmp_path / "o" / "indicateurs.toml").read_text(encoding="utf-8"))
        assert "bilan" not in parts
        assert len(parts["suivi"]["mois"]) == 1
        code, _, err = run(capsys, *base, "2025-08-31")
        assert code == 2
        assert "précède l’action" in err

    def test_a_blocking_finding_holds_everything_back(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
    ) -> None:
        rows = sound_rows()
        rows["EVENEMENTS"][0]["themes"] = "Camille Exemple, 06 00 00 00 00"
        path = tmp_path / "tableau.xlsx"
        path.write_bytes(as_xlsx(rows))
        base = ("reporting", "calculer", path, "--dossier", samples["epci"], "-o", tmp_path / "o")
        code, out, err = run(capsys, *base)
        assert code == 1
        assert "DONNEE_PERSONNELLE" in err
        assert "colonne themes (J), ligne 2" in err
        assert "Camille" not in out + err
        assert not (tmp_path / "o").exists()
        assert run(capsys, *base, "--malgre-constats")[0] == 0

    def test_faults_are_listed_with_code_3(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
    ) -> None:
        rows = sound_rows()
        rows["EVENEMENTS"][0]["date"] = "Camille Exemple"
        path = tmp_path / "tableau.xlsx"
        path.write_bytes(as_xlsx(rows))
        code, _, err = run(capsys, "reporting", "calculer", path, "--dossier", samples["epci"], "-o", tmp_path / "o")
        assert code == 3
        assert "feuille EVENEMENTS, ligne 2, colonne date (B)" in err
        assert "Camille" not in err
        assert run(capsys, "reporting", "calculer", tmp_path / "rien.xlsx", "--dossier", samples["epci"])[0] == 5

    def test_csv_files_and_their_folder(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
    ) -> None:
        for sheet, content in as_csv(sound_rows()).items():
            (tmp_path / f"{sheet}.csv").write_bytes(content)
        end = ("--dossier", samples["epci"], "-o", tmp_path / "o")
        assert run(capsys, "reporting", "calculer", tmp_path, *end)[0] == 0
        assert run(capsys, "reporting", "calculer", *sorted(tmp_path.glob("*.csv")), *end)[0] == 0


class TestTrace:
    def text_of(self, path: Path) -> str:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))

    def test_a_name_used_as_identifier_is_not_copied(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
    ) -> None:
        rows = sound_rows()
        for sheet in ("JEUNES", "EVENEMENTS", "LOGEMENTS"):
            for row in rows[sheet]:
                if row.get("id_jeune") == "J-0001":
                    row["id_jeune"] = "Camille Exemple"
        rows["EVENEMENTS"][0]["lieu"] = "chez Camille Exemple"
        path = tmp_path / "tableau.xlsx"
        path.write_bytes(as_xlsx(rows))
        arguments = ("reporting", "calculer", path, "--dossier", samples["epci"], "-o", tmp_path / "o")
        code, out, err = run(capsys, *arguments, "--malgre-constats")
        assert code == 0
        written = "".join((tmp_path / "o" / name).read_text("utf-8") for name in ("indicateurs.toml", "dossier.json"))
        trace = self.text_of(tmp_path / "o" / "trace-indicateurs.xlsx")
        assert "CAMILLE" not in (out + err + written + trace).upper()
        assert "non affiché" in trace
        assert "J-0002" in trace


class TestVerifier:
    def test_the_figures_of_the_sample_are_those_of_its_table(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], sample_table: Path
    ) -> None:
        code, out, err = run(capsys, "reporting", "verifier", sample_table, "--dossier", samples["complet"])
        assert (code, err) == (0, "")
        assert "Les chiffres du dossier sont ceux du tableau." in out

    def test_each_difference_is_said(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], sample_table: Path, tmp_path: Path
    ) -> None:
        data = json.loads(Dossier.load(samples["complet"]).to_json())
        data["bilan"]["indicateurs"]["jeunes_recus"]["tous"] += 1
        data["bilan"]["indicateurs"]["jeunes_loges"]["ase"] = None
        data["bilan"]["profil"]["sexe"]["femme"] -= 1
        data["suivi"]["mois"][2]["jeunes_recus"] += 1
        path = tmp_path / "dossier.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        code, out, _ = run(capsys, "reporting", "verifier", sample_table, "--dossier", path)
        assert code == 1
        assert [line.split("\u00a0:")[0] for line in out.splitlines()] == [
            "bilan.indicateurs.jeunes_recus.tous",
            "bilan.indicateurs.jeunes_loges.ase",
            "bilan.profil.sexe.femme",
            "suivi.mois[2].jeunes_recus",
        ]
        assert "264 dans le rapport, 263 dans le tableau" in out
        assert "non connu dans le rapport, 11 dans le tableau" in out

    def test_nothing_to_verify(self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], table: Path) -> None:
        code, _, err = run(capsys, "reporting", "verifier", table, "--dossier", samples["association"])
        assert code == 3
        assert "rien à vérifier" in err


def test_sample_table_tells_what_the_report_says_of_its_actions(repository: Path, sample_table: Path) -> None:
    dossier = Dossier.load(repository / "samples" / "complet.toml")
    assert dossier.bilan
    tableau = read_tableau(sample_table, dossier.appel.territoires).tableau
    for realisee in dossier.bilan.actions:
        events = [event for event in tableau.evenements if event.id_action == realisee.code]
        (action,) = (action for action in tableau.actions or () if action.id_action == realisee.code)
        assert action.nb_seances == realisee.seances
        named = {event.id_jeune for event in events if event.id_jeune}
        anonymous = sum(event.id_jeune is None for event in events)
        assert len(named) + anonymous == realisee.participants
    assert max(event.date for event in tableau.evenements) <= day("2026-08-31")
