"""``campagne generer`` on a workbook: a row at fault is said where it is, the others go, what is not read is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from campaigns import book, put
from dossiers import build
from tables import grids_as_xlsx

from cllaj_docs.delivery.cli import main


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Three applications: a wrong SIRET on the second, a column that nobody reads."""
    changes = ({"projet.numero_dossier": f"N-{k}", "convention.numero": f"C-{k}"} for k in range(3))
    grids = book([build("association", "signee", change) for change in changes])
    put(grids, "CANDIDATURES", 1, "SIRET", "99900055700011")
    grids["PAIEMENTS"][0].append("Remarques du comptable")
    path = tmp_path / "campagne.xlsx"
    path.write_bytes(grids_as_xlsx(grids))
    return path


def test_the_good_rows_go_and_the_code_says_that_one_did_not(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--executeur", "fils", "--documents", "convention", "-f", "docx", "-o", str(tmp_path / "envoi"))
    assert main(["campagne", "generer", str(workbook), *options]) == 3
    out, err = (text.replace("\u00a0", " ") for text in capsys.readouterr())
    assert "3 candidatures lues, 2 documents produits" in out
    assert "feuille PAIEMENTS, colonne Remarques du comptable (F) : non lue" in err
    assert "campagne.xlsx, ligne 3 : feuille CANDIDATURES, ligne 3, colonne SIRET" in err
    assert "99900055700011" not in out + err
    assert len(list((tmp_path / "envoi").glob("*/convention.docx"))) == 2


def test_a_mapping_that_does_not_fit_stops_before_anything_is_written(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[colonnes.CANDIDATURES]\n"porteur.nom" = "Raison sociale"\n', encoding="utf-8")
    arguments = ("--correspondance", str(mapping), "-o", str(tmp_path / "envoi"))
    assert main(["campagne", "generer", str(workbook), *arguments]) == 3
    assert "porteur.nom" in capsys.readouterr().err
    assert not (tmp_path / "envoi").exists()
