"""What each document says, read back: the three formats against each other, and against the dossier that went in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from document_text import docx_blocks, fold, html_blocks, pdf_text, squeeze
from page import is_pdf_compliant_bytes
from pydantic import BaseModel
from rendered import CASES, DATE, Rendered

import cllaj_docs as cd
from cllaj_docs import french
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.rules.echeancier import compute_echeancier


@pytest.mark.parametrize(("sample", "document"), CASES)
@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_nothing_blank_and_nothing_of_the_machinery(rendered: Rendered, sample: str, document: str, kind: str) -> None:
    text = read(rendered(sample, document, kind), kind)
    assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b|Undefined|Decimal\(|datetime", text)
    if sample != "hostile":
        assert "{{" not in text
        assert "{%" not in text
    assert not re.search(r"\(\s*\)|« »|n° [,;.]", text)


def read(content: bytes, kind: str) -> str:
    """Give the text of a document of any format, folded."""
    if kind == "pdf":
        return fold(pdf_text(content))
    return "\n".join(docx_blocks(content) if kind == "docx" else html_blocks(content))


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_every_value_of_the_hostile_sample_comes_back_whole(rendered: Rendered, kind: str) -> None:
    dossier = rendered.dossier("hostile")
    everything = squeeze("".join(read(rendered("hostile", name, kind), kind) for name in DOCUMENTS))
    for path, value in printed_texts(dossier):
        assert squeeze(value) in everything, f"{path}: {value!r} was changed or lost"


NOT_PRINTED = re.compile(
    r"^(appel\.(reference|source|definition|suivi|territoires|plan)|departement\.(reference|source|siren|assemblee|service\.(courriel|telephone))"
    r"|.*\.(code|unite|rubrique|regle_solde|mode_signature|type|regime|nature|comptabilite|civilite|organe|fournie_par)$"
    r"|convention\.(visas_ecartes|parametres_corriges)|decision\.autres_subventions)"
)
MARKDOWN = re.compile(
    r"^(projet\.description|suivi\.commentaire|bilan\.(synthese|analyse\.(?!freins\[\d+\]\.(obstacle|public))|moyens|communication|compte_rendu\.(comm|cles)))"
)


def printed_texts(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give each one-line text of a dossier that some document prints as it is, with its path."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from printed_texts(getattr(part, name), f"{path}.{name}" if path else name)
    elif isinstance(part, tuple):
        for rank, item in enumerate(part):
            yield from printed_texts(item, f"{path}[{rank}]")
    elif isinstance(part, str) and not NOT_PRINTED.match(path) and not MARKDOWN.match(path):
        if path.endswith((".siret", ".iban", ".telephone")):
            return
        yield path, part


@pytest.mark.parametrize(("sample", "document"), [case for case in CASES if "convention" in str(case.id)])
def test_convention_prints_the_amounts_of_the_rules(rendered: Rendered, sample: str, document: str) -> None:
    dossier = rendered.dossier(sample)
    assert dossier.decision
    echeancier = compute_echeancier(dossier.decision.montant, dossier.appel.taux_avance)
    text = fold(" ".join(docx_blocks(rendered(sample, document, "docx"))))
    for amount in (echeancier.montant, echeancier.avance, echeancier.solde):
        assert fold(french.euros(amount)) in text
        assert f"({french.montant_en_lettres(amount)})" in text
    assert echeancier.avance + echeancier.solde == dossier.decision.montant


def test_convention_of_19999_99(rendered: Rendered) -> None:
    text = fold(" ".join(docx_blocks(rendered("complet", "convention", "docx"))))
    assert "15 999,99 €" in text
    assert "4 000,00 €" in text


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
@pytest.mark.parametrize("sample", ["epci", "mission-locale-gip"])
def test_public_bodies_get_no_engagement_republicain(rendered: Rendered, sample: str, kind: str) -> None:
    text = read(rendered(sample, "convention", kind), kind)
    assert "engagement républicain" not in text
    assert "RNA" not in text
    assert "national des associations" not in text


def test_articles_are_numbered_without_a_gap(rendered: Rendered) -> None:
    for sample, count in (("association", 18), ("epci", 17)):
        blocks = docx_blocks(rendered(sample, "convention", "docx"))
        numbers = [int(found[1]) for block in blocks if (found := re.match(r"Article (\d+) –", block))]
        assert numbers == list(range(1, count + 1))


def test_solde_shows_what_is_due_and_paid(rendered: Rendered) -> None:
    text = fold(" ".join(docx_blocks(rendered("epci", "demande-solde", "docx"))))
    dossier = rendered.dossier("epci")
    assert dossier.paiements
    assert dossier.paiements[0].mandat in text
    assert "Net à payer" in text
    assert "Trop-perçu" not in text


def test_too_much_paid_becomes_an_order_to_give_back(rendered: Rendered) -> None:
    text = fold(" ".join(docx_blocks(rendered("hostile", "demande-solde", "docx"))))
    assert "Trop-perçu à reverser" in text
    assert "Net à payer" not in text
    assert "Ordre de reversement" in text


def test_unknown_is_never_zero(rendered: Rendered) -> None:
    blocks = docx_blocks(rendered("hostile", "bilan-final", "docx"))
    assert blocks.count("non connu") >= 3
    assert "0" in blocks


@pytest.mark.parametrize("document", list(DOCUMENTS))
@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_the_day_is_written_or_left_to_the_pen(
    rendered: Rendered, toolkit: cd.Toolkit, document: str, kind: str
) -> None:
    dossier = rendered.dossier("complet")
    if dossier.convention and dossier.convention.mode_signature == "electronique" and document == "convention":
        dossier = rendered.dossier("epci")
    blank = read(toolkit.render(dossier, document, kind).content, kind)
    assert "19 janvier 2027" not in blank
    assert re.search(r"Fait à [^,]+, le …", blank)
    dated = toolkit.render(dossier, document, kind, date=DATE).content
    assert re.search(r"Fait à [^,]+, le 19 janvier 2027", read(dated, kind))


@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize(("sample", "document"), CASES)
def test_every_pdf_is_archival_and_accessible(rendered: Rendered, sample: str, document: str, profile: str) -> None:
    assert is_pdf_compliant_bytes(rendered(sample, document, "pdf"), profile=profile)
