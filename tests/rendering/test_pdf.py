"""The PDF: what it says, how it is cut into pages, what a screen reader finds in it, and that it never changes."""

from __future__ import annotations

import builtins
import datetime
import hashlib
import logging
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pdf_reading import fonts_of, pages_of, structure_of

from cllaj_docs.errors import OutputError, TemplateError
from cllaj_docs.rendering.html import HtmlTemplate
from cllaj_docs.rendering.pdf import PdfRenderer, html_to_pdf

Make = Callable[..., HtmlTemplate]

PROPERTIES = {"titre": "Titre", "reference": "Réf.", "auteur": "Auteur", "sujet": "Sujet"}


def lines_of(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines() if line.strip()]


# What it says


def test_every_page_has_its_header_and_its_number(demo_pdf: bytes) -> None:
    pages = pages_of(demo_pdf)
    assert len(pages) == 6
    for number, page in enumerate(pages, 1):
        # The letterhead stands at the top of the first page.
        assert ("Département de l’Essai – Convention n° 2025-000" in page) == (number > 1)
        assert f"Convention d’essai – page {number} sur 6" in page


def test_the_text_of_the_page_is_in_the_pdf(demo_pdf: bytes) -> None:
    text = " ".join(" ".join(pages_of(demo_pdf)).split())
    for expected in (
        "Grand Calais Terres & Mers <Lens>, représentée par sa présidente",
        "Montant : 20 000,00 €.",
        "mener l’atelier du soir ;",
        "Un <b>balisage</b> brut, du code, et une ligne coupée ici.",
        "Jeunes accompagnés",
        "non connu",
        "Poste 60 20 000,00 € 20 000,00 €",
        "le ……………………",
    ):
        assert expected in text


def test_lists_keep_their_marks(demo_pdf: bytes) -> None:
    pages = pages_of(demo_pdf)
    assert [line for line in lines_of(pages[0]) if line in {"•", "1.", "2."}] == ["•", "•", "•", "1.", "2."]
    assert [line for line in lines_of(pages[3]) if re.fullmatch(r"[0-9]\.|[•◦]", line)] == ["•", "◦", "•", "3.", "4."]


def test_properties(renderer: PdfRenderer, demo_page: str, demo_pdf: bytes) -> None:
    with pypdfium2.PdfDocument(demo_pdf) as document:
        metadata = document.get_metadata_dict(skip_empty=True)
    assert metadata["Title"] == "Convention d’essai – Convention n° 2025-000"
    assert metadata["Author"] == "Département de l’Essai"
    assert metadata["Subject"] == "Un « essai » & rien d’autre"
    assert "CreationDate" not in metadata
    with pypdfium2.PdfDocument(renderer.render(demo_page, date=datetime.date(2025, 9, 1))) as dated:
        assert dated.get_metadata_value("CreationDate") == "D:20250901"
        assert dated.get_metadata_value("ModDate") == "D:20250901"


def test_it_is_tagged(demo_pdf: bytes) -> None:
    kinds = Counter(kind for kind, _ in structure_of(demo_pdf))
    assert {
        "Document",
        "Part",
        "Art",
        "Sect",
        "H1",
        "H2",
        "H3",
        "H4",
        "P",
        "L",
        "LI",
        "Table",
        "TH",
        "TD",
        "Link",
    } <= set(kinds)
    assert kinds["H1"] == 1
    alternatives = [text for kind, text in structure_of(demo_pdf) if kind == "Figure"]
    assert alternatives == ["Cibles et résultats\u00a0: toutes les cibles connues sont atteintes, sauf une."] * 2
    with pypdfium2.PdfDocument(demo_pdf) as document:
        assert pdfium.FPDFCatalog_IsTagged(document)


def test_only_the_fonts_of_the_charter_are_used(demo_pdf: bytes) -> None:
    assert set(fonts_of(demo_pdf)) == {"Source-Sans-3,", "Source-Sans-3-Bold", "Source-Sans-3-Italic"}


# How it is cut into pages


FILLER = "{% for rank in range(lines) %}<p>Ligne {{ rank }}</p>{% endfor %}"


