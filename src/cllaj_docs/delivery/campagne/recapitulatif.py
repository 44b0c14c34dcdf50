"""The summary of a campaign, as .xlsx: amounts and their proof, documents, findings, rows at fault.

It tells the state of the folder rather than what the last run did of it: resumed or not, a campaign has the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from cllaj_docs.delivery.campagne.fiche import CONVENTION, Fiche
from cllaj_docs.delivery.campagne.ligne import FAIT, Etat, Ligne
from cllaj_docs.delivery.output import scratch, unwritable, write_whole
from cllaj_docs.french.agreement import compte
from cllaj_docs.french.figures import euros, siret
from cllaj_docs.reporting.workbook import Book, Columns, lay_on_its_side, new_book, open_table, write_cell
from cllaj_docs.rules.campagne import Montants

RECAPITULATIF = "recapitulatif.xlsx"

_ROWS = 1_048_576
_TEXT = 32_767
"""Rows of a sheet, characters of a cell: what the format allows."""

_OPERATEURS = (
    ("Dossier", 40),
    ("Opérateur", 44),
    ("SIRET", 18),
    ("Régime", 30),
    ("Convention", 16),
    ("Montant accordé", 17),
    ("Avance", 17),
    ("Solde", 17),
    ("Déjà versé", 17),
    ("Produits", 44),
    ("Ce qui manque, et pourquoi", 70),
    ("Constats bloquants", 12),
    ("Alertes", 10),
    ("D’une production antérieure", 30),
    ("Lu dans", 40),
)
_DOCUMENTS = (("Dossier", 40), ("Document", 26), ("Format", 9), ("État", 10), ("Pourquoi", 100))
_CONSTATS = (("Dossier", 40), ("Gravité", 12), ("Constat", 28), ("Où", 40), ("Ce qui est constaté", 100))
_FAUTES = (("Lu dans", 44), ("Où", 40), ("Ce qu’il faut corriger", 100))


class Recapitulatif:
    """A summary being written: see ``open_recapitulatif``."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._totals = book.workbook.add_worksheet("CAMPAGNE")
        self._operators = _Table(book, "OPÉRATEURS", _OPERATEURS)
        self._documents = _Table(book, "DOCUMENTS", _DOCUMENTS)
        self._findings = _Table(book, "CONSTATS", _CONSTATS)
        self._faults = _Table(book, "FAUTES", _FAUTES)
        self._montants = Montants()
        self._counts: dict[str, int] = {}
        self._undecided = 0

    def add(self, ligne: Ligne) -> None:
        """Write what became of an application."""
        for faute in ligne.fautes:
            self._faults.add(ligne.lieu, faute.chemin, faute.message)
        self._count("Candidatures lues", 1)
        self._count("Candidatures en faute", bool(ligne.fautes))
        nom = ligne.fiche.nom if ligne.fiche else ligne.lieu
        for etat in ligne.etats:
            statut = "produit" if etat.statut in FAIT else etat.statut
            self._count(f"Documents : {statut}", 1)
            self._documents.add(nom, etat.document, etat.format, statut, etat.raison)
        for constat in ligne.constats:
            self._findings.add(nom, constat.gravite, constat.code, constat.chemin, constat.message)
        if ligne.fiche is not None:
            self._montants += ligne.fiche.montants or Montants()
            self._undecided += ligne.fiche.montants is None
            self._operators.add(*_operator(ligne, ligne.fiche))

    def close(self, laissees: Sequence[str]) -> None:
        """Write the totals, their proof, and the folders that the campaign no longer has."""
        sheet, formats = self._totals, self._book.formats
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 20)
        lay_on_its_side(sheet)
        sheet.write_string(0, 0, "Récapitulatif de la campagne", formats["titre"])
        row = 2
        for label, number in self._counts.items():
            sheet.write_string(row, 0, label)
            sheet.write_number(row, 1, number, formats["nombre"])
            row += 1
        row += 1
        for label, amount in _amounts(self._montants):
            sheet.write_string(row, 0, label)
            write_cell(self._book, sheet, row, 1, amount)
            row += 1
        sheet.write_string(row, 0, proof(self._montants), formats["rubrique"])
        if self._undecided:
            row += 1
            said = compte(self._undecided, "candidature sans décision", "candidatures sans décision")
            sheet.write_string(row, 0, f"{said} : aucun montant n’en est compté.")
        if laissees:
            row += 2
            sheet.write_string(
                row, 0, "Dossiers laissés : leur candidature n’est plus dans la campagne", formats["gras"]
            )
            for rank, nom in enumerate(laissees, start=row + 1):
                sheet.write_string(rank, 0, nom)
        self._operators.total(self._montants)
        for table in (self._operators, self._documents, self._findings, self._faults):
            table.finish()

    def _count(self, label: str, number: int) -> None:
        self._counts[label] = self._counts.get(label, 0) + number


