"""Findings on a table: each slip is seen at its row, a sound table has none, and no finding repeats a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tables import COLUMNS, PERIODE, REGLE, as_xlsx, day, small_table

from cllaj_docs.domain.appel import TrancheAge
from cllaj_docs.reporting.reading import read_tableau
from cllaj_docs.rules.constat import Constat
from cllaj_docs.rules.selection import select
from cllaj_docs.rules.vraisemblance import Examen, check_tableau

Table = dict[str, list[dict[str, Any]]]


def check(rows: Table, numero: str | None = "2025-EX-005", **columns: list[str]) -> tuple[Constat, ...]:
    releve = read_tableau(as_xlsx(rows, columns))
    selection = select(releve.tableau, PERIODE, REGLE, numero)
    return check_tableau(Examen(releve, selection, PERIODE, PERIODE, TrancheAge(minimum=16, maximum=30), numero))


def sound_table() -> Table:
    """The small table without the rows that are there to be set aside."""
    rows = small_table()
    rows["EVENEMENTS"] = [row for row in rows["EVENEMENTS"] if row["id_evt"] not in ("E-10", "E-11")]
    rows["LOGEMENTS"].pop()
    rows["JEUNES"].pop()
    return rows


def test_a_sound_table_has_no_finding() -> None:
    assert check(sound_table()) == ()


def test_what_the_small_table_sets_aside() -> None:
    found = check(small_table())
    assert [(constat.code, constat.chemin) for constat in found] == [
        ("HORS_PERIODE", "feuille EVENEMENTS, ligne 11"),
        ("HORS_PERIODE", "feuille LOGEMENTS, ligne 3"),
    ]


def change(sheet: str, rank: int, **cells: Any) -> Callable[[Table], None]:
    return lambda rows: rows[sheet][rank].update(cells)


def add(sheet: str, **cells: Any) -> Callable[[Table], None]:
    return lambda rows: rows[sheet].append(cells)


def same_youth_twice(rows: Table) -> None:
    rows["JEUNES"][0].update(territoire="Artois", orienteur="ML", situation_emploi="CDD")
    rows["JEUNES"].append({**rows["JEUNES"][0], "id_jeune": "J-0005"})


def no_housing_sheet(rows: Table) -> None:
    del rows["LOGEMENTS"]


SLIPS: list[tuple[str, str, str, Callable[[Table], None]]] = [
    ("JEUNE_INCONNU", "bloquant", "feuille EVENEMENTS, ligne 2", change("EVENEMENTS", 0, id_jeune="J-9999")),
    ("JEUNE_INCONNU", "bloquant", "feuille LOGEMENTS, ligne 2", change("LOGEMENTS", 0, id_jeune="J-9999")),
    ("ACTION_INCONNUE", "bloquant", "feuille EVENEMENTS, ligne 7", change("EVENEMENTS", 5, id_action="P9")),
    ("DOUBLON_JEUNE", "bloquant", "feuille JEUNES, ligne 5", add("JEUNES", id_jeune="j-0001")),
    ("DOUBLON_ACTION", "bloquant", "feuille ACTIONS, ligne 5",
     add("ACTIONS", id_action="P1", type="permanence", financee_par_convention="non")),
    ("DOUBLON_EVENEMENT", "alerte", "feuille EVENEMENTS, ligne 3", change("EVENEMENTS", 1, id_evt="e-1")),
    ("DOUBLON_PROBABLE", "alerte", "feuille EVENEMENTS, ligne 11",
     add("EVENEMENTS", date=day("2025-09-03"), id_jeune="J-0002", type="contact_mail", sens="entrant")),
    ("DOUBLON_PROBABLE", "alerte", "feuille JEUNES, ligne 5",
     same_youth_twice),
    ("ACCOMPAGNEMENT_INVERSE", "bloquant", "feuille JEUNES, ligne 3",
     change("JEUNES", 1, date_fin_accomp=day("2025-05-01"))),
    ("ACCOMPAGNEMENT_SANS_DEBUT", "alerte", "feuille JEUNES, ligne 4",
     change("JEUNES", 2, date_fin_accomp=day("2026-05-01"))),
    ("AGE_HORS_PUBLIC", "alerte", "feuille JEUNES, ligne 2", change("JEUNES", 0, annee_naissance=2010)),
    ("AGE_HORS_PUBLIC", "alerte", "feuille JEUNES, ligne 2", change("JEUNES", 0, annee_naissance=1993)),
    ("ACTION_PAS_OUVERTE", "alerte", "feuille EVENEMENTS, ligne 7",
     change("ACTIONS", 0, date_ouverture=day("2025-10-02"))),
    ("ACTION_CLOSE", "alerte", "feuille EVENEMENTS, ligne 7", change("ACTIONS", 0, fin=day("2025-09-30"))),
    ("VISITE_SANS_ACTION", "alerte", "feuille EVENEMENTS, ligne 7", change("EVENEMENTS", 5, id_action=None)),
    ("TYPE_DIFFERENT", "alerte", "feuille EVENEMENTS, ligne 7", change("EVENEMENTS", 5, id_action="A1")),
    ("ACTION_SANS_VISITE", "alerte", "feuille EVENEMENTS, ligne 2", change("EVENEMENTS", 0, id_action="P1")),
    ("FINANCEMENT_INCONNU", "alerte", "feuille ACTIONS, ligne 3", change("ACTIONS", 1, financee_par_convention=None)),
    ("AUTRE_CONVENTION", "alerte", "feuille ACTIONS, ligne 4", change("ACTIONS", 2, no_convention="2024-EX-001")),
    ("ACTION_ANCIENNE", "alerte", "feuille ACTIONS, ligne 2", change("ACTIONS", 0, nouvelle="non")),
    ("ACTION_ANCIENNE", "alerte", "feuille ACTIONS, ligne 2", change("ACTIONS", 0, date_ouverture=day("2025-08-30"))),
    ("SENS_INCONNU", "alerte", "feuille EVENEMENTS, ligne 2", change("EVENEMENTS", 0, sens=None)),
    ("VENUE_ANONYME", "alerte", "feuille EVENEMENTS, ligne 9", change("EVENEMENTS", 7, id_jeune=None)),
    ("RECU_A_DISTANCE", "alerte", "feuille EVENEMENTS, ligne 7", change("EVENEMENTS", 5, canal="téléphone")),
    ("LOGE_NON_ACCOMPAGNE", "alerte", "feuille LOGEMENTS, ligne 2", change("LOGEMENTS", 0, id_jeune="J-0003")),
    ("ACCOMPAGNE_SANS_EVENEMENT", "alerte", "feuille JEUNES, ligne 5",
     add("JEUNES", id_jeune="J-0005", date_debut_accomp=day("2025-10-01"))),
    ("ENTRETIEN_SANS_ACCOMPAGNEMENT", "alerte", "feuille EVENEMENTS, ligne 11",
     add("EVENEMENTS", date=day("2025-09-03"), id_jeune="J-0003", type="entretien_accomp")),
    ("DONNEE_PERSONNELLE", "bloquant", "feuille EVENEMENTS, colonne themes (J), ligne 2",
     change("EVENEMENTS", 0, themes="Camille Exemple")),
    ("FEUILLE_ABSENTE", "alerte", "feuille LOGEMENTS", no_housing_sheet),
]  # fmt: skip


@pytest.mark.parametrize(("code", "gravite", "place", "slip"), SLIPS, ids=[f"{slip[0]}-{slip[2]}" for slip in SLIPS])
def test_each_slip_is_seen_at_its_row(code: str, gravite: str, place: str, slip: Callable[[Table], None]) -> None:
    rows = sound_table()
    slip(rows)
    found = check(rows)
    assert (code, gravite, place) in [(constat.code, constat.gravite, constat.chemin) for constat in found]
    assert not any("Camille" in str(constat) or "J-0" in str(constat) for constat in found)


def test_ages_at_the_edge_are_no_slip() -> None:
    for year in (2009, 1995, 1994):  # 16 in the year, 30 in the year, 30 until the birthday
        rows = sound_table()
        rows["JEUNES"][0]["annee_naissance"] = year
        assert check(rows) == ()


def test_added_columns_and_formulas_are_said() -> None:
    rows = sound_table()
    rows["JEUNES"][0]["Ma remarque"] = "vu"
    found = check(rows, JEUNES=[*COLUMNS["JEUNES"], "Ma remarque"])
    assert [(constat.code, constat.chemin) for constat in found] == [("AJOUT_NON_LU", "feuille JEUNES, colonne R")]


def test_many_rows_are_cut_and_counted() -> None:
    rows = sound_table()
    rows["EVENEMENTS"] += [{"date": day("2024-01-01"), "type": "contact_tel", "sens": "entrant"}] * 30
    (constat,) = check(rows)
    assert constat.chemin.startswith("feuille EVENEMENTS, lignes 11, 12, 13")
    assert constat.chemin.endswith("30 et 10 autres")
