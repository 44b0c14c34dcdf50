"""Markdown pieces: tables, and the French spaces of prose, which nobody types by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cllaj_docs.french.typography import polish

_FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_KEPT = re.compile(r"`[^`\n]*`|\]\([^)\n]*\)|<!--.*?-->|<[^>\n]+>|\{[^}\n]*\}|https?://\S+", re.DOTALL)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; cells are Markdown on one line."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in line)} |" for line in lines)


def text(said: str) -> str:
    """Write a text of the code so that nothing in it is markup, and no cell ends before its time."""
    return re.sub(r"([\\`*_\[\]|<>])", r"\\\1", said) if said else ""


def code(said: str) -> str:
    """Write a name or a tag as code, where the builder takes a bar for itself, even in a table."""
    return f"`{said}`" if said else ""


def french_spaces(page: str) -> str:
    """Put the spaces of a page right, but for its code, its links and its tags."""
    return _apart(_FENCE, page, lambda prose: _apart(_KEPT, prose, _polish_lines))


def _polish_lines(prose: str) -> str:
    """Polish line by line: what begins a line or ends it is Markdown's own."""
    return re.sub(r"[^\n]+", lambda line: _polish_inside(line[0]), prose)


def _polish_inside(line: str) -> str:
    start = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    return line[:start] + polish(line[start:end]) + line[end:] if start < end else line


def _apart(kept: re.Pattern[str], page: str, change: object) -> str:
    """Change what stands between the pieces to keep."""
    assert callable(change)  # noqa: S101 - for the type checker
    pieces, position = [], 0
    for found in kept.finditer(page):
        pieces += [change(page[position : found.start()]), found[0]]
        position = found.end()
    return "".join((*pieces, change(page[position:])))
