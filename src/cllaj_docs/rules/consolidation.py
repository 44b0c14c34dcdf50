"""The final reports of a campaign summed into one, and what could not be, said.

A count is summed over the operators that give it, and no other: what is not known is not zero, a report that is missing
is missing. Only reports of the same period and of the same definitions are summed: those of most operators. A sum of
youths is a sum of files: a youth that two operators follow counts twice, and nobody can tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from cllaj_docs.domain.appel import Appel, CodeIndicateur
from cllaj_docs.domain.departement import Departement
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.projet import Action
from cllaj_docs.french.dates import periode
from cllaj_docs.rules.campagne import Montants, compute_montants
from cllaj_docs.rules.diffusion import COUT_APPEL, COUT_INCONNU, COUT_INDICATEUR, Diffusion, find_seuil
from cllaj_docs.rules.liquidation import ZERO, Liquidation, compute_liquidation
from cllaj_docs.rules.secret import Cellule, Masque, Relation, hide

Focus = Literal["tous", "ase", "ase_inconnu"]

FOCUS: tuple[Focus, ...] = ("tous", "ase", "ase_inconnu")

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Part:
    """The share of an operator in a sum. ``valeur`` is ``None`` when it is not in the sum: ``raison`` says why."""

    operateur: str
    valeur: int | None
    raison: str = ""


@dataclass(frozen=True, slots=True)
class Somme:
    """A count over the operators: ``total`` is that of those who give it, ``None`` when none does."""

    code: CodeIndicateur
    focus: Focus
    parts: tuple[Part, ...]

    @property
    def comptees(self) -> tuple[Part, ...]:
        """The shares that are summed."""
        return tuple(part for part in self.parts if part.valeur is not None)

    @property
    def total(self) -> int | None:
        """The sum of what is known."""
        return sum(part.valeur or 0 for part in self.comptees) if self.comptees else None

    @property
    def cle(self) -> str:
        """Its name among the counts of the report."""
        return f"{self.code}.{self.focus}"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What could not be summed: of whom, and why. ``indicateur`` is ``None`` when none of its counts is."""

    operateur: str
    raison: str
    indicateur: CodeIndicateur | None = None


@dataclass(frozen=True, slots=True)
class Compte:
    """The money of an operator. ``liquidation`` is ``None`` as long as its report is not in."""

    operateur: str
    montants: Montants
    liquidation: Liquidation | None


