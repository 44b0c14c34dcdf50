"""The reporting form in LibreOffice: it opens, it is filled, it is saved again, and reads back the same."""

from __future__ import annotations

import io
import zipfile

import pytest
from conformance.office import fill, resave
from tables import as_xlsx, grid, small_table

from cllaj_docs.domain.appel import Appel
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.domain.tableau import Tableau
from cllaj_docs.reporting.form import write_form
from cllaj_docs.reporting.reading import read_tableau

FIRST_ROW = 2  # under the names of columns and the example


@pytest.fixture(scope="module")
def appel() -> Appel:
    return Appel.model_validate(read_shipped("domain", "appel", "pas-de-calais-2025.toml"))


def facts(tableau: Tableau) -> list[list[tuple[object, ...]]]:
    sheets = (tableau.jeunes, tableau.evenements, tableau.actions or (), tableau.logements or ())
    return [[fact[1:] for fact in sheet] for sheet in sheets]


@pytest.fixture(scope="module")
def filled(appel: Appel) -> dict[str, bytes]:
    rows = small_table()
    return fill(write_form(appel), {sheet: grid(rows, sheet)[1:] for sheet in rows}, FIRST_ROW)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_filled_and_saved_it_reads_back_the_same(filled: dict[str, bytes], appel: Appel, kind: str) -> None:
    releve = read_tableau(filled[kind], appel.territoires)
    assert facts(releve.tableau) == facts(read_tableau(as_xlsx(small_table())).tableau)
    assert [fact.ligne for fact in releve.tableau.jeunes] == [3, 4, 5, 6]
    assert (releve.formules, releve.personnelles, releve.ajoutees) == ((), (), ())


def test_the_lists_and_the_notes_are_still_there(filled: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(filled["xlsx"])) as archive:
        sheets = "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name)
        notes = "".join(archive.read(name).decode() for name in archive.namelist() if "comments" in name)
    assert sheets.count("<dataValidation ") >= 35
    assert 'type="list"' in sheets
    assert "Identifiant choisi par vous" in notes


@pytest.mark.parametrize("steps", [("ods", "xlsx"), ("xlsx", "ods"), ("ods", "ods", "xlsx")])
def test_saved_again_and_again(appel: Appel, steps: tuple[str, ...]) -> None:
    tableau = read_tableau(as_xlsx(small_table())).tableau
    content, kind = write_form(appel, tableau=tableau), "xlsx"
    for target in steps:
        content, kind = resave(content, kind, target), target
    assert facts(read_tableau(content, appel.territoires).tableau) == facts(tableau)
