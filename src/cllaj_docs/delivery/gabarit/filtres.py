"""The filters as people read them: what each is for, how it is written, what it gives, and where it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cllaj_docs.delivery.gabarit.champs import example_values
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.rendering.checking.check import html_dialect, word_dialect
from cllaj_docs.rendering.checking.jinja_senses import JINJA_SENSES
from cllaj_docs.rendering.checking.signatures import SIGNATURES


@dataclass(frozen=True, slots=True)
class Filtre:
    """A filter: ``exemple`` is what ``ecriture`` prints; ``formats`` are those of the templates that may use it."""

    nom: str
    sens: str
    ecriture: str
    exemple: str
    formats: str


def list_filters() -> tuple[Filtre, ...]:
    """List every filter that a template may use: those of the house, then those of Jinja."""
    word = word_dialect(TemplateFolder().word_filters).filters
    html = html_dialect(()).filters
    values = example_values()
    names = sorted(word | html, key=lambda name: (name not in SIGNATURES, name))
    return tuple(_filter(name, name in word, name in html, values) for name in names)


def _filter(name: str, in_word: bool, in_html: bool, values: Mapping[str, Any]) -> Filtre:
    formats = "Word et HTML" if in_word and in_html else "Word" if in_word else "HTML"
    signature = SIGNATURES.get(name)
    if signature is None:
        return Filtre(name, JINJA_SENSES.get(name, ""), f"…|{name}", "", formats)
    return Filtre(name, signature.sense, f"{{{{ {signature.example} }}}}", _example(signature.example, values), formats)


def _example(expression: str, values: Mapping[str, Any]) -> str:
    """Compute an example; what gives paragraphs or a picture has none."""
    from jinja2.sandbox import SandboxedEnvironment

    from cllaj_docs.rendering.filters import FILTERS

    environment = SandboxedEnvironment()
    environment.filters.update(FILTERS)
    if expression.rpartition("|")[2].partition("(")[0] not in FILTERS:
        return ""
    return str(environment.compile_expression(expression, undefined_to_none=False)(**values))
