"""A filled workbook into dossiers: what goes in comes out, and what is wrong is said where it is."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from campaigns import Grids, as_csv_files, book, faults, put, read, written
from dossiers import REGIMES, VARIANTES, build, build_variante
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tables import grids_as_ods, grids_as_xlsx, ods_of

from cllaj_docs.domain import Dossier
from cllaj_docs.errors import WorkbookError
from cllaj_docs.reporting.campagne.lecture import LectureCampagne
from cllaj_docs.reporting.files import open_workbook

SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("*.toml"))

WRITERS: dict[str, Callable[[Grids], Any]] = {
    "xlsx": lambda grids: grids_as_xlsx(grids, {"strings_to_formulas": False, "strings_to_urls": False}),
    "ods": grids_as_ods,
    "csv": as_csv_files,
}


@pytest.fixture(scope="module")
def dossiers() -> list[Dossier]:
    return [Dossier.load(path) for path in SAMPLES]


@pytest.fixture
def grids() -> Grids:
    changes: tuple[dict[str, Any], ...] = (
        {"projet.numero_dossier": "N-1", "convention.numero": "C-1"},
        {"projet.numero_dossier": "N-2", "convention.numero": "C-2"},
    )
    return book([build("association", "achevee", changes[0]), build("epci", "achevee", changes[1])])


# --- round trip ------------------------------------------------------------------------------------------------------


def test_each_sample_comes_back_equal(dossiers: list[Dossier]) -> None:
    applications, said = read(written(dossiers, dossiers[1]))
    assert said == []
    assert faults(applications) == []
    assert [application.dossier for application in applications] == dossiers
    read_back = [application.dossier.to_json() for application in applications if application.dossier]
    assert read_back == [dossier.to_json() for dossier in dossiers]


@pytest.mark.parametrize("form", WRITERS)
def test_each_format_gives_the_same_dossiers(dossiers: list[Dossier], form: str) -> None:
    applications, _ = read(WRITERS[form](book(dossiers)))
    assert faults(applications) == []
    assert [application.dossier for application in applications] == dossiers


@pytest.mark.parametrize("variante", VARIANTES)
@pytest.mark.parametrize("etape", ["candidature", "votee", "redigee", "signee", "payee", "achevee"])
def test_every_kind_of_operator_at_every_step(variante: str, etape: Any) -> None:
    dossier = build_variante(variante, etape)
    (application,), _ = read(written([dossier]))
    assert faults([application]) == []
    assert application.dossier == dossier


line = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
text = st.one_of(
    line, st.sampled_from(["=1+1", "01", "1E5 x", "+33", "'", "a ; b", "«\u00a0x\u00a0»", "_x000D_", "&amp;"])
)
amount = st.decimals(min_value="0.01", max_value=20_000, places=2)
day = st.dates(datetime.date(1801, 1, 1), datetime.date(2024, 12, 31))


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    regime=st.sampled_from(REGIMES),
    nom=text,
    description=st.lists(text, min_size=1, max_size=3),
    lieux=st.lists(text, min_size=1, max_size=3),
    montant=amount,
    other=st.one_of(st.none(), st.lists(st.tuples(text, amount), max_size=3)),
    habilitation=day,
    tous=st.one_of(st.none(), st.integers(0, 1_000_000)),
)
def test_whatever_a_dossier_says_comes_back(
    regime: Any,
    nom: str,
    description: list[str],
    lieux: list[str],
    montant: Decimal,
    other: list[tuple[str, Decimal]] | None,
    habilitation: datetime.date,
    tous: int | None,
) -> None:
    dossier = build(
        regime,
        "signee",
        {
            "porteur.nom": nom,
            "porteur.representant.habilitation.date": habilitation,
            "projet.description": "\n\n".join(description),
            "projet.actions": [{"type": "aller_vers", "code": "V1", "intitule": nom, "lieux": lieux}],
            "projet.cibles.contacts.tous": tous,
            "decision.montant": montant,
            "convention.montant": montant,
            "decision.autres_subventions": None
            if other is None
            else [{"objet": objet, "montant": given} for objet, given in other],
        },
    )
    (application,), _ = read(written([dossier]))
    assert faults([application]) == []
    assert application.dossier == dossier


def test_same_bytes_each_time(dossiers: list[Dossier]) -> None:
    assert written(dossiers) == written(dossiers)


def test_a_text_that_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(WorkbookError, match=r"Description.*dépasse 32767"):
        written([build("association", "votee", {"projet.description": "mot " * 10_000})])


# --- rows at fault ---------------------------------------------------------------------------------------------------


def test_a_row_at_fault_says_each_cell_and_the_others_go(grids: Grids) -> None:
    put(grids, "CANDIDATURES", 0, "SIRET", "999 000 557 00011")
    put(grids, "CANDIDATURES", 0, "Territoires", "Atlantide-Secrète")
    put(grids, "CONVENTIONS", 0, "Montant accordé", "beaucoup")
    applications, _ = read(grids_as_xlsx(grids))
    assert [application.dossier is not None for application in applications] == [False, True]
    found = faults(applications)
    assert [(ligne, cell) for ligne, cell, _ in found] == [
        (2, "feuille CONVENTIONS, ligne 2, colonne Montant accordé (F)"),
        (2, "feuille CANDIDATURES, ligne 2, colonne SIRET (E)"),
        (2, "feuille CANDIDATURES, ligne 2, colonne Territoires (AZ)"),
    ]
    said = " ".join(message for _, _, message in found)
    assert "sa clé de contrôle ne correspond pas" in said
    assert "n’est pas un territoire de l’appel" in said
    assert not {"557", "Atlantide", "beaucoup"} & set(said.replace("«", " ").split())


def test_what_is_missing_is_asked_for_in_its_cell(grids: Grids) -> None:
    put(grids, "CANDIDATURES", 0, "Opérateur – Nom", None)
    put(grids, "CONVENTIONS", 1, "Règle du solde", None)
    put(grids, "ACTIONS", 0, "Intitulé", None)
    found = faults(read(grids_as_xlsx(grids))[0])
    assert [cell for _, cell, _ in found] == [
        "feuille CANDIDATURES, ligne 2, colonne Opérateur – Nom (C)",
        "feuille ACTIONS, ligne 2, colonne Intitulé (D)",
        "feuille CONVENTIONS, ligne 3, colonne Règle du solde (X)",
    ]
    assert all(message.startswith("à renseigner : ") for _, _, message in found)


def test_a_whole_part_that_is_missing_names_its_sheet(grids: Grids) -> None:
    del grids["ACTIONS"][1:]
    grids["BUDGETS"] = [row for row in grids["BUDGETS"] if row[0] != "N-2"]
    found = faults(read(grids_as_xlsx(grids))[0])
    assert {(ligne, cell) for ligne, cell, _ in found} >= {
        (2, "feuille ACTIONS"),
        (3, "feuille ACTIONS"),
        (3, "feuille BUDGETS"),
    }


def test_what_the_regime_has_not_is_refused_where_it_is(grids: Grids) -> None:
    put(grids, "CANDIDATURES", 1, "Numéro RNA", "W629990001")
    put(grids, "CANDIDATURES", 0, "Opérateur – Nature", "Métropole")
    found = faults(read(grids_as_xlsx(grids))[0])
    assert [(ligne, message) for ligne, _, message in found] == [
        (2, "ne se remplit pas pour «\u00a0Association\u00a0»\u00a0: videz cette cellule"),
        (3, "ne se remplit pas pour «\u00a0EPCI\u00a0»\u00a0: videz cette cellule"),
    ]


def test_one_number_for_two_rows_is_a_fault_of_both(grids: Grids) -> None:
    put(grids, "CANDIDATURES", 1, "N° candidature", "N-1")
    applications, _ = read(grids_as_xlsx(grids))
    principal = [application for application in applications if application.principale]
    assert [application.dossier for application in principal] == [None, None]
    for application in principal:
        assert any("ce numéro sert à plusieurs lignes" in faute.message for faute in application.fautes)
    orphans = [application for application in applications if not application.principale]
    assert {application.feuille for application in orphans} >= {"ACTIONS", "BUDGETS", "CONVENTIONS"}


def test_a_row_about_no_application_is_said(grids: Grids) -> None:
    grids["PAIEMENTS"].append(["N-9", "Avance", 16000, datetime.date(2025, 10, 6), "1"])
    grids["PAIEMENTS"].append([None, "Avance", 16000, datetime.date(2025, 10, 6), "1"])
    applications, _ = read(grids_as_xlsx(grids))
    rows = len(grids["PAIEMENTS"])
    assert [(a.feuille, a.ligne, a.dossier) for a in applications if not a.principale] == [
        ("PAIEMENTS", rows - 1, None),
        ("PAIEMENTS", rows, None),
    ]
    assert [message for _, _, message in faults(applications)] == [
        "aucune ligne de la feuille CANDIDATURES ne porte ce numéro\u00a0: corrigez-le, ou ajoutez la candidature",
        "à renseigner\u00a0: le numéro de la candidature dont parle cette ligne",
    ]


def test_two_rows_for_one_part_are_a_fault(grids: Grids) -> None:
    grids["BILANS"].append(list(grids["BILANS"][1]))
    found = faults(read(grids_as_xlsx(grids))[0])
    assert found == [
        (2, "feuille BILANS, ligne 4", "cette candidature a déjà une telle ligne (ligne 2)\u00a0: gardez-en une")
    ]


def test_no_other_grant_is_not_the_same_as_not_knowing(grids: Grids) -> None:
    known = {}
    for typed in ("aucune", None, "une"):
        put(grids, "CONVENTIONS", 0, "Autres subventions de l’année", typed)
        grids["AUTRES SUBVENTIONS"] = [row for row in grids["AUTRES SUBVENTIONS"] if row[0] != "N-1"]
        first = read(grids_as_xlsx(grids))[0][0]
        known[typed] = (
            first.dossier.decision.autres_subventions if first.dossier and first.dossier.decision else "faute"
        )
    assert known == {"aucune": (), None: None, "une": "faute"}
    grids["AUTRES SUBVENTIONS"].append(["N-1", "Forum", 100])
    put(grids, "CONVENTIONS", 0, "Autres subventions de l’année", "aucune")
    assert "alors que des lignes en donnent" in faults(read(grids_as_xlsx(grids))[0])[0][2]


def test_a_choice_that_is_none_is_said(grids: Grids) -> None:
    put(grids, "BUDGETS", 0, "Sens", "Dépense")
    found = faults(read(grids_as_xlsx(grids))[0])
    assert ("feuille BUDGETS, ligne 2, colonne Sens (B)") in [cell for _, cell, _ in found]


def test_particularities_change_what_is_shared_and_take_it_away(grids: Grids) -> None:
    put_rows: list[list[Any]] = [
        ["N-1", "appel.modalites.exemplaires", 3],
        ["N-1", "departement.tribunal.site", None],
        ["N-1", "convention.pieces_supplementaires[0].libelle", "plan d’accès"],
        ["N-1", "convention.pieces_supplementaires[0].versements", "Avance, Solde"],
        ["N-2", "appel.modalites.exemplaire", 3],
    ]
    grids["PARTICULARITES"] = [["N° candidature", "Champ", "Valeur"], *put_rows]
    applications, _ = read(grids_as_xlsx(grids))
    first = applications[0].dossier
    assert first is not None
    assert first.convention is not None
    assert first.appel.modalites.exemplaires == 3
    assert first.departement.tribunal.site is None
    assert [piece.versements for piece in first.convention.pieces_supplementaires] == [("avance", "solde")]
    assert faults(applications) == [
        (
            3,
            "feuille PARTICULARITES, ligne 6, colonne champ",
            "champ inconnu\u00a0: recopiez son nom depuis la colonne ou le mode d’emploi",
        )
    ]


# --- the file --------------------------------------------------------------------------------------------------------


def test_rows_of_the_example_blank_rows_and_order_do_not_matter(grids: Grids) -> None:
    expected = [application.dossier for application in read(grids_as_xlsx(grids))[0]]
    for sheet, cells in grids.items():
        if cells[0][0] == "N° candidature":
            grids[sheet] = [[], cells[0], ["EXEMPLE", *(["n’importe quoi"] * 5)], [], *cells[1:]]
    turned = dict(reversed(grids.items()))
    applications, _ = read(grids_as_xlsx(turned))
    assert [application.dossier for application in applications] == expected


def test_columns_moved_renamed_by_path_and_added_are_read_or_said(grids: Grids) -> None:
    expected = [application.dossier for application in read(grids_as_xlsx(grids))[0]]
    names = grids["CANDIDATURES"][0]
    names[names.index("SIRET")] = "porteur.siret"
    names[names.index("Opérateur – Nom")] = "OPERATEUR - NOM"
    width = len(names)
    for rank, row in enumerate(grids["CANDIDATURES"]):
        row.extend([None] * (width - len(row)))
        row.append("Téléphonne" if rank == 0 else "mot secret")
        row.reverse()
    applications, said = read(grids_as_xlsx(grids))
    assert [application.dossier for application in applications] == expected
    assert said == [
        "feuille CANDIDATURES, colonne Téléphonne (A)\u00a0: non lue\u202f; "
        "vouliez-vous écrire «\u00a0Téléphone\u00a0»\u202f?"
    ]


def test_a_column_that_is_there_twice_stops_the_reading(grids: Grids) -> None:
    grids["PAIEMENTS"][0].append("Mandat")
    with pytest.raises(WorkbookError, match=r"colonne Mandat \(F\) : ce champ est là deux fois"):
        read(grids_as_xlsx(grids))


def test_what_the_campaign_shares_is_checked_once(grids: Grids) -> None:
    for row in grids["APPEL"]:
        if row and row[0] == "Plafond":
            row[1] = "vingt mille"
    for row in grids["DEPARTEMENT"]:
        if row and row[0] == "Signataire – Nom":
            row[1:2] = [None]
    with pytest.raises(WorkbookError) as refused:
        read(grids_as_xlsx(grids))
    said = str(refused.value)
    assert said.startswith("2 fautes dans ce que la campagne partage")
    assert "Plafond : montant attendu" in said
    assert "Signataire – Nom : à renseigner" in said
    assert "vingt mille" not in said


def test_hidden_rows_are_read_and_said() -> None:
    from io import BytesIO

    import xlsxwriter

    grids = book([build("association", "votee")])
    output = BytesIO()
    with xlsxwriter.Workbook(output) as workbook:
        for name, cells in grids.items():
            sheet = workbook.add_worksheet(name)
            for rank, row in enumerate(cells):
                sheet.write_row(rank, 0, [f"{v}" if isinstance(v, datetime.date) else v for v in row])
            if name == "ACTIONS":
                sheet.set_row(1, options={"hidden": True})
    applications, said = read(output.getvalue())
    assert applications[0].dossier is not None
    assert said == ["feuille ACTIONS\u00a0: 1 ligne masquée, lue comme les autres (2)"]


def test_hidden_rows_of_ods() -> None:
    rows = "".join(
        f"<table:table-row{attributes}><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
        for attributes in (
            "",
            ' table:visibility="filter"',
            ' table:visibility="collapse" table:number-rows-repeated="2"',
        )
    )
    workbook = open_workbook(ods_of(f'<table:table table:name="A">{rows}</table:table>'))
    assert list(workbook.hidden_rows()) == [("A", 2), ("A", 3), ("A", 4)]


def test_a_workbook_of_something_else_is_refused() -> None:
    with pytest.raises(WorkbookError, match="feuille CANDIDATURES : feuille absente"):
        read(grids_as_xlsx({"A": [["x"]], "B": [["y"]]}))
    with pytest.raises(WorkbookError, match="ligne des noms de colonnes introuvable"):
        read(grids_as_xlsx({"A": [["x"], ["y"]]}))


def test_rows_wait_outside_of_memory() -> None:
    """The rows of a thousand applications make one object at a time: what is kept is in the private database."""
    import tracemalloc

    grids = book([build("association", "votee")])
    many: Grids = {name: [cells[0]] for name, cells in grids.items() if cells[0][0] == "N° candidature"}
    for name in many:
        for rank in range(300):
            many[name] += [[f"K-{rank}", *row[1:]] for row in grids[name][1:]]
    shared = {name: cells for name, cells in grids.items() if name not in many}
    reading = LectureCampagne(open_workbook(as_csv_files({**many, **shared})), _no_mapping())
    tracemalloc.start()
    count = sum(application.dossier is not None for application in reading.applications())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300
    assert peak < 3_000_000


def _no_mapping() -> Any:
    from cllaj_docs.reporting.campagne.correspondance import Correspondance

    return Correspondance()
