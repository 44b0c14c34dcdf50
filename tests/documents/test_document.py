"""What each document needs: asked too early, it says all that lacks, and nothing else."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from dossiers import ABSENT, ETAPES, VARIANTES, Etape, build, build_variante
from field_paths import leads_to_a_field

from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.documents.document import without
from cllaj_docs.domain import Dossier
from cllaj_docs.errors import DossierError
from cllaj_docs.french.typography import polish
from cllaj_docs.rules.constat import NomDocument

DECISION, CONVENTION, SIGNATURE, BILAN = "decision", "convention", "convention.date_signature", "bilan"
COMPTE, SUIVI = "porteur.compte", "suivi"

LACKING: dict[Etape, dict[str, list[str]]] = {
    "candidature": {
        "convention": [DECISION, CONVENTION],
        "demande-avance": [DECISION, CONVENTION, SIGNATURE],
        "bilan-intermediaire": [DECISION, CONVENTION, SUIVI],
        "demande-solde": [DECISION, CONVENTION, SIGNATURE, BILAN],
        "bilan-final": [DECISION, CONVENTION, BILAN],
    },
    "votee": {
        "convention": [CONVENTION],
        "demande-avance": [CONVENTION, SIGNATURE],
        "bilan-intermediaire": [CONVENTION, SUIVI],
        "demande-solde": [CONVENTION, SIGNATURE, BILAN],
        "bilan-final": [CONVENTION, BILAN],
    },
    "redigee": {
        "convention": [],
        "demande-avance": [SIGNATURE],
        "bilan-intermediaire": [SUIVI],
        "demande-solde": [SIGNATURE, BILAN],
        "bilan-final": [BILAN],
    },
    "signee": {
        "convention": [],
        "demande-avance": [],
        "bilan-intermediaire": [SUIVI],
        "demande-solde": [BILAN],
        "bilan-final": [BILAN],
    },
    "payee": {
        "convention": [],
        "demande-avance": [],
        "bilan-intermediaire": [],
        "demande-solde": [BILAN],
        "bilan-final": [BILAN],
    },
    "achevee": {
        "convention": [],
        "demande-avance": [],
        "bilan-intermediaire": [],
        "demande-solde": [],
        "bilan-final": [],
    },
}


for missing in LACKING.values():
    missing["bilan-final-diffusable"] = missing["bilan-final"]


def lacking(nom: str, dossier: Dossier) -> list[str]:
    return [faute.chemin for faute in DOCUMENTS[nom].missing(dossier)]


def test_the_documents_in_the_order_of_the_life_of_a_grant() -> None:
    assert tuple(DOCUMENTS) == get_args(NomDocument)
    assert [kind.nom for kind in DOCUMENTS.values()] == list(DOCUMENTS)
    assert [kind.titre for kind in DOCUMENTS.values()] == [
        "Convention",
        "Demande d’avance",
        "Bilan intermédiaire",
        "Demande de solde",
        "Bilan final",
        "Bilan final, version diffusable",
    ]


@pytest.mark.parametrize("nom", DOCUMENTS)
@pytest.mark.parametrize("etape", ETAPES)
@pytest.mark.parametrize("variante", VARIANTES)
def test_missing(variante: str, etape: Etape, nom: str) -> None:
    assert lacking(nom, build_variante(variante, etape)) == LACKING[etape][nom]


@pytest.mark.parametrize(
    ("changes", "nom", "expected"),
    [
        ({"decision": ABSENT}, "convention", [DECISION]),
        ({"decision": ABSENT}, "demande-solde", [DECISION]),
        ({"decision": ABSENT}, "bilan-final", [DECISION]),
        (
            {"convention.date_signature": ABSENT, "convention.date_notification": ABSENT, "paiements": []},
            "demande-solde",
            [SIGNATURE],
        ),
        (
            {"convention.date_signature": ABSENT, "convention.date_notification": ABSENT, "paiements": []},
            "bilan-final",
            [],
        ),
        ({"decision.executoire_le": ABSENT, "decision.engagement": ABSENT}, "demande-avance", []),
        ({"porteur.compte": ABSENT}, "convention", [COMPTE]),
        ({"porteur.compte": ABSENT}, "demande-avance", [COMPTE]),
        ({"porteur.compte": ABSENT}, "demande-solde", [COMPTE]),
        ({"porteur.compte": ABSENT}, "bilan-final", []),
    ],
)
def test_one_part_may_be_late(changes: dict[str, Any], nom: str, expected: list[str]) -> None:
    assert lacking(nom, build("association", "achevee", changes)) == expected


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_require_says_all_at_once(nom: str) -> None:
    dossier = build("association", "candidature")
    with pytest.raises(DossierError, match=f"«\u00a0{nom}\u00a0» ne peut pas encore être produit") as caught:
        DOCUMENTS[nom].require(dossier)
    assert caught.value.fautes == DOCUMENTS[nom].missing(dossier)
    assert all(faute.message.startswith("il manque l") for faute in caught.value.fautes)
    assert str(caught.value) == polish(str(caught.value))
    DOCUMENTS[nom].require(build("association", "achevee"))


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_values_asked_before_their_time_are_a_fault_of_the_program(nom: str) -> None:
    with pytest.raises(LookupError):
        DOCUMENTS[nom].build_context(build("association", "candidature"), None)


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_what_a_document_needs_exists_in_the_model(nom: str) -> None:
    for besoin in DOCUMENTS[nom].besoins:
        assert leads_to_a_field(Dossier, besoin.chemin)
    assert not leads_to_a_field(Dossier, "convention.n_existe_pas")


@pytest.mark.parametrize("variante", VARIANTES)
def test_what_is_left_out_is_as_if_it_were_not_known(variante: str) -> None:
    whole = build_variante(variante, "achevee")
    left = without("paiements", "porteur.compte", "bilan.analyse.perspectives")(whole)
    assert (left.paiements, left.porteur.compte) == ((), None)
    assert left.bilan
    assert left.bilan.analyse.perspectives is None
    assert whole.paiements
    assert whole.porteur.compte
    assert Dossier.from_json(left.to_json()) == left


def test_what_is_absent_needs_no_leaving_out() -> None:
    dossier = build("association", "candidature")
    assert without("bilan", "bilan.analyse.perspectives", "paiements")(dossier) == dossier


@pytest.mark.parametrize("nom", DOCUMENTS)
@pytest.mark.parametrize("variante", VARIANTES)
def test_a_document_computes_with_no_more_than_it_shows(variante: str, nom: str) -> None:
    whole, kind = build_variante(variante, "achevee"), DOCUMENTS[nom]
    shown = kind.part_shown(whole)
    assert kind.part_shown(shown) == shown
    kind.require(shown)
    values, of_shown = kind.build_context(whole, None), kind.build_context(shown, None)
    # The dossier's own parts are handed over as they are: they differ by what is left out.
    assert {**values, "porteur": of_shown["porteur"]} == of_shown
