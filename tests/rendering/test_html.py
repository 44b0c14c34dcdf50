"""HTML documents: legal HTML, nothing blank, nothing dangerous, and errors that lead to the line."""

from __future__ import annotations

import datetime
import pickle
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, cast

import pytest
import tinyhtml5.parser
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.html import HtmlTemplate, style_sheet
from cllaj_docs.rendering.html_environment import MAX_RANGE
from cllaj_docs.rendering.html_source import CLASSES, CONTENT, JINJA, to_html_source

Make = Callable[..., HtmlTemplate]


class Colour(Enum):
    RED = 1


PROPERTIES = {"titre": "Titre", "reference": "Réf.", "auteur": "Auteur", "sujet": "Sujet"}


def body_of(page: str) -> str:
    return page[page.index("<main>") + 6 : page.index("</main>")].strip()


def rendered(template: HtmlTemplate, **values: Any) -> str:
    """Render the inside of an article."""
    body = body_of(template.render({**PROPERTIES, **values}))
    return body.removeprefix('<article class="document">').removesuffix("</article>")


def found(page: str, path: str) -> list[etree._Element]:
    """Find elements in a page by an XPath expression; ``~name`` stands for « of this class »."""
    path = re.sub(r"~([\w-]+)", r'[contains(concat(" ", @class, " "), " \1 ")]', path)
    return cast("list[etree._Element]", html.document_fromstring(page).xpath(path))


def fault(make: Callable[[], object]) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        make()
    return caught.value


# The page


def test_demo_is_legal_html(demo_page: str) -> None:
    parser = tinyhtml5.parser.HTMLParser()
    parser.parse(demo_page)
    assert parser.errors == []
    assert not JINJA.search(body_of(demo_page))


def test_demo_exercises_the_whole_dialect(demo_sources: Mapping[str, str]) -> None:
    source = demo_sources["demo.html"] + demo_sources["_courant.html"]
    assert set(re.findall(r"<([a-z0-9]+)", source)) >= set(CONTENT) - {"fragment"}
    used = {word for words in re.findall(r'class="([^"]+)"', source) for word in words.split()}
    assert used == {word for words in CLASSES.values() for word in words}
    assert set(re.findall(r"\{%\s*(\w+)", source)) == {"if", "elif", "else", "endif", "for", "endfor", "set", "include"}


def test_page_carries_its_properties(demo_page: str) -> None:
    root = html.document_fromstring(demo_page)
    assert root.get("lang") == "fr"
    assert root.findtext(".//title") == "Convention d’essai – Convention n° 2025-000"
    named = {meta.get("name"): meta.get("content") for meta in root.iter("meta")}
    assert named["author"] == "Département de l’Essai"
    assert named["description"] == "Un « essai » & rien d’autre"
    assert demo_page.startswith("<!DOCTYPE html>\n")
    assert "http" not in demo_page.partition("<style>")[2].partition("</style>")[0]


def test_values_are_escaped(demo_page: str) -> None:
    assert "Grand Calais Terres &amp; Mers &lt;Lens&gt;" in demo_page
    partie = "".join(map(str, found(demo_page, "//p~partie")[0].itertext()))
    assert partie.startswith("Grand Calais Terres & Mers <Lens>, représentée par")


def test_no_blank_line_is_left_by_a_statement(make_template: Make) -> None:
    body = "\n<p>a</p>\n{% for x in xs %}\n{% if x %}\n<p>{{ x }}</p>\n{% endif %}\n{% endfor %}\n<p>b</p>\n"
    assert rendered(make_template(body), xs=[1, 0, 2]) == "\n<p>a</p>\n<p>1</p>\n<p>2</p>\n<p>b</p>\n"


