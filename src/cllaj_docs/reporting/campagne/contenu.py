"""From dossiers to the rows of a campaign's sheets, so that reading them gives equal dossiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.reporting.campagne.plan import COMMUNES, Champ, Feuille, dossier_fields, feuilles

Communes: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The call and the Département that a campaign shares, as ``model_dump`` gives them, whole or not."""

Valeurs: TypeAlias = Mapping[str, Any]
"""Values of a row by the path of their field."""


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row to write: the application's number, what the column of choice says, and values by field."""

    cle: str
    choix: str
    valeurs: Valeurs


def number_dossiers(dossiers: Sequence[Dossier]) -> list[str]:
    """Give a number to each dossier: that of its application when all have one of their own, else its rank."""
    given = [dossier.projet.numero_dossier for dossier in dossiers]
    if None not in given and len(set(given)) == len(given):
        return [str(number) for number in given]
    return [str(rank) for rank in range(1, len(dossiers) + 1)]


def rows_of(feuille: Feuille, cle: str, dossier: Dossier) -> Iterator[Rangee]:
    """Give the rows that a dossier takes in a sheet."""
    data = dossier.model_dump()
    for choix, partie in feuille.parties.items():
        found = _part(data, partie.removesuffix("[]"))
        for part in (found or ()) if partie.endswith("[]") else [found]:
            if part is None:
                continue
            values = {colonne.champ.chemin: _part(part, colonne.champ.chemin) for colonne in feuille.colonnes}
            kept = {chemin: value for chemin, value in values.items() if value is not None}
            if kept or (feuille.choix and not partie.endswith("[]")):
                yield Rangee(cle, choix, kept)


def _part(data: Any, chemin: str) -> Any:
    """Give what is under a path, or ``None``."""
    for step in filter(None, chemin.split(".")):
        if not isinstance(data, Mapping):
            return None
        data = data.get(step)
    return data


def particular_rows(cle: str, dossier: Dossier, communes: Communes) -> Iterator[tuple[str, str, Any]]:
    """Give number, path and value of what no sheet holds, or that is other than what the campaign shares.

    A value of ``None`` takes away what is shared.
    """
    covered = {
        f"{partie}.{colonne.champ.chemin}".strip(".")
        for feuille in feuilles().values()
        for partie in feuille.parties.values()
        for colonne in feuille.colonnes
    }
    own = dict(_leaves(dossier.model_dump()))
    for chemin, value in own.items():
        template = template_of(chemin)
        particular = template in dossier_fields() and template not in covered
        if particular and value is not None and template.split(".")[0] not in COMMUNES:
            yield cle, chemin, value
    for name, shared in communes.items():
        common = {f"{name}.{chemin}": value for chemin, value in _leaves(shared)}
        mine = {chemin: value for chemin, value in own.items() if chemin.split(".")[0] == name}
        for chemin in dict.fromkeys((*common, *mine)):
            if common.get(chemin) != mine.get(chemin):
                yield cle, chemin, mine.get(chemin)


def template_of(chemin: str) -> str:
    """Write a path without the ranks of its lists: « projet.actions[].code »."""
    return re.sub(r"\[[0-9]+\]", "[]", chemin)


def _leaves(data: Any, chemin: str = "") -> Iterator[tuple[str, Any]]:
    """Give every value under its path; lists of parts by rank, lists of texts whole."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _leaves(value, f"{chemin}.{key}".removeprefix("."))
    elif isinstance(data, list | tuple) and data and isinstance(data[0], Mapping):
        for rank, value in enumerate(data):
            yield from _leaves(value, f"{chemin}[{rank}]")
    else:
        yield chemin, data


def shared_values(part: Mapping[str, Any], champs: Sequence[Champ]) -> Valeurs:
    """Give the values of a part that the campaign shares, by field."""
    values = {champ.chemin: _part(part, champ.chemin) for champ in champs}
    return {chemin: value for chemin, value in values.items() if value is not None}
