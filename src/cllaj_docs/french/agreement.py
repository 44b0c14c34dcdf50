"""Agreement: plurals, feminines, and the words by which a document names a party.

Only the head of a noun phrase agrees: everything up to the first preposition, article or relative (« jeune reçu en
permanence » gives « jeunes reçus en permanence »). The rules cover administrative vocabulary; what they cannot know
(verb and noun compounds, a participle after a complement) is given outright by the caller. Words in capitals are taken
for acronyms and never vary (« des CLLAJ », « jeunes ASE »).

Sources: Dictionnaire de l’Académie française; Grevisse, Le Bon Usage, « pluriel des noms », « féminin des adjectifs »;
« Femme, j’écris ton nom… », guide of 1999 (La Documentation française), and Académie française, report of 28 February
2019, for the feminine of offices.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Literal

from cllaj_docs.french.elision import elidable
from cllaj_docs.french.figures import nombre as nombre_en_chiffres
from cllaj_docs.french.lexicon import (
    ARTICLES,
    FEMININE_ENDINGS,
    FEMININES,
    INVARIABLE,
    PLURAL_ENDINGS,
    PLURALS,
    PREFIXES,
    STOPS,
)
from cllaj_docs.french.signs import APOSTROPHE, INSECABLE

Genre = Literal["m", "f"]
"""Grammatical gender: masculine or feminine."""

SEUIL_PLURIEL = 2
"""French counts plural from two: « 0 jeune », « 1,5 poste », « 2 jeunes »."""

_ELISION = re.compile("['’]")
_CORE = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
_BLANKS = re.compile(r"(\s+)")


def check_genre(genre: str) -> None:
    """Raise ``ValueError`` unless ``genre`` is « m » or « f »."""
    if genre not in ("m", "f"):
        raise ValueError(f"genre inconnu « {genre} » : donnez « m » ou « f »")


def _like(model: str, word: str) -> str:
    """Give ``word`` the capital of ``model``."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _plural_word(word: str) -> str:
    lower = word.lower()
    if lower in PLURALS:
        return _like(word, PLURALS[lower])
    if lower.endswith(("s", "x", "z")):
        return word
    for ending, plural in PLURAL_ENDINGS:
        if lower.endswith(ending):
            return word[: -len(ending)] + plural
    return word + "s"


def _feminine_word(word: str) -> str:
    lower = word.lower()
    if lower in FEMININES:
        return _like(word, FEMININES[lower])
    if lower.endswith(("e", "ment")):  # already feminine or the same for both; adverb (« légalement »)
        return word
    for ending, feminine in FEMININE_ENDINGS:
        if lower.endswith(ending):
            return word[: -len(ending)] + feminine
    return word + "e"


def _varies(word: str) -> bool:
    """Tell whether a word may take a mark: not an acronym, a number nor an adverb."""
    if word in ("1er", "1re"):
        return True
    acronym = len(word) > 1 and word.isupper()
    return not (acronym or word.lower() in INVARIABLE or any(character.isdigit() for character in word))


def _inflect_word(word: str, inflect: Callable[[str], str]) -> str:
    """Inflect a word, element by element if it has hyphens: vice-présidente, procès-verbaux, chefs-lieux."""
    if "-" not in word or word.lower() in PLURALS:
        return inflect(word) if _varies(word) else word
    elements = word.split("-")
    for rank, element in enumerate(elements):
        lower = element.lower()
        if rank and (lower in STOPS or _ELISION.search(element)):
            break  # arc-en-ciel, chef-d’œuvre: only what comes before varies
        last = rank == len(elements) - 1
        prefix = not last and (lower in PREFIXES or lower.endswith("o"))
        if element and not prefix and _varies(element):
            elements[rank] = inflect(element)
    return "-".join(elements)


def _ends_head(core: str) -> bool:
    lower = core.lower()
    return lower in STOPS or _ELISION.split(lower, maxsplit=1)[0] in STOPS


def _inflect(phrase: str, inflect: Callable[[str], str]) -> str:
    """Inflect the head of a phrase, word by word, and leave the rest as it is."""
    if phrase.isalpha() and phrase.lower() not in ARTICLES and phrase.lower() not in STOPS:
        return inflect(phrase) if _varies(phrase) else phrase  # one word: most of what is counted
    pieces = _BLANKS.split(phrase)
    first = True
    for rank in range(0, len(pieces), 2):
        found = _CORE.fullmatch(pieces[rank])
        if not found or not found[2]:
            continue
        if first and _ELISION.split(found[2].lower(), maxsplit=1)[0] in ARTICLES:
            raise ValueError(f"« {phrase} » : donnez ces mots sans article, il s’accorde à part")
        first = False
        if _ends_head(found[2]):
            break
        pieces[rank] = found[1] + _inflect_word(found[2], inflect) + found[3]
    return "".join(pieces)


def _agreed(count: Decimal | int | float, singular: str, plural: str | None) -> str:
    if isinstance(count, bool) or not isinstance(count, int | float | Decimal):
        raise TypeError(f"nombre illisible ({type(count).__name__}) : donnez un nombre pour accorder « {singular} »")
    if not isinstance(count, int) and not math.isfinite(count):
        raise ValueError(f"nombre qui n’est pas fini : donnez une valeur réelle pour accorder « {singular} »")
    if -SEUIL_PLURIEL < count < SEUIL_PLURIEL:
        return singular
    return _inflect(singular, _plural_word) if plural is None else plural


