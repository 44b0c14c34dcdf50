"""What a dossier is, as JSON Schema (2020-12) says it: for programs that write dossiers, and for generators of forms.

What the schema refuses, reading a dossier refuses too. The other way round, it cannot say all: the key of a SIRET, a
payment before the signature, a rubric on the wrong side of the budget are told when the dossier is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import TaggedUnionSchema

from cllaj_docs.domain.dossier import SHIPPED_PARTS, Dossier
from cllaj_docs.domain.libelle import label_of
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.shipped import read_shipped, shipped_names

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_NOTHING: Schema = {"type": "null", "title": "Non renseigné"}
_NO_CHOICE: Schema = {"const": None, "title": "Non renseigné"}

_NAMED_BY = {"appel": "intitule", "departement": "nom"}
"""What a shipped part is called, for people."""


def describe_dossier() -> Schema:
    """Give the schema of a dossier, with French titles and descriptions."""
    schema = Dossier.model_json_schema(mode="validation", schema_generator=_Generator)
    definitions: dict[str, Schema] = schema["$defs"]
    for model in models_of(Dossier):
        part = schema if model is Dossier else definitions[model.__name__]
        for name, field in model.model_fields.items():
            said = _labelled(_flat(part["properties"][name])) | {"title": field.title, "description": field.description}
            if said.get("type") == "array" and "examples" in said:  # a field gives those of its items
                said["examples"] = [[example] for example in said["examples"]]
            part["properties"][name] = said
    for name in SHIPPED_PARTS:
        said = schema["properties"][name]
        del said["$ref"]
        said["anyOf"] = list(_given(name, definitions))
    return {
        "$schema": DIALECT,
        **schema,
        "description": "Tout ce que l’on sait d’une subvention, de la candidature retenue au bilan final.",
        "$defs": definitions,
    }


class _Generator(GenerateJsonSchema):
    """Writes keys in the order of the models, as a form shows them, and no keyword that JSON Schema does not have."""

    def sort(self, value: Any, parent_key: str | None = None) -> Any:  # noqa: ARG002 - the name that pydantic calls
        return value

    def tagged_union_schema(self, schema: TaggedUnionSchema) -> Schema:
        """Say a choice without ``discriminator``, a word of OpenAPI: the ``const`` of each part tells it."""
        said = super().tagged_union_schema(schema)
        return {key: value for key, value in said.items() if key != "discriminator"}


def models_of(model: type[Modele]) -> Iterator[type[Modele]]:
    """Give a model and every model below it, each once."""
    found: dict[type[Modele], None] = {}
    waiting: list[Any] = [model]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, Modele):
            if kind not in found:
                found[kind] = None
                waiting += [field.annotation for field in kind.model_fields.values()]
        else:
            waiting += [below for below in get_args(kind) if below not in (NoneType, Ellipsis)]
    yield from found


def _flat(said: Schema) -> Schema:
    """Say in one schema what may be a plain value or nothing; name the choice of a part or nothing."""
    kinds = said.get("anyOf", [])
    if {"type": "null"} not in kinds or len(kinds) != 2:  # noqa: PLR2004 - a value, or nothing
        return said
    (kind,) = (one for one in kinds if one != {"type": "null"})
    if "type" not in kind or "items" in kind:
        return said | {"anyOf": [kind, _NOTHING]}
    types = kind["type"] if isinstance(kind["type"], list) else [kind["type"]]
    flat: Schema = {key: value for key, value in said.items() if key != "anyOf"} | kind | {"type": [*types, "null"]}
    if "enum" in kind:
        flat["enum"] = [*kind["enum"], None]
    return flat


def _labelled(said: Schema) -> Schema:
    """Give each code its label: a form shows titles, which ``enum`` has not. ``const`` stays, to tell parts apart.

    The codes are a ``pattern`` too: a validator that finds another says which there are, as it does not of ``oneOf``.
    """
    if "items" in said:
        return said | {"items": _labelled(said["items"])}
    codes = said.get("enum") or ([said["const"]] if "const" in said else [])
    if not codes:
        return said
    choices = [_NO_CHOICE if code is None else {"const": code, "title": label_of(code)} for code in codes]
    pattern = "|".join(re.escape(code) for code in codes if code is not None)
    return {key: value for key, value in said.items() if key != "enum"} | {
        "pattern": f"^({pattern})$",
        "oneOf": choices,
    }


# --- parts that a dossier may name


def _given(part: str, definitions: dict[str, Schema]) -> Iterator[Schema]:
    """Give the three ways to give a shipped part: its name, its name with a few keys over it, or the whole part."""
    whole = part.capitalize()
    names = {"type": "string", "title": "Partie livrée", "description": "Son nom."}
    known = {name: read_shipped("domain", part, f"{name}.toml") for name in shipped_names(part)}
    yield names | {"oneOf": [{"const": name, "title": said[_NAMED_BY[part]]} for name, said in known.items()]}
    over = _partial(definitions, whole)
    # By name: a generator of forms that compares a dossier with these ways counts a list of labels as no match.
    properties = definitions[over]["properties"] | {"reference": names | {"enum": list(known)}}
    definitions[over] |= {
        "title": "Partie livrée, à compléter",
        "properties": properties,
        "required": ["reference"],
    }
    yield {"$ref": f"#/$defs/{over}"}
    yield {"$ref": f"#/$defs/{whole}"}


def _partial(definitions: dict[str, Schema], name: str) -> str:
    """Define a part whose every key may be left out, at any depth, and give its name: shipped keys stand below."""
    partial = f"{name}Partiel"
    if partial not in definitions:
        whole = definitions[name]
        definitions[partial] = {
            **{key: value for key, value in whole.items() if key != "required"},
            "properties": {key: _partial_value(definitions, value) for key, value in whole["properties"].items()},
        }
    return partial


def _partial_value(definitions: dict[str, Schema], said: Schema) -> Schema:
    if "$ref" in said:
        return said | {"$ref": f"#/$defs/{_partial(definitions, said['$ref'].rpartition('/')[2])}"}
    if "anyOf" in said:
        return said | {"anyOf": [_partial_value(definitions, one) for one in said["anyOf"]]}
    return said
