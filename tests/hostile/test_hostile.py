"""Every hostile input ends as its table says: a French error of the house, or documents that hold the text whole."""

from __future__ import annotations

import pytest
from hostile import html_templates, word_files, word_templates
from hostile.case import Case
from hostile.running import Runner, judge

CASES: tuple[Case, ...] = (*word_templates.CASES, *word_files.CASES, *html_templates.CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_hostile_input_ends_as_it_must(runner: Runner, case: Case) -> None:
    judge(case, *runner.run(case))
