"""The page of a dossier field by field, drawn from its JSON Schema: the same titles and descriptions as errors give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cllaj_docs.delivery.toolkit import Toolkit
from tools.site.markdown import code, table, text

_Schema = Mapping[str, Any]

_INTRODUCTION = """# Le dossier, champ par champ

Un dossier est un fichier TOML (pour les personnes) ou JSON (pour les programmes) : mêmes clés, mêmes règles. Les
parties qui viennent plus tard (décision, convention, bilan) s’ajoutent quand elles existent. `cllaj-docs controler` dit
toutes les fautes d’un coup, avec leur place.

En TOML, une partie s’ouvre par son nom entre crochets (`[convention]`), une ligne de liste par deux
(`[[paiements]]`)."""

_SIMPLE = {"string": "texte", "integer": "nombre entier", "number": "nombre", "boolean": "true ou false"}


def dossier_page() -> str:
    """Write the page: the dossier itself, then each part where it is first met."""
    schema = Toolkit.schema()
    parts = [_INTRODUCTION, "## Le dossier", _fields(schema, schema)]
    for path, name in _parts(schema):
        part = schema["$defs"][name]
        parts += [f"## {path} {{ #{_anchor(name)} }}", _fields(part, schema)]
    return "\n\n".join(parts) + "\n"


def _parts(schema: _Schema) -> Iterator[tuple[str, str]]:
    """Give the parts in the order of the file: the path where each is first met, and its name."""
    seen: set[str] = set()
    todo: list[tuple[str, _Schema]] = [("", schema)]
    while todo:
        path, part = todo.pop(0)
        below = []
        for key, field in part.get("properties", {}).items():
            for name in _references(field):
                if name not in seen:
                    seen.add(name)
                    here = f"{path}{key}{_brackets(field)}{_kind_of_part(schema['$defs'][name])}"
                    yield here, name
                    below.append((f"{here}.", schema["$defs"][name]))
        todo = [*below, *todo]


def _kind_of_part(part: _Schema) -> str:
    """Say which part of a choice this one is, by the code that it holds: a regime, a type of action."""
    return next((f" ({field['const']})" for field in part.get("properties", {}).values() if "const" in field), "")


def _brackets(field: _Schema) -> str:
    return "[]" if any(one.get("type") == "array" for one in _choices(field)) else ""


def _fields(part: _Schema, schema: _Schema) -> str:
    required = set(part.get("required", ()))
    rows = (
        (
            code(key),
            _meaning(field) + (" *À renseigner.*" if key in required else ""),
            _kind(field, schema),
            ", ".join(code(str(example)) for example in field.get("examples", ())[:1]),
        )
        for key, field in part.get("properties", {}).items()
    )
    return table(("Clé", "Sens", "Valeur", "Exemple"), rows)


def _meaning(field: _Schema) -> str:
    title, description = field.get("title", ""), field.get("description", "")
    return f"**{text(title)}** – {text(description)}" if title and description else text(title or description)


def _kind(field: _Schema, schema: _Schema) -> str:
    kinds = dict.fromkeys(filter(None, (_one_kind(one, schema) for one in _choices(field))))
    if "nombre" in kinds:  # written between quotes too, in JSON
        kinds.pop("texte", None)
    return (", " if all("const" in one for one in _choices(field)) else " ou ").join(kinds)


def _choices(field: _Schema) -> list[_Schema]:
    return list(field.get("anyOf") or field.get("oneOf") or [field])


def _one_kind(one: _Schema, schema: _Schema) -> str:
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        below = schema["$defs"][name]
        return f"[partie](#{_anchor(name)})" if "properties" in below else _one_kind(below, schema)
    if "const" in one:
        return _choice(one)
    if "enum" in one:
        return ", ".join(code(value) for value in one["enum"])
    if one.get("type") == "array":
        return f"liste : {_kind(one.get('items', {}), schema)}"
    if one.get("format") == "date":
        return "date"
    return _SIMPLE.get(str(one.get("type")), "")


def _choice(one: _Schema) -> str:
    """Write a code, and the label that people are shown for it; what is left out is not written."""
    if one["const"] is None:
        return ""
    label = one.get("title", "")
    return code(str(one["const"])) + (f" ({text(label)})" if label and label != one["const"] else "")


def _references(field: _Schema) -> Iterator[str]:
    """Name the parts that a field may hold, in its own schema or in that of its items."""
    for one in _choices(field):
        if "$ref" in one:
            yield one["$ref"].rpartition("/")[2]
        elif "items" in one:
            yield from _references(one["items"])


def _anchor(name: str) -> str:
    return f"partie-{name.lower()}"
