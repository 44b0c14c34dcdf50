"""Each feature of docxtpl, rendered by docxtpl and by us: the same paragraphs, runs, tables and properties."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field
from typing import Any

import docx
import pytest
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, Listing, RichText, RichTextParagraph
from lxml import etree
from rendering.word.packages import canonical, cell, core, names, paragraph, read, row, run, table, word_file
from rendering.word.pictures import png

from cllaj_docs.rendering.word import Image, WordTemplate
from cllaj_docs.rendering.word.spots import WORD_NAMESPACE

LINES = {"lignes": [{"nom": "un", "prix": 2}, {"nom": "deux & <trois>", "prix": 5}], "colonnes": "abcde"}
SPAN_OF_TWO = '<w:tcW w:w="1000" w:type="dxa"/><w:gridSpan w:val="2"/>'


def rich_text() -> RichText:
    text = RichText("gras", bold=True)
    text.add(" & italique\nligne\tsuite", italic=True, color="#FF0000", size=28, font="Arial", underline="dash")
    text.add("exposant", superscript=True, strike=True, highlight="#ffff00", style="Police", lang="fr-FR")
    return text


def rich_paragraphs() -> RichTextParagraph:
    paragraphs = RichTextParagraph()
    paragraphs.add("un & deux\asuite\fpage", parastyle="Titre1")
    paragraphs.add(rich_text())
    paragraphs.add("trois\aquatre")
    return paragraphs


@dataclass(frozen=True)
class Case:
    """A template, by its blocks, and its data."""

    blocks: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)


def loop(*content: str, level: str = "tr", columns: int = 2) -> tuple[str, ...]:
    """The rows of a loop over ``lignes``."""
    opening, closing = f"{{%{level} for ligne in lignes %}}", f"{{%{level} endfor %}}"
    return row(opening, *[""] * (columns - 1)), *content, row(closing, *[""] * (columns - 1))


def columns(*content: str) -> str:
    """A row whose cells are a loop over ``colonnes``."""
    return row("{%tc for colonne in colonnes %}", *content, "{%tc endfor %}")


TREE = {"x": "été & « vœu »", "noeuds": [{"v": "à", "c": [{"v": "b", "c": []}]}]}

CASES = {
    "a block, called again": Case(
        (paragraph("{% block a %}é {{ x }}{% endblock %}"), paragraph("{{ self.a() }} !")), TREE
    ),
    "a block inside a call": Case(
        (
            paragraph("{% macro m() %}[{{ caller() }}]{% endmacro %}"),
            paragraph("{% call m() %}{% block b %}ü{{ x }}{% endblock %}{% endcall %}"),
        ),
        TREE,
    ),
    "a block kept in a name": Case(
        (paragraph("{% set v %}{% block b %}ü{{ noeuds[0].v }}{% endblock %}{% endset %}{{ v }}"),), TREE
    ),
    "a loop that calls itself": Case(
        (paragraph("{% for n in noeuds if n.v recursive %}({{ n.v }}{{ loop(n.c) }}é){% endfor %}"),), TREE
    ),
    "a block in a loop that calls itself": Case(
        (
            paragraph(
                "{% for n in noeuds recursive %}({{ n.v }}{% block z scoped %}é{{ x }}{% endblock %}{{ loop(n.c) }})"
                "{% endfor %}"
            ),
        ),
        TREE,
    ),
    "figures that would be ranks of what is put aside": Case(
        (paragraph("0 {{ x }} 1"), table(row("2", "{{ x }} 3")), paragraph("{{ x }} 4")), TREE
    ),
    "a variable": Case((paragraph("Bonjour {{ nom }} !"),), {"nom": "A & <B>"}),
    "several variables in a run": Case((paragraph(run("{{ a }}{{ b }} fin", "<w:b/>")),), {"a": "x", "b": 3}),
    "values that are no text": Case(
        (paragraph("{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}"),),
        {"a": True, "b": 1.5, "c": [1, "x"], "d": {"k": 2}, "e": datetime.date(2025, 9, 1)},
    ),
    "a tag cut over runs": Case(
        (
            paragraph(
                run("A {", "<w:b/>"), '<w:proofErr w:type="spellStart"/>', run("{ n", "<w:i/>"), run("om }"), "} B"
            ),
        ),
        {"nom": "x"},
    ),
    "statements cut over runs": Case(
        (paragraph("{% if ", run("nom ", "<w:b/>"), "%}oui{%", " else %}non{% endif", run(" %} fin", "<w:i/>")),),
        {"nom": "x"},
    ),
    "a tag cut by a line break": Case((paragraph("<w:r><w:t>{{ nom</w:t><w:br/><w:t>}} fin</w:t></w:r>"),), {"nom": 1}),
    "a tag over two paragraphs": Case((paragraph("A {{ nom"), paragraph("}} B"), paragraph("C")), {"nom": 1}),
    "if and for inside a paragraph": Case(
        (paragraph("{% for l in lignes %}{{ l.nom }}{% if not loop.last %}, {% endif %}{% else %}rien{% endfor %}"),),
        LINES,
    ),
    "if over paragraphs": Case((paragraph("A {% if oui %}x"), paragraph("y"), paragraph("z{% endif %} B")), {"oui": 0}),
    "for over paragraphs": Case((paragraph("A {% for c in colonnes %}x"), paragraph("{{ c }}{% endfor %} B")), LINES),
    "paragraph statements": Case(
        (
            paragraph("{%p if oui %}"),
            paragraph("oui"),
            paragraph("{%p elif non %}"),
            paragraph("non"),
            paragraph("{%p else %}"),
            paragraph("ni l'un ni l'autre"),
            paragraph("{%p endif %}"),
            paragraph("{%p for ligne in lignes %}", properties='<w:pStyle w:val="Titre1"/>'),
            paragraph("{{ loop.index }}. {{ ligne.nom }}", properties='<w:pStyle w:val="Titre1"/>'),
            paragraph("{%p endfor %}"),
        ),
        {**LINES, "oui": 0, "non": 1},
    ),
    "text beside a paragraph statement": Case(
        (paragraph("ici {%p if oui %} là"), paragraph("x"), paragraph("{%p endif %}")), {"oui": 1}
    ),
    "row statements": Case(
        (table(row("Nom", "Prix"), *loop(row("{{ ligne.nom }}", "{{ ligne.prix }}")), row("Fin", "")),), LINES
    ),
    "a row statement in any cell": Case(
        (table(row("", "{%tr for ligne in lignes %}"), row("{{ ligne.nom }}", "x"), row("", "{%tr endfor %}")),), LINES
    ),
    "more columns than the grid": Case(
        (table(columns("{{ colonne }}"), columns("{{ loop.index }}"), widths=(1000, 2000, 3000)),), LINES
    ),
    "fewer columns than the grid": Case(
        (table(columns("{{ colonne }}"), widths=(1000, 2000, 3000)),), {"colonnes": "ab"}
    ),
    "a table in a cell": Case(
        (
            table(
                row(
                    cell(
                        "{%p for ligne in lignes %}",
                        table(
                            row("{%tr for x in [1, 2] %}", ""),
                            row("{{ x }}", "{{ ligne.nom }}"),
                            row("{%tr endfor %}", ""),
                        ),
                        paragraph(""),
                        "{%p endfor %}",
                    ),
                    "droite",
                )
            ),
        ),
        LINES,
    ),
    "run statements": Case(
        (paragraph(run("avant {%r if oui %}", "<w:b/>"), run("milieu", "<w:i/>"), run("{%r endif %}")),), {"oui": 1}
    ),
    "rich text": Case((paragraph("avant {{r texte }} après"),), {"texte": rich_text()}),
    "rich text in a condition": Case((paragraph("{% if texte %}{{r texte }}{% endif %}"),), {"texte": rich_text()}),
    "rich paragraphs": Case((paragraph("{{p texte }}"), paragraph("fin")), {"texte": rich_paragraphs()}),
    "a listing": Case(
        (paragraph(run("x {{ texte }} y", "<w:b/>"), properties='<w:pStyle w:val="Titre1"/>'),),
        {"texte": Listing("a\nb\tc\aP & <2>\fpage")},
    ),
    "line breaks in a text": Case((paragraph(run("x {{ texte }} y", "<w:b/>")),), {"texte": "a\nb\tc\ad\fe"}),
    "line breaks of the template": Case((paragraph("a\nb\t{{ x }}"),), {"x": 1}),
    "colspan": Case((table(row("{% colspan n %}Titre"), row("a", "b", "c"), widths=(1000,) * 3),), {"n": 3}),
    "colspan over another": Case(
        (
            table(
                row(cell("{% colspan n %}Titre", properties=SPAN_OF_TWO), "z"),
                row("a", "b", "c", "d"),
                widths=(1000,) * 4,
            ),
        ),
        {"n": 3},
    ),
    "cellbg": Case((table(row("{% cellbg couleur %}Titre", "b")),), {"couleur": "FF0000"}),
    "cellbg in a run of its own": Case(
        (table(*loop(row(cell(paragraph("{% cellbg couleur %}", "Titre")), "{{ ligne.nom }}"))),),
        {**LINES, "couleur": "00FF00"},
    ),
    "vm": Case((table(*loop(row("{% vm %}Tout {{ ligne.nom }}", "{{ ligne.prix }}"))),), LINES),
    "vm after other runs": Case(
        (table(*loop(row(cell(paragraph("Tout ", "{{ ligne.nom }}{% vm %} fin")), "{{ ligne.prix }}"))),), LINES
    ),
    "hm": Case((table(columns("{% hm %}Titre"), columns("{{ colonne }}"), widths=(1000,) * 3),), LINES),
    "hm over wide cells": Case(
        (
            table(
                columns(cell("{% hm %}Titre", properties=SPAN_OF_TWO)),
                columns("{{ colonne }}", "x"),
                widths=(1000,) * 4,
            ),
        ),
        LINES,
    ),
    "a dash before": Case(
        (paragraph("A"), paragraph("{%- if oui %}"), paragraph("B"), paragraph("{%- endif %}"), paragraph("C")),
        {"oui": 1},
    ),
    "dashes after": Case(
        (
            paragraph("A {% if oui -%}"),
            paragraph("B"),
            paragraph("{%- else -%}"),
            paragraph("C"),
            paragraph("{%- endif %}"),
            paragraph("D"),
        ),
        {"oui": 0},
    ),
    "dashes of a variable": Case((paragraph("a {{- x -}} b"),), {"x": 1}),
    "dashes of a comment": Case((paragraph("A {#- rien -#} B"), paragraph("C {#- rien #} D {# rien -#} E"))),
    "dashes of raw": Case((paragraph("A {%- raw -%} {{ a }} {%- endraw -%} B"),)),
    "a comment beside a paragraph statement": Case(
        (paragraph("{#- un -#} {%p if a %}{# deux #}"), paragraph("x"), paragraph("{%p endif %}")), {"a": 1}
    ),
    "comments": Case(
        (
            paragraph("a{# rien #}b"),
            paragraph("{#p rien #}"),
            paragraph("c"),
            table(row("{#tr rien #}", "b"), row("c", "d")),
        )
    ),
    "a comment over paragraphs": Case((paragraph("a {# debut"), paragraph("{{ x }}"), paragraph("fin #} b"))),
    "typographic quotes": Case(
        (paragraph("{% if a == “x” %}oui{% endif %} {{ colonnes|join(‘, ’) }}"),), {**LINES, "a": "x"}
    ),
    "less and greater": Case((paragraph("{% if a &lt; 3 and a &gt; 1 %}oui{% endif %}"),), {"a": 2}),
    "escaped braces": Case((paragraph("{_{ a }_} {_% b %_} {{ a }}"),), {"a": 2}),
    "a tag that prints what opens a tag": Case(
        (paragraph("{{ '{{' }} {{ \"{% x %}\" }}{% if a == '{{' %}x{% endif %}"),), {"a": "{{"}
    ),
    "breaks in the text of the template": Case((paragraph(run("a\tb\nc", "<w:b/>")), paragraph("x"))),
    "escaping that is asked for": Case((paragraph("{% autoescape true %}{{ a }}{% endautoescape %}"),), {"a": "<x> &"}),
    "raw": Case((paragraph("{% raw %}{{ a }} {% x %}{% endraw %} {{ a }}"),), {"a": 2}),
    "a macro of text": Case(
        (paragraph("{% macro m(x) %}<w:t/>[{{ x }}]{% endmacro %}{{ m('a') }}{{ m('&lt;') }}".replace("<w:t/>", "")),)
    ),
    "a macro of paragraphs": Case(
        (
            paragraph("{%p macro m(x) %}"),
            paragraph("Texte {{ x }}"),
            paragraph("{%p endmacro %}"),
            paragraph("{{p m(1) }}"),
        )
    ),
    "set": Case((paragraph("{% set x %}a &amp; {{ a }}{% endset %}{{ x }} {% set y = 3 %}{{ y * 2 }}"),), {"a": "<"}),
    "print": Case((paragraph("{% print a %} {% print a, b %}"),), {"a": "x & y", "b": 2}),
    "namespace": Case(
        (
            paragraph(
                "{% set n = namespace(t=0) %}{% for l in lignes %}{% set n.t = n.t + l.prix %}{% endfor %}{{ n.t }}"
            ),
        ),
        LINES,
    ),
    "filters and formats": Case(
        (
            paragraph(
                "{{ '%.2f'|format(a) }} {{ '{:,.2f}'.format(a) }} {{ a|round(1) }} {{ lignes|length }} {{ s|upper }} "
                "{{ d.strftime('%d/%m/%Y') }} {{ lignes|map(attribute='prix')|sum }} {{ s|default('x') }} {{ 5 % 3 }} "
                "{{ z|default('rien') }} {{ lignes|pprint }} "
                "{{ lignes|sort(attribute='prix', reverse=True)|join('/', attribute='nom') }}"
            ),
        ),
        {**LINES, "a": 12345.678, "s": "é", "d": datetime.date(2025, 1, 2)},
    ),
    "a tag in an attribute": Case(
        (paragraph('<w:hyperlink w:anchor="a" w:tooltip="{{ a }}"><w:r><w:t>{{ a }}</w:t></w:r></w:hyperlink>'),),
        {"a": 'x "y" & <z>'},
    ),
    "a tag in the code of a field": Case(
        (
            paragraph(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                "<w:r><w:instrText> HYPERLINK {{ a }} </w:instrText></w:r>"
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            ),
        ),
        {"a": "https://exemple.invalid/?a=1&b=2"},
    ),
    "a content control": Case(
        (
            "<w:sdt><w:sdtPr/><w:sdtContent>",
            paragraph("{%p if oui %}"),
            paragraph("x {{ oui }}"),
            paragraph("{%p endif %}"),
            "</w:sdtContent></w:sdt>",
        ),
        {"oui": 1},
    ),
    "a text box": Case(
        (
            paragraph(
                "<w:r><w:pict><w:txbxContent>"
                + paragraph("{%p if oui %}")
                + paragraph("dans {{ oui }}")
                + paragraph("{%p endif %}")
                + "</w:txbxContent></w:pict></w:r>",
                "dehors {{ oui }}",
            ),
        ),
        {"oui": 1},
    ),
    "empty paragraphs": Case(("<w:p/>", paragraph("{{ a }}"), paragraph()), {"a": 1}),
    "headers, footers, footnotes": Case(
        (paragraph("x {{ a }}"),),
        {"a": "A & B", **LINES},
        {
            "header": paragraph("En-tête {{ a }}"),
            "footer": paragraph("{%p if a %}") + paragraph("Pied {{ a }}") + paragraph("{%p endif %}"),
            "footnotes": paragraph("Note {{ a }}"),
        },
    ),
    "drawings in a loop": Case(
        (
            paragraph("{%p for c in 'ab' %}"),
            paragraph('<w:r><w:drawing><wp:inline><wp:docPr id="7" name="Dessin"/></wp:inline></w:drawing></w:r>'),
            paragraph("{%p endfor %}"),
            paragraph('<w:r><w:drawing><wp:inline><wp:docPr id="7" name="Autre"/></wp:inline></w:drawing></w:r>'),
        )
    ),
}


def rendered_by_docxtpl(template: bytes, values: dict[str, Any]) -> bytes:
    theirs = DocxTemplate(io.BytesIO(template))
    theirs.render(dict(values), autoescape=True)
    out = io.BytesIO()
    theirs.save(out)
    return out.getvalue()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_feature(case: Case) -> None:
    template = word_file(*case.blocks, **case.stories)  # type: ignore[arg-type]
    ours = WordTemplate(template).render(case.values)
    theirs = rendered_by_docxtpl(template, case.values)
    stories = [name for name in names(ours) if name.startswith("word/") and name.endswith("1.xml")]
    for part in ("word/document.xml", *stories):
        assert canonical(ours, part) == canonical(theirs, part)


LAID_OUT = (
    paragraph("{{ texte }}", properties='<w:jc w:val="center"/>'),
    paragraph("{%p if oui %}"),
    paragraph(run("a ", "<w:b/>"), run("{{ texte }}", "<w:i/>")),
    paragraph("{%p endif %}"),
    table(
        *loop(
            row("{% vm %}{{ ligne.nom }}", cell("{% cellbg 'FF0000' %}{{ texte }}", properties=SPAN_OF_TWO)), columns=3
        ),
        widths=(1, 2, 3),
    ),
)


def test_a_template_laid_out_for_people_to_read() -> None:
    values = {**LINES, "texte": "un\ndeux\atrois\fquatre", "oui": 1}
    root = etree.fromstring(read(word_file(*LAID_OUT)).encode())
    etree.indent(root)
    content = word_file(parts={"word/document.xml": etree.tostring(root)})
    ours = WordTemplate(content).render(values)
    assert canonical(ours) == canonical(rendered_by_docxtpl(content, values))
    assert canonical(ours) == canonical(WordTemplate(word_file(*LAID_OUT)).render(values))


@pytest.mark.parametrize(("elements", "attributes"), [("ns0:", "ns0:"), ("W:", "W:"), ("", "autre:")])
def test_a_template_whose_prefixes_are_not_those_of_word(elements: str, attributes: str) -> None:
    """docxtpl only knows ``w``; what is written with another prefix is read all the same."""
    values = {**LINES, "texte": "un\ndeux\atrois\fquatre", "oui": 1}
    usual = word_file(*LAID_OUT)
    xml = read(usual).replace("</w:", f"</{elements}").replace("<w:", f"<{elements}").replace(" w:", f" {attributes}")
    prefixes = dict.fromkeys(f"xmlns:{prefix}".rstrip(":") for prefix in (elements, attributes))
    declared = " ".join(f'{prefix}="{WORD_NAMESPACE}"' for prefix in prefixes)
    content = word_file(parts={"word/document.xml": xml.replace(f'xmlns:w="{WORD_NAMESPACE}"', declared).encode()})
    assert canonical(WordTemplate(content).render(values)) == canonical(WordTemplate(usual).render(values))


def test_core_properties() -> None:
    properties = {name: f"{name} {{{{ a }}}}" for name in ("title", "subject", "creator", "description")}
    template = word_file(paragraph("x"), properties=core(**properties, identifier="{{ a }}", language="fr"))
    ours = docx.Document(io.BytesIO(WordTemplate(template).render({"a": "A"}))).core_properties
    theirs = docx.Document(io.BytesIO(rendered_by_docxtpl(template, {"a": "A"}))).core_properties
    for name in ("title", "subject", "author", "comments", "identifier", "language"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.title == "title A"


def test_pictures() -> None:
    template = word_file(paragraph("avant {{ image }} après"))
    ours = WordTemplate(template).render({"image": Image(png(40, 20), width=50, alt="x")})
    theirs = DocxTemplate(io.BytesIO(template))
    theirs.render({"image": InlineImage(theirs, io.BytesIO(png(40, 20)), width=Mm(50))})
    out = io.BytesIO()
    theirs.save(out)
    documents = [docx.Document(io.BytesIO(content)) for content in (ours, out.getvalue())]
    (mine,), (their,) = (document.inline_shapes for document in documents)
    assert (mine.width, mine.height, mine.type) == (their.width, their.height, their.type)
    mine_runs, their_runs = ([r.text for r in document.paragraphs[0].runs] for document in documents)
    assert mine_runs == their_runs


def test_a_document_of_python_docx() -> None:
    """Word's stock styles, several sections, merged cells: what a real template is made of."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "En-tête {{ titre }}"
    document.add_heading("Document {{ titre }}", 0)
    text = document.add_paragraph("Bonjour ")
    text.add_run("{{ ").bold = True
    text.add_run("titre")
    text.add_run(" }} fin").italic = True
    for line in ("{%p for l in lignes %}", "{{ l.nom }}\t{{ l.prix }}\n{{ loop.index }}", "{%p endfor %}"):
        document.add_paragraph(line, style="List Bullet")
    grid = document.add_table(4, 3, style="Light Grid Accent 1")
    grid.cell(0, 0).merge(grid.cell(0, 2)).text = "{{ titre }}"
    for index, line in enumerate(("{%tr for l in lignes %}", "{{ l.nom }}", "{%tr endfor %}"), 1):
        grid.cell(index, 0).text = line
    grid.cell(2, 1).text, grid.cell(2, 2).text = "{% vm %}{{ l.prix }}", "{% cellbg 'FFC000' %}{{ l.prix }}"
    for content in ("{%p for l in lignes %}", None, "{%p endfor %}"):
        if content is None:
            document.add_picture(io.BytesIO(png()))
        else:
            document.add_paragraph(content)
    document.add_section()
    document.add_paragraph("{{ lignes|map(attribute='nom')|join(' / ') }}")
    source = io.BytesIO()
    document.save(source)
    values = {**LINES, "titre": "T & <t>"}
    ours, theirs = WordTemplate(source.getvalue()).render(values), rendered_by_docxtpl(source.getvalue(), values)
    for part in ("word/document.xml", "word/header1.xml"):
        assert canonical(ours, part) == canonical(theirs, part)
