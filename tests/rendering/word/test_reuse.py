"""A template is compiled once: many renders, from many threads, give the same bytes as one, and leave nothing."""

from __future__ import annotations

import gc
import os
import stat
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jinja2
import pytest
from rendering.word.packages import cell, paragraph, row, table, texts, word_file
from rendering.word.pictures import png

from cllaj_docs.errors import OutputError, TemplateError
from cllaj_docs.rendering.word import Image, SubDocument, WordTemplate, cache, template

ANNEX = SubDocument(word_file(paragraph("annexe")))
PICTURE = Image(png(), 10, "x")
SOURCE = word_file(
    paragraph("{{ nom }} n° {{ rang }}"),
    paragraph("{{ image }}"),
    paragraph("{{p annexe }}"),
    table(row("{%tr for i in range(rang) %}"), row(cell("{{ i }} {% cellbg couleur %}")), row("{%tr endfor %}")),
    header=paragraph("{{ nom }} {{ image }}"),
)


def values(rank: int) -> dict[str, Any]:
    return {"nom": f"Camille & {rank}", "rang": rank, "image": PICTURE, "annexe": ANNEX, "couleur": f"{rank:06X}"}


def test_sixteen_threads_give_the_same_bytes_as_one() -> None:
    compiled = WordTemplate(SOURCE)
    alone = [compiled.render(values(rank)) for rank in range(1, 65)]
    assert len(set(alone)) == 64
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(compiled.render, map(values, range(1, 65)))) == alone


