"""The state of the action part-way: counts of the reporting table up to a day, month by month. Never a person.

The part is written by ``cllaj-docs reporting calculer``, which counts it from the table; only ``commentaire`` is typed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from pydantic import Field

from cllaj_docs.domain.bilan import Indicateurs
from cllaj_docs.domain.field import Effectif, Jour, Markdown
from cllaj_docs.domain.model import Modele, coherence
from cllaj_docs.domain.periode import Periode
from cllaj_docs.domain.profil import Profil
from cllaj_docs.errors import Faute


class Mois(Modele, title="Mois"):
    """One month of the period, or the part of it that the period holds.

    A youth counts once a month among those received, and once in the whole period among the new ones. ``None`` is what
    the table cannot tell.
    """

    debut: Jour = Field(title="Début", description="Premier jour compté du mois.")
    contacts: Effectif = Field(title="Contacts", description="Contacts téléphoniques et saisies par courriel.")
    jeunes_recus: Effectif = Field(title="Jeunes reçus", description="Jeunes distincts reçus dans le mois.")
    nouveaux_jeunes: Effectif = Field(title="Nouveaux jeunes", description="Reçus pour la première fois de la période.")
    jeunes_accompagnes: Effectif = Field(title="Jeunes accompagnés", description="Accompagnement actif dans le mois.")
    jeunes_loges: Effectif | None = Field(None, title="Jeunes logés", description="Entrés dans un logement.")
    jeunes_actions_nouvelles: Effectif | None = Field(
        None, title="Jeunes des actions nouvelles", description="Jeunes distincts des actions financées."
    )

    @coherence
    def _new_within_received(self) -> Iterator[Faute]:
        if self.nouveaux_jeunes > self.jeunes_recus:
            yield Faute(
                "nouveaux_jeunes",
                f"{self.nouveaux_jeunes} nouveaux jeunes, plus que {self.jeunes_recus} reçus dans le mois",
            )


class Suivi(Modele, title="Suivi"):
    """Counts of the table, from the first day of the action to the last day counted."""

    periode: Periode = Field(title="Période", description="Du début de l’action au dernier jour compté.")
    indicateurs: Indicateurs = Field(title="Indicateurs", description="Résultats à cette date.")
    contacts_anonymes: Effectif = Field(
        0, title="Contacts anonymes", description="Contacts qui ne désignent aucun jeune du tableau."
    )
    mois: tuple[Mois, ...] = Field(min_length=1, max_length=120, title="Mois", description="Série mensuelle.")
    profil: Profil | None = Field(
        None, title="Profil des jeunes", description="Jeunes reçus, par âge, sexe, situation…"
    )
    commentaire: Markdown | None = Field(
        None, title="Commentaire", description="Avancement, difficultés, ajustements proposés."
    )

    @coherence
    def _months_follow(self) -> Iterator[Faute]:
        expected = tuple(month_starts(self.periode.debut, self.periode.fin))
        if tuple(mois.debut for mois in self.mois) != expected:
            yield Faute("mois", f"la série doit compter {len(expected)} mois, un par mois de la période, dans l’ordre")

    @coherence
    def _months_add_up(self) -> Iterator[Faute]:
        contacts = sum(mois.contacts for mois in self.mois)
        if self.indicateurs.contacts.tous is not None and contacts != self.indicateurs.contacts.tous:
            yield Faute("mois", f"{contacts} contacts sur les mois, {self.indicateurs.contacts.tous} en tout")
        recus = sum(mois.nouveaux_jeunes for mois in self.mois)
        if self.indicateurs.jeunes_recus.tous is not None and recus != self.indicateurs.jeunes_recus.tous:
            yield Faute(
                "mois", f"{recus} nouveaux jeunes sur les mois, {self.indicateurs.jeunes_recus.tous} reçus en tout"
            )


def month_starts(debut: datetime.date, fin: datetime.date) -> Iterator[datetime.date]:
    """Give the first day of each month of a period: its own first day, then the first of the months that follow."""
    day = debut
    while day <= fin:
        yield day
        year, month = divmod(day.year * 12 + day.month, 12)
        day = datetime.date(year, month + 1, 1)
