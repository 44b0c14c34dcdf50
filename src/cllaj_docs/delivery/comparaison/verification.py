"""Says whether a document still shows what its data gives, and what differs: by hand, by template, by dossier."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cllaj_docs.delivery.carried_data import Sceau, fingerprint
from cllaj_docs.delivery.comparaison.origine import kind_of, read_dossier, read_seal, read_text
from cllaj_docs.delivery.comparaison.rapport import Rapport, differences_of, hold
from cllaj_docs.delivery.toolkit import Toolkit
from cllaj_docs.delivery.version import __version__
from cllaj_docs.documents import TypeDocument
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import spell
from cllaj_docs.errors import OutputError, UsageError
from cllaj_docs.rendering.reading.passage import Reading

Sujet = Literal["donnees", "version", "gabarits", "dossier", "texte", "proprietes", "image"]

_MOST_FIELDS = 40


@dataclass(frozen=True, slots=True)
class Constatation:
    """Something to say of a document. ``bloque`` when the document cannot be taken for what it says."""

    sujet: Sujet
    message: str
    bloque: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found of a file: its seal, if it carries one, what there is to say, and what its text differs in."""

    sceau: Sceau | None
    constatations: tuple[Constatation, ...]
    rapport: Rapport

    @property
    def blocks(self) -> bool:
        """Whether the document is not what it says; a dotted line filled in is what the line is for."""
        found = self.rapport.comparison.differences
        return (
            any(one.bloque for one in self.constatations)
            or self.rapport.verdict.startswith("autre")
            or any(one.nature != "rempli" for one in found)
        )


def verify(toolkit: Toolkit, content: bytes, dossier: Dossier | None = None) -> Verification:
    """Verify a Word or PDF file by the data that it carries, and by its dossier when there is one.

    Raises ``OutputError`` when the file cannot be read, ``DossierError`` when its data cannot, and ``UsageError`` when
    it carries none and no dossier is given.
    """
    sceau = read_seal(content)
    if sceau is None:
        if dossier is None:
            raise UsageError(
                "ce document ne porte pas de données (document à publier, ou enregistré par un programme qui les "
                "retire) : donnez son dossier avec « --dossier »"
            )
        missing = Constatation("donnees", "ce document ne porte pas ses données : il est comparé au dossier", False)
        return Verification(None, (missing,), hold(toolkit, dossier, content))
    carried = read_dossier(sceau)
    kind = _document(toolkit, sceau)
    kind.require(carried)
    made = toolkit.render_sealed(carried, sceau, kind_of(content)).content
    expected = read_text(made)
    rapport = _held(carried, sceau, expected, content)
    told = [*_of_seal(toolkit, kind, carried, sceau), *(_of_dossier(kind, carried, dossier) if dossier else ())]
    if not any(one.sujet in ("version", "gabarits") for one in told):
        told += _of_properties(expected, rapport.reading)
        if rapport.verdict == "identique":
            told += _of_drawings(expected, rapport.reading) if kind_of(content) == "docx" else _of_pages(made, content)
    return Verification(sceau, tuple(told), rapport)


def _document(toolkit: Toolkit, sceau: Sceau) -> TypeDocument:
    if not sceau.document:
        raise OutputError("ce document ne dit pas ce qu’il est : il a été fait par une autre version")
    if sceau.document not in toolkit.documents:
        raise OutputError(
            f"« {spell(sceau.document)} » n’est pas un document de cet outil, mais d’une application qui s’en sert : "
            f"elle seule peut le vérifier. « cllaj-docs lire » en redonne les données"
        )
    return toolkit.document_type(sceau.document)


def _held(carried: Dossier, sceau: Sceau, expected: Reading, content: bytes) -> Rapport:
    """Hold the text of a file against what its own data gives, under its own fingerprint."""
    read = read_text(content)
    comparison = differences_of(kind_of(content), carried, expected, read)
    return Rapport(sceau.document, "differences" if comparison.differences else "identique", "", comparison, read)


