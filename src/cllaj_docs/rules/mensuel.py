"""The monthly series of the reporting table."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from cllaj_docs.domain.periode import Periode
from cllaj_docs.domain.suivi import Mois, month_starts
from cllaj_docs.domain.tableau import Evenement, Logement, Tableau
from cllaj_docs.rules.selection import Selection, is_accompanied

_OfYouth = TypeVar("_OfYouth", Evenement, Logement)


def compute_mois(tableau: Tableau, selection: Selection, periode: Periode) -> tuple[Mois, ...]:
    """Count each month of a period."""
    starts = tuple(month_starts(periode.debut, periode.fin))
    contacts = Counter(bisect_right(starts, fact.date) - 1 for fact in (*selection.telephone, *selection.courriel))
    received = _youths(starts, selection.visites, lambda fact: fact.date)
    housed = None if selection.logements is None else _youths(starts, selection.logements, lambda fact: fact.date_acces)
    finances = selection.finances
    visitors = (
        None
        if finances is None
        else _youths(starts, (fact for fact in selection.visites if fact.id_action in finances), lambda fact: fact.date)
    )
    months, seen = [], set[str]()
    for rank, start in enumerate(starts):
        youths = received[rank]
        months.append(
            Mois(
                debut=start,
                contacts=contacts[rank],
                jeunes_recus=len(youths),
                nouveaux_jeunes=len(youths - seen),
                jeunes_accompagnes=_accompanied(tableau, selection, _days(starts, rank, periode.fin)),
                jeunes_loges=None if housed is None else len(housed[rank]),
                jeunes_actions_nouvelles=None if visitors is None else len(visitors[rank]),
            )
        )
        seen |= youths
    return tuple(months)


def _days(starts: Sequence[datetime.date], rank: int, last: datetime.date) -> Periode:
    after = starts[rank + 1] - datetime.timedelta(days=1) if rank + 1 < len(starts) else last
    return Periode(debut=starts[rank], fin=after)


def _youths(
    starts: Sequence[datetime.date], facts: Iterable[_OfYouth], day: Callable[[_OfYouth], datetime.date]
) -> list[set[str]]:
    """Give the distinct youths of each month."""
    youths: list[set[str]] = [set() for _ in starts]
    for fact in facts:
        if fact.id_jeune is not None:
            youths[bisect_right(starts, day(fact)) - 1].add(fact.id_jeune)
    return youths


def _accompanied(tableau: Tableau, selection: Selection, month: Periode) -> int:
    """Count the youths of the indicator whose accompaniment is active one day of the month at least."""
    return len(
        {
            jeune.id_jeune
            for jeune in tableau.jeunes
            if jeune.id_jeune in selection.accompagnes and is_accompanied(jeune, month)
        }
    )
