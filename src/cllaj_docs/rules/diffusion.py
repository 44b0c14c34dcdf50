"""Which counts of a report may be published: its cells, what binds them, and the secrecy that follows.

The contractual report is exact: the solde depends on it. The version that may be published hides small counts
(``secret.py``). Here every count of youths that the report prints is a cell, named by its path in ``bilan``, and every
sum that a reader can make of them is a relation, those that nobody prints included: youths without an ASE path, youths
who came to a permanence and to a workshop, accompanied youths whose outcome is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cllaj_docs.domain.bilan import Bilan, Indicateurs
from cllaj_docs.domain.profil import Profil
from cllaj_docs.domain.projet import Projet
from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.rules.secret import Cellule, Masque, Relation, hide

COUT_APPEL = 1000
COUT_INDICATEUR = 300
COUT_DETAIL = 100
COUT_INCONNU = 50
COUT_SITUATION = 30
COUT_PARTICIPANTS = 20
COUT_PROFIL = 2
"""What a reader loses with a count: the five that the call asks for are hidden for others last, the profile first."""

_FOCUS = ("tous", "ase")
_APPEL = (
    "contacts.tous",
    "jeunes_recus.ase",
    "jeunes_accompagnes.ase",
    "jeunes_loges.ase",
    "jeunes_actions_nouvelles.tous",
)
_JEUNES = ("jeunes_recus", "jeunes_accompagnes", "jeunes_loges", "jeunes_actions_nouvelles")


@dataclass(frozen=True, slots=True)
class Diffusion:
    """What may be printed. Without a threshold everything may: ``EXACTE``.

    ``masques`` says why a count is hidden, by its path in ``bilan`` (``indicateurs.jeunes_recus.ase``,
    ``actions[0].participants``, ``profil.sexe.femme``); a count that is not there may be printed.
    """

    seuil: int | None
    masques: Mapping[str, Masque] = field(default_factory=lambda: MappingProxyType({}))


EXACTE = Diffusion(None)
"""The contractual version: every figure as it is."""


def find_seuil(bilan: Bilan) -> int:
    """Give the smallest count of persons that the published version prints: the report's own, or the usual one."""
    if bilan.seuil_diffusion is not None:
        return bilan.seuil_diffusion
    seuils = {row["code"]: row["valeur"] for row in read_shipped("rules", "secret.toml")["seuils"]}
    usual: int = seuils["usuel"]
    return usual


def compute_diffusion(projet: Projet, bilan: Bilan) -> Diffusion:
    """Tell which counts of a report the published version hides."""
    seuil = find_seuil(bilan)
    table = _Table()
    _add_contacts(table, bilan.indicateurs)
    for code in _JEUNES:
        _add_youths(table, bilan.indicateurs, code)
    _add_outcomes(table, bilan.indicateurs)
    _add_new_actions(table, bilan.indicateurs)
    _add_nested_indicators(table)
    _add_participants(table, projet, bilan)
    _add_profiles(table, bilan)
    return Diffusion(seuil, MappingProxyType(dict(hide(table.cellules, table.relations, seuil))))


class _Table:
    """Cells and relations being gathered. A count that is not known makes no cell."""

    def __init__(self) -> None:
        self.cellules: dict[str, Cellule] = {}
        self.relations: list[Relation] = []

    def add(self, nom: str, valeur: int | None, cout: int) -> None:
        """Add a printed count."""
        if valeur is not None:
            self.cellules[nom] = Cellule(valeur, cout=cout)

    def split(self, total: str, parts: tuple[str, ...], rest: str, *, sensible: bool = True) -> None:
        """Bind a total to parts of it: ``rest`` is what a reader finds by subtraction.

        Left out when the total or every part is not known, and when the figures say otherwise: readers cannot rely on
        it either.
        """
        known = tuple(nom for nom in parts if nom in self.cellules)
        if total not in self.cellules or not known:
            return
        left = self.cellules[total].valeur - sum(self.cellules[nom].valeur for nom in known)
        if left >= 0:
            self.cellules[rest] = Cellule(left, imprimee=False, sensible=sensible)
            self.relations.append(Relation(total, (*known, rest)))

    def sum(self, total: str, parts: tuple[str, ...]) -> None:
        """Bind a total to all of its parts, when all are known."""
        if total in self.cellules and all(nom in self.cellules for nom in parts):
            self.relations.append(Relation(total, parts))


def _add_contacts(table: _Table, resultats: Indicateurs) -> None:
    contacts, place = resultats.contacts, "indicateurs.contacts"
    table.add(f"{place}.telephone", contacts.telephone, COUT_DETAIL)
    table.add(f"{place}.courriel", contacts.courriel, COUT_DETAIL)
    table.add(f"{place}.tous", contacts.tous, COUT_APPEL)
    table.add(f"{place}.ase", contacts.ase, COUT_INDICATEUR)
    table.sum(f"{place}.tous", (f"{place}.telephone", f"{place}.courriel"))
    table.split(f"{place}.tous", (f"{place}.ase",), f"{place}.autres")


def _add_youths(table: _Table, resultats: Indicateurs, code: str) -> None:
    """Add an indicator: all are the sum of those with an ASE path, those whose path is not known, and the others."""
    jeunes, place = getattr(resultats, code), f"indicateurs.{code}"
    for focus in _FOCUS:
        cout = COUT_APPEL if f"{code}.{focus}" in _APPEL else COUT_INDICATEUR
        table.add(f"{place}.{focus}", getattr(jeunes, focus), cout)
    table.add(f"{place}.ase_inconnu", jeunes.ase_inconnu, COUT_INCONNU)
    # Without the ASE count, what is left mixes two groups that nobody can tell apart.
    known = jeunes.ase is not None
    table.split(f"{place}.tous", (f"{place}.ase", f"{place}.ase_inconnu"), f"{place}.autres", sensible=known)


