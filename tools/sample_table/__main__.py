"""``python -m tools.sample_table``: write the filled table of the complete sample, as .csv that a person can read."""

from __future__ import annotations

import csv
import datetime
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from cllaj_docs.domain.bilan import Bilan
from cllaj_docs.domain.colonne import feuilles
from cllaj_docs.domain.dossier import Dossier
from tools.sample_table.youths import Youth, make_youths, spread

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SAMPLE, TABLE = SAMPLES / "complet.toml", SAMPLES / "complet-tableau"

START, END = datetime.date(2025, 9, 1), datetime.date(2026, 8, 31)
LAST_START = datetime.date(2026, 5, 29)
WEEK = datetime.timedelta(weeks=1)
MONDAYS = [datetime.date(2025, 9, 8) + rank * WEEK for rank in range(52) if rank not in (15, 16, 24, 33, 41, 49)]
SATURDAYS = [datetime.date(2025, 9, 13) + 2 * rank * WEEK for rank in range(26) if rank not in (8, 9)]
WORKSHOPS = [datetime.date(2025, 11, 5) + 3 * rank * WEEK for rank in range(12)]
RIDES = [datetime.date(2025, 10, 15) + (rank + rank // 2) * WEEK for rank in range(31)]
SESSIONS = {"P1": MONDAYS, "P2": SATURDAYS, "A1": WORKSHOPS, "V1": RIDES}
VISITS = {"P1": "visite_permanence", "P2": "visite_permanence", "A1": "participation_atelier"}
BANDS = {"de_16_a_17": (16, 17), "de_18_a_21": (18, 21), "de_22_a_25": (22, 25), "de_26_a_30": (26, 30)}
TERRITORIES = ("Calaisis", "Boulonnais", "Audomarois")
THEMES = ("garant", "recherche de logement", "droits", "budget", "mobilité", "dossier de demande")

Row = dict[str, Any]


def main() -> int:
    """Write the table beside the sample, and return the exit code."""
    bilan = Dossier.load(SAMPLE).bilan
    if bilan is None:
        raise LookupError("the complete sample has a report")
    TABLE.mkdir(exist_ok=True)
    for sheet, rows in make_table(bilan).items():
        (TABLE / f"{sheet}.csv").write_text(write_csv(sheet, rows), encoding="utf-8")
    sys.stdout.write(f"{TABLE}\n")
    return 0


def write_csv(sheet: str, rows: list[Row]) -> str:
    """Write a sheet as operators export it: « ; », French dates."""
    text = StringIO(newline="")
    names = [column.nom for column in feuilles()[sheet].colonnes]
    writer = csv.DictWriter(text, names, restval="", delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _typed(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _typed(value: Any) -> Any:
    return f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else "" if value is None else value


def make_table(bilan: Bilan) -> dict[str, list[Row]]:
    """Make the four sheets."""
    youths = make_youths(bilan)
    spans = {youth.pseudonym: _accompaniment(youth) for youth in youths if youth.accompanied}
    events = [*_visits(youths, spans), *_interviews(youths, spans), *_contacts(youths, bilan), *_rides(youths)]
    events.sort(key=lambda row: (row["date"], row.get("id_jeune") or "", row["type"]))
    for rank, row in enumerate(events, start=1):
        row["id_evt"] = f"E-{rank:05d}"
    return {
        "JEUNES": _youth_rows(youths, spans, events),
        "EVENEMENTS": events,
        "ACTIONS": _action_rows(),
        "LOGEMENTS": _housing_rows(youths, spans, bilan),
    }


def _day(rank: int, count: int, start: datetime.date = START, end: datetime.date = END) -> datetime.date:
    """Give the rank-th of ``count`` days spread over a period, week-ends put off to Monday, or back at its end."""
    day = start + (end - start) * rank // max(count, 1)
    day += datetime.timedelta(days=max(0, 7 - day.isoweekday()) if day.isoweekday() > 5 else 0)  # noqa: PLR2004
    day += datetime.timedelta(days=1 if day.isoweekday() == 7 else 0)  # noqa: PLR2004
    return min(day, end)


def _accompaniment(youth: Youth) -> tuple[datetime.date, datetime.date | None]:
    """Give the first and last days: one in six began before the action; those who wait for an outcome go on."""
    before = youth.number % 6 == 0
    start = (
        _day(youth.number, 263, datetime.date(2025, 4, 1), START)
        if before
        else _day(youth.number, 263, START, LAST_START)
    )
    if youth.ending is None:
        return start, None
    return start, min(max(start, START) + datetime.timedelta(days=90 + youth.number % 40), END)


def _visits(youths: list[Youth], spans: dict[str, Any]) -> Iterator[Row]:
    """Give the visits to the actions, and a welcome for those who come to none."""
    for youth in youths:
        for code in youth.actions:
            sessions = SESSIONS[code]
            first = youth.number * 7 % len(sessions)
            times = {(first + 5 * rank) % len(sessions) for rank in range(1 + youth.number % 3)}
            for time in sorted(times):
                yield _event(youth, sessions[time], VISITS[code], "sur place", id_action=code, durée=30)
        if not youth.actions:
            start = spans.get(youth.pseudonym, (_day(youth.number, 263), None))[0]
            yield _event(youth, max(start, START), "accueil_physique", "sur place", durée=40)


def _interviews(youths: list[Youth], spans: dict[str, Any]) -> Iterator[Row]:
    """Give the interviews: 284 for the ASE youths of the path « Majeur demain », one to three for the others."""
    ase = [youth for youth in youths if youth.accompanied and youth.parcours == "oui"]
    for rank, youth in enumerate(ase):
        yield from _interviews_of(youth, spans, 284 // len(ase) + (rank < 284 % len(ase)), id_action="S1")
    for youth in youths:
        if youth.accompanied and youth.parcours != "oui":
            yield from _interviews_of(youth, spans, 1 + youth.number % 3)


def _interviews_of(youth: Youth, spans: dict[str, Any], count: int, **cells: Any) -> Iterator[Row]:
    start, end = spans[youth.pseudonym]
    start, end = max(start, START), end or END
    days = sorted({start + (end - start) * rank // count for rank in range(count)})
    for day in days:
        yield _event(youth, day, "entretien_accomp", "sur place", durée=60, **cells)


def _contacts(youths: list[Youth], bilan: Bilan) -> Iterator[Row]:
    """Give the contacts, incoming ones as many as the report says, and outgoing ones that do not count."""
    counts = bilan.indicateurs.contacts
    ase = [youth for youth in youths if youth.parcours == "oui"]
    others: list[Youth | None] = [youth for youth in youths if youth.parcours != "oui"]
    kinds = spread(["contact_tel"] * (counts.telephone or 0) + ["contact_mail"] * (counts.courriel or 0))
    own = spread([True] * (counts.ase or 0) + [False] * (len(kinds) - (counts.ase or 0)))
    for rank, (kind, is_ase) in enumerate(zip(kinds, own, strict=True)):
        caller = ase[rank % len(ase)] if is_ase else None if rank % 4 == 0 else others[rank * 5 % len(others)]
        yield _contact(caller, rank, len(kinds), kind, "entrant")
    for rank in range(0, len(youths), 5):
        yield _contact(youths[rank], rank, len(youths), "contact_tel", "sortant")


def _contact(youth: Youth | None, rank: int, count: int, kind: str, way: str) -> Row:
    channel = "téléphone" if kind == "contact_tel" else "courriel"
    theme = THEMES[rank % len(THEMES)]
    return _event(youth, _day(rank, count), kind, channel, sens=way, durée=10, themes=theme)


def _rides(youths: list[Youth]) -> Iterator[Row]:
    """Give the 96 meetings of the rides: one youth in three came to the permanences afterwards."""
    met = [youth for youth in youths if "P1" in youth.actions]
    for rank in range(96):
        youth = met[rank // 3] if rank % 3 == 0 else None
        yield _event(
            youth,
            RIDES[rank % len(RIDES)],
            "aller_vers",
            "sur place",
            id_action="V1",
            lieu=f"Sortie n° {rank % 31 + 1}",
        )


def _event(youth: Youth | None, day: datetime.date, kind: str, channel: str, **cells: Any) -> Row:
    return {"date": day, "id_jeune": youth and youth.pseudonym, "type": kind, "canal": channel, **cells}


def _youth_rows(youths: list[Youth], spans: dict[str, Any], events: list[Row]) -> list[Row]:
    labels = {
        str(column.repartition): {value.code: value.libelle for value in column.valeurs}
        for column in feuilles()["JEUNES"].colonnes
        if column.repartition
    }
    names = {str(column.repartition): column.nom for column in feuilles()["JEUNES"].colonnes if column.repartition}
    first = {row["id_jeune"]: row["date"] for row in reversed(events)}
    rows = []
    for youth in youths:
        start, end = spans.get(youth.pseudonym, (None, None))
        low, high = BANDS[youth.traits["tranche_age"]]
        rows.append(
            {
                "id_jeune": youth.pseudonym,
                "annee_naissance": first[youth.pseudonym].year - low - youth.number % (high - low + 1),
                "territoire": TERRITORIES[youth.number % 3],
                "zone_rurale": "oui" if youth.number % 5 == 0 else "non",
                "parcours_ase": youth.parcours,
                **{names[name]: labels[name][code] for name, code in youth.traits.items() if name != "tranche_age"},
                "date_debut_accomp": start,
                "date_fin_accomp": end,
                "motif_fin_accomp": youth.ending,
            }
        )
    return rows


def _action_rows() -> list[Row]:
    ours = {"financee_par_convention": "oui", "no_convention": "2025-EX-005", "nouvelle": "oui"}
    return [
        {"id_action": "P1", "type": "permanence", "intitulé": "Permanence du port", "commune": "Imaginaire-sur-Mer",
         "rural": "non", "date_ouverture": MONDAYS[0], "fréquence": "chaque lundi", "nb_séances": len(MONDAYS),
         "partenaire": "Foyer des marins", **ours},
        {"id_action": "P2", "type": "permanence", "intitulé": "Permanence des Deux-Caps-de-Papier",
         "commune": "Les Deux-Caps-de-Papier", "rural": "oui", "date_ouverture": SATURDAYS[0],
         "fréquence": "un samedi sur deux", "nb_séances": len(SATURDAYS), "partenaire": "Mairie", **ours},
        {"id_action": "A1", "type": "atelier", "intitulé": "Saisonnier, locataire : vos droits",
         "date_ouverture": WORKSHOPS[0], "fin": WORKSHOPS[-1], "nb_séances": len(WORKSHOPS),
         "partenaire": "Maison des saisonniers", **ours},
        {"id_action": "V1", "type": "aller-vers", "intitulé": "Le guichet à vélo", "date_ouverture": RIDES[0],
         "nb_séances": len(RIDES), "partenaire": "Club nautique du Brouillon", **ours},
        {"id_action": "S1", "type": "accompagnement", "intitulé": "Parcours « Majeur demain »",
         "date_ouverture": START, "nb_séances": 284, **ours},
    ]  # fmt: skip


def _housing_rows(youths: list[Youth], spans: dict[str, Any], bilan: Bilan) -> list[Row]:
    """Give the entries into housing, ASE youths first, by the types of the profile."""
    labels = {value.code: value.libelle for value in feuilles()["LOGEMENTS"].colonne("type").valeurs}
    whole = bilan.profil.logement_obtenu if bilan.profil else None
    own = bilan.profil_ase.logement_obtenu if bilan.profil_ase else None
    if whole is None or own is None:
        raise LookupError("the complete sample has both profiles")
    own_types = [line.code for line in own.categories for _ in range(line.effectif)]
    other_types = [line.code for line in whole.categories for _ in range(line.effectif - own_types.count(line.code))]
    housed = [youth for youth in youths if youth.housed]
    rows = []
    for group, types in (
        ([youth for youth in housed if youth.parcours == "oui"], own_types),
        ([youth for youth in housed if youth.parcours != "oui"], other_types),
    ):
        for youth, kind in zip(group, spread(types), strict=True):
            alone = "oui" if kind in ("parc_social", "parc_prive", "colocation", "bail_glissant") else "non"
            rows.append(
                {"id_jeune": youth.pseudonym, "date_acces": spans[youth.pseudonym][1], "type": labels[kind],
                 "autonome": alone, "dispositif": "Visale" if youth.number % 2 else "FSL",
                 "maintien_3_mois": "inconnu" if youth.number % 3 else "oui"}
            )  # fmt: skip
    rows.sort(key=lambda row: row["date_acces"])
    return [{"id_acces": f"L-{rank:04d}", **row} for rank, row in enumerate(rows, start=1)]


if __name__ == "__main__":
    sys.exit(main())
