"""What the documentation says to type works: each page's commands and code are run, in order, in a folder of their own.

A block is run when its language is ``sh`` or ``python``. A comment above a block may say otherwise:
``<!-- à lire -->`` for one that is not run (it installs, or builds the project), ``<!-- fichier NOM -->`` for one that
is the content of a file, ``<!-- code 1 -->`` for a command that ends with that code.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from tables import as_ods, small_table
from word_edits import replace_text

import cllaj_docs as cd
from cllaj_docs.delivery.tableau import write_sample
from cllaj_docs.domain.dossier import Dossier

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "samples"
PAGES = [
    page
    for page in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
    if re.search(r"^```(sh|python)\b", page.read_text(encoding="utf-8"), re.MULTILINE)
]
DISCOVER = "exemple -o"
BLOCK = re.compile(
    r"^(?:<!-- (?P<note>[^>]*?) -->\n)?```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, what the comment above it says."""

    language: str
    body: str
    note: str

    @property
    def file(self) -> str | None:
        return self.note.removeprefix("fichier ") if self.note.startswith("fichier ") else None

    @property
    def code(self) -> int:
        return int(self.note.removeprefix("code ")) if self.note.startswith("code ") else 0

    @property
    def is_run(self) -> bool:
        return self.language in ("sh", "python") and self.note != "à lire"


def blocks(page: Path) -> Iterator[Block]:
    for found in BLOCK.finditer(page.read_text(encoding="utf-8")):
        yield Block(found["language"], found["body"], found["note"] or "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a reader has it: samples, examples, and the files that the README speaks of without making them."""
    shutil.copytree(SAMPLES, tmp_path / "samples")
    shutil.copytree(REPOSITORY / "examples", tmp_path / "examples")
    shutil.copy(SAMPLES / "complet.toml", tmp_path / "mon-dossier.toml")
    form, *_ = write_sample(Dossier.load(SAMPLES / "complet.toml"), SAMPLES / "complet-tableau", tmp_path)
    form.rename(tmp_path / "tableau.xlsx")
    (tmp_path / "tableau.ods").write_bytes(as_ods(small_table()))
    for format_ in ("docx", "pdf"):
        cd.render(Dossier.load(SAMPLES / "complet.toml"), "convention", format_).save(tmp_path)
    made = cd.render(Dossier.load(SAMPLES / "complet.toml"), "demande-solde").content
    (tmp_path / "demande-corrigee.docx").write_bytes(replace_text(made, "2025-EX-005", "2025-EX-006"))
    letter = docx.Document()
    letter.add_paragraph("À {{ nom|capitales }}")
    letter.save(str(tmp_path / "courrier.docx"))
    return tmp_path


def command(block: Block, discovery: Path) -> list[str]:
    if block.language == "sh":  # what several pages begin with is there already
        body = block.body.replace(f"cllaj-docs {DISCOVER} ", f"cp -r {discovery} ")
        return ["bash", "-euo", "pipefail", "-c", body]
    return [sys.executable, "-W", "error", "-c", block.body]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_what_a_page_says_to_type_works(page: Path, folder: Path, discovery: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    found = list(blocks(page))
    assert any(block.is_run or block.note for block in found)
    for block in found:
        if block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(block.body, encoding="utf-8")
        elif block.is_run:
            done = subprocess.run(
                command(block, discovery),
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            assert done.returncode == block.code, f"{page.name}\n{block.body}\n{done.stdout}\n{done.stderr}"
            assert "Traceback" not in done.stderr