def test_header_cells_have_a_scope_and_layout_is_no_table(demo_page: str) -> None:
    assert {cell.get("scope") for cell in found(demo_page, "//thead//th")} == {"col"}
    assert {cell.get("scope") for cell in found(demo_page, "//tbody//th")} == {"row"}
    assert [table.get("class") for table in found(demo_page, "//table")] == ["fiche", "tableau", "tableau"]
    assert len(found(demo_page, "//div~cartouche//div~case")) == 2
    assert len(found(demo_page, "//div~signatures//div~case")) == 2


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<section class="insecable"><p>a</p></section>', '<div class="insecable"><p>a</p></div>'),
        ("<section><section><h2>a</h2></section></section>", "<section><section><h2>a</h2></section></section>"),
        ("<table><tr><th>a</th><th>b</th></tr></table>", '<th scope="col">a</th><th scope="col">b</th>'),
        ("<table><tr><th>a</th><td>b</td></tr></table>", '<th scope="row">a</th><td>b</td>'),
        ("<table><thead><tr><th></th><th>b</th></tr></thead></table>", '<td></td><th scope="col">b</th>'),
        ("<table><tr><td>b</td></tr></table>", '<table class="tableau">'),
        (
            '<table class="signatures"><thead><tr><th>a</th></tr></thead></table>',
            '<table class="signatures">',
        ),
        (
            '<p>n <span class="page"/> / <span class="pages"/></p>',
            'n <span class="page"></span> / <span class="pages">',
        ),
        ("<p>a<br/>b</p>", "a<br>b"),
        ('<td class="montant" colspan="3">', ""),
    ],
)
def test_sources_become_legal_html(source: str, expected: str) -> None:
    if source.startswith("<td"):
        source = f"<table><tr>{source}1</td></tr></table>"
        expected = '<td class="montant" colspan="3">1</td>'
    assert expected in to_html_source("x", source, str, whole=False)


def test_two_charts_of_a_page_have_their_own_identifiers(demo_page: str) -> None:
    identifiers = re.findall(r' id="(.*?)"', demo_page)
    assert len(identifiers) == len(set(identifiers)) == 4


def test_includes_see_the_loop_and_may_include(make_template: Make) -> None:
    template = make_template(
        '{% for x in xs %}{% include "a.html" %}{% endfor %}', a='<p>{{ x }}</p>{% include "b.html" %}', b="<p>b</p>"
    )
    assert rendered(template, xs=[1, 2]) == "<p>1</p><p>b</p><p>2</p><p>b</p>"


def test_a_cell_includes_a_fragment(make_template: Make) -> None:
    template = make_template('<table><tr><td>{% include "a.html" %}</td></tr></table>', a="<p>{{ x }}</p><p>b</p>")
    assert "<td><p>1</p><p>b</p></td>" in rendered(template, x=1)


def test_markdown_and_its_level(make_template: Make) -> None:
    template = make_template('<div class="texte">{{ x|markdown }}</div><div class="texte">{{ x|markdown(3) }}</div>')
    page = rendered(template, x="# a\n\n<b>")
    assert page.count("<p>&lt;b&gt;</p>") == 2
    assert "<h4>a</h4>" in page
    assert "<h3>a</h3>" in page


def test_templates_are_pure_and_thread_safe(demo: HtmlTemplate, demo_context: Mapping[str, Any]) -> None:
    def render(rank: int) -> str:
        return demo.render({**demo_context, "dossier": rank}).replace(f"n° {rank}<", "n° 0<")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(render, range(100, 140)))) == 1


# Typography, once, on static text only


def shouting(text: str) -> str:
    return text.upper()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a {{ b|trim }} c</p>", "<p>A {{ b|trim }} C</p>"),
        (
            '<p>a <strong>b</strong> <a href="https://c.d">e</a></p>',
            '<p>A <strong>B</strong> <a href="https://c.d">E</a></p>',
        ),
        ("<p>a &amp; b &lt; c</p>", "<p>A &amp; B &lt; C</p>"),
        ("<p>{% if a %}b{% endif %}</p>", "<p>{% if a %}B{% endif %}</p>"),
        ('<table><tr><td class="montant"><p>a</p><ul><li>b</li></ul></td><td>c</td></tr></table>', "<p>A</p><ul><li>B"),
    ],
)
def test_polish_touches_static_text_only(source: str, expected: str) -> None:
    assert expected in to_html_source("x", source, shouting, whole=False)


