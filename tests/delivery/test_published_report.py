"""The version of the report to be published, read back: what it hides is nowhere in its files, nor told by them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from document_text import docx_blocks, fold, html_blocks, pdf_pages, pdf_text
from dossiers import build
from rendered import DATE, Rendered

import cllaj_docs as cd
from cllaj_docs.domain import Dossier
from cllaj_docs.rules.diffusion import compute_diffusion

PUBLISHED = "bilan-final-diffusable"
LOGES = "bilan.indicateurs.jeunes_loges"

ONE: dict[str, Any] = {
    "bilan.indicateurs.contacts": {"telephone": 2, "courriel": 398, "ase": 41},
    "bilan.indicateurs.jeunes_recus": {"ase": 28, "tous": 155, "ase_inconnu": 1},
    LOGES: {"ase": 2, "tous": 27, "ase_inconnu": 4, "situation_connue_ase": 11, "situation_connue_tous": 70},
    "bilan.indicateurs.jeunes_actions_nouvelles": {"ase": 14, "tous": 95, "permanences": 60, "ateliers": 38},
    "bilan.actions": [{"code": "P1", "seances": 22, "participants": 60}, {"code": "A1", "participants": 3}],
    "bilan.profil": {"sexe": {"femme": 4, "homme": 151}},
    "bilan.profil_ase": {"sexe": {"femme": 1, "homme": 27}},
}
OTHER: dict[str, Any] = {
    "bilan.indicateurs.contacts": {"telephone": 4, "courriel": 396, "ase": 41},
    "bilan.indicateurs.jeunes_recus": {"ase": 28, "tous": 155, "ase_inconnu": 3},
    LOGES: {"ase": 4, "tous": 27, "ase_inconnu": 1, "situation_connue_ase": 11, "situation_connue_tous": 70},
    "bilan.indicateurs.jeunes_actions_nouvelles": {"ase": 14, "tous": 95, "permanences": 60, "ateliers": 38},
    "bilan.actions": [{"code": "P1", "seances": 22, "participants": 60}, {"code": "A1", "participants": 1}],
    "bilan.profil": {"sexe": {"femme": 3, "homme": 152}},
    "bilan.profil_ase": {"sexe": {"femme": 2, "homme": 26}},
}
"""Two reports that differ by what secrecy hides alone: small counts, and those hidden for them."""


def masques(dossier: Dossier) -> dict[str, str]:
    assert dossier.bilan
    return dict(compute_diffusion(dossier.projet, dossier.bilan).masques)


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_reports_that_differ_by_hidden_counts_are_published_alike(toolkit: cd.Toolkit, kind: str) -> None:
    """To the byte: no figure, sentence, bar, alternative text or property tells one from the other."""
    one, other = (build(changes=changes) for changes in (ONE, OTHER))
    assert masques(one) == masques(other)
    assert len(masques(one)) > 8
    published = [toolkit.render(dossier, PUBLISHED, kind, date=DATE).content for dossier in (one, other)]
    assert published[0] == published[1]
    exact = [toolkit.render(dossier, "bilan-final", kind, date=DATE).content for dossier in (one, other)]
    assert exact[0] != exact[1]


def read(content: bytes, kind: str) -> str:
    if kind == "pdf":
        return fold(pdf_text(content))
    return "\n".join(docx_blocks(content) if kind == "docx" else html_blocks(content))


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
@pytest.mark.parametrize("sample", ["complet", "epci", "hostile"])
def test_a_published_report_names_nobody_to_write_to_and_no_account(rendered: Rendered, sample: str, kind: str) -> None:
    porteur = rendered.dossier(sample).porteur
    text = read(rendered(sample, PUBLISHED, kind), kind)
    plain = re.sub(r"\s", "", text)
    assert porteur.compte
    assert porteur.contact
    for secret in (porteur.compte.iban, porteur.contact.courriel, porteur.contact.nom.split(",")[0]):
        assert re.sub(r"\s", "", secret) not in plain
    assert "Certification" not in text
    assert "Version diffusable : les effectifs inférieurs à 5 ne sont pas publiés" in fold(text)
    assert "Version contractuelle" not in text


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
@pytest.mark.parametrize("sample", ["complet", "epci", "hostile"])
def test_the_exact_report_says_that_it_is_restricted(rendered: Rendered, sample: str, kind: str) -> None:
    text = fold(read(rendered(sample, "bilan-final", kind), kind))
    assert "Version contractuelle – diffusion restreinte" in text
    assert "Version diffusable" not in text
    assert "moins de 5" not in text
    assert "non publié" not in text


@pytest.mark.parametrize("document", ["bilan-final", PUBLISHED])
@pytest.mark.parametrize("sample", ["complet", "epci", "hostile"])
def test_the_synthesis_fits_the_first_page(rendered: Rendered, sample: str, document: str) -> None:
    first, second, *_ = (fold(page) for page in pdf_pages(rendered(sample, document, "pdf")))
    assert "1. Synthèse" in first
    assert "2. Fiche d’identité" not in first
    assert second.startswith("2. Fiche d’identité")


def test_the_charts_of_both_versions_say_the_same_of_what_is_published(rendered: Rendered) -> None:
    """The alternative text of the picture and of the vector carry every value, or what stands for it."""
    for document in ("bilan-final", PUBLISHED):
        page = rendered("epci", document, "html").decode()
        (long,) = re.findall(r"<desc[^>]*>(.*?)</desc>", page)
        assert len(re.findall(r"Cible \S+, Résultat ", long)) == 8
    dossier = build(changes=ONE)
    page = cd.render(dossier, PUBLISHED, "html").content.decode()
    (long,) = re.findall(r"<desc[^>]*>(.*?)</desc>", page)
    assert "Jeunes logés (ASE)\u00a0: Cible 8, Résultat moins de\u00a05" in long
