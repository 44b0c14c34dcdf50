"""Fixtures of the delivery tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from rendered import Rendered

import cllaj_docs as cd
from cllaj_docs.delivery.resources import sample_files


@pytest.fixture(scope="session")
def rendered() -> Rendered:
    return Rendered()


@pytest.fixture(scope="session")
def toolkit() -> cd.Toolkit:
    return cd.Toolkit()


@pytest.fixture
def samples() -> dict[str, Path]:
    return {path.stem: path for path in sample_files()}