def typeset(text: str) -> str:
    """Put a few of the spaces that French wants, by rules that look on both sides."""
    text = re.sub(r"n° (?=\d)", "n°_", text)
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    return re.sub(r"(?<=\d) (?=%)|(?<=\w) (?=:)|(?<=«) | (?=»)", "_", text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>n° {{ x }} : y</p>", "<p>n°_{{ x }}_: y</p>"),
        ("<p>l'<strong>Association</strong> : y</p>", "<p>l’<strong>Association</strong>_: y</p>"),
        ("<p>12{% if x %} %{% endif %}</p>", "<p>12{% if x %}_%{% endif %}</p>"),
        ("<p>\n  mot\n  : {{ x }} %\n</p>", "<p>mot_: {#\n\n#}{{ x }}_%{#\n#}</p>"),
        ("<p>« <em>a</em> »</p>", "<p>«_<em>a</em>_»</p>"),
        ("<p>l'{{ x }}</p>", "<p>l’{{ x }}</p>"),
        ('<p>a <span class="page"/> </p>', '<p>a <span class="page"></span></p>'),
    ],
)
def test_polish_sees_a_sentence_across_its_tags(source: str, expected: str) -> None:
    assert to_html_source("x", source, typeset, whole=False) == expected


WORDS = st.sampled_from(
    ["mot ", "l'", " : ", "{{ x }}", "{% if y %}", "<em>a</em>", "<br/>", "« ", " »", "12", " %", "\n  ", "&amp;"]
)


@given(st.lists(WORDS, max_size=12))
def test_polish_that_changes_nothing_loses_nothing(words: list[str]) -> None:
    body = "".join(words)
    body += "{% endif %}" * body.count("{% if")
    written = to_html_source("x", f"<p>{body}</p>", str, whole=False)
    assert "".join(re.sub(r"\{#\s*#\}", "", written).replace("<br>", "<br/>").split()) == "".join(
        f"<p>{body}</p>".split()
    )
    assert written.count("\n") == body.count("\n")


def test_a_polish_that_breaks_a_tag_is_found() -> None:
    assert (
        "a altéré une balise"
        in fault(lambda: to_html_source("x", "<p>a {{ b }}</p>", lambda _: "", whole=False)).message
    )


# Errors


