"""Templates that staff edit: the catalogue, copies, the folder that comes first, and the check of it."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree
from mutations import read_part, with_part
from word_faults import faults

import cllaj_docs as cd
from cllaj_docs.delivery.cli import main
from cllaj_docs.delivery.gabarit.catalogue import write_page
from cllaj_docs.delivery.gabarit.champs import Entree, list_fields
from cllaj_docs.delivery.gabarit.filtres import list_filters
from cllaj_docs.delivery.gabarit.verification import check_templates
from cllaj_docs.delivery.gabarit.worlds import REGIMES, worlds
from cllaj_docs.delivery.resources import sample_files, shipped_folder
from cllaj_docs.documents import DOCUMENTS, LIVRES, TypeDocument
from cllaj_docs.rendering.checking.check import check_html
from cllaj_docs.rendering.checking.findings import Remarque

BODY = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORD = shipped_folder("templates") / "docx"
HTML = shipped_folder("templates") / "html"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


def edit(path: Path, *changes: tuple[str, str], part: str = BODY, document: str = "convention") -> Path:
    """Write a copy of a shipped Word template with some of its text changed."""
    content = (WORD / f"{document}.docx").read_bytes()
    xml = read_part(content, part)
    for old, new in changes:
        assert old in xml, old
        xml = xml.replace(old, new)
    path.write_bytes(with_part(content, part, xml))
    return path


def plain_text(document: cd.Document) -> str:
    """Give what a document says, in whatever format."""
    if document.filename.endswith("docx"):
        return re.sub("<[^>]*>", "", read_part(document.content, BODY))
    if document.filename.endswith("html"):
        return document.content.decode()
    pdf = pypdfium2.PdfDocument(document.content)
    said = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
    pdf.close()
    return said


def codes(remarques: tuple[Remarque, ...]) -> set[str]:
    return {one.code for one in remarques}


class TestCatalogue:
    @pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: str(document.nom))
    def test_every_field_has_all_that_staff_ask_for(self, document: TypeDocument) -> None:
        entries = list_fields(document)
        assert len(entries) > 200
        for entry in entries:
            assert entry.sens
            assert entry.sorte
            assert entry.presence
            assert "Annotated" not in str(entry)
        assert len({(entry.boucles, entry.nom) for entry in entries}) == len(entries)

    def test_a_field_says_how_it_is_written_and_gives_an_example(self) -> None:
        fields = {entry.nom: entry for entry in list_fields(DOCUMENTS["convention"])}
        montant = fields["convention.montant"]
        assert montant.ecriture == "{{ convention.montant|euros }}"
        assert montant.exemple == "19\u202f999,99\u00a0€"
        assert montant.presence == "toujours"
        assert fields["decision.engagement"].presence == "peut manquer"
        assert fields["decision.imputation.exercice"].presence == "si decision.imputation"
        assert fields["porteur.rna"].presence == "pour\u00a0: Association, Mission locale"
        assert fields["piece_avance.libelle"].boucles == ("for piece_avance in pieces_avance",)
        assert fields["action.commune"].presence == 'si action.type == "permanence"'
        assert fields["projet.description"].ecriture == "{{p projet.description|markdown }}"

    def test_what_a_document_withholds_is_not_listed(self) -> None:
        names = {entry.nom for entry in list_fields(DOCUMENTS["bilan-final"])}
        assert not any(name.startswith("porteur.compte") for name in names)
        public = {entry.nom for entry in list_fields(DOCUMENTS["bilan-final-diffusable"])}
        assert "bilan.indicateurs.contacts.telephone" in names - public

    @pytest.mark.parametrize("nom", [nom for nom in DOCUMENTS if not nom.startswith("bilan-final")])
    def test_a_template_made_of_the_catalogue_has_no_fault(self, nom: str) -> None:
        """Every field as the catalogue writes it, in its loops and conditions: the checker finds nothing wrong."""
        entries = [entry for entry in list_fields(DOCUMENTS[nom]) if "pour\u00a0:" not in entry.presence]
        written = [written_whole(entry) for entry in entries if entry.ecriture.startswith("{{ ")]
        assert len(written) > 150
        body = "\n".join(f"<p>{block}</p>" for block in written)
        source = {f"{nom}.html": f'<article class="document">\n{body}\n</article>'}
        assert [str(one) for one in check_html(f"{nom}.html", source, worlds(nom)).remarques] == []

    def test_filters_have_a_meaning_and_examples_that_compute(self) -> None:
        filters = {one.nom: one for one in list_filters()}
        assert all(one.sens for one in filters.values())
        assert filters["euros"].exemple == "19\u202f999,99\u00a0€"
        assert filters["de"].formats == "Word et HTML"
        assert filters["safe"].formats == "Word"

    def test_on_screen(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "gabarits", "champs", "demande-avance", "--cherche", "iban")
        assert code == 0
        assert "{{ porteur.compte.iban|iban }}" in out
        assert "{{ montant|euros }}" not in out

    def test_an_unknown_document_is_a_usage_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, _, err = run(capsys, "gabarits", "champs", "avenant")
        assert code == 2
        assert "demande-avance" in err

    def test_as_a_workbook(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        code, _, _ = run(capsys, "gabarits", "champs", "-o", tmp_path / "champs.xlsx")
        assert code == 0
        with zipfile.ZipFile(tmp_path / "champs.xlsx") as book:
            names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
            texts = book.read("xl/sharedStrings.xml").decode()
        assert names == [*LIVRES, "filtres"]
        assert "{{ convention.montant|euros }}" in texts

    @pytest.mark.parametrize("ending", ["docx", "html"])
    def test_as_a_page(self, ending: str) -> None:
        content = write_page([DOCUMENTS["demande-avance"]], ending)
        if ending == "docx":
            assert faults(content) == []
            content = read_part(content, BODY).encode()
        assert "{{ porteur.compte.iban|iban }}" in content.decode()

    def test_another_ending_is_a_usage_error(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        code, _, err = run(capsys, "gabarits", "champs", "-o", tmp_path / "champs.txt")
        assert code == 2
        assert ".xlsx" in err


def written_whole(entry: Entree) -> str:
    """Write a field inside its conditions and its loops, each condition as soon as what it is about is known."""
    written = entry.ecriture
    if entry.optionnel:
        written = f"{{% if {entry.nom} is not none %}}{written}{{% endif %}}"
    conditions = [f"{test} is not none" if "==" not in test else test for test in entry.conditions]
    for loop in (*reversed(entry.boucles), ""):
        item = loop.split()[1] if loop else ""
        own = [test for test in conditions if test.split(".")[0] == item or not loop]
        conditions = [test for test in conditions if test not in own]
        for test in reversed(own):
            written = f"{{% if {test} %}}{written}{{% endif %}}"
        if loop:
            written = f"{{% {loop} %}}{written}{{% endfor %}}"
    return written


class TestCopies:
    def test_word_templates_and_charter(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        code, out, _ = run(capsys, "gabarits", "copier", tmp_path / "mes-gabarits")
        assert code == 0
        names = {path.name for path in (tmp_path / "mes-gabarits").iterdir()}
        assert names == {f"{document.nom_gabarit}.docx" for document in LIVRES.values()} | {"charte.toml"}
        assert "gabarits verifier" in out

    def test_copies_have_no_fault(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        run(capsys, "gabarits", "copier", tmp_path, "--html")
        assert (tmp_path / "_parties.html").is_file()
        code, out, _ = run(capsys, "gabarits", "verifier", tmp_path)
        assert code == 0, out
        assert "Aucune remarque" in out

    def test_nothing_is_overwritten_without_being_told(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        (tmp_path / "convention.docx").write_bytes(b"mon travail")
        code, _, err = run(capsys, "gabarits", "copier", tmp_path)
        assert code == 5
        assert "--remplacer" in err
        assert [path.name for path in tmp_path.iterdir()] == ["convention.docx"]
        assert (tmp_path / "convention.docx").read_bytes() == b"mon travail"
        code, _, _ = run(capsys, "gabarits", "copier", tmp_path, "--remplacer")
        assert code == 0
        assert (tmp_path / "convention.docx").read_bytes() == (WORD / "convention.docx").read_bytes()


class TestTheFolderThatComesFirst:
    def test_by_document_and_by_regime(self, samples: dict[str, Path], tmp_path: Path) -> None:
        edit(tmp_path / "convention.docx", ("Il est convenu ce qui suit", "Les parties conviennent"))
        edit(tmp_path / "convention.epci.docx", ("Il est convenu ce qui suit", "La communauté convient"))
        toolkit = cd.Toolkit(templates=tmp_path)
        said = {}
        for sample in ("association", "epci"):
            dossier = cd.Dossier.load(samples[sample])
            said[sample] = read_part(toolkit.render(dossier, "convention").content, BODY)
        assert "Les parties conviennent" in said["association"]
        assert "La communauté convient" in said["epci"]
        dossier = cd.Dossier.load(samples["epci"])
        assert toolkit.render(dossier, "demande-avance").content == cd.render(dossier, "demande-avance").content

    @pytest.mark.slow
    @pytest.mark.parametrize("regime", sorted(REGIMES))
    def test_copies_for_one_regime_are_sound_and_serve_it_alone(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, regime: str
    ) -> None:
        assert run(capsys, "gabarits", "copier", tmp_path, "--html", "--regime", regime)[0] == 0
        assert (tmp_path / f"demande-solde.{regime}.docx").is_file()
        assert not (tmp_path / "demande-solde.docx").exists()
        for ending in ("docx", "html"):
            path = tmp_path / f"convention.{regime}.{ending}"
            if ending == "html":
                source = path.read_text(encoding="utf-8")
                path.write_text(source.replace("Il est convenu ce qui suit", "Voici les clauses"), encoding="utf-8")
            else:
                edit(path, ("Il est convenu ce qui suit", "Voici les clauses"))
        assert check_templates(tmp_path) == ()
        toolkit = cd.Toolkit(tmp_path)
        loaded = [cd.Dossier.load(path) for path in sample_files()]
        dossiers: dict[str, cd.Dossier] = {dossier.porteur.regime: dossier for dossier in loaded}
        for dossier in (dossiers[regime], dossiers["epci" if regime == "association" else "association"]):
            said = {
                format_: plain_text(toolkit.render(dossier, "convention", format_))
                for format_ in ("docx", "html", "pdf")
            }
            serves = dossier.porteur.regime == regime
            assert {format_: "Voici les clauses" in text for format_, text in said.items()} == dict.fromkeys(
                said, serves
            )
            assert toolkit.compare_formats(dossier, "convention") == ()

    def test_a_regime_that_does_not_exist(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        code, _, err = run(capsys, "gabarits", "copier", tmp_path, "--regime", "gip")
        assert code == 2
        assert "mission_locale_gip" in err
        assert not list(tmp_path.iterdir())

    def test_html_by_regime(self, samples: dict[str, Path], tmp_path: Path) -> None:
        source = (HTML / "convention.html").read_text(encoding="utf-8")
        changed = source.replace("Il est convenu ce qui suit", "La communauté convient")
        (tmp_path / "convention.epci.html").write_text(changed, encoding="utf-8")
        toolkit = cd.Toolkit(templates=tmp_path)
        pages = {
            sample: toolkit.render(cd.Dossier.load(samples[sample]), "convention", "html").content.decode()
            for sample in ("association", "epci")
        }
        assert "La communauté convient" in pages["epci"]
        assert "Il est convenu ce qui suit" in pages["association"]

    def test_a_charter_may_give_one_colour_alone(self, samples: dict[str, Path], tmp_path: Path) -> None:
        (tmp_path / "charte.toml").write_text('[couleur]\nprincipale = "#7a1f2b"\n', encoding="utf-8")
        dossier = cd.Dossier.load(samples["association"])
        page = cd.Toolkit(templates=tmp_path).render(dossier, "convention", "html").content.decode()
        assert "#7a1f2b" in page
        assert "#14426b" not in page

    def test_a_charter_that_is_no_toml_is_a_template_error(self, samples: dict[str, Path], tmp_path: Path) -> None:
        (tmp_path / "charte.toml").write_text("couleur = ", encoding="utf-8")
        dossier = cd.Dossier.load(samples["association"])
        with pytest.raises(cd.TemplateError, match="charte"):
            cd.Toolkit(templates=tmp_path).render(dossier, "convention", "html")


class TestTwoConventions:
    """A Word template of one's own and the PDF must not say two things, and nobody be told."""

    CLAUSE = ("Il est convenu ce qui suit", "La communauté convient")

    def test_generer_says_so_for_the_regime_concerned(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
    ) -> None:
        own, out = tmp_path / "gabarits", tmp_path / "sorties"
        own.mkdir()
        edit(own / "convention.epci.docx", self.CLAUSE)
        command = ("generer", "--gabarits", own, "-o", out)
        code, _, err = run(capsys, *command, samples["epci"], "convention")
        assert code == 0
        assert "convention, le Word et le PDF ne disent pas la même chose" in err
        assert "convention.epci.docx, paragraphe" in err
        assert "La communauté convient" in err
        assert sorted(path.name for path in out.iterdir()) == ["convention.docx", "convention.pdf"]
        for sample, rest in (
            ("epci", ("convention", "-f", "docx")),  # one format alone: nothing to set against it
            ("epci", ("demande-avance", "-f", "pdf")),
            ("association", ("convention",)),
        ):
            assert run(capsys, *command, samples[sample], *rest)[2] == ""

    def test_a_pdf_alone_may_not_be_what_staff_wrote(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
    ) -> None:
        edit(tmp_path / "convention.docx", self.CLAUSE)
        command = ("generer", "--gabarits", tmp_path, "-o", tmp_path / "sorties", samples["association"], "convention")
        assert "La communauté convient" in run(capsys, *command, "-f", "pdf")[2]

    def test_the_same_change_in_both_is_no_difference(self, samples: dict[str, Path], tmp_path: Path) -> None:
        edit(tmp_path / "convention.docx", self.CLAUSE)
        source = (HTML / "convention.html").read_text(encoding="utf-8")
        (tmp_path / "convention.html").write_text(source.replace(*self.CLAUSE), encoding="utf-8")
        dossier = cd.Dossier.load(samples["association"])
        assert cd.Toolkit(tmp_path).compare_formats(dossier, "convention") == ()

    def test_a_word_template_that_fails_keeps_no_pdf(
        self, capsys: pytest.CaptureFixture[str], samples: dict[str, Path], tmp_path: Path
    ) -> None:
        edit(tmp_path / "convention.docx", ("Il est convenu ce qui suit", "{{ inconnu }}"))
        command = ("generer", "--gabarits", tmp_path, "-o", tmp_path / "s", samples["association"], "convention")
        code, out, err = run(capsys, *command, "-f", "pdf")
        assert code == 0
        assert "convention.pdf" in out
        assert "ne peuvent pas être comparés" in err

    def test_shipped_templates_are_not_even_rendered(
        self, monkeypatch: pytest.MonkeyPatch, samples: dict[str, Path], tmp_path: Path
    ) -> None:
        (tmp_path / "charte.toml").write_text('[couleur]\nprincipale = "#7a1f2b"\n', encoding="utf-8")
        monkeypatch.setattr(cd.Toolkit, "render", None)
        dossier = cd.Dossier.load(samples["association"])
        assert cd.Toolkit().compare_formats(dossier, "convention") == ()
        assert cd.Toolkit(tmp_path).compare_formats(dossier, "convention") == ()


