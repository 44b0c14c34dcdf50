"""From a source in the template dialect to HTML with Jinja in it: checked, polished and made legal HTML, once, at load.

A source is XML (one root ``<article class="document">``) or, when it is meant to be included, a run of blocks without
a root. Jinja stands in its text only. What comes out has the same lines as what came in, because an error must name
the line that its author sees: where white space is dropped, a Jinja comment keeps its line breaks, and prints nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import cast

from lxml import etree

from cllaj_docs.errors import TemplateError

Polish = Callable[[str], str]

_INLINE = frozenset({"strong", "em", "br", "a", "span", "sup"})
_BLOCKS = frozenset({"h1", "h2", "h3", "h4", "p", "ul", "ol", "table", "section", "figure", "div"})
_ROWS = frozenset({"tr"})
_IN_CELLS = frozenset({"p", "ul", "ol"})

CONTENT: Mapping[str, frozenset[str]] = {
    "fragment": _BLOCKS | {"article", "header", "footer"},
    "article": _BLOCKS | {"header", "footer"},
    "section": _BLOCKS,
    "header": _INLINE,
    "footer": _INLINE,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "p", "li", "caption", "figcaption"), _INLINE),
    **dict.fromkeys(("strong", "em", "a", "sup"), _INLINE),
    "span": frozenset(),
    "br": frozenset(),
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "table": frozenset({"caption", "thead", "tbody", "tfoot", "tr"}),
    "thead": _ROWS,
    "tbody": _ROWS,
    "tfoot": _ROWS,
    "tr": frozenset({"th", "td"}),
    "th": _INLINE | _IN_CELLS,
    "td": _INLINE | _IN_CELLS,
    "figure": frozenset({"figcaption"}),
    "div": frozenset(),
}
"""The elements of the dialect, and what each may hold."""

CLASSES: Mapping[str, frozenset[str]] = {
    "article": frozenset({"document"}),
    "p": frozenset(
        {"logo", "organisme", "visa", "considerant", "partie", "destinataire", "sous-titre"}
        | {"note", "mention", "encadre", "centre", "droite"},
    ),
    "table": frozenset({"tableau", "cartouche", "signatures", "fiche"}),
    "tr": frozenset({"intertitre"}),
    "th": frozenset({"montant", "centre"}),
    "td": frozenset({"montant", "centre"}),
    "section": frozenset({"article", "annexe", "insecable"}),
    "div": frozenset({"texte"}),
    "span": frozenset({"champ", "page", "pages"}),
}
"""The classes that an element may bear, one at most: any other would be styled by nobody."""

_ATTRIBUTES: Mapping[str, frozenset[str]] = {"td": frozenset({"class", "colspan"}), "a": frozenset({"href"})}

_STRUCTURAL = frozenset(
    {"fragment", "article", "section", "ul", "ol", "table", "thead", "tbody", "tfoot", "tr"},
)
"""Elements whose own text is made of statements and white space only."""

_INCLUDING = frozenset({"fragment", "article", "section", "td"})

_RUNNING_TEXT = tuple(tag for tag, content in CONTENT.items() if content >= _INLINE and tag not in _INLINE)
"""Elements that hold running text, and are polished as one: a tag inside does not cut a sentence."""

_VALUE_HOLDERS = frozenset({"figure", "div"})
"""Elements whose own text is exactly one expression, which prints block-level content."""

_LINK = re.compile(r"(?:https?://|mailto:|#)\S+")
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_KEYWORD = re.compile(r"\{%[-+]?\s*(\w+)")
_WHITE = re.compile(r"[ \t\r\n]+")
_CONTINUES = {"elif": ("if",), "else": ("if", "for"), "endif": ("if",), "endfor": ("for",)}
_KEYWORDS = {"if", "elif", "else", "endif", "for", "endfor", "set", "include"}

_MARK = "\ue000"
"""A private-use character that stands for a tag or a Jinja construct while a text is polished."""


def to_html_source(name: str, source: str, polish: Polish, *, whole: bool) -> str:
    """Turn a source of the dialect into HTML with Jinja in it; ``polish`` is applied to its static text.

    ``whole`` tells a document, whose root is an article, from what is included in one, and has no root. Raises
    ``TemplateError``, with the line, on anything that is not of the dialect.
    """
    root = _parse(name, source)
    _check_root(name, root, whole=whole)
    for element in root.iter():
        _check(name, element)
        if _tag(element):
            _check_statements(name, element)
    if whole and not any(text.strip() for element in root.iter(*CONTENT) for text in _own_texts(element)):
        raise TemplateError("Ce gabarit ne contient aucun texte : il imprimerait une page blanche", document=name)
    for element in root.iter(*_RUNNING_TEXT):
        _polish_texts(name, element, polish)
    for table in list(root.iter("table")):
        _legalize_table(table)
    for section in list(root.iter("section")):
        _legalize_section(section)
    return _Writer().write(root)


def read_dialect(
    name: str, source: str, faults: list[TemplateError], *, whole: bool
) -> list[tuple[tuple[int, ...], str]]:
    """Add to ``faults`` all that is not of the dialect, save how blocks answer to one another.

    Returns of each Jinja tag, in reading order, the path and the name of the element that it stands in; nothing when
    the source is no XML.
    """
    try:
        root = _parse(name, source)
    except TemplateError as error:
        faults.append(error)
        return []
    checks = [partial(_check_root, name, root, whole=whole), *(partial(_check, name, item) for item in root.iter())]
    for check in checks:
        try:
            check()
        except TemplateError as error:
            faults.append(error)
    return list(_places(root, ()))


def _places(element: etree._Element, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield the place of each Jinja tag of an element and of what it holds."""
    here = (path, _tag(element))
    yield from (here for _ in JINJA.findall(element.text or ""))
    for rank, child in enumerate(element):
        if _tag(child):
            yield from _places(child, (*path, rank))
        yield from (here for _ in JINJA.findall(child.tail or ""))


