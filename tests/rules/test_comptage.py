"""Indicators counted from a table: by hand on a small one, and by a second, naive way on random ones."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import PERIODE, REGLE, as_csv, as_xlsx, day, small_table

from cllaj_docs.domain.appel import RegleComptage
from cllaj_docs.domain.tableau import FEUILLES, Jeune
from cllaj_docs.reporting.reading import read_tableau
from cllaj_docs.rules.comptage import Comptage, compute_comptage


def count(rows: Any, regle: RegleComptage = REGLE, numero: str | None = None) -> Comptage:
    return compute_comptage(read_tableau(as_xlsx(rows)).tableau, PERIODE, regle, numero)


def figures(comptage: Comptage) -> dict[str, int | None]:
    return {chiffre.chemin: chiffre.valeur for chiffre in (*comptage.chiffres, *comptage.complements)}


SMALL = {
    "contacts.telephone": 2,
    "contacts.courriel": 1,
    "contacts.ase": 1,
    "jeunes_recus.tous": 3,
    "jeunes_recus.ase": 1,
    "jeunes_recus.ase_inconnu": 1,
    "jeunes_accompagnes.tous": 2,
    "jeunes_accompagnes.ase": 1,
    "jeunes_accompagnes.ase_inconnu": 0,
    "jeunes_loges.tous": 1,
    "jeunes_loges.ase": 0,
    "jeunes_loges.ase_inconnu": 0,
    "jeunes_actions_nouvelles.tous": 2,
    "jeunes_actions_nouvelles.ase": 1,
    "jeunes_actions_nouvelles.ase_inconnu": 0,
    "jeunes_loges.situation_connue_tous": 1,
    "jeunes_loges.situation_connue_ase": 0,
    "jeunes_actions_nouvelles.permanences": 1,
    "jeunes_actions_nouvelles.ateliers": 2,
    "contacts_jeunes": 2,
    "contacts_anonymes": 1,
    "evenements_anonymes": 1,
    "visites": 5,
    "participations": 3,
    "accompagnements_nouveaux": 1,
    "logements_autonomes": 1,
    "parcours_inconnus": 1,
}


def test_a_small_table_counted_by_hand() -> None:
    assert figures(count(small_table())) == SMALL


def test_the_indicators_are_the_figures() -> None:
    comptage = count(small_table())
    for chiffre in comptage.chiffres:
        part, _, name = chiffre.chemin.partition(".")
        assert getattr(getattr(comptage.indicateurs, part), name) == chiffre.valeur


def test_each_figure_has_its_rows() -> None:
    for chiffre in (*(comptage := count(small_table())).chiffres, *comptage.complements):
        if chiffre.chemin.startswith("jeunes_"):
            assert len({fact.id_jeune for fact in chiffre.preuves}) == chiffre.valeur  # type: ignore[union-attr]
        elif chiffre.chemin != "contacts_jeunes":
            assert len(chiffre.preuves) == chiffre.valeur
    rows = {chiffre.chemin: chiffre.preuves for chiffre in comptage.chiffres}
    assert [(FEUILLES[type(fact)], fact.ligne) for fact in rows["jeunes_actions_nouvelles.tous"]] == [
        ("EVENEMENTS", 7),
        ("EVENEMENTS", 9),
        ("EVENEMENTS", 8),
    ]
    assert [type(fact) for fact in rows["jeunes_accompagnes.tous"]].count(Jeune) == 2


def test_what_the_table_cannot_tell_is_not_zero() -> None:
    rows = small_table()
    del rows["ACTIONS"], rows["LOGEMENTS"]
    comptage = count(rows)
    assert comptage.indicateurs.jeunes_loges.tous is None
    assert comptage.indicateurs.jeunes_loges.situation_connue_tous is None
    assert comptage.indicateurs.jeunes_actions_nouvelles.tous is None
    assert figures(comptage)["jeunes_loges.ase"] is None
    assert comptage.indicateurs.jeunes_recus.tous == 3


def test_a_youth_that_two_rows_describe_differently_has_no_known_path() -> None:
    rows = small_table()
    rows["JEUNES"].append({"id_jeune": "J-0001", "parcours_ase": "non"})
    indicateurs = count(rows).indicateurs
    assert (indicateurs.jeunes_recus.ase, indicateurs.jeunes_recus.ase_inconnu) == (0, 2)
    assert indicateurs.jeunes_recus.tous == 3


def test_a_youth_of_no_row_counts_among_the_unknown() -> None:
    rows = small_table()
    rows["EVENEMENTS"][8]["id_jeune"] = "J-9999"
    recus = count(rows).indicateurs.jeunes_recus
    assert (recus.tous, recus.ase_inconnu) == (3, 1)


def test_rules_of_the_call() -> None:
    rows = small_table()
    both = RegleComptage(sens=("entrant", "sortant"))
    assert count(rows, both).indicateurs.contacts.courriel == 2
    assert count(rows, RegleComptage(entretiens_minimum=1)).indicateurs.jeunes_accompagnes.tous == 1
    assert count(rows, RegleComptage(entretiens_minimum=2)).indicateurs.jeunes_accompagnes.tous == 0


@pytest.mark.parametrize(
    ("noted", "counted"),
    [(None, 2), ("2025-EX-005", 2), ("convention n° 2025-ex-005", 2), ("2024-EX-001", 1), ("2025-EX-0051", 1)],
)
def test_actions_of_another_convention_are_not_ours(noted: str | None, counted: int) -> None:
    rows = small_table()
    rows["ACTIONS"][2]["no_convention"] = noted
    rows["EVENEMENTS"][5]["id_jeune"] = "J-0003"
    ateliers = count(rows, REGLE, "2025-EX-005").indicateurs.jeunes_actions_nouvelles.ateliers
    assert ateliers == (2 if counted == 2 else 0)


@pytest.mark.parametrize(
    ("debut", "fin", "active"),
    [
        ("2025-08-01", "2025-09-01", True),
        ("2025-08-01", "2025-08-31", False),
        ("2026-08-31", None, True),
        ("2026-09-01", None, False),
        ("2020-01-01", None, True),
        ("2026-01-02", "2026-01-01", False),
        (None, "2026-01-01", False),
    ],
)
def test_an_accompaniment_active_one_day_is_enough(debut: str | None, fin: str | None, active: bool) -> None:
    rows = small_table()
    rows["JEUNES"] = [
        {"id_jeune": "J-0001", "date_debut_accomp": debut and day(debut), "date_fin_accomp": fin and day(fin)}
    ]
    assert count(rows).indicateurs.jeunes_accompagnes.tous == int(active)


def test_profile_of_the_youths_received() -> None:
    profil = count(small_table()).profil
    assert profil.tranche_age is not None
    assert profil.tranche_age.model_dump() == {
        "de_16_a_17": 0, "de_18_a_21": 2, "de_22_a_25": 1, "de_26_a_30": 0, "inconnu": 0
    }  # fmt: skip
    assert profil.sexe is not None
    assert profil.sexe.model_dump() == {"femme": 1, "homme": 1, "inconnu": 1}
    assert profil.situation_emploi is None
    assert profil.logement_obtenu is not None
    assert profil.logement_obtenu.parc_prive == 1
    assert count(small_table()).profil_ase.tranche_age is not None


# --- a second way of counting -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """What a cell means, and one way of typing it."""

    means: Any
    typed: Any


def written(ways: dict[Any, list[Any]]) -> st.SearchStrategy[Written]:
    return st.sampled_from([Written(means, typed) for means, texts in ways.items() for typed in texts])


def _typed_days(value: datetime.date) -> list[Any]:
    return [
        value,
        f"{value:%d/%m/%Y}",
        f"{value:%d/%m/%y}",
        value.isoformat(),
        f" {value.day} {_MONTHS[value.month - 1]} {value.year}",
    ]


_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_DAYS = [day(text) for text in ("2025-08-31", "2025-09-01", "2025-12-24", "2026-03-02", "2026-08-31", "2026-09-01")]

DATES = written({value: _typed_days(value) for value in _DAYS})
NO_DATE = st.just(Written(None, None))
IDS = written({f"J-{n}": [f"J-{n}", f"j-{n} "] for n in range(6)})
ACTIONS = written({f"A-{n}": [f"A-{n}", f" a-{n}"] for n in range(4)} | {None: [None, ""]})
ASE = written({"oui": ["oui", "OUI", "x", "1"], "non": ["non", "0", "Non "], "inconnu": ["inconnu", "?", None]})
YES = written({True: ["oui", "X", "vrai"], False: ["non", "N"], None: [None, " "]})
KINDS = written(
    {
        "contact_tel": ["contact_tel", "appel"],
        "contact_mail": ["contact_mail", "Courriel"],
        "accueil_physique": ["accueil_physique"],
        "entretien_accomp": ["entretien_accomp", "Entretien"],
        "participation_atelier": ["participation_atelier", "atelier"],
        "visite_permanence": ["visite_permanence", "permanence"],
        "aller_vers": ["aller_vers", "aller-vers"],
    }
)
WAYS = written({"entrant": ["entrant", "Entrant"], "sortant": ["sortant"], None: [None]})
ENDS = written({"acces_logement": ["logé"], "perdu_de_vue": ["perdu de vue"], None: [None]})
ACTION_KINDS = written({"permanence": ["permanence"], "atelier": ["Atelier"], "aller_vers": ["aller-vers"]})


def rows_of(**columns: st.SearchStrategy[Written]) -> st.SearchStrategy[dict[str, Written]]:
    return st.fixed_dictionaries(columns)


TABLES = st.fixed_dictionaries(
    {
        "JEUNES": st.lists(
            rows_of(id_jeune=IDS, parcours_ase=ASE, date_debut_accomp=DATES | NO_DATE,
                    date_fin_accomp=DATES | NO_DATE, motif_fin_accomp=ENDS),
            max_size=6, unique_by=lambda row: row["id_jeune"].means,
        ),
        "EVENEMENTS": st.lists(
            rows_of(date=DATES, id_jeune=IDS | NO_DATE, type=KINDS, sens=WAYS, id_action=ACTIONS), max_size=20
        ),
        "ACTIONS": st.lists(
            rows_of(id_action=ACTIONS.filter(lambda code: code.means), type=ACTION_KINDS, financee_par_convention=YES),
            max_size=4, unique_by=lambda row: row["id_action"].means,
        ),
        "LOGEMENTS": st.lists(rows_of(id_jeune=IDS, date_acces=DATES), max_size=6),
    }
)  # fmt: skip


def naive_count(table: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """Count as a person would, sheet in hand: one question at a time, nothing shared."""
    start, end = PERIODE.debut, PERIODE.fin
    events = [row for row in table["EVENEMENTS"] if start <= row["date"] <= end]
    received = ("accueil_physique", "entretien_accomp", "participation_atelier", "visite_permanence")

    def path(youth: str | None) -> str:
        return next((row["parcours_ase"] for row in table["JEUNES"] if row["id_jeune"] == youth), "inconnu")

    def by_path(name: str, youths: set[str]) -> dict[str, int]:
        return {
            f"{name}.tous": len(youths),
            f"{name}.ase": sum(path(youth) == "oui" for youth in youths),
            f"{name}.ase_inconnu": sum(path(youth) == "inconnu" for youth in youths),
        }

    def visitors(kind: str) -> set[str]:
        return {
            row["id_jeune"] for row in events for action in table["ACTIONS"]
            if row["type"] in received and row["id_jeune"] and row["id_action"] == action["id_action"]
            and action["financee_par_convention"] is True and action["type"] == kind
        }  # fmt: skip

    calls = [row for row in events if row["type"] in ("contact_tel", "contact_mail") and row["sens"] == "entrant"]
    accompanied = {
        row["id_jeune"] for row in table["JEUNES"] if row["date_debut_accomp"]
        and any(
            row["date_debut_accomp"] <= day_ <= (row["date_fin_accomp"] or datetime.date.max)
            for day_ in (start + datetime.timedelta(days=n) for n in range(365))
        )
    }  # fmt: skip
    housed = {row["id_jeune"] for row in table["LOGEMENTS"] if start <= row["date_acces"] <= end}
    known = housed | {
        row["id_jeune"] for row in table["JEUNES"]
        if row["id_jeune"] in accompanied and row["motif_fin_accomp"] == "acces_logement"
    }  # fmt: skip
    permanence, atelier = visitors("permanence"), visitors("atelier")
    return {
        "contacts.telephone": sum(row["type"] == "contact_tel" for row in calls),
        "contacts.courriel": sum(row["type"] == "contact_mail" for row in calls),
        "contacts.ase": sum(path(row["id_jeune"]) == "oui" for row in calls),
        **by_path("jeunes_recus", {row["id_jeune"] for row in events if row["type"] in received and row["id_jeune"]}),
        **by_path("jeunes_accompagnes", accompanied),
        **by_path("jeunes_loges", housed),
        **by_path("jeunes_actions_nouvelles", permanence | atelier),
        "jeunes_loges.situation_connue_tous": len(known),
        "jeunes_loges.situation_connue_ase": sum(path(youth) == "oui" for youth in known),
        "jeunes_actions_nouvelles.permanences": len(permanence),
        "jeunes_actions_nouvelles.ateliers": len(atelier),
    }


@given(TABLES, st.booleans())
def test_random_tables_are_counted_as_by_hand(table: dict[str, list[dict[str, Written]]], in_csv: bool) -> None:
    typed = {sheet: [{name: cell.typed for name, cell in row.items()} for row in rows] for sheet, rows in table.items()}
    meant = {sheet: [{name: cell.means for name, cell in row.items()} for row in rows] for sheet, rows in table.items()}
    read = read_tableau(as_csv(typed) if in_csv else as_xlsx(typed))
    comptage = compute_comptage(read.tableau, PERIODE, REGLE)
    assert {chiffre.chemin: chiffre.valeur for chiffre in comptage.chiffres} == naive_count(meant)
