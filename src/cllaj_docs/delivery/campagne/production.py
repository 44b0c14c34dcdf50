"""A run of a campaign: applications in, a folder of documents out, a summary, and a journal that can be resumed.

::

    with ProcessPoolExecutor() as executor:
        compte = run(candidatures, Path("envoi"), Demande(documents=("convention",)), executor)

Workers render; this process alone writes. Each file is written beside its place and renamed, then told to the journal;
nothing waits for the disk file by file, since the next run checks each file against its fingerprint. What is on disk as
it should be is not made again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import cllaj_docs
from cllaj_docs.delivery.campagne.archive import ARCHIVE, write_archive
from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.empreinte import Source, digest, digest_file, digest_templates
from cllaj_docs.delivery.campagne.execution import TENTATIVES, Ouverture, Perte, map_in_order
from cllaj_docs.delivery.campagne.journal import DOSSIER, Journal, open_journal
from cllaj_docs.delivery.campagne.ligne import FAIT, Etat, Ligne, Statut
from cllaj_docs.delivery.campagne.nommage import folder_name
from cllaj_docs.delivery.campagne.recapitulatif import RECAPITULATIF, open_recapitulatif
from cllaj_docs.delivery.campagne.tache import Consigne, Demande, Piece, Produit, Tache, produce
from cllaj_docs.delivery.campagne.verrou import locked
from cllaj_docs.delivery.exit_codes import BAD_DATA, BLOCKED, OUTPUT
from cllaj_docs.delivery.output import sweep, write_whole
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import Faute, OutputError
from cllaj_docs.rules.campagne import Montants, compute_montants

EN_VOL = 16
"""Applications read ahead of the one that is written: enough for eight workers, some megabytes of documents."""

DITES = 50
"""Lines about rows at fault, and about failures, that a report keeps; the summary has them all."""

_FILE = f"{DOSSIER}.json"

Annonce = Callable[[int, int], None]
"""Hears, after each application, how many are done and how many documents were made."""


@dataclass(frozen=True, slots=True)
class Compte:
    """What a run did. ``etats`` counts documents (by format when they exist) by status.

    ``fautes`` counts the applications at fault; ``messages`` tells of the first ones, and of failures, in French.
    ``laissees`` are the folders of applications that the input no longer has. ``code`` is the exit code: the worst of
    what happened.
    """

    candidatures: int
    fautes: int
    etats: Mapping[Statut, int]
    montants: Montants
    laissees: tuple[str, ...]
    messages: tuple[str, ...]
    code: int


def run(
    candidatures: Iterable[Candidature],
    folder: Path,
    demande: Demande,
    executor: Executor | Ouverture,
    *,
    en_vol: int = EN_VOL,
    archive: bool = False,
    tell: Annonce | None = None,
) -> Compte:
    """Produce the documents of a campaign in a folder, or what is left of them since the last run.

    ``executor`` is any executor, or what opens one (``ProcessPoolExecutor`` itself): it is then replaced when a worker
    dies. ``archive`` also writes everything that is up to date in one zip file. Raises ``OutputError`` when the folder
    is held by another run or cannot be written; all that the journal says is then still true.
    """
    own = _own(demande.gabarits)
    consigne = Consigne(replace(demande, gabarits=own), digest_templates(own), cllaj_docs.__version__)
    with locked(folder):
        _sweep(folder)
        with open_journal(folder) as journal:
            work = _Chantier(folder, journal, consigne)
            results = map_in_order(produce, work.prepare(candidatures), executor, en_vol)
            with open_recapitulatif(folder) as recapitulatif, closing(results):
                for candidature, produit in results:
                    recapitulatif.add(work.settle(candidature, produit))
                    if tell is not None:
                        tell(work.candidatures, work.etats["produit"])
                recapitulatif.close(work.laissees())
        if archive:
            write_archive(folder / ARCHIVE, folder, [*work.fichiers, RECAPITULATIF])
    return work.report()


def _own(gabarits: Path | None) -> Path | None:
    """Give the caller's templates a name that is good in any process. Raises ``OutputError`` when there are none."""
    if gabarits is not None and not gabarits.is_dir():
        raise OutputError(f"{gabarits} : ce dossier de gabarits n’existe pas, vérifiez son nom")
    return gabarits and gabarits.absolute()


