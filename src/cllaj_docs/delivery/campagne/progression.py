"""How far a run is, on one line of a terminal; nothing when nobody watches."""

from __future__ import annotations

import time
from typing import TextIO

from cllaj_docs.french.agreement import compte
from cllaj_docs.french.figures import nombre

_EVERY = 0.2
"""Seconds between two lines: what an eye can follow."""

_MINUTE, _HOUR = 60, 3600
_CLEAR = "\r\x1b[K"


class Progression:
    """Hears of each application done. ``total`` is the number of applications, when it is known."""

    def __init__(self, stream: TextIO, total: int | None) -> None:
        self._stream = stream if stream.isatty() else None
        self._total = total
        self._start = self._told = time.monotonic()

    def __call__(self, done: int, made: int) -> None:
        """Write the line anew, not more often than can be read."""
        now = time.monotonic()
        if self._stream is None or (now - self._told < _EVERY and done != self._total):
            return
        self._told = now
        self._stream.write(_CLEAR + describe(done, made, self._total, now - self._start))
        self._stream.flush()

    def close(self) -> None:
        """Clear the line."""
        if self._stream is not None:
            self._stream.write(_CLEAR)
            self._stream.flush()


def describe(done: int, made: int, total: int | None, seconds: float) -> str:
    """Say how far a run is: « [12/40] 48 documents, 16 par seconde, reste 2 s »."""
    parts = [compte(made, "document produit", "documents produits")]
    if seconds > 0:
        parts.append(f"{nombre(round(made / seconds))} par seconde")
    if total and done:
        parts.append(f"reste {_duration(seconds / done * (total - done))}")
    return f"[{done}/{total}] {', '.join(parts)}" if total else f"[{done}] {', '.join(parts)}"


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{round(seconds)} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    return f"{int(seconds // _HOUR)} h {int(seconds % _HOUR // _MINUTE):02}"
