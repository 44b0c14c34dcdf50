"""Field types of a dossier: each checks one value and says in French what would be right.

Numbers of bodies and accounts are checked by python-stdnum (SIREN and SIRET by Luhn with the La Poste exception, IBAN
by mod 97, BIC by its shape); the French RIB key, which it does not check, is checked here. Values are kept in their
compact form (``12345678900012``); documents group the digits.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    Strict,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError

LIGNE_MAX = 300
"""Longest single-line text, in characters: a name, a title, a street."""

TEXTE_MAX = 60_000
"""Longest Markdown text, in characters: about twenty printed pages."""

CALCUL_EXACT = Context(prec=28)
"""Arithmetic of amounts, whatever precision the host has set for its own thread."""

MONTANT_MAX = Decimal("999999999.99")
"""Largest amount that the documents can write out in letters."""


@dataclass(frozen=True, slots=True)
class Sorte:
    """What a value is beyond its Python type: it says how documents print it."""

    nom: Literal["markdown", "montant", "taux", "siren", "siret", "rna", "iban", "bic", "telephone"]


@dataclass(frozen=True, slots=True)
class Ecriture:
    """How a value is written in JSON, as far as a schema can say: what it refuses, reading refuses too.

    ``motif`` is an ECMA 262 expression of the text, spaces around included; ``exemples`` are right to the check digit.
    """

    motif: str | None = None
    exemples: tuple[str, ...] = ()
    format: str | None = None
    media_type: str | None = None

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Add it to what the type says of itself. A number may be a text: one schema says both."""
        schema = handler(core_schema)
        kinds = schema.pop("anyOf", [])
        if kinds:
            bounds = {key: value for kind in kinds for key, value in kind.items() if key != "type"}
            schema.update(bounds, type=["string", "number"])
        said = {"pattern": self.motif, "format": self.format, "contentMediaType": self.media_type}
        schema.update({key: value for key, value in said.items() if value is not None})
        if self.exemples:
            schema["examples"] = list(self.exemples)
        return schema


Euros = Annotated[Decimal, Sorte("montant")]
"""An amount in euros that is computed: exact already."""

Part = Annotated[Decimal, Sorte("taux")]
"""A share that is computed: 0.80 for 80 %; may be more than 1."""

_NO_CHARACTER = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + code) for plane in range(17) for code in (0xFFFE, 0xFFFF)
)
"""What Unicode keeps from ever being a character (23.7): HTML forbids it."""

_CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff{_NO_CHARACTER}]")
_LINE_BREAK = re.compile("[\t\n\r\u2028\u2029]")


def fault(message: str) -> PydanticCustomError:
    """Make the error of a field. ``message`` is French, without a final stop, and says what would be right."""
    return PydanticCustomError("champ", "{message}", {"message": message})


def spell(text: str) -> str:
    """Write a text of the file so that any message can hold it: what cannot be seen is spelled in ASCII."""
    return text if text.isprintable() else ascii(text)[1:-1]


def _without_control(text: str) -> str:
    """Refuse what XML 1.0 cannot hold, and the marks that reorder text on screen (Unicode bidi overrides)."""
    found = _CONTROL.search(text)
    if found:
        raise fault(
            f"caractère interdit U+{ord(found[0]):04X} en position {found.start() + 1} : retirez ce caractère invisible"
        )
    if text and not any(char.isprintable() and char != " " for char in text):
        raise fault("texte invisible : écrivez-le, ou retirez la clé si elle est facultative")
    return text


def _single_line(text: str) -> str:
    if _LINE_BREAK.search(text):
        raise fault("texte sur plusieurs lignes : écrivez-le sur une seule ligne, sans tabulation")
    return text


Texte = Annotated[
    str,
    Strict(),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LIGNE_MAX),
    AfterValidator(_without_control),
    AfterValidator(_single_line),
    Ecriture(r"^\s*\S[^\t\n\r\u2028\u2029]*\s*$"),
]
"""One line of text, never empty nor invisible."""

Markdown = Annotated[
    str,
    Sorte("markdown"),
    Strict(),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXTE_MAX),
    AfterValidator(_without_control),
    Ecriture(r"\S", media_type="text/markdown"),
]
"""A long text of the operator: paragraphs, lists, emphasis, tables and links in Markdown (CommonMark)."""

Effectif = Annotated[int, Strict(), Field(ge=0, le=1_000_000)]
"""A count of persons, contacts or sessions. Zero is a result; what is not known is left out, never written 0."""

Vrai = Annotated[bool, Strict()]
"""``true`` or ``false``, and nothing that merely looks like it."""


