"""Ordinals in figures (1er, 1re, 2e) and in letters (premier, vingt et unième, deux-centième)."""

from __future__ import annotations

from cllaj_docs.french.agreement import Genre, check_genre
from cllaj_docs.french.figures import nombre
from cllaj_docs.french.letters import nombre_en_lettres

ORDINAL_MAX = 1_000_000
"""Highest rank written: beyond a million, usage is uncertain and no document needs it."""


def _check(n: int, genre: str) -> None:
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError(f"rang illisible ({type(n).__name__}) : donnez un entier")
    if not 1 <= n <= ORDINAL_MAX:
        raise ValueError("rang impossible à écrire : il doit aller de 1 à 1 000 000")
    check_genre(genre)


def ordinal(n: int, genre: Genre = "m") -> str:
    """Write a rank in figures: « 1er », « 1re », « 2e », « 1 000e ». Never « 2ème » nor « 1ère ».

    Plain letters: raising them is the work of a style. Source: Imprimerie nationale, Lexique, « abréviations »
    (adjectifs ordinaux); Académie française, Questions de langue, « abréviations des adjectifs numéraux ».
    """
    _check(n, genre)
    if n == 1:
        return "1er" if genre == "m" else "1re"
    return f"{nombre(n)}e"


def _with_suffix(cardinal: str) -> str:
    """Add « -ième » to the last word: the plural s and the mute e fall, cinq takes a u, neuf changes its f."""
    if cardinal.endswith(("vingts", "cents")):
        cardinal = cardinal[:-1]
    if cardinal.endswith("e"):
        stem = cardinal[:-1]
    elif cardinal.endswith("cinq"):
        stem = cardinal + "u"
    elif cardinal.endswith("neuf"):
        stem = cardinal[:-1] + "v"
    else:
        stem = cardinal
    return stem + "ième"


def ordinal_en_lettres(n: int, genre: Genre = "m") -> str:
    """Write a rank in letters: premier, première, deuxième, vingt et unième, quatre-vingt-unième, deux-centième.

    An ordinal is one compound word: hyphens link all of it (deux-cent-unième), save around « et » which keeps its
    spaces as in the cardinal (vingt et unième). Source: Dictionnaire de l’Académie française, « centième »,
    « deux-centième », « millième », « vingtième »; Grevisse, Le Bon Usage, adjectifs ordinaux.
    """
    _check(n, genre)
    if n == 1:
        return "premier" if genre == "m" else "première"
    if n == ORDINAL_MAX:
        return "millionième"
    head, joint, last = nombre_en_lettres(n).rpartition(" et ")
    return head.replace(" ", "-") + joint + _with_suffix(last.replace(" ", "-"))
