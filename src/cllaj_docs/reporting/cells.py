"""From what a cell holds to a fact: as forgiving as people are, never guessing. Empty text is an empty cell.

``UnreadableError`` says what is expected, and never what was found: it may be someone's name or birth date.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from cllaj_docs.domain.colonne import Colonne, TypeColonne, plain
from cllaj_docs.french.dates import parse_date
from cllaj_docs.reporting.bounds import MAX_TEXT
from cllaj_docs.reporting.values import EPOCH_1900, CellError, Plain, serial_date

Fact: TypeAlias = str | int | bool | datetime.date | None

OUI_NON: Mapping[str, bool] = {
    **dict.fromkeys(("oui", "o", "x", "1", "vrai", "true", "yes"), True),
    **dict.fromkeys(("non", "n", "0", "faux", "false", "no"), False),
}
HORS_DEPARTEMENT = "Hors du département"
"""Where a youth may live besides the territories of the call."""

_NO_ANSWER = ("-", "–", "—", "/", ".", "…")
_PAST, _FUTURE = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
_IDENTIFIER_MAX = 40
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_TIME_OF_DAY = re.compile(r"[ T]+[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?Z?$")
_SHORT_MONTH = re.compile(r"(?:le )?(1er|[0-9]{1,2})[ /-]([^\W\d_]{3,9})\.?[ /-]([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_WHOLE = re.compile(r"([0-9]{1,9})(?:[.,]0+)?")
_DURATION = re.compile(
    r"(?:([0-9]{1,3})[ ]?(?:h|:|heures?)[ ]?)?([0-9]{1,4})?[ ]?(?:mn|min|minutes?|m)?", re.IGNORECASE
)
_INSEE = re.compile("[0-9]{5}|2[AB][0-9]{3}")


class UnreadableError(Exception):
    """A cell that cannot be read: its argument is French, and says what is expected."""


def cell_reader(
    colonne: Colonne, territoires: Sequence[str], epoch: datetime.date = EPOCH_1900
) -> Callable[[Plain], Fact]:
    """Give what reads the cells of a column. It raises ``UnreadableError``.

    ``territoires`` are those of the call; without any, every name is taken. ``epoch`` is day zero of the dates that the
    file holds as bare numbers.
    """
    read = _date_reader(epoch) if colonne.type == "date" else _choices(colonne, territoires)
    numbers = colonne.type in _OF_NUMBERS

    def read_cell(value: Plain) -> Fact:
        if isinstance(value, CellError):
            raise UnreadableError("cette cellule affiche une erreur de calcul : tapez sa valeur")
        if isinstance(value, str):
            value = _clean(value)
            if not value or (colonne.type != "texte" and value in _NO_ANSWER):
                return None
            if len(value) > MAX_TEXT:
                raise UnreadableError("texte démesuré : raccourcissez-le")
        elif isinstance(value, int | float) and not numbers:
            value = _digits(value)
        return read(value)

    return read_cell


def _clean(text: str) -> str:
    """Take invisible characters out, and superfluous spaces of every kind."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = "".join(" " if char.isspace() else char for char in text if char.isspace() or char.isprintable())
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _digits(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _choices(colonne: Colonne, territoires: Sequence[str]) -> Callable[[Plain], Fact]:
    """Give the reader of a type of column, with its values or limits."""
    if colonne.type == "liste":
        codes = {writing: value.code for value in colonne.valeurs for writing in value.ecritures}
        return _one_of(codes, [value.libelle for value in colonne.valeurs])
    if colonne.type == "oui_non":
        return _one_of(OUI_NON, ["oui", "non"])
    if colonne.type == "territoire" and territoires:
        names = (*territoires, HORS_DEPARTEMENT)
        return _one_of({plain(name): name for name in names} | {"hors departement": HORS_DEPARTEMENT}, names)
    if colonne.type in ("annee", "entier"):
        return _between(colonne.minimum or 0, colonne.maximum or 0, year=colonne.type == "annee")
    return _READERS[colonne.type]


def _one_of(values: Mapping[str, Fact], shown: Sequence[str]) -> Callable[[Plain], Fact]:
    expected = "valeur attendue parmi : " + ", ".join(shown)

    def read(value: Plain) -> Fact:
        written = plain(value) if isinstance(value, str) else ""
        if written not in values:
            raise UnreadableError(expected)
        return values[written]

    return read


def _between(minimum: int, maximum: int, *, year: bool) -> Callable[[Plain], Fact]:
    what = "année sur quatre chiffres attendue, sans jour ni mois" if year else "nombre entier attendu"

    def read(value: Plain) -> Fact:
        number = _whole(value)
        if number is None or not minimum <= number <= maximum:
            raise UnreadableError(f"{what}, de {minimum} à {maximum}")
        return number

    return read


def _whole(value: Plain) -> int | None:
    """Read a whole number, typed as a text or not."""
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else None
    found = _WHOLE.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    return int(found[1]) if found else None


def _read_text(value: Plain) -> Fact:
    return value if isinstance(value, str) else str(value)


def _read_identifier(value: Plain) -> Fact:
    """Read an identifier: capitals and kinds of dashes make no difference."""
    if not isinstance(value, str):
        raise UnreadableError("identifiant attendu : le tableur en a fait une date, mettez la colonne au format Texte")
    if len(value) > _IDENTIFIER_MAX:
        raise UnreadableError(f"identifiant attendu, de {_IDENTIFIER_MAX} caractères au plus")
    return _DASHES.sub("-", value).upper()


def _date_reader(epoch: datetime.date) -> Callable[[Plain], Fact]:
    def read(value: Plain) -> Fact:
        day: datetime.date | None = None
        if isinstance(value, datetime.date):
            day = value
        elif isinstance(value, int | float):
            day = serial_date(value, epoch)
        elif isinstance(value, str):
            day = typed_date(value, epoch)
        if day is None or not _PAST <= day <= _FUTURE:
            raise UnreadableError("date attendue, par exemple 03/09/2025")
        return day

    return read


def typed_date(text: str, epoch: datetime.date) -> datetime.date | None:
    """Read a day as people type it, or as a bare number of the file; ``None`` when it is none."""
    if text.isdecimal():
        return serial_date(int(text), epoch) if len(text) == len("45901") else None
    try:
        return parse_date(_in_figures(_TIME_OF_DAY.sub("", text)))
    except ValueError:
        return None


def _in_figures(text: str) -> str:
    """Write « 3 sept. 2025 » and « 03-sept-25 » in figures; leave anything else as it is."""
    found = _SHORT_MONTH.fullmatch(text)
    written = plain(found[2]) if found else ""
    months = [rank for rank, month in enumerate(_MONTHS, start=1) if month.startswith(written)]
    if found is None or len(months) != 1:
        return text
    return f"{found[1].removesuffix('er')}/{months[0]:02d}/{found[3]}"


def _read_duration(value: Plain) -> Fact:
    """Read minutes: 90, « 90 min », « 1 h 30 », 01:30."""
    minutes: float | None = None
    if isinstance(value, datetime.timedelta):
        minutes = value / datetime.timedelta(minutes=1)
    elif isinstance(value, int | float):
        minutes = value
    elif isinstance(value, str) and (found := _DURATION.fullmatch(value)) and (found[1] or found[2]):
        minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    if minutes is None or not 0 <= minutes <= _LONGEST:
        raise UnreadableError("durée attendue en minutes, par exemple 45, ou 1 h 30")
    return round(minutes)


_LONGEST = 7 * 24 * 60


def _read_insee(value: Plain) -> Fact:
    code = value.replace(" ", "").upper() if isinstance(value, str) else ""
    code = f"0{code}" if code.isdecimal() and len(code) == len("1004") else code  # a number lost its first zero
    if not _INSEE.fullmatch(code):
        raise UnreadableError("code INSEE attendu, à cinq caractères, par exemple 62041")
    return code


_READERS: Mapping[TypeColonne, Callable[[Plain], Fact]] = {
    "identifiant": _read_identifier,
    "texte": _read_text,
    "territoire": _read_text,
    "duree": _read_duration,
    "code_insee": _read_insee,
}
_OF_NUMBERS = ("date", "annee", "entier", "duree")
"""Types whose numbers are numbers; elsewhere they are the texts that they show."""
