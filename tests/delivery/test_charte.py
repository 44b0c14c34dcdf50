"""The charter of a folder: one setting changes Word, PDF and HTML; what it cannot be is told by its key."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
import pytest
from dossiers import build
from word_faults import faults

import cllaj_docs as cd
from cllaj_docs.delivery.charte import CHARTE, Charte, check_charte
from cllaj_docs.delivery.cli import main
from cllaj_docs.delivery.gabarit.verification import check_templates
from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.rendering.contrast import contrast
from cllaj_docs.rendering.word.charte import apply_charte

TEMPLATES = shipped_folder("templates")
SHIPPED = tomllib.loads((TEMPLATES / CHARTE).read_text(encoding="utf-8"))
GREEN = '[couleur]\nprincipale = "#1b5e20"\n'
FONT = '[police]\nfamille = "Marianne"\nsecours = ["Arial", "sans-serif"]\n'
EN_TETE = """
[en_tete]
adresse = ["Maison de l’Exemple & Fils", "1 rue de l’Exemple"]
courriel = "service@departement.example"
telephone = "0399001234"
site = "www.departement.example"
suivi_par = "Camille Exemple"
"""


def folder(path: Path, charte: str) -> Path:
    (path / CHARTE).write_text(charte, encoding="utf-8")
    return path


def parts(content: bytes) -> Mapping[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def texts(part: str) -> list[str]:
    """The texts of a part, but for the fingerprint, which is that of the charter too."""
    return [
        re.sub("empreinte [0-9A-F-]+", "empreinte", text) for text in re.findall(r"<w:t(?: [^>]*)?>(.*?)</w:t>", part)
    ]


class TestWord:
    @pytest.mark.parametrize("document", DOCUMENTS)
    def test_a_colour_changes_everywhere_and_nothing_else_does(self, tmp_path: Path, document: str) -> None:
        dossier = build()
        before = parts(cd.Toolkit().render(dossier, document, "docx").content)
        content = cd.Toolkit(folder(tmp_path, GREEN)).render(dossier, document, "docx").content
        after = parts(content)
        assert before.keys() == after.keys()
        assert not [name for name, part in after.items() if name != "word/theme/theme1.xml" and "14426B" in part]
        assert "1B5E20" in after["word/styles.xml"]
        for name, part in before.items():
            assert texts(part) == texts(after[name])
            assert after[name].count("1B5E20") == part.count("14426B") - (name == "word/theme/theme1.xml")
        assert faults(content) == []

    def test_two_colours_that_were_one_part_ways_in_the_theme(self, tmp_path: Path) -> None:
        """``principale`` and ``resultat`` are shipped alike: a theme tells them apart by their places."""
        own = folder(tmp_path, '[couleur]\nresultat = "#7a1f1f"\n')
        theme = parts(cd.Toolkit(own).render(build(), "convention", "docx").content)["word/theme/theme1.xml"]
        assert re.findall('<a:accent[16]><a:srgbClr val="(.*?)"/>', theme) == ["14426B", "7A1F1F"]

    def test_the_font_changes_with_those_that_stand_for_it(self, tmp_path: Path) -> None:
        after = parts(cd.Toolkit(folder(tmp_path, FONT)).render(build(), "convention", "docx").content)
        assert not [name for name, part in after.items() if "Source Sans" in part]
        assert 'w:ascii="Marianne"' in after["word/styles.xml"]
        assert '<w:altName w:val="Arial"/>' in after["word/fontTable.xml"]
        assert 'latin typeface="Marianne"' in after["word/theme/theme1.xml"]

    def test_what_staff_coloured_alike_follows_and_the_rest_stays(self) -> None:
        content = (TEMPLATES / "docx" / "convention.docx").read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        run = '<w:r><w:rPr><w:color w:val="{}"/></w:rPr><w:t>{}</w:t></w:r></w:p>'
        body = members["word/document.xml"].decode()
        added = run.format("14426b", "14426B") + "<w:p>" + run.format("FF0000", "rouge")
        members["word/document.xml"] = body.replace("</w:p>", added, 1).encode()
        edited = io.BytesIO()
        with zipfile.ZipFile(edited, "w") as archive:
            for name, member in members.items():
                archive.writestr(name, member)
        charte = {**SHIPPED, "couleur": {**SHIPPED["couleur"], "principale": "#1b5e20"}}
        changed = parts(apply_charte(edited.getvalue(), charte))["word/document.xml"]
        assert '<w:color w:val="1B5E20"/></w:rPr><w:t>14426B</w:t>' in changed  # a text is no colour
        assert '<w:color w:val="FF0000"/>' in changed

    def test_the_same_charter_and_a_theme_of_its_own_change_nothing(self) -> None:
        content = (TEMPLATES / "docx" / "convention.docx").read_bytes()
        assert apply_charte(content, SHIPPED) == content
        foreign = content_with_theme_named(content, "Office")
        assert apply_charte(foreign, {**SHIPPED, "couleur": dict.fromkeys(SHIPPED["couleur"], "#000000")}) == foreign

    def test_a_fault_names_the_template(self, tmp_path: Path) -> None:
        (folder(tmp_path, GREEN) / "convention.docx").write_bytes(b"PK no")
        with pytest.raises(cd.TemplateError) as caught:
            cd.Toolkit(tmp_path).render(build(), "convention", "docx")
        assert caught.value.document == "convention.docx"


def content_with_theme_named(content: bytes, name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(written, "w") as copy:
        for member in archive.namelist():
            part = archive.read(member)
            if member.startswith("word/theme/"):
                part = part.replace(b'name="Charte"', f'name="{name}"'.encode())
            copy.writestr(member, part)
    return written.getvalue()


class TestPages:
    def test_html_and_pdf_take_the_colour(self, tmp_path: Path) -> None:
        toolkit = cd.Toolkit(folder(tmp_path, GREEN))
        page = toolkit.render(build(), "convention", "html").content.decode()
        assert "#1b5e20" in page
        pdf = pypdfium2.PdfDocument(toolkit.render(build(), "convention", "pdf").content)
        picture = pdf[0].render(scale=1).to_pil().convert("RGB")
        pdf.close()
        assert (0x1B, 0x5E, 0x20) in {color for _, color in picture.getcolors(1 << 20)}

    def test_copied_templates_with_another_colour(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["gabarits", "copier", str(tmp_path), "--html"]) == 0
        charte = tmp_path / CHARTE
        charte.write_text(charte.read_text(encoding="utf-8").replace("#14426b", "#1b5e20"), encoding="utf-8")
        capsys.readouterr()
        toolkit = cd.Toolkit(tmp_path)
        assert "14426B" not in "".join(parts(toolkit.render(build(), "convention", "docx").content).values())
        assert "#14426b" not in toolkit.render(build(), "convention", "html").content.decode()
        assert toolkit.compare_formats(build(), "convention") == ()


class TestLetterhead:
    @pytest.mark.parametrize("format_", ["docx", "html", "pdf"])
    def test_the_service_says_where_it_is(self, tmp_path: Path, format_: str) -> None:
        said = read(cd.Toolkit(folder(tmp_path, EN_TETE)).render(build(), "convention", format_))
        for line in (
            "Maison de l’Exemple & Fils",
            "1 rue de l’Exemple",
            "service@departement.example, 03 99 00 12 34",
            "www.departement.example",
            "Affaire suivie par Camille Exemple",
        ):
            assert line in said, line

    def test_letters_go_to_the_service_and_the_convention_keeps_the_seat(self, tmp_path: Path) -> None:
        dossier, toolkit = build(), cd.Toolkit(folder(tmp_path, EN_TETE))
        seat = dossier.departement.adresse.commune
        page = toolkit.render(dossier, "demande-avance", "html").content.decode()
        head = page[page.index("<body") : page.index("<h1")]
        assert "1 rue de l’Exemple" in head
        assert seat not in head
        assert seat in read(toolkit.render(dossier, "convention", "html"))

    def test_what_the_folder_does_not_say_is_as_the_dossier_says(self, tmp_path: Path) -> None:
        dossier = build(changes={"departement.service.courriel": "dossier@departement.example"})
        own = folder(tmp_path, '[en_tete]\ntelephone = "0399001234"\n')
        said = read(cd.Toolkit(own).render(dossier, "convention", "html"))
        assert "dossier@departement.example, 03 99 00 12 34" in said

    def test_the_word_and_the_page_say_the_same(self, tmp_path: Path) -> None:
        (folder(tmp_path, EN_TETE) / "style.css").write_text((TEMPLATES / "html" / "style.css").read_text())
        for document in cd.Toolkit().possible(build()):
            assert cd.Toolkit(tmp_path).compare_formats(build(), document) == ()


def read(document: cd.Document) -> str:
    """Give what a document says, spaces made plain."""
    if document.media_type == "application/pdf":
        pdf = pypdfium2.PdfDocument(document.content)
        said = " ".join(page.get_textpage().get_text_range() for page in pdf)
        pdf.close()
    elif document.filename.endswith("docx"):
        said = " ".join("".join(texts(p)) for p in parts(document.content)["word/document.xml"].split("</w:p>"))
    else:
        said = re.sub("<[^>]*>", "", document.content.decode())
    return re.sub(r"\s+", " ", said.replace("&amp;", "&").replace("\ufffe", ""))


class TestFaults:
    @pytest.mark.parametrize(
        ("charte", "place", "message"),
        [
            ('[couleur]\ntexte = "bleu"', "couleur.texte", "six chiffres hexadécimaux"),
            ('[couleur]\ntexte = "#12345"', "couleur.texte", "six chiffres hexadécimaux"),
            ('[couleur]\ntexte = "#123456; } body { display: none"', "couleur.texte", "six chiffres hexadécimaux"),
            ("[couleur]\ntexte = 3", "couleur.texte", "texte entre guillemets"),
            ('[couleur]\nprincipal = "#123456"', "couleur.principal", "principale"),
            ('couleurs = "#123456"', "couleurs", "couleur"),
            ("couleur = 3", "couleur", "ses propres clés"),
            ('[police]\nfamille = "A\\";}"', "police.famille", "illisible"),
            ('[police]\nsecours = "Arial"', "police.secours", "liste entre crochets"),
            ('[police.fichiers]\nnormal = "../x.ttf"', "police.fichiers.normal", "à côté de la charte"),
            ('[taille]\ncorps = "11"', "taille.corps", "sans guillemets"),
            ("[taille]\ncorps = 200", "taille.corps", "au plus 48"),
            ("[taille]\ncorps = nan", "taille.corps", "nombre fini"),
            ("[page]\nmarge_gauche = 150", "page.largeur", "moins de 100\u00a0mm"),
            ('[en_tete]\ncourriel = "pas un courriel"', "en_tete.courriel", "courriel"),
            ('[en_tete]\ntelephone = "12"', "en_tete.telephone", "téléphone"),
            ('[en_tete]\nadresse = "rue"', "en_tete.adresse", "liste entre crochets"),
            ('[en_tete]\nfax = "0399001234"', "en_tete.fax", ""),
        ],
    )
    @pytest.mark.parametrize("format_", ["docx", "html"])
    def test_what_a_charter_cannot_be_is_told_by_its_key(
        self, tmp_path: Path, charte: str, place: str, message: str, format_: str
    ) -> None:
        with pytest.raises(cd.TemplateError) as caught:
            cd.Toolkit(folder(tmp_path, charte)).render(build(), "convention", format_)
        assert caught.value.document == CHARTE
        assert caught.value.balise == place
        assert message in str(caught.value)

    def test_all_faults_are_told_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(cd.TemplateError, match=r"couleur\.texte.*taille\.corps"):
            cd.Toolkit(folder(tmp_path, '[couleur]\ntexte = "x"\n[taille]\ncorps = 1')).render(build(), "convention")

    def test_the_shipped_charter_is_sound(self) -> None:
        assert isinstance(check_charte(SHIPPED), Charte)

    def test_verifier_tells_them_too(self, tmp_path: Path) -> None:
        (remarque,) = check_templates(folder(tmp_path, '[couleur]\ntexte = "bleu"'))
        assert (remarque.gravite, remarque.fichier, remarque.balise) == ("erreur", CHARTE, "couleur.texte")


class TestAdvice:
    @pytest.mark.parametrize(
        ("first", "second", "ratio"),
        [
            ("#000000", "#ffffff", 21),
            ("#ffffff", "#ffffff", 1),
            ("#767676", "#ffffff", 4.54),
            ("#ff0000", "#ffffff", 4),
        ],
    )
    def test_contrast_is_that_of_the_standard(self, first: str, second: str, ratio: float) -> None:
        assert contrast(first, second) == contrast(second, first) == pytest.approx(ratio, abs=0.005)

    @pytest.mark.parametrize(
        ("charte", "told"),
        [
            ('[couleur]\ntexte = "#777777"', "texte se lit mal sur blanc\u00a0: contraste de 4,4, il en faut 4,5."),
            ('[couleur]\nprincipale = "#6a7f93"', "principale se lit mal"),
            ('[couleur]\ncible = "#dddddd"', "cible se lit mal sur blanc"),
            ('[couleur]\nfond_entete = "#333333"', "principale se lit mal sur fond_entete"),
        ],
    )
    def test_a_colour_that_reads_badly_is_told(self, tmp_path: Path, charte: str, told: str) -> None:
        remarques = check_templates(folder(tmp_path, charte))
        assert told in "\n".join(one.explication for one in remarques if one.code == "contraste")
        assert {one.gravite for one in remarques} == {"alerte"}

    def test_a_size_that_word_does_not_follow_is_told(self, tmp_path: Path) -> None:
        (remarque,) = check_templates(folder(tmp_path, "[taille]\ncorps = 11\n"))
        assert (remarque.code, remarque.balise) == ("reglage_sans_word", "[taille]")

    def test_good_settings_are_passed_over(self, tmp_path: Path) -> None:
        assert check_templates(folder(tmp_path, GREEN + FONT + EN_TETE)) == ()
