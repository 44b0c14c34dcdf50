"""From a file to data: what TOML and JSON may hold, and what is said when they cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.source import TAILLE_MAX, read_json, read_source, read_toml
from cllaj_docs.errors import CllajDocsError, DossierError, OutputError
from cllaj_docs.french.typography import polish

if TYPE_CHECKING:
    from domain.conftest import Essai


def message(reader: Callable[[str], object], text: str) -> str:
    """Give the one fault about a text that cannot be read: a fault of the whole file."""
    with pytest.raises(DossierError) as caught:
        reader(text)
    (faute,) = caught.value.fautes
    assert faute.chemin == ""
    assert faute.message == caught.value.resume
    assert polish(faute.message) == faute.message
    return plain(faute.message)


def plain(error: object) -> str:
    """Give ordinary spaces to what an error says, whose French spaces are right."""
    return str(error).replace("\u00a0", " ").replace("\u202f", " ")


# --- TOML ------------------------------------------------------------------------------------------------------------


def test_toml_keeps_amounts_exact() -> None:
    assert read_toml("montant = 19999.99\ntaux = 0.1")["montant"] == Decimal("19999.99")
    assert str(read_toml("taux = 0.10")["taux"]) == "0.10"


def test_toml_reads_the_line_ends_of_windows() -> None:
    text = 'a = 1\r\nb = """\r\nun\r\ndeux\r\n"""\r\n# fin\r\n'
    assert read_toml(text) == {"a": 1, "b": "un\ndeux\n"}


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("a = 1\nb 2\n", "ligne 2, colonne 3", "il manque le signe ="),
        ("a = 1\na = 2\n", "ligne 2, colonne 6", "deux fois"),
        ("[a]\n[a]\n", "ligne 2, colonne 3", "deux fois"),
        ("a = { b = 1, b = 2 }\n", "ligne 1, colonne 19", "deux fois"),
        ("a = { b = 1 }\n[a]\n", "ligne 2, colonne 3", "deux fois"),
        ("a = { b = 1 }\na.c = 2\n", "ligne 2, colonne 8", "déjà fermée"),
        ("d = 2025-02-30\n", "ligne 1, colonne 5", "n’existe pas dans le calendrier"),
        ("nom = Essai\n", "ligne 1, colonne 7", "entre guillemets"),
        ("nom = “Essai”\n", "ligne 1, colonne 7", "entre guillemets"),
        ('nom = "un\ndeux"\n', "ligne 1, colonne 10", "un texte sur plusieurs lignes"),
        ('nom = """un\n', "à la fin du fichier", "il manque le guillemet"),
        ('nom = "C:\\pieces"\n', "ligne 1, colonne 12", "barre oblique inverse"),
        ('nom = "\\u12"\n', "ligne 1, colonne 10", "code de caractère"),
        ("a = 1 b = 2\n", "ligne 1, colonne 7", "une seule clé par ligne"),
        ("l = [1, 2\n", "à la fin du fichier", "il manque le crochet"),
        ("l = [1 2]\n", "ligne 1, colonne 8", "il manque le crochet"),
        ("t = { a = 1\n", "ligne 1, colonne 12", "il manque l’accolade"),
        ("montant = 20 000\n", "ligne 1, colonne 14", "une seule clé par ligne"),
        ("montant = 20000,50\n", "ligne 1, colonne 16", "une seule clé par ligne"),
        ("= 3\n", "ligne 1, colonne 1", "vérifiez les guillemets"),
        ("[a\n", "ligne 1, colonne 3", "vérifiez les guillemets"),
    ],
)
def test_a_fault_of_toml_has_its_place_and_a_remedy(text: str, place: str, said: str) -> None:
    told = message(read_toml, text)
    assert told.startswith(f"TOML illisible, {place} : ")
    assert said in told


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "{b=" * 50_000, "a = 1" + "0" * 5_000])
def test_toml_is_bounded(text: str) -> None:
    assert "TOML illisible" in message(read_toml, text)


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_json_keeps_amounts_exact() -> None:
    assert read_json('{"montant": 19999.99, "seances": 3}') == {"montant": Decimal("19999.99"), "seances": 3}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1,\n "b": }', "ligne 2, colonne 7"),
        ("{'a': 1}", "ligne 1, colonne 2"),
        ('{"a": 1', "ligne 1, colonne 8"),
        ('{"a": "un\ndeux"}', "ligne 1, colonne 10"),
        ("", "ligne 1, colonne 1"),
        ('{"a": 1} {"b": 2}', "ligne 1, colonne 10"),
    ],
)
def test_a_fault_of_json_has_its_place(text: str, place: str) -> None:
    assert message(read_json, text) == f"JSON illisible, {place} : vérifiez les guillemets et les virgules"


