"""A template reaches neither Python nor the machine, and costs no more than its bounds, whoever wrote it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from rendering.word.packages import paragraph, texts, word_file

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word import WordTemplate, operations
from cllaj_docs.rendering.word.bounds import MAX_WORK


@dataclass
class Hote:
    """An object of the host, with all that a template must not touch."""

    nom: str = "hôte"
    liste: list[int] = field(default_factory=lambda: [1])
    _secret: str = "caché"  # noqa: S105

    def action(self) -> str:
        return "appelée"

    @property
    def calcul(self) -> int:
        return 42


VALUES: Mapping[str, Any] = MappingProxyType(
    {
        "x": Hote(),
        "d": {"a": 1, "_b": 2, "items": 3},
        "t": (1, 2),
        "module": os,
        "classe": Hote,
        "fonction": len,
        "methode": Hote().action,
        "generateur": (i for i in "ab"),
        "jour": datetime.date(2025, 9, 1),
        "n": Decimal("2.50"),
        "s": "texte",
    }
)


def render(text: str, *, trusted: bool = False) -> str:
    (line,) = texts(WordTemplate(word_file(paragraph(text)), trusted=trusted).render(VALUES))
    return line


REACHES = [
    "x.__class__",
    "x['__class__']",
    "x|attr('__class__')",
    "x._secret",
    "x['_secret']",
    "x|attr('_secret')",
    "[x]|map(attribute='__class__')|list",
    "[x]|map('attr', '__class__')|list",
    "[x]|sum(attribute='__class__')",
    "[x]|groupby('__class__')|list",
    "[x]|sort(attribute='__class__')|list",
    "''.__class__.__mro__",
    "'{0.__class__}'.format(x)",
    "'{0[__class__]}'.format(x)",
    "'{0._secret}'.format(x)",
    "'{x._secret}'.format_map({'x': x})",
    "('{0.__class__}'|e).format(x)",
    "x.action",
    "fonction.__name__",
    "classe()",
    "classe.action(x)",
    "classe.mro()",
    "module.getcwd()",
    "module.environ",
    "module['environ']",
    "module.sep",
    "generateur.gi_frame",
    "x.liste.append(2)",
    "x.liste.clear()",
    "d.update(a=2)",
    "d.pop('a')",
    "d.setdefault('z', 1)",
    "self.__init__",
    "self._TemplateReference__context",
    "cycler.__init__.__globals__",
    "cycler('a').__init__.__globals__",
    "joiner.__init__.__globals__",
    "namespace.__init__.__globals__",
    "lipsum()",
    "range.__class__",
    "''.join.__self__.__class__",
    "s.encode()",
    "s.translate({})",
    "n.__class__",
    "jour.__class__",
    "jour.now()",
    "_parcours",
    "1|_parcours(0)",
    "1|_charge",
    "context",
    "environment",
    "x.action.__func__",
    "x.action.__self__",
    "loop",
    "caller()",
    "varargs",
    "true.__class__",
    "(1).__class__",
    "undefined.__class__",
    "x.rien.__class__",
    "x.rien.__init__.__globals__",
]


OF_THE_HOST = ["x.action()", "methode()", "fonction('a')", "jour.today()", "s.format_map(d)"]
"""What a host may open: calls to its own objects."""


@pytest.mark.parametrize("expression", [*REACHES, *OF_THE_HOST])
def test_a_template_reaches_neither_python_nor_the_host(expression: str) -> None:
    with pytest.raises(TemplateError):
        render(f"{{{{ {expression} }}}}")
    assert VALUES["x"].liste == [1]
    assert VALUES["d"] == {"a": 1, "_b": 2, "items": 3}


@pytest.mark.parametrize("expression", REACHES)
def test_a_trusted_template_reaches_no_further(expression: str) -> None:
    with pytest.raises(TemplateError):
        render(f"{{{{ {expression} }}}}", trusted=True)
    assert VALUES["x"].liste == [1]


@pytest.mark.parametrize(("expression", "printed"), [("x.action()", "appelée"), ("methode()", "appelée")])
def test_a_trusted_template_calls_the_methods_of_the_host(expression: str, printed: str) -> None:
    assert render(f"{{{{ {expression} }}}}", trusted=True) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{ x.nom }} {{ x.calcul }} {{ x['nom'] }} {{ x|attr('nom') }}", "hôte 42 hôte hôte"),
        ("{{ d.a }} {{ d['_b'] }} {{ d.get('z', 5) }} {{ d.keys()|list|length }}", "1 2 5 3"),
        ("{% for k, v in d.items() %}{{ k }}{{ v }} {% endfor %}", "a1 _b2 items3 "),
        ("{{ s.upper() }} {{ s.replace('t', 'T') }} {{ ', '.join(t|map('string')) }} {{ s.center(9) }}|", None),
        ("{{ '{:>6}|{}'.format(n, x.nom) }} {{ '%05.1f' % n }} {{ '{0.nom}'.format(x) }}", "  2.50|hôte 002.5 hôte"),
        ("{{ jour.strftime('%d/%m/%Y') }} {{ jour.isoformat() }} {{ jour.year }}", "01/09/2025 2025-09-01 2025"),
        ("{{ n.quantize(n) }} {{ n.is_zero() }} {{ t.index(2) }}", "2.50 False 1"),
        ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}", "aba"),
        ("{% set j = joiner(', ') %}{% for i in t %}{{ j() }}{{ i }}{% endfor %}", "1, 2"),
        (
            "{% set n = namespace(a=1) %}{% set n.a = 2 %}{{ n.a }} {{ dict(a=3).a }} {{ range(3)|list }}",
            "2 3 [0, 1, 2]",
        ),
        ("{% for i in t %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{{ loop.changed(i) }}{% endfor %}", "1aTrue2bTrue"),
        ("{% for i in [[1, [2]]] recursive %}{{ i if i is number else loop(i) }}{% endfor %}", "12"),
        ("{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}{% call m(1) %}&lt;c{% endcall %}", "12<c"),
        ("{% with a = 3 %}{{ a ** 2 }}{% endwith %} {{ 'a' * 3 }} {{ [1] * 2 }}", "9 aaa [1, 1]"),
        ("{% block b %}{{ s }}{% endblock %} {{ self.b() }}", "texte texte"),
        ("{{ ('<'|e) ~ s }} {{ '<b>'|striptags }}|{{ s|tojson }}", None),
    ],
)
def test_what_a_template_may_do(text: str, printed: str | None) -> None:
    line = render(text.replace("<", "&lt;"))
    assert printed is None or line == printed


TOO_MUCH = [
    "'a' * 1000000000",
    "1000000000 * 'a'",
    "[1] * 1000000000",
    "9 ** 9 ** 9 ** 9 ** 9",
    "2 ** -1000000000",
    "'%1000000000d' % 1",
    "'%*d' % (1000000000, 1)",
    "'%1000000000d'|format(1)",
    "'{:1000000000}'.format(1)",
    "'{:>{w}}'.format('a', w=1000000000)",
    "'a'.center(1000000000)",
    "'a'.ljust(1000000000)",
    "'a'.zfill(1000000000)",
    "'\\t'.expandtabs(1000000000)",
    "'a'|center(1000000000)",
    "'a\\nb'|indent(1000000000)",
    "1|round(-1000000000)",
    "1|round(1000000000, 'ceil')",
    "[1]|batch(1000000000, 0)|list",
    "[1]|slice(1000000000)|list",
    "[1]|tojson(1000000000)",
    "range(1000000000)|list",
    "range(100000)|list|join('a' * 100000)",
    "('a' * 100000)|replace('a', 'b' * 100000)",
    "('a' * 100000).replace('a', 'b' * 100000)",
    "('a' * 100000).join(range(100000)|map('string'))",
    "('a b ' * 1000)|wordwrap(1, wrapstring='c' * 100000)",
    "range(1000)|batch(1)|sum(start=[])",
    "jour.strftime('%1000000000Y')",
    "'{:%1000000000Y}'.format(jour)",
    "1" + "0" * 5000,
    "([10 ** 4000] * 4000000)|join",
    "([10 ** 4000] * 4000000)|string",
    "(['a' * 10000000] * 4000000)|string",
    "'%s' % (['a' * 10000000] * 4000000,)",
]

ENDLESS = [
    "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
    "{% for i in range(100000) %}{% for j in range(100000) %}{{ i }}{% endfor %}{% endfor %}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
    "{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
    "{% set n = namespace(s=3) %}{% for i in range(99) %}{% set n.s = n.s * n.s %}{% endfor %}",
    "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}{% endfor %}",
    "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = [n.s, n.s]|join %}{% endfor %}",
    "{% set l = range(100000)|list %}{% for i in l %}{% if i in l|list %}{% endif %}{% endfor %}",
    "{% set l = range(100000)|list %}{% for i in l %}{% if -1 in l %}{% endif %}{% endfor %}",
    "{% set l = range(100000)|list %}{% for i in l %}{% set m = l|sort %}{% endfor %}",
    "{% set l = range(100000)|list %}{% for i in l %}{% set m = l.count(i) %}{% endfor %}",
    "{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{{ s }}{% endfor %}",
    "{% for i in range(100000) recursive %}{{ loop(range(100000)) }}{% endfor %}",
    "{% for i in [1]|cycle %}{% endfor %}",
    "{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{% set t = s[1:] %}{% endfor %}",
    "{% set s = 'a' * 9**6 %}{% set t = s ~ 'a' %}{% for i in range(9999) %}{{ s ~ 'a' == t }}{% endfor %}",
    "{% set l = [0] * 1000000 %}{% for i in range(100000) %}{% if 1 is in l %}{% endif %}{% endfor %}",
    "{% for i in range(100000) %}{% if 0.5 in range(100000) %}{% endif %}{% endfor %}",
    "{% set l = range(100000) %}{% for i in l %}{% set m = l|map('string')|list %}{% endfor %}",
    "{% set n = namespace(l=[]) %}{% for i in range(1000) %}{% set n.l = n.l + ['a' * 10000000] %}{% endfor %}",
    "{% set s = 'a ' * 1000000 %}" + "{% set t = s|wordwrap(1) %}" * 100,
    "{% set s = 'a ' * 1000000 %}" + "{% set t = s.split(' ') %}" * 1000,
]


NESTED = [
    "a",
    "{'k': a}",
    "a|string",
    "a ~ 'x'",
    "[a]|join",
    "', '.join([a])",
    "'%s' % a",
    "'%s'|format(a)",
    "'{}'.format(a)",
    "'{k}'.format(k=a)",
    "a|upper",
    "a|tojson",
    "a|pprint",
    "a == b",
    "a in [b]",
    "[b].index(a)",
    "a is eq(b)",
    "[a, b]|sort|length",
    "[t, t]|unique|list|length",
    "{t: 1}|length",
    "d[t]",
    "['%s']|map('format', a)|list|length",
    "[none]|map('default', a)|map('string')|list|length",
    "n",
]
"""What goes to the bottom of a value that a template has made: forty lists of two, each twice in the next."""


@pytest.mark.parametrize("expression", NESTED)
def test_values_inside_one_another_are_bounded(expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MAX_WORK", MAX_WORK // 16)
    start = "{% set a = ['x', 'y'] %}{% set b = ['x', 'y'] %}{% set t = ('x', 'y') %}"
    again = "{% set a = [a, a] %}{% set b = [b, b] %}{% set t = (t, t) %}" * 40
    names = "{% set n = namespace(a=a) %}"
    with pytest.raises(TemplateError) as caught:
        render(f"{start}{again}{names}{{% set r %}}{{{{ {expression} }}}}{{% endset %}}{{{{ r }}}}")
    assert "n’existe pas" not in caught.value.message


def test_a_value_of_a_reasonable_depth_is_printed() -> None:
    assert (
        render("{% set a = [1, [2, ['x', {'k': d.a}]]] %}{{ a }}{{ a == [1, 2] }}") == "[1, [2, ['x', {'k': 1}]]]False"
    )
    assert render("{% set n = namespace(a=1) %}{{ [n]|map(attribute='a')|sum }}") == "1"


@pytest.mark.parametrize(
    "expression", ["n|int", "'%d' % n", "'{:f}'.format(n)", "n.as_integer_ratio()", "'%f'|format(n)"]
)
def test_a_number_of_endless_digits_is_not_written_in_full(expression: str) -> None:
    template = WordTemplate(word_file(paragraph(f"{{{{ {expression} }}}}")))
    for exponent in (999_999, -999_999):
        with pytest.raises(TemplateError, match="trop de chiffres"):
            template.render({"n": Decimal(f"1e{exponent}")})


@pytest.mark.parametrize("expression", TOO_MUCH)
def test_what_would_not_fit_is_refused_before_it_is_computed(expression: str) -> None:
    with pytest.raises(TemplateError):
        render(f"{{% set r = {expression} %}}")


@pytest.mark.parametrize("text", ENDLESS)
def test_what_would_not_end_is_stopped(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MAX_WORK", MAX_WORK // 16)  # in a sixteenth of the time that it may take
    with pytest.raises(TemplateError):
        render(text)


def test_ten_thousand_rows_are_not_too_much() -> None:
    text = "{% for i in lignes %}{{ i.a }} {{ i.b }}{% if i.a in lignes[:3] %}x{% endif %}{% endfor %}"
    template = WordTemplate(word_file(paragraph(text)))
    assert template.render({"lignes": [{"a": i, "b": "b" * 100} for i in range(10_000)]})


@pytest.mark.parametrize(
    "text", ["{{ " + "(" * 5000 + ")" * 5000 + " }}", "{{ " + "-" * 5000 + "1 }}", "{% if a %}" * 150]
)
def test_a_template_of_endless_depth_is_refused(text: str) -> None:
    closing = "{% endif %}" * text.count("{% if")
    with pytest.raises(TemplateError):
        WordTemplate(word_file(paragraph(text + closing))).render({"a": 1})


def test_reading_a_method_of_the_host_opens_no_unbounded_one() -> None:
    with pytest.raises(TemplateError, match="trop"):
        render("{{ x.action() }} {{ ('a'|e).lower() }} {{ ('a'|e).ljust(10 ** 9) }}", trusted=True)
