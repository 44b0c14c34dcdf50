"""Word templates that would reach Python or the machine, never end, or fill the memory."""

from __future__ import annotations

from html import escape

from hostile.case import Case, Files, Lure, Printed, Refused
from hostile.samples import COMPLETE
from rendering.word.packages import paragraph, word_file

COMMAND = ("generer", "dossier.json", "convention", "-f", "docx", "--gabarits", "gabarits", "-o", "sorties")

NEVER = r"(ne se lit pas|n’existe pas|refus|n’est pas permis|pas un texte|ne peut pas être calculée).*convention\.docx"
TOO_MUCH = r"(trop|dépasse|sans fin|pas fermée|n’existe pas|ne peut pas être calculée).*convention\.docx"


def template(text: str) -> bytes:
    return word_file(paragraph(escape(text, quote=False)))


def case(name: str, text: str, outcome: Refused | Printed, **bounds: float) -> Case:
    """Make a case of a template of one paragraph."""

    def files(_: Lure) -> Files:
        return {"dossier.json": COMPLETE, "gabarits/convention.docx": template(text)}

    return Case(f"word-{name}", files, COMMAND, outcome, **bounds)  # type: ignore[arg-type]


WALKS = {
    "class": "{{ porteur.__class__ }}",
    "class-item": "{{ porteur['__class__'] }}",
    "class-attr": "{{ porteur|attr('__class__') }}",
    "mro": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "mro-spelled": "{{ ''['__cl' ~ 'ass__'] }}",
    "mro-escaped": "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "mro-joined": "{{ ''|attr(['__', 'class', '__']|join) }}",
    "mro-format": "{{ ''|attr('%s%s%s'|format('__', 'class', '__')) }}",
    "globals-cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "globals-joiner": "{{ joiner.__init__.__globals__ }}",
    "globals-namespace": "{{ namespace.__init__.__globals__ }}",
    "globals-lipsum": "{{ lipsum.__globals__ }}",
    "globals-filter": "{{ (porteur|attr)('__init__') }}",
    "self": "{{ self._TemplateReference__context }}",
    "config": "{{ config.items() }}",
    "environment": "{{ environment }}",
    "context": "{{ context }}",
    "open": "{{ open('/etc/passwd').read() }}",
    "import": "{{ __import__('os').system('id') }}",
    "builtins": "{{ __builtins__ }}",
    "model-dump": "{{ porteur.model_dump() }}",
    "model-fields": "{{ porteur.model_fields }}",
    "model-config": "{{ porteur.model_config }}",
    "model-copy": "{{ convention.model_copy(update={'montant': 1}) }}",
    "bound-method": "{{ convention.numero.join.__self__ }}",
    "map-attribute": "{{ [porteur]|map(attribute='__class__')|list }}",
    "map-attr": "{{ [porteur]|map('attr', '__class__')|list }}",
    "selectattr": "{{ [porteur]|selectattr('__class__')|list }}",
    "groupby": "{{ [porteur]|groupby('__class__')|list }}",
    "sort": "{{ [porteur]|sort(attribute='__class__')|list }}",
    "sum": "{{ [porteur]|sum(attribute='__class__') }}",
    "format-class": "{{ '{0.__class__}'.format(porteur) }}",
    "format-item": "{{ '{0[__class__]}'.format(porteur) }}",
    "format-named": "{{ '{x.__class__}'.format(x=porteur) }}",
    "format-escaped": "{{ ('{0.__class__}'|e).format(porteur) }}",
    "format-map": "{{ '{x.__class__}'.format_map({'x': porteur}) }}",
    "format-mapped": "{{ ['{0.__class__}']|map('format', porteur)|list }}",
    "format-nested": "{{ '{0:{1.__class__}}'.format(1, porteur) }}",
    "date-class": "{{ convention.periode_action.debut.__class__ }}",
    "amount-context": "{{ convention.montant.__reduce__() }}",
    "generator-frame": "{{ ([1]|map('string')).gi_frame }}",
    "loop-internals": "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "macro-internals": "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "caller-internals": "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "engine-filter": "{{ [1]|_parcours(0) }}",
    "engine-charge": "{{ (0 - 999999999)|_charge }}",
    "dict-update": "{{ dict.update }}",
    "dict-fromkeys": "{{ dict.fromkeys('ab') }}",
    "namespace-write": "{% set porteur.nom = 'volé' %}",
    "random": "{{ [1, 2]|random }}",
    "include-page": "{% include 'page.html' %}",
    "include-passwd": "{% include '/etc/passwd' %}",
    "include-up": "{% include '../../../../etc/passwd' %}",
    "include-name": "{% include convention.numero %}",
    "import-template": "{% import 'convention.docx' as c %}",
    "from-import": "{% from 'convention.docx' import c %}",
    "extends": "{% extends 'convention.docx' %}",
    "do": "{% do convention.montant.append(1) %}",
    "autoescape-off": "{% autoescape false %}{{ porteur.nom }}{% endautoescape %}",
    "debug": "{% debug %}",
    "trans": "{% trans %}x{% endtrans %}",
}
"""What would lead from a value to Python, to the machine, or to another file."""

