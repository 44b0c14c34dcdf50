"""The engines of the comparison. What each is asked for is written beside its name: not all can do the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["here", "pip", "program"]
Source = Literal["page", "word", "typst"]


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine: its public name, where it comes from (``here``: the environment), its package or program, its source.

    ``asked`` tells in French what it is asked for beyond the pages.
    """

    name: str
    family: Family
    package: str
    source: Source
    asked: str = ""
    version: str = ""


OURS = Contender("cllaj-docs", "here", "cllaj-docs", "page", "PDF/A-3a, PDF/UA-1, données jointes")
NAIVE = Contender("WeasyPrint", "here", "weasyprint", "page", "tel qu’on l’appelle d’ordinaire")
CONTENDERS = (
    OURS,
    NAIVE,
    Contender("Typst", "pip", "typst", "typst", version="0.15.0"),
    Contender("Typst balisé", "pip", "typst", "typst", "PDF/A-3a, PDF/UA-1", "0.15.0"),
    Contender("Chromium", "program", "chromium", "page"),
    Contender("Chromium balisé", "program", "chromium", "page", "balises"),
    Contender("LibreOffice", "program", "soffice", "word"),
    Contender("LibreOffice balisé", "program", "soffice", "word", "PDF/A-3, PDF/UA-1"),
)
