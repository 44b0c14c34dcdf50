"""A dossier to spoil: the data of a sample, changed key by key, and what the domain says of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest

from cllaj_docs.domain import Dossier
from cllaj_docs.domain.source import read_source, read_toml
from cllaj_docs.errors import DossierError
from cllaj_docs.french.typography import polish


class Essai:
    """Data of a dossier as a file gives them. Paths are those of the faults: ``projet.actions[0].code``."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def put(self, path: str, value: Any) -> Self:
        holder, key = self._find(path)
        holder[key] = value
        return self

    def drop(self, path: str) -> Self:
        holder, key = self._find(path)
        del holder[key]
        return self

    def get(self, path: str) -> Any:
        holder, key = self._find(path)
        return holder[key]

    def _find(self, path: str) -> tuple[Any, str | int]:
        *above, last = [int(rank) if rank else name for name, rank in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)]
        holder: Any = self.data
        for key in above:
            holder = holder[key]
        return holder, last

    def load(self) -> Dossier:
        return Dossier.parse(self.data)

    def fautes(self) -> dict[str, str]:
        """Messages by path, in their order, several of one path side by side; none when the dossier is accepted."""
        try:
            self.load()
        except DossierError as error:
            messages: dict[str, str] = {}
            for faute in error.fautes:
                said = faute.message.partition("valeurs possibles")[0]  # those values are not prose
                assert polish(said) == said
                messages[faute.chemin] = plain(f"{messages.get(faute.chemin, '')} {faute.message}").strip()
            return messages
        return {}


def plain(text: str) -> str:
    """Give ordinary spaces to a text whose French spaces are right: tests stay readable."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="session")
def essai(samples: Path) -> Callable[..., Essai]:
    """Give the data of a sample, fresh at each call: the complete one when none is named."""
    read: dict[str, dict[str, Any]] = {}

    def fresh(sample: str = "complet") -> Essai:
        if sample not in read:
            read[sample] = read_toml(read_source(samples / f"{sample}.toml"))
        return Essai(copy.deepcopy(read[sample]))

    return fresh
