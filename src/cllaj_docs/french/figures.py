"""Figures: amounts, numbers, rates and the identifiers whose digits are read in groups.

Amounts are exact. A float, or an amount finer than the cent, is refused rather than rounded: the comptable pays what
is printed. Nothing here depends on the thread's decimal context, so a caller that changed it changes no document.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from cllaj_docs.french.signs import FINE, INSECABLE, MOINS

_CONTEXT = Context(prec=100, rounding=ROUND_HALF_UP)
_MAGNITUDE_MAX = 30
"""Powers of ten that a figure may span on either side of the comma; beyond, it is a mistake, not a figure."""

_MILLE = 1000
_DECIMALES_MAX = 12
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(_DECIMALES_MAX + 1))
_CENT = _STEPS[2]

_SPACES = re.compile(r"[\s.-]+")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_SIREN = re.compile(r"[0-9]{9}")
_SIRET = re.compile(r"[0-9]{14}")
_TELEPHONE = re.compile(r"0[1-9][0-9]{8}")
_FRENCH_PREFIX = re.compile(r"^(?:\+|00)33(?:\(0\)|0)?")


def _number(value: Decimal | int, what: str) -> Decimal:
    """Take an exact, finite number of a sensible size. ``what`` opens the message (« montant »)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(
            f"{what} inexact ou illisible ({type(value).__name__}) : donnez un entier ou un Decimal, "
            "jamais un nombre à virgule flottante ni un texte"
        )
    number = value if type(value) is Decimal else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{what} qui n’est pas un nombre fini : donnez une valeur réelle")
    if number and abs(number.adjusted()) > _MAGNITUDE_MAX:
        raise ValueError(f"{what} hors de toute mesure : vérifiez sa valeur")
    return number


def _round(number: Decimal, places: int) -> Decimal:
    """Round half up (away from zero) to ``places`` decimals."""
    return number.quantize(_STEPS[places], context=_CONTEXT)


def _print(number: Decimal) -> str:
    """Write a number with French marks: U+202F between thousands, a comma, U+2212 before what is below zero."""
    digits = format(number, ",f").replace(",", FINE).replace(".", ",")
    if digits[0] != "-":
        return digits
    return MOINS + digits[1:] if number else digits[1:]


def _trimmed(digits: str) -> str:
    """Drop the zeros that end the decimals, and the comma if nothing is left after it."""
    return digits.rstrip("0").rstrip(",") if "," in digits else digits


def _to_the_cent(montant: Decimal | int) -> Decimal:
    if type(montant) is Decimal and montant.same_quantum(_CENT) and montant.adjusted() <= _MAGNITUDE_MAX:
        return montant  # what a dossier holds: nothing to round
    number = _number(montant, "montant")
    exact = _round(number, 2)
    if exact != number:
        raise ValueError("montant plus fin que le centime : arrondissez-le à deux décimales avant de l’écrire")
    return exact


def centimes(montant: Decimal | int) -> int:
    """Count the cents of an amount in euros: ``Decimal("12.5")`` gives ``1250``.

    Raises ``TypeError`` for anything but an ``int`` or a ``Decimal``, ``ValueError`` for an amount that is not finite
    or finer than the cent.
    """
    return int(_to_the_cent(montant).scaleb(2, context=_CONTEXT))


def euros(montant: Decimal | int) -> str:
    """Write an amount in figures: ``20 000,00 €``, always with two decimals.

    U+202F between thousands, U+00A0 before the sign, U+2212 for a negative amount. Source: Imprimerie nationale,
    Lexique, « nombres » and « monnaies »; CLDR, locale fr (group U+202F, currency pattern ``#,##0.00 ¤``).

    Raises ``TypeError`` for a float or a bool, ``ValueError`` for an amount finer than the cent: nothing is rounded.
    """
    return f"{_print(_to_the_cent(montant))}{INSECABLE}€"


