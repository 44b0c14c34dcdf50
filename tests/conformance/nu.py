"""The Nu checker, that of the W3C: every page at once, since what takes time is to start Java."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from conformance.programs import NU, find, run


def nu_reports(pages: Mapping[str, str]) -> dict[str, list[str]]:
    """Give what the checker says of each page, by name: faults, warnings and remarks."""
    said: dict[str, list[str]] = {name: [] for name in pages}
    with tempfile.TemporaryDirectory() as folder:
        paths = {Path(folder, f"{rank}.html"): name for rank, name in enumerate(pages)}
        for path, name in paths.items():
            path.write_text(pages[name], "utf-8")
        done = run([find("java"), "-jar", NU, "--format", "json", "--stdout", *paths], Path(folder))
        assert done.stdout.startswith("{"), done.stderr
        for message in json.loads(done.stdout)["messages"]:
            name = paths[Path(message["url"].removeprefix("file:"))]
            said[name].append(f"{message['type']}: {message['message']}")
    return said
