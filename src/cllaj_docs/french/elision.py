"""Elision and contraction: d’Arras, de Lens, du Touquet-Paris-Plage, aux Attaques, de La Calotterie.

Sources: Dictionnaire de l’Académie française (h aspiré is marked word by word); Grevisse, Le Bon Usage, « élision » and
« disjonction »; Imprimerie nationale, Lexique, « noms géographiques » (Le and Les of a place contract, La and L’ do
not). For places of the Pas-de-Calais the h follows written usage, not etymology: see ``lexicon.PLACES_MUET``.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

from cllaj_docs.french.lexicon import H_ASPIRE, NO_ELISION, PLACES_ASPIRE, PLACES_MUET, Y_MUET
from cllaj_docs.french.signs import APOSTROPHE

_VOWELS = frozenset("aeiou")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM_MAX = 4
"""Longest run of capitals taken for an acronym when it begins with H (HCR, HAS): longer ones are names in capitals."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})

_ELIDED = MappingProxyType(
    {
        word: word[:-1] + APOSTROPHE
        for word in (
            *("le", "la", "de", "que", "ne", "se", "me", "te", "je", "jusque", "lorsque", "puisque", "quoique"),
            *("Le", "La", "De", "Que", "Ne", "Se", "Me", "Te", "Je", "Jusque", "Lorsque", "Puisque", "Quoique"),
        )
    }
)

_CONTRACTED = MappingProxyType(
    {
        **dict.fromkeys(("le", "Le", "LE"), ("du ", "au ")),
        **dict.fromkeys(("les", "Les", "LES"), ("des ", "aux ")),
    }
)


def _plain(text: str) -> str:
    """Lower case, without accents nor ligatures: the key of the tables."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    return "".join(character for character in decomposed if not unicodedata.combining(character)).lower()


def _is_aspire(word: str, key: str) -> bool:
    """Tell whether a word in h forbids elision; ``key`` is its plain form."""
    if key in PLACES_MUET or key == "hlm":
        return False
    if key in PLACES_ASPIRE or key in H_ASPIRE or (key[-1] in "sx" and key[:-1] in H_ASPIRE):
        return True
    return word.isupper() and len(word) <= _ACRONYM_MAX


def elidable(nom: str, aspire: bool | None = None) -> bool:
    """Tell whether the word before ``nom`` elides: vowel or h muet, save y + vowel (de Yerres), onze, oui and uhlan.

    ``aspire`` settles the matter for a name that the tables get wrong: ``True`` forbids elision, ``False`` asks for it.
    It has no effect before a consonant. A name that opens with a figure or a sign (« 8 », « « Toit d’Essai » ») never
    elides, nor does an acronym in H (la HAS), HLM excepted.
    """
    found = _FIRST_WORD.match(unicodedata.normalize("NFC", nom))
    if not found:
        return False
    word = found[0]
    key = _plain(word)
    letter = key[:1]
    if letter not in _VOWELS and letter not in ("h", "y"):
        return False
    if aspire is not None:
        return not aspire
    if letter == "h":
        return not _is_aspire(word, key)
    if letter == "y":
        return key[1:2] not in _VOWELS or key in Y_MUET
    return key not in NO_ELISION and key.removesuffix("s") not in NO_ELISION


def elide(mot: str, suivant: str, aspire: bool | None = None) -> str:
    """Join a short word to the next, eliding it when needed: « l’Association », « le Groupement », « qu’elle ».

    ``mot`` is le, la, de, que, ne, se, me, te, je, jusque, lorsque, puisque or quoique, with or without a capital;
    another one raises ``ValueError``. « ce » before a noun does not elide but becomes « cet »: see ``Designation``.
    """
    elided = _ELIDED.get(mot)
    if elided is None:
        raise ValueError(f"« {mot} » ne s’élide pas : donnez « le », « la », « de », « que »…")
    return elided + suivant if elidable(suivant, aspire) else f"{mot} {suivant}"


def que(nom: str, aspire: bool | None = None) -> str:
    """Write « que » before a name: « qu’Arras », « que Lens »."""
    return elide("que", nom, aspire)


def _after_article(nom: str, rank: int) -> str | None:
    """Contract the article that opens ``nom`` (rank 0 for « de », 1 for « à »), or return ``None`` if none does."""
    if not nom.strip():
        raise ValueError("nom vide : donnez le nom du lieu ou de l’organisme")
    article, *rest = nom.split(maxsplit=1)
    forms = _CONTRACTED.get(article) if rest else None
    return forms[rank] + rest[0] if forms else None


def de(nom: str, aspire: bool | None = None) -> str:
    """Write « de » before a place or a body: d’Arras, de Lens, du Touquet-Paris-Plage, des Attaques, de La Calotterie.

    The article that is part of the name contracts when it is Le or Les, and stays with its capital when it is La or
    L’. A common noun with its own article works the same way: « le Département » gives « du Département »,
    « l’Association » gives « de l’Association ».

    A name without article takes the bare « de »: « Association Toit d’Essai » gives « d’Association Toit d’Essai »,
    which is rarely what a sentence wants; there, give the name with its article or use ``Designation``. Surnames are
    not places (« de Le Gall » does not contract): do not use this filter for them.
    """
    return _after_article(nom, 0) or elide("de", nom, aspire)


def a(nom: str) -> str:
    """Write « à » before a place or a body: à Arras, au Touquet-Paris-Plage, aux Attaques, à La Calotterie."""
    return _after_article(nom, 1) or f"à {nom}"