HUGE = {
    "power": "{{ 9 ** 9 ** 9 ** 9 ** 9 }}",
    "power-negative": "{{ 2 ** -1000000000 }}",
    "power-float": "{{ 9.0 ** 999999 }}",
    "power-string": "{{ 'a' ** 9 }}",
    "repeat-text": "{{ 'a' * 1000000000 }}",
    "repeat-list": "{{ [1] * 1000000000 }}",
    "repeat-name": "{{ convention.numero * 1000000000 }}",
    "center": "{{ 'a'.center(1000000000) }}",
    "center-filter": "{{ 'a'|center(1000000000) }}",
    "ljust": "{{ 'a'.ljust(1000000000) }}",
    "zfill": "{{ 'a'.zfill(1000000000) }}",
    "expandtabs": "{{ '\\t'.expandtabs(1000000000) }}",
    "indent": "{{ 'a\\nb'|indent(1000000000) }}",
    "wordwrap": "{{ ('a b ' * 1000)|wordwrap(1, wrapstring='c' * 100000) }}",
    "printf-width": "{{ '%1000000000d' % 1 }}",
    "printf-star": "{{ '%*d' % (1000000000, 1) }}",
    "printf-filter": "{{ '%1000000000d'|format(1) }}",
    "format-width": "{{ '{:1000000000}'.format(1) }}",
    "format-width-nested": "{{ '{:>{w}}'.format('a', w=1000000000) }}",
    "strftime-width": "{{ convention.periode_action.debut.strftime('%1000000000Y') }}",
    "round": "{{ 1|round(1000000000, 'ceil') }}",
    "batch": "{{ [1]|batch(1000000000, 0)|list }}",
    "slice": "{{ [1]|slice(1000000000)|list }}",
    "tojson": "{{ [1]|tojson(1000000000) }}",
    "range": "{{ range(1000000000)|list|length }}",
    "range-join": "{{ range(100000)|join('a' * 100000) }}",
    "replace": "{{ ('a' * 100000)|replace('a', 'b' * 100000) }}",
    "replace-method": "{{ ('a' * 100000).replace('a', 'b' * 100000) }}",
    "number": "{{ 1" + "0" * 5000 + " }}",
    "number-exponent": "{{ 1e999999 }}",
    "nested-lists": "{% set a = ['x', 'y'] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
    "nested-tests": "{% set a = ['x'] %}{% set b = ['x'] %}"
    + "{% set a = [a, a] %}{% set b = [b, b] %}" * 40
    + "{{ a == b }}",
    "depth-brackets": "{{ " + "(" * 5000 + ")" * 5000 + " }}",
    "depth-minus": "{{ " + "-" * 5000 + "1 }}",
    "depth-blocks": "{% if porteur %}" * 150 + "x" + "{% endif %}" * 150,
    "tags": "{{ porteur.nom }}" * 60_000,
    "long-tag": "{{ porteur.nom " + "~ 'a'" * 10_000 + " }}",
}
"""What would make something huge of something small, refused before it is computed."""

ENDLESS = {
    "loops": "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
    "loops-printing": "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
    "loops-of-data": "{% for a in articles_essai|default(range(9999)) %}"
    + "{% for b in range(9999) %}{% for c in range(9999) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}",
    "recursive-loop": "{% for i in range(100000) recursive %}{{ loop(range(100000)) }}{% endfor %}",
    "macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "macro-tree": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "macro-caller": "{% macro m() %}{% call m() %}x{% endcall %}{% endmacro %}{{ m() }}",
    "doubling": "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    "doubling-plus": "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
    "doubling-list": "{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
    "doubling-block": "{% set n = namespace(s='a') %}{% for i in range(99) %}"
    + "{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}{% endfor %}",
    "squares": "{% set n = namespace(s=3) %}{% for i in range(99) %}{% set n.s = n.s * n.s %}{% endfor %}",
    "search": "{% set l = range(100000)|list %}{% for i in l %}{% if -1 in l %}{% endif %}{% endfor %}",
    "sort": "{% set l = range(100000)|list %}{% for i in l %}{% set m = l|sort %}{% endfor %}",
    "cycle": "{% for i in [1]|cycle %}{% endfor %}",
    "print-much": "{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{{ s }}{% endfor %}",
    "wordwrap": "{% set s = 'a ' * 1000000 %}" + "{% set t = s|wordwrap(1) %}" * 100,
}
"""What would never end, stopped when its work is spent (``rendering/word/bounds.py``)."""

PRINTED = {
    "upper": ("{{ porteur.nom|upper }}", "ORGANISME D’ESSAI"),
    "escaped": ("{{ '<w:p/>&' }}", "<w:p/>&"),
    "loop": ("{% for i in range(300) %}{{ i }},{% endfor %}", "298,299,"),
    "escaped-tag": ("{_{ porteur.nom }_} vaut {{ porteur.nom }}", "{{ porteur.nom }} vaut Organisme d’essai"),
    "raw": ("{% raw %}{{ porteur.__class__ }}{% endraw %}", "{{ porteur.__class__ }}"),
    "comment": ("avant{# {{ porteur.__class__ }} #} après", "avant après"),
    "field-code-as-text": ('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', 'cmd.exe "/k calc"'),
}
"""What looks dangerous and is only text: printed as it is."""

CASES = (
    *(case(f"marche-{name}", text, Refused(4, NEVER)) for name, text in WALKS.items()),
    *(case(f"enorme-{name}", text, Refused(4, TOO_MUCH)) for name, text in HUGE.items()),
    *(case(f"sans-fin-{name}", text, Refused(4, TOO_MUCH), seconds=15) for name, text in ENDLESS.items()),
    *(case(f"texte-{name}", text, Printed((shown,))) for name, (text, shown) in PRINTED.items()),
)