def sections(make_template: Make, renderer: PdfRenderer, inside: str, counts: range) -> list[str]:
    """Print ``inside`` after more and more lines, each time on a new page: it meets the foot of a page in every way."""
    body = f'{{% for lines in counts %}}<section class="annexe">{FILLER}{inside}</section>{{% endfor %}}'
    pdf = renderer.render(make_template(body).render({**PROPERTIES, "counts": list(counts)}))
    return pages_of(pdf)


def test_a_heading_is_never_last_on_its_page(make_template: Make, renderer: PdfRenderer) -> None:
    inside = "<h2>Article</h2><h3>Titre</h3><p>Suite un<br/>Suite deux<br/>Suite trois</p>"
    pages = sections(make_template, renderer, inside, range(26, 40))
    assert len(pages) > 14
    for page in pages:
        assert lines_of(page)[-1].startswith(("Ligne", "Suite trois"))


def test_signatures_stay_together_and_in_company(make_template: Make, renderer: PdfRenderer) -> None:
    inside = (
        '<section class="insecable"><p>Fait à Lens.</p><table class="signatures"><tbody><tr>'
        "<td><p>Pour le Département</p></td><td><p>Pour l’Association</p></td></tr></tbody></table></section>"
    )
    pages = sections(make_template, renderer, inside, range(26, 40))
    signed = [page for page in pages if "Pour le Département" in page]
    assert len(signed) == 14
    assert len(pages) > 14
    for page in signed:
        assert "Pour l’Association" in page
        assert "Fait à Lens." in page
        assert "Ligne" in page


def test_signatures_without_a_section_are_not_alone_either(make_template: Make, renderer: PdfRenderer) -> None:
    inside = (
        '<p>Fait à Lens.</p><table class="signatures"><tr><td>Pour le Département</td><td>Pour nous</td></tr></table>'
    )
    pages = sections(make_template, renderer, inside, range(26, 40))
    for page in pages:
        if "Pour le Département" in page:
            assert "Ligne" in page
            assert "Fait à Lens." in page


def test_tables_repeat_their_head_and_keep_their_rows_whole(make_template: Make, renderer: PdfRenderer) -> None:
    body = (
        "<table><caption>Légende</caption><thead><tr><th>Rang</th><th>Texte</th></tr></thead><tbody>"
        "{% for rank in range(40) %}<tr><td>{{ rank }}</td><td><p>haut {{ rank }}</p><p>milieu</p><p>bas {{ rank }}</p>"
        "</td></tr>{% endfor %}</tbody></table>"
    )
    pages = pages_of(renderer.render(make_template(body).render(PROPERTIES)))
    assert len(pages) > 2
    for page in pages:
        assert page.count("Rang Texte") == 1
        assert re.findall(r"haut (\d+)", page) == re.findall(r"bas (\d+)", page)
    assert [("Légende" in page) for page in pages] == [True] + [False] * (len(pages) - 1)


def test_annexes_begin_a_page_and_unbreakable_sections_are_whole(make_template: Make, renderer: PdfRenderer) -> None:
    inside = '<section class="insecable"><p>Début.</p><p>Milieu.</p><p>Fin.</p></section>'
    pages = sections(make_template, renderer, inside, range(33, 40))
    assert sum("Ligne 0" in page for page in pages) == 7
    for page in pages:
        assert ("Début." in page) == ("Fin." in page)
        assert lines_of(page)[0] in {"Ligne 0", "Début."} or lines_of(page)[0].startswith("Ligne")


# It never changes, fetches nothing, and is quiet


SCRIPT = """
import hashlib, pathlib, sys, tomllib
from cllaj_docs.rendering.pdf import PdfRenderer
assert "weasyprint" not in sys.modules and "fontTools" not in sys.modules
templates, page = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
charte = tomllib.loads((templates / "charte.toml").read_text("utf-8"))
fonts = {style: templates / "fonts" / file for style, file in charte["police"]["fichiers"].items()}
print(hashlib.sha256(PdfRenderer(fonts, charte).render(page.read_text("utf-8"))).hexdigest())
"""


