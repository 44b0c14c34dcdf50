"""The sheets of a campaign and their columns, drawn from the models of a dossier and from ``data/campagne.toml``.

A column is a leaf of the models: its title, its help, its type, whether it must be given and for which regimes come
from there, so that a field added to a model is a column of the workbook.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from cllaj_docs.domain.colonne import plain
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import Sorte
from cllaj_docs.domain.libelle import label_of
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.plan_comptable import rubriques
from cllaj_docs.domain.shipped import read_shipped

Forme = Literal[
    "texte", "markdown", "montant", "taux", "decimal", "entier", "date", "oui_non", "choix", "rubrique", "textes",
    "plusieurs_choix", "liste", "chiffres",
]  # fmt: skip
"""How a cell is read: ``textes`` and ``plusieurs_choix`` hold several values, ``liste`` only says that there are none,
``chiffres`` are numbers of bodies and accounts, kept as they are typed.
"""

CANDIDATURES, PARTICULARITES = "CANDIDATURES", "PARTICULARITES"
CLE = "N° candidature"
"""The column that every sheet has: which application the row is about."""

EXEMPLE = "EXEMPLE"
"""The number of the rows that show how to fill the workbook: never read as an application."""

TITRES = " – "
"""Between the titles of a column: « Siège – Commune »."""


@dataclass(frozen=True, slots=True)
class Champ:
    """A leaf of a part. ``cas`` are the regimes, or types, that have it: none for all.

    ``requis`` when it must be given as soon as the part that holds it is; ``toujours`` when that part must be too.
    """

    chemin: str
    titres: tuple[str, ...]
    aide: str
    forme: Forme
    requis: bool = False
    toujours: bool = False
    cas: frozenset[str] = frozenset()
    choix: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    exemple: str = ""


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of a sheet: the shortest end of its titles that no other column has, and its field."""

    nom: str
    champ: Champ


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet. ``parties`` are the parts that its rows may hold, by what its column ``choix`` says when several.

    A part whose path ends with « [] » is an item of a list. ``reglage``: one row for each field, for the whole
    campaign. ``libre``: one row for any field of a dossier. ``cas`` is the field that says the regime, or the type.
    """

    nom: str
    titre: str
    etape: str
    parties: Mapping[str, str]
    colonnes: tuple[Colonne, ...]
    choix: str = ""
    reglage: bool = False
    libre: bool = False
    cas: str = ""

    @property
    def generale(self) -> bool:
        """Whether it is about the whole campaign, and no application."""
        return any(partie.split(".")[0].removesuffix("[]") in COMMUNES for partie in self.parties.values() if partie)

    @property
    def repetee(self) -> bool:
        """Whether each row adds an item to a list."""
        return any(partie.endswith("[]") for partie in self.parties.values())

    def ecritures(self) -> Mapping[str, Champ]:
        """Give every name under which a column may stand, reduced by ``plain``: any end of its titles, its path."""
        found: dict[str, Champ | None] = {}
        for colonne in self.colonnes:
            for name in {plain(name) for name in (*_ends(colonne.champ.titres), colonne.champ.chemin)}:
                found[name] = None if name in found else colonne.champ
        found |= {plain(colonne.nom): colonne.champ for colonne in self.colonnes}
        return {name: champ for name, champ in found.items() if champ is not None}


COMMUNES = ("appel", "departement")
"""Parts of a dossier that a campaign shares."""


@cache
def feuilles() -> Mapping[str, Feuille]:
    """Give the sheets by name, in the order of the workbook."""
    rows = read_shipped("reporting", "campagne.toml")["feuilles"]
    return MappingProxyType({row["nom"]: _sheet(row) for row in rows})


def _sheet(row: Mapping[str, Any]) -> Feuille:
    libre = row.get("libre", False)
    parties = {part["libelle"]: part["chemin"] for part in row.get("parties", ())} or {"": row.get("partie", "")}
    several = len(parties) > 1
    champs = () if libre else tuple(_kept(_part_fields(next(iter(parties.values())), titled=not several), row))
    names = _shortest([champ.titres for champ in champs])
    discriminator = next((champ.chemin for champ in champs if _is_discriminator(champ)), "")
    return Feuille(
        nom=row["nom"],
        titre=row["titre"],
        etape=row["etape"],
        parties=MappingProxyType(parties),
        colonnes=tuple(Colonne(name, champ) for name, champ in zip(names, champs, strict=True)),
        choix=row.get("choix", ""),
        reglage=row.get("reglage", False),
        libre=libre,
        cas=discriminator,
    )


def _is_discriminator(champ: Champ) -> bool:
    return champ.chemin.rpartition(".")[2] in ("regime", "type")


def _kept(champs: Iterator[Champ], row: Mapping[str, Any]) -> Iterator[Champ]:
    """Keep the fields that a sheet asks for, in the order in which it asks for them."""
    every = list(champs)
    for prefix in row.get("champs", [""]):
        for champ in every:
            left_out = any(_is_under(champ.chemin, other) for other in row.get("sauf", ()))
            if _is_under(champ.chemin, prefix) and not left_out:
                yield champ


def _is_under(chemin: str, prefix: str) -> bool:
    return not prefix or chemin == prefix or chemin.startswith(f"{prefix}.")


def _shortest(titles: Sequence[tuple[str, ...]]) -> list[str]:
    """Give to each column the shortest end of its titles that is that of no other, and that says enough."""
    counts: dict[str, int] = {}
    for titres in titles:
        for end in _ends(titres):
            counts[end] = counts.get(end, 0) + 1
    vague = read_shipped("reporting", "campagne.toml")["vagues"]
    return [
        next(end for end in _ends(titres) if counts[end] == 1 and (end not in vague or len(titres) == 1))
        for titres in titles
    ]


def _ends(titres: tuple[str, ...]) -> list[str]:
    return [TITRES.join(titres[rank:]) for rank in range(len(titres) - 1, -1, -1)]


# --- fields of the models --------------------------------------------------------------------------------------------


@cache
def dossier_fields() -> Mapping[str, Champ]:
    """Give every leaf of a dossier by its path, lists as « projet.actions[].code »."""
    return MappingProxyType({champ.chemin: champ for champ in _walk([Dossier], "", (), lists=True)})


def _part_fields(partie: str, *, titled: bool) -> Iterator[Champ]:
    """Give the leaves of a part, with paths that start from it; ``titled`` puts its own title before theirs."""
    models: Sequence[type[Modele]] = [Dossier]
    titre: tuple[str, ...] = ()
    for step in filter(None, partie.split(".")):
        infos = [model.model_fields[step.removesuffix("[]")] for model in models]
        models = [inner for info in infos for inner in _peel(info.annotation).models]
        titre = () if step.endswith("[]") else (str(infos[0].title),)
    return _walk(models, "", titre if titled else (), lists=False)


@dataclass(frozen=True, slots=True)
class _Type:
    """What a field may hold: parts or a plain type, one or several, and what its annotations say."""

    models: tuple[type[Modele], ...] = ()
    plain: Any = None
    optional: bool = False
    several: bool = False
    sorte: str = ""


def _peel(annotation: Any) -> _Type:
    """Read an annotation through optional, union, tuple and annotated types."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        sorte = next((item.nom for item in metadata if isinstance(item, Sorte)), "")
        found = _peel(inner)
        return replace(found, sorte=sorte or found.sorte)
    if get_origin(annotation) in (Union, UnionType):
        kinds = [_peel(kind) for kind in get_args(annotation) if kind is not type(None)]
        optional = type(None) in get_args(annotation)
        models = tuple(model for kind in kinds for model in kind.models)
        return replace(kinds[0], models=models, optional=optional or kinds[0].optional)
    if get_origin(annotation) is tuple:
        return replace(_peel(get_args(annotation)[0]), several=True)
    if isinstance(annotation, type) and issubclass(annotation, Modele):
        return _Type(models=(annotation,))
    return _Type(plain=annotation)