def test_a_key_given_twice_in_json_is_ambiguous() -> None:
    told = message(read_json, '{"porteur": {"siret": "1", "nom": "a", "siret": "2"}}')
    assert "« siret » est donnée deux fois" in told
    assert read_json('{"a": {"x": 1}, "b": {"x": 2}}') == {"a": {"x": 1}, "b": {"x": 2}}
    assert message(read_json, '{"\\ud800": 1, "\\ud800": 2}').encode("utf-8")


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": Infinity}', '{"a": -Infinity}', '{"a": 1' + "0" * 5_000 + "}"])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    assert "nombre" in message(read_json, text)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, '{"a":' * 200_000 + "1" + "}" * 200_000])
def test_json_is_bounded(text: str) -> None:
    assert "JSON illisible" in message(read_json, text)


@pytest.mark.parametrize("text", ["[]", "3", '"dossier"', "null", "true"])
def test_json_holds_an_object(text: str) -> None:
    assert "un objet JSON" in message(read_json, text)


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_tells_its_name_before_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "mon dossier.toml"
    path.write_text('appel = "inconnu"\n', encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        Dossier.load(path)
    assert plain(caught.value).startswith(f"{path} : 4 fautes dans le dossier, à corriger :\n  - appel : ")


@pytest.mark.parametrize(("name", "text"), [("a.toml", "a = 1\nb\n"), ("a.json", "{")])
def test_a_file_that_is_no_dossier_tells_its_name(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        Dossier.load(str(path))
    assert caught.value.source == str(path)
    assert plain(caught.value).startswith(f"{path} : ")


def test_a_missing_file_is_said_missing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="ce fichier n’existe pas"):
        Dossier.load(tmp_path / "absent.toml")


@pytest.mark.parametrize("name", ["", ".", "a\x00b.toml", "x" * 5000])
def test_a_name_that_is_no_file_is_refused_in_french(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="fichier illisible"):
        Dossier.load(f"{tmp_path}/{name}")


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin1.toml"
    path.write_bytes('# un\n# deux\nnom = "Épreuve"\n'.encode("latin-1"))
    with pytest.raises(DossierError, match=r"pas en UTF-8 \(ligne 3\)\u00a0: enregistrez-le en UTF-8"):
        read_source(path)
    path.write_bytes("a = 1\n".encode("utf-16"))
    with pytest.raises(DossierError, match="pas en UTF-8"):
        read_source(path)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "grand.toml"
    path.write_bytes(b"#" * (TAILLE_MAX + 1))
    with pytest.raises(DossierError, match="plus de 5 Mo"):
        Dossier.load(path)
    path.write_bytes(b"#" * TAILLE_MAX)
    assert len(read_source(path)) == TAILLE_MAX


@pytest.mark.parametrize("spell", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_the_habits_of_windows_change_nothing(samples: Path, tmp_path: Path, spell: Callable[[str], str]) -> None:
    original = samples / "complet.toml"
    path = tmp_path / "complet.TOML"
    path.write_bytes(spell(original.read_text(encoding="utf-8")).encode("utf-8"))
    assert Dossier.load(path) == Dossier.load(original)


@pytest.mark.parametrize("ending", [".json", ".JSON"])
def test_json_is_known_by_its_ending(essai: Callable[..., Essai], tmp_path: Path, ending: str) -> None:
    dossier = essai().load()
    path = tmp_path / f"dossier{ending}"
    path.write_text(dossier.model_dump_json(), encoding="utf-8-sig")
    assert Dossier.load(path) == dossier


def test_half_a_character_in_json_is_refused(essai: Callable[..., Essai]) -> None:
    data = json.loads(essai().load().model_dump_json())
    data["porteur"]["nom"] = "a\ud800"
    with pytest.raises(DossierError) as caught:
        Dossier.from_json(json.dumps(data))
    assert [faute.chemin for faute in caught.value.fautes] == ["porteur.nom"]
    str(caught.value).encode("utf-8")


def test_everything_refused_is_caught_by_the_root_of_the_errors(tmp_path: Path) -> None:
    for attempt in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(CllajDocsError):
            Dossier.load(attempt)
