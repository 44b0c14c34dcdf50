"""The profile tables of the report, counted from the reporting table: each youth once in each table.

The first tables are about the youths received in the period, the last about those who got housing in it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from cllaj_docs.domain.colonne import feuilles
from cllaj_docs.domain.profil import INCONNU, Profil
from cllaj_docs.domain.tableau import Jeune, Logement, Tableau
from cllaj_docs.rules.selection import Selection

_BANDS = ((16, 17, "de_16_a_17"), (18, 21, "de_18_a_21"), (22, 25, "de_22_a_25"), (26, 30, "de_26_a_30"))
"""Ages of the bands, both included, and their code."""


def compute_profil(tableau: Tableau, selection: Selection) -> tuple[Profil, Profil]:
    """Give the profile of all youths, then of those with an ASE path. A trait that is noted for nobody has no table."""
    whole = _Traits(tableau, selection)
    everybody = frozenset(selection.recus)
    housed = None if selection.loges is None else frozenset(selection.loges)
    tables = whole.count(everybody, housed)
    ase = whole.count(selection.of_path(everybody, "oui"), None if housed is None else selection.of_path(housed, "oui"))
    return Profil.model_validate(tables), Profil.model_validate({name: ase[name] for name in tables})


class _Traits:
    """The traits of each youth, by table of the profile: each youth counts once in each."""

    def __init__(self, tableau: Tableau, selection: Selection) -> None:
        youths = {jeune.id_jeune: jeune for jeune in reversed(tableau.jeunes)}
        first = first_days(selection)
        columns = [column for column in feuilles()["JEUNES"].colonnes if column.repartition]
        self._of_youths: dict[str, dict[str, str]] = {}
        for column in columns:
            read = _age_band if column.champ == "tranche_age" else _reader(column.champ)
            self._of_youths[str(column.repartition)] = {
                code: read(youths[code], day) or INCONNU for code, day in first.items() if code in youths
            }
        self._of_housing = _last_types(selection.logements or ())

    def count(self, youths: Collection[str], housed: Collection[str] | None) -> dict[str, dict[str, int]]:
        """Count the youths by category, for each trait that is noted for one of them at least."""
        tables = {
            name: Counter(traits.get(code, INCONNU) for code in youths) for name, traits in self._of_youths.items()
        }
        noted = {name for name, traits in self._of_youths.items() if set(traits.values()) - {INCONNU}}
        kept = {name: dict(table) for name, table in tables.items() if name in noted}
        if housed is not None and set(self._of_housing.values()) - {INCONNU}:
            kept["logement_obtenu"] = dict(Counter(self._of_housing.get(code, INCONNU) for code in housed))
        return kept


def first_days(selection: Selection) -> Mapping[str, datetime.date]:
    """Give the day of the first event of each youth in the period."""
    days: dict[str, datetime.date] = {}
    for fact in selection.evenements:
        youth, day = fact.id_jeune, fact.date
        if youth is not None and (youth not in days or day < days[youth]):
            days[youth] = day
    return days


def _last_types(logements: Iterable[Logement]) -> Mapping[str, str]:
    """Give the type of the last housing of each youth."""
    ordered = sorted(logements, key=lambda fact: fact.date_acces)
    return {fact.id_jeune: fact.type or INCONNU for fact in ordered}


def _reader(champ: str) -> Callable[[Jeune, datetime.date], str | None]:
    rank = Jeune._fields.index(champ)

    def read(jeune: Jeune, _day: datetime.date) -> str | None:
        value: str | None = jeune[rank]  # type: ignore[assignment]
        return value

    return read


def _age_band(jeune: Jeune, day: datetime.date) -> str | None:
    """Give the band of the age reached in the year of the first event, else the one that the operator noted."""
    if jeune.annee_naissance is None:
        return jeune.tranche_age
    age = day.year - jeune.annee_naissance
    return next((code for low, high, code in _BANDS if low <= age <= high), None)
