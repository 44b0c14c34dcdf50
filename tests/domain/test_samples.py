"""The samples: fictitious, right, well written, each at its stage of life; and the hostile one, really hostile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pydantic import BaseModel

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.porteur import Association
from cllaj_docs.domain.projet import Projet
from cllaj_docs.domain.source import read_source, read_toml
from cllaj_docs.french.typography import polish

if TYPE_CHECKING:
    from domain.conftest import Essai

# Regime, then what is there: decision, signature, notification, kinds of payment, report.
STAGES = {
    "association": ("association", True, False, False, [], False),
    "mission-locale-association": ("mission_locale_association", True, True, True, [], False),
    "mission-locale-gip": ("mission_locale_gip", True, True, True, ["avance"], False),
    "epci": ("epci", True, True, True, ["avance"], True),
    "complet": ("association", True, True, True, ["avance"], True),
    "hostile": ("epci", True, True, True, ["avance"], True),
}
ORDINARY = [name for name in STAGES if name != "hostile"]


def load(samples: Path, name: str) -> Dossier:
    return Dossier.load(samples / f"{name}.toml")


def texts(value: Any) -> Iterator[str]:
    """Give every text of a dossier, of its keys' values only."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below)


def test_the_samples_are_these(samples: Path) -> None:
    assert {path.name for path in samples.iterdir()} == {f"{name}.toml" for name in STAGES} | {
        "complet-tableau",
        "campagne",
    }


@pytest.mark.parametrize("name", STAGES)
def test_a_sample_is_at_its_stage(samples: Path, name: str) -> None:
    dossier = load(samples, name)
    regime, decided, signed, notified, paid, reported = STAGES[name]
    convention = dossier.convention
    assert dossier.porteur.regime == regime
    assert (dossier.decision is not None) is decided
    assert convention is not None
    assert (convention.date_signature is not None) is signed
    assert (convention.date_notification is not None) is notified
    assert [paiement.nature for paiement in dossier.paiements] == paid
    assert (dossier.bilan is not None) is reported


@pytest.mark.parametrize("name", STAGES)
def test_budgets_balance_and_hold_the_grant(samples: Path, name: str) -> None:
    dossier = load(samples, name)
    budgets = [dossier.projet.budget, *([dossier.bilan.compte_rendu] if dossier.bilan else [])]
    for budget in budgets:
        assert budget.total_charges == budget.total_produits
        assert budget.contributions_charges == budget.contributions_produits
    assert dossier.decision
    expected = {ligne.rubrique: ligne.montant for ligne in budgets[0].produits}
    assert expected["74-departement"] == dossier.decision.montant


@pytest.mark.parametrize("name", STAGES)
def test_staff_is_shown_what_the_first_checks_ask_for(samples: Path, name: str) -> None:
    dossier = load(samples, name)
    assert dossier.decision
    assert dossier.decision.autres_subventions is not None
    assert dossier.departement.reference == "pas-de-calais"
    assert dossier.departement.signataire.habilitation
    assert dossier.porteur.representant.habilitation


def test_one_sample_passes_the_threshold_with_its_other_grants(samples: Path) -> None:
    totals = {}
    for name in STAGES:
        decision = load(samples, name).decision
        assert decision
        totals[name] = decision.montant + sum(
            (other.montant for other in decision.autres_subventions or ()), Decimal(0)
        )
    assert [name for name, total in totals.items() if total > 23000] == ["mission-locale-association"]


def test_the_advance_is_paid_as_the_call_says(samples: Path) -> None:
    paid = {name: [str(paiement.montant) for paiement in load(samples, name).paiements] for name in STAGES}
    assert paid["mission-locale-gip"] == paid["epci"] == ["16000.00"]
    assert paid["complet"] == ["15999.99"]  # of 19 999,99 €


def test_the_community_spent_less_than_planned(samples: Path) -> None:
    dossier = load(samples, "epci")
    assert dossier.bilan
    assert dossier.bilan.compte_rendu.total_charges / dossier.projet.budget.total_charges == Decimal("0.92")


# --- fictitious, and written as it should be -------------------------------------------------------------------------


@pytest.mark.parametrize("name", STAGES)
def test_bodies_and_accounts_are_invented(samples: Path, name: str) -> None:
    porteur = load(samples, name).porteur
    assert porteur.siret.startswith("999000")  # no such SIREN
    assert porteur.compte
    bank, branch = porteur.compte.iban[4:9], porteur.compte.iban[9:14]
    public = porteur.regime in {"mission_locale_gip", "epci"}
    assert (bank, branch) == (("30001", "00000") if public else ("00000", "12345"))
    assert re.fullmatch(r"629\d\d", porteur.adresse.code_postal)
    if porteur.contact:
        assert porteur.contact.courriel.endswith(".example")
        assert (porteur.contact.telephone or "0353010000").startswith("03530100")  # kept for fiction by ARCEP


@pytest.mark.parametrize("name", STAGES)
def test_a_sample_says_that_it_is_invented_and_what_it_can_give(samples: Path, name: str) -> None:
    head = read_source(samples / f"{name}.toml").partition("\n\n")[0]
    assert re.search("fictif|INVENTÉ", head)
    assert "Étape" in head
    assert "Document" in head


