"""From a validation error to the French list of every fault, each with its path.

pydantic stops checking a part as a whole as soon as one of its fields is wrong. The rules between fields are then run
on what could be read of the part, so that one reading of the message is enough to mend the file.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from cllaj_docs.domain.field import spell
from cllaj_docs.domain.model import INCOHERENCE, Modele
from cllaj_docs.errors import Faute

FAUTES_MAX = 200
"""Most faults listed for one file: beyond, the file is not a dossier and reading on helps nobody."""

EMPTY_KEY = '""'
"""How a path writes a key without a name."""


def collect_faults(model: type[Modele], data: Any, error: ValidationError) -> tuple[Faute, ...]:
    """List the faults of ``data`` in the order of the model: of single fields first, then between fields."""
    details = (detail for detail in error.errors() if detail["type"] != INCOHERENCE)
    fautes = [faute for detail in details for faute in _translate(model, data, detail)]
    fautes += _incoherences(_read_partially(model, data), "")
    return tuple(dict.fromkeys(fautes))[:FAUTES_MAX]


# --- one field -------------------------------------------------------------------------------------------------------


def _translate(model: type[Modele], data: Any, detail: ErrorDetails) -> list[Faute]:
    place = _locate(model, detail["loc"])
    if detail["type"] == "too_short" and len(_value_at(data, place.keys)) >= detail["ctx"]["min_length"]:
        return []  # pydantic only counts the items that it could read, and has said what is wrong with the others
    if not detail["type"].startswith("union_tag"):
        return [_fault(place.keys, _message(place, detail))]
    if not isinstance(_value_at(data, place.keys), Mapping):
        return [_fault(place.keys, _MESSAGES["model_type"])]
    tag, choices = _discriminator(place.below)
    said = "à renseigner" if detail["type"] == "union_tag_not_found" else "valeur inconnue"
    unknown = _fault([*place.keys, tag], f"{said} ; valeurs possibles : {', '.join(choices)}")
    return [unknown, *_faults_whatever_the_class(model, data, detail["loc"])]


def _fault(keys: Sequence[str | int], message: str) -> Faute:
    ranks = [key for key in keys if isinstance(key, int)]
    return Faute(_path(keys), f"{message} ({_ordinal(ranks[-1] + 1)} de la liste)" if ranks else message)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a location leads: its keys, the parts that may hold the last one, the parts that it may hold."""

    keys: list[str | int]
    holders: list[type[Modele]]
    below: list[type[Modele]]


def _locate(model: type[Modele], loc: Sequence[str | int]) -> _Place:
    """Follow a pydantic location. The class chosen in a union is a step of its own (``association``), and no key."""
    keys: list[str | int] = []
    holders: list[type[Modele]] = []
    below = [model]
    for step in loc:
        if isinstance(step, str) and len(below) > 1:
            below = [_chosen(below, step)]
            continue
        keys.append(step)
        if isinstance(step, str):
            holders = below
            below = [inner for field in _fields(holders, step) for inner in _models_in(field.annotation)]
    return _Place(keys, holders, below)


def _value_at(data: Any, keys: Sequence[str | int]) -> Any:
    for key in keys:
        data = data[key]
    return data


def _faults_whatever_the_class(model: type[Modele], data: Any, loc: tuple[str | int, ...]) -> Iterator[Faute]:
    """Check what every class of a union shares, when the file does not say which one it means."""
    place = _locate(model, loc)
    models, value = place.below, _value_at(data, place.keys)
    tag, choices = _discriminator(models)
    shared = set.intersection(*(set(candidate.model_fields) for candidate in models)) - {tag}
    try:
        models[0].model_validate({**value, tag: choices[0]})
    except ValidationError as error:
        for detail in error.errors():
            if detail["type"] != INCOHERENCE and shared.intersection(detail["loc"][:1]):
                detail["loc"] = (*loc, choices[0], *detail["loc"])
                yield from _translate(model, data, detail)


def _path(keys: Sequence[str | int]) -> str:
    """Write keys as ``projet.actions[0].code``; ranks from 0, as programs count. Invisible characters are spelled."""
    steps = (f"[{key}]" if isinstance(key, int) else f".{spell(key) or EMPTY_KEY}" for key in keys)
    return "".join(steps).removeprefix(".")


def _ordinal(rank: int) -> str:
    return "1er" if rank == 1 else f"{rank}e"


