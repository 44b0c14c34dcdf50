from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cllaj_docs.french import (
    compte,
    date_longue,
    euros,
    iban,
    montant_en_lettres,
    nom_complet,
    nombre,
    parse_date,
    polish,
    pourcentage,
    siren,
    siret,
    telephone,
    typography,
)

# In the tables: ~ is U+00A0, ⸱ is U+202F.


def _shown(texte: str) -> str:
    return texte.replace("\u00a0", "~").replace("\u202f", "⸱")


CHANGED = [
    # a space that is there becomes the right one
    ("Objet : le projet", "Objet~: le projet"),
    ("l’action ; le suivi", "l’action⸱; le suivi"),
    ("Pourquoi ?", "Pourquoi⸱?"),
    ("Attention !", "Attention⸱!"),
    ("Vraiment ?!", "Vraiment⸱?!"),
    ("Objet\u202f: le projet", "Objet~: le projet"),
    ("l’action\u00a0; le suivi", "l’action⸱; le suivi"),
    ("Objet   : x", "Objet~: x"),
    ("le « projet »", "le «~projet~»"),
    ("« projet » : oui", "«~projet~»~: oui"),
    # a missing one is added
    ("Objet: le projet", "Objet~: le projet"),
    ("l’action; le suivi", "l’action⸱; le suivi"),
    ("Pourquoi?", "Pourquoi⸱?"),
    ("Quoi?!", "Quoi⸱?!"),
    ("(oui)! non", "(oui)⸱! non"),
    ("en 2025: non", "en 2025~: non"),
    ("«projet»", "«~projet~»"),
    ("«Quoi?»", "«~Quoi⸱?~»"),
    ("«~projet~»; fin".replace("~", "\u00a0"), "«~projet~»⸱; fin"),
    ("80%; fin", "80~%⸱; fin"),
    # pieces between tags
    (" :", "~:"),
    (" ;", "⸱;"),
    ("« ", "«~"),
    (" »", "~»"),
    (" » !", "~»⸱!"),
    ("Objet :", "Objet~:"),
    ("Objet:", "Objet~:"),
    ("l'", "l’"),
    ("jusqu'", "jusqu’"),
    ("n° ", "n°~"),
    ("Mme ", "Mme~"),
    # apostrophes, ellipses
    ("l'Association d'Arras", "l’Association d’Arras"),
    ("qu'«elle»", "qu’«~elle~»"),
    ("et la suite...", "et la suite…"),
    ("[...]", "[…]"),
    # numbers and abbreviations
    ("n° 12", "n°~12"),
    ("n°12", "n°~12"),
    ("N° A-3", "N°~A-3"),
    ("n°s 3 et 4", "n°s~3 et 4"),
    ("art. L. 1611-4", "art.~L.~1611-4"),
    ("l’article L.1611-4 du CGCT", "l’article~L.~1611-4 du CGCT"),
    ("articles R. 421-1 et D. 1617-19", "articles~R.~421-1 et D.~1617-19"),
    ("article 6", "article~6"),
    ("article 1er", "article~1er"),
    ("20 000 €", "20⸱000~€"),
    ("20 000€", "20⸱000~€"),
    ("20\u202f000\u202f€", "20⸱000~€"),
    ("1 234 567,89 €", "1⸱234⸱567,89~€"),
    ("1 000k€", "1⸱000~k€"),
    ("L.121 000", "L.~121 000"),
    ("...1 000", "…1 000"),
    ("20 k€ ou 3 M€", "20~k€ ou 3~M€"),
    ("80 %", "80~%"),
    ("80%", "80~%"),
    ("2 000 jeunes", "2⸱000 jeunes"),
    ("M. Exemple et Mme Exemple", "M.~Exemple et Mme~Exemple"),
    ("MM. Exemple", "MM.~Exemple"),
    ("Mme la Présidente", "Mme~la Présidente"),
    # beside what is protected
    ("«https://exemple.fr»", "«~https://exemple.fr~»"),
    ("https://exemple.fr ; fin", "https://exemple.fr⸱; fin"),
    ("contact@exemple.fr : fin", "contact@exemple.fr~: fin"),
    ("14:30 : fin", "14:30~: fin"),
    ("de 14:30: fin", "de 14:30: fin"),
    ("Terres &amp; Mers : fin", "Terres &amp; Mers~: fin"),
]

