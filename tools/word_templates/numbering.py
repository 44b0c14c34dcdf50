"""The numbering part: one bulleted list for all, and a decimal one for each numbered list of the document."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.word_templates.wml import R, W, paragraph_properties, run_properties, twips, w

BULLETS = 1
"""The number that bulleted lists bear: the text of a Markdown value refers to it too."""

INDENT = twips(7)
HANGING = twips(3.5)
NUMBER_HANGING = twips(5.5)
"""Where the text of a list stands, and how far before it its mark: a bullet, or a number of one or two figures."""

_STEP = twips(6.35)
_MARKS = ("•", "–", "◦")
_LEVELS = 9
_BULLETED, _DECIMAL, _RESTARTED = range(3)


@dataclass(slots=True)
class Numbering:
    """The numbered lists of a document, in the order they are met."""

    _lists: list[int] = field(default_factory=list)

    def decimal(self) -> int:
        """Return the number (``w:numId``) of a new list, which starts from 1."""
        return self._add(_DECIMAL)

    def restarted(self) -> int:
        """Return the number of a list that a loop repeats: its items, of level 1, start anew after one of level 0."""
        return self._add(_RESTARTED)

    def xml(self, color: str) -> str:
        """Write the part; ``color`` is that of the bullets."""
        kinds = (_bulleted(color), _decimal(), _restarted())
        abstract = (
            w("abstractNum", w("multiLevelType", val="hybridMultilevel"), levels, abstractNumId=rank)
            for rank, levels in enumerate(kinds)
        )
        restart = w("lvlOverride", w("startOverride", val=1), ilvl=0)
        lists = (
            w("num", w("abstractNumId", val=kind), restart if kind == _DECIMAL else "", numId=number)
            for number, kind in enumerate([_BULLETED, *self._lists], BULLETS)
        )
        return f'<w:numbering xmlns:w="{W}" xmlns:r="{R}">{"".join(abstract)}{"".join(lists)}</w:numbering>'

    def _add(self, kind: int) -> int:
        self._lists.append(kind)
        return BULLETS + len(self._lists)


def _bulleted(color: str) -> str:
    run = run_properties(w("color", val=color))
    return "".join(
        _level(
            rank,
            "bullet",
            _MARKS[rank % len(_MARKS)],
            INDENT + rank * _STEP,
            HANGING,
            style="" if rank else "ListBullet",
            run=run,
        )
        for rank in range(_LEVELS)
    )


def _decimal() -> str:
    return _level(0, "decimal", "%1.", INDENT, NUMBER_HANGING)


def _restarted() -> str:
    """Write two levels: an invisible one, each item of which starts the visible one anew."""
    return _level(0, "none", "", 0, 0) + _level(1, "decimal", "%2.", INDENT, NUMBER_HANGING)


def _level(rank: int, kind: str, mark: str, indent: int, hanging: int, *, style: str = "", run: str = "") -> str:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=kind),
        w("pStyle", val=style) if style else "",
        w("suff", val="tab" if hanging else "nothing"),
        w("lvlText", val=mark),
        w("lvlJc", val="left"),
        paragraph_properties(w("ind", left=indent, hanging=hanging)),
        run,
        ilvl=rank,
    )
