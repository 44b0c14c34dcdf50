"""The letterhead, as the charter sets it: the logos that it names, and what it says of the service.

::

    [en_tete]
    adresse = ["1 rue de l’Exemple", "62000 Exemple"]
    telephone = "03 99 00 12 34"

    [logo.departement]
    fichier = "logo-departement.png"
    alternative = "Logo du Département"
    largeur_mm = 40

Each is a PNG or JPEG file beside the charter. A document shows those that are there, and none is shipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cllaj_docs.delivery.charte import CHARTE
from cllaj_docs.documents.contexte import Logos
from cllaj_docs.domain.departement import EnTete
from cllaj_docs.errors import TemplateError

if TYPE_CHECKING:
    from cllaj_docs.rendering.logo import Logo
    from cllaj_docs.rendering.word import Image

LOGO_KEYS: Mapping[str, str] = {
    "fichier": "Fichier PNG ou JPEG, sans dossier.",
    "alternative": "Ce que le logo dit à qui ne le voit pas.",
    "largeur_mm": "Largeur sur le papier, en millimètres, 80 au plus ; la hauteur suit.",
}
"""What describes a logo, all of it required, and what each key is."""


def read_logos(charte: Mapping[str, Any], read: Callable[[str], bytes]) -> Logos:
    """Read the logos of a charter; ``read`` gives a file beside it. Raises ``TemplateError`` on one of no use."""
    known = [field.name for field in fields(Logos)]
    tables = charte.get("logo", {})
    if not isinstance(tables, Mapping) or not set(tables) <= set(known):
        _refuse(f"les logos de la charte se nomment {', '.join(known)}", "[logo]")
    return Logos(**{name: _read_logo(f"[logo.{name}]", table, read) for name, table in tables.items()})


def set_over(own: EnTete, given: EnTete) -> EnTete:
    """Lay what a folder sets over what a dossier gives."""
    return given.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


def _read_logo(place: str, table: object, read: Callable[[str], bytes]) -> Logo:
    from cllaj_docs.rendering.logo import read_logo

    if not isinstance(table, Mapping) or set(table) != set(LOGO_KEYS):
        _refuse(f"un logo se décrit par {', '.join(LOGO_KEYS)}, et rien d’autre", place)
    file, alternative, width = (table[key] for key in LOGO_KEYS)
    if not isinstance(file, str) or not isinstance(alternative, str) or not file or Path(file).name != file:
        _refuse("un logo se décrit par le nom d’un fichier placé à côté de la charte, et par un texte", place)
    if isinstance(width, bool) or not isinstance(width, int | float):
        _refuse("la largeur d’un logo est un nombre de millimètres, par exemple 40", place)
    try:
        return read_logo(read(file), alternative, float(width))
    except ValueError as error:
        _refuse(f"le logo « {file} » est inutilisable : {error}", place)


def _refuse(message: str, place: str) -> NoReturn:
    raise TemplateError(message, document=CHARTE, balise=place) from None


def logo_to_word(logo: object) -> Image:
    """Write a logo as a picture of Word."""
    from cllaj_docs.rendering.logo import Logo
    from cllaj_docs.rendering.word import Image

    if not isinstance(logo, Logo):
        raise TypeError("le filtre « image » attend un logo de la charte")
    return Image(logo.content, width=logo.largeur_mm, height=logo.hauteur_mm, alt=logo.alternative)
