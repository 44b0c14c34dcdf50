"""Each kind of operator: its words, and the categories that visas, clauses and pieces are chosen by."""

from __future__ import annotations

import copy

import pytest
from dossiers import PRIVEES, PUBLIQUES, VARIANTES, build_variante

from cllaj_docs.domain.shipped import read_shipped
from cllaj_docs.rules.regime import Regime, find_regime

WORDS = {
    "association": ("association", "l’Association", "de l’Association", "représentée"),
    "mission_locale_association": (
        "mission locale constituée en association",
        "la Mission locale",
        "de la Mission locale",
        "représentée",
    ),
    "gip_prive": (
        "mission locale constituée en groupement d’intérêt public",
        "le Groupement",
        "du Groupement",
        "représenté",
    ),
    "gip_public": (
        "mission locale constituée en groupement d’intérêt public",
        "le Groupement",
        "du Groupement",
        "représenté",
    ),
    "communaute_de_communes": (
        "établissement public de coopération intercommunale",
        "la Communauté de communes",
        "de la Communauté de communes",
        "représentée",
    ),
    "communaute_d_agglomeration": (
        "établissement public de coopération intercommunale",
        "la Communauté d’agglomération",
        "de la Communauté d’agglomération",
        "représentée",
    ),
    "communaute_urbaine": (
        "établissement public de coopération intercommunale",
        "la Communauté urbaine",
        "de la Communauté urbaine",
        "représentée",
    ),
    "metropole": (
        "établissement public de coopération intercommunale",
        "la Métropole",
        "de la Métropole",
        "représentée",
    ),
}

CATEGORIES = {
    "association": {"prive", "associatif", "comptes_prives"},
    "mission_locale_association": {"prive", "associatif", "mission_locale", "comptes_prives"},
    "gip_prive": {"public", "mission_locale", "gip", "comptes_prives"},
    "gip_public": {"public", "mission_locale", "gip", "comptable_public"},
    "communaute_de_communes": {"public", "epci", "comptable_public", "communaute_de_communes"},
    "communaute_d_agglomeration": {"public", "epci", "comptable_public", "communaute_d_agglomeration"},
    "communaute_urbaine": {"public", "epci", "comptable_public", "communaute_urbaine"},
    "metropole": {"public", "epci", "comptable_public", "metropole"},
}


def regime_of(name: str) -> Regime:
    return find_regime(build_variante(name, "candidature").porteur)


def test_every_variante_is_told() -> None:
    assert list(WORDS) == list(CATEGORIES) == list(VARIANTES)


@pytest.mark.parametrize("name", VARIANTES)
def test_words(name: str) -> None:
    regime = regime_of(name)
    operateur = regime.operateur
    assert (regime.libelle, operateur.le, operateur.du, operateur.accorde("représenté")) == WORDS[name]


@pytest.mark.parametrize("name", VARIANTES)
def test_categories(name: str) -> None:
    regime = regime_of(name)
    assert regime.categories == {"tous", *CATEGORIES[name]}
    assert regime.code == VARIANTES[name][0]
    assert regime.prive == (name in PRIVEES)
    assert regime.associatif == (name in PRIVEES)
    assert regime.mission_locale == (name in ("mission_locale_association", "gip_prive", "gip_public"))
    assert regime.comptable_public == (name not in (*PRIVEES, "gip_prive"))


@pytest.mark.parametrize("name", PRIVEES)
def test_a_private_body_gets_a_subvention(name: str) -> None:
    regime = regime_of(name)
    assert (regime.titre_convention, regime.contribution.le) == ("Convention de subvention", "la subvention")


@pytest.mark.parametrize("name", PUBLIQUES)
def test_a_public_body_gets_a_participation(name: str) -> None:
    regime = regime_of(name)
    assert regime.titre_convention == "Convention de participation financière"
    assert regime.contribution.le == "la participation financière"


def test_one_variante_leaves_no_trace_on_the_next() -> None:
    before = copy.deepcopy(read_shipped("rules", "regime.toml"))
    first = [regime_of(name) for name in VARIANTES]
    again = [regime_of(name) for name in reversed(list(VARIANTES))]
    assert first == again[::-1]
    assert read_shipped("rules", "regime.toml") == before
