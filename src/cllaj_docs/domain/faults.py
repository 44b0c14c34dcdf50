"""From a validation error to the French list of every fault, each with its path.

pydantic stops checking a part as a whole as soon as one of its fields is wrong. The rules between fields are then run
on what could be read of the part, so that one reading of the message is enough to mend the file.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from cllaj_docs.domain.model import INCOHERENCE, Modele
from cllaj_docs.errors import Faute

FAUTES_MAX = 200
"""Most faults listed for one file: beyond, the file is not a dossier and reading on helps nobody."""


def collect_faults(model: type[Modele], data: Any, error: ValidationError) -> tuple[Faute, ...]:
    """List the faults of ``data`` in the order of the model: of single fields first, then between fields."""
    fautes = [_translate(model, data, detail) for detail in error.errors() if detail["type"] != INCOHERENCE]
    fautes += _incoherences(_read_partially(model, data), "")
    return tuple(dict.fromkeys(fautes))[:FAUTES_MAX]


# --- one field -------------------------------------------------------------------------------------------------------


def _translate(model: type[Modele], data: Any, detail: ErrorDetails) -> Faute:
    keys = _real_keys(data, detail["loc"])
    message = _message(model, keys, detail)
    ranks = [key for key in keys if isinstance(key, int)]
    if ranks:
        message = f"{message} ({_ordinal(ranks[-1] + 1)} de la liste)"
    return Faute(_path(keys), message)


def _real_keys(data: Any, loc: Sequence[str | int]) -> list[str | int]:
    """Drop from a pydantic location the union tags (``association``), which are no keys of the file."""
    keys: list[str | int] = []
    for rank, step in enumerate(loc):
        last = rank == len(loc) - 1
        if isinstance(data, Mapping):
            if step not in data and not last:
                continue
            data = data.get(step)
        elif isinstance(data, list | tuple) and isinstance(step, int) and step < len(data):
            data = data[step]
        keys.append(step)
    return keys


def _path(keys: Sequence[str | int]) -> str:
    """Write keys as ``projet.actions[0].code``; ranks from 0, as programs count."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def _ordinal(rank: int) -> str:
    return "1er" if rank == 1 else f"{rank}e"