def test_the_same_values_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_file(paragraph("{{ a }}"), header=paragraph("{{ a }}")))
    code = (
        "import sys; from cllaj_docs.rendering.word import WordTemplate\n"
        f"sys.stdout.buffer.write(WordTemplate({str(path)!r}).render({{'a': 'é'}}))"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        assert done.stdout == WordTemplate(path).render({"a": "é"})


def test_a_filter_may_render_the_template_that_it_is_in() -> None:
    def inner(value: int) -> str:
        return "".join(texts(compiled.render({"n": value - 1}))) if value else "fin"

    compiled = WordTemplate(word_file(paragraph("{{ n }} {{ n|inner }}")), {"inner": inner})
    assert texts(compiled.render({"n": 3})) == ["3 2 1 0 fin"]


def test_values_are_not_changed() -> None:
    context: dict[str, Any] = {"a": [1], "b": {"c": 2}}
    WordTemplate(word_file(paragraph("{% set a = 3 %}{% set d = b %}{{ a }}{{ d.c }}"))).render(context)
    assert context == {"a": [1], "b": {"c": 2}}


def test_a_failed_render_leaves_the_template_as_it_was() -> None:
    compiled = WordTemplate(word_file(paragraph("{{ image }} {{ x }}")))
    before = compiled.render({"image": PICTURE, "x": 1})
    with pytest.raises(TemplateError):
        compiled.render({"image": PICTURE})
    assert compiled.render({"image": PICTURE, "x": 1}) == before


def test_memory_stays_flat() -> None:
    compiled = WordTemplate(SOURCE)
    for rank in range(50):
        compiled.render(values(rank))
    gc.collect()
    tracemalloc.start()
    try:
        compiled.render(values(1))
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for rank in range(150):
            compiled.render(values(rank))
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 20_000
    finally:
        tracemalloc.stop()


# Templates kept in a folder


class CompiledAgainError(Exception):
    """Raised in place of a compilation that should not happen."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the compiled template."""
    path = tmp_path / "cache"
    WordTemplate(SOURCE, cache_dir=path)
    return path


@pytest.fixture
def no_compiler(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - first it is compiled
    def refuse(_: object) -> None:
        raise CompiledAgainError

    monkeypatch.setattr(template.WordTemplate, "_compile", refuse)


def kept(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


@pytest.mark.usefixtures("no_compiler")
def test_a_kept_template_is_not_compiled_again(folder: Path) -> None:
    from_cache = WordTemplate(SOURCE, cache_dir=str(folder))
    assert from_cache.render(values(3)).startswith(b"PK")


def test_a_kept_template_gives_the_same_bytes_and_the_same_errors(folder: Path) -> None:
    fresh, from_cache = WordTemplate(SOURCE), WordTemplate(SOURCE, cache_dir=folder)
    assert from_cache.render(values(3)) == fresh.render(values(3))
    faults = []
    for compiled in (fresh, from_cache):
        with pytest.raises(TemplateError) as caught:
            compiled.render({**values(1), "nom": None})
        faults.append(str(caught.value))
    assert faults[0] == faults[1]


@pytest.mark.usefixtures("no_compiler")
@pytest.mark.parametrize("change", ["content", "filters", "trusted", "jinja", "python", "engine"])
def test_what_is_kept_is_for_one_template_and_the_versions_that_made_it(
    folder: Path, change: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source, options = SOURCE, dict[str, Any]()
    if change == "content":
        source += b"\0"
    elif change == "filters":
        options = {"filters": {"autre": str}}
    elif change == "trusted":
        options = {"trusted": True}
    elif change == "jinja":
        monkeypatch.setattr(jinja2, "__version__", "0")
    elif change == "python":
        monkeypatch.setattr(cache, "MAGIC_NUMBER", b"0")
    else:
        monkeypatch.setattr(cache, "_ENGINE", tmp_path)
    with pytest.raises(CompiledAgainError):
        WordTemplate(source, cache_dir=folder, **options)


@pytest.mark.usefixtures("no_compiler")
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_another_user_could_write_is_not_read(folder: Path, mode: int) -> None:
    kept(folder).chmod(mode)
    with pytest.raises(CompiledAgainError):
        WordTemplate(SOURCE, cache_dir=folder)


@pytest.mark.usefixtures("no_compiler")
def test_a_file_of_another_user_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = kept(folder).stat().st_uid
    usual = os.fstat

    def of_another(descriptor: int) -> os.stat_result:
        return os.stat_result([*usual(descriptor)[:4], owner + 1, *usual(descriptor)[5:]])

    monkeypatch.setattr(os, "fstat", of_another)
    with pytest.raises(CompiledAgainError):
        WordTemplate(SOURCE, cache_dir=folder)


@pytest.mark.usefixtures("no_compiler")
def test_a_link_in_place_of_the_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    path = kept(folder)
    path.rename(tmp_path / "ailleurs")
    path.symlink_to(tmp_path / "ailleurs")
    with pytest.raises(CompiledAgainError):
        WordTemplate(SOURCE, cache_dir=folder)


@pytest.mark.usefixtures("no_compiler")
@pytest.mark.parametrize("length", [0, 10, 32, 100, -1])
def test_a_file_that_is_half_written_is_not_read(folder: Path, length: int) -> None:
    content = kept(folder).read_bytes()
    kept(folder).write_bytes(content[:length])
    with pytest.raises(CompiledAgainError):
        WordTemplate(SOURCE, cache_dir=folder)


def test_a_file_that_cannot_be_used_is_replaced(folder: Path) -> None:
    kept(folder).write_bytes(b"abc")
    WordTemplate(SOURCE, cache_dir=folder)
    assert kept(folder).stat().st_size > 1000
    assert stat.S_IMODE(kept(folder).stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_folder_that_others_can_write_in_is_refused(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    with pytest.raises(OutputError, match="d’autres utilisateurs"):
        WordTemplate(SOURCE, cache_dir=folder)


def test_a_folder_that_is_a_link_or_a_file_is_refused(folder: Path, tmp_path: Path) -> None:
    link, file = tmp_path / "lien", tmp_path / "fichier"
    link.symlink_to(folder)
    file.write_bytes(b"")
    for path in (link, file):
        with pytest.raises(OutputError):
            WordTemplate(SOURCE, cache_dir=path)


def test_a_folder_that_is_full_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "plein")

    monkeypatch.setattr(os, "open", full)
    assert WordTemplate(SOURCE, cache_dir=tmp_path / "cache").render(values(1))


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    WordTemplate(SOURCE).render(values(1))
    assert list(tmp_path.iterdir()) == []
