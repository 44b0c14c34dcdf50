"""From tags to a tree: each is parsed by itself first, so that a fault of one hides no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError

from cllaj_docs.rendering.checking.blocks import CONTINUES, Words, match, word_of
from cllaj_docs.rendering.checking.marks import UNKNOWN, Fault, Mark, Sheet
from cllaj_docs.rendering.checking.reading import nearest
from cllaj_docs.rendering.word.statements import is_block_set

_BLOCK, _VARIABLE, _COMMENT = ("\x02%", "%\x02"), ("\x02{", "}\x02"), ("\x02#", "#\x02")
_ENVIRONMENT = Environment(  # noqa: S701 - it parses, and renders nothing
    block_start_string=_BLOCK[0],
    block_end_string=_BLOCK[1],
    variable_start_string=_VARIABLE[0],
    variable_end_string=_VARIABLE[1],
    comment_start_string=_COMMENT[0],
    comment_end_string=_COMMENT[1],
)
_FOR = re.compile(r"for\s+([\w\s,]+?)\s+in\b")
_SET = re.compile(r"set\s+(\w+)")
_UNEXPECTED = re.compile(r"expected token '([^']+)', got '([^']*)'")
_OPENINGS = {
    "for": "for x in y",
    "call": "call x()",
    "filter": "filter upper",
    "macro": "macro x()",
    "with": "with",
    "autoescape": "autoescape true",
}
"""How the blocks open that take more than a value."""

_TWO_WORDS = re.compile(r"^\s*([\w.\[\]\"']+)\s+(\w+)")


def parse(name: str, marks: Sequence[Mark], words: Words, filters: Sequence[str]) -> Sheet:
    """Read tags as a tree. What cannot be read is told, and replaced by something of which nothing is known."""
    faults: list[Fault] = []
    read: list[tuple[Mark, str]] = []
    for mark in marks:
        word, fault = ("", None) if mark.delimiter == "{{" else word_of(mark, words)
        if fault is not None:
            faults.append(fault)
            if word:
                spelled = _spelled(mark, word)
                wrong = _syntax_error(_alone(spelled, word, words))
                read.append((_unknown(mark, word) if wrong else spelled, word))
            continue
        kept = _checked(mark, word, words, filters, faults)
        if kept is not None:
            read.append((kept, word))
    blocks = match(read, words)
    faults += blocks.faults
    lines: list[str] = []
    by_line: dict[int, Mark] = {}
    for piece in blocks.pieces:
        if isinstance(piece, str):
            lines.append(_statement(piece))
        else:
            lines.append(_written(piece))
            by_line[len(lines)] = piece
    return Sheet(name, _ENVIRONMENT.parse("\n".join(lines), name, name), by_line, tuple(faults))


def _checked(mark: Mark, word: str, words: Words, filters: Sequence[str], faults: list[Fault]) -> Mark | None:
    """Parse a tag alone. Gives it, or something in its place; ``None`` when nothing needs to stand there."""
    if not mark.code:
        faults.append(Fault(mark.place, "balise_vide", "Cette balise est vide", "Écrivez-y le nom d’un champ."))
        return None
    error = _syntax_error(_alone(mark, word, words))
    if error:
        faults.append(_syntax_fault(mark, error, filters))
        return _in_place_of(mark, word)
    return mark


@lru_cache(maxsize=4096)
def _syntax_error(source: str) -> str:
    """Give what Jinja finds wrong with a tag, ``""`` when nothing is. The same tags come back in every part."""
    try:
        _ENVIRONMENT.parse(source)
    except (TemplateSyntaxError, RecursionError, ValueError, OverflowError, MemoryError) as error:
        return str(error) or "?"
    return ""


def _alone(mark: Mark, word: str, words: Words) -> str:
    """Write a tag with what it needs to be parsed."""
    written = _written(mark)
    if word in CONTINUES:
        opening = "for x in y" if mark.code.startswith("else") else "if x"
        return f"{_statement(opening)}{written}{_statement(f'end{opening.split(maxsplit=1)[0]}')}"
    if word in words.closes:
        block = words.closes[word]
        return f"{_statement(_OPENINGS.get(block, f'{block} x'))}{written}"
    if word in words.blocks and (word != "set" or is_block_set(mark.code)):
        return f"{written}{_statement(f'end{word}')}"
    return written


def _written(mark: Mark) -> str:
    code = " ".join(mark.code.split("\n"))
    return f"{_VARIABLE[0]} {code} {_VARIABLE[1]}" if mark.delimiter == "{{" else _statement(code)


def _statement(code: str) -> str:
    return f"{_BLOCK[0]} {code} {_BLOCK[1]}"


def _spelled(mark: Mark, word: str) -> Mark:
    """Give a statement the word that was meant, and the rest of it when that can be read."""
    rest = "" if word.startswith("end") or word == "else" else mark.code[len(mark.word) :].strip()
    return (
        _with_code(mark, f"{word} {rest}".strip()) if rest or word.startswith(("end", "else")) else _unknown(mark, word)
    )


def _in_place_of(mark: Mark, word: str) -> Mark | None:
    """Give what stands for a statement that cannot be read; expressions are left out."""
    if mark.delimiter == "{{" or word in ("include", "print", ""):
        return None
    return _unknown(mark, word)


def _unknown(mark: Mark, word: str) -> Mark:
    code = f"{word} {UNKNOWN}"
    if word == "for":
        found = _FOR.match(mark.code)
        code = f"for {found[1] if found else UNKNOWN} in {UNKNOWN}"
    elif word == "set":
        found = _SET.match(mark.code)
        code = f"set {found[1] if found else UNKNOWN} = {UNKNOWN}"
    elif word == "with":
        code = "with"
    elif word in ("macro", "call"):
        code = f"{word} {UNKNOWN}()"
    elif word == "else" or word.startswith("end"):
        code = word
    elif word == "filter":
        code = "filter upper"
    return _with_code(mark, code)


def _with_code(mark: Mark, code: str) -> Mark:
    return replace(mark, code=code)


def _syntax_fault(mark: Mark, error: str, filters: Sequence[str]) -> Fault:
    """Say in French what Jinja found, and what was probably meant."""
    message, remedy = (
        "La syntaxe de cette balise est incorrecte",
        "Comparez-la à une balise semblable du gabarit livré.",
    )
    unexpected = _UNEXPECTED.search(error)
    two = _TWO_WORDS.match(mark.code)
    if mark.word in ("if", "elif") and re.search(r"(?<![=!<>])=(?!=)", mark.code):
        message, remedy = "« = » ne compare pas", "Écrivez « == » pour comparer."
    elif two and mark.delimiter == "{{" and (two[2] in filters or nearest(two[2], filters)):
        name = two[2] if two[2] in filters else nearest(two[2], filters)
        message = f"« {two[2]} » n’est pas attendu après « {two[1]} »"
        remedy = f"Écrivez « {two[1]}|{name} », avec une barre."
    elif "unexpected char" in error:
        found = re.search(r"unexpected char '(.)'", error)
        message = f"Le caractère « {found[1] if found else '?'} » n’a pas sa place dans une balise"
        remedy = "Retirez-le : un nom s’écrit sans accent, sans espace ni trait d’union."
    elif unexpected and unexpected[2] not in ("end of print statement", "end of statement block"):
        message = f"« {unexpected[2]} » n’est pas attendu dans cette balise"
    elif "end of" in error or "Expected an expression" in error:
        message, remedy = (
            "Il manque quelque chose à la fin de cette balise",
            "Complétez-la, ou retirez ce qui est de trop.",
        )
    return Fault(mark.place, "syntaxe", message, remedy)
