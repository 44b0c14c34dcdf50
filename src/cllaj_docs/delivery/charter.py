"""What a charter may hold: the keys of the shipped one, each with a value of its kind.

Its values go into style sheets, file names and drawings: a colour is six digits, a size is a number, a font is a file
of the folder, and nothing else.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from cllaj_docs.errors import TemplateError

CHARTE = "charte.toml"
"""The name of the charter in a folder of templates."""

_LOGO = "logo"
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_FAMILY = re.compile(r"\w[\w .-]{0,60}")
_LARGEST = {"taille": 100, "page": 1000}
_NARROWEST_MM = 50


def check_charte(given: Mapping[str, Any], shipped: Mapping[str, Any]) -> None:
    """Refuse what is no charter. Raises ``TemplateError`` with the key; logos are judged by ``letterhead``."""
    for name, table in given.items():
        if name == _LOGO:
            continue
        if name not in shipped:
            _refuse(f"la charte n’a pas de partie « {name[:40]} »{_nearest(name, [*shipped, _LOGO])}", f"[{name[:40]}]")
        _check_table(name, table, shipped[name])
    _check_page(given["page"])


def _check_table(name: str, table: Any, model: Mapping[str, Any]) -> None:
    place = f"[{name}]"
    if not isinstance(table, Mapping):
        _refuse(f"« {name} » est une partie de la charte : écrivez [{name}], puis ses valeurs", place)
    for key, value in table.items():
        where = f"{place} {key[:40]}"
        if key not in model:
            _refuse(f"cette partie de la charte n’a pas de valeur « {key[:40]} »{_nearest(key, model)}", where)
        if isinstance(model[key], Mapping):
            _check_table(f"{name}.{key}", value, model[key])
        else:
            _check_value(name, value, model[key], where)


def _check_value(name: str, value: Any, model: Any, where: str) -> None:
    """Refuse a value that is not of the kind of its table."""
    if name == "police.fichiers":
        if not isinstance(value, str) or not value or Path(value).name != value:
            _refuse("une police se donne par le nom d’un fichier placé à côté de la charte", where)
    elif name == "couleur":
        if not isinstance(value, str) or not _COLOUR.fullmatch(value):
            _refuse("une couleur s’écrit # suivi de six chiffres hexadécimaux, par exemple #14426b", where)
    elif name in _LARGEST:
        _check_number(value, _LARGEST[name], where)
    elif not _is_family(value, model):
        _refuse("une famille de police se nomme par des lettres, des chiffres et des espaces", where)


def _check_number(value: Any, largest: int, where: str) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 < value <= largest:
        _refuse(f"c’est un nombre, plus grand que 0, et {largest} au plus", where)


def _check_page(page: Mapping[str, Any]) -> None:
    """Refuse margins that leave no room for a text."""
    width = page["largeur"] - page["marge_gauche"] - page["marge_droite"]
    height = page["hauteur"] - page["marge_haute"] - page["marge_basse"]
    if min(width, height) < _NARROWEST_MM:
        _refuse(f"les marges laissent au texte moins de {_NARROWEST_MM} mm : réduisez-les", "[page]")


def _is_family(value: Any, model: Any) -> bool:
    names = value if isinstance(model, list) else [value]
    return isinstance(names, list) and all(isinstance(name, str) and _FAMILY.fullmatch(name) for name in names)


def _nearest(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" : vouliez-vous écrire « {close[0]} » ?" if close else f" ; il y a : {', '.join(known)}"


def _refuse(message: str, place: str) -> NoReturn:
    raise TemplateError(message, document=CHARTE, balise=place) from None
