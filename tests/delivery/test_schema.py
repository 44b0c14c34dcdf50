"""The JSON Schema of a dossier, judged by its metaschema, by the samples, and by what reading a dossier refuses."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import cllaj_docs as cd
from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.schema import describe_dossier, models_of

SCHEMA = cd.Toolkit.schema()
DEFINITIONS: dict[str, Any] = SCHEMA["$defs"]
FAST = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)
SAMPLES = {path.stem: json.loads(cd.Dossier.load(path).to_json()) for path in sample_files()}

Path_ = tuple[str | int, ...]


def test_it_is_a_schema_of_2020() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.validators.validator_for(SCHEMA).check_schema(SCHEMA)
    assert jsonschema.validators.validator_for(SCHEMA) is Draft202012Validator
    assert list(SCHEMA["properties"]) == list(Dossier.model_fields)


def test_it_is_written_anew_each_time() -> None:
    again = cd.Toolkit.schema()
    assert again == SCHEMA
    again["properties"].clear()
    assert cd.Toolkit.schema() == SCHEMA


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_valid(sample: str) -> None:
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(SAMPLES[sample])] == []
    FAST.validate(SAMPLES[sample])


@pytest.mark.parametrize("rank", range(2))
def test_an_example_is_a_dossier(rank: int) -> None:
    example = SCHEMA["examples"][rank]
    FAST.validate(example)
    name = ("association", "complet")[rank]
    assert cd.Dossier.parse(example) == cd.Dossier.from_json(json.dumps(SAMPLES[name]))
    assert example["appel"] == "pas-de-calais-2025" or example["appel"]["reference"] == "pas-de-calais-2025"


def fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every field of every part: the part, the field, what the schema says of it."""
    for name, part in {"Dossier": SCHEMA, **DEFINITIONS}.items():
        for field, said in part["properties"].items():
            yield name, field, said


def is_plain(said: dict[str, Any]) -> bool:
    """Whether a field holds values, and not parts, whose own fields have examples."""
    return "$ref" not in json.dumps(said)


def test_every_part_has_a_title_in_french() -> None:
    titles = {name: part["title"] for name, part in DEFINITIONS.items()}
    assert all(title[0].isupper() and "_" not in title for title in titles.values())
    assert titles["MissionLocaleGip"] == "Mission locale en groupement d’intérêt public"
    assert {model.__name__ for model in models_of(Dossier)} <= {*DEFINITIONS, "Dossier"}


PARTS = {"Dossier": SCHEMA, **DEFINITIONS}
MODELS = {model.__name__: model for model in models_of(Dossier)}


@pytest.mark.parametrize("part", PARTS)
def test_every_field_is_told(part: str) -> None:
    for field, said in PARTS[part]["properties"].items():
        assert said["title"], field
        assert said["description"].endswith((".", "…")), field
        if is_plain(said):
            judge = jsonschema_rs.validator_for(said, validate_formats=True)
            assert said["examples"], field
            assert [example for example in said["examples"] if not judge.is_valid(example)] == [], field


def faults_at(part: str, field: str, value: Any) -> list[str]:
    """What a model says of a field, whatever the others lack."""
    try:
        MODELS[part].model_validate({field: value})
    except ValidationError as error:
        return [fault["msg"] for fault in error.errors() if fault["loc"][:1] == (field,)]
    return []


@pytest.mark.parametrize("part", MODELS)
def test_an_example_of_a_field_is_read(part: str) -> None:
    for field, said in PARTS[part]["properties"].items():
        for example in said.get("examples", []):
            assert faults_at(part, field, example) == [], (field, example)


def test_what_may_be_left_out_may_be_null() -> None:
    for _, field, said in fields():
        if said.get("default", ...) is None:
            assert "null" in said.get("type", ()) or {"type": "null", "title": "Non renseigné"} in said["anyOf"], field


def patterns(said: Any) -> Iterator[str]:
    """Every expression of a schema."""
    if isinstance(said, dict):
        yield from (value for key, value in said.items() if key == "pattern" and isinstance(value, str))
        for below in said.values():
            yield from patterns(below)
    elif isinstance(said, list):
        for below in said:
            yield from patterns(below)


