"""Properties: a slip of one digit is always seen, and no file whatever gives anything but a dossier or its faults."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.field import MONTANT_MAX, Iban, Jour, Markdown, Montant, Siren, Siret, Texte, cle_rib
from cllaj_docs.domain.source import read_source
from cllaj_docs.errors import DossierError

if TYPE_CHECKING:
    from domain.conftest import Essai

SIREN, SIRET, IBAN = TypeAdapter(Siren), TypeAdapter(Siret), TypeAdapter(Iban)
MONTANT, JOUR, TEXTE, MARKDOWN = TypeAdapter(Montant), TypeAdapter(Jour), TypeAdapter(Texte), TypeAdapter(Markdown)


def accepts(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


# --- SIREN and SIRET -------------------------------------------------------------------------------------------------


def luhn(number: str) -> str:
    """Add the digit that makes a number pass Luhn: every second digit from the right is doubled."""
    doubled = [int(digit) * (2 if rank % 2 == 0 else 1) for rank, digit in enumerate(reversed(number))]
    return number + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


@given(digits(8), digits(4))
def test_a_siret_with_its_two_keys_is_accepted(siren: str, establishment: str) -> None:
    siren = luhn(siren)
    assert SIREN.validate_python(siren) == siren
    assert accepts(SIRET, luhn(siren + establishment))


@given(digits(8), digits(4), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_of_a_siret_is_always_seen(siren: str, establishment: str, rank: int, shift: int) -> None:
    siret = luhn(luhn(siren) + establishment)
    wrong = siret[:rank] + str((int(siret[rank]) + shift) % 10) + siret[rank + 1 :]
    assume(not {siret[:9], wrong[:9]} & {"356000000"})  # La Poste has a rule of its own
    assert not accepts(SIRET, wrong)


@given(digits(4))
def test_the_post_office_has_a_rule_of_its_own(establishment: str) -> None:
    """INSEE: the sum of the digits is a multiple of 5, but at the head office, which keeps to Luhn."""
    for last in range(10):
        siret = f"356000000{establishment}{last}"
        assert accepts(SIRET, siret) is (sum(map(int, siret)) % 5 == 0 or siret == "35600000000048")


# --- IBAN ------------------------------------------------------------------------------------------------------------

accounts = st.tuples(digits(5), digits(5), st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=11, max_size=11))


def iban(body: str) -> str:
    """Put country and check digits before an account: the number of the whole, letters from A = 10, is 1 modulo 97."""
    rest = int("".join(str(int(sign, 36)) for sign in f"{body}FR00")) % 97
    return f"FR{98 - rest:02d}{body}"


@given(accounts)
def test_an_iban_with_its_two_keys_is_accepted(account: tuple[str, str, str]) -> None:
    right = iban("".join(account) + f"{cle_rib(*account):02d}")
    assert IBAN.validate_python(right) == right
    assert IBAN.validate_python(" ".join(right[rank : rank + 4] for rank in range(0, 27, 4)).lower()) == right


@given(accounts, st.integers(2, 26), st.integers(1, 9))
def test_one_wrong_digit_of_an_iban_is_always_seen(account: tuple[str, str, str], rank: int, shift: int) -> None:
    right = iban("".join(account) + f"{cle_rib(*account):02d}")
    assume(right[rank].isdigit())
    assert not accepts(IBAN, right[:rank] + str((int(right[rank]) + shift) % 10) + right[rank + 1 :])


@given(accounts, st.integers(1, 96))
def test_a_wrong_key_of_the_rib_is_seen_under_a_right_key_of_the_iban(
    account: tuple[str, str, str], shift: int
) -> None:
    key = (cle_rib(*account) - 1 + shift) % 97 + 1
    assert not accepts(IBAN, iban("".join(account) + f"{key:02d}"))


# --- amounts, days, texts --------------------------------------------------------------------------------------------


@given(st.decimals(min_value=0, max_value=MONTANT_MAX, places=2))
def test_every_amount_to_the_cent_is_kept(amount: Decimal) -> None:
    for spelling in (amount, str(amount)):
        kept = MONTANT.validate_python(spelling)
        assert kept == amount
        assert kept.as_tuple().exponent == -2


@given(st.decimals(min_value=0, max_value=MONTANT_MAX, allow_nan=False, allow_infinity=False))
def test_no_amount_is_ever_rounded(amount: Decimal) -> None:
    assert accepts(MONTANT, amount) is ((Fraction(amount) * 100).denominator == 1)


@given(st.floats())
def test_no_float_is_ever_an_amount(amount: float) -> None:
    assert not accepts(MONTANT, amount)


@given(st.dates(datetime.date(1800, 1, 1), datetime.date(2200, 12, 31)))
def test_every_day_is_read_back(day: datetime.date) -> None:
    assert JOUR.validate_python(day) == JOUR.validate_python(day.isoformat()) == day


@given(st.text(max_size=80))
@example("\ud800")
@example("a\u202eb")
def test_what_is_accepted_can_be_written_in_a_document(text: str) -> None:
    """XML 1.0 holds it, it is one line, it shows something, and nothing but the spaces around it was lost."""
    try:
        kept = TEXTE.validate_python(text)
    except ValidationError:
        return
    assert kept == text.strip()
    assert kept.splitlines() == [kept]
    assert any(character.isprintable() and character != " " for character in kept)
    assert all(_in_xml(character) for character in kept.encode("utf-8").decode("utf-8"))


@given(st.text(max_size=80))
def test_a_long_text_is_accepted_when_xml_can_hold_it(text: str) -> None:
    shown = any(character.isprintable() and character != " " for character in text)
    turned = any(character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for character in text)
    held = all(_in_xml(character) and not "\x7f" <= character <= "\x9f" for character in text.strip(SPACES))
    assert accepts(MARKDOWN, text) is (shown and held and not turned)


SPACES = "\t\n\x0b\x0c\r \x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Unicode calls white space: taken away around a text."""


