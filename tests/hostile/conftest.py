"""One watched process for the cases of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hostile.running import Runner


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """The process that runs cases."""
    runner = Runner(tmp_path_factory.mktemp("hostile"))
    yield runner
    runner.stop()