def _exact_number(value: Any) -> Any:
    """Refuse binary floats: 0.1 is not a tenth, and a comptable pays on the result."""
    if isinstance(value, float | bool):
        raise fault("nombre inexact : donnez un nombre décimal exact, par exemple 20000.00")
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,12}(\.\d+)?", value.strip(), re.ASCII):
        raise fault("nombre illisible : écrivez-le avec un point et sans espace, par exemple 20000.00")
    return value


def _cents(value: Decimal) -> Decimal:
    quantized = value.quantize(Decimal("0.01")) if value <= MONTANT_MAX else value
    if quantized != value:
        raise fault("montant plus fin que le centime : arrondissez-le à deux décimales")
    return abs(quantized)  # -0.00 is 0.00


_ZERO = r"-?0{1,12}(?:\.0+)?"
_AMOUNT = r"0{0,3}[0-9]{1,9}(?:\.[0-9]{1,2}0*)?"

Montant = Annotated[
    Euros,
    Field(ge=0, le=MONTANT_MAX),
    BeforeValidator(_exact_number),
    AfterValidator(_cents),
    Ecriture(rf"^\s*(?:{_AMOUNT}|{_ZERO})\s*$", ("1500.00", "0.00")),
]
"""Euros, zero or more, to the cent. Always two places. In JSON, a text or a number, both read exactly."""

MontantPositif = Annotated[
    Euros,
    Field(gt=0, le=MONTANT_MAX),
    BeforeValidator(_exact_number),
    AfterValidator(_cents),
    Ecriture(rf"^\s*(?!{_ZERO}\s*$){_AMOUNT}\s*$", ("20000.00",)),
]
"""Euros, more than zero, to the cent. Always two places. In JSON, a text or a number, both read exactly."""


def _plain_number(value: Decimal) -> str:
    """Write a number as it is read here, without an exponent."""
    return f"{value:f}"


Taux = Annotated[
    Part,
    Field(gt=0, le=1),
    BeforeValidator(_exact_number),
    PlainSerializer(_plain_number, return_type=str, when_used="json"),
    Ecriture(r"^\s*(?:0{1,12}\.0*[1-9][0-9]*|0{0,11}1(?:\.0+)?)\s*$", ("0.80",)),
]
"""A share between 0 (excluded) and 1: 80 % is written 0.80."""

Etp = Annotated[
    Decimal,
    Field(ge=0, le=1_000, decimal_places=2),
    BeforeValidator(_exact_number),
    Ecriture(r"^\s*-?[0-9]{1,12}(?:\.[0-9]+)?\s*$", ("0.50",)),
]
"""Working time in full-time equivalents: half a post is written 0.50."""

Seuil = Annotated[int, Strict(), Field(ge=3, le=100)]
"""The smallest count of persons that is published. Below three, nothing would be hidden from one of two persons."""


def _calendar_day(value: Any) -> Any:
    """Read only a day: no time of day, no count of seconds that a program would take for a date."""
    if isinstance(value, datetime.datetime):
        raise fault("date avec une heure : écrivez seulement le jour, par exemple 2025-09-01")
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise fault("cette date n’existe pas dans le calendrier : vérifiez le jour et le mois") from None
    raise fault("date illisible : écrivez année-mois-jour, par exemple 2025-09-01")


Jour = Annotated[
    datetime.date,
    Field(ge=datetime.date(1800, 1, 1), le=datetime.date(2200, 12, 31)),
    BeforeValidator(_calendar_day),
    Ecriture(r"^(?:(?:1[89]|2[01])[0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$", ("2025-10-06",)),
]
"""A day of the calendar."""


def _compact(value: str) -> str:
    return re.sub("[ \u00a0\u202f.-]", "", value).upper()


def _siren(value: str) -> str:
    from stdnum.fr import siren

    number = _compact(value)
    if not re.fullmatch(r"\d{9}", number, re.ASCII):
        raise fault("un SIREN compte 9 chiffres")
    if not siren.is_valid(number):
        raise fault("SIREN faux : sa clé de contrôle ne correspond pas, vérifiez chaque chiffre")
    return number


def _siret(value: str) -> str:
    from stdnum.fr import siret

    number = _compact(value)
    if not re.fullmatch(r"\d{14}", number, re.ASCII):
        raise fault("un SIRET compte 14 chiffres (le SIREN, puis 5 chiffres pour l’établissement)")
    if not siret.is_valid(number):
        raise fault("SIRET faux : sa clé de contrôle ne correspond pas, vérifiez chaque chiffre")
    return number


def _rna(value: str) -> str:
    number = _compact(value)
    if not re.fullmatch(r"W\d{9}", number, re.ASCII):
        raise fault("un numéro RNA s’écrit W suivi de 9 chiffres, par exemple W623001234")
    return number


