"""The guard: what would name or find a young person, in the heads of added columns and in free texts.

It says what kind of thing it saw, never what it saw. It is made for French texts on housing, where streets, schools and
halls bear the names of persons and laws have dates; it may still be wrong, so staff can pass over it.
"""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from cllaj_docs.domain.colonne import plain
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.french.dates import parse_date

Nature = Literal["nom", "naissance", "adresse", "telephone", "courriel", "numero", "sensible"]

NATURES: Mapping[Nature, str] = {
    "nom": "un nom de personne",
    "naissance": "une date de naissance",
    "adresse": "une adresse",
    "telephone": "un numéro de téléphone",
    "courriel": "une adresse de courriel",
    "numero": "un numéro qui désigne une personne",
    "sensible": "une donnée sensible",
}
"""How messages call each kind."""

NAISSANCES = (1994, 2012)
"""Years of birth that are watched for, both included: youths of 16 to 30 in the years of the first conventions."""

_COURRIEL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[A-Za-z]{2,}")
_TELEPHONE = re.compile(r"(?<![\d/])(?:(?:\+|00)33[ ]?(?:\(0\))?|0)[ .-]?[1-9](?:[ .-]?[0-9]{2}){4}(?![\d])")
_NIR = re.compile(  # sex, year and month of birth, place, rank, then the key or not (Insee); a key may be mistyped
    r"(?<!\d)[1278][ ]?[0-9]{2}[ ]?(?:0[1-9]|1[0-2]|[2-9][0-9])[ ]?(?:[0-9]{2}|2[AB])"
    r"[ ]?[0-9]{3}[ ]?[0-9]{3}(?:[ ]?[0-9]{2})?(?!\d)"
)
_DATE = re.compile(
    r"(?<!\d)(?:[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|(?:1er|[0-9]{1,2}) [^\W\d_]+ [0-9]{4})(?!\d)"
)
_BORN = re.compile(r"\b(?:né|née|nés|nées|naissance|ddn)\b[^.;]{0,20}$", re.IGNORECASE)
_STREET = re.compile(
    r"(?<!\d)[0-9]{1,4}[ ]?(?:bis|ter)?,? "
    r"(?:rue|avenue|boulevard|bd|allée|impasse|chemin|place|square|quai|résidence) ",
    re.IGNORECASE,
)
_DIGIT = re.compile("[0-9]")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*\.?")
_TITLE = re.compile(r"(?:\bM\.|\b(?:Mme|Mlle|Monsieur|Madame|Mademoiselle)) ([A-ZÀ-Ý][\w’'-]+)")
_BEFORE = 3
"""Words before a name among which a place is looked for."""

_NEAR = 60
"""Characters before a date among which what it dates is looked for."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The lists of the data, reduced by ``plain``."""

    entetes: tuple[tuple[Nature, str], ...]
    entetes_dispenses: frozenset[str]
    lieux: frozenset[str]
    mots: frozenset[str]
    actes: frozenset[str]
    prenoms: frozenset[str]


@cache
def _words() -> _Words:
    data = read_shipped("rules", "donnee_personnelle.toml")
    exceptions = data["exceptions"]
    return _Words(
        entetes=tuple((row["nature"], words) for row in data["entetes"] for words in row["mots"]),
        entetes_dispenses=frozenset(exceptions["entetes"]),
        lieux=frozenset(exceptions["lieux"]),
        mots=frozenset(exceptions["mots"]),
        actes=frozenset(exceptions["actes"]),
        prenoms=frozenset(data["prenoms"]["liste"].split()),
    )


def natures_of_header(header: str) -> tuple[Nature, ...]:
    """Tell what personal things the head of an added column announces."""
    words = _words()
    written = f" {plain(header)} "
    if any(f" {word} " in written for word in words.entetes_dispenses):
        return ()
    return _unique(nature for nature, sought in words.entetes if f" {sought} " in written)


def natures_of_text(text: str, naissances: tuple[int, int] = NAISSANCES) -> tuple[Nature, ...]:
    """Tell what personal things a free text holds."""
    text = " ".join(unicodedata.normalize("NFC", text).replace("\u2011", "-").split())
    return _unique(_in_text(text, naissances))


def natures_of_cell(text: str) -> tuple[Nature, ...]:
    """Tell what personal things a cell holds: as a text does, and two words that are a name without its capitals."""
    natures = natures_of_text(text)
    words = text.split()
    if natures or len(words) != len(("prénom", "nom")) or not all(word.isalpha() for word in words):
        return natures
    one, other = (word.capitalize() for word in words)
    return natures_of_text(f"{one} {other.upper()}") or natures_of_text(f"{one.upper()} {other}")


