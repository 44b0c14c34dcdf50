"""The work of a worker: an application in, its documents out, as values that travel between processes and machines.

Nothing is written here: a worker may share no disk with the process that asks. Templates are compiled once in the life
of a worker, when its first task comes, whatever engine started it.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.empreinte import digest_templates
from cllaj_docs.delivery.campagne.fiche import Fiche, describe
from cllaj_docs.delivery.fork import open_after_fork
from cllaj_docs.delivery.toolkit import MEDIA_TYPES, Toolkit
from cllaj_docs.delivery.version import __version__
from cllaj_docs.documents import TypeDocument
from cllaj_docs.errors import CllajDocsError, Faute, OutputError, UsageError
from cllaj_docs.rules.constat import Constat, held_back

Piece = tuple[str, str]
"""A document in a format: ``("convention", "docx")``."""


@dataclass(frozen=True, slots=True)
class Commande:
    """What is asked of a run.

    ``documents`` are names of documents, none for all that each dossier allows; ``formats`` are names of
    ``MEDIA_TYPES``. ``gabarits`` is the caller's folder of templates, which workers must see under the same name.
    ``date`` is the day written in « Fait à …, le … ». ``malgre_constats`` also makes what a finding holds back.
    ``propres`` are kinds of documents of the caller's own, in a module that every worker can import.
    Raises ``UsageError`` on an unknown name.
    """

    documents: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("docx", "pdf")
    gabarits: Path | None = None
    date: datetime.date | None = None
    malgre_constats: bool = False
    propres: tuple[TypeDocument, ...] = ()

    def __post_init__(self) -> None:
        toolkit = Toolkit(documents=self.propres)
        for nom in self.documents:
            toolkit.document_type(nom)
        for format_ in self.formats:
            if format_ not in MEDIA_TYPES:
                raise UsageError(f"format inconnu : « {format_} » ; formats possibles : {', '.join(MEDIA_TYPES)}")

    @property
    def noms(self) -> tuple[str, ...]:
        """The documents that may be made, in the order of the life of a grant, the caller's own last."""
        return tuple(nom for nom in Toolkit(documents=self.propres).documents if nom in (self.documents or (nom,)))


@dataclass(frozen=True, slots=True)
class Consigne:
    """What all tasks of a run share: what is asked, and what it must be made with.

    ``empreinte`` is the fingerprint of all templates, ``version`` that of the package: a worker that has others refuses
    to work.
    """

    commande: Commande
    empreinte: str
    version: str


@dataclass(frozen=True, slots=True)
class Tache:
    """An application to read and produce. ``a_jour`` are the documents that are on disk as they should be."""

    candidature: Candidature
    a_jour: frozenset[Piece]
    consigne: Consigne


@dataclass(frozen=True, slots=True)
class Echec:
    """A document that could not be rendered: why, in French, and the exit code of such an error."""

    message: str
    code: int


@dataclass(frozen=True, slots=True)
class Produit:
    """What came of an application: documents made, up to date already, too early, held back or failed, and why.

    ``texte`` is its dossier as JSON in UTF-8.
    """

    fiche: Fiche
    texte: bytes = field(repr=False)
    contenus: Mapping[Piece, bytes] = field(repr=False)
    a_jour: tuple[Piece, ...]
    manques: Mapping[str, tuple[Faute, ...]]
    retenus: Mapping[str, tuple[Constat, ...]]
    echecs: Mapping[Piece, Echec]
    constats: tuple[Constat, ...]


def produce(tache: Tache) -> Produit | tuple[Faute, ...]:
    """Read and check a dossier, and render those of its documents that are not up to date; or give its faults.

    A fault of one document is told beside the others. Raises ``OutputError`` when this worker has not the same
    templates or the same version as the process that asks.
    """
    commande, lue = tache.consigne.commande, tache.candidature.lue()
    dossier = lue.dossier
    if dossier is None:
        return lue.fautes
    toolkit = _toolkit(tache.consigne)
    manques = {nom: missing for nom in commande.documents if (missing := toolkit.document_type(nom).missing(dossier))}
    wanted = [nom for nom in commande.documents or toolkit.possible(dossier) if nom not in manques]
    constats = toolkit.check(dossier)
    retenus = {} if commande.malgre_constats else held_back(constats, wanted)
    contenus: dict[Piece, bytes] = {}
    echecs: dict[Piece, Echec] = {}
    a_jour = []
    for piece in ((nom, format_) for nom in wanted if nom not in retenus for format_ in commande.formats):
        if piece in tache.a_jour:
            a_jour.append(piece)
            continue
        try:
            contenus[piece] = toolkit.render(dossier, *piece, date=commande.date).content
        except CllajDocsError as error:
            echecs[piece] = Echec(str(error), error.exit_code)
    texte = dossier.to_json().encode()
    return Produit(describe(dossier), texte, contenus, tuple(a_jour), manques, retenus, echecs, constats)


_compiling = open_after_fork(threading.Lock())


def _toolkit(consigne: Consigne) -> Toolkit:
    """Give the toolkit of this worker; threads that come together wait for one to be made."""
    with _compiling:
        return _toolkit_of(consigne.commande.gabarits, consigne.commande.propres, consigne.empreinte, consigne.version)


@lru_cache(maxsize=2)
def _toolkit_of(gabarits: Path | None, propres: tuple[TypeDocument, ...], empreinte: str, version: str) -> Toolkit:
    if version != __version__:
        raise OutputError(
            f"un travailleur a la version {__version__} de cllaj-docs, il faut la {version} : installez partout la même"
        )
    toolkit = Toolkit(gabarits, documents=propres)
    if digest_templates(gabarits) != empreinte:
        raise OutputError(
            "les gabarits ont changé depuis le début, ou ne sont pas les mêmes chez un travailleur : vérifiez-les, "
            "puis relancez, la campagne reprendra"
        )
    return toolkit
