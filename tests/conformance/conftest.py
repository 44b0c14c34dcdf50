"""What these tests share, and the mark that keeps them for ``make conformance``: they need programs of the system."""

from __future__ import annotations

from pathlib import Path

import pytest
from rendered import Rendered
from rendering.conftest import chart, charte, demo, demo_context, demo_page, demo_sources, shipped

__all__ = ["chart", "charte", "demo", "demo_context", "demo_page", "demo_sources", "shipped"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.conformance)


@pytest.fixture(scope="session")
def rendered() -> Rendered:
    return Rendered()