def _message(model: type[Modele], keys: Sequence[str | int], detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "champ":
        return str(context["message"])
    if kind == "missing":
        return _missing_message(model, keys)
    if kind == "extra_forbidden":
        return _extra_message(model, keys)
    if kind.startswith("union_tag"):
        return _tag_message(model, keys, kind)
    if kind in _MESSAGES:
        return _MESSAGES[kind].format(**{key: _french(value) for key, value in context.items()})
    return "valeur refusée : vérifiez-la dans la documentation des champs"


_MESSAGES = {
    "string_type": "un texte entre guillemets est attendu",
    "string_sub_type": "un texte entre guillemets est attendu",
    "string_unicode": "caractère interdit (moitié de caractère isolée) : recopiez le texte",
    "string_too_short": "texte vide : écrivez-le, ou retirez la clé si elle est facultative",
    "string_too_long": "texte trop long : {max_length} caractères au plus",
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
    "literal_error": "valeur inconnue ; valeurs possibles : {expected}",
    "tuple_type": "une liste entre crochets est attendue",
    "too_short": "au moins {min_length} élément(s) attendu(s), {actual_length} donné(s)",
    "too_long": "au plus {max_length} élément(s) attendu(s)",
    "model_type": "une partie avec ses propres clés est attendue",
    "model_attributes_type": "une partie avec ses propres clés est attendue",
    "dict_type": "une partie avec ses propres clés est attendue",
}


def _french(value: Any) -> str:
    return str(value).replace("'", "").replace(" or ", " ou ")


def _missing_message(model: type[Modele], keys: Sequence[str | int]) -> str:
    field = _field_at(model, keys)
    if field is None:
        return "à renseigner"
    text = f"à renseigner : {field.title} — {field.description}"
    return f"{text} Exemple : {field.examples[0]}" if field.examples else text


def _extra_message(model: type[Modele], keys: Sequence[str | int]) -> str:
    name = str(keys[-1])
    if name == "rna":
        return "seule une association a un numéro RNA : retirez cette clé"
    if name.startswith("contrat_engagement"):
        return "seule une association souscrit le contrat d’engagement républicain : retirez cette clé"
    near = difflib.get_close_matches(name, _known_names(model, keys[:-1]), n=1)
    return (
        f"clé inconnue ; vouliez-vous écrire « {near[0]} » ?"
        if near
        else "clé inconnue ici : retirez-la ou corrigez-la"
    )


def _tag_message(model: type[Modele], keys: Sequence[str | int], kind: str) -> str:
    found = _models_at(model, keys)
    tag, choices = _discriminator(found)
    said = "absente" if kind == "union_tag_not_found" else "inconnue"
    return f"clé « {tag} » {said} ; valeurs possibles : {', '.join(choices)}"


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


def _models_at(model: type[Modele], keys: Sequence[str | int]) -> list[type[Modele]]:
    found = [model]
    for key in keys:
        if isinstance(key, str):
            fields = [candidate.model_fields[key] for candidate in found if key in candidate.model_fields]
            found = [inner for field in fields for inner in _models_in(field.annotation)]
    return found


def _field_at(model: type[Modele], keys: Sequence[str | int]) -> FieldInfo | None:
    name = keys[-1]
    for candidate in _models_at(model, keys[:-1]):
        if isinstance(name, str) and name in candidate.model_fields:
            return candidate.model_fields[name]
    return None


def _known_names(model: type[Modele], keys: Sequence[str | int]) -> list[str]:
    return sorted({name for candidate in _models_at(model, keys) for name in candidate.model_fields})


def _discriminator(models: Sequence[type[Modele]]) -> tuple[str, list[str]]:
    """Give the key that tells the classes of a union apart, and its values in order."""
    for name in ("regime", "type"):
        if all(name in candidate.model_fields for candidate in models):
            return name, [get_args(candidate.model_fields[name].annotation)[0] for candidate in models]
    raise AssertionError("a union of the dossier without a discriminator")


# --- rules between fields, on what could be read ---------------------------------------------------------------------


class _UnreadableError(Exception):
    """A value could not be read at all."""


def _read_partially(model: type[Modele], data: Any) -> Modele:
    """Build a part with the fields that are right, and leave the others absent."""
    if not isinstance(data, Mapping):
        return model.model_construct()
    values = {}
    for name, field in model.model_fields.items():
        if name in data:
            try:
                values[name] = _read_value(_annotation(field), data[name])
            except _UnreadableError:
                continue
    partial = model.model_construct(**values)
    absent = [name for name, field in model.model_fields.items() if name in data and name not in values]
    for name in absent:
        partial.__dict__.pop(name, None)
    return partial


def _annotation(field: FieldInfo) -> Any:
    """Give a field's type with its constraints and its discriminator."""
    metadata = [*field.metadata, *([field] if field.discriminator else [])]
    return Annotated[field.annotation, *metadata] if metadata else field.annotation


def _read_value(annotation: Any, value: Any) -> Any:
    try:
        return TypeAdapter(annotation).validate_python(value)
    except ValidationError as error:
        models = list(_models_in(annotation))
        if not models:
            raise _UnreadableError from error
    if isinstance(value, list | tuple):
        return tuple(_read_partially(_choose(models, item), item) for item in value)
    return _read_partially(_choose(models, value), value)


def _choose(models: Sequence[type[Modele]], value: Any) -> type[Modele]:
    if len(models) == 1:
        return models[0]
    tag, choices = _discriminator(models)
    chosen = value.get(tag) if isinstance(value, Mapping) else None
    if chosen not in choices:
        raise _UnreadableError
    return models[choices.index(chosen)]


def _incoherences(part: Modele, path: str) -> list[Faute]:
    """Run the rules of a part and of the parts inside it; a rule that needs an unreadable value stays silent."""
    fautes: list[Faute] = []
    for name in part.coherences:
        try:
            fautes += [Faute(f"{path}{faute.chemin}", faute.message) for faute in getattr(part, name)()]
        except (AttributeError, KeyError, TypeError):
            continue
    for name, value in vars(part).items():
        if isinstance(value, Modele):
            fautes += _incoherences(value, f"{path}{name}.")
        elif isinstance(value, tuple):
            for rank, item in enumerate(value):
                if isinstance(item, Modele):
                    fautes += _incoherences(item, f"{path}{name}[{rank}].")
    return fautes
