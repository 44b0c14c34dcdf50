"""What a template of a document may use, drawn from the classes of its values: names, meanings, kinds, presence.

A tree of plain values, one for each case of each regime: what a field may be, and whether it is known, often follows
from the regime. Meanings stand beside the fields: title and description of a model's field, text in the ``Annotated``
of a dataclass's field or of a property's result.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from cllaj_docs.documents.article import number_annexes, number_articles
from cllaj_docs.documents.bilan_final import Graphique
from cllaj_docs.documents.document import TypeDocument, Without
from cllaj_docs.documents.presence import Selon
from cllaj_docs.domain.field import Sorte
from cllaj_docs.domain.model import Modele
from cllaj_docs.errors import UsageError
from cllaj_docs.rules.regime import CasRegime

Presence = Literal["toujours", "parfois", "jamais"]


@dataclass(frozen=True, slots=True)
class Simple:
    """A value with no part. ``valeurs`` are those that it may have here, ``toutes`` those of every regime.

    Both are ``None`` when any may come. ``nature`` is a name of ``Sorte``, or ``texte``, ``entier``, ``nombre``,
    ``date``, ``oui_non``, ``graphique``, ``image``.
    """

    nature: str
    valeurs: tuple[Any, ...] | None = None
    toutes: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Liste:
    """Any number of values of one type."""

    element: Type


@dataclass(frozen=True, slots=True)
class Suite:
    """A fixed number of values, which a loop takes apart."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Groupe:
    """A value with named parts. ``texte``: it also has a text of its own."""

    nom: str
    champs: tuple[Champ, ...]
    texte: bool = False


@dataclass(frozen=True, slots=True)
class Choix:
    """One group or another; a field that all have tells them apart."""

    groupes: tuple[Groupe, ...]


Type = Simple | Liste | Suite | Groupe | Choix


@dataclass(frozen=True, slots=True)
class Champ:
    """A named part: its French meaning, its type, and whether it is known."""

    nom: str
    sens: str
    type: Type
    presence: Presence


_KNOWN: Mapping[str, Any] = MappingProxyType(
    {
        "regime": lambda regime: regime,
        "operateur": lambda regime: regime.operateur,
        "contribution": lambda regime: regime.contribution,
        "articles": number_articles,
        "annexes": number_annexes,
    }
)
"""Values that a regime gives whole, so that their parts are known too."""

_FILLED = ("convention.montant",)
"""Optional fields that ``domain.dossier.complete`` fills from the decision, which every document needs."""

_SCALARS: Mapping[type, str] = MappingProxyType(
    {
        str: "texte",
        bool: "oui_non",
        int: "entier",
        Decimal: "nombre",
        datetime.date: "date",
        Graphique: "graphique",
        object: "logo",  # a picture: what it is, only the engines know
    }
)


def describe(document: TypeDocument, cas: CasRegime) -> Groupe:
    """Give the values of a document, in one case of a regime, as one group.

    Raises ``UsageError`` on a type that no template can read.
    """
    return _Reader(document, cas).group(document.contexte, "")


class _Reader:
    """Reads classes for one document and one case. Paths are those of the values: ``convention.date_signature``."""

    def __init__(self, document: TypeDocument, cas: CasRegime) -> None:
        self._cas = cas
        self._document = document.nom
        self._needed = {besoin.chemin for besoin in document.besoins} | set(_FILLED)
        left_out = document.part_shown.chemins if isinstance(document.part_shown, Without) else ()
        self._withheld = set(left_out)
        self._fixes = document.fixes

    def group(self, kind: type, path: str, known: Any = None) -> Groupe:
        """Read a class; ``known`` is its value when the regime settles it."""
        champs = tuple(self._field(field, path, known) for field in _fields_of(kind))
        return Groupe(kind.__name__, champs, texte="__str__" in vars(kind))

    def _field(self, field: _Field, path: str, known: Any) -> Champ:
        below = f"{path}.{field.nom}" if path else field.nom
        hint, optional = _without_none(field.hint)
        value = getattr(known, field.nom) if known is not None else None
        if not path and field.nom in _KNOWN:
            value = _KNOWN[field.nom](self._cas.regime)
        if below in self._fixes:
            value = self._fixes[below]
        if below in self._fixes or (known is not None and optional):
            presence: Presence = "jamais" if value is None else "toujours"
        else:
            presence = self._presence(field, below) if optional else "toujours"
        return Champ(field.nom, field.sens, self._type(hint, below, value), presence)

    def _presence(self, field: _Field, path: str) -> Presence:
        categories = self._cas.regime.categories
        if path in self._needed or (field.selon and categories & set(field.selon.toujours)):
            return "toujours"
        if path in self._withheld or (field.selon and categories & set(field.selon.jamais)):
            return "jamais"
        return "parfois"

    def _type(self, hint: Any, path: str, value: Any = None) -> Type:
        base, marks = _unwrap(hint)
        origin, arguments = get_origin(base), get_args(base)
        if origin is Literal:
            return self._literal(arguments, path, value)
        if origin in (Union, UnionType):
            return self._union(arguments, path)
        if origin is tuple and arguments[-1] is not Ellipsis:
            return Suite(tuple(self._type(argument, path) for argument in arguments))
        if origin in (tuple, frozenset):
            return Liste(self._type(arguments[0], path))
        if base in _SCALARS:
            return _scalar(base, marks, value)
        if not isinstance(base, type) or not (is_dataclass(base) or issubclass(base, BaseModel)):
            known = ", ".join(kind.__name__ for kind in _SCALARS)
            raise UsageError(
                f"document « {self._document} » : un gabarit ne sait pas lire « {path} », de type {base} ; "
                f"donnez-lui l’un de ces types ({known}), un modèle, une dataclass, ou un tuple de ceux-ci"
            )
        return self.group(base, path, value)

    def _literal(self, values: tuple[Any, ...], path: str, value: Any) -> Simple:
        """Read a choice: what the regime settles, for a field of the operator or of the regime itself."""
        owner, _, name = path.rpartition(".")
        if owner == "porteur":
            value = self._cas.champs.get(name, value)
        return Simple("texte", values if value is None else (value,), values)

    def _union(self, kinds: tuple[Any, ...], path: str) -> Type:
        """Read one class or another; of operators, that of the regime."""
        classes = [_unwrap(kind)[0] for kind in kinds]
        groups = _with_all_choices([self.group(kind, path) for kind in classes])
        if path == "porteur":
            code = self._cas.regime.code
            (own,) = (rank for rank, kind in enumerate(classes) if code in _codes(kind))
            return groups[own]
        return Choix(groups)


