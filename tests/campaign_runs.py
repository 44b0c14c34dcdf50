"""Campaigns for tests: a folder of small dossiers, and what stands in a folder of documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dossiers import REGIMES, Etape, build

from cllaj_docs.delivery.campagne.archive import ARCHIVE
from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.empreinte import digest_file
from cllaj_docs.delivery.campagne.journal import JOURNAL, read_journal
from cllaj_docs.delivery.campagne.recapitulatif import RECAPITULATIF
from cllaj_docs.delivery.campagne.verrou import VERROU


def candidature(rank: int, etape: Etape = "signee", changes: Mapping[str, Any] | None = None) -> Candidature:
    """An application whose number is its rank; the four regimes take turns."""
    return Candidature(f"ligne {rank}", dossier(rank, etape, changes))


def dossier(rank: int, etape: Etape = "signee", changes: Mapping[str, Any] | None = None) -> Any:
    own = {"convention.numero": f"2025-{rank:04}"} if etape in ("redigee", "signee", "payee", "achevee") else {}
    return build(REGIMES[rank % len(REGIMES)], etape, {**own, **(changes or {})})


def write_folder(folder: Path, count: int, etape: Etape = "signee") -> Path:
    """Write dossiers as files, in the order of their ranks."""
    folder.mkdir(parents=True)
    for rank in range(count):
        (folder / f"{rank:04}.json").write_text(dossier(rank, etape).to_json(), encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """What a campaign left in a folder, by path, less its journal and its lock."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in (JOURNAL, VERROU))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def documents(folder: Path) -> dict[str, bytes]:
    """The files of operators, whether or not the journal knows them; what is hidden is no one's."""
    return {
        name: content
        for name, content in files(folder).items()
        if name not in (RECAPITULATIF, ARCHIVE) and not any(part.startswith(".") for part in name.split("/"))
    }


def untrue(folder: Path) -> Iterator[str]:
    """What the journal says and the disk does not."""
    for fichier, production in read_journal(folder).items():
        if digest_file(folder / fichier) != production.sha256:
            yield fichier
