"""``python -m tools.word_templates [--check]``: build the Word templates, or tell which ones are stale."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

from cllaj_docs.errors import TemplateError
from tools.word_templates.charte import read_charte
from tools.word_templates.package import build, members
from tools.word_templates.source import is_document

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, or check, and return the exit code: 1 when something is stale, 4 when a source is at fault."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.word_templates",
        description="Construit les gabarits Word à partir des gabarits HTML.",
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help="affiche cette aide")
    parser.add_argument("--check", action="store_true", help="n’écrit rien ; sort en 1 si un gabarit n’est pas à jour")
    parser.add_argument("--gabarits", type=Path, default=TEMPLATES, help="dossier qui contient html/ et charte.toml")
    options = parser.parse_args(arguments)
    try:
        built = build_all(options.gabarits)
    except TemplateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return _check(options.gabarits, built) if options.check else _write(options.gabarits, built)


def build_all(templates: Path) -> dict[str, bytes]:
    """Build the Word template of every document of a templates folder, by file name. ``TemplateError`` on a fault."""
    charte = read_charte(templates / "charte.toml")
    return {f"{source.stem}.docx": build(source, charte) for source in sources(templates)}


def sources(templates: Path) -> list[Path]:
    """Return the sources that are documents: neither the fragments that they include nor the page around them."""
    found = sorted((templates / "html").glob("*.html"))
    return [path for path in found if is_document(path.read_text(encoding="utf-8"))]


def stale(templates: Path, built: dict[str, bytes]) -> dict[str, str]:
    """Tell in French what is wrong with each Word template that is not what its source gives, by file name."""
    folder = templates / "docx"
    faults = {}
    for name, content in built.items():
        if not (folder / name).is_file():
            faults[name] = "n’existe pas encore"
        elif not _is_same((folder / name).read_bytes(), content):
            faults[name] = f"n’est pas ce que donne sa source html/{Path(name).stem}.html"
    for path in sorted(folder.glob("*.docx")):
        if path.name not in built:
            faults[path.name] = f"n’a plus de source html/{path.stem}.html : supprimez-le"
    return faults


def _is_same(found: bytes, content: bytes) -> bool:
    """Compare parts, not bytes: the same part may be deflated otherwise by another zlib."""
    try:
        return found == content or members(found) == members(content)
    except BadZipFile:
        return False


def _check(templates: Path, built: dict[str, bytes]) -> int:
    faults = stale(templates, built)
    if not faults:
        print(f"Gabarits Word à jour : {', '.join(built)}.")
        return 0
    print("Gabarits Word qui ne sont pas à jour (lancez « make templates ») :", file=sys.stderr)
    for name, fault in faults.items():
        print(f"  - {name} {fault}", file=sys.stderr)
    return 1


def _write(templates: Path, built: dict[str, bytes]) -> int:
    """Write what has changed, and leave the rest untouched: what has no source any more is only told."""
    folder = templates / "docx"
    folder.mkdir(exist_ok=True)
    faults = stale(templates, built)
    for name in faults:
        if name in built:
            (folder / name).write_bytes(built[name])
        else:
            print(f"{name} {faults[name]}", file=sys.stderr)
    written = [name for name in built if name in faults]
    print(f"Gabarits Word écrits : {', '.join(written)}." if written else "Gabarits Word déjà à jour.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