def _sweep(folder: Path) -> None:
    """Remove what killed runs left beside their files, in the folder and in those of operators."""
    sweep(folder)
    for below in folder.iterdir():
        if below.is_dir() and not below.is_symlink():
            sweep(below)


@dataclass(frozen=True, slots=True)
class _Prete:
    """An application that is ready: the name of its folder, its ``dossier.json``, and what its documents come from."""

    candidature: Candidature
    dossier: Dossier
    nom: str
    texte: bytes
    source: Source


@dataclass(slots=True)
class _Chantier:
    """A run under way. ``noms`` gives the place of each application by the name of its folder.

    ``said`` are failures by document and reason: one of a template is told once, not for each operator.
    """

    folder: Path
    journal: Journal
    consigne: Consigne
    noms: dict[str, str] = field(default_factory=dict)
    fichiers: list[str] = field(default_factory=list)
    etats: Counter[Statut] = field(default_factory=Counter)
    candidatures: int = 0
    fautes: int = 0
    montants: Montants = field(default_factory=Montants)
    messages: list[str] = field(default_factory=list)
    said: set[tuple[str, str]] = field(default_factory=set)
    codes: set[int] = field(default_factory=lambda: {0})

    def prepare(self, candidatures: Iterable[Candidature]) -> Iterator[tuple[Candidature | _Prete, Tache | None]]:
        """Give each application with its task, or alone when it is at fault."""
        for candidature in candidatures:
            if candidature.dossier is None or candidature.fautes:
                yield candidature, None
                continue
            dossier, nom = candidature.dossier, folder_name(candidature.dossier)
            first = self.noms.setdefault(nom, candidature.lieu)
            if first != candidature.lieu:
                yield _twice(candidature, first), None
                continue
            texte = dossier.to_json().encode()
            source = self._source(texte)
            ready = _Prete(candidature, dossier, nom, texte, source)
            yield ready, Tache(dossier, frozenset(self._up_to_date(nom, source)), self.consigne)

    def _source(self, texte: bytes) -> Source:
        date = self.consigne.demande.date
        day = None if date is None else date.isoformat()
        return Source(digest(texte), self.consigne.empreinte, self.consigne.version, day)

    def _up_to_date(self, nom: str, source: Source) -> Iterator[Piece]:
        """List the documents that were made from just this, and that nobody touched since."""
        for document in self.consigne.demande.noms:
            for format_ in self.consigne.demande.formats:
                fichier = f"{nom}/{document}.{format_}"
                known = self.journal.known.get(fichier)
                if known and known.source == source and digest_file(self.folder / fichier) == known.sha256:
                    yield document, format_

    def settle(self, ready: Candidature | _Prete, produit: Produit | Perte | None) -> Ligne:
        """Write what came of an application, tell the journal, and sum it up."""
        self.candidatures += 1
        if isinstance(ready, Candidature) or produit is None:
            candidature = ready if isinstance(ready, Candidature) else ready.candidature
            self.fautes += 1
            self.codes.add(BAD_DATA)
            self._say(f"{candidature.lieu} : {faute}" for faute in candidature.fautes)
            return Ligne(candidature.lieu, fautes=candidature.fautes)
        if isinstance(produit, Perte):
            etats: tuple[Etat, ...] = (_lost(produit),)
        else:
            self._write(ready, produit.contenus)
            etats = tuple(_states(produit, self.consigne.demande.noms))
        self._count(ready, etats)
        montants = compute_montants(ready.dossier)
        self.montants += montants or Montants()
        kept = {f"{ready.nom}/{etat.fichier}" for etat in etats if etat.statut in FAIT}
        older = [
            document
            for document in self.consigne.demande.noms
            for format_ in self.consigne.demande.formats
            if (fichier := f"{ready.nom}/{document}.{format_}") not in kept and fichier in self.journal.known
        ]
        return Ligne(
            ready.candidature.lieu,
            ready.nom,
            ready.dossier,
            montants,
            etats,
            () if isinstance(produit, Perte) else produit.constats,
            tuple(dict.fromkeys(older)),
        )

    def _write(self, ready: _Prete, contenus: Mapping[Piece, bytes]) -> None:
        """Put the files of an application in their places. Raises ``OutputError``."""
        files = {f"{ready.nom}/{nom}.{format_}": (nom, format_) for nom, format_ in contenus}
        own = f"{ready.nom}/{_FILE}"
        known, of_dossier = self.journal.known.get(own), Source(ready.source.dossier)
        renewed = not (known and known.source == of_dossier and digest_file(self.folder / own) == known.sha256)
        self.journal.announce([*([own] if renewed else []), *files])
        if renewed:
            write_whole(self.folder / own, ready.texte, durable=False)
            self.journal.record(own, DOSSIER, "json", ready.source.dossier, of_dossier)
        for fichier, (nom, format_) in files.items():
            content = contenus[nom, format_]
            write_whole(self.folder / fichier, content, durable=False)
            self.journal.record(fichier, nom, format_, digest(content), ready.source)

    def _count(self, ready: _Prete, etats: Iterable[Etat]) -> None:
        self.fichiers.append(f"{ready.nom}/{_FILE}")
        for etat in etats:
            self.etats[etat.statut] += 1
            self.codes.add(etat.code)
            if etat.statut in FAIT:
                self.fichiers.append(f"{ready.nom}/{etat.fichier}")
            elif etat.statut == "manque" or (etat.statut == "échec" and (etat.document, etat.raison) not in self.said):
                self.said.add((etat.document, etat.raison))
                self._say([f"{ready.candidature.lieu} : {etat.document or ready.nom}, {etat.raison}"])

    def _say(self, messages: Iterable[str]) -> None:
        self.messages += islice(messages, DITES - len(self.messages))

    def laissees(self) -> tuple[str, ...]:
        """Name the folders of applications that the journal knows and the input no longer has."""
        known = {production.dossier for production in self.journal.known.values()}
        return tuple(sorted(known - set(self.noms)))

    def report(self) -> Compte:
        """Give what the run did."""
        return Compte(
            self.candidatures,
            self.fautes,
            dict(self.etats),
            self.montants,
            self.laissees(),
            tuple(self.messages),
            max(self.codes),
        )


