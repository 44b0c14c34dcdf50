"""What the checker finds in HTML templates, their fragments and the page around them."""

from __future__ import annotations

import pytest
from rendering.checking.worlds import WORLDS

from cllaj_docs.rendering.checking.check import check_html
from cllaj_docs.rendering.checking.findings import Remarque

PAGE = "<html><title>{{ convention.numero }}</title><style>{{ style }}</style>{{ corps }}</html>"


def find(body: str, fragments: dict[str, str] | None = None, page: str = PAGE) -> tuple[Remarque, ...]:
    sources = {"essai.html": f'<article class="document">\n{body}\n</article>', "page.html": page, **(fragments or {})}
    return check_html("essai.html", sources, WORLDS).remarques


FOUND = [
    ("<p>{{ convention.montnat|euros }}</p>", "nom_inconnu", 2),
    ("<p>a</p>\n<p>{{ montant }}</p>", "sans_filtre", 3),
    ("<p>{{ partie }}</p>", "sans_filtre", 2),
    ("<p>{% if convention.imputation %}\n{{ convention.imputation.operation }}{% endif %}</p>", "valeur_absente", 3),
    ("{% for v in visas %}\n<p>{{ v.x }}</p>\n{% endfor %}", "nom_inconnu", 3),
    ("<p>{{ texte_long|markdown }}</p>", "mal_place", 2),
    ("<p>{{ montant ** 2 }}</p>", "bac_a_sable", 2),
    ("<p>{{ convention.numero|safe }}</p>", "bac_a_sable", 2),
    ("<p>{% macro m() %}{% endmacro %}</p>", "instruction_inconnue", 2),
    ("<p>{% if regime.prive %}a</p>", "bloc_non_ferme", 2),
    ("<p>a</p>\n{% if regime.prive %}\n<p>b</p>", "bloc_non_ferme", 3),
    ("<p>{{ convention.numero }</p>", "balise_ouverte", 2),
    ("<p>{convention.numero}</p>", "accolades", 2),
    ("<p>a</p>\n<blink>b</blink>", "dialecte", 3),
    ("<p>a & b</p>", "dialecte", 2),
    ('{% include "_absent.html" %}', "fragment_inconnu", 2),
]


@pytest.mark.parametrize(("body", "code", "line"), FOUND, ids=lambda case: str(case)[:50])
def test_a_fault_is_found_at_its_line(body: str, code: str, line: int) -> None:
    found = [(one.fichier, one.rang) for one in find(body) if one.code == code]
    assert ("essai.html", line) in found, [str(one) for one in find(body)]


def test_fragments_see_what_their_includer_has_set() -> None:
    fragment = {"_ligne.html": "<p>{{ ligne.libelle }}</p>\n<p>{{ ligne.montnat|euros }}</p>"}
    found = find('{% for ligne in lignes %}\n{% include "_ligne.html" %}\n{% endfor %}', fragment)
    assert [(one.fichier, one.rang, one.code) for one in found] == [("_ligne.html", 2, "nom_inconnu")]


def test_a_fragment_that_nothing_includes_is_not_read() -> None:
    assert find("<p>a</p>", {"_seul.html": "<p>{{ rien.du.tout }}</p>"}) == ()


def test_a_fragment_that_includes_itself() -> None:
    found = find('{% include "_a.html" %}', {"_a.html": '<p>a</p>\n{% include "_a.html" %}'})
    assert [(one.fichier, one.rang, one.code) for one in found] == [("_a.html", 2, "fragment_inconnu")]


def test_a_misspelt_fragment_is_told_with_the_nearest() -> None:
    (found,) = find('{% include "_parteis.html" %}', {"_parties.html": "<p>a</p>"})
    assert "_parties.html" in found.remede


def test_the_page_around_is_read() -> None:
    found = find("<p>a</p>", page=PAGE.replace("convention.numero", "convention.numreo"))
    assert [(one.fichier, one.code) for one in found] == [("page.html", "nom_inconnu")]


def test_what_is_right_is_let_through() -> None:
    body = """{% set total = montant %}
<h1>{{ convention.numero }}</h1>
<!-- {{ un.commentaire }} -->
{# {{ un.autre }} #}
<p>{{ total|euros }}{% if rang &lt; 3 and montant > 10 %} x{% endif %}</p>
{% for ligne in lignes %}
{% include "_ligne.html" %}
{% endfor %}
<div class="texte">{{ texte_long|markdown }}</div>
{% if graphique %}
<figure>{{ graphique|barres }}<figcaption>a</figcaption></figure>
{% endif %}"""
    fragment = {"_ligne.html": "<p>{{ ligne.libelle }}{% if loop.last %}.{% endif %}</p>"}
    assert [str(one) for one in find(body, fragment)] == []


def test_all_the_faults_of_a_source_are_found_at_once() -> None:
    found = find("<p>{{ montant }}</p>\n<blink/>\n<p>{{ rang }</p>\n<p>{{ jour|euros }}</p>\n<p>{% if rang %}</p>")
    assert {one.rang for one in found} == {2, 3, 4, 5, 6}
