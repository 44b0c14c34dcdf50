"""The same work by each contender: read the four sheets, understand what is typed, count the five indicators.

Ours does more (every unreadable cell with its place, the guard of personal data, the rows behind each figure, the
months, the profile); the others do what is needed to reach the same figures on this table.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

START, END = datetime.date(2025, 9, 1), datetime.date(2026, 8, 31)
RECEIVED = ("accueil_physique", "entretien_accomp", "participation_atelier", "visite_permanence")

Figures = dict[str, int]


def count_ours(path: Path) -> Figures:
    """Read and count with the package."""
    from cllaj_docs.domain.appel import RegleComptage
    from cllaj_docs.domain.periode import Periode
    from cllaj_docs.reporting.reading import read_tableau
    from cllaj_docs.rules.comptage import compute_comptage

    tableau = read_tableau(path).tableau
    comptage = compute_comptage(tableau, Periode(debut=START, fin=END), RegleComptage())
    return {chiffre.chemin: chiffre.valeur or 0 for chiffre in comptage.chiffres if "situation" not in chiffre.chemin}


def count_openpyxl(path: Path) -> Figures:
    """Read row by row with openpyxl, and count with dictionaries and sets."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    book = load_workbook(path, read_only=True, data_only=True)
    sheets = {sheet.title: _records(sheet) for sheet in book.worksheets}
    paths = {row["id_jeune"]: _plain(row["parcours_ase"]) or "inconnu" for row in sheets["JEUNES"]}
    events = [row for row in sheets["EVENEMENTS"] if START <= row["date"].date() <= END]
    financed = {
        row["id_action"]: row["type"] for row in sheets["ACTIONS"] if _plain(row["financee_par_convention"]) == "oui"
    }
    calls = [row for row in events if row["type"].startswith("contact") and _plain(row["sens"]) == "entrant"]
    visits = [row for row in events if row["type"] in RECEIVED and row["id_jeune"]]
    accompanied = {
        row["id_jeune"]
        for row in sheets["JEUNES"]
        if row["date_debut_accomp"]
        and row["date_debut_accomp"].date() <= END
        and (row["date_fin_accomp"] is None or row["date_fin_accomp"] >= max(row["date_debut_accomp"], _START))
    }
    visitors = {
        kind: {row["id_jeune"] for row in visits if financed.get(row["id_action"]) == kind}
        for kind in ("permanence", "atelier")
    }
    youths = {
        "jeunes_recus": {row["id_jeune"] for row in visits},
        "jeunes_accompagnes": accompanied,
        "jeunes_loges": {row["id_jeune"] for row in sheets["LOGEMENTS"] if START <= row["date_acces"].date() <= END},
        "jeunes_actions_nouvelles": visitors["permanence"] | visitors["atelier"],
    }
    return {
        "contacts.telephone": sum(row["type"] == "contact_tel" for row in calls),
        "contacts.courriel": sum(row["type"] == "contact_mail" for row in calls),
        "contacts.ase": sum(paths.get(row["id_jeune"]) == "oui" for row in calls),
        **_by_path(youths, paths),
        "jeunes_actions_nouvelles.permanences": len(visitors["permanence"]),
        "jeunes_actions_nouvelles.ateliers": len(visitors["atelier"]),
    }


_START = datetime.datetime.combine(START, datetime.time())


def _records(sheet: Any) -> list[dict[str, Any]]:
    rows = sheet.iter_rows(values_only=True)
    names = next(rows)
    return [dict(zip(names, row, strict=False)) for row in rows]


def _plain(value: Any) -> str:
    return str(value).strip().lower() if value is not None else ""


def _by_path(youths: Mapping[str, set[str]], paths: Mapping[str, str]) -> Figures:
    return {
        f"{name}.{label}": sum(path in (None, paths.get(youth, "inconnu")) for youth in group)
        for name, group in youths.items()
        for label, path in (("tous", None), ("ase", "oui"), ("ase_inconnu", "inconnu"))
    }


def count_pandas(path: Path, engine: Any = "openpyxl") -> Figures:
    """Read with pandas, and count on columns."""
    import pandas as pd  # type: ignore[import-untyped]

    sheets = pd.read_excel(path, sheet_name=None, engine=engine)
    start, end = pd.Timestamp(START), pd.Timestamp(END)
    youths, events, actions = sheets["JEUNES"], sheets["EVENEMENTS"], sheets["ACTIONS"]
    paths = youths.set_index("id_jeune")["parcours_ase"].str.strip().str.lower().fillna("inconnu")
    dates = pd.to_datetime(events["date"])
    events = events[(dates >= start) & (dates <= end)]
    calls = events[
        events["type"].isin(["contact_tel", "contact_mail"]) & (events["sens"].str.strip().str.lower() == "entrant")
    ]
    visits = events[events["type"].isin(RECEIVED) & events["id_jeune"].notna()]
    ours = actions[actions["financee_par_convention"].str.strip().str.lower() == "oui"]
    kinds = visits["id_action"].map(ours.set_index("id_action")["type"])
    debut, fin = (pd.to_datetime(youths[name]) for name in ("date_debut_accomp", "date_fin_accomp"))
    accompanied = youths[(debut <= end) & (fin.isna() | ((fin >= debut) & (fin >= start)))]
    housing = sheets["LOGEMENTS"]
    entered = pd.to_datetime(housing["date_acces"])
    groups = {
        "jeunes_recus": visits["id_jeune"],
        "jeunes_accompagnes": accompanied["id_jeune"],
        "jeunes_loges": housing[(entered >= start) & (entered <= end)]["id_jeune"],
        "jeunes_actions_nouvelles": visits[kinds.notna()]["id_jeune"],
    }
    figures = {
        "contacts.telephone": int((calls["type"] == "contact_tel").sum()),
        "contacts.courriel": int((calls["type"] == "contact_mail").sum()),
        "contacts.ase": int((calls["id_jeune"].map(paths) == "oui").sum()),
        "jeunes_actions_nouvelles.permanences": int(visits[kinds == "permanence"]["id_jeune"].nunique()),
        "jeunes_actions_nouvelles.ateliers": int(visits[kinds == "atelier"]["id_jeune"].nunique()),
    }
    for name, group in groups.items():
        found = group.drop_duplicates().map(paths).fillna("inconnu")
        figures[f"{name}.tous"] = len(found)
        figures[f"{name}.ase"] = int((found == "oui").sum())
        figures[f"{name}.ase_inconnu"] = int((found == "inconnu").sum())
    return figures


def count_pandas_calamine(path: Path) -> Figures:
    """Read with pandas through calamine, its fastest engine, and count on columns."""
    return count_pandas(path, "calamine")


COUNTERS: Mapping[str, Callable[[Path], Figures]] = {
    "cllaj-docs": count_ours,
    "openpyxl": count_openpyxl,
    "pandas": count_pandas,
    "pandas et calamine": count_pandas_calamine,
}
