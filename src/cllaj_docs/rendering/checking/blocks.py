"""Blocks: which end answers to which start, and what is missing when they do not answer.

All faults are found in one go, and what is left is made whole, so that the rest of the template can be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cllaj_docs.rendering.checking.marks import Fault, Mark
from cllaj_docs.rendering.checking.reading import nearest
from cllaj_docs.rendering.word.statements import is_block_set

CONTINUES: Mapping[str, tuple[str, ...]] = {"elif": ("if",), "else": ("if", "for")}

_FRENCH: Mapping[str, str] = {
    "si": "if",
    "sinon": "else",
    "sinonsi": "elif",
    "elseif": "elif",
    "finsi": "endif",
    "pour": "for",
    "finpour": "endfor",
    "endeach": "endfor",
    "foreach": "for",
}
"""What people write for the words of Jinja."""

_REFUSED: Mapping[str, str] = {
    "include": "un gabarit Word n’en appelle pas d’autre",
    **dict.fromkeys(("import", "from", "extends"), "un gabarit n’en appelle pas d’autre, il inclut des fragments"),
    "do": "un gabarit ne modifie aucune donnée",
    "autoescape": "les caractères réservés sont toujours protégés",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The statements of an engine: those that open a block, and those that stand alone."""

    blocks: tuple[str, ...]
    alone: tuple[str, ...]

    @property
    def closes(self) -> Mapping[str, str]:
        """What each end closes."""
        return {f"end{block}": block for block in self.blocks}

    @property
    def all(self) -> tuple[str, ...]:
        """Every word that a statement may start with."""
        return (*self.blocks, *self.closes, *CONTINUES, *self.alone)


@dataclass(slots=True)
class _Open:
    """A block that is open: its word and its tag; ``has_else`` once it has its last branch.

    ``inner`` is the first block of its kind inside it, in the same element: when one of the two ends is missing,
    nothing tells which.
    """

    word: str
    mark: Mark
    has_else: bool = False
    inner: Mark | None = None


