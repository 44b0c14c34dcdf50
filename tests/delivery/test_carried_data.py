"""The data that a PDF carries: what made it, read back, and nothing that it must not show."""

from __future__ import annotations

import io
import json
import zipfile

import pypdfium2
import pytest
from rendered import CASES, DATE, Rendered

import cllaj_docs as cd
from cllaj_docs.documents import DOCUMENTS

CARRYING = [case for case in CASES if DOCUMENTS[str(case.values[1])].carries_data]


def carried(pdf: bytes) -> str:
    """The data that a PDF carries, beside its origin and nothing else."""
    with pypdfium2.PdfDocument(pdf) as document:
        files = [document.get_attachment(rank) for rank in range(document.count_attachments())]
        found = {file.get_name(): bytes(file.get_data()).decode("utf-8") for file in files}
    assert sorted(found) == ["dossier.json", "origine.json"]
    return found["dossier.json"]


@pytest.mark.parametrize(("sample", "document"), CARRYING)
def test_the_data_of_a_pdf_are_those_that_it_shows(rendered: Rendered, sample: str, document: str) -> None:
    read = cd.Dossier.from_json(carried(rendered(sample, document, "pdf")))
    assert read == DOCUMENTS[document].part_shown(rendered.dossier(sample))
    assert not DOCUMENTS[document].missing(read)


@pytest.mark.parametrize(("sample", "document"), CARRYING)
def test_the_data_of_a_pdf_make_the_same_pdf_again(
    rendered: Rendered, toolkit: cd.Toolkit, sample: str, document: str
) -> None:
    pdf = rendered(sample, document, "pdf")
    read = cd.Dossier.from_json(carried(pdf))
    assert toolkit.render(read, document, "pdf", date=DATE).content == pdf


def test_a_dossier_that_only_knows_what_its_convention_shows_comes_back_whole(rendered: Rendered) -> None:
    dossier = rendered.dossier("association")
    assert not dossier.paiements
    assert dossier.bilan is None
    assert cd.Dossier.from_json(carried(rendered("association", "convention", "pdf"))) == dossier


@pytest.mark.parametrize("document", ["convention", "demande-avance"])
def test_what_comes_later_is_not_carried(rendered: Rendered, document: str) -> None:
    whole = rendered.dossier("complet")
    assert whole.paiements
    assert whole.bilan
    read = cd.Dossier.from_json(carried(rendered("complet", document, "pdf")))
    assert read.paiements == ()
    assert read.bilan is None


def test_a_request_for_the_solde_carries_no_payment_of_the_solde(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    before = rendered.dossier("complet")
    solde = {"nature": "solde", "montant": "1.00", "date": "2027-03-01", "mandat": "9"}
    data = json.loads(before.to_json())
    after = cd.Dossier.parse({**data, "paiements": [*data["paiements"], solde]})
    assert toolkit.render(after, "demande-solde", "pdf", date=DATE).content == rendered(
        "complet", "demande-solde", "pdf"
    )


def test_a_report_carries_no_account_and_says_so_when_one_is_needed(rendered: Rendered, toolkit: cd.Toolkit) -> None:
    account = rendered.dossier("complet").porteur.compte
    assert account
    text = carried(rendered("complet", "bilan-final", "pdf"))
    assert account.iban not in text
    read = cd.Dossier.from_json(text)
    assert cd.check(read)
    assert toolkit.possible(read) == ("bilan-final", "bilan-final-diffusable")
    with pytest.raises(cd.DossierError, match="il manque le compte bancaire de l’opérateur") as caught:
        cd.render(read, "convention", "pdf")
    assert [faute.chemin for faute in caught.value.fautes] == ["porteur.compte"]


@pytest.mark.parametrize("sample", ["complet", "epci", "hostile"])
def test_a_report_to_be_published_carries_no_data(rendered: Rendered, sample: str) -> None:
    """Its exact counts would be there to read, and with them all that it hides."""
    with pypdfium2.PdfDocument(rendered(sample, "bilan-final-diffusable", "pdf")) as document:
        assert document.count_attachments() == 0
    with zipfile.ZipFile(io.BytesIO(rendered(sample, "bilan-final-diffusable", "docx"))) as archive:
        assert not [name for name in archive.namelist() if "custom" in name.lower() or name.endswith(".json")]
