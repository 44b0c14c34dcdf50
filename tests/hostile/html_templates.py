"""HTML templates, pages, style sheets and charters: what would reach Python, the machine or the network, or not end."""

from __future__ import annotations

from html import escape

from hostile.case import Case, Files, Lure, Printed, Refused
from hostile.samples import COMPLETE

SHOWN = "Organisme d’essai"


def command(kind: str) -> tuple[str, ...]:
    return ("generer", "dossier.json", "convention", "-f", kind, "--gabarits", "gabarits", "-o", "sorties")


def case(name: str, files: dict[str, str], outcome: Refused | Printed, kind: str = "html", **bounds: float) -> Case:
    """Make a case of a folder of templates; ``{adresse}`` and ``{fichier}`` are the lure."""

    def written(lure: Lure) -> Files:
        lured = {
            name: content.replace("{adresse}", lure.address).replace("{fichier}", lure.file_address)
            for name, content in files.items()
        }
        return {"dossier.json": COMPLETE, **{f"gabarits/{name}": content for name, content in lured.items()}}

    return Case(f"html-{name}", written, command(kind), outcome, **bounds)  # type: ignore[arg-type]


def article(body: str) -> dict[str, str]:
    return {"convention.html": f'<article class="document">{body}</article>'}


def paragraph(text: str) -> dict[str, str]:
    return article(f"<p>{escape(text, quote=False)}</p>")


WALKS = {
    "class": "{{ porteur.__class__ }}",
    "class-item": "{{ porteur['__class__'] }}",
    "class-attr": "{{ porteur|attr('__class__') }}",
    "class-map": "{{ [porteur]|map(attribute='__class__')|first }}",
    "class-map-attr": "{{ [porteur]|map('attr', '__class__')|first }}",
    "class-sort": "{{ [porteur]|sort(attribute='__class__')|first }}",
    "class-groupby": "{{ [porteur]|groupby('__class__')|first }}",
    "class-spelled": "{{ ''['__cl' ~ 'ass__'] }}",
    "format": "{{ '{0.__class__}'.format(porteur) }}",
    "format-map": "{{ '{x.__class__}'.format_map({'x': porteur}) }}",
    "format-filter": "{{ '%s'|format(porteur) }}",
    "printf": "{{ '%s' % porteur.nom }}",
    "globals": "{{ range.__globals__ }}",
    "cycler": "{{ cycler('a').next() }}",
    "method": "{{ porteur.model_dump() }}",
    "encode": "{{ porteur.nom.encode() }}",
    "self": "{{ self }}",
    "safe": "{{ '<script>'|safe }}",
    "default": "{{ inconnu|default('x') }}",
    "random": "{{ [1, 2]|random }}",
    "tojson": "{{ porteur|tojson }}",
    "engine-filter": "{{ [1]|_parcours(0)|list|length }}",
    "engine-print": "{{ porteur|imprime('x') }}",
}
"""What would lead from a value to Python, or print something else than text."""

STATEMENTS = {
    "include-passwd": '{% include "/etc/passwd" %}',
    "include-up": '{% include "../../../../etc/passwd" %}',
    "include-name": "{% include porteur.nom %}",
    "include-missing": '{% include "x.html" ignore missing %}',
    "include-self": '{% include "convention.html" %}',
    "import": '{% import "page.html" as p %}',
    "from-import": '{% from "page.html" import p %}',
    "extends": '{% extends "page.html" %}',
    "macro": "{% macro m() %}{% endmacro %}",
    "call": "{% call m() %}{% endcall %}",
    "filter-block": "{% filter upper %}<p>x</p>{% endfilter %}",
    "raw": "{% raw %}<p>x</p>{% endraw %}",
    "autoescape": "{% autoescape false %}<p>x</p>{% endautoescape %}",
    "block": "{% block b %}<p>x</p>{% endblock %}",
    "recursive": "{% for x in [1] recursive %}<p>x</p>{% endfor %}",
    "do": "{% do porteur.nom %}",
}
"""Statements that a template may not use."""

