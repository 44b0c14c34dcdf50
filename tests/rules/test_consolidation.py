"""Final reports summed: what is known, what is not, and what a published version hides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from dossiers import build

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.bilan import Frein
from cllaj_docs.rules.consolidation import Consolidation, Part, consolidate, diffuse
from cllaj_docs.rules.frein import AUTRES, familles, find_famille


def reported(name: str, changes: dict[str, Any] | None = None) -> Dossier:
    return build("association", "achevee", {"porteur.nom": name, **(changes or {})})


def received(name: str, tous: int, ase: int | None, inconnu: int = 0) -> Dossier:
    """A report whose other counts are out of the way."""
    place = "bilan.indicateurs"
    zero = {"ase": 0, "tous": 0}
    return reported(
        name,
        {
            f"{place}.jeunes_recus": {"tous": tous, "ase": ase, "ase_inconnu": inconnu},
            **{f"{place}.{code}": zero for code in ("jeunes_accompagnes", "jeunes_loges", "jeunes_actions_nouvelles")},
            "bilan.profil": None,
            "bilan.profil_ase": None,
            "bilan.actions": [{"code": "P1"}],
        },
    )


def parts(found: Consolidation, focus: Any = "tous") -> tuple[Part, ...]:
    somme = found.somme("jeunes_recus", focus)
    assert somme is not None
    return somme.parts


def test_counts_are_summed_with_the_share_of_each() -> None:
    found = consolidate([received("A", 30, 10, 2), received("B", 12, 0), received("C", 0, 0)])
    somme, ase = found.somme("jeunes_recus", "tous"), found.somme("jeunes_recus", "ase")
    assert somme is not None
    assert ase is not None
    assert (somme.total, ase.total) == (42, 10)
    assert [(part.operateur, part.valeur) for part in somme.parts] == [("A", 30), ("B", 12), ("C", 0)]
    assert found.exclusions == ()


def test_what_is_not_known_is_not_zero() -> None:
    found = consolidate([received("A", 30, 10), received("B", 12, None)])
    ase = found.somme("jeunes_recus", "ase")
    assert ase is not None
    assert ase.total == 10
    assert [part.operateur for part in ase.comptees] == ["A"]
    assert parts(found, "ase")[1] == Part("B", None, "non connu")
    assert [(one.operateur, one.raison, one.indicateur) for one in found.exclusions] == [
        ("B", "nombre de jeunes ASE non connu", "jeunes_recus")
    ]


def test_no_unknown_path_where_no_path_is_known_is_not_a_zero() -> None:
    found = consolidate([received("A", 30, None), received("B", 12, None, 3), received("C", 9, 1)])
    assert [part.valeur for part in parts(found, "ase_inconnu")] == [None, 3, 0]


def test_nobody_knows_gives_no_total() -> None:
    ase = consolidate([received("A", 30, None)]).somme("jeunes_recus", "ase")
    assert ase is not None
    assert ase.total is None


def test_a_report_that_is_missing_is_told_and_its_money_counts() -> None:
    waiting = build("association", "payee", {"porteur.nom": "B"})
    found = consolidate([received("A", 30, 10), waiting, build("epci", "candidature")])
    assert (found.operateurs, found.rapports) == (("A", "B"), ("A",))
    assert [(one.operateur, one.raison) for one in found.exclusions] == [("B", "bilan final non remis")]
    assert found.comptes[1].liquidation is None
    assert waiting.decision is not None
    assert found.montants.accorde == found.comptes[0].montants.accorde + waiting.decision.montant


def test_another_period_or_definition_is_not_summed() -> None:
    other = received("B", 12, 3).model_copy()
    convention = other.convention
    assert convention is not None
    shorter = convention.periode_action.model_copy(
        update={"fin": convention.periode_action.fin.replace(month=6, day=30)}
    )
    late = other.model_copy(update={"convention": convention.model_copy(update={"periode_action": shorter})})
    indicateurs = tuple(
        one.model_copy(update={"definition": "autrement"}) if one.code == "jeunes_recus" else one
        for one in other.appel.indicateurs
    )
    redefined = received("C", 5, 1)
    redefined = redefined.model_copy(update={"appel": redefined.appel.model_copy(update={"indicateurs": indicateurs})})
    found = consolidate([received("A", 30, 10), received("A2", 1, 0), late, redefined])
    somme = found.somme("jeunes_recus", "tous")
    assert somme is not None
    assert somme.total == 31
    assert [(one.operateur, one.indicateur) for one in found.exclusions] == [("B", None), ("C", "jeunes_recus")]
    assert found.exclusions[0].raison.startswith("autre période")
    accompanied = found.somme("jeunes_accompagnes", "tous")
    assert accompanied is not None
    assert [part.operateur for part in accompanied.comptees] == ["A", "A2", "C"]


def test_amounts_are_proved() -> None:
    low = {"bilan.compte_rendu.charges": [{"rubrique": "64-remunerations", "montant": Decimal("1.00")}]}
    found = consolidate([received("A", 30, 10), reported("B", low)])
    assert found.argent.prouve
    assert found.montants.prouve
    assert found.argent.trop_percu > 0
    assert found.argent.du == sum(one.liquidation.du for one in found.comptes if one.liquidation)


def test_two_operators_of_one_name_are_told_apart() -> None:
    found = consolidate([reported("A", {"convention.numero": "1"}), reported("A", {"convention.numero": "2"})])
    assert found.operateurs == ("A (convention n° 1)", "A (convention n° 2)")


def test_without_any_convention_there_is_nothing() -> None:
    with pytest.raises(ValueError, match="rien à consolider"):
        consolidate([build("association", "votee")])


# --- published -------------------------------------------------------------------------------------------------------


def test_a_small_share_is_hidden_and_cannot_be_computed() -> None:
    found = consolidate([received("A", 30, 10), received("B", 12, 8), received("C", 3, 0)])
    masques = diffuse(found).masques
    assert masques["jeunes_recus.tous[2]"] == "petit"
    others = [nom for nom in ("jeunes_recus.tous", "jeunes_recus.tous[0]", "jeunes_recus.tous[1]") if nom in masques]
    assert others  # else 45 - 30 - 12 gives it back
    assert "jeunes_recus.tous" not in masques  # the total is the dearest


def test_what_a_subtraction_gives_is_protected_too() -> None:
    """30 received, 28 of them ASE: the two others are a small count that nobody prints."""
    found = consolidate([received("A", 30, 28), received("B", 40, 10)])
    assert {"jeunes_recus.tous[0]", "jeunes_recus.ase[0]"} & set(diffuse(found).masques)


def test_nothing_small_nothing_hidden() -> None:
    found = consolidate([received("A", 30, 10), received("B", 40, 12)])
    assert not [nom for nom in diffuse(found).masques if nom.startswith("jeunes_recus")]


def test_beyond_a_hundred_reports_totals_alone_are_published() -> None:
    one = received("A", 30, 10)
    dossiers = [one.model_copy(update={"porteur": one.porteur.model_copy(update={"nom": f"A{k}"})}) for k in range(101)]
    diffusion = diffuse(consolidate(dossiers))
    assert all(diffusion.masques[f"jeunes_recus.tous[{rank}]"] == "tu" for rank in range(101))
    assert "jeunes_recus.tous" not in diffusion.masques
    assert not diffuse(consolidate(dossiers[:100])).masques.keys() & {"jeunes_recus.tous[0]"}


def test_the_strictest_threshold_of_the_reports_holds() -> None:
    strict = received("B", 40, 12).model_copy()
    assert strict.bilan is not None
    strict = strict.model_copy(update={"bilan": strict.bilan.model_copy(update={"seuil_diffusion": 11})})
    found = consolidate([received("A", 30, 10), strict])
    assert diffuse(found).seuil == 11
    assert "jeunes_recus.ase[0]" in diffuse(found).masques


# --- obstacles -------------------------------------------------------------------------------------------------------


def frein(obstacle: str, levier: str = "rien") -> Frein:
    return Frein(obstacle=obstacle, public="jeunes", levier=levier, resultat="-", proposition="-")


@pytest.mark.parametrize(
    ("obstacle", "famille"),
    [
        ("Plus de bus après dix-neuf heures", "Mobilité et éloignement"),
        ("ABSENCE DE GARANT", "Garanties et solvabilité"),
        ("Caravanes", AUTRES),
        ("Pénurie de studios", "Offre de logements"),
        ("Divers", AUTRES),
    ],
)
def test_families_of_obstacles(obstacle: str, famille: str) -> None:
    assert find_famille(frein(obstacle)) == famille


def test_what_was_tried_tells_when_the_title_does_not() -> None:
    assert find_famille(frein("Difficulté récurrente", "navette le samedi")) == "Mobilité et éloignement"


def test_families_have_words_of_their_own() -> None:
    words = [mot for _, mots in familles() for mot in mots]
    assert len(set(words)) == len(words)
