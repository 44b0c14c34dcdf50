"""The values that every document shows, for every kind of operator."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest
from dossiers import PRIVEES, PUBLIQUES, VARIANTES, build, build_variante
from pydantic import BaseModel

from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.documents.bilan_final import ContexteBilan
from cllaj_docs.documents.bilan_intermediaire import ContexteBilanIntermediaire
from cllaj_docs.documents.contexte import Contexte
from cllaj_docs.documents.convention import ContexteConvention
from cllaj_docs.documents.demande import ContexteDemande
from cllaj_docs.documents.demande_solde import ContexteDemandeSolde
from cllaj_docs.rules.regime import find_regime

DAY = datetime.date(2025, 10, 1)

CONTEXTS: Mapping[str, type[Contexte]] = {
    "convention": ContexteConvention,
    "demande-avance": ContexteDemande,
    "bilan-intermediaire": ContexteBilanIntermediaire,
    "demande-solde": ContexteDemandeSolde,
    "bilan-final": ContexteBilan,
    "bilan-final-diffusable": ContexteBilan,
}

every_document = pytest.mark.parametrize("nom", DOCUMENTS)
every_variante = pytest.mark.parametrize("variante", VARIANTES)


def context(
    nom: str, variante: str = "association", changes: Mapping[str, Any] | None = None, date: datetime.date | None = None
) -> Mapping[str, Any]:
    return DOCUMENTS[nom].build_context(build_variante(variante, "achevee", changes), date)


@every_document
@every_variante
def test_all_the_names_of_the_class_and_no_other(nom: str, variante: str) -> None:
    values = context(nom, variante)
    assert list(values) == [field.name for field in fields(CONTEXTS[nom])]


@every_document
@every_variante
def test_common_values(nom: str, variante: str) -> None:
    dossier = build_variante(variante)
    values = DOCUMENTS[nom].build_context(dossier, DAY)
    for part in ("appel", "departement", "porteur", "projet", "decision", "convention"):
        assert values[part] is getattr(dossier, part)
    assert values["regime"] == find_regime(dossier.porteur)
    assert values["operateur"] == values["regime"].operateur
    assert values["contribution"] == values["regime"].contribution
    assert (values["montant"], values["part"]) == (Decimal(20000), Decimal("0.8"))
    assert (values["echeancier"].avance, values["echeancier"].solde) == (Decimal(16000), Decimal(4000))
    assert values["sujet"] == "Un toit à portée de bus"
    assert values["reference"] == "Convention n°\u00a02025-001"
    assert values["fait_le"] == "le 1er\u00a0octobre 2025"


TITLES = {
    "demande-avance": "Demande de versement de l’avance",
    "bilan-intermediaire": "Bilan intermédiaire de l’action",
    "demande-solde": "Demande de versement du solde",
    "bilan-final": "Bilan final de l’action – version contractuelle",
    "bilan-final-diffusable": "Bilan final de l’action – version diffusable",
}


@every_document
def test_who_issues_and_where(nom: str) -> None:
    cedex = {"porteur.adresse.commune": "Lens Cedex 9"}
    values = context(nom, "association", cedex)
    if nom == "convention":
        assert (values["auteur"], values["lieu"]) == ("Département du Pas-de-Calais", "Arras")
        assert values["titre"] == "Convention de subvention"
    else:
        assert (values["auteur"], values["lieu"]) == ("Organisme d’essai", "Lens")
        assert values["titre"] == TITLES[nom]


def test_the_title_of_a_convention_follows_the_regime() -> None:
    assert context("convention", "metropole")["titre"] == "Convention de participation financière"


@every_document
def test_without_a_date_the_pen_writes_it(nom: str) -> None:
    assert context(nom)["fait_le"] == "le ……………………………"


@every_document
def test_addresses(nom: str) -> None:
    values = context(nom)
    assert values["adresse_porteur"] == "1 rue de l’Essai, 62999 Exempleville"
    assert values["adresse_porteur_lignes"] == ("1 rue de l’Essai", "62999 Exempleville")
    assert values["adresse_departement"].endswith("62018 Arras Cedex 9")


@every_document
def test_signatories_of_this_convention_come_before_the_usual_ones(nom: str) -> None:
    usual = context(nom)
    assert usual["signataire_departement"].nom == "M.\u00a0Dominique Fictif"
    assert usual["signataire_porteur"].nom == "Mme\u00a0Camille Exemple"
    other = {"civilite": "Mme", "prenom": "Sacha", "nom": "Modèle", "qualite": "Vice-présidente"}
    both = {"convention.signataires.departement": other}
    values = context(nom, "association", both)
    assert values["signataire_departement"].nom == "Mme\u00a0Sacha Modèle"
    assert values["signataire_porteur"] == usual["signataire_porteur"]
    values = context(nom, "association", {"convention.signataires.porteur": other})
    assert values["signataire_porteur"].fonction == "la Vice-présidente"
    assert values["signataire_departement"] == usual["signataire_departement"]


@every_document
def test_the_public_is_that_of_the_project_or_else_of_the_call(nom: str) -> None:
    values = context(nom)
    assert (values["public"].minimum, values["public"].maximum) == (16, 30)
    values = context(nom, "association", {"projet.public": {"minimum": 18, "maximum": 25}})
    assert (values["public"].minimum, values["public"].maximum) == (18, 25)


@every_document
def test_a_budget_without_expense_gives_no_share(nom: str) -> None:
    nothing = {"projet.budget.charges": [{"rubrique": "86-benevolat", "montant": "3000.00"}]}
    assert context(nom, "association", nothing)["part"] is None


def texts(value: Any) -> Iterator[str]:
    """Every text that a context holds, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, BaseModel):
        yield from texts(dict(value))
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from texts(inner)


