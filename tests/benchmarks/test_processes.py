"""A job, done in a process of its own by either driver."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.word import convention, trials, worker
from benchmarks.word.contenders import CONTENDERS, OURS
from benchmarks.word.engines import PEERS, load
from benchmarks.word.equivalent import build_equivalent
from benchmarks.word.processes import EngineFailedError, Task, do_job
from benchmarks.word.readiness import Ready
from benchmarks.word.syntaxes import write_template
from benchmarks.word.texts import find_difference, read_texts

DRIVER = Path(worker.__file__).parent / "node" / "driver.mjs"


@pytest.fixture
def task(tmp_path: Path) -> Task:
    template, values = tmp_path / "gabarit.docx", tmp_path / "valeurs.json"
    template.write_bytes(write_template(build_equivalent(), "jinja"))
    values.write_text(json.dumps(build_equivalent().values()), encoding="utf-8")
    return Task(OURS, Ready("0", None), template, values, tmp_path / "sortie.docx")


def test_a_fresh_process_renders_and_counts(task: Task) -> None:
    answer = do_job(task, "repeat", warmup=1, repeats=3)
    assert len(answer["wall"]) == len(answer["cpu"]) == 3
    assert find_difference(build_equivalent().texts, read_texts(task.output.read_bytes())) is None


def test_an_engine_that_stops_leaves_its_last_words(task: Task) -> None:
    task.template.write_bytes(b"not a Word file")
    with pytest.raises(EngineFailedError, match="Error"):
        do_job(task, "repeat", warmup=0, repeats=1)


def test_our_engine_says_what_docxtpl_says_of_the_shipped_convention() -> None:
    ours, docxtpl = (load(engine, convention.template_path(), None)() for engine in ("cllaj-docs", "docxtpl"))
    assert find_difference(read_texts(docxtpl), read_texts(ours)) is None


def test_threads_give_the_same_bytes() -> None:
    assert trials.threads({"threads": 4, "documents": 8}) == {"same": True, "distinct": True}


def test_both_drivers_know_all_their_engines() -> None:
    names = {contender.name for contender in CONTENDERS if contender.family != "npm"}
    assert {OURS.name, *PEERS} == names
    source = DRIVER.read_text(encoding="utf-8")
    assert all(contender.name in source for contender in CONTENDERS if contender.family == "npm")


@pytest.mark.skipif(not shutil.which("node"), reason="node is not there")
def test_the_node_driver_is_sound() -> None:
    done = subprocess.run(["node", "--check", str(DRIVER)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