@dataclass(frozen=True, slots=True)
class Nature:
    """The actions of a kind: planned, carried out, sessions held (those that are known) by how many actions."""

    type: str
    prevues: int
    menees: int
    seances: int
    seances_connues: int


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A campaign as one. ``operateurs`` are those that have a convention, ``rapports`` those whose report is in."""

    operateurs: tuple[str, ...]
    rapports: tuple[str, ...]
    appel: Appel
    departement: Departement
    periode: str
    sommes: tuple[Somme, ...]
    exclusions: tuple[Exclusion, ...]
    comptes: tuple[Compte, ...]
    natures: tuple[Nature, ...]
    seuil: int

    def somme(self, code: CodeIndicateur, focus: Focus) -> Somme | None:
        """Give a sum; ``None`` when nobody is asked for it."""
        return next((somme for somme in self.sommes if (somme.code, somme.focus) == (code, focus)), None)

    @property
    def montants(self) -> Montants:
        """The amounts of all operators."""
        return sum((compte.montants for compte in self.comptes), Montants())

    @property
    def argent(self) -> Argent:
        """The amounts that the reports settle."""
        return sum((Argent.of(compte) for compte in self.comptes), Argent())


@dataclass(frozen=True, slots=True)
class Argent:
    """What is due to operators whose report is in, against what they were paid, in euros."""

    du: Decimal = ZERO
    verse: Decimal = ZERO
    reste: Decimal = ZERO
    trop_percu: Decimal = ZERO

    @classmethod
    def of(cls, compte: Compte) -> Argent:
        """Give the amounts of an operator: none without its report."""
        found = compte.liquidation
        return cls(found.du, found.deja_verse, found.net_a_payer, found.trop_percu) if found else cls()

    def __add__(self, other: Argent) -> Argent:
        return Argent(
            self.du + other.du,
            self.verse + other.verse,
            self.reste + other.reste,
            self.trop_percu + other.trop_percu,
        )

    @property
    def prouve(self) -> bool:
        """Whether what is due is what was paid, more what is left to pay, less what is to be paid back."""
        return self.du == self.verse + self.reste - self.trop_percu


def consolidate(dossiers: Sequence[Dossier]) -> Consolidation:
    """Sum the final reports of a campaign. Raises ``ValueError`` when no dossier has a convention."""
    engaged = [dossier for dossier in dossiers if dossier.decision and dossier.convention]
    if not engaged:
        raise ValueError("aucun dossier n’a de convention : rien à consolider")
    names = _names(engaged)
    reports = [(name, dossier) for name, dossier in zip(names, engaged, strict=True) if dossier.bilan]
    reference = _reference(reports or list(zip(names, engaged, strict=True)))
    seuils = [find_seuil(dossier.bilan) for _, dossier in reports if dossier.bilan]
    excluded = tuple(_exclusions(names, engaged, reference))
    sommes = tuple(_sums(reports, reference.appel, excluded))
    return Consolidation(
        operateurs=tuple(names),
        rapports=tuple(name for name, _ in reports),
        appel=reference.appel,
        departement=_most([dossier.departement for dossier in engaged], lambda one: one.model_dump_json()),
        periode=reference.periode,
        sommes=sommes,
        exclusions=(*excluded, *dict.fromkeys(_unknown(sommes, excluded))),
        comptes=tuple(_account(name, dossier) for name, dossier in zip(names, engaged, strict=True)),
        natures=tuple(_natures(dossier for _, dossier in reports)),
        seuil=max(seuils, default=0),
    )


def _names(dossiers: Sequence[Dossier]) -> list[str]:
    """Name each operator; two of one name are told apart by their conventions."""
    counts = Counter(dossier.porteur.nom for dossier in dossiers)
    return [
        dossier.porteur.nom
        if counts[dossier.porteur.nom] == 1 or dossier.convention is None
        else f"{dossier.porteur.nom} (convention n° {dossier.convention.numero})"
        for dossier in dossiers
    ]


# --- what can be summed ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reference:
    """The call, the period and the definitions of most reports."""

    appel: Appel
    periode: str
    definitions: Mapping[CodeIndicateur, Any]


def _reference(reports: Sequence[tuple[str, Dossier]]) -> _Reference:
    dossiers = [dossier for _, dossier in reports]
    codes = [indicateur.code for indicateur in dossiers[0].appel.indicateurs]
    return _Reference(
        _most([dossier.appel for dossier in dossiers], lambda appel: appel.model_dump_json()),
        _most([_period(dossier) for dossier in dossiers], str),
        {code: _most([_definition(dossier.appel, code) for dossier in dossiers], str) for code in codes},
    )


def _most(values: Sequence[_Value], key: Any) -> _Value:
    """Give the value that comes the most often, the first of those."""
    counts = Counter(key(value) for value in values)
    return max(values, key=lambda value: counts[key(value)])


def _period(dossier: Dossier) -> str:
    """Write the period of an action, as it is told: the counts of a report are those of its action."""
    if dossier.convention is None:
        return ""
    return periode(dossier.convention.periode_action.debut, dossier.convention.periode_action.fin)


def _definition(appel: Appel, code: CodeIndicateur) -> tuple[Any, ...]:
    """Give all that says what an indicator counts: two reports are summed when it is the same."""
    ages = (appel.ages.minimum, appel.ages.maximum)
    own = appel.indicateur(code).definition
    rule = appel.comptage.sens if code == "contacts" else appel.comptage.entretiens_minimum
    return own, appel.definition_ase, ages, rule if code in ("contacts", "jeunes_accompagnes") else None


def _exclusions(names: Sequence[str], dossiers: Sequence[Dossier], reference: _Reference) -> Iterator[Exclusion]:
    """List what is left out of the sums before any figure is looked at."""
    for name, dossier in zip(names, dossiers, strict=True):
        if dossier.bilan is None:
            yield Exclusion(name, "bilan final non remis")
        elif _period(dossier) != reference.periode:
            yield Exclusion(name, f"autre période : {_period(dossier)}")
        else:
            for code, definition in reference.definitions.items():
                if _definition(dossier.appel, code) != definition:
                    yield Exclusion(name, "autre définition de ce qui est compté", code)


def _sums(reports: Sequence[tuple[str, Dossier]], appel: Appel, excluded: Sequence[Exclusion]) -> Iterator[Somme]:
    reasons = {(exclusion.operateur, exclusion.indicateur): exclusion.raison for exclusion in excluded}
    for indicateur in appel.indicateurs:
        for focus in FOCUS if indicateur.code != "contacts" else FOCUS[:2]:
            parts = []
            for name, dossier in reports:
                raison = reasons.get((name, None)) or reasons.get((name, indicateur.code), "")
                valeur = None if raison or not dossier.bilan else _value(dossier, indicateur.code, focus)
                parts.append(Part(name, valeur, raison or ("" if valeur is not None else "non connu")))
            yield Somme(indicateur.code, focus, tuple(parts))


def _value(dossier: Dossier, code: CodeIndicateur, focus: Focus) -> int | None:
    """Give a count of a report. Where the ASE path is not known at all, no path that is not known is no news."""
    counted = getattr(dossier.bilan and dossier.bilan.indicateurs, code)
    found: int | None = getattr(counted, focus)
    return None if focus == "ase_inconnu" and counted.ase is None and found == 0 else found


def _unknown(sommes: Sequence[Somme], excluded: Sequence[Exclusion]) -> Iterator[Exclusion]:
    """List the counts that operators do not know."""
    told = {(exclusion.operateur, exclusion.indicateur) for exclusion in excluded}
    for somme in sommes:
        for part in somme.parts:
            whole = (part.operateur, None) in told or (part.operateur, somme.code) in told
            if part.valeur is None and not whole:
                what = "nombre non connu" if somme.focus == "tous" else "nombre de jeunes ASE non connu"
                yield Exclusion(part.operateur, what, somme.code)


# --- money and actions -----------------------------------------------------------------------------------------------


def _account(name: str, dossier: Dossier) -> Compte:
    liquidation = None
    if dossier.bilan and dossier.decision and dossier.convention:
        liquidation = compute_liquidation(
            dossier.decision.montant,
            dossier.convention.regle_solde,
            dossier.projet.budget,
            dossier.bilan.compte_rendu,
            dossier.paiements,
        )
    return Compte(name, compute_montants(dossier) or Montants(), liquidation)


def _natures(dossiers: Iterator[Dossier]) -> Iterator[Nature]:
    rows: dict[str, list[tuple[bool, int | None]]] = {kind: [] for kind in _KINDS}
    for dossier in dossiers:
        done = {action.code: action for action in dossier.bilan.actions} if dossier.bilan else {}
        for action in dossier.projet.actions:
            held = done.get(action.code)
            rows[_kind(action)].append((held is not None, held.seances if held else None))
    for kind, found in rows.items():
        if found:
            known = [seances for _, seances in found if seances is not None]
            yield Nature(kind, len(found), sum(was for was, _ in found), sum(known), len(known))


_KINDS = ("permanence", "atelier", "aller_vers", "accompagnement")


def _kind(action: Action) -> str:
    return action.type


# --- what may be published -------------------------------------------------------------------------------------------


DETAIL_MAX = 100
"""Most reports whose shares are published, each protected against all the others."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Counts of an indicator, and what binds them."""

    cellules: dict[str, Cellule] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)


