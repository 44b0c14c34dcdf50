"""All the faults of a file at once, each in French, at its exact place, with what would be right."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.faults import FAUTES_MAX
from cllaj_docs.errors import DossierError, Faute

if TYPE_CHECKING:
    from domain.conftest import Essai

ABSENT = object()

# One wrong value at each of many places: path, value, path of the fault when it is another, part of its message.
SINGLE: list[tuple[str, Any, str, str]] = [
    ("porteur.siret", "99900055700011", "", "SIRET faux"),
    ("porteur.rna", "629990005", "", "W suivi de 9 chiffres"),
    ("porteur.compte.iban", "FR5400000123 45EXEMPLE0005 37", "", "IBAN faux"),
    ("porteur.compte.bic", "EXMP", "", "8 ou 11 caractères"),
    ("porteur.adresse.code_postal", "6299", "", "5 chiffres"),
    ("porteur.adresse.code_postal", 62996, "", "un texte entre guillemets"),
    ("porteur.contact.courriel", "direction", "", "nom@domaine.fr"),
    ("porteur.contact.telephone", "3949", "", "10 chiffres"),
    ("porteur.representant.civilite", "Mr", "", "valeurs possibles : M. ou Mme"),
    ("porteur.representant.nom", "", "", "texte vide"),
    ("porteur.representant.prenom", "a\x00b", "", "U+0000"),
    ("porteur.representant.habilitation.nature", "vote", "", "valeurs possibles : deliberation, arrete"),
    ("porteur.declaration.date", "12/03/1998", "", "année-mois-jour"),
    ("porteur.siege", "8 quai de l’Épreuve", "", "clé inconnue"),
    ("porteur.nom", ABSENT, "", "à renseigner : Nom"),
    ("departement.siren", "226200013", "", "SIREN faux"),
    ("departement.signataire.qualite", ABSENT, "", "à renseigner : Qualité"),
    ("appel.plafond", 20000.0, "", "nombre inexact"),
    ("appel.taux_avance", Decimal("1.2"), "", "au plus 1"),
    ("appel.ages.minimum", "16", "", "un nombre entier est attendu"),
    ("appel.indicateurs[2].code", "jeunes", "", "valeurs possibles : contacts, jeunes_recus"),
    ("appel.modalites.exemplaires", 0, "", "au moins 1"),
    ("projet.titre", "un\ndeux", "", "une seule ligne"),
    ("projet.titre", "é" * 301, "", "300 caractères au plus"),
    ("projet.date_candidature", 20250505, "", "date illisible"),
    ("projet.territoires", [], "", "il en faut au moins 1"),
    ("projet.territoires", "Calaisis", "", "une liste entre crochets"),
    ("projet.public", 16, "", "une partie avec ses propres clés"),
    ("projet.actions", [], "", "il en faut au moins 1, il y en a 0"),
    ("projet.actions[1].rural", "oui", "", "true ou false"),
    ("projet.actions[2].seances", -1, "", "au moins 0"),
    ("projet.actions[2].commune", "Fictiville", "", "clé inconnue"),
    ("projet.actions[3].lieux", [], "", "il en faut au moins 1"),
    ("projet.actions[3].lieux[1]", 3, "", "un texte entre guillemets"),
    ("projet.actions[4].modalite", ABSENT, "", "à renseigner : Modalité"),
    ("projet.actions[0].type", ABSENT, "", "à renseigner ; valeurs possibles : permanence"),
    ("projet.actions[0].type", "permanences", "", "valeur inconnue ; valeurs possibles : permanence"),
    ("projet.actions[0]", "P1", "", "une partie avec ses propres clés"),
    ("projet.cibles.jeunes_loges.tous", Decimal("45.5"), "", "un nombre entier est attendu"),
    ("projet.cibles.jeunes_heberges", {"tous": 3}, "", "clé inconnue"),
    ("projet.budget.charges[0].montant", "1 800,00", "", "sans espace"),
    ("projet.budget.charges[3].montant", Decimal("388.405"), "", "le centime"),
    ("projet.budget.charges[4].rubrique", ABSENT, "", "à renseigner : Rubrique"),
    ("projet.budget.charges[5].rubrique", "622", "", "n’est pas une rubrique de charges"),
    ("projet.budget.produits[8].montant", Decimal("-1.00"), "", "au moins 0"),
    ("decision.date", "2025-02-30", "", "n’existe pas"),
    ("decision.montant", Decimal("20000.01"), "", "plafond de l’appel"),
    ("decision.imputation.exercice", 25, "", "au moins 2000"),
    ("decision.imputation.chapitre", 65, "", "un texte entre guillemets"),
    ("decision.autres_subventions[1].montant", None, "", "un nombre est attendu"),
    ("convention.numero", "   ", "", "texte vide"),
    ("convention.date_limite_bilan", "2026-08-30", "", "avant la fin de l’action"),
    ("convention.regle_solde", "pro rata", "", "valeurs possibles : prorata, plafond ou forfait"),
    ("convention.signataires.porteur.nom", 3, "", "un texte entre guillemets"),
    ("convention.visas_supplementaires[1]", "", "", "texte vide"),
    ("paiements[0].montant", 0, "", "supérieur à 0"),
    ("paiements[0].nature", "acompte", "", "valeurs possibles : avance ou solde"),
    ("bilan.date", ABSENT, "", "à renseigner : Date"),
    ("bilan.indicateurs.contacts.telephone", True, "", "un nombre entier est attendu"),
    ("bilan.indicateurs.jeunes_loges.situation_connue_ase", 10, "", "moins que les 11 logés"),
    ("bilan.indicateurs.jeunes_actions_nouvelles.tous", 120, "", "compris entre 121 et 195"),
    ("bilan.actions[2].code", "A2", "", "n’est pas une action du projet"),
    ("bilan.analyse.freins[5].levier", "a\u202eb", "", "U+202E"),
    ("bilan.analyse.freins[0].obstacle", ["Saison"], "", "un texte entre guillemets"),
    ("bilan.compte_rendu.charges[0].rubrique", "74-etat", "", "n’est pas une rubrique de charges"),
    ("bilan.compte_rendu.total", 38412, "", "clé inconnue"),
]


def spoil(dossier: Essai, path: str, value: Any) -> Essai:
    return dossier.drop(path) if value is ABSENT else dossier.put(path, value)


@pytest.fixture(scope="module")
def whole(essai: Callable[..., Essai]) -> Callable[[], Essai]:
    """Give the complete dossier with nothing left to its references: every value can be spoiled."""
    complet = essai()
    read = complet.load()
    complet.put("appel", json.loads(read.appel.model_dump_json())).put(
        "departement", json.loads(read.departement.model_dump_json())
    ).put("departement.reference", None)
    for rank, indicateur in enumerate(complet.get("appel.indicateurs")):
        complet.put(f"appel.indicateurs[{rank}]", dict(indicateur))
    complet.put("appel.reference", "appel-d-essai")
    return lambda: type(complet)(copy.deepcopy(complet.data))


@pytest.mark.parametrize(("path", "value", "place", "said"), SINGLE, ids=[case[0] for case in SINGLE])
def test_one_fault_is_one_fault(whole: Callable[[], Essai], path: str, value: Any, place: str, said: str) -> None:
    fautes = spoil(whole(), path, value).fautes()
    assert list(fautes) == [place or path]
    assert said in fautes[place or path]


@settings(max_examples=200)
@given(chosen=st.sets(st.integers(0, len(SINGLE) - 1), min_size=2, max_size=12))
def test_any_set_of_faults_is_listed_whole(whole: Callable[[], Essai], chosen: set[int]) -> None:
    dossier = whole()
    planted: set[str] = set()
    for index in sorted(chosen):
        path, value, place, _ = SINGLE[index]
        if any(path.startswith(other) or other.startswith(path) for other in planted):
            continue  # the second would overwrite the first
        spoil(dossier, path, value)
        planted.add(place or path)
    assert planted <= dossier.fautes().keys() | HIDDEN_BY_ANOTHER


# What cannot be known while another value is wrong: these rules compare two values.
HIDDEN_BY_ANOTHER = {
    "decision.montant",  # with the ceiling
    "bilan.actions[2].code",  # with the codes of the actions
}


FIVE = """
appel = "pas-de-calais-2025"