class TestCheck:
    def test_shipped_templates_have_no_fault(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "gabarits", "verifier")
        assert code == 0, out
        assert "Aucune remarque" in out

    def test_a_name_that_does_not_exist(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        edit(tmp_path / "convention.docx", ("{{ montant|euros }}", "{{ convention.montnat|euros }}"))
        code, out, _ = run(capsys, "gabarits", "verifier", tmp_path)
        assert code == 4
        assert "«\u00a0convention.montnat\u00a0» n’existe pas" in out
        assert "«\u00a0convention.montant\u00a0»" in out
        assert re.search(r"convention\.docx, paragraphe \d+", out)

    def test_json_for_programs(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        edit(tmp_path / "convention.docx", ("{{ montant|euros }}", "{{ convention.montnat|euros }}"))
        code, out, _ = run(capsys, "gabarits", "verifier", tmp_path, "--json")
        assert code == 4
        told = json.loads(out)
        (error,) = [one for one in told["remarques"] if one["gravite"] == "erreur"]
        assert told["erreurs"] == 1
        assert error["fichier"] == "convention.docx"
        assert error["partie"] == BODY
        assert error["balise"] == "{{ convention.montnat|euros }}"
        assert "{{ convention.montnat|euros }}" in error["texte"]
        assert error["code"] == "nom_inconnu"
        assert isinstance(error["rang"], int)
        assert error["remede"]

    def test_a_clause_that_the_pdf_words_otherwise(self, tmp_path: Path) -> None:
        edit(tmp_path / "convention.docx", ("conservées pendant", "gardées durant"))
        (found,) = check_templates(tmp_path)
        assert (found.code, found.gravite) == ("texte_different", "alerte")
        assert "Contrôle" in found.explication
        assert "gardées durant" in found.explication
        assert "conservées pendant" in found.explication
        assert found.texte
        assert "gardées durant" in found.texte

    def test_an_amount_that_is_not_printed_any_more(self, tmp_path: Path) -> None:
        edit(tmp_path / "convention.docx", ("{{ appel.plafond|euros }}", "20 000 euros"))
        found = [one for one in check_templates(tmp_path) if one.code == "champ_oublie"]
        assert [one.gravite for one in found] == ["alerte"]
        assert "appel.plafond" in found[0].explication
        assert "appel.plafond|euros" in found[0].remede

    def test_the_same_amount_by_another_name_is_no_loss(self, tmp_path: Path) -> None:
        edit(tmp_path / "convention.docx", ("{{ echeancier.montant|euros }}", "{{ convention.montant|euros }}"))
        assert check_templates(tmp_path) == ()

    def test_an_article_left_out(self, tmp_path: Path) -> None:
        content = (WORD / "convention.docx").read_bytes()
        xml = read_part(content, BODY)
        at = xml.index("Incessibilité")
        start = max(xml.rfind("<w:p>", 0, at), xml.rfind("<w:p ", 0, at))
        end = xml.index("</w:p>", xml.index("</w:p>", at) + 1) + len("</w:p>")
        (tmp_path / "convention.docx").write_bytes(with_part(content, BODY, xml[:start] + xml[end:]))
        found = check_templates(tmp_path)
        assert {one.gravite for one in found} == {"alerte"}
        assert {"article_oublie", "champ_oublie", "texte_different"} == codes(found)
        assert any("Incessibilité" in one.explication for one in found if one.code == "article_oublie")

    def test_a_template_for_one_regime_is_read_for_it_alone(self, tmp_path: Path) -> None:
        clause = ("{{ porteur.nom }}", "{{ porteur.nom }}, {{ porteur.comptable }}")
        edit(tmp_path / "convention.epci.docx", clause)
        assert not [one for one in check_templates(tmp_path) if one.gravite == "erreur"]
        edit(tmp_path / "convention.association.docx", clause)
        (error,) = [one for one in check_templates(tmp_path) if one.gravite == "erreur"]
        assert error.fichier == "convention.association.docx"
        assert error.code == "nom_inconnu"

    def test_a_general_template_is_not_read_for_the_regimes_that_have_their_own(self, tmp_path: Path) -> None:
        clause = ("{{ porteur.nom }}", "{{ porteur.nom }}, {{ porteur.rna }}")
        edit(tmp_path / "convention.docx", clause)
        assert "nom_inconnu" in codes(check_templates(tmp_path))
        for regime in ("epci", "mission_locale_gip"):
            shutil.copy(WORD / "convention.docx", tmp_path / f"convention.{regime}.docx")
        assert "nom_inconnu" not in codes(check_templates(tmp_path))

    def test_files_that_nothing_reads(self, tmp_path: Path) -> None:
        shutil.copy(WORD / "convention.docx", tmp_path / "convention_epci.docx")
        (tmp_path / "convention.doc").write_bytes(b"ancien")
        (tmp_path / "~$nvention.docx").write_bytes(b"verrou de Word")
        found = {one.fichier: one for one in check_templates(tmp_path)}
        assert {one.code for one in found.values()} == {"fichier_inconnu"}
        assert "convention.epci.docx" in found["convention_epci.docx"].remede
        assert ".docx" in found["convention.doc"].remede

    def test_a_value_that_only_a_render_refuses(self, tmp_path: Path) -> None:
        edit(tmp_path / "convention.docx", ("{{ projet.titre }}", "{{ projet.titre|truncate(-5) }}"))
        assert "rendu" in codes(check_templates(tmp_path)) or not check_templates(tmp_path)

    @pytest.mark.parametrize(
        ("added", "rendered", "says"),
        [
            ("{{ 'a'|wordwrap(-1) }}", len(sample_files()), "exemple"),
            ("{% for a in range(90000) %}{% for b in range(90000) %}{{ b }}{% endfor %}{% endfor %}", 1, "tours"),
            ("{% frein %}", 0, "frein"),
        ],
    )
    def test_a_template_is_rendered_as_far_as_it_can_be(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: str, rendered: int, says: str
    ) -> None:
        """With every sample; with one when it has no end, with none when it cannot be read. Each place is told once."""
        asked: list[str] = []
        usual = cd.Toolkit.render

        def count(self: cd.Toolkit, dossier: cd.Dossier, document: str, format: str, **options: Any) -> cd.Document:  # noqa: A002
            asked.append(format)
            return usual(self, dossier, document, format, **options)

        monkeypatch.setattr(cd.Toolkit, "render", count)
        edit(tmp_path / "convention.docx", ("{{ projet.titre }}", f"{{{{ projet.titre }}}}{added}"))
        errors = [one for one in check_templates(tmp_path) if one.gravite == "erreur"]
        assert all(says in one.explication + one.remede for one in errors)
        assert len(errors) == len({one.rang for one in errors}) > 0
        assert asked == ["docx"] * rendered

    def test_a_charter_that_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "charte.toml").write_text("couleur = ", encoding="utf-8")
        (found,) = check_templates(tmp_path)
        assert (found.fichier, found.gravite) == ("charte.toml", "erreur")

    def test_a_fragment_of_ones_own_concerns_the_documents_that_include_it(self, tmp_path: Path) -> None:
        source = (HTML / "_compte.html").read_text(encoding="utf-8")
        (tmp_path / "_compte.html").write_text(source.replace(".bic ", ".bci "), encoding="utf-8")
        errors = [one for one in check_templates(tmp_path) if one.gravite == "erreur"]
        assert {(one.fichier, one.code) for one in errors} == {("_compte.html", "nom_inconnu")}
        assert "bic" in errors[0].remede

    def test_a_folder_that_does_not_exist(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        code, _, err = run(capsys, "gabarits", "verifier", tmp_path / "absent")
        assert code == 5
        assert "absent" in err

    def test_a_template_in_a_format_of_its_own_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "convention.docx").write_bytes(b"pas du Word")
        (found,) = check_templates(tmp_path)
        assert (found.fichier, found.gravite) == ("convention.docx", "erreur")


class TestNotesInTheMargin:
    def annotate(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, *changes: tuple[str, str]) -> bytes:
        own = tmp_path / "gabarits"
        own.mkdir()
        edit(own / "convention.docx", *changes)
        code, out, _ = run(capsys, "gabarits", "verifier", own, "--annoter", "-o", tmp_path / "annotes")
        assert code == 4
        path = tmp_path / "annotes" / "convention-annote.docx"
        assert str(path) in out
        return path.read_bytes()

    def test_each_finding_is_a_comment_beside_its_paragraph(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        content = self.annotate(
            capsys,
            tmp_path,
            ("{{ montant|euros }}", "{{ convention.montnat|euros }}"),
            ("{{ decision.date|date_longue }}", "{{ decision.date }}"),
        )
        comments = etree.fromstring(read_part(content, "word/comments.xml").encode())
        texts = {
            comment.get(f"{W}id"): "\n".join("".join(map(str, line.itertext())) for line in comment)
            for comment in comments
        }
        body = etree.fromstring(read_part(content, BODY).encode())
        placed = {
            start.get(f"{W}id"): "".join(map(str, next(start.iterancestors(f"{W}p")).itertext()))
            for start in body.iter(f"{W}commentRangeStart")
        }
        assert texts.keys() == placed.keys()
        assert any("convention.montnat" in text for text in texts.values())
        for number, text in texts.items():
            if "convention.montnat" in text:
                assert "{{ convention.montnat|euros }}" in placed[number]
            if "decision.date" in text and text.startswith("Erreur"):
                assert "{{ decision.date }}" in placed[number]

    def test_the_copy_is_valid_and_still_the_same_template(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        content = self.annotate(capsys, tmp_path, ("{{ montant|euros }}", "{{ montant }}"))
        assert faults(content) == []
        original = (tmp_path / "gabarits" / "convention.docx").read_bytes()
        assert paragraphs(content) == paragraphs(original)
        own = tmp_path / "encore"
        own.mkdir()
        (own / "convention.docx").write_bytes(content)
        again = [one for one in check_templates(own) if one.gravite == "erreur"]
        assert [one.code for one in again] == ["sans_filtre"]

    def test_comments_of_staff_stay(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        once = self.annotate(capsys, tmp_path, ("{{ montant|euros }}", "{{ montant }}"))
        own = tmp_path / "deux"
        own.mkdir()
        (own / "convention.docx").write_bytes(once)
        run(capsys, "gabarits", "verifier", own, "--annoter", "-o", tmp_path / "annotes")
        twice = (tmp_path / "annotes" / "convention-annote.docx").read_bytes()
        identifiers = re.findall(r'<w:comment w:id="(\d+)"', read_part(twice, "word/comments.xml"))
        assert len(identifiers) == len(set(identifiers)) >= 2
        assert faults(twice) == []


def paragraphs(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(BODY))
    return ["".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p")]
