"""What the checker finds in a Word template, and what it lets through: each case is a paragraph of a small file."""

from __future__ import annotations

from html import escape
from itertools import product

import pytest
from rendering.checking.worlds import FILLED, KINDS, WORLDS, values
from word_files import cell, paragraph, table, word_file

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.checking.check import check_word
from cllaj_docs.rendering.checking.findings import Remarque
from cllaj_docs.rendering.word import Paragraphs, WordTemplate

FILTERS = ("markdown", "barres")


def find(*blocks: str, header: str = "") -> tuple[Remarque, ...]:
    return check_word("gabarit.docx", word_file(*blocks, header=header), WORLDS, FILTERS).remarques


def text(*pieces: str) -> str:
    """A paragraph, each piece in a run of its own."""
    return paragraph(*(escape(piece, quote=False) for piece in pieces))


FOUND = [
    # names
    ("{{ convention.montnat|euros }}", "nom_inconnu", "convention.montant"),
    ("{{ montnat|euros }}", "nom_inconnu", "montant"),
    ("{{ numero_convention }}", "nom_inconnu", "convention.numero"),
    ("{{ commune }}", "nom_inconnu", "n’existe pas"),
    ("{{ convention['numreo'] }}", "nom_inconnu", "convention.numero"),
    ("{{ convention.date-signature }}", "nom_inconnu", "convention.date"),
    ("{{ periode-action|periode }}", "nom_inconnu", "periode_action"),
    ("{% for ligne in lignes %}{{ ligne.libele }}{% endfor %}", "nom_inconnu", "ligne.libelle"),
    ("{% for ligne in lignse %}{{ ligne.libelle }}{% endfor %}", "nom_inconnu", "lignes"),
    ("{% set total = montant %}{{ totla|euros }}", "nom_inconnu", "total"),
    ("{% macro m(x) %}{{ x.numreo }}{% endmacro %}{{ m(convention) }}", "nom_inconnu", "x.numero"),
    ("{% macro m(x) %}{{ inconnue }}{% endmacro %}", "nom_inconnu", "inconnue"),
    ("{{ lignes|map(attribute='libele')|join(', ') }}", "nom_inconnu", "libelle"),
    ("{{ lignes|sum(attribute='montnat')|euros }}", "nom_inconnu", "montant"),
    ("{{ jour.anee }}", "nom_inconnu", "jour.anee"),
    ("{{ loop.index }}", "nom_inconnu", "boucle"),
    ("{% for v in visas %}{{ loop.indx }}{% endfor %}", "nom_inconnu", "loop.index"),
    ("{% if convention.montnat is defined %}x{% endif %}", "nom_inconnu", "convention.montant"),
    ("{{ inconnu|default('x') }}", "nom_inconnu", "inconnu"),
    ("{{ porteur.rna }}", "nom_inconnu", "une Communauté"),
    ("{{ porteur.rna }}", "nom_inconnu", "{% if regime.prive %}"),
    ("{{ porteur.comptable }}", "nom_inconnu", "{% if not regime.prive %}"),
    ("{% if regime.prive %}{% set x = rang %}{% endif %}{{ x }}", "nom_inconnu", "une Communauté"),
    ("{% for a in actions %}{{ a.commune }}{% endfor %}", "nom_selon_genre", '{% if a.type == "permanence" %}'),
    (
        "{% for a in actions %}{% if a.type == 'atelier' %}{{ a.commune }}{% endif %}{% endfor %}",
        "nom_inconnu",
        "a.commune",
    ),
    # values that may be missing
    ("{{ convention.signature|date_longue }}", "valeur_absente", "{% if convention.signature is not none %}"),
    ("{{ convention.imputation.exercice }}", "valeur_absente", "convention.imputation"),
    ("{% if convention.imputation %}{{ convention.imputation.operation }}{% endif %}", "valeur_absente", "operation"),
    (
        "{% if convention.signature %}{% else %}{{ convention.signature|date_longue }}{% endif %}",
        "valeur_absente",
        "jamais",
    ),
    ("{{ convention.signature|date_longue }}{% if convention.signature %}{% endif %}", "valeur_absente", "signature"),
    ("{{ numero_republicain }}", "valeur_absente", "une Communauté"),
    ("{% for l in lignes %}{% if l.reste > montant %}x{% endif %}{% endfor %}", "valeur_absente", "l.reste"),
    ("{{ 'x' if regime.prive }}", "valeur_absente", "else"),
    ("{{ convention.imputation.operation|default('x') }}", "valeur_absente", "convention.imputation"),
    ("{% if rang > 1 %}{% set x = 1 %}{% endif %}{{ x }}", "valeur_absente", "x"),
    # comparisons
    ('{% if porteur.regime == "epic" %}x{% endif %}', "comparaison_constante", "epci"),
    ('{% if porteur.regime != "epic" %}x{% endif %}', "comparaison_constante", "epci"),
    ('{% if porteur.regime in ["epci", "assocation"] %}x{% endif %}', "comparaison_constante", "association"),
    ('{% if convention.regle is equalto("prorat") %}x{% endif %}', "comparaison_constante", "prorata"),
    ("{{ actions|selectattr('type', 'equalto', 'atelie')|list|length }}", "comparaison_constante", "atelier"),
    ("{% if jour == '2025-09-01' %}x{% endif %}", "comparaison_constante", "une date"),
    ("{% if montant > '1000' %}x{% endif %}", "comparaison_impossible", "un montant"),
    # printing
    ("{{ montant }}", "sans_filtre", "montant|euros"),
    ("{{ jour }}", "sans_filtre", "jour|date_longue"),
    ("{{ taux }}", "sans_filtre", "taux|pourcentage"),
    ("{{ etp }}", "sans_filtre", "etp|nombre"),
    ("{{ regime.prive }}", "sans_filtre", "vrai ou faux"),
    ("{{ visas }}", "sans_filtre", 'visas|join(", ")'),
    ("{{ convention }}", "sans_filtre", "convention.numero"),
    ("{{ periode_action }}", "sans_filtre", "periode_action|periode"),
    ("{{ montant * 2 }}", "sans_filtre", "|euros"),
    ("{{ lignes|sum(attribute='montant') }}", "sans_filtre", "|euros"),
    ("{{ lignes|map(attribute='montant')|join(', ') }}", "sans_filtre", '|map("euros")'),
    ("{{ 'Total : ' ~ montant }}", "sans_filtre", "montant|euros"),
    ("{% set total = montant %}{{ total }}", "sans_filtre", "total|euros"),
    ("{% for l in lignes %}{{ l.montant }}{% endfor %}", "sans_filtre", "l.montant|euros"),
    ("{% for nom, valeur in couples %}{{ valeur }}{% endfor %}", "sans_filtre", "valeur|euros"),
    ("{{ range(3) }}", "sans_filtre", "une liste"),
    # filters
    ("{{ montant|uros }}", "filtre_inconnu", "euros"),
    ("{{ jour|euros }}", "filtre_inadapte", "jour|date_longue"),
    ("{{ montant|date_longue }}", "filtre_inadapte", "montant|euros"),
    ("{{ montant|upper }}", "filtre_inadapte", "montant|euros"),
    ("{{ taux|en_lettres }}", "filtre_inadapte", "un taux"),
    ("{{ convention.numero|upper|euros }}", "filtre_inadapte", "un texte"),
    ("{{ rang|join(', ') }}", "filtre_inadapte", "une liste"),
    ("{% if montant is nombre %}x{% endif %}", "test_inconnu", "nombre"),
    ("{{ 'x' + montant }}", "operation_impossible", "un montant"),
    ("{% for x in montant %}{% endfor %}", "boucle", "un montant"),
    ("{% for a, b in lignes %}{% endfor %}", "boucle", "2 valeurs"),
    # the sandbox
    ("{{ porteur.__class__ }}", "bac_a_sable", "__class__"),
    ("{{ porteur|attr('__class__') }}", "bac_a_sable", "__class__"),
    ("{{ ''.__class__.__mro__ }}", "bac_a_sable", "__mro__"),
    ("{{ porteur.model_dump() }}", "bac_a_sable", "model_dump"),
    ("{{ convention.numero() }}", "bac_a_sable", "convention.numero"),
    ("{{ convention.numero.encode() }}", "bac_a_sable", "encode"),
    ("{{ '{0.__class__}'.format(porteur) }}", "bac_a_sable", "format"),
    ("{{ visas|random }}", "bac_a_sable", "random"),
    ("{% include 'autre.docx' %}", "bac_a_sable", "include"),
    ("{% do visas.append('x') %}", "bac_a_sable", "do"),
    # tags and blocks
    ("{{ convention.numero }", "balise_ouverte", "}}"),
    ("{{ convention.numero du {{ convention.numero }}", "balise_ouverte", "}}"),
    ("{% if regime.prive }}", "balise_ouverte", "%}"),
    ("{ { convention.numero }}", "accolades", "accolades"),
    ("{convention.numero}", "accolades", "{convention.numero}"),
    ("convention.numero }}", "accolades", "}}"),
    ("{{ }}", "balise_vide", "vide"),
    ("{{ montant euros }}", "syntaxe", "montant|euros"),
    ("{{ montant||euros }}", "syntaxe", "|"),
    ("{{ numéro° }}", "syntaxe", "°"),
    ("{% if montant = 3 %}x{% endif %}", "syntaxe", "=="),
    ("{% for in visas %}{% endfor %}", "syntaxe", "balise"),
    ("{% si regime.prive %}x{% endif %}", "instruction_inconnue", "if"),
    ("{% if regime.prive %}x{% fin si %}", "instruction_inconnue", "endif"),
    ("{% if regime.prive %}x{% sinon %}y{% endif %}", "instruction_inconnue", "else"),
    ("{% fro v in visas %}{{ v }}{% endfor %}", "instruction_inconnue", "for"),
    ("{% if regime.prive %}x", "bloc_non_ferme", "endif"),
    ("{% for v in visas %}{{ v }}", "bloc_non_ferme", "endfor"),
    ("x{% endif %}", "bloc_sans_debut", "if"),
    ("{% else %}", "bloc_sans_debut", "else"),
    ("{% if regime.prive %}{% for v in visas %}{% endif %}{% endfor %}", "bloc_non_ferme", "for"),
    ("{% if regime.prive %}x{% endfor %}", "bloc_croise", "endif"),
    ("{%tr for v in visas %}{%tr endfor %}", "structure", "ligne"),
    ("{% colspan 2 %}", "structure", "case"),
    ("{{ texte_long|markdown }}", "mal_place", "{{p texte_long|markdown }}"),
]


