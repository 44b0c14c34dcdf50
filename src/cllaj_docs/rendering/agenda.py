"""Days to remember as a calendar (.ics), for Outlook, Thunderbird and the others (RFC 5545)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LONGEST = 75
"""Octets of a line, its end left out (3.1)."""

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Rappel:
    """A whole day to remember. ``uid`` names it for ever: the same one replaces what a calendar already holds."""

    uid: str
    jour: datetime.date
    titre: str
    description: str = ""
    categorie: str = ""


def to_ics(titre: str, rappels: Iterable[Rappel], au: datetime.date) -> bytes:
    """Write a calendar; ``au`` is the day of what it says (DTSTAMP): the same arguments give the same bytes."""
    stamp = f"{au:%Y%m%d}T000000Z"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cllaj-docs//campagne//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(titre)}",
    ]
    for rappel in rappels:
        lines += _event(rappel, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(rappel: Rappel, stamp: str) -> Iterator[str]:
    """Give the lines of a day; DTEND, not included, is the day after (3.6.1)."""
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(rappel.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{rappel.jour:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{rappel.jour + datetime.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(rappel.titre)}"
    if rappel.description:
        yield f"DESCRIPTION:{_text(rappel.description)}"
    if rappel.categorie:
        yield f"CATEGORIES:{_text(rappel.categorie)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    """Escape a text (3.3.11)."""
    return text.translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """Cut a line into pieces of 75 octets at most, no character cut, each next one behind a space (3.1)."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
