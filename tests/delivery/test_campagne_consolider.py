"""``campagne consolider``: one report for the campaign, the same in every format, and what may be published of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from campaign_runs import candidature
from document_text import docx_blocks, html_blocks, part_text, pdf_text, squeeze
from dossiers import build

import cllaj_docs as cd
from cllaj_docs.delivery.campagne.consolider import render_consolidation
from cllaj_docs.delivery.campagne.executeur import open_executor
from cllaj_docs.delivery.campagne.production import produce_campaign
from cllaj_docs.delivery.campagne.tache import Commande
from cllaj_docs.delivery.cli import main
from cllaj_docs.delivery.comparaison.origine import read_seal
from cllaj_docs.reporting.files import open_workbook

FINGERPRINT = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}")
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


def test_all_formats_bear_one_fingerprint_of_what_is_shown(
    report: dict[str, bytes], dossiers: list[cd.Dossier]
) -> None:
    with zipfile.ZipFile(io.BytesIO(report["bilan-departemental.docx"])) as archive:
        feet = [part_text(archive.read(name)) for name in archive.namelist() if name.startswith("word/footer")]
    page, print_ = report["bilan-departemental.html"].decode(), pdf_text(report["bilan-departemental.pdf"])
    [mark] = set(FINGERPRINT.findall(" ".join(feet)))
    assert set(FINGERPRINT.findall(page)) == set(FINGERPRINT.findall(print_)) == {mark}
    again = render_consolidation(dossiers, ("html",))["bilan-departemental.html"].decode()
    assert set(FINGERPRINT.findall(again)) == {mark}
    without = render_consolidation(dossiers[1:], ("html",))["bilan-departemental.html"].decode()
    assert mark not in without


def test_a_report_that_comes_back_is_held_against_its_campaign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "envoi"
    made = [candidature(rank, "achevee") for rank in range(3)]
    asked = Commande(documents=("convention",), formats=("docx",), malgre_constats=True)
    produce_campaign(made, folder, asked, open_executor("fils", 1))
    assert main(["campagne", "consolider", str(folder), "-f", "docx", "-f", "pdf"]) == 0
    for name in ("bilan-departemental.docx", "bilan-departemental.pdf"):
        assert main(["verifier", str(folder / name), "--dossier", str(folder)]) == 0
    word = folder / "bilan-departemental.docx"
    edited = tmp_path / "retouche.docx"
    edited.write_bytes(replace_text(word.read_bytes(), "opérateurs ont une convention", "opérateurs ont signé"))
    capsys.readouterr()
    assert main(["verifier", str(edited), "--dossier", str(folder)]) == 1
    assert "[signé]" in capsys.readouterr().out.replace("\u00a0", " ")
    assert main(["comparer", str(word), "--dossier", str(folder), "--document", "bilan-departemental"]) == 0
    assert main(["lire", str(word)]) == 5
    assert main(["verifier", str(word), "--dossier", str(tmp_path)]) == 5


def test_a_report_carries_no_data_of_a_dossier(report: dict[str, bytes]) -> None:
    assert read_seal(report["bilan-departemental.docx"]) is None
    assert read_seal(report["bilan-departemental.pdf"]) is None


class TestItsTemplate:
    def test_its_fields_are_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["gabarits", "champs", "bilan-departemental"]) == 0
        out = capsys.readouterr().out
        assert "{{ titre }}" in out
        assert "for indicateur in indicateurs" in out

    def test_it_is_copied_and_checked(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        own = tmp_path / "gabarits"
        assert main(["gabarits", "copier", str(own), "--html"]) == 0
        for path in own.iterdir():
            if not path.name.startswith(("bilan-departemental.", "charte")):
                path.unlink()
        assert main(["gabarits", "verifier", str(own)]) == 0
        (own / "bilan-departemental.html").unlink()
        wrong = replace_text((own / "bilan-departemental.docx").read_bytes(), "{{ mention }}", "{{ mentoin }}")
        (own / "bilan-departemental.docx").write_bytes(wrong)
        capsys.readouterr()
        assert main(["gabarits", "verifier", str(own)]) == 4
        assert "mention" in capsys.readouterr().out

    def test_a_copy_for_one_regime_is_of_the_documents_of_an_operator(self, tmp_path: Path) -> None:
        assert main(["gabarits", "copier", str(tmp_path), "--regime", "epci"]) == 0
        assert not list(tmp_path.glob("bilan-departemental*"))


def replace_text(content: bytes, old: str, new: str) -> bytes:
    """Change a text of the body of a Word file."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(output, "w") as target:
        for name in archive.namelist():
            part = archive.read(name)
            if name == "word/document.xml":
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
    return output.getvalue()