MARKUP = {
    "script": "<script>alert(1)</script>",
    "script-in-text": "<p><script>alert(1)</script></p>",
    "img": '<p><img src="{adresse}"/></p>',
    "iframe": '<iframe src="{adresse}"/>',
    "object": '<object data="{adresse}"/>',
    "link": '<link rel="stylesheet" href="{adresse}"/>',
    "style": "<style>@import url({adresse});</style>",
    "style-attribute": '<p style="background: url({adresse})">x</p>',
    "handler": '<p onclick="alert(1)">x</p>',
    "href-javascript": '<p><a href="javascript:alert(1)">x</a></p>',
    "href-file": '<p><a href="{fichier}">x</a></p>',
    "href-data": '<p><a href="data:text/html,x">x</a></p>',
    "href-value": '<p><a href="{{ porteur.nom }}">x</a></p>',
    "form": '<form action="{adresse}"><p>x</p></form>',
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "meta": '<meta http-equiv="refresh" content="0;url={adresse}"/>',
    "base": '<base href="{adresse}"/>',
    "processing": "<?php system('id') ?>",
    "conditional-comment": "<!--[if IE]><p>x</p><![endif]-->",
}
"""Markup that is not of the dialect."""

XML = {
    "laughs": '<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + ']><article class="document"><p>&j;</p></article>',
    "quadratic": f'<!DOCTYPE article [<!ENTITY a "{"a" * 50_000}">]>'
    + f'<article class="document"><p>{"&a;" * 50_000}</p></article>',
    "external-entity": '<!DOCTYPE article [<!ENTITY x SYSTEM "{fichier}">]>'
    + '<article class="document"><p>&x;</p></article>',
    "external-entity-http": '<!DOCTYPE article [<!ENTITY x SYSTEM "{adresse}">]>'
    + '<article class="document"><p>&x;</p></article>',
    "parameter-entity": '<!DOCTYPE article [<!ENTITY % x SYSTEM "{adresse}"> %x;]>'
    + '<article class="document"><p>x</p></article>',
    "external-dtd": '<!DOCTYPE article SYSTEM "{adresse}"><article class="document"><p>x</p></article>',
    "xinclude": '<article class="document" xmlns:xi="http://www.w3.org/2001/XInclude">'
    + '<xi:include href="{fichier}" parse="text"/></article>',
    "deep": f'<article class="document">{"<section>" * 5000}<p>x</p>{"</section>" * 5000}</article>',
    "not-closed": '<article class="document"><p>x',
    "two-roots": '<article class="document"><p>x</p></article><article class="document"/>',
    "empty": "",
    "null": "\0",
    "text": "Bonjour",
    "huge-attribute": f'<article class="{"a" * 2_000_000}"><p>x</p></article>',
}
"""Sources that are traps for who reads XML."""

HUGE = {
    "power": "{{ 9 ** 9 }}",
    "repeat": "{{ 'a' * 1000000000 }}",
    "repeat-list": "{{ ([1] * 1000000000)|length }}",
    "squares": "{% set a = 99999999 %}" + "{% set a = a * a %}" * 40 + "{{ a }}",
    "digits": "{% set a = 9999999999 %}" + "{% set a = a * a %}" * 10 + "{{ a }}",
    "doubling": "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "doubling-plus": "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "doubling-list": "{% set a = [1, 2, 3] %}" + "{% set a = a + a %}" * 40 + "{{ a|length }}",
    "nested-lists": "{% set a = ['x', 'y'] %}" + "{% set a = [a, a] %}" * 60 + "{{ a|string }}",
    "replace": "{% set a = porteur.nom * 1 %}{{ a }}",
    "replace-filter": "{% set a = porteur.nom %}" + "{% set a = a|replace('', a) %}" * 6 + "{{ a }}",
    "replace-method": "{% set a = porteur.nom %}" + "{% set a = a.replace('', a) %}" * 6 + "{{ a }}",
    "replace-chain": "{{ porteur.nom" + "|replace('e', 'eeeeeeeeee')" * 12 + " }}",
    "join-filter": "{% set a = ',' %}" + "{% set a = range(1000)|join(a) %}" * 4 + "{{ a }}",
    "join-method": "{% set a = ',' %}" + "{% set a = a.join(range(1000)|map('string')) %}" * 4 + "{{ a }}",
    "batch": "{{ [1]|batch(1000000000, 0)|list|length }}",
    "slice": "{{ [1]|slice(1000000000)|list|length }}",
    "range": "{{ range(1000000000)|list|length }}",
    "number": "{{ 1" + "0" * 5000 + " }}",
    "depth-brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "depth-lists": "{{ " + "[" * 3000 + "1" + "]" * 3000 + " }}",
    "depth-minus": "{{ " + "-" * 5000 + "1 }}",
    "depth-blocks": "{% if porteur %}" * 150 + "x" + "{% endif %}" * 150,
}
"""What would make something huge of something small."""

