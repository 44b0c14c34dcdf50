"""The sentences on the results: agreement, targets, what is not known or hidden; and each is read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

import pytest
from dossiers import ABSENT, build
from hypothesis import given
from hypothesis import strategies as st

from cllaj_docs.documents.commentaire import comment, detail_indicateurs
from cllaj_docs.documents.effectif import Compte, read_indicateurs
from cllaj_docs.domain.appel import CodeIndicateur, Indicateur
from cllaj_docs.french import polish
from cllaj_docs.rules.diffusion import EXACTE, Diffusion
from cllaj_docs.rules.indicateur import Mesure, Realisation
from cllaj_docs.rules.secret import Masque

CODES: tuple[CodeIndicateur, ...] = get_args(CodeIndicateur)
COUNTS = st.none() | st.integers(min_value=0, max_value=3) | st.integers(min_value=0, max_value=10_000)
Pair = tuple[int | None, int | None]


def told(
    code: CodeIndicateur, tous: Pair, ase: Pair, inconnu: int | None = 0, masques: dict[str, Masque] | None = None
) -> str:
    """Comment (target, result) of all and of ASE youths; no-break spaces are written ``_``.

    ``masques`` says what is hidden of ``tous``, ``ase`` and ``ase_inconnu``, with a threshold of 5.
    """
    indicateur = Indicateur.model_construct(code=code, libelle="x", libelle_court=None, unite="jeune", definition="x")
    realisation = Realisation(indicateur, 1, ase=Mesure(*ase), tous=Mesure(*tous), ase_inconnu=inconnu)
    hidden = {f"indicateurs.{code}.{name}": masque for name, masque in (masques or {}).items()}
    (ligne,) = read_indicateurs((realisation,), Diffusion(5, hidden) if masques else EXACTE)
    return comment(ligne).replace("\u00a0", "_").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("code", "tous", "ase", "inconnu", "expected"),
    [
        (
            "jeunes_recus",
            (40, 37),
            (8, 8),
            6,
            "37_jeunes ont été reçus sur les 40_prévus, soit 92,5_% de l’objectif. "
            "Parmi eux, 8 ont eu un parcours ASE, sur les 8_prévus, soit 100_% de l’objectif. "
            "Le parcours de 6_jeunes n’est pas connu.",
        ),
        (
            "jeunes_accompagnes",
            (1, 1),
            (1, 0),
            1,
            "1_jeune a été accompagné, pour 1_prévu, soit 100_% de l’objectif. "
            "Il n’a pas eu de parcours ASE, pour 1_prévu. Le parcours d’un jeune n’est pas connu.",
        ),
        (
            "contacts",
            (500, 1522),
            (50, 1),
            None,
            "1_522_contacts ont été reçus, pour 500_prévus, soit 304,4_% de l’objectif. "
            "Parmi eux, 1 vient d’un jeune ayant eu un parcours ASE, sur les 50_prévus, soit 2_% de l’objectif.",
        ),
        (
            "contacts",
            (0, 1),
            (None, 1),
            None,
            "1_contact a été reçu, alors qu’aucun n’était prévu. "
            "Il vient d’un jeune ayant eu un parcours ASE_; aucune cible n’était fixée.",
        ),
        (
            "jeunes_loges",
            (10, None),
            (None, None),
            0,
            "Le nombre de jeunes ayant accédé à un logement n’est pas connu (10_prévus). "
            "Le nombre de jeunes ayant eu un parcours ASE n’est pas connu.",
        ),
        (
            "jeunes_loges",
            (10, None),
            (4, 2),
            0,
            "Le nombre de jeunes ayant accédé à un logement n’est pas connu (10_prévus). "
            "2_jeunes ayant eu un parcours ASE ont accédé à un logement, sur les 4_prévus, soit 50_% de l’objectif.",
        ),
        (
            "jeunes_actions_nouvelles",
            (None, 5),
            (0, 3),
            0,
            "5_jeunes sont venus dans les actions nouvelles_; aucune cible n’était fixée. "
            "Parmi eux, 3 ont eu un parcours ASE, alors qu’aucun n’était prévu.",
        ),
        (
            "jeunes_actions_nouvelles",
            (0, 0),
            (None, 0),
            0,
            "Aucun jeune n’est venu dans les actions nouvelles, et aucun n’était prévu.",
        ),
        (
            "jeunes_recus",
            (40, 0),
            (8, 0),
            0,
            "Aucun jeune n’a été reçu, pour 40_prévus. "
            "Aucun jeune ayant eu un parcours ASE n’a été reçu, pour 8_prévus.",
        ),
        (
            "jeunes_recus",
            (3000, 2999),
            (3000, 1),
            0,
            "2_999_jeunes ont été reçus sur les 3_000_prévus, soit un peu moins de 100_% de l’objectif. "
            "Parmi eux, 1 a eu un parcours ASE, sur les 3_000_prévus, soit moins de 0,1_% de l’objectif.",
        ),
    ],
)
def test_sentences(code: CodeIndicateur, tous: Pair, ase: Pair, inconnu: int | None, expected: str) -> None:
    assert told(code, tous, ase, inconnu) == expected


@pytest.mark.parametrize(
    ("masques", "expected"),
    [
        (
            {"tous": "petit", "ase": "petit", "ase_inconnu": "petit"},
            "Moins de 5_jeunes ont été reçus, pour 40_prévus. "
            "Moins de 5_jeunes ayant eu un parcours ASE ont été reçus, pour 8_prévus. "
            "Le parcours de moins de 5_jeunes n’est pas connu.",
        ),
        (
            {"ase": "petit", "ase_inconnu": "complement"},
            "9_jeunes ont été reçus sur les 40_prévus, soit 22,5_% de l’objectif. "
            "Parmi eux, moins de 5 ont eu un parcours ASE, pour 8_prévus. "
            "Le nombre de jeunes dont le parcours n’est pas connu n’est pas publié.",
        ),
        (
            {"tous": "tu", "ase": "complement"},
            "Le nombre de jeunes reçus n’est pas publié (40_prévus). "
            "Le nombre de jeunes ayant eu un parcours ASE n’est pas publié (8_prévus). "
            "Le parcours de 2_jeunes n’est pas connu.",
        ),
    ],
)
def test_what_is_hidden_is_said_to_be(masques: dict[str, Masque], expected: str) -> None:
    assert told("jeunes_recus", (40, 9), (8, 3), 2, masques) == expected


# --- reading back ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lu:
    """What a reader gathers from a sentence. ``cible`` is ``-1`` when no target is told of."""

    obtenu: int | str
    cible: int
    taux: str | None


NOMBRE = r"(\d+(?:_\d{3})*)"


def read_number(text: str) -> int:
    return int(text.replace("_", ""))


def read_target(text: str) -> int:
    if found := re.search(rf"(?:sur les|pour|\() ?{NOMBRE}_prévus?", text):
        return read_number(found[1])
    return 0 if re.search("aucun (?:n’était )?prévu", text) else -1


def read_rate(text: str) -> str | None:
    found = re.search(r"soit ([^%]+)_% de l’objectif", text)
    return found[1] if found else None


def read_sentence(sentence: str) -> Lu:
    target, rate = read_target(sentence), read_rate(sentence)
    if found := re.search(r"n’est pas (connu|publié)", sentence):
        return Lu(found[1], target, rate)
    if re.match(r"Aucun |Il n", sentence):
        return Lu(0, target, rate)
    if re.match(r"Il ", sentence):
        return Lu(1, target, rate)
    found = re.match(rf"(?:Parmi eux, )?{NOMBRE}(?=[_ ])", sentence)
    assert found, sentence
    return Lu(read_number(found[1]), target, rate)


def as_read(pair: Pair) -> Lu:
    cible, resultat = pair
    rate = None
    if cible and resultat:
        percent = Decimal(100 * resultat) / cible
        rounded = percent.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
        written = format(rounded, "f").removesuffix(".0").replace(".", ",")
        grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+(?:,|$))", "_", written)
        near = "un peu moins de 100" if percent < 100 else "un peu plus de 100"
        rate = "moins de 0,1" if rounded == 0 else near if rounded == 100 and percent != 100 else grouped
    return Lu("connu" if resultat is None else resultat, -1 if cible is None else cible, rate)


@given(st.sampled_from(CODES), st.tuples(COUNTS, COUNTS), st.tuples(COUNTS, COUNTS), COUNTS)
def test_each_sentence_is_read_back(code: CodeIndicateur, tous: Pair, ase: Pair, inconnu: int | None) -> None:
    text = told(code, tous, ase, inconnu)
    sentences = re.findall(r"[^.]+\.", text)
    of_all, *others = [sentence.strip() for sentence in sentences]
    assert read_sentence(of_all) == as_read(tous)
    if not (tous[1] == ase[1] == 0 and ase[0] is None):
        assert read_sentence(others.pop(0)) == as_read(ase)
    if inconnu:
        (unknown,) = others
        found = re.search(rf"Le parcours (?:d’un jeune|de {NOMBRE}_jeunes) n’est pas connu", unknown)
        assert found
        assert (read_number(found[1]) if found[1] else 1) == inconnu
    else:
        assert others == []


@given(st.sampled_from(CODES), st.tuples(COUNTS, COUNTS), st.tuples(COUNTS, COUNTS), COUNTS)
def test_agreement_and_spaces(code: CodeIndicateur, tous: Pair, ase: Pair, inconnu: int | None) -> None:
    text = told(code, tous, ase, inconnu)
    assert polish(text) == text
    assert "None" not in text
    for number, noun in re.findall(rf"{NOMBRE}_((?:jeune|contact|prévu)s?)\b", text):
        assert noun.endswith("s") == (read_number(number) >= 2), text
    assert not re.search(r"\b(?:1_jeune|1_contact|Aucun \w+) (?:ont|sont)\b", text)


MASQUES: st.SearchStrategy[dict[str, Masque]] = st.dictionaries(
    st.sampled_from(["tous", "ase", "ase_inconnu"]), st.sampled_from(get_args(Masque)), min_size=1
)


@given(st.sampled_from(CODES[1:]), MASQUES, st.integers(101, 999), st.integers(101, 999), st.integers(101, 999))
def test_nothing_hidden_is_told(
    code: CodeIndicateur, masques: dict[str, Masque], tous: int, ase: int, inconnu: int
) -> None:
    """Neither the count nor the rate that gives it back; other counts are told as ever."""
    text = told(code, (1000, tous), (1000, ase), inconnu, masques)
    counts = {"tous": tous, "ase": ase, "ase_inconnu": inconnu}
    shown = {count for name, count in counts.items() if name not in masques}
    figures = {read_number(found) for found in re.findall(rf"{NOMBRE}(?![\d,_]*_?%)", text)}
    assert figures - {5, 1000} == shown
    assert text.count("%") == len({"tous", "ase"} - masques.keys())


# --- details ---------------------------------------------------------------------------------------------------------


def details(changes: dict[str, object] | None = None, **masques: Masque) -> list[str]:
    bilan = build(changes=changes).bilan
    assert bilan
    hidden = {f"indicateurs.{path.replace('__', '.')}": masque for path, masque in masques.items()}
    found = detail_indicateurs(bilan.indicateurs, Diffusion(5, hidden) if hidden else EXACTE)
    assert [polish(text) for text in found] == list(found)
    return [text.replace("\u00a0", "_").replace("\u202f", "_") for text in found]


def test_details() -> None:
    assert details() == [
        "Contacts_: 300_contacts téléphoniques et 120_saisies par courriel.",
        "Accès au logement_: situation connue pour 70_jeunes sur 82_jeunes accompagnés.",
        "Accès au logement des jeunes ASE_: situation connue pour 18_jeunes sur 21_jeunes ASE accompagnés.",
        "Actions nouvelles_: 60_jeunes en permanence et 50_jeunes en atelier_; "
        "15 sont venus aux deux et ne comptent qu’une fois.",
    ]


@pytest.mark.parametrize(
    ("union", "told_of_both"),
    [(110, "aucun n’est venu aux deux"), (109, "1 est venu aux deux et ne compte qu’une fois")],
)
def test_who_came_to_both(union: int, told_of_both: str) -> None:
    assert told_of_both in details({"bilan.indicateurs.jeunes_actions_nouvelles.tous": union})[3]


def test_details_that_are_not_known_or_hidden() -> None:
    unknown = details(
        {
            "bilan.indicateurs.contacts.courriel": ABSENT,
            "bilan.indicateurs.jeunes_loges.situation_connue_tous": ABSENT,
            "bilan.indicateurs.jeunes_accompagnes.ase": ABSENT,
            "bilan.indicateurs.jeunes_actions_nouvelles.ateliers": ABSENT,
        }
    )
    assert unknown == [
        "Contacts_: 300_contacts téléphoniques et un nombre non connu de saisies par courriel.",
        "Accès au logement_: le nombre de jeunes dont la situation est connue n’est pas connu.",
        "Accès au logement des jeunes ASE_: situation connue pour 18_jeunes sur un nombre non connu de jeunes ASE "
        "accompagnés.",
        "Actions nouvelles_: 60_jeunes en permanence et un nombre non connu de jeunes en atelier. "
        "Un jeune venu aux deux ne compte qu’une fois.",
    ]
    hidden = details(
        contacts__telephone="petit",
        jeunes_loges__situation_connue_tous="complement",
        jeunes_loges__situation_connue_ase="petit",
        jeunes_actions_nouvelles__permanences="petit",
    )
    assert hidden == [
        "Contacts_: moins de 5_contacts téléphoniques et 120_saisies par courriel.",
        "Accès au logement_: le nombre de jeunes dont la situation est connue n’est pas publié.",
        "Accès au logement des jeunes ASE_: situation connue pour moins de 5_jeunes sur 21_jeunes ASE accompagnés.",
        "Actions nouvelles_: moins de 5_jeunes en permanence et 50_jeunes en atelier. "
        "Un jeune venu aux deux ne compte qu’une fois.",
    ]


@pytest.mark.parametrize(
    ("compte", "texte", "mention"),
    [
        (Compte(1234), "1\u202f234", None),
        (Compte(0), "0", None),
        (Compte(None), "non connu", None),
        (Compte(None, "petit", 5), "moins de\u00a05", "moins de\u00a05"),
        (Compte(None, "complement", 5), "non publié", "non publié"),
        (Compte(None, "tu", 5), "non publié", "non publié"),
    ],
)
def test_a_count_as_a_table_prints_it(compte: Compte, texte: str, mention: str | None) -> None:
    assert (compte.texte, compte.mention) == (texte, mention)
