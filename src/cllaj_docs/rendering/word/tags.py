"""Jinja tags in a text: where they start and end, and what they say once Word's typing habits are undone.

A tag ends where Jinja would end it: ``%}`` and ``}}`` inside a string, and braces of a dictionary, do not close it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.bounds import MAX_TAG, MAX_TAGS
from cllaj_docs.rendering.word.faults import fault
from cllaj_docs.rendering.word.spots import Place

LEVELS = ("tr", "tc", "p", "r")
"""What ``{%tr``, ``{%tc``, ``{%p`` and ``{%r`` replace: the row, the cell, the paragraph or the run around them."""

PARAGRAPH_BREAK = "\x1e"
"""Stands between paragraphs in a text that is searched."""

OTHER_BREAK = "\x1f"
"""Stands for a line break or a tab element in a text that is searched."""

_OPENING = re.compile(r"\{[{%#]")
_STRINGS = r"""|"(?:[^"\\\x1e]|\\.)*"|'(?:[^'\\\x1e]|\\.)*'|[“”„][^“”\x1e]*[“”]|«[^»\x1e]*»|‘[^’\x1e]*’"""
_IN_STATEMENT = re.compile(rf"%\}}|[\[({{]|[\])}}]{_STRINGS}|[\"'«“”„‘]", re.DOTALL)
_IN_EXPRESSION = re.compile(rf"[\[({{]|[\])}}]{_STRINGS}|[\"'«“”„‘]", re.DOTALL)
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LEVEL = re.compile(r"(tr|tc|p|r)\s+(?=\S)")
_OPERATOR = re.compile(r"[|*/%~.=!<>,]|[-+]\s|(?:and|or|in|is|if|not\s+in)\b")
"""What follows a value: ``{{p + 1 }}`` adds to a value named ``p``, where ``{{p -x }}`` prints one as a paragraph."""
_END_RAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_ESCAPED = re.compile(r"\{_[{%]|[}%]_\}")
_SPACES = re.compile(rf"[\s{PARAGRAPH_BREAK}{OTHER_BREAK}]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_CODE_STRINGS = re.compile(
    r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|[“”„]([^“”]*)[“”]|«[\u00a0\u202f]?([^»]*?)[\u00a0\u202f]?»|[‘’]([^‘’]*)[‘’]""",
    re.DOTALL,
)
_TYPOGRAPHIC = re.compile("[“”„«»‘’]")
_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')


class Tag:
    """A Jinja tag as a token. ``delimiter`` is ``{{`` or ``{%``, or ``{#`` for a comment that takes something away.

    ``code`` is what Jinja reads. ``level`` is one of ``LEVELS`` or ``""``. ``run_properties`` and
    ``paragraph_properties`` are the XML of what a tag with a level takes the place of. ``span`` are the ranks of the
    text tokens that it starts and ends in, before it was gathered.
    """

    __slots__ = (
        *("code", "dash_after", "dash_before", "delimiter", "level", "paragraph_properties", "place"),
        *("run_properties", "span"),
    )

    def __init__(
        self, delimiter: str, code: str, place: Place, level: str = "", dash_before: str = "", dash_after: str = ""
    ) -> None:
        self.delimiter = delimiter
        self.code = code
        self.place = place
        self.level = level
        self.dash_before = dash_before
        self.dash_after = dash_after
        self.run_properties = ""
        self.paragraph_properties = ""
        self.span: tuple[int, int] | None = None


PlaceAt = Callable[[int, str], Place]
"""Gives the place of a tag from where it starts in the text that is searched, and from itself."""


Report = Callable[[TemplateError], None]
"""Is told what is wrong: raises it, or keeps it, and the search goes on."""


def refuse(error: TemplateError) -> None:
    """Raise an error."""
    raise error


class Found(NamedTuple):
    """A tag at ``start:end`` of a text; ``None`` for what leaves no token: a comment, or an end of a ``raw`` block.

    Of an escaped brace, the text that it stands for.
    """

    start: int
    end: int
    tag: Tag | str | None


def find_tags(text: str, place_at: PlaceAt, report: Report = refuse) -> Iterator[Found]:
    """Find the tags of a text and its escaped braces. Reports a tag that does not end."""
    position, count = 0, 0
    while opening := _OPENING.search(text, position):
        start = opening.start()
        yield from _escapes(text, position, start)
        count += 1
        if count > MAX_TAGS:
            raise fault("Ce gabarit compte trop de balises", place_at(start, ""))
        end = _find_end(text, start)
        if end < 0:
            place = place_at(start, text[start : start + 60].partition(PARAGRAPH_BREAK)[0].strip())
            report(fault(f"Cette balise n’est pas fermée : il lui manque « {_CLOSING[opening[0]]} »", place))
            position = start + 2
            continue
        tag = _read(text[start:end], place_at(start, _SPACES.sub(" ", text[start:end])))
        if tag is not None and tag.delimiter == "{%" and tag.code == "raw":
            closing = _END_RAW.search(text, end)
            if closing is None:
                report(fault("Il manque « {% endraw %} » après cette balise", tag.place))
                position = end
                continue
            yield Found(start, end, _dashes(text[start:end], tag.place))
            yield from _escapes(text, end, closing.start())
            yield Found(closing.start(), closing.end(), _dashes(closing[0], tag.place))
            position = closing.end()
        else:
            yield Found(start, end, tag)
            position = end
    yield from _escapes(text, position, len(text))


def _escapes(text: str, start: int, end: int) -> Iterator[Found]:
    """Find the braces that docxtpl's escapes stand for: ``{_{`` prints ``{{``. Done once, so never to data."""
    for escape in _ESCAPED.finditer(text, start, end):
        yield Found(escape.start(), escape.end(), escape[0].replace("_", ""))


def _find_end(text: str, start: int) -> int:
    """Return where the tag that starts at ``start`` ends, or -1."""
    opening = text[start : start + 2]
    closing = _CLOSING[opening]
    limit = min(len(text), start + MAX_TAG)
    if opening != "{#":
        end = _find_end_as_jinja(text, start + 2, limit, opening == "{%")
        if end and not _has_swallowed(text, start, end, closing):
            return end
    end = text.find(closing, start + 2, limit)
    if end < 0 or (opening != "{#" and _OPENING.search(text, start + 2, end)):
        return -1
    return end + 2


def _has_swallowed(text: str, start: int, end: int, closing: str) -> bool:
    """Whether a tag as Jinja reads it goes over the end of one and the start of the next: a quote is astray."""
    inner = text.find(closing, start + 2, end - 2)
    return inner >= 0 and _OPENING.search(text, inner, end) is not None


def _find_end_as_jinja(text: str, start: int, limit: int, statement: bool) -> int:
    """Find the end outside strings and brackets; 0 when the code is not sound enough to tell."""
    depth = 0
    for piece in (_IN_STATEMENT if statement else _IN_EXPRESSION).finditer(text, start, limit):
        mark = piece[0]
        if mark == "%}":
            return piece.end() if depth == 0 else 0
        if len(mark) > 1:
            continue
        if mark in "[({":
            depth += 1
        elif mark not in "])}" or (depth == 0 and (statement or mark != "}")):
            return 0
        elif depth:
            depth -= 1
        else:
            return piece.end() + 1 if text.startswith("}", piece.end()) else 0
    return 0


def _read(raw: str, place: Place) -> Tag | None:
    """Read a tag as found; ``None`` for a comment that takes nothing away, neither a row nor white space."""
    delimiter, code = raw[:2], raw[2:-2]
    if delimiter == "{#":
        level = _LEVEL.match(code)
        return Tag("{#", "", place, level[1]) if level and level[1] != "r" else _dashes(raw, place)
    before = code[0] if code[:1] in ("-", "+") else ""
    after = code[-1] if len(code) > len(before) and code[-1] in ("-", "+") else ""
    code = code[len(before) : len(code) - len(after)]
    level = None if before else _LEVEL.match(code)
    if level and delimiter == "{{" and _OPERATOR.match(code, level.end()):
        level = None
    if level:
        code = code[level.end() :]
    return Tag(delimiter, clean(code), place, level[1] if level else "", before, after)


def _dashes(raw: str, place: Place) -> Tag | None:
    """Keep of a tag that prints nothing the dashes that take the white space around it, if it has any."""
    before, after = ("-" if raw[at] == "-" else "" for at in (2, -3))
    return Tag("{#", "", place, "", before, after) if before or after else None


def clean(code: str) -> str:
    """Write code as Jinja reads it: straight quotes around strings, plain spaces between words, one line.

    What is inside a string between straight quotes stays as it is, apostrophes included. Word types “ ”, « » and ‘ ’ in
    place of straight quotes; when they are mixed with straight ones, all become straight.
    """
    code = re.sub(f"[{PARAGRAPH_BREAK}{OTHER_BREAK}\n\r]+", " ", code)
    pieces, end = [], 0
    for found in _CODE_STRINGS.finditer(code):
        pieces += [_plain(code[end : found.start()]), _string(found)]
        end = found.end()
    pieces.append(_plain(code[end:]))
    if any(_TYPOGRAPHIC.search(outside) for outside in pieces[::2]):
        return _plain(code.translate(_STRAIGHT)).strip()
    return "".join(pieces).strip()


def _string(found: re.Match[str]) -> str:
    if found[1] is not None:
        return found[1]
    if found[4] is not None:
        return "'" + found[4].replace("'", "\\'") + "'"
    content = found[2] if found[2] is not None else found[3]
    return '"' + content.replace('"', '\\"') + '"'


def _plain(code: str) -> str:
    """Clean code outside strings."""
    return _INVISIBLE.sub("", code).replace("\u00a0", " ").replace("\u202f", " ")
