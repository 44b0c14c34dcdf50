"""Applications of a campaign, read one by one: a workbook (.xlsx, .ods, .csv), or a folder of dossier files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.dossiers import list_dossiers, read_dossiers
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.source import read_source
from cllaj_docs.errors import Faute, UsageError, WorkbookError
from cllaj_docs.reporting.campagne.correspondance import Correspondance, read_correspondance
from cllaj_docs.reporting.campagne.lecture import LectureCampagne
from cllaj_docs.reporting.files import open_workbook


class Lecture(Iterator[Candidature]):
    """The applications of a source, in its order; ``nombre`` of them. ``remarques`` say what staff must know of it.

    A number (of application, of convention) that two applications bear is a fault of the one that comes last.
    """

    def __init__(
        self,
        candidatures: Iterator[Candidature],
        nombre: int,
        remarques: tuple[str, ...] = (),
        place: Callable[[str], str] = str,
    ) -> None:
        self._candidatures = candidatures
        self._place = place
        self._seen: dict[tuple[str, str], str] = {}
        self.nombre = nombre
        self.remarques = remarques

    def __next__(self) -> Candidature:
        candidature = next(self._candidatures)
        if candidature.dossier is None:
            return candidature
        fautes = tuple(self._repeated(candidature.lieu, candidature.dossier))
        return Candidature(candidature.lieu, None, fautes) if fautes else candidature

    def _repeated(self, lieu: str, dossier: Dossier) -> Iterator[Faute]:
        """Find the numbers that another application bears already."""
        numbers = [("projet.numero_dossier", dossier.projet.numero_dossier)]
        if dossier.convention is not None:
            numbers.append(("convention.numero", dossier.convention.numero))
        for chemin, number in numbers:
            if number is None:
                continue
            first = self._seen.setdefault((chemin, number), lieu)
            if first != lieu:
                message = f"ce numéro est déjà celui d’une autre candidature ({first}) : corrigez l’un des deux"
                yield Faute(self._place(chemin), message)


def lire_campagne(path: str | Path, correspondance: str | Path | None = None) -> Lecture:
    """Read the applications of a campaign one by one; those at fault are given with their faults.

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
        return Lecture(read_dossiers(source), len(list_dossiers(source)))
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
