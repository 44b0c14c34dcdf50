"""The journal: what it says is so, even cut short, and what is not a journal is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cllaj_docs.delivery.campagne.empreinte import Source
from cllaj_docs.delivery.campagne.journal import JOURNAL, open_journal, read_journal
from cllaj_docs.errors import OutputError

SOURCE = Source("d1", "g1", "0.1.0", "2026-04-02")
CONVENTION = "2025-1-toit/convention.docx"


def write(folder: Path, *names: str) -> None:
    with open_journal(folder) as journal:
        for name in names:
            journal.record(name, "convention", "docx", "aa", SOURCE)


def test_what_is_recorded_is_read_back(tmp_path: Path) -> None:
    write(tmp_path, CONVENTION)
    found = read_journal(tmp_path)[CONVENTION]
    assert (found.dossier, found.document, found.format, found.sha256) == ("2025-1-toit", "convention", "docx", "aa")
    assert found.source == SOURCE
    assert found.le.endswith("+00:00")


def test_there_may_be_none(tmp_path: Path) -> None:
    assert read_journal(tmp_path) == {}


def test_the_last_word_counts(tmp_path: Path) -> None:
    write(tmp_path, CONVENTION, "2025-2-foyer/convention.docx")
    with open_journal(tmp_path) as journal:
        journal.announce([CONVENTION, "2025-3-abri/convention.docx"])
    assert list(read_journal(tmp_path)) == ["2025-2-foyer/convention.docx"]
    write(tmp_path, CONVENTION)
    assert CONVENTION in read_journal(tmp_path)


def test_it_is_only_ever_appended(tmp_path: Path) -> None:
    write(tmp_path, CONVENTION)
    before = (tmp_path / JOURNAL).read_bytes()
    write(tmp_path, "2025-2-foyer/convention.docx")
    assert (tmp_path / JOURNAL).read_bytes().startswith(before)


def test_a_line_cut_short_anywhere_says_nothing_and_is_taken_off(tmp_path: Path) -> None:
    write(tmp_path, CONVENTION)
    whole = (tmp_path / JOURNAL).read_bytes()
    for size in range(len(whole) + 1):
        (tmp_path / JOURNAL).write_bytes(whole + whole[:size])
        assert list(read_journal(tmp_path)) == [CONVENTION]
        write(tmp_path, "2025-2-foyer/convention.docx")
        assert set(read_journal(tmp_path)) == {CONVENTION, "2025-2-foyer/convention.docx"}
        assert (tmp_path / JOURNAL).read_bytes().count(b"\n") == 2 + (size == len(whole))


@pytest.mark.parametrize(
    "line",
    [
        "bonjour",
        "[]",
        "{}",
        '{"etat":"fait"}',
        '{"etat":"autre","fichier":"a/b.docx","document":"b","format":"docx","sha256":"","le":"","source":{"dossier":""}}',
        '{"etat":"fait","fichier":"../b.docx","document":"b","format":"docx","sha256":"","le":"","source":{"dossier":""}}',
        '{"etat":"fait","fichier":"a/b.docx","document":1,"format":"docx","sha256":"","le":"","source":{"dossier":""}}',
        '{"etat":"fait","fichier":"a/b.docx","document":"b","format":"docx","sha256":"","le":"","source":{"x":""}}',
        '{"etat":"ecriture","fichiers":3}',
        '{"etat":"ecriture","fichiers":[{}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_journal_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    write(tmp_path, CONVENTION)
    with (tmp_path / JOURNAL).open("a") as stream:
        stream.write(line + "\n")
    with pytest.raises(OutputError, match="ligne 2 illisible"):
        read_journal(tmp_path)


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_bytes(b"x" * 3_000_000)
    with pytest.raises(OutputError, match="illisible"):
        read_journal(tmp_path)


def test_a_line_that_the_disk_has_no_room_for_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_journal(tmp_path) as journal:
        journal.record(CONVENTION, "convention", "docx", "aa", SOURCE)
        stream = journal._stream

        class Full:
            """A disk with room for ten bytes."""

            def __getattr__(self, name: str) -> object:
                return getattr(stream, name)

            def write(self, line: bytes) -> int:
                return os.write(stream.fileno(), line[:10])

        monkeypatch.setattr(journal, "_stream", Full())
        with pytest.raises(OutputError, match="écriture impossible"):
            journal.record("2025-2-foyer/convention.docx", "convention", "docx", "aa", SOURCE)
        monkeypatch.undo()
    assert list(read_journal(tmp_path)) == [CONVENTION]
    assert (tmp_path / JOURNAL).read_bytes().endswith(b"\n")
