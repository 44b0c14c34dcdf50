"""The words of every document: a change of one of them is seen, and meant."""

from __future__ import annotations

from difflib import unified_diff

import pytest
from golden import GOLDENS, golden, golden_text
from rendered import CASES, Rendered


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_the_text_is_the_one_that_was_reviewed(rendered: Rendered, sample: str, document: str) -> None:
    path = golden(sample, document)
    expected = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = golden_text(rendered(sample, document, "html"))
    if found != expected:
        name = path.relative_to(GOLDENS.parent)
        lines = unified_diff(expected.splitlines(), found.splitlines(), f"{name} (relu)", "produit", lineterm="", n=1)
        advice = "Si ce changement est voulu : make goldens, puis relire le diff."
        pytest.fail("\n".join([*lines, advice]), pytrace=False)


def test_no_text_is_kept_of_a_document_that_is_not_made() -> None:
    kept = {str(path.relative_to(GOLDENS)) for path in GOLDENS.rglob("*") if path.is_file()}
    assert kept == {f"{sample}/{document}.txt" for sample, document in (case.values for case in CASES)}


def test_the_text_says_what_stands_where() -> None:
    page = """<html><body><article class="document"><header>Auteur</header><h2>Titre</h2><p>Un <strong>mot</strong>,
    puis<br>un\u00a0autre.</p><p class="encadre">Dû</p><ul><li>a <em>b</em><ul><li>c</li></ul></li></ul>
    <ol><li>un</li><li>deux</li></ol><table><caption>T</caption><tr><td><p>x</p><p>y</p></td><td></td></tr></table>
    <div class="signatures"><div class="rangee"><div class="case"><p>A</p></div><div class="case">B</div></div></div>
    </article></body></html>"""
    assert golden_text(page.encode()) == (
        "[en-tête] Auteur\n## Titre\nUn mot, puis / un\u00a0autre.\n> Dû\n- a b\n- c\n1. un\n2. deux\n"
        "[tableau] T\n| x / y |  |\n| A | B |\n"
    ).replace("|  |", "| |")