def _add_outcomes(table: _Table, resultats: Indicateurs) -> None:
    """Add « situation connue pour x jeunes sur y »: what is left is those without news, then those without housing."""
    loges = "indicateurs.jeunes_loges"
    for focus in _FOCUS:
        connue = f"{loges}.situation_connue_{focus}"
        table.add(connue, getattr(resultats.jeunes_loges, f"situation_connue_{focus}"), COUT_SITUATION)
        table.split(f"indicateurs.jeunes_accompagnes.{focus}", (connue,), f"{loges}.sans_nouvelle_{focus}")
        table.split(connue, (f"{loges}.{focus}",), f"{loges}.non_loges_{focus}")
    table.split(
        f"{loges}.situation_connue_tous", (f"{loges}.situation_connue_ase",), f"{loges}.situation_connue_autres"
    )


def _add_new_actions(table: _Table, resultats: Indicateurs) -> None:
    """Add the union: youths of permanences alone, of workshops alone, of both."""
    jeunes, place = resultats.jeunes_actions_nouvelles, "indicateurs.jeunes_actions_nouvelles"
    table.add(f"{place}.permanences", jeunes.permanences, COUT_DETAIL)
    table.add(f"{place}.ateliers", jeunes.ateliers, COUT_DETAIL)
    if jeunes.tous is None:
        return
    if jeunes.permanences is None or jeunes.ateliers is None:
        table.split(f"{place}.tous", (f"{place}.permanences",), f"{place}.ateliers_seuls")
        table.split(f"{place}.tous", (f"{place}.ateliers",), f"{place}.permanences_seules")
        return
    both = jeunes.permanences + jeunes.ateliers - jeunes.tous
    alone = {
        "permanences_seules": jeunes.permanences - both,
        "ateliers_seuls": jeunes.ateliers - both,
        "les_deux": both,
    }
    for nom, valeur in alone.items():
        table.cellules[f"{place}.{nom}"] = Cellule(valeur, imprimee=False)
    table.sum(f"{place}.tous", tuple(f"{place}.{nom}" for nom in alone))
    table.sum(f"{place}.permanences", (f"{place}.permanences_seules", f"{place}.les_deux"))
    table.sum(f"{place}.ateliers", (f"{place}.ateliers_seuls", f"{place}.les_deux"))


def _add_nested_indicators(table: _Table) -> None:
    """Add what readers presume: who got housing was accompanied, who was accompanied or came to an action was received.

    The difference is no count of persons: the inclusion is not certain.
    """
    for inner, outer in (
        ("jeunes_loges", "jeunes_accompagnes"),
        ("jeunes_accompagnes", "jeunes_recus"),
        ("jeunes_actions_nouvelles", "jeunes_recus"),
    ):
        for focus in _FOCUS:
            names = (f"indicateurs.{outer}.{focus}", f"indicateurs.{inner}.{focus}")
            table.split(names[0], names[1:], f"{names[0]} hors {inner}", sensible=False)


def _add_participants(table: _Table, projet: Projet, bilan: Bilan) -> None:
    """Add the youths of each action: each permanence lies within their union, and so does each workshop.

    When all of a kind are known, the union is also within their sum: the excess is of those who came to several.
    """
    ranks = {action.code: rank for rank, action in enumerate(bilan.actions)}
    for rank, action in enumerate(bilan.actions):
        table.add(f"actions[{rank}].participants", action.participants, COUT_PARTICIPANTS)
    for kind, total in (("permanence", "permanences"), ("atelier", "ateliers")):
        codes = [action.code for action in projet.actions if action.type == kind]
        names = [f"actions[{ranks[code]}].participants" for code in codes if code in ranks]
        union, visits = f"indicateurs.jeunes_actions_nouvelles.{total}", f"{total}.venues"
        for nom in names:
            table.split(union, (nom,), f"{union} hors {nom}")
        if codes and len(names) == len(codes) and all(nom in table.cellules for nom in names):
            came = sum(table.cellules[nom].valeur for nom in names)
            table.cellules[visits] = Cellule(came, imprimee=False, sensible=False)
            table.sum(visits, tuple(names))
            table.split(visits, (union,), f"{total}.revenus")


def _add_profiles(table: _Table, bilan: Bilan) -> None:
    """Add the profile tables; a table that adds up to its indicator shares its cell with it."""
    for key in ("profil", "profil_ase"):
        profil: Profil | None = getattr(bilan, key)
        for name, _, repartition in profil.repartitions if profil else ():
            codes = [categorie.code for categorie in repartition.categories]
            for categorie in repartition.categories:
                table.add(f"{key}.{name}.{categorie.code}", categorie.effectif, COUT_PROFIL)
            total = total_of(bilan, key, name)
            if total not in table.cellules:
                table.add(total, repartition.total, COUT_DETAIL)
            table.sum(total, tuple(f"{key}.{name}.{code}" for code in codes))
            for code in codes if key == "profil_ase" else ():
                table.split(f"profil.{name}.{code}", (f"{key}.{name}.{code}",), f"profil.{name}.{code} hors ASE")


def total_of(bilan: Bilan, key: str, name: str) -> str:
    """Name the count that a profile table adds up to: that of its indicator when they agree, its own otherwise."""
    focus = "ase" if key == "profil_ase" else "tous"
    code = "jeunes_loges" if name == "logement_obtenu" else "jeunes_recus"
    repartition = getattr(getattr(bilan, key), name)
    agrees = getattr(getattr(bilan.indicateurs, code), focus) == repartition.total
    return f"indicateurs.{code}.{focus}" if agrees else f"{key}.{name}.total"
