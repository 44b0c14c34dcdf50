"""``{%tr %}``, ``{%tc %}``, ``{%p %}`` and ``{%r %}``: statements in place of a row, a cell, a paragraph, a run.

The element around such a tag goes, with whatever else it holds, as docxtpl does; but another tag in it would go in
silence too, so it is an error, and a section break in it stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from cllaj_docs.rendering.word.faults import fault
from cllaj_docs.rendering.word.markup import End, Start, Text, Token, end_of, is_start, write
from cllaj_docs.rendering.word.tags import Tag

_ELEMENTS = {"w:tr": "tr", "w:tc": "tc", "w:p": "p"}
_WORDS = {
    "tr": ("une ligne de tableau", "de la ligne"),
    "tc": ("une case de tableau", "de la case"),
    "p": ("un paragraphe", "du paragraphe"),
}
_PRESERVE: dict[str, str | tuple[str | Tag, ...]] = {"xml:space": "preserve"}


class _Frame:
    """An open row, cell, paragraph or run: where it starts in the output, and the tags that take its place."""

    def __init__(self, level: str, start: int) -> None:
        self.level = level
        self.start = start
        self.tags: list[Tag] = []


def split_runs(tokens: list[Token]) -> list[Token]:
    """Put each ``{%r %}`` and ``{{r }}`` between two runs. Raises ``TemplateError`` on one that is in no run."""
    out: list[Token] = []
    runs: list[int] = []
    for token in tokens:
        if isinstance(token, Tag) and token.level == "r":
            runs[-1:] = [_split_run(out, runs[-1] if runs else None, token)]
            continue
        if is_start(token, "w:r"):
            runs.append(len(out))
        elif isinstance(token, End) and token.name == "w:r":
            runs.pop()
        out.append(token)
    return out


def _split_run(out: list[Token], start: int | None, tag: Tag) -> int:
    """Close the run before a tag and reopen it after, with the same formatting; return where it starts again."""
    inner = next((token for token in reversed(out) if isinstance(token, Start | End)), None)
    if start is None or not isinstance(inner, Start) or inner.name != "w:t":
        raise fault(f"« {tag.delimiter}r » ne se place que dans un texte", tag.place)
    inner.attributes = {**inner.attributes, **_PRESERVE}
    properties: list[Token] = []
    if is_start(out[start + 1], "w:rPr"):
        properties = out[start + 1 : end_of(out, start + 1) + 1]
    tag.run_properties = write(properties) or ""
    out += [End("w:t"), End("w:r"), tag]
    again = len(out)
    out += [Start("w:r", {}), *properties, Start("w:t", dict(_PRESERVE))]
    return again


def raise_levels(tokens: list[Token]) -> list[Token]:
    """Put each tag with another level in place of its element. Raises ``TemplateError`` when there is none."""
    out: list[Token] = []
    frames: list[_Frame] = []
    for token in tokens:
        if isinstance(token, Start) and token.name in _ELEMENTS:
            frames.append(_Frame(_ELEMENTS[token.name], len(out)))
        elif isinstance(token, Tag) and has_level(token):
            frame = next((frame for frame in reversed(frames) if frame.level == token.level), None)
            if frame is None:
                written = f"{token.delimiter}{token.level}"
                raise fault(f"« {written} » ne se place que dans {_WORDS[token.level][0]}", token.place)
            frame.tags.append(token)
        out.append(token)
        if isinstance(token, End) and token.name in _ELEMENTS:
            frame = frames.pop()
            if frame.tags:
                out[frame.start :] = _replaced(out[frame.start :], frame)
    return out


def has_level(tag: Tag) -> bool:
    """Whether a tag takes the place of a row, a cell or a paragraph."""
    return tag.level in _WORDS


def _replaced(region: Sequence[Token], frame: _Frame) -> list[Token]:
    """Return what stays of an element that tags take the place of."""
    own = {id(tag) for tag in frame.tags}
    places = [index for index, token in enumerate(region) if id(token) in own]
    for token in region:
        if isinstance(token, Tag) and id(token) not in own and token.delimiter != "{#":
            _refuse(frame, token)
    if any(isinstance(token, Text) and token.content.strip() for token in region[places[0] : places[-1]]):
        _refuse(frame, frame.tags[-1])
    if frame.level == "p":
        _keep_properties(region)
    return [*(tag for tag in frame.tags if tag.delimiter != "{#"), *_section_break(region)]


def _refuse(frame: _Frame, tag: Tag) -> None:
    _, element = _WORDS[frame.level]
    owner = frame.tags[0]
    raise fault(
        f"« {owner.place.tag} » prend la place {element} où elle se trouve, et cette balise disparaîtrait avec : "
        f"écrivez-la hors {element}",
        tag.place,
    )


def _keep_properties(region: Sequence[Token]) -> None:
    """Keep the formatting of a paragraph and its runs for the text that ``{{p … }}`` may print in its place."""
    paragraph = run = ""
    for index, token in enumerate(region):
        if is_start(token, "w:pPr") and index == 1:
            paragraph = write(without_section(region[1 : end_of(region, 1) + 1])) or ""
        elif is_start(token, "w:r"):
            has_properties = is_start(region[index + 1], "w:rPr")
            run = (write(region[index + 1 : end_of(region, index + 1) + 1]) or "") if has_properties else ""
        elif isinstance(token, Tag):
            token.paragraph_properties, token.run_properties = paragraph, run


def without_section(properties: Sequence[Token]) -> list[Token]:
    """Return the properties of a paragraph without the section break that it may end."""
    section = next((index for index, token in enumerate(properties) if is_start(token, "w:sectPr")), None)
    if section is None:
        return list(properties)
    return [*properties[:section], *properties[end_of(properties, section) + 1 :]]


def _section_break(region: Sequence[Token]) -> list[Token]:
    """Keep the section break that a paragraph ends, in an empty paragraph: its headers and its margins depend on it."""
    section = next((index for index, token in enumerate(region) if is_start(token, "w:sectPr")), None)
    if section is None:
        return []
    kept = region[section : end_of(region, section) + 1]
    return [Start("w:p", {}), Start("w:pPr", {}), *kept, End("w:pPr"), End("w:p")]
