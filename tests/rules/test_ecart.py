"""Planned against done, rubric by rubric, with the contributions in kind apart."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.domain.bilan import CompteRendu
from cllaj_docs.domain.budget import Budget, Ligne
from cllaj_docs.domain.plan_comptable import Cote, rubriques
from cllaj_docs.rules.ecart import Ecart, TableauEcart, compute_ecarts, label_rubrique

CHARGES = [code for code, rubrique in rubriques().items() if rubrique.cote == "charges"]
PRODUITS = [code for code, rubrique in rubriques().items() if rubrique.cote == "produits"]


def lines(amounts: dict[str, str]) -> tuple[Ligne, ...]:
    return tuple(Ligne(rubrique=code, montant=Decimal(amount)) for code, amount in amounts.items())


def compare(cote: Cote, prevu: dict[str, str], realise: dict[str, str]) -> TableauEcart:
    """Compare one side; the other holds a line that must not appear."""
    other = {"fonds-propres": "7777"} if cote == "charges" else {"69": "7777"}
    charges = (lines(prevu), lines(realise)) if cote == "charges" else (lines(other),) * 2
    produits = (lines(other),) * 2 if cote == "charges" else (lines(prevu), lines(realise))
    return compute_ecarts(
        cote,
        Budget(charges=charges[0], produits=produits[0]),
        CompteRendu(charges=charges[1], produits=produits[1], commentaire_ecarts="Aucun."),
    )


def rows(tableau: TableauEcart) -> list[tuple[str, str, str]]:
    return [(line.libelle, str(line.prevu), str(line.realise)) for groupe in tableau.groupes for line in groupe.lignes]


def test_a_rubric_of_either_side_appears_in_the_order_of_the_cerfa() -> None:
    tableau = compare(
        "charges",
        {"ind-fixes": "300", "64": "1000", "60": "200"},
        {"86-benevolat": "50", "61": "80", "64": "900"},
    )
    assert rows(tableau) == [
        ("60 – Achats", "200.00", "0.00"),
        ("61 – Services extérieurs", "0.00", "80.00"),
        ("64 – Charges de personnel", "1000.00", "900.00"),
        ("Charges fixes de fonctionnement", "300.00", "0.00"),
        ("Personnel bénévole", "0.00", "50.00"),
    ]
    assert [(groupe.libelle, groupe.valorise) for groupe in tableau.groupes] == [
        ("Charges directes", False),
        ("Charges indirectes", False),
        ("Emplois des contributions volontaires en nature", True),
    ]


def test_contributions_in_kind_stay_out_of_the_total() -> None:
    tableau = compare("produits", {"74-etat": "5000", "87-dons": "600"}, {"74-etat": "4500.50", "87-benevolat": "700"})
    assert tableau.total == Ecart("Total des produits", Decimal("5000.00"), Decimal("4500.50"))
    assert tableau.total_valorise == Ecart("Total des contributions volontaires", Decimal(600), Decimal(700))
    assert [groupe.valorise for groupe in tableau.groupes] == [False, True]


def test_nothing_in_kind_totals_zero() -> None:
    tableau = compare("charges", {"64": "10"}, {"64": "10"})
    assert (str(tableau.total_valorise.prevu), str(tableau.total_valorise.realise)) == ("0.00", "0.00")
    assert (tableau.cote, tableau.total.libelle) == ("charges", "Total des charges")


@pytest.mark.parametrize(
    ("prevu", "realise", "ecart", "taux"),
    [
        ("1000.00", "900.00", "-100.00", "-0.1"),
        ("1000.00", "1250.00", "250.00", "0.25"),
        ("1000.00", "1000.00", "0.00", "0"),
        ("1000.00", "0.00", "-1000.00", "-1"),
        ("0.00", "80.00", "80.00", None),
        ("0.00", "0.00", "0.00", None),
    ],
)
def test_gap_in_euros_and_as_a_share(prevu: str, realise: str, ecart: str, taux: str | None) -> None:
    found = Ecart("Achats", Decimal(prevu), Decimal(realise))
    assert str(found.ecart) == ecart
    assert found.taux == (None if taux is None else Decimal(taux))


def test_the_words_of_the_operator_follow_the_label() -> None:
    plain = Ligne(rubrique="64", montant=Decimal(1))
    precise = Ligne(rubrique="64", montant=Decimal(1), precision="un mi-temps")
    assert label_rubrique(plain) == "Charges de personnel"
    assert label_rubrique(precise) == "Charges de personnel (un mi-temps)"


def test_the_report_words_its_own_lines_and_the_budget_the_others() -> None:
    planned = Budget(
        charges=(
            Ligne(rubrique="61", montant=Decimal(1), precision="prévue"),
            Ligne(rubrique="64", montant=Decimal(1), precision="prévue"),
        ),
        produits=lines({"74-etat": "2"}),
    )
    done = CompteRendu(
        charges=(Ligne(rubrique="64", montant=Decimal(1), precision="faite"),),
        produits=lines({"74-etat": "1"}),
        commentaire_ecarts="Aucun.",
    )
    assert [label for label, _, _ in rows(compute_ecarts("charges", planned, done))] == [
        "61 – Services extérieurs (prévue)",
        "64 – Charges de personnel (faite)",
    ]


def test_lines_stand_under_their_account() -> None:
    tableau = compare(
        "charges", {"60": "5", "62-banque": "20", "63": "7"}, {"62-deplacements": "300", "ind-fixes": "9"}
    )
    found = [(compte.total, compte.detaille) for groupe in tableau.groupes for compte in groupe.comptes]
    assert [(total.libelle, str(total.prevu), str(total.realise), detail) for total, detail in found] == [
        ("60 – Achats", "5.00", "0.00", False),
        ("62 – Autres services extérieurs", "20.00", "300.00", True),
        ("63 – Impôts et taxes", "7.00", "0.00", False),
        ("Charges fixes de fonctionnement", "0.00", "9.00", False),
    ]


def test_one_line_that_is_not_the_account_itself_is_a_detail() -> None:
    (groupe,) = compare("produits", {"74-departement": "5"}, {"74-departement": "4"}).groupes
    assert [compte.total.libelle for compte in groupe.comptes] == ["74 – Subventions d’exploitation"]
    assert [line.libelle for line in groupe.lignes] == ["Subventions : Département"]


AMOUNTS = st.integers(0, 10_000_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))


def sides(cote: Cote, codes: list[str]) -> st.SearchStrategy[tuple[Cote, dict[str, str], dict[str, str]]]:
    lignes = st.dictionaries(st.sampled_from(codes), AMOUNTS, min_size=1, max_size=8)
    return st.tuples(st.just(cote), lignes, lignes)


@given(sides("charges", CHARGES) | sides("produits", PRODUITS))
def test_no_line_is_lost_nor_counted_twice(side: tuple[Cote, dict[str, str], dict[str, str]]) -> None:
    cote, prevu, realise = side
    tableau = compare(cote, prevu, realise)
    expected = [rubriques()[code].libelle for code in rubriques() if code in prevu or code in realise]
    assert [label.removeprefix(f"{label[:2]} – ") for label, _, _ in rows(tableau)] == expected
    for groupe in tableau.groupes:
        for compte in groupe.comptes:
            assert compte.total.prevu == sum(line.prevu for line in compte.lignes)
            assert compte.total.realise == sum(line.realise for line in compte.lignes)
    for groups, total in ((False, tableau.total), (True, tableau.total_valorise)):
        kept = [line for groupe in tableau.groupes if groupe.valorise is groups for line in groupe.lignes]
        assert total.prevu == sum(line.prevu for line in kept)
        assert total.realise == sum(line.realise for line in kept)
        assert total.ecart == sum(line.ecart for line in kept)
    everything = sum(Decimal(amount) for amount in realise.values())
    assert tableau.total.realise + tableau.total_valorise.realise == everything