@pytest.mark.parametrize(
    ("expression", "values", "message", "tag"),
    [
        (
            "{{ porteur.nomm }}",
            {"porteur": {"nom": "x"}},
            "La donnée « nomm » n’existe pas : vouliez-vous écrire « nom » ?",
            "{{ porteur.nomm }}",
        ),
        (
            "{{ porteurs }}",
            {"porteur": 1},
            "La variable « porteurs » n’existe pas : vouliez-vous écrire « porteur » ?",
            "{{ porteurs }}",
        ),
        ("{{ zzz|upper }}", {}, "La variable « zzz » n’existe pas", "{{ zzz|upper }}"),
        ("{% if zzz %}a{% endif %}", {}, "La variable « zzz » n’existe pas", "{% if zzz %}"),
        ("{% for a in zzz %}a{% endfor %}", {}, "La variable « zzz » n’existe pas", "{% for a in zzz %}"),
        ("{{ x.y }}", {"x": None}, "« y » est demandé à une valeur qui n’est pas connue", "{{ x.y }}"),
        ("{{ a.b.c }}", {"a": {}}, "La donnée « b » n’existe pas", "{{ a.b.c }}"),
        ("{{ x|first }}", {"x": []}, "Cette balise ne donne aucune valeur", "{{ x|first }}"),
        ("{{ x }}", {"x": None}, "Cette valeur n’est pas connue : testez-la avec « is not none »", "{{ x }}"),
        ("{{ x.y }} {{ x['z'] }}", {"x": {"y": 1, "z": None}}, "Cette valeur n’est pas connue", '{{ x["z"] }}'),
        ("{{ x }}", {"x": [1]}, "Cette balise donne une liste : écrivez-la avec un filtre", "{{ x }}"),
        ("{{ x }}", {"x": True}, "Cette balise donne vrai ou faux", "{{ x }}"),
        ("{{ x }}", {"x": Decimal("1.00")}, "Cette balise donne un nombre décimal", "{{ x }}"),
        ("{{ x }}", {"x": datetime.date(2025, 9, 1)}, "Cette balise donne une date", "{{ x }}"),
        ("{{ x }}", {"x": Colour.RED}, "Cette balise donne une valeur composée", "{{ x }}"),
        ("{{ x.get }}", {"x": {}}, "Cette balise donne une valeur composée", "{{ x.get }}"),
        ("{{ x }}", {"x": "a\x0bb"}, "Cette valeur contient un caractère qui ne s’imprime pas (U+000B)", "{{ x }}"),
        ("{{ x }}", {"x": "a\ud800"}, "(U+D800)", "{{ x }}"),
        ("{{ x }}", {"x": "a\x92"}, "(U+0092)", "{{ x }}"),
        ("{{ x|euros }}", {"x": "abc"}, "Cette balise ne peut pas être calculée avec ces données", "{{ x|euros }}"),
        ("{{ x + 1 }}", {"x": "abc"}, "Cette balise ne peut pas être calculée avec ces données", "{{ x + 1 }}"),
        ("{{ x.__class__ }}", {"x": 1}, "Un gabarit n’appelle que des filtres", "{{ x.__class__ }}"),
        ("{{ x.format(1) }}", {"x": "{}"}, "Un gabarit n’appelle que des filtres", "{{ x.format(1) }}"),
        ("{{ x.append(1) }}", {"x": [1]}, "Un gabarit n’appelle que des filtres", "{{ x.append(1) }}"),
        ("{{ x() }}", {"x": print}, "Un gabarit n’appelle que des filtres", "{{ x() }}"),
        ("{{ 9 ** 9 }}", {}, "Un gabarit n’appelle que des filtres", "{{ 9 ** 9 }}"),
        ("{{ 'a' * 9 }}", {}, "Un gabarit n’appelle que des filtres", "{{ 'a' * 9 }}"),
        ("{{ '%9d' % 9 }}", {}, "Un gabarit n’appelle que des filtres", "{{ '%9d' % 9 }}"),
        ("{{ range(9999)|length }}", {}, f"range() donne plus de {MAX_RANGE} nombres", "{{ range(9999)|length }}"),
        ("{{ dict(a=1) }}", {}, "La variable « dict » n’existe pas", "{{ dict(a=1) }}"),
    ],
)
def test_render_errors_lead_to_the_tag(
    make_template: Make, expression: str, values: dict[str, Any], message: str, tag: str
) -> None:
    template = make_template(f"<p>{{{{ titre }}}}</p>\n<p>avant\naprès\n  {expression}</p>")
    error = fault(lambda: rendered(template, **values))
    assert message in error.message
    assert (error.document, error.ligne, error.balise) == ("essai.html", 4, tag)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301


def test_errors_of_blocks_and_fragments(make_template: Make) -> None:
    template = make_template('\n{% include "a.html" %}', a='<p>a</p>\n\n<div class="texte">{{ x|markdown }}</div>')
    error = fault(lambda: rendered(template, x="> " * 30))
    assert (error.document, error.ligne, error.balise) == ("a.html", 3, "{{ x|markdown }}")
    assert "plus de 8 listes ou citations" in error.message
    assert "le filtre « markdown » attend un texte" in fault(lambda: rendered(template, x=None)).message
    figure = make_template("<figure>{{ x|barres }}</figure>")
    assert "le filtre « barres » attend un graphique" in fault(lambda: rendered(figure, x=[1])).message


