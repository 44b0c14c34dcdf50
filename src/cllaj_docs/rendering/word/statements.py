"""The statements of a part, before Jinja reads them: each is known and allowed, and each block is closed.

Jinja would say as much in English, and of a block that is not closed it only knows where the template ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cllaj_docs.rendering.word.faults import fault, nearest
from cllaj_docs.rendering.word.tags import Tag

_BLOCKS = ("if", "for", "set", "with", "macro", "call", "filter", "block", "autoescape")
_CLOSES = {f"end{block}": block for block in _BLOCKS}
_CONTINUES = {"elif": ("if",), "else": ("if", "for")}
_REFUSED = {
    **dict.fromkeys(("include", "import", "from", "extends"), "un gabarit Word n’en appelle pas d’autre"),
    "do": "un gabarit ne modifie aucune donnée",
}
_PRINT = "print"
_ELSEWHERE = {"elseif": "elif", "elsif": "elif", "si": "if", "sinon": "else", "pour": "for", "end": "endif"}
"""What other languages say, and what Jinja says in its place."""

_DEEPEST = 32
"""Brackets inside one another that are looked through."""

_WORD = re.compile(r"\w+")
_ESCAPES = re.compile(r"autoescape\s+[Tt]rue")
_STRING = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")
_INNERMOST = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")


def check_statements(tags: Iterable[Tag]) -> None:
    """Raise ``TemplateError`` on a statement that is unknown or refused, and on a block that is not closed."""
    opened: list[tuple[str, Tag]] = []
    for tag in tags:
        if tag.delimiter != "{%":
            if not tag.code:
                raise fault("Cette balise est vide : écrivez-y le nom d’une donnée", tag.place)
            continue
        found = _WORD.match(tag.code)
        word = found[0] if found else ""
        if word in _BLOCKS:
            _open(opened, word, tag)
        elif word in _CLOSES:
            _close(opened, word, tag)
        elif word in _CONTINUES:
            if not opened or opened[-1][0] not in _CONTINUES[word]:
                raise fault(f"« {word} » ne répond à aucun « {' » ni « '.join(_CONTINUES[word])} »", tag.place)
        else:
            _check_plain(word, tag)
    if opened:
        word, tag = opened[-1]
        raise fault(f"« {word} » n’est pas fermé : il manque « {{% end{word} %}} »", tag.place)


def _open(opened: list[tuple[str, Tag]], word: str, tag: Tag) -> None:
    if word == "autoescape" and not _ESCAPES.fullmatch(tag.code):
        raise fault("« autoescape » n’est pas permis : les caractères réservés sont toujours protégés", tag.place)
    if word != "set" or is_block_set(tag.code):
        opened.append((word, tag))


def _close(opened: list[tuple[str, Tag]], word: str, tag: Tag) -> None:
    if not opened or opened[-1][0] != _CLOSES[word]:
        if not opened:
            raise fault(f"« {word} » ne ferme rien : il n’y a pas de « {_CLOSES[word]} » avant", tag.place)
        inner, opening = opened[-1]
        raise fault(
            f"« {word} » ferme un autre bloc que le dernier ouvert, « {opening.place.tag} » : "
            f"il manque « {{% end{inner} %}} » avant",
            tag.place,
        )
    opened.pop()


def _check_plain(word: str, tag: Tag) -> None:
    """Refuse a statement that opens and closes nothing, unless it prints."""
    if word == _PRINT:
        return
    if word in _REFUSED:
        raise fault(f"« {word} » n’est pas permis : {_REFUSED[word]}", tag.place)
    if word in ("p", "r", "tr", "tc"):
        raise fault(f"Écrivez « {{%{word} », sans espace", tag.place)
    known = (*_BLOCKS, *_CLOSES, *_CONTINUES, "colspan", "cellbg", "vm", "hm")
    meant = f", voulez-vous dire « {_ELSEWHERE[word]} » ?" if word in _ELSEWHERE else nearest(word, known)
    raise fault(f"L’instruction « {word} » n’existe pas{meant}", tag.place)


def is_block_set(code: str) -> bool:
    """Whether a ``set`` has no ``=`` of its own, and so takes what follows, up to ``endset``."""
    bare = _STRING.sub("", code)
    for _ in range(_DEEPEST):
        bare, before = _INNERMOST.sub("", bare), bare
        if bare == before:
            break
    return "=" not in bare