# Reading and checking


def _check_root(name: str, root: etree._Element, *, whole: bool) -> None:
    """Refuse a document that is not one article, and a fragment that is one."""
    roots = [element for element in root if _tag(element) == "article"]
    if whole and (not roots or [element for element in root if _tag(element)] != roots[:1]):
        raise TemplateError('Un document tient dans une seule balise <article class="document">', document=name)
    if roots and not whole:
        raise _fault(name, roots[0], "Un fragment inclus dans un document n’a pas de balise <article>")


def _parse(name: str, source: str) -> etree._Element:
    """Parse a source under a root of ours, which adds no line. No entity, no DTD, no network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    text = re.sub(r"\A\ufeff?(<\?xml[^>]*\?>)?", "", source)
    try:
        return etree.fromstring(f"<fragment>{text}</fragment>".encode(), parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            "Le gabarit n’est pas du XML bien formé : fermez chaque balise, et écrivez &amp; pour « & »",
            document=name,
            ligne=error.lineno,
        ) from error
    except UnicodeEncodeError as error:
        raise TemplateError("Le gabarit contient un caractère qui n’existe pas en UTF-8", document=name) from error


def _check(name: str, element: etree._Element) -> None:
    """Refuse an element, an attribute, a class or a text that the dialect does not know."""
    if isinstance(element, etree._Comment):
        return
    tag, parent = _tag(element), element.getparent()
    if not tag:
        raise _fault(name, element, "Une instruction de traitement ou une entité n’a pas sa place dans un gabarit")
    within = "" if parent is None else _tag(parent)
    if tag not in CONTENT or (within in CONTENT and tag not in CONTENT[within]):
        where = "ici" if within in {"", "fragment"} else f"dans <{within}>"
        raise _fault(name, element, f"La balise <{tag}> n’est pas permise {where}")
    _check_attributes(name, element)
    _check_text(name, element)


def _check_attributes(name: str, element: etree._Element) -> None:
    tag = _tag(element)
    for key, value in _attributes(element).items():
        if key not in _ATTRIBUTES.get(tag, {"class"}):
            raise _fault(name, element, f"L’attribut « {key} » n’est pas permis sur <{tag}>")
        if "{" in value:
            raise _fault(name, element, f"L’attribut « {key} » ne peut pas contenir de balise Jinja")
    if "class" in element.attrib and (kind := element.get("class")) not in CLASSES.get(tag, ()):
        raise _fault(name, element, f"La classe « {kind} » n’est pas connue sur <{tag}>")
    if tag == "a" and not _LINK.fullmatch(element.get("href", "")):
        raise _fault(name, element, "Un lien mène à une adresse http://, https:// ou mailto:")
    if not re.fullmatch("[1-9][0-9]?", element.get("colspan", "1")):
        raise _fault(name, element, "L’attribut « colspan » est un nombre de colonnes")


def _check_text(name: str, element: etree._Element) -> None:
    """Refuse words where only blocks may stand, and anything but one expression where a value is a block."""
    tag = _tag(element)
    static = _WHITE.sub("", JINJA.sub("", "".join(_own_texts(element))))
    expressions = [found for text in _own_texts(element) for found in JINJA.findall(text) if found.startswith("{{")]
    if (tag in _STRUCTURAL or _holds_blocks(element)) and (static or expressions):
        where = "" if tag == "fragment" else f", dans <{tag}>"
        raise _fault(name, element, f"Du texte est placé hors d’un paragraphe{where}")
    if tag in _VALUE_HOLDERS and (static or len(expressions) != 1):
        raise _fault(name, element, f"<{tag}> contient une seule expression, et rien d’autre")


def _check_statements(name: str, element: etree._Element) -> None:
    """Refuse a statement of another kind, or one that opens in an element and closes in another."""
    opened: list[str] = []
    for text in _own_texts(element):
        for tag in JINJA.findall(text):
            if not (found := _KEYWORD.match(tag)):
                continue
            keyword = found[1]
            if keyword not in _KEYWORDS:
                raise _fault(name, element, "Cette instruction n’est pas permise dans un gabarit", tag)
            if keyword == "include" and _tag(element) not in _INCLUDING:
                raise _fault(
                    name, element, "Un fragment s’inclut entre deux paragraphes, ou dans une case de tableau", tag
                )
            if keyword in {"if", "for"}:
                opened.append(keyword)
            elif keyword in _CONTINUES and (not opened or opened[-1] not in _CONTINUES[keyword]):
                raise _fault(name, element, f"« {keyword} » ne ferme rien dans <{_tag(element)}>", tag)
            elif keyword.startswith("end"):
                opened.pop()
    if opened:
        raise _fault(name, element, f"« {opened[-1]} » n’est pas fermé dans <{_tag(element)}>")


def _holds_blocks(element: etree._Element) -> bool:
    """Tell a cell made of paragraphs from a cell made of words."""
    return _tag(element) in {"th", "td"} and any(_tag(child) in _IN_CELLS for child in element)


def _own_texts(element: etree._Element) -> Iterator[str]:
    """Yield the texts that stand directly in an element: before, between and after its children."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _fault(name: str, element: etree._Element, message: str, tag: str | None = None) -> TemplateError:
    return TemplateError(message, document=name, ligne=_line(element), balise=tag)


