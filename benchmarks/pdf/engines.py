"""The engines behind one shape: a folder of inputs and a rank in, a PDF out. Each is used as its users use it.

``rank`` changes the title of the document: no engine is given twice the same text, and none may keep the last one.
It imports no more than the engine needs: cold starts are measured on this.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Render = Callable[[Path, int], bytes]

SIGNED_ON = datetime.date(2026, 12, 1)
_TITLE = "</title>"


def load(engine: str, fonts: Path, packages: str) -> Render:
    """Prepare an engine of Python; ``fonts`` is a folder, ``packages`` where a peer is installed."""
    if engine == "cllaj-docs":
        return _ours(fonts)
    if engine == "WeasyPrint":
        return _naive()
    sys.path.insert(0, packages)
    return _typst(fonts, tagged=engine.endswith("balisé"))


def _retitled(path: Path, rank: int) -> str:
    return path.read_text(encoding="utf-8").replace(_TITLE, f" ({rank}){_TITLE}", 1)


def _ours(fonts: Path) -> Render:
    """Pages to archives that everybody can read, their data attached."""
    import tomllib

    from cllaj_docs.rendering.pdf import Attachment, PdfRenderer

    charte = tomllib.loads((fonts.parent / "charte.toml").read_text(encoding="utf-8"))
    renderer = PdfRenderer({style: fonts / name for style, name in charte["police"]["fichiers"].items()}, charte)

    def render(folder: Path, rank: int) -> bytes:
        data = (folder / "dossier.json").read_bytes()
        attachment = Attachment("dossier.json", data, "application/json", "Données du dossier que montre ce document")
        return renderer.render(_retitled(folder / "page.html", rank), date=SIGNED_ON, attachments=[attachment])

    return render


def _naive() -> Render:
    """WeasyPrint as its manual begins: a page in, a PDF out, everything made anew."""
    import weasyprint

    def render(folder: Path, rank: int) -> bytes:
        made: bytes = weasyprint.HTML(string=_retitled(folder / "seul.html", rank)).write_pdf()
        return made

    return render


def _typst(fonts: Path, *, tagged: bool) -> Render:
    import typst  # type: ignore[import-not-found]  # only there once installed

    options: dict[str, Any] = {"pdf_standards": ["a-3a", "ua-1"]} if tagged else {}
    compilers: dict[Path, Any] = {}

    def render(folder: Path, rank: int) -> bytes:
        source = (folder / "source.typ").read_text(encoding="utf-8").replace('title: "', f'title: "({rank}) ', 1)
        if folder not in compilers:
            compilers[folder] = typst.Compiler(root=str(folder), font_paths=[str(fonts)], ignore_system_fonts=True)
        made: bytes = compilers[folder].compile(input=source.encode(), format="pdf", **options)
        return made

    return render
