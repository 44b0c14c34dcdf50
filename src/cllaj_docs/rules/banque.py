"""The banks where public accountants hold their accounts (``data/banque.toml``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cllaj_docs.domain.shipped import read_shipped


@cache
def public_banks() -> Mapping[str, str]:
    """Give the name of each public bank, with its article, by bank code."""
    return {row["code"]: row["nom"] for row in read_shipped("rules", "banque.toml")["banques"]}


def public_bank(iban: str) -> str | None:
    """Name the public bank that keeps a French account; ``None`` when another bank does."""
    return public_banks().get(iban[4:9]) if iban.startswith("FR") else None
