"""What documents give, as the checker of templates sees it: one world for each document and case of a regime."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cllaj_docs.documents import LIVRES, TypeDocument
from cllaj_docs.documents.catalogue import Champ, Choix, Groupe, Liste, Simple, Suite, Type, describe
from cllaj_docs.rendering.checking.kinds import Group, Kind, ListOf, Row, Scalar, Value, World
from cllaj_docs.rules.regime import CasRegime, all_cases

REGIMES = frozenset(case.regime.code for case in all_cases())


ALL = tuple(LIVRES.values())
"""The documents whose templates are shipped."""


@lru_cache(maxsize=64)
def worlds(
    template: str, regimes: frozenset[str] = REGIMES, documents: tuple[TypeDocument, ...] = ALL
) -> tuple[World, ...]:
    """Give the worlds of a template: of each of these documents that it is for, in the regimes that it is for."""
    own = [document for document in documents if document.nom_gabarit == template]
    return tuple(
        _world(document, case, alone=len(own) == 1)
        for document in own
        for case in all_cases()
        if case.regime.code in regimes
    )


def _world(document: TypeDocument, case: CasRegime, *, alone: bool) -> World:
    """Make a world, named in messages « une Métropole », with « une Communauté » for its family."""
    accounts = {"privee": "comptabilité privée", "publique": "comptabilité publique"}
    detail = accounts.get(case.champs.get("comptabilite", ""), "")
    title = "" if alone else document.titre
    return World(
        _named(case.regime.operateur.un, detail, title),
        _named(case.famille.un, title),
        group(describe(document, case)),
    )


def _named(name: str, *details: str) -> str:
    said = ", ".join(detail for detail in details if detail)
    return f"{name} ({said})" if said else name


def group(described: Groupe) -> Group:
    """Turn a group of fields into what the checker reads."""
    return Group(described.nom, {champ.nom: _value(champ) for champ in described.champs}, text=described.texte)


def _value(champ: Champ) -> Value:
    if champ.presence == "jamais":
        return Value((), none=True)
    return Value(tuple(_kinds(champ.type)), none=champ.presence == "parfois")


def _kinds(type_: Type) -> Iterator[Kind]:
    match type_:
        case Simple(nature, valeurs, toutes):
            yield Scalar(nature, _set(valeurs), _set(toutes))
        case Liste(element):
            yield ListOf(Value(tuple(_kinds(element))))
        case Suite(elements):
            yield Row(tuple(Value(tuple(_kinds(element))) for element in elements))
        case Groupe():
            yield group(type_)
        case Choix(groupes):
            yield from (group(one) for one in groupes)


def _set(values: tuple[object, ...] | None) -> frozenset[object] | None:
    return None if values is None else frozenset(values)
