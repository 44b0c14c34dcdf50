"""Which texts a convention cites: by regime, by day, less those set aside."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from dossiers import ABSENT, PRIVEES, PUBLIQUES, VARIANTES, Etape, build, build_variante
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.domain import Dossier
from cllaj_docs.rules.droit import (
    Reference,
    all_references,
    cited_references,
    day_of_law,
    find_references,
    used_references,
)
from cllaj_docs.rules.regime import Regime, find_regime

ATTRIBUTION = {"cgct-attribution-2025", "cgct-attribution-2026"}
LAST_DAY_OF_2025, FIRST_DAY_OF_2026 = datetime.date(2025, 12, 31), datetime.date(2026, 1, 1)

REGIMES_BY_NAME = {name: find_regime(build_variante(name, "candidature").porteur) for name in VARIANTES}


def codes(regime: Regime, day: datetime.date) -> list[str]:
    return [reference.code for reference in find_references(regime, day)]


@pytest.mark.parametrize("reference", all_references(), ids=lambda reference: reference.code)
def test_every_reference_has_a_source_and_a_certainty(reference: Any) -> None:
    assert reference.source.strip()
    assert reference.certitude in ("lue", "a_confirmer")
    if "connaissance générale" in reference.source:
        assert reference.certitude == "a_confirmer"  # what nobody has read is never passed off as read


@pytest.mark.parametrize("name", PRIVEES)
def test_the_article_on_grants_changes_with_2026(name: str) -> None:
    regime = REGIMES_BY_NAME[name]
    assert ATTRIBUTION & set(codes(regime, LAST_DAY_OF_2025)) == {"cgct-attribution-2025"}
    assert ATTRIBUTION & set(codes(regime, FIRST_DAY_OF_2026)) == {"cgct-attribution-2026"}
    texts = {reference.code: reference.texte or "" for reference in all_references()}
    assert "L.\u00a03312-7" in texts["cgct-attribution-2025"]
    assert "L.\u00a01612-25" in texts["cgct-attribution-2026"]


@given(st.sampled_from(PRIVEES), st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31)))
def test_never_both_articles_and_never_neither(name: str, day: datetime.date) -> None:
    assert len(ATTRIBUTION & set(codes(REGIMES_BY_NAME[name], day))) == 1


@pytest.mark.parametrize("name", PUBLIQUES)
def test_texts_on_private_bodies_are_not_opposed_to_public_ones(name: str) -> None:
    for day in (LAST_DAY_OF_2025, FIRST_DAY_OF_2026):
        found = find_references(REGIMES_BY_NAME[name], day)
        assert not {"cgct-controle", "loi-subventions", "decret-seuil", "arrete-compte-rendu", *ATTRIBUTION} & {
            reference.code for reference in found
        }
        for reference in found:
            for word in ("républicain", "subvention", "2000-321", "association", "L.\u00a01611-4", "612-4"):
                assert word not in f"{reference.texte} {reference.citation}"


@pytest.mark.parametrize("name", PRIVEES)
def test_an_association_subscribes_the_engagement_republicain_since_2022(name: str) -> None:
    code = "loi-engagement-republicain"
    assert code not in codes(REGIMES_BY_NAME[name], datetime.date(2022, 1, 1))
    assert code in codes(REGIMES_BY_NAME[name], datetime.date(2022, 1, 2))


COMMON = {
    "cgct-solidarites",
    "cgct-executoire",
    "cgct-titre",
    "casf",
    "casf-secret",
    "juridictions-controle",
    "justice-recours",
    "loi-droit-logement",
    "decret-comptabilite-publique",
    "loi-protection-enfants",
    "donnees-personnelles",
    "referentiel-enfance",
    "circulaire-cllaj",
}
ASSOCIATIVE = {"loi-association", "loi-excedent", "loi-engagement-republicain", "commerce-commissaire"}
OWN = {
    "association": ASSOCIATIVE,
    "mission_locale_association": {*ASSOCIATIVE, "travail-missions-locales"},
    "gip_prive": {"travail-missions-locales", "loi-gip"},
    "gip_public": {"travail-missions-locales", "loi-gip"},
    "communaute_de_communes": {"cgct-epci", "cgct-habitat-cc"},
    "communaute_d_agglomeration": {"cgct-epci", "cgct-habitat-ca"},
    "communaute_urbaine": {"cgct-epci", "cgct-habitat-cu"},
    "metropole": {"cgct-epci", "cgct-habitat-metropole"},
}


@pytest.mark.parametrize("name", VARIANTES)
def test_references_of_each_kind_and_of_no_other(name: str) -> None:
    own = set().union(*OWN.values())
    assert own & set(codes(REGIMES_BY_NAME[name], FIRST_DAY_OF_2026)) == OWN[name]


@pytest.mark.parametrize("name", VARIANTES)
def test_everybody_cites_the_common_base_in_the_order_of_the_table(name: str) -> None:
    found = codes(REGIMES_BY_NAME[name], datetime.date(2025, 9, 15))
    assert {reference.code for reference in all_references() if "tous" in reference.pour} == COMMON
    assert set(found) >= COMMON
    assert found == [reference.code for reference in all_references() if reference.code in found]


@pytest.mark.parametrize(
    ("day", "valid"),
    [("2025-12-30", True), ("2025-12-31", True), ("2026-01-01", False)],
)
def test_both_ends_of_a_validity_are_included(day: str, valid: bool) -> None:
    by_code = {reference.code: reference for reference in all_references()}
    parsed = datetime.date.fromisoformat(day)
    assert by_code["cgct-attribution-2025"].is_valid(parsed) is valid
    assert by_code["cgct-attribution-2026"].is_valid(parsed) is not valid
    assert by_code["casf"].is_valid(parsed)


@pytest.mark.parametrize(
    ("etape", "changes", "day"),
    [
        ("candidature", {}, "2025-05-09"),  # the end of the call
        ("votee", {}, "2025-07-07"),  # the vote
        ("redigee", {}, "2025-07-07"),
        ("signee", {}, "2025-09-15"),  # the signature
        ("redigee", {"decision": ABSENT}, "2025-05-09"),
    ],
)
def test_day_of_law(etape: Etape, changes: dict[str, Any], day: str) -> None:
    assert day_of_law(build("association", etape, changes)) == datetime.date.fromisoformat(day)


def test_the_signature_commands_and_not_the_vote() -> None:
    signed = {"convention.date_signature": "2026-01-05", "convention.date_notification": "2026-01-06"}
    found = {reference.code for reference in cited_references(build("association", "signee", signed))}
    assert ATTRIBUTION & found == {"cgct-attribution-2026"}


def test_only_what_has_a_text_follows_vu() -> None:
    cited = cited_references(build("association", "signee"))
    used = used_references(build("association", "signee"))
    assert all(reference.texte for reference in cited)
    assert {reference.code for reference in used} - {reference.code for reference in cited} == {
        "cgct-reversement",
        "cgct-titre",
        "casf-secret",
        "commerce-commissaire",
        "juridictions-controle",
        "justice-recours",
        "loi-excedent",
        "decret-comptabilite-publique",
        "referentiel-enfance",
    }


def by_code(dossier: Dossier) -> dict[str, Reference]:
    return {reference.code: reference for reference in used_references(dossier)}


def test_a_visa_set_aside_is_still_cited_in_its_clause() -> None:
    used = by_code(build("association", "signee", {"convention.visas_ecartes": ["cgct-controle", "casf"]}))
    assert used["cgct-controle"].texte is None
    assert used["cgct-controle"].citation
    assert "casf" not in used  # no clause cites it


def test_staff_correct_a_reference_and_it_is_theirs() -> None:
    own = [{"code": "casf", "texte": "le Code, relu"}, {"code": "justice-recours", "citation": "l’article relu"}]
    usual = by_code(build("epci", "signee"))
    used = by_code(build("epci", "signee", {"convention.references_corrigees": own}))
    assert (used["casf"].texte, used["casf"].certitude) == ("le Code, relu", "lue")
    assert (used["justice-recours"].citation, used["justice-recours"].certitude) == ("l’article relu", "lue")
    assert usual["casf"].certitude == usual["justice-recours"].certitude == "a_confirmer"
    assert {code: row for code, row in used.items() if code not in ("casf", "justice-recours")} == {
        code: row for code, row in usual.items() if code not in ("casf", "justice-recours")
    }


def test_a_visa_set_aside_is_not_cited() -> None:
    usual = [reference.code for reference in cited_references(build("epci", "signee"))]
    aside = {"convention.visas_ecartes": ["casf", "circulaire-cllaj", "n’existe pas"]}
    kept = [reference.code for reference in cited_references(build("epci", "signee", aside))]
    assert kept == [code for code in usual if code not in ("casf", "circulaire-cllaj")]
    assert len(kept) == len(usual) - 2


@pytest.mark.parametrize("name", VARIANTES)
def test_without_convention_nothing_is_set_aside(name: str) -> None:
    dossier = build_variante(name, "candidature")
    assert used_references(dossier) == find_references(REGIMES_BY_NAME[name], dossier.appel.ouverture.fin)
