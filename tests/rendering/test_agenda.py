"""A calendar that every program reads: RFC 5545, checked against a parser that is not ours."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from cllaj_docs.rendering.agenda import Rappel, to_ics

AU = datetime.date(2026, 4, 2)
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200)


def read(content: bytes) -> list[tuple[str, datetime.date, str, str]]:
    calendar = Calendar.from_ical(content)
    return [
        (str(event["UID"]), event.decoded("DTSTART"), str(event["SUMMARY"]), str(event.get("DESCRIPTION", "")))
        for event in calendar.walk("VEVENT")
    ]


def test_a_calendar_is_read_back() -> None:
    rappels = [
        Rappel("a.bilan@x", datetime.date(2026, 11, 30), "Bilan ; « Toit, & Cie »", "Ligne 1\nLigne 2 \\ fin", "CLLAJ"),
        Rappel("a.fin@x", datetime.date(2027, 2, 28), "Fin"),
    ]
    content = to_ics("Suivi", rappels, AU)
    assert read(content) == [(r.uid, r.jour, r.titre, r.description) for r in rappels]
    assert content == to_ics("Suivi", rappels, AU)
    (event, _) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("DTSTAMP") == datetime.datetime(2026, 4, 2, tzinfo=datetime.UTC)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event.decoded("DTEND") == datetime.date(2026, 12, 1)


def test_an_empty_calendar() -> None:
    assert read(to_ics("Suivi", [], AU)) == []


@given(texts, texts)
def test_any_text_comes_back_in_lines_of_75_octets(titre: str, description: str) -> None:
    content = to_ics(titre, [Rappel("u@x", AU, titre, description)], AU)
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no character is cut
    assert read(content)[0][2:] == (titre, description)
