"""Word templates as sheets: each part with its tags, and what is wrong with the way they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.checking.blocks import Words
from cllaj_docs.rendering.checking.leftovers import leftovers
from cllaj_docs.rendering.checking.marks import Fault, Mark, Place, Sheet
from cllaj_docs.rendering.checking.parsing import parse as parse_tags
from cllaj_docs.rendering.checking.printing import Spot
from cllaj_docs.rendering.word.cells import is_instruction
from cllaj_docs.rendering.word.gathering import REMOVED, gather
from cllaj_docs.rendering.word.markup import End, Start, Text, Token, end_of, is_start, parse
from cllaj_docs.rendering.word.package import read_package
from cllaj_docs.rendering.word.source import prepare_tokens
from cllaj_docs.rendering.word.tags import Tag

WORDS = Words(
    blocks=("if", "for", "set", "with", "macro", "call", "filter", "block", "autoescape"),
    alone=("print",),
)

_MOST_FAULTS = 200
_LEVELS = {"p": "w:p", "tr": "w:tr", "tc": "w:tc"}
_TYPED_STRING = re.compile(r""""[^"]*"|'[^']*'""")
_TYPOGRAPHIC = re.compile("[“”„«»‘’]")
_CELL_VALUE = re.compile(r"(?:colspan|cellbg)\s+(\S.*)", re.DOTALL)
_STRAY = re.compile(r"\}\}|%\}|\{\s+[{%]|[}%]\s+\}|(?<!\{)\{\s*[a-z_]\w*(?:\.\w+)+(?:\s*\|\s*\w+)?\s*\}(?!\})|\{\{|\{%")
_ESCAPES = frozenset({"{{", "}}", "{%", "%}"})
_OF_NO_WEIGHT = frozenset({"w:lang", "w:noProof", "w:proofErr"})
_EXPLAINED = re.compile(r"(.+?) : (.+)", re.DOTALL)


@dataclass(slots=True)
class WordReading:
    """What a Word file holds: its sheets, by part, and what is wrong with the file itself."""

    sheets: list[Sheet] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_word(content: bytes, filters: Sequence[str]) -> WordReading:
    """Read the parts of a Word file that bear tags, headers and footers too."""
    reading = WordReading()
    try:
        package = read_package(content)
    except TemplateError as error:
        reading.faults.append(fault_of(error, "fichier"))
        return reading
    for name in package.rendered_parts():
        try:
            sheet = _read_part(package.contents[name], name, filters)
        except TemplateError as error:
            reading.faults.append(fault_of(error, "fichier"))
        else:
            reading.sheets.append(sheet)
        reading.faults += leftovers(package.contents[name], name)
    return reading


def fault_of(error: TemplateError, code: str) -> Fault:
    """Turn an error of an engine into a fault: what its message says after a colon is what to do."""
    place = Place(error.partie, error.ligne, error.paragraphe or "", error.balise or "")
    explained = _EXPLAINED.fullmatch(error.message)
    if explained is None:
        return Fault(place, code, error.message, "Déplacez ou retirez ce qui est en cause.")
    remedy = explained[2]
    return Fault(place, code, explained[1], f"{remedy[:1].upper()}{remedy[1:]}.")


def _read_part(content: bytes, name: str, filters: Sequence[str]) -> Sheet:
    tokens = parse(content, name)
    faults: list[Fault] = []
    gathered = gather(tokens, name, lambda error: faults.append(fault_of(error, "balise_ouverte")))
    tags = [tag for tag in _tags(gathered) if tag.delimiter != "{#"]
    marks = list(_marks(gathered))
    faults += (fault for tag in tags for fault in _typing_faults(tag, tokens))
    if not any(isinstance(token, Text) and "raw" in token.content for token in tokens):
        faults += _stray_braces(gathered, name, {fault.place.rank for fault in faults})
    sheet = parse_tags(name, marks, WORDS, filters)
    faults += _structure_faults(gathered, content, name)
    return Sheet(name, sheet.tree, sheet.marks, (*faults, *sheet.faults))


