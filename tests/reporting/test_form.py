"""The blank form, read as the XML that it is: names, lists, controls, notes, and nothing that a cell could run."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from tables import PERIODE, as_xlsx, small_table

from cllaj_docs.domain.appel import Appel
from cllaj_docs.domain.colonne import feuilles, plain
from cllaj_docs.domain.profil import Profil
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.reporting.form import write_form
from cllaj_docs.reporting.reading import read_tableau
from cllaj_docs.reporting.trace import write_trace
from cllaj_docs.rules.comptage import compute_comptage

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# domain.md C.4, name for name
COLUMNS = {
    "JEUNES": "id_jeune annee_naissance tranche_age sexe territoire commune_insee zone_rurale parcours_ase "
    "situation_ase situation_familiale situation_emploi ressources_tranche logement_entree orienteur date_debut_accomp "
    "date_fin_accomp motif_fin_accomp",
    "EVENEMENTS": "id_evt date id_jeune type canal sens id_action lieu durée themes",
    "ACTIONS": "id_action type intitulé commune rural date_ouverture nouvelle financee_par_convention no_convention "
    "fréquence nb_séances partenaire fin",
    "LOGEMENTS": "id_acces id_jeune date_acces type autonome dispositif maintien_3_mois",
}


@pytest.fixture(scope="module")
def appel() -> Appel:
    return Appel.model_validate(read_shipped("domain", "appel", "pas-de-calais-2025.toml"))


@pytest.fixture(scope="module")
def parts(appel: Appel) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_form(appel))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheets(parts: dict[str, bytes]) -> dict[str, etree._Element]:
    names = [sheet.get("name", "") for sheet in etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")]
    return {name: etree.fromstring(parts[f"xl/worksheets/sheet{n}.xml"]) for n, name in enumerate(names, start=1)}


def texts(parts: dict[str, bytes]) -> list[str]:
    return ["".join(item.itertext()) for item in etree.fromstring(parts["xl/sharedStrings.xml"])]  # type: ignore[arg-type]


def row(parts: dict[str, bytes], sheet: str, number: int) -> list[str]:
    shared = texts(parts)
    cells = sheets(parts)[sheet].iterfind(f"{MAIN}sheetData/{MAIN}row[@r='{number}']/{MAIN}c")
    return [shared[int(cell.findtext(f"{MAIN}v") or 0)] if cell.get("t") == "s" else "" for cell in cells]


def test_sheets_and_columns_have_exactly_these_names(parts: dict[str, bytes]) -> None:
    assert list(sheets(parts)) == ["AIDE", *COLUMNS, "LISTES"]
    for sheet, names in COLUMNS.items():
        assert row(parts, sheet, 1) == names.split()


def test_no_column_for_a_name_a_birth_date_or_an_address() -> None:
    names = [column.nom for feuille in feuilles().values() for column in feuille.colonnes]
    assert not [name for name in names if re.search(r"\bnom|prenom|adresse|date_naissance|tel|mail", plain(name))]


def test_an_example_row_marked_as_such(parts: dict[str, bytes]) -> None:
    for sheet in COLUMNS:
        assert row(parts, sheet, 2)[0] == "EXEMPLE"


@pytest.mark.parametrize("sheet", COLUMNS)
def test_frozen_and_protected_without_a_password(parts: dict[str, bytes], sheet: str) -> None:
    root = sheets(parts)[sheet]
    pane = root.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
    assert pane is not None
    assert pane.get("ySplit") == "1"
    protection = root.find(f"{MAIN}sheetProtection")
    assert protection is not None
    assert protection.get("password") is None


def test_each_list_offers_the_values_that_are_read(parts: dict[str, bytes]) -> None:
    shared = texts(parts)
    for name, feuille in feuilles().items():
        for column in feuille.colonnes:
            for value in column.valeurs:
                assert value.libelle in shared, (name, column.nom)
    found = {
        sheet: {rule.get("type") for rule in root.iter(f"{MAIN}dataValidation")}
        for sheet, root in sheets(parts).items()
    }
    assert found["JEUNES"] >= {"list", "date", "whole", "custom"}
    assert found["EVENEMENTS"] >= {"list", "date", "decimal"}


def test_controls_speak_french_and_fit(parts: dict[str, bytes]) -> None:
    for sheet, root in sheets(parts).items():
        for rule in root.iter(f"{MAIN}dataValidation"):
            message, title = rule.get("error", ""), rule.get("errorTitle", "")
            assert len(message) <= 225, sheet
            assert title in ("Valeur refusée", "À vérifier") or rule.get("type") is None
            assert all(len(formula.text or "") <= 255 for formula in rule)


def test_dates_of_events_are_asked_in_the_period(parts: dict[str, bytes]) -> None:
    (rule,) = (
        rule
        for rule in sheets(parts)["EVENEMENTS"].iter(f"{MAIN}dataValidation")
        if (rule.get("sqref") or "").startswith("B3")
    )
    assert (rule.findtext(f"{MAIN}formula1"), rule.findtext(f"{MAIN}formula2")) == ("45901", "46265")
    assert PERIODE.debut.toordinal() - 693594 == 45901


def test_each_column_has_its_note_and_its_line_of_help(parts: dict[str, bytes], appel: Appel) -> None:
    notes = "".join(part.decode() for name, part in parts.items() if "comments" in name)
    help_texts = texts(parts)
    for feuille in feuilles().values():
        for column in feuille.colonnes:
            assert column.note.split(".")[0] in notes
            assert any(text.endswith(column.note) or column.note in text for text in help_texts)
    for indicateur in appel.indicateurs:
        assert indicateur.definition in help_texts
    assert appel.definition_ase in help_texts


def test_nothing_in_a_cell_can_run_and_no_link_leads_out(appel: Appel) -> None:
    hostile = appel.model_copy(
        update={"intitule": '=HYPERLINK("http://x.example")', "definition_ase": "http://x.example"}
    )
    with zipfile.ZipFile(io.BytesIO(write_form(hostile))) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"<f>" not in content
            assert b'TargetMode="External"' not in content


def test_same_bytes_each_time(appel: Appel) -> None:
    assert write_form(appel) == write_form(appel)


def test_filled_it_reads_back_the_same(appel: Appel) -> None:
    tableau = read_tableau(as_xlsx(small_table())).tableau
    again = read_tableau(write_form(appel, tableau=tableau), appel.territoires).tableau
    for facts, found in ((tableau.jeunes, again.jeunes), (tableau.evenements, again.evenements)):
        assert [fact[1:] for fact in facts] == [fact[1:] for fact in found]
    assert [fact[1:] for fact in tableau.actions or ()] == [fact[1:] for fact in again.actions or ()]
    assert [fact[1:] for fact in tableau.logements or ()] == [fact[1:] for fact in again.logements or ()]


def test_lists_of_profile_are_the_tables_of_the_report() -> None:
    listed = {
        column.repartition: {value.code for value in column.valeurs}
        for feuille in feuilles().values()
        for column in feuille.colonnes
        if column.repartition
    }
    assert set(listed) == set(Profil.model_fields)
    for name, codes in listed.items():
        table = next(kind for kind in Profil.model_fields[name].annotation.__args__ if kind is not type(None))  # type: ignore[union-attr]
        assert codes == set(table.model_fields), name


def test_no_writing_means_two_values() -> None:
    for feuille in feuilles().values():
        names = [writing for column in feuille.colonnes for writing in {plain(column.nom), plain(column.champ)}]
        assert len(set(names)) == len(names)
        for column in feuille.colonnes:
            meant: dict[str, str] = {}
            for value in column.valeurs:
                for writing in value.ecritures:
                    assert meant.setdefault(writing, value.code) == value.code, (column.nom, writing)


@pytest.mark.parametrize("filled", [False, True])
def test_spreadsheet_programs_open_it_without_repair(appel: Appel, filled: bool, tmp_path: Path) -> None:
    path = tmp_path / "tableau.xlsx"
    tableau = read_tableau(as_xlsx(small_table())).tableau
    path.write_bytes(write_form(appel, tableau=tableau if filled else None))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_the_trace_opens_without_repair(appel: Appel, tmp_path: Path) -> None:
    tableau = read_tableau(as_xlsx(small_table())).tableau
    path = tmp_path / "trace.xlsx"
    path.write_bytes(write_trace(compute_comptage(tableau, PERIODE, appel.comptage), (), "=1+1 & <essai>"))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
