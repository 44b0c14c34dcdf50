"""Sentences on the actions, written by rule: how many of each kind were held, where, and in how many sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from cllaj_docs.domain.bilan import ActionRealisee
from cllaj_docs.domain.projet import Accompagnement, AllerVers, Atelier, Permanence
from cllaj_docs.french.agreement import Genre, accorde, compte

Action = Permanence | Atelier | AllerVers | Accompagnement
Suivi = tuple[Action, ActionRealisee | None]
"""An action of the project, and what the report says of it."""


@dataclass(frozen=True, slots=True)
class _Mots:
    """How actions of a kind are named, and what is said to be done with them."""

    nom: str
    genre: Genre
    tenu: str


_MOTS: Mapping[str, _Mots] = MappingProxyType(
    {
        "permanence": _Mots("permanence", "f", "tenu"),
        "atelier": _Mots("atelier collectif", "m", "mené"),
        "aller_vers": _Mots("démarche d’aller-vers", "f", "mené"),
        "accompagnement": _Mots("modalité d’accompagnement", "f", "mis en œuvre"),
    }
)


def comment_actions(suivis: Sequence[Suivi]) -> tuple[str, ...]:
    """Tell each kind of action that the project plans, in the order of the call: « 5 permanences ont été tenues… »."""
    by_kind = {kind: [suivi for suivi in suivis if suivi[0].type == kind] for kind in _MOTS}
    return tuple(_comment(_MOTS[kind], found) for kind, found in by_kind.items() if found)


def _comment(mots: _Mots, suivis: Sequence[Suivi]) -> str:
    held = [suivi for suivi in suivis if _was_held(suivi[1]) is True]
    dropped = sum(_was_held(realisee) is False for _, realisee in suivis)
    silent = len(suivis) - len(held) - dropped
    sentences = []
    if held:
        done = f"{_ont(len(held))} été {accorde(mots.tenu, mots.genre, len(held))}"
        sentences.append(f"{compte(len(held), mots.nom)} {done}{_rural(held)}{_sessions(held)}.")
    elif dropped:
        sentences.append(f"{accorde('Aucun', mots.genre)} {mots.nom} n’a été {accorde(mots.tenu, mots.genre)}.")
    if held and dropped:
        done = f"n’{_ont(dropped)} pas été {accorde(mots.tenu, mots.genre, dropped)}"
        sentences.append(f"{_planned(mots, dropped)} {done}.")
    if silent:
        sentences.append(f"Le bilan ne dit pas si {_planned(mots, silent)} {_ont(silent)} eu lieu.")
    return " ".join(sentences)


def _was_held(realisee: ActionRealisee | None) -> bool | None:
    """Tell whether an action took place: yes with a session or a participant, no without session, else not known."""
    if realisee is None:
        return None
    if realisee.seances or realisee.participants:
        return True
    if realisee.seances == 0:
        return False
    return True if realisee.debut else None


def _ont(count: int) -> str:
    return "a" if count == 1 else "ont"


def _planned(mots: _Mots, count: int) -> str:
    return f"{compte(count, mots.nom)} {accorde('prévu', mots.genre, count)}"


def _rural(held: Sequence[Suivi]) -> str:
    """« , dont 2 en milieu rural »: said of permanences, which the call wants there first."""
    permanences = [action for action, _ in held if isinstance(action, Permanence)]
    rural = sum(action.rural for action in permanences)
    if not permanences:
        return ""
    if len(permanences) == 1:
        return ", en milieu rural" if rural else ", hors du milieu rural"
    if rural == len(permanences):
        return ", toutes en milieu rural"
    return f", dont {rural or 'aucune'} en milieu rural"


def _sessions(held: Sequence[Suivi]) -> str:
    """Add up the sessions; against those planned for workshops, the only ones that the project plans."""
    known = [realisee.seances for _, realisee in held if realisee and realisee.seances is not None]
    if len(known) < len(held):
        return "\u202f; le nombre de séances n’est pas entièrement connu"
    total, planned = sum(known), sum(action.seances for action, _ in held if isinstance(action, Atelier))
    if not planned:
        return f", en {compte(total, 'séance')}"
    among = "sur les" if 0 < total <= planned and planned > 1 else "pour"
    return f", en {compte(total, 'séance')} {among} {compte(planned, 'prévue')}"
