"""A run of a campaign: applications in, a folder of documents out, a summary, and a journal that can be resumed.

::

    with ProcessPoolExecutor() as executor:
        compte = produce_campaign(candidatures, "envoi", Commande(documents=("convention",)), executor)

Workers read, check and render; this process alone writes, and keeps the order, the names and the totals. Each file is
written beside its place and renamed, then told to the journal; nothing waits for the disk file by file, since the next
run checks each file against its fingerprint. What is on disk as it should be is not made again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from cllaj_docs.delivery.campagne.archive import ARCHIVE, write_archive
from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.empreinte import Source, digest, digest_file, digest_templates
from cllaj_docs.delivery.campagne.execution import TENTATIVES, Ouverture, Perte, map_in_order
from cllaj_docs.delivery.campagne.fiche import Registre
from cllaj_docs.delivery.campagne.journal import DOSSIER, Journal, open_journal
from cllaj_docs.delivery.campagne.lecture import Lecture
from cllaj_docs.delivery.campagne.ligne import FAIT, Etat, Ligne, Statut
from cllaj_docs.delivery.campagne.recapitulatif import RECAPITULATIF, open_recapitulatif
from cllaj_docs.delivery.campagne.tache import Commande, Consigne, Piece, Produit, Tache, produce
from cllaj_docs.delivery.campagne.verrou import locked
from cllaj_docs.delivery.exit_codes import BAD_DATA, BLOCKED, OUTPUT
from cllaj_docs.delivery.output import sweep, write_whole
from cllaj_docs.delivery.version import __version__
from cllaj_docs.errors import Faute, OutputError
from cllaj_docs.french.agreement import compte
from cllaj_docs.rules.campagne import Montants

EN_VOL = 16
"""Applications read ahead of the one that is written: enough for eight workers, some megabytes of documents."""

DELAI = 300.0
"""Seconds that an application has: a hundred times what all its documents take, and less than a night if one hangs."""

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


def produce_campaign(
    candidatures: Iterable[Candidature],
    folder: str | Path,
    commande: Commande,
    executor: Executor | Ouverture,
    *,
    en_vol: int = EN_VOL,
    delai: float | None = DELAI,
    archive: bool = False,
    tell: Annonce | None = None,
) -> Compte:
    """Produce the documents of a campaign in a folder, or what is left of them since the last run.

    ``candidatures`` are applications, as ``lire_campagne`` gives them or made of dossiers; ``commande`` is what is
    asked of them. ``executor`` is any executor, which stays open, or what opens one (``ProcessPoolExecutor`` itself):
    it is then replaced when a worker dies or never ends. ``en_vol`` applications are read ahead of the one that is
    written: four for each worker, say. ``delai`` are the seconds that an application has, ``None`` for no bound: see
    ``map_in_order`` for what can be stopped. ``archive`` also writes everything that is up to date in one zip file.
    ``tell`` hears, after each application, how many are done and how many documents were made.

    Applications at fault and documents that fail are told in what is returned, and keep no other. Raises
    ``OutputError`` when the folder is held by another run or cannot be written; all that the journal says is then still
    true, and the next run goes on from there.
    """
    folder, own = Path(folder), _own(commande.gabarits)
    consigne = Consigne(replace(commande, gabarits=own), digest_templates(own), __version__)
    with locked(folder):
        _sweep(folder)
        with open_journal(folder) as journal:
            registre = Registre(candidatures.place if isinstance(candidatures, Lecture) else str)
            work = _Chantier(folder, journal, consigne, registre, _known_dossiers(journal), delai)
            results = map_in_order(produce, work.prepare(candidatures), executor, en_vol, delai)
            with open_recapitulatif(folder) as recapitulatif, closing(results):
                for ready, found in results:
                    recapitulatif.add(work.settle(ready, found))
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
    """An application on its way to a worker, and what its documents come from."""

    candidature: Candidature
    source: Source


@dataclass(slots=True)
class _Chantier:
    """A run under way.

    ``dossiers`` names the folder of each dossier that the journal knows, by the fingerprint of what it was read from.
    ``said`` are failures by document and reason: one of a template is told once, not for each operator.
    """

    folder: Path
    journal: Journal
    consigne: Consigne
    registre: Registre
    dossiers: Mapping[str, str]
    delai: float | None
    fichiers: list[str] = field(default_factory=list)
    etats: Counter[Statut] = field(default_factory=Counter)
    candidatures: int = 0
    fautes: int = 0
    montants: Montants = field(default_factory=Montants)
    messages: list[str] = field(default_factory=list)
    said: set[tuple[str, str]] = field(default_factory=set)
    codes: set[int] = field(default_factory=lambda: {0})

    def prepare(self, candidatures: Iterable[Candidature]) -> Iterator[tuple[_Prete, Tache | None]]:
        """Give each application with its task, or alone when it is at fault."""
        for candidature in candidatures:
            content = candidature.fichier
            if content is None:
                content = b"" if candidature.dossier is None else candidature.dossier.to_json().encode()
            ready = _Prete(candidature, self._source(content))
            a_jour = frozenset(self._up_to_date(ready.source))
            yield ready, Tache(candidature, a_jour, self.consigne) if content else None

    def _source(self, content: bytes) -> Source:
        date = self.consigne.commande.date
        day = None if date is None else date.isoformat()
        return Source(digest(content), self.consigne.empreinte, self.consigne.version, day)

    def _up_to_date(self, source: Source) -> Iterator[Piece]:
        """List the documents that were made from just this, and that nobody touched since."""
        nom = self.dossiers.get(source.dossier)
        for piece, fichier in self._wanted(nom) if nom else ():
            if self._is_there(fichier, source):
                yield piece

    def _wanted(self, nom: str) -> Iterator[tuple[Piece, str]]:
        """Name the documents of an application that may be made, and their files."""
        for document in self.consigne.commande.noms:
            for format_ in self.consigne.commande.formats:
                yield (document, format_), f"{nom}/{document}.{format_}"

    def _is_there(self, fichier: str, source: Source) -> bool:
        known = self.journal.known.get(fichier)
        return known is not None and known.source == source and digest_file(self.folder / fichier) == known.sha256

    def settle(self, ready: _Prete, found: Produit | tuple[Faute, ...] | Perte | None) -> Ligne:
        """Write what came of an application, tell the journal, and sum it up."""
        self.candidatures += 1
        lieu = ready.candidature.lieu
        if isinstance(found, Perte):
            etats: tuple[Etat, ...] = (_lost(found, self.delai),)
            self._count(lieu, lieu, etats)
            return Ligne(lieu, etats=etats)
        fautes = self.registre.enter(lieu, found.fiche) if isinstance(found, Produit) else found
        if fautes or not isinstance(found, Produit):
            return self._refuse(lieu, fautes or ready.candidature.fautes)
        fiche = found.fiche
        self._write(fiche.nom, ready.source, found)
        etats = tuple(_states(found, self.consigne.commande.noms))
        self._count(lieu, fiche.nom, etats)
        self.fichiers.append(f"{fiche.nom}/{_FILE}")
        self.fichiers += [f"{fiche.nom}/{etat.fichier}" for etat in etats if etat.statut in FAIT]
        self.montants += fiche.montants or Montants()
        kept = {*found.contenus, *found.a_jour}
        older = (piece for piece, fichier in self._wanted(fiche.nom) if fichier in self.journal.known)
        anciens = dict.fromkeys(document for document, format_ in older if (document, format_) not in kept)
        return Ligne(lieu, fiche, etats, found.constats, tuple(anciens))

    def _refuse(self, lieu: str, fautes: tuple[Faute, ...]) -> Ligne:
        self.fautes += 1
        self.codes.add(BAD_DATA)
        self._say(f"{lieu} : {faute}" for faute in fautes)
        return Ligne(lieu, fautes=fautes)

    def _write(self, nom: str, source: Source, produit: Produit) -> None:
        """Put the files of an application in their places. Raises ``OutputError``."""
        own, of_dossier = f"{nom}/{_FILE}", Source(source.dossier)
        files = [
            (f"{nom}/{document}.{format_}", document, format_, content, source)
            for (document, format_), content in produit.contenus.items()
        ]
        if not self._is_there(own, of_dossier):
            files.insert(0, (own, DOSSIER, "json", produit.texte, of_dossier))
        self.journal.announce(fichier for fichier, *_ in files)
        for fichier, document, format_, content, made_from in files:
            write_whole(self.folder / fichier, content, durable=False)
            self.journal.record(fichier, document, format_, digest(content), made_from)

    def _count(self, lieu: str, nom: str, etats: Iterable[Etat]) -> None:
        for etat in etats:
            self.etats[etat.statut] += 1
            self.codes.add(etat.code)
            if etat.statut == "manque" or (etat.statut == "échec" and (etat.document, etat.raison) not in self.said):
                self.said.add((etat.document, etat.raison))
                self._say([f"{lieu} : {etat.document or nom}, {etat.raison}"])

    def _say(self, messages: Iterable[str]) -> None:
        self.messages += islice(messages, DITES - len(self.messages))

    def laissees(self) -> tuple[str, ...]:
        """Name the folders of applications that the journal knows and the input no longer has."""
        known = {production.dossier for production in self.journal.known.values()}
        return tuple(sorted(known - set(self.registre.noms)))

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


def _known_dossiers(journal: Journal) -> dict[str, str]:
    """Name the folder of each dossier that a journal knows, by the fingerprint of what it was read from."""
    return {one.source.dossier: one.dossier for one in journal.known.values() if one.document == DOSSIER}


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


def _lost(perte: Perte, delai: float | None) -> Etat:
    raison = f"le travailleur s’est arrêté {1 + TENTATIVES} fois sur ce dossier ({perte.erreur})"
    if perte.depasse:
        duree = compte(round(delai or 0), "seconde")
        raison = (
            f"pas fini après {duree}, abandonné : cherchez dans ce dossier ou vos gabarits "
            "ce qui n’en finit pas (texte démesuré, boucle), ou laissez plus de temps (« --delai »), puis relancez"
        )
    return Etat("", "", "échec", raison, OUTPUT)
