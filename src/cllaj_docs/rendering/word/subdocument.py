"""Brings the body of another Word file into a document, with what it needs to look and work as it did.

Styles are matched by kind and name, as Word does: one that the document has is used, one that it lacks is added. Lists
are added each time, so that they start again. Pictures, charts, notes and links come along under new identifiers;
comments and headers, which belong to the other file, do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cllaj_docs.rendering.word.additions import Additions
from cllaj_docs.rendering.word.markup import End, Start, Token, children, end_of, is_start, parse, write
from cllaj_docs.rendering.word.package import HYPERLINK, Package, read_package
from cllaj_docs.rendering.word.spots import IDENTIFIER, NAMESPACES, WORD_NAMESPACE
from cllaj_docs.rendering.word.styles import number_of, read_notes, read_numbering, read_styles, text_of
from cllaj_docs.rendering.word.tags import Tag

_KEPT = 8
"""Documents remembered once read."""

_ROOT = f'xmlns:w="{WORD_NAMESPACE}" xmlns:r="{NAMESPACES["xmlns:r"]}"'
_STYLED = frozenset(
    {"w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link", "w:styleLink", "w:numStyleLink"}
)
_NOTES = {"w:footnoteReference": ("footnotes", "footnote"), "w:endnoteReference": ("endnotes", "endnote")}
_BOOKMARKS = frozenset({"w:bookmarkStart", "w:bookmarkEnd"})
_LEFT_OUT = frozenset(
    {"w:headerReference", "w:footerReference", "w:dataBinding", "w:lvlPicBulletId", "w:nsid", "w:tmpl"}
    | {"w:commentRangeStart", "w:commentRangeEnd", "w:commentReference", "w:annotationRef"}
)
_BEFORE_LISTS = frozenset({"w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl"})
"""What the schema puts before the list in the properties of a paragraph."""

_UNIQUE = frozenset({"w14:paraId", "w14:textId"})
_FIRST_BOOKMARK = 100_000


@dataclass(frozen=True, slots=True)
class _Document:
    """A file to bring in: its package, the blocks of its body, and the prefixes of its root."""

    package: Package
    blocks: Sequence[Sequence[Token]]
    prefixes: Mapping[str, str]
    ignorable: frozenset[str]


def import_document(content: bytes, part: str, additions: Additions) -> str:
    """Return the body of a Word file as XML for ``part``, and add what it needs. Raises ``TemplateError``."""
    document = _read(content)
    bringing = _Import(document, document.package.main, part, additions)
    return "".join(bringing.block(block) for block in document.blocks)


@lru_cache(maxsize=_KEPT)
def _read(content: bytes) -> _Document:
    package = read_package(content)
    tokens = parse(package.contents[package.main], package.main)
    root = tokens[0]
    assert isinstance(root, Start)  # noqa: S101 - for the type checker: what is parsed starts with its root
    prefixes = {name.partition(":")[2]: text_of(root, name) for name in root.attributes if name.startswith("xmlns:")}
    start = next(index for index, token in enumerate(tokens) if is_start(token, "w:body"))
    body = children(tokens[start + 1 : -2])
    blocks = [block for block in body if not is_start(block[0], "w:sectPr")]
    return _Document(package, blocks, prefixes, frozenset(text_of(root, "mc:Ignorable").split()))


@dataclass(slots=True)
class _Import:
    """One bringing of a document's part (``source``) into a part of the render (``target``)."""

    document: _Document
    source: str
    target: str
    additions: Additions
    lists: dict[int, int] = field(default_factory=dict)
    bookmarks: dict[str, str] = field(default_factory=dict)

    def block(self, tokens: Sequence[Token], *, declare: bool = True) -> str:
        """Write a block with the identifiers of its new home."""
        moved = self._moved(self._with_own_lists(tokens))
        if declare and moved and isinstance(moved[0], Start):
            moved[0].attributes = {**self._declarations(moved), **moved[0].attributes}
        return write(moved) or ""

    def _with_own_lists(self, tokens: Sequence[Token]) -> list[Token]:
        """Write the list of a paragraph that has it from its style in the paragraph itself: so it starts again."""
        out: list[Token] = []
        index = 0
        while index < len(tokens):
            out.append(tokens[index])
            if is_start(tokens[index], "w:pPr") and is_start(tokens[index - 1], "w:p"):
                end = end_of(tokens, index)
                properties = children(tokens[index + 1 : end])
                out += (token for child in self._numbered(properties) for token in child)
                index = end - 1
            index += 1
        return out

    def _numbered(self, properties: list[list[Token]]) -> list[list[Token]]:
        """Add the list of its style to the properties of a paragraph that has none of its own."""
        names = [child[0].name for child in properties if isinstance(child[0], Start)]
        if "w:pStyle" not in names or "w:numPr" in names:
            return properties
        style = properties[names.index("w:pStyle")][0]
        found = self._list_of_style(text_of(style, "w:val")) if isinstance(style, Start) else None
        if found is None:
            return properties
        level, number = (
            Start(name, {"w:val": value}) for name, value in zip(("w:ilvl", "w:numId"), found, strict=True)
        )
        added: list[Token] = [Start("w:numPr", {}), level, End("w:ilvl"), number, End("w:numId"), End("w:numPr")]
        place = sum(name in _BEFORE_LISTS for name in names)
        return [*properties[:place], added, *properties[place:]]

    def _list_of_style(self, identifier: str) -> tuple[str, str] | None:
        """Return the level and the list that a style gives, by itself or by the one that it is based on."""
        name = self.document.package.related(self.document.package.main, "styles")
        styles = read_styles(self.document.package.contents[name]).tokens if name else {}
        seen: set[str] = set()
        while identifier in styles and identifier not in seen:
            seen.add(identifier)
            values = {t.name: text_of(t, "w:val") for t in styles[identifier] if isinstance(t, Start)}
            if "w:numId" in values:
                return values.get("w:ilvl", "0"), values["w:numId"]
            identifier = values.get("w:basedOn", "")
        return None

    def _moved(self, tokens: Sequence[Token]) -> list[Token]:
        out: list[Token] = []
        left_out = 0
        for token in tokens:
            if isinstance(token, Start):
                left_out += bool(left_out) or token.name in _LEFT_OUT
                if not left_out:
                    out.append(Start(token.name, self._attributes(token)))
            elif not left_out:
                out.append(token)
            elif isinstance(token, End):
                left_out -= 1
        return out

    def _declarations(self, tokens: Sequence[Token]) -> dict[str, str | tuple[str | Tag, ...]]:
        """Declare the prefixes that a block uses, and those that a reader may ignore."""
        used: set[str] = set()
        for token in tokens:
            if isinstance(token, Start):
                used.update(name.partition(":")[0] for name in (token.name, *token.attributes) if ":" in name)
                if token.name == "mc:Choice":
                    used.update(text_of(token, "Requires").split())
        used &= self.document.prefixes.keys()
        ignorable = sorted(used & self.document.ignorable)
        if ignorable:
            used.add("mc")
        declared: dict[str, str | tuple[str | Tag, ...]] = {
            f"xmlns:{prefix}": self.document.prefixes[prefix] for prefix in sorted(used - {"w", "r"})
        }
        return {**declared, "mc:Ignorable": " ".join(ignorable)} if ignorable else declared

    def _attributes(self, start: Start) -> dict[str, str | tuple[str | Tag, ...]]:
        attributes: dict[str, str | tuple[str | Tag, ...]] = {}
        for name in start.attributes:
            if name not in _UNIQUE:
                attributes[name] = self._attribute(start, name, text_of(start, name))
        return attributes

    def _attribute(self, start: Start, name: str, value: str) -> str:  # noqa: PLR0911 - a case a line
        """Translate an attribute that names something of the other file."""
        element = start.name
        if name == "w:val" and element in _STYLED:
            return self._style(value)
        if name == "w:val" and element == "w:numId":
            return str(self._list(number_of(start, "w:val"))) if value.isdecimal() else value
        if name == "w:id" and element in _NOTES:
            return self._note(value, *_NOTES[element])
        if name == "w:id" and element in _BOOKMARKS:
            return self._bookmark(value)
        if name == "id" and element == "wp:docPr":
            return IDENTIFIER
        if name.startswith("r:") and value:
            return self._relation(value)
        return value

    def _relation(self, identifier: str) -> str:
        """Bring what an identifier leads to, and return the one of its new home."""
        relations = self.document.package.relations.get(self.source, ())
        relation = next((relation for relation in relations if relation.identifier == identifier), None)
        if relation is None:
            return identifier
        if relation.external:
            return self.additions.relate(self.target, HYPERLINK, relation.target, external=True)
        copied = self.additions.copy(self.document.package, relation.target)
        return self.additions.relate(self.target, relation.kind, copied)

    def _style(self, identifier: str) -> str:
        """Return the identifier, in the document, of a style of the other file; add the style if need be."""
        name = self.document.package.related(self.document.package.main, "styles")
        theirs = read_styles(self.document.package.contents[name]) if name else None
        if theirs is None or identifier not in theirs.keys:
            return identifier
        part = self.additions.own_part("styles", f"<w:styles {_ROOT}></w:styles>")
        ours = read_styles(self.additions.content(part))
        key = theirs.keys[identifier]
        if key in ours.identifiers:
            return ours.identifiers[key]
        known = ("style", *key)
        if known not in self.additions.identifiers:
            free, number = identifier, 1
            while free in ours.tokens or ("style id", free) in self.additions.identifiers:
                number += 1
                free = f"{identifier}{number}"
            self.additions.identifiers[known] = self.additions.identifiers["style id", free] = free
            style = self._moved(theirs.tokens[identifier])
            start = style[0]
            if isinstance(start, Start):
                start.attributes["w:styleId"] = free
                start.attributes.pop("w:default", None)
                start.attributes = {**self._declarations(style), **start.attributes}
            self.additions.insert(part, write(style) or "")
        return self.additions.identifiers[known]

    def _list(self, identifier: int) -> int:
        """Bring a list, which starts again, and return its new number."""
        name = self.document.package.related(self.document.package.main, "numbering")
        theirs = read_numbering(self.document.package.contents[name]) if name else None
        if theirs is None or identifier not in theirs.lists:
            return identifier
        if identifier not in self.lists:
            part = self.additions.own_part("numbering", f"<w:numbering {_ROOT}></w:numbering>")
            ours = read_numbering(self.additions.content(part))
            self.lists[identifier] = number = self.additions.count("list", max(ours.lists, default=0))
            abstract = self.additions.count("abstract list", max(ours.abstracts, default=0))
            tokens = list(theirs.lists[identifier])
            of = next(token for token in tokens if isinstance(token, Start) and token.name == "w:abstractNumId")
            model = theirs.abstracts.get(number_of(of, "w:val"), ())
            moved = self._with(self._moved(model), {"w:abstractNum": ("w:abstractNumId", str(abstract))})
            changes = {"w:num": ("w:numId", str(number)), "w:abstractNumId": ("w:val", str(abstract))}
            self.additions.insert(part, write(moved) or "", before="w:num")
            self.additions.insert(part, write(self._with(tokens, changes)) or "")
        return self.lists[identifier]

    def _with(self, tokens: Sequence[Token], changes: Mapping[str, tuple[str, str]]) -> list[Token]:
        """Change an attribute of the elements of some names, and declare what the first one needs."""
        out: list[Token] = []
        for token in tokens:
            if isinstance(token, Start) and token.name in changes:
                name, value = changes[token.name]
                token = Start(token.name, {**token.attributes, name: value})  # noqa: PLW2901
            out.append(token)
        if out and isinstance(out[0], Start):
            out[0] = Start(out[0].name, {**self._declarations(out), **out[0].attributes})
        return out

    def _note(self, identifier: str, kind: str, element: str) -> str:
        """Bring a footnote or an endnote, and return its new number."""
        package = self.document.package
        name = package.related(package.main, kind)
        notes = read_notes(package.contents[name]) if name else {}
        if name is None or identifier not in notes:
            return identifier
        part = self.additions.own_part(kind, f"<w:{kind} {_ROOT}>{_separators(element)}</w:{kind}>")
        ours = read_notes(self.additions.content(part))
        last = max((int(known) for known in ours if known.lstrip("-").isdecimal()), default=0)
        number = str(self.additions.count(kind, max(last, 0)))
        bringing = _Import(self.document, name, part, self.additions, self.lists)
        tokens = self._with(notes[identifier], {f"w:{element}": ("w:id", number)})
        self.additions.insert(part, bringing.block(tokens))
        return number

    def _bookmark(self, identifier: str) -> str:
        if identifier not in self.bookmarks:
            self.bookmarks[identifier] = str(self.additions.count("bookmark", _FIRST_BOOKMARK))
        return self.bookmarks[identifier]


def _separators(element: str) -> str:
    """Write the two lines that Word draws above notes, which a part of notes cannot do without."""
    kinds = (("-1", "separator"), ("0", "continuationSeparator"))
    return "".join(
        f'<w:{element} w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:{element}>'
        for number, kind in kinds
    )