def _walk(
    models: Sequence[type[Modele]],
    chemin: str,
    titres: tuple[str, ...],
    *,
    lists: bool,
    toujours: bool = True,
    cas: frozenset[str] = frozenset(),
) -> Iterator[Champ]:
    """Give the leaves of a part, or of the classes that a union may hold; with ``lists``, those inside lists too."""
    names = dict.fromkeys(name for model in models for name in model.model_fields)
    tag = next((name for name in ("regime", "type") if len(models) > 1 and name in names), "")
    for name in sorted(names, key=lambda name: name != tag):
        holders = [model for model in models if name in model.model_fields]
        info = holders[0].model_fields[name]
        below = _peel(Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)
        path = f"{chemin}.{name}".removeprefix(".")
        own = (*titres, str(info.title))
        only = cas if len(holders) == len(models) else frozenset(_tag_of(model, tag) for model in holders)
        required = info.is_required()
        if below.models and not below.several:
            yield from _walk(
                below.models, path, own, lists=lists, toujours=toujours and required and not below.optional, cas=only
            )
        elif below.models and lists:
            yield from _walk(below.models, f"{path}[]", own, lists=True, toujours=toujours and required, cas=only)
        if below.models and not (below.several and info.default is None):
            continue
        leaf = Champ(path, own, str(info.description), "liste", required, toujours and required, only)
        if not below.models:
            leaf = _typed(leaf, info, below, [_tag_of(model, tag) for model in models] if name == tag else [])
        yield leaf


def _tag_of(model: type[Modele], tag: str) -> str:
    return str(get_args(model.model_fields[tag].annotation)[0])


def _typed(champ: Champ, info: FieldInfo, kind: _Type, tags: Sequence[str]) -> Champ:
    """Say how the cells of a leaf are read, and what they may hold."""
    codes = tags or (get_args(kind.plain) if get_origin(kind.plain) is Literal else ())
    exemple = str(info.examples[0]) if info.examples else ""
    forme: Forme
    if champ.chemin.endswith("rubrique"):
        known = {code: rubrique.libelle for code, rubrique in rubriques().items()}
        return replace(champ, forme="rubrique", choix=MappingProxyType(known), exemple=exemple)
    if codes:
        choices = MappingProxyType({code: label_of(code) for code in codes})
        return replace(champ, forme="plusieurs_choix" if kind.several else "choix", choix=choices, exemple=exemple)
    if kind.several:
        forme = "textes"
    elif kind.sorte in ("siren", "siret", "telephone") or champ.chemin.endswith("code_postal"):
        forme = "chiffres"
    elif kind.sorte in ("markdown", "montant", "taux"):
        forme = kind.sorte  # type: ignore[assignment]
    else:
        forme = _FORMES[kind.plain]
    return replace(champ, forme=forme, exemple=exemple)


_FORMES: Mapping[Any, Forme] = {
    str: "texte",
    int: "entier",
    bool: "oui_non",
    Decimal: "decimal",
    datetime.date: "date",
}
