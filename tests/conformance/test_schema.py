"""The schema of a dossier, as ajv reads it with its strict settings."""

from __future__ import annotations

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

from conformance.programs import find

import cllaj_docs as cd
from cllaj_docs.delivery.resources import sample_files

HERE = Path(__file__).parent


def test_ajv_takes_the_schema_and_the_samples() -> None:
    samples = [json.loads(cd.Dossier.load(path).to_json()) for path in sample_files()]
    wrong: Any = copy.deepcopy(next(one for one in samples if one["convention"]))
    wrong["convention"]["regle_solde"] = "autre"
    given = json.dumps({"schema": cd.Toolkit.schema(), "documents": [*samples, wrong]})
    done = subprocess.run(
        [find("node"), HERE / "ajv.mjs"], input=given, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["told"] == []
    *right, faults = found["faults"]
    assert right == [[]] * len(samples)
    assert '/convention/regle_solde must match pattern "^(prorata|plafond|forfait)$"' in faults
