"""The words in which differences are told, on a screen and on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from cllaj_docs.french.agreement import compte
from cllaj_docs.rendering.comparing.difference import Difference, Gravite, Nature, Segment, ValueChange
from cllaj_docs.rendering.comparing.values import Sorte
from cllaj_docs.rendering.reading.passage import Partie

NATURES: Mapping[Nature, str] = {
    "modifie": "texte modifié",
    "ajoute": "passage ajouté",
    "supprime": "passage supprimé",
    "deplace": "passage déplacé",
    "coupe": "paragraphe coupé en plusieurs",
    "reuni": "paragraphes réunis",
    "ecriture": "même valeur, écrite autrement",
    "typographie": "guillemets, tirets ou apostrophes",
    "espaces": "espaces seulement",
    "rempli": "ligne pointillée remplie",
    "cache": "texte barré, ou que personne ne voit",
}
GRAVITES: Mapping[Gravite, tuple[str, str]] = {
    "protege": ("Valeurs protégées", "montants, dates, taux et identifiants"),
    "clause": ("Clauses", "le texte n’est plus celui du gabarit"),
    "forme": ("Forme", "rien ne change de sens"),
}
SORTES: Mapping[Sorte, str] = {
    "reference": "référence",
    "iban": "IBAN",
    "bic": "BIC",
    "siret": "SIRET",
    "siren": "SIREN",
    "rna": "numéro RNA",
    "montant": "montant",
    "date": "date",
    "taux": "taux",
    "numero": "numéro",
    "nombre": "nombre",
}
PARTIES: Mapping[Partie, str] = {
    "corps": "",
    "entete": "en-tête",
    "pied": "pied de page",
    "note": "note",
    "zone": "zone de texte",
}
BRIEF: frozenset[Nature] = frozenset({"espaces", "typographie"})
"""What is listed by its places alone: its words are the same."""

_KEPT = 60
"""Characters of what has not changed, kept on each side of what has."""


def place(difference: Difference) -> str:
    """Say where a difference is: « Article 5 – Montant, paragraphe 61 »."""
    where = difference.place or difference.expected_place
    moved = difference.nature == "deplace" and difference.expected_place != difference.place
    if moved:
        where = f"{difference.expected_place} → {difference.place}"
    return ", ".join(filter(None, (difference.section.replace("\n", " "), PARTIES[difference.partie], where)))


def value(change: ValueChange) -> str:
    """Say how a value changed: « montant accordé : 20 000,00 € → 30 000,00 € »."""
    what = change.label or SORTES[change.sorte]
    if change.before is None:
        return f"{what} : {change.after} ajouté"
    return f"{what} : {change.before} → {change.after or 'retiré'}"


def summary(differences: Sequence[Difference]) -> str:
    """Count the differences of each gravity."""
    counts = {gravite: sum(one.gravite == gravite for one in differences) for gravite in GRAVITES}
    told = {
        "protege": compte(
            counts["protege"], "passage où une valeur protégée change", "passages où une valeur protégée change"
        ),
        "clause": compte(counts["clause"], "autre clause changée", "autres clauses changées"),
        "forme": compte(counts["forme"], "écart de forme", "écarts de forme"),
    }
    return ", ".join(told[gravite] for gravite, count in counts.items() if count)


def around(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Shorten what has not changed to a few words around what has."""
    for rank, segment in enumerate(segments):
        if segment.operation != "egal" or len(segments) == 1:
            yield segment
            continue
        head = _KEPT if rank else 0
        tail = _KEPT if rank + 1 < len(segments) else 0
        if len(segment.text) <= head + tail + _KEPT:
            yield segment
        else:
            kept = segment.text[:head], segment.text[len(segment.text) - tail :]
            yield Segment("egal", f"{kept[0].rpartition(' ')[0]} … {kept[1].partition(' ')[2]}")


def by_nature(differences: Sequence[Difference]) -> Iterator[tuple[Nature, list[Difference]]]:
    """Group differences that follow each other and are of one nature."""
    order = list(NATURES)
    for nature, found in groupby(sorted(differences, key=lambda one: order.index(one.nature)), lambda one: one.nature):
        yield nature, list(found)
