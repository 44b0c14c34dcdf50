"""Every hostile input ends as its table says: a French error of the house, or documents that hold the text whole."""

from __future__ import annotations

import pytest
from hostile import dossiers, html_templates, pictures, word_files, word_templates, workbooks
from hostile.case import SECONDS, Case
from hostile.running import Runner, judge

CASES: tuple[Case, ...] = (
    *word_templates.CASES,
    *word_files.CASES,
    *html_templates.CASES,
    *dossiers.CASES,
    *workbooks.CASES,
    *pictures.CASES,
)


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=[pytest.mark.slow] * (case.seconds > SECONDS), id=case.name) for case in CASES]
)
def test_each_hostile_input_ends_as_it_must(runner: Runner, case: Case) -> None:
    judge(case, *runner.run(case))
