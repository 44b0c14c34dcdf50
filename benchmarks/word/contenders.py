"""The engines of the comparison, and what each needs to run. Versions are pinned, so that figures mean something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["here", "pip", "npm"]


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine: its public name, where it comes from, the packages it needs (``name``, ``version``), its tags.

    ``here`` is what the project's own environment holds, whose version is the one that is installed.
    """

    name: str
    family: Family
    packages: tuple[tuple[str, str], ...]
    syntax: str


OURS = Contender("cllaj-docs", "here", (("cllaj-docs", ""),), "jinja")
DOCXTPL = Contender("docxtpl", "here", (("docxtpl", ""),), "jinja")
MAILMERGE = Contender("docx-mailmerge2", "pip", (("docx-mailmerge2", "1.0.3"),), "mergefield")

CONTENDERS = (
    OURS,
    DOCXTPL,
    MAILMERGE,
    Contender("docxtemplater", "npm", (("docxtemplater", "3.71.0"), ("pizzip", "3.3.0")), "mustache"),
    Contender("easy-template-x", "npm", (("easy-template-x", "7.2.8"),), "mustache"),
    Contender("docx-templates", "npm", (("docx-templates", "4.15.0"),), "plus"),
    Contender("carbone", "npm", (("carbone", "3.8.2"),), "carbone"),
)
