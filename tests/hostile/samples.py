"""Dossiers that the cases are about, in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dossiers import Etape, describe

from cllaj_docs.domain.porteur import CodeRegime


def as_json(data: Mapping[str, Any]) -> str:
    """Write a dossier in JSON; lone surrogates stay, as escapes."""
    return json.dumps(data, default=str)


def dossier(regime: CodeRegime = "association", etape: Etape = "achevee", **changes: Any) -> str:
    """Write a dossier with some values changed, ``__`` for the dots of their paths."""
    return as_json(describe(regime, etape, {path.replace("__", "."): value for path, value in changes.items()}))


COMPLETE = dossier()
"""A dossier that allows every document."""
