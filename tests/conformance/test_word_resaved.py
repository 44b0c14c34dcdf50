"""A Word file that LibreOffice opens and saves again still says the same, as far as ``comparer`` reads it."""

from __future__ import annotations

import pytest
from conformance.office import resave_word
from rendered import CASES, Rendered

import cllaj_docs as cd
from cllaj_docs.delivery.comparaison.origine import read_seal
from cllaj_docs.delivery.comparaison.verification import verify
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.rendering.comparing.compare import compare
from cllaj_docs.rendering.reading.word import read_word


@pytest.fixture(scope="session")
def resaved(rendered: Rendered) -> dict[str, bytes]:
    cases = (case.values for case in CASES)
    return resave_word({f"{sample} {name}": rendered(str(sample), str(name), "docx") for sample, name in cases})


@pytest.mark.parametrize(("sample", "document"), CASES)
def test_it_says_the_same(resaved: dict[str, bytes], rendered: Rendered, sample: str, document: str) -> None:
    expected, read = read_word(rendered(sample, document, "docx")), read_word(resaved[f"{sample} {document}"])
    assert compare(expected, read).differences == ()


@pytest.mark.parametrize(
    ("sample", "document"), [case for case in CASES if DOCUMENTS[str(case.values[1])].carries_data]
)
def test_it_keeps_what_it_was_made_from(
    resaved: dict[str, bytes], rendered: Rendered, sample: str, document: str
) -> None:
    again = resaved[f"{sample} {document}"]
    assert read_seal(again) == read_seal(rendered(sample, document, "docx"))
    verification = verify(cd.Toolkit(), again, rendered.dossier(sample))
    assert not verification.blocks
    assert verification.constatations == ()
