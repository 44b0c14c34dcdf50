"""The equivalent document is the convention, and it is one document in every syntax."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from benchmarks.word.engines import load
from benchmarks.word.equivalent import HIDDEN, MARK, ROWS, SHOWN, Equivalent, build_equivalent, grow
from benchmarks.word.syntaxes import BRACKETS, write_template
from benchmarks.word.texts import W, find_difference, read_texts


@pytest.fixture(scope="module")
def document() -> Equivalent:
    return build_equivalent()


def body_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def render(engine: str, template: bytes, values: dict[str, object], folder: Path) -> bytes:
    path = folder / "gabarit.docx"
    path.write_bytes(template)
    return load(engine, path, values)()


@pytest.mark.parametrize("engine", ["cllaj-docs", "docxtpl"])
def test_an_engine_gives_the_text_of_the_convention(engine: str, document: Equivalent, tmp_path: Path) -> None:
    rendered = render(engine, write_template(document, "jinja"), document.values(), tmp_path)
    assert find_difference(document.texts, read_texts(rendered)) is None


@pytest.mark.parametrize("engine", ["cllaj-docs", "docxtpl"])
def test_a_table_that_grows_has_all_its_rows(engine: str, document: Equivalent, tmp_path: Path) -> None:
    values = grow(document.values(), 40)
    found = read_texts(render(engine, write_template(document, "jinja"), values, tmp_path))
    assert len(found) == document.count_paragraphs(40)
    assert {text for row in values[ROWS] for text in row.values()} <= set(found)


def test_it_is_the_size_of_a_convention(document: Equivalent) -> None:
    assert 50 <= len(document.champs) <= 80
    assert len(document.texts) > 200
    assert len(document.lignes) > 3
    assert any("Convention n°" in text for text in document.texts)


def test_its_values_are_json_under_names_that_every_peer_takes(document: Equivalent) -> None:
    values = document.values()
    assert json.loads(json.dumps(values)) == values
    assert values[SHOWN] is True
    assert values[HIDDEN] is False
    assert all(re.fullmatch("[a-z][a-z0-9_]{0,46}", name) for name in [*values, *document.lignes[0]])


def test_what_is_under_a_false_condition_is_in_the_template_only(document: Equivalent) -> None:
    never = "Ce paragraphe ne doit pas paraître."
    assert never in body_of(write_template(document, "jinja"))
    assert never not in document.texts


@pytest.mark.parametrize("syntax", [*BRACKETS, "mergefield"])
def test_each_syntax_writes_every_tag(syntax: str, document: Equivalent) -> None:
    with zipfile.ZipFile(io.BytesIO(write_template(document, syntax))) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("word/")]
    written = "".join(parts)
    assert not MARK.search(written)
    assert "\ue000" not in written
    for name in [*document.champs, *document.lignes[0], SHOWN, HIDDEN]:
        assert re.search(rf"\b{name}\b", written), name


def test_merge_fields_are_words_own(document: Equivalent) -> None:
    root = etree.fromstring(body_of(write_template(document, "mergefield")).encode())
    names = [str(field.get(f"{W}instr")).split()[1] for field in root.iter(f"{W}fldSimple")]
    assert set(document.lignes[0]) <= set(names)
    conditions = [node.text for node in root.iter(f"{W}instrText") if node.text == ' IF "']
    assert len(conditions) == 2


def test_a_lost_value_is_told() -> None:
    told = find_difference(("un", "deux"), ("un", "")) or ""
    assert "paragraphe 2" in told
    assert "«\u00a0deux\u00a0»" in told
    assert "rien" in (find_difference(("un",), ()) or "")
    assert find_difference(("un",), ("un",)) is None
