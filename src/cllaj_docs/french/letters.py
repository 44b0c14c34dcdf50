"""Numbers and amounts in letters, and the way back.

The generator and the parser are two separate grammars that share no table: a document proves its letters by reading
them back, and a mistake made once would be caught by the other side. Library converters are not used because the best
known one reads whole amounts as cents (20 000 gives « deux cents euros »).

Rules, from the Dictionnaire de l’Académie française (entries « vingt », « cent », « mille », « million ») and Grevisse,
Le Bon Usage:

* « vingt » and « cent » take an s when multiplied and last: deux cents, quatre-vingts; not before another numeral
  (deux cent un, quatre-vingt mille), but before the nouns million and milliard (quatre-vingts millions);
* « mille » never varies; « million » and « milliard » are nouns: deux millions, un million d’euros;
* « et » before un and onze from 21 to 71, not in 81 and 91;
* « mille cent », not « onze cents », as the Académie asks of legal texts;
* spelling ``traditionnelle``: hyphens below one hundred only, and not around « et »;
* spelling ``1990`` (Journal officiel, documents administratifs n° 100, 6 December 1990, II.1): hyphens between all
  numerals. Million and milliard, being nouns, keep their spaces (« deux-cents millions »).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from cllaj_docs.french.figures import centimes
from cllaj_docs.french.signs import APOSTROPHE

Orthographe = Literal["traditionnelle", "1990"]

NOMBRE_MAX = 999_999_999_999
MONTANT_MAX = Decimal("999999999.99")

_MILLE = 1_000
_MILLION = 1_000_000
_MILLIARD = 1_000_000_000

# --- from a number to letters ---------------------------------------------------------------------------------------

_SMALL = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_DECADES = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}


def _build_below_hundred(n: int) -> str:
    if n < len(_SMALL):
        return _SMALL[n]
    tens, units = divmod(n, 10)
    if tens not in _DECADES:  # soixante-dix, quatre-vingt-dix: the decade below, and ten more
        tens, units = tens - 1, units + 10
    decade = _DECADES[tens]
    if units == 0:
        return "quatre-vingts" if decade == "quatre-vingt" else decade
    joint = " et " if units in (1, 11) and decade != "quatre-vingt" else "-"
    return decade + joint + _SMALL[units]


_BELOW_HUNDRED = tuple(_build_below_hundred(n) for n in range(100))


def _below_thousand(n: int) -> str:
    """Write 1 to 999 as the end of a number: « deux cents », « quatre-vingts »."""
    hundreds, rest = divmod(n, 100)
    if hundreds == 0:
        return _BELOW_HUNDRED[rest]
    head = "cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent"
    if rest:
        return f"{head} {_BELOW_HUNDRED[rest]}"
    return head if hundreds == 1 else head + "s"


def _below_million(n: int) -> str:
    """Write 1 to 999 999. Before « mille », a numeral, « cents » and « vingts » lose their s."""
    thousands, rest = divmod(n, _MILLE)
    words = []
    if thousands > 1:
        multiplier = _below_thousand(thousands)
        words.append(multiplier[:-1] if multiplier.endswith(("cents", "vingts")) else multiplier)
    if thousands:
        words.append("mille")
    if rest:
        words.append(_below_thousand(rest))
    return " ".join(words)


def _with_noun(count: int, noun: str, spelled: str) -> str:
    return f"{spelled} {noun}" if count == 1 else f"{spelled} {noun}s"


def nombre_en_lettres(n: int, *, feminin: bool = False, orthographe: Orthographe = "traditionnelle") -> str:
    """Write a whole number from 0 to 999 999 999 999 in letters (rules at the top of this module).

    ``feminin`` makes the final « un » agree: « vingt et une conventions ». Only the last « un » agrees: the one that
    multiplies mille or million counts thousands, not the things (« vingt et un mille voix »).

    Raises ``TypeError`` if ``n`` is not an ``int``, ``ValueError`` outside the range.
    """
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError(f"nombre illisible ({type(n).__name__}) : donnez un entier à écrire en lettres")
    if not 0 <= n <= NOMBRE_MAX:
        raise ValueError("nombre impossible à écrire en lettres : il doit aller de 0 à 999 999 999 999")
    if orthographe not in ("traditionnelle", "1990"):
        raise ValueError("orthographe inconnue : choisissez « traditionnelle » ou « 1990 »")
    milliards, below = divmod(n, _MILLIARD)
    millions, rest = divmod(below, _MILLION)

    def spelled(words: str) -> str:
        return words.replace(" ", "-") if orthographe == "1990" else words

    parts = []
    if milliards:
        parts.append(_with_noun(milliards, "milliard", spelled(_below_thousand(milliards))))
    if millions:
        parts.append(_with_noun(millions, "million", spelled(_below_thousand(millions))))
    if rest or not n:
        parts.append(spelled(_below_million(rest) if rest else "zéro"))
        if feminin and parts[-1].endswith("un"):
            parts[-1] += "e"
    return " ".join(parts)


def montant_en_lettres(montant: Decimal | int, *, orthographe: Orthographe = "traditionnelle") -> str:
    """Write an amount of 0 to 999 999 999,99 euros in letters: « vingt mille euros ».

    Cents appear only when there are some: « quatre-vingts euros et un centime ». An amount below one euro still names
    its euros, « zéro euro et cinquante centimes », so that no reader wonders whether a word was lost before the cents.
    Singular below two (« zéro euro »); « d’euros » after million and milliard, which are nouns.

    Raises ``TypeError`` for a float, ``ValueError`` for a negative, too large or finer amount.
    """
    total = centimes(montant)
    if not 0 <= total <= centimes(MONTANT_MAX):
        raise ValueError("montant impossible à écrire en lettres : il doit aller de 0 à 999 999 999,99 €")
    units, cents = divmod(total, 100)
    words = nombre_en_lettres(units, orthographe=orthographe)
    if units and units % _MILLION == 0:
        text = f"{words} d{APOSTROPHE}euros"
    else:
        text = f"{words} euros" if units > 1 else f"{words} euro"
    if not cents:
        return text
    coins = "centimes" if cents > 1 else "centime"
    return f"{text} et {nombre_en_lettres(cents, orthographe=orthographe)} {coins}"


# --- from letters to a number ---------------------------------------------------------------------------------------

_Link = Literal["hyphen", "numeral", "noun"]
"""What must stand between two words: a hyphen in both spellings; a space (traditional) or a hyphen (1990); or, beside
million and milliard, a space, with a hyphen tolerated in a text of 1990 because usage hesitates there."""

_UN = {"un": 1, "une": 1}
_TWO_TO_NINE = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9}
_ELEVEN = {"onze": 11}
_TEN_TO_SIXTEEN = {"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16}
_AFTER_DIX = {"sept": 7, "huit": 8, "neuf": 9}
_TWENTY_TO_SIXTY = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_DIX, _SOIXANTE = 10, 60
_SCALES = {
    "mille": 1_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "milliard": 1_000_000_000,
    "milliards": 1_000_000_000,
}
_TEXT_MAX = 400
_SEPARATOR = re.compile("[ -]")
_AMOUNT = re.compile(
    r"(?P<units>.+?) (?P<unit>euros?|d['’]euros)(?: et (?P<cents>.+) (?P<coin>centimes?))?"
    r"|(?P<only_cents>.+) (?P<only_coin>centimes?)"
)


class _Reader:
    """A cursor over the words of a number and over what links each one to the word before it.

    ``ending`` is how the group just read ends: with the s of vingts or cents, with a multiplied vingt or cent that
    lacks it, or with « une ». What follows the group says which is right.
    """

    def __init__(self, words: list[str], links: list[str]) -> None:
        self.words = words
        self.links = links
        self.at = 0
        self.numeral_links: set[str] = set()
        self.noun_links: set[str] = set()
        self.ending: Literal["", "plural", "bare", "feminine"] = ""

    def word(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.words[index] if index < len(self.words) else ""

    def hyphen_next(self) -> bool:
        return self.at < len(self.links) and self.links[self.at] == "-"

    def take(self, link: _Link) -> str:
        """Consume a word; the first one of the number has nothing before it."""
        word, found = self.words[self.at], self.links[self.at]
        if found:
            if link == "numeral":
                self.numeral_links.add(found)
            elif link == "noun":
                self.noun_links.add(found)
            elif found != "-":
                raise ValueError(f"il manque un trait d’union avant « {word} »")
        self.at += 1
        return word

    def take_one_of(self, vocabulary: Mapping[str, int], link: _Link) -> int:
        """Consume a word of ``vocabulary`` and return its value, or return 0 and stay."""
        value = vocabulary.get(self.word(), 0)
        if value and self.take(link) == "une":
            self.ending = "feminine"
        return value


def _read_teens(reader: _Reader, link: _Link, vocabulary: Mapping[str, int]) -> int:
    value = reader.take_one_of(vocabulary, link)
    if value == _DIX and reader.hyphen_next():
        value += reader.take_one_of(_AFTER_DIX, "hyphen")
    return value


def _read_after_decade(reader: _Reader, decade: int) -> int:
    """Read what follows vingt … soixante: « et un », « -deux », « et onze », « -douze »."""
    if reader.word() == "et":
        reader.take("numeral")
        units = reader.take_one_of(_UN | _ELEVEN if decade == _SOIXANTE else _UN, "numeral")
        if not units:
            raise ValueError("« et » est mal placé")
        return units
    if not reader.hyphen_next():
        return 0
    units = reader.take_one_of(_TWO_TO_NINE, "hyphen")
    if not units and decade == _SOIXANTE and reader.word() != "onze":
        units = _read_teens(reader, "hyphen", _TEN_TO_SIXTEEN)
    return units


def _read_eighties(reader: _Reader, link: _Link) -> int:
    reader.take(link)
    if reader.take("hyphen") == "vingts":
        reader.ending = "plural"
        return 80
    if reader.hyphen_next():
        units = reader.take_one_of(_UN | _TWO_TO_NINE, "hyphen") or _read_teens(reader, "hyphen", _TEN_TO_SIXTEEN)
        if units:
            return 80 + units
    reader.ending = "bare"
    return 80


def _read_below_hundred(reader: _Reader, link: _Link) -> int:
    if reader.word() == "quatre" and reader.word(1) in ("vingt", "vingts"):
        return _read_eighties(reader, link)
    decade = reader.take_one_of(_TWENTY_TO_SIXTY, link)
    if decade:
        return decade + _read_after_decade(reader, decade)
    return _read_teens(reader, link, _TEN_TO_SIXTEEN) or reader.take_one_of(_UN | _TWO_TO_NINE, link)


def _read_below_thousand(reader: _Reader, link: _Link) -> int:
    """Read a group of 1 to 999, or return 0 when none begins here."""
    reader.ending = ""
    hundreds = 0
    if reader.word() == "cent":
        reader.take(link)
        hundreds = 1
    elif reader.word() in _TWO_TO_NINE and reader.word(1) in ("cent", "cents"):
        hundreds = reader.take_one_of(_TWO_TO_NINE, link)
        if reader.take("numeral") == "cents":
            reader.ending = "plural"
            return hundreds * 100
    if not hundreds:
        return _read_below_hundred(reader, link)
    rest = _read_below_hundred(reader, "numeral")
    if not rest and hundreds > 1:
        reader.ending = "bare"
    return hundreds * 100 + rest


def _check_scale(reader: _Reader, group: int, ceiling: int) -> None:
    """Check that ``group`` may multiply the scale word that comes now."""
    word = reader.word()
    if _SCALES[word] >= ceiling:
        raise ValueError(f"« {word} » n’est pas à sa place")
    if reader.ending == "feminine":
        raise ValueError(f"« une » ne peut pas multiplier « {word} »")
    if word == "mille":
        if group == 1:
            raise ValueError("« mille » s’écrit sans « un »")
        if reader.ending == "plural":
            raise ValueError("« cent » et « vingt » ne prennent pas d’s avant « mille »")
        return
    if reader.ending == "bare":
        raise ValueError(f"« cent » et « vingt » multipliés prennent un s avant « {word} »")
    if group == 0 or (group > 1) != word.endswith("s"):
        raise ValueError(f"« {word} » ne s’accorde pas avec ce qui le précède")


def _read_number(reader: _Reader) -> int:
    total, ceiling = 0, NOMBRE_MAX
    link: _Link = "noun"
    while True:
        group = _read_below_thousand(reader, link)
        scale = _SCALES.get(reader.word())
        if scale is None:
            break
        _check_scale(reader, group, ceiling)
        link = "numeral" if scale == _MILLE else "noun"
        reader.take(link if group else "noun")  # « mille » alone can only open the number or follow a noun
        total, ceiling = total + max(group, 1) * scale, scale
        if not reader.word():
            return total
    if reader.word():
        raise ValueError(f"« {reader.word()} » n’est pas attendu ici")
    if reader.ending == "bare":
        raise ValueError("« cent » et « vingt » multipliés prennent un s quand ils terminent le nombre")
    return total + group


def _read(text: str, *, feminine: bool) -> int:
    """Read one number of lower-case words, separated by one space or one hyphen."""
    if text == "zéro":
        return 0
    words = _SEPARATOR.split(text)
    if "" in words:
        raise ValueError("il manque un mot")
    reader = _Reader(words, ["", *_SEPARATOR.findall(text)])
    total = _read_number(reader)
    if reader.ending == "feminine" and not feminine:
        raise ValueError("« une » ne s’accorde pas : le mot compté est masculin")
    mixed = len(reader.numeral_links) > 1
    if mixed or ("-" in reader.noun_links and " " in reader.numeral_links):
        raise ValueError("les traits d’union mêlent l’orthographe traditionnelle et celle de 1990")
    return total


def _prepared(text: str) -> str:
    """Bring a text to what the grammar reads: composed accents, single spaces, plain hyphens, lower case.

    A capital may open the text, or the whole of it be in capitals; a capital elsewhere is a fault left to the grammar.
    """
    if not isinstance(text, str):
        raise TypeError(f"texte attendu, et non {type(text).__name__} : donnez le nombre en toutes lettres")
    if len(text) > _TEXT_MAX:
        raise ValueError("texte trop long pour un nombre en toutes lettres : n’en gardez que le nombre")
    composed = unicodedata.normalize("NFC", " ".join(text.split())).replace("\u2011", "-")
    return composed.lower() if composed.isupper() else composed[:1].lower() + composed[1:]


def parse_number(text: str) -> int:
    """Read a whole number in letters, strictly: what is not correct French raises ``ValueError``.

    Both spellings are read (« vingt et un », « vingt-et-un »), not a mix of the two; « une » is read as 1 at the end.
    « onze cents » is refused: legal texts write « mille cent ». Kinds of space, and an opening capital, do not matter.
    """
    words = _prepared(text)
    try:
        return _read(words, feminine=True)
    except ValueError as fault:
        raise ValueError(f"« {words} » n’est pas un nombre en toutes lettres : {fault}") from None


def parse_amount(text: str) -> Decimal:
    """Read an amount in letters, strictly, to a ``Decimal`` with two places: the proof of « arrêté à la somme de ».

    Reads what ``montant_en_lettres`` writes, in both spellings and with both apostrophes, and « cinquante centimes »
    alone. Raises ``ValueError`` for anything else: a missing « d’ », « zéro euros », « et zéro centime »…
    """
    words = _prepared(text)
    try:
        return _read_amount(words)
    except ValueError as fault:
        raise ValueError(f"« {words} » n’est pas un montant en toutes lettres : {fault}") from None


def _read_amount(words: str) -> Decimal:
    found = _AMOUNT.fullmatch(words)
    if not found:
        raise ValueError("on attend un nombre suivi de « euros », puis au besoin « et … centimes »")
    units = _read_units(found["units"], found["unit"]) if found["units"] else 0
    spelled, coin = found["cents"] or found["only_cents"], found["coin"] or found["only_coin"]
    cents = _read_cents(spelled, coin) if spelled else 0
    return Decimal(f"{units}.{cents:02d}")


def _read_units(spelled: str, unit: str) -> int:
    units = _read(spelled, feminine=False)
    if units > MONTANT_MAX:
        raise ValueError("il dépasse 999 999 999,99 €")
    after_noun = units > 0 and units % _MILLION == 0
    if after_noun != unit.startswith("d"):
        raise ValueError("« d’euros » s’écrit après million et milliard, et là seulement")
    if (units > 1) != unit.endswith("s"):
        raise ValueError("« euro » prend un s à partir de deux, et pas avant")
    return units


def _read_cents(spelled: str, coin: str) -> int:
    cents = _read(spelled, feminine=False)
    if cents not in range(1, 100):
        raise ValueError("les centimes vont de un à quatre-vingt-dix-neuf")
    if (cents > 1) != coin.endswith("s"):
        raise ValueError("« centime » prend un s à partir de deux, et pas avant")
    return cents
