"""A document of the host's own: the example of the attestation, rendered, checked, and refused when it is at fault."""

from __future__ import annotations

import datetime
import importlib.util
import shutil
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import pytest
from rendered import DATE, Rendered

import cllaj_docs as cd
from cllaj_docs.delivery.campagne.candidature import Candidature
from cllaj_docs.delivery.campagne.production import produce_campaign
from cllaj_docs.delivery.campagne.tache import Commande
from cllaj_docs.delivery.comparaison.verification import verify
from cllaj_docs.delivery.gabarit.champs import list_fields
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.errors import OutputError
from cllaj_docs.rendering.blocks import html_blocks, word_blocks

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "attestation"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    """The example, loaded from its file as a host's own module."""
    spec = importlib.util.spec_from_file_location("attestation", EXAMPLE / "attestation.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["attestation"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def toolkit(example: ModuleType) -> cd.Toolkit:
    made: cd.Toolkit = example.make_toolkit()
    return made


@pytest.fixture
def document(example: ModuleType) -> cd.TypeDocument:
    made: cd.TypeDocument = example.ATTESTATION
    return made


def test_it_stands_beside_the_documents_of_the_grant(toolkit: cd.Toolkit, rendered: Rendered) -> None:
    assert list(toolkit.documents) == [*DOCUMENTS, "attestation-versement"]
    assert toolkit.possible(rendered.dossier("complet"))[-1] == "attestation-versement"
    assert "attestation-versement" not in cd.Toolkit().documents
    assert toolkit.render(rendered.dossier("complet"), "convention", date=DATE).content == rendered(
        "complet", "convention", "docx"
    )


@pytest.mark.parametrize("format_", ["docx", "pdf"])
def test_it_is_verified_by_its_own_toolkit(toolkit: cd.Toolkit, rendered: Rendered, format_: str) -> None:
    content = toolkit.render(rendered.dossier("complet"), "attestation-versement", format_, date=DATE).content
    assert not verify(toolkit, content, rendered.dossier("complet")).blocks
    with pytest.raises(OutputError, match=r"attestation-versement.* n’est pas un document de cet outil"):
        verify(cd.Toolkit(), content)


def test_word_and_html_say_what_the_dossier_says(toolkit: cd.Toolkit, rendered: Rendered) -> None:
    dossier = rendered.dossier("complet")
    word = toolkit.render(dossier, "attestation-versement", "docx", date=DATE)
    page = toolkit.render(dossier, "attestation-versement", "html", date=DATE)
    assert (word.filename, page.filename) == ("attestation-versement.docx", "attestation-versement.html")
    said = [block.key for block in html_blocks(page.content.decode())]
    assert [block.key for block in word_blocks(word.content)] == said
    text = " ".join(said).replace("\u202f", " ").replace("\u00a0", " ")
    for paiement in dossier.paiements:
        assert paiement.mandat in text
    assert dossier.porteur.nom in text
    assert toolkit.render(dossier, "attestation-versement", "pdf").content.startswith(b"%PDF")


def test_what_is_missing_is_asked_for(toolkit: cd.Toolkit, rendered: Rendered) -> None:
    with pytest.raises(cd.DossierError) as caught:
        toolkit.render(rendered.dossier("association"), "attestation-versement")
    assert cd.Faute("paiements", "il manque un versement au moins") in caught.value.fautes


def test_the_checker_finds_nothing_to_say_of_the_example(toolkit: cd.Toolkit) -> None:
    assert cd.check_templates(toolkit) == ()


def test_its_fields_are_in_the_catalogue(document: cd.TypeDocument) -> None:
    fields = {field.nom: field for field in list_fields(document)}
    assert fields["total"].ecriture == "{{ total|euros }}"
    assert fields["total"].exemple == "15\u202f999,99\u00a0€"
    assert fields["paiement.mandat"].boucles == ("for paiement in paiements",)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("{{ total|euros }}", "{{ totale|euros }}", "nom_inconnu"),
        ("{{ paiement.montant|euros }}", "{{ paiement.montant|date_longue }}", "filtre"),
        ("{% endfor %}", "", ""),
    ],
)
def test_the_checker_reads_its_templates(
    document: cd.TypeDocument, tmp_path: Path, before: str, after: str, code: str
) -> None:
    shutil.copytree(EXAMPLE / "gabarits", tmp_path, dirs_exist_ok=True)
    page = tmp_path / "attestation-versement.html"
    page.write_text(page.read_text("utf-8").replace(before, after), "utf-8")
    found = cd.check_templates(cd.Toolkit(tmp_path, documents=[document]))
    errors = [one for one in found if one.gravite == "erreur"]
    assert errors
    assert {one.fichier for one in errors} == {"attestation-versement.html"}
    assert any(one.code.startswith(code) for one in errors)


def test_a_template_changed_after_a_render_is_read_again(document: cd.TypeDocument, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "gabarits", tmp_path, dirs_exist_ok=True)
    toolkit = cd.Toolkit(tmp_path, documents=[document])
    assert cd.check_templates(toolkit) == ()
    page = tmp_path / "attestation-versement.html"
    page.write_text(page.read_text("utf-8").replace("pour servir", "pour valoir"), "utf-8")
    assert {one.code for one in cd.check_templates(toolkit)} == {"texte_different"}


