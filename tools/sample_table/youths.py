"""The youths of the sample: who they are, what they came for, so that each count of the report is reached exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cllaj_docs.domain.bilan import Bilan, Indicateurs, Jeunes
from cllaj_docs.domain.profil import Profil

_Item = TypeVar("_Item")

HELD_PLACES = {"hebergement": 9, "retour_famille": 4}
"""Where the accompanied ASE youths who got no housing of their own live, as the report tells it."""


def spread(items: Sequence[_Item]) -> list[_Item]:
    """Mix items in an order that is always the same: a walk by a step that shares no factor with their number."""
    count = len(items)
    step = next(step for step in range(int(count * 0.618) or 1, 2 * count + 2) if _coprime(step, count))
    return [items[rank * step % count] for rank in range(count)]


def _coprime(one: int, other: int) -> bool:
    while other:
        one, other = other, one % other
    return one == 1


@dataclass(slots=True)
class Youth:
    """One youth being made up: ``traits`` by profile table, ``actions`` where they come."""

    number: int
    parcours: str
    traits: dict[str, str]
    accompanied: bool = False
    housed: bool = False
    ending: str | None = None
    actions: tuple[str, ...] = ()

    @property
    def pseudonym(self) -> str:
        """The identifier of the table."""
        return f"J-{self.number:04d}"


def make_youths(bilan: Bilan) -> list[Youth]:
    """Make the youths that the report counts."""
    indicateurs = bilan.indicateurs
    paths = spread(_paths(indicateurs.jeunes_recus))
    youths = [Youth(number, path, {}) for number, path in enumerate(paths, start=1)]
    by_path = {
        path: spread([youth for youth in youths if youth.parcours == path]) for path in ("oui", "non", "inconnu")
    }
    _give_traits(by_path["oui"], [*by_path["non"], *by_path["inconnu"]], bilan)
    _accompany(by_path, indicateurs)
    _send_to_actions(by_path, indicateurs)
    return youths


def _paths(counts: Jeunes) -> list[str]:
    ase, whole = counts.ase or 0, counts.tous or 0
    return ["oui"] * ase + ["inconnu"] * counts.ase_inconnu + ["non"] * (whole - ase - counts.ase_inconnu)


def _counts_by_path(counts: Jeunes) -> Mapping[str, int]:
    paths = _paths(counts)
    return {path: paths.count(path) for path in ("oui", "non", "inconnu")}


def _give_traits(ase: list[Youth], others: list[Youth], bilan: Bilan) -> None:
    """Share the categories of each profile table out, ASE youths first."""
    whole, own = bilan.profil or Profil(), bilan.profil_ase or Profil()
    for rank, (name, _, table) in enumerate(whole.repartitions):
        if name == "logement_obtenu":
            continue
        part = getattr(own, name)
        own_counts = {line.code: line.effectif for line in part.categories}
        rest = {line.code: line.effectif - own_counts[line.code] for line in table.categories}
        for youths, counts in ((ase, own_counts), (others, rest)):
            values = spread([code for code, count in counts.items() for _ in range(count)])
            turn = rank * 37 % len(values)  # so that traits do not go together
            for youth, value in zip(youths, values[turn:] + values[:turn], strict=True):
                youth.traits[name] = value


def _accompany(by_path: Mapping[str, list[Youth]], indicateurs: Indicateurs) -> None:
    """Accompany the first youths of each path, house the first of these, and tell how the others end."""
    accompanied, housed = indicateurs.jeunes_accompagnes, indicateurs.jeunes_loges
    for path, count in _counts_by_path(accompanied).items():
        for youth in by_path[path][:count]:
            youth.accompanied = True
    for path, count in _counts_by_path(housed).items():
        for youth in by_path[path][:count]:
            youth.housed, youth.ending = True, "acces_logement"
    _end(by_path["oui"], [ending for ending, count in HELD_PLACES.items() for _ in range(count)])
    known = (housed.situation_connue_tous or 0) - (housed.situation_connue_ase or 0)
    told = known - (housed.tous or 0) + (housed.ase or 0)
    endings = spread([("hebergement", "retour_famille", "reorientation", "demenagement")[n % 4] for n in range(told)])
    _end(by_path["non"], [*endings, *["perdu_de_vue"] * 4])


def _end(youths: list[Youth], endings: Sequence[str]) -> None:
    waiting = (youth for youth in youths if youth.accompanied and not youth.housed)
    for youth, ending in zip(waiting, endings, strict=False):
        youth.ending = ending


def _send_to_actions(by_path: Mapping[str, list[Youth]], indicateurs: Indicateurs) -> None:
    """Send youths to the two permanences and to the workshop: some come to several, as the report says."""
    actions = indicateurs.jeunes_actions_nouvelles
    chosen = [youth for path, count in _counts_by_path(actions).items() for youth in by_path[path][-count:]]
    visitors = spread(chosen)
    permanences, first = actions.permanences or 0, 88
    for rank, youth in enumerate(visitors):
        youth.actions = tuple(
            code
            for code, low, high in (
                ("P1", 0, first),
                ("P2", first - 6, permanences),
                ("A1", len(visitors) - (actions.ateliers or 0), len(visitors)),
            )
            if low <= rank < high
        )