def _tag(element: etree._Element) -> str:
    """Return the name of an element, ``""`` for a comment and what else is none."""
    tag: object = element.tag  # a function, for a comment
    return tag if isinstance(tag, str) else ""


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items()}


def _line(element: etree._Element) -> int | None:
    """Return the line where an element starts."""
    return cast("int | None", element.sourceline)


# Polishing


@dataclass(frozen=True, slots=True)
class _Hole:
    """What is in a text and is not polished: an expression, which prints some word, or a tag, which prints nothing."""

    source: str
    prints: bool


_Piece = str | _Hole
_BOUNDARY = _Hole("", prints=False)


def _polish_texts(name: str, element: etree._Element, polish: Polish) -> None:
    """Polish the text of a paragraph-like element, that of its inline elements included, white space collapsed.

    A cell that holds paragraphs is left to them.
    """
    if _holds_blocks(element):
        return
    slots = list(_slots(element))
    pieces: list[_Piece] = []
    for node, attribute in slots:
        pieces += [*_pieces(getattr(node, attribute) or ""), _BOUNDARY]
    _strip(pieces)
    texts = _polished(pieces, polish)
    if texts is None:
        raise _fault(name, element, "La correction typographique a altéré une balise de ce paragraphe")
    holes = (piece for piece in pieces if isinstance(piece, _Hole))
    written, slot = texts[0], iter(slots)
    for hole, text in zip(holes, texts[1:], strict=True):
        if hole is _BOUNDARY:
            setattr(*next(slot), written)
            written = text
        else:
            written += hole.source + text


