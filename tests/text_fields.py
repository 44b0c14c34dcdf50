"""The texts of a dossier that may hold any words, found in its models, and dossiers where all of them are changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.field import Markdown, Texte
from cllaj_docs.errors import DossierError

_TEXTE, _MARKDOWN = get_args(Texte)[1:], get_args(Markdown)[1:]


@dataclass(frozen=True, slots=True)
class TextField:
    """A text of a dossier: where it stands, and whether it is read as Markdown."""

    path: str
    is_markdown: bool


def free_texts(dossier: Dossier) -> tuple[TextField, ...]:
    """Give each text that may be changed alone, those that the dossier leaves out too: not codes nor references."""
    return tuple(field for field in _texts(dossier, "") if _accepts(dossier, field))


def with_texts(dossier: Dossier, texts: Mapping[str, str]) -> dict[str, Any]:
    """Give the data of a dossier with some of its texts changed, by path."""
    data: dict[str, Any] = json.loads(dossier.to_json())
    for path, text in texts.items():
        *way, last = [int(step[1:-1]) if step[0] == "[" else step for step in re.findall(r"[^.\[\]]+|\[\d+\]", path)]
        part: Any = data
        for step in way:
            part = part[step]
        part[last] = text
    return data


def marked(fields: tuple[TextField, ...], text_of: Callable[[TextField], str]) -> dict[str, str]:
    """Give each field a text that is told from all others, by what it opens and closes with."""
    return {field.path: f"8{rank:03d}x {text_of(field)} 9{rank:03d}y" for rank, field in enumerate(fields)}


def _accepts(dossier: Dossier, field: TextField) -> bool:
    try:
        Dossier.parse(with_texts(dossier, {field.path: "7q texte d’essai q7"}))
    except DossierError:
        return False
    return True


def _texts(part: BaseModel, path: str) -> Iterator[TextField]:
    for name, field in type(part).model_fields.items():
        value, here = getattr(part, name), f"{path}.{name}" if path else name
        if isinstance(value, BaseModel):
            yield from _texts(value, here)
        elif isinstance(value, tuple):
            for rank, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _texts(item, f"{here}[{rank}]")
                elif kind := _kind(field.annotation, field.metadata):
                    yield TextField(f"{here}[{rank}]", kind == "markdown")
        elif kind := _kind(field.annotation, field.metadata):
            yield TextField(here, kind == "markdown")


def _kind(annotation: Any, metadata: list[Any]) -> str:
    """Tell a text from a text in Markdown, and from anything else (``""``)."""
    if tuple(metadata) == _TEXTE:
        return "texte"
    if tuple(metadata) == _MARKDOWN:
        return "markdown"
    inner = [
        (get_args(kind)[0], list(get_args(kind)[1:])) if get_origin(kind) is Annotated else (kind, [])
        for kind in get_args(annotation)
    ]
    return next((found for kind in inner if (found := _kind(*kind))), "")
