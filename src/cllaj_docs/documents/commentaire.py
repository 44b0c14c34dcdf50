"""Sentences on the results, written by rule from the figures: what was reached, out of what, and never why.

A cause is for the operator's own words. Agreement: zero and one are singular (« aucun jeune n’a été reçu »), two and
more plural; what is not known is said to be not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cllaj_docs.domain.appel import CodeIndicateur
from cllaj_docs.french.agreement import compte
from cllaj_docs.french.figures import nombre, pourcentage
from cllaj_docs.rules.indicateur import Mesure, Realisation


@dataclass(frozen=True, slots=True)
class _Mots:
    """How a count is told: what is said of one, of several and of none, then of those with an ASE path among them."""

    nom: str
    nom_complet: str
    un: str
    plusieurs: str
    aucun: str
    ase_un: str = "a eu un parcours ASE"
    ase_plusieurs: str = "ont eu un parcours ASE"
    ase_aucun: str = "n’a eu de parcours ASE"


_MOTS: Mapping[CodeIndicateur, _Mots] = MappingProxyType(
    {
        "contacts": _Mots(
            nom="contact",
            nom_complet="contacts",
            un="a été reçu",
            plusieurs="ont été reçus",
            aucun="n’a été reçu",
            ase_un="vient d’un jeune ayant eu un parcours ASE",
            ase_plusieurs="viennent de jeunes ayant eu un parcours ASE",
            ase_aucun="ne vient d’un jeune ayant eu un parcours ASE",
        ),
        "jeunes_recus": _Mots(
            nom="jeune",
            nom_complet="jeunes reçus",
            un="a été reçu",
            plusieurs="ont été reçus",
            aucun="n’a été reçu",
        ),
        "jeunes_accompagnes": _Mots(
            nom="jeune",
            nom_complet="jeunes accompagnés",
            un="a été accompagné",
            plusieurs="ont été accompagnés",
            aucun="n’a été accompagné",
        ),
        "jeunes_loges": _Mots(
            nom="jeune",
            nom_complet="jeunes ayant accédé à un logement",
            un="a accédé à un logement",
            plusieurs="ont accédé à un logement",
            aucun="n’a accédé à un logement",
        ),
        "jeunes_actions_nouvelles": _Mots(
            nom="jeune",
            nom_complet="jeunes venus dans les actions nouvelles",
            un="est venu dans les actions nouvelles",
            plusieurs="sont venus dans les actions nouvelles",
            aucun="n’est venu dans les actions nouvelles",
        ),
    }
)


def comment(realisation: Realisation) -> str:
    """Tell one indicator: all, then those with an ASE path, then those whose path is not known."""
    mots = _MOTS[realisation.indicateur.code]
    sentences = [_tell_all(mots, realisation.tous), _tell_ase(mots, realisation.ase)]
    if realisation.ase_inconnu == 1:
        sentences.append("Le parcours d’un jeune n’est pas connu.")
    elif realisation.ase_inconnu:
        sentences.append(f"Le parcours de {compte(realisation.ase_inconnu, 'jeune')} n’est pas connu.")
    return " ".join(sentences)


def _tell_all(mots: _Mots, mesure: Mesure) -> str:
    if mesure.resultat is None:
        return f"Le nombre de {mots.nom_complet} n’est pas connu{_target_alone(mesure)}."
    if mesure.resultat == 0:
        return f"Aucun {mots.nom} {mots.aucun}{_compared(mesure)}."
    verb = mots.un if mesure.resultat == 1 else mots.plusieurs
    return f"{compte(mesure.resultat, mots.nom)} {verb}{_compared(mesure)}."


def _tell_ase(mots: _Mots, mesure: Mesure) -> str:
    if mesure.resultat is None:
        return f"La part des parcours ASE n’est pas connue{_target_alone(mesure)}."
    if mesure.resultat == 0:
        return f"Aucun {mots.ase_aucun}{_compared(mesure)}."
    verb = mots.ase_un if mesure.resultat == 1 else mots.ase_plusieurs
    return f"Parmi eux, {nombre(mesure.resultat)} {verb}{_compared(mesure)}."


def _compared(mesure: Mesure) -> str:
    """Compare with the target: « sur les 40 prévus, soit 92,5 % de l’objectif », « pour 40 prévus » once exceeded."""
    if mesure.cible is None or mesure.resultat is None:
        return " ; aucune cible n’était fixée"
    if mesure.cible == 0:
        return ", pour aucun prévu"
    planned = compte(mesure.cible, "prévu")
    if mesure.resultat == 0 or mesure.taux is None:
        return f", pour {planned}"
    below = mesure.resultat <= mesure.cible
    among = f" sur les {planned}" if below and mesure.cible > 1 else f", pour {planned}"
    return f"{among}, soit {pourcentage(mesure.taux)} de l’objectif"


def _target_alone(mesure: Mesure) -> str:
    if mesure.cible is None:
        return ""
    return f" ({compte(mesure.cible, 'prévu')})" if mesure.cible else " (aucun prévu)"
