"""A filled table, however it was filled: the same facts, or every fault at once with its place."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tables import COLUMNS, Rows, as_csv, as_ods, as_xlsx, day, grid, grids_as_ods, grids_as_xlsx, small_table

from cllaj_docs.domain.tableau import Evenement, Jeune, Tableau
from cllaj_docs.errors import OutputError, WorkbookError
from cllaj_docs.reporting.reading import read_tableau

FORMATS: dict[str, Callable[[Rows], Any]] = {
    "xlsx": as_xlsx,
    "ods": as_ods,
    "csv": as_csv,
    "csv comma": lambda rows: as_csv(rows, ","),
    "csv tab": lambda rows: as_csv(rows, "\t"),
    "csv windows": lambda rows: as_csv(rows, ";", "cp1252"),
    "csv utf-8 mark": lambda rows: as_csv(rows, ";", "utf-8-sig"),
    "csv utf-16": lambda rows: as_csv(rows, "\t", "utf-16"),
}


def read(rows: Rows) -> Tableau:
    return read_tableau(as_xlsx(rows)).tableau


def faults_of(source: Any) -> list[tuple[str, int, str, str]]:
    with pytest.raises(WorkbookError) as caught:
        read_tableau(source)
    return [(fault.feuille, fault.ligne, fault.colonne, fault.message) for fault in caught.value.fautes]


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_gives_the_same_facts(form: str) -> None:
    rows = small_table()
    rows["JEUNES"][0] |= {"situation_familiale": "Célibataire", "territoire": "Lens-Hénin", "commune_insee": "62498"}
    tableau = read_tableau(FORMATS[form](rows)).tableau
    assert tableau == read(rows)
    assert tableau.jeunes[0] == Jeune(
        ligne=2,
        id_jeune="J-0001",
        annee_naissance=2005,
        sexe="femme",
        territoire="Lens-Hénin",
        commune_insee="62498",
        parcours_ase="oui",
        situation_familiale="celibataire",
        date_debut_accomp=day("2025-09-15"),
    )
    assert tableau.evenements[1] == Evenement(3, "E-2", day("2025-09-03"), None, "contact_tel", sens="entrant")
    assert [len(facts or ()) for facts in (tableau.jeunes, tableau.evenements, tableau.actions, tableau.logements)] == [
        4,
        11,
        3,
        2,
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3 septembre 2025", "2025-09-03"),
        ("1er septembre 2025", "2025-09-01"),
        ("mercredi 3 septembre 2025", "2025-09-03"),
        ("03/09/25", "2025-09-03"),
        ("3/9/2025", "2025-09-03"),
        ("3 sept. 2025", "2025-09-03"),
        ("03-sept-25", "2025-09-03"),
        ("le 3 Septembre 2025", "2025-09-03"),
        ("1er févr. 2026", "2026-02-01"),
        ("12 juil 2026", "2026-07-12"),
        ("03.09.2025", "2025-09-03"),
        ("2025-09-03", "2025-09-03"),
        ("2025-09-03T10:30:00", "2025-09-03"),
        ("03/09/2025 10:30", "2025-09-03"),
        (" 03/09/2025\u00a0 ", "2025-09-03"),
        (45903, "2025-09-03"),
        ("45903", "2025-09-03"),
        (day("2025-09-03"), "2025-09-03"),
    ],
)
def test_a_date_however_typed(typed: Any, expected: str) -> None:
    rows = small_table()
    rows["EVENEMENTS"][0]["date"] = typed
    assert read(rows).evenements[0].date == day(expected)


@pytest.mark.parametrize(
    "typed", ["bientôt", "31/02/2025", "2025", "03/09/1925", 3, 9e9, "13/2025", "3 jui 2026", "lundi 3 septembre 2025"]
)
def test_what_is_no_date_is_said_without_being_repeated(typed: Any) -> None:
    rows = small_table()
    rows["EVENEMENTS"][0]["date"] = typed
    ((sheet, row, column, message),) = faults_of(as_xlsx(rows))
    assert (sheet, row, column) == ("EVENEMENTS", 2, "date (B)")
    assert message == "date attendue, par exemple 03/09/2025"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *((yes, True) for yes in ("oui", "OUI", " Oui ", "x", "X", "1", 1, True, "vrai", "VRAI", "o", "oui\u00a0")),
        *((no, False) for no in ("non", "NON", "0", 0, False, "faux", "n")),
        *((blank, None) for blank in ("", None, " ", "\u00a0", "-")),
    ],
)
def test_yes_and_no(typed: Any, expected: bool | None) -> None:
    rows = small_table()
    rows["ACTIONS"][0]["nouvelle"] = typed
    actions = read(rows).actions
    assert actions
    assert actions[0].nouvelle is expected


@pytest.mark.parametrize(
    ("column", "typed", "expected"),
    [
        ("parcours_ase", "OUI", "oui"),
        ("parcours_ase", "x", "oui"),
        ("parcours_ase", 1, "oui"),
        ("parcours_ase", "?", "inconnu"),
        ("parcours_ase", "Ne sait pas", "inconnu"),
        ("parcours_ase", None, None),
        ("tranche_age", "18 – 21", "de_18_a_21"),
        ("tranche_age", "18-21 ans", "de_18_a_21"),
        ("situation_ase", "sorti < 3 ans", "sorti_moins_de_3_ans"),
        ("situation_ase", "sorti ≥ 3 ans", "sorti_3_ans_et_plus"),
        ("situation_ase", "Sorti >= 3 ans", "sorti_3_ans_et_plus"),
        ("ressources_tranche", "De 1 000 à 1 299 €", "de_1000_a_1299"),
        ("ressources_tranche", "de 1000 à 1299€", "de_1000_a_1299"),
        ("orienteur", "ASE/MDS", "ase_mds"),
        ("orienteur", "ml", "mission_locale"),
        ("commune_insee", 62498, "62498"),
        ("commune_insee", 1004, "01004"),
        ("commune_insee", "2a004", "2A004"),
        ("annee_naissance", "2005", 2005),
        ("annee_naissance", "2 005,0", 2005),
        ("zone_rurale", "VRAI", True),
    ],
)
def test_values_of_youths(column: str, typed: Any, expected: Any) -> None:
    rows = small_table()
    rows["JEUNES"][0][column] = typed
    assert getattr(read(rows).jeunes[0], column) == expected


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [(45, 45), ("45", 45), ("45 min", 45), ("1 h 30", 90), ("1h", 60), ("01:30", 90), ("1h05", 65), (1.5, 2)],
)
def test_durations(typed: Any, minutes: int) -> None:
    rows = small_table()
    rows["EVENEMENTS"][0]["durée"] = typed
    assert read(rows).evenements[0].duree == minutes


@pytest.mark.parametrize("typed", [" j-0001 ", "J\u20110001", "j-0001\u00a0", "J–0001"])
def test_identifiers_match_however_typed(typed: str) -> None:
    rows = small_table()
    rows["EVENEMENTS"][0]["id_jeune"] = typed
    assert read(rows).evenements[0].id_jeune == "J-0001"


def test_a_number_serves_as_identifier() -> None:
    rows = small_table()
    rows["JEUNES"][0]["id_jeune"] = 12
    rows["EVENEMENTS"][0]["id_jeune"] = "12"
    tableau = read(rows)
    assert tableau.jeunes[0].id_jeune == tableau.evenements[0].id_jeune == "12"


def test_columns_moved_renamed_and_added() -> None:
    rows = small_table()
    for row in rows["JEUNES"]:
        row["Ma remarque"] = "à revoir"
    columns = ["Ma remarque", *reversed(COLUMNS["JEUNES"])]
    cells = grid(rows, "JEUNES", columns)
    cells[0] = [str(name).upper().replace("_", " ").replace("ANNEE", " Année ") for name in cells[0]]
    others = {sheet: grid(rows, sheet) for sheet in rows if sheet != "JEUNES"}
    releve = read_tableau(grids_as_xlsx({"Jeunes": cells, **others}))
    assert releve.tableau == read(small_table())
    assert [str(place) for place in releve.ajoutees] == ["feuille JEUNES, colonne A"]


def test_titles_above_the_names_of_columns_and_empty_rows_anywhere() -> None:
    rows = small_table()
    cells = grid(rows, "JEUNES")
    padded = [["Tableau de suivi"], [], cells[0], [], *cells[1:3], [None, " "], *cells[3:]]
    others = {sheet: grid(rows, sheet) for sheet in rows if sheet != "JEUNES"}
    for make in (grids_as_xlsx, grids_as_ods):
        tableau = read_tableau(make({"JEUNES": padded, **others})).tableau
        assert [jeune.ligne for jeune in tableau.jeunes] == [5, 6, 8, 9]
        assert [jeune[1:] for jeune in tableau.jeunes] == [jeune[1:] for jeune in read(rows).jeunes]


def test_the_example_row_is_skipped_wherever_it_is() -> None:
    rows = small_table()
    for sheet, key in (
        ("JEUNES", "id_jeune"),
        ("EVENEMENTS", "id_evt"),
        ("ACTIONS", "id_action"),
        ("LOGEMENTS", "id_acces"),
    ):
        rows[sheet].insert(1, {key: "exemple ", "date": "pas une date"})
    tableau = read(rows)
    assert len(tableau.jeunes) == 4
    assert len(tableau.evenements) == 11


def test_every_fault_at_once_in_the_order_of_the_sheets() -> None:
    rows = small_table()
    rows["LOGEMENTS"][0]["date_acces"] = "jamais"
    rows["JEUNES"][2]["parcours_ase"] = "peut-être"
    rows["JEUNES"][0]["annee_naissance"] = "12/03/2005"
    rows["EVENEMENTS"][4]["type"] = None
    rows["EVENEMENTS"][4]["date"] = None
    rows["ACTIONS"][1]["id_action"] = ""
    assert [fault[:3] for fault in faults_of(as_xlsx(rows))] == [
        ("JEUNES", 2, "annee_naissance (B)"),
        ("JEUNES", 4, "parcours_ase (H)"),
        ("EVENEMENTS", 6, "date (B)"),
        ("EVENEMENTS", 6, "type (D)"),
        ("ACTIONS", 3, "id_action (A)"),
        ("LOGEMENTS", 2, "date_acces (C)"),
    ]


def test_no_fault_repeats_what_the_cell_holds() -> None:
    rows = small_table()
    typed = "Zyzomys Personne"
    for sheet in rows:
        for column in COLUMNS[sheet]:
            rows[sheet][0][column] = typed
    with pytest.raises(WorkbookError) as caught:
        read_tableau(as_xlsx(rows))
    assert "Zyzomys" not in str(caught.value) + repr(caught.value) + repr(caught.value.args)
    assert len(caught.value.fautes) > 20


def test_a_long_list_is_cut_and_counted() -> None:
    rows = small_table()
    rows["EVENEMENTS"] = [{"date": "x", "type": "contact_tel"} for _ in range(3000)]
    with pytest.raises(WorkbookError) as caught:
        read_tableau(as_xlsx(rows))
    lines = str(caught.value).splitlines()
    assert lines[0] == "3000 fautes dans le tableau, à corriger\u00a0:"
    assert lines[-1] == "  - et 2950 autres"
    assert (caught.value.feuille, caught.value.ligne, caught.value.colonne) == ("EVENEMENTS", 2, "date (B)")


def test_missing_and_doubled_columns() -> None:
    rows = small_table()
    columns = {"JEUNES": [name for name in COLUMNS["JEUNES"] if name not in ("parcours_ase", "sexe")]}
    assert faults_of(as_xlsx(rows, columns)) == [
        ("JEUNES", 1, "parcours_ase", "colonne absente\u00a0: rétablissez-la, même vide")
    ]
    columns = {"EVENEMENTS": [*COLUMNS["EVENEMENTS"], "Date"]}
    assert [fault[:3] for fault in faults_of(as_xlsx(rows, columns))] == [("EVENEMENTS", 1, "date")]


def test_missing_sheets() -> None:
    rows = small_table()
    del rows["ACTIONS"], rows["LOGEMENTS"]
    tableau = read(rows)
    assert tableau.actions is None
    assert tableau.logements is None
    del rows["JEUNES"]
    assert faults_of(as_xlsx(rows)) == [("JEUNES", 0, "", "feuille absente ou vide\u00a0: repartez du formulaire")]


def test_an_empty_sheet_with_its_columns_is_known_to_be_empty() -> None:
    rows = small_table() | {"LOGEMENTS": []}
    assert read(rows).logements == ()


@pytest.mark.parametrize("name", ["Jeunes", "jeune", "JEUNES "])
def test_sheet_names_in_any_writing(name: str) -> None:
    rows = small_table()
    cells = {sheet: grid(rows, sheet) for sheet in rows}
    cells = {name: cells.pop("JEUNES"), "Événements": cells.pop("EVENEMENTS"), **cells}
    assert read_tableau(grids_as_xlsx(cells)).tableau == read(rows)


def test_formulas_are_read_by_their_kept_value_and_said() -> None:
    from io import BytesIO

    import xlsxwriter

    rows = small_table()
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        for name in rows:
            sheet = book.add_worksheet(name)
            for rank, row in enumerate(grid(rows, name)):
                for position, value in enumerate(row):
                    shown = f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else value
                    if (name, rank, position) == ("EVENEMENTS", 1, 3):
                        sheet.write_formula(rank, position, '=IF(1,"contact_tel","")', None, "contact_tel")
                    elif (name, rank, position) == ("JEUNES", 1, 1):
                        sheet.write_formula(rank, position, "=2000+5", None, 2005)
                    elif shown is not None:
                        sheet.write(rank, position, shown)
    releve = read_tableau(output.getvalue())
    assert releve.tableau == read(rows)
    assert [str(place) for place in releve.formules] == [
        "feuille JEUNES, colonne annee_naissance (B), ligne 2",
        "feuille EVENEMENTS, colonne type (D), ligne 2",
    ]


def test_a_formula_without_value_and_an_error_are_faults() -> None:
    import io

    import xlsxwriter

    rows = small_table()
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        for name in rows:
            sheet = book.add_worksheet(name)
            for rank, row in enumerate(grid(rows, name)):
                for position, value in enumerate(row):
                    shown = f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else value
                    if (name, rank, position) == ("EVENEMENTS", 1, 3):
                        sheet.write_formula(rank, position, "=NA()", None, "#N/A")
                    elif (name, rank, position) == ("EVENEMENTS", 2, 3):
                        sheet.write_formula(rank, position, "=A1", None, "")
                    elif shown is not None:
                        sheet.write(rank, position, shown)
    assert [fault[:3] for fault in faults_of(output.getvalue())] == [
        ("EVENEMENTS", 2, "type (D)"),
        ("EVENEMENTS", 3, "type (D)"),
    ]


def test_personal_values_are_located_with_their_nature() -> None:
    rows = small_table()
    rows["EVENEMENTS"][0]["themes"] = "rappeler Camille Exemple au 06 00 00 00 00"
    rows["EVENEMENTS"][2]["lieu"] = "camille exemple"
    rows["JEUNES"][1]["id_jeune"] = "KD12032005"
    for row in rows["JEUNES"]:
        row["Prénom"] = "Camille"
    releve = read_tableau(as_xlsx(rows, {"JEUNES": [*COLUMNS["JEUNES"], "Prénom"]}))
    assert [(str(place), place.nature) for place in releve.personnelles] == [
        ("feuille JEUNES, colonne R, ligne 1", "nom"),
        ("feuille JEUNES, colonne id_jeune (A), ligne 3", "naissance"),
        ("feuille EVENEMENTS, colonne themes (J), ligne 2", "nom"),
        ("feuille EVENEMENTS, colonne themes (J), ligne 2", "telephone"),
        ("feuille EVENEMENTS, colonne lieu (H), ligne 4", "nom"),
    ]
    assert "Camille" not in repr(releve.personnelles)


def test_an_added_sheet_goes_through_the_guard() -> None:
    rows = small_table()
    cells = {sheet: grid(rows, sheet) for sheet in rows}
    cells["Camille Exemple"] = [["id_jeune", "Nom"], ["J-0001", "Camille Exemple"]]
    releve = read_tableau(grids_as_xlsx(cells))
    assert [str(place) for place in releve.personnelles] == ["feuille n°\u00a05, colonne B, lignes 1, 2"]


def test_rows_that_only_added_columns_fill_are_said() -> None:
    rows = small_table()
    rows["JEUNES"].append({"Ma remarque": "total à vérifier"})
    releve = read_tableau(as_xlsx(rows, {"JEUNES": [*COLUMNS["JEUNES"], "Ma remarque"]}))
    assert len(releve.tableau.jeunes) == 4
    assert [str(place) for place in releve.sans_fait] == ["feuille JEUNES, ligne 6"]


def test_territories_of_the_call() -> None:
    rows = small_table()
    rows["JEUNES"][0]["territoire"] = "lens hénin"
    rows["JEUNES"][1]["territoire"] = "hors département"
    tableau = read_tableau(as_xlsx(rows), ("Artois", "Lens-Hénin")).tableau
    assert [jeune.territoire for jeune in tableau.jeunes[:2]] == ["Lens-Hénin", "Hors du département"]
    rows["JEUNES"][0]["territoire"] = "Flandre"
    with pytest.raises(WorkbookError, match="Artois, Lens-Hénin"):
        read_tableau(as_xlsx(rows), ("Artois", "Lens-Hénin"))


def test_dates_counted_from_1904() -> None:
    rows = small_table()
    cells = {sheet: grid(rows, sheet) for sheet in rows}
    cells["EVENEMENTS"][2][1] = 45903 - 1462  # a bare number
    tableau = read_tableau(grids_as_xlsx(cells, {"date_1904": True})).tableau
    assert tableau.evenements[0].date == day("2025-09-02")
    assert tableau.evenements[1].date == day("2025-09-03")


class TestFiles:
    def test_a_folder_of_csv(self, tmp_path: Path) -> None:
        rows = small_table()
        for sheet, content in as_csv(rows).items():
            (tmp_path / f"reporting 2026 - {sheet.lower()}.csv").write_bytes(content)
        assert read_tableau(tmp_path).tableau == read(rows)
        assert read_tableau(sorted(tmp_path.iterdir())).tableau == read(rows)

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError):
            read_tableau(tmp_path / "absent.xlsx")
        with pytest.raises(OutputError):
            read_tableau(tmp_path)

    def test_errors_name_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "tableau.xlsx"
        path.write_bytes(b"PK nothing")
        with pytest.raises(WorkbookError) as caught:
            read_tableau(path)
        assert str(path) in str(caught.value)

    def test_an_unclosed_quote_loses_nothing(self) -> None:
        files = as_csv(small_table())
        files["EVENEMENTS"] += b'E-99;"03/09/2025;;contact_tel\n'
        with pytest.raises(WorkbookError, match="guillemet"):
            read_tableau(files)