@every_document
@pytest.mark.parametrize("variante", PUBLIQUES)
def test_a_public_body_is_never_treated_as_an_association(nom: str, variante: str) -> None:
    values = context(nom, variante)
    assert not hasattr(values["porteur"], "rna")
    assert not hasattr(values["porteur"], "contrat_engagement")
    for text in texts(values):
        for words in ("RNA", "engagement républicain", "L.\u00a01611-4", "2000-321", "loi du 1er juillet 1901"):
            assert words not in text


@pytest.mark.parametrize("variante", PRIVEES)
def test_an_association_is_asked_for_its_engagement(variante: str) -> None:
    assert any("engagement républicain" in text for text in texts(context("convention", variante)))
    assert any("engagement républicain" in text for text in texts(context("demande-avance", variante)))


@every_variante
def test_pieces_of_the_requests_are_those_of_the_convention(variante: str) -> None:
    agreed = context("convention", variante)
    for nom, listed in (("demande-avance", "pieces_avance"), ("demande-solde", "pieces_solde")):
        asked = context(nom, variante)
        assert agreed[listed]
        assert {*asked["pieces_jointes"], *asked["pieces_departement"]} == set(agreed[listed])
        assert len(asked["pieces_jointes"]) + len(asked["pieces_departement"]) == len(agreed[listed])
        assert {piece.fournie_par for piece in asked["pieces_jointes"]} == {"operateur"}
        assert {piece.fournie_par for piece in asked["pieces_departement"]} == {"departement"}


@every_document
def test_the_date_is_only_written_never_counted_with(nom: str) -> None:
    one, other = context(nom, date=DAY), context(nom, date=datetime.date(2031, 1, 1))
    assert {name for name in one if one[name] != other[name]} == {"fait_le"}


def test_the_amount_is_the_one_that_was_voted() -> None:
    dossier = build("association", "redigee", {"decision.montant": "19999.99"})
    values = DOCUMENTS["convention"].build_context(dossier, None)
    assert values["montant"] == Decimal("19999.99")
    assert (values["echeancier"].avance, values["echeancier"].solde) == (Decimal("15999.99"), Decimal("4000.00"))


@every_variante
def test_requests_cite_the_articles_of_the_convention(variante: str) -> None:
    agreed = context("convention", variante)["articles"]
    assert context("demande-avance", variante)["articles"] == agreed
    assert context("demande-solde", variante)["articles"] == agreed