def _codes(kind: type[BaseModel]) -> tuple[str, ...]:
    """Give the regimes that a class of operators is for."""
    return get_args(kind.model_fields["regime"].annotation)


def _with_all_choices(groupes: list[Groupe]) -> tuple[Groupe, ...]:
    """Have a choice that several groups share know the values of all of them: ``regime``, ``type``."""
    shared: dict[str, dict[Any, None]] = {}
    for groupe in groupes:
        for champ in groupe.champs:
            if isinstance(champ.type, Simple) and champ.type.toutes is not None:
                shared.setdefault(champ.nom, {}).update(dict.fromkeys(champ.type.toutes))

    def widened(champ: Champ) -> Champ:
        if isinstance(champ.type, Simple) and champ.type.toutes is not None:
            return replace(champ, type=replace(champ.type, toutes=tuple(shared[champ.nom])))
        return champ

    return tuple(replace(groupe, champs=tuple(map(widened, groupe.champs))) for groupe in groupes)


def _scalar(kind: type, marks: tuple[Any, ...], value: Any) -> Simple:
    if kind is bool:
        return Simple(_SCALARS[kind], (True, False) if value is None else (value,), (True, False))
    return Simple(next((mark.nom for mark in marks if isinstance(mark, Sorte)), _SCALARS[kind]))


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a class as its author wrote it."""

    nom: str
    sens: str
    hint: Any
    selon: Selon | None


@cache
def _fields_of(kind: type) -> tuple[_Field, ...]:
    """Read the fields of a class, then its properties, in the order they are written."""
    hints = get_type_hints(kind, include_extras=True)
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else list(_model(kind).model_fields)
    own = [_read(name, hints[name], _sense(kind, name)) for name in names if not name.startswith("_")]
    return (*own, *_properties(kind))


def _properties(kind: type) -> Iterator[_Field]:
    for base in reversed(kind.__mro__):
        if base in (object, BaseModel, Modele):
            continue
        for name, value in vars(base).items():
            if isinstance(value, property) and not name.startswith("_"):
                yield _read(name, get_type_hints(value.fget, include_extras=True)["return"], "")


def _read(name: str, hint: Any, sense: str) -> _Field:
    _, marks = _unwrap(hint)
    said = next((mark for mark in marks if isinstance(mark, str)), sense)
    return _Field(name, said, hint, next((mark for mark in marks if isinstance(mark, Selon)), None))


def _sense(kind: type, name: str) -> str:
    """Join the title and the description of a model's field, unless the second already says the first."""
    if is_dataclass(kind):
        return ""
    field = _model(kind).model_fields[name]
    title, said = str(field.title), (field.description or "").rstrip(".")
    if said.casefold().startswith(title.casefold()):
        return _lowered(said)
    return f"{_lowered(title)} – {_lowered(said)}"


def _model(kind: type) -> type[BaseModel]:
    if not issubclass(kind, BaseModel):
        raise TypeError(f"{kind.__name__} is neither a dataclass nor a model")
    return kind


def _lowered(text: str) -> str:
    """Lower the first letter, unless it opens an acronym or stands alone."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == "’" else text


def _unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Take a type out of its ``Annotated``; also give what is written there."""
    if get_origin(hint) is Annotated:
        base, *marks = get_args(hint)
        return base, tuple(marks)
    return hint, ()


def _without_none(hint: Any) -> tuple[Any, bool]:
    """Take ``None`` out of a type; also tell whether it was there. Marks of what is left are kept."""
    base, marks = _unwrap(hint)
    if get_origin(base) not in (Union, UnionType) or NoneType not in get_args(base):
        return hint, False
    left = tuple(kind for kind in get_args(base) if kind is not NoneType)
    rest = left[0] if len(left) == 1 else Union[left]  # noqa: UP007 - built from a tuple
    return (Annotated[rest, *marks] if marks else rest), True
