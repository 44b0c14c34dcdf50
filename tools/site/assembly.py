"""The source of the site: hand-written pages with their French spaces, pictures, and the pages drawn from the code."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from tools.site.champs import fields_pages
from tools.site.charte import charte_page
from tools.site.dossier import dossier_page
from tools.site.markdown import french_spaces
from tools.site.reference import commands_page, findings_page, table_page

STYLE = "site.css"


def generated_pages() -> Mapping[str, str]:
    """Give the pages drawn from the code, by file name."""
    return {
        "dossier.md": dossier_page(),
        "constats.md": findings_page(),
        "tableau.md": table_page(),
        "charte.md": charte_page(),
        "commandes.md": commands_page(),
        **fields_pages(),
    }


def assemble(docs: Path, target: Path) -> None:
    """Write the source of the site anew in a folder."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(docs / "images", target / "images")
    shutil.copy(docs / STYLE, target / STYLE)
    pages = {path.name: path.read_text(encoding="utf-8") for path in docs.glob("*.md")}
    for name, page in {**pages, **generated_pages()}.items():
        (target / name).write_text(french_spaces(page), encoding="utf-8")
