"""A form made of the schema by a generator (react-jsonschema-form), filled and sent in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conformance.browser import OPTIONS
from conformance.programs import BROWSERS, MODULES, find, run
from lxml import html

import cllaj_docs as cd
from cllaj_docs.domain.shipped import shipped_names

HERE = Path(__file__).parent
SCHEMA = cd.Toolkit.schema()

_PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Dossier</title></head><body><div id="formulaire"></div>
<script id="donnees" type="application/json">{data}</script>
<script>
const told = [];
const tell = (...words) => {{ told.push(words.join(" ")); document.documentElement.dataset.journal = told.join("|"); }};
console.error = console.warn = window.onerror = tell;
</script>
<script>{code}</script>
<script>
const steps = [{steps}];
const next = () => {{ if (steps.length) {{ steps.shift()(); setTimeout(next, 300); }} }};
setTimeout(next, 1000);
</script></body></html>
"""


@cache
def code(folder: Path) -> str:
    """The form and all that it needs, as one script."""
    target = folder / "form.js"
    done = run([MODULES / ".bin" / "esbuild", HERE / "form.mjs", "--bundle", f"--outfile={target}"], folder)
    assert target.is_file(), done.stderr
    return target.read_text("utf-8").replace("</script", r"<\/script")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formulaire")


def use(folder: Path, dossier: Any, steps: Sequence[str]) -> Any:
    """The page once somebody has done these steps on a form that holds a dossier."""
    data = json.dumps({"schema": SCHEMA, "dossier": dossier}, ensure_ascii=False).replace("</", r"<\/")
    path = folder / "page.html"
    path.write_text(
        _PAGE.format(data=data, code=code(folder), steps=", ".join(f"() => {step}" for step in steps)), "utf-8"
    )
    settings = f"--user-data-dir={folder}/settings"
    done = run([find(*BROWSERS), *OPTIONS, settings, "--dump-dom", path.as_uri()], folder)
    page = html.document_fromstring(done.stdout)
    assert page.get("data-journal") is None, page.get("data-journal")
    return page


@pytest.mark.parametrize("rank", range(2))
def test_what_is_sent_unchanged_is_the_dossier(folder: Path, rank: int) -> None:
    page = use(folder, SCHEMA["examples"][rank], ["send()"])
    assert page.get("data-fautes") is None
    assert cd.Dossier.from_json(page.get("data-dossier")) == cd.Dossier.parse(SCHEMA["examples"][rank])


def test_a_form_is_filled(folder: Path) -> None:
    steps = [
        "type('root_projet_titre', 'Un autre titre')",
        "type('root_porteur_siret', '999 000 557 00010')",
        "type('root_decision_montant', '18500.50')",
        "type('root_convention_date_limite_bilan', '2026-11-30')",
        "send()",
    ]
    page = use(folder, SCHEMA["examples"][0], steps)
    dossier = cd.Dossier.from_json(page.get("data-dossier"))
    assert dossier.projet.titre == "Un autre titre"
    assert dossier.porteur.siret == "99900055700010"
    assert dossier.decision
    assert str(dossier.decision.montant) == "18500.50"
    assert cd.render(dossier, "convention", "docx").content


def test_what_is_wrong_is_shown_at_its_place(folder: Path) -> None:
    steps = ["type('root_projet_titre', '')", "type('root_porteur_siret', '12')", "send()"]
    page = use(folder, SCHEMA["examples"][0], steps)
    assert page.get("data-dossier") is None
    faults = json.loads(page.get("data-fautes"))
    assert ".porteur.siret" in faults
    assert any("projet" in fault for fault in faults)


def codes(said: Any) -> Iterator[str]:
    """Every code of a schema that has a label of its own."""
    if isinstance(said, dict):
        if isinstance(said.get("const"), str) and said.get("title") != said["const"] and "oneOf" not in said:
            yield said["const"]
        for below in said.values():
            yield from codes(below)
    elif isinstance(said, list):
        for below in said:
            yield from codes(below)


def test_a_list_shows_french_labels_and_gives_codes(folder: Path) -> None:
    steps = [
        "choose('root_convention_regle_solde', 'Plafond au besoin réel')",
        "choose('root_convention_mode_signature', 'Électronique')",
        "send()",
    ]
    page = use(folder, SCHEMA["examples"][0], steps)
    dossier = cd.Dossier.from_json(page.get("data-dossier"))
    assert dossier.convention
    assert (dossier.convention.regle_solde, dossier.convention.mode_signature) == ("plafond", "electronique")
    shown = {option.text_content().strip() for option in page.xpath("//option")}
    assert {"Prorata des dépenses", "Papier", "Délibération", "Association", "Permanence", "Mme"} <= shown
    hidden = set(codes(SCHEMA)) - {*shipped_names("appel"), *shipped_names("departement")}
    assert len(hidden) > 30
    assert not shown & hidden


def test_each_field_has_its_french_label(folder: Path) -> None:
    page = use(folder, SCHEMA["examples"][0], [])
    text = page.text_content()
    for said in ("Opérateur", "Numéro RNA", "Date limite du bilan", "Quatorze chiffres, avec ou sans espaces."):
        assert said in text
    assert len(page.xpath("//input | //select | //textarea")) > 100


def test_a_shipped_part_that_is_completed_shows_what_completes_it(folder: Path) -> None:
    page = use(folder, SCHEMA["examples"][0], [])
    (name,) = page.xpath("//input[@id='root_departement_signataire_nom']/@value")
    assert name == SCHEMA["examples"][0]["departement"]["signataire"]["nom"]
