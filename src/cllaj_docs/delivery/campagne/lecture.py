"""Applications of a campaign, read one by one: a workbook (.xlsx, .ods, .csv), or a folder of dossier files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.dossiers import list_dossiers, open_dossiers
from cllaj_docs.domain.source import read_source
from cllaj_docs.errors import UsageError, WorkbookError
from cllaj_docs.reporting.campagne.correspondance import Correspondance, read_correspondance
from cllaj_docs.reporting.campagne.lecture import LectureCampagne
from cllaj_docs.reporting.files import open_workbook


@dataclass(frozen=True, slots=True)
class Lecture:
    """The applications of a source, in its order; ``nombre`` of them. ``remarques`` say what staff must know of it.

    ``place`` names a field of a dossier as the source does: by its column.
    """

    candidatures: Iterator[Candidature]
    nombre: int
    remarques: tuple[str, ...] = ()
    place: Callable[[str], str] = str

    def __iter__(self) -> Iterator[Candidature]:
        return self.candidatures


def lire_campagne(path: str | Path, correspondance: str | Path | None = None) -> Lecture:
    """Give the applications of a campaign one by one; rows at fault have their faults, files are still to be read.

    ``path`` is a workbook, a .csv, a folder of .csv (one for each sheet) or a folder of dossier files;
    ``correspondance`` is the mapping of another system's export. Raises ``OutputError`` when a file cannot be read,
    ``WorkbookError`` when nothing can be made of the workbook, ``DossierError`` when the mapping is at fault.
    """
    source = Path(path)
    mapping = Correspondance()
    if correspondance is not None:
        mapping = read_correspondance(read_source(Path(correspondance)), str(correspondance))
    if source.is_dir() and (list_dossiers(source) or not any(source.glob("*.csv"))):
        if correspondance is not None:
            raise UsageError("une correspondance ne va qu’avec un classeur ou des fichiers .csv, pas avec des dossiers")
        return Lecture(open_dossiers(source), len(list_dossiers(source)))
    if source.suffix.lower() in (".toml", ".json"):
        raise UsageError(f"{source} : un seul dossier n’est pas une campagne ; voir « cllaj-docs generer »")
    return _read_workbook(source, mapping)


def _read_workbook(source: Path, mapping: Correspondance) -> Lecture:
    try:
        reading = LectureCampagne(open_workbook(source), mapping)
    except WorkbookError as error:
        raise WorkbookError(
            error.message, error.fautes, source=error.source or str(source), autres=error.autres
        ) from None
    return Lecture(_candidatures(source.name, reading), reading.nombre, tuple(reading.remarques), reading.place)


def _candidatures(name: str, reading: LectureCampagne) -> Iterator[Candidature]:
    for application in reading.applications():
        sheet = "" if application.principale else f"feuille {application.feuille}, "
        yield Candidature(f"{name}, {sheet}ligne {application.ligne}", application.dossier, application.fautes)