@pytest.mark.parametrize(("written", "code", "said"), FOUND, ids=lambda case: str(case)[:60])
def test_a_fault_is_found_at_its_paragraph_with_what_to_do(written: str, code: str, said: str) -> None:
    found = [one for one in find(text("avant"), text(written), text("après")) if one.code == code]
    assert found, [str(one) for one in find(text(written))]
    assert all((one.gravite, one.partie, one.rang) == ("erreur", "word/document.xml", 2) for one in found)
    assert any(said in f"{one.explication} {one.remede}" for one in found), [str(one) for one in found]
    assert all(one.remede for one in found)
    assert all(one.texte and written[:10].strip() in one.texte for one in found)


FINE = [
    "{{ convention.numero }}, {{ convention['numero'] }}, {{ rang }}, {{ partie }}, {{ partie.le }}",
    "{{ montant|euros }} ({{ montant|en_lettres }}), {{ (montant * 2)|euros }}, {{ (montant / montant)|pourcentage }}",
    "{{ jour|date_longue }}, {{ jour|date_courte }}, {{ jour.year }}, {{ jour.strftime('%d/%m') }}",
    "{{ periode_action|periode }}, {{ periode_action.debut|date_longue }}",
    "{% if convention.signature %}{{ convention.signature|date_longue }}{% endif %}",
    "{% if convention.signature is none %}non{% else %}{{ convention.signature|date_longue }}{% endif %}",
    "{% if not convention.signature %}non{% else %}{{ convention.signature|date_longue }}{% endif %}",
    "{% if convention.signature and convention.imputation %}{{ convention.signature|date_longue }}"
    "{{ convention.imputation.exercice }}{% endif %}",
    "{% set i = convention.imputation %}{% if i and i.operation %}{{ i.operation }}{% endif %}",
    "{{ convention.signature|date_longue if convention.signature else 'non signée' }}",
    "{% if convention.imputation %}{{ convention.imputation.operation or 'aucune' }}{% endif %}",
    "{% if convention.imputation %}{{ convention.imputation.operation|default('aucune', true) }}{% endif %}",
    "{% for l in lignes %}{{ l.libelle }}{{ l.reste|nombre_ou('–') }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "{% for l in lignes if l.reste %}{{ l.reste|euros }}{% else %}aucune{% endfor %}",
    "{% for l in lignes|selectattr('reste') %}{{ l.reste|euros }}{% endfor %}",
    "{% for a in actions|selectattr('type', 'equalto', 'permanence') %}{{ a.commune }}{% endfor %}",
    "{% for a in actions %}{% if a.type == 'permanence' %}{{ a.commune }}{% elif a.type == 'atelier' %}{{ a.seances }}"
    "{% else %}{{ a.nom }}{% endif %}{% endfor %}",
    "{% for nom, valeur in couples %}{{ nom }}{{ valeur|euros }}{% endfor %}",
    "{{ lignes|sum(attribute='montant')|euros }}, {{ lignes|map(attribute='libelle')|join(', ') }}",
    "{{ lignes|map(attribute='montant')|map('euros')|join(', ') }}, {{ visas|length }}",
    "{{ visas|first|upper }}, {{ visas[0] }}, {{ visas|last|length }}",
    '{% if porteur.regime == "epci" %}{{ porteur.comptable }}{% else %}{{ porteur.rna }}{% endif %}',
    "{% if regime.prive %}{{ porteur.rna }} {{ numero_republicain }}{% endif %}",
    "{% if numero_republicain %}{{ numero_republicain }}{% endif %}",
    "{% if rang > 1 and montant >= 1000 %}x{% endif %}{% if 'a' in convention.numero %}y{% endif %}",
    "{% set total = montant %}{{ total|euros }}",
    "{% set ns = namespace(total=0) %}{% for l in lignes %}{% set ns.total = ns.total + l.montant %}{% endfor %}"
    "{{ ns.total|euros }}",
    "{% macro m(l, fin='.') %}{{ l.libelle }}{{ fin }}{% endmacro %}{% for l in lignes %}{{ m(l) }}{% endfor %}",
    "{% with n = convention.numero %}{{ n }}{% endwith %}{% filter upper %}{{ convention.numero }}{% endfilter %}",
    "{{ convention.numero.upper() }}, {{ convention.numero.split('-')[0] }}, {{ range(3)|list|length }}",
    "{% if x is defined %}{% endif %}".replace("x", "convention.signature"),
    "{% raw %}{{ ceci n’est pas une balise }}{% endraw %}",
    "{# {{ ni.ceci }} #}texte",
]


