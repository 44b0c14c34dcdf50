"""Rules between fields: each on both sides of its limit, with the path of its fault."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.dossier import complete
from cllaj_docs.domain.faults import _read_partially
from cllaj_docs.domain.model import Modele

if TYPE_CHECKING:
    from domain.conftest import Essai

ABSENT = object()

ACCEPTED: list[dict[str, Any]] = [
    {"decision.montant": 20000, "convention.montant": 20000},
    {"decision.montant": Decimal("0.01")},
    {"decision.date": "2025-05-05"},
    {"porteur.representant.qualite": "Lectrice"},
    {"convention.montant": None},
    {"projet.date_candidature": "2025-04-01"},
    {"projet.date_candidature": "2025-05-09"},
    {"appel.ouverture": {"debut": "2025-05-05", "fin": "2025-05-05"}},
    {"projet.public": {"minimum": 16, "maximum": 30}},
    {"projet.public": {"minimum": 18, "maximum": 18}},
    {"projet.public": ABSENT},
    {"appel.ages.minimum": 30, "projet.public": {"minimum": 30, "maximum": 30}},
    {"projet.territoires": ["Arrageois", "Lens-Hénin"]},
    {"decision.executoire_le": "2025-07-07"},
    {"porteur.representant.habilitation": {"nature": "statuts", "date": "2024-03-02", "executoire_le": "2024-03-02"}},
    {
        "convention.references_corrigees": [
            {"code": "casf", "texte": "le Code"},
            {"code": "casf", "citation": "le Code"},
        ]
    },
    {"decision.executoire_le": ABSENT},
    {"convention.date_signature": "2025-07-07"},
    {"convention.date_notification": "2025-08-26"},
    {"convention.date_notification": ABSENT},
    {"convention.date_signature": "2025-10-06", "convention.date_notification": "2025-10-06"},
    {"convention.duree.debut": "2025-09-01", "convention.date_limite_bilan": "2026-08-31"},
    {"convention.duree.fin": "2026-11-30"},
    {"convention.date_signature": ABSENT, "convention.date_notification": ABSENT, "paiements": []},
    {"paiements[0].date": "2025-08-26"},
    {"porteur.compte.bic": "BDFEFRPP"},
    {"porteur.compte.bic": "EXMPBEBB", "porteur.compte.iban": "BE68539007547034"},
    {"projet.cibles.contacts": {"ase": 700, "tous": 700}},
    {"projet.cibles.contacts": {"ase": 700}},
    {"projet.cibles.contacts": {}},
    {"projet.cibles": ABSENT},
    {"bilan.indicateurs.contacts": {"telephone": 1, "courriel": 1, "ase": 2}},
    {"bilan.indicateurs.contacts": {"telephone": 1, "ase": 2}},  # the sum is not known: nothing to compare with
    {"bilan.indicateurs.contacts": {}},
    {"bilan.indicateurs.jeunes_recus": {"ase": 3, "tous": 5, "ase_inconnu": 2}},
    {"bilan.indicateurs.jeunes_recus": {"ase": 3, "ase_inconnu": 2}},
    {"bilan.indicateurs.jeunes_recus": {"ase": 0, "tous": 0}},
    {"bilan.indicateurs.jeunes_loges": {"ase": 3, "tous": 3, "situation_connue_ase": 3, "situation_connue_tous": 3}},
    {"bilan.indicateurs.jeunes_loges": {"situation_connue_ase": 0, "situation_connue_tous": 0}},
    {"bilan.indicateurs.jeunes_actions_nouvelles": {"tous": 5, "permanences": 5, "ateliers": 3}},
    {"bilan.indicateurs.jeunes_actions_nouvelles": {"tous": 8, "permanences": 5, "ateliers": 3}},
    {"bilan.indicateurs.jeunes_actions_nouvelles": {"tous": 9, "permanences": 5}},
    {"bilan.actions": [{"code": "P1"}]},
    {"bilan.actions[0].fin": "2025-09-08"},
    {"bilan.profil_ase": ABSENT},
    {"bilan.profil": {}, "bilan.profil_ase": {}},
    {"bilan.profil_ase.sexe": {"femme": 127, "homme": 133, "inconnu": 3}},
]

REFUSED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"porteur.representant.qualite": "la Présidente"}, {"porteur.representant.qualite": "sans article"}),
    ({"porteur.representant.qualite": "L’Administratrice"}, {"porteur.representant.qualite": "sans article"}),
    (
        {"decision.date": "2025-05-04", "decision.executoire_le": "2025-07-11"},
        {"decision.date": "précède la candidature"},
    ),
    (
        {
            "departement.signataire.habilitation": {
                "nature": "arrete",
                "date": "2025-03-17",
                "executoire_le": "2025-03-16",
            }
        },
        {"departement.signataire.habilitation.executoire_le": "précède l’acte (2025-03-17)"},
    ),
    (
        {"convention.references_corrigees": [{"code": "casf"}]},
        {"convention.references_corrigees[0].texte": "le texte du visa, la citation"},
    ),
    ({"decision.montant": Decimal("20000.01")}, {"decision.montant": "plafond de l’appel (20 000,00 €)"}),
    ({"appel.plafond": 10000}, {"decision.montant": "plafond de l’appel (10 000,00 €)"}),
    ({"projet.date_candidature": "2025-03-31"}, {"projet.date_candidature": "2025-04-01 à 2025-05-09"}),
    ({"projet.date_candidature": "2025-05-10"}, {"projet.date_candidature": "2025-04-01 à 2025-05-09"}),
    ({"projet.public": {"minimum": 15, "maximum": 30}}, {"projet.public": "16 à 30 ans"}),
    ({"projet.public": {"minimum": 16, "maximum": 31}}, {"projet.public": "16 à 30 ans"}),
    ({"projet.public": {"minimum": 25, "maximum": 24}}, {"projet.public.maximum": "inférieur au minimum (25)"}),
    ({"appel.ages.maximum": 15, "projet.public": ABSENT}, {"appel.ages.maximum": "inférieur au minimum (16)"}),
    (
        {"projet.territoires": ["Calaisis", "Artoix"]},
        {"projet.territoires[1]": "« Artoix » n’est pas un territoire de l’appel : Calaisis"},
    ),
    ({"decision.executoire_le": "2025-07-06"}, {"decision.executoire_le": "précède la délibération (2025-07-07)"}),
    ({"convention.date_signature": "2025-07-06"}, {"convention.date_signature": "précède la délibération"}),
    ({"convention.date_notification": "2025-08-25"}, {"convention.date_notification": "précède la signature"}),
    (
        {"convention.date_signature": ABSENT, "paiements": []},
        {"convention.date_notification": "donnez aussi sa date de signature"},
    ),
    (
        {"convention.date_signature": "2027-03-01", "convention.date_notification": ABSENT, "paiements": []},
        {"convention.date_signature": "suit la fin de la convention (2027-02-28)"},
    ),
    ({"convention.duree.debut": "2025-09-02"}, {"convention.periode_action": "sort de la durée"}),
    (
        {"convention.duree.fin": "2026-08-30", "convention.date_limite_bilan": "2026-08-31"},
        {"convention.periode_action": "sort de la durée", "convention.date_limite_bilan": "allongez la durée"},
    ),
    ({"convention.date_limite_bilan": "2026-08-30"}, {"convention.date_limite_bilan": "avant la fin de l’action"}),
    ({"convention.duree.fin": "2026-11-29"}, {"convention.date_limite_bilan": "allongez la durée"}),
    (
        {"convention.duree": {"debut": "2025-08-26", "fin": "2025-08-25"}},
        {
            "convention.duree.fin": "précède le début (2025-08-26)",
            "convention.periode_action": "sort de la durée",
            "convention.date_limite_bilan": "allongez la durée",
            "convention.date_signature": "suit la fin de la convention",
        },
    ),
    ({"paiements[0].date": "2025-08-25"}, {"paiements[0].date": "précède la signature (2025-08-26)"}),
    ({"convention": ABSENT}, {"paiements[0]": "suppose une convention signée"}),
    ({"porteur.compte.bic": "EXMPBEBB"}, {"porteur.compte.bic": "n’est pas celui de l’IBAN (FR)"}),
    ({"projet.actions[1].code": "P1"}, {"projet.actions[1].code": "« P1 » sert déjà", "bilan.actions[1].code": "P2"}),
    ({"bilan.actions[4].code": "Z9"}, {"bilan.actions[4].code": "n’est pas une action du projet : P1, P2, A1, V1, S1"}),
    ({"projet.cibles.jeunes_loges": {"ase": 46, "tous": 45}}, {"projet.cibles.jeunes_loges.ase": "dépasse la cible"}),
    (
        {"bilan.indicateurs.contacts": {"telephone": 1, "courriel": 1, "ase": 3}},
        {"bilan.indicateurs.contacts.ase": "dépassent l’ensemble des contacts (2)"},
    ),
    (
        {"bilan.indicateurs.jeunes_recus": {"ase": 3, "tous": 5, "ase_inconnu": 3}},
        {"bilan.indicateurs.jeunes_recus.tous": "dépassent l’ensemble (5)"},
    ),
    (
        {"bilan.indicateurs.jeunes_recus": {"tous": 5, "ase_inconnu": 6}},
        {"bilan.indicateurs.jeunes_recus.tous": "dépassent l’ensemble (5)"},
    ),
    (
        {"bilan.indicateurs.jeunes_loges": {"ase": 2, "tous": 5, "situation_connue_ase": 1}},
        {"bilan.indicateurs.jeunes_loges.situation_connue_ase": "moins que les 2 logés"},
    ),
    (
        {"bilan.indicateurs.jeunes_loges": {"ase": 2, "tous": 5, "situation_connue_tous": 4}},
        {"bilan.indicateurs.jeunes_loges.situation_connue_tous": "moins que les 5 logés"},
    ),
    (
        {"bilan.indicateurs.jeunes_loges": {"ase": 9, "tous": 5}},  # the rule of every count of youths
        {"bilan.indicateurs.jeunes_loges.tous": "dépassent l’ensemble (5)"},
    ),
    (
        {"bilan.indicateurs.jeunes_actions_nouvelles": {"tous": 4, "permanences": 5, "ateliers": 3}},
        {"bilan.indicateurs.jeunes_actions_nouvelles.tous": "compris entre 5 et 8"},
    ),
    (
        {"bilan.indicateurs.jeunes_actions_nouvelles": {"tous": 9, "permanences": 5, "ateliers": 3}},
        {"bilan.indicateurs.jeunes_actions_nouvelles.tous": "compris entre 5 et 8"},
    ),
    ({"bilan.actions[0].fin": "2025-09-07"}, {"bilan.actions[0].fin": "précède l’ouverture (2025-09-08)"}),
    (
        {"bilan.profil_ase.sexe.femme": 128},
        {"bilan.profil_ase.sexe.femme": "128 jeunes ASE, plus que 127 pour tous les jeunes"},
    ),
    ({"bilan.profil.sexe": ABSENT}, {"bilan.profil_ase.sexe": "« Sexe » n’est pas donné pour tous les jeunes"}),
    (
        {"bilan.profil": ABSENT, "bilan.profil_ase": {"sexe": {"femme": 1}, "orienteur": {"siao": 1}}},
        {"bilan.profil_ase.sexe": "ajoutez-le", "bilan.profil_ase.orienteur": "ajoutez-le"},
    ),
    (
        {"projet.budget.charges[0].rubrique": "74-etat"},
        {"projet.budget.charges[0].rubrique": "n’est pas une rubrique de charges ; rubriques possibles : 60, "},
    ),
    (
        {"projet.budget.produits[0].rubrique": "86-benevolat"},
        {"projet.budget.produits[0].rubrique": "n’est pas une rubrique de produits ; rubriques possibles : 70, "},
    ),
    (
        {"projet.budget.charges[1].rubrique": "60-prestations"},
        {"projet.budget.charges[1].rubrique": "paraît deux fois"},
    ),
    (
        {"bilan.compte_rendu.charges[0].rubrique": "86"},
        {"bilan.compte_rendu.charges[0].rubrique": "86-secours, 86-mise-a-disposition"},
    ),
    (
        {"bilan.compte_rendu.produits[2].rubrique": "74-etat"},
        {"bilan.compte_rendu.produits[2].rubrique": "paraît deux fois"},
    ),
    (
        {"suivi.periode.fin": "2026-09-01"},
        {
            "suivi.periode": "sort de la période de l’action",
            "suivi.mois": "la série doit compter 13 mois",
        },
    ),
    ({"suivi.mois[1].debut": "2025-10-02"}, {"suivi.mois": "la série doit compter 6 mois"}),
    ({"suivi.mois[0].contacts": 0}, {"suivi.mois": "310 contacts sur les mois, 373 en tout"}),
    (
        {"suivi.mois[0].nouveaux_jeunes": 59, "suivi.mois[1].nouveaux_jeunes": 21},
        {"suivi.mois[0].nouveaux_jeunes": "59 nouveaux jeunes, plus que 58 reçus dans le mois"},
    ),
    (
        {"appel.indicateurs[1].code": "contacts"},
        {"appel.indicateurs": "un indicateur est donné deux fois"},
    ),
]


def change(dossier: Essai, changes: dict[str, Any]) -> Essai:
    for path, value in changes.items():
        if value is ABSENT:
            dossier.drop(path)
        else:
            dossier.put(path, value)
    return dossier


@pytest.fixture
def whole(essai: Callable[..., Essai]) -> Essai:
    """The complete dossier, with its call in full so that each value of the call can be changed."""
    complet = essai()
    call = complet.load().appel.model_dump()
    return complet.put("appel", call)


@pytest.mark.parametrize("changes", ACCEPTED, ids=", ".join)
def test_what_the_rules_allow(whole: Essai, changes: dict[str, Any]) -> None:
    assert change(whole, changes).fautes() == {}


@pytest.mark.parametrize(("changes", "expected"), REFUSED, ids=", ".join)
def test_what_the_rules_refuse(whole: Essai, changes: dict[str, Any], expected: dict[str, str]) -> None:
    fautes = change(whole, changes).fautes()
    assert fautes.keys() == expected.keys()
    for path, said in expected.items():
        assert said in fautes[path]


def test_every_rule_is_tried_here(whole: Essai) -> None:
    """A rule added to the domain without a case above fails here: each must speak for at least one of them."""
    own = [kind for kind in _below(Modele) if kind.__module__.startswith("cllaj_docs.domain.")]
    declared = {getattr(kind, name).__qualname__ for kind in own for name in kind.coherences}
    spoke: set[str] = set()
    for changes, _ in REFUSED:
        data = change(type(whole)(copy.deepcopy(whole.data)), changes).data
        spoke.update(_speaking(_read_partially(Dossier, complete(data))))
    assert declared - spoke == set()


def _below(kind: type[Modele]) -> Iterator[type[Modele]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _speaking(part: Any) -> Iterator[str]:
    """Name the rules that find a fault in a part read without any of them, or in the parts below it."""
    if isinstance(part, tuple):
        for item in part:
            yield from _speaking(item)
    elif isinstance(part, Modele):
        rules = (getattr(part, name) for name in part.coherences)
        yield from (rule.__qualname__ for rule in rules if list(rule()))
        for value in vars(part).values():
            yield from _speaking(value)


def test_the_amount_of_the_convention_may_be_left_to_the_decision(essai: Callable[..., Essai]) -> None:
    dossier = essai("association").load()
    assert dossier.convention
    assert dossier.convention.montant == Decimal("20000.00")


def test_a_wrong_amount_of_the_decision_is_one_fault_and_not_two(essai: Callable[..., Essai]) -> None:
    assert essai("association").put("decision.montant", "vingt mille").fautes().keys() == {"decision.montant"}


def test_another_amount_in_the_convention_is_kept_for_the_cross_checks(essai: Callable[..., Essai]) -> None:
    dossier = essai().put("convention.montant", 18000).load()
    assert dossier.convention
    assert dossier.convention.montant == Decimal("18000.00")


def test_a_period_holds_its_two_ends(essai: Callable[..., Essai]) -> None:
    periode = essai().load().appel.periode
    day = datetime.timedelta(days=1)
    assert periode.contains(periode.debut)
    assert periode.contains(periode.fin)
    assert periode.contains(periode)
    assert not periode.contains(periode.debut - day)
    assert not periode.contains(periode.fin + day)