def test_no_two_samples_share_an_identity(samples: Path) -> None:
    dossiers = [load(samples, name) for name in STAGES]
    for values in (
        [dossier.porteur.siret for dossier in dossiers],
        [dossier.porteur.compte.iban for dossier in dossiers if dossier.porteur.compte],
        [dossier.porteur.nom for dossier in dossiers],
        [dossier.projet.numero_dossier for dossier in dossiers],
        [dossier.convention.numero for dossier in dossiers if dossier.convention],
    ):
        assert len(set(values)) == len(dossiers)


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_sample_is_correct_to_the_space(samples: Path, name: str) -> None:
    source = read_source(samples / f"{name}.toml")
    for text in texts(read_toml(source)):
        assert polish(text) == text
        assert "'" not in text
    for line in source.splitlines():
        if line.startswith("#"):
            assert polish(line) == line


@pytest.mark.parametrize("name", STAGES)
def test_every_character_is_in_the_four_fonts(samples: Path, repository: Path, name: str) -> None:
    fonts = [TTFont(path).getBestCmap() for path in (repository / "templates/fonts").glob("*.ttf")]
    assert len(fonts) == 4
    known = set.intersection(*(set(font) for font in fonts))
    used = set("".join(texts(read_toml(read_source(samples / f"{name}.toml"))))) - {"\n"}
    assert {character for character in used if ord(character) not in known} == set()


# --- the complete one ------------------------------------------------------------------------------------------------


def test_the_complete_sample_gives_every_key_that_its_regime_may_have(samples: Path) -> None:
    absent = []
    pending: list[tuple[str, Any]] = [("", load(samples, "complet"))]
    while pending:
        path, part = pending.pop()
        if isinstance(part, tuple):
            pending += [(f"{path}[]", item) for item in part]
        elif isinstance(part, BaseModel):
            for name in type(part).model_fields:
                value = getattr(part, name)
                if value is None or (name not in part.model_fields_set and f"{path}.{name}" != ".appel.modalites"):
                    absent.append(f"{path}.{name}")
                pending.append((f"{path}.{name}", value))
    # Keys that repeat many times: shown once is enough. The addresses of bodies have no second line.
    assert set(absent) <= {
        ".projet.budget.charges[].precision",
        ".projet.budget.produits[].precision",
        ".bilan.compte_rendu.charges[].precision",
        ".bilan.compte_rendu.produits[].precision",
        ".departement.adresse.complement",
        ".departement.tribunal.adresse.complement",
        # An association's acts need no transmission to come into force.
        ".porteur.declaration.executoire_le",
        ".porteur.representant.habilitation.executoire_le",
        ".convention.signataires.porteur.habilitation.executoire_le",
        ".bilan.signataire.habilitation.executoire_le",
    }


def test_the_complete_sample_shows_what_markdown_can_do(essai: Callable[..., Essai]) -> None:
    everything = "\n\n".join(texts(essai().data))
    for sign in ("\n- ", "\n1. ", "\n   - ", "**", " *", "\n| ", "](https://", "\n## ", "\n> "):
        assert sign in everything, sign
    assert len(essai().get("bilan.analyse.freins")) >= 5


def test_all_kinds_of_actions_and_all_regimes_are_shown(samples: Path) -> None:
    projet = load(samples, "complet").projet
    assert isinstance(projet, Projet)
    assert {action.type for action in projet.actions} == {"permanence", "atelier", "aller_vers", "accompagnement"}
    assert isinstance(load(samples, "complet").porteur, Association)


# --- the hostile one -------------------------------------------------------------------------------------------------


def test_the_hostile_sample_bears_the_name_that_was_asked_for(samples: Path) -> None:
    porteur = load(samples, "hostile").porteur
    assert porteur.compte
    assert porteur.nom == porteur.compte.titulaire == "Grand Calais Terres & Mers"


@pytest.mark.parametrize(
    "trap",
    [
        *("&", "<", ">", '"', "'", "’", "&amp;", "&#8239;", "<script>", "]]>", "<!--", "</w:t>", "\\", "|"),
        *("{{ 7*7 }}", "{% raw %}", "{_{", "}_}", "{#", "{%p", "{{r", "${7*7}", "%s"),
        *("œ", "Œ", "æ", "Æ", "Ÿ", "\u202f", "\u00a0", "−", "·", "½"),
        *("](javascript:", "](file:///", "![", "<div style", "\n    quatre", "```", "[reference]: "),
    ],
)
def test_the_hostile_sample_holds_this_trap(essai: Callable[..., Essai], trap: str) -> None:
    assert any(trap in text for text in texts(essai("hostile").data))


def test_the_hostile_sample_has_names_that_a_workbook_would_run(samples: Path) -> None:
    dossier = load(samples, "hostile")
    assert dossier.porteur.representant.nom.startswith("=")
    assert dossier.porteur.representant.prenom.startswith("@")
    assert {action.intitule[0] for action in dossier.projet.actions} >= {"=", "-"}


def test_the_hostile_sample_has_words_that_no_column_holds(essai: Callable[..., Essai]) -> None:
    longest = max((word for text in texts(essai("hostile").data) for word in text.split()), key=len)
    assert len(longest) > 150


def test_the_hostile_sample_has_zeros_and_unknowns(samples: Path) -> None:
    dossier = load(samples, "hostile")
    assert dossier.bilan
    resultats = dossier.bilan.indicateurs
    assert resultats.jeunes_actions_nouvelles.tous == 0
    assert resultats.jeunes_recus.ase is None
    assert resultats.jeunes_recus.ase_inconnu > 0
    assert resultats.jeunes_loges.ase is None
    assert dossier.projet.cibles.contacts.tous == 0
    assert dossier.projet.cibles.jeunes_actions_nouvelles.tous is None
