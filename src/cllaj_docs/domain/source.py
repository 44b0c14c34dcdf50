"""From a file or a text to plain data: TOML for people, JSON for programs. Size and depth are bounded."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from cllaj_docs.domain.field import spell
from cllaj_docs.errors import DossierError, Faute, OutputError

TAILLE_MAX = 5_000_000
"""Largest dossier file, in bytes: fifty times the samples."""

VALEURS_MAX = 20_000
"""Most values of a dossier, parts and lists counted: twenty times the fullest sample."""

_DEEP_KEY = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]+[ \t]*\.[ \t]*){64}""")
"""A key of more parts than any dossier has: reading one takes as long as the square of their number."""

_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_source(path: Path) -> str:
    """Read a file as UTF-8 text. Raises ``OutputError`` when it cannot be opened, ``DossierError`` when not text."""
    return decode(read_content(path), str(path))


def read_content(path: Path) -> bytes:
    """Read the bytes of a file, no more than show that it is too large. Raises ``OutputError``."""
    try:
        with path.open("rb") as stream:
            return stream.read(TAILLE_MAX + 1)
    except FileNotFoundError:
        raise OutputError(f"{path} : ce fichier n’existe pas, vérifiez son nom et son dossier") from None
    except (OSError, ValueError):  # ValueError: a name that no file can have
        raise OutputError(f"{path} : fichier illisible, vérifiez son nom et vos droits d’accès") from None


def decode(content: bytes, source: str) -> str:
    """Give the text of a file. Raises ``DossierError`` when it is too large, or not text."""
    if len(content) > TAILLE_MAX:
        raise DossierError(f"fichier de plus de {TAILLE_MAX // 1_000_000} Mo : ce n’est pas un dossier", source=source)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DossierError(
            f"le fichier n’est pas en UTF-8 (ligne {line}) : enregistrez-le en UTF-8", source=source
        ) from None


def read_toml(text: str, source: str | None = None) -> dict[str, Any]:
    """Read TOML; decimals stay exact. Raises ``DossierError`` with the line and column."""
    if found := _DEEP_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        _refuse(f"TOML illisible, ligne {line} : valeurs trop imbriquées ou nombre trop long", source)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        where = f"ligne {place[1]}, colonne {place[2]}" if place else "à la fin du fichier"
        _refuse(f"TOML illisible, {where} : {_explain_toml(str(error))}", source)
    except (RecursionError, ValueError):
        _refuse("TOML illisible : valeurs trop imbriquées ou nombre trop long", source)


def _explain_toml(message: str) -> str:
    """Say in French what the TOML reader found; it only knows English."""
    for start, explanation in _TOML_EXPLANATIONS:
        if message.startswith(start):
            return explanation
    return "vérifiez les guillemets, les signes = et les crochets de cette ligne"


_TOML_EXPLANATIONS = (
    ("Cannot overwrite a value", "cette clé est donnée deux fois"),
    ("Cannot declare", "cette partie est ouverte deux fois"),
    ("Cannot mutate", "cette partie est déjà fermée, elle ne peut être complétée ici"),
    ("Duplicate inline table key", "cette clé est donnée deux fois"),
    ("Expected '=' after a key", "il manque le signe = après le nom de la clé"),
    ("Invalid date or datetime", "cette date n’existe pas dans le calendrier"),
    ("Invalid value", "cette valeur n’est pas lisible ; un texte s’écrit entre guillemets"),
    (
        "Illegal character",
        'caractère interdit dans un texte ; un texte sur plusieurs lignes s’écrit entre """',
    ),
    ("Unescaped", "la barre oblique inverse \\ s’écrit \\\\ entre guillemets droits"),
    ("Invalid hex value", "code de caractère illisible après la barre oblique inverse"),
    ("Unterminated string", "il manque le guillemet qui ferme le texte"),
    ("Expected newline or end of document", "une seule clé par ligne"),
    ("Unclosed array", "il manque le crochet qui ferme la liste"),
    ("Unclosed inline table", "il manque l’accolade qui ferme la partie"),
)


def read_json(text: str, source: str | None = None) -> dict[str, Any]:
    """Read JSON; decimals stay exact, a key given twice is a fault. Raises ``DossierError`` with line and column."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique_keys)
    except json.JSONDecodeError as error:
        _refuse(
            f"JSON illisible, ligne {error.lineno}, colonne {error.colno} : vérifiez les guillemets et les virgules",
            source,
        )
    except _DuplicateKeyError as error:
        _refuse(f"JSON ambigu : la clé « {spell(error.args[0])} » est donnée deux fois dans la même partie", source)
    except (RecursionError, ValueError):
        _refuse("JSON illisible : valeurs trop imbriquées, nombre trop long ou nombre qui n’est pas fini", source)
    if not isinstance(data, dict):
        _refuse("le fichier doit contenir un objet JSON { … } avec les parties du dossier", source)
    return data


_PLAIN = frozenset({str, int, float, bool, type(None), Decimal})
"""Types of most values, which hold no others."""


def check_size(data: Any, source: str | None = None) -> None:
    """Refuse data that hold more values than any dossier. Raises ``DossierError``."""
    count, waiting = 0, [data]
    while waiting:
        value = waiting.pop()
        if type(value) in _PLAIN:
            continue
        held = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
        count += len(held)
        if count > VALEURS_MAX:
            _refuse(f"plus de {VALEURS_MAX} valeurs : ce n’est pas un dossier", source)
        waiting.extend(held)


class _DuplicateKeyError(Exception):
    """A key stands twice in one JSON object; keeping either would lose the other."""


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = set()
    for key, _ in pairs:
        if key in keys:
            raise _DuplicateKeyError(key)
        keys.add(key)
    return dict(pairs)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(message: str, source: str | None) -> NoReturn:
    raise DossierError(message, (Faute("", message),), source=source) from None
