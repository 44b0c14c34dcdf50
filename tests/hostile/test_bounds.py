"""The page on security quotes the bounds as they are."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from hostile import dossiers, test_hostile
from hostile.case import MEGABYTES, SECONDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "securite.md"
ROW = re.compile(r"^\| [^|]+ \| ([\d ]*\d)( Mo)?[^|]*\| `([\w.]+)\.(\w+)` \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("written", "unit", "module", "name"), ROWS, ids=lambda value: str(value).strip())
def test_a_bound_is_what_the_page_says(written: str, unit: str, module: str, name: str) -> None:
    bound = getattr(importlib.import_module(f"cllaj_docs.{module}"), name)
    assert int(written.replace(" ", "")) * (2**20 if unit else 1) == bound


def test_the_page_says_what_cases_may_cost() -> None:
    assert len(ROWS) >= 24
    text = PAGE.read_text(encoding="utf-8")
    assert f"{SECONDS:.0f} secondes de processeur et {MEGABYTES} Mo" in text
    cases = [*test_hostile.CASES, *dossiers.KEPT, *dossiers.REFUSED]
    assert len(cases) > int(re.findall(r"plus de (\d+) entrées", text)[0])
    assert len({case.name for case in test_hostile.CASES}) == len(test_hostile.CASES)
