"""The French spacing pass: ``polish`` gives each sign the space that the Lexique wants.

It is called on pieces of text (what stands between two tags or in one run of a Word paragraph), so a piece may be
« : » or an opening guillemet alone, and it may still hold XML entities. It only changes spaces, straight apostrophes
and three dots; it is idempotent; and it leaves alone whatever is not prose: addresses, file names, code, IBAN.

Source: Imprimerie nationale, Lexique des règles typographiques en usage, « espacements », « ponctuation »,
« guillemets », « apostrophe », « abréviations »; JORF for the spaces inside « art. L. 1611-4 ».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from cllaj_docs.french.signs import APOSTROPHE, FINE, INSECABLE, POINTS_DE_SUSPENSION

_SPACE = r"[ \u00a0\u202f]"
"""The spaces that the pass may replace. Tabs and line breaks mean something: they stay."""

_FILE_TYPES = "docx?|odt|ods|xlsx?|pdf|html?|toml|json|csv|txt|md|xml|zip|png|jpe?g|svg"

_OPENING = r"(?<=«)(?=[^\s»])"
"""A guillemet without its space. Apart, and tried first, because what follows it may be protected."""

_PROTECTED = (
    r"&(?:\#[0-9]{1,7}|\#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});",  # XML entity: its ; is not punctuation
    # A token of code, path or address. Tried only where a token starts, so that the pass stays linear.
    r"(?<![^\s«»])(?:"
    r"(?:https?|ftp|mailto|urn):[^\s«»]*"
    r"|www\.[^\s«»]+"
    r"|[^\s«»]*[_={}<>@\\|`^~][^\s«»]*"  # e-mail, Windows path, assignment, template tag, comparison
    r"|[^\s«»:]*:[^\s«»:][^\s«»]*"  # 14:30, 1:2, http://…, a:b
    r"|\.{0,2}/[^\s«»]+"  # /srv/a, ./a, ../a
    rf"|[^\s«»]*\.(?:{_FILE_TYPES})(?![\w-])[^\s«»]*"
    r")",
    rf"\b[A-Z]{{2}}[0-9]{{2}}(?:{_SPACE}[0-9A-Z]{{4}}){{3,7}}(?:{_SPACE}[0-9A-Z]{{1,3}})?\b",  # IBAN
    rf"(?<![\w])[0-9]{{3}}(?:{_SPACE}[0-9]{{3}}){{2}}{_SPACE}[0-9]{{5}}(?!\w)",  # SIRET
)

_INSECABLE_HERE = (
    rf"(?<=«){_SPACE}+(?!\s)",
    rf"(?<!\s){_SPACE}+(?=»)",
    r"(?<=[^\s«])(?=»)",
    rf"(?<!\s){_SPACE}+(?=:(?![\w/=:]))",
    r"(?<=[\w»)€%])(?=:(?:\s|»|\Z))",
    rf"(?<=[0-9]){_SPACE}*(?=[kM]?€|%(?!\w))",
)

_FINE_HERE = (
    rf"(?<!\s){_SPACE}+(?=[;!?](?![\w/=]))",
    r"(?<=[\w»)€%])(?=[;!?]+(?:\s|»|\Z))",
)

_HELD_TO_THE_NEXT = (
    rf"(?<!\w)[nN][°º]s?(?:{_SPACE}+(?![\s;!?])|(?=[0-9]))",
    rf"(?<!\w)(?:[Aa]rt\.|[Aa]rticles?){_SPACE}+(?=[0-9]|[LRD]\.|[LRD][0-9])",
    rf"(?<![\w.…])[LRD]\.(?:{_SPACE}+(?=[0-9])|(?=[0-9]{{3}}|[0-9]+-[0-9]))",
    rf"(?<!\w)(?:MM?\.|Mmes?){_SPACE}+(?=[^\W\d_]|\Z)",
)

_THOUSANDS = (
    rf"(?<![\w,.…:/])(?<![0-9]{_SPACE})(?<![LRD]\.{_SPACE})[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+"
    rf"(?:(?=[kM]€)|(?![\w=@/\\|]))(?!{_SPACE}[0-9])"
)

_ELLIPSIS = r"(?<!\.)\.\.\.(?!\.)"

_APOSTROPHE_HERE = (
    r"(?<=[^\W\d_])'(?=[^\W\d_])",
    # An elided word that a tag or a guillemet cuts from the next.
    r"(?<![\w'’])(?:[cdjlmnstCDJLMNST]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)'(?=«|\Z)",
)


@cache
def _rules() -> re.Pattern[str]:
    """Compile the rules at the first text that asks for one: a program that only prints values never needs them."""
    return re.compile(
        "|".join(
            f"(?P<{name}>{'|'.join(alternatives)})"
            for name, alternatives in (
                ("opening", (_OPENING,)),
                ("protected", _PROTECTED),
                ("insecable", _INSECABLE_HERE),
                ("fine", _FINE_HERE),
                ("held", _HELD_TO_THE_NEXT),
                ("thousands", (_THOUSANDS,)),
                ("ellipsis", (_ELLIPSIS,)),
                ("apostrophe", _APOSTROPHE_HERE),
            )
        )
    )


_CONCERNED = re.compile(r"[;:!?«»'°º€%]|\.\.\.|[0-9][ ][0-9]|[Aa]rt|\b[LRD]\.|\bM[M.m]")
"""What a piece must hold for a rule to have anything to do: most have nothing, and are returned at once."""


_EDITS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "opening": lambda _: INSECABLE,
        "protected": lambda text: text,
        "insecable": lambda _: INSECABLE,
        "fine": lambda _: FINE,
        "held": lambda text: text.rstrip() + INSECABLE,
        "thousands": lambda text: text.replace(" ", FINE),
        "ellipsis": lambda _: POINTS_DE_SUSPENSION,
        "apostrophe": lambda text: text.replace("'", APOSTROPHE),
    }
)


def _edit(found: re.Match[str]) -> str:
    return _EDITS[found.lastgroup or "protected"](found[0])


def polish(texte: str) -> str:
    """Give a piece of text its French spaces, apostrophes and ellipses.

    * U+202F before ; ! ? and U+00A0 before : — a space that is there is replaced; a missing one is added after a
      letter, a digit, » ) € or %, when a space or the end of the piece follows;
    * U+00A0 inside « », before € and %, after n°, art., the L. R. D. of a code’s article, article (before a number),
      M. and Mme;
    * U+202F between the thousands of a number that is already spaced: « 20 000 » (never added to 20000: it may be a
      code);
    * ’ between letters, … for three dots (dotted lines to fill in keep theirs).

    XML entities, addresses, e-mails, paths, file names, times and ratios (14:30, 1:2), IBAN and SIRET are left alone.
    """
    if not _CONCERNED.search(texte):
        return texte
    return _rules().sub(_edit, texte)
