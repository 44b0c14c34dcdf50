"""Every error that the package raises on purpose.

::

    CllajDocsError
    ├── DossierError      the dossier: bad value, missing part, not a readable file     exit 3
    ├── TemplateError     a template: syntax, unknown name, forbidden construct         exit 4
    ├── WorkbookError     a reporting table or a campaign workbook                      exit 3
    ├── OutputError       a file that cannot be read or written                         exit 5
    └── UsageError        a document or a format that does not exist                    exit 2

Messages are French and say what to do next, because staff read them as they are. An error never quotes more of a
dossier than the value at fault, and no personal value of a reporting table at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class CllajDocsError(Exception):
    """Root of the tree: catch this one to catch them all. ``exit_code`` is what the command line returns."""

    exit_code = 1


@dataclass(frozen=True, slots=True, order=True)
class Faute:
    """One fault of a dossier: where it is (``porteur.siret``, ``""`` for the whole file) and what would be right."""

    chemin: str
    message: str

    def __str__(self) -> str:
        return f"{self.chemin} : {self.message}" if self.chemin else self.message


class DossierError(CllajDocsError):
    """The dossier cannot be used: each of its ``fautes``, all at once, in the order of the file.

    ``source`` is the file's name as the user gave it, when there is one.
    """

    exit_code = 3

    def __init__(self, resume: str, fautes: Iterable[Faute] = (), *, source: str | None = None) -> None:
        self.resume = resume
        self.fautes = tuple(fautes)
        self.source = source
        super().__init__(resume, self.fautes, source)

    def __str__(self) -> str:
        head = f"{self.source} : {self.resume}" if self.source else self.resume
        return "\n".join([head, *(f"  - {faute}" for faute in self.fautes)])

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_dossier_error, (self.resume, self.fautes, self.source))


def _rebuild_dossier_error(resume: str, fautes: tuple[Faute, ...], source: str | None) -> DossierError:
    """Unpickle a ``DossierError``: its keyword argument does not travel by itself between processes."""
    return DossierError(resume, fautes, source=source)


class TemplateError(CllajDocsError):
    """A template is at fault, or a value cannot be printed by it.

    ``document`` is the template's name, ``partie`` the part inside a Word file (``word/document.xml``), ``paragraphe``
    the text of the paragraph, ``balise`` the tag or the name at fault, ``ligne`` the line in an HTML template or the
    rank of the paragraph in a Word part (both from 1). What is not known is ``None``.
    """

    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        document: str | None = None,
        partie: str | None = None,
        paragraphe: str | None = None,
        balise: str | None = None,
        ligne: int | None = None,
    ) -> None:
        self.message = message
        self.document = document
        self.partie = partie
        self.paragraphe = paragraphe
        self.balise = balise
        self.ligne = ligne
        super().__init__(message)

    def __str__(self) -> str:
        places = (
            ("gabarit", self.document),
            ("partie", self.partie),
            ("ligne", self.ligne),
            ("balise", self.balise),
            ("paragraphe", f"« {self.paragraphe} »" if self.paragraphe else None),
        )
        where = ", ".join(f"{label} {value}" for label, value in places if value is not None)
        return f"{self.message} ({where})" if where else self.message

    def __reduce__(self) -> tuple[object, ...]:
        state = {key: value for key, value in vars(self).items() if key != "message"}
        return (_rebuild_template_error, (self.message, state))


def _rebuild_template_error(message: str, state: dict[str, object]) -> TemplateError:
    """Unpickle a ``TemplateError`` with its place."""
    return TemplateError(message, **state)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, order=True)
class FauteCellule:
    """One fault of a workbook: where it is (row 0 for a whole sheet, no column for a whole row) and what is expected.

    The message never repeats what the cell holds: it may be someone's name.
    """

    feuille: str
    ligne: int
    colonne: str
    message: str

    def __str__(self) -> str:
        return f"{place(self.feuille, self.ligne, self.colonne)} : {self.message}" if self.feuille else self.message


def place(feuille: str, ligne: int = 0, colonne: str = "") -> str:
    """Name a place of a workbook: « feuille JEUNES, ligne 12, colonne date (B) », as far as it is known."""
    known = (("feuille", feuille), ("ligne", ligne), ("colonne", colonne))
    return ", ".join(f"{label} {value}" for label, value in known if value)


class WorkbookError(CllajDocsError):
    """A workbook cannot be used: each of its ``fautes``, all at once, in the order of the sheets.

    ``source`` is the file's name as the user gave it, when there is one. ``autres`` counts the faults that came after
    those listed: a file of a million wrong cells stays readable. ``feuille``, ``ligne`` and ``colonne`` are the place
    of the first fault (``None`` when not known).
    """

    exit_code = 3
    LISTEES = 50

    def __init__(
        self, message: str, fautes: Iterable[FauteCellule] = (), *, source: str | None = None, autres: int = 0
    ) -> None:
        self.message = message
        self.fautes = tuple(fautes)
        self.source = source
        self.autres = autres
        super().__init__(message, self.fautes, source, autres)

    @property
    def feuille(self) -> str | None:
        """The sheet of the first fault."""
        return (self.fautes[0].feuille or None) if self.fautes else None

    @property
    def ligne(self) -> int | None:
        """The row of the first fault, from 1."""
        return (self.fautes[0].ligne or None) if self.fautes else None

    @property
    def colonne(self) -> str | None:
        """The column of the first fault."""
        return (self.fautes[0].colonne or None) if self.fautes else None

    def __str__(self) -> str:
        head = f"{self.source} : {self.message}" if self.source else self.message
        shown = self.fautes[: self.LISTEES]
        more = len(self.fautes) - len(shown) + self.autres
        last = [f"  - et {more} autre{'s' if more > 1 else ''}"] if more else []
        return "\n".join([head, *(f"  - {faute}" for faute in shown), *last])

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_workbook_error, (self.message, self.fautes, self.source, self.autres))


def _rebuild_workbook_error(
    message: str, fautes: tuple[FauteCellule, ...], source: str | None, autres: int
) -> WorkbookError:
    """Unpickle a ``WorkbookError``: its keyword arguments do not travel by themselves between processes."""
    return WorkbookError(message, fautes, source=source, autres=autres)


class UsageError(CllajDocsError):
    """A document or a format was asked for that does not exist."""

    exit_code = 2


class OutputError(CllajDocsError):
    """A file cannot be read or written; nothing partial is left behind."""

    exit_code = 5
