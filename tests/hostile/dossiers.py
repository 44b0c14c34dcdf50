"""Dossiers: what each of their texts may hold, and files that are no dossier."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from hostile.case import Case, Files, Lure, Refused
from hostile.samples import COMPLETE, as_json, dossier

LIBRARY = ("bibliotheque", "dossier.json", "docx", "html")
"""Every document that the dossier allows, by the library."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A text put in every field at once. ``shown`` is what Markdown shows of it: by default the text itself, else what
    CommonMark makes of it (``__a__`` is emphasis, a reference to a character is that character).

    ``in_pdf`` when the font of the charter has all its characters.
    """

    name: str
    text: str
    shown: str | None = None
    in_pdf: bool = True

    def __str__(self) -> str:
        return self.name


KEPT = (
    Payload("reserved", "a & b < c > d \"e\" 'f' l’été"),
    Payload("script", "<script>alert(1)</script>"),
    Payload("handler", "<img src=x onerror=alert(1)>"),
    Payload("svg", "<svg/onload=alert(1)>"),
    Payload("closing-word", "</w:t></w:r></w:p></w:body>"),
    Payload("closing-style", "</style></title></textarea>"),
    Payload("closing-data", "]]> <![CDATA[x]]>"),
    Payload("comment", "<!-- x --> --> <?php x ?>"),
    Payload("doctype", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"),
    Payload("entities", "&amp;lt; &#60; &#x3c; &eacute; &b;", "&lt; < < é &b;"),
    Payload("jinja", "{{ 7*7 }} {% raw %} {# x #} {%p if x %}"),
    Payload("jinja-walk", "{{ ''.__class__.__mro__ }}", "{{ ''.class.mro }}"),
    Payload("jinja-escapes", "{_{ x }_} {_% x %_} }} %}", "{{ x }} {% x %} }} %}"),
    Payload("format", "%s %d %(x)s {0} {x.__class__} $x ${x}", "%s %d %(x)s {0} {x.class} $x ${x}"),
    Payload("formula", "=cmd|' /C calc'!A0 =HYPERLINK(1)"),
    Payload("formula-other", "@SUM(1+1) +1+1 -1+1"),
    Payload("path", "../../../../etc/passwd C:\\temp\\x"),
    Payload("address-file", "file:///etc/passwd"),
    Payload("address", "http://127.0.0.1:1/piege?a=1&b=2"),
    Payload("share", "//127.0.0.1/partage"),
    Payload("link-script", "[clic](javascript:alert(1))", "clic (javascript:alert(1))"),
    Payload("link-file", "[clic](file:///etc/passwd)", "clic (file:///etc/passwd)"),
    Payload("link-data", "[clic](data:text/html,x)", "clic (data:text/html,x)"),
    Payload("picture", "![vue](http://127.0.0.1:1/p.png)", "vue (http://127.0.0.1:1/p.png)"),
    Payload("autolink", "<http://127.0.0.1:1/x>"),
    Payload("reference", "[a][b] [c]: http://127.0.0.1:1/x"),
    Payload("emphasis-unclosed", "**a *b `c [d ![e"),
    Payload("sql", "'; DROP TABLE dossier; --"),
    Payload("typography", 'Quoi ?Non!«a»;"b":c 10 000,00 € 1er...'),
    Payload("no-break", "a\u00a0b\u202fc\u2009d\u3000e"),
    Payload("soft-hyphen", "a\u00adb c\u2011d"),
    Payload("zero-width", "a\u200bb\u200cc\u200dd\u2060e"),
    Payload("mark-of-order", "a\ufeffb"),
    Payload("direction", "a\u200eb\u200fc"),
    Payload("arabic", "مرحبا بالعالم", in_pdf=False),
    Payload("chinese", "你好世界", in_pdf=False),
    Payload("emoji", "😀👩‍👩‍👧‍👦🇫🇷", in_pdf=False),
    Payload("combining", "e" + "\u0301" * 30),
    Payload("private", "a\ue000b\uf8ff", in_pdf=False),
    Payload("tag-characters", "a\U000e0041\U000e0042b", in_pdf=False),
    Payload("decomposed", "e\u0301te\u0301 no\u0308el"),
    Payload("long-word", "a" * 270),
    Payload("many-words", "ab " * 90),
)
"""Printed as they are, wherever a document prints the field."""

REFUSED = (
    Payload("null", "a\x00b"),
    Payload("bell", "a\x07b"),
    Payload("escape", "a\x1b[31mb"),
    Payload("delete", "a\x7fb"),
    Payload("next-line", "a\x85b"),
    Payload("c1", "a\x9bb"),
    Payload("override", "a\u202eb"),
    Payload("isolate", "a\u2066b"),
    Payload("surrogate", "a\ud800b"),
    Payload("surrogate-low", "a\udfffb"),
    Payload("not-a-character", "a\ufffeb"),
    Payload("not-a-character-either", "a\ufdd0b"),
    Payload("not-a-character-far", "a\U0001ffffb"),
    Payload("invisible", "\u200b\u2060"),
    Payload("spaces", " \t\n "),
    Payload("too-long", "a" * 60_001),
)
"""Refused with the name of each field that holds them."""


def bytes_of(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


def json_with(written: str) -> str:
    """The complete dossier, with some JSON in place of the amount granted."""
    return dossier(decision__montant="ICI").replace('"ICI"', written)


def payments(count: int) -> str:
    """Payments that lack everything."""
    return '{"paiements": [' + ",".join(["{}"] * count) + "]}"


_EMPTY = '{"appel": "pas-de-calais-2025"}'

FILES: Mapping[str, tuple[str, bytes, str]] = {
    "json-empty": ("dossier.json", b"", "JSON illisible"),
    "json-null": ("dossier.json", b"null", "objet JSON"),
    "json-list": ("dossier.json", b"[]", "objet JSON"),
    "json-text": ("dossier.json", b'"x"', "objet JSON"),
    "json-truncated": ("dossier.json", bytes_of(COMPLETE[: len(COMPLETE) // 2]), "JSON illisible"),
    "json-twice": ("dossier.json", bytes_of(COMPLETE + COMPLETE), "JSON illisible"),
    "json-deep": ("dossier.json", bytes_of(deep(100_000)), "imbriquées|illisible"),
    "json-deep-list": ("dossier.json", b"[" * 1_000_000, "imbriquées|illisible"),
    "json-deep-enough": ("dossier.json", bytes_of('{"projet": ' + deep(400) + "}"), "faute"),
    "json-not-a-number": ("dossier.json", bytes_of(json_with("NaN")), "pas fini"),
    "json-infinity": ("dossier.json", bytes_of(json_with("-Infinity")), "pas fini"),
    "json-exponent": ("dossier.json", bytes_of(json_with("1e999999")), "decision.montant"),
    "json-exponent-small": ("dossier.json", bytes_of(json_with("1e-999999")), "decision.montant"),
    "json-digits": ("dossier.json", bytes_of(json_with("9" * 100_000)), "trop long|decision.montant"),
    "json-decimals": ("dossier.json", bytes_of(json_with("1." + "9" * 1_000_000)), "decision.montant"),
    "json-negative": ("dossier.json", bytes_of(json_with("-1")), "decision.montant"),
    "json-true": ("dossier.json", bytes_of(json_with("true")), "decision.montant"),
    "json-wide-digits": ("dossier.json", bytes_of(json_with('"２００００.００"')), "decision.montant"),
    "json-object": ("dossier.json", bytes_of(json_with('{"$gt": 0}')), "decision.montant"),
    "json-twice-a-key": ("dossier.json", bytes_of(f'{{"appel": "a", {_EMPTY[1:]}'), "deux fois"),
    "json-twice-a-key-escaped": ("dossier.json", bytes_of(f'{{"\\u0061ppel": "a", {_EMPTY[1:]}'), "deux fois"),
    "json-unknown-key": ("dossier.json", bytes_of('{"__class__": 1, ' + COMPLETE[1:]), "__class__"),
    "json-surrogate-key": ("dossier.json", bytes_of('{"\\ud800": 1, ' + COMPLETE[1:]), "isolée"),
    "json-long-key": ("dossier.json", bytes_of(f'{{"{"a" * 1_000_000}": 1, {COMPLETE[1:]}'), "faute"),
    "json-many-keys": (
        "dossier.json",
        bytes_of("{" + ",".join(f'"k{rank}": 1' for rank in range(100_000)) + "," + COMPLETE[1:]),
        "20000 valeurs",
    ),
    "json-many-items": (
        "dossier.json",
        bytes_of('{"paiements": [' + ",".join(["{}"] * 1_000_000) + "]}"),
        "20000 valeurs",
    ),
    "json-many-faults": ("dossier.json", bytes_of('{"paiements": [' + ",".join(["{}"] * 19_000) + "]}"), "faute"),
    "json-comment": ("dossier.json", bytes_of(f"// x\n{COMPLETE}"), "JSON illisible"),
    "json-utf-16": ("dossier.json", bytes_of(COMPLETE, "utf-16"), "UTF-8"),
    "json-utf-32": ("dossier.json", bytes_of(COMPLETE, "utf-32"), "UTF-8"),
    "json-latin-1": ("dossier.json", json.dumps({"appel": "é"}, ensure_ascii=False).encode("latin-1"), "UTF-8"),
    "json-null-byte": ("dossier.json", bytes_of(COMPLETE + "\0"), "JSON illisible"),
    "json-10-megabytes": ("dossier.json", bytes_of(f'{{"x": "{"a" * 10_000_000}"}}'), "5 Mo"),
    "json-under-5-megabytes": ("dossier.json", bytes_of(f'{{"x": "{"a" * 4_900_000}", {COMPLETE[1:]}'), "faute"),
    "json-pickle": ("dossier.json", b"\x80\x04cos\nsystem\n(S'id'\ntR.", "UTF-8|illisible"),
    "json-zip": ("dossier.json", b"PK\x03\x04" + bytes(100), "illisible"),
    "toml-empty": ("dossier.toml", b"", "faute"),
    "toml-no-toml": ("dossier.toml", b"<html>", "TOML illisible"),
    "toml-json": ("dossier.toml", bytes_of(COMPLETE), "TOML illisible"),
    "toml-deep": ("dossier.toml", b"a = " + b"[" * 100_000, "imbriquées|illisible"),
    "toml-deep-tables": ("dossier.toml", b"a = " + b"{a = " * 100_000, "imbriquées|illisible"),
    "toml-deep-key": ("dossier.toml", ".".join(["a"] * 100_000).encode() + b" = 1", "faute|imbriquées|illisible"),
    "toml-digits": ("dossier.toml", b"a = " + b"9" * 100_000, "trop long|faute"),
    "toml-infinity": ("dossier.toml", b"[decision]\nmontant = inf", "faute"),
    "toml-not-a-number": ("dossier.toml", b"[decision]\nmontant = nan", "faute"),
    "toml-exponent": ("dossier.toml", b"[decision]\nmontant = 1e999999", "faute"),
    "toml-twice-a-key": ("dossier.toml", b"appel = 'a'\nappel = 'b'", "deux fois"),
    "toml-twice-a-table": ("dossier.toml", b"[projet]\n[projet]", "deux fois"),
    "toml-date": ("dossier.toml", b"[convention]\ndate_signature = 2025-02-30", "date"),
    "toml-date-with-time": ("dossier.toml", b"[decision]\ndate = 2025-07-07T00:00:00Z", "faute"),
    "toml-control": ("dossier.toml", b'appel = "a\x00b"', "TOML illisible"),
    "toml-surrogate": ("dossier.toml", b'appel = "\\ud800"', "TOML illisible"),
    "toml-utf-16": ("dossier.toml", bytes_of("appel = 'é'", "utf-16"), "UTF-8"),
    "toml-10-megabytes": ("dossier.toml", b"x = '" + b"a" * 10_000_000 + b"'", "5 Mo"),
    "toml-path-as-name": ("dossier.toml", b"appel = '../../../../etc/passwd'", "n’est pas livré"),
    "toml-name-null": ("dossier.toml", b'appel = "pas-de-calais-2025\\u0000"', "n’est pas livré"),
    "toml-yaml": ("dossier.toml", b"!!python/object/apply:os.system ['id']", "TOML illisible"),
}
"""Files that are no dossier, or a wrong one: each with words of the error."""

MISSING: Mapping[str, str] = {
    "name-missing": "absent.json",
    "name-folder": ".",
    "name-device": "/dev/full",
    "name-long": "a" * 5000 + ".json",
}


def file_case(name: str) -> Case:
    file, content, says = FILES[name]

    def files(_: Lure) -> Files:
        return {file: content}

    return Case(f"dossier-{name}", files, (LIBRARY[0], file, "docx"), Refused(3, says))


def payload_files(texts: Mapping[str, object]) -> Files:
    return {"dossier.json": as_json(texts)}


def name_case(name: str) -> Case:
    outcome = Refused(3, "5 Mo") if name == "name-device" else Refused(5, re.escape(MISSING[name][:20]))
    return Case(f"dossier-{name}", lambda _: {}, (LIBRARY[0], MISSING[name], "docx"), outcome)


def with_mark(_: Lure) -> Files:
    return {"dossier.json": codecs.BOM_UTF8 + COMPLETE.encode()}


CASES = (
    *map(file_case, FILES),
    *map(name_case, MISSING),
)
