"""The dossier as a whole: parts given by name, frozen values, the round trip through JSON, the JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from pydantic import ValidationError

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.appel import CodeIndicateur
from cllaj_docs.domain.bilan import Indicateurs
from cllaj_docs.domain.dossier import complete
from cllaj_docs.domain.model import Modele
from cllaj_docs.domain.plan_comptable import rubriques
from cllaj_docs.domain.projet import Cibles
from cllaj_docs.domain.shipped import read_shipped, shipped_names
from cllaj_docs.french.typography import polish

if TYPE_CHECKING:
    from domain.conftest import Essai

SAMPLES = ["association", "mission-locale-association", "mission-locale-gip", "epci", "complet", "hostile"]


# --- parts given by name ---------------------------------------------------------------------------------------------


def test_the_shipped_call_says_what_the_call_says(essai: Callable[..., Essai]) -> None:
    appel = essai("association").load().appel
    assert (appel.plafond, appel.taux_avance) == (Decimal("20000.00"), Decimal("0.80"))
    assert (str(appel.periode.debut), str(appel.periode.fin)) == ("2025-09-01", "2026-08-31")
    assert (str(appel.ouverture.debut), str(appel.ouverture.fin)) == ("2025-04-01", "2025-05-09")
    assert (appel.ages.minimum, appel.ages.maximum) == (16, 30)
    assert len(appel.territoires) == 7
    assert tuple(indicateur.code for indicateur in appel.indicateurs) == get_args(CodeIndicateur)


def test_a_call_is_given_by_name_or_by_reference(essai: Callable[..., Essai]) -> None:
    by_name = essai("association").put("appel", "pas-de-calais-2025").load()
    by_reference = essai("association").put("appel", {"reference": "pas-de-calais-2025"}).load()
    assert by_name == by_reference


def test_given_keys_are_laid_over_the_shipped_ones(essai: Callable[..., Essai]) -> None:
    dossier = essai("association").put(
        "appel",
        {"reference": "pas-de-calais-2025", "plafond": 30000, "modalites": {"exemplaires": 4}, "suivi": ["le SPSLH"]},
    )
    appel = dossier.put("decision.montant", 25000).load().appel
    assert appel.plafond == Decimal("30000.00")
    assert appel.taux_avance == Decimal("0.80")
    assert (appel.modalites.exemplaires, appel.modalites.conservation_pieces_annees) == (4, 10)  # table by table
    assert appel.suivi == ("le SPSLH",)  # a list is replaced as a whole


def test_the_shipped_values_are_never_changed_by_a_dossier(essai: Callable[..., Essai]) -> None:
    before = json.dumps(read_shipped("domain", "appel", "pas-de-calais-2025.toml"), default=str)
    essai("association").put("appel", {"reference": "pas-de-calais-2025", "modalites": {"exemplaires": 9}}).load()
    assert json.dumps(read_shipped("domain", "appel", "pas-de-calais-2025.toml"), default=str) == before


def test_completing_never_changes_what_it_is_given(essai: Callable[..., Essai]) -> None:
    dossier = essai()
    before = json.dumps(dossier.data, default=str)
    complete(dossier.data)
    dossier.load()
    assert json.dumps(dossier.data, default=str) == before
    assert complete(complete(dossier.data)) == complete(dossier.data)


def test_a_call_may_be_given_whole(essai: Callable[..., Essai]) -> None:
    whole = json.loads(essai("association").load().appel.model_dump_json())
    inline = essai("association").put("appel", whole | {"reference": "autre-appel", "plafond": "15000"})
    inline.put("decision.montant", 15000)
    assert inline.load().appel.plafond == Decimal("15000.00")


def test_a_call_by_an_unknown_reference_is_a_call_to_give_whole(essai: Callable[..., Essai]) -> None:
    fautes = essai().put("appel", {"reference": "pas-de-calais-1925"}).fautes()
    assert {"appel.plafond", "appel.periode", "appel.indicateurs"} <= fautes.keys()


@pytest.mark.parametrize("part", ["appel", "departement"])
@pytest.mark.parametrize("name", ["inconnu", "../departement/pas-de-calais", "/etc/passwd", "pas-de-calais-2025.toml"])
def test_an_unknown_name_gives_those_that_exist(essai: Callable[..., Essai], part: str, name: str) -> None:
    fautes = essai().put(part, name).fautes()
    assert list(fautes) == [part]
    assert "pas-de-calais" in fautes[part]
    assert f"« {name} » n’est pas livré" in fautes[part]


@pytest.mark.parametrize("part", ["appel", "departement"])
@pytest.mark.parametrize("name", ["", "  ", "\u00a0"])
def test_an_empty_name_gives_those_that_exist(essai: Callable[..., Essai], part: str, name: str) -> None:
    assert essai().put(part, name).fautes()[part].startswith("nom vide ; noms livrés : pas-de-calais")


def test_a_departement_by_name_alone_lacks_its_signatory(essai: Callable[..., Essai]) -> None:
    """Who signs changes too often to be shipped: it is asked for."""
    assert list(essai().put("departement", "pas-de-calais").fautes()) == ["departement.signataire"]


def test_every_shipped_part_is_right(essai: Callable[..., Essai]) -> None:
    for name in shipped_names("appel"):
        assert essai("association").put("appel", name).load().appel.reference == name
    for name in shipped_names("departement"):
        data = {"reference": name, "signataire": essai("association").get("departement.signataire")}
        assert essai("association").put("departement", data).load().departement.source


# --- values that never change ----------------------------------------------------------------------------------------


def test_a_dossier_is_frozen(essai: Callable[..., Essai]) -> None:
    dossier = essai().load()
    for part, name in ((dossier, "bilan"), (dossier.porteur, "nom"), (dossier.projet.actions[0], "code")):
        with pytest.raises(ValidationError):
            setattr(part, name, "x")
    assert isinstance(dossier.projet.actions, tuple)
    assert isinstance(dossier.paiements, tuple)


def test_equal_files_give_equal_dossiers_and_one_hash(essai: Callable[..., Essai]) -> None:
    assert essai().load() == essai().load()
    assert hash(essai().load()) == hash(essai().load())
    assert essai().load() != essai().put("projet.titre", "Autre").load()


def test_what_is_not_known_is_none_and_never_zero(essai: Callable[..., Essai]) -> None:
    bilan = essai("hostile").load().bilan
    assert bilan
    resultats = bilan.indicateurs
    assert (resultats.contacts.telephone, resultats.contacts.courriel, resultats.contacts.tous) == (0, None, None)
    assert (resultats.jeunes_recus.ase, resultats.jeunes_recus.ase_inconnu) == (None, 3)
    assert resultats.jeunes_loges.tous is None
    assert resultats.jeunes_actions_nouvelles.tous == 0


# --- round trip ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_dossier_comes_back_from_json(samples: Path, sample: str) -> None:
    dossier = Dossier.load(samples / f"{sample}.toml")
    text = dossier.model_dump_json()
    assert Dossier.from_json(text) == dossier
    assert Dossier.from_json(text).model_dump_json() == text


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_dossier_comes_back_from_its_canonical_text(samples: Path, sample: str) -> None:
    dossier = Dossier.load(samples / f"{sample}.toml")
    text = dossier.to_json()
    assert Dossier.from_json(text) == dossier
    assert Dossier.from_json(text).to_json() == text
    data = json.loads(text)
    assert list(data) == sorted(data) == sorted(Dossier.model_fields)
    assert data["appel"]["plafond"] == "20000.00"


def test_what_a_dossier_takes_away_from_a_shipped_part_stays_away(samples: Path) -> None:
    data = json.loads(Dossier.load(samples / "association.toml").to_json())
    assert data["departement"]["tribunal"]["site"]
    data["departement"]["tribunal"]["site"] = None
    dossier = Dossier.parse(data)
    assert dossier.departement.tribunal.site is None
    assert Dossier.from_json(dossier.to_json()) == dossier


def test_a_rate_is_written_as_it_is_read(essai: Callable[..., Essai]) -> None:
    dossier = essai().put("appel", {"reference": "pas-de-calais-2025", "taux_avance": Decimal("1e-7")}).load()
    assert '"taux_avance":"0.0000001"' in dossier.to_json()
    assert Dossier.from_json(dossier.to_json()) == dossier


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_dossier_comes_back_from_its_python_values(samples: Path, sample: str) -> None:
    dossier = Dossier.load(samples / f"{sample}.toml")
    assert Dossier.parse(dossier.model_dump()) == dossier
    assert Dossier.parse(dossier.model_dump(exclude_unset=True)) == dossier


def test_amounts_are_text_in_json_and_keep_their_cents(essai: Callable[..., Essai]) -> None:
    assert '"montant":"19999.99"' in essai().load().model_dump_json()


# --- JSON Schema (the rest in tests/delivery/test_schema.py) ----------------------------------------------------------


def test_every_field_is_titled_and_described_in_french() -> None:
    for part in parts(Modele):
        for name, field in part.model_fields.items():
            assert field.title, f"{part.__name__}.{name}"
            assert field.description, f"{part.__name__}.{name}"
            assert polish(f"{field.title} {field.description}") == f"{field.title} {field.description}"
            assert field.description.endswith((".", "…")), f"{part.__name__}.{name}"


def parts(kind: type[Modele]) -> Iterator[type[Modele]]:
    for child in kind.__subclasses__():
        yield child
        yield from parts(child)


def test_the_schema_says_nothing_to_developers() -> None:
    """Docstrings are English: they stay in the code."""
    assert not [name for name, part in Dossier.model_json_schema()["$defs"].items() if "description" in part]


def test_the_schema_is_json_and_names_the_four_regimes() -> None:
    text = json.dumps(Dossier.model_json_schema(), ensure_ascii=False)
    assert all(
        f'"{regime}"' in text for regime in ("association", "mission_locale_association", "mission_locale_gip", "epci")
    )
    assert "’" in text
    assert "'" not in text


def test_the_indicators_are_named_once_for_all() -> None:
    assert tuple(Indicateurs.model_fields) == tuple(Cibles.model_fields) == get_args(CodeIndicateur)


# --- the plan of accounts --------------------------------------------------------------------------------------------


def test_the_rubrics_of_the_plan_keep_to_their_side() -> None:
    for code, rubrique in rubriques().items():
        assert rubrique.code == code
        assert rubrique.cote in {"charges", "produits"}
        assert rubrique.valorisee == code.startswith(("86", "87"))
        if code[:2].isdigit():
            assert rubrique.cote == ("charges" if code[0] == "6" or code.startswith("86") else "produits")


def test_no_rubric_is_given_twice() -> None:
    rows = read_shipped("domain", "plan_comptable.toml")["rubriques"]
    assert len({row["code"] for row in rows}) == len(rows)
    assert len({(row["cote"], row["libelle"]) for row in rows}) == len(rows)


def test_contributions_in_kind_never_count_in_the_totals(essai: Callable[..., Essai]) -> None:
    budget = essai().load().projet.budget
    assert budget.total_charges == budget.total_produits == Decimal("38000.00")
    assert budget.contributions_charges == budget.contributions_produits == Decimal("4200.00")
