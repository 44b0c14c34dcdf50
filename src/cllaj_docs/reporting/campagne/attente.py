"""Rows that wait for their application: sheets come one after the other, applications are made one at a time.

They are kept in a private database of SQLite, which stays in memory while it is small and goes to a nameless temporary
file beyond, gone with its connection: a workbook of any length takes the same memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import finalize

from cllaj_docs.reporting.campagne.valeurs import Lu


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row that was read: values by the path of their field, and what could not be read, by path and by message."""

    feuille: str
    numero: int
    cle: str
    partie: str
    valeurs: dict[str, Lu]
    fautes: list[tuple[str, str]]


class Attente:
    """Rows of every sheet, given back by application."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        finalize(self, self._base.close)  # Python 3.13 warns of a connection that nobody closed
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("CREATE TABLE ligne (feuille TEXT, numero INTEGER, cle TEXT, contenu TEXT)")
        self._base.execute("BEGIN")

    def add(self, ligne: Ligne) -> None:
        """Keep a row."""
        content = json.dumps([ligne.partie, ligne.valeurs, ligne.fautes], ensure_ascii=True)
        self._base.execute("INSERT INTO ligne VALUES (?,?,?,?)", (ligne.feuille, ligne.numero, ligne.cle, content))

    def close(self) -> None:
        """Say that every row is in."""
        self._base.execute("CREATE INDEX par_cle ON ligne (cle, feuille, numero)")
        self._base.execute("COMMIT")

    def of_sheet(self, feuille: str) -> Iterator[Ligne]:
        """Give the rows of a sheet in their order."""
        return self._select("feuille=? ORDER BY numero", feuille)

    def of_application(self, cle: str, without: str) -> Iterator[Ligne]:
        """Give the rows of an application in their order, but those of one sheet."""
        return self._select("cle=? AND feuille<>? ORDER BY feuille, numero", cle, without)

    def orphans(self, feuille: str) -> Iterator[Ligne]:
        """Give the rows of every other sheet that are about no row of that one."""
        known = "(SELECT cle FROM ligne WHERE feuille=?)"
        return self._select(f"feuille<>? AND cle NOT IN {known} ORDER BY feuille, numero", feuille, feuille)

    def count(self, feuille: str, cle: str | None = None) -> int:
        """Count the rows of a sheet, or those that bear a number."""
        found = self._base.execute("SELECT count(*) FROM ligne WHERE feuille=? AND cle=coalesce(?,cle)", (feuille, cle))
        return int(found.fetchone()[0])

    def _select(self, where: str, *arguments: str) -> Iterator[Ligne]:
        rows = self._base.execute(f"SELECT feuille, numero, cle, contenu FROM ligne WHERE {where}", arguments)  # noqa: S608
        for feuille, numero, cle, content in rows:
            partie, valeurs, fautes = json.loads(content)
            yield Ligne(feuille, numero, cle, partie, valeurs, [(path, message) for path, message in fautes])
