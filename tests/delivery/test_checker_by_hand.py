"""What a hand does in Word to a shipped template, one thing at a time: the checker says it, where, and what to do.

Everything else in the template is as shipped, and has no fault: the one that is told is the one that was made.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from pathlib import Path

import pytest
from mutations import paragraph_at, read_part, with_part

from cllaj_docs.delivery.cli import main
from cllaj_docs.delivery.gabarit.worlds import worlds
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.rendering.checking.check import check_html, check_word
from cllaj_docs.rendering.checking.findings import Remarque

BODY, HEADER, FOOTER = "word/document.xml", "word/header1.xml", "word/footer1.xml"
FOLDER = TemplateFolder()
SIGNED = 'w:id="9" w:author="Agent" w:date="2025-09-01T08:00:00Z"'


@cache
def shipped() -> bytes:
    return FOLDER.word_file("convention").read_bytes()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(piece if piece.startswith('<') else run(piece) for piece in runs)}</w:p>"


def cells(*texts: str) -> str:
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="100" w:type="dxa"/></w:tcPr>{paragraph(text)}</w:tc>' for text in texts
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{inside}</w:tr></w:tbl>{paragraph('')}"


def deleted(text: str) -> str:
    return f'<w:del {SIGNED}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f"<w:ins {SIGNED}>{run(text)}</w:ins>"


def text_box(*blocks: str) -> str:
    shape = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>{"".join(blocks)}'
    return f"<w:p><w:r><w:pict>{shape}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"


def control(block: str) -> str:
    return f'<w:sdt><w:sdtPr><w:tag w:val="x"/></w:sdtPr><w:sdtContent>{block}</w:sdtContent></w:sdt>'


def with_block(block: str, part: str = BODY) -> tuple[bytes, int]:
    """Put a block before what a part holds; give the file, and how many paragraphs stand before the block's own."""
    xml = read_part(shipped(), part)
    at = xml.index("<w:body>") + 8 if part == BODY else xml.index("<w:p>")
    changed = xml[:at] + block + xml[at:]
    return with_part(shipped(), part, changed), (paragraph_at(changed, at + 5) or 1) - 1


def find(block: str, part: str = BODY) -> list[Remarque]:
    content, _ = with_block(block, part)
    return list(check_word("convention.docx", content, worlds("convention"), FOLDER.word_filters).remarques)


