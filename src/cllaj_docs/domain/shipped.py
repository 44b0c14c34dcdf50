"""Data shipped inside the package, each floor in its own ``data`` folder: calls, départements, regimes, law."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from cllaj_docs.french.typography import polish


@cache
def read_shipped(floor: str, *path: str) -> dict[str, Any]:
    """Read a TOML file of the ``data`` folder of a floor: decimals stay exact, texts get their French spaces.

    Callers never change what they get.
    """
    text = files(f"cllaj_docs.{floor}").joinpath("data", *path).read_text(encoding="utf-8")
    return {key: _polish(value) for key, value in tomllib.loads(text, parse_float=Decimal).items()}


def _polish(value: Any) -> Any:
    """Put the spaces of our own texts right, at any depth: they are written by hand and printed as they are."""
    if isinstance(value, str):
        return polish(value)
    if isinstance(value, dict):
        return {key: _polish(item) for key, item in value.items()}
    return [_polish(item) for item in value] if isinstance(value, list) else value


def shipped_names(folder: str) -> tuple[str, ...]:
    """Name the files of a folder of ``domain/data``, without their ending, in alphabetical order."""
    entries = files("cllaj_docs.domain").joinpath("data", folder).iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))
