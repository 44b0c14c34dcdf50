"""What work on a Word template leaves behind: tracked changes and comments, which would go out in a signed document."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from cllaj_docs.french.agreement import compte
from cllaj_docs.rendering.checking.marks import Fault, Place
from cllaj_docs.rendering.word.spots import WORD_NAMESPACE

_REVISIONS = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange"}
    | {"trPrChange", "tcPrChange", "tblPrExChange", "numberingChange", "cellIns", "cellDel", "cellMerge"}
)
"""Elements that keep a change (ECMA-376, part 1, 17.13.5)."""


_LEFT = {False: ", qui partirait dans le document signé", True: ", qui partiraient dans le document signé"}


def leftovers(content: bytes, part: str) -> Iterator[Fault]:
    """Tell of the changes and of the comments of a part, once for each, at the first paragraph that has one."""
    walk = _Walk()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    parser.Parse(content, True)
    if walk.revisions:
        many = compte(walk.revisions, "modification suivie", "modifications suivies")
        message = f"Ce gabarit garde {many} de Word{_LEFT[walk.revisions > 1]}"
        remedy = "Dans Word, onglet Révision : acceptez ou refusez toutes les modifications."
        yield Fault(walk.place(part, walk.first_revision), "modifications_suivies", message, remedy, "alerte")
    if walk.comments:
        many = compte(walk.comments, "commentaire", "commentaires")
        message = f"Ce gabarit garde {many} de Word{_LEFT[walk.comments > 1]}"
        remedy = "Dans Word, onglet Révision : supprimez tous les commentaires."
        yield Fault(walk.place(part, walk.first_comment), "commentaires", message, remedy, "alerte")


class _Walk:
    """One walk through a part: its paragraphs, how many changes and comments it has, and where the first ones stand."""

    def __init__(self) -> None:
        self.revisions = self.comments = self.first_revision = self.first_comment = 0
        self._texts: list[list[str]] = [[]]
        self._open: list[int] = [0]
        self._in_text = False

    def start(self, name: str, _: dict[str, str]) -> None:
        """Open an element."""
        local = name.removeprefix(f"{WORD_NAMESPACE} ")
        if local == "p":
            self._texts.append([])
            self._open.append(len(self._texts) - 1)
        elif local == "t":
            self._in_text = True
        elif local in _REVISIONS:
            self.first_revision = self.first_revision if self.revisions else self._open[-1]
            self.revisions += 1
        elif local == "comment":
            self.first_comment = self.first_comment if self.comments else len(self._texts)
            self.comments += 1

    def end(self, name: str) -> None:
        """Close an element."""
        if name == f"{WORD_NAMESPACE} p":
            self._open.pop()
        elif name == f"{WORD_NAMESPACE} t":
            self._in_text = False

    def text(self, content: str) -> None:
        """Read some text."""
        if self._in_text:
            self._texts[self._open[-1]].append(content)

    def place(self, part: str, rank: int) -> Place:
        """Give the place of a paragraph, by its rank from 1; 0 is outside paragraphs."""
        text = "".join(self._texts[rank]) if rank < len(self._texts) else ""
        return Place(part, rank or None, text, "")
