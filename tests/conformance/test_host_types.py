"""A host that pyright reads in its strict mode: each public name is typed to the end."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from conformance.programs import MODULES, find, run

HOST = Path(__file__).resolve().parents[1] / "host.py"
SETTINGS = {"typeCheckingMode": "strict", "include": ["."], "reportMissingTypeStubs": True}


def read_by_pyright(folder: Path) -> list[str]:
    """What pyright finds in the files of a folder."""
    (folder / "pyrightconfig.json").write_text(json.dumps(SETTINGS), "utf-8")
    pyright = MODULES / "pyright" / "index.js"
    done = run([find("node"), pyright, "--outputjson", "--pythonpath", sys.executable, "-p", folder], folder)
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 1, done.stdout + done.stderr
    return [f"{one['range']['start']['line']} {one['message']}" for one in report["generalDiagnostics"]]


def test_a_host_is_strictly_typed(tmp_path: Path) -> None:
    shutil.copy(HOST, tmp_path)
    assert read_by_pyright(tmp_path) == []


def test_a_wrong_host_is_seen(tmp_path: Path) -> None:
    wrong = HOST.read_text("utf-8").replace(
        "assert_type(document.content, bytes)", "assert_type(document.content, str)"
    )
    (tmp_path / "host.py").write_text(wrong, "utf-8")
    assert any("bytes" in message for message in read_by_pyright(tmp_path))