def _message(place: _Place, detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "champ":
        return str(context["message"])
    if kind == "missing":
        return _missing_message(place)
    if kind == "extra_forbidden":
        return _extra_message(place)
    if kind in _MESSAGES:
        return _MESSAGES[kind].format(**{key: _french(value) for key, value in context.items()})
    return "valeur refusée : vérifiez-la dans la documentation des champs"


_MESSAGES = {
    "string_type": "un texte entre guillemets est attendu",
    "string_sub_type": "un texte entre guillemets est attendu",
    "string_unicode": "caractère interdit (moitié de caractère isolée) : recopiez le texte",
    "string_too_short": "texte vide : écrivez-le, ou retirez la clé si elle est facultative",
    "string_too_long": "texte trop long : {max_length} caractères au plus",
    "int_type": "un nombre entier est attendu, sans guillemets",
    "int_parsing": "un nombre entier est attendu, sans guillemets",
    "int_from_float": "un nombre entier est attendu, sans décimales",
    "bool_type": "true ou false est attendu, sans guillemets",
    "decimal_type": "un nombre est attendu, par exemple 20000.00",
    "decimal_parsing": "un nombre est attendu, par exemple 20000.00",
    "decimal_max_digits": "nombre trop long",
    "finite_number": "un nombre fini est attendu, par exemple 20000.00",
    "greater_than": "doit être supérieur à {gt}",
    "greater_than_equal": "doit être au moins {ge}",
    "less_than": "doit être inférieur à {lt}",
    "less_than_equal": "doit être au plus {le}",
    "literal_error": "valeur inconnue ; valeurs possibles : {expected}",
    "tuple_type": "une liste entre crochets est attendue",
    "too_short": "liste trop courte : il en faut au moins {min_length}, il y en a {actual_length}",
    "too_long": "liste trop longue : il en faut au plus {max_length}, il y en a {actual_length}",
    "model_type": "une partie avec ses propres clés est attendue",
    "model_attributes_type": "une partie avec ses propres clés est attendue",
    "dict_type": "une partie avec ses propres clés est attendue",
}


def _french(value: Any) -> str:
    return str(value).replace("'", "").replace(" or ", " ou ")


def _missing_message(place: _Place) -> str:
    field = _fields(place.holders, place.keys[-1])[0]
    text = f"à renseigner : {field.title} — {field.description}"
    return f"{text} Exemple : {field.examples[0]}" if field.examples else text


def _extra_message(place: _Place) -> str:
    name = str(place.keys[-1])
    if name == "rna":
        return "seule une association a un numéro RNA : retirez cette clé"
    if name.startswith("contrat_engagement"):
        return "seule une association souscrit le contrat d’engagement républicain : retirez cette clé"
    known = sorted({field for candidate in place.holders for field in candidate.model_fields})
    near = difflib.get_close_matches(name, known, n=1)
    return (
        f"clé inconnue ; vouliez-vous écrire « {near[0]} » ?"
        if near
        else "clé inconnue ici : retirez-la ou corrigez-la"
    )


# --- where a path leads in the models --------------------------------------------------------------------------------


def _models_in(annotation: Any) -> Iterator[type[Modele]]:
    """Give the parts that a field may hold, through optional, union, tuple and annotated types."""
    if isinstance(annotation, type) and issubclass(annotation, Modele):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _models_in(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType, tuple):
        for argument in get_args(annotation):
            yield from _models_in(argument)


def _fields(holders: Sequence[type[Modele]], name: str | int) -> list[FieldInfo]:
    return [holder.model_fields[name] for holder in holders if isinstance(name, str) and name in holder.model_fields]


def _discriminator(models: Sequence[type[Modele]]) -> tuple[str, list[str]]:
    """Give the key that tells the classes of a union apart, and its values in order."""
    for name in ("regime", "type"):
        if all(name in candidate.model_fields for candidate in models):
            return name, [get_args(candidate.model_fields[name].annotation)[0] for candidate in models]
    raise AssertionError("a union of the dossier without a discriminator")


def _chosen(models: Sequence[type[Modele]], tag_value: Any) -> type[Modele]:
    """Give the class that a union's key says; the first, to read what all share, when it says nothing known."""
    if len(models) == 1:
        return models[0]
    choices = _discriminator(models)[1]
    return models[choices.index(tag_value)] if tag_value in choices else models[0]


# --- rules between fields, on what could be read ---------------------------------------------------------------------


class _UnreadableError(Exception):
    """A value could not be read at all."""


def _read_partially(model: type[Modele], data: Any) -> Modele:
    """Build a part with the fields that are right, and leave the others absent."""
    if not isinstance(data, Mapping):
        return model.model_construct()
    values = {}
    given = [name for name in model.model_fields if name in data]
    for name in given:
        with suppress(_UnreadableError):
            values[name] = _read_value(model, name, data[name])
    partial = model.model_construct(**values)
    for name in given:
        if name not in values:
            partial.__dict__.pop(name, None)
    return partial


@cache
def _adapter(model: type[Modele], name: str) -> TypeAdapter[Any]:
    """Give what reads one field, with its constraints and its discriminator."""
    field = model.model_fields[name]
    metadata = [*field.metadata, *([field] if field.discriminator else [])]
    annotation: Any = Annotated[field.annotation, *metadata] if metadata else field.annotation
    return TypeAdapter(annotation)


def _read_value(model: type[Modele], name: str, value: Any) -> Any:
    try:
        return _adapter(model, name).validate_python(value)
    except ValidationError as error:
        models = list(_models_in(model.model_fields[name].annotation))
        if not models:
            raise _UnreadableError from error
    if not value:
        raise _UnreadableError
    if isinstance(value, list | tuple):
        return tuple(_read_partially(_choose(models, item), item) for item in value)
    return _read_partially(_choose(models, value), value)


def _choose(models: Sequence[type[Modele]], value: Any) -> type[Modele]:
    if len(models) == 1 or not isinstance(value, Mapping):
        return models[0]
    return _chosen(models, value.get(_discriminator(models)[0]))


def _incoherences(part: Modele, path: str) -> list[Faute]:
    """Run the rules of a part and of the parts inside it; a rule that needs an unreadable value stays silent."""
    fautes: list[Faute] = []
    for name in part.coherences:
        with suppress(AttributeError, KeyError, TypeError):  # but keep what the rule found before it met that value
            for faute in getattr(part, name)():
                fautes.append(Faute(f"{path}{faute.chemin}", faute.message))
    for name, value in vars(part).items():
        if isinstance(value, Modele):
            fautes += _incoherences(value, f"{path}{name}.")
        elif isinstance(value, tuple):
            for rank, item in enumerate(value):
                if isinstance(item, Modele):
                    fautes += _incoherences(item, f"{path}{name}[{rank}].")
    return fautes
