"""The charter as Word needs it: the same file as the style sheet of HTML and PDF, in Word's units."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.charte import word_color, word_families
from tools.word_templates.wml import twips

_WANTED = {
    "couleur": (
        *("texte", "principale", "secondaire", "filet", "fond_entete", "fond_encadre"),
        *("cible", "resultat"),
    ),
    "taille": ("titre", "niveau_1", "niveau_2", "niveau_3", "corps", "tableau", "note", "interligne"),
    "page": ("largeur", "hauteur", "marge_haute", "marge_basse", "marge_gauche", "marge_droite"),
}


@dataclass(frozen=True, slots=True)
class Charte:
    """Fonts (``secours`` with commas), colours (``14426B``), sizes in points and lengths in millimetres."""

    famille: str
    secours: str
    couleur: Mapping[str, str]
    taille: Mapping[str, float]
    page: Mapping[str, float]

    @property
    def text_width(self) -> int:
        """Width of the text, in twentieths of a point."""
        return twips(self.page["largeur"] - self.page["marge_gauche"] - self.page["marge_droite"])


def read_charte(path: Path) -> Charte:
    """Read ``charte.toml``. ``TemplateError`` when it is not TOML, or lacks something."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"La charte n’est pas du TOML : {error}", document=path.name) from error
    missing = [f"{table}.{key}" for table, keys in _WANTED.items() for key in keys if key not in data.get(table, {})]
    if "famille" not in data.get("police", {}):
        missing.insert(0, "police.famille")
    if missing:
        raise TemplateError(f"Il manque dans la charte : {', '.join(missing)}", document=path.name)
    police = data["police"]
    return Charte(
        famille=police["famille"],
        secours=word_families(police.get("secours", ())),
        couleur={name: word_color(color) for name, color in data["couleur"].items()},
        taille=data["taille"],
        page=data["page"],
    )
