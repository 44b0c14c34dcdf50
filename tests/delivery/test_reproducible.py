"""The same dossier and the same date give the same bytes, in another process and on another machine's settings."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from rendered import CASES, DATE, Rendered

KINDS = ("docx", "html", "pdf")
SCRIPT = """
import datetime, hashlib, json, sys
import cllaj_docs as cd
from cllaj_docs.delivery.resources import sample_files

def digests(path, date, order):
    dossier = cd.Dossier.load(path)
    for name in order(toolkit.possible(dossier)):
        for kind in order(("docx", "html", "pdf")):
            content = toolkit.render(dossier, name, kind, date=date).content
            yield f"{path.stem} {name} {kind} {date}", hashlib.sha256(content).hexdigest()

toolkit = cd.Toolkit()
order = {"forward": list, "backward": lambda items: list(items)[::-1]}[sys.argv[2]]
asked = [(path, datetime.date.fromisoformat(sys.argv[1])) for path in order(sample_files())]
asked += [(path, None) for path, _ in asked if path.stem == "complet"]
print(json.dumps({name: digest for path, date in order(asked) for name, digest in digests(path, date, order)}))
"""

MACHINES: dict[str, dict[str, str]] = {
    "forward": {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0", "USER": "un"},
    "backward": {
        "TZ": "America/Anchorage",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "4294967295",
        "SOURCE_DATE_EPOCH": "86400",
        "USER": "autre",
        "COLUMNS": "20",
    },
}


@cache
def digests_of(machine: str) -> dict[str, str]:
    """Render everything in a process with the settings of a machine, in an order of its own; cached for the run."""
    command = [sys.executable, "-W", "error", "-c", SCRIPT, DATE.isoformat(), machine]
    environment = {**os.environ, **MACHINES[machine]}
    done = subprocess.run(command, env=environment, cwd=Path("/"), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.xdist_group("reproducible")
@pytest.mark.parametrize(("sample", "document"), CASES)
def test_the_same_bytes_everywhere(rendered: Rendered, sample: str, document: str) -> None:
    for kind in KINDS:
        here = hashlib.sha256(rendered(sample, document, kind)).hexdigest()
        for machine in MACHINES:
            assert digests_of(machine)[f"{sample} {document} {kind} {DATE}"] == here, f"{kind}, {machine}"


@pytest.mark.xdist_group("reproducible")
def test_the_same_bytes_without_a_date() -> None:
    first, second = (digests_of(machine) for machine in MACHINES)
    undated = {name: digest for name, digest in first.items() if name.endswith("None")}
    assert len(undated) == len(KINDS) * sum(str(case.id).startswith("complet-") for case in CASES)
    assert undated.items() <= second.items()
    assert len(first) == len(set(first.values()))  # and another date, another document, another format: other bytes
