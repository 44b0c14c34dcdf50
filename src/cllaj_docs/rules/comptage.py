"""The indicators of the call, counted from the reporting table: contacts, or distinct youths, as the call says.

What is not known is apart, never a no: youths whose ASE path is not known, housing that nobody noted, rows that name
nobody. Each figure comes with the rows that make it. Source of the counts: the call, « Indicateurs d’évaluation », and
the definitions that the convention prints (``appel.indicateurs``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cllaj_docs.domain.appel import RegleComptage
from cllaj_docs.domain.bilan import Contacts, Indicateurs, Jeunes, JeunesActions, JeunesLoges
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.periode import Periode
from cllaj_docs.domain.profil import Profil
from cllaj_docs.domain.suivi import Mois, Suivi
from cllaj_docs.domain.tableau import Fait, Jeune, Tableau
from cllaj_docs.rules.mensuel import compute_mois
from cllaj_docs.rules.profil import compute_profil
from cllaj_docs.rules.selection import ParJeune, Selection, by_youth, select


@dataclass(frozen=True, slots=True)
class Chiffre:
    """One figure: its path among the indicators (``jeunes_recus.ase``), what it counts, its value, the rows behind it.

    ``valeur`` is ``None`` when the table cannot tell.
    """

    chemin: str
    libelle: str
    valeur: int | None
    preuves: tuple[Fait, ...]


@dataclass(frozen=True, slots=True)
class Comptage:
    """What a table says of a period. ``complements`` are figures that no indicator holds, printed beside them."""

    periode: Periode
    indicateurs: Indicateurs
    chiffres: tuple[Chiffre, ...]
    complements: tuple[Chiffre, ...]
    profil: Profil
    profil_ase: Profil
    mois: tuple[Mois, ...]

    def as_suivi(self) -> Suivi:
        """Give the part of the dossier that says where the action stands."""
        anonymes = next(figure.valeur for figure in self.complements if figure.chemin == "contacts_anonymes")
        return Suivi(
            periode=self.periode,
            indicateurs=self.indicateurs,
            contacts_anonymes=anonymes or 0,
            mois=self.mois,
            profil=self.profil,
        )


def compute_comptage(
    tableau: Tableau, periode: Periode, regle: RegleComptage, numero_convention: str | None = None
) -> Comptage:
    """Count the indicators of a period, both ends included.

    ``numero_convention`` sets aside the actions that bear the number of another one.
    """
    selection = select(tableau, periode, regle, numero_convention)
    chiffres = (*_contacts(selection), *_youths(selection))
    profil, profil_ase = compute_profil(tableau, selection)
    return Comptage(
        periode=periode,
        indicateurs=_indicators({chiffre.chemin: chiffre.valeur for chiffre in chiffres}),
        chiffres=chiffres,
        complements=tuple(_complements(tableau, selection, periode)),
        profil=profil,
        profil_ase=profil_ase,
        mois=compute_mois(tableau, selection, periode),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a report that the table does not give: its path, what the report says, what the table gives."""

    chemin: str
    rapport: int | None
    tableau: int | None

    def __str__(self) -> str:
        told, counted = ("non connu" if value is None else str(value) for value in (self.rapport, self.tableau))
        return f"{self.chemin} : {told} dans le rapport, {counted} dans le tableau"


def compare(rapport: Modele, tableau: Modele, chemin: str) -> tuple[Difference, ...]:
    """List the counts of a part of a report that differ from those counted, both of one model."""
    found: list[Difference] = []
    for name in type(rapport).model_fields:
        told, counted = getattr(rapport, name), getattr(tableau, name)
        if isinstance(told, Modele) and isinstance(counted, Modele):
            found += compare(told, counted, f"{chemin}.{name}")
        elif isinstance(told, int | None) and isinstance(counted, int | None) and told != counted:
            found.append(Difference(f"{chemin}.{name}", told, counted))
    return tuple(found)


def _contacts(selection: Selection) -> Iterator[Chiffre]:
    telephone, courriel, parcours = selection.telephone, selection.courriel, selection.parcours
    ase = [fact for fact in (*telephone, *courriel) if fact.id_jeune and parcours.get(fact.id_jeune) == "oui"]
    for chemin, libelle, facts in (
        ("contacts.telephone", "Contacts téléphoniques", telephone),
        ("contacts.courriel", "Saisies par courriel", courriel),
        ("contacts.ase", "Contacts de jeunes au parcours ASE", ase),
    ):
        yield Chiffre(chemin, libelle, len(facts), tuple(facts))