ENDLESS = {
    "loops": "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}"
    "{% endfor %}{% endfor %}{% endfor %}",
    "loops-printing": "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{{ c }} "
    "{% endfor %}{% endfor %}{% endfor %}",
    "loops-of-text": "{% for a in porteur.nom %}{% for b in porteur.nom %}{% for c in porteur.nom %}"
    "{% for d in porteur.nom %}{% for e in porteur.nom %}{% for f in porteur.nom %}{{ f }}"
    "{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    "search": "{% for a in range(1000) %}{% for b in range(1000) %}{% if -1 in range(1000)|list %}x{% endif %}"
    "{% endfor %}{% endfor %}",
    "sort": "{% for a in range(1000) %}{% for b in range(1000) %}{{ range(1000)|sort|first }}{% endfor %}{% endfor %}",
    "filters": "{% for a in range(1000) %}{% for b in range(1000) %}{{ convention.montant|en_lettres }}"
    "{% endfor %}{% endfor %}",
}
"""What would never end."""

PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>{{{{ titre }}}}</title><style>
{{{{ style }}}}</style>{head}</head><body><main>{{{{ corps }}}}</main>{body}</body></html>
"""

PAGES = {
    "script": ("<script>alert(1)</script>", ""),
    "script-src": ('<script src="{adresse}"></script>', ""),
    "stylesheet": ('<link rel="stylesheet" href="{adresse}">', ""),
    "preload": ('<link rel="preload" as="image" href="{adresse}">', ""),
    "refresh": ('<meta http-equiv="refresh" content="0; url={adresse}">', ""),
    "base": ('<base href="{adresse}">', ""),
    "style": ('<style>@import "{adresse}";</style>', ""),
    "img": ("", '<img alt="" src="{adresse}">'),
    "img-file": ("", '<img alt="" src="{fichier}">'),
    "img-srcset": ("", '<img alt="" srcset="{adresse} 2x">'),
    "img-value": ("", '<img alt="" src="http://{{ porteur.nom }}">'),
    "iframe": ("", '<iframe src="{adresse}"></iframe>'),
    "object": ("", '<object data="{adresse}"></object>'),
    "video": ("", '<video poster="{adresse}"></video>'),
    "svg-use": ("", '<svg><use href="{adresse}#a"></use></svg>'),
    "svg-image": ("", '<svg><image xlink:href="{adresse}"></image></svg>'),
    "handler": ("", '<p onmouseover="alert(1)">x</p>'),
    "style-attribute": ("", '<p style="background: url({adresse})">x</p>'),
    "form": ("", '<form action="{adresse}"><button>x</button></form>'),
    "link-javascript": ("", '<a href="javascript:alert(1)">x</a>'),
}
"""Pages around documents that would have the browser, or us, fetch or run something."""

STYLES = {
    "import": '@import "{adresse}";',
    "import-url": "@import url({adresse});",
    "background": "p {{ background: url({adresse}) }}",
    "background-quoted": 'p {{ background: url("{adresse}") }}',
    "background-file": "p {{ background: url({fichier}) }}",
    "background-escaped": "p {{ background: u\\72 l({adresse}) }}",
    "background-comment": "p {{ background: url(/**/{adresse}) }}",
    "image-set": 'p {{ background: image-set("{adresse}" 1x) }}',
    "font": "@font-face {{ font-family: x; src: url({adresse}) }} p {{ font-family: x }}",
    "list": "li {{ list-style-image: url({adresse}) }}",
    "content": "p::before {{ content: url({adresse}) }}",
    "attribute": "p::before {{ content: attr(title url) url({adresse}) }}",
    "cursor": "p {{ cursor: url({adresse}), auto }}",
    "supports": "@supports (display: block) {{ p {{ background: url({adresse}) }} }}",
    "end-of-style": "</style><script>alert(1)</script><style>",
    "unknown-value": "p {{ color: var(--couleur-inconnue) }}",
}
"""Style sheets that would have the browser, or us, fetch something."""

CHARTERS = {
    "not-toml": "police = ",
    "deep": "a = " + "[" * 100_000,
    "wrong-part": "couleur = 3",
    "wrong-size": "[taille]\ncorps = 'grand'",
    "zero-size": "[taille]\ncorps = 0",
    "endless-page": "[page]\nlargeur = 1e999",
    "not-a-number": "[page]\nlargeur = nan",
    "colour-as-css": "[couleur]\ntexte = 'red; background: url({adresse})'",
    "colour-closing-style": "[couleur]\ntexte = '</style><script>alert(1)</script>'",
    "font-path": "[police]\nfichiers = {{ normal = '../../../../../../etc/passwd' }}",
    "font-absolute": "[police]\nfichiers = {{ normal = '/etc/passwd' }}",
    "font-no-font": "[police]\nfichiers = {{ normal = 'style.css' }}",
    "family-closing": '[police]\nfamille = \'"; }} @import "{adresse}"; x {{\'',
    "big": "x = '" + "a" * 20_000_000 + "'",
}
"""Charters that are wrong, or more than a charter."""

ENCODINGS = {
    "utf-16": '<article class="document"><p>é</p></article>'.encode("utf-16"),
    "latin-1": '<article class="document"><p>é</p></article>'.encode("latin-1"),
    "bytes": bytes(range(256)) * 100,
    "huge": b'<article class="document"><p>' + b"a" * 40_000_000 + b"</p></article>",
}

TEXTS = {
    "entity": ("<p>&amp;lt;script&amp;gt; {{ porteur.nom }}</p>", "&lt;script&gt; Organisme d’essai"),
    "long-words": ("<p>" + "a" * 5000 + " {{ porteur.nom }}</p>", "a" * 5000 + " Organisme d’essai"),
    "many-paragraphs": ("<p>{{ porteur.nom }} x</p>" * 500, "Organisme d’essai x"),
}

_REFUSED = r"gabarit .*(convention|_?page)\.html"


def _style(css: str) -> dict[str, str]:
    return {"style.css": css.replace("{{", "{").replace("}}", "}")}


def _page(head: str, body: str) -> dict[str, str]:
    return {"page.html": PAGE.format(head="{head}", body="{body}").replace("{head}", head).replace("{body}", body)}


def _raw(name: str, content: bytes) -> Case:
    def files(_: Lure) -> Files:
        return {"dossier.json": COMPLETE, "gabarits/convention.html": content}

    return Case(f"html-codage-{name}", files, command("html"), Refused(4, r"convention\.html"))


CASES = (
    *(case(f"marche-{name}", paragraph(text), Refused(4, _REFUSED)) for name, text in WALKS.items()),
    *(case(f"instruction-{name}", article(text), Refused(4, _REFUSED)) for name, text in STATEMENTS.items()),
    *(case(f"balisage-{name}", article(text), Refused(4, _REFUSED)) for name, text in MARKUP.items()),
    *(case(f"xml-{name}", {"convention.html": text}, Refused(4, _REFUSED)) for name, text in XML.items()),
    *(case(f"enorme-{name}", paragraph(text), Refused(4, _REFUSED)) for name, text in HUGE.items()),
    *(case(f"sans-fin-{name}", paragraph(text), Refused(4, _REFUSED), seconds=15) for name, text in ENDLESS.items()),
    *(case(f"page-{name}", _page(*pieces), Refused(4, r"page\.html")) for name, pieces in PAGES.items()),
    *(case(f"style-{name}", _style(css), Refused(4, r"style\.css")) for name, css in STYLES.items()),
    *(
        case(
            f"charte-{name}",
            {"charte.toml": text.replace("{{", "{").replace("}}", "}")},
            Refused(4, "charte|style.css"),
            kind,
        )
        for name, text in CHARTERS.items()
        for kind in (("pdf",) if name.startswith("font") else ("html",))
    ),
    *(_raw(name, content) for name, content in ENCODINGS.items()),
    *(case(f"texte-{name}", article(text), Printed((shown,))) for name, (text, shown) in TEXTS.items()),
    *(
        case(f"texte-{name}-pdf", article(text), Printed((shown,)), "pdf", seconds=15)
        for name, (text, shown) in TEXTS.items()
    ),
)
