"""What a folder of a campaign holds: its operators, their dossiers, and the documents that were made for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cllaj_docs.delivery.campagne.empreinte import digest
from cllaj_docs.delivery.campagne.journal import DOSSIER, JOURNAL, Production, read_journal
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.source import read_source
from cllaj_docs.errors import DossierError, OutputError


@dataclass(frozen=True, slots=True)
class Operateur:
    """An operator of a campaign: the name of its folder, its dossier, and its documents on disk.

    ``remarque`` says that its ``dossier.json`` was changed by hand, or, without a dossier, why it cannot be read.
    """

    nom: str
    dossier: Dossier | None
    productions: tuple[Production, ...]
    remarque: str = ""


def read_operateurs(folder: Path) -> Iterator[Operateur]:
    """Read the operators of a campaign one by one, in the order of their names.

    Raises ``OutputError`` when the folder is not that of a campaign, or cannot be read.
    """
    if not (folder / JOURNAL).is_file():
        raise OutputError(f"{folder} : ce n’est pas le dossier d’une campagne (voir « cllaj-docs campagne generer »)")
    by_name: dict[str, list[Production]] = {}
    for production in read_journal(folder).values():
        by_name.setdefault(production.dossier, []).append(production)
    for nom, productions in sorted(by_name.items()):
        yield _read(folder, nom, productions)


def _read(folder: Path, nom: str, productions: list[Production]) -> Operateur:
    documents = tuple(production for production in productions if production.document != DOSSIER)
    known = next((production for production in productions if production.document == DOSSIER), None)
    path = folder / nom / f"{DOSSIER}.json"
    try:
        text = read_source(path)
        dossier = Dossier.from_json(text)
    except (DossierError, OutputError) as error:
        return Operateur(nom, None, documents, f"{path} : données illisibles, relancez la campagne ({_first(error)})")
    changed = known is None or digest(text.encode()) != known.sha256
    said = f"{path} : modifié depuis sa production ; relancez la campagne pour en être sûr" if changed else ""
    return Operateur(nom, dossier, documents, said)


def _first(error: DossierError | OutputError) -> str:
    """Give the first thing that an error says."""
    return str(error).splitlines()[0]