@pytest.mark.parametrize("written", FINE, ids=lambda case: str(case)[:60])
def test_what_is_right_is_let_through(written: str) -> None:
    assert [str(one) for one in find(text(written))] == []


@pytest.mark.parametrize("filled", FILLED)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("written", FINE, ids=lambda case: str(case)[:60])
def test_what_is_let_through_does_render_in_every_world(written: str, kind: str, filled: str) -> None:
    assert WordTemplate(word_file(text(written))).render(values(kind, filled))


BLANK_OR_RAW = frozenset({"sans_filtre", "accolades", "comparaison_constante"})
"""What is wrong and yet renders: it prints what it must not, or never prints what it should."""


@pytest.mark.parametrize(("written", "code", "said"), FOUND, ids=lambda case: str(case)[:60])
def test_what_is_said_to_fail_does_fail_in_some_world(written: str, code: str, said: str) -> None:  # noqa: ARG001
    failed = 0
    for kind, filled in product(KINDS, FILLED):
        try:
            WordTemplate(word_file(text(written)), MADE_OF_PARAGRAPHS).render(values(kind, filled))
        except TemplateError:
            failed += 1
    assert failed or code in BLANK_OR_RAW or written in LENIENT


MADE_OF_PARAGRAPHS = {"markdown": lambda text: Paragraphs(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")}

LENIENT = {
    "{% if convention.montnat is defined %}x{% endif %}",  # always false
    "{{ inconnu|default('x') }}",  # always the other
    "{% macro m(x) %}{{ inconnue }}{% endmacro %}",  # never called
    "{{ montant|upper }}",  # 20000.00
    "{{ taux|en_lettres }}",  # 0.80 as an amount
    "{{ 'x' if regime.prive }}",  # prints nothing
}
"""What the engine lets through, and which is wrong all the same."""


def test_all_the_faults_of_a_file_are_found_at_once() -> None:
    wrong = [
        "{{ convention.montnat }}",
        "{{ montant }}",
        "{{ jour|euros }}",
        "{% if regime.prive %}x",
        "{{ rang }",
        "{{ }}",
    ]
    found = {one.rang: one.code for one in find(*map(text, wrong))}
    assert found == {
        1: "nom_inconnu",
        2: "sans_filtre",
        3: "filtre_inadapte",
        4: "bloc_non_ferme",
        5: "balise_ouverte",
        6: "balise_vide",
    }


def test_the_block_that_has_no_end_is_told_from_those_around() -> None:
    blocks = [
        "{%p if regime.prive %}",
        "a {% if convention.signature %}b",
        "c",
        "{%p endif %}",
    ]
    found = [(one.code, one.rang) for one in find(*map(text, blocks))]
    assert found == [("bloc_non_ferme", 2)]


def test_when_nothing_tells_two_blocks_apart_both_are_told() -> None:
    blocks = ["{%p if regime.prive %}", "{%p if convention.signature %}", "a", "{%p endif %}", "b"]
    found = {one.rang for one in find(*map(text, blocks)) if one.code == "bloc_non_ferme"}
    assert found == {1, 2}


def test_headers_footnotes_and_properties_are_read_too() -> None:
    found = find(text("corps"), header="{{ montnat }}")
    assert [(one.partie, one.rang, one.code) for one in found] == [("word/header1.xml", 1, "nom_inconnu")]


def test_table_rows_and_cells() -> None:
    rows = (cell("{%tr for l in lignes %}"), cell("{{ l.libelle }}{{ l.montnat|euros }}"), cell("{%tr endfor %}"))
    assert [(one.code, one.rang) for one in find(table(*rows))] == [("nom_inconnu", 2)]


class TestWhatWordDoes:
    def test_a_tag_cut_over_runs_is_read_whole(self) -> None:
        found = find(text("{{ conv", "ention.mont", "nat|euros }", "}"))
        assert [(one.code, one.balise) for one in found] == [("nom_inconnu", "{{ convention.montnat|euros }}")]

    def test_a_tag_of_several_formats_is_told(self) -> None:
        bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>vention.numero }}</w:t></w:r>"
        found = find(f"<w:p><w:r><w:t>{{{{ con</w:t></w:r>{bold}</w:p>")
        assert [(one.code, one.gravite) for one in found] == [("mise_en_forme", "alerte")]

    def test_marks_of_the_spelling_checker_are_no_format(self) -> None:
        tongue = '<w:r><w:rPr><w:lang w:val="fr-FR"/></w:rPr><w:t>vention.numero }}</w:t></w:r>'
        assert find(f'<w:p><w:r><w:t>{{{{ con</w:t></w:r><w:proofErr w:type="spellStart"/>{tongue}</w:p>') == ()

    def test_a_tag_cut_over_two_paragraphs_is_told(self) -> None:
        found = find(text("{{ convention."), text("numero }}"))
        assert [(one.code, one.gravite, one.rang) for one in found] == [("balise_coupee", "alerte", 1)]

    @pytest.mark.parametrize("quotes", ["“%s”", "«\u00a0%s\u00a0»", "‘%s’"])
    def test_smart_quotes_are_told_and_read(self, quotes: str) -> None:
        found = find(text(f"{{% if porteur.regime == {quotes % 'epci'} %}}x{{% endif %}}"))
        assert [(one.code, one.gravite) for one in found] == [("guillemets", "alerte")]
        found = find(text(f"{{% if porteur.regime == {quotes % 'epic'} %}}x{{% endif %}}"))
        assert {one.code for one in found} == {"guillemets", "comparaison_constante"}

    def test_an_apostrophe_in_a_text_is_none_of_them(self) -> None:
        assert find(text('{{ "l’action" ~ convention.numero }}')) == ()


def test_raw_identifiers_and_long_texts_are_only_warned_of() -> None:
    found = find(text("{{ siret }}"), text("{{ texte_long }}"))
    assert [(one.code, one.gravite) for one in found] == [("sans_filtre", "alerte")] * 2


def test_a_file_that_is_no_word_file_is_one_finding() -> None:
    (found,) = check_word("gabarit.docx", b"pas un document", WORLDS).remarques
    assert (found.code, found.gravite) == ("fichier", "erreur")
    assert ".docx" in f"{found.explication} {found.remede}"
