"""Data shipped inside the package, each floor in its own ``data`` folder: calls, départements, regimes, law."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_shipped(floor: str, *path: str) -> dict[str, Any]:
    """Read a TOML file of the ``data`` folder of a floor; decimals stay exact. Callers never change what they get."""
    text = files(f"cllaj_docs.{floor}").joinpath("data", *path).read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def shipped_names(folder: str) -> tuple[str, ...]:
    """Name the files of a folder of ``domain/data``, without their ending, in alphabetical order."""
    entries = files("cllaj_docs.domain").joinpath("data", folder).iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))