ERRORS = [
    # a name misspelt, at any depth
    (paragraph("{{ convention.montnat }}"), "nom_inconnu", "{{ convention.montnat }}", "convention.montant"),
    (paragraph("Du {{ convention.numreo }} à"), "nom_inconnu", "{{ convention.numreo }}", "convention.numero"),
    (paragraph("{{ porteur.adresse.comune }}"), "nom_inconnu", "{{ porteur.adresse.comune }}", "commune"),
    (
        paragraph("{% for p in pieces_avance %}{{ p.libele }}{% endfor %}"),
        "nom_inconnu",
        "{{ p.libele }}",
        "p.libelle",
    ),
    (paragraph("{% for p in pieces_avanc %}{{ p }}{% endfor %}"), "nom_inconnu", None, "pieces_avance"),
    (paragraph("{{ montnat|euros }}"), "nom_inconnu", "{{ montnat|euros }}", "montant"),
    # a tag that Word cut, each piece in a run of its own
    (paragraph("{{ conv", "ention.mont", "nat|euros }}"), "nom_inconnu", "{{ convention.montnat|euros }}", "montant"),
    (paragraph("{", "{ convention.montnat|euros }", "}"), "nom_inconnu", "{{ convention.montnat|euros }}", "montant"),
    # conditions that never hold
    (paragraph("{% if porteur.regime == 'asso' %}x{% endif %}"), "comparaison_constante", None, "association"),
    (paragraph('{% if porteur.regime == "Association" %}x{% endif %}'), "comparaison_constante", None, "association"),
    (paragraph("{% if convention.montant == '20000' %}x{% endif %}"), None, None, "pas un texte"),
    # printed raw
    (paragraph("{{ convention.montant }}"), "sans_filtre", "{{ convention.montant }}", "convention.montant|euros"),
    (paragraph("{{ decision.date }}"), "sans_filtre", "{{ decision.date }}", "decision.date|date_longue"),
    (paragraph("{{ decision.date|euros }}"), "filtre_inadapte", "{{ decision.date|euros }}", "date_longue"),
    # what may be missing
    (
        paragraph("n° {{ decision.engagement }}"),
        "valeur_absente",
        "{{ decision.engagement }}",
        "{% if decision.engagement %}",
    ),
    (paragraph("{{ porteur.rna }}"), "nom_inconnu", "{{ porteur.rna }}", "if "),
    # blocks
    (paragraph("{%p if porteur.sigle %}"), "bloc_non_ferme", "{%p if porteur.sigle %}", "endif"),
    (paragraph("x{% endif %}"), None, "{% endif %}", "if"),
    (paragraph("{% for p in pieces_avance %}{% if p %}x{% endfor %}{% endif %}"), None, None, "end"),
    (cells("{% if porteur.sigle %}x", "y{% endif %}"), "bloc_croise", None, "même case"),
    (paragraph("{% if porteur.sigle %}") + cells("x", "{% endif %}"), "bloc_croise", None, "même case"),
    (cells("{% for p in pieces_avance %}{{ p.libelle }}", "{% endfor %}"), "bloc_croise", None, "{%tr"),
    (control(paragraph("{% if porteur.sigle %}")) + paragraph("x{% endif %}"), "bloc_croise", None, "même"),
    (paragraph("{%p if porteur.sigle %}") + paragraph("x{% endif %}"), "bloc_croise", None, "même"),
    # filters, tests, statements, macros
    (paragraph("{{ convention.montant|eurs }}"), "filtre_inconnu", "{{ convention.montant|eurs }}", "euros"),
    (paragraph("{{ convention.montant|euro }}"), "filtre_inconnu", "{{ convention.montant|euro }}", "euros"),
    (paragraph("{% if porteur.nom is vide %}x{% endif %}"), "test_inconnu", None, "vide"),
    (paragraph("{% set porteur = 3 %}{{ porteur.nom }}"), "nom_inconnu", "{{ porteur.nom }}", "autre valeur plus haut"),
    (paragraph("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}"), None, "{{ m(1, 2) }}", "m"),
    (paragraph("{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}"), "valeur_absente", None, "a"),
    (paragraph("{% include 'clause.docx' %}"), "bac_a_sable", "{% include 'clause.docx' %}", "include"),
    (paragraph("{% si porteur.sigle %}x{% endif %}"), "instruction_inconnue", None, "if"),
    (paragraph("{{ 1" + "0" * 5000 + " }}"), "syntaxe", None, "incorrecte"),
    (paragraph("{{ convention.numero }"), "balise_ouverte", None, "}}"),
    (paragraph("{ convention.numero }"), "accolades", None, "deux accolades"),
    (paragraph("« {convention.numero} »"), "accolades", None, "deux accolades"),
    (paragraph("{{ convention numero }}"), "syntaxe", "{{ convention numero }}", ""),
    (paragraph("{{ convention.date-signature }}"), "nom_inconnu", "{{ convention.date-signature }}", "date_signature"),
    # wherever Word puts a paragraph
    (text_box(paragraph("{{ convention.montnat }}")), "nom_inconnu", "{{ convention.montnat }}", "convention.montant"),
    (control(paragraph("{{ convention.montnat }}")), "nom_inconnu", "{{ convention.montnat }}", "convention.montant"),
    (
        paragraph(f'<w:hyperlink w:anchor="x">{run("{{ convention.montnat }}")}</w:hyperlink>'),
        "nom_inconnu",
        "{{ convention.montnat }}",
        "convention.montant",
    ),
    (
        paragraph(f'<w:fldSimple w:instr=" REF x ">{run("{{ convention.montnat }}")}</w:fldSimple>'),
        "nom_inconnu",
        "{{ convention.montnat }}",
        "convention.montant",
    ),
]
"""A block, the code of the error (``None`` when several would do), its tag, and words of its explanation or remedy."""


@pytest.mark.parametrize(("block", "code", "tag", "words"), ERRORS)
def test_an_error_is_told_at_its_paragraph(block: str, code: str | None, tag: str | None, words: str) -> None:
    errors = [one for one in find(block) if one.gravite == "erreur"]
    assert errors
    error = errors[0]
    assert code in (None, error.code)
    assert error.partie == BODY
    last = block.count("<w:p>")
    assert error.rang is not None
    assert 1 <= error.rang <= last
    assert tag in (None, error.balise)
    text = "".join(re.findall(r"<w:t [^>]*>([^<]*)", block))
    assert (error.texte or "").strip() in text
    assert words in f"{error.explication} {error.remede}"
    assert error.explication
    assert error.remede


@pytest.mark.parametrize("part", [HEADER, FOOTER])
def test_headers_and_footers_are_read_too(part: str) -> None:
    content, before = with_block(paragraph("n° {{ convention.numreo }}"), part)
    (error,) = check_word("convention.docx", content, worlds("convention"), FOLDER.word_filters).remarques
    assert (error.partie, error.rang, error.texte) == (part, before + 1, "n° {{ convention.numreo }}")
    assert "convention.numero" in error.remede + error.explication