def _tags(tokens: Sequence[Token]) -> Iterator[Tag]:
    """Give the tags of a part in order, those of attributes too."""
    for token in tokens:
        if isinstance(token, Tag):
            yield token
        elif isinstance(token, Start):
            pieces = (piece for value in token.attributes.values() if isinstance(value, tuple) for piece in value)
            yield from (piece for piece in pieces if isinstance(piece, Tag))


def _marks(tokens: Sequence[Token]) -> Iterator[Mark]:
    """Give the tags of a part with what they stand in: a tag that takes the place of a row stands beside it."""
    open_elements: list[tuple[str, int]] = []
    for rank, token in enumerate(tokens):
        if isinstance(token, Start):
            open_elements.append((token.name, rank))
            for value in token.attributes.values():
                pieces = value if isinstance(value, tuple) else ()
                path = tuple(at for _, at in open_elements)
                yield from (
                    _mark(piece, path, flows=False)
                    for piece in pieces
                    if isinstance(piece, Tag) and piece.delimiter != "{#"
                )
        elif isinstance(token, End):
            open_elements.pop()
        elif isinstance(token, Tag) and token.delimiter != "{#":
            in_paragraph = any(name == "w:p" for name, _ in open_elements)
            yield _mark(
                token,
                _container(open_elements, token.level),
                flows=in_paragraph and token.level not in _LEVELS,
            )


def _container(open_elements: Sequence[tuple[str, int]], level: str) -> tuple[int, ...]:
    """Give the elements that a tag stands in, down to its paragraph, or to what it takes the place of."""
    wanted = _LEVELS.get(level, "w:p")
    ranks = [rank for rank, (name, _) in enumerate(open_elements) if name == wanted]
    if not ranks:
        return tuple(at for _, at in open_elements)
    last = ranks[-1] + (0 if level in _LEVELS else 1)
    return tuple(at for _, at in open_elements[:last])


def _mark(tag: Tag, container: tuple[int, ...], *, flows: bool) -> Mark:
    place = Place(tag.place.part, tag.place.rank, tag.place.text, tag.place.tag)
    spot = Spot(blocks=tag.level == "p")
    if is_instruction(tag):
        value = _CELL_VALUE.fullmatch(tag.code)
        code = value[1] if value else "loop.index"
        return Mark(place, "{{", code, container, spot)
    return Mark(place, tag.delimiter, tag.code, container, spot, flows)


def _typing_faults(tag: Tag, tokens: Sequence[Token]) -> Iterator[Fault]:
    """Tell of what Word's typing habits do to a tag, and the engine undoes as far as it can."""
    place = Place(tag.place.part, tag.place.rank, tag.place.text, tag.place.tag)
    if _TYPOGRAPHIC.search(_TYPED_STRING.sub("", tag.place.tag)):
        yield Fault(
            place,
            "guillemets",
            "Word a mis des guillemets typographiques dans cette balise, lus comme des guillemets droits",
            'Tapez des guillemets droits ("), ou annulez la correction de Word par Ctrl+Z après la frappe.',
            "alerte",
        )
    if tag.span is None or tag.span[0] == tag.span[1]:
        return
    between = tokens[tag.span[0] : tag.span[1] + 1]
    if any(isinstance(token, End) and token.name == "w:p" for token in between):
        message = "Cette balise commence dans un paragraphe et finit dans un autre, et les réunit"
        yield Fault(place, "balise_coupee", message, "Écrivez-la tout entière dans un seul paragraphe.", "alerte")
    elif len({_properties(tokens, rank) for rank in _texts(tokens, tag.span)}) > 1:
        message = "Cette balise est faite de plusieurs mises en forme ; la valeur prendra celle de son début"
        remedy = "Sélectionnez la balise entière et donnez-lui une seule mise en forme."
        yield Fault(place, "mise_en_forme", message, remedy, "alerte")


def _texts(tokens: Sequence[Token], span: tuple[int, int]) -> Iterator[int]:
    return (rank for rank in range(span[0], span[1] + 1) if isinstance(tokens[rank], Text))


