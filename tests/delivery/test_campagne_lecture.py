"""Applications of a campaign by their files: a workbook, a folder of .csv, a folder of dossiers; the blank workbook."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from campaigns import as_csv_files, book
from dossiers import REGIMES

import cllaj_docs as cd
from cllaj_docs.delivery.campagne.fiche import Registre, describe
from cllaj_docs.delivery.campagne.lecture import lire_campagne
from cllaj_docs.delivery.campagne.modele import ecrire_campagne
from cllaj_docs.delivery.cli import main
from cllaj_docs.delivery.resources import sample_campaign
from cllaj_docs.reporting.files import open_workbook


@pytest.fixture
def dossiers(samples: dict[str, Path]) -> list[cd.Dossier]:
    return [cd.Dossier.load(path) for _, path in sorted(samples.items())]


def test_a_folder_of_dossiers_and_their_workbook_give_the_same(
    samples: dict[str, Path], dossiers: list[cd.Dossier], tmp_path: Path
) -> None:
    folder = tmp_path / "dossiers"
    folder.mkdir()
    for name, path in samples.items():
        shutil.copy(path, folder / f"{name}.toml")
    (folder / "lisez-moi.txt").write_text("Notes", encoding="utf-8")
    read = [candidature.lue() for candidature in lire_campagne(folder)]
    assert [candidature.dossier for candidature in read] == dossiers
    assert [candidature.lieu for candidature in read] == [str(folder / f"{name}.toml") for name in sorted(samples)]
    assert main(["campagne", "modele", "-o", str(tmp_path / "c.xlsx"), "--depuis", str(folder)]) == 0
    from_book = list(lire_campagne(tmp_path / "c.xlsx"))
    assert [candidature.dossier for candidature in from_book] == dossiers
    assert from_book[0].lieu == "c.xlsx, ligne 4"  # after the bands, the names and the example


def test_a_folder_of_csv_is_a_workbook(dossiers: list[cd.Dossier], tmp_path: Path) -> None:
    for name, content in as_csv_files(book(dossiers)).items():
        (tmp_path / f"{name}.csv").write_bytes(content)
    assert [candidature.dossier for candidature in lire_campagne(tmp_path)] == dossiers


def test_a_dossier_at_fault_does_not_keep_the_others(samples: dict[str, Path], tmp_path: Path) -> None:
    shutil.copy(samples["epci"], tmp_path / "b.toml")
    (tmp_path / "a.toml").write_text("appel = ", encoding="utf-8")
    (tmp_path / "c.json").write_text("{}", encoding="utf-8")
    read = [candidature.lue() for candidature in lire_campagne(tmp_path)]
    assert [candidature.dossier is None for candidature in read] == [True, False, True]
    assert "TOML illisible" in read[0].fautes[0].message
    assert {faute.chemin for faute in read[2].fautes} == {"appel", "departement", "porteur", "projet"}


def test_a_number_that_two_applications_bear_is_a_fault_of_the_second(samples: dict[str, Path]) -> None:
    dossier = cd.Dossier.load(samples["epci"])
    registre = Registre(lambda chemin: f"colonne de {chemin}")
    assert registre.enter("ligne 4", describe(dossier)) == ()
    fautes = registre.enter("ligne 5", describe(dossier))
    assert [faute.chemin for faute in fautes] == ["colonne de projet.numero_dossier", "colonne de convention.numero"]
    assert all("ligne 4" in faute.message for faute in fautes)
    assert list(registre.noms.values()) == ["ligne 4"]


def test_no_workbook_is_made_of_dossiers_that_bear_the_same_number(
    samples: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dossiers").mkdir()
    for name in ("a", "b"):
        shutil.copy(samples["epci"], tmp_path / "dossiers" / f"{name}.toml")
    assert main(["campagne", "modele", "-o", str(tmp_path / "c.xlsx"), "--depuis", str(tmp_path / "dossiers")]) == 3
    said = capsys.readouterr().err
    assert f"{tmp_path / 'dossiers' / 'b.toml'}, convention.numero" in said
    assert str(tmp_path / "dossiers" / "a.toml") in said
    assert not (tmp_path / "c.xlsx").exists()


def test_the_blank_workbook_waits_for_its_signatory_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    assert main(["campagne", "modele", "-o", str(path)]) == 0
    with pytest.raises(cd.WorkbookError, match="feuille DEPARTEMENT : à renseigner : Signataire"):
        lire_campagne(path)


def test_a_workbook_that_is_there_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "c.xlsx"
    path.write_bytes(b"ours")
    assert main(["campagne", "modele", "-o", str(path)]) == 2
    assert path.read_bytes() == b"ours"
    assert "existe déjà" in capsys.readouterr().err
    assert main(["campagne", "modele", "-o", str(tmp_path / "c.ods")]) == 2


def test_example_rows_show_how_and_are_fictitious() -> None:
    workbook = open_workbook(ecrire_campagne())
    found = {}
    for name, rows in workbook.sheets():
        cells = [dict(map(workbook.decode, row)) for _, row in rows]
        found[name] = sum(row.get(0) == "EXEMPLE" for row in cells)
    assert found["CANDIDATURES"] == 1
    assert found["ACTIONS"] == found["BUDGETS"] == 2


def test_what_is_no_campaign_is_refused(samples: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(cd.UsageError, match="un seul dossier n’est pas une campagne"):
        lire_campagne(samples["epci"])
    assert list(lire_campagne(tmp_path)) == []
    with pytest.raises(cd.OutputError, match="n’existe pas"):
        lire_campagne(tmp_path / "absent.xlsx")
    mapping = tmp_path / "m.toml"
    mapping.write_text("x = 1", encoding="utf-8")
    with pytest.raises(cd.DossierError, match=r"m\.toml : 1 faute dans la correspondance"):
        lire_campagne(tmp_path / "absent.xlsx", mapping)


def test_the_sample_campaign_is_right_and_shows_every_regime_and_territory() -> None:
    lecture = lire_campagne(sample_campaign())
    candidatures = list(lecture)
    assert lecture.remarques == ()
    assert [faute for candidature in candidatures for faute in candidature.fautes] == []
    dossiers = [candidature.dossier for candidature in candidatures if candidature.dossier]
    assert len(dossiers) == lecture.nombre == 10
    assert {dossier.porteur.regime for dossier in dossiers} == set(REGIMES)
    assert {name for dossier in dossiers for name in dossier.projet.territoires} == set(dossiers[0].appel.territoires)
    assert not [constat for dossier in dossiers for constat in cd.check(dossier) if constat.gravite == "bloquant"]