@pytest.mark.parametrize("ending", ["docx", "html"])
def test_a_format_without_a_template_is_told(
    document: cd.TypeDocument, tmp_path: Path, rendered: Rendered, ending: str
) -> None:
    name = f"attestation-versement.{ending}"
    shutil.copy(EXAMPLE / "gabarits" / name, tmp_path)
    toolkit = cd.Toolkit(tmp_path, documents=[document])
    (remarque,) = cd.check_templates(toolkit)
    assert (remarque.code, remarque.gravite) == ("gabarit_absent", "alerte")
    dossier, absent = rendered.dossier("complet"), {"docx": "html", "html": "docx"}[ending]
    assert toolkit.render(dossier, "attestation-versement", ending).content
    with pytest.raises(cd.TemplateError, match="n’existe pas"):
        toolkit.render(dossier, "attestation-versement", absent)


@pytest.mark.parametrize("carries", [True, False])
@pytest.mark.parametrize("ending", ["docx", "html"])
def test_one_format_is_sealed_too(
    document: cd.TypeDocument, tmp_path: Path, rendered: Rendered, ending: str, carries: bool
) -> None:
    shutil.copy(EXAMPLE / "gabarits" / f"attestation-versement.{ending}", tmp_path)
    toolkit = cd.Toolkit(tmp_path, documents=[replace(document, carries_data=carries)])
    made = [toolkit.render(rendered.dossier("complet"), document.nom, ending, date=DATE).content for _ in range(2)]
    assert made[0] == made[1]
    other = toolkit.render(rendered.dossier("complet"), document.nom, ending, date=None).content
    assert other != made[0]


def test_no_template_at_all_is_an_error(document: cd.TypeDocument, tmp_path: Path) -> None:
    found = cd.check_templates(cd.Toolkit(tmp_path, documents=[document]))
    assert {(one.code, one.gravite) for one in found} == {("gabarit_absent", "erreur")}


@pytest.mark.parametrize("nom", ["convention", "bilan-final"])
def test_a_name_of_the_grant_is_taken(document: cd.TypeDocument, nom: str) -> None:
    with pytest.raises(cd.UsageError, match="s’appelle déjà"):
        cd.Toolkit(documents=[replace(document, nom=nom)])


@pytest.mark.parametrize("nom", ["", "Reçu", "../reçu", "a/b", "a b", "a.b", "-a", "a-", "a\n"])
def test_a_name_that_no_file_should_bear_is_refused(document: cd.TypeDocument, nom: str) -> None:
    with pytest.raises(cd.UsageError, match="ne peut nommer"):
        cd.Toolkit(documents=[replace(document, nom=nom)])
    with pytest.raises(cd.UsageError, match="ne peut nommer"):
        cd.Toolkit(documents=[replace(document, gabarit=nom or "/")])


def test_two_documents_of_one_name_are_refused(document: cd.TypeDocument) -> None:
    with pytest.raises(cd.UsageError, match="s’appelle déjà"):
        cd.Toolkit(documents=[document, document])


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd(cd.Contexte):
    """Values that no template can read."""

    heure: Annotated[float, "une durée"]


def test_a_value_that_no_template_can_read_is_named(document: cd.TypeDocument, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "gabarits", tmp_path, dirs_exist_ok=True)
    with pytest.raises(cd.UsageError, match="ne sait pas lire « heure »"):
        cd.check_templates(cd.Toolkit(tmp_path, documents=[replace(document, contexte=Odd)]))


def test_a_host_may_print_a_shipped_template_with_values_of_its_own(rendered: Rendered) -> None:
    shipped = DOCUMENTS["demande-avance"]

    def build_context(dossier: cd.Dossier, date: datetime.date | None) -> Mapping[str, Any]:
        return {**shipped.build_context(dossier, date), "reference": "Copie"}

    copie = replace(shipped, nom="copie", titre="Copie", gabarit="demande-avance", build_context=build_context)
    toolkit = cd.Toolkit(documents=[copie])
    page = toolkit.render(rendered.dossier("complet"), "copie", "html").content.decode()
    assert page.count("Copie") > 1


def test_a_campaign_makes_it(document: cd.TypeDocument, samples: dict[str, Path], tmp_path: Path) -> None:
    commande = Commande(formats=("html",), gabarits=EXAMPLE / "gabarits", malgre_constats=True, propres=(document,))
    given = [Candidature(name, cd.Dossier.load(samples[name])) for name in ("complet", "association")]
    compte = produce_campaign(given, tmp_path, commande, ThreadPoolExecutor(1))
    assert compte.code == 0, compte
    made = {path.name for path in tmp_path.glob("*/*.html")}
    assert {"convention.html", "attestation-versement.html"} <= made
    assert len(list(tmp_path.glob("*/attestation-versement.html"))) == 1
    again = produce_campaign(given, tmp_path, commande, ThreadPoolExecutor(1))
    assert "produit" not in again.etats


def test_a_campaign_knows_but_the_names_it_is_given(document: cd.TypeDocument) -> None:
    assert Commande(documents=(document.nom,), propres=(document,)).noms == (document.nom,)
    assert Commande(propres=(document,)).noms == (*DOCUMENTS, document.nom)
    with pytest.raises(cd.UsageError, match="document inconnu"):
        Commande(documents=(document.nom,))


def test_the_example_runs_as_its_readme_says(
    example: ModuleType, samples: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert example.main([str(samples["complet"])]) == 0
    assert {path.name for path in Path("sorties").iterdir()} == {
        "attestation-versement.docx",
        "attestation-versement.pdf",
    }
    assert example.main([str(samples["association"])]) == 3
