"""From what a cell holds to a value of a dossier: exact, never guessed, ready to be written as JSON.

Amounts are texts (« 16000.10 »), days too (« 2025-09-01 »): the models of a dossier read both, and check them.
``UnreadableError`` says what is expected, and never what was found.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from cllaj_docs.domain.colonne import plain
from cllaj_docs.reporting.campagne.plan import Champ, Forme
from cllaj_docs.reporting.cells import OUI_NON, UnreadableError, typed_date
from cllaj_docs.reporting.values import EPOCH_1900, CellError, Plain, serial_date

Lu: TypeAlias = str | int | bool | list[str]
"""A value as it was read."""

AUCUNE = "aucune"
"""What says that a list is known to be empty."""

_EXCEL_DIGITS = 15
"""Significant digits of a number of a workbook: what lies beyond is the noise of binary."""

_ABRIDGED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2}")
"""How spreadsheet programs show a long number in a narrow column."""

_GROUPED = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]+)?")
_FRENCH_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_ENGLISH_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_EITHER = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")
_TEXTUAL = "mettez la cellule au format Texte, puis retapez-la"
_LENGTHS = {"siret": 14, "siren": 9, "telephone": 10, "code_postal": 5}


@dataclass(frozen=True, slots=True)
class Ecriture:
    """How another system writes: pattern of its days, signs of its numbers, and the words of its lists by ``plain``."""

    dates: str = ""
    decimale: str = ""
    milliers: str = ""
    mots: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


USUELLE = Ecriture()


def read_value(
    champ: Champ, value: Plain, ecriture: Ecriture = USUELLE, epoch: datetime.date = EPOCH_1900
) -> Lu | None:
    """Read a cell; ``None`` when it is blank. Raises ``UnreadableError``."""
    if isinstance(value, CellError):
        raise UnreadableError("cette cellule affiche une erreur de calcul : tapez sa valeur")
    if isinstance(value, str):
        value = ecriture.mots.get(plain(value), value)
        if not value.strip():
            return None
    if champ.forme == "date":
        return _read_day(value, ecriture, epoch)
    if champ.forme in ("montant", "taux", "decimal", "entier"):
        return _read_number(champ.forme, value, ecriture)
    if champ.forme == "chiffres":
        return _read_figures(champ, value)
    return _READERS[champ.forme](champ, _as_text(value))


# --- days ------------------------------------------------------------------------------------------------------------

_DAY_SIGNS = {"jj": r"(?P<jour>[0-9]{2})", "mm": r"(?P<mois>[0-9]{2})", "aaaa": r"(?P<annee>[0-9]{4})"}


def day_pattern(written: str) -> re.Pattern[str]:
    """Turn « jj/mm/aaaa » into what reads it. Raises ``ValueError`` when a day, a month or a year is not there once."""
    pattern = re.escape(written)
    for signs, reader in _DAY_SIGNS.items():
        if written.count(signs) != 1:
            raise ValueError(written)
        pattern = pattern.replace(signs, reader)
    return re.compile(pattern)


def _read_day(value: Plain, ecriture: Ecriture, epoch: datetime.date) -> str:
    day: datetime.date | None = None
    if isinstance(value, datetime.date):
        day = value
    elif ecriture.dates and isinstance(value, int | str):
        found = day_pattern(ecriture.dates).match(str(value).strip())
        day = _calendar_day(int(found["annee"]), int(found["mois"]), int(found["jour"])) if found else None
    elif isinstance(value, int | float):
        day = serial_date(value, epoch)
    elif isinstance(value, str):
        day = typed_date(" ".join(value.split()), epoch)
    if day is None:
        raise UnreadableError(f"date attendue, écrite {ecriture.dates or 'par exemple 03/09/2025'}")
    return day.isoformat()


def _calendar_day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


# --- numbers ---------------------------------------------------------------------------------------------------------


def _read_number(forme: Forme, value: Plain, ecriture: Ecriture) -> str | int:
    number: Decimal | None = None
    if isinstance(value, int | float):
        number = Decimal(f"{value:.{_EXCEL_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    elif isinstance(value, str):
        number = _typed_number(value, forme, ecriture)
    expected = {"montant": "montant attendu en euros, par exemple 16 000,10", "taux": "taux attendu, par exemple 80 %"}
    if number is None or not number.is_finite() or abs(number) >= 10**_EXCEL_DIGITS:
        raise UnreadableError(expected.get(forme, "nombre attendu, en chiffres"))
    if forme == "entier":
        if number != number.to_integral_value():
            raise UnreadableError("nombre entier attendu, sans décimales")
        return int(number)
    return f"{number:.2f}" if number == round(number, 2) else f"{number:f}"


def _typed_number(text: str, forme: Forme, ecriture: Ecriture) -> Decimal | None:
    """Read a number as people type it; what may be thousands as well as decimals is not read."""
    written = " ".join(re.sub(r"(?i)€|\beuros?\b|\beur\b", " ", text).split()).replace("\u2212", "-")
    share = forme == "taux" and written.endswith("%")
    written = written.removesuffix("%").rstrip()
    if ecriture.decimale or ecriture.milliers:
        thousands = ecriture.milliers.strip()
        written = written.replace(thousands, "") if thousands else written
        if (set(".,") - {ecriture.decimale or ","}) & set(written):
            return None
        written = written.replace(ecriture.decimale or ",", ".")
    elif _FRENCH_THOUSANDS.fullmatch(written):
        written = written.replace(".", "")
    elif _ENGLISH_THOUSANDS.fullmatch(written):
        written = written.replace(",", "")
    elif _EITHER.fullmatch(written) and forme in ("montant", "entier"):
        raise UnreadableError(
            "nombre ambigu : ce point sépare-t-il des milliers ou des décimales ? Écrivez une virgule"
        )
    if not _GROUPED.fullmatch(written) or len(written) > _LONGEST_NUMBER:
        return None
    number = Decimal(written.replace(" ", "").replace(",", "."))
    return number / 100 if share else number


_LONGEST_NUMBER = 30


# --- figures that are names ------------------------------------------------------------------------------------------


def _read_figures(champ: Champ, value: Plain) -> str:
    """Read the number of a body, of a telephone: a zero that a program took away is put back only when it is sure."""
    name = champ.chemin.rpartition(".")[2]
    length = _LENGTHS[name]
    if isinstance(value, int) and not isinstance(value, bool):
        figures = str(value)
        if name == "telephone" and len(figures) == length - 1:
            return f"0{figures}"  # every French number begins with a zero, and none of its next figures is one
        if len(figures) != length:
            raise UnreadableError(
                f"{length} chiffres attendus : il en manque, ou le tableur a retiré un zéro en tête ; {_TEXTUAL}"
            )
        return figures
    return _as_text(value)


def _as_text(value: Plain) -> str:
    """Give a text as it is; a number only when it can be nothing else than its figures."""
    if isinstance(value, str):
        if _ABRIDGED.fullmatch(value.strip()):
            raise UnreadableError(f"le tableur a abrégé ce numéro, des chiffres sont perdus ; {_TEXTUAL}")
        return value
    if isinstance(value, int) and abs(value) < 10**_EXCEL_DIGITS:
        return str(value)
    if isinstance(value, datetime.date):
        raise UnreadableError(f"texte attendu : le tableur en a fait une date ; {_TEXTUAL}")
    raise UnreadableError(f"texte attendu : le tableur en a fait un nombre qu’il arrondit ; {_TEXTUAL}")


# --- texts and choices -----------------------------------------------------------------------------------------------


def _read_text(_champ: Champ, text: str) -> str:
    return text


_reduced = lru_cache(1024)(plain)
"""A few words come back on every row."""


def _read_choice(champ: Champ, text: str) -> str:
    written = _reduced(text)
    for code, label in champ.choix.items():
        if written in (_reduced(code), _reduced(label)):
            return code
    raise UnreadableError(f"valeur attendue parmi : {', '.join(champ.choix.values())}")


def _read_yes(_champ: Champ, text: str) -> bool:
    if plain(text) not in OUI_NON:
        raise UnreadableError("« oui » ou « non » attendu")
    return OUI_NON[plain(text)]


def _read_rubrique(champ: Champ, text: str) -> str:
    """Read a code, with its label or not, or a label that one rubric alone has."""
    code = text.partition(" – ")[0].strip()
    if code in champ.choix:
        return code
    meant = [known for known, label in champ.choix.items() if plain(label) == plain(text)]
    if len(meant) != 1:
        raise UnreadableError("rubrique attendue : choisissez-la dans la liste, ou recopiez son code")
    return meant[0]


def split_texts(text: str) -> list[str]:
    """Cut a cell of several texts: one on each line, or between semicolons when it has one line only."""
    lines = text.splitlines() if _LINES.search(text) else text.split(";")
    return [line.strip() for line in lines if line.strip()]


def join_texts(texts: tuple[str, ...] | list[str]) -> str:
    """Write several texts in a cell so that ``split_texts`` gives them back."""
    joined = "\n".join(texts)
    return f"{joined}\n" if len(texts) == 1 and ";" in joined else joined


_LINES = re.compile("[\r\n]")


def _read_texts(_champ: Champ, text: str) -> list[str]:
    return split_texts(text)


def _read_choices(champ: Champ, text: str) -> list[str]:
    parts = [part for piece in split_texts(text) for part in piece.split(",")]
    return [_read_choice(champ, part) for part in parts]


def _read_list(_champ: Champ, text: str) -> list[str]:
    """Read the word that says that a list is empty."""
    if plain(text).removesuffix("s") not in (AUCUNE, "aucun", "neant", "0"):
        raise UnreadableError(f"« {AUCUNE} » s’il n’y en a pas ; sinon, laissez vide et remplissez la feuille")
    return []


_READERS: Mapping[Forme, Callable[[Champ, str], Lu]] = {
    "texte": _read_text,
    "markdown": _read_text,
    "choix": _read_choice,
    "oui_non": _read_yes,
    "rubrique": _read_rubrique,
    "textes": _read_texts,
    "plusieurs_choix": _read_choices,
    "liste": _read_list,
}


def visible(text: str) -> str:
    """Reduce a name of column to one line, for messages."""
    return " ".join(unicodedata.normalize("NFC", text).split())
