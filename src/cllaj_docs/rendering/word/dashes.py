"""``{%-`` and ``-%}``: a statement that joins the text of the paragraph, or of the run, before or after its own.

docxtpl takes out all that stands between the tag and the nearest text, even words of the tag's own paragraph. Here the
tag joins only when nothing but white space stands between; else the dash is left to Jinja, which takes white space.
"""

from __future__ import annotations

from collections.abc import Sequence

from cllaj_docs.rendering.word.gathering import PRECIOUS
from cllaj_docs.rendering.word.markup import End, Text, Token, end_of, is_neutral, is_start
from cllaj_docs.rendering.word.tags import Tag


def join_texts(tokens: list[Token]) -> list[Token]:
    """Take out what stands between a tag with a dash and the text it joins."""
    for tag in (token for token in tokens if isinstance(token, Tag)):
        if tag.level:
            tag.dash_before = tag.dash_after = ""  # it takes the place of its paragraph: there is nothing to join
    if any(isinstance(token, Tag) and token.delimiter == "{%" and token.dash_before == "-" for token in tokens):
        tokens = _join_before(tokens)
    if any(isinstance(token, Tag) and token.delimiter == "{%" and token.dash_after == "-" for token in tokens):
        tokens = _join_after(tokens)
    return tokens


def _join_before(tokens: Sequence[Token]) -> list[Token]:
    out: list[Token] = []
    last_end = -1  # of a w:t that may be joined, in out
    has_level = False
    for token in tokens:
        if isinstance(token, Tag) and token.delimiter == "{%" and token.dash_before == "-" and last_end >= 0:
            before = len(out)
            while before and _is_blank(out[before - 1]):
                before -= 1
            if before and is_start(out[before - 1], "w:t") and is_neutral(out[last_end:], PRECIOUS):
                del out[last_end:]
                last_end = -1
                token.dash_before = ""
        has_level = not is_start(token, "w:t") and (has_level or _has_level(token))
        if isinstance(token, End) and token.name == "w:t":
            last_end = -1 if has_level else len(out)
        out.append(token)
    return out


def _join_after(tokens: Sequence[Token]) -> list[Token]:
    out: list[Token] = []
    skip_to = 0
    next_text = _next_text(tokens)
    for index, token in enumerate(tokens):
        if index < skip_to:
            continue
        out.append(token)
        if not (isinstance(token, Tag) and token.delimiter == "{%" and token.dash_after == "-"):
            continue
        after = index + 1
        while after < len(tokens) and _is_blank(tokens[after]):
            after += 1
        closing = tokens[after] if after < len(tokens) else None
        target = next_text[after] if closing is not None else -1
        if isinstance(closing, End) and closing.name == "w:t" and target >= 0:
            between = tokens[index + 1 : target + 1]
            joined = tokens[target : end_of(tokens, target)]
            if is_neutral(between, PRECIOUS) and not any(map(_has_level, joined)):
                token.dash_after = ""
                skip_to = target + 1
    return out


def _next_text(tokens: Sequence[Token]) -> list[int]:
    """Give, for each token, the next start of a ``w:t``, or -1 when a tag comes first."""
    nexts = [-1] * len(tokens)
    current = -1
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if isinstance(token, Tag) and token.delimiter != "{#":
            current = -1
        elif is_start(token, "w:t"):
            current = index
        nexts[index] = current
    return nexts


def _has_level(token: Token) -> bool:
    """Whether a tag takes the place of its paragraph: what joined it would go with it."""
    return isinstance(token, Tag) and bool(token.level)


def _is_blank(token: Token) -> bool:
    return isinstance(token, Text) and not token.content.strip()