def _properties(tokens: Sequence[Token], rank: int) -> str:
    """Give the formatting of the run that a text stands in, without what shows nothing."""
    start = next((at for at in range(rank, -1, -1) if is_start(tokens[at], "w:r")), None)
    if start is None or not is_start(tokens[start + 1], "w:rPr"):
        return ""
    own = tokens[start + 2 : end_of(tokens, start + 1)]
    return "".join(
        f"{token.name}{sorted(token.attributes.items())}"
        for token in own
        if isinstance(token, Start) and token.name not in _OF_NO_WEIGHT
    )


def _stray_braces(tokens: Sequence[Token], part: str, told: set[int | None]) -> Iterator[Fault]:
    """Tell of braces that are left in the text: they were meant for a tag, and would be printed."""
    texts = _paragraph_texts(tokens)
    for rank, whole, text in texts:
        found = _STRAY.search(text)
        if found and rank not in told:
            message = f"« {found[0].strip()} » est imprimé tel quel : ce n’est pas une balise"
            remedy = "Écrivez « {{ nom }} », avec deux accolades de chaque côté et sans espace entre elles."
            yield Fault(Place(part, rank, whole, found[0].strip()), "accolades", message, remedy)


def _paragraph_texts(tokens: Sequence[Token]) -> list[tuple[int, str, str]]:
    """Give of each paragraph its rank, its whole text, and its text without its tags."""
    pieces: list[tuple[list[str], list[str]]] = []
    open_paragraphs: list[int] = []
    elements: list[str] = []
    for token in tokens:
        if isinstance(token, Start):
            elements.append(token.name)
            if token.name == "w:p":
                pieces.append(([], []))
                open_paragraphs.append(len(pieces) - 1)
        elif isinstance(token, End):
            if elements.pop() == "w:p":
                open_paragraphs.pop()
        elif open_paragraphs and elements[-1] == "w:t" and not REMOVED.intersection(elements):
            whole, static = pieces[open_paragraphs[-1]]
            if isinstance(token, Tag):
                whole.append(token.place.tag)
                static.append("\x00")
            elif isinstance(token, Text):
                whole.append(token.content)
                static.append("" if token.content in _ESCAPES else token.content)
    return [(rank, "".join(whole), "".join(static)) for rank, (whole, static) in enumerate(pieces, start=1)]


def _structure_faults(gathered: list[Token], content: bytes, name: str) -> Iterator[Fault]:
    """Tell of the tags that their place does not allow, one after the other: each is taken out to find the next."""
    removed: set[int] = set()
    for _ in range(_MOST_FAULTS):
        places = [tag.place for tag in _tags(gathered)]
        try:
            prepare_tokens(_without(gathered, removed), name)
        except TemplateError as error:
            wanted = (error.ligne, error.balise)
            rank = next(
                (r for r, place in enumerate(places) if (place.rank, place.tag) == wanted and r not in removed), None
            )
            yield fault_of(error, "structure")
            if rank is None:
                return
            removed.add(rank)
            gathered = gather(parse(content, name), name, lambda _: None)
        else:
            return


def _without(tokens: Sequence[Token], removed: set[int]) -> list[Token]:
    """Leave some tags out, by their rank among all."""
    if not removed:
        return list(tokens)
    kept: list[Token] = []
    count = 0
    for token in tokens:
        if isinstance(token, Tag):
            if count not in removed:
                kept.append(token)
            count += 1
        else:
            if isinstance(token, Start):
                count += _strip_attributes(token, count, removed)
            kept.append(token)
    return kept


def _strip_attributes(token: Start, count: int, removed: set[int]) -> int:
    """Leave some tags out of the attributes of an element; returns how many tags they had."""
    first = count
    attributes: Mapping[str, str | tuple[str | Tag, ...]] = dict(token.attributes)
    for key, value in attributes.items():
        if isinstance(value, tuple):
            pieces: list[str | Tag] = []
            for piece in value:
                if isinstance(piece, Tag):
                    if count not in removed:
                        pieces.append(piece)
                    count += 1
                else:
                    pieces.append(piece)
            token.attributes[key] = tuple(pieces)
    return count - first