KEPT = [
    "",
    " ",
    "Une phrase ordinaire, sans rien à changer.",
    "1er septembre 2025",
    "14:30",
    "14:30:00",
    "1:2",
    "https://exemple.fr/a?b=1;c=2!d",
    "http://exemple.fr/l'abri...",
    "www.exemple.fr/l'abri?x",
    "mailto:l'asso@exemple.fr",
    "l'asso@exemple.fr",
    "/srv/l'asso/n°1.txt",
    "./l'asso",
    "../l'asso",
    "dossiers/l'asso.toml",
    "l'asso.docx",
    "C:\\l'asso",
    "porteur.l'asso=1",
    "{{ l'asso }}".replace(" ", ""),
    "x_l'y",
    "FR76 3000 1007 9412 3456 7890 185",
    "FR7630001007941234567890185",
    "123 456 789 00012",
    "03 21 00 00 00",
    "12345",
    "20000",
    "2025-2026",
    "Jeunes &amp; Toit &lt;Lens&gt;",
    "&#233;tude &#xE9;tude",
    "Fait à ......................",
    "....",
    "«",
    "»",
    "!",
    "'",
    "'abri'",
    "a::b",
    "f(x)!=y",
    "Objet\n: suite",
    "Objet\n    : suite",
    "«\nprojet\n»",
    "p. 1.2, D.1",
    "100%d",
    "RM. Exemple",
]


@pytest.mark.parametrize(("texte", "attendu"), CHANGED)
def test_changed(texte: str, attendu: str) -> None:
    assert _shown(polish(texte)) == attendu
    assert polish(polish(texte)) == polish(texte)


@pytest.mark.parametrize("texte", KEPT)
def test_kept(texte: str) -> None:
    assert polish(texte) == texte


def test_what_the_other_filters_write_is_already_right() -> None:
    written = [
        *(euros(Decimal("1234567.89")), euros(-5), nombre(Decimal("1234567.5")), pourcentage(Decimal("0.925"))),
        *(iban("FR7630001007941234567890185"), siren("123456789"), siret("12345678900012")),
        *(telephone("0321000000"), date_longue(parse_date("2025-09-01")), montant_en_lettres(1_000_000)),
        *(nom_complet("M.", "Camille", "Exemple"), compte(1234, "jeune reçu")),
    ]
    for texte in written:
        assert polish(texte) == texte
        assert polish(f"({texte})") == f"({texte})"
        assert polish(f"le {texte} ; fin") == f"le {texte}\u202f; fin"


def _without_spaces(texte: str) -> str:
    """What the pass must never touch: the text less its spaces, with one spelling of apostrophe and ellipsis."""
    for space in " \u00a0\u202f":
        texte = texte.replace(space, "")
    return texte.replace("’", "'").replace("…", "...")


ORDINARY = st.text(
    alphabet=st.sampled_from(" :;!?«»'’.…°%€nNMLRDmeart0189aAé\u00a0\u202f\n\t/@_=&#-()<>|\\{}*"), max_size=40
)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                " ",
                "\u00a0",
                "\u202f",
                "\n",
                "\t",
                ":",
                ";",
                "!",
                "?",
                "«",
                "»",
                "'",
                "’",
                ".",
                "...",
                "…",
                "°",
                "%",
                "€",
            ),
            *(
                "n°",
                "art. ",
                "article ",
                "L.",
                "R. ",
                "1611-4",
                "M.",
                "Mme",
                "1 000",
                "000",
                "12",
                "0",
                "l'",
                "qu'",
                "a",
            ),
            *(
                "https://a.fr",
                "b@c.fr",
                "14:30",
                "a:b",
                "x_y",
                "/srv",
                ".pdf",
                "&amp;",
                "&#39;",
                "FR76",
                " 3000",
                "(",
                ")",
            ),
            *("k€", "M€", "123 456 789 00012", "é", "\u0301", "☃", "=", "::", "//", "{", "}"),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(PIECES, ORDINARY, st.text(max_size=60)))
def test_idempotent_and_lossless(texte: str) -> None:
    once = polish(texte)
    assert polish(once) == once
    assert typography._rules().sub(typography._edit, texte) == once, "the quick look before the rules misses a case"
    assert _without_spaces(once) == _without_spaces(texte)


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_line_breaks_and_tabs_stay(texte: str) -> None:
    assert [c for c in polish(texte) if c in "\n\t"] == [c for c in texte if c in "\n\t"]


@pytest.mark.parametrize(
    "motif",
    ["a", "a'", "«", " ", "1 000 ", "a:", "FR76 1234", "/", "&", "n°", "...", ".pdf", "!", " »", "a!", "_", "&a"],
)
def test_long_hostile_texts_take_linear_time(motif: str) -> None:
    texte = motif * (60_000 // len(motif)) + "x;"
    start = time.perf_counter()
    polish(texte)
    assert time.perf_counter() - start < 2  # about 0.05 s here; a quadratic rule takes minutes
