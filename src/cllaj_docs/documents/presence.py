"""When a value of a context is known, where its type alone (``X | None``) does not tell."""

from __future__ import annotations

from dataclasses import dataclass

from cllaj_docs.rules.regime import Categorie


@dataclass(frozen=True, slots=True, kw_only=True)
class Selon:
    """Beside an optional field: the categories of operators for which it is always known, and those for which never."""

    toujours: tuple[Categorie, ...] = ()
    jamais: tuple[Categorie, ...] = ()
