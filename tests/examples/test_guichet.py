"""The Django application of the examples: dossiers checked and kept whole, actions, downloads, permissions, logs."""

from __future__ import annotations

import copy
import io
import json
import logging
import os
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import django
import pytest
from django.core.management import call_command
from rendered import Rendered

import cllaj_docs as cd

# One process for the whole module: Django is set up once, on a database in memory.
pytestmark = pytest.mark.xdist_group("guichet")

ADD, LIST = "/admin/guichet/subvention/add/", "/admin/guichet/subvention/"


@pytest.fixture(scope="module", autouse=True)
def _site() -> Iterator[None]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "examples.guichet.settings"
    handlers = logging.getLogger().handlers[:]
    django.setup()
    call_command("migrate", verbosity=0)
    yield
    assert logging.getLogger().handlers == handlers
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    return Rendered()


@pytest.fixture(scope="module")
def data(rendered: Rendered) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(rendered.dossier("complet").to_json())
    return whole


@pytest.fixture(autouse=True)
def _emptied() -> Iterator[None]:
    yield
    from django.contrib.auth.models import User

    from examples.guichet.models import Subvention

    Subvention.objects.all().delete()
    User.objects.all().delete()


def client(*permissions: str, staff: bool = True) -> Any:
    """Somebody at the site, with these permissions."""
    from django.contrib.auth.models import Permission, User
    from django.test import Client

    user = User.objects.create(username=f"agent-{len(permissions)}-{staff}", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    browser = Client()
    browser.force_login(user)
    return browser


def agent() -> Any:
    return client("add_subvention", "change_subvention", "view_subvention", "generer_document")


def keep(reference: str, data: dict[str, Any]) -> Any:
    from examples.guichet.models import Subvention

    subvention = Subvention(reference=reference, dossier=copy.deepcopy(data))
    subvention.full_clean()
    subvention.save()
    return subvention


def test_a_dossier_is_kept_whole_and_exact(data: dict[str, Any], rendered: Rendered) -> None:
    from examples.guichet.models import Subvention

    typed = json.dumps(data).replace('"20000.00"', "20000.00")
    answer = agent().post(ADD, {"reference": "2025-EX-005", "dossier": typed})
    assert answer.status_code == 302, answer.content.decode()
    (kept,) = Subvention.objects.all()
    assert kept.read() == rendered.dossier("complet")
    assert kept.dossier["departement"]["nom"]
    assert str(kept) == "2025-EX-005"


def test_shipped_parts_are_written_out(data: dict[str, Any]) -> None:
    kept = keep("a", {**data, "appel": "pas-de-calais-2025"})
    assert kept.dossier["appel"]["taux_avance"] == "0.80"


def test_amounts_never_are_floats(data: dict[str, Any]) -> None:
    from examples.guichet.models import ExactDecoder

    assert json.loads("[0.1]", cls=ExactDecoder) == [Decimal("0.1")]
    with pytest.raises(cd.DossierError):
        cd.Dossier.parse({**data, "decision": {**data["decision"], "montant": 0.1}})


def test_every_fault_is_shown_with_its_place(data: dict[str, Any]) -> None:
    from examples.guichet.models import Subvention

    wrong = copy.deepcopy(data)
    wrong["porteur"]["siret"] = "123"
    wrong["projet"]["actions"][0]["code"] = ""
    browser = agent()
    page = browser.post(ADD, {"reference": "x", "dossier": json.dumps(wrong)}).content.decode()
    assert "porteur.siret : un SIRET compte 14 chiffres" in page.replace("\u00a0", " ")
    assert "projet.actions[0].code" in page
    assert not Subvention.objects.exists()
    page = browser.post(ADD, {"reference": "x", "dossier": "{"}).content.decode()
    assert "JSON" in page
    assert not Subvention.objects.exists()


def act(browser: Any, action: str, *subventions: Any) -> Any:
    return browser.post(LIST, {"action": action, "_selected_action": [one.pk for one in subventions]}, follow=True)


def test_the_convention_of_one(data: dict[str, Any], rendered: Rendered) -> None:
    answer = act(agent(), "convention_word", keep("2025 EX/005", data))
    expected = cd.render(rendered.dossier("complet"), "convention", "docx")
    assert answer.content == expected.content
    assert answer["Content-Type"] == expected.media_type
    assert answer["Content-Disposition"] == 'attachment; filename="convention-2025-ex005.docx"'
    assert "no-store" in answer["Cache-Control"]


def test_the_conventions_of_many_are_zipped(data: dict[str, Any], rendered: Rendered) -> None:
    other = json.loads(rendered.dossier("epci").to_json())
    answer = act(agent(), "convention_pdf", keep("a", data), keep("b", other))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["convention-a.pdf", "convention-b.pdf"]
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


def test_one_that_cannot_be_made_holds_all_back(data: dict[str, Any]) -> None:
    early = {key: value for key, value in data.items() if key in ("appel", "departement", "porteur", "projet")}
    answer = act(agent(), "convention_word", keep("prete", data), keep("trop-tot", early))
    page = answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    assert "trop-tot" in page
    assert "il manque la décision" in page


def test_actions_are_for_those_who_may(data: dict[str, Any]) -> None:
    kept = keep("a", data)
    reader = client("view_subvention", "change_subvention")
    assert "Générer la convention" not in reader.get(LIST).content.decode()
    assert "attachment" not in str(act(reader, "convention_word", kept).headers)


def test_the_list_tells_what_is_possible(data: dict[str, Any]) -> None:
    keep("a", data)
    page = agent().get(LIST).content.decode()
    assert "demande-solde" in page
    assert data["porteur"]["nom"] in page


def test_a_dossier_of_another_time_does_not_break_the_list() -> None:
    from examples.guichet.models import Subvention

    Subvention.objects.create(reference="vieux", dossier={"ancien": 1})
    assert "dossier à revoir" in agent().get(LIST).content.decode()


@pytest.mark.parametrize("format_", ["docx", "html"])
def test_a_download(data: dict[str, Any], rendered: Rendered, format_: str) -> None:
    kept = keep("a", data)
    answer = agent().get(f"/subventions/{kept.pk}/demande-avance.{format_}")
    assert answer.status_code == 200
    assert answer.content == cd.render(rendered.dossier("complet"), "demande-avance", format_).content


@pytest.mark.about_logs
def test_downloads_are_for_those_who_may(data: dict[str, Any]) -> None:
    from django.test import Client

    address = f"/subventions/{keep('a', data).pk}/convention.docx"
    assert Client().get(address).status_code == 302
    assert Client().get(address)["Location"].startswith("/admin/login/")
    assert client(staff=False).get(address).status_code == 403
    assert client("generer_document", staff=False).get(address).status_code == 200
    assert agent().post(address).status_code == 405


@pytest.mark.about_logs
def test_what_cannot_be_downloaded(rendered: Rendered) -> None:
    early = json.loads(rendered.dossier("association").to_json())
    browser, kept = agent(), keep("a", early)
    assert browser.get(f"/subventions/{kept.pk}/absent.docx").status_code == 404
    assert browser.get(f"/subventions/{kept.pk}/convention.odt").status_code == 404
    assert browser.get(f"/subventions/{kept.pk + 1}/convention.docx").status_code == 404
    answer = browser.get(f"/subventions/{kept.pk}/bilan-final.pdf")
    assert answer.status_code == 409
    assert "il manque le bilan final" in answer.content.decode()


@pytest.mark.about_logs
def test_no_word_of_a_dossier_is_logged(data: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    browser, kept = agent(), keep("a", data)
    wrong = copy.deepcopy(data)
    wrong["porteur"]["siret"] = "123"
    with caplog.at_level(logging.DEBUG):
        browser.post(ADD, {"reference": "x", "dossier": json.dumps(wrong)})
        act(browser, "convention_word", kept)
        browser.get(f"/subventions/{kept.pk}/bilan-final.html")
        browser.get(f"/subventions/{kept.pk}/absent.html")
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert data["porteur"]["nom"] not in said
    assert data["porteur"]["representant"]["nom"] not in said
