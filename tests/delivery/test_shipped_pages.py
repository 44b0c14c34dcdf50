"""The pages of the shipped templates take every shortcut to PDF, and say the same as without any."""

from __future__ import annotations

import re

import pytest
import tinyhtml5
from rendered import CASES, Rendered

from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.rendering.pdf import PdfRenderer, shortcuts
from cllaj_docs.rendering.pdf.tree import read_plain


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_pages_are_plain_enough_to_be_read_as_xml(rendered: Rendered, sample: str, document: str) -> None:
    page = re.sub(r"<style>.*?</style>", "", rendered(sample, document, "html").decode(), count=1, flags=re.DOTALL)
    root = read_plain(page)
    assert root is not None
    expected = tinyhtml5.parse(page, namespace_html_elements=False)
    for found, wanted in zip(root.iter(), expected.iter(), strict=True):
        assert (found.tag, found.text, found.tail, dict(found.items())) == (
            wanted.tag,
            wanted.text,
            wanted.tail,
            dict(wanted.items()),
        )


@pytest.fixture(scope="module")
def renderers() -> tuple[PdfRenderer, PdfRenderer]:
    """With and without shortcuts."""
    folder, page = TemplateFolder(), '<!DOCTYPE html>\n<html lang="fr"><title>t</title><p>a</p></html>'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortcuts, "READ_AGAINST", frozenset())
        plain = folder.pdf_renderer()
        plain.render(page)
    return folder.pdf_renderer(), plain


@pytest.mark.parametrize(("sample", "document"), [case for case in CASES if str(case.id).startswith(("compl", "epci"))])
def test_files_are_those_of_weasyprint_without_shortcuts(
    rendered: Rendered, renderers: tuple[PdfRenderer, PdfRenderer], sample: str, document: str
) -> None:
    short, plain = renderers
    page = rendered(sample, document, "html").decode()
    assert short.render(page) == plain.render(page)