def _youths(selection: Selection) -> Iterator[Chiffre]:
    """Count the distinct youths of indicators 2 to 5."""
    permanence, atelier = selection.en_permanence, selection.en_atelier
    venus = None if permanence is None or atelier is None else _union(permanence, atelier)
    for code, libelle, youths in (
        ("jeunes_recus", "Jeunes reçus", selection.recus),
        ("jeunes_accompagnes", "Jeunes accompagnés", selection.accompagnes),
        ("jeunes_loges", "Jeunes ayant accédé au logement", selection.loges),
        ("jeunes_actions_nouvelles", "Jeunes des permanences et ateliers financés", venus),
    ):
        yield _figure(f"{code}.tous", f"{libelle}, tous", youths)
        yield _of_path(selection, f"{code}.ase", f"{libelle}, au parcours ASE", youths, "oui")
        yield _of_path(selection, f"{code}.ase_inconnu", f"{libelle}, au parcours non connu", youths, "inconnu")
    known = selection.issues_connues
    yield _figure("jeunes_loges.situation_connue_tous", "Situation connue pour le logement, tous", known)
    yield _of_path(
        selection, "jeunes_loges.situation_connue_ase", "Situation connue pour le logement, ASE", known, "oui"
    )
    yield _figure("jeunes_actions_nouvelles.permanences", "Jeunes des permanences financées", permanence)
    yield _figure("jeunes_actions_nouvelles.ateliers", "Jeunes des ateliers financés", atelier)


def _union(one: ParJeune, other: ParJeune) -> ParJeune:
    return {youth: (*one.get(youth, ()), *other.get(youth, ())) for youth in dict.fromkeys((*one, *other))}


def _figure(chemin: str, libelle: str, youths: ParJeune | None) -> Chiffre:
    if youths is None:
        return Chiffre(chemin, libelle, None, ())
    return Chiffre(chemin, libelle, len(youths), tuple(fact for facts in youths.values() for fact in facts))


def _of_path(selection: Selection, chemin: str, libelle: str, youths: ParJeune | None, parcours: str) -> Chiffre:
    if youths is None:
        return Chiffre(chemin, libelle, None, ())
    kept = selection.of_path(youths, parcours)
    return _figure(chemin, libelle, {youth: facts for youth, facts in youths.items() if youth in kept})


def _indicators(values: dict[str, int | None]) -> Indicateurs:
    """Give the figures the shape of the report."""

    def part(code: str) -> dict[str, int | None]:
        own = {path.removeprefix(f"{code}."): value for path, value in values.items() if path.startswith(f"{code}.")}
        return {name: value for name, value in own.items() if value is not None}

    return Indicateurs(
        contacts=Contacts.model_validate(part("contacts")),
        jeunes_recus=Jeunes.model_validate(part("jeunes_recus")),
        jeunes_accompagnes=Jeunes.model_validate(part("jeunes_accompagnes")),
        jeunes_loges=JeunesLoges.model_validate(part("jeunes_loges")),
        jeunes_actions_nouvelles=JeunesActions.model_validate(part("jeunes_actions_nouvelles")),
    )


def _complements(tableau: Tableau, selection: Selection, periode: Periode) -> Iterator[Chiffre]:
    """Count what the indicators leave out: rows that name nobody, visits rather than visitors, what began."""
    contacts = (*selection.telephone, *selection.courriel)
    yield _figure("contacts_jeunes", "Jeunes distincts qui ont pris contact", by_youth(contacts))
    yield _rows("contacts_anonymes", "Contacts sans jeune identifié", [f for f in contacts if f.id_jeune is None])
    yield _rows(
        "evenements_anonymes",
        "Événements sans jeune identifié",
        [f for f in selection.evenements if f.id_jeune is None],
    )
    yield _rows("visites", "Visites, entretiens et participations", selection.visites)
    if selection.finances is not None:
        finances = selection.finances
        yield _rows(
            "participations",
            "Venues dans les actions financées",
            [f for f in selection.visites if f.id_action in finances],
        )
    entrants = [
        fact
        for facts in selection.accompagnes.values()
        for fact in facts
        if isinstance(fact, Jeune) and fact.date_debut_accomp and periode.contains(fact.date_debut_accomp)
    ]
    yield _rows("accompagnements_nouveaux", "Accompagnements ouverts dans la période", entrants)
    if selection.logements is not None:
        yield _rows(
            "logements_autonomes", "Accès à un logement autonome", [f for f in selection.logements if f.autonome]
        )
    unknown = [jeune for jeune in tableau.jeunes if selection.parcours[jeune.id_jeune] == "inconnu"]
    yield _rows("parcours_inconnus", "Jeunes du tableau au parcours ASE non connu", unknown)


def _rows(chemin: str, libelle: str, facts: Iterable[Fait]) -> Chiffre:
    rows = tuple(facts)
    return Chiffre(chemin, libelle, len(rows), rows)
