"""The table that is measured: made by rule, always the same, as large as asked. Pseudonyms only."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from cllaj_docs.domain.colonne import feuilles

START = datetime.date(2025, 9, 1)
_DAYS = 400  # some rows come after the period
KINDS = (
    *("contact_tel", "contact_mail", "accueil_physique", "entretien_accomp"),
    *("participation_atelier", "visite_permanence", "aller_vers"),
)


def write_table(path: Path, youths: int, events: int) -> None:
    """Write a table of that many youths and events, 20 actions, and a housing for one youth in four."""
    rows = {
        "JEUNES": _youths(youths),
        "EVENEMENTS": _events(youths, events),
        "ACTIONS": _actions(),
        "LOGEMENTS": _housings(youths),
    }
    with xlsxwriter.Workbook(str(path), {"constant_memory": False}) as book:
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, made in rows.items():
            sheet = book.add_worksheet(name)
            columns = {column.champ: rank for rank, column in enumerate(feuilles()[name].colonnes)}
            sheet.write_row(0, 0, [column.nom for column in feuilles()[name].colonnes])
            for number, row in enumerate(made, start=1):
                for champ, value in row.items():
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(number, columns[champ], value, dated)
                    elif isinstance(value, int):
                        sheet.write_number(number, columns[champ], value)
                    else:
                        sheet.write_string(number, columns[champ], value)


def _day(rank: int) -> datetime.date:
    return START + datetime.timedelta(days=rank % _DAYS)


def _youths(count: int) -> Iterator[dict[str, Any]]:
    for rank in range(count):
        row = {
            "id_jeune": f"J-{rank:06d}",
            "annee_naissance": 1997 + rank % 11,
            "sexe": "FH"[rank % 2],
            "territoire": ("Artois", "Calaisis", "Lens-Hénin")[rank % 3],
            "commune_insee": f"62{rank * 7 % 890:03d}",
            "parcours_ase": ("oui", "non", "non", "inconnu", "Non")[rank % 5],
            "situation_emploi": ("CDD ou intérim", "Études", "Alternance")[rank % 3],
            "orienteur": ("ML", "SIAO", "CCAS")[rank % 3],
        }
        if rank % 2:
            row["date_debut_accomp"] = _day(rank * 3 - 60)
        if rank % 4 == 1:
            row["date_fin_accomp"] = _day(rank * 3 - 60) + datetime.timedelta(days=60)
        yield row


def _events(youths: int, count: int) -> Iterator[dict[str, Any]]:
    for rank in range(count):
        kind = KINDS[rank * 5 % 7]
        row = {"id_evt": f"E-{rank:07d}", "date": _day(rank * 11), "type": kind, "durée": 5 + rank % 60}
        row["duree"] = row.pop("durée")
        row["canal"] = ("téléphone", "courriel", "sur place")[rank % 3]
        if rank % 10:
            row["id_jeune"] = f"J-{rank * 7919 % youths:06d}"
        if kind.startswith("contact"):
            row["sens"] = ("entrant", "Entrant ", "sortant")[rank % 3]
        if kind in ("visite_permanence", "participation_atelier"):
            row["id_action"] = f"A-{rank * 3 % 20:02d}"
        row["themes"] = ("droits", "budget", "garant, logement")[rank % 3]
        yield row


def _actions() -> Iterator[dict[str, Any]]:
    for rank in range(20):
        yield {
            "id_action": f"A-{rank:02d}",
            "type": ("permanence", "atelier")[rank % 2],
            "financee_par_convention": ("oui", "OUI", "non")[rank % 3],
        }


def _housings(youths: int) -> Iterator[dict[str, Any]]:
    for rank in range(0, youths, 4):
        yield {"id_acces": f"L-{rank:06d}", "id_jeune": f"J-{rank:06d}", "date_acces": _day(rank * 13)}