def _in_xml(character: str) -> bool:
    """Tell whether XML 1.0 holds a character (section 2.2, Char)."""
    code = ord(character)
    return character in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


# --- any file --------------------------------------------------------------------------------------------------------

SAMPLES = ["association", "mission-locale-association", "mission-locale-gip", "epci", "complet", "hostile"]

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.text(st.characters(), max_size=40)
    | st.sampled_from(["association", "permanence", "P1", "pas-de-calais-2025", "2025-09-01", "74-etat", "M."]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give where each value of a file stands, parts and lists too."""
    below: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        below = iter(value.items())
    elif isinstance(value, list):
        below = iter(enumerate(value))
    for key, item in below:
        yield (*path, key)
        yield from places(item, (*path, key))


def judge(data: Any) -> None:
    """Accept only two ends: a dossier that comes back from JSON, or faults that can all be printed."""
    dossier, error = read(data)
    if error:
        assert error.fautes
        assert all(faute.chemin.isprintable() for faute in error.fautes)
        assert str(error).encode("utf-8")
    else:
        assert dossier
        assert Dossier.from_json(dossier.model_dump_json()) == dossier
        assert Dossier.from_json(dossier.to_json()) == dossier


def read(data: Any) -> tuple[Dossier | None, DossierError | None]:
    try:
        return Dossier.parse(data), None
    except DossierError as error:
        return None, error


@pytest.mark.parametrize("sample", SAMPLES)
@settings(max_examples=100)
@given(data=st.data())
def test_a_changed_file_gives_a_dossier_or_its_faults(
    essai: Callable[..., Essai], sample: str, data: st.DataObject
) -> None:
    dossier = essai(sample).data
    for _ in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from(sorted(places(dossier), key=str)))
        holder: Any = dossier
        for key in above:
            holder = holder[key]
        change = data.draw(st.sampled_from(["drop", "replace", "copy", "rename"]))
        if change == "drop":
            del holder[last]
        elif change == "replace":
            holder[last] = data.draw(anything)
        elif change == "copy":  # the value of another place of the file, of another kind as often as not
            source: Any = dossier
            for key in data.draw(st.sampled_from(sorted(places(dossier), key=str))):
                source = source[key]
            holder[last] = json.loads(json.dumps(source, default=str))
        elif isinstance(holder, dict):
            holder[data.draw(st.text(max_size=8))] = holder.pop(last)
    judge(dossier)


@settings(max_examples=200)
@given(anything)
def test_any_value_gives_a_dossier_or_its_faults(value: Any) -> None:
    judge(value)


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_gives_a_dossier_or_its_faults(text: str) -> None:
    for reader in (Dossier.from_toml, Dossier.from_json):
        with pytest.raises(DossierError):
            reader(text)


@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_sample_gives_a_dossier_or_its_faults(samples: Path, data: st.DataObject) -> None:
    """A file cut, doubled or with a character put in: what a hand or a disk does to it."""
    text = read_source(samples / f"{data.draw(st.sampled_from(SAMPLES))}.toml")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 200, len(text))))
    put = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=3) | st.just(text[start:end] * 2))
    try:
        Dossier.from_toml(text[:start] + put + text[end:])
    except DossierError as error:
        str(error).encode("utf-8")
