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
Interligne = Annotated[float, BeforeValidator(_number), Field(ge=1, le=2)]
Millimetres = Annotated[float, BeforeValidator(_number), Field(ge=5, le=600)]


def _told(title: str, description: str, **bounds: Any) -> Any:
    return Field(title=title, description=description, **bounds)


class FichiersPolice(Modele, title="Fichiers de la police"):
    """The four files of the font, for PDF and pictures."""

    normal: Fichier = _told("Normal", "Fichier de la police, pour le PDF et les images.")
    gras: Fichier = _told("Gras", "Fichier de la police grasse.")
    italique: Fichier = _told("Italique", "Fichier de la police italique.")
    gras_italique: Fichier = _told("Gras italique", "Fichier de la police grasse et italique.")


class Police(Modele, title="Police"):
    """The font: its name, those that may stand for it where it is not installed, its files."""

    famille: Famille = _told("Famille", "Nom de la police, pour Word, PDF et HTML.", examples=["Source Sans 3"])
    secours: tuple[Famille, ...] = _told("Secours", "Polices prises à sa place où elle n’est pas.", max_length=12)
    fichiers: FichiersPolice = _told("Fichiers", "Fichiers .ttf ou .otf placés à côté de la charte.")


class Couleurs(Modele, title="Couleurs"):
    """The colours, by what they are for."""

    texte: Couleur = _told("Texte", "Texte courant.", examples=["#1a1a1a"])
    principale: Couleur = _told("Principale", "Titres et filets de tête.", examples=["#14426b"])
    secondaire: Couleur = _told("Secondaire", "Notes, en-tête et pied de page.")
    filet: Couleur = _told("Filet", "Bordures des tableaux.")
    fond_entete: Couleur = _told("Fond d’en-tête", "Première ligne des tableaux.")
    fond_encadre: Couleur = _told("Fond d’encadré", "Encadrés et libellés des fiches.")
    cible: Couleur = _told("Cible", "Barres des cibles, dans les graphiques.")
    resultat: Couleur = _told("Résultat", "Barres des résultats, dans les graphiques.")


class Tailles(Modele, title="Tailles"):
    """Sizes in points, and the height of a line of text in sizes of it."""

    titre: Points = _told("Titre", "Titre du document, en points.")
    niveau_1: Points = _told("Niveau 1", "Titres de premier niveau, en points.")
    niveau_2: Points = _told("Niveau 2", "Titres de deuxième niveau, en points.")
    niveau_3: Points = _told("Niveau 3", "Titres de troisième niveau, en points.")
    corps: Points = _told("Corps", "Texte courant, en points.", examples=[10.5])
    tableau: Points = _told("Tableau", "Texte des tableaux, en points.")
    note: Points = _told("Note", "Notes, en-tête et pied de page, en points.")
    interligne: Interligne = _told("Interligne", "Hauteur d’une ligne, en nombre de fois la taille du corps.")


class Page(Modele, title="Page"):
    """The sheet and its margins, in millimetres."""

    largeur: Millimetres = _told("Largeur", "Largeur de la feuille, en millimètres.", examples=[210])
    hauteur: Millimetres = _told("Hauteur", "Hauteur de la feuille, en millimètres.", examples=[297])
    marge_haute: Millimetres = _told("Marge haute", "Marge du haut, en millimètres.")
    marge_basse: Millimetres = _told("Marge basse", "Marge du bas, en millimètres.")
    marge_gauche: Millimetres = _told("Marge gauche", "Marge de gauche, en millimètres.")
    marge_droite: Millimetres = _told("Marge droite", "Marge de droite, en millimètres.")

    @coherence
    def _leaves_room(self) -> Iterator[Faute]:
        if self.largeur - self.marge_gauche - self.marge_droite < _NARROWEST_TEXT:
            yield Faute("largeur", f"les marges laissent moins de {_NARROWEST_TEXT} mm au texte : réduisez-les")
        if self.hauteur - self.marge_haute - self.marge_basse < _LOWEST_TEXT:
            yield Faute("hauteur", f"les marges laissent moins de {_LOWEST_TEXT} mm au texte : réduisez-les")


class Charte(Modele, title="Charte"):
    """A charter: the shipped one with the values of a folder laid over it."""

    police: Police = _told("Police", "La même pour tous les documents, en Word, PDF et HTML.")
    couleur: Couleurs = _told("Couleurs", "Elles valent pour Word, PDF et HTML, et se lisent sans effort.")
    taille: Tailles = _told("Tailles", "Elles valent pour PDF et HTML ; dans Word, ce sont les styles.")
    page: Page = _told("Page", "Elle vaut pour PDF et HTML ; dans Word, c’est la mise en page.")
    en_tete: EnTete = Field(
        EnTete(), title="En-tête", description="Ce que les courriers disent du service, en Word, PDF et HTML."
    )
    logo: Any = Field(
        None,
        title="Logos",
        description="Tables departement, etat et operateur : fichier, alternative et largeur_mm de chacun.",
    )


def check_charte(given: Mapping[str, Any]) -> Charte:
    """Check a charter as TOML gives it. Raises ``TemplateError`` with every fault and its key."""
    try:
        return Charte.model_validate(given)
    except ValidationError as error:
        fautes = collect_faults(Charte, given, error)
        place = ", ".join(faute.chemin for faute in fautes)
        raise TemplateError(" ; ".join(map(str, fautes)), document=CHARTE, balise=place) from None
