"""The web service of the examples: its documents, its problems, its bounds, and its own description put to the test."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from rendered import Rendered
from schemathesis.checks import CHECKS
from starlette.testclient import TestClient

import cllaj_docs as cd
from examples.service import pool as pool_module
from examples.service.app import BODY_MAX, create_app
from examples.service.pool import BusyError, RenderingPool, TooLongError
from examples.service.problems import pointer

JSON = {"Content-Type": "application/json"}

# One server for the whole module, on one worker of pytest: its own workers take a second to start.
pytestmark = pytest.mark.xdist_group("service")


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    return Rendered()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(workers=1), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def dossier(rendered: Rendered) -> str:
    return rendered.dossier("complet").to_json()


def problem(answer: Any, status: int, nature: str) -> dict[str, Any]:
    """What a problem says, once its form is checked."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["type"] == f"/problemes/{nature}"
    assert told["title"]
    assert told["detail"]
    return told


def test_it_says_that_it_is_there(client: TestClient) -> None:
    assert client.get("/sante").json() == {"etat": "en service", "version": cd.__version__}


@pytest.mark.parametrize("format_", ["docx", "pdf", "html"])
def test_a_document_is_that_of_the_library(client: TestClient, dossier: str, rendered: Rendered, format_: str) -> None:
    answer = client.post(f"/documents/convention/{format_}?date=2027-01-19", content=dossier, headers=JSON)
    assert answer.status_code == 200, answer.text
    assert answer.content == rendered("complet", "convention", format_)
    assert answer.headers["content-disposition"] == f'attachment; filename="convention.{format_}"'
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["cache-control"] == "no-store"


def test_findings_and_what_is_missing(client: TestClient, rendered: Rendered) -> None:
    dossier = rendered.dossier("association")
    told = client.post("/constats", content=dossier.to_json(), headers=JSON).json()
    assert [one["code"] for one in told["constats"]] == [constat.code for constat in cd.check(dossier)]
    possible = tuple(one["nom"] for one in told["documents"] if one["possible"])
    assert possible == cd.Toolkit().possible(dossier)
    (final,) = (one for one in told["documents"] if one["nom"] == "bilan-final")
    assert {"chemin": "bilan", "pointeur": "#/bilan"}.items() <= final["manque"][-1].items()


def test_every_fault_is_told_with_its_place(client: TestClient, dossier: str) -> None:
    data = json.loads(dossier)
    data["porteur"]["siret"] = "123"
    data["projet"]["actions"][0]["code"] = ""
    del data["projet"]["titre"]
    told = problem(client.post("/constats", content=json.dumps(data), headers=JSON), 422, "dossier")
    places = {faute["chemin"]: faute["pointeur"] for faute in told["fautes"]}
    assert places["porteur.siret"] == "#/porteur/siret"
    assert places["projet.actions[0].code"] == "#/projet/actions/0/code"
    assert "projet.titre" in places
    assert all(faute["message"] for faute in told["fautes"])


def test_a_dossier_too_early(client: TestClient, rendered: Rendered) -> None:
    content = rendered.dossier("association").to_json()
    told = problem(client.post("/documents/bilan-final/pdf", content=content, headers=JSON), 422, "dossier")
    assert [faute["chemin"] for faute in told["fautes"]] == ["bilan"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"a": 1, "a": 2}', b"[" * 100_000])
def test_what_is_no_dossier(client: TestClient, content: bytes) -> None:
    told = problem(client.post("/constats", content=content, headers=JSON), 422, "dossier")
    assert told["fautes"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", ""])
def test_something_else_than_json(client: TestClient, dossier: str, kind: str) -> None:
    problem(client.post("/constats", content=dossier, headers={"Content-Type": kind}), 415, "type-de-contenu")


def test_unknown_names_and_addresses(client: TestClient, dossier: str) -> None:
    told = problem(client.post("/documents/conventio/pdf", content=dossier, headers=JSON), 404, "inconnu")
    assert "convention, demande-avance" in told["detail"]
    problem(client.post("/documents/convention/odt", content=dossier, headers=JSON), 404, "inconnu")
    problem(client.get("/absent"), 404, "inconnu")
    problem(client.get("/constats"), 405, "methode")


@pytest.mark.parametrize(
    "day", ["hier", "2026-02-30", "", "0", "1700006400", "-2.2e-309", "2026-10-06T00:00:00", " 2026-10-06"]
)
def test_a_day_is_written_one_way(client: TestClient, dossier: str, day: str) -> None:
    answer = client.post("/documents/convention/html", params={"date": day}, content=dossier, headers=JSON)
    assert "date" in problem(answer, 400, "requete")["detail"]


def test_a_body_is_counted_as_it_comes(client: TestClient) -> None:
    """Sent in pieces with no length announced, and without end: reading stops at the bound."""
    sent = Counter[str]()

    def pieces() -> Iterator[bytes]:
        while True:
            sent["bytes"] += 100_000
            assert sent["bytes"] < 3 * BODY_MAX, "read without bound"
            yield b" " * 100_000

    whole = b" " * (BODY_MAX + 1)
    problem(client.post("/constats", content=whole, headers=JSON), 413, "taille")
    messages = iter(pieces())
    answered: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": next(messages), "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        answered.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/constats",
        "raw_path": b"/constats",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json")],
        "state": {},
    }
    asyncio.run(client.app(scope, receive, send))  # type: ignore[arg-type]
    assert answered[0]["status"] == 413
    assert BODY_MAX < sent["bytes"] <= BODY_MAX + 100_000


