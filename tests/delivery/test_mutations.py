"""Every shipped template, Word and HTML, broken on purpose: the checker finds each fault, at its paragraph or line.

One mutation in many is tried here, of each kind and in each part; ``make mutations`` tries them all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from mutations import Mutation, mutations, opening_of, paragraph_at, parts_with_tags, read_part, with_part

from cllaj_docs.delivery.gabarit.fichiers import TEMPLATES
from cllaj_docs.delivery.gabarit.worlds import worlds
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.rendering.checking.check import check_html, check_word
from cllaj_docs.rendering.checking.findings import Remarque

STEP = {"variable": 80, "filter": 16, "choice": 4, "end": 16}
"""Of each kind of mutation, one in so many."""

FOLDER = TemplateFolder()
SOURCES = dict(FOLDER.html_sources)


@dataclass(frozen=True)
class Source:
    """What is mutated: a part of a Word template, or an HTML source that a template is made of."""

    template: str
    part: str

    @property
    def is_word(self) -> bool:
        return self.part.endswith(".xml")

    def text(self) -> str:
        return read_part(word_content(self.template), self.part) if self.is_word else SOURCES[self.part]

    def check(self, text: str) -> tuple[Remarque, ...]:
        """Check the template with another text in place of this one."""
        if self.is_word:
            content = with_part(word_content(self.template), self.part, text)
            return check_word(self.template, content, worlds(self.template), FOLDER.word_filters).remarques
        return check_html(f"{self.template}.html", {**SOURCES, self.part: text}, worlds(self.template)).remarques

    def place(self, text: str, mutation: Mutation) -> tuple[str, int | None]:
        """Where the checker should find a mutation: of an end taken out, where its block starts."""
        at = opening_of(text, mutation.start) if mutation.kind == "end" else mutation.start
        return self.part, paragraph_at(text, at) if self.is_word else text.count("\n", 0, at) + 1


@cache
def word_content(template: str) -> bytes:
    return FOLDER.word_file(template).read_bytes()


def all_sources() -> Iterator[Source]:
    for template in TEMPLATES:
        yield from (Source(template, part) for part in parts_with_tags(word_content(template)))
        yield from (Source(template, name) for name in sorted(included(f"{template}.html")))


def included(name: str) -> set[str]:
    """The sources that an HTML template is made of."""
    found = {name}
    for other in re.findall(r'\{%\s*include "([^"]+)"', SOURCES[name]):
        found |= included(other)
    return found


@pytest.mark.parametrize("source", list(all_sources()), ids=lambda source: f"{source.template}-{source.part}")
def test_each_mutation_is_found_at_its_place(source: Source) -> None:
    every = "TOUTES_LES_MUTATIONS" in os.environ
    text = source.text()
    counts: dict[str, int] = {}
    missed = []
    for mutation in mutations(text):
        counts[mutation.kind] = counts.get(mutation.kind, -1) + 1
        if not every and counts[mutation.kind] % STEP[mutation.kind]:
            continue
        found = source.check(mutation.apply(text))
        places = {(one.partie or one.fichier, one.rang) for one in found if one.gravite == "erreur"}
        if source.place(text, mutation) not in places:
            missed.append((mutation, places))
    assert counts, "nothing to mutate"
    assert missed == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_untouched_templates_have_no_fault(template: str) -> None:
    word = check_word(template, word_content(template), worlds(template), FOLDER.word_filters)
    html = check_html(f"{template}.html", SOURCES, worlds(template))
    assert [str(one) for one in (*word.remarques, *html.remarques)] == []


def test_mutations_are_what_they_say() -> None:
    text = '{% for l in lignes %}{{ l.montant|euros }}{% if a == "oui" %}{% endif %}{% endfor %}'
    kinds = [(mutation.kind, mutation.what) for mutation in mutations(text)]
    assert kinds == [
        ("variable", "lignes"),
        ("variable", "l"),
        ("variable", "montant"),
        ("filter", "euros"),
        ("variable", "a"),
        ("choice", '"oui"'),
        ("end", "{% endif %}"),
        ("end", "{% endfor %}"),
    ]
    assert all(mutation.apply(text) != text for mutation in mutations(text))
