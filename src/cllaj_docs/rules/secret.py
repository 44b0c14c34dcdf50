"""Statistical secrecy of a set of counts: which ones must not be printed, so that no small one can be read or computed.

A count of persons below the threshold is hidden (primary secrecy). What is printed around it must not give it back by
addition or subtraction: other counts are hidden for it (secondary secrecy) until each small count keeps several
possible values for a reader who knows everything that is printed, the sums that bind the counts, and these rules.

- Zero is no small count: it is about nobody, and a report must tell it from what is not known. Insee does so in its
  own example (« manuel de protection des tableaux », chapter « Poser le secret sur un tableau »: a cell is sensitive
  from 1 up). A reader therefore knows that « moins de 5 » is 1 to 4, and this is counted as known.
- A small count must keep an interval at least ``LARGEUR`` wide: two values would nearly give it away. Statistics Norway
  takes the same width (R package GaussSuppression, ``protectionIntervals``).
- A count that nobody prints but that a subtraction gives (all, less ASE, less unknown) is protected like the others.

Source of the two kinds of secrecy: Insee, same manual, chapter « Notions principales ». What is not covered: a person
who is alone in a count knows that it is 1, and so may learn what is hidden beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Masque = Literal["petit", "complement", "tu"]
"""Why a count is not printed: it is small (« moins de 5 »), it would give back a small one, or even saying which would
give one back. The first two say so to the reader, the last one says nothing."""

LARGEUR = 2
"""Least width of the interval that a small count keeps for a reader: three values."""

_STEPS_MAX = 500
"""Steps spent on looking for one value; a value that is not found counts as impossible, and more is hidden."""


@dataclass(frozen=True, slots=True)
class Cellule:
    """A count. ``imprimee`` tells one that the document shows from one that a reader could only compute.

    ``sensible`` says that a small value of it must stay secret; ``cout`` is what a reader loses when it is hidden.
    """

    valeur: int
    imprimee: bool = True
    sensible: bool = True
    cout: int = 1


@dataclass(frozen=True, slots=True)
class Relation:
    """What every reader knows: the cell ``total`` is the sum of the cells ``parts``, all named."""

    total: str
    parts: tuple[str, ...]

    @property
    def noms(self) -> tuple[str, ...]:
        """Every cell that the relation binds."""
        return (self.total, *self.parts)


def hide(cellules: Mapping[str, Cellule], relations: Iterable[Relation], seuil: int) -> Mapping[str, Masque]:
    """Tell which printed cells must be hidden, and why; the others may be printed as they are.

    ``seuil`` is the smallest count of persons that may be printed. Cells hidden for others are the cheapest found, one
    after the other; then each is printed again if that turns out to be safe. Raises ``ValueError`` when a relation does
    not hold between the values: there is nothing true to protect.
    """
    secret = _Secret(cellules, relations, seuil)
    secret.add_complements()
    secret.drop_superfluous()
    return secret.masques


class _Somme:
    """A relation, and the side of each cell in it: what the parts exceed the total by grows with a part (1)."""

    def __init__(self, relation: Relation) -> None:
        self.total = relation.total
        self.noms = relation.noms
        self.sides = {relation.total: -1, **dict.fromkeys(relation.parts, 1)}


class _Secret:
    """The masks so far, and what a reader must hold possible: sets of counts that agree with all that is printed.

    ``met`` are those found, as the cells that they move, by cell that moves; ``seen`` the extremes of each cell there.
    A set holds as long as none of the cells that it moves is printed.
    """

    def __init__(self, cellules: Mapping[str, Cellule], relations: Iterable[Relation], seuil: int) -> None:
        self.cellules = cellules
        self.seuil = seuil
        self.bound: dict[str, list[_Somme]] = {nom: [] for nom in cellules}
        for relation in sorted(relations, key=lambda relation: relation.noms):
            if cellules[relation.total].valeur != sum(cellules[nom].valeur for nom in relation.parts):
                raise ValueError(f"la relation {relation.total} = {' + '.join(relation.parts)} n’est pas vérifiée")
            somme = _Somme(relation)
            for nom in relation.noms:
                self.bound[nom].append(somme)
        self.most = 2 * max((cellule.valeur for cellule in cellules.values()), default=0) + 2 * seuil
        self.masques: dict[str, Masque] = {
            nom: "petit" for nom, cellule in cellules.items() if cellule.imprimee and self.is_small(cellule)
        }
        self.small = sorted(nom for nom, cellule in cellules.items() if self.is_small(cellule))
        self.met: dict[str, list[Mapping[str, int]]] = {nom: [] for nom in cellules}
        self.seen = {nom: (cellule.valeur, cellule.valeur) for nom, cellule in cellules.items()}
        self.settled: set[str] = set()

    def is_small(self, cellule: Cellule) -> bool:
        return cellule.sensible and 0 < cellule.valeur < self.seuil

    def add_complements(self) -> None:
        """Hide more until every small count is protected."""
        while exposed := next(self.exposed(), None):
            candidates = self.candidates(exposed)
            if self.hides_enough(candidates, exposed) or self.says_nothing(exposed):
                continue
            if candidates:
                self.masques[candidates[0]] = "complement"
            else:
                self.hide_all_around(exposed)

    def hides_enough(self, candidates: Sequence[str], exposed: str) -> bool:
        """Hide the first candidate that alone protects a cell; tell whether there is one."""
        for candidate in candidates:
            self.masques[candidate] = "complement"
            if self.is_protected(exposed):
                return True
            del self.masques[candidate]
            self.forget(candidate)
        return False

    def says_nothing(self, exposed: str) -> bool:
        """Stop saying why around a cell; tell whether that is enough to protect it."""
        before = dict(self.masques)
        around = self.unknown_around(exposed)
        self.masques.update((nom, "tu") for nom in around if nom in before)
        if self.is_protected(exposed):
            return True
        self.masques = before
        for nom in around & before.keys():
            self.forget(nom)
        return False

    def hide_all_around(self, exposed: str) -> None:
        """Hide, under a mask that tells nothing, every cell that a relation binds to those unknown around one.

        Zeros and small counts are among them. When all are hidden already, no reader knows any figure there.
        """
        around = self.unknown_around(exposed)
        bound = self.bound_to(around) | around
        printed = {nom for nom in bound if self.cellules[nom].imprimee}
        if all(self.masques.get(nom) == "tu" for nom in printed):
            self.settled.add(exposed)
        self.masques.update(dict.fromkeys(printed, "tu"))

    def drop_superfluous(self) -> None:
        """Print again, the dearest first, each cell hidden for others without which they are protected all the same."""
        for nom in sorted(sorted(self.masques), key=self.price, reverse=True):
            if self.is_small(self.cellules[nom]):
                continue
            masque, lost = self.masques.pop(nom), self.forget(nom)
            if next(self.exposed(), None):
                self.masques[nom] = masque
                for moved in lost:
                    self.remember(moved)

    def exposed(self) -> Iterator[str]:
        """Give the small counts, printed or only computed, that a reader could tell."""
        for nom in self.small:
            if nom not in self.settled and not self.is_protected(nom):
                yield nom

    def price(self, nom: str) -> tuple[int, int]:
        return self.cellules[nom].cout, self.cellules[nom].valeur

    def candidates(self, nom: str) -> list[str]:
        """Give the printed cells that a relation binds to those that a reader does not know around one, cheapest first.

        Cells below the threshold are left out: a reader would learn from the mask that they are not.
        """
        around = self.unknown_around(nom)
        return sorted(
            (
                other
                for other in self.bound_to(around)
                if other not in self.masques
                and self.cellules[other].imprimee
                and self.cellules[other].valeur >= self.seuil
            ),
            key=lambda other: (*self.price(other), other),
        )

    def bound_to(self, noms: Iterable[str]) -> set[str]:
        """Give the cells that relations bind to some, these included when any does."""
        sommes = dict.fromkeys(somme for nom in noms for somme in self.bound[nom])
        return {other for somme in sommes for other in somme.noms}

    def unknown_around(self, nom: str) -> set[str]:
        """Give the cells not printed that relations bind to one, directly or through one another."""
        found, pending = {nom}, [nom]
        through: set[_Somme] = set()
        while pending:
            for somme in self.bound[pending.pop()]:
                if somme in through:
                    continue
                through.add(somme)
                unknown = [other for other in somme.noms if other not in found and not self.is_read(other)]
                found.update(unknown)
                pending += unknown
        return found

    def is_read(self, nom: str) -> bool:
        return self.cellules[nom].imprimee and nom not in self.masques

    def known(self, nom: str) -> tuple[int, int]:
        """Give the least and the largest value that the mask of a cell leaves."""
        if self.is_read(nom):
            return self.cellules[nom].valeur, self.cellules[nom].valeur
        match self.masques.get(nom):
            case "petit":
                return 1, self.seuil - 1
            case "complement":
                return self.seuil, self.most
            case _:
                return 0, self.most

    def is_protected(self, nom: str) -> bool:
        """Tell whether a reader must hold possible an interval wide enough around a small count."""
        width = min(LARGEUR, self.seuil - 2)
        value = self.cellules[nom].valeur
        for step in range(1, width + 1):
            for other in (value + step, value - step):
                least, most = self.seen[nom]
                if most - least >= width:
                    return True
                if not least <= other <= most:
                    self.look_for(nom, other)
        least, most = self.seen[nom]
        return most - least >= width

    def look_for(self, nom: str, value: int) -> None:
        """Look for counts that agree with all that is printed and give a cell that value; remember them."""
        least, most = self.known(nom)
        if least <= value <= most:
            self.remember(self.repair(nom, value))

    def remember(self, moved: Mapping[str, int]) -> None:
        """Keep a set of counts that agree with all that is printed, and what they reach."""
        for nom, reached in moved.items():
            least, most = self.seen[nom]
            self.seen[nom] = (min(least, reached), max(most, reached))
            self.met[nom].append(moved)

    def forget(self, nom: str) -> list[Mapping[str, int]]:
        """Drop, and give, the sets of counts that move a cell: it is printed."""
        lost = self.met[nom]
        for other in {other for moved in lost for other in moved}:
            value = self.cellules[other].valeur
            self.met[other] = [moved for moved in self.met[other] if nom not in moved]
            reached = [value, *(moved[other] for moved in self.met[other])]
            self.seen[other] = (min(reached), max(reached))
        return lost

    def repair(self, nom: str, value: int) -> Mapping[str, int]:
        """Give one cell another value, then move others, one at a time, until every sum is right again; else nothing.

        A cell moves once, by all that its sum lacks or as far as its mask allows.
        """
        pending: list[tuple[dict[str, int], list[_Somme]]] = [({nom: value}, self.bound[nom])]
        for _ in range(_STEPS_MAX):
            if not pending:
                break
            moved, touched = pending.pop()
            wrong = next((rank for rank, somme in enumerate(touched) if self.excess(somme, moved)), None)
            if wrong is None:
                return moved
            somme, rest = touched[wrong], touched[wrong:]
            pending += [
                ({**moved, other: reached}, [*rest, *self.bound[other]]) for other, reached in self.moves(somme, moved)
            ]
        return {}

    def excess(self, somme: _Somme, moved: Mapping[str, int]) -> int:
        """Tell by how much the parts exceed the total, which they equal before anything moves."""
        sides = somme.sides
        return sum(sides[nom] * (reached - self.cellules[nom].valeur) for nom, reached in moved.items() if nom in sides)

    def moves(self, somme: _Somme, moved: Mapping[str, int]) -> list[tuple[str, int]]:
        """Give the cells that may still move to set a sum right, and how far each goes; the best one is last."""
        excess = self.excess(somme, moved)
        found = []
        for nom in somme.noms:
            if nom in moved or self.is_read(nom):
                continue
            value, (least, most) = self.cellules[nom].valeur, self.known(nom)
            wanted = value - somme.sides[nom] * excess
            reached = min(max(wanted, least), most)
            if reached != value:
                found.append((abs(wanted - reached), len(self.bound[nom]), nom, reached))
        return [(nom, reached) for *_, nom, reached in sorted(found, reverse=True)]
