"""The page of the charter, key by key: what each sets, what is shipped, how the style sheet calls it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, get_args, get_type_hints

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cllaj_docs.delivery.charte import Charte
from cllaj_docs.delivery.letterhead import LOGO_KEYS
from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.documents.contexte import Logos
from cllaj_docs.rendering.html import css_values
from tools.site.markdown import code, table, text

_INTRODUCTION = """# La charte, clé par clé

Le fichier `charte.toml`, placé avec vos gabarits, règle l’apparence de tous les documents. N’y écrivez que ce que vous
changez : le reste est comme livré. `cllaj-docs gabarits verifier` dit toutes les fautes d’un coup, les couleurs qui se
lisent mal, et les réglages que Word ne suit pas. Voir [modifier les gabarits](gabarits.md)."""

_LOGOS = """Un logo est un fichier PNG ou JPEG placé à côté de la charte, 5 Mo au plus. Atteint les documents Word, PDF
et HTML qui ont cet en-tête. Aucun n’est livré : sans la table, aucune place n’est gardée."""


def charte_page() -> str:
    """Write the page: each table of the charter, then the logos."""
    shipped = tomllib.loads((shipped_folder("templates") / "charte.toml").read_text(encoding="utf-8"))
    names = css_values(shipped)
    parts = [_INTRODUCTION]
    for key, field in Charte.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            parts += [f"## [{key}] {{ #{_anchor(key)} }}", text(str(field.description))]
            parts.append(_table(key, field.annotation, shipped.get(key, {}), names))
    return "\n\n".join([*parts, *_logos()]) + "\n"


def _table(place: str, model: type[BaseModel], shipped: Mapping[str, Any], names: Mapping[str, str]) -> str:
    heads = ("Clé", "Sens", "Valeur", "Livré", "Dans la feuille de style")
    rows = []
    for key, meaning, bounds, value in _keys(model, shipped):
        name = f"{place}-{key}".replace("_", "-")
        rows.append((code(key), meaning, bounds, _value(value), code(f"var(--{name})" if name in names else "")))
    shown = len(heads) if any(row[-1] for row in rows) else len(heads) - 1
    return table(heads[:shown], (row[:shown] for row in rows))


def _keys(model: type[BaseModel], shipped: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str, str, Any]]:
    """Give the keys of a table and of those inside it: path, meaning, what may be written, what is shipped."""
    for key, field in model.model_fields.items():
        value = shipped.get(key)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation, value or {}, f"{above}{key}.")
        else:
            yield f"{above}{key}", text(str(field.description)), _kind(field, value), value


def _kind(field: FieldInfo, shipped: Any) -> str:
    """Say what may be written for a key."""
    least, most = (next((one for one in field.metadata if isinstance(one, kind)), None) for kind in (Ge, Le))
    if isinstance(least, Ge) and isinstance(most, Le):
        return f"de {least.ge} à {most.le}"
    longest = next((one.max_length for one in field.metadata if isinstance(one, MaxLen)), None)
    if longest:
        return f"liste de textes, {longest} au plus"
    if isinstance(shipped, str) and shipped.startswith("#"):
        return "couleur"
    return "texte"


def _value(value: Any) -> str:
    """Write what is shipped as the charter has it."""
    if value is None or value == []:
        return "rien"
    if isinstance(value, list):
        return code(", ".join(value))
    return code(str(value))


def _logos() -> Iterator[str]:
    hints = get_type_hints(Logos, include_extras=True)
    said = {field.name: get_args(hints[field.name])[1] for field in fields(Logos)}
    yield f"## [logo] {{ #{_anchor('logo')} }}"
    yield _LOGOS
    yield table(("Table", "Ce que c’est"), ((code(f"[logo.{name}]"), text(meaning)) for name, meaning in said.items()))
    yield "Chacune a ces trois clés, toutes à donner :"
    yield table(("Clé", "Sens"), ((code(key), text(meaning)) for key, meaning in LOGO_KEYS.items()))


def _anchor(key: str) -> str:
    return f"charte-{key.replace('_', '-')}"
