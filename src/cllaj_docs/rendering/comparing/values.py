"""Cuts a text into words and values, each with what it is compared by: 20 000,00 € and 20000 € are one value.

A value is known by the way it is written, and by the references that a caller names: « 2025-118 » is just any number
until one knows that it is that of a deliberation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cllaj_docs.french.dates import parse_date
from cllaj_docs.french.letters import parse_amount

Sorte = Literal[
    "reference", "iban", "bic", "siret", "siren", "rna", "montant", "date", "taux", "numero", "nombre", "blanc", "mot",
    "signe",
]  # fmt: skip

PROTECTED: frozenset[Sorte] = frozenset(
    {"reference", "iban", "bic", "siret", "siren", "rna", "montant", "date", "taux", "numero"}
)
"""What money is paid on: a change there comes before all others."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign or a value: what it is compared by, what it is, and where it stands in the text."""

    key: str
    sorte: Sorte
    start: int
    end: int

    @property
    def is_protected(self) -> bool:
        """Whether it is a value that money is paid on."""
        return self.sorte in PROTECTED


_S = "[ \u00a0\u202f\u2009]"
_MONTHS = "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
_WORDS = (
    "zéro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente"
    "|quarante|cinquante|soixante|cents?|mille|millions?|milliards?"
)
_LETTERS = rf"(?:(?:{_WORDS})(?:[- \u00a0\u2011]|[- ]et[- ]){{1,2}}){{1,40}}(?:d[e’']{_S}?)?"
_FIGURES = r"(?:\d{1,3}(?:[ .\u00a0\u202f\u2009]\d{3}){1,5}(?!\d)|\d++)(?:[.,]\d{1,6}(?!\d))?"
_COUNTRIES = "FR|MC|BE|LU|DE|CH|NL|GB|IE|ES|IT|PT|AT|GP|MQ|RE|GF|YT|PF|NC|PM|WF"
_PATTERN = re.compile(
    "|".join(
        (
            rf"(?P<iban>(?-i:\bFR\d\d(?:{_S}?[A-Z0-9]){{23}}\b|\b[A-Z]{{2}}\d\d(?:{_S}?[A-Z0-9]{{4}}){{2,7}}\b))",
            rf"(?P<bic>(?-i:\b[A-Z]{{4}}(?:{_COUNTRIES})[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?\b))",
            r"(?P<rna>(?-i:\bW\d{9}\b))",
            r"(?P<telephone>\b0[1-9](?:[ .\u00a0\u202f]?\d\d){4}\b)",
            rf"(?P<siret>(?<!\d)\d{{3}}{_S}?\d{{3}}{_S}?\d{{3}}{_S}?\d{{5}}(?!\d))",
            rf"(?P<date>(?<!\d)(?:1er|[0-3]?\d){_S}(?:{_MONTHS}){_S}\d{{4}}(?!\d)"
            r"|(?<![\d/-])(?:[0-3]?\d/[01]?\d/\d{4}|\d{4}-[01]\d-[0-3]\d)(?![\d/-]))",
            rf"(?P<montant>(?<![\d.,])-?{_FIGURES}{_S}?(?:€|euros?\b|EUR\b)"
            rf"|\b{_LETTERS}euros?\b(?:{_S}et{_S}{_LETTERS}centimes?\b)?)",
            rf"(?P<taux>(?<![\d.,])-?{_FIGURES}{_S}?%)",
            rf"(?P<siren>(?<!\d)\d{{3}}{_S}?\d{{3}}{_S}?\d{{3}}(?!\d))",
            r"(?P<numero>(?<=[nN][°º])[\w./-]*\d[\w./-]*\b|(?<=[nN][°º]\s)[\w./-]*\d[\w./-]*\b)",
            rf"(?P<nombre>{_FIGURES})",
            r"(?P<blanc>\u2026{2,}+|\.{4,}+|_{3,}+|(?:\.{3}|\u2026){2,}+)",
            r"(?P<mot>[^\W\d_]+|_+)",
            r"(?P<signe>\.{3}|[^\w\s])",
        )
    ),
    re.IGNORECASE,
)
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ′`´", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("–—‒−‑‐", "-"),
        "…": "...",
        "œ": "oe",
        "Œ": "Oe",
        "•": "-",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", None),
    }
)
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


def fold(text: str) -> str:
    """Write quotes, dashes and ligatures in one way, as no reader tells them apart."""
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def squeeze(text: str) -> str:
    """Fold a text, and take its spaces out: what two passages are first matched by."""
    return "".join(fold(text).split())


def clean(text: str) -> str:
    """Take out what no reader sees: soft hyphens and marks without width."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def tokenize(text: str, references: Sequence[str] = ()) -> list[Token]:
    """Cut a text that is ``clean``; ``references`` are words, from the longest, that are values on their own."""
    found: list[Token] = []
    position = 0
    for start, end in _known(text, references):
        _cut(text, position, start, found)
        found.append(Token("".join(text[start:end].split()), "reference", start, end))
        position = end
    _cut(text, position, len(text), found)
    return found


def _known(text: str, references: Sequence[str]) -> list[tuple[int, int]]:
    """Find the references of a text, that do not overlap."""
    taken: list[tuple[int, int]] = []
    for reference in references:
        place = text.find(reference)
        while place >= 0:
            end = place + len(reference)
            alone = not text[max(place - 1, 0) : place].isalnum() and not text[end : end + 1].isalnum()
            if alone and all(end <= start or place >= stop for start, stop in taken):
                taken.append((place, end))
            place = text.find(reference, end)
    return sorted(taken)


def _cut(text: str, start: int, end: int, found: list[Token]) -> None:
    for one in _PATTERN.finditer(text, start, end):
        found.append(Token(*_valued(one.lastgroup or "mot", one[0]), one.start(), one.end()))


def _valued(kind: str, written: str) -> tuple[str, Sorte]:
    """Give what a value is compared by, and what it is."""
    sorte, key = _KINDS[kind]
    return key(written), sorte


def _amount(written: str) -> str:
    if any(character.isdecimal() for character in written):
        return _figure(re.sub(r"(?i)€|euros?|EUR", "", written))
    try:
        return _plain_number(parse_amount(written))
    except ValueError:
        return " ".join(fold(written).lower().split())


def _figure(written: str) -> str:
    """Read a number: « 20 000,00 », « 20.000,00 », « 20000 » and « 20000.00 » are one."""
    digits = "".join(fold(written).split())
    if "," in digits or digits.count(".") > 1 or re.fullmatch(r"-?\d{1,3}\.\d{3}", digits):
        digits = digits.replace(".", "")
    return _plain_number(Decimal(digits.replace(",", ".")))


def _plain_number(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text.lstrip("0")) or "0"


def _date(written: str) -> str:
    try:
        return parse_date(written).isoformat()
    except ValueError:
        return " ".join(fold(written).lower().split())


def _compact(written: str) -> str:
    return "".join(written.split())


_KINDS: Mapping[str, tuple[Sorte, Callable[[str], str]]] = {
    "iban": ("iban", _compact),
    "bic": ("bic", _compact),
    "rna": ("rna", _compact),
    "telephone": ("nombre", lambda written: re.sub(r"\D", "", written)),
    "siret": ("siret", _compact),
    "siren": ("siren", _compact),
    "date": ("date", _date),
    "montant": ("montant", lambda written: f"{_amount(written)} €"),
    "taux": ("taux", lambda written: f"{_figure(written.rstrip('%'))} %"),
    "numero": ("numero", _compact),
    "nombre": ("nombre", _figure),
    "blanc": ("blanc", lambda _: "…"),
    "mot": ("mot", fold),
    "signe": ("signe", fold),
}
"""What each kind of the pattern is, and how its value is read."""
