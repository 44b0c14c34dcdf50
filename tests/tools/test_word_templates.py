"""The builder of Word templates: same text as the HTML, Jinja whole, valid and stable parts, French faults.

``dialecte/`` holds a source that uses all that the dialect allows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment, FunctionLoader, StrictUndefined
from lxml import etree, html
from markupsafe import Markup
from PIL import Image

from cllaj_docs.errors import TemplateError
from cllaj_docs.french.typography import polish
from cllaj_docs.rendering.html_source import to_html_source
from tools.word_templates.__main__ import main
from tools.word_templates.charte import Charte, read_charte
from tools.word_templates.package import build, members
from tools.word_templates.source import is_document

HERE = Path(__file__).parent
SAMPLE = HERE / "dialecte" / "exemple.html"
TEMPLATES = HERE.parents[1] / "templates"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

VALUES: Mapping[str, Any] = {
    "titre": "Demande « d’avance »",
    "reference": "Convention n° 2025-042",
    "auteur": "Terres & Mers <Calais>",
    "sujet": "Sujet",
    "porteur": {"nom": "Jeunes & Toit <Lens>", "sigle": "J&T", "adresse": ["1, rue d’Arras", "62000 Arras"]},
    "departement": "Pas-de-Calais",
    "prive": True,
    "montant": "20\u202f000,00\u00a0€",
    "lieu": "Arras",
    "visas": ["le code", "la loi"],
    "pieces": ["un relevé", "un compte"],
    "groupes": [{"nom": "A > B", "points": ["a", "b"]}, {"nom": "C", "points": ["c"]}],
    "mois": ["janvier", "février", "mars"],
    "texte": "Un texte de l’opérateur.",
    "graphique": "graphique",
}
OTHER_VALUES: Mapping[str, Any] = {
    **VALUES,
    "porteur": {"nom": "Toit", "sigle": "", "adresse": []},
    "departement": "",
    "prive": False,
    "visas": [],
    "pieces": ["un"],
    "groupes": [],
    "mois": ["mai"],
}


@cache
def charte() -> Charte:
    """The charter of the repository."""
    return read_charte(TEMPLATES / "charte.toml")


@cache
def sample() -> bytes:
    """The Word template of the dialect's sample."""
    return build(SAMPLE, charte())


def part(archive: bytes, name: str = "word/document.xml") -> etree._Element:
    """One part of an archive, parsed strictly."""
    return etree.fromstring(members(archive)[name])


def built(tmp_path: Path, blocks: str) -> etree._Element:
    """The body of a document made of some blocks."""
    source = tmp_path / "essai.html"
    source.write_text(f'<article class="document">\n{blocks}\n</article>', encoding="utf-8")
    body = part(build(source, charte())).find(w("body"))
    assert body is not None
    return body


def w(name: str) -> str:
    """A qualified name of WordprocessingML."""
    return f"{{{W}}}{name}"


def style(paragraph: etree._Element) -> str:
    """The style id of a paragraph."""
    found = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return "Normal" if found is None else str(found.get(w("val")))


def text(element: etree._Element) -> str:
    """The characters of an element, line breaks as spaces."""
    return "".join(" " if node.tag == w("br") else node.text or "" for node in element.iter(w("t"), w("br")))


def has(paragraph: etree._Element, name: str) -> bool:
    """Whether a paragraph has a property of its own."""
    return paragraph.find(f"{w('pPr')}/{w(name)}") is not None


def fill_word(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Fill a template in with docxtpl, escaping and strict."""
    document = DocxTemplate(BytesIO(template))
    picture = BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "PNG")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["markdown"] = lambda value: Markup("<w:p><w:r><w:t>{}</w:t></w:r></w:p>").format(value)
    environment.filters["barres"] = lambda _: InlineImage(document, picture, width=Mm(40))
    document.render(dict(values), environment)
    filled = BytesIO()
    document.save(filled)
    return filled.getvalue()


def fill_html(source: Path, values: Mapping[str, Any]) -> html.HtmlElement:
    """Fill the HTML source in, with the HTML engine's own reading of it."""

    def load(name: str) -> str:
        content = source.with_name(name).read_text(encoding="utf-8")
        return to_html_source(name, content, polish, whole=name == source.name)

    environment = Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(load))
    environment.filters["markdown"] = lambda value: Markup("<p>{}</p>").format(value)
    environment.filters["barres"] = lambda _: Markup("<svg></svg>")
    return html.fromstring(environment.get_template(source.name).render(**values))