@contextmanager
def open_recapitulatif(folder: Path) -> Iterator[Recapitulatif]:
    """Write the summary of a folder whole, after the block; its rows wait on the disk. Raises ``OutputError``."""
    from xlsxwriter.exceptions import XlsxFileError

    with scratch(folder) as drafts:
        path = folder / RECAPITULATIF
        try:
            with new_book("Récapitulatif de la campagne", "Documents produits, montants, constats", drafts) as book:
                yield Recapitulatif(book)
        except OSError as error:
            raise unwritable(path, error) from None
        except XlsxFileError as error:
            raise unwritable(path, OSError(str(error.__cause__ or error))) from None
        write_whole(path, book.output.getvalue())


def proof(montants: Montants) -> str:
    """Say whether the sums of the advances and of the balances make the sum of what is granted."""
    parts = f"{euros(montants.avance)} + {euros(montants.solde)}"
    if montants.prouve:
        return f"Σ avances + Σ soldes = Σ montants accordés, vérifié : {parts} = {euros(montants.accorde)}"
    return f"ÉCART : Σ avances + Σ soldes = {parts}, mais Σ montants accordés = {euros(montants.accorde)}"


def _amounts(montants: Montants) -> tuple[tuple[str, Decimal], ...]:
    return (
        ("Σ montants accordés", montants.accorde),
        ("Σ avances", montants.avance),
        ("Σ soldes", montants.solde),
        ("Σ déjà versé", montants.verse),
    )


def _operator(ligne: Ligne, fiche: Fiche) -> Iterator[Any]:
    """Give the cells of an operator."""
    yield fiche.nom
    yield fiche.operateur
    yield siret(fiche.siret)
    yield fiche.regime
    yield fiche.numeros.get(CONVENTION, "")
    montants = fiche.montants
    yield from (montants.accorde, montants.avance, montants.solde, montants.verse) if montants else ("",) * 4
    yield ", ".join(etat.fichier for etat in ligne.etats if etat.statut in FAIT)
    yield " ; ".join(_said(etat) for etat in ligne.etats if etat.statut not in FAIT)
    yield sum(constat.gravite == "bloquant" for constat in ligne.constats)
    yield sum(constat.gravite == "alerte" for constat in ligne.constats)
    yield ", ".join(ligne.anciens)
    yield ligne.lieu


def _said(etat: Etat) -> str:
    return f"{etat.document or 'tous les documents'} ({etat.statut}) : {etat.raison}"


class _Table:
    """A sheet of rows, and others of the same name when they are more than one can hold."""

    def __init__(self, book: Book, name: str, columns: Columns) -> None:
        self._book, self._name, self._columns = book, name, columns
        self._part = 0
        self._open()

    def add(self, *cells: Any) -> None:
        """Write a row. Texts stay texts, cut at what a cell can hold."""
        if self._row == _ROWS - 1:  # the last one is for totals
            self.finish()
            self._open()
        for position, value in enumerate(cells):
            kept = (value[:_TEXT] or None) if isinstance(value, str) else value
            write_cell(self._book, self._sheet, self._row, position, kept)
        self._row += 1

    def finish(self) -> None:
        """Let the rows be filtered."""
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(self._columns) - 1)

    def total(self, montants: Montants) -> None:
        """Write the sums under the amounts."""
        first = [title for title, _ in self._columns].index("Montant accordé")
        self._sheet.write_string(self._row, 0, "Total", self._book.formats["gras"])
        for position, (_, amount) in enumerate(_amounts(montants), start=first):
            write_cell(self._book, self._sheet, self._row, position, amount, "montant_total")

    def _open(self) -> None:
        self._part += 1
        name = self._name if self._part == 1 else f"{self._name} {self._part}"
        self._sheet = open_table(self._book, name, self._columns)
        self._row = 1