def is_opaque(identifier: str) -> bool:
    """Tell at a glance that a pseudonym gives nothing away: a letter or two and a short number."""
    return bool(_OPAQUE.fullmatch(identifier))


def natures_of_identifier(identifier: str) -> tuple[Nature, ...]:
    """Tell what a pseudonym gives away: it is made of a few letters and of figures that are no date (J-0001)."""
    if is_opaque(identifier):
        return ()
    words = re.findall(r"[^\W\d_]+", identifier)
    digits = "".join(re.findall(r"\d+", identifier))
    letters = sum(map(len, words))
    named = any(len(word) >= _NAME_MIN and plain(word) in _words().prenoms for word in words)
    if named or not digits or letters > _LETTERS_MAX:
        return ("nom",)
    if _is_birth(digits) and (letters > 1 or len(digits) == len("03092005")):
        return ("naissance",)
    return natures_of_text(identifier)


_OPAQUE = re.compile("[A-Z]{0,2}-?[0-9]{1,5}|[A-Z]-[0-9]{6,7}")
_NAME_MIN, _LETTERS_MAX = 3, 5
_BIRTHS = (re.compile("([0-3][0-9])([01][0-9])([0-9]{4}|[0-9]{2})"), re.compile("([0-9]{4})([01][0-9])([0-3][0-9])"))


def _is_birth(digits: str) -> bool:
    """Tell whether figures are those of a date of birth, day first or year first."""
    for pattern, order in zip(_BIRTHS, ((3, 2, 1), (1, 2, 3)), strict=True):
        found = pattern.fullmatch(digits)
        if found:
            year, month, day = (int(found[rank]) for rank in order)
            year = year if year > 99 else 2000 + year  # noqa: PLR2004 - two figures
            if _is_day(year, month, day) and NAISSANCES[0] <= year <= NAISSANCES[1]:
                return True
    return False


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _unique(natures: Iterator[Nature]) -> tuple[Nature, ...]:
    found = set(natures)
    return tuple(nature for nature in get_args(Nature) if nature in found)


def _in_text(text: str, naissances: tuple[int, int]) -> Iterator[Nature]:
    if "@" in text and _COURRIEL.search(text):
        yield "courriel"
    if _DIGIT.search(text):
        if _TELEPHONE.search(text):
            yield "telephone"
        if _NIR.search(text):
            yield "numero"
        if any(_tells_birth(text, found, naissances) for found in _DATE.finditer(text)):
            yield "naissance"
        if _STREET.search(text):
            yield "adresse"
    if _names_someone(text):
        yield "nom"


def _tells_birth(text: str, found: re.Match[str], naissances: tuple[int, int]) -> bool:
    """Tell whether a date is one of birth: said to be, or of the years of the youths and not that of an act."""
    try:
        day = parse_date(found[0])
    except ValueError:
        return False
    before = text[max(0, found.start() - _NEAR) : found.start()]
    if _BORN.search(before):
        return True
    near = {plain(word) for word in _WORD.findall(before)[-6:]}
    return naissances[0] <= day.year <= naissances[1] and not near & _words().actes


def _names_someone(text: str) -> bool:
    """Look for a first name beside a name, or a title before one."""
    titled = any(plain(found[1]) not in _words().mots for found in _TITLE.finditer(text))
    if titled:
        return True
    words = list(_WORD.finditer(text))
    capital = [word[0][0].isupper() for word in words]  # most words have none, and stop there
    return any(
        one and other and _is_pair(text, words, rank) for rank, (one, other) in enumerate(itertools.pairwise(capital))
    )


def _is_pair(text: str, words: Sequence[re.Match[str]], rank: int) -> bool:
    """Tell whether two capitalised words that follow are a first name and a name, in any order, and no place's."""
    one, other = words[rank], words[rank + 1]
    if text[one.end() : other.start()] != " ":
        return False
    if not (_is_first_name(one[0]) and _may_be_name(other[0])):
        straight = _is_first_name(other[0]) and _may_be_name(one[0]) and len(one[0]) > 1 and one[0].isupper()
        if not straight:
            return False
    before = {plain(word[0]) for word in words[max(0, rank - _BEFORE) : rank]}
    return not before & _words().lieux


def _is_first_name(word: str) -> bool:
    return plain(re.split("[-’']", word)[0]) in _words().prenoms and not word.endswith(".")


def _may_be_name(word: str) -> bool:
    written = plain(word)
    return written not in _words().mots and written not in _words().lieux