def test_the_properties_are_required(make_template: Make) -> None:
    error = fault(lambda: make_template("<p>a</p>").render({**PROPERTIES, "sujet": None}))
    assert (error.document, error.balise) == ("page.html", "{{ sujet }}")


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("<p>a", 1, "pas du XML bien formé"),
        ("<p>a & b</p>", 1, "écrivez &amp; pour « & »"),
        ("<p>&nbsp;</p>", 1, "pas du XML bien formé"),
        ("\n<script>x</script>", 2, "La balise <script> n’est pas permise dans <article>"),
        ("<p><p>a</p></p>", 1, "La balise <p> n’est pas permise dans <p>"),
        ("<ul><p>a</p></ul>", 1, "La balise <p> n’est pas permise dans <ul>"),
        ('<p onclick="x">a</p>', 1, "L’attribut « onclick » n’est pas permis sur <p>"),
        ('<p class="inconnue">a</p>', 1, "La classe « inconnue » n’est pas connue sur <p>"),
        ('<p class="note mention">a</p>', 1, "La classe « note mention » n’est pas connue sur <p>"),
        ('<p>{% include "a.html" %}</p>', 1, "Un fragment s’inclut entre deux paragraphes"),
        ('<p class="{{ x }}">a</p>', 1, "L’attribut « class » ne peut pas contenir de balise Jinja"),
        ('<p><a href="javascript:x">a</a></p>', 1, "Un lien mène à une adresse"),
        ("<p><a>a</a></p>", 1, "Un lien mène à une adresse"),
        ('<table><tr><th colspan="2">a</th></tr></table>', 1, "L’attribut « colspan » n’est pas permis sur <th>"),
        ('<table><tr><td colspan="x">a</td></tr></table>', 1, "« colspan » est un nombre"),
        ("<section>\ntexte</section>", 1, "Du texte est placé hors d’un paragraphe, dans <section>"),
        ("<ul>{{ x }}</ul>", 1, "Du texte est placé hors d’un paragraphe, dans <ul>"),
        ("<table><tr><td>a<p>b</p></td></tr></table>", 1, "Du texte est placé hors d’un paragraphe, dans <td>"),
        ('<div class="texte">{{ x }} a</div>', 1, "<div> contient une seule expression"),
        ("<figure>{{ x }}{{ y }}</figure>", 1, "<figure> contient une seule expression"),
        ("<p>{% if x %}</p><p>{% endif %}</p>", 1, "« if » n’est pas fermé dans <p>"),
        ("<p>{% endif %}</p>", 1, "« endif » ne ferme rien dans <p>"),
        ("<p>{% for a in b %}{% endif %}</p>", 1, "« endif » ne ferme rien dans <p>"),
        ("<p>{% else %}</p>", 1, "« else » ne ferme rien dans <p>"),
        ("<p>{% macro a() %}{% endmacro %}</p>", 1, "Cette instruction n’est pas permise"),
        ("<p>{% raw %}a{% endraw %}</p>", 1, "Cette instruction n’est pas permise"),
        ("<p>a</p>\n<p>{% set x %}</p>", 2, "La syntaxe de cette balise est incorrecte"),
        ("<p>a</p>\n<p>b {{ x y }}</p>", 2, "La syntaxe de cette balise est incorrecte"),
        ("\n<p>\na {{ x|euro }}</p>", 3, "Le filtre « euro » n’existe pas : vouliez-vous écrire « euros » ?"),
        (
            "<p>a</p>\n<p>{{ y }} {{ ('a' if x)|upper }}</p>",
            2,
            "ne donne rien quand elle est fausse : ajoutez « else »",
        ),
        ("<p>{{ x|safe }}</p>", 1, "Le filtre « safe » n’existe pas"),
        ("<p>{{ x|default(1) }}</p>", 1, "Le filtre « default » n’existe pas"),
        ("<p>{% if x is nonne %}{% endif %}</p>", 1, "Le test « nonne » n’existe pas : vouliez-vous écrire « none » ?"),
        ("{% for a in b recursive %}{% endfor %}", 1, "Cette instruction n’est pas permise"),
        ("{% include x %}", 1, "Le nom d’un fragment inclus s’écrit entre guillemets"),
        ('{% include "a.html" ignore missing %}', 1, "Le nom d’un fragment inclus s’écrit entre guillemets"),
        ('{% include "absent.html" %}', None, "Le gabarit « absent.html » est introuvable"),
        ("<?php x ?>", 1, "Une instruction de traitement"),
        ("</article><p>a</p><article>", None, "Un document tient dans une seule balise"),
    ],
)
def test_load_errors_lead_to_the_line(make_template: Make, body: str, line: int | None, message: str) -> None:
    error = fault(lambda: make_template(body))
    assert message in error.message
    assert (error.document, error.ligne) == ("essai.html", line)


