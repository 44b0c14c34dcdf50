"""The schema of a dossier with its examples, which are those of the shipped samples."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.schema import Schema, describe_dossier

SHOWN_WHOLE = ("association", "complet")
"""Samples that the schema shows: a subvention just voted, and one whose report is in."""


def dossier_schema() -> Schema:
    """Give the JSON Schema (2020-12) of a dossier: titles, descriptions and examples in French for every field."""
    schema = describe_dossier()
    samples = {path.stem: path for path in sample_files()}
    for path in samples.values():
        _exemplify(Dossier.load(path), schema, schema["$defs"])
    for part in (schema, *schema["$defs"].values()):
        for said in part["properties"].values():
            _exemplify_choice(said)
    return schema | {"examples": [_as_json(samples[name]) for name in SHOWN_WHOLE]}


def _exemplify(part: Modele, said: Schema, definitions: dict[str, Schema]) -> None:
    """Take the values of a part as examples, for the fields that have none, and those of the parts below it."""
    written = part.model_dump(mode="json")
    for name, value in part:
        below = value if isinstance(value, tuple) else (value,)
        parts = [one for one in below if isinstance(one, Modele)]
        for one in parts:
            _exemplify(one, definitions[type(one).__name__], definitions)
        if not parts and written[name] not in (None, [], {}):
            said["properties"][name].setdefault("examples", [written[name]])


def _exemplify_choice(said: Schema) -> None:
    """Take what a field may be as its example, when no sample uses it."""
    choices = said.get("enum") or [one["const"] for one in said.get("oneOf", []) if "const" in one]
    if choices:
        said.setdefault("examples", choices[:1])
    elif said.get("default") not in (None, [], {}) or said.get("type") == "boolean":
        said.setdefault("examples", [said.get("default", True)])
    elif said.get("type") in ("integer", ["integer", "null"]):
        said.setdefault("examples", [said.get("minimum", 0)])


def _as_json(path: Path) -> Any:
    """Read a sample as a program would write it: amounts and days are texts."""

    def written(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: written(below) for key, below in value.items()}
        if isinstance(value, list):
            return [written(below) for below in value]
        return value.isoformat() if isinstance(value, datetime.date) else value

    return written(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str))
