"""Puts the files of a case in a folder, has its command run apart, and judges what came of it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from document_text import fold, pdf_text, squeeze
from hostile.case import Case, Files, Lure, Printed, Refused
from lxml import etree, html

TESTS = Path(__file__).resolve().parents[1]
SECRET = "SECRET-QUI-NE-DOIT-PARAITRE-NULLE-PART"  # noqa: S105
OUT = "sorties"

_TEXTS = re.compile(r"word/(document|header\d+|footer\d+|footnotes)\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Answer:
    """What became of a command: its code, what it wrote, what it did that it must not, what it cost."""

    code: int | None
    out: str
    err: str
    forbidden: list[str]
    seconds: float
    megabytes: float
    crash: str = ""


@dataclass
class Runner:
    """The process that runs cases, and what it must not reach. ``home`` is a folder of its own."""

    home: Path
    _count: int = field(default=0)

    @cached_property
    def _process(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-B", "-m", "hostile.server"]  # a module that is met late writes no bytecode
        return subprocess.Popen(command, cwd=TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    @cached_property
    def lure(self) -> Lure:
        """The address and the file that nothing may reach."""
        port = json.loads(self._read())["port"]
        path = self.home / "secret.txt"
        path.write_text(SECRET)
        return Lure(f"http://127.0.0.1:{port}/piege", str(path))

    def _read(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the server of hostile cases has stopped"
        return line

    def run(self, case: Case) -> tuple[Answer, Path]:
        """Run a case; give the answer, and the folder that it ran in."""
        lure = self.lure
        self._count += 1
        folder = self.home / f"cas-{self._count}"
        write_files(folder, case.files(lure))
        request: dict[str, Any] = {"folder": str(folder), "command": case.command, "lure": lure.path}
        request |= {"seconds": case.seconds, "megabytes": case.megabytes}
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps(request)}\n")
        self._process.stdin.flush()
        return Answer(**json.loads(self._read())), folder

    def stop(self) -> None:
        """End the process."""
        if "_process" in vars(self):
            self._process.communicate(timeout=30)


def write_files(folder: Path, files: Files) -> None:
    """Write the files of a case; a text is written in UTF-8, lone surrogates and all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)


def judge(case: Case, answer: Answer, folder: Path) -> None:
    """Hold what came of a case against what must happen."""
    assert answer.forbidden == []
    assert answer.crash == ""
    assert answer.seconds <= case.seconds
    assert answer.megabytes <= case.megabytes
    said = answer.out + answer.err
    assert "Traceback" not in said
    assert SECRET not in said
    written = written_texts(folder / OUT)
    assert all(SECRET not in text for text in written.values())
    if isinstance(case.outcome, Refused):
        assert re.search(case.outcome.says, said, re.DOTALL), said
        assert answer.code == case.outcome.code, said
        assert written == {}
    else:
        assert answer.code == 0, said
        assert written
        check_printed(case.outcome, written)


def check_printed(outcome: Printed, written: dict[str, str]) -> None:
    """Find each text whole in each document; spaces and the ends of lines of a PDF apart."""
    for name, whole in written.items():
        squeezes = squeeze if name.endswith(".pdf") else fold
        text = squeezes(whole)
        for expected in outcome.texts:
            assert squeezes(expected) in text, f"{name}: « {expected[:200]} » was changed or lost"
        for unwanted in outcome.never:
            assert squeezes(unwanted) not in text, f"{name}: « {unwanted} » is printed"


def written_texts(out: Path) -> dict[str, str]:
    """Give the text of each document that stands in the folder of outputs; each is whole, or this fails."""
    files = sorted(path for path in out.rglob("*") if path.is_file()) if out.is_dir() else []
    return {path.name: document_text(path.name, path.read_bytes()) for path in files}


def document_text(name: str, content: bytes) -> str:
    """Give all the text of a document, or of another file that the house writes."""
    if name.endswith(".docx"):
        return " ".join(_word_texts(content))
    if name.endswith(".pdf"):
        assert content.rstrip().endswith(b"%%EOF")
        return pdf_text(content)
    if name.endswith(".html"):
        assert content.rstrip().endswith(b"</html>")
        return _html_text(content)
    if name.endswith(".xlsx"):
        return " ".join(_workbook_texts(content))
    return content.decode()


def _word_texts(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in filter(_TEXTS.fullmatch, archive.namelist()):
            for paragraph in etree.fromstring(archive.read(name)).iter(f"{_W}p"):
                nodes = paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
                yield "".join((node.text or "") if node.tag == f"{_W}t" else " " for node in nodes)


def _html_text(content: bytes) -> str:
    body = html.document_fromstring(content.decode()).find("body")
    assert body is not None
    for line in body.iter("br", "p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"):
        line.text = f" {line.text or ''}"
        line.tail = f" {line.tail or ''}"
    return "".join(map(str, body.itertext()))


def _workbook_texts(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith(".xml"):
                root = etree.fromstring(archive.read(name))
                assert not list(root.iter("{*}f")), f"{name} holds a formula"
                yield from (str(text) for text in root.itertext())
