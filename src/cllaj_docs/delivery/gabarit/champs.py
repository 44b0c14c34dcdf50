"""The catalogue as people read it: every field of a document, what it means, how it is written, an example.

Drawn from ``documents.catalogue``; examples come from the shipped samples.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.documents import DOCUMENTS, TypeDocument
from cllaj_docs.documents.catalogue import Champ, Choix, Groupe, Liste, Simple, Suite, Type, describe
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.french.agreement import compte
from cllaj_docs.rendering.checking.kinds import NATURES, TEXTS
from cllaj_docs.rendering.filters import FILTERS
from cllaj_docs.rules.regime import all_cases

_DAY = datetime.date(2026, 10, 1)
_LONGEST_EXAMPLE = 80
_ALONE = "Le document"

ALWAYS = "toujours"
"""The presence of what no dossier lacks."""


@dataclass(frozen=True, slots=True)
class Entree:
    """A field as a template writes it: ``ecriture`` is the tag to type, ``boucles`` the loops that it stands in.

    ``partie`` is the heading that it stands under; ``presence`` tells when it is known: when ``conditions`` hold, for
    some regimes, and not always even then when it is ``optionnel``.
    """

    partie: str
    nom: str
    sens: str
    sorte: str
    ecriture: str
    exemple: str
    presence: str
    boucles: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    optionnel: bool = False


def list_fields(document: TypeDocument) -> tuple[Entree, ...]:
    """List the fields of a document, those of all regimes together, in the order of its values."""
    found: dict[tuple[tuple[str, ...], str], dict[int, _Row]] = {}
    for rank, case in enumerate(all_cases()):
        for row in _rows(describe(document, case), "", (), (), ()):
            found.setdefault((row.loops, row.nom), {})[rank] = row
    senses = {champ.nom: champ.sens for champ in describe(document, all_cases()[0]).champs}
    known = ({rank: row for rank, row in rows.items() if row.champ.presence != "jamais"} for rows in found.values())
    return tuple(_entry(document, rows, senses) for rows in known if rows and _is_told(next(iter(rows.values()))))


def _is_told(row: _Row) -> bool:
    """Whether a field is worth a line: a group that is always there is not, its fields are."""
    return not isinstance(row.champ.type, Groupe | Choix) or bool(_written(row.nom, row.champ.type)) or _may_miss(row)


def _may_miss(row: _Row) -> bool:
    return row.champ.presence == "parfois"


@dataclass(frozen=True, slots=True)
class _Row:
    """A field in one case. ``path`` leads to its value in the context; ``given`` are the conditions that it needs."""

    nom: str
    champ: Champ
    loops: tuple[str, ...]
    path: tuple[str, ...]
    given: tuple[str, ...]


def _rows(
    group: Groupe, prefix: str, loops: tuple[str, ...], path: tuple[str, ...], given: tuple[str, ...]
) -> Iterator[_Row]:
    for champ in group.champs:
        nom = f"{prefix}{champ.nom}"
        here = (*path, champ.nom)
        yield _Row(nom, champ, loops, here, given)
        if champ.presence != "jamais":
            below = (*given, nom) if champ.presence == "parfois" else given
            yield from _below(champ.type, nom, loops, here, below)


def _below(
    type_: Type, nom: str, loops: tuple[str, ...], path: tuple[str, ...], given: tuple[str, ...]
) -> Iterator[_Row]:
    match type_:
        case Groupe():
            yield from _rows(type_, f"{nom}.", loops, path, given)
        case Choix(groupes):
            yield from _alternatives(groupes, nom, loops, path, given)
        case Liste(element) if not isinstance(element, Simple | Suite):
            item = singular(nom.rpartition(".")[2])
            yield from _below(element, item, (*loops, f"for {item} in {nom}"), (*path, "[]"), given)
        case _:
            return


def _alternatives(
    groupes: tuple[Groupe, ...], nom: str, loops: tuple[str, ...], path: tuple[str, ...], given: tuple[str, ...]
) -> Iterator[_Row]:
    """Give the fields that all groups have, then those of each, with what tells it from the others."""
    names = [{champ.nom for champ in group.champs} for group in groupes]
    common = set.intersection(*names)
    yield from _rows(_part(groupes[0], common), f"{nom}.", loops, path, given)
    for group, own in zip(groupes, names, strict=True):
        yield from _rows(_part(group, own - common), f"{nom}.", loops, path, (*given, _told_apart(group, nom)))


def _part(group: Groupe, names: set[str]) -> Groupe:
    return replace(group, champs=tuple(champ for champ in group.champs if champ.nom in names))


def _told_apart(group: Groupe, nom: str) -> str:
    """Write the condition that tells a group from the others: « action.type == "atelier" »."""
    for champ in group.champs:
        if isinstance(champ.type, Simple) and champ.type.valeurs and len(champ.type.valeurs) == 1:
            return f'{nom}.{champ.nom} == "{champ.type.valeurs[0]}"'
    return nom


def singular(nom: str) -> str:
    """Name an element of a list: « piece_avance » for « pieces_avance »."""
    words = [word if word in _INVARIABLE or not word.endswith("s") else word[:-1] for word in nom.split("_")]
    written = "_".join(words)
    return written if written != nom else f"un_{nom}"


_INVARIABLE = frozenset({"acces", "cours", "mois", "repas"})


# --- one entry


def _entry(document: TypeDocument, known: Mapping[int, _Row], senses: Mapping[str, str]) -> Entree:
    row = next(iter(known.values()))
    top = row.path[0]
    alone = len(row.path) == 1 and isinstance(row.champ.type, Simple)
    return Entree(
        partie=_ALONE if alone else f"{top} – {senses[top]}",
        nom=row.nom,
        sens=row.champ.sens,
        sorte=_kind(row.champ.type),
        ecriture=_written(row.nom, row.champ.type),
        exemple=_example(document, row),
        presence=_presence(known),
        boucles=row.loops,
        conditions=row.given,
        optionnel=any(one.champ.presence == "parfois" for one in known.values()),
    )


def _kind(type_: Type) -> str:
    match type_:
        case Simple(_, _, toutes) if toutes is not None and type_.nature == "texte":
            return f"choix\u00a0: {', '.join(map(str, toutes))}"
        case Simple(nature):
            return NATURES[nature].name.removeprefix("un ").removeprefix("une ")
        case Liste(element):
            return f"liste ({_kind(element)})" if isinstance(element, Simple) else "liste"
        case Suite():
            return "suite"
        case _:
            return "ensemble de champs"


def _written(nom: str, type_: Type) -> str:
    """Write the tag that prints a field, or that goes through it."""
    match type_:
        case Simple(nature):
            return _written_scalar(nom, nature)
        case Liste(Simple(nature)) if nature in TEXTS:
            return f'{{{{ {nom}|join(", ") }}}}'
        case Liste():
            return f"{{%p for {singular(nom.rpartition('.')[2])} in {nom} %}}"
        case Groupe() if _is_interval(type_):
            return f"{{{{ {nom}|periode }}}}"
        case _:
            return ""


def _written_scalar(nom: str, nature: str) -> str:
    if nature == "oui_non":
        return f"{{% if {nom} %}}"
    name = NATURES[nature].filter
    written = f"{nom}|{name}" if name else nom
    return f"{{{{p {written} }}}}" if nature == "markdown" else f"{{{{ {written} }}}}"


def _is_interval(group: Groupe) -> bool:
    return {"debut", "fin"} <= {champ.nom for champ in group.champs if champ.presence == "toujours"}


def _presence(known: Mapping[int, _Row]) -> str:
    """Tell when a field is known: always, for some regimes, or when the dossier gives it."""
    row = next(iter(known.values()))
    parts = [f"si {condition}" for condition in row.given]
    if len(known) < len(all_cases()):
        parts.append(f"pour : {_families(known)}")
    maybe = [rank for rank, one in known.items() if one.champ.presence == "parfois"]
    if maybe:
        parts.append("peut manquer" if len(maybe) == len(known) else f"peut manquer ({_families(maybe)})")
    return " ; ".join(parts) or ALWAYS


def _families(ranks: Collection[int]) -> str:
    """Name cases by their regime, and by their own words where only some of a regime are meant."""
    names: dict[str, None] = {}
    for rank in ranks:
        case = all_cases()[rank]
        family = [at for at, other in enumerate(all_cases()) if other.regime.code == case.regime.code]
        names[case.famille.mot if all(at in ranks for at in family) else case.regime.operateur.mot] = None
    return ", ".join(names)


# --- examples


@lru_cache(maxsize=32)
def _contexts(document: TypeDocument) -> tuple[Mapping[str, Any], ...]:
    """Give the values of a document for each sample that reaches it, the fullest one first."""
    dossiers = [Dossier.load(path) for path in sorted(sample_files(), key=lambda path: path.stem != "complet")]
    return tuple(
        document.build_context(document.part_shown(dossier), _DAY)
        for dossier in dossiers
        if not document.missing(dossier)
    )


def _example(document: TypeDocument, row: _Row) -> str:
    """Give the first value that a sample has for a field, as it is printed."""
    for context in _contexts(document):
        for value in _values(context.get(row.path[0]), row.path[1:]):
            text = _printed(value, row.champ.type)
            if text:
                return text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 1].rstrip()}…"
    return ""


def _values(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    if value is None:
        return
    if not path:
        yield value
    elif path[0] == "[]":
        for item in value:
            yield from _values(item, path[1:])
    elif hasattr(value, path[0]):
        yield from _values(getattr(value, path[0]), path[1:])


def _printed(value: Any, type_: Type) -> str:
    """Write a value as a document would, without its layout."""
    match type_:
        case Simple(nature):
            return _printed_scalar(value, nature)
        case Liste(Simple(nature)) if nature in TEXTS:
            return ", ".join(sorted(value) if isinstance(value, frozenset) else value)
        case Liste():
            return compte(len(value), "élément")
        case Groupe() if _is_interval(type_):
            return str(FILTERS["periode"](value))
        case _:
            return ""


def _printed_scalar(value: Any, nature: str) -> str:
    if nature in ("graphique", "logo"):
        return ""
    if nature == "oui_non":
        return "vrai" if value else "faux"
    name = NATURES[nature].filter
    text = str(FILTERS[name](value)) if name in FILTERS else str(value)
    return " ".join(re.sub(r"[*_#>`|-]+", " ", text).split()) if nature == "markdown" else text


def example_values() -> Mapping[str, Any]:
    """Give the values that examples of filters are computed with."""
    return {name: value for context in reversed(_contexts(DOCUMENTS["convention"])) for name, value in context.items()}
