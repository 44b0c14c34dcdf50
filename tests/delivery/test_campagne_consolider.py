"""``campagne consolider``: one report for the campaign, the same in every format, and what may be published of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from campaign_runs import candidature
from document_text import docx_blocks, html_blocks, pdf_text, squeeze
from dossiers import build

import cllaj_docs as cd
from cllaj_docs.delivery.campagne.consolider import render_consolidation
from cllaj_docs.delivery.campagne.executeur import open_executor
from cllaj_docs.delivery.campagne.production import produce_campaign
from cllaj_docs.delivery.campagne.tache import Commande
from cllaj_docs.delivery.cli import main
from cllaj_docs.reporting.files import open_workbook

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.toml"))


@pytest.fixture(scope="module")
def dossiers() -> list[cd.Dossier]:
    return [cd.Dossier.load(path) for path in SAMPLES]


@pytest.fixture(scope="module")
def report(dossiers: list[cd.Dossier]) -> dict[str, bytes]:
    return dict(render_consolidation(dossiers, ("docx", "pdf", "html", "xlsx")))


def texts(blocks: Sequence[str]) -> str:
    return squeeze(" ".join(blocks))


def test_word_pdf_and_html_say_the_same(report: dict[str, bytes]) -> None:
    blocks = html_blocks(report["bilan-departemental.html"])
    assert [squeeze(block) for block in docx_blocks(report["bilan-departemental.docx"])] == list(map(squeeze, blocks))
    page = squeeze(pdf_text(report["bilan-departemental.pdf"]))
    for block in blocks:
        assert squeeze(block) in page or len(block) > 60  # a long one may turn a page


def test_figures_are_those_of_the_reports(report: dict[str, bytes], dossiers: list[cd.Dossier]) -> None:
    said = texts(html_blocks(report["bilan-departemental.html"]))
    known = [d.bilan.indicateurs.jeunes_recus.tous for d in dossiers if d.bilan]
    assert squeeze(f"Jeunes reçus physiquement : {sum(n or 0 for n in known)}, d’après 3 bilans sur 3") in said
    assert squeeze("6 opérateurs ont une convention ; 3 bilans finals sont remis.") in said
    for dossier in dossiers:
        for frein in dossier.bilan.analyse.freins if dossier.bilan else ():
            assert squeeze(frein.obstacle) in said
    assert squeeze("vérifié") in said
    assert squeeze("ÉCART") not in said
    assert squeeze("bilan final non remis") in said


def test_no_account_nor_contact_is_printed(report: dict[str, bytes], dossiers: list[cd.Dossier]) -> None:
    said = texts(html_blocks(report["bilan-departemental.html"]))
    for dossier in dossiers:
        if dossier.porteur.compte and dossier.porteur.contact:
            assert dossier.porteur.compte.iban not in said
            assert squeeze(dossier.porteur.contact.courriel) not in said


def test_same_bytes_each_time(report: dict[str, bytes], dossiers: list[cd.Dossier]) -> None:
    assert dict(render_consolidation(dossiers, ("docx", "pdf", "html", "xlsx"))) == report


def counts(tous: int, ase: int) -> dict[str, Any]:
    place = "bilan.indicateurs"
    zero = {"ase": 0, "tous": 0}
    return {
        f"{place}.jeunes_recus": {"tous": tous, "ase": ase},
        **{f"{place}.{code}": zero for code in ("jeunes_accompagnes", "jeunes_loges", "jeunes_actions_nouvelles")},
        "bilan.profil": None,
        "bilan.profil_ase": None,
        "bilan.actions": [{"code": "P1"}],
    }


def test_reports_that_differ_by_hidden_counts_alone_are_the_same_files() -> None:
    published = []
    for ase in (2, 3):
        first = build("association", "achevee", {"porteur.nom": "A", "convention.numero": "1", **counts(50, ase)})
        second = build("epci", "achevee", {"porteur.nom": "B", "convention.numero": "2", **counts(60, 20 - ase)})
        published.append(dict(render_consolidation([first, second], ("docx", "html", "xlsx"), diffusable=True)))
    said = texts(html_blocks(published[0]["bilan-departemental-diffusable.html"]))
    assert squeeze("moins de 5") in said
    assert squeeze("non publié") in said
    assert squeeze("Version diffusable") in said
    assert published[0] == published[1]


def test_a_published_report_hides_the_share_and_its_bar() -> None:
    dossiers = [
        build("association", "achevee", {"porteur.nom": "A", "convention.numero": "1", **counts(60, 20)}),
        build("epci", "achevee", {"porteur.nom": "B", "convention.numero": "2", **counts(3, 0)}),
    ]
    exact = render_consolidation(dossiers, ("html", "xlsx"))
    shown = render_consolidation(dossiers, ("html", "xlsx"), diffusable=True)
    assert "4,8" in exact["bilan-departemental.html"].decode()  # 3 of 63
    page = shown["bilan-departemental-diffusable.html"].decode()
    assert "4,8" not in page
    assert "95,2" not in page
    cells = sheet(shown["bilan-departemental-diffusable.xlsx"], "PARTS")
    own = [row for row in cells if "B" in row and "Jeunes reçus physiquement" in row]
    assert [value for row in own for value in row if value == "moins de\u00a05"]


def sheet(content: bytes, name: str) -> list[list[Any]]:
    workbook = open_workbook(content)
    for found, rows in workbook.sheets():
        if found == name:
            return [[value for _, value in map(workbook.decode, cells)] for _, cells in rows]
        for _ in rows:
            pass
    raise AssertionError(name)


def test_the_workbook_has_numbers(report: dict[str, bytes]) -> None:
    content = report["bilan-departemental.xlsx"]
    totals = {row[0]: row[1:6] for row in sheet(content, "INDICATEURS")[1:]}
    assert totals["Jeunes reçus physiquement"] == [437, 3, 70, 2, 18]
    assert sheet(content, "MONTANTS")[-1] == ["Total", 118499.99, 63999.99, 50400.01, 6400, 3999.98]
    assert len(sheet(content, "NON ADDITIONNÉ")) > 1


def test_the_command_on_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "envoi"
    produce_campaign(
        [candidature(rank, "achevee") for rank in range(3)],
        folder,
        Commande(documents=("convention",), formats=("docx",), malgre_constats=True),
        open_executor("fils", 1),
    )
    assert main(["campagne", "consolider", str(folder)]) == 0
    names = {path.name for path in folder.glob("bilan-departemental*")}
    assert names == {"bilan-departemental.docx", "bilan-departemental.pdf", "bilan-departemental.xlsx"}
    assert main(["campagne", "consolider", str(folder), "--diffusable", "-f", "html", "-o", str(tmp_path)]) == 0
    assert (tmp_path / "bilan-departemental-diffusable.html").is_file()
    next(iter(folder.glob("*/dossier.json"))).write_text("{", encoding="utf-8")
    assert main(["campagne", "consolider", str(folder), "-f", "html"]) == 3
    assert "données illisibles" in capsys.readouterr().err


def test_a_campaign_without_convention_is_refused() -> None:
    with pytest.raises(cd.DossierError, match="rien à consolider"):
        render_consolidation([build("association", "votee")])
