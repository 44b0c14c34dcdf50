"""Counts as parts of a dossier, in TOML: to be pasted into it, and read back equal."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from cllaj_docs.domain.model import Modele


def write_part(path: str, part: Modele) -> str:
    """Write a part under its path (``bilan.indicateurs``): counts, days, tables of them; the unknown is left out."""
    return "\n".join(_table(path, part.model_dump(exclude_none=True))) + "\n"


def _table(path: str, content: dict[str, Any]) -> Iterator[str]:
    """Give the lines of a table: its values and small tables first, then the tables below it, then their lists."""
    below = {key: value for key, value in content.items() if _is_deep(value)}
    lists = {key: value for key, value in content.items() if isinstance(value, list | tuple)}
    yield f"[{path}]"
    for key, value in content.items():
        if key not in below and key not in lists:
            yield f"{key} = {_inline(value)}"
    for key, value in below.items():
        yield ""
        yield from _table(f"{path}.{key}", value)
    for key, rows in lists.items():
        yield ""
        yield f"# {path}.{key}"
        for row in rows:
            yield f"[[{path}.{key}]]"
            yield from (f"{name} = {_inline(value)}" for name, value in row.items())


def _is_deep(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(below, dict) for below in value.values())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(below)}" for key, below in value.items()) + " }"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"a part of counts holds no {type(value).__name__}")