def word_texts(filled: bytes) -> list[str]:
    """The texts of a filled document's paragraphs, in order, the empty ones left out."""
    body = Document(BytesIO(filled)).element.body
    return [found for found in map(text, body.iter(w("p"))) if found.strip()]


def html_texts(page: html.HtmlElement) -> list[str]:
    """The texts of a page's blocks as a browser shows them, in order, those of header and footer left out."""
    return [found for found in (_shown(block) for block in _leaves(page)) if found]


def zip_infos(archive: bytes) -> list[zipfile.ZipInfo]:
    """The entries of an archive."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return opened.infolist()


_BLOCKS = {"p", "h1", "h2", "h3", "h4", "li", "th", "td", "caption", "figcaption", "div"}


def _leaves(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in element:
        if child.tag in {"header", "footer"}:
            continue
        holds_blocks = any(descendant.tag in _BLOCKS for descendant in child.iterdescendants())
        if child.tag in _BLOCKS and not holds_blocks:
            yield child
        else:
            yield from _leaves(child)


def _shown(block: html.HtmlElement) -> str:
    for line_break in block.iter("br"):
        line_break.tail = " " + (line_break.tail or "")
    return re.sub(r"[ \t\r\n\f]+", " ", str(block.text_content())).strip(" ")


# What is printed


@pytest.mark.parametrize("values", [VALUES, OTHER_VALUES], ids=["all", "little"])
def test_word_says_what_html_says(values: Mapping[str, Any]) -> None:
    said = word_texts(fill_word(sample(), values))
    assert said == html_texts(fill_html(SAMPLE, values))
    assert len(said) > 40


def test_a_value_is_printed_whatever_its_signs() -> None:
    said = word_texts(fill_word(sample(), VALUES))
    assert "Jeunes & Toit <Lens>" in said
    assert any(line.endswith("a lieu\u00a0: c’est utile & <attendu>\u202f;") for line in said)


def test_a_filled_document_opens_with_its_properties_header_and_footer() -> None:
    document = Document(BytesIO(fill_word(sample(), VALUES)))
    core = document.core_properties
    assert (core.title, core.subject, core.language) == (VALUES["titre"], VALUES["sujet"], "fr-FR")
    assert core.author  # docxtpl escapes it twice
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "Terres & Mers <Calais> – Convention n° 2025-042"
    assert section.footer.paragraphs[0].text == "Demande « d’avance » – page 1 sur 1"
    page = charte().page
    assert section.page_width == pytest.approx(Mm(page["largeur"]), rel=0.001)
    assert section.left_margin == pytest.approx(Mm(page["marge_gauche"]), rel=0.001)


def test_a_caption_is_the_alternative_text_of_its_table() -> None:
    tables = list(part(fill_word(sample(), VALUES)).iter(w("tbl")))
    captions = [caption.get(w("val")) for table in tables for caption in table.iter(w("tblCaption"))]
    assert "Comptes de l’action" in captions
    assert [node.get(w("val")) for table in tables for node in table.iter(w("tblDescription"))] == [
        "Colonnes\u00a0: Rubrique, Prévu, Réalisé",
    ]


# Jinja in Word


@pytest.mark.parametrize("name", ["word/document.xml", "word/header1.xml", "word/footer1.xml"])
def test_a_jinja_tag_is_whole_within_one_run(name: str) -> None:
    found = [node.text or "" for node in part(sample(), name).iter(w("t"))]
    tags = [tag for content in found for tag in re.findall(r"\{\{.*?\}\}|\{%.*?%\}", content)]
    assert tags
    assert not [content for content in found if re.search(r"[{}]", re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", content))]


def test_a_statement_has_the_level_of_its_parent() -> None:
    document = part(sample())
    alone = {text(paragraph) for paragraph in document.iter(w("p")) if style(paragraph) == "Balise"}
    assert {"{%p for visa in visas %}", "{%p if prive %}", '{%p set intitule = "Comptes" %}'} <= alone
    assert {"{%tr for groupe in groupes %}", "{%tr else %}", "{%tc for mois in mois %}", "{%tc endfor %}"} <= alone
    inline = " ".join(text(paragraph) for paragraph in document.iter(w("p")) if style(paragraph) != "Balise")
    assert "{% if porteur.sigle %} ({{ porteur.sigle }}){% endif %}" in inline
    assert "{%p" not in inline
    assert "{{p texte|markdown }}" in inline


def test_typographic_quotes_of_a_jinja_string_survive_docxtpl() -> None:
    assert '{{ "l\\u2019an"|upper }}' in text(part(sample()))
    assert any("L’AN" in said for said in word_texts(fill_word(sample(), VALUES)))


def test_white_space_control_is_done_by_the_builder(tmp_path: Path) -> None:
    body = built(tmp_path, "<p>a {%- if b %} b {%- endif %} c</p>")
    assert text(body) == "a{% if b %} b{% endif %} c"


# Where things stand on the page


def test_an_annexe_starts_a_page_by_its_first_paragraph() -> None:
    starts = [p for p in part(sample()).iter(w("p")) if has(p, "pageBreakBefore")]
    assert [(style(p), text(p)) for p in starts] == [("Heading1", "Annexe"), ("Espace", "")]


def test_what_must_stay_on_one_page_stays_with_the_next() -> None:
    paragraphs = [p for p in part(sample()).iter(w("p")) if style(p) != "Balise"]
    by_text = {text(p): p for p in paragraphs if text(p)}
    for kept in ("Signatures", "Fait à {{ lieu }}.", "Fait.", "Premier.", "Voici\u00a0:"):
        assert has(by_text[kept], "keepNext"), kept
    for free in ("Second.", "Au centre", "Cachet"):
        assert not has(by_text[free], "keepNext"), free


def test_rows_do_not_split_and_header_rows_repeat() -> None:
    rows = list(part(sample()).iter(w("tr")))
    assert all(row.find(f"{w('trPr')}/{w('cantSplit')}") is not None for row in rows)
    headers = [text(row) for row in rows if row.find(f"{w('trPr')}/{w('tblHeader')}") is not None]
    assert headers == ["RubriquePrévuRéalisé", "Mois{%tc for mois in mois %}{{ mois }}{%tc endfor %}"]


def test_the_columns_of_a_table_make_up_the_width_of_the_text() -> None:
    for table in part(sample()).iter(w("tbl")):
        widths = [int(str(column.get(w("w")))) for column in table.iter(w("gridCol"))]
        assert sum(widths) == charte().text_width
        fixed = table.find(f"{w('tblPr')}/{w('tblLayout')}")
        assert fixed is not None
        if fixed.get(w("type")) == "fixed":
            for row in table.iter(w("tr")):
                assert sum(int(str(cell.get(w("w")))) for cell in row.iter(w("tcW"))) == charte().text_width


def test_figures_take_less_than_texts(tmp_path: Path) -> None:
    body = built(
        tmp_path,
        "<table><thead><tr><th>Rubrique</th><th class='montant'>Montant</th></tr></thead>"
        "<tbody><tr><td>{{ libelle }}</td><td class='montant'>{{ montant|euros }}</td></tr></tbody></table>",
    )
    label, figures = (int(str(column.get(w("w")))) for column in body.iter(w("gridCol")))
    assert label > 3 * figures


def test_a_cell_always_holds_a_paragraph() -> None:
    filled = part(fill_word(sample(), OTHER_VALUES))
    assert all(cell.find(w("p")) is not None for cell in filled.iter(w("tc")))


def test_each_numbered_list_starts_anew(tmp_path: Path) -> None:
    first, second = ("<ol><li>a</li></ol>", "{% for x in xs %}<ol><li>b</li></ol>{% endfor %}")
    body = built(tmp_path, f"{first}{first}{second}")
    found = [
        (style(p), [node.get(w("val")) for node in p.iter(w("ilvl"), w("numId"))])
        for p in body.iter(w("p"))
        if has(p, "numPr")
    ]
    assert found == [
        ("ListNumber", ["0", "2"]),
        ("ListNumber", ["0", "3"]),
        ("Espace", ["0", "4"]),
        ("ListNumber", ["1", "4"]),
    ]


# The other parts

_ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid"
    " vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em"
    " lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing"
    " tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType"
    " pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked"
    " personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tc": "tcPr tbl p",
    "tr": "tblPrEx trPr tc",
    "tbl": "tblPr tblGrid tr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}
"""The order of children that the schema (ECMA-376, part 1, annex A) wants."""


@pytest.mark.parametrize("made", ["template", "filled"])
def test_children_are_in_the_order_of_the_schema(made: str) -> None:
    archive = sample() if made == "template" else fill_word(sample(), VALUES)
    checked = set()
    for name, content in members(archive).items():
        for element in etree.fromstring(content).iter() if re.fullmatch(r"word/\w+\.xml", name) else ():
            local = etree.QName(element).localname
            if local in _ORDERS and etree.QName(element).namespace == etree.QName(w("x")).namespace:
                order = _ORDERS[local].split()
                ranks = [order.index(etree.QName(child).localname) for child in element]
                assert ranks == sorted(ranks), etree.tostring(element)[:300]
                checked.add(local)
    assert checked == set(_ORDERS)


def test_every_style_that_is_used_is_defined_and_none_is_stock() -> None:
    styles = part(sample(), "word/styles.xml")
    defined = {node.get(w("styleId")) for node in styles.iter(w("style"))}
    used = {node.get(w("val")) for node in part(sample()).iter(w("pStyle"), w("rStyle"), w("tblStyle"))}
    promised = (
        "Title Heading1 Heading2 Heading3 Heading4 Normal ListBullet ListNumber Caption Header Footer Hyperlink Visa"
        " Considerant Partie Note Mention Centre Droite Encadre SousTitre Destinataire Cellule CelluleEntete"
        " CelluleMontant Tableau Cartouche Signatures Fiche"
    )
    assert used <= defined
    assert set(promised.split()) <= defined
    assert len(defined) < 50
    assert "Calibri" not in etree.tostring(styles, encoding="unicode")


def test_words_own_styles_bear_words_own_names() -> None:
    names = {style.style_id: style.name for style in Document(BytesIO(sample())).styles}
    assert names["ListBullet"] == "List Bullet"
    assert names["Heading1"] == "Heading 1"  # python-docx shows « heading 1 » so
    levels = {
        str(node.get(w("styleId"))): node.find(f"{w('pPr')}/{w('outlineLvl')}")
        for node in part(sample(), "word/styles.xml").iter(w("style"))
    }
    found = {name: level.get(w("val")) for name, level in levels.items() if level is not None}
    assert found == {"Heading1": "0", "Heading2": "1", "Heading3": "2", "Heading4": "3"}


def test_the_charter_gives_font_size_and_language() -> None:
    (defaults,) = part(sample(), "word/styles.xml").iter(w("rPrDefault"))
    values = {etree.QName(node).localname: node.attrib for node in defaults.iter()}
    assert values["rFonts"][w("ascii")] == charte().famille
    assert values["sz"][w("val")] == str(int(charte().taille["corps"] * 2))
    assert values["lang"][w("val")] == "fr-FR"
    (font,) = part(sample(), "word/fontTable.xml").iter(w("altName"))
    assert "Calibri" in str(font.get(w("val")))


def test_every_part_has_its_type_and_every_relationship_its_part() -> None:
    parts = members(sample())
    types = {node.get("PartName", "").lstrip("/") for node in etree.fromstring(parts["[Content_Types].xml"])} - {""}
    assert types == {name for name in parts if not name.endswith(".rels") and name != "[Content_Types].xml"}
    relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
    targets = {f"word/{node.get('Target')}" for node in relations}
    assert targets | {"word/document.xml"} == {name for name in types if name.startswith("word/")}
    identifiers = {node.get("Id") for node in relations}
    used = re.findall(r'r:id="(\w+)"', parts["word/document.xml"].decode())
    assert len(used) == 3  # the header, and the footer of the first page and of the others
    assert set(used) <= identifiers
    assert b'TargetMode="External"' not in b"".join(parts.values())


def test_bytes_are_the_same_in_another_process() -> None:
    code = (
        "import sys; from pathlib import Path; from tools.word_templates.charte import read_charte;"
        "from tools.word_templates.package import build;"
        "sys.stdout.buffer.write(build(Path(sys.argv[1]), read_charte(Path(sys.argv[2]))))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    other = subprocess.run(
        [sys.executable, "-c", code, str(SAMPLE), str(TEMPLATES / "charte.toml")],
        cwd=TEMPLATES.parent,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert other.stdout == sample()
    assert {info.date_time for info in zip_infos(sample())} == {(1980, 1, 1, 0, 0, 0)}


# Faults


@pytest.mark.parametrize(
    ("blocks", "line", "said"),
    [
        ("<p>a</p>\n<pre>b</pre>", 3, "<pre>"),
        ('<p class="rouge">a</p>', 2, "rouge"),
        ("<p title='{{ a }}'>a</p>", 2, "title"),
        ("<a href='{{ a }}'>a</a>", 2, "<a>"),
        ("<p>{% if a %}b</p>\n<p>c{% endif %}</p>", 2, "if"),
        ("{% if a %}<p>b</p>", 1, "if"),
        ("<p>a</p>\n\n<p>{{ a if b\n&lt; c }}</p>", 4, "«\u00a0<\u00a0»"),
        ("<p>{{ a +* b }}</p>", 2, "Jinja"),
        ("<p>a\n{% macro b() %}{% endmacro %}</p>", 2, "macro"),
        ("<p>{{ a <strong>}}</strong></p>", 2, "Jinja"),
        ("\n{{ a }}", 1, "<article>"),
        ('{% include "absent.html" %}', 2, "absent.html"),
        ('<p>a</p>\n{% include "essai.html" %}', 3, "essai.html"),
        ("{% include nom %}", 2, "include"),
        ("<table><tr><td>a<p>b</p></td></tr></table>", 2, "<td>"),
        ("<figure>{{ a }}<figcaption>b</figcaption><figcaption>c</figcaption></figure>", 2, "<figure>"),
        ("<header>a</header><header>b</header>", 2, "<header>"),
        ("{% if a %}<header>a</header>{% endif %}", 2, "<header>"),
    ],
)
def test_a_fault_says_where_it_is(tmp_path: Path, blocks: str, line: int, said: str) -> None:
    with pytest.raises(TemplateError) as caught:
        built(tmp_path, blocks)
    fault = caught.value
    assert fault.document == "essai.html"
    assert fault.ligne == line, str(fault)
    assert said in str(fault)


def test_a_fault_of_an_included_file_says_which(tmp_path: Path) -> None:
    (tmp_path / "_morceau.html").write_text("<p>a</p>\n<p>{{ b & c }}</p>", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        built(tmp_path, '{% include "_morceau.html" %}')
    assert (caught.value.document, caught.value.ligne) == ("_morceau.html", 2)


def test_a_charter_that_lacks_something_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "charte.toml"
    path.write_text((TEMPLATES / "charte.toml").read_text(encoding="utf-8").replace("corps =", "corp ="), "utf-8")
    with pytest.raises(TemplateError, match=r"taille\.corps"):
        read_charte(path)


# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A templates folder with one document, a fragment and the page around documents."""
    (tmp_path / "html").mkdir()
    for source in SAMPLE.parent.glob("*.html"):
        (tmp_path / "html" / source.name).write_bytes(source.read_bytes())
    (tmp_path / "html" / "page.html").write_text("<!DOCTYPE html><html></html>", encoding="utf-8")
    (tmp_path / "charte.toml").write_bytes((TEMPLATES / "charte.toml").read_bytes())
    return tmp_path


