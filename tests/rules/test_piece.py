"""The pieces of each payment, for each kind of operator."""

from __future__ import annotations

import pytest
from dossiers import PRIVEES, PUBLIQUES, VARIANTES, build_variante

from cllaj_docs.domain.paiement import NatureVersement
from cllaj_docs.rules.piece import Fournisseur, all_pieces, find_pieces
from cllaj_docs.rules.regime import Regime, find_regime

COMMON_AVANCE = ["demande", "rib", "sirene"]
COMMON_SOLDE = ["demande", "rib-change", "bilan"]
EPCI = ("communaute_de_communes", "communaute_d_agglomeration", "communaute_urbaine", "metropole")

OPERATEUR_AVANCE = {
    **{key: [*COMMON_AVANCE, "engagement-republicain", "pouvoir"] for key in PRIVEES},
    "gip_prive": [*COMMON_AVANCE, "pouvoir"],
    "gip_public": [*COMMON_AVANCE, "pouvoir"],
    **{key: [*COMMON_AVANCE, "titre", "pouvoir"] for key in EPCI},
}
OPERATEUR_SOLDE = {
    **{key: [*COMMON_SOLDE, "compte-rendu", "comptes-annuels", "pouvoir"] for key in PRIVEES},
    "gip_prive": [*COMMON_SOLDE, "compte-rendu", "comptes-annuels", "pouvoir"],
    "gip_public": [*COMMON_SOLDE, "etat-depenses", "pouvoir"],
    **{key: [*COMMON_SOLDE, "etat-depenses", "titre", "pouvoir"] for key in EPCI},
}
DEPARTEMENT: dict[NatureVersement, list[str]] = {"avance": ["deliberation", "convention"], "solde": ["service-fait"]}


def regime_of(name: str) -> Regime:
    return find_regime(build_variante(name, "candidature").porteur)


def codes(name: str, versement: NatureVersement, fournie_par: Fournisseur | None = None) -> list[str]:
    return [piece.code for piece in find_pieces(regime_of(name), versement, fournie_par)]


@pytest.mark.parametrize("name", VARIANTES)
def test_pieces(name: str) -> None:
    assert codes(name, "avance", "operateur") == OPERATEUR_AVANCE[name]
    assert codes(name, "solde", "operateur") == OPERATEUR_SOLDE[name]
    assert codes(name, "avance", "departement") == DEPARTEMENT["avance"]
    assert codes(name, "solde", "departement") == DEPARTEMENT["solde"]


@pytest.mark.parametrize("name", VARIANTES)
@pytest.mark.parametrize("versement", ["avance", "solde"])
def test_each_piece_has_one_provider_and_none_is_lost(name: str, versement: NatureVersement) -> None:
    together = codes(name, versement)
    assert sorted(together) == sorted(codes(name, versement, "operateur") + codes(name, versement, "departement"))
    assert together == [piece.code for piece in all_pieces() if piece.code in together]


@pytest.mark.parametrize("name", PUBLIQUES)
def test_a_public_body_owes_no_engagement_republicain(name: str) -> None:
    for versement in DEPARTEMENT:
        for piece in find_pieces(regime_of(name), versement):
            assert "républicain" not in piece.libelle
            assert "RNA" not in piece.libelle


@pytest.mark.parametrize("name", VARIANTES)
def test_expenses_are_proved_once(name: str) -> None:
    assert len({"compte-rendu", "etat-depenses"} & set(codes(name, "solde"))) == 1


def test_what_may_not_exist_is_said_so() -> None:
    eventuelles = {piece.code for piece in all_pieces() if piece.eventuelle}
    assert eventuelles == {"comptes-annuels", "titre"}
