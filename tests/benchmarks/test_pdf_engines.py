"""What the PDF engines are given, and how what they give is judged."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pypdfium2
import pytest

from benchmarks.pdf import documents, engines, readiness, stages, suite
from benchmarks.pdf.contenders import CONTENDERS, NAIVE, OURS, Contender
from benchmarks.pdf.documents import Inputs
from benchmarks.pdf.letters import count_pages, find_loss, letters_of, letters_of_page, letters_of_pdf
from benchmarks.pdf.libreoffice import command
from benchmarks.pdf.outside import family_of
from benchmarks.pdf.sessions import Engine
from benchmarks.pdf.typst_source import write_typst
from benchmarks.pdf.worker import memory_of
from benchmarks.word.readiness import Ready, Skipped
from cllaj_docs.delivery.resources import shipped_folder

FONTS = shipped_folder("templates") / "fonts"


@pytest.fixture(scope="module")
def request_for_avance(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """The shortest of the four documents."""
    written = documents.write_inputs(tmp_path_factory.mktemp("documents"))
    assert [one.name for one in written] == list(documents.NAMES)
    return written[1]


@pytest.mark.parametrize("engine", [OURS.name, NAIVE.name])
def test_both_engines_of_pages_say_everything_in_as_many_pages(request_for_avance: Inputs, engine: str) -> None:
    render = engines.load(engine, FONTS, "")
    first, second = render(request_for_avance.folder, 1), render(request_for_avance.folder, 2)
    assert count_pages(first) == 2
    assert find_loss(request_for_avance.letters, letters_of_pdf(first)) is None
    with pypdfium2.PdfDocument(second) as document:
        assert "(2)" in document.get_metadata_value("Title")
        assert document.count_attachments() == (engine == OURS.name)


def test_stages_share_the_whole_time_and_leave_no_trace(request_for_avance: Inputs) -> None:
    render = engines.load(OURS.name, FONTS, "")
    before = render(request_for_avance.folder, 1)
    shares = stages.measure(lambda: render(request_for_avance.folder, 1), 1)
    assert list(shares) == [*stages.STAGES, stages.REST]
    assert sum(shares.values()) == pytest.approx(1)
    assert all(share > 0 for share in shares.values())
    assert render(request_for_avance.folder, 1) == before


# What a PDF says


def test_letters_are_counted_whatever_their_order() -> None:
    page = "<head><title>no</title></head><header>no</header><p>fin&eacute;e\u00a0: 12</p><svg><text>no</text></svg>"
    assert letters_of_page(page) == Counter("finée12")
    assert letters_of("ﬁnée … 21") == Counter("finée12")
    assert find_loss(Counter("finée12"), Counter("21éenif et plus")) is None


def test_a_loss_is_worded() -> None:
    lost = find_loss(Counter("20000"), Counter("200"))
    assert lost == "il manque 2 lettres ou chiffres sur 5 (2 «\u00a00\u00a0»…)"


# What engines are given


def test_a_page_in_typst() -> None:
    page = (
        "<html><head><title>T</title><meta name='author' content='A'></head><body><article>"
        "<header>H</header><footer>F – page <span class='page'></span> sur <span class='pages'></span></footer>"
        '<h2>Un "titre" #1</h2><p>a <strong>b</strong>c<br>d\\e</p><ul><li>x</li><li>y<ol><li>z</li></ol></li></ul>'
        "<table><caption>L</caption><thead><tr><th>p</th><th>q</th></tr></thead><tbody><tr><td colspan='2'>r</td></tr>"
        "<tr><td>s</td></tr></tbody></table></article></body></html>"
    )
    written = write_typst(page, "Source Sans 3")
    assert 'font: "Source Sans 3"' in written
    assert 'footer: [#"F – page "; #context' in written
    for expected in (
        '#heading(level: 2)[#"Un \\"titre\\" #1";]',
        '#"a ";#strong[#"b";]#"c";#linebreak();#"d\\\\e";',
        '#list([#"x";], [#"y";\n\n#enum([#"z";])])',
        '#"L";',
        '#table(columns: 2, table.header(table.cell(colspan: 1)[#"p";], table.cell(colspan: 1)[#"q";]), '
        'table.cell(colspan: 2)[#"r";], table.cell(colspan: 1)[#"s";], [])',
    ):
        assert expected in written


def test_an_office_works_in_its_own_profile(tmp_path: Path) -> None:
    written = command("soffice", tmp_path / "profil", tmp_path, [tmp_path / "a.docx"], tagged=True)
    assert written[1] == f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    assert "PDFUACompliance" in written[written.index("--convert-to") + 1]


# Whether they are there


@pytest.fixture
def no_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(run: Sequence[str], **_: object) -> NoReturn:
        pytest.fail(f"ran {run}")

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", refuse)


@pytest.mark.usefixtures("no_program")
@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda contender: contender.name)
def test_what_is_not_there_is_skipped_by_name(contender: Contender, tmp_path: Path) -> None:
    if contender.family == "program":
        state = readiness.make_ready(contender, tmp_path)
        assert state == Skipped(f"{contender.package} n’est pas sur ce poste (make conformance l’installe)")
    elif contender.family == "here":
        assert isinstance(readiness.make_ready(contender, tmp_path), Ready)


def test_a_program_that_does_not_start_is_skipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    one = next(one for one in CONTENDERS if one.package == "soffice")
    assert readiness.make_ready(one, tmp_path) == Skipped("soffice ne se lance pas sur ce poste")
    program.write_text("#!/bin/sh\necho LibreOffice 7.4.7.2 40\n", encoding="ascii")
    assert readiness.make_ready(one, tmp_path) == Ready("7.4.7.2", None)


# How they are measured


def test_memory_and_family_of_a_process() -> None:
    child = subprocess.Popen(["sleep", "60"])
    try:
        assert child.pid in family_of(1) or child.pid in family_of(child.pid)
        assert memory_of(child.pid) > 0
    finally:
        child.kill()
        child.wait()
    assert memory_of(child.pid) == 0


def test_ratios_are_those_of_neighbours(request_for_avance: Inputs, tmp_path: Path) -> None:
    """One slow moment, which falls on both, changes no ratio."""
    runs = [
        suite._Run(Engine(one, Ready("1", None)), request_for_avance, tmp_path / one.name, wall, wall, cold)
        for one, wall, cold in (
            (OURS, [0.8, 8.0, 0.8], [(0.5, 0.4), (5.0, 0.4), (0.5, 0.4)]),
            (NAIVE, [1.0, 10.0, 1.0], [(1.0, 1.0), (10.0, 1.0), (1.0, 1.0)]),
        )
    ]
    pair = suite._pair(runs)["demande-avance"]
    assert (pair.warm, pair.warm_cpu, pair.cold, pair.cold_cpu) == (0.8, 0.8, 0.5, 0.4)
    runs[0].fault = "panne"
    assert suite._pair(runs) == {}
