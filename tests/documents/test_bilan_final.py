"""The final report: actions, chart, accounts, who signs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from dossiers import ABSENT, build

from cllaj_docs.documents.bilan_final import DOCUMENT, DOCUMENT_DIFFUSABLE, Barre
from cllaj_docs.documents.profil import CaseProfil
from cllaj_docs.french.typography import polish

JEUNES = ("jeunes_recus", "jeunes_accompagnes", "jeunes_loges", "jeunes_actions_nouvelles")


def context(changes: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    return DOCUMENT.build_context(build("association", "achevee", changes), None)


def public(changes: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    return DOCUMENT_DIFFUSABLE.build_context(build("association", "achevee", changes), None)


def test_every_action_of_the_project_appears_reported_or_not() -> None:
    reported, silent = context()["suivi_actions"]
    assert (reported.code, reported.nature, reported.lieu) == ("P1", "permanence en milieu rural", "Modèle-lès-Prés")
    assert (reported.seances, reported.participants, reported.commentaire) == ("22", "60", "–")
    assert (silent.code, silent.nature, silent.rythme) == ("A1", "atelier collectif", "10\u00a0séances prévues")
    assert (silent.seances, silent.participants, silent.commentaire) == (
        "non connu",
        "non connu",
        "action sans compte rendu",
    )


@pytest.mark.parametrize(
    ("debut", "fin", "dates"),
    [
        ("2025-09-08", "2026-08-31", "du\u00a008/09/2025 au\u00a031/08/2026"),
        ("2025-09-08", ABSENT, "depuis le\u00a008/09/2025"),
        (ABSENT, "2026-08-31", "jusqu’au\u00a031/08/2026"),
        (ABSENT, ABSENT, "–"),
    ],
)
def test_dates_of_an_action(debut: Any, fin: Any, dates: str) -> None:
    given = {f"bilan.actions[0].{name}": day for name, day in (("debut", debut), ("fin", fin)) if day is not ABSENT}
    assert context(given)["suivi_actions"][0].dates == dates


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
    assert {barre.mentions for barre in graphique.barres} == {(None, None)}


def test_unknown_is_not_zero_in_the_chart() -> None:
    changes = {
        "bilan.indicateurs.jeunes_loges.ase": ABSENT,
        "bilan.indicateurs.jeunes_recus.ase": 0,
        "projet.cibles.jeunes_accompagnes.ase": ABSENT,
    }
    graphique = context(changes)["graphique"]
    barres = {barre.libelle: (barre.valeurs, barre.mentions) for barre in graphique.barres}
    assert barres["Jeunes logés (ASE)"] == ((8, None), (None, "non connu"))
    assert barres["Jeunes reçus (ASE)"] == ((30, 0), (None, None))
    assert barres["Jeunes accompagnés (ASE)"] == ((None, 21), ("non fixée", None))


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


def test_share_of_the_grant_in_the_products_planned_and_real() -> None:
    values = context(
        {"projet.budget.produits[1].montant": "30000.00", "bilan.compte_rendu.produits[1].montant": "12000.00"}
    )
    assert (values["part_prevue"], values["part_realisee"]) == (Decimal("0.4"), Decimal("0.625"))


def test_no_product_gives_no_share() -> None:
    only_in_kind = [{"rubrique": "87-benevolat", "montant": "2500.00"}]
    assert context({"projet.budget.produits": only_in_kind})["part_prevue"] is None
    assert context({"bilan.compte_rendu.produits": only_in_kind})["part_realisee"] is None


# --- the profile -----------------------------------------------------------------------------------------------------

PROFIL = {"sexe": {"femme": 62, "homme": 93}, "logement_obtenu": {"parc_social": 27}}


def test_no_profile_is_no_table() -> None:
    assert context()["profil"] is None
    assert context({"bilan.profil": {}})["profil"] is None


def test_a_profile_shows_counts_and_shares() -> None:
    profil = context({"bilan.profil": PROFIL})["profil"]
    assert not profil.avec_ase
    sexe, logement = profil.traits
    assert (sexe.total.libelle, sexe.total.tous) == ("Sexe", CaseProfil("155", "100\u00a0%"))
    assert [(ligne.libelle, ligne.tous.effectif, ligne.tous.part) for ligne in sexe.lignes] == [
        ("Femmes", "62", "40\u00a0%"),
        ("Hommes", "93", "60\u00a0%"),
        ("Non renseigné", "0", "0\u00a0%"),
    ]
    assert logement.total.libelle == "Logement obtenu (jeunes logés)"
    assert {ligne.ase for ligne in sexe.lignes} == {CaseProfil("–", "–")}


def test_a_table_kept_for_ase_youths_stands_beside_the_other() -> None:
    profil = context({"bilan.profil": PROFIL, "bilan.profil_ase": {"sexe": {"femme": 7, "homme": 21}}})["profil"]
    assert profil.avec_ase
    sexe, logement = profil.traits
    assert [ligne.ase for ligne in (sexe.total, *sexe.lignes)] == [
        CaseProfil("28", "100\u00a0%"),
        CaseProfil("7", "25\u00a0%"),
        CaseProfil("21", "75\u00a0%"),
        CaseProfil("0", "0\u00a0%"),
    ]
    assert {ligne.ase for ligne in (logement.total, *logement.lignes)} == {CaseProfil("–", "–")}


def test_an_empty_table_has_no_share() -> None:
    (sexe,) = context({"bilan.profil": {"sexe": {}}})["profil"].traits
    assert (sexe.total.tous, sexe.lignes[0].tous) == (CaseProfil("0", "–"), CaseProfil("0", "–"))


# --- the version to be published -------------------------------------------------------------------------------------


def test_the_two_versions_say_which_they_are() -> None:
    assert context()["version"].mention == "Version contractuelle – diffusion restreinte"
    assert not context()["version"].publique
    for seuil, changes in ((5, {}), (11, {"bilan.seuil_diffusion": 11})):
        version = public(changes)["version"]
        assert version.publique
        assert version.mention.startswith(
            f"Version diffusable\u00a0: les effectifs inférieurs à {seuil} ne sont pas publiés"
        )


def test_the_published_version_holds_no_exact_count_to_print() -> None:
    """A template of one's own may print any value: what is not printed by ours must not be there."""
    values = public({"bilan.profil": PROFIL})
    assert values["bilan"].indicateurs is None
    assert values["bilan"].actions == ()
    assert values["bilan"].profil is None
    assert values["bilan"].profil_ase is None
    assert values["bilan"].synthese == "Une année utile."