def _of_seal(toolkit: Toolkit, kind: TypeDocument, carried: Dossier, sceau: Sceau) -> Iterator[Constatation]:
    made = fingerprint(sceau.document, sceau.version, sceau.gabarits, sceau.date, sceau.donnees)
    if made != sceau.empreinte:
        yield Constatation(
            "donnees", "les données jointes ont été changées : elles ne donnent plus l’empreinte du document", True
        )
    if sceau.version != __version__:
        told = f"fait par la version {sceau.version or 'inconnue'}, relu par la version {__version__}"
        yield Constatation("version", f"{told} : des écarts de texte peuvent en venir", False)
    if sceau.gabarits != toolkit.templates_fingerprint(kind, carried.porteur.regime):
        told = "fait avec d’autres gabarits : donnez-les avec « --gabarits », des écarts de texte peuvent en venir"
        yield Constatation("gabarits", told, False)


def _of_properties(expected: Reading, read: Reading) -> Iterator[Constatation]:
    """Tell which properties of the file are not those of the document."""
    for name, value in expected.properties.items():
        said = read.properties.get(name, "")
        if said != value:
            told = f"les propriétés du fichier ont changé, {name} : « {value} » attendu, « {said} » lu"
            yield Constatation("proprietes", told, True)


def _of_drawings(expected: Reading, read: Reading) -> Iterator[Constatation]:
    """Tell that a Word file shows other drawings: of a text that is the same, they are all that is left."""
    ours, theirs = Counter(expected.drawings), Counter(read.drawings)
    if ours - theirs:
        yield Constatation(
            "image",
            "une image (logo, graphique) n’est plus celle que donnent les données : regardez-la, ou produisez "
            "le document à nouveau",
            True,
        )
    elif theirs - ours:
        told = "une image ou une forme a été ajoutée : regardez ce qu’elle montre, ou ce qu’elle recouvre"
        yield Constatation("image", told, True)


def _of_pages(made: bytes, content: bytes) -> Iterator[Constatation]:
    """Tell which pages of a PDF do not look as they should, though they say the same."""
    from cllaj_docs.rendering.reading.pages import annotated_pages, changed_pages

    for pages, told in (
        (changed_pages(made, content), "un trait, une image ou un cache a été ajouté, changé ou retiré"),
        (annotated_pages(content), "une annotation a été posée, qui peut recouvrir le texte"),
    ):
        if pages:
            named = ", ".join(map(str, pages))
            yield Constatation("image", f"{'page' if len(pages) == 1 else 'pages'} {named} : {told}", True)


def _of_dossier(kind: TypeDocument, carried: Dossier, dossier: Dossier) -> Iterator[Constatation]:
    """Tell what a dossier says that the data of the document do not; what the document does not show is left out."""
    ours, theirs = _fields(kind.part_shown(dossier)), _fields(carried)
    if ours == theirs:
        return
    own, held = (_names(one) for one in (dossier, carried))
    if all(own[name] != held[name] for name in own):
        told = ", ".join(f"{name} {value}" for name, value in held.items())
        yield Constatation("dossier", f"ce document est d’un autre dossier : {told}", True)
        return
    changed = [name for name in dict.fromkeys((*theirs, *ours)) if ours.get(name) != theirs.get(name)]
    for name in changed[:_MOST_FIELDS]:
        said = f"« {theirs.get(name, 'absent')} » dans le document, « {ours.get(name, 'absent')} » dans le dossier"
        yield Constatation("dossier", f"{name} : {said}", True)
    if len(changed) > _MOST_FIELDS:
        yield Constatation("dossier", f"et {len(changed) - _MOST_FIELDS} autres champs", True)


def _names(dossier: Dossier) -> dict[str, str]:
    return {
        "convention n°": dossier.convention.numero if dossier.convention else "",
        "SIRET": dossier.porteur.siret,
        "opérateur": dossier.porteur.nom,
    }


def _fields(dossier: Dossier) -> Mapping[str, str]:
    """Give the leaves of a dossier by their paths, as text."""
    return dict(_leaves(json.loads(dossier.to_json()), ""))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _leaves(below, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for rank, below in enumerate(value):
            yield from _leaves(below, f"{path}[{rank}]")
    elif value is not None:
        yield path, str(value)