def test_fragments_are_no_documents_and_make_no_circle(make_template: Make) -> None:
    error = fault(lambda: make_template('{% include "a.html" %}', a='\n<article class="document"/>'))
    assert (error.document, error.ligne) == ("a.html", 2)
    circle = fault(
        lambda: make_template('{% include "a.html" %}', a='{% include "b.html" %}', b='{% include "a.html" %}')
    )
    assert (circle.document, circle.balise, circle.message) == ("b.html", "a.html", "Ce fragment s’inclut lui-même")


def test_what_a_template_may_do(make_template: Make) -> None:
    class Forme(StrEnum):
        ASSO = "association"

    template = make_template(
        "<p>{{ x.get('a').upper() }} {{ n * 2 + 1 }} {{ f }} {{ l|join(', ') }} {{ l[0].startswith('u') and 'oui' }}"
        " {% for i in range(2) %}{{ loop.cycle('p', 'i') }}{% endfor %}"
        " {% set y = n %}{{ y }}{% if zzz is defined %}!{% endif %}{% if v is none %}inconnu{% endif %}</p>"
    )
    page = rendered(template, x={"a": "<b>"}, n=3, f=Forme.ASSO, l=["un", "deux & trois"], v=None)
    assert page == "<p>&lt;B&gt; 7 association un, deux &amp; trois oui pi 3inconnu</p>"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=60))
def test_any_value_comes_back_whole(make_template: Make, value: str) -> None:
    page = rendered(make_template("<p>{{ x }}</p>"), x=f"[{value}]")
    assert "".join(map(str, html.fragment_fromstring(page).itertext())) == f"[{value}]"


def test_style_sheet_takes_its_values_from_the_charter(charte: Mapping[str, Any], shipped: Mapping[str, str]) -> None:
    css = style_sheet(shipped["style.css"], charte)
    assert not re.search(r"var\(--[a-z]", css)
    assert "font-size: 10.5pt;" in css
    assert 'font-family: "Source Sans 3", "Source Sans Pro"' in css
    assert "margin: 24mm 22mm 22mm 22mm;" in css
    assert charte["couleur"]["principale"] in css
    error = fault(lambda: style_sheet("p {\n color: var(--couleur-principal) }", charte))
    assert (
        error.message == "La charte ne donne pas « couleur-principal » : vouliez-vous écrire « couleur-principale » ?"
    )
    assert (error.document, error.ligne) == ("style.css", 2)


def test_every_colour_of_a_text_has_contrast(charte: Mapping[str, Any]) -> None:
    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    couleur = charte["couleur"]
    for text in ("texte", "principale", "secondaire"):
        for ground in ("#ffffff", couleur["fond_entete"], couleur["fond_encadre"]):
            light, dark = luminance(ground) + 0.05, luminance(couleur[text]) + 0.05
            assert light / dark >= 4.5, (text, ground)