[departement]
reference = "pas-de-calais"
signataire = { civilite = "Mme", prenom = "Claude", nom = "Fictif", qualite = "Directrice" }

[porteur]
regime = "epci"
nature = "communaute_d_agglomeration"
nom = "Communauté d’agglomération d’Exempleville"
siret = "999 000 441 00018"
rna = "W629990001"
comptable = "le responsable du service de gestion comptable d’Exempleville"
adresse = { voie = "1 rue de l’Essai", code_postal = "62999", commune = "Exempleville" }
arrete_creation = { nature = "arrete", date = 2000-12-20 }
representant = { civilite = "M.", prenom = "Andrea", nom = "Esquisse", qualite = "Président" }
compte = { titulaire = "CAE", iban = "FR58 3000 1000 00EX EMPL E000 471", bic = "BDFEFRPPXXX" }

[projet]
titre = "Clés en main"
date_candidature = 2025-04-15
territoires = ["Audomarois", "Artoi"]
description = "Un projet."

[[projet.actions]]
type = "permanence"
code = "P1"
intitule = "Permanence"
commune = "Saint-Essai"
rural = true
frequence = "deux fois par mois"

[[projet.actions]]
type = "atelier"
code = "A1"
intitule = "Atelier"
seances = "8"

[projet.budget]
charges = [{ rubrique = "64", montant = 20000.00 }]
produits = [{ rubrique = "74-departement", montant = 20000.00 }]