@dataclass(slots=True)
class Blocks:
    """The tags of a template, made whole. ``pieces`` are tags, or the ends (``endif``) that had to be added."""

    pieces: list[Mark | str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def word_of(mark: Mark, words: Words) -> tuple[str, Fault | None]:
    """Give the word of a statement, put right when it is misspelt, and what is wrong with it."""
    word = mark.word
    if word in words.all:
        return word, None
    why = _REFUSED.get(word)
    if why is not None:
        fault = Fault(
            mark.place,
            "bac_a_sable",
            f"« {word} » n’est pas permis : {why}",
            "Retirez cette instruction.",
        )
        return "", fault
    joined = re.sub(r"\W+", "", mark.code.casefold())
    better = _FRENCH.get(word.casefold()) or _FRENCH.get(joined) or (joined if joined in words.closes else "")
    better = better or nearest(word, words.all)
    hint = f", voulez-vous dire « {better} » ?" if better else ""
    message = f"L’instruction « {word or mark.code} » n’existe pas{hint}"
    remedy = f"Écrivez « {better} »." if better else "Retirez cette instruction."
    if word in ("p", "r", "tr", "tc"):
        message, remedy = (
            "L’espace après « {% » est de trop",
            f"Écrivez « {{%{word} », sans espace.",
        )
        better = mark.code.split()[1] if len(mark.code.split()) > 1 else ""
    return better, Fault(mark.place, "instruction_inconnue", message, remedy)


def match(marks: Sequence[tuple[Mark, str]], words: Words) -> Blocks:
    """Match the ends of blocks with their starts; each tag comes with its word (``""`` for an expression)."""
    matcher = _Matcher(words, by_place=False)
    matcher.run(marks)
    if matcher.found.faults:  # something is missing: where tags stand tells better what
        matcher = _Matcher(words, by_place=True)
        matcher.run(marks)
    else:
        matcher.found.faults += matcher.crossed
    return matcher.found


class _Matcher:
    """Walks through the tags with the blocks that are open.

    ``by_place``: an end answers first to the start that stands in the same element, and what is open inside is then
    what has no end.
    """

    def __init__(self, words: Words, *, by_place: bool) -> None:
        self.found = Blocks()
        self.crossed: list[Fault] = []
        self._words = words
        self._by_place = by_place
        self._open: list[_Open] = []

    def run(self, marks: Sequence[tuple[Mark, str]]) -> None:
        for mark, word in marks:
            if word in self._words.blocks and (word != "set" or is_block_set(mark.code)):
                self._open.append(_Open(word, mark))
                self.found.pieces.append(mark)
            elif word in self._words.closes:
                self._close(mark, self._words.closes[word])
            elif word in CONTINUES:
                self._continue(mark, word)
            else:
                self.found.pieces.append(mark)
        self._leave_open(0)

    def _close(self, mark: Mark, word: str) -> None:
        rank = self._answering(mark, (word,))
        if rank is None and self._open and self._open[-1].mark.container == mark.container:
            other = self._open[-1].word
            message = f"« end{word} » ferme un bloc « {other} »"
            self._fault(mark, "bloc_croise", message, f"Écrivez « end{other} ».")
            self._open.pop()
            self.found.pieces.append(f"end{other}")
        elif rank is None:
            message = f"« end{word} » ne ferme rien : aucun « {word} » n’est ouvert ici"
            remedy = f"Ajoutez « {{% {word} … %}} » avant, ou retirez cette balise."
            self._fault(mark, "bloc_sans_debut", message, remedy)
        else:
            self._leave_open(rank + 1)
            closed = self._open.pop()
            self.found.pieces.append(mark)
            self._check_place(closed, mark)
            outer = self._open[-1] if self._open else None
            if outer and outer.inner is None and outer.word == word and outer.mark.container == closed.mark.container:
                outer.inner = closed.mark

    def _continue(self, mark: Mark, word: str) -> None:
        rank = self._answering(mark, CONTINUES[word])
        if rank is not None and self._open[rank].has_else:
            below = [at for at in range(rank) if self._open[at].word in CONTINUES[word] and not self._open[at].has_else]
            rank = below[-1] if below else None
        if rank is None:
            message = f"« {word} » ne répond à aucun « {' » ni « '.join(CONTINUES[word])} »"
            self._fault(mark, "bloc_sans_debut", message, "Ajoutez le début de ce bloc, ou retirez cette balise.")
            return
        self._leave_open(rank + 1)
        self._open[rank].has_else = word == "else"
        self.found.pieces.append(mark)
        self._check_place(self._open[rank], mark)

    def _check_place(self, block: _Open, mark: Mark) -> None:
        """Note a block that goes from a cell to another, or from an element to another: its content is no whole."""
        if not mark.answers(block.mark):
            message = f"Le bloc « {block.word} » s’ouvre ici et continue dans une autre case, ou dans un autre élément"
            remedy = "Placez toutes ses balises dans la même case, ou la même suite de paragraphes"
            whole = " (« {%tr » et « {%tc » prennent une ligne ou une case entières)" if block.mark.place.part else ""
            self.crossed.append(Fault(block.mark.place, "bloc_croise", message, f"{remedy}{whole}."))

    def _answering(self, mark: Mark, words: tuple[str, ...]) -> int | None:
        """Find the open block that an end or a branch answers to: its rank from the outermost."""
        ranks = [rank for rank, block in enumerate(self._open) if block.word in words]
        if not ranks:
            return None
        if self._by_place:
            same = [rank for rank in ranks if self._open[rank].mark.container == mark.container]
            return same[-1] if same else ranks[-1]
        return ranks[-1]

    def _leave_open(self, first: int) -> None:
        """Tell that the blocks from a rank on have no end, and give them one."""
        while len(self._open) > first:
            block = self._open.pop()
            message = f"« {block.word} » n’est pas fermé"
            remedy = f"Ajoutez « {{% end{block.word} %}} » à la fin de ce passage."
            self._fault(block.mark, "bloc_non_ferme", message, remedy)
            if block.inner is not None:
                message = f"« {block.word} » n’est pas fermé, ou bien celui qui le contient"
                self._fault(block.inner, "bloc_non_ferme", message, remedy)
            self.found.pieces.append(f"end{block.word}")

    def _fault(self, mark: Mark, code: str, message: str, remedy: str) -> None:
        self.found.faults.append(Fault(mark.place, code, message, remedy))
