"""What is printed: a value as it stands where a filter should write it, a list, paragraphs inside a text."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import nodes

from cllaj_docs.rendering.checking.kinds import NATURES, NUMBERS, Function, Group, Kind, ListOf, Row, Scalar, Value
from cllaj_docs.rendering.checking.reading import Reader, describe
from cllaj_docs.rendering.checking.scope import spell

_RAW_AS_TEXT = frozenset({"markdown", "siren", "siret", "iban", "telephone"})
"""What prints by itself, and not as it should."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a tag prints. ``blocks``: paragraphs may stand there; ``text``: characters may."""

    blocks: bool = True
    text: bool = True


def check_printed(reader: Reader, node: nodes.Expr, value: Value, spot: Spot) -> None:
    """Report a value that does not print, or not as a document should."""
    value = reader.require(node, value)
    if value.is_any:
        return
    if "blocs" in value.natures and not spot.blocks:
        name = spell(node)
        where = f"{{{{p {name} }}}}" if reader.dialect.in_word else f'<div class="texte">{{{{ {name} }}}}</div>'
        message = "Cette valeur est faite de paragraphes, et ne se place pas dans une phrase"
        reader.report(node, "mal_place", name, message, f"Écrivez « {where} », seul.")
    for kind in value.kinds:
        _check_kind(reader, node, kind, spell(node))


def check_items(reader: Reader, node: nodes.Filter, item: Value) -> None:
    """Report a list whose elements cannot be joined as they stand."""
    raw = [NATURES[nature] for nature in sorted(item.natures) if is_raw(nature)]
    if raw and raw[0].filter in reader.dialect.filters:
        message = f"Les éléments de cette liste sont chacun {raw[0].name}, et s’impriment sans filtre"
        remedy = f'Écrivez « |map("{raw[0].filter}") » avant « |join ».'
        reader.report(node, "sans_filtre", spell(node), message, remedy)
    else:
        check_joined(reader, node, item)


def check_joined(reader: Reader, node: nodes.Expr, value: Value) -> None:
    """Report a value that cannot be part of a text."""
    subject = spell(node)
    if value.none or value.missing or not value.kinds:
        message = f"« {subject} » peut manquer, et s’écrirait « None »"
        reader.report(node, "valeur_absente", subject, message, "Placez ce passage dans une condition.")
    if value.natures & {"blocs", "image"}:
        message = "Des paragraphes ou une image ne se joignent pas à un texte"
        reader.report(node, "mal_place", subject, message, "Écrivez-les seuls dans leur balise.")
    for kind in value.kinds:
        _check_kind(reader, node, kind, subject)


def _check_kind(reader: Reader, node: nodes.Expr, kind: Kind, subject: str) -> None:
    if isinstance(kind, Scalar):
        _check_scalar(reader, node, kind.nature, subject)
    elif isinstance(kind, ListOf | Row):
        message = f"« {subject} » est une liste, qui ne s’imprime pas telle quelle"
        remedy = f'Écrivez « {subject}|join(", ") », ou une boucle « {{% for … in {subject} %}} ».'
        reader.report(node, "sans_filtre", subject, message, remedy)
    elif isinstance(kind, Group):
        _check_group(reader, node, kind, subject)
    elif isinstance(kind, Function):
        message = f"« {subject} » est {describe([kind])}, qui ne s’imprime pas"
        reader.report(node, "sans_filtre", subject, message, "Écrivez ses parenthèses, ou retirez cette balise.")


def _check_group(reader: Reader, node: nodes.Expr, group: Group, subject: str) -> None:
    if group.text and reader.dialect.in_word:
        return
    names = ", ".join(f"{subject}.{name}" for name in list(group.fields)[:3])
    interval = "debut" in group.fields and "fin" in group.fields
    remedy = f"Écrivez « {subject}|periode »." if interval else f"Écrivez l’un de ses champs : {names}…"
    message = f"« {subject} » est un ensemble de champs, qui ne s’imprime pas tel quel"
    reader.report(node, "sans_filtre", subject, message, remedy)


def is_raw(nature: str) -> bool:
    """Whether a value prints as Python writes it, or not at all, for want of a filter."""
    return nature in NUMBERS - {"entier"} | {"date", "oui_non", "graphique"}


def _check_scalar(reader: Reader, node: nodes.Expr, nature: str, subject: str) -> None:
    kind = NATURES[nature]
    raw = is_raw(nature)
    if not raw and nature not in _RAW_AS_TEXT:
        return
    remedy = "Placez-le dans une condition."
    if kind.filter in reader.dialect.filters:
        remedy = f"Ajoutez « |{kind.filter} »." if "…" in subject else f"Écrivez « {subject}|{kind.filter} »."
    message = f"{_named(subject)} est {kind.name}, et s’imprime sans filtre"
    reader.report(node, "sans_filtre", subject, message, remedy, "erreur" if raw else "alerte")


def _named(subject: str) -> str:
    return "Cette valeur" if "…" in subject else f"« {subject} »"