def pluriel(nombre: Decimal | int | float, singulier: str, pluriel: str | None = None) -> str:
    """Give the words that follow a number, without the number: « jeune reçu » or « jeunes reçus ».

    Plural from two up, in absolute value: 0, 1 and 1.5 are singular (Académie française, Questions de langue;
    Grevisse, « pluriel »). Without ``pluriel`` the plural is formed by rule, up to the first preposition: give it
    outright for compounds of a verb and for what comes after a complement (« jeune reçu en permanence et logé »).

    Raises ``ValueError`` when the words to put in the plural open with an article.
    """
    return _agreed(nombre, singulier, pluriel)


def compte(nombre: Decimal | int, singulier: str, pluriel: str | None = None) -> str:
    """Write a number and what it counts: « 37 jeunes reçus », « 0 jeune reçu », with U+00A0 between them."""
    return f"{nombre_en_chiffres(nombre)}{INSECABLE}{_agreed(nombre, singulier, pluriel)}"


def accorde(mot: str, genre: Genre, nombre: int = 1) -> str:
    """Agree an adjective, a participle or a title: représentée, Directrice générale, Première vice-présidente.

    ``mot`` is given in the masculine singular, of one or several words; a feminine word in -e is left as it is, so that
    a title already agreed by the user stays right. ``nombre`` makes it plural from two up.

    Raises ``ValueError`` for an unknown gender or words that open with an article.
    """
    check_genre(genre)
    agreed = _inflect(mot, _feminine_word) if genre == "f" else mot
    return _inflect(agreed, _plural_word) if nombre >= SEUIL_PLURIEL else agreed


@dataclass(frozen=True, slots=True)
class Designation:
    """How a document names a party, with every form that a sentence needs: « l’Association », « du Groupement ».

    ``mot`` is the name without article (« Communauté d’agglomération »), ``genre`` its gender. ``elidable`` settles the
    elision for a word that the tables get wrong; ``None`` lets them decide. A property with a capital opens a sentence.
    """

    mot: Annotated[str, "nom sans article : « Association »"]
    genre: Annotated[Genre, "genre du nom, « m » ou « f »"]
    elidable: Annotated[bool | None, "force ou interdit l’élision, pour un mot que les tables jugent mal"] = None
    _elides: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_genre(self.genre)
        if not self.mot.strip():
            raise ValueError("désignation vide : donnez le nom de la partie, par exemple « Association »")
        object.__setattr__(self, "_elides", elidable(self.mot) if self.elidable is None else self.elidable)

    def __str__(self) -> str:
        return self.mot

    @property
    def le(self) -> Annotated[str, "« le Groupement », « la Mission locale », « l’Association »"]:
        """« le Groupement », « la Mission locale », « l’Association »."""
        if self._elides:
            return f"l{APOSTROPHE}{self.mot}"
        return f"{'le' if self.genre == 'm' else 'la'} {self.mot}"

    @property
    def du(self) -> Annotated[str, "« du Groupement », « de la Mission locale », « de l’Association »"]:
        """« du Groupement », « de la Mission locale », « de l’Association »."""
        return f"du {self.mot}" if self.genre == "m" and not self._elides else f"de {self.le}"

    @property
    def au(self) -> Annotated[str, "« au Groupement », « à la Mission locale », « à l’Association »"]:
        """« au Groupement », « à la Mission locale », « à l’Association »."""
        return f"au {self.mot}" if self.genre == "m" and not self._elides else f"à {self.le}"

    @property
    def un(self) -> Annotated[str, "« un Groupement », « une Association »"]:
        """« un Groupement », « une Association »."""
        return f"{'un' if self.genre == 'm' else 'une'} {self.mot}"

    @property
    def ce(self) -> Annotated[str, "« ce Groupement », « cet Organisme », « cette Association »"]:
        """« ce Groupement », « cet Organisme », « cette Association »."""
        if self.genre == "f":
            return f"cette {self.mot}"
        return f"{'cet' if self._elides else 'ce'} {self.mot}"

    @property
    def il(self) -> Annotated[str, "pronom sujet : « il », « elle »"]:
        """The subject pronoun: « il », « elle »."""
        return "il" if self.genre == "m" else "elle"

    @property
    def lui(self) -> Annotated[str, "pronom après une préposition : « par lui », « entre elle et le Département »"]:
        """The stressed pronoun, after a preposition: « entre elle et le Département », « par lui »."""
        return "lui" if self.genre == "m" else "elle"

    @property
    def Le(self) -> Annotated[str, "comme « le », en tête de phrase"]:  # noqa: N802 - the template writes {{ porteur.Le }} where the sentence opens
        """``le`` at the start of a sentence."""
        return _like("X", self.le)

    @property
    def Du(self) -> Annotated[str, "comme « du », en tête de phrase"]:  # noqa: N802
        """``du`` at the start of a sentence."""
        return _like("X", self.du)

    @property
    def Au(self) -> Annotated[str, "comme « au », en tête de phrase"]:  # noqa: N802
        """``au`` at the start of a sentence."""
        return _like("X", self.au)

    @property
    def Ce(self) -> Annotated[str, "comme « ce », en tête de phrase"]:  # noqa: N802
        """``ce`` at the start of a sentence."""
        return _like("X", self.ce)

    @property
    def Il(self) -> Annotated[str, "comme « il », en tête de phrase"]:  # noqa: N802
        """``il`` at the start of a sentence."""
        return _like("X", self.il)

    def accorde(self, mot: str) -> str:
        """Agree a word with the party, not with its representative: « l’Association, représentée par »."""
        return accorde(mot, self.genre)
