"""Dates and periods in letters and figures, and the reading of a date that a person typed.

The first of the month is « 1er », in plain letters, and the day number is followed by U+00A0 so that it never ends a
line. Source: Imprimerie nationale, Lexique, « dates »; Dictionnaire de l’Académie française, « premier ».
"""

from __future__ import annotations

import datetime
import re
import unicodedata

from cllaj_docs.french.signs import INSECABLE

_MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MOIS_PAR_AN = 12


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


_RANG_DU_MOIS = {_without_accents(mois): rank for rank, mois in enumerate(_MOIS, start=1)}
_RANG_DU_JOUR = {jour: rank for rank, jour in enumerate(_JOURS)}

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FIGURES = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_WORDS = re.compile(r"(?:(?P<nom>[a-z]+),? )?(?P<jour>1er|[0-9]{1,2}) (?P<mois>[a-z]+) (?P<annee>[0-9]{4})")
_TEXT_MAX = 60

SIECLE_PIVOT = 69
"""Two-digit years: 00 to 68 are read 2000 to 2068, 69 to 99 are read 1969 to 1999 (POSIX ``strptime``, ``%y``).

A fixed pivot rather than one that follows today’s date, so that a file is read the same way every year.
"""


def _day(d: object) -> datetime.date:
    if not isinstance(d, datetime.date) or isinstance(d, datetime.datetime):
        raise TypeError(f"date attendue, sans heure, et non {type(d).__name__} : donnez le jour seul")
    return d


def _quantieme(d: datetime.date) -> str:
    return "1er" if d.day == 1 else str(d.day)


def _jour_mois(d: datetime.date) -> str:
    return _quantieme(d) + INSECABLE + _MOIS[d.month - 1]


def date_longue(d: datetime.date) -> str:
    """Write « 1er septembre 2025 », « 31 août 2026 » (U+00A0 after the number of the day)."""
    return f"{_jour_mois(_day(d))} {d.year}"


def date_courte(d: datetime.date) -> str:
    """Write « 01/09/2025 », the form of the tables."""
    return f"{_day(d).day:02d}/{d.month:02d}/{d.year:04d}"


def jour_date_longue(d: datetime.date) -> str:
    """Write « lundi 1er septembre 2025 »: no capital, no comma."""
    return f"{_JOURS[_day(d).weekday()]} {date_longue(d)}"


def mois_annee(d: datetime.date) -> str:
    """Write « septembre 2025 »."""
    return f"{_MOIS[_day(d).month - 1]} {d.year}"


def periode(debut: datetime.date, fin: datetime.date) -> str:
    """Write a period, both days included, without repeating a month or a year that is the same.

    « du 1er septembre 2025 au 31 août 2026 », « du 3 mars au 5 avril 2026 », « du 1er au 31 août 2026 »; one day is
    « le 3 mars 2026 ». Raises ``ValueError`` when the end comes before the start.
    """
    if _day(fin) < _day(debut):
        raise ValueError("période à l’envers : sa fin précède son début")
    if debut == fin:
        return f"le {date_longue(fin)}"
    if debut.year != fin.year:
        start = date_longue(debut)
    elif debut.month != fin.month:
        start = _jour_mois(debut)
    else:
        start = _quantieme(debut)
    return f"du {start} au {date_longue(fin)}"


def _end_after_months(debut: datetime.date, months: int) -> tuple[int, int, int]:
    """Give the (year, month, day) of the day after a period of whole months that starts on ``debut``.

    A month too short for the day of the start lends its last day (Code de procédure civile, art. 641, al. 2). A tuple,
    because the year may go past the last one that ``date`` can hold.
    """
    years, month = divmod(debut.month - 1 + months, _MOIS_PAR_AN)
    year, month = debut.year + years, month + 1
    return year, month, min(debut.day, _last_day(year, month))


def _last_day(year: int, month: int) -> int:
    from calendar import monthrange  # loads locale: few documents count months

    return monthrange(year, month)[1]


def duree_en_mois(debut: datetime.date, fin: datetime.date) -> int:
    """Count the whole months of a period, both days included: 2025-09-01 to 2026-08-31 is 12.

    A convention lasts whole months, so a period that is not is refused (``ValueError``) rather than rounded: the caller
    then prints the two dates, which are always right. A period of whole months ends the day before the same day of a
    later month, or before the last day of a month too short to have it (31 January to 27 February is one month).
    """
    if _day(fin) < _day(debut):
        raise ValueError("période à l’envers : sa fin précède son début")
    if fin.day == _last_day(fin.year, fin.month):
        carry, month = divmod(fin.month, _MOIS_PAR_AN)
        next_day = (fin.year + carry, month + 1, 1)
    else:
        next_day = (fin.year, fin.month, fin.day + 1)
    months = (next_day[0] - debut.year) * _MOIS_PAR_AN + next_day[1] - debut.month
    if _end_after_months(debut, months) != next_day:
        raise ValueError(
            f"la période {periode(debut, fin)} ne compte pas un nombre entier de mois : "
            "donnez ses deux dates plutôt que sa durée"
        )
    return months


def _full_year(text: str) -> int:
    if len(text) == len("2025"):
        return int(text)
    short = int(text)
    return 1900 + short if short >= SIECLE_PIVOT else 2000 + short


def _read_words(text: str) -> tuple[int, int, int, str | None] | None:
    found = _WORDS.fullmatch(_without_accents(text.lower()))
    if not found or found["mois"] not in _RANG_DU_MOIS:
        return None
    if found["nom"] and found["nom"] not in _RANG_DU_JOUR:
        return None
    day = int(found["jour"].removesuffix("er"))
    return int(found["annee"]), _RANG_DU_MOIS[found["mois"]], day, found["nom"]


def _read(text: str) -> tuple[int, int, int, str | None] | None:
    """Give (year, month, day, name of the day or ``None``), or ``None`` when no form fits."""
    iso = _ISO.fullmatch(text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3]), None
    figures = _FIGURES.fullmatch(text)
    if figures:
        return _full_year(figures[4]), int(figures[3]), int(figures[1]), None
    return _read_words(text)


def parse_date(text: str) -> datetime.date:
    """Read a date that a person typed.

    Forms: « 1er septembre 2025 », « 3 septembre 2025 », with the name of the day or not, « 03/09/2025 », « 3.9.2025 »,
    « 03/09/25 » (see ``SIECLE_PIVOT``), « 2025-09-03 ». Day before month, always. Capitals, missing accents (« aout »)
    and « 1 septembre », which leave no doubt, are forgiven; a name of day that is not that of the date is not.

    Raises ``ValueError`` for anything else, and for a day that the calendar does not have.
    """
    if not isinstance(text, str):
        raise TypeError(
            f"texte attendu, et non {type(text).__name__} : donnez la date en toutes lettres ou en chiffres"
        )
    if len(text) > _TEXT_MAX:
        raise ValueError("texte trop long pour une date : écrivez par exemple 01/09/2025")
    plain = " ".join(text.split())
    parts = _read(plain)
    if parts is None:
        raise ValueError(f"« {plain} » n’est pas une date : écrivez par exemple 01/09/2025 ou 1er septembre 2025")
    year, month, day, name = parts
    try:
        read = datetime.date(year, month, day)
    except ValueError:
        raise ValueError(f"« {plain} » n’existe pas dans le calendrier : vérifiez le jour et le mois") from None
    if name and _JOURS[read.weekday()] != name:
        raise ValueError(f"« {plain} » est un {_JOURS[read.weekday()]} : vérifiez le jour ou la date")
    return read
