"""An error says the part, the paragraph, the tag and the rank of the paragraph, in French, and what to do."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from rendering.word.packages import cell, core, paragraph, row, table, texts, word_file

from cllaj_docs.errors import CllajDocsError, DossierError, TemplateError
from cllaj_docs.rendering.word import WordTemplate


def fault_of(*blocks: str, filters: dict[str, Any] | None = None, **values: Any) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        WordTemplate(word_file(*blocks), filters or {}).render(values)
    return caught.value


@dataclass(frozen=True)
class Convention:
    montant: Decimal = Decimal(1)


def test_the_place_of_an_unknown_name(tmp_path: Path) -> None:
    path = tmp_path / "convention.docx"
    path.write_bytes(
        word_file(paragraph("un"), paragraph("Montant : {{ convention.montnat }} €"), paragraph("{{ a }}"))
    )
    with pytest.raises(TemplateError) as caught:
        WordTemplate(path).render({"convention": Convention(), "a": 1})
    error = caught.value
    assert (
        error.message
        == "«\u00a0montnat\u00a0» n’existe pas dans cette valeur, voulez-vous dire «\u00a0montant\u00a0»\u202f?"
    )
    assert error.document == "convention.docx"
    assert error.partie == "word/document.xml"
    assert error.paragraphe == "Montant : {{ convention.montnat }} €"
    assert error.balise == "{{ convention.montnat }}"
    assert error.ligne == 2
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("{{ x", "{{ x"),
        ("a {% if x", "{% if x"),
        ("{{ x + }}", "{{ x + }}"),
        ("{{ }}", "{{ }}"),
        ("{% %}", "{% %}"),
        ("{{ l’adresse }}", "{{ l’adresse }}"),
        ("{% if x %}", "{% if x %}"),
        ("{% for x in y %}", "{% for x in y %}"),
        ("{% endif %}", "{% endif %}"),
        ("{% if x %}{% endfor %}", "{% endfor %}"),
        ("{% else %}", "{% else %}"),
        ("{% fin %}", "{% fin %}"),
        ("{% p if x %}", "{% p if x %}"),
        ("{%tr if x %}{%tr endif %}", "{%tr if x %}"),
        ("{% colspan 2 %}", "{% colspan 2 %}"),
        ("{% include 'x' %}", "{% include 'x' %}"),
        ("{% extends 'x' %}", "{% extends 'x' %}"),
        ("{% import 'x' as y %}", "{% import 'x' as y %}"),
        ("{% autoescape false %}{% endautoescape %}", "{% autoescape false %}"),
        ("{% do x.append(1) %}", "{% do x.append(1) %}"),
        ("{% raw %}{{ x }}", "{% raw %}"),
        ("{{ x|inconnu }}", "{{ x|inconnu }}"),
        ("{{ x is inconnu }}", "{{ x is inconnu }}"),
        ("{{ x|random }}", "{{ x|random }}"),
        ("{{ x.__class__ }}", "{{ x.__class__ }}"),
    ],
)
def test_a_wrong_tag_is_refused_when_the_template_is_read(text: str, tag: str) -> None:
    with pytest.raises(TemplateError) as caught:
        WordTemplate(word_file(paragraph("a"), paragraph("b"), paragraph(text), paragraph("{{ y }}")))
    error = caught.value
    assert (error.partie, error.ligne, error.balise) == ("word/document.xml", 3, tag)
    assert error.paragraphe == text


def test_a_misspelt_filter_or_statement_is_answered_by_the_right_one() -> None:
    assert "«\u00a0euros\u00a0»" in fault_of(paragraph("{{ x|euro }}")).message
    assert "«\u00a0endif\u00a0»" in fault_of(paragraph("{% if x %}{% endiff %}")).message
    assert "«\u00a0nombre\u00a0»" in fault_of(paragraph("{{ nombr }}"), nombre=1).message
    assert "«\u00a0elif\u00a0»" in fault_of(paragraph("{% if x %}{% elseif y %}{% endif %}")).message


def test_a_name_asked_of_nothing_says_that_there_is_nothing() -> None:
    assert "valeur vide" in fault_of(paragraph("{{ porteur.nom }}"), porteur=None).message


def test_a_merge_outside_a_loop_says_that_it_takes_one() -> None:
    error = fault_of(table(row("{% vm %}a")))
    assert "boucle" in error.message
    assert error.balise == "{% vm %}"


def test_blocks_that_break_the_document_are_told_at_their_tag() -> None:
    error = fault_of(paragraph("a"), table(row("{% if x %}b", "c")), paragraph("{% endif %}d"), x=0)
    assert (error.partie, error.ligne, error.balise) == ("word/document.xml", 2, "{% if x %}")
    assert error.paragraphe == "{% if x %}b"


@pytest.mark.parametrize(("level", "place"), [("p", "du paragraphe"), ("tr", "de la ligne"), ("tc", "de la case")])
def test_a_tag_that_would_vanish_says_where_to_write_it(level: str, place: str) -> None:
    content = (paragraph(f"{{%{level} if x %}}{{{{ y }}}}"), paragraph(f"{{%{level} endif %}}"))
    assert f"hors {place}" in fault_of(table(row(cell(*content)))).message


def test_the_place_of_a_fault_inside_loops_tables_and_other_parts() -> None:
    lines = table(row("{%tr for x in liste %}"), row(cell("{{ x }}", "{{ x.rien }}")), row("{%tr endfor %}"))
    error = fault_of(paragraph("a"), lines, liste="ab")
    assert (error.ligne, error.balise) == (4, "{{ x.rien }}")
    template = word_file(paragraph("x"), header=paragraph("n° {{ n }}"), properties=core(title="{{ t }}"))
    with pytest.raises(TemplateError) as caught:
        WordTemplate(template).render({"t": "x"})
    assert caught.value.partie == "word/header1.xml"
    with pytest.raises(TemplateError) as caught:
        WordTemplate(template).render({"n": 1})
    assert (caught.value.partie, caught.value.ligne) == ("docProps/core.xml", None)


@pytest.mark.parametrize(
    "tag",
    ["{% if x %}{% if rien %}{% endif %}{% endif %}", "{% set y %}{{ rien }}{% endset %}", "{{ x|join(rien) }}"],
)
def test_the_tag_of_a_fault_is_the_one_that_fails(tag: str) -> None:
    error = fault_of(paragraph(f"{{{{ x }}}} {tag} {{{{ x }}}}"), x="a")
    assert error.balise is not None
    assert "rien" in error.balise


def test_the_fault_of_a_macro_is_told_where_it_happens() -> None:
    error = fault_of(paragraph("{% macro m(x) %}{{ x.rien }}{% endmacro %}"), paragraph("{{ m(1) }}"))
    assert (error.balise, error.ligne) == ("{{ x.rien }}", 1)


def refuse(_: object) -> str:
    raise ValueError("ce montant est négatif")


def refuse_as_template(_: object) -> str:
    raise TemplateError("ce gabarit est ancien")


def refuse_as_house(_: object) -> str:
    raise DossierError("il manque un montant")


def as_number(text: str) -> float:
    return float(text)


def break_down(value: Any) -> str:
    return str(value["clé"])


def test_a_filter_explains_itself() -> None:
    error = fault_of(paragraph("{{ x|f }}"), filters={"f": refuse}, x=1)
    assert error.message.endswith("\u00a0: ce montant est négatif")
    assert error.balise == "{{ x|f }}"


def test_an_error_of_the_house_passes_with_its_place() -> None:
    error = fault_of(paragraph("{{ x|f }}"), filters={"f": refuse_as_template}, x=1)
    assert (error.message, error.balise, error.ligne) == ("ce gabarit est ancien", "{{ x|f }}", 1)
    with pytest.raises(DossierError):
        WordTemplate(word_file(paragraph("{{ x|f }}")), {"f": refuse_as_house}).render({"x": 1})


@pytest.mark.parametrize("tool", [int, ip_address, as_number])
def test_what_python_says_of_a_value_is_not_shown(tool: Callable[[str], object]) -> None:
    """It is English, and it quotes the value: a name, perhaps."""
    error = fault_of(paragraph("{{ x|f }}"), filters={"f": tool}, x="Zoé Fictive")
    assert error.message == "Cette balise ne peut pas être calculée avec ces données"


def test_an_error_of_python_is_not_shown_but_kept_as_the_cause() -> None:
    error = fault_of(paragraph("{{ x|f }}"), filters={"f": break_down}, x={})
    assert error.message == "Cette balise ne peut pas être calculée avec ces données"
    assert isinstance(error.__cause__, KeyError)
    assert (
        fault_of(paragraph("{{ x + 1 }}"), x="a").message == "Cette balise ne peut pas être calculée avec ces données"
    )


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        ("{% for y in x %}{% endfor %}", 3, "n’est pas une liste"),
        ("{% for y in x %}{% endfor %}", None, "vide"),
        ("{{ x }}", object(), "n’est pas un texte"),
        ("{{ x }}", len, "n’est pas un texte"),
        ("{{ x|map('upper') }}", ["a"], "n’est pas un texte"),
        ("{{ x[3] }}", ["a"], "3"),
        ("{{ x() }}", len, "refusée"),
        ("{{ x // 0 }}", 1, "ne peut pas être calculée"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "sans fin"),
    ],
)
def test_what_cannot_be_printed_says_why(tag: str, value: object, said: str) -> None:
    assert said in fault_of(paragraph(tag), x=value).message


def test_a_long_paragraph_is_quoted_around_its_tag() -> None:
    error = fault_of(paragraph("début " * 100 + "{{ rien }}" + " fin" * 100))
    assert error.paragraphe is not None
    assert len(error.paragraphe) < 260
    assert "{{ rien }}" in error.paragraphe
    assert error.paragraphe.startswith("…")


def test_errors_are_of_the_house() -> None:
    assert issubclass(TemplateError, CllajDocsError)
    assert texts(WordTemplate(word_file(paragraph("{{ x|euros }}"))).render({"x": Decimal(20000)})) == [
        "20\u202f000,00\u00a0€"
    ]