def test_same_bytes_in_another_process(
    renderer: PdfRenderer, demo_page: str, demo_pdf: bytes, make_template: Make, tmp_path: Path
) -> None:
    templates = Path(__file__).resolve().parents[2] / "templates"
    (tmp_path / "page.html").write_text(demo_page, "utf-8")
    # What was printed before must not show either: here, the renderer has seen many documents.
    renderer.render(make_template("<h1>Autre</h1><p><em>chose</em></p>").render(PROPERTIES))
    expected = hashlib.sha256(renderer.render(demo_page)).hexdigest()
    assert expected == hashlib.sha256(demo_pdf).hexdigest()
    environment = {**os.environ, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "12345", "LC_ALL": "C"}
    command = [sys.executable, "-W", "error", "-c", SCRIPT, str(templates), str(tmp_path / "page.html")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == expected
    assert run.stderr == ""


def test_eight_threads_print_what_one_prints(
    font_files: Mapping[str, Path], charte: Mapping[str, Any], make_template: Make
) -> None:
    template = make_template('<h1>{{ x }}</h1><table><tr><td class="montant">{{ x }}</td></tr></table>')
    pages = [template.render({**PROPERTIES, "x": rank}) for rank in range(16)]
    shared, other = PdfRenderer(font_files, charte), PdfRenderer(font_files, charte)
    with ThreadPoolExecutor(8) as pool:
        printed = list(pool.map(lambda rank: (shared if rank % 3 else other).render(pages[rank]), range(16)))
    assert printed == [shared.render(page) for page in pages]
    assert len(set(printed)) == 16


@pytest.mark.parametrize(
    "asked",
    [
        '<img src="https://exemple.invalid/a.png" alt="a">',
        '<img src="file:///etc/passwd" alt="a">',
        '<img src="data:image/svg+xml;base64,AAAA" alt="a">',
        '<img src="data:image/jpeg;base64,AAAA" alt="a">',
        '<link rel="stylesheet" href="data:text/css,p{color:red}">',
        '<img src="police:inconnue" alt="a">',
        '<link rel="stylesheet" href="https://exemple.invalid/a.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<p style="background: url(https://exemple.invalid/a.png)">a</p>',
        "<style>@import url(https://exemple.invalid/a.css);</style>",
        '<style>@font-face { font-family: "a"; src: url(https://exemple.invalid/a.ttf) }</style>',
    ],
)
def test_no_address_is_ever_fetched(renderer: PdfRenderer, asked: str) -> None:
    page = f'<!DOCTYPE html><html lang="fr"><head><title>t</title></head><body>{asked}</body></html>'
    with pytest.raises(TemplateError, match="ne va chercher aucune adresse"):
        renderer.render(page)


def test_links_are_printed_and_not_followed(renderer: PdfRenderer, make_template: Make) -> None:
    page = make_template('<p><a href="https://exemple.invalid/x">lien</a></p>').render(PROPERTIES)
    assert "lien" in pages_of(renderer.render(page))[0]


def test_a_character_without_a_glyph_is_named(renderer: PdfRenderer, make_template: Make) -> None:
    template = make_template("<p>{{ x }}</p>")
    with pytest.raises(TemplateError, match=re.escape("ne sait pas écrire « ✅ » (U+2705) : remplacez ce caractère")):
        renderer.render(template.render({**PROPERTIES, "x": "fait ✅"}))
    renderer.render(template.render({**PROPERTIES, "x": "a\u00adb\u200bc\ufeff œ Œ € ’ … – − \u202f Ł ő ☐ → ½"}))


def test_a_missing_library_is_named(
    font_files: Mapping[str, Path], charte: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def broken(name: str, *rest: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(OutputError, match="installez les paquets libpango"):
        PdfRenderer(font_files, charte).render("<p>a</p>")


def test_nothing_is_logged(renderer: PdfRenderer, demo_page: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "weasyprint"):
        renderer.render(demo_page)
    assert [record.getMessage() for record in caplog.records if record.levelno > logging.INFO] == []


def test_style_sheets_are_parsed_once(renderer: PdfRenderer, demo_page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint

    renderer.render(demo_page)
    monkeypatch.setattr(weasyprint, "preprocess_stylesheet", None)
    assert renderer.render(demo_page)


def test_one_call_does_it_all(
    font_files: Mapping[str, Path], charte: Mapping[str, Any], demo_page: str, demo_pdf: bytes
) -> None:
    assert html_to_pdf(demo_page, font_files, charte) == demo_pdf