[decision]
numero = "1"
date = 2025-07-07
montant = 20000.01
"""

FIVE_PLACES = [
    "porteur.siret",
    "porteur.rna",
    "projet.actions[1].seances",
    "projet.territoires[1]",
    "decision.montant",
]


def test_five_planted_faults_list_five() -> None:
    with pytest.raises(DossierError) as caught:
        Dossier.from_toml(FIVE)
    error = caught.value
    assert sorted(faute.chemin for faute in error.fautes) == sorted(FIVE_PLACES)
    lines = str(error).replace("\u00a0", " ").splitlines()
    assert lines[0] == "5 fautes dans le dossier, à corriger :"
    assert len(lines) == 6
    for place in FIVE_PLACES:
        assert sum(f"- {place} : " in line for line in lines) == 1


def test_json_lists_the_same_faults_as_toml() -> None:
    from cllaj_docs.domain.source import read_toml

    text = json.dumps(read_toml(FIVE), default=lambda value: f"#{value}#" if isinstance(value, Decimal) else str(value))
    text = text.replace('"#', "").replace('#"', "")  # amounts are numbers in JSON too
    with pytest.raises(DossierError) as from_toml:
        Dossier.from_toml(FIVE)
    with pytest.raises(DossierError) as from_json:
        Dossier.from_json(text)
    assert from_json.value.fautes == from_toml.value.fautes


def test_one_fault_is_singular(essai: Callable[..., Essai]) -> None:
    with pytest.raises(
        DossierError, match=r"^1 faute dans le dossier, à corriger\u00a0:\n  - porteur\.siret\u00a0: SIRET"
    ):
        essai().put("porteur.siret", "99900055700011").load()


def test_an_error_travels_between_processes(essai: Callable[..., Essai]) -> None:
    with pytest.raises(DossierError) as caught:
        essai().put("porteur.siret", "").drop("projet.titre").load()
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert str(again) == str(caught.value)
    assert again.fautes == caught.value.fautes


def test_an_item_of_a_list_is_also_counted_as_people_do(essai: Callable[..., Essai]) -> None:
    fautes = essai().put("projet.budget.charges[0].montant", -1).put("projet.budget.charges[9].montant", -1).fautes()
    assert fautes["projet.budget.charges[0].montant"].endswith("(1er de la liste)")
    assert fautes["projet.budget.charges[9].montant"].endswith("(10e de la liste)")


def test_an_empty_file_asks_for_the_four_parts_every_dossier_has() -> None:
    with pytest.raises(DossierError) as caught:
        Dossier.from_toml("")
    assert [faute.chemin for faute in caught.value.fautes] == ["appel", "departement", "porteur", "projet"]


@pytest.mark.parametrize("data", [[], "un dossier", 3, None])
def test_something_that_is_no_table_is_refused(data: Any) -> None:
    with pytest.raises(DossierError) as caught:
        Dossier.parse(data)
    assert [faute.chemin for faute in caught.value.fautes] == [""]


def test_a_file_of_faults_does_not_flood_the_screen(essai: Callable[..., Essai]) -> None:
    dossier = essai().put("paiements", [{}] * 1000)
    with pytest.raises(DossierError) as caught:
        dossier.load()
    assert len(caught.value.fautes) == FAUTES_MAX


# --- unknown keys ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("porteur.sirett", "siret"),
        ("porteur.representant.prénom", "prenom"),
        ("projet.date_de_candidature", "date_candidature"),
        ("projet.budget.charge", "charges"),
        ("projet.actions[0].frequnce", "frequence"),
        ("conventions", "convention"),
        ("bilan.analyse.freins[1].obstacles", "obstacle"),
    ],
)
def test_an_unknown_key_gives_the_nearest_name(essai: Callable[..., Essai], path: str, near: str) -> None:
    fautes = essai().put(path, "x").fautes()
    assert list(fautes) == [path]
    assert f"vouliez-vous écrire « {near} » ?" in fautes[path]


def test_a_key_like_no_other_is_said_unknown(essai: Callable[..., Essai]) -> None:
    fautes = essai().put("zzz", 1).put("porteur.qwxk", 2).fautes()
    assert fautes.keys() == {"zzz", "porteur.qwxk"}
    assert all("retirez-la ou corrigez-la" in message for message in fautes.values())


def test_the_nearest_name_is_one_of_the_chosen_class(essai: Callable[..., Essai]) -> None:
    """An atelier has no « commune »: proposing a key of a permanence would lead to a second fault."""
    fautes = essai().put("projet.actions[2].comune", "Fictiville").fautes()
    assert "commune" not in fautes["projet.actions[2].comune"]


@pytest.mark.parametrize("sample", ["epci", "mission-locale-gip"])
def test_only_an_association_has_a_rna_and_an_engagement(essai: Callable[..., Essai], sample: str) -> None:
    fautes = essai(sample).put("porteur.rna", "W629990001").put("porteur.contrat_engagement", "2025-04-18").fautes()
    assert "seule une association a un numéro RNA" in fautes["porteur.rna"]
    assert "contrat d’engagement républicain" in fautes["porteur.contrat_engagement"]
    assert len(fautes) == 2


def test_a_key_named_like_a_class_keeps_its_place(essai: Callable[..., Essai]) -> None:
    assert list(essai().put("porteur.association", {"siret": "1"}).fautes()) == ["porteur.association"]


def test_what_cannot_be_printed_in_a_key_is_spelled() -> None:
    with pytest.raises(DossierError) as caught:
        Dossier.from_toml('"\\u001b[31m" = 1\n"" = 2\n"a\\u00A0b" = 3')
    places = [faute.chemin for faute in caught.value.fautes]
    assert {"\\x1b[31m", '""', "a\\xa0b"} <= set(places)
    assert all(place.isprintable() for place in places)


@pytest.mark.parametrize(
    "text",
    [
        '{"porteur": {"regime": "association", "\\ud800": 1}}',
        '{"porteur": {"\\ud800": 1}}',
        '{"\\udfff": 1}',
        '{"appel": "\\ud800"}',
        '{"appel": {"reference": "\\ud800"}}',
        '{"porteur": {"regime": "\\ud800"}}',
    ],
)
def test_half_a_character_never_reaches_a_message(text: str) -> None:
    with pytest.raises(DossierError) as caught:
        Dossier.from_json(text)
    assert str(caught.value).encode("utf-8")


# --- the key that chooses a class ------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["asso", 3, None, ["association"], {"a": 1}, "Association"])
def test_an_unknown_regime_gives_the_four(essai: Callable[..., Essai], value: Any) -> None:
    fautes = essai().put("porteur.regime", value).fautes()
    assert list(fautes) == ["porteur.regime"]
    assert "association, mission_locale_association, mission_locale_gip, epci" in fautes["porteur.regime"]


def test_what_all_regimes_share_is_checked_without_a_regime(essai: Callable[..., Essai]) -> None:
    fautes = (
        essai().drop("porteur.regime").put("porteur.siret", "1").put("porteur.rna", "1").drop("porteur.nom").fautes()
    )
    assert fautes.keys() == {"porteur.regime", "porteur.siret", "porteur.nom"}
    assert "à renseigner" in fautes["porteur.regime"]


def test_the_account_is_checked_without_a_regime(essai: Callable[..., Essai]) -> None:
    fautes = essai().drop("porteur.regime").put("porteur.compte.bic", "EXMPBEBB").fautes()
    assert fautes.keys() == {"porteur.regime", "porteur.compte.bic"}


def test_what_all_actions_share_is_checked_without_a_type(essai: Callable[..., Essai]) -> None:
    fautes = essai().put("projet.actions[3].type", "maraude").put("projet.actions[3].code", "P1").fautes()
    assert fautes.keys() == {"projet.actions[3].type", "projet.actions[3].code", "bilan.actions[3].code"}


# --- rules still run around an unreadable value ----------------------------------------------------------------------


def test_rules_run_on_what_can_be_read(essai: Callable[..., Essai]) -> None:
    dossier = essai().put("convention.numero", "").put("convention.date_limite_bilan", "2026-01-01")
    assert dossier.fautes().keys() == {"convention.numero", "convention.date_limite_bilan"}


def test_a_rule_goes_on_after_an_unreadable_line(essai: Callable[..., Essai]) -> None:
    dossier = essai().drop("projet.budget.charges[0].rubrique").put("projet.budget.charges[8].rubrique", "zz")
    dossier.put("projet.budget.charges[3].rubrique", "61-locations").put("projet.budget.charges[5]", 3)
    assert dossier.fautes().keys() == {
        "projet.budget.charges[0].rubrique",
        "projet.budget.charges[3].rubrique",
        "projet.budget.charges[5]",
        "projet.budget.charges[8].rubrique",
    }


def test_a_rule_stays_silent_when_what_it_compares_is_unreadable(essai: Callable[..., Essai]) -> None:
    dossier = essai().put("decision.date", "hier").put("decision.executoire_le", "2020-01-01")
    assert dossier.fautes().keys() == {"decision.date"}


def test_an_unreadable_value_is_not_an_absent_one(essai: Callable[..., Essai]) -> None:
    """A payment and a notification suppose a signature: it is there, only badly written."""
    assert list(essai().put("convention.date_signature", "hier").fautes()) == ["convention.date_signature"]


# --- the language ----------------------------------------------------------------------------------------------------

ENGLISH = [
    "input",
    "field required",
    "should",
    "valid ",
    "must",
    " or ",
    " and ",
    " the ",
    "error",
    "none",
    "null",
    "decimal(",
]

NONSENSE: list[Any] = [
    *(None, True, False, 0, -1, 10**30, 0.5, float("nan"), Decimal("NaN"), Decimal("1E+99"), Decimal("0.001")),
    *("", " ", "x", "\x00", "\ud800", "x" * 70_000, "2025-02-30", "12"),
    *([], [[]], ["x"], [None] * 80, {}, {"x": 1}, {"regime": "x"}, {1: 2}, b"x", object()),
]


@settings(max_examples=300)
@given(data=st.data())
def test_no_message_is_in_english(whole: Callable[[], Essai], data: st.DataObject) -> None:
    dossier = whole()
    paths = sorted(_paths(dossier.data, ""))
    for path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=6)):
        value = data.draw(st.sampled_from(NONSENSE))
        try:
            dossier.put(path, value)
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took the place away
    for message in dossier.fautes().values():
        _check_language(message)


@pytest.mark.parametrize(("path", "value", "place", "said"), SINGLE, ids=[case[0] for case in SINGLE])
def test_a_fault_says_something_in_french(
    whole: Callable[[], Essai], path: str, value: Any, place: str, said: str
) -> None:
    for faute in spoil(whole(), path, value).fautes().values():
        assert said in faute or place == ""
        _check_language(faute)


def _check_language(message: str) -> None:
    lowered = message.lower()
    assert not [word for word in ENGLISH if word in lowered], message
    assert message.strip() == message
    assert "'" not in message, message


def _paths(value: Any, path: str) -> list[str]:
    if isinstance(value, dict):
        below = [(f"{path}.{key}".removeprefix("."), item) for key, item in value.items()]
    elif isinstance(value, list):
        below = [(f"{path}[{rank}]", item) for rank, item in enumerate(value)]
    else:
        return []
    return [found for place, item in below for found in [place, *_paths(item, place)]]


def test_a_fault_prints_its_place_then_what_to_do() -> None:
    assert (
        str(Faute("porteur.siret", "un SIRET compte 14 chiffres")) == "porteur.siret\u00a0: un SIRET compte 14 chiffres"
    )
    assert str(Faute("", "JSON illisible")) == "JSON illisible"
