"""The letterhead: logos named by the charter of one's own folder, in Word, HTML and PDF, and none otherwise."""

from __future__ import annotations

import io
import re
import zipfile
from html import escape, unescape
from pathlib import Path

import pypdfium2
import pytest
from dossiers import build
from page import is_pdf_compliant_bytes
from PIL import Image

import cllaj_docs as cd
from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.documents import DOCUMENTS

CHARTE = (shipped_folder("templates") / "charte.toml").read_text(encoding="utf-8")
LOGOS = """
[logo.departement]
fichier = "departement.png"
alternative = "Logo du Département & <essai>"
largeur_mm = 40

[logo.etat]
fichier = "etat.jpg"
alternative = "Logo de l’État"
largeur_mm = 22.5

[logo.operateur]
fichier = "departement.png"
alternative = "Logo de l’opérateur"
largeur_mm = 20
"""
OPERATEUR = ["Logo de l’opérateur"]
SHOWN = dict.fromkeys(DOCUMENTS, OPERATEUR) | {"convention": ["Logo du Département & <essai>", "Logo de l’État"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGBA", (400, 120), (20, 66, 107, 128)).save(tmp_path / "departement.png")
    Image.new("CMYK", (300, 200)).save(tmp_path / "etat.jpg")
    (tmp_path / "charte.toml").write_text(CHARTE + LOGOS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_logos_are_there_and_say_what_they_show(folder: Path, document: str) -> None:
    toolkit, dossier = cd.Toolkit(folder), build()
    page = toolkit.render(dossier, document, "html").content.decode()
    written = [unescape(alt) for alt in re.findall('alt="(.*?)"', page)]
    assert [alt for alt in written if alt.startswith("Logo")] == SHOWN[document]
    with zipfile.ZipFile(io.BytesIO(toolkit.render(dossier, document, "docx").content)) as archive:
        body = archive.read("word/document.xml").decode()
        assert len([name for name in archive.namelist() if name.startswith("word/media/")]) >= len(SHOWN[document])
    for alt in SHOWN[document]:
        assert f'descr="{escape(alt)}"' in body


@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_pdf_with_logos_is_archival_and_accessible(folder: Path, document: str, profile: str) -> None:
    assert is_pdf_compliant_bytes(cd.Toolkit(folder).render(build(), document, "pdf").content, profile=profile)


def test_the_size_on_paper_is_that_of_the_charter(folder: Path) -> None:
    toolkit = cd.Toolkit(folder)
    with zipfile.ZipFile(io.BytesIO(toolkit.render(build(), "convention", "docx").content)) as archive:
        extents = re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"/>', archive.read("word/document.xml").decode())
    assert [(int(across) / 36000, int(down) / 36000) for across, down in extents] == [(40, 12), (22.5, 15)]
    pdf = pypdfium2.PdfDocument(toolkit.render(build(), "convention", "pdf").content)
    boxes = [item.get_bounds() for item in pdf[0].get_objects() if item.type == 3]  # FPDF_PAGEOBJ_IMAGE
    sizes = sorted(((right - left) * 25.4 / 72, (top - bottom) * 25.4 / 72) for left, bottom, right, top in boxes)
    assert [(round(across, 1), round(down, 1)) for across, down in sizes] == [(22.5, 15), (40, 12)]
    pdf.close()


def test_without_logos_no_place_is_kept() -> None:
    toolkit = cd.Toolkit()
    page = toolkit.render(build(), "convention", "html").content.decode()
    assert "<img" not in page
    assert "<p></p>" not in page
    with zipfile.ZipFile(io.BytesIO(toolkit.render(build(), "convention", "docx").content)) as archive:
        assert not [name for name in archive.namelist() if "media" in name]


def etat(fichier: str = "departement.png", alternative: str = "a", largeur: str = "40") -> str:
    return f'[logo.etat]\nfichier = "{fichier}"\nalternative = "{alternative}"\nlargeur_mm = {largeur}'


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("logo = 3", "departement, etat, operateur"),
        (etat().replace("etat", "region"), "departement, etat, operateur"),
        (etat().replace("alternative", "description"), "fichier, alternative, largeur_mm"),
        (etat() + "\nhauteur_mm = 3", "fichier, alternative, largeur_mm"),
        ("[logo]\netat = 3", "fichier, alternative, largeur_mm"),
        (etat(alternative=" "), "texte de remplacement"),
        (etat("../secret.png"), "à côté de la charte"),
        (etat("/etc/passwd"), "à côté de la charte"),
        (etat(""), "à côté de la charte"),
        (etat("absent.png"), "n’existe pas"),
        (etat("charte.toml"), "n’est pas une image PNG ou JPEG"),
        (etat(largeur='"40"'), "nombre de millimètres"),
        (etat(largeur="true"), "nombre de millimètres"),
        (etat(largeur="200"), "80\u00a0mm de large"),
    ],
)
def test_a_logo_of_no_use_is_told_by_its_name(folder: Path, table: str, message: str) -> None:
    charte = f"{table}\n{CHARTE}" if table.startswith("logo =") else f"{CHARTE}\n{table}\n"
    (folder / "charte.toml").write_text(charte, encoding="utf-8")
    with pytest.raises(cd.TemplateError, match=message):
        cd.Toolkit(folder).render(build(), "convention", "html")
