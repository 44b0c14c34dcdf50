"""Sentences on the results, written by rule: what was reached, out of what, and never why.

A cause is for the operator's own words. Agreement: zero and one are singular (« aucun jeune n’a été reçu »), two and
more plural; what is not known is said to be not known, and what a version hides is said to be hidden, without anything
that would give it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from cllaj_docs.documents.effectif import Compte, LigneIndicateur, Resultat, read_compte
from cllaj_docs.domain.bilan import Indicateurs
from cllaj_docs.french.agreement import SEUIL_PLURIEL, compte, pluriel
from cllaj_docs.french.figures import nombre, pourcentage
from cllaj_docs.rules.diffusion import Diffusion


@dataclass(frozen=True, slots=True)
class _Mots:
    """How a count is told: of one, of several, of none; then of those with an ASE path among them, or apart."""

    nom: str
    de_ce_nom: str
    un: str
    plusieurs: str
    aucun: str
    ase_nom: str = "jeune ayant eu un parcours ASE"
    ase_noms: str = "jeunes ayant eu un parcours ASE"
    ase_un: str = "a eu un parcours ASE"
    ase_plusieurs: str = "ont eu un parcours ASE"
    ase_aucun: str = "n’a eu de parcours ASE"
    ase_pas_lui: str = "n’a pas eu de parcours ASE"


_MOTS: Mapping[str, _Mots] = MappingProxyType(
    {
        "contacts": _Mots(
            nom="contact",
            de_ce_nom="de contacts",
            un="a été reçu",
            plusieurs="ont été reçus",
            aucun="n’a été reçu",
            ase_nom="contact de jeune ayant eu un parcours ASE",
            ase_noms="contacts de jeunes ayant eu un parcours ASE",
            ase_un="vient d’un jeune ayant eu un parcours ASE",
            ase_plusieurs="viennent de jeunes ayant eu un parcours ASE",
            ase_aucun="ne vient d’un jeune ayant eu un parcours ASE",
            ase_pas_lui="ne vient pas d’un jeune ayant eu un parcours ASE",
        ),
        "jeunes_recus": _Mots(
            nom="jeune",
            de_ce_nom="de jeunes reçus",
            un="a été reçu",
            plusieurs="ont été reçus",
            aucun="n’a été reçu",
        ),
        "jeunes_accompagnes": _Mots(
            nom="jeune",
            de_ce_nom="de jeunes accompagnés",
            un="a été accompagné",
            plusieurs="ont été accompagnés",
            aucun="n’a été accompagné",
        ),
        "jeunes_loges": _Mots(
            nom="jeune",
            de_ce_nom="de jeunes ayant accédé à un logement",
            un="a accédé à un logement",
            plusieurs="ont accédé à un logement",
            aucun="n’a accédé à un logement",
        ),
        "jeunes_actions_nouvelles": _Mots(
            nom="jeune",
            de_ce_nom="de jeunes venus dans les actions nouvelles",
            un="est venu dans les actions nouvelles",
            plusieurs="sont venus dans les actions nouvelles",
            aucun="n’est venu dans les actions nouvelles",
        ),
    }
)


def comment(ligne: LigneIndicateur) -> str:
    """Tell one indicator: all, then those with an ASE path, then those whose path is not known."""
    mots = _MOTS[ligne.code]
    sentences = [_tell_all(mots, ligne.tous), _tell_ase(mots, ligne), _tell_unknown(ligne.ase_inconnu)]
    return " ".join(sentence for sentence in sentences if sentence)


def _tell_all(mots: _Mots, resultat: Resultat) -> str:
    obtenu = resultat.obtenu
    if obtenu.masque == "petit":
        return f"M{_few(obtenu, mots.nom)} {mots.plusieurs}{_planned(resultat)}."
    if obtenu.valeur is None:
        return f"Le nombre {mots.de_ce_nom} {_not_told(obtenu)}{_target_alone(resultat)}."
    if obtenu.valeur == 0:
        return f"Aucun {mots.nom} {mots.aucun}{_compared(resultat)}."
    verb = mots.un if obtenu.valeur == 1 else mots.plusieurs
    return f"{compte(obtenu.valeur, mots.nom)} {verb}{_compared(resultat, among=' sur les')}."


def _tell_ase(mots: _Mots, ligne: LigneIndicateur) -> str:
    """Tell those with an ASE path, as a part of all when all is told and is more than one, else apart."""
    resultat, obtenu, tous = ligne.ase, ligne.ase.obtenu, ligne.tous.obtenu.valeur
    if obtenu.masque == "petit":
        apart = f"M{_few(obtenu, mots.ase_nom, mots.ase_noms)} {mots.plusieurs}"
        told = f"Parmi eux, moins de {obtenu.seuil} {mots.ase_plusieurs}" if tous else apart
        return f"{told}{_planned(resultat)}."
    if obtenu.valeur is None:
        return f"Le nombre de {mots.ase_noms} {_not_told(obtenu)}{_target_alone(resultat)}."
    if obtenu.valeur == 0 and tous == 0 and resultat.cible is None:
        return ""
    told = _none_ase(mots, tous) if obtenu.valeur == 0 else _some_ase(mots, obtenu.valeur, tous)
    return f"{told}{_compared(resultat)}."


def _none_ase(mots: _Mots, tous: int | None) -> str:
    if not tous:
        return f"Aucun {mots.ase_nom} {mots.aucun}"
    return f"Il {mots.ase_pas_lui}" if tous == 1 else f"Aucun {mots.ase_aucun}"


def _some_ase(mots: _Mots, ase: int, tous: int | None) -> str:
    one = ase == 1
    if tous is None:
        return f"{compte(ase, mots.ase_nom, mots.ase_noms)} {mots.un if one else mots.plusieurs}"
    if tous == 1 and one:
        return f"Il {mots.ase_un}"
    return f"Parmi eux, {nombre(ase)} {mots.ase_un if one else mots.ase_plusieurs}"


def _tell_unknown(inconnu: Compte | None) -> str:
    if inconnu is None or inconnu.valeur == 0:
        return ""
    if inconnu.masque == "petit":
        return f"Le parcours de m{_few(inconnu, 'jeune')} n’est pas connu."
    if inconnu.valeur is None:
        return f"Le nombre de jeunes dont le parcours n’est pas connu {_not_told(inconnu)}."
    if inconnu.valeur == 1:
        return "Le parcours d’un jeune n’est pas connu."
    return f"Le parcours de {compte(inconnu.valeur, 'jeune')} n’est pas connu."


def _few(obtenu: Compte, nom: str, noms: str | None = None) -> str:
    """« moins de 5 jeunes », without its first letter: it may open a sentence."""
    return f"oins de {compte(obtenu.seuil or 0, nom, noms)}"


def _not_told(obtenu: Compte) -> str:
    return "n’est pas publié" if obtenu.masque else "n’est pas connu"


def _compared(resultat: Resultat, among: str = ", sur les") -> str:
    """Compare with the target: « sur les 40 prévus, soit 92,5 % de l’objectif », « pour 40 prévus » once exceeded."""
    cible, obtenu = resultat.cible, resultat.obtenu.valeur or 0
    if cible is None:
        return "\u202f; aucune cible n’était fixée"
    if cible == 0:
        return ", alors qu’aucun n’était prévu" if obtenu else ", et aucun n’était prévu"
    if obtenu == 0 or resultat.taux is None:
        return _planned(resultat)
    reached = f"{among} {compte(cible, 'prévu')}" if obtenu <= cible and cible > 1 else _planned(resultat)
    return f"{reached}, soit {_rate(resultat.taux)} de l’objectif"


def _planned(resultat: Resultat) -> str:
    """Give the target without a comparison: what was reached is none, or is not told."""
    if resultat.cible is None:
        return "\u202f; aucune cible n’était fixée"
    return f", pour {compte(resultat.cible, 'prévu')}" if resultat.cible else ", alors qu’aucun n’était prévu"


def _target_alone(resultat: Resultat) -> str:
    if resultat.cible is None:
        return ""
    return f" ({compte(resultat.cible, 'prévu')})" if resultat.cible else " (aucun prévu)"


def _rate(taux: Decimal) -> str:
    """Write a rate to a tenth of a per cent; one that only rounding would make null or whole is said to be near it."""
    rounded = taux.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    if rounded == 0:
        return f"moins de {pourcentage(Decimal('0.001'))}"
    if rounded == 1 and taux != 1:
        return f"{'un peu moins' if taux < 1 else 'un peu plus'} de {pourcentage(rounded)}"
    return pourcentage(taux)


# --- what an indicator is made of ------------------------------------------------------------------------------------


def detail_indicateurs(indicateurs: Indicateurs, diffusion: Diffusion) -> tuple[str, ...]:
    """Tell the contacts by kind, for how many youths the outcome is known, and who came to new actions."""

    def read(code: str, field: str) -> Compte:
        return read_compte(diffusion, f"indicateurs.{code}.{field}", getattr(getattr(indicateurs, code), field))

    return (
        f"Contacts : {_count(read('contacts', 'telephone'), 'contact téléphonique')} et "
        f"{_count(read('contacts', 'courriel'), 'saisie par courriel', 'saisies par courriel')}.",
        _outcomes("Accès au logement", "jeune accompagné", read, "tous"),
        _outcomes("Accès au logement des jeunes ASE", "jeune ASE accompagné", read, "ase"),
        _new_actions(*(read("jeunes_actions_nouvelles", field) for field in ("tous", "permanences", "ateliers"))),
    )


def _outcomes(titre: str, nom: str, read: Callable[[str, str], Compte], focus: str) -> str:
    connue, tous = read("jeunes_loges", f"situation_connue_{focus}"), read("jeunes_accompagnes", focus)
    if connue.valeur is None and connue.masque != "petit":
        return f"{titre} : le nombre de jeunes dont la situation est connue {_not_told(connue)}."
    return f"{titre} : situation connue pour {_count(connue, 'jeune')} sur {_count(tous, nom)}."


def _new_actions(tous: Compte, permanences: Compte, ateliers: Compte) -> str:
    text = f"Actions nouvelles : {_count(permanences, 'jeune')} en permanence et {_count(ateliers, 'jeune')} en atelier"
    if tous.valeur is None or permanences.valeur is None or ateliers.valeur is None:
        return f"{text}. Un jeune venu aux deux ne compte qu’une fois."
    both = permanences.valeur + ateliers.valeur - tous.valeur
    came = {0: "aucun n’est venu aux deux", 1: "1 est venu aux deux et ne compte qu’une fois"}
    return f"{text} ; {came.get(both, f'{nombre(both)} sont venus aux deux et ne comptent qu’une fois')}."


def _count(obtenu: Compte, nom: str, noms: str | None = None) -> str:
    """Write a count and what it counts: « 37 jeunes », « moins de 5 jeunes », « un nombre non connu de jeunes »."""
    if obtenu.valeur is not None:
        return compte(obtenu.valeur, nom, noms)
    if obtenu.masque == "petit":
        return f"m{_few(obtenu, nom, noms)}"
    return f"un nombre {obtenu.texte} de {pluriel(SEUIL_PLURIEL, nom, noms)}"
