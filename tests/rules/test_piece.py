"""The pieces of each payment, by kind of operator, as the convention has settled them."""

from __future__ import annotations

from typing import Any

import pytest
from dossiers import PRIVEES, PUBLIQUES, VARIANTES, build, build_variante

from cllaj_docs.domain.correction import Fournisseur
from cllaj_docs.domain.paiement import NatureVersement
from cllaj_docs.rules.piece import all_pieces, find_pieces, joined_pieces

AVANCE_PRIVE = ["demande", "rib", "sirene"]
AVANCE_PUBLIC = ["demande", "rib-comptable", "sirene"]
SOLDE = ["demande", "rib-change", "sirene-change", "bilan"]
EPCI = ("communaute_de_communes", "communaute_d_agglomeration", "communaute_urbaine", "metropole")

OPERATEUR_AVANCE = {
    **{key: [*AVANCE_PRIVE, "engagement-republicain", "pouvoir"] for key in PRIVEES},
    "gip_prive": [*AVANCE_PRIVE, "pouvoir"],
    "gip_public": [*AVANCE_PUBLIC, "pouvoir"],
    **{key: [*AVANCE_PUBLIC, "titre", "pouvoir"] for key in EPCI},
}
OPERATEUR_SOLDE = {
    **{key: [*SOLDE, "compte-rendu", "comptes-annuels", "rapport-commissaire", "pouvoir"] for key in PRIVEES},
    "gip_prive": [*SOLDE, "compte-rendu", "comptes-annuels", "pouvoir"],
    "gip_public": [*SOLDE, "etat-depenses", "pouvoir"],
    **{key: [*SOLDE, "etat-depenses", "titre", "pouvoir"] for key in EPCI},
}
DEPARTEMENT: dict[NatureVersement, list[str]] = {
    "avance": ["deliberation", "convention"],
    "solde": ["mandat-avance", "avenants", "service-fait"],
}


def codes(name: str, versement: NatureVersement, fournie_par: Fournisseur | None = None) -> list[str]:
    return [piece.code for piece in find_pieces(build_variante(name, "candidature"), versement, fournie_par)]


def joined(name: str, versement: NatureVersement, fournie_par: Fournisseur, *, premier: bool) -> list[str]:
    dossier = build_variante(name, "achevee")
    return [piece.code for piece in joined_pieces(dossier, versement, fournie_par, premier=premier)]


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


@pytest.mark.parametrize("name", VARIANTES)
def test_a_request_joins_what_the_convention_asks(name: str) -> None:
    for versement, expected in (("avance", OPERATEUR_AVANCE), ("solde", OPERATEUR_SOLDE)):
        first = versement == "avance"
        assert joined(name, versement, "operateur", premier=first) == expected[name]  # type: ignore[arg-type]
        assert joined(name, versement, "departement", premier=first) == DEPARTEMENT[versement]  # type: ignore[index,arg-type]


@pytest.mark.parametrize("name", VARIANTES)
def test_a_solde_paid_first_brings_the_pieces_of_the_avance(name: str) -> None:
    operator = joined(name, "solde", "operateur", premier=True)
    assert set(operator) == {
        *OPERATEUR_AVANCE[name],
        *(code for code in OPERATEUR_SOLDE[name] if not code.endswith("-change")),
    }
    assert len(operator) == len(set(operator))
    assert joined(name, "solde", "departement", premier=True) == [
        "deliberation",
        "convention",
        "avenants",
        "service-fait",
    ]


@pytest.mark.parametrize("name", PUBLIQUES)
def test_a_public_body_owes_no_engagement_republicain(name: str) -> None:
    for versement in DEPARTEMENT:
        for piece in find_pieces(build_variante(name, "candidature"), versement):
            assert "républicain" not in piece.libelle
            assert "RNA" not in piece.libelle


@pytest.mark.parametrize("name", VARIANTES)
def test_expenses_are_proved_once(name: str) -> None:
    assert len({"compte-rendu", "etat-depenses"} & set(codes(name, "solde"))) == 1


def test_what_may_not_exist_is_said_so() -> None:
    eventuelles = {piece.code for piece in all_pieces() if piece.eventuelle}
    assert eventuelles == {"comptes-annuels", "titre", "avenants"}


def test_the_engagement_is_asked_for_since_it_exists() -> None:
    early = {
        "decision.date": "2021-12-01",
        "projet.date_candidature": "2021-05-02",
        "appel": {
            "reference": "pas-de-calais-2025",
            "ouverture": {"debut": "2021-04-01", "fin": "2021-05-09"},
            "periode": {"debut": "2021-09-01", "fin": "2022-08-31"},
        },
        "decision.executoire_le": "2021-12-02",
    }
    assert "engagement-republicain" not in [
        piece.code for piece in find_pieces(build("association", "votee", early), "avance")
    ]


# --- what staff settle for one convention ----------------------------------------------------------------------------


def test_a_piece_is_set_aside_for_one_payment_or_for_both() -> None:
    one = {"convention.pieces_ecartees": [{"code": "demande", "versements": ["avance"]}]}
    dossier = build("association", "signee", one)
    assert "demande" not in [piece.code for piece in find_pieces(dossier, "avance")]
    assert "demande" in [piece.code for piece in find_pieces(dossier, "solde")]
    both = build("association", "signee", {"convention.pieces_ecartees": [{"code": "demande"}]})
    for versement in DEPARTEMENT:
        assert "demande" not in [piece.code for piece in find_pieces(both, versement)]


def test_a_piece_is_added_in_the_convention_and_in_the_request() -> None:
    own = {"libelle": "attestation de démarrage", "versements": ["avance"]}
    dossier = build("epci", "signee", {"convention.pieces_supplementaires": [own]})
    assert find_pieces(dossier, "avance")[-1].libelle == "attestation de démarrage"
    assert joined_pieces(dossier, "avance", "operateur", premier=True)[-1].libelle == "attestation de démarrage"
    for provider, versement in (("departement", "avance"), ("operateur", "solde"), ("departement", "solde")):
        pieces = joined_pieces(dossier, versement, provider, premier=False)  # type: ignore[arg-type]
        assert "attestation de démarrage" not in [piece.libelle for piece in pieces]


@pytest.mark.parametrize(
    ("corrected", "printed"),
    [
        ([], "153\u202f000,00\u00a0€"),
        ([{"code": "seuil_commissaire", "valeur": "200000", "source": "relu"}], "200\u202f000,00\u00a0€"),
    ],
)
def test_the_threshold_of_the_auditor_is_that_of_the_day_or_of_the_correction(
    corrected: list[dict[str, Any]], printed: str
) -> None:
    dossier = build("association", "signee", {"convention.parametres_corriges": corrected})
    [label] = [piece.libelle for piece in find_pieces(dossier, "solde") if piece.code == "rapport-commissaire"]
    assert printed in label
    assert "{" not in label
