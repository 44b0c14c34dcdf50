"""Fields of a Word file that would fetch or run something: refused before anything is rendered.

Word computes a field when its document is opened or printed: ``INCLUDEPICTURE`` fetches an address, ``DDEAUTO`` starts
a program (ECMA-376, part 1, 17.16.5).
"""

from __future__ import annotations

import re
from xml.parsers import expat

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.spots import WORD_NAMESPACE

REFUSED_FIELDS = frozenset(
    {"CONTROL", "DATABASE", "DDE", "DDEAUTO", "EMBED", "HTMLCONTROL", "IMPORT", "INCLUDE", "INCLUDEPICTURE"}
    | {"INCLUDETEXT", "LINK", "OCX", "PRINT", "RD"}
)
"""Fields that bring in something else than the document, or start something."""

_NAME = re.compile(r"\s*([^\s\\\"]*)")
_LONGEST_QUOTE = 120


def check_fields(content: bytes, part: str) -> None:
    """Refuse the fields of a part that lead outside. Raises ``TemplateError``; the part is well-formed XML."""
    if b"instr" not in content and b"\0" not in content:  # a part in UTF-16 is full of zeros
        return
    walk = _Walk(part)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    parser.Parse(content, True)
    for code in walk.opened:
        walk.judge(code.text)


class _Code:
    """The code of a field that is open, up to where its result starts."""

    def __init__(self) -> None:
        self.text = ""
        self.complete = False


class _Walk:
    """One walk through a part: the fields that are open, the paragraphs that were met."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.opened: list[_Code] = []
        self.paragraphs = 0
        self.in_code = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        local = name.removeprefix(f"{WORD_NAMESPACE} ")
        if local == "p":
            self.paragraphs += 1
        elif local == "instrText":
            self.in_code = True
        elif local == "fldSimple":
            self.judge(attributes.get(f"{WORD_NAMESPACE} instr", ""))
        elif local == "fldChar":
            self._mark(attributes.get(f"{WORD_NAMESPACE} fldCharType", ""))

    def end(self, name: str) -> None:
        """Close an element."""
        if name == f"{WORD_NAMESPACE} instrText":
            self.in_code = False

    def text(self, content: str) -> None:
        """Read some text: Word cuts the code of a field over several runs."""
        if self.in_code and self.opened and not self.opened[-1].complete:
            self.opened[-1].text += content

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            if self.opened and not self.opened[-1].complete and not self.opened[-1].text.strip():
                self._refuse("Le nom d’un champ ne se calcule pas : écrivez-le en toutes lettres", "")
            self.opened.append(_Code())
        elif self.opened and not self.opened[-1].complete:
            self.opened[-1].complete = True
            self.judge(self.opened[-1].text)
        if kind == "end" and self.opened:
            self.opened.pop()

    def judge(self, code: str) -> None:
        """Refuse the code of a field that leads outside, or whose name a tag would write."""
        found = _NAME.match(code)
        name = found[1] if found else ""
        if "{" in name:
            self._refuse("Le nom d’un champ ne se calcule pas : écrivez-le en toutes lettres", code)
        if name.upper() in REFUSED_FIELDS:
            message = f"Le champ « {name.upper()} » va chercher autre chose que ce document, ou le lance : supprimez-le"
            self._refuse(f"{message} dans Word, qui montre les codes de champ par Alt+F9", code)

    def _refuse(self, message: str, code: str) -> None:
        shown = " ".join(code.split())[:_LONGEST_QUOTE]
        raise TemplateError(message, partie=self.part, ligne=self.paragraphs or None, balise=shown or None)
