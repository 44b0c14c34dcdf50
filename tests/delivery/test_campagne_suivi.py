"""``campagne suivi``: who is late, what is due, as a text, a workbook and a calendar."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from campaign_runs import candidature
from dossiers import Etape
from icalendar import Calendar

from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.executeur import open_executor
from cllaj_docs.delivery.campagne.production import produce_campaign
from cllaj_docs.delivery.campagne.tache import Commande
from cllaj_docs.delivery.cli import main
from cllaj_docs.reporting.files import open_workbook

STAGES: tuple[Etape, ...] = ("votee", "redigee", "signee", "payee", "achevee")


@pytest.fixture(scope="module")
def campagne(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with one operator at each stage; its documents are made in Word."""
    folder = tmp_path_factory.mktemp("campagne")
    candidatures: list[Candidature] = [candidature(rank, etape) for rank, etape in enumerate(STAGES)]
    commande = Commande(formats=("docx",), malgre_constats=True)
    produce_campaign(candidatures, folder, commande, open_executor("fils", 1))
    return folder


def suivi(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["campagne", "suivi", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out.replace("\u00a0", " ").replace("\u202f", " "), err.replace("\u00a0", " ")


def test_each_operator_with_what_is_due(campagne: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = suivi(capsys, campagne, "--au", "2026-12-31", "-o", tmp_path)
    assert (code, err) == (0, "")
    assert "Suivi au 31 décembre 2026 : 5 opérateurs, dont 4 en retard." in out
    late = [line.split(",")[0].strip() for line in out.splitlines() if line.startswith("  en retard")]
    assert late == [
        "en retard       Signature de la convention",
        "en retard       Remise du bilan final",
        "en retard       Versement de l’avance (16 000",
        "en retard       Remise du bilan final",
        "en retard       Remise du bilan final",
        "en retard       Versement du solde (4 000",
    ]


def test_the_day_before_nothing_more_is_late(
    campagne: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, out, _ = suivi(capsys, campagne, "--au", "2025-08-01", "-o", tmp_path)
    assert "dont 0 en retard" in out


def test_the_calendar_has_what_is_left_to_do_and_stable_names(
    campagne: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    found = {}
    for au in ("2025-08-01", "2026-12-31"):
        suivi(capsys, campagne, "--au", au, "-o", tmp_path)
        events = Calendar.from_ical((tmp_path / "echeances.ics").read_bytes()).walk("VEVENT")
        found[au] = {str(event["UID"]): event.decoded("DTSTART") for event in events}
        assert len(found[au]) == len(events)
    assert found["2025-08-01"] == found["2026-12-31"]
    report = {uid: day for uid, day in found["2026-12-31"].items() if ".bilan@" in uid}
    assert set(report.values()) == {datetime.date(2026, 11, 30)}
    assert len(report) == 3


def test_the_workbook_says_the_same(campagne: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    suivi(capsys, campagne, "--au", "2026-12-31", "-o", tmp_path)
    workbook = open_workbook(tmp_path / "suivi.xlsx")
    sheets = {
        name: [[value for _, value in map(workbook.decode, cells)] for _, cells in rows]
        for name, rows in workbook.sheets()
    }
    operators, deadlines = sheets.values()
    assert len(operators) == 1 + len(STAGES)
    assert operators[0][:3] == ["Dossier", "Opérateur", "Convention"]
    states = [row[1] for row in deadlines[1:]]
    assert states.count("en retard") == 6
    dates = [row[0] for row in deadlines[1:] if isinstance(row[0], datetime.date)]
    assert dates == sorted(dates)


def test_a_dossier_changed_or_unreadable_is_said(
    campagne: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import shutil

    copy = tmp_path / "copie"
    shutil.copytree(campagne, copy)
    first, second, *_ = sorted(path for path in copy.glob("*/dossier.json"))
    data = json.loads(first.read_text(encoding="utf-8"))
    first.write_text(json.dumps(data), encoding="utf-8")
    second.write_text("{", encoding="utf-8")
    code, out, err = suivi(capsys, copy, "--au", "2026-12-31")
    assert code == 0
    assert f"{first} : modifié depuis sa production" in err
    assert f"{second} : données illisibles" in err
    assert "5 opérateurs" in out
    assert (copy / "suivi.xlsx").is_file()


def test_a_folder_that_is_no_campaign_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = suivi(capsys, tmp_path)
    assert code == 5
    assert "ce n’est pas le dossier d’une campagne" in err