WARNINGS = [
    (
        paragraph("{{ conv", run("ention.numero }}", "<w:b/>")),
        "mise_en_forme",
        "{{ convention.numero }}",
        "mise en forme",
    ),
    (paragraph("{% if porteur.regime == “association” %}x{% endif %}"), "guillemets", None, "droits"),
    (paragraph("{% if porteur.regime == « association » %}x{% endif %}"), "guillemets", None, "droits"),
    (paragraph("n° {{ convention.", deleted("numreo"), inserted("numero"), " }}"), "modifications_suivies", None, "2"),
    (paragraph("x ", deleted("{{ convention.faux }}")), "modifications_suivies", None, "1\u00a0modification suivie"),
    (paragraph("x ", deleted("{% if convention.faux %}")), "modifications_suivies", None, "acceptez ou refusez"),
    (f"<w:p><w:pPr><w:rPr><w:ins {SIGNED}/></w:rPr></w:pPr>{run('x')}</w:p>", "modifications_suivies", None, "signé"),
]


@pytest.mark.parametrize(("block", "code", "tag", "words"), WARNINGS)
def test_what_still_works_is_a_warning(block: str, code: str, tag: str | None, words: str) -> None:
    """Text that a tracked change takes away does not count: neither does a tag in it."""
    (warning,) = find(block)
    assert (warning.gravite, warning.code, warning.partie, warning.rang) == ("alerte", code, BODY, 1)
    assert tag in (None, warning.balise)
    assert words in f"{warning.explication} {warning.remede}"


def test_comments_are_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The copy that the checker itself annotates has comments: it is not to be used as a template."""
    (tmp_path / "convention.docx").write_bytes(with_block(paragraph("{{ convention.montnat }}"))[0])
    main(["gabarits", "verifier", str(tmp_path), "--annoter", "-o", str(tmp_path / "sorties")])
    annotated = (tmp_path / "sorties" / "convention-annote.docx").read_bytes()
    capsys.readouterr()
    told = check_word("convention.docx", annotated, worlds("convention"), FOLDER.word_filters).remarques
    (warning,) = (one for one in told if one.code == "commentaires")
    assert warning.gravite == "alerte"
    assert "signé" in warning.explication
    assert "supprimez" in warning.remede


def test_the_command_says_it_all_and_returns_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "convention.docx").write_bytes(with_block(paragraph("Total : {{ convention.montnat }}"))[0])
    assert main(["gabarits", "verifier", str(tmp_path), "--json"]) == 4
    told = json.loads(capsys.readouterr().out)
    (error,) = (one for one in told["remarques"] if one["gravite"] == "erreur")
    assert error["fichier"] == "convention.docx"
    assert error["partie"] == BODY
    assert error["rang"] == 1
    assert error["texte"] == "Total : {{ convention.montnat }}"
    assert error["balise"] == "{{ convention.montnat }}"
    assert "convention.montant" in error["explication"] + error["remede"]


PAGES = [
    ("<p>{{ convention.montnat }}</p>", "nom_inconnu", "convention.montant"),
    ("<p>{{ convention.montant }}</p>", "sans_filtre", "convention.montant|euros"),
    ("<p>{{ decision.engagement }}</p>", "valeur_absente", "{% if decision.engagement %}"),
    ("<p>{% if porteur.regime == 'asso' %}x{% endif %}</p>", "comparaison_constante", "association"),
    ("{% for p in pieces_avance %}<p>{{ p.libele }}</p>{% endfor %}", "nom_inconnu", "p.libelle"),
    ("<p>{{ convention.montant|eurs }}</p>", "filtre_inconnu", "euros"),
    ("{% if porteur.sigle %}<p>x</p>", "bloc_non_ferme", "endif"),
    ("<p>{% if porteur.sigle %}x</p>{% endif %}", "bloc_croise", "même"),
    ('{% include "_clause.html" %}', None, "_clause.html"),
    ("{% macro m() %}{% endmacro %}", None, "macro"),
    ("<p>{{ porteur.nom|safe }}</p>", None, "safe"),
    ("<script>x</script>", None, "script"),
    ('<form action="x"><p>y</p></form>', None, "form"),
    ('<p><a href="javascript:x">y</a></p>', None, "adresse"),
]


@pytest.mark.parametrize(("body", "code", "words"), PAGES)
def test_an_html_template_is_read_as_well(body: str, code: str | None, words: str) -> None:
    source = f'<article class="document">\n<p>a</p>\n{body}\n</article>'
    told = check_html("convention.html", {**FOLDER.html_sources, "convention.html": source}, worlds("convention"))
    errors = [one for one in told.remarques if one.gravite == "erreur"]
    assert errors
    assert {one.fichier for one in errors} == {"convention.html"}
    assert all(one.rang in (None, 3) for one in errors)
    assert code in (None, errors[0].code)
    assert any(words in f"{one.explication} {one.remede}" for one in errors)