def _slots(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield where the texts of an element are kept, in reading order, those of its descendants included."""
    yield element, "text"
    for child in element:
        if _tag(child):
            yield from _slots(child)
        yield child, "tail"


def _pieces(text: str) -> Iterator[_Piece]:
    """Cut a text into static pieces and Jinja; the line breaks of a static piece are kept in a comment after it."""
    end = 0
    for found in JINJA.finditer(text):
        yield from _static(text[end : found.start()])
        yield _Hole(found[0], prints=found[0].startswith("{{"))
        end = found.end()
    yield from _static(text[end:])


def _static(text: str) -> Iterator[_Piece]:
    if text:
        yield _WHITE.sub(" ", text)
    if breaks := text.count("\n"):
        yield _Hole(_line_breaks(breaks), prints=False)


def _line_breaks(count: int) -> str:
    """Return a comment of so many line breaks, which Jinja counts and does not print."""
    return "{#" + "\n" * count + "#}"


def _strip(pieces: list[_Piece]) -> None:
    """Drop the white space at both ends of a paragraph, up to a tag or to Jinja: it is the layout of the source.

    The last piece is the boundary after the last slot.
    """
    for order, strip in ((range(len(pieces)), str.lstrip), (range(len(pieces) - 2, -1, -1), str.rstrip)):
        for index in order:
            piece = pieces[index]
            if isinstance(piece, str):
                pieces[index] = stripped = strip(piece, " ")
                if stripped:
                    break
            elif not piece.source.startswith("{#"):
                break


def _polished(pieces: list[_Piece], polish: Polish) -> list[str] | None:
    """Return the polished texts before, between and after the holes, or ``None`` when ``polish`` has moved a hole.

    A rule looks at what stands on both sides: « n° {{ numero }} » and « l'<strong>Association</strong> » must be seen
    as « n° 0 » and « l'A ». So each hole shows, on either side, a figure if it prints, else the letter beyond it.
    """
    sample, sides = "", []
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            sample += piece
        else:
            before = "0" if piece.prints else _neighbour(pieces[index + 1 :], 0)
            after = "0" if piece.prints else _neighbour(pieces[:index][::-1], -1)
            sample += before + _MARK + after
            sides.append((before, after))
    first, *others = polish(sample).split(_MARK)
    if len(others) != len(sides):
        return None
    texts = [first]
    for (before, after), text in zip(sides, others, strict=True):
        if (before and not texts[-1][-1:].isalnum()) or (after and not text[:1].isalnum()):
            return None
        texts[-1] = texts[-1][: len(texts[-1]) - len(before)]
        texts.append(text[len(after) :])
    return texts


def _neighbour(pieces: list[_Piece], end: int) -> str:
    """Return the letter or figure that comes first in ``pieces``, its first (0) or last (-1) one, if any."""
    for piece in pieces:
        if isinstance(piece, str) and piece:
            return piece[end] if piece[end].isalnum() else ""
        if isinstance(piece, _Hole) and piece.prints:
            return "0"
    return ""


# Making it legal HTML


def _legalize_section(section: etree._Element) -> None:
    """Turn a section without a heading, which only keeps blocks together, into a plain block."""
    if next(section.iter("h1", "h2", "h3", "h4"), None) is None:
        section.tag = "div"


def _legalize_table(table: etree._Element) -> None:
    """Give heading cells their scope, or turn a table that only lays things out into blocks.

    A heading of a column or of a row is announced with each of its cells; a letterhead is no table, for who listens.
    """
    if table.get("class") in {"cartouche", "signatures"} and next(table.iter("th", "caption"), None) is None:
        names = {"tr": "rangee", "td": "case", "thead": "groupe", "tbody": "groupe", "tfoot": "groupe"}
        for part in table.iter("tr", "td", "thead", "tbody", "tfoot"):
            part.set("class", f"{names[_tag(part)]} {part.get('class', '')}".rstrip())
            part.tag = "div"
        table.tag = "div"
        return
    table.set("class", table.get("class", "tableau"))
    for row in table.iter("tr"):
        group = row.getparent()
        heads = group is not None and _tag(group) == "thead"
        scope = "col" if heads or all(_tag(cell) == "th" for cell in row) else "row"
        for cell in row.iterchildren("th"):
            if len(cell) or (cell.text or "").strip():
                cell.set("scope", scope)
            else:
                cell.tag = "td"  # an empty heading is announced as a heading of nothing


class _Writer:
    """Write a tree as HTML with the line breaks of its source: those inside a tag are made up for before it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._line = 1

    def write(self, root: etree._Element) -> str:
        """Return the content of the root of ours, without it."""
        self._content(root)
        return "".join(self._parts)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._line += text.count("\n")

    def _content(self, element: etree._Element) -> None:
        self._text(element.text or "")
        for child in element:
            self._element(child)
            self._text(child.tail or "")

    def _element(self, element: etree._Element) -> None:
        tag = _tag(element)
        if not tag:
            self._add(_line_breaks((element.text or "").count("\n")))
            return
        missing = (_line(element) or 0) - self._line
        if missing > 0:
            self._add(_line_breaks(missing))
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in _attributes(element).items())
        self._add(f"<{tag}{attributes}>")
        if tag != "br":
            self._content(element)
            self._add(f"</{tag}>")

    def _text(self, text: str) -> None:
        """Write a text: what is static escaped, what is Jinja as it is."""
        end = 0
        for found in JINJA.finditer(text):
            self._add(escape(text[end : found.start()], quote=False) + found[0])
            end = found.end()
        self._add(escape(text[end:], quote=False))
