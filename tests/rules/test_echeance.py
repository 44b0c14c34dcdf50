"""What is due in the life of a grant, and when."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from dossiers import build

from cllaj_docs.rules.echeance import Echeance, compute_echeances


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def due(etape: Any, changes: dict[str, Any] | None = None) -> dict[str, Echeance]:
    return {echeance.code: echeance for echeance in compute_echeances(build("association", etape, changes))}


def test_nothing_is_due_before_the_decision() -> None:
    assert due("candidature") == {}
    assert list(due("votee")) == ["redaction"]


def test_the_order_of_the_life_of_a_grant() -> None:
    assert list(due("redigee")) == ["signature", "notification", "avance", "bilan", "solde", "fin"]


def test_days_come_from_the_convention_and_from_the_delays_of_the_call() -> None:
    dossier = build("association", "signee")
    found = due("signee")
    assert dossier.convention is not None
    assert dossier.convention.date_notification is not None
    delay = datetime.timedelta(days=dossier.appel.modalites.delai_paiement_jours)
    assert found["signature"].fait_le == dossier.convention.date_signature
    assert found["avance"].date == dossier.convention.date_notification + delay
    assert found["bilan"].date == dossier.convention.date_limite_bilan
    assert found["fin"].date == dossier.convention.duree.fin


def test_what_depends_on_what_is_not_known_has_no_day() -> None:
    found = due("redigee")
    assert (found["avance"].date, found["avance"].base) == (None, "attend la notification")
    assert (found["solde"].date, found["solde"].base) == (None, "attend le bilan final")
    assert found["avance"].etat(day("2099-01-01")) == "en attente"


def test_an_avance_paid_in_part_is_still_due() -> None:
    found = due("payee", {"paiements[0].montant": Decimal("1000.00")})["avance"]
    assert found.fait_le is None
    assert found.montant == Decimal("15000.00")


def test_the_report_opens_the_solde() -> None:
    dossier = build("association", "achevee")
    assert dossier.bilan is not None
    found = due("achevee")
    assert found["bilan"].fait_le == dossier.bilan.date
    if "solde" in found:
        assert found["solde"].date == dossier.bilan.date + datetime.timedelta(days=60)


def test_what_was_paid_too_much_is_to_give_back() -> None:
    found = due(
        "achevee", {"bilan.compte_rendu.charges": [{"rubrique": "64-remunerations", "montant": Decimal("1.00")}]}
    )
    assert "solde" not in found
    assert found["reversement"].montant is not None
    assert found["reversement"].montant > 0
    assert found["reversement"].date is None


def test_the_end_of_a_convention_is_never_late() -> None:
    found = due("signee")["fin"]
    assert found.date is not None
    assert found.etat(found.date) == "à venir"
    after = found.date + datetime.timedelta(days=1)
    assert (found.etat(after), found.retard(after)) == ("fait", 0)


@pytest.mark.parametrize(
    ("date", "done", "etat", "retard"),
    [
        ("2026-11-30", None, "à venir", 0),
        ("2026-11-29", None, "en retard", 1),
        ("2026-11-29", "2026-11-29", "fait", 0),
        ("2026-11-29", "2026-12-09", "fait en retard", 10),
        (None, None, "en attente", 0),
        (None, "2026-12-09", "fait", 0),
    ],
)
def test_the_last_day_is_not_late(date: str | None, done: str | None, etat: str, retard: int) -> None:
    echeance = Echeance("bilan", "Bilan", "", date and day(date), done and day(done))  # type: ignore[arg-type]
    assert echeance.etat(day("2026-11-30")) == etat
    assert echeance.retard(day("2026-11-30")) == retard
