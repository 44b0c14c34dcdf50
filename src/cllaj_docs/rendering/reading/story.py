"""One part of a Word file that holds text – its body, a header, its notes – as passages.

What is read is what Word shows: tracked changes as if accepted, the results of fields and not their codes, one of the
two writings of a drawing. The numbers of pages, which change with the printer, are read as « [page] ».
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cllaj_docs.rendering.reading.markup import read_xml, refuse
from cllaj_docs.rendering.reading.passage import CELL_MARK, Partie, Passage, Revision
from cllaj_docs.rendering.reading.styles import Styles, is_on

_ROOTS = frozenset({"w:document", "w:hdr", "w:ftr", "w:footnotes", "w:endnotes", "w:comments", "w:glossaryDocument"})
_OWNERS = frozenset({"w:footnote", "w:endnote", "w:comment"})
_TAKEN_OUT = frozenset({"w:del", "w:moveFrom"})
_PUT_IN = frozenset({"w:ins", "w:moveTo"})
_PROPERTIES = frozenset({"w:rPr", "w:trPr", "w:tcPr", "w:numPr", "w:pPr", "w:tblPr", "w:sectPr", "w:ctrlPr"})
_FORMER = frozenset({"w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange"})
_SKIPPED = frozenset({*_FORMER, "w:rt", "w:sdtPr", "w:ffData", "w:tabs"})
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_PAGE_FIELDS = {"PAGE": "[page]", "NUMPAGES": "[pages]", "SECTIONPAGES": "[pages]"}
_DRAWN = frozenset(["wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "w16", "wp", "a", "pic", "a14", "v", "o", "m"])
"""What a program of today draws: among the writings of a thing, the first that asks for no more is shown."""

_DRAWINGS = frozenset({"w:drawing", "w:pict", "w:object"})
_PICTURES = {"blip": "r:embed", "v:imagedata": "r:id"}
"""What shows a picture, and where its identifier is."""

_WHITE = "FFFFFF"
_SMALLEST = 4
"""Half-points: under this, a text is there for programs, and nobody sees it."""

_LONGEST_REVISION = 200
_LONGEST_CODE = 64
_DEEPEST_FIELD = 64


@dataclass(frozen=True, slots=True)
class Reference:
    """A header or a footer of a section: its identifier and its pages (``default``, ``first``, ``even``)."""

    identifier: str
    pages: str
    has_first_page: bool


@dataclass(frozen=True, slots=True)
class Story:
    """What a part says. ``owned`` are the passages of each note or comment, ``anchors`` those that comments are about.

    ``notes`` are the identifiers of the notes that it calls, in order, and ``drawings`` those of the pictures that it
    shows, ``""`` for a drawing that has none.
    """

    passages: tuple[Passage, ...] = ()
    hidden: tuple[Passage, ...] = ()
    revisions: tuple[Revision, ...] = ()
    references: tuple[Reference, ...] = ()
    owned: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    authors: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"footnotes": (), "endnotes": ()})
    drawings: tuple[str, ...] = ()


def read_story(content: bytes, styles: Styles, partie: Partie) -> Story:
    """Read a part; an empty one says nothing. Raises ``OutputError`` when it is none of a Word file."""
    if not content:
        return Story()
    reader = _Reader(styles, partie)
    reader.read(content)
    if reader.fields:  # one that never ends would hide all that follows it
        reader = _Reader(styles, partie, heeds_fields=False)
        reader.read(content)
    return reader.story()


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is open: its pieces, and what is known of it."""

    seen: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    level: int = 0
    is_hidden: bool = False
    run_is_hidden: bool = False
    run_is_struck: bool = False
    ends_in_next: bool = False