def diffuse(consolidation: Consolidation) -> Diffusion:
    """Tell which counts the published version hides, by name: ``jeunes_recus.ase`` and ``jeunes_recus.ase[2]``.

    Beyond ``DETAIL_MAX`` reports only totals are published: shares would take minutes to protect. The threshold is the
    strictest of the reports. A reader knows the sums over operators and, for each of them and for
    all, that everybody is with an ASE path, without one, or of a path not known.
    """
    if not consolidation.rapports:
        return Diffusion(None)
    masques: dict[str, Masque] = {}
    ranks = list(range(len(consolidation.rapports)))
    detailed = len(ranks) <= DETAIL_MAX
    for code in dict.fromkeys(somme.code for somme in consolidation.sommes):
        table = _Table()
        for somme in (somme for somme in consolidation.sommes if somme.code == code):
            _add_sum(table, somme, detailed=detailed)
            if not detailed:
                masques |= dict.fromkeys((f"{somme.cle}[{rank}]" for rank in ranks), "tu")
        for place in ("", *(f"[{rank}]" for rank in ranks)):
            _split(table, code, place)
        _bind_others(table, code, ranks)
        masques |= hide(table.cellules, table.relations, consolidation.seuil)
    return Diffusion(consolidation.seuil, MappingProxyType(masques))


def _add_sum(table: _Table, somme: Somme, *, detailed: bool) -> None:
    if somme.total is None:
        return
    cost = {"tous": COUT_APPEL, "ase": COUT_INDICATEUR, "ase_inconnu": COUT_INCONNU}[somme.focus]
    table.cellules[somme.cle] = Cellule(somme.total, cout=cost * 10)
    names = []
    for rank, part in enumerate(somme.parts if detailed else ()):
        if part.valeur is not None:
            table.cellules[f"{somme.cle}[{rank}]"] = Cellule(part.valeur, cout=cost)
            names.append(f"{somme.cle}[{rank}]")
    if names:
        table.relations.append(Relation(somme.cle, tuple(names)))


def _split(table: _Table, code: str, place: str) -> None:
    """Bind all to those with an ASE path, those of a path not known, and the others, that a subtraction gives."""
    names = [f"{code}.{focus}{place}" for focus in FOCUS]
    known = [name for name in names[1:] if name in table.cellules]
    if names[0] not in table.cellules or names[1] not in known:
        return
    rest = table.cellules[names[0]].valeur - sum(table.cellules[name].valeur for name in known)
    if rest >= 0:
        table.cellules[f"{code}.autres{place}"] = Cellule(rest, imprimee=False)
        table.relations.append(Relation(names[0], (*known, f"{code}.autres{place}")))


def _bind_others(table: _Table, code: str, ranks: Sequence[int]) -> None:
    """Bind the others of all operators to their total, when every operator has both."""
    whole, parts = f"{code}.autres", tuple(f"{code}.autres[{rank}]" for rank in ranks)
    found = tuple(name for name in parts if name in table.cellules)
    total = sum(table.cellules[name].valeur for name in found)
    if whole in table.cellules and found and table.cellules[whole].valeur == total:
        table.relations.append(Relation(whole, found))
