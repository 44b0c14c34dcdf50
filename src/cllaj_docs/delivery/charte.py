"""What a folder of templates may set in its ``charte.toml``, checked as a whole.

Every fault is told at once, in French, by its key. What is not given is as shipped. Logos are read in ``letterhead``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from cllaj_docs.domain.departement import EnTete
from cllaj_docs.domain.faults import collect_faults
from cllaj_docs.domain.field import Texte, fault
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.errors import Faute, TemplateError

CHARTE = "charte.toml"
"""The name of the charter in a folder of templates."""

_NARROWEST_TEXT = 100
_LOWEST_TEXT = 150
"""Least room for the text on a page, in millimetres: tables need it."""


def _color(text: str) -> str:
    if not re.fullmatch("#[0-9a-f]{6}", text, re.IGNORECASE | re.ASCII):
        raise fault("couleur illisible : écrivez # et six chiffres hexadécimaux, par exemple #14426b")
    return text.lower()


def _family(text: str) -> str:
    if not re.fullmatch(r"\w[\w .-]{0,60}", text):
        raise fault("nom de police illisible : des lettres, des chiffres, des espaces et des tirets")
    return text


def _file(text: str) -> str:
    if Path(text).name != text or "\\" in text:
        raise fault("nommez un fichier placé à côté de la charte, sans dossier")
    return text


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fault("un nombre est attendu, sans guillemets")
    return value


Couleur = Annotated[Texte, AfterValidator(_color)]
Famille = Annotated[Texte, AfterValidator(_family)]
Fichier = Annotated[Texte, AfterValidator(_file)]
Points = Annotated[float, BeforeValidator(_number), Field(ge=6, le=48)]
Millimetres = Annotated[float, BeforeValidator(_number), Field(ge=5, le=600)]


class FichiersPolice(Modele):
    """The four files of the font, for PDF and pictures."""

    normal: Fichier
    gras: Fichier
    italique: Fichier
    gras_italique: Fichier


class Police(Modele):
    """The font: its name, those that may stand for it where it is not installed, its files."""

    famille: Famille
    secours: tuple[Famille, ...] = Field(max_length=12)
    fichiers: FichiersPolice


class Couleurs(Modele):
    """The colours, by what they are for."""

    texte: Couleur
    principale: Couleur
    secondaire: Couleur
    filet: Couleur
    fond_entete: Couleur
    fond_encadre: Couleur
    cible: Couleur
    resultat: Couleur


class Tailles(Modele):
    """Sizes in points, and the height of a line of text in sizes of it."""

    titre: Points
    niveau_1: Points
    niveau_2: Points
    niveau_3: Points
    corps: Points
    tableau: Points
    note: Points
    interligne: Annotated[float, BeforeValidator(_number), Field(ge=1, le=2)]


class Page(Modele):
    """The sheet and its margins, in millimetres."""

    largeur: Millimetres
    hauteur: Millimetres
    marge_haute: Millimetres
    marge_basse: Millimetres
    marge_gauche: Millimetres
    marge_droite: Millimetres

    @coherence
    def _leaves_room(self) -> Iterator[Faute]:
        if self.largeur - self.marge_gauche - self.marge_droite < _NARROWEST_TEXT:
            yield Faute("largeur", f"les marges laissent moins de {_NARROWEST_TEXT} mm au texte : réduisez-les")
        if self.hauteur - self.marge_haute - self.marge_basse < _LOWEST_TEXT:
            yield Faute("hauteur", f"les marges laissent moins de {_LOWEST_TEXT} mm au texte : réduisez-les")


class Charte(Modele):
    """A charter: the shipped one with the values of a folder laid over it."""

    police: Police
    couleur: Couleurs
    taille: Tailles
    page: Page
    en_tete: EnTete = EnTete()
    logo: Any = None


def check_charte(given: Mapping[str, Any]) -> Charte:
    """Check a charter as TOML gives it. Raises ``TemplateError`` with every fault and its key."""
    try:
        return Charte.model_validate(given)
    except ValidationError as error:
        fautes = collect_faults(Charte, given, error)
        place = ", ".join(faute.chemin for faute in fautes)
        raise TemplateError(" ; ".join(map(str, fautes)), document=CHARTE, balise=place) from None