def _twice(candidature: Candidature, first: str) -> Candidature:
    """Refuse an application whose folder is another's: most often the same row, twice."""
    numero = "convention.numero" if candidature.dossier and candidature.dossier.convention else "porteur.nom"
    message = f"même numéro et même opérateur que {first} : donnez à chacune le sien, ou supprimez le doublon"
    return Candidature(candidature.lieu, None, (Faute(numero, message),))


def _states(produit: Produit, noms: Iterable[str]) -> Iterator[Etat]:
    """Tell what became of each document, in the order of the life of a grant."""
    for nom in noms:
        if nom in produit.manques:
            missing = " ; ".join(str(faute) for faute in produit.manques[nom])
            yield Etat(nom, "", "manque", missing, BAD_DATA)
        elif nom in produit.retenus:
            yield Etat(nom, "", "retenu", " ; ".join(map(str, produit.retenus[nom])), BLOCKED)
        for document, format_ in produit.contenus:
            if document == nom:
                yield Etat(nom, format_, "produit")
        for document, format_ in produit.a_jour:
            if document == nom:
                yield Etat(nom, format_, "à jour")
        for (document, format_), echec in produit.echecs.items():
            if document == nom:
                yield Etat(nom, format_, "échec", echec.message, echec.code)


def _lost(perte: Perte) -> Etat:
    raison = f"le travailleur s’est arrêté {1 + TENTATIVES} fois sur ce dossier ({perte.erreur})"
    return Etat("", "", "échec", raison, OUTPUT)
