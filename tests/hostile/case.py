"""What a hostile case is: files to put in an empty folder, a command to run there, and what must happen.

Whatever the input, one of two ends: a French error of the house, or whole documents that hold the text unchanged. And
always: no fetch, no file of the machine read, nothing written outside ``sorties``, no partial file, and no more time or
memory than the case allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

SECONDS = 8.0
"""Processor time that a case may take, unless it says otherwise."""

MEGABYTES = 256
"""Memory that a case may take above what the process holds already, unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Lure:
    """What must be neither reached nor read: an address of this machine where somebody listens, and a file."""

    address: str
    path: str

    @property
    def file_address(self) -> str:
        return f"file://{self.path}"


Files = Mapping[str, bytes | str]


@dataclass(frozen=True, slots=True)
class Refused:
    """One error of the house: its exit code, and words of what it says (a pattern)."""

    code: int
    says: str


@dataclass(frozen=True, slots=True)
class Printed:
    """Documents are written, and each of ``texts`` is found whole in each of them; none of ``never`` is."""

    texts: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile input. ``seconds`` and ``megabytes`` are the bounds of its processor time and of its memory."""

    name: str
    files: Callable[[Lure], Files]
    command: tuple[str, ...]
    outcome: Refused | Printed
    seconds: float = SECONDS
    megabytes: int = MEGABYTES

    def __str__(self) -> str:
        return self.name
