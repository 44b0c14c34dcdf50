"""What people are shown for a code that a field may hold, wherever they choose it: in a workbook, in a form."""

from __future__ import annotations

from cllaj_docs.domain.shipped import read_shipped


def label_of(code: str) -> str:
    """Give the label of a code. Raises ``KeyError`` for one that no field may hold."""
    label: str = read_shipped("domain", "libelle.toml")[code]
    return label