def test_the_command_builds_documents_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gabarits", str(folder)]) == 0
    assert [path.name for path in folder.glob("docx/*")] == ["exemple.docx"]
    assert capsys.readouterr().out == "Gabarits Word écrits\u00a0: exemple.docx.\n"
    assert main(["--gabarits", str(folder), "--check"]) == 0


def test_the_command_leaves_alone_what_is_up_to_date(folder: Path) -> None:
    main(["--gabarits", str(folder)])
    target = folder / "docx" / "exemple.docx"
    other_zip = BytesIO()
    with zipfile.ZipFile(other_zip, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members(target.read_bytes()).items():
            archive.writestr(name, content)
    target.write_bytes(other_zip.getvalue())
    assert main(["--gabarits", str(folder), "--check"]) == 0
    assert main(["--gabarits", str(folder)]) == 0
    assert target.read_bytes() == other_zip.getvalue()


def test_the_check_says_what_is_stale(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder / "html" / "exemple.html"
    (folder / "html" / "autre.html").write_text('<article class="document"><p>a</p></article>', encoding="utf-8")
    main(["--gabarits", str(folder)])
    (folder / "docx" / "autre.docx").rename(folder / "docx" / "vieux.docx")
    source.write_text(source.read_text(encoding="utf-8").replace("Au centre", "Au milieu"), encoding="utf-8")
    capsys.readouterr()
    assert main(["--gabarits", str(folder), "--check"]) == 1
    printed = capsys.readouterr().err.splitlines()
    assert printed[0].startswith("Gabarits Word qui ne sont pas à jour")
    assert [line.split()[1] for line in printed[1:]] == ["autre.docx", "exemple.docx", "vieux.docx"]


def test_the_check_sees_a_file_that_is_no_archive(folder: Path) -> None:
    main(["--gabarits", str(folder)])
    (folder / "docx" / "exemple.docx").write_bytes(b"PK\x03\x04 rompu")
    assert main(["--gabarits", str(folder), "--check"]) == 1


def test_a_fault_stops_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "html" / "exemple.html").write_text('<article class="document"><b/></article>', encoding="utf-8")
    assert main(["--gabarits", str(folder)]) == TemplateError.exit_code
    assert "exemple.html" in capsys.readouterr().err
    assert not (folder / "docx").exists()


def test_the_shipped_templates_are_those_of_their_sources() -> None:
    assert main(["--check"]) == 0


def test_a_document_is_told_from_a_fragment() -> None:
    assert is_document('\ufeff{# note #}\n<!-- note -->\n<article class="document">')
    assert not is_document("<p>a</p>")