def nombre(n: Decimal | int, decimales: int | None = None) -> str:
    """Write a number: ``1 234,5``. ``decimales`` is the exact count of decimals, rounding half up.

    Without ``decimales`` nothing is rounded: every decimal is printed, less the zeros that end them (``1.50`` gives
    « 1,5 »). Thousands are grouped from 1 000 up, so that a column reads alike. Years are not numbers: print them as
    they are. Source: Imprimerie nationale, Lexique, « nombres »; BIPM, SI brochure 5.4.4.
    """
    if decimales is None and type(n) is int and 0 <= n < _MILLE:
        return str(n)  # most counts: nothing to group, nothing to round
    number = _number(n, "nombre")
    if decimales is None:
        return _trimmed(_print(number))
    if isinstance(decimales, bool) or not 0 <= decimales <= _DECIMALES_MAX:
        raise ValueError(f"nombre de décimales impossible : donnez un entier de 0 à {_DECIMALES_MAX}")
    return _print(_round(number, decimales))


def pourcentage(taux: Decimal | int, decimales: int = 1) -> str:
    """Write a rate, given as a ratio, in per cent: ``0.8`` gives « 80 % », ``0.925`` gives « 92,5 % ».

    At most ``decimales`` decimals, half up, without the zeros that end them; U+00A0 before the sign. Source:
    Imprimerie nationale, Lexique, « pour cent »; BIPM, SI brochure 5.4.7 (a space before the sign).
    """
    number = _number(taux, "taux")
    if isinstance(decimales, bool) or not 0 <= decimales <= _DECIMALES_MAX:
        raise ValueError(f"nombre de décimales impossible : donnez un entier de 0 à {_DECIMALES_MAX}")
    percent = _round(number.scaleb(2, context=_CONTEXT), decimales)
    return f"{_trimmed(_print(percent))}{INSECABLE}%"


def _compact(text: str, what: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"{what} illisible ({type(text).__name__}) : donnez un texte")
    return _SPACES.sub("", text).upper()


def _grouped(characters: str, *sizes: int) -> str:
    """Cut ``characters`` in groups of the given sizes (the last size repeats), with U+00A0 between them."""
    groups, start, rank = [], 0, 0
    while start < len(characters):
        size = sizes[min(rank, len(sizes) - 1)]
        groups.append(characters[start : start + size])
        start, rank = start + size, rank + 1
    return INSECABLE.join(groups)


def iban(text: str) -> str:
    """Write an IBAN in groups of four: ``FR76 3000 1007 …``, never cut by a line end.

    The shape only is checked, not the key: that is the work of the dossier. Source: ISO 13616-1, printed form.
    """
    number = _compact(text, "IBAN")
    if not _IBAN.fullmatch(number):
        raise ValueError("IBAN illisible : deux lettres de pays, deux chiffres de clé, puis 11 à 30 caractères")
    return _grouped(number, 4)


def siren(text: str) -> str:
    """Write a SIREN in groups of three: ``123 456 789``. Source: Insee, « numéro SIREN »."""
    number = _compact(text, "SIREN")
    if not _SIREN.fullmatch(number):
        raise ValueError("SIREN illisible : il compte 9 chiffres")
    return _grouped(number, 3)


def siret(text: str) -> str:
    """Write a SIRET as the SIREN in groups of three, then the establishment: ``123 456 789 00012``.

    Source: Insee, « numéro SIRET » (SIREN, then the five digits of the NIC).
    """
    number = _compact(text, "SIRET")
    if not _SIRET.fullmatch(number):
        raise ValueError("SIRET illisible : il compte 14 chiffres (le SIREN, puis 5 chiffres)")
    return _grouped(number, 3, 3, 3, 5)


def telephone(text: str) -> str:
    """Write a French telephone number in pairs: ``03 21 00 00 00``; ``+33 3 21…`` is brought to that form.

    Source: Imprimerie nationale, Lexique, « numéros de téléphone »; Arcep, national numbering plan (ten digits).
    """
    number = _FRENCH_PREFIX.sub("0", _compact(text, "téléphone"))
    if not _TELEPHONE.fullmatch(number):
        raise ValueError("numéro de téléphone illisible : il compte 10 chiffres, par exemple 03 21 00 00 00")
    return _grouped(number, 2)
