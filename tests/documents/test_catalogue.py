"""The catalogue against the values themselves: no value is other than it says, none is left without a meaning."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from dossiers import VARIANTES, build

from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.documents import CAMPAGNE, DOCUMENTS, TypeDocument
from cllaj_docs.documents.catalogue import Champ, Choix, Groupe, Liste, Simple, Suite, Type, describe
from cllaj_docs.documents.presence import Selon
from cllaj_docs.domain import Dossier
from cllaj_docs.rules.regime import CasRegime, all_cases, find_regime

CASES = all_cases()
EVERY = (*DOCUMENTS.values(), *CAMPAGNE.values())
PYTHON = {"oui_non": bool, "entier": int, "nombre": Decimal, "montant": Decimal, "taux": Decimal, "date": datetime.date}


def groups(type_: Type) -> Iterator[Groupe]:
    """Every group at any depth."""
    match type_:
        case Groupe():
            yield type_
            for champ in type_.champs:
                yield from groups(champ.type)
        case Choix():
            for group in type_.groupes:
                yield from groups(group)
        case Liste():
            yield from groups(type_.element)
        case Suite():
            for element in type_.elements:
                yield from groups(element)


def case_of(dossier: Dossier) -> CasRegime:
    regime = find_regime(dossier.porteur)
    return next(
        case
        for case in CASES
        if case.regime.code == regime.code
        and all(getattr(dossier.porteur, field) == value for field, value in case.champs.items())
    )


def lies(type_: Type, value: Any, path: str) -> Iterator[str]:
    """Tell where a value is not what its type says."""
    match type_:
        case Groupe():
            yield from lies_in_group(type_, value, path)
        case Choix():
            yield from lies_in_choice(type_, value, path)
        case Liste():
            if not isinstance(value, tuple | frozenset):
                yield f"{path} is no list"
            for rank, item in enumerate(value):
                yield from lies(type_.element, item, f"{path}[{rank}]")
        case Suite():
            for rank, (element, item) in enumerate(zip(type_.elements, value, strict=True)):
                yield from lies(element, item, f"{path}[{rank}]")
        case Simple():
            yield from lies_in_scalar(type_, value, path)


def lies_in_scalar(scalar: Simple, value: Any, path: str) -> Iterator[str]:
    if scalar.nature != "graphique" and not isinstance(value, PYTHON.get(scalar.nature, str)):
        yield f"{path} is {type(value).__name__}, not {scalar.nature}"
    if scalar.valeurs is not None and value not in scalar.valeurs:
        yield f"{path} is {value!r}, not one of {scalar.valeurs}"


def lies_in_group(group: Groupe, value: Any, path: str) -> Iterator[str]:
    for champ in group.champs:
        below = f"{path}.{champ.nom}"
        if hasattr(value, champ.nom):
            yield from lies_in_field(champ, getattr(value, champ.nom), below)
        else:
            yield f"{below} does not exist"


def lies_in_choice(choice: Choix, value: Any, path: str) -> Iterator[str]:
    found = [group for group in choice.groupes if group.nom == type(value).__name__]
    for group in found:
        yield from lies(group, value, path)
    if not found:
        yield f"{path} is {type(value).__name__}"


def lies_in_field(champ: Champ, value: Any, path: str) -> Iterator[str]:
    if value is None:
        if champ.presence == "toujours":
            yield f"{path} is not known, but said to be always"
    elif champ.presence == "jamais":
        yield f"{path} is known, but said never to be"
    else:
        yield from lies(champ.type, value, path)


def all_lies(dossier: Dossier) -> list[str]:
    found = []
    for document in EVERY:
        if not document.missing(dossier):
            values = document.build_context(document.part_shown(dossier), None)
            described = describe(document, case_of(dossier))
            names = {champ.nom for champ in described.champs}
            found += [f"{document.nom}: {name} is not described" for name in values.keys() - names]
            found += [
                f"{document.nom}{lie}"
                for champ in described.champs
                for lie in lies_in_field(champ, values[champ.nom], f".{champ.nom}")
            ]
    return found


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: str(path.stem))
def test_the_catalogue_does_not_lie_about_a_sample(path: Any) -> None:
    assert all_lies(Dossier.load(path)) == []


@pytest.mark.parametrize("etape", ["redigee", "achevee"])
@pytest.mark.parametrize("variante", VARIANTES)
def test_the_catalogue_does_not_lie_about_any_kind_of_operator(variante: str, etape: Any) -> None:
    regime, changes = VARIANTES[variante]
    assert all_lies(build(regime, etape, changes)) == []


@pytest.mark.parametrize("document", EVERY, ids=lambda document: str(document.nom))
def test_every_field_has_a_french_meaning(document: TypeDocument) -> None:
    silent = {
        f"{group.nom}.{champ.nom}"
        for case in CASES
        for group in groups(describe(document, case))
        for champ in group.champs
        if not champ.sens
    }
    assert silent == set(), "give each a meaning: Annotated[type, « texte »] beside the field, or title and description"


def test_a_lie_is_seen() -> None:
    dossier = build("epci", "achevee")
    described = describe(DOCUMENTS["convention"], case_of(dossier))
    porteur = next(champ for champ in described.champs if champ.nom == "porteur")
    assert list(lies_in_field(porteur, build("association").porteur, "porteur"))


def test_needs_of_a_document_are_known_and_what_it_leaves_out_never_is() -> None:
    account = {
        document: presence_of(describe(DOCUMENTS[document], CASES[0]), "porteur", "compte")
        for document in ("convention", "bilan-final")
    }
    assert account == {"convention": "toujours", "bilan-final": "jamais"}
    assert presence_of(describe(DOCUMENTS["demande-avance"], CASES[0]), "convention", "date_signature") == "toujours"
    assert presence_of(describe(DOCUMENTS["convention"], CASES[0]), "convention", "date_signature") == "parfois"


def test_what_depends_on_the_regime() -> None:
    presences = {
        case.regime.code: presence_of(describe(DOCUMENTS["convention"], case), "articles", "engagement_republicain")
        for case in CASES
    }
    assert presences["association"] == "toujours"
    assert presences["epci"] == "jamais"


def presence_of(group: Groupe, *names: str) -> str:
    for name in names[:-1]:
        found = next(champ for champ in group.champs if champ.nom == name).type
        assert isinstance(found, Groupe)
        group = found
    return next(champ for champ in group.champs if champ.nom == names[-1]).presence


def test_marks_name_categories_that_exist() -> None:
    known = {category for case in CASES for category in case.regime.categories}
    for document in DOCUMENTS.values():
        for mark in marks_of(document.contexte):
            assert {*mark.toujours, *mark.jamais} <= known


def marks_of(context: type[Any]) -> Iterator[Selon]:
    from typing import get_type_hints

    for hint in get_type_hints(context, include_extras=True).values():
        yield from (mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Selon))
