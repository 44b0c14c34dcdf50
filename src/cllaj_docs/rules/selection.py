"""Which facts of the reporting table count for what, in a period: the only place where that is decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from cllaj_docs.domain.appel import RegleComptage
from cllaj_docs.domain.colonne import plain
from cllaj_docs.domain.periode import Periode
from cllaj_docs.domain.tableau import ActionSuivie, Evenement, Fait, Jeune, Logement, Tableau

PHYSIQUES = frozenset({"accueil_physique", "entretien_accomp", "visite_permanence", "participation_atelier"})
"""Events in which a youth is received. Meeting youths outside (aller-vers) is not receiving them."""

CONTACTS = frozenset({"contact_tel", "contact_mail"})

FINANCABLES = frozenset({"permanence", "atelier"})
"""Types of the actions that the fifth indicator is about."""

ISSUES_INCONNUES = frozenset({None, "perdu_de_vue", "inconnu"})
"""Ends of an accompaniment that do not tell where the youth lives."""

_OfYouth = TypeVar("_OfYouth", Evenement, Logement)
ParJeune: TypeAlias = Mapping[str, Sequence[Fait]]
"""Rows by youth; as a collection, the distinct youths."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The facts of a period, ends included, by what they count for.

    ``parcours`` is the ASE path by youth; ``finances`` the type of each financed action. What depends on a sheet that
    is not there is ``None``.
    """

    parcours: Mapping[str, str]
    evenements: Sequence[Evenement]
    telephone: Sequence[Evenement]
    courriel: Sequence[Evenement]
    visites: Sequence[Evenement]
    recus: ParJeune
    accompagnes: ParJeune
    logements: Sequence[Logement] | None
    loges: ParJeune | None
    issues_connues: ParJeune | None
    finances: Mapping[str, str] | None
    en_permanence: ParJeune | None
    en_atelier: ParJeune | None

    def of_path(self, youths: Iterable[str], parcours: str) -> frozenset[str]:
        """Keep the youths whose ASE path is ``oui``, ``non`` or ``inconnu``."""
        return frozenset(youth for youth in youths if self.parcours.get(youth, "inconnu") == parcours)


def select(tableau: Tableau, periode: Periode, regle: RegleComptage, numero_convention: str | None) -> Selection:
    """Sort the facts of a period."""
    debut, fin = periode.debut, periode.fin
    evenements = [fact for fact in tableau.evenements if debut <= fact.date <= fin]
    visites = [fact for fact in evenements if fact.type in PHYSIQUES]
    accompagnes = _accompanied(tableau.jeunes, evenements, periode, regle)
    logements = tableau.logements and [fact for fact in tableau.logements if debut <= fact.date_acces <= fin]
    loges = None if logements is None else by_youth(logements)
    finances = None if tableau.actions is None else financed(tableau.actions, numero_convention)
    return Selection(
        parcours=parcours_of(tableau.jeunes),
        evenements=evenements,
        telephone=[fact for fact in evenements if fact.type == "contact_tel" and fact.sens in regle.sens],
        courriel=[fact for fact in evenements if fact.type == "contact_mail" and fact.sens in regle.sens],
        visites=visites,
        recus=by_youth(visites),
        accompagnes=accompagnes,
        logements=logements,
        loges=loges,
        issues_connues=None if loges is None else _known_outcomes(loges, accompagnes),
        finances=finances,
        en_permanence=None if finances is None else _visitors(visites, finances, "permanence"),
        en_atelier=None if finances is None else _visitors(visites, finances, "atelier"),
    )


def parcours_of(jeunes: Iterable[Jeune]) -> dict[str, str]:
    """Give the ASE path by youth. Nothing noted, or two rows that disagree, is not known."""
    found: dict[str, str] = {}
    for jeune in jeunes:
        parcours = jeune.parcours_ase or "inconnu"
        found[jeune.id_jeune] = parcours if found.get(jeune.id_jeune, parcours) == parcours else "inconnu"
    return found


def by_youth(facts: Iterable[_OfYouth]) -> dict[str, list[Fait]]:
    """Gather facts by youth, without those that name nobody."""
    found: dict[str | None, list[Fait]] = defaultdict(list)
    for fact in facts:
        found[fact.id_jeune].append(fact)
    return {youth: own for youth, own in found.items() if youth is not None}


def is_accompanied(jeune: Jeune, periode: Periode) -> bool:
    """Tell whether the accompaniment of a row is active on one day of the period at least."""
    debut, fin = jeune.date_debut_accomp, jeune.date_fin_accomp
    if debut is None or debut > periode.fin:
        return False
    return fin is None or fin >= max(debut, periode.debut)


def _accompanied(
    jeunes: Iterable[Jeune], evenements: Iterable[Evenement], periode: Periode, regle: RegleComptage
) -> ParJeune:
    """Give the youths whose accompaniment meets the period, with enough interviews in it where the rule asks."""
    interviews = by_youth(fact for fact in evenements if fact.type == "entretien_accomp")
    found: dict[str, list[Fait]] = {}
    for jeune in jeunes:
        own = interviews.get(jeune.id_jeune, [])
        if is_accompanied(jeune, periode) and len(own) >= regle.entretiens_minimum:
            found.setdefault(jeune.id_jeune, list(own)).insert(0, jeune)
    return found


def _known_outcomes(loges: ParJeune, accompagnes: ParJeune) -> ParJeune:
    """Give the youths housed in the period, and those accompanied whose end tells where they live."""
    found = {youth: list(facts) for youth, facts in loges.items()}
    for youth, facts in accompagnes.items():
        ends = [fact for fact in facts if isinstance(fact, Jeune) and fact.motif_fin_accomp not in ISSUES_INCONNUES]
        if ends:
            found.setdefault(youth, []).extend(ends)
    return found


def financed(actions: Iterable[ActionSuivie], numero_convention: str | None) -> dict[str, str]:
    """Give the type of the permanences and workshops that the convention finances, by identifier.

    Two rows of one identifier that disagree finance nothing: a finding says so.
    """
    kinds: dict[str, set[str | None]] = {}
    for action in actions:
        ours = action.type in FINANCABLES and action.financee_par_convention and is_ours(action, numero_convention)
        kinds.setdefault(action.id_action, set()).add(action.type if ours else None)
    return {code: kind for code, (kind, *others) in kinds.items() if kind is not None and not others}


def is_ours(action: ActionSuivie, numero_convention: str | None) -> bool:
    """Tell whether an action names this convention, or none."""
    if numero_convention is None or action.no_convention is None:
        return True
    return f" {plain(numero_convention)} " in f" {plain(action.no_convention)} "


def _visitors(visites: Iterable[Evenement], finances: Mapping[str, str], kind: str) -> ParJeune:
    return by_youth(fact for fact in visites if finances.get(fact.id_action or "") == kind)