def test_expressions_are_those_of_ecma_262() -> None:
    """In Unicode mode, where browsers refuse an escape that they do not know; and the same to Python."""
    found = set(patterns(SCHEMA["properties"])) | set(patterns(DEFINITIONS))
    assert len(found) > 12
    for expression in found:
        re.compile(expression)
        escapes = re.findall(r"\\(?:u[0-9a-f]{4}|.)", expression)
        assert {escape[:2] for escape in escapes} <= {r"\s", r"\S", r"\t", r"\n", r"\r", r"\u", r"\\", r"\."}, (
            expression
        )


KEYWORDS = frozenset(
    {
        "$defs",
        "$ref",
        "$schema",
        "additionalProperties",
        "anyOf",
        "const",
        "contentMediaType",
        "default",
        "description",
        "enum",
    }
    | {"examples", "exclusiveMinimum", "format", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength"}
    | {"minimum", "oneOf", "pattern", "properties", "required", "title", "type"}
)
"""What the schema is written with, all of it in JSON Schema 2020-12: a strict validator refuses a word of its own."""


def keywords(said: dict[str, Any]) -> Iterator[str]:
    """Every keyword of a schema and of those below it."""
    yield from said
    below = [*said.get("properties", {}).values(), *said.get("$defs", {}).values()]
    below += [*said.get("anyOf", ()), *said.get("oneOf", ()), *([said["items"]] if "items" in said else [])]
    for one in below:
        yield from keywords(one)


def test_only_keywords_of_the_standard() -> None:
    assert set(keywords(SCHEMA)) <= KEYWORDS


def choices() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every field that holds one or several codes of a list."""
    for name, field, said in fields():
        for one in (said, said.get("items", {}), *said.get("anyOf", ())):
            if any("const" in choice for choice in one.get("oneOf", ())):
                yield name, field, one


def test_each_code_has_its_label() -> None:
    found = {(name, field): {one["const"]: one["title"] for one in said["oneOf"]} for name, field, said in choices()}
    assert len(found) > 20
    assert found["Convention", "regle_solde"]["plafond"] == "Plafond au besoin réel"
    assert found["RegleComptage", "sens"] == {"entrant": "Entrant", "sortant": "Sortant"}
    assert found["Dossier", "departement"] == {"pas-de-calais": "Département du Pas-de-Calais"}
    assert [labels for labels in found.values() if any("_" in label for label in labels.values())] == []


def test_a_validator_says_which_codes_there_are() -> None:
    bad = changed(SAMPLES["complet"], ("paiements", 0, "nature"), "autre")
    error = jsonschema.exceptions.best_match(Draft202012Validator(SCHEMA).iter_errors(bad))
    assert error
    assert list(error.path) == ["paiements", 0, "nature"]
    assert "avance|solde" in error.message


def test_regimes_are_told_apart() -> None:
    said = SCHEMA["properties"]["porteur"]
    consts = [DEFINITIONS[one["$ref"].rpartition("/")[2]]["properties"]["regime"]["const"] for one in said["oneOf"]]
    assert consts == ["association", "mission_locale_association", "mission_locale_gip", "epci"]
    assert all(part["additionalProperties"] is False for part in [SCHEMA, *DEFINITIONS.values()])


# --- what the schema refuses, reading refuses

BAD: tuple[Any, ...] = (
    *(None, "", "   ", "a\nb", "x" * 301, "x" * 60_001, "2025-13-45", "1799-01-01", "12,50", "-1", "0", "0.001", "1e3"),
    *(-1, 0, 1.5, 10**9, 10**12, True, [], {}, [1], {"inconnu": 1}, "association", "W12", "FR76", "0x10", "abc@", "62"),
)


def leaves(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of each value, parts included; of a list, the first two items."""
    yield path
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    elif isinstance(value, list):
        for rank, below in enumerate(value[:2]):
            yield from leaves(below, (*path, rank))


def changed(data: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    """The same data with another value somewhere."""
    made = copy.deepcopy(data)
    holder: Any = made
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return made


def refusal(data: dict[str, Any]) -> str | None:
    """Why reading refuses a dossier."""
    try:
        cd.Dossier.from_json(json.dumps(data))
    except cd.DossierError as error:
        return str(error)
    return None


def places(sample: str) -> list[Path_]:
    """One path for each field of each part, as far as their names tell them apart; of some samples, the operator's."""
    found = {
        tuple(step for step in path[-2:] if isinstance(step, str)): path for path in leaves(SAMPLES[sample]) if path
    }
    return [path for path in found.values() if sample == "complet" or path[0] == "porteur"]


@pytest.mark.parametrize("sample", ["complet", "epci", "mission-locale-gip"])
def test_what_the_schema_refuses_reading_refuses(sample: str) -> None:
    """Each field with a few wrong values, other ones for the next field."""
    refused = 0
    for rank, path in enumerate(places(sample)):
        for value in BAD[rank % 16 :: 16]:
            bad = changed(SAMPLES[sample], path, value)
            if not FAST.is_valid(bad):
                refused += 1
                assert refusal(bad), (path, value)
    assert refused > 30


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("porteur", "siret"), "123"),
        (("porteur", "siret"), "999 000 557 0001A"),
        (("porteur", "rna"), "X629990001"),
        (("porteur", "compte", "iban"), "FR76"),
        (("porteur", "compte", "bic"), "ABC"),
        (("porteur", "adresse", "code_postal"), "99000"),
        (("porteur", "contact", "courriel"), "personne"),
        (("porteur", "nom"), "deux\nlignes"),
        (("porteur", "nom"), " "),
        (("porteur", "regime"), "societe"),
        (("porteur", "inconnu"), "x"),
        (("decision", "montant"), "0.00"),
        (("decision", "montant"), "12,50"),
        (("decision", "montant"), "20000.005"),
        (("decision", "montant"), -5),
        (("decision", "date"), "06/10/2025"),
        (("decision", "date"), "1700-01-01"),
        (("projet", "actions"), []),
        (("projet", "actions", 0, "type"), "autre"),
        (("appel", "taux_avance"), "1.2"),
        (("bilan", "indicateurs", "jeunes_recus", "tous"), -1),
        (("bilan", "indicateurs", "jeunes_recus", "tous"), "12"),
        (("inconnu",), 1),
    ],
)
def test_the_schema_refuses(path: Path_, value: Any) -> None:
    bad = changed(SAMPLES["complet"], path, value)
    assert not FAST.is_valid(bad)
    assert refusal(bad)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("decision", "montant"), 20000),
        (("decision", "montant"), 15999.5),
        (("decision", "montant"), " 18000.50 "),
        (("porteur", "siret"), "99900055700010"),
        (("porteur", "siret"), "999-000-557.00010"),
        (("porteur", "compte", "iban"), "fr7600000123450000000000192"),
        (("porteur", "contact", "telephone"), "+33 (0)3 53 01 00 12"),
        (("porteur", "sigle"), None),
    ],
)
def test_the_schema_accepts_what_reading_accepts(path: Path_, value: Any) -> None:
    data = changed(SAMPLES["complet"], path, value)
    assert FAST.is_valid(data)
    told = refusal(data) or ""
    assert f"{path[-1]} :" not in told.replace("\u00a0", " ") or "montant" in path


@pytest.mark.parametrize(
    "departement",
    [
        "pas-de-calais",
        {"reference": "pas-de-calais"},
        {"reference": "pas-de-calais", "service": {"sigle": "XYZ"}},
    ],
)
def test_a_shipped_part_is_named_or_completed(departement: Any) -> None:
    data = {**SAMPLES["association"], "departement": departement}
    assert FAST.is_valid(data)
    assert "departement." not in (refusal(data) or "").replace("departement.signataire", "")


@pytest.mark.parametrize(
    "departement", ["nord", {"reference": "nord"}, {"reference": "pas-de-calais", "inconnu": 1}, {"service": {}}, 3]
)
def test_an_unknown_part_is_refused(departement: Any) -> None:
    data = {**SAMPLES["association"], "departement": departement}
    assert not FAST.is_valid(data)
    assert refusal(data)


def test_the_bare_schema_has_no_sample() -> None:
    """Below ``delivery`` nothing knows the shipped samples."""
    bare = describe_dossier()
    assert "examples" not in bare
    assert bare["properties"].keys() == SCHEMA["properties"].keys()
    assert Path(__file__).name not in json.dumps(bare)