def cle_rib(banque: str, guichet: str, compte: str) -> int:
    """Compute the key of a French RIB: 97 − (89 b + 15 g + 3 c) mod 97, letters read as digits.

    Source: CFONB, « Structure du RIB » (letters A–I, J–R and S–Z stand for 1–9, 1–9 and 2–9).
    """
    digits = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
    b, g, c = (int(part.translate(digits)) for part in (banque, guichet, compte))
    return 97 - (89 * b + 15 * g + 3 * c) % 97


def _iban(value: str) -> str:
    from stdnum import iban

    number = _compact(value)
    if number.startswith("FR") and not re.fullmatch(r"FR\d{12}[0-9A-Z]{11}\d{2}", number, re.ASCII):
        raise fault("un IBAN français compte 27 caractères : FR, 2 chiffres de clé, puis les 23 caractères du RIB")
    if not iban.is_valid(number, check_country=False):  # foreign lists of banks are not ours to judge
        raise fault("IBAN faux : sa clé de contrôle ne correspond pas, recopiez-le depuis le RIB")
    if number.startswith("FR") and cle_rib(number[4:9], number[9:14], number[14:25]) != int(number[25:27]):
        raise fault("IBAN faux : la clé du RIB (deux derniers chiffres) ne correspond pas, recopiez-le depuis le RIB")
    return number


def _bic(value: str) -> str:
    from stdnum import bic

    code = _compact(value)
    if not bic.is_valid(code):
        raise fault("un BIC compte 8 ou 11 caractères, par exemple ABCDFRPP ou ABCDFRPPXXX")
    return code


def _code_postal(value: str) -> str:
    if not re.fullmatch(r"(0[1-9]|[1-8]\d|9[0-8])\d{3}", value, re.ASCII):
        raise fault("un code postal français compte 5 chiffres, par exemple 62000")
    return value


def _courriel(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>\"(),;:\\]+@[^@\s<>\"(),;:\\.]+(\.[^@\s<>\"(),;:\\.]+)+", value):
        raise fault("adresse de courriel illisible : elle s’écrit nom@domaine.fr")
    return value


def _telephone(value: str) -> str:
    number = _compact(value.replace("+33", "0").replace("(0)", ""))
    if not re.fullmatch(r"0[1-9]\d{8}", number, re.ASCII):
        raise fault("un numéro de téléphone français compte 10 chiffres, par exemple 03 21 00 00 00")
    return number


_GAP = r"[ \u00a0\u202f.-]"
"""What may stand between the signs of a number."""


def _signs(kind: str, count: str) -> str:
    """Write the expression of so many signs of a kind, gaps among them; ``count`` is ``9`` or ``15,34``."""
    return rf"(?:{_GAP}*{kind}){{{count}}}{_GAP}*"


_DIGIT, _LETTER, _EITHER = "[0-9]", "[A-Za-z]", "[0-9A-Za-z]"

Siren = Annotated[
    Texte, Sorte("siren"), AfterValidator(_siren), Ecriture(rf"^\s*{_signs(_DIGIT, '9')}\s*$", ("999 000 110",))
]
Siret = Annotated[
    Texte, Sorte("siret"), AfterValidator(_siret), Ecriture(rf"^\s*{_signs(_DIGIT, '14')}\s*$", ("999 000 110 00018",))
]
Rna = Annotated[
    Texte, Sorte("rna"), AfterValidator(_rna), Ecriture(rf"^\s*{_GAP}*[Ww]{_signs(_DIGIT, '9')}\s*$", ("W629990001",))
]
Iban = Annotated[
    Texte,
    Sorte("iban"),
    AfterValidator(_iban),
    Ecriture(
        rf"^\s*{_signs(_LETTER, '2')}{_signs(_DIGIT, '2')}{_signs(_EITHER, '8,32')}\s*$",
        ("FR76 0000 0123 4500 0000 0000 192",),
    ),
]
Bic = Annotated[
    Texte,
    Sorte("bic"),
    AfterValidator(_bic),
    Ecriture(rf"^\s*{_signs(_EITHER, '8')}(?:{_signs(_EITHER, '3')})?\s*$", ("EXMPFR21XXX",)),
]
CodePostal = Annotated[
    Texte, AfterValidator(_code_postal), Ecriture(r"^\s*(?:0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3}\s*$", ("62000",))
]
Courriel = Annotated[
    Texte,
    AfterValidator(_courriel),
    Ecriture(
        r'^\s*[^@\s<>"(),;:\\]+@[^@\s<>"(),;:\\.]+(?:\.[^@\s<>"(),;:\\.]+)+\s*$',
        ("contact@exemple.example",),
        format="email",
    ),
]
Telephone = Annotated[
    Texte,
    Sorte("telephone"),
    AfterValidator(_telephone),
    Ecriture(r"^[^0-9]*(?:[0-9][^0-9]*){10,12}$", ("03 53 01 00 12",)),
]
