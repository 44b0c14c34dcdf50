"""Every shipped sample, and every document of each in every format, rendered once in a run and shared by the tests."""

from __future__ import annotations

import datetime
from functools import cache

import pytest

import cllaj_docs as cd
from cllaj_docs.delivery.resources import sample_files

DATE = datetime.date(2027, 1, 19)

CASES = [
    pytest.param(path.stem, document, id=f"{path.stem}-{document}")
    for path in sample_files()
    for document in cd.Toolkit().possible(cd.Dossier.load(path))
]


@cache
def _toolkit() -> cd.Toolkit:
    return cd.Toolkit()


@cache
def _load(sample: str) -> cd.Dossier:
    path = next(path for path in sample_files() if path.stem == sample)
    return cd.Dossier.load(path)


@cache
def _rendered(sample: str, document: str, kind: str) -> bytes:
    return _toolkit().render(_load(sample), document, kind, date=DATE).content


class Rendered:
    """The bytes of each document of each sample, made at the first demand."""

    def __call__(self, sample: str, document: str, kind: str) -> bytes:
        return _rendered(sample, document, kind)

    def dossier(self, sample: str) -> cd.Dossier:
        return _load(sample)
