"""The final report: actions, chart, accounts, who signs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from dossiers import ABSENT, build

from cllaj_docs.documents.bilan_final import DOCUMENT, Barre
from cllaj_docs.french.typography import polish

JEUNES = ("jeunes_recus", "jeunes_accompagnes", "jeunes_loges", "jeunes_actions_nouvelles")


def context(changes: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    return DOCUMENT.build_context(build("association", "achevee", changes), None)


def test_every_action_of_the_project_appears_reported_or_not() -> None:
    suivi = context()["suivi_actions"]
    assert [item.action.code for item in suivi] == ["P1", "A1"]
    assert suivi[0].realisee is not None
    assert (suivi[0].realisee.seances, suivi[0].realisee.participants) == (22, 60)
    assert suivi[1].realisee is None


def test_the_report_may_have_a_signatory_of_its_own() -> None:
    values = context()
    assert values["signataire_bilan"] == values["signataire_porteur"]
    own = {"civilite": "M.", "prenom": "Sacha", "nom": "Modèle", "qualite": "Directeur"}
    values = context({"bilan.signataire": own})
    assert values["signataire_bilan"].nom == "M.\u00a0Sacha Modèle"
    assert values["signataire_porteur"].nom == "Mme\u00a0Camille Exemple"


def test_the_chart_draws_youths_and_never_contacts() -> None:
    values = context()
    graphique = values["graphique"]
    assert graphique.series == ("Cible", "Résultat")
    assert graphique.titre == values["graphique_titre"]
    assert graphique.barres == (
        Barre("Jeunes reçus (ASE)", (30, 28)),
        Barre("Jeunes reçus (tous)", (150, 155)),
        Barre("Jeunes accompagnés (ASE)", (20, 21)),
        Barre("Jeunes accompagnés (tous)", (80, 82)),
        Barre("Jeunes logés (ASE)", (8, 9)),
        Barre("Jeunes logés (tous)", (30, 27)),
        Barre("Actions nouvelles (ASE)", (12, 14)),
        Barre("Actions nouvelles (tous)", (90, 95)),
    )
    assert graphique.alternative == polish(graphique.alternative)
    assert graphique.absents == ("non fixée", "non connu")


def test_unknown_is_not_zero_in_the_chart() -> None:
    changes = {
        "bilan.indicateurs.jeunes_loges.ase": ABSENT,
        "bilan.indicateurs.jeunes_recus.ase": 0,
        "projet.cibles.jeunes_accompagnes.ase": ABSENT,
    }
    graphique = context(changes)["graphique"]
    barres = {barre.libelle: barre.valeurs for barre in graphique.barres}
    assert barres["Jeunes logés (ASE)"] == (8, None)
    assert barres["Jeunes reçus (ASE)"] == (30, 0)
    assert barres["Jeunes accompagnés (ASE)"] == (None, 21)


def test_a_bar_without_target_nor_result_is_left_out() -> None:
    changes = {"projet.cibles.jeunes_loges": ABSENT, "bilan.indicateurs.jeunes_loges": {}}
    libelles = [barre.libelle for barre in context(changes)["graphique"].barres]
    assert len(libelles) == 6
    assert not [libelle for libelle in libelles if "logés" in libelle]


def test_nothing_to_draw_gives_no_chart() -> None:
    changes = {"projet.cibles": ABSENT, **{f"bilan.indicateurs.{code}": {} for code in JEUNES}}
    assert context(changes)["graphique"] is None


def test_accounts_on_both_sides() -> None:
    values = context()
    assert (values["charges"].cote, values["produits"].cote) == ("charges", "produits")
    for side in ("charges", "produits"):
        assert (values[side].total.prevu, values[side].total.realise) == (Decimal(25000), Decimal(25000))
        assert values[side].total_valorise.ecart == Decimal(-500)


@pytest.mark.parametrize(("etat", "part"), [("5000.00", Decimal("0.8")), ("30000.00", Decimal("0.4"))])
def test_share_of_the_grant_in_the_planned_products(etat: str, part: Decimal) -> None:
    assert context({"projet.budget.produits[1].montant": etat})["part_produits"] == part
    assert context({"bilan.compte_rendu.produits[1].montant": etat})["part_produits"] == Decimal("0.8")


def test_no_planned_product_gives_no_share() -> None:
    only_in_kind = [{"rubrique": "87-benevolat", "montant": "2500.00"}]
    assert context({"projet.budget.produits": only_in_kind})["part_produits"] is None
