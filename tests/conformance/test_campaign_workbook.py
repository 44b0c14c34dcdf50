"""The workbook of a campaign in LibreOffice: opened and saved again, it reads back equal."""

from __future__ import annotations

import pytest
from campaigns import read, written
from conformance.office import resave

from cllaj_docs.delivery.resources import sample_files
from cllaj_docs.domain import Dossier


@pytest.mark.parametrize("steps", [("ods",), ("ods", "xlsx"), ("xlsx",)])
def test_saved_again_it_reads_back_the_same(steps: tuple[str, ...]) -> None:
    dossiers = [Dossier.load(path) for path in sample_files()]
    content, kind = written(dossiers, dossiers[0]), "xlsx"
    for target in steps:
        content, kind = resave(content, kind, target), target
    applications, said = read(content)
    assert said == []
    assert [application.dossier for application in applications] == dossiers
