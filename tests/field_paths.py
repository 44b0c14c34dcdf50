"""Paths of a dossier, checked against its models: a finding that points nowhere helps nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from cllaj_docs.domain.model import Modele


def leads_to_a_field(model: type[Modele], path: str) -> bool:
    """Tell whether a path such as ``paiements[0].date`` names a field, in at least one class of each union."""
    types: list[Any] = [model]
    for step in re.findall(r"[^.\[\]]+|\[\d+\]", path):
        if step.startswith("["):
            types = [inner for kind in types for inner in _items(kind)]
        else:
            models = [found for kind in types for found in _models(kind)]
            types = [found.model_fields[step].annotation for found in models if step in found.model_fields]
        if not types:
            return False
    return True


def _models(kind: Any) -> Iterator[type[Modele]]:
    if isinstance(kind, type) and issubclass(kind, Modele):
        yield kind
    elif get_origin(kind) is Annotated:
        yield from _models(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for inner in get_args(kind):
            yield from _models(inner)


def _items(kind: Any) -> Iterator[Any]:
    if get_origin(kind) is tuple:
        yield get_args(kind)[0]
    elif get_origin(kind) in (Union, UnionType):
        for inner in get_args(kind):
            yield from _items(inner)