@dataclass(slots=True)
class _Table:
    """A table that is open: its number in the part, its row, and what the cells of the row say."""

    number: int
    row: int = 0
    cells: list[list[str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    is_merged: bool = False


@dataclass(slots=True)
class _Field:
    """A field that is open: its code, and whether what comes is its result."""

    code: str = ""
    shows: bool = False
    is_page: bool = False


class _Reader:
    """Follows the events of a part. What comes inside a text box is a passage of its own, elsewhere."""

    def __init__(self, styles: Styles, partie: Partie, *, heeds_fields: bool = True) -> None:
        self._styles, self._partie, self._heeds_fields = styles, partie, heeds_fields
        self._open: list[str] = []
        self._skipped_at = 0  # depth from which all is left out, 0 when nothing is
        self._removed: list[str] | None = None  # the text of a deletion under way
        self._inserted: list[list[str]] = []
        self._paragraphs: list[_Paragraph] = []
        self._carried: _Paragraph | None = None
        self._tables: list[_Table] = []
        self._outside: list[list[_Table]] = []  # the tables around each text box that is open
        self._choices: list[bool] = []
        self._owner = ""
        self._counts: dict[str, int] = {}
        self._passages: list[Passage] = []
        self._hidden: list[Passage] = []
        self._revisions: list[Revision] = []
        self._references: list[tuple[str, str]] = []
        self._sections: list[Reference] = []
        self._has_first_page = False
        self._owned: dict[str, list[Passage]] = {}
        self._authors: dict[str, str] = {}
        self._drawings: list[str] = []
        self._anchors: dict[str, str] = {}
        self._notes: dict[str, list[str]] = {"footnotes": [], "endnotes": []}
        self.fields: list[_Field] = []
        self._opens: dict[str, Callable[[Mapping[str, str]], None]] = {
            "w:p": self._open_paragraph,
            "w:r": self._open_run,
            "w:tbl": self._open_table,
            "w:tr": self._open_row,
            "w:tc": self._open_cell,
            "w:txbxContent": self._open_box,
            "w:sym": lambda attributes: self._say(_symbol(attributes.get("w:char", ""))),
            "w:pgNum": lambda _: self._say("[page]"),
            "w:fldChar": lambda attributes: self._mark_field(attributes.get("w:fldCharType", "")),
            "w:fldSimple": self._open_simple_field,
            "w:commentReference": self._open_comment,
        }
        self._closes: dict[str, Callable[[], object]] = {
            "w:p": self._close_paragraph,
            "w:tbl": self._close_table,
            "w:tr": self._close_row,
            "w:txbxContent": self._close_box,
            "w:fldSimple": self.fields.pop,
            "w:sectPr": self._close_section,
            "mc:AlternateContent": self._choices.pop,
        }

    def read(self, content: bytes) -> None:
        """Go through a part."""
        read_xml(content, self._start, self._end, self._text)
        self._flush()

    def story(self) -> Story:
        """Give what was read."""
        return Story(
            tuple(self._passages),
            tuple(self._hidden),
            tuple(self._revisions),
            tuple(self._sections),
            {owner: tuple(passages) for owner, passages in self._owned.items()},
            self._authors,
            self._anchors,
            {kind: tuple(called) for kind, called in self._notes.items()},
            tuple(self._drawings),
        )

    # --- events

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        parent = self._open[-1] if self._open else ""
        if not self._open and name not in _ROOTS:
            refuse()
        self._open.append(name)
        if self._skipped_at:
            return
        if name in _SKIPPED or (name in ("mc:Choice", "mc:Fallback") and not self._is_chosen(name, attributes)):
            self._skipped_at = len(self._open)
        elif parent in _PROPERTIES:
            self._property(parent, name, attributes)
        elif name in _TAKEN_OUT:
            self._skipped_at, self._removed = len(self._open), []
            self._revisions.append(Revision("suppression", attributes.get("w:author", ""), ""))
        elif name in _PUT_IN:
            self._inserted.append([])
            self._revisions.append(Revision("insertion", attributes.get("w:author", ""), ""))
        elif name.startswith("w:"):
            self._element(name, attributes)
        else:
            self._foreign(name, attributes)

    def _foreign(self, name: str, attributes: Mapping[str, str]) -> None:
        """Open an element that is not Word's own: a choice between writings, a picture, a drawn text."""
        if name == "mc:AlternateContent":
            self._choices.append(False)
        elif name in _PICTURES and self._drawings:
            self._drawings[-1] = attributes.get(_PICTURES[name], "")
        elif name == "v:textpath" and attributes.get("string"):
            self._add(Passage(attributes["string"], "zone", "texte dessiné"))

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        """Open an element of Word's own."""
        if name in _SIGNS:
            self._say(_SIGNS[name])
        elif name in _OWNERS:
            self._owner = attributes.get("w:id", "") if attributes.get("w:type", "normal") == "normal" else ""
            self._authors[self._owner] = attributes.get("w:author", "")
            self._owned.setdefault(self._owner, [])
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            self._notes[f"{name[2:-9]}s"].append(attributes.get("w:id", ""))
        elif name in _DRAWINGS:
            self._drawings.append("")
        elif name in self._opens:
            self._opens[name](attributes)

    def _open_paragraph(self, _: Mapping[str, str]) -> None:
        self._paragraphs.append(self._carried or _Paragraph())
        self._carried = None

    def _open_run(self, _: Mapping[str, str]) -> None:
        if self._paragraphs:
            self._paragraphs[-1].run_is_hidden = self._paragraphs[-1].run_is_struck = False

    def _open_table(self, _: Mapping[str, str]) -> None:
        self._counts["tableau"] = self._counts.get("tableau", 0) + (not self._tables)
        self._tables.append(_Table(self._counts["tableau"]))

    def _open_row(self, _: Mapping[str, str]) -> None:
        if self._tables:
            table = self._tables[-1]
            table.row += 1
            table.cells, table.hidden = [], []

    def _open_cell(self, _: Mapping[str, str]) -> None:
        if self._tables:
            self._tables[-1].cells.append([])
            self._tables[-1].is_merged = False

    def _open_box(self, _: Mapping[str, str]) -> None:
        self._outside.append(self._tables)
        self._tables = []

    def _open_simple_field(self, attributes: Mapping[str, str]) -> None:
        self.fields.append(_Field(attributes.get("w:instr", "")))
        self._show_result()

    def _open_comment(self, attributes: Mapping[str, str]) -> None:
        if self._paragraphs:
            self._paragraphs[-1].comments.append(attributes.get("w:id", ""))

    def _end(self, name: str) -> None:
        depth = len(self._open)
        self._open.pop()
        if self._skipped_at:
            if depth == self._skipped_at:
                self._skipped_at = 0
                self._close_deletion()
            return
        if name in self._closes:
            self._closes[name]()
        elif name in _PUT_IN and not (self._open and self._open[-1] in _PROPERTIES):
            self._close_insertion()
        elif name in _OWNERS:
            self._flush()
            self._owner = ""

    def _text(self, text: str) -> None:
        name = self._open[-1]
        if self._skipped_at:
            if self._removed is not None and name in ("w:delText", "w:t"):
                self._removed.append(text)
        elif name in ("w:t", "m:t"):
            self._say(text)
        elif name == "w:instrText" and self.fields and not self.fields[-1].shows:
            self.fields[-1].code += text[:_LONGEST_CODE]

    # --- what they mean

    def _property(self, parent: str, name: str, attributes: Mapping[str, str]) -> None:
        """Take a property of a paragraph, a run, a row, a cell or a section."""
        if parent == "w:sectPr":
            self._section_property(name, attributes)
        elif parent in ("w:trPr", "w:tcPr"):
            self._table_property(name, attributes)
        elif self._paragraphs and parent == "w:pPr" and name == "w:pStyle":
            style = attributes.get("w:val", "")
            self._paragraphs[-1].level = self._styles.levels.get(style, 0)
            self._paragraphs[-1].is_hidden = style in self._styles.hidden
        elif self._paragraphs and parent == "w:rPr" and self._open[-3:-2] == ["w:pPr"]:
            self._paragraphs[-1].ends_in_next |= name in _TAKEN_OUT
        elif self._paragraphs and parent == "w:rPr":
            self._run_property(self._paragraphs[-1], name, attributes)

    def _section_property(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("w:headerReference", "w:footerReference"):
            self._references.append((attributes.get("r:id", ""), attributes.get("w:type", "default")))
        elif name == "w:titlePg":
            self._has_first_page = is_on(attributes)

    def _table_property(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("w:del", "w:cellDel"):
            self._skipped_at = len(self._open) - 2  # all of the row, or of the cell
            self._revisions.append(Revision("suppression", attributes.get("w:author", ""), "tableau"))
        elif name in ("w:ins", "w:cellIns"):
            self._revisions.append(Revision("insertion", attributes.get("w:author", ""), "tableau"))
        elif name == "w:vMerge" and self._tables:
            self._tables[-1].is_merged = attributes.get("w:val") != "restart"

    def _run_property(self, paragraph: _Paragraph, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("w:val", "")
        if name == "w:vanish":
            paragraph.run_is_hidden = is_on(attributes)
        elif name == "w:rStyle":
            paragraph.run_is_hidden = value in self._styles.hidden
        elif name in ("w:strike", "w:dstrike"):
            paragraph.run_is_struck |= is_on(attributes)
        elif name == "w:color":
            paragraph.run_is_hidden |= value.upper() == _WHITE
        elif name == "w:sz":
            paragraph.run_is_hidden |= value.isdecimal() and int(value[:4]) < _SMALLEST

    def _is_chosen(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Whether this writing of a thing is the one that is shown."""
        if not self._choices or self._choices[-1]:
            return False
        self._choices[-1] = name == "mc:Fallback" or set(attributes.get("Requires", "").split()) <= _DRAWN
        return self._choices[-1]

    def _mark_field(self, mark: str) -> None:
        if not self._heeds_fields:
            return
        if mark == "begin" and len(self.fields) < _DEEPEST_FIELD:
            self.fields.append(_Field())
        elif mark == "separate" and self.fields:
            self._show_result()
        elif mark == "end" and self.fields:
            ended = self.fields[-1]
            if not ended.shows:
                self._show_result()
            self.fields.pop()

    def _show_result(self) -> None:
        """Come to the result of a field: that of a number of a page is not read, but named."""
        current = self.fields.pop()
        word = (current.code.split() or [""])[0].upper()
        if word in _PAGE_FIELDS:
            self._say(_PAGE_FIELDS[word])
        self.fields.append(_Field(current.code, shows=True, is_page=word in _PAGE_FIELDS))

    def _say(self, text: str) -> None:
        """Add characters to the paragraph that is open, unless they are those of a field's code."""
        if not self._paragraphs or any(one.is_page or not one.shows for one in self.fields):
            return
        paragraph = self._paragraphs[-1]
        merged = bool(self._tables) and self._tables[-1].is_merged
        if paragraph.is_hidden or paragraph.run_is_hidden or paragraph.run_is_struck or merged:
            paragraph.hidden.append(text)
            return
        paragraph.seen.append(text)
        for inserted in self._inserted:
            inserted.append(text)

    def _close_paragraph(self) -> None:
        if self._paragraphs:
            self._finish(self._paragraphs.pop())

    def _finish(self, paragraph: _Paragraph) -> None:
        """Make a passage of a paragraph; that of a cell goes to its row."""
        if paragraph.ends_in_next:
            paragraph.ends_in_next = False
            self._carried = paragraph
            return
        seen, hidden = "".join(paragraph.seen).strip(), "".join(paragraph.hidden).strip()
        for identifier in paragraph.comments:
            self._anchors[identifier] = seen
        if self._tables and self._tables[-1].cells:
            self._tables[-1].cells[-1].append(seen)
            if hidden:
                self._tables[-1].hidden.append(hidden)
            return
        partie: Partie = "zone" if self._outside else self._partie
        self._counts[partie] = self._counts.get(partie, 0) + bool(seen)
        place = f"paragraphe {self._counts[partie]}"
        if seen:
            self._add(Passage(seen, partie, place, paragraph.level))
        if hidden:
            self._hidden.append(Passage(hidden, partie, place))

    def _close_row(self) -> None:
        """Make a passage of a row; that of a table inside a cell goes to the cell."""
        if not self._tables:
            return
        table = self._tables[-1]
        cells = ["\n".join(filter(None, cell)) for cell in table.cells]
        text = CELL_MARK.join(cells) if any(cells) else ""
        table.cells = []
        if self._tables[:-1]:
            outer = self._tables[-2]
            if text and outer.cells:
                outer.cells[-1].append(text)
            outer.hidden += table.hidden
            return
        partie: Partie = "zone" if self._outside else self._partie
        place = f"tableau {table.number}, ligne {table.row}"
        if text:
            self._add(Passage(text, partie, place))
        self._hidden += (Passage(hidden, partie, place) for hidden in table.hidden)

    def _close_table(self) -> None:
        if self._tables:
            self._tables.pop()

    def _close_box(self) -> None:
        self._tables = self._outside.pop()

    def _close_deletion(self) -> None:
        if self._removed is not None:
            self._name_revision("suppression", self._removed)
            self._removed = None

    def _close_insertion(self) -> None:
        if self._inserted:
            self._name_revision("insertion", self._inserted.pop())

    def _name_revision(self, nature: str, pieces: list[str]) -> None:
        """Give the last change of a nature that is not named yet its first words."""
        text = " ".join("".join(pieces)[:_LONGEST_REVISION].split())
        for rank in range(len(self._revisions) - 1, -1, -1):
            known = self._revisions[rank]
            if known.nature == nature and not known.text:
                self._revisions[rank] = Revision(known.nature, known.author, text or "mise en forme")
                return

    def _close_section(self) -> None:
        self._sections += (Reference(identifier, pages, self._has_first_page) for identifier, pages in self._references)
        self._references, self._has_first_page = [], False

    def _add(self, passage: Passage) -> None:
        self._passages.append(passage)
        if self._owner:
            self._owned[self._owner].append(passage)

    def _flush(self) -> None:
        """Close a paragraph that was to end in one that never came."""
        if self._carried is not None:
            carried, self._carried = self._carried, None
            self._finish(carried)


def _symbol(code: str) -> str:
    """Give the character of a symbol, by its hexadecimal code."""
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
