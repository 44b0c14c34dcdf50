"""The plan of the final report: its parts in order, and the operator's own headings under them without a gap."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise
from typing import Any

import pytest
from document_text import fold
from dossiers import build
from lxml import etree, html
from rendered import Rendered

import cllaj_docs as cd

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REPORTS = ("bilan-final", "bilan-final-diffusable")
PARTS = [
    "1. Synthèse",
    "2. Fiche d’identité",
    "3. Bilan quantitatif",
    "4. Bilan qualitatif",
    "5. Moyens humains",
    "6. Communication",
    "7. Compte rendu financier",
    "8. ",
    "Annexe 1 – Registre des actions",
    "Annexe 2 – Définition des indicateurs",
]
HEADED = "# Un\n\ntexte\n\n### Deux\n\ntexte\n\n# Trois\n\ntexte"
"""An operator's text with headings of its own, one level left out."""

EVERY_TEXT: dict[str, Any] = {
    "bilan.synthese": HEADED,
    "bilan.moyens_humains": HEADED,
    "bilan.communication": HEADED,
    "bilan.analyse": {
        **dict.fromkeys(
            ("mise_en_oeuvre", "partenariats", "aller_vers", "parcours_ase", "enseignements", "perspectives"), HEADED
        ),
        "freins": [
            {"obstacle": "x", "public": "y", "levier": HEADED, "resultat": HEADED, "proposition": HEADED},
        ],
    },
    "bilan.compte_rendu.commentaire_ecarts": HEADED,
    "bilan.compte_rendu.cles_repartition": HEADED,
}


def headings_of_html(content: bytes) -> list[tuple[int, str]]:
    tree = html.fromstring(content.decode())
    return [
        (int(heading.tag[1]), fold("".join(map(str, heading.itertext()))))
        for heading in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")
    ]


def headings_of_word(content: bytes) -> list[tuple[int, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and (level := re.fullmatch(r"(?:Heading(\d)|Title)", str(style.get(f"{W}val")))):
            text = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
            found.append((int(level[1] or 0) + 1, fold(text)))
    return found


@pytest.mark.parametrize("document", REPORTS)
def test_no_heading_skips_a_level(toolkit: cd.Toolkit, document: str) -> None:
    dossier = build(changes=EVERY_TEXT)
    of_html = headings_of_html(toolkit.render(dossier, document, "html").content)
    of_word = headings_of_word(toolkit.render(dossier, document, "docx").content)
    assert [text for _, text in of_html].count("Deux") == 14
    assert [text for _, text in of_word] == [text for _, text in of_html]
    for headings in (of_html, of_word):
        assert headings[0][0] == 1
        for (before, _), (level, text) in pairwise(headings):
            assert level <= before + 1, text
    # Word has four levels under the title of the document: what is deeper stays on the last.
    assert [min(level, 5) for level, _ in of_html] == [level for level, _ in of_word]


@pytest.mark.parametrize("document", REPORTS)
@pytest.mark.parametrize("sample", ["complet", "epci", "hostile"])
def test_the_parts_come_in_order(rendered: Rendered, sample: str, document: str) -> None:
    parts = [text for level, text in headings_of_html(rendered(sample, document, "html")) if level == 2]
    assert len(parts) == len(PARTS)
    for part, expected in zip(parts, PARTS, strict=True):
        assert part.startswith(expected)


def test_a_part_that_the_operator_left_out_says_so(toolkit: cd.Toolkit) -> None:
    page = fold(toolkit.render(build(), "bilan-final", "html").content.decode())
    assert "L’Association n’a pas décrit les moyens humains de l’action." in page
    assert "L’Association n’a pas décrit la communication faite sur l’action." in page
    assert "non renseigné" in page  # the working time that the convention pays for