def test_small_counts_and_what_would_give_them_back_are_hidden_everywhere() -> None:
    changes = {
        "bilan.indicateurs.jeunes_loges": {"ase": 2, "tous": 27, "ase_inconnu": 3, "situation_connue_tous": 79},
        "bilan.actions[0].participants": 4,
        "bilan.profil": {"sexe": {"femme": 3, "homme": 152}},
    }
    values = public(changes)
    loges = values["lignes_indicateurs"][3]
    assert (loges.ase.obtenu.texte, loges.ase.taux, loges.inconnu) == ("moins de\u00a05", None, "moins de\u00a05")
    assert loges.tous.obtenu.texte == "27"
    assert "Parmi eux, moins de 5 ont eu un parcours ASE, pour 8\u00a0prévus." in values["commentaires"][3]
    # 82 accompanied less 79 known are three without news.
    assert values["precisions"][1].endswith("le nombre de jeunes dont la situation est connue n’est pas publié.")
    bars = {barre.libelle: barre for barre in values["graphique"].barres}
    assert bars["Jeunes logés (ASE)"] == Barre("Jeunes logés (ASE)", (8, None), (None, "moins de\u00a05"))
    assert values["suivi_actions"][0].participants == "moins de\u00a05"
    (sexe,) = values["profil"].traits
    assert [ligne.tous for ligne in (sexe.total, *sexe.lignes)] == [
        CaseProfil("155", "100\u00a0%"),
        CaseProfil("moins de\u00a05", "–"),
        CaseProfil("non publié", "–"),
        CaseProfil("0", "0\u00a0%"),
    ]


def test_an_action_without_report_takes_no_count_of_another() -> None:
    reported, silent = public({"bilan.actions[0].participants": 2})["suivi_actions"]
    assert (reported.participants, silent.participants) == ("moins de\u00a05", "non connu")


def test_large_counts_are_printed_in_both_versions() -> None:
    known = {"bilan.indicateurs.jeunes_loges.situation_connue_ase": 15}
    exact, published = context(known), public(known)
    for name in ("lignes_indicateurs", "commentaires", "precisions", "graphique", "suivi_actions"):
        assert exact[name] == published[name]