def test_no_word_of_a_dossier_is_logged(client: TestClient, dossier: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        data = json.loads(dossier)
        data["porteur"]["representant"]["nom"] = "Nomtressecret" * 40
        client.post("/constats", content=json.dumps(data), headers=JSON)
        client.post("/documents/convention/html", content=dossier, headers=JSON)
    assert "Nomtressecret" not in caplog.text
    assert "Logis" not in caplog.text


# --- the pool


def _sleep(seconds: float) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return "fini"


def test_a_document_too_long_is_stopped() -> None:
    pool = RenderingPool(workers=1, seconds=0.3)

    async def scenario() -> list[Any]:
        late = await asyncio.gather(pool._do(_sleep, 30.0), return_exceptions=True)
        return [type(late[0]), await pool._do(_sleep, 0.0)]

    try:
        assert asyncio.run(scenario()) == [TooLongError, "fini"]
    finally:
        pool.close()


def test_a_full_queue_refuses_at_once() -> None:
    pool = RenderingPool(workers=1, queue=2, seconds=10)

    async def scenario() -> list[Any]:
        return await asyncio.gather(*(pool._do(_sleep, 0.2) for _ in range(4)), return_exceptions=True)

    try:
        found = asyncio.run(scenario())
    finally:
        pool.close()
    assert found[:2] == ["fini", "fini"]
    assert [type(one) for one in found[2:]] == [BusyError, BusyError]


def _die() -> None:
    import os

    os._exit(3)


def test_a_worker_that_dies_is_replaced() -> None:
    pool = RenderingPool(workers=1)

    async def scenario() -> list[Any]:
        dead = await asyncio.gather(pool._do(_die), return_exceptions=True)
        return [type(dead[0]), await pool._do(_sleep, 0.0)]

    try:
        assert asyncio.run(scenario()) == [BusyError, "fini"]
    finally:
        pool.close()


@pytest.mark.parametrize(
    ("error", "nature"), [(BusyError(), "occupe"), (TooLongError(), "occupe")], ids=["busy", "too-long"]
)
def test_a_service_that_cannot_now_says_when(
    client: TestClient, dossier: str, error: Exception, nature: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(pool_module.RenderingPool, "render", fail)
    answer = client.post("/documents/convention/docx", content=dossier, headers=JSON)
    problem(answer, 503, nature)
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("chemin", "expected"),
    [
        ("", "#"),
        ("porteur", "#/porteur"),
        ("projet.actions[0].code", "#/projet/actions/0/code"),
        ("a/b~c", "#/a~1b~0c"),
    ],
)
def test_pointers(chemin: str, expected: str) -> None:
    assert pointer(chemin) == expected


# --- its own description


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = client.get("/openapi.json").json()
    return told


def test_the_description_holds_the_dossier(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    dossier = described["components"]["schemas"]["Dossier"]
    assert dossier["properties"].keys() == cd.Toolkit.schema()["properties"].keys()
    assert '"#/$defs/' not in json.dumps(described)
    body = described["paths"]["/constats"]["post"]["requestBody"]["content"]
    assert body == {"application/json": {"schema": {"$ref": "#/components/schemas/Dossier"}}}


# A schema cannot say that the key of a SIRET is right, nor that a payment follows the signature: what it allows may
# still be refused, with 422.
NOT_JUDGED = {"positive_data_acceptance"}


def send(client: TestClient, case: Any) -> Any:
    arguments = case.as_transport_kwargs(base_url=str(client.base_url))
    arguments.pop("cookies", None)
    if "data" in arguments:
        arguments["content"] = arguments.pop("data")
    return client.request(**arguments)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=str)
@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/documents/{document}/{format}", 6),
        pytest.param("/documents/{document}/{format}", 60, marks=pytest.mark.slow),
        pytest.param("/constats", 60, marks=pytest.mark.slow),
    ],
)
def test_it_does_what_it_says(
    client: TestClient, described: dict[str, Any], path: str, count: int, mode: schemathesis.GenerationMode
) -> None:
    """Schemathesis: no fault of the server, only answers that are described, and nothing accepted that is not."""
    operation = schemathesis.openapi.from_dict(described)[path]["POST"]
    judged = [check for check in CHECKS.get_all() if check.__name__ not in NOT_JUDGED]
    statuses = Counter[int]()

    @settings(max_examples=count, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def judge(case: Any) -> None:
        answer = send(client, case)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=judged)

    judge()
    assert sum(statuses.values()) >= count // 2


def test_the_example_of_its_description_is_accepted(client: TestClient, described: dict[str, Any]) -> None:
    early, whole = described["components"]["schemas"]["Dossier"]["examples"]
    assert client.post("/documents/convention/docx", json=early).status_code == 200
    assert client.post("/documents/bilan-final/html", json=whole).status_code == 200
