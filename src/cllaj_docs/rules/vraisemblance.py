"""Findings on a reporting table: what cannot be true, what is probably a slip, what the counts leave aside.

Each check is one small generator in the table ``CHECKS``. A finding names rows, never what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from cllaj_docs.domain.appel import TrancheAge
from cllaj_docs.domain.periode import Periode
from cllaj_docs.domain.tableau import FEUILLES, ActionSuivie, Evenement, Fait, Jeune, Releve, Reperage, Tableau
from cllaj_docs.rules.constat import Constat, constat
from cllaj_docs.rules.donnee_personnelle import NATURES
from cllaj_docs.rules.profil import first_days
from cllaj_docs.rules.selection import CONTACTS, FINANCABLES, PHYSIQUES, Selection, is_accompanied, is_ours

A_DISTANCE = frozenset({"telephone", "courriel", "formulaire", "reseau"})
"""Channels through which nobody is received."""

_SHOWN = 20
"""Rows that a finding lists."""

_TELLING = 6
"""Traits that two rows must share, none of them empty, to be taken for the same youth."""

_Fact = TypeVar("_Fact", Jeune, Evenement, ActionSuivie)


@dataclass(frozen=True, slots=True)
class Examen:
    """A table that is looked at: what was read, what counts, and by which rules.

    ``periode`` is counted, ``action`` is the whole action: rows may come after the last day counted, not after its end.
    """

    releve: Releve
    selection: Selection
    periode: Periode
    action: Periode
    ages: TrancheAge
    numero_convention: str | None

    @property
    def tableau(self) -> Tableau:
        """The facts."""
        return self.releve.tableau


def check_tableau(examen: Examen) -> tuple[Constat, ...]:
    """Give every finding, in the order of ``CHECKS``."""
    return tuple(constat for rule in CHECKS for constat in rule(examen))


def _finding(code: str, facts: Iterable[Fait], message: str) -> Iterator[Constat]:
    """Make the finding of the rows, if there are any, sheet by sheet."""
    by_sheet: dict[str, list[int]] = {}
    for fact in facts:
        by_sheet.setdefault(FEUILLES[type(fact)], []).append(fact.ligne)
    for sheet, rows in by_sheet.items():
        place = Reperage(sheet, "", tuple(rows[:_SHOWN]), len(rows))
        yield constat(code, message, str(place))


# --- how it was noted ------------------------------------------------------------------------------------------------


def _personal(examen: Examen) -> Iterator[Constat]:
    for place in examen.releve.personnelles:
        nature = NATURES.get(place.nature, place.nature)  # type: ignore[call-overload]
        message = f"ressemble à {nature} : retirez-la du tableau, rien ne doit y désigner un jeune"
        yield constat("DONNEE_PERSONNELLE", message, str(place))


def _formulas(examen: Examen) -> Iterator[Constat]:
    for place in examen.releve.formules:
        message = "formule : c’est sa dernière valeur enregistrée qui est lue"
        yield constat("FORMULE", message, str(place))


def _added(examen: Examen) -> Iterator[Constat]:
    for place in examen.releve.ajoutees:
        what = "colonne" if place.colonne else "feuille"
        yield constat("AJOUT_NON_LU", f"{what} ajoutée au formulaire : elle n’est pas lue", str(place))
    for place in examen.releve.sans_fait:
        message = "seules des colonnes ajoutées sont remplies : cette ligne ne compte pour rien"
        yield constat("LIGNE_SANS_FAIT", message, str(place))


def _absent_sheets(examen: Examen) -> Iterator[Constat]:
    for sheet, facts, consequence in (
        ("ACTIONS", examen.tableau.actions, "le nombre de jeunes des actions nouvelles n’est pas connu"),
        ("LOGEMENTS", examen.tableau.logements, "le nombre de jeunes logés n’est pas connu"),
    ):
        if facts is None:
            yield constat("FEUILLE_ABSENTE", f"feuille absente : {consequence}", f"feuille {sheet}")


# --- rows that point at nothing, or twice at the same ----------------------------------------------------------------


def _unknown_youths(examen: Examen) -> Iterator[Constat]:
    known = {jeune.id_jeune for jeune in examen.tableau.jeunes}
    facts = [fact for fact in examen.tableau.evenements if fact.id_jeune is not None and fact.id_jeune not in known]
    housed = [fact for fact in examen.tableau.logements or () if fact.id_jeune not in known]
    message = "ce jeune n’est pas dans la feuille JEUNES : ajoutez-le ou corrigez son identifiant"
    yield from _finding("JEUNE_INCONNU", (*facts, *housed), message)


def _unknown_actions(examen: Examen) -> Iterator[Constat]:
    if examen.tableau.actions is None:
        return
    known = {action.id_action for action in examen.tableau.actions}
    facts = [fact for fact in examen.tableau.evenements if fact.id_action is not None and fact.id_action not in known]
    message = "cette action n’est pas dans la feuille ACTIONS : ajoutez-la ou corrigez son identifiant"
    yield from _finding("ACTION_INCONNUE", facts, message)


def _twice(facts: Iterable[_Fact], key: Callable[[_Fact], object]) -> list[_Fact]:
    """Give the rows whose key an earlier row has; a row without a key has no double."""
    seen: set[object] = set()
    again = []
    for fact in facts:
        own = key(fact)
        if own is None:
            continue
        if own in seen:
            again.append(fact)
        seen.add(own)
    return again


def _same_identifiers(examen: Examen) -> Iterator[Constat]:
    youths = _twice(examen.tableau.jeunes, lambda jeune: jeune.id_jeune)
    message = "cet identifiant désigne déjà un jeune plus haut : une ligne par jeune"
    yield from _finding("DOUBLON_JEUNE", youths, message)
    actions = _twice(examen.tableau.actions or (), lambda action: action.id_action)
    message = "cet identifiant désigne déjà une action plus haut : une ligne par action"
    yield from _finding("DOUBLON_ACTION", actions, message)
    events = _twice(examen.tableau.evenements, lambda event: event.id_evt)
    message = "ce numéro d’événement sert déjà plus haut : la ligne est comptée, vérifiez qu’elle n’est pas un doublon"
    yield from _finding("DOUBLON_EVENEMENT", events, message)


def _probable_doubles(examen: Examen) -> Iterator[Constat]:
    events = _twice(examen.tableau.evenements, lambda event: event[2:] if event.id_jeune else None)
    message = "même jour, même jeune, même chose qu’une ligne plus haut : la ligne est comptée, vérifiez-la"
    yield from _finding("DOUBLON_PROBABLE", events, message)
    youths = _twice(examen.tableau.jeunes, lambda jeune: jeune[2:] if _tells_enough(jeune) else None)
    message = "tout est identique à une ligne plus haut, sauf l’identifiant : peut-être le même jeune"
    yield from _finding("DOUBLON_PROBABLE", youths, message)


def _tells_enough(jeune: Jeune) -> bool:
    return jeune.date_debut_accomp is not None and sum(trait is not None for trait in jeune[2:]) >= _TELLING


# --- dates and ages --------------------------------------------------------------------------------------------------


def _out_of_period(examen: Examen) -> Iterator[Constat]:
    periode = examen.action
    events = [fact for fact in examen.tableau.evenements if not periode.contains(fact.date)]
    housed = [fact for fact in examen.tableau.logements or () if not periode.contains(fact.date_acces)]
    yield from _finding("HORS_PERIODE", (*events, *housed), "hors de la période : cette ligne ne compte pas")


def _accompaniment_dates(examen: Examen) -> Iterator[Constat]:
    reversed_, orphans = [], []
    for jeune in examen.tableau.jeunes:
        debut, fin = jeune.date_debut_accomp, jeune.date_fin_accomp
        if fin is not None and debut is None:
            orphans.append(jeune)
        elif fin is not None and debut is not None and fin < debut:
            reversed_.append(jeune)
    message = "l’accompagnement finit avant de commencer : corrigez l’une des deux dates"
    yield from _finding("ACCOMPAGNEMENT_INVERSE", reversed_, message)
    message = "l’accompagnement a une fin et pas de début : il n’est pas compté"
    yield from _finding("ACCOMPAGNEMENT_SANS_DEBUT", orphans, message)


def _ages(examen: Examen) -> Iterator[Constat]:
    """Compare the age of the year of the first event, give or take the birthday, with the ages of the call."""
    first = first_days(examen.selection)
    low, high = examen.ages.minimum, examen.ages.maximum
    outside = [
        jeune
        for jeune in examen.tableau.jeunes
        if jeune.annee_naissance is not None
        and (day := first.get(jeune.id_jeune)) is not None
        and not low <= day.year - jeune.annee_naissance <= high + 1
    ]
    message = f"l’âge au premier événement sort du public de l’appel ({low} à {high} ans)"
    yield from _finding("AGE_HORS_PUBLIC", outside, message)


# --- events and their actions ----------------------------------------------------------------------------------------


def _closed_actions(examen: Examen) -> Iterator[Constat]:
    actions = {action.id_action: action for action in examen.tableau.actions or ()}
    early, late = [], []
    for fact in examen.selection.evenements:
        action = actions.get(fact.id_action or "")
        if action and action.date_ouverture and fact.date < action.date_ouverture:
            early.append(fact)
        elif action and action.date_fin and fact.date > action.date_fin:
            late.append(fact)
    yield from _finding("ACTION_PAS_OUVERTE", early, "événement antérieur à l’ouverture de son action")
    yield from _finding("ACTION_CLOSE", late, "événement postérieur à la fin de son action")


def _visits_and_actions(examen: Examen) -> Iterator[Constat]:
    """Look for visits without their action, and for actions that what happened does not fit."""
    kinds = {action.id_action: action.type for action in examen.tableau.actions or ()}
    expected = {"visite_permanence": "permanence", "participation_atelier": "atelier"}
    alone, other, remote = [], [], []
    for fact in examen.selection.evenements:
        wanted, kind = expected.get(fact.type), kinds.get(fact.id_action or "")
        if wanted and fact.id_action is None:
            alone.append(fact)
        elif wanted and kind and kind != wanted:
            other.append(fact)
        elif kind in FINANCABLES and fact.type not in PHYSIQUES:
            remote.append(fact)
    message = "visite ou participation sans id_action : elle ne peut pas compter dans les actions nouvelles"
    yield from _finding("VISITE_SANS_ACTION", alone, message)
    message = "le type de l’événement n’est pas celui de son action : c’est celui de l’action qui compte"
    yield from _finding("TYPE_DIFFERENT", other, message)
    message = (
        "rattaché à une permanence ou à un atelier sans que le jeune y soit reçu : ne compte pas dans ses visiteurs"
    )
    yield from _finding("ACTION_SANS_VISITE", remote, message)


def _financed_actions(examen: Examen) -> Iterator[Constat]:
    ours = [action for action in examen.tableau.actions or () if action.type in FINANCABLES]
    unknown = [action for action in ours if action.financee_par_convention is None]
    message = "financee_par_convention est vide : l’action n’est pas comptée, répondez oui ou non"
    yield from _finding("FINANCEMENT_INCONNU", unknown, message)
    financed = [action for action in ours if action.financee_par_convention]
    foreign = [action for action in financed if not is_ours(action, examen.numero_convention)]
    yield from _finding("AUTRE_CONVENTION", foreign, "financée par une autre convention : non comptée ici")
    old = [action for action in financed if action not in foreign and _is_old(action, examen.periode)]
    message = "financée par la convention sans être nouvelle : vérifiez qu’elle a été développée par ce financement"
    yield from _finding("ACTION_ANCIENNE", old, message)


def _is_old(action: ActionSuivie, periode: Periode) -> bool:
    opened = action.date_ouverture
    return action.nouvelle is False or (opened is not None and opened < periode.debut)


# --- what the counts leave aside -------------------------------------------------------------------------------------


def _contacts_without_way(examen: Examen) -> Iterator[Constat]:
    facts = [fact for fact in examen.selection.evenements if fact.type in CONTACTS and fact.sens is None]
    yield from _finding("SENS_INCONNU", facts, "sens vide : le contact n’est pas compté, écrivez entrant ou sortant")


def _anonymous_visits(examen: Examen) -> Iterator[Constat]:
    facts = [fact for fact in examen.selection.visites if fact.id_jeune is None]
    message = "jeune reçu sans id_jeune : il n’est pas compté parmi les jeunes distincts"
    yield from _finding("VENUE_ANONYME", facts, message)


def _received_from_afar(examen: Examen) -> Iterator[Constat]:
    facts = [fact for fact in examen.selection.visites if fact.canal in A_DISTANCE]
    message = "jeune reçu physiquement, mais par un canal à distance : il est compté, vérifiez le type ou le canal"
    yield from _finding("RECU_A_DISTANCE", facts, message)


def _inclusions(examen: Examen) -> Iterator[Constat]:
    """Look for youths who got housing without being accompanied, or are accompanied without an event."""
    selection = examen.selection
    housed = [fact for fact in selection.logements or () if fact.id_jeune not in selection.accompagnes]
    message = "jeune logé qui n’est pas compté parmi les accompagnés : vérifiez ses dates d’accompagnement"
    yield from _finding("LOGE_NON_ACCOMPAGNE", housed, message)
    seen = {fact.id_jeune for fact in selection.evenements}
    silent = [
        jeune
        for jeune in examen.tableau.jeunes
        if jeune.id_jeune in selection.accompagnes and jeune.id_jeune not in seen
    ]
    message = "jeune accompagné sans aucun événement dans la période"
    yield from _finding("ACCOMPAGNE_SANS_EVENEMENT", silent, message)
    accompanied = {jeune.id_jeune for jeune in examen.tableau.jeunes if is_accompanied(jeune, examen.periode)}
    interviews = [
        fact
        for fact in selection.evenements
        if fact.type == "entretien_accomp" and fact.id_jeune is not None and fact.id_jeune not in accompanied
    ]
    message = "entretien d’un jeune qui n’a pas d’accompagnement en cours : vérifiez ses dates d’accompagnement"
    yield from _finding("ENTRETIEN_SANS_ACCOMPAGNEMENT", interviews, message)


CHECKS: tuple[Callable[[Examen], Iterator[Constat]], ...] = (
    _personal,
    _formulas,
    _added,
    _absent_sheets,
    _unknown_youths,
    _unknown_actions,
    _same_identifiers,
    _probable_doubles,
    _out_of_period,
    _accompaniment_dates,
    _ages,
    _closed_actions,
    _visits_and_actions,
    _financed_actions,
    _contacts_without_way,
    _anonymous_visits,
    _received_from_afar,
    _inclusions,
)
